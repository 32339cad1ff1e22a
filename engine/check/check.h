// SPDX-License-Identifier: MIT
// Checking a bound policy. check_policy runs the passes in this order; each says what it leaves true:
//   types      every written type is resolved, parts own no part of their own type, the schema is numbered
//   values     parameters, lists and definitions have types and constant values
//   evidence   conditions of acceptance read facts only
//   rules      every rule is whole, its clauses, aspect, thresholds and expressions are right
//   verdict    outcomes, guards and weights are right
//   tests      givens and expectations fit the schema
//   cycles     no definition and no rule hangs on itself, and none leads deeper than DEEPEST_CHAIN and DEEPEST_LEVELS
//   width      no expression can pass 127 bits
//   direction  a stricter parameter can only tighten
//   coverage   every clause is cited; what is unused or untested is a warning
#ifndef ASSIZE_CHECK_CHECK_H
#define ASSIZE_CHECK_CHECK_H

#include "bind/policy.h"

// Checks the whole policy. What is left in the tree is right if no error was queued.
void check_policy(Policy *policy);

// Checks an expression on its own, about the policy's subject (`assize ask`): any type but a period.
void check_question(Policy *policy, Expr *expr);

// How deep definitions and rules may lead, so that 4 MB of stack suffice for the passes that follow them (LANGUAGE.md 2.11); less
// than 3 MB was measured.
enum { DEEPEST_CHAIN = 1000, DEEPEST_LEVELS = 5000 };
void check_too_deep(Policy *policy, Span span); // reports the first one

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

typedef struct Check {
    Policy *policy;
    Module *module; // that wrote what is checked
    const Scope *scope;
    const Decl *test; // whose givens are names; null outside of tests
    CheckPlace place;
} Check;

// One more variable in the scope.
void check_bind(Check *check, Variable *variable);

// Types.
bool type_equal(Type a, Type b);
bool type_is_number(Type type); // integer or decimal, not a set
bool type_is_ordered(Type type);
Type type_item(Type set);
Type type_many(Type item);
Text type_text(Arena *arena, Type type); // `integer`, `a set of Port`
// The type that holds both: equal ones, or decimal for an integer and a decimal. TYPE_NONE if there is none.
Type type_join(Type a, Type b);
Type type_resolve(Policy *policy, Module *module, const TypeNode *written); // what it means in that module
void check_types(Policy *policy);

// Expressions. check_expr gives the type of an expression where `expected` is what stands around it (TYPE_NONE:
// anything); check_value reports where it is another one.
Type check_expr(const Check *check, Expr *expr, Type expected);
Type check_value(const Check *check, Expr *expr, Type expected);
void check_boolean(const Check *check, Expr *expr);
Type check_constant(Policy *policy, Module *module, Expr *expr, Type expected);
void check_mismatch(const Check *check, const Expr *expr, Type expected);
Type check_quantifier(const Check *check, Expr *expr);
Type check_aggregate(const Check *check, Expr *expr);
Type check_comprehension(const Check *check, Expr *expr);
Type check_set(const Check *check, Expr *expr, Type expected);
Type check_via(const Check *check, Expr *expr);
Type check_member(const Check *check, Expr *expr);
Type check_call(const Check *check, Expr *expr);
Type check_text_test(const Check *check, Expr *expr);
// Whether an expression takes its type from what stands on the other side.
bool check_leans_on_context(const Check *check, const Expr *expr);
// Reports each bare name of an expression that means something declared, where a value of the enumeration on the other side has
// that name too; whether there is one.
bool check_told_apart(const Check *check, const Expr *expr, Type other);
// Of `Level.high`: true, with its type (unknown where that was reported).
bool check_value_of_type(const Check *check, Expr *expr, Type *type);
Type check_name(const Check *check, Expr *expr, Type expected);

// Declarations.
void check_values(Policy *policy);
enum { MOST_ARGUMENTS = 32 };                             // of a definition
Type check_define(Policy *policy, Decl *decl, Span call); // its result's type
void check_evidence(Policy *policy);
void check_rules(Policy *policy);
void check_verdict(Policy *policy);
void check_tests(Policy *policy);
void check_cycles(Policy *policy);
void check_widths(Policy *policy);
void check_question_width(Policy *policy, Expr *expr);
void check_directions(Policy *policy);
void check_coverage(Policy *policy);

// The attribute of an entity or of a part that a word means in a module; null, with a message, where there is none.
Attribute *check_attribute(Policy *policy, Module *module, const Decl *owner, Word word);

// The binders that a requirement leads with: through `every … : every … : no …`; what is claimed of each binding, and whether it
// is claimed of none (a `no`).
typedef struct LeadingBinders {
    Binder **items;
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
