// SPDX-License-Identifier: MIT
// The abstract syntax tree of a policy (tagged unions). The parser builds it and fills what the text says; bind/ and check/ fill
// the members marked as theirs and change nothing else. All nodes live in the arena of the compilation.
#ifndef ASSIZE_AST_TREE_H
#define ASSIZE_AST_TREE_H

#include "ast/mapping.h"
#include "model/names.h"
#include "support/number.h"

typedef struct Module Module;   // bind: a policy, a profile or a library, with the files that it includes
typedef struct Profile Profile; // ast/overlay.h

// A piece of a finding: a text, and behind it an expression (null at the end).
typedef struct FindingPiece {
    Text text;
    Expr *expr;
    struct FindingPiece *next;
} FindingPiece;

// A text for people. The first one's language is not named; its translations hang behind it.
typedef struct Wording {
    Text text;
    const Name *language;
    Span span;
    FindingPiece *pieces; // of a finding
    struct Wording *next;
    struct Wording *first, *last; // parser: of the wording that it belongs to; of all that belong to it, null: itself
} Wording;

typedef struct Type {
    TypeKind kind;
    bool many;        // a set of these
    const Decl *decl; // of enumerations, entities, parts
} Type;

// A type as it is written.
typedef struct TypeNode {
    TypeKind kind; // TYPE_NONE: named
    Word name;
    bool many, ref;
    Span span;
} TypeNode;

typedef enum PeriodUnit { PERIOD_MONTHS, PERIOD_WORKING_DAYS } PeriodUnit;

typedef struct Literal {
    TypeKind type;  // of the text as it stands; check may make a version or an address of a text
    int64_t number; // boolean, integer, decimal (millionths), date (days), instant, duration (seconds), period
    PeriodUnit unit;
    Text text;
} Literal;

typedef struct Variable {
    Word word;
    Type type;       // check
    uint32_t number; // bind: among the variables of the policy
    bool used;       // check
} Variable;

typedef struct Binder {
    Variable *variable;
    Expr *set;
    Expr *where; // null: all
    struct Binder *next;
} Binder;

typedef struct ExprList {
    Expr *expr;
    struct ExprList *next;
} ExprList;

// What a name stands for (check).
typedef enum MeaningKind {
    MEANING_NONE,
    MEANING_VARIABLE,
    MEANING_PARAMETER,
    MEANING_DEFINE, // of a name, a member or a call
    MEANING_TABLE,  // of a member or a call
    MEANING_LIST,
    MEANING_ENUM_VALUE,       // of a name, or of a member of its type; index says which
    MEANING_KIND,             // index says which
    MEANING_ATTRIBUTE,        // of a member
    MEANING_SUBMISSION_FIELD, // of a member; index is a SubmissionField
    MEANING_SUBMISSIONS,      // e.submissions
    MEANING_GIVEN,            // in a test: the entity that it gives
    MEANING_RULE,             // of HOLDS
} MeaningKind;

struct Attribute;
struct Given;

typedef struct Meaning {
    MeaningKind kind;
    uint32_t index;
    Variable *variable;
    Decl *decl;
    struct Attribute *attribute;
    struct Given *given;
} Meaning;

struct Expr {
    ExprKind kind;
    uint32_t depth; // levels below and with this one; bounded by EXPR_DEEPEST
    bool in_parentheses;
    bool mixes; // parser: of OR: an `and` without parentheses stands beside it, and that was said
    Span span;
    Type type;                          // check
    Meaning meaning;                    // check: of NAME, MEMBER, CALL, HOLDS
    WordList *kinds;                    // of evidence, that DECLARED and LISTED ask of alone; null: of all
    uint32_t *kind_numbers, kind_count; // check: their numbers, rising
    union {
        Literal literal;
        Expr *operands[MOST_OPERANDS]; // those of the next three by number
        struct {
            Expr *left, *right; // the one operand of NOT, NEGATE, DECLARED … is left
        };
        struct {
            Expr *condition, *yes, *otherwise;
        };
        struct {
            Expr *base; // null: NAME, CALL, HOLDS
            Word word;  // the name, the attribute, the callee, the rule's code; VIA: the attribute
            ExprList *arguments;
        };
        struct {
            Binder *binders; // null: COUNT of a set, which is then body
            Expr *body;      // what is claimed of each, the value of each, the item
        };
        ExprList *items;
    };
};

enum { EXPR_DEEPEST = 1000 };

// Attributes of entities and parts.
typedef struct Attribute {
    Word word;
    TypeNode written;
    bool confidential;
    Type type;       // check
    bool owned;      // check: a set of parts, or a part, that stand in this attribute
    Decl *owner;     // bind: the entity or part
    Module *module;  // bind: that declares it, which may extend an entity of another one
    uint32_t number; // check: in the schema
    struct Attribute *next;
} Attribute;

