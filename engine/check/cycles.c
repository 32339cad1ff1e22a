// SPDX-License-Identifier: MIT
// Rules that ask each other with `holds`: none may hang on itself, over others or over definitions either.
#include "check/check.h"

enum { MARK_NEW, MARK_UNDER_WAY, MARK_DONE };

typedef struct Chain { // of rules under way, the newest first
    const Decl *rule;
    const struct Chain *before;
} Chain;

typedef struct Search {
    ExprWalk walk;
    Policy *policy;
    const Chain *chain;
} Search;

static void search_rule(Policy *policy, Decl *rule, const Chain *before);

static void report_cycle(Policy *policy, const Expr *holds, const Chain *chain)
{
    TextBuilder path = text_builder(policy->arena);
    const Chain *first = chain;
    while (first->rule != holds->rule)
        first = first->before;
    text_append(&path, holds->rule->word.name->text);
    // The chain runs backwards: the cycle is printed from its first rule on.
    size_t length = 0;
    for (const Chain *at = chain; at != first; at = at->before)
        length++;
    for (size_t skip = length; skip-- > 0;) {
        const Chain *at = chain;
        for (size_t i = 0; i < skip; i++)
            at = at->before;
        text_append_string(&path, " → ");
        text_append(&path, at->rule->word.name->text);
    }
    text_append_string(&path, " → ");
    text_append(&path, holds->rule->word.name->text);
    diagnose(policy->diagnostics, MESSAGE_RULE_CYCLE, holds->span, 1, text_built(&path));
}

static void visit(ExprWalk *walk, Expr *expr)
{
    if (expr->kind != EXPR_HOLDS || !expr->rule)
        return;
    const Search *search = walk->with;
    if (expr->rule->rule.mark == MARK_UNDER_WAY)
        report_cycle(search->policy, expr, search->chain);
    else if (expr->rule->rule.mark == MARK_NEW)
        search_rule(search->policy, expr->rule, search->chain);
}

static void search_conditions(Search *search, Condition *condition)
{
    for (; condition; condition = condition->next)
        walk_expr(&search->walk, condition->expr);
}

static void search_rule(Policy *policy, Decl *rule, const Chain *before)
{
    Chain chain = {rule, before};
    Search search = {.policy = policy, .chain = &chain};
    search.walk = (ExprWalk){.visit = visit, .with = &search, .policy = policy};
    rule->rule.mark = MARK_UNDER_WAY;
    search_conditions(&search, rule->rule.whens);
    search_conditions(&search, rule->rule.excepts);
    search_conditions(&search, rule->rule.requires);
    rule->rule.mark = MARK_DONE;
}

void check_cycles(Policy *policy)
{
    for (size_t i = 0; i < policy->rules.count; i++) {
        if (policy->rules.items[i]->rule.mark == MARK_NEW)
            search_rule(policy, policy->rules.items[i], NULL);
    }
}
