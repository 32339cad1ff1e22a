// SPDX-License-Identifier: MIT
// Semantic analysis of a bound policy: type inference, then analyses of the typed tree. check_policy runs the passes in this
// order, a policy's and those of its profiles; each says what it leaves true:
//   header     the policy ends, if it does, behind its beginning; verdicts are relied on for whole days
//   types      every written type is resolved, parts own no part of their own type, the schema is numbered
//   values     parameters, lists and definitions have types and constant values
//   formats    each record fills one type, each attribute takes one thing of it; what goes without saying is said
//   evidence   conditions of acceptance read facts only
//   rules      every rule is whole, its clauses, aspect, thresholds and expressions are right; interpretations hang on what
//              they are of
//   verdict    outcomes, guards and weights are right
//   tests      givens and expectations fit the schema
//   profiles   what they say is about what they refine, and every expression of it has its type
// What profiles say is laid over the policy then (refine/), and prove_policy runs those that need the whole:
//   cycles     no definition and no rule hangs on itself, and none leads deeper than DEEPEST_CHAIN and DEEPEST_LEVELS
//   width      no expression can pass 127 bits
//   direction  a stricter parameter can only tighten
//   coverage   every clause is cited; what is unused or untested is a warning
// Mistakes are queued as diagnostics of the policy, once for each; what is made lives in its arena.
#ifndef ASSIZE_CHECK_CHECK_H
#define ASSIZE_CHECK_CHECK_H

#include "bind/policy.h"
#include "check/cases.h"

// Gives everything in the policy, and in its profiles, its type and its meaning.
void check_policy(Policy *policy);
// Checks what hangs on more than one declaration, profiles' changes included. What is left in the tree is right if no error was
// queued.
void prove_policy(Policy *policy);

// Checks an expression on its own, about the policy's subject (`assize ask`): any type but a period.
void check_question(Policy *policy, Expr *expr);

// ---- what the passes share ----

// How deep definitions and rules may lead, so that 4 MB of stack suffice for the passes that follow them (LANGUAGE.md 2.11); less
// than 3 MB was measured.
enum { DEEPEST_CHAIN = 1000, DEEPEST_LEVELS = 5000 };
enum { MOST_ARGUMENTS = 32 }; // of a definition

// The type of what is mistaken, or of which none is expected.
static const Type NOTHING = {.kind = TYPE_NONE};

typedef struct Check Check;
typedef Type ExprRule(const Check *check, Expr *expr);

// One run over a policy.
typedef struct CheckRun {
    Policy *policy;
    ExprRule *const *rules; // the type rules by kind of expression
    Decl *under_way;        // the definition that is being checked
    uint32_t chain, levels; // of definitions, and of expressions with those, that are under way
    bool too_deep;          // was reported
} CheckRun;

typedef struct Scope {
    Variable *variable;
    const struct Scope *outer;
} Scope;

typedef enum CheckPlace {
    PLACE_RULE,
    PLACE_DEFINE,
    PLACE_ACCEPT, // a condition of acceptance: facts, and fixed parameters, alone
    PLACE_TEST,
} CheckPlace;

// Where an expression stands.
struct Check {
    CheckRun *run;
    Policy *policy;
    Module *module; // that wrote what is checked
    const Scope *scope;
    const Decl *test; // whose givens are names; null outside of tests
    CheckPlace place;
    Type expected; // by what stands around; TYPE_NONE: anything
};

// Reports the first expression or call of a run that leads too deep.
void check_too_deep(CheckRun *run, Span span);

// ---- scopes (scope.c) ----

// A place without variables; and one with the variable under review, which is one of the policy's own module alone.
Check check_open(CheckRun *run, Module *module, CheckPlace place);
Check check_open_subject(CheckRun *run, Module *module, CheckPlace place);
// Puts one more variable into the scope.
void scope_bind(Check *check, Variable *variable);
// The innermost variable of a name, and the first given of a name in the test; null: none.
Variable *scope_variable(const Check *check, const Name *name);
Given *scope_given(const Check *check, const Name *name);
// The outcomes that a test may name, and the one of a name; null: none, or no test.
const Outcome *scope_outcomes(const Check *check);
const Outcome *scope_outcome(const Check *check, const Name *name);
// What is expected where somebody asks by whom a submission is, and no line of the evidence block says it.
extern const char check_by_line[];
// Whether an expression takes its type from what stands on the other side.
bool check_leans_on_context(const Check *check, const Expr *expr);
// Reports each bare name of an expression that means something declared, where a value of the enumeration on the other side has
// that name too; whether there is one.
bool check_told_apart(const Check *check, const Expr *expr, Type other);
// The same of one name; false where it is not declared, or is no value of the type.
bool check_is_name_or_value(const Check *check, const Expr *expr, Type type);
// Of `Level.high`: true, with its type (unknown where that was reported).
bool check_value_of_type(const Check *check, Expr *expr, Type *type);

// ---- types (types.c) ----

