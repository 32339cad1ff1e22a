// SPDX-License-Identifier: MIT
// From the checked tree to straight-line code. Expressions become nodes of a graph in which equal ones are one; then
// every node is given to the innermost region that needs it, and the regions are laid out one behind the other.
#ifndef ASSIZE_EMIT_EMIT_H
#define ASSIZE_EMIT_EMIT_H

#include "model/builtin.h"
#include "check/check.h"
#include "code/program.h"

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

void graph_open(Graph *graph, Arena *arena);

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
        NodeId node;
        Span span;
        uint32_t kind, target; // of its type, as PlaceInfo has them
    } * items;
    size_t count, capacity;
} PlaceList;

// How much code a policy has so far, and the way out where that is too much; of all its pieces.
typedef struct CodeBound {
    Guard guard;
    uint64_t nodes, calls;
    Span under_way; // the condition that is emitted; start 0: none
} CodeBound;

typedef struct Emit {
    CodeBound *bound;
    Policy *policy;
    Arena *arena;
    Pools *pools;
    Graph graph;
    Binding *bindings;           // by variable
    uint32_t mode;               // MODE_PLAIN, MODE_BARE, or the strict mode under way
    uint32_t segment;            // 0: the review
    uint32_t segments;           // how many there are so far
    const Threshold *thresholds; // of the rule under way
    struct RuleCode *rules;      // by number in the policy's order
    TextIndex regions;           // by parent, skip and guard
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
} Emit;

typedef struct RequireCode {
    NodeId plain, strict;
    uint16_t frame;
    NodeId member, body;
    Region *segment; // null where nothing is shown
    uint32_t first_finding, finding_count, bindings;
    Span span;
} RequireCode;

typedef struct RuleCode {
    bool done, under_way;
    NodeId when, applies, plain, strict; // NO_NODE where the rule has none
    NodeId holds;
    NodeId *excepts;
    RequireCode *requires;
    size_t except_count, require_count;
    uint32_t mode; // of the strict reading
    PlaceList places;
    Region *group;
} RuleCode;

// Counts an expansion of a definition at a call, and leaves emission where there are too many.
void count_call(Emit *emit, Span call);

// ---- parts (parts.c) ----
// Whether a part's type stands inside of another type, at any depth; inside of an attribute, which may own it itself.
bool stands_inside(const Emit *emit, Decl *owner, const Decl *part);
bool stands_inside_attribute(const Emit *emit, const Attribute *attribute, const Decl *part);
// Marks each part that stands inside of a confidential attribute.
void find_confidential_parts(Emit *emit);

// ---- nodes (nodes.c) ----
// The node with these operands: an equal one if there is one. Its frame is the deepest of its operands'.
NodeId node_same(Emit *emit, Op op, NodeId a, NodeId b, NodeId c, Span span);
// Likewise where operands are no registers, or the frame is given.
NodeId node_plain(Emit *emit, Op op, uint16_t frame, uint32_t a, uint32_t b, uint32_t c, Span span);
// A node that makes a frame below parent.
NodeId node_frame(Emit *emit, Op op, uint16_t parent, uint16_t origin, uint32_t a, uint32_t b, uint32_t c, Span span);
// A register of an ancestor's frame, brought down; also one of the root, which operands of UP must not be.
NodeId node_down(Emit *emit, NodeId node, uint16_t frame);
uint16_t node_frame_of(const Emit *emit, NodeId node);
uint16_t deeper_frame(const Emit *emit, uint16_t a, uint16_t b);
bool frame_is_below(const Emit *emit, uint16_t frame, uint16_t ancestor);

// ---- values (values.c) ----
Value value_truth(NodeId node);
Value value_constant(Emit *emit, Type type, int64_t number, Span span);
Value value_as(Emit *emit, Value value, Type type); // an integer as a decimal
Value value_wide(Emit *emit, Value value);
Value value_range(Emit *emit, Value value);
Value value_plain(Emit *emit, Value value); // in 64 bits: known to fit
Value value_point(Emit *emit, Value value); // a range as its one value
NodeId value_known(Emit *emit, Value value);
NodeId value_compare(Emit *emit, ExprKind kind, Value left, Value right, Span span);
Value value_arithmetic(Emit *emit, ExprKind kind, Value left, Value right, Type type, Span span);
Value value_add_period(Emit *emit, Value date, const Literal *period, bool minus, Span span);
Value value_negate(Emit *emit, Value value, Span span);
Value value_choose(Emit *emit, NodeId condition, Value yes, Value otherwise, Type type, Span span);
int bits_of_type(Type type); // of a fact

