// SPDX-License-Identifier: MIT
// Walks over expressions that several checks share.
#include "check/check.h"

static void visit_child(void *with, Expr *child)
{
    walk_expr(with, child);
}

static bool seen_before(ExprWalk *walk, Decl *define)
{
    for (size_t i = 0; i < walk->seen.count; i++) {
        if (walk->seen.items[i] == define)
            return true;
    }
    decl_list_add(walk->policy, &walk->seen, define);
    return false;
}

void walk_expr(ExprWalk *walk, Expr *expr)
{
    walk->visit(walk, expr);
    expr_each(expr, visit_child, walk);
    if (expr->meaning.kind == MEANING_DEFINE && expr->meaning.decl->body && !seen_before(walk, expr->meaning.decl))
        walk_expr(walk, expr->meaning.decl->body);
}

LeadingBinders leading_binders(Arena *arena, Expr *require)
{
    LeadingBinders leading = {.body = require};
    while (leading.body && !leading.none && (leading.body->kind == EXPR_EVERY || leading.body->kind == EXPR_NO)) {
        for (Binder *binder = leading.body->binders; binder; binder = binder->next) {
            leading.items = arena_grow(arena, leading.items, leading.count, &leading.capacity, sizeof *leading.items);
            leading.items[leading.count++] = binder;
        }
        leading.none = leading.body->kind == EXPR_NO;
        leading.body = leading.body->body;
    }
    return leading;
}
