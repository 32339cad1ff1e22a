// SPDX-License-Identifier: MIT
// From core to straight-line code, in SSA form: every node of the graph is one instruction and its result. Equal nodes are one
// (hash consing: common subexpression elimination while the graph is built, nodes.c); then every node is given to the innermost
// region that needs it (code motion), those that nothing needs are left out (dead code elimination), and the regions are laid out
// one behind the other (regions.c). All lies in the arena of the policy; too much code leaves through CodeBound's guard.
#ifndef ASSIZE_EMIT_EMIT_H
#define ASSIZE_EMIT_EMIT_H

#include "code/program.h"
#include "ast/overlay.h"
#include "core/core.h"
#include "model/builtin.h"

typedef uint32_t NodeId;
#define NO_NODE UINT32_MAX

typedef struct PoolArray { // of one section
    void *items;
    uint32_t count;
    size_t capacity;
} PoolArray;

// A region is a run of instructions that is left out together. The outermost is always run.
typedef struct Region {
    struct Region *parent;
    uint32_t depth;
    Op skip; // how it is skipped: OP_SKIP_FALSE, OP_SKIP_UNLESS; OPS for the outermost and for segments
    NodeId guard;
    bool segment; // run only when asked for
    struct Region *children, *last_child, *next;
    uint32_t first, end; // in the code, once laid out
} Region;

typedef struct Node {
    uint16_t op, frame;
    uint32_t a, b, c; // registers are nodes here
    OperandKind kind; // TRUTH, VALUE, WIDE, RANGE
    Span span;
    Region *region;   // null: nobody needs it
    uint32_t number;  // in the code
    uint32_t segment; // in whose segment it was first needed; 0: the review
} Node;

typedef struct Frame {
    uint16_t parent, origin, depth;
    NodeId maker;
} Frame;

// One piece of code under way: the review, or the conditions of acceptance.
typedef struct Graph {
    Arena *arena;
    Node *nodes;
    size_t count, capacity;
    Frame *frames;
    size_t frame_count, frame_capacity;
    uint32_t *slots; // of the table of equal nodes: node + 1
    size_t slot_count;
    Region outermost;
} Graph;

// An emitted value.
typedef struct Value {
    NodeId node;
    OperandKind kind; // TRUTH, VALUE, WIDE, RANGE
    int bits;         // of a number: what it can take beside the sign, physically
    Type type;        // of the language; never many
} Value;

// An emitted set: its elements stand in a frame below the one that the set is a value of.
typedef struct SetValue {
    NodeId element, member;
    NodeId closed; // a truth value of the frame `home`
    uint16_t frame, home;
    Value item;    // the element as a value
    bool distinct; // no two elements of one row are equal
} SetValue;

typedef struct Binding {
    bool bound, is_set;
    Value value;
    SetValue set;
    // The argument of a definition as the plain reading has it, where the definition asks about the evidence itself and is
    // called in a strict reading; null: the same.
    const struct Binding *plain;
} Binding;

// What the expansion of a definition gave.
typedef struct Expansion {
    bool is_set;
    union {
        Value value;
        SetValue set;
    };
} Expansion;

typedef struct Pools Pools;

typedef struct PlaceList {
    struct PlaceNote {
        const Core *core;
        NodeId node;
    } * items;
    size_t count, capacity;
} PlaceList;

// How much code a policy has so far, and the way out where that is too much; of all its pieces.
typedef struct CodeBound {
    Guard guard;
    uint64_t nodes, calls;
    Span under_way; // the condition that is emitted; start 0: none
} CodeBound;

typedef struct Emit Emit;

// What emits a core expression of some kind; null: it gives no value, or no set.
typedef struct Emitter {
    Value (*value)(Emit *emit, const Core *core);
    SetValue (*set)(Emit *emit, const Core *core);
} Emitter;
extern const Emitter emitters[CORE_KINDS]; // emitters.c; for the entry alone, which hands it down