typedef struct EnumValue {
    Word word;
    Wording *wording; // null: its name
    struct EnumValue *next;
} EnumValue;

typedef struct Clause {
    Text number;
    Span span;
    Wording *heading;
    Wording *text;   // null: none
    Wording *reason; // informative, and why; null: to be decided by rules
    bool cited;      // check
    Decl *readings;  // check: interpretations of it
    uint32_t place;  // emit: among those of its source
    struct Clause *next;
} Clause;

typedef struct Cite {
    Word source;
    Text number;
    Span span;
    Decl *decl;     // check
    Clause *clause; // check
    struct Cite *next;
} Cite;

// A number as a literal, in millionths, where it is a weight or a threshold.
typedef struct Amount {
    int64_t millionths;
    Span span;
} Amount;

typedef struct Threshold { // evidence at least KIND [for attr, …]
    Word kind;
    WordList *attributes; // null: all
    uint32_t rank;        // check
    Span span;
    struct Threshold *next;
} Threshold;

typedef struct Condition { // when, except when, require
    Expr *expr;
    Wording *wording; // the reason of an exception, the finding of a requirement (null: the rule's title)
    Cite *citing;
    Span span;
    const Profile *profile; // refine: that adds it, of a requirement; null: it is the rule's own
    uint64_t dropped;       // refine: of an exception, a bit for each profile that drops it
    struct Condition *next;
} Condition;

typedef struct Rule {
    Wording *title;
    Cite *cites;
    Word aspect;
    Decl *aspect_decl; // check
    RuleSeverity severity;
    Amount weight; // its span is nowhere: its severity's
    Threshold *thresholds;
    Condition *whens, *excepts, *requires;
    Condition *drops; // of STRENGTHEN: exceptions to drop, by their reason (wording null: it is left out)
    Wording *remedy;
    bool waivable;
    // Where each field stands that may stand but once; 0: nowhere.
    Span cites_span, aspect_span, severity_span, weight_span, remedy_span, waivable_span;
    uint32_t tested;          // check: bit for each status that a test expects of it
    Decl *readings;           // check: interpretations of it
    struct RuleRaise *raises; // refine: by the number of the profile, each once
    struct Waiver *waivers;   // refine: likewise
} Rule;

typedef struct Acceptance { // accept KIND, KIND when e
    WordList *kinds;
    Expr *condition;
    Span span;
    Module *module; // bind
    bool checked;   // check
    bool names_by;  // `by` stands in the condition
    struct Acceptance *next;
} Acceptance;

typedef struct Expiry { // expire KIND after DURATION
    Word kind;
    int64_t seconds;
    Span span;
    struct Expiry *next;
} Expiry;

typedef struct RankLevel { // kinds that are equally strong
    WordList *kinds;
    struct RankLevel *next; // the next stronger ones
} RankLevel;

typedef struct Evidence {
    WordList *by; // more than one is a mistake, found in check
    RankLevel *ranks;
    Acceptance *accepts;
    Expiry *expires;
    bool extends;
    bool by_behind_declared; // a `by` stands right behind `is declared`, as if it went on
} Evidence;

typedef struct Argument { // of a definition or a table
    Variable *variable;
    TypeNode written;
    struct Argument *next;
} Argument;

typedef struct CellTest { // one alternative of a cell: a value, a range, a comparison
    ExprKind relation;    // EXPR_EQUAL, EXPR_RANGE, EXPR_LESS …
    Expr *value, *upper;
    struct CellTest *next;
} CellTest;

typedef struct Cell {
    CellTest *tests; // null: `_`
    Span span;
    struct Cell *next;
} Cell;

typedef struct TableRow {
    Cell *cells;
    Expr *result;
    Span span;
    struct TableRow *next;
} TableRow;

typedef struct Selector { // [severity] [aspect]
    bool has_severity;
    RuleSeverity severity;
    Word aspect;
    Decl *aspect_decl; // check
} Selector;

typedef struct GuardNode {
    GuardKind kind;
    uint32_t depth; // of what is in parentheses; bounded by EXPR_DEEPEST
    bool in_parentheses;
    bool mixes; // parser: as of an expression
    Span span;
    struct GuardNode *left, *right;
    Selector selector; // ANY, COUNT; of PENALTY the aspect alone
    WordList *words;   // the selector as it is written
    Amount threshold;  // COUNT, PENALTY
    Word code;
    Decl *rule; // check
} GuardNode;

