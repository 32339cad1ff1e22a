// SPDX-License-Identifier: MIT
// Effects of conditions of acceptance: they decide which claims count, so they, and all that they call, read facts without
// conditions and fixed parameters alone.
#include "check/check.h"

// What may not stand in a condition of acceptance may not be called by it either.
static void visit(ExprWalk *walk, Expr *expr)
{
    Policy *policy = walk->policy;
    const char *what = NULL;
    if (expr_infos[expr->kind].reads == READS_RULES || expr->kind == EXPR_LISTED || expr->kinds)
        what = expr->kinds ? "is declared by" : expr_infos[expr->kind].name;
    else if (expr->meaning.kind == MEANING_SUBMISSIONS)
        what = "submissions";
    else if (expr->meaning.kind == MEANING_PARAMETER && expr->meaning.decl->direction != DIRECTION_FIXED)
        what = "a parameter that a profile may set";
    Acceptance *accept = walk->with;
    accept->names_by |= expr->meaning.kind == MEANING_VARIABLE && expr->meaning.variable == policy->accept_by;
    // What stands in the condition itself was reported with its type; here are the definitions that it calls.
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

static void check_acceptance(CheckRun *run, Acceptance *accept)
{
    Policy *policy = run->policy;
    Check check = check_open_subject(run, accept->module, PLACE_ACCEPT);
    scope_bind(&check, policy->accept_on);
    scope_bind(&check, policy->accept_signer);
    if (policy->by)
        scope_bind(&check, policy->accept_by);
    accept->checked = true;
    check_boolean(&check, accept->condition);
    ExprWalk walk = {.visit = visit, .with = accept, .policy = policy};
    expr_walk(&walk, accept->condition);
}

void check_evidence(CheckRun *run)
{
    Policy *policy = run->policy;
    policy->accept_on = special(policy, "on", (Type){.kind = TYPE_DATE});
    policy->accept_signer = special(policy, "signer", (Type){.kind = TYPE_TEXT});
    if (policy->by)
        policy->accept_by = special(policy, "by", (Type){.kind = TYPE_ENTITY, .decl = policy->by});
    for (size_t i = 0; i < policy->kind_count; i++) {
        Acceptance *accept = policy->kinds[i].accept;
        if (accept && !accept->checked)
            check_acceptance(run, accept);
    }
}