struct Emit {
    const Emitter *emitters;
    CodeBound *bound;
    Policy *policy;
    const CorePolicy *core;
    Arena *arena;
    Pools *pools;
    Graph graph;
    Binding *bindings;      // by variable
    uint32_t mode;          // MODE_PLAIN, MODE_UNCONDITIONED, or the strict mode under way
    uint32_t segment;       // 0: the review
    uint32_t segments;      // how many there are so far
    const Rule *rule;       // under way
    struct RuleCode *rules; // by number in the policy's order
    TextIndex regions;      // by parent, skip and guard
    Region **region_table;
    size_t region_capacity;
    TextIndex expansions; // definitions already expanded, by what they were expanded with
    Expansion *calls;     // by number
    size_t call_capacity;
    TextBuilder key; // of the expansion that is looked for
    Binding *stack;  // what is given to the definitions under way
    size_t stack_count, stack_capacity;
    uint32_t holidays;             // list; NO_INDEX
    TextIndex item_lists;          // of nodes, for ITEMS
    const uint16_t *frame_numbers; // by frame of the graph, once laid out
    PlaceList *places;             // where the nodes of the rule under way come from in the text; null: not noted
    const Pools *with_profiles;    // of the policy by itself: what was emitted of it with its profiles; null: this is that
};

typedef struct RequireCode {
    NodeId plain, strict;
    uint16_t frame;
    NodeId member, body;
    Region *segment; // null where nothing is shown
    uint32_t first_finding, finding_count, bindings;
    const Condition *of;
} RequireCode;

typedef struct ExceptCode {
    NodeId condition;
    Region *segment;
    uint32_t first_finding, finding_count; // its reason
    const Condition *of;
} ExceptCode;

typedef struct RuleCode {
    bool done, under_way;
    NodeId when, applies, plain, strict; // NO_NODE where the rule has none
    NodeId holds;
    ExceptCode *excepts;
    RequireCode *requires;
    size_t except_count, require_count;
    uint32_t mode; // of the strict reading
    PlaceList places;
    Region *group;
} RuleCode;

// The code of a question, or of a profile's condition.
typedef struct QuestionCode {
    Region *segment;
    NodeId value, member, closed;
    PlaceList places;
} QuestionCode;

// ---- parts (parts.c) ----
// Whether a part's type stands inside of another type, at any depth; inside of an attribute, which may own it itself.
bool part_is_inside(const Emit *emit, Decl *owner, const Decl *part);
bool part_is_inside_attribute(const Emit *emit, const Attribute *attribute, const Decl *part);
// Marks each part that stands inside of a confidential attribute.
void part_mark_confidential(Emit *emit);

// ---- nodes (nodes.c) ----
// An empty graph with the root's frame.
void graph_open(Graph *graph, Arena *arena);
// Counts an expansion of a definition at a call, and leaves emission where there are too many.
void graph_count_call(Emit *emit, Span call);
// The node with these operands: an equal one if there is one. Its frame is the deepest of its operands', which are brought down
// to it. Operands that the opcode does not have are 0.
NodeId node_same(Emit *emit, Op op, NodeId a, NodeId b, NodeId c, Span span);
// The register of a node once the code is laid out; of NO_NODE, NO_REGISTER.
uint32_t emit_register(const Emit *emit, NodeId node);
// Likewise where operands are no registers, or the frame is given.
NodeId node_plain(Emit *emit, Op op, uint16_t frame, uint32_t a, uint32_t b, uint32_t c, Span span);
// A node that makes a frame below parent; origin: the frame whose rows it repeats, or NO_FRAME.
NodeId node_frame(Emit *emit, Op op, uint16_t parent, uint16_t origin, uint32_t a, uint32_t b, uint32_t c, Span span);
// a and b; the other one where one is the constant true.
NodeId node_and(Emit *emit, NodeId a, NodeId b, Span span);
// A register of an ancestor's frame, brought down (a gather); also one of the root, which operands of UP must not be.
NodeId node_down(Emit *emit, NodeId node, uint16_t frame);
uint16_t node_frame_of(const Emit *emit, NodeId node);
// The one of two frames that stands below the other; they must not stand beside each other.
uint16_t frame_deeper(const Emit *emit, uint16_t a, uint16_t b);

// ---- values (values.c) ----
Value value_truth(NodeId node);
Value value_constant(Emit *emit, Type type, int64_t number, Span span);
Value value_literal(Emit *emit, const Literal *literal, Type type, Span span); // of a type that it may stand for
// An integer as a decimal, where the type is one; else as it is.
Value value_as(Emit *emit, Value value, Type type);
// In 128 bits; a range as its one value.
Value value_wide(Emit *emit, Value value);
Value value_plain(Emit *emit, Value value);  // in 64 bits: known to fit
Value value_point(Emit *emit, Value value);  // a range as its one value, else unknown
NodeId value_known(Emit *emit, Value value); // true where it is known
// EQUAL, LESS or AT_MOST, as a truth value.
NodeId value_compare(Emit *emit, CoreOperation operation, Value left, Value right, Span span);
// ADD … DIVIDE, of that type: also of dates and durations.
Value value_arithmetic(Emit *emit, CoreOperation operation, Value left, Value right, Type type, Span span);
Value value_add_period(Emit *emit, Value date, const Literal *period, Span span);
Value value_negate(Emit *emit, Value value, Span span);
// yes where the condition is true, otherwise where it is false.
Value value_choose(Emit *emit, NodeId condition, Value yes, Value otherwise, Type type, Span span);
// The bits beside the sign that a fact of a type takes; 0 where it is no number.
int value_bits(Type type);

