// SPDX-License-Identifier: MIT
// The type rule of bare names: name resolution in the scope, then among declarations, then among what the expected type offers.
#include "check/check.h"

#include "habits.h"

const char check_by_line[] = "a `by` line in the evidence block, which names the type of those who submit";

static Type report_unknown_name(const Check *check, const Expr *expr, Type expected)
{
    Policy *policy = check->policy;
    Text name = expr->word.name->text;
    bool in_verdict = check->test && policy_misread(policy, policy->verdict ? policy->verdict->span : (Span){0});
    if (policy_lost(policy, expr->word.name) || in_verdict || (check->test && policy_misread(policy, check->test->span)))
        return NOTHING;
    Diagnostic *unknown = diagnose(policy->diagnostics, MESSAGE_UNKNOWN_NAME, expr->span, 1, name);
    if (diagnostics_full(policy->diagnostics))
        return NOTHING;
    Nearest nearest = nearest_to(name);
    for (const Scope *scope = check->scope; scope; scope = scope->outer)
        policy_offer_word(policy, &nearest, scope->variable->word);
    policy_offer(policy, check->module, SPACE_VALUES, &nearest);
    if (expected.kind == TYPE_ENUM) {
        check_offer_values(&nearest, expected.decl);
        diagnostic_also(unknown, expected.decl->word.span, "the type is declared here");
        diagnostic_expect(unknown, text_format(policy->arena, "a value of %.*s", (int)expected.decl->word.name->text.length,
                                               expected.decl->word.name->text.bytes));
    }
    if (expected.kind == TYPE_BOOLEAN)
        diagnostic_expect(unknown, text_of("a condition, `true` or `false`"));
    for (const Outcome *outcome = scope_outcomes(check); outcome; outcome = outcome->next)
        policy_offer_word(policy, &nearest, outcome->word);
    if (expected.kind == TYPE_KIND) {
        policy_offer_kinds(policy, check->module, &nearest, unknown);
        diagnostic_expect(unknown, text_of("a kind of evidence"));
    }
    if (check->place == PLACE_ACCEPT && text_is(name, "by"))
        diagnostic_expect(unknown, text_of(check_by_line));
    diagnostic_did_you_mean(policy->diagnostics, unknown, &nearest);
    if (scope_outcome(check, expr->word.name) || (check->place == PLACE_TEST && text_is(name, "undetermined")))
        diagnostic_correct(unknown, text_of("an outcome stands alone behind `expect`: say which one comes about"));
    if (habit_correction(HABIT_VALUE, name).length)
        diagnostic_correct(unknown, habit_correction(HABIT_VALUE, name));
    policy_note_unseen(policy, check->module, SPACE_VALUES, expr->word.name, unknown);
    return NOTHING;
}

static Type name_of_decl(const Check *check, Expr *expr, Decl *decl)
{
    decl->used = true;
    expr->meaning.decl = decl;
    switch (decl->kind) {
    case DECL_PARAMETER:
        expr->meaning.kind = MEANING_PARAMETER;
        if (check->place == PLACE_ACCEPT && decl->direction != DIRECTION_FIXED) {
            Diagnostic *directed = diagnose(check->policy->diagnostics, MESSAGE_PARAMETER_IN_ACCEPT, expr->span, 1,
                                            decl->word.name->text);
            diagnostic_also(directed, decl->span, "a profile may set it");
        }
        return decl->parameter_resolved;
    case DECL_LIST:
        expr->meaning.kind = MEANING_LIST;
        return type_many(decl->item_type);
    case DECL_DEFINE:
        expr->meaning.kind = MEANING_DEFINE;
        if (decl->arguments) {
            Diagnostic *call = diagnose(check->policy->diagnostics, MESSAGE_NOT_A_VALUE, expr->span, 1, decl->word.name->text);
            diagnostic_expect(call, text_format(check->policy->arena, "its arguments: `%.*s(…)`",
                                                (int)decl->word.name->text.length, decl->word.name->text.bytes));
            return NOTHING;
        }
        return check_define(check->run, decl, expr->span);
    default:
        diagnose(check->policy->diagnostics, MESSAGE_NOT_A_VALUE, expr->span, 1, decl->word.name->text);
        return NOTHING;
    }
}

static Type name_of_variable(Expr *expr, Variable *variable)
{
    variable->used = true;
    expr->meaning = (Meaning){.kind = MEANING_VARIABLE, .variable = variable};
    return variable->type;
}

Type expr_name_check(const Check *check, Expr *expr)
{
    Policy *policy = check->policy;
    Type expected = check->expected;
    const Name *name = expr->word.name;
    if (check_is_name_or_value(check, expr, expected))
        return NOTHING;
    Variable *variable = scope_variable(check, name);
    if (variable)
        return name_of_variable(expr, variable);
    Given *given = scope_given(check, name);
    if (given) {
        expr->meaning = (Meaning){.kind = MEANING_GIVEN, .given = given};
        return given->entity_decl ? (Type){.kind = TYPE_ENTITY, .decl = given->entity_decl} : NOTHING;
    }
    Decl *decl = policy_find(policy, check->module, SPACE_VALUES, name);
    if (decl)
        return name_of_decl(check, expr, decl);
    if (expected.kind == TYPE_ENUM) {
        uint32_t index = policy_enum_value(expected.decl, name);
        if (index != UINT32_MAX) {
            expr->meaning = (Meaning){.kind = MEANING_ENUM_VALUE, .index = index};
            return type_item(expected);
        }
    }
    if (expected.kind == TYPE_KIND) {
        uint32_t kind = policy_kind(policy, check->module, name);
        if (kind < policy->kind_count) {
            expr->meaning = (Meaning){.kind = MEANING_KIND, .index = kind};
            return type_item(expected);
        }
    }
    return report_unknown_name(check, expr, expected);
}
