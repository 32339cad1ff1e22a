// SPDX-License-Identifier: MIT
// What profiles strengthen of rules: severity and weight rise (a maximum over the profiles), requirements are added, exceptions
// dropped. See refine.h.
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
    if (*at && (*at)->profile == profile)
        return *at;
    Held held = held_by(policy, rule, profile_chain(profile->refines));
    RuleRaise *raise = arena_take(policy->arena, sizeof *raise);
    *raise = (RuleRaise){.profile = profile, .severity = held.severity, .weight = held.weight, .next = *at};
    return *at = raise;
}

static void raise_weight(RuleRaise *raise, int64_t weight)
{
    if (weight > raise->weight)
        raise->weight = weight;
}

// ---- severity and weight ----

static void report_lowered(Policy *policy, MessageCode code, Span span, const Decl *rule, Text to, Text held, Span held_span)
{
    Diagnostic *lower = diagnose(policy->diagnostics, code, span, 2, rule->word.name->text, to);
    diagnostic_also(lower, held_span, overlay_note(policy, "it is %.*s here", (int)held.length, held.bytes));
    diagnostic_expect(lower, text_format(policy->arena, "%.*s or more", (int)held.length, held.bytes));
    diagnostic_correct(lower,
                       text_format(policy->arena, "raise it, or leave it out: then %.*s holds", (int)held.length, held.bytes));
}

static void refine_severity(Policy *policy, Decl *entry)
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

static Text weight_text(const Policy *policy, int64_t weight)
{
    TextBuilder text = text_builder(policy->arena);
    number_append(&text, weight, true);
    return text_built(&text);
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

static void refine_weight(Policy *policy, Decl *entry)
{
    Decl *rule = entry->refined;
    const Profile *profile = profile_of(entry);
    int64_t wanted = entry->rule.weight.millionths;
    int64_t held = held_by(policy, &rule->rule, profile_chain(profile->refines)).weight;
    Text from = weight_text(policy, held), to = weight_text(policy, wanted);
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
    change->needless = wanted == held;
    raise_weight(raise_of(policy, &rule->rule, profile), wanted);
}

// ---- requirements and exceptions ----

// Behind those of the rule itself, by the numbers of profiles; those of one in the order of its text.
static void add_require(Policy *policy, Rule *rule, const Profile *profile, const Condition *require)
{
    Condition *added = arena_take(policy->arena, sizeof *added), **at = &rule->requires;
    *added = *require;
    added->profile = profile;
    while (*at && (!(*at)->profile || (*at)->profile->number <= profile->number))
        at = &(*at)->next;
    added->next = *at;
    *at = added;
}

static void refine_requires(Policy *policy, Decl *entry)
{
    for (const Condition *require = entry->rule.requires; require; require = require->next) {
        Change *change = overlay_add(policy, CHANGE_REQUIRE, entry, require->span);
        change->of = entry->refined;
        change->to = overlay_written(policy, require->expr->span);
        add_require(policy, &entry->refined->rule, profile_of(entry), require);
    }
}

// Whether an exception has a reason, in whatever language that is given.
static bool has_reason(const Condition *except, Text reason)
{
    for (const Wording *wording = except->wording; wording; wording = wording->next) {
        if (text_equal(wording->text, reason))
            return true;
    }
    return false;
}

static void report_no_except(Policy *policy, const Decl *entry, const Condition *drop)
{
    const Decl *rule = entry->refined;
    Diagnostic *none = diagnose(policy->diagnostics, MESSAGE_UNKNOWN_EXCEPT, drop->wording->span, 1, rule->word.name->text);
    Nearest nearest = nearest_to(drop->wording->text);
    for (const Condition *except = rule->rule.excepts; except; except = except->next)
        nearest_offer(&nearest, except->wording->text);
    const Condition *first = rule->rule.excepts;
    diagnostic_also(none, first ? first->wording->span : rule->word.span,
                    first ? first->next ? "the first of its exceptions has this one" : "its exception has this one"
                          : "the rule, which has no exceptions, stands here");
    diagnostic_expect(none, text_of(first ? "the reason of one of its exceptions, as it stands there" : "no `drop except`"));
    diagnostic_did_you_mean(policy->diagnostics, none, &nearest);
}

static void refine_drops(Policy *policy, Decl *entry)
{
    const Profile *profile = profile_of(entry);
    for (const Condition *drop = entry->rule.drops; drop; drop = drop->next) {
        Condition *except = entry->refined->rule.excepts;
        while (except && !has_reason(except, drop->wording->text))
            except = except->next;
        if (!except) {
            report_no_except(policy, entry, drop);
            continue;
        }
        Change *change = overlay_add(policy, CHANGE_DROP_EXCEPT, entry, drop->span);
        change->of = entry->refined;
        change->base_span = except->span;
        change->from = except->wording->text;
        change->needless = (except->dropped & profile_chain(profile)) != 0;
        except->dropped |= UINT64_C(1) << profile->number;
    }
}

// ---- what may not stand there ----

static void report_no_raise(Policy *policy, const Decl *entry, Span span, const char *field, Span base_span, const char *instead)
{
    if (!span_is_known(span))
        return;
    const Decl *rule = entry->refined;
    Diagnostic *other = diagnose(policy->diagnostics, MESSAGE_NOT_STRENGTHENED, span, 2, text_of(field), rule->word.name->text);
    diagnostic_also(other, span_is_known(base_span) ? base_span : rule->word.span, "the rule says this here");
    diagnostic_expect(other, text_of("`severity`, `weight`, `evidence`, `require` or `drop except`"));
    if (instead)
        diagnostic_correct(other, text_of(instead));
}

static Span first_span(const Condition *condition)
{
    return condition ? condition->span : (Span){0};
}

// Fields that would make a rule apply to less, be another one, or be waived.
static void refuse_fields(Policy *policy, const Decl *entry)
{
    const Rule *says = &entry->rule, *rule = &entry->refined->rule;
    report_no_raise(policy, entry, first_span(says->whens), "when", first_span(rule->whens),
                    "a rule that applies to less is looser; give a stricter rule of your own a code of its own");
    report_no_raise(policy, entry, first_span(says->excepts), "except when", first_span(rule->excepts),
                    "a rule with one more exception is looser; a profile may only drop exceptions");
    report_no_raise(policy, entry, says->waivable_span, "waivable", rule->waivable_span,
                    "whether a rule may be waived its policy says");
    report_no_raise(policy, entry, says->cites_span, "cites", rule->cites_span,
                    "give a rule of your own a code of its own; it may cite further clauses");
    report_no_raise(policy, entry, says->aspect_span, "aspect", rule->aspect_span, NULL);
    report_no_raise(policy, entry, says->remedy_span, "remedy", rule->remedy_span, NULL);
}

void refine_strengthen(Policy *policy, Decl *entry)
{
    refuse_fields(policy, entry);
    if (span_is_known(entry->rule.severity_span))
        refine_severity(policy, entry);
    if (span_is_known(entry->rule.weight.span))
        refine_weight(policy, entry);
    for (Threshold *threshold = entry->rule.thresholds; threshold; threshold = threshold->next)
        refine_threshold(policy, entry, threshold);
    refine_requires(policy, entry);
    refine_drops(policy, entry);
}
