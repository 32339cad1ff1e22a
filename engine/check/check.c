// SPDX-License-Identifier: MIT
// The list of passes over a bound policy, and the table of type rules that it hands down (inversion of control: rules call each
// other through it, and nothing that they call refers to it). See check.h.
#include "check/check.h"

static ExprRule *const rules[EXPR_KINDS] = {
#define EXPR(kind, name, children, reads, check, width, lower, core) expr_##check##_check,
#include "ast/nodes.def"
#undef EXPR
};

void check_policy(Policy *policy)
{
    CheckRun run = {.policy = policy, .rules = rules};
    check_header(policy);
    check_types(policy);
    check_owned(policy);
    check_values(&run);
    check_formats(&run);
    check_evidence(&run);
    check_rules(&run);
    check_interpretations(policy);
    check_verdict(policy);
    check_tests(&run);
    check_profiles(&run);
}

void prove_policy(Policy *policy)
{
    CheckRun run = {.policy = policy, .rules = rules};
    size_t errors = policy->diagnostics->errors; // of entries of profiles that were left out
    check_cycles(&run);
    if (policy->diagnostics->errors > errors)
        return;
    check_widths(policy);
    check_directions(policy);
    check_coverage(policy);
}

// Whoever asks sees what the policy and all its profiles declare.
static Module *module_of_questions(Policy *policy)
{
    if (!policy->profile_count)
        return policy->main->module;
    Module *module = arena_take(policy->arena, sizeof *module);
    module->number = policy->modules++;
    module_use(policy, module, policy->main->module);
    for (uint32_t i = 0; i < policy->profile_count; i++)
        module_use(policy, module, policy->profiles[i]->file->module);
    return module;
}

void check_question(Policy *policy, Expr *expr)
{
    CheckRun run = {.policy = policy, .rules = rules};
    Check check = check_open(&run, module_of_questions(policy), PLACE_RULE);
    scope_bind(&check, policy->main->header.subject);
    Type type = check_expr(&check, expr, (Type){.kind = TYPE_NONE});
    if (type.kind == TYPE_PERIOD)
        diagnose(policy->diagnostics, MESSAGE_PERIOD_ALONE, expr->span, 0);
    if (!policy->diagnostics->errors)
        check_question_width(policy, expr);
}
