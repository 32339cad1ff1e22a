// SPDX-License-Identifier: MIT
// What holds of each kind of expression, made from the table nodes.def, and the walk over children that is made from it: an
// external iterator, so that a pass descends with one stack frame a level and sees every child, with its operand's variance.
#ifndef ASSIZE_AST_KINDS_H
#define ASSIZE_AST_KINDS_H

#include <stdbool.h>
#include <stdint.h>

typedef struct Expr Expr;

typedef enum ExprKind {
#define EXPR(kind, name, children, reads, check, width, lower, core) EXPR_##kind,
#include "ast/nodes.def"
#undef EXPR
    EXPR_KINDS
} ExprKind;

// Where the children of an expression stand.
typedef enum ExprShape {
    SHAPE_LEAF,
    SHAPE_WORD,      // word
    SHAPE_OPERANDS,  // operands: left and right, or condition, yes and otherwise
    SHAPE_BASE,      // base, word
    SHAPE_ARGUMENTS, // word, arguments
    SHAPE_ITEMS,     // items
    SHAPE_BINDERS,   // binders, body
} ExprShape;

// How the value of an expression moves (towards true, larger, more members) when that of an operand does.
typedef enum Variance {
    VARIANCE_NEITHER,  // invariant: what the operand's move does is not known
    VARIANCE_SAME,     // covariant
    VARIANCE_OPPOSITE, // contravariant
    VARIANCE_FACTOR,   // by the sign of the other operand
    VARIANCE_TRUTH,    // covariant where the expression is true or false, else invariant
    VARIANCE_SET,      // covariant where the operand is a set, else invariant
    VARIANCE_CALLEE,   // as the body of the definition has it for that argument
} Variance;

// What an expression asks beside facts.
typedef enum ExprReads { READS_FACTS, READS_CLAIMS, READS_RULES } ExprReads;

enum { MOST_OPERANDS = 3 };

typedef struct ExprInfo {
    const char *name; // what the dump prints and messages call it
    ExprShape shape;
    uint8_t operands; // of SHAPE_OPERANDS and SHAPE_BASE: so many; else 0
    // One for each operand; of ARGUMENTS and ITEMS the first is that of all; of BINDERS the first is that of the sets and of
    // their conditions, the second that of the body.
    Variance variance[MOST_OPERANDS];
    ExprReads reads;
} ExprInfo;

// By kind.
extern const ExprInfo expr_infos[EXPR_KINDS];

// Whether an expression is of a kind that binds variables; of a set without binders, too (`count(s)`).
bool expr_has_binders(const Expr *expr);

// A child of an expression, while all are gone through: in the order of the text, but that binders come before what stands in
// their scope.
typedef struct ExprChild {
    Expr *expr;       // null: none is left
    uint32_t operand; // which of the kind's variances is its own
    uint32_t level;   // how far below its parent it stands: 1, and 1 more for each binder before it
    const Expr *parent;
    // The iterator's own: operands that were given; what is left of a list; the binder that is next, and whether its set was
    // given.
    uint32_t given;
    const struct ExprList *list;
    const struct Binder *binder;
    bool in_binder;
} ExprChild;

// Goes through the children right below an expression: for (ExprChild at = expr_first(e); at.expr; expr_next(&at)). Neither
// takes memory. The expression stays as it is meanwhile.
ExprChild expr_first(const Expr *parent);
void expr_next(ExprChild *at);

#endif
