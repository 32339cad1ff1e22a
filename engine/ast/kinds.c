// SPDX-License-Identifier: MIT
// The table of the kinds of expressions as data (X-macros), and the iterator over children that it drives. See kinds.h.
#include "ast/tree.h"

#include <stddef.h>

// The column of children: what it says must fit its shape, or the table does not compile.
#define CHILDREN(shape, operands, ...)                                                                                           \
    SHAPE_##shape, operands,                                                                                                     \
    {                                                                                                                            \
        __VA_ARGS__                                                                                                              \
    }
#define LEAF CHILDREN(LEAF, 0, 0)
#define WORD CHILDREN(WORD, 0, 0)
#define ONE(a) CHILDREN(OPERANDS, 1, VARIANCE_##a)
#define TWO(a, b) CHILDREN(OPERANDS, 2, VARIANCE_##a, VARIANCE_##b)
#define THREE(a, b, c) CHILDREN(OPERANDS, 3, VARIANCE_##a, VARIANCE_##b, VARIANCE_##c)
#define BASE(a) CHILDREN(BASE, 1, VARIANCE_##a)
#define ARGUMENTS(each) CHILDREN(ARGUMENTS, 0, VARIANCE_##each)
#define ITEMS(each) CHILDREN(ITEMS, 0, VARIANCE_##each)
#define BINDERS(sets, body) CHILDREN(BINDERS, 0, VARIANCE_##sets, VARIANCE_##body)

const ExprInfo expr_infos[EXPR_KINDS] = {
#define EXPR(kind, name, children, reads, check, width, lower, core) {name, children, READS_##reads},
#include "ast/nodes.def"
#undef EXPR
};

// The operands are one array, whatever they are called.
_Static_assert(offsetof(Expr, operands[1]) == offsetof(Expr, right) && offsetof(Expr, operands[2]) == offsetof(Expr, otherwise) &&
                   offsetof(Expr, operands[0]) == offsetof(Expr, base),
               "an operand does not stand in the array of operands");

bool expr_has_binders(const Expr *expr)
{
    return expr_infos[expr->kind].shape == SHAPE_BINDERS;
}

static Expr *next_of_binders(ExprChild *at)
{
    while (at->binder) {
        const Binder *binder = at->binder;
        at->in_binder = !at->in_binder;
        if (at->in_binder) {
            at->level++;
            return binder->set;
        }
        at->binder = binder->next;
        if (binder->where)
            return binder->where;
    }
    if (at->operand == 1)
        return NULL;
    at->operand = 1;
    at->level++;
    return at->parent->body;
}

void expr_next(ExprChild *at)
{
    const ExprInfo *info = &expr_infos[at->parent->kind];
    switch (info->shape) {
    case SHAPE_LEAF:
    case SHAPE_WORD:
    case SHAPE_OPERANDS:
    case SHAPE_BASE:
        at->operand = at->given;
        at->expr = at->given < info->operands ? at->parent->operands[at->given++] : NULL;
        return;
    case SHAPE_ARGUMENTS:
    case SHAPE_ITEMS:
        at->expr = at->list ? at->list->expr : NULL;
        at->list = at->list ? at->list->next : NULL;
        return;
    case SHAPE_BINDERS:
        at->expr = next_of_binders(at);
        return;
    }
}

ExprChild expr_first(const Expr *parent)
{
    ExprChild at = {.parent = parent, .level = 1};
    switch (expr_infos[parent->kind].shape) {
    case SHAPE_ARGUMENTS:
        at.list = parent->arguments;
        break;
    case SHAPE_ITEMS:
        at.list = parent->items;
        break;
    case SHAPE_BINDERS:
        at.binder = parent->binders;
        at.level = 0; // each binder, and what stands behind all of them, is a level
        break;
    default:
        break;
    }
    expr_next(&at);
    return at;
}
