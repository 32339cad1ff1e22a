// SPDX-License-Identifier: MIT
// The verdict: weights (monotone in severity), outcomes (the last one is otherwise), and guards, which are monotone in violations
// by their form; name resolution of what they select.
#include "check/check.h"

#include "support/number.h"

static const int64_t default_weights[RULE_SEVERITIES] = {
    [RULE_ADVISORY] = 0, [RULE_MINOR] = DECIMAL_ONE, [RULE_MAJOR] = 5 * DECIMAL_ONE, [RULE_CRITICAL] = 10 * DECIMAL_ONE};

static void check_weights(Policy *policy)
{
    Span places[RULE_SEVERITIES] = {{0}};
    for (int i = 0; i < RULE_SEVERITIES; i++)
        policy->weights[i] = default_weights[i];
    for (Weight *weight = policy->weights_decl ? policy->weights_decl->weights : NULL; weight; weight = weight->next) {
        Text name = text_of(rule_severity_names[weight->severity]);
        if (weight->severity == RULE_ADVISORY) {
            diagnose(policy->diagnostics, MESSAGE_ADVISORY_WEIGHT, weight->amount.span, 0);
        } else if (span_is_known(places[weight->severity])) {
            Diagnostic *twice = diagnose(policy->diagnostics, MESSAGE_FIELD_TWICE, weight->amount.span, 1, name);
            diagnostic_also(twice, places[weight->severity], "it stands here already");
        } else if (weight->amount.millionths < 0) {
            diagnose(policy->diagnostics, MESSAGE_NEGATIVE_WEIGHT, weight->amount.span, 0);
        }
        places[weight->severity] = weight->amount.span;
        policy->weights[weight->severity] = weight->amount.millionths;
    }
    for (int i = RULE_MAJOR; i < RULE_SEVERITIES; i++) {
        if (policy->weights[i] >= policy->weights[i - 1])
            continue;
        Span span = span_is_known(places[i]) ? places[i] : places[i - 1];
        diagnose(policy->diagnostics, MESSAGE_WEIGHTS_FALL, span, 2, text_of(rule_severity_names[i]),
                 text_of(rule_severity_names[i - 1]));
    }
}

static bool severity_of(const Name *name, RuleSeverity *severity)
{
    for (int i = 0; i < RULE_SEVERITIES; i++) {
        if (text_is(name->text, rule_severity_names[i])) {
            *severity = (RuleSeverity)i;
            return true;
        }
    }
    return false;
}

static Decl *aspect_of(Policy *policy, Module *module, Word word)
{
    Decl *aspect = policy_find(policy, module, SPACE_ASPECTS, word.name);
    if (aspect)
        aspect->used = true;
    else
        policy_unknown(policy, module, SPACE_ASPECTS, word, MESSAGE_UNKNOWN_ASPECT);
    return aspect;
}

static void check_selector(Policy *policy, Module *module, GuardNode *guard)
{
    const WordList *word = guard->words;
    Selector *selector = &guard->selector;
    if (word && severity_of(word->word.name, &selector->severity) &&
        !(guard->kind == GUARD_PENALTY && policy_find(policy, module, SPACE_ASPECTS, word->word.name))) {
        selector->has_severity = true;
        if (selector->severity == RULE_ADVISORY)
            diagnose(policy->diagnostics, MESSAGE_ADVISORY_IN_GUARD, word->word.span, 0);
        word = word->next;
    }
    if (word) {
        selector->aspect = word->word;
        selector->aspect_decl = aspect_of(policy, module, word->word);
        word = word->next;
    }
    if (word || (guard->kind == GUARD_PENALTY && selector->has_severity)) {
        Diagnostic *more = diagnose(policy->diagnostics, MESSAGE_BAD_SELECTOR, guard->span, 0);
        diagnostic_expect(more, text_of(guard->kind == GUARD_PENALTY ? "`penalty of` an aspect"
                                                                     : "at most a severity and behind it an aspect"));
    }
}

