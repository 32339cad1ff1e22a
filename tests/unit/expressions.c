// SPDX-License-Identifier: MIT
// The walk over children gives every child of every kind, in its order, with the number of its operand and its level; what the
// table says of a kind fits its shape.
#include "ast/tree.h"
#include "unit/unit.h"

enum { MANY = 5 };

// An expression of a kind with as many children as its shape has room for, up to MANY; they are put into leaves in order.
static Expr *filled(Tree *tree, ExprKind kind, Expr *leaves[MANY])
{
    const ExprInfo *info = &expr_infos[kind];
    Expr *expr = tree_expr(tree, kind, (Span){0});
    for (size_t i = 0; i < MANY; i++)
        leaves[i] = tree_expr(tree, EXPR_TODAY, (Span){0});
    for (size_t i = 0; i < info->operands; i++)
        expr->operands[i] = leaves[i];
    ExprList *list = NULL;
    for (size_t i = MANY; i > 0 && (info->shape == SHAPE_ARGUMENTS || info->shape == SHAPE_ITEMS); i--) {
        ExprList *item = arena_take(unit_arena(), sizeof *item);
        *item = (ExprList){leaves[i - 1], list};
        list = item;
    }
    if (info->shape == SHAPE_ARGUMENTS)
        expr->arguments = list;
    if (info->shape == SHAPE_ITEMS)
        expr->items = list;
    if (info->shape != SHAPE_BINDERS)
        return expr;
    Binder *binders = arena_array(unit_arena(), 2, sizeof *binders);
    binders[0] = (Binder){.set = leaves[0], .where = leaves[1], .next = &binders[1]};
    binders[1] = (Binder){.set = leaves[2], .where = leaves[3]};
    expr->binders = binders;
    expr->body = leaves[4];
    return expr;
}

static void every_child_of_every_kind(void **state)
{
    (void)state;
    Tree tree;
    tree_open(&tree, unit_arena());
    for (ExprKind kind = 0; kind < EXPR_KINDS; kind++) {
        const ExprInfo *info = &expr_infos[kind];
        Expr *leaves[MANY], *expr = filled(&tree, kind, leaves);
        bool none = info->shape == SHAPE_LEAF || info->shape == SHAPE_WORD, plain = info->operands > 0;
        bool binders = info->shape == SHAPE_BINDERS;
        size_t count = 0;
        for (ExprChild at = expr_first(expr); at.expr; expr_next(&at), count++) {
            assert_true(count < MANY);
            assert_ptr_equal(at.expr, leaves[count]);
            assert_int_equal(at.operand, plain ? count : binders && count == 4 ? 1 : 0);
            assert_int_equal(at.level, binders ? count / 2 + 1 : 1);
        }
        assert_int_equal(count, none ? 0 : plain ? info->operands : MANY);
        tree_measure(expr);
        assert_int_equal(expr->depth, none ? 1 : binders ? 4 : 2);
        assert_int_equal(expr_has_binders(expr), binders);
    }
}

// `count(s)` has no binders, those of `some x in s` have no condition, and `count(x in s)` has no body.
static void children_that_are_left_out(void **state)
{
    (void)state;
    Tree tree;
    tree_open(&tree, unit_arena());
    Expr *leaf = tree_expr(&tree, EXPR_TODAY, (Span){0});
    Expr *counted = tree_quantifier(&tree, EXPR_COUNT, NULL, leaf, (Span){0});
    ExprChild at = expr_first(counted);
    assert_ptr_equal(at.expr, leaf);
    assert_int_equal(at.operand, 1);
    expr_next(&at);
    assert_null(at.expr);
    Binder binder = {.set = leaf};
    at = expr_first(tree_quantifier(&tree, EXPR_COUNT, &binder, NULL, (Span){0}));
    assert_ptr_equal(at.expr, leaf);
    assert_int_equal(at.operand, 0);
    expr_next(&at);
    assert_null(at.expr);
    assert_null(expr_first(tree_expr(&tree, EXPR_SET, (Span){0})).expr);
}

int main(void)
{
    const struct CMUnitTest tests[] = {UNIT_TEST(every_child_of_every_kind), UNIT_TEST(children_that_are_left_out)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
