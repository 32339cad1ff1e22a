// SPDX-License-Identifier: MIT
// Core: a policy's expressions as a small intermediate language. Every name is what it means, and what can be said in two ways is
// said in one: `a != b` is not (a = b), `a > b` is b < a, `no x in S : c` is every x in S : not c. What stands for each operator,
// and is done for each, is done for the kinds of kinds.def alone. Definitions are no copies: a call names its definition, whose
// body is lowered once.
#ifndef ASSIZE_CORE_CORE_H
#define ASSIZE_CORE_CORE_H

#include "check/check.h"

typedef enum CoreKind {
#define CORE(kind, name, operands, gives, about) CORE_##kind,
#include "core/kinds.def"
#undef CORE
    CORE_KINDS
} CoreKind;

typedef enum CoreOperation {
    OPERATION_NONE,
    OPERATION_EQUAL, // COMPARISON
    OPERATION_LESS,
    OPERATION_AT_MOST,
    OPERATION_ADD, // ARITHMETIC
    OPERATION_SUBTRACT,
    OPERATION_MULTIPLY,
    OPERATION_DIVIDE,
    OPERATION_EVERY, // QUANTIFIER
    OPERATION_SOME,
    OPERATION_COUNT, // AGGREGATE
    OPERATION_SUM,
    OPERATION_MIN,
    OPERATION_MAX,
    OPERATION_MATCHES, // PATTERN
    OPERATION_LIKE,
    OPERATION_DECLARED, // CLAIMED
    OPERATION_DISPUTED,
} CoreOperation;

typedef enum CoreGives { GIVES_VALUE, GIVES_SET, GIVES_EITHER } CoreGives;
enum { OPERANDS_ITEMS = -1, OPERANDS_BOUND = -2 };

typedef struct CoreInfo {
    int operands; // how many; or one of the above
    CoreGives gives;
} CoreInfo;
extern const CoreInfo core_infos[CORE_KINDS]; // by kind

typedef struct Core Core;

// A definition, called somewhere: in Decl's `core` from then on.
typedef struct CoreDefine {
    const Decl *decl;
    Core *body;
    uint8_t asks; // whether it asks about the evidence itself (core_asks); 0: not looked up
} CoreDefine;

struct Core {
    CoreKind kind;
    CoreOperation operation;
    Span span;   // of the text that it is of
    bool placed; // explanations tell its value at that span; not of what is but a step to something that has the same span
    bool plain;  // asked of all acceptable claims, in a strict reading too, with all below it
    Type type;
    union {
        struct {
            Literal literal;       // CONSTANT, of an enumeration or a kind its number; LATER, negative: before the date
            const Decl *parameter; // CONSTANT: that has it as its value; null: it is written where it stands
        };
        Variable *variable;   // VARIABLE; EACH
        Variable **variables; // of what binds: for each one of them two operands
        struct {
            const Attribute *attribute; // READ, CLAIMED, LISTED, CLOSURE: the reference
            const uint32_t *kinds;      // CLAIMED, LISTED: of evidence, rising; of these alone
            uint32_t kind_count;        // 0: of all
        };
        SubmissionField field; // FIELD
        const Given *given;    // GIVEN
        const Decl *decl;      // LIST, NATIVE, TABLE; HOLDS: the rule
        CoreDefine *define;    // CALL
        bool sure;             // WITHIN: it is known beforehand that the ends are in order, or that it does not matter
        bool exchanged;        // COMPARISON: what is second stands first in the text, and is taken first
    };
    uint32_t count;
    Core *operands[]; // in the order of the table
};

// The expressions in what is said, in all languages, in the order of the text.
typedef struct CoreShown {
    Core **items;
    size_t count, capacity;
} CoreShown;

// A requirement: what it claims, and what its findings show. What a requirement leads with (`every … : every … : no …`) is one
// QUANTIFIER of EVERY.
typedef struct CoreRequire {
    Core *claim;
    CoreShown shown;
} CoreRequire;

typedef struct CoreRule { // in the order of the text
    Core **whens, **excepts;
    CoreShown *reasons; // of the exceptions: what they show
    CoreRequire *requirements;
    size_t when_count, except_count, requirement_count;
} CoreRule;

// Questions that are asked beside the rules: expressions that were checked.
typedef struct CoreQuestions {
    Expr **exprs;
    size_t count;
    bool alone; // nobody looks at the rules: no verdict is made
} CoreQuestions;

typedef struct CorePolicy {
    CoreRule *rules;   // by number in the policy's order
    Core **accepts;    // by kind of evidence: the condition of acceptance; null: none
    Core **conditions; // by profile: where it applies; null: it does not say
    Core **questions;  // in their order
    size_t question_count;
    bool asks_alone; // nothing but the questions is looked at
} CorePolicy;

// Lowers all expressions of a checked policy, and the questions (null: none), into the policy's arena. It may be done more than
// once, with other questions.
CorePolicy core_lower(Policy *policy, const CoreQuestions *questions);

// A constant of the checked tree: a literal, or the number of a value of an enumeration or of a kind of evidence.
Literal core_literal(const Expr *constant);

// Calls visit for each operand, in their order.
void core_each(const Core *core, void (*visit)(void *with, const Core *operand), void *with);

// How many variables it binds.
static inline uint32_t core_bound(const Core *core)
{
    return core->count / 2;
}

// What is claimed or taken of each way to bind them.
static inline const Core *core_body(const Core *core)
{
    return core->operands[core->count - 1];
}

// Whether a definition, or one that it calls, asks about the evidence itself. It is looked up once.
bool core_asks(CoreDefine *define);

// What is wrong with an expression, or with one below it, in words: operands or a type that the table does not have. Null:
// nothing.
const char *core_broken(const Core *core);

#endif
