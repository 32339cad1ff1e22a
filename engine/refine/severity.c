// SPDX-License-Identifier: MIT
// What profiles raise of rules: severity and weight, each a maximum over the profiles that apply. See refine.h.
#include "refine/refine.h"

#include "support/number.h"

// What holds of a rule under some profiles: the highest severity, and the highest of the weights that are said; a rule that says
// none has that of its severity.
typedef struct Held {
    RuleSeverity severity;
    int64_t weight; // in millionths
} Held;

static Held held_by(const Policy *policy, const Rule *rule, uint64_t profiles)
{
    Held held = {rule->severity, span_is_known(rule->weight.span) ? rule->weight.millionths : policy->weights[rule->severity]};
    for (const RuleRaise *raise = rule->raises; raise; raise = raise->next) {
        if (!(profiles >> raise->profile->number & 1))
            continue;
        held.severity = raise->severity > held.severity ? raise->severity : held.severity;
        held.weight = raise->weight > held.weight ? raise->weight : held.weight;
    }
    return held;
}

RuleRaise *raise_of(Policy *policy, Rule *rule, const Profile *profile)
{
    RuleRaise **at = &rule->raises;
    while (*at && (*at)->profile->number < profile->number)
        at = &(*at)->next;
    RuleRaise *there = *at;
    if (there && there->profile == profile)
        return there;
    Held held = held_by(policy, rule, profile_chain(profile->refines));
    RuleRaise *raise = arena_take(policy->arena, sizeof *raise);
    *raise = (RuleRaise){.profile = profile, .severity = held.severity, .weight = held.weight, .next = there};
    return *at = raise;
}

static void raise_weight(RuleRaise *raise, int64_t weight)
{
    if (weight > raise->weight)
        raise->weight = weight;
}

static void report_lowered(Policy *policy, MessageCode code, Span span, const Decl *rule, Text to, Text held, Span held_span)
{
    Diagnostic *lower = diagnose(policy->diagnostics, code, span, 2, rule->word.name->text, to);
    diagnostic_also(lower, held_span, overlay_note(policy, "it is %.*s here", (int)held.length, held.bytes));
    diagnostic_expect(lower, text_format(policy->arena, "%.*s or more", (int)held.length, held.bytes));
    diagnostic_correct(lower,
                       text_format(policy->arena, "raise it, or leave it out: then %.*s holds", (int)held.length, held.bytes));
}

void refine_severity(Policy *policy, Decl *entry)
{
    Decl *rule = entry->refined;
    const Profile *profile = profile_of(entry);
    RuleSeverity wanted = entry->rule.severity;
    RuleSeverity held = held_by(policy, &rule->rule, profile_chain(profile->refines)).severity;
    const Change *below = overlay_below(policy, CHANGE_SEVERITY, rule, profile);
    Span held_span = below ? below->span : rule->rule.severity_span;
    Text from = text_of(rule_severity_names[held]), to = text_of(rule_severity_names[wanted]);
    if (wanted < held) {
        report_lowered(policy, MESSAGE_SEVERITY_LOWERED, entry->rule.severity_span, rule, to, from, held_span);
        return;
    }
    Change *change = overlay_add(policy, CHANGE_SEVERITY, entry, entry->rule.severity_span);
    change->of = rule;
    change->base_span = held_span;
    change->from = from;
    change->to = to;
    change->needless = wanted == held;
    RuleRaise *raise = raise_of(policy, &rule->rule, profile);
    if (wanted > raise->severity)
        raise->severity = wanted;
    if (!span_is_known(rule->rule.weight.span))
        raise_weight(raise, policy->weights[wanted]);
}

// Where the weight that holds under what a profile refines is said.
static Span weight_span(const Policy *policy, const Decl *rule, const Profile *profile)
{
    const Change *below = overlay_below(policy, CHANGE_WEIGHT, rule, profile);
    bool own = span_is_known(rule->rule.weight.span);
    if (!below && !own)
        below = overlay_below(policy, CHANGE_SEVERITY, rule, profile);
    return below ? below->span : own ? rule->rule.weight.span : rule->rule.severity_span;
}

// Of a rule without a weight of its own the severities that are raised say one, too: the highest holds. Advisory rules have none.
static bool warn_of_weight(Policy *policy, const Decl *entry, Text wanted)
{
    const Decl *rule = entry->refined;
    Held held = held_by(policy, &rule->rule, profile_chain(profile_of(entry)));
    const char *severity = rule_severity_names[held.severity];
    bool advisory = held.severity == RULE_ADVISORY, own = span_is_known(rule->rule.weight.span);
    bool higher = !own && policy->weights[held.severity] > entry->rule.weight.millionths;
    if (!advisory && !higher)
        return false;
    Text why = text_of("advisory rules have no weight");
    if (higher) {
        Text weight = number_text(policy->arena, policy->weights[held.severity], true);
        why = text_format(policy->arena, "that of the severity %s is %.*s", severity, (int)weight.length, weight.bytes);
    }
    Diagnostic *nowhere = diagnose(policy->diagnostics, MESSAGE_WEIGHT_WITHOUT_EFFECT, entry->rule.weight.span, 3, wanted,
                                   rule->word.name->text, why);
    const Change *raised = overlay_below(policy, CHANGE_SEVERITY, rule, profile_of(entry));
    Span span = span_is_known(entry->rule.severity_span) ? entry->rule.severity_span
                : raised                                 ? raised->span
                                                         : rule->rule.severity_span;
    diagnostic_also(nowhere, span, overlay_note(policy, "the severity is %s here", severity));
    return true;
}

void refine_weight(Policy *policy, Decl *entry)
{
    Decl *rule = entry->refined;
    const Profile *profile = profile_of(entry);
    int64_t wanted = entry->rule.weight.millionths;
    int64_t held = held_by(policy, &rule->rule, profile_chain(profile->refines)).weight;
    Text from = number_text(policy->arena, held, true), to = number_text(policy->arena, wanted, true);
    Span held_span = weight_span(policy, rule, profile);
    if (wanted < held) {
        report_lowered(policy, MESSAGE_WEIGHT_LOWERED, entry->rule.weight.span, rule, to, from, held_span);
        return;
    }
    Change *change = overlay_add(policy, CHANGE_WEIGHT, entry, entry->rule.weight.span);
    change->of = rule;
    change->base_span = held_span;
    change->from = from;
    change->to = to;
    raise_weight(raise_of(policy, &rule->rule, profile), wanted);
    change->needless = warn_of_weight(policy, entry, to) || wanted == held;
}