// ---- expressions (expr.c, sets.c) ----
// What a variable stands for in the reading under way.
const Binding *binding_of(const Emit *emit, const Variable *variable);
Value emit_value(Emit *emit, Expr *expr);
NodeId emit_truth(Emit *emit, Expr *expr);
SetValue emit_set(Emit *emit, Expr *expr);
NodeId emit_in(Emit *emit, Expr *expr); // of IN and NOT_IN
Value emit_aggregate(Emit *emit, Expr *expr);
NodeId emit_quantifier(Emit *emit, Expr *expr);
// The members of a set that all hold what body claims, from binders flattened to one frame.
typedef struct Flat {
    uint16_t frame, home;
    NodeId member, closed;
} Flat;
Flat emit_binders(Emit *emit, Binder *const *binders, size_t count, uint16_t home);
uint16_t deepest_mentioned(Emit *emit, Expr *expr);
void unbind(Emit *emit, Binder *const *binders, size_t count);
// x.f and f(x, y).
bool emit_call(Emit *emit, Expr *expr, Value *value, SetValue *set); // whether the result is a set
SetValue emit_for_each(Emit *emit, SetValue set, Expr *expr);
uint32_t slot_of(Emit *emit, const Attribute *attribute);

// ---- rules and regions ----
void emit_rule(Emit *emit, uint32_t number);
NodeId emit_rule_holds(Emit *emit, const Decl *rule);
void note_place(Emit *emit, NodeId node, Span span, Type type);
uint32_t type_target(Type type);                              // the number of its enumeration, entity or part
uint32_t language_string(Emit *emit, const Wording *wording); // of a wording's text
// A region below another one: the one with that guard, if there is one already.
Region *region_below(Emit *emit, Region *parent, Op skip, NodeId guard);
Region *region_segment(Emit *emit, Region *parent);
void region_need(Emit *emit, NodeId node, Region *region);
// Gives each node its number, and writes the code and its frames to the pools' sections; returns where the review ends.
uint32_t region_layout(Emit *emit, PoolArray *code, PoolArray *frames);

// ---- pools (pools.c) ----
struct Pools {
    Arena *arena;
#define SECTION(name, type) PoolArray name;
#include "code/sections.def"
    TextIndex strings_by_text, constants_by_value, lists_by_decl, lists_by_content, regexes_by_pattern, slots_by_content,
        modes_by_content;
};

void pools_open(Pools *pools, Arena *arena);
void *pool_add(Pools *pools, PoolArray *array, const void *item, size_t size); // where it lies; number: count - 1
void pool_bytes(Pools *pools, PoolArray *bytes, Text text);                    // behind those that are there
uint32_t pool_string(Pools *pools, Text text);
uint32_t pool_constant(Pools *pools, int64_t value);
uint32_t pool_list(Pools *pools, RegisterContent content, const int64_t *values, size_t count, uint32_t name);
uint32_t pool_items(Emit *emit, const uint32_t *items, size_t count); // nodes: a list of this graph, not of the bundle
uint32_t pool_regex(Pools *pools, Text pattern);
uint32_t pool_slot(Pools *pools, uint32_t attribute, uint32_t mode);
uint32_t pool_mode(Pools *pools, const Policy *policy, const Threshold *thresholds);
uint32_t list_of_decl(Emit *emit, const Decl *list);
uint32_t list_of_items(Emit *emit, const Expr *set); // of constants of one type

// ---- the whole (emit.c) ----
typedef struct EmitQuestions {
    Expr **exprs;
    size_t count;
} EmitQuestions;

// Emits a checked policy as the bytes of a bundle, in the arena. questions may be null. False, with a message, where it takes
// more code than it may.
bool emit_bundle(Policy *policy, const EmitQuestions *questions, Text *bundle);

#endif