// Whether two types are the same one.
bool type_equal(Type a, Type b);
// Whether it is integer or decimal, and not a set of them.
bool type_is_number(Type type);
// Whether `<` may stand between two values of it.
bool type_is_ordered(Type type);
// The type of a set's members, where a type that is no set stays as it is; the type of a set of such.
Type type_item(Type set);
Type type_many(Type item);
// A type as messages say it: `integer`, `a set of Port`. In the arena.
Text type_text(Arena *arena, Type type);
// The type that holds both: equal ones, or decimal for an integer and a decimal. TYPE_NONE if there is none.
Type type_join(Type a, Type b);
// What a written type means in a module; TYPE_NONE where it means nothing, which is reported.
Type type_resolve(Policy *policy, Module *module, const TypeNode *written);

// ---- expressions ----

// Gives an expression, and all below it, their types, by the rules of their kinds. Its type is TYPE_NONE where that was a
// mistake, which is reported; it may be another one than is expected.
Type check_expr(const Check *check, Expr *expr, Type expected);
// The same, and reports where it is another type than is expected (an integer serves as a decimal).
Type check_value(const Check *check, Expr *expr, Type expected);
// The same of what must be true or false.
void check_boolean(const Check *check, Expr *expr);
// Checks a literal or a value of an enumeration, in a module.
Type check_constant(CheckRun *run, Module *module, Expr *expr, Type expected);
// Offers the values of an enumeration as what may have been meant, by their names and by how they are worded.
void check_offer_values(Nearest *nearest, const Decl *type);
// Reports that the type of an expression is not the one that is expected; the message may be given a correction.
Diagnostic *check_mismatch(const Check *check, const Expr *expr, Type expected);
// An expression as it is written.
Text check_source(const Check *check, const Expr *expr);

// The type rules: each gives the type of an expression of the kinds that nodes.def names it for, from the types of its children,
// which it has checked, and from what is expected. Operators are in operators.c, the others in names.c, member.c and sets.c.
#define EXPR(kind, name, children, reads, check, width, lower, core) ExprRule expr_##check##_check;
#include "ast/nodes.def"
#undef EXPR

// ---- declarations ----

// The passes that check_policy lists. Those that check expressions take the run.
void check_header(Policy *policy);
void check_types(Policy *policy);

// Parts that profiles add to what others describe: none to which a `ref` of those others could lead. In owned.c.
void check_owned(Policy *policy);
void check_values(CheckRun *run);
void check_formats(CheckRun *run);
void check_evidence(CheckRun *run);
void check_rules(CheckRun *run);
void check_interpretations(Policy *policy);
void check_verdict(Policy *policy);
void check_tests(CheckRun *run);
void check_profiles(CheckRun *run);
void check_cycles(CheckRun *run);
void check_widths(Policy *policy);
void check_directions(Policy *policy);
void check_coverage(Policy *policy);

// What an attribute, which is found already, takes of a record: that it can, and the same of all in its block (mappings.c).
void check_mapping(CheckRun *run, Module *module, FormatRecord record, Mapping *mapping);

// Parts of declarations that profiles have as well, in their own modules: thresholds, requirements with their findings, a guard,
// what a test expects.
void check_thresholds(Policy *policy, Module *module, Threshold *threshold);
void check_requires(const Check *check, Rule *rule);
void check_guard(Policy *policy, Module *module, GuardNode *guard);
void check_expectation(const Check *check, Expect *expect);

// A decision table that was checked, with its cases. The pieces that the values of an argument are parted into: starts says where
// each begins, and the first takes all below it. Of texts and versions the values are numbers of names, and the last piece takes
// all others.
typedef struct TableCases {
    Cases diagram;
    const Wide **starts;   // by argument
    const Text **names;    // likewise; null: none
    const TableRow **rows; // by number
    uint32_t row_count;
} TableCases;

// Checks that a question on its own is not too wide.
void check_question_width(Policy *policy, Expr *expr);
// Checks a decision table, and finds its cases.
void check_table(CheckRun *run, Decl *decl);
// Whether a text is a block of addresses with bits behind its prefix, which is reported.
bool check_host_bits(Policy *policy, Text text, Span span);
// Reads the values of a list that stand in a file, where one was loaded (lists.c).
void check_list_file(Policy *policy, Decl *decl);
// The type of a definition's result, which is inferred now if it was not before; `call` is where it is asked for.
Type check_define(CheckRun *run, Decl *decl, Span call);
// Warns of what a native is called with that makes it unknown whatever the facts are (natives.c).
void check_native_call(const Check *check, const Expr *call);
// The attribute of an entity or of a part that a word means in a module; null, with a message, where there is none.
Attribute *check_attribute(Policy *policy, Module *module, const Decl *owner, Word word);

// ---- walks over checked expressions (walk.c) ----

// The binders that a requirement leads with: through `every … : every … : no …`; what is claimed of each binding, and whether it
// is claimed of none (a `no`).
typedef struct LeadingBinders {
    Binder **items; // in the arena
    size_t count, capacity;
    Expr *body;
    bool none; // the body must be false
} LeadingBinders;
LeadingBinders expr_leading_binders(Arena *arena, Expr *require);

// Calls visit for an expression and all below it, and for the bodies of definitions that it calls, each once.
typedef struct ExprWalk {
    void (*visit)(struct ExprWalk *walk, Expr *expr);
    void *with;
    Policy *policy;
    uint32_t number;  // of this walk
    DeclList waiting; // definitions whose bodies are yet to be visited
} ExprWalk;
void expr_walk(ExprWalk *walk, Expr *expr);

#endif