typedef struct Outcome {
    Word word;
    Wording *wording;       // null: its name
    GuardNode *guard;       // null: otherwise
    struct AlsoGuard *also; // refine: by the number of the profile, then in the order of its text
    struct Outcome *next;
} Outcome;

typedef struct Weight {
    RuleSeverity severity;
    Amount amount;
    struct Weight *next;
} Weight;

// A fact of a test.
typedef struct FactValue {
    Expr *literal;          // a literal, or a NAME: an enumeration value or a given entity
    struct Fact *facts;     // a part
    struct FactItem *items; // a set
    bool is_set, is_part, open;
    bool unreadable; // literal: the text that is no value
    Span span;
} FactValue;

typedef struct FactItem {
    FactValue value;
    struct FactItem *next;
} FactItem;

typedef struct Fact {
    Word word;
    FactValue value;
    struct Fact *next;
} Fact;

typedef struct Given {
    Word word;
    Word entity, kind;
    int64_t on;
    Span on_span;
    Word from;      // another given, or
    Text from_text; // an id
    Span from_span; // 0: said by nobody
    Fact *facts;
    Decl *entity_decl;        // check
    struct Given *first;      // check: the first given of this name; the entity is the same
    struct Given *from_given; // check
    Span span;
    struct Given *next;
} Given;

typedef enum ExpectKind { EXPECT_STATUS, EXPECT_OUTCOME, EXPECT_SCORE, EXPECT_NEEDS, EXPECT_TRUE } ExpectKind;

typedef struct Expect {
    ExpectKind kind;
    Span span;
    Word word;  // the rule's code, the outcome, the aspect (null: all)
    Decl *decl; // check: the rule, the aspect
    Status status;
    Text with;         // a piece of a finding; bytes null: none asked
    Amount low, high;  // of a score
    WordList *path;    // of a need
    const Decl *owner; // check: of a need, the type of the entity whose fact it is; the path begins there
    Expr *expr;
    struct Expect *next;
} Expect;

typedef enum DeclKind {
#define DECL(kind, name) DECL_##kind,
#include "ast/nodes.def"
#undef DECL
    DECL_KINDS
} DeclKind;
extern const char *const decl_names[DECL_KINDS];

typedef struct File File;

struct Decl {
    DeclKind kind;
    Word word; // its name, a rule's code; null where it has none
    Span span;
    File *file;
    bool used;      // check
    uint32_t place; // bind: in the policy's list of its kind
    // Of definitions and rules, by check/cycles.c: the search itself; the longest chain of others that it leads to; how deep
    // expressions are nested in it, with all that they call.
    uint8_t calls;
    uint32_t chain, levels;
    uint32_t walk; // the newest walk that was here (check/walk.c)
    Decl *refined; // check: of SET, STRENGTHEN, WAIVE, CHANGES, the parameter, rule or test that it is about; null: there is none
    Decl *next;
    union {
        struct {
            WordList *path; // USE
            Text include;   // INCLUDE
            File *target;   // bind
        };
        struct {
            Wording *source_title;
            Clause *clauses;
            TextIndex clause_places; // bind: the clauses by number, in clause_table
            Clause **clause_table;
            size_t clause_capacity;
            uint32_t first_clause; // emit: in the bundle
        };
        Wording *aspect_title;
        struct {
            EnumValue *values;
            uint32_t value_count;   // bind
            TextIndex value_places; // bind: the values by name, in their order
            bool ordered;
            uint32_t enum_number; // check: in the schema
        };
        struct { // ENTITY, PART, EXTEND
            WordList *keys;
            Attribute *attributes;
            Attribute **last_attribute;   // bind: where one more is hung
            struct AttributeTable *table; // bind: the attributes by name
            uint32_t number;              // check: in the schema
            uint8_t ownership;            // check: for the search of parts that own themselves
            uint32_t parts_within;        // check: levels of parts inside of it
            uint64_t *inside;             // emit: a bit for each type that stands inside of it, by number; null: not looked up
            bool confidential;            // emit: of a part: stands inside of a confidential attribute
        };
        Evidence evidence;
        struct {
            TypeNode parameter_type;
            Type parameter_resolved; // check
            Expr *value;
            Direction direction;
            Wording *about;
            struct Setting *settings; // refine: from the loosest to the strictest; of equal ones, by the number of the profile
        };
        struct { // DEFINE
            Argument *arguments;
            TypeNode *result;        // null: left out
            Type result_type;        // check
            Expr *body;              // null: native
            uint32_t builtin;        // check: of a native, its number in stdlib/builtins.def
            uint8_t mark;            // check: whether it is under way
            struct CoreDefine *core; // core: its body lowered; null: nothing calls it
            Decl *called_from;       // check: while it is under way
        };
        struct { // LIST
            TypeNode item_written;
            Type item_type; // check
            ExprList *list_items;
            Text list_file, list_column;
            Span list_file_span, list_column_span; // nowhere: its values are written; each line is a value
            uint32_t list_source;                  // bind: of the file; 0: it has none, or that cannot be read
            Literal *list_values;                  // check: of the file
            uint32_t list_count;
        };
        struct { // TABLE
            Argument *table_arguments;
            TypeNode table_result;
            Type table_result_type; // check
            bool first;
            TableRow *rows;
            const struct TableCases *cases; // check
        };
        Rule rule; // RULE; STRENGTHEN fills what it raises, adds and drops
        Weight *weights;
        struct {
            Outcome *outcomes;
        };
        struct {
            Text test_title;
            int64_t test_on;
            Span test_on_span;
            Given *givens;
            Expect *expects;
            uint32_t first_question; // trial: the number of the first question that is asked there
            TextIndex given_names;   // check: in given_table, the first of each name
            Given **given_table;
            Decl *changes;         // refine: of a test, the CHANGES that profiles make of it, by their numbers
            Decl *next_change;     // refine: of CHANGES, the next of the same test
            Span title_span;       // of CHANGES
            Wording *test_because; // the same
        };
        FilledType *filled;    // FORMAT
        struct {               // INTERPRET: a rule, which is its word, or
            Cite *interpreted; // a clause
            int64_t interpreted_on;
            Wording *interpretation;
            Decl *next_reading; // check: of the same rule or clause
        };
        struct { // SET, WAIVE, ALSO
            Expr *set_value;
            int64_t waive_until;
            Wording *waive_because;
            GuardNode *also_guard;
            Outcome *also_of; // check: of what the profile refines; null: there is none
        };
    };
};

