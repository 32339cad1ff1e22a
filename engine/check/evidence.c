// SPDX-License-Identifier: MIT
// Conditions of acceptance. They decide which claims count, so they read bare facts and fixed parameters alone.
#include "check/check.h"

// What may not stand in a condition of acceptance may not be called by it either.
static void visit(ExprWalk *walk, Expr *expr)
{
    Policy *policy = walk->policy;
    const char *what = NULL;
    if (expr_infos[expr->kind].reads != READS_FACTS)
        what = expr_infos[expr->kind].name;
    else if (expr->meaning.kind == MEANING_SUBMISSIONS)
        what = "submissions";
    else if (expr->meaning.kind == MEANING_PARAMETER && expr->meaning.decl->direction != DIRECTION_FIXED)
        what = "a parameter that a profile may set";
    // What stands in the condition itself was reported with its type; here are the definitions that it calls.
    const Acceptance *accept = walk->with;
    if (what && !span_within(expr->span, accept->span)) {
        Diagnostic *called = diagnose(policy->diagnostics, MESSAGE_NOT_IN_ACCEPT, accept->condition->span, 1, text_of(what));
        diagnostic_also(called, expr->span, "it is reached here");
    }
}

static Variable *special(Policy *policy, const char *name, Type type)
{
    Word word = {tree_name(&policy->tree, text_of(name)), {0}};
    Variable *variable = tree_variable(&policy->tree, word);
    variable->type = type;
    return variable;
}

// The variable under review is one of the policy's own module.
static void check_acceptance(Policy *policy, Acceptance *accept, const Scope *subject)
{
    bool own = subject->variable && accept->module == policy->main->module;
    Scope on = {policy->accept_on, own ? subject : NULL};
    Scope by = {policy->accept_by, &on};
    Check check = {.policy = policy, .module = accept->module, .scope = policy->by ? &by : &on, .place = PLACE_ACCEPT};
    accept->checked = true;
    check_boolean(&check, accept->condition);
    ExprWalk walk = {.visit = visit, .with = accept, .policy = policy};
    expr_walk(&walk, accept->condition);
}

void check_evidence(Policy *policy)
{
    policy->accept_on = special(policy, "on", (Type){.kind = TYPE_DATE});
    if (policy->by)
        policy->accept_by = special(policy, "by", (Type){.kind = TYPE_ENTITY, .decl = policy->by});
    Scope subject = {policy->main->header.subject, NULL};
    for (size_t i = 0; i < policy->kind_count; i++) {
        Acceptance *accept = policy->kinds[i].accept;
        if (accept && !accept->checked)
            check_acceptance(policy, accept, &subject);
    }
}