// Whether a profile, or one that it refines, raises a rule: it is not advisory any more where the guard counts.
static bool is_raised_by(const Policy *policy, const Profile *profile, const Decl *rule)
{
    for (size_t i = 0; i < policy->profile_decls.count; i++) {
        const Decl *entry = policy->profile_decls.items[i];
        bool raises = entry->kind == DECL_STRENGTHEN && entry->word.name == rule->word.name &&
                      span_is_known(entry->rule.severity_span) && entry->rule.severity != RULE_ADVISORY;
        if (raises && profile_chain(profile) >> profile_of(entry)->number & 1)
            return true;
    }
    return false;
}

static void check_guard_term(Policy *policy, Module *module, GuardNode *guard)
{
    if (guard->kind != GUARD_RULE) {
        check_selector(policy, module, guard);
        return;
    }
    guard->rule = policy_find(policy, module, SPACE_RULES, guard->code.name);
    if (!guard->rule) {
        policy_unknown(policy, module, SPACE_RULES, guard->code, MESSAGE_UNKNOWN_RULE);
    } else if (guard->rule->rule.severity == RULE_ADVISORY && span_is_known(guard->rule->rule.severity_span) &&
               !is_raised_by(policy, module->profile, guard->rule)) {
        Diagnostic *advisory = diagnose(policy->diagnostics, MESSAGE_ADVISORY_IN_GUARD, guard->code.span, 0);
        diagnostic_also(advisory, guard->rule->rule.severity_span, "its severity is declared here");
    }
}

// Long rows of terms nest to the left and take no stack; what nests to the right stands in parentheses, which the parser bounds.
void check_guard(Policy *policy, Module *module, GuardNode *guard)
{
    for (; guard->left; guard = guard->left)
        check_guard(policy, module, guard->right);
    check_guard_term(policy, module, guard);
}

static void check_outcomes(Policy *policy)
{
    const Outcome *last = NULL, *otherwise = NULL;
    Once once;
    once_open(&once, policy->arena);
    for (Outcome *outcome = policy->verdict->outcomes; outcome; outcome = outcome->next) {
        if (text_is(outcome->word.name->text, "undetermined"))
            diagnose(policy->diagnostics, MESSAGE_OUTCOME_UNDETERMINED, outcome->word.span, 0);
        Span before;
        if (!once_add(&once, outcome->word.name->text, outcome->word.span, &before)) {
            Diagnostic *twice = diagnose(policy->diagnostics, MESSAGE_DECLARED_TWICE, outcome->word.span, 1,
                                         outcome->word.name->text);
            diagnostic_also(twice, before, "it stands here already");
        }
        if (outcome->guard)
            check_guard(policy, policy->verdict->file->module, outcome->guard);
        else if (!otherwise) // a second one is behind it
            otherwise = outcome;
        last = outcome;
    }
    if (!otherwise && policy_misread(policy, policy->verdict->span))
        return;
    if (!otherwise)
        diagnose(policy->diagnostics, MESSAGE_NO_OTHERWISE, policy->verdict->span, 0);
    else if (otherwise != last)
        diagnose(policy->diagnostics, MESSAGE_OTHERWISE_NOT_LAST, otherwise->word.span, 0);
}

void check_verdict(Policy *policy)
{
    check_weights(policy);
    for (size_t i = 0; i < policy->rules.count; i++) {
        Amount weight = policy->rules.items[i]->rule.weight;
        if (span_is_known(weight.span) && weight.millionths < 0)
            diagnose(policy->diagnostics, MESSAGE_NEGATIVE_WEIGHT, weight.span, 0);
    }
    if (policy->verdict) {
        check_outcomes(policy);
        return;
    }
    if (policy_misread(policy, (Span){0}))
        return;
    Diagnostic *none = diagnose(policy->diagnostics, MESSAGE_NO_VERDICT, policy->main->span, 0);
    diagnostic_expect(none, text_of("`verdict { … otherwise }`"));
}