typedef enum FileKind { FILE_POLICY, FILE_PROFILE, FILE_LIBRARY, FILE_FRAGMENT } FileKind;

typedef struct Header {
    Text version;
    Wording *title, *authority;
    int64_t effective, until; // the first day and the last one; until INT64_MAX: without end
    Span effective_span;      // start 0: not given; so those below
    int64_t valid_for;        // seconds
    Span valid_span;
    Variable *subject; // reviews product : Product
    Word subject_type;
    Word refines;
    Text refines_version;
    Span refines_span; // of both
    Expr *applies;     // null: it always applies
    Span applies_span;
} Header;

// A file of the policy: its declarations in their order.
struct File {
    FileKind kind;
    uint32_t source; // among the sources
    Word name;       // of the policy, the profile; of a library its path with dots
    Span span;       // of the header
    Header header;
    Decl *decls;
    Module *module; // bind
    uint64_t users; // bind: who uses it: bit 0 the policy, bit 1 + n the profile n
    File *next;     // bind: the next of the policy
};

// …_reversed: a list turned around, in place; its new head.
#define LINKED(type, name)                                                                                                       \
    static inline type *name##_reversed(type *list)                                                                              \
    {                                                                                                                            \
        type *turned = NULL;                                                                                                     \
        while (list) {                                                                                                           \
            type *rest = list->next;                                                                                             \
            list->next = turned;                                                                                                 \
            turned = list;                                                                                                       \
            list = rest;                                                                                                         \
        }                                                                                                                        \
        return turned;                                                                                                           \
    }
#include "ast/lists.def"
#undef LINKED

// What the constructors share, for the parser.
typedef struct Tree {
    Arena *arena;
    TextIndex names;
    Name **by_number;
    size_t name_capacity;
    uint32_t variables;
    bool code_lost; // the code of some rule was not understood
} Tree;

// Opens an empty tree, whose nodes will live in the arena.
void tree_open(Tree *tree, Arena *arena);
// The one name with this text, which is brought to NFC.
Name *tree_name(Tree *tree, Text text);

// Constructors. Each gives a new node with what it is called with, and nothing else filled in; the span is that of its text. An
// expression's depth is 1 until it is measured.
Expr *tree_expr(Tree *tree, ExprKind kind, Span span);
Expr *tree_literal(Tree *tree, TypeKind type, int64_t number, Text text, Span span);
Expr *tree_quantifier(Tree *tree, ExprKind kind, Binder *binders, Expr *body, Span span);
Variable *tree_variable(Tree *tree, Word word); // with the next number
Decl *tree_decl(Tree *tree, DeclKind kind, Word word, Span span);

// Sets an expression's depth from those of its children, which were measured before.
void tree_measure(Expr *expr);

#endif
