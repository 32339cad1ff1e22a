// SPDX-License-Identifier: MIT
// Traversals that several passes share: an expression with all that it calls, by a worklist and a mark for each walk; the prefix
// of quantifiers of a requirement.
#include "check/check.h"

static void visit_below(ExprWalk *walk, Expr *expr)
{
    walk->visit(walk, expr);
    for (ExprChild at = expr_first(expr); at.expr; expr_next(&at))
        visit_below(walk, at.expr);
    bool calls = expr->meaning.kind == MEANING_DEFINE && expr->meaning.decl->body;
    if (!calls || expr->meaning.decl->walk == walk->number)
        return;
    expr->meaning.decl->walk = walk->number;
    decl_list_add(walk->policy, &walk->waiting, expr->meaning.decl);
}

void expr_walk(ExprWalk *walk, Expr *expr)
{
    walk->number = ++walk->policy->walks;
    visit_below(walk, expr);
    while (walk->waiting.count)
        visit_below(walk, walk->waiting.items[--walk->waiting.count]->body);
}

LeadingBinders expr_leading_binders(Arena *arena, Expr *require)
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