// ---- expressions (dispatch.c) ----
// An expression that is one value for each row of its frame, by the emitter of its kind; emit_truth: the node of a truth value.
Value emit_value(Emit *emit, const Core *core);
NodeId emit_truth(Emit *emit, const Core *core);
SetValue emit_set(Emit *emit, const Core *core);
// What a variable stands for in the reading under way.
const Binding *emit_binding(const Emit *emit, const Variable *variable);
// Notes where a node comes from, for explanations of the rule under way.
void emit_place(Emit *emit, NodeId node, const Core *core);

// The emitters, made from the table of core kinds; each stands in the file of its family.
// clang-format off
#define EMITS_VALUE(name) Value emit_##name##_value(Emit *emit, const Core *core);
#define EMITS_SET(name) SetValue emit_##name##_set(Emit *emit, const Core *core);
#define EMITS_EITHER(name) EMITS_VALUE(name) EMITS_SET(name)
#define CORE(kind, name, operands, gives, about) EMITS_##gives(name)
#include "core/kinds.def"
#undef CORE
#undef EMITS_VALUE
#undef EMITS_SET
#undef EMITS_EITHER
// clang-format on

// ---- decision tables (tables.c) ----
// What a table gives for its arguments.
Value table_value(Emit *emit, const Decl *decl, const Value *arguments, Span span);

// ---- sets (sets.c) ----
// The set whose elements a node has just made, below home. type: of the elements; sure: all are members, and nothing else is.
SetValue set_made(Emit *emit, NodeId element, uint16_t home, Type type, int bits, bool sure);
// What sets hold as one kind of register: a VALUE or a WIDE.
Value set_element(Emit *emit, Value item);
// The distinct items of a frame below home, as a set of that; member: whether each is in, closed: whether nothing else is. The
// items have a row for each row of the frame, though they, and whether they are in, may be known above it.
SetValue set_distinct(Emit *emit, Value item, NodeId member, NodeId closed, uint16_t frame, uint16_t home, Span span);

// ---- binders (binders.c) ----
// The members of a set that all hold what body claims, from binders flattened to one frame.
typedef struct Flat {
    uint16_t frame, home;
    NodeId member, closed;
} Flat;
// Binds the variables of a core expression, below home. They stay bound until binders_unbind.
Flat binders_emit(Emit *emit, const Core *core, uint16_t home);
void binders_unbind(Emit *emit, const Core *core);
// The deepest frame of the variables that are bound around an expression and mentioned in it.
uint16_t binders_home(Emit *emit, const Core *core);
// A reduction from the flat frame to its home: a and b have the rows below, or those of a frame between; b is 0 where the opcode
// has none.
NodeId binders_reduce(Emit *emit, Op op, const Flat *flat, NodeId a, NodeId b, Span span);
// The same set once more for each row of a frame at or below its own.
SetValue set_below(Emit *emit, SetValue set, uint16_t frame);

// ---- rules (rules.c) and regions (regions.c) ----
// Emits a rule, if it is not emitted yet.
void rule_emit(Emit *emit, uint32_t number);
// A region below another one: the one with that guard, if there is one already.
Region *region_below(Emit *emit, Region *parent, Op skip, NodeId guard);
// A region that is run only when it is asked for.
Region *region_segment(Emit *emit, Region *parent);
// Says that a region needs a node: the node goes to the innermost region around all that need it.
void region_need(Emit *emit, NodeId node, Region *region);
// Gives each node its number, and writes the code and its frames to the pools' sections; returns where the review ends.
uint32_t region_layout(Emit *emit, PoolArray *code, PoolArray *frames);

// ---- pools (pools.c) ----
struct Pools {
    Arena *arena;
#define SECTION(name, type) PoolArray name;
#include "code/sections.def"
    TextIndex strings_by_text, constants_by_value, lists_by_decl, lists_by_content, regexes_by_pattern, slots_by_content,
        modes_by_content, rows_by_text;
    uint32_t *parameter_constants; // by parameter: the constant that profiles set; NO_INDEX: none
};

// Pools without anything in them.
void pools_open(Pools *pools, Arena *arena);
void *pool_add(Pools *pools, PoolArray *array, const void *item, size_t size); // where it lies; number: count - 1
void pool_bytes(Pools *pools, PoolArray *bytes, Text text);                    // behind those that are there
// The number of a text, a constant, a pattern, a slot: interned, so that equal ones have the same.
uint32_t pool_string(Pools *pools, Text text);
uint32_t pool_constant(Pools *pools, int64_t value);
// A constant that is nobody else's, whatever its value.
uint32_t pool_constant_own(Pools *pools, int64_t value);
// A literal as the number that a constant of a type has; of a text, its own.
int64_t pool_constant_number(Pools *pools, const Literal *literal, Type type);
uint32_t pool_regex(Pools *pools, Text pattern);
uint32_t pool_slot(Pools *pools, uint32_t attribute, uint32_t mode, uint32_t kinds);
// The text of a wording's language.
uint32_t pool_language(Pools *pools, const Wording *wording);
WordingList pool_wording(Pools *pools, const Wording *wording); // in all its languages
// The strict reading by thresholds, and by what profiles raise of them; MODE_PLAIN where they ask for nothing.
uint32_t pool_mode(Pools *pools, const Policy *policy, const Threshold *thresholds, const RuleRaise *raises);
// The list with these values, in any order; name: a string's number, or NO_INDEX.
uint32_t pool_list(Pools *pools, RegisterContent content, const int64_t *values, size_t count, uint32_t name);
// Lists of constants: of a declaration; of a written set.
uint32_t pool_list_declared(Pools *pools, const Decl *list);
uint32_t pool_list_written(Pools *pools, const Core *written);
uint32_t pool_table_row(Pools *pools, const TableRow *row, Type type); // what it gives is of that type
uint32_t pool_items(Emit *emit, const uint32_t *items, size_t count);  // nodes: a list of this graph, not of the bundle
// The number of a type's enumeration, entity or part, as bundles have it; NO_INDEX where it has none.
uint32_t pool_target(Type type);

// ---- profiles (profiles.c) ----
// Whether what profiles change is left out: the policy is emitted by itself.
static inline bool emits_alone(const Emit *emit)
{
    return emit->with_profiles;
}
// What profiles raise of a rule, as far as that is emitted.
static inline const RuleRaise *emitted_raises(const Emit *emit, const Rule *rule)
{
    return emits_alone(emit) ? NULL : rule->raises;
}
// The number of a profile in the bundle; NO_INDEX of none.
uint32_t profile_number(const Profile *profile);
// Whether a profile applies, as a truth value of the root.
NodeId profile_applies(Emit *emit, const Profile *profile, Span span);
// A bit for each profile that adds a declaration, itself or by a library that the policy does not use; 0: it is the policy's.
uint64_t profiles_of(const Decl *decl);
// Whether one of some profiles applies; NO_NODE: one of them applies everywhere, or there are none.
NodeId profiles_apply(Emit *emit, uint64_t profiles, Span span);
// Whether a profile that applies everywhere drops an exception, so that it is none.
bool except_is_dropped(const Emit *emit, const Condition *except);
// What a parameter is that profiles set: it hangs on which of them apply.
Value parameter_value(Emit *emit, const Decl *parameter, Span span);
// Adds the records of profiles, parameters and all that is changed, behind those of rules and of the verdict (overlay.c).
// conditions: the code of each profile's, once it is laid out.
void profiles_add(Emit *emit, const QuestionCode *conditions);

// ---- mappings (formats.c) ----
// Adds what is mapped of records, in the order of bundles.
void formats_add(Emit *emit);

// ---- what records have in common (guards.c) ----
static inline StoredSpan stored_span(Span span)
{
    return (StoredSpan){span.file, span.start, span.end};
}
// Adds places, a guard; where it stands, or how many there are.
uint32_t emit_places(Emit *emit, const PlaceList *places);
uint32_t emit_guard(Emit *emit, const GuardNode *guard);

// ---- the whole (emit.c) ----
// Emits a policy that was checked and lowered as the bytes of a bundle, in the arena. False, with a message, where it takes more
// code than it may.
bool emit_bundle(Policy *policy, const CorePolicy *core, Text *bundle);

#endif
