// SPDX-License-Identifier: MIT
// What profiles strengthen of rules: requirements are added, exceptions dropped, and nothing that would make a rule apply to
// less. See refine.h.
#include "refine/refine.h"

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

// The reasons of a rule's exceptions, as they may be written.
static Text reasons_of(const Policy *policy, const Decl *rule)
{
    TextBuilder reasons = text_builder(policy->arena);
    for (const Condition *except = rule->rule.excepts; except; except = except->next) {
        text_append_string(&reasons, reasons.length ? ", or " : "");
        text_append(&reasons, overlay_written(policy, except->wording->span));
    }
    if (!reasons.length)
        text_append_string(&reasons, "no `drop except`: the rule has no exceptions");
    return text_built(&reasons);
}

static void note_excepts(const Decl *rule, Diagnostic *message)
{
    const Condition *first = rule->rule.excepts;
    diagnostic_also(message, first ? first->span : rule->word.span,
                    first ? first->next ? "the first of its exceptions stands here" : "its exception stands here"
                          : "the rule stands here");
}

static void report_no_reason(Policy *policy, const Decl *entry, const Condition *drop)
{
    const Decl *rule = entry->refined;
    Diagnostic *none = diagnose(policy->diagnostics, MESSAGE_DROP_WITHOUT_REASON, drop->span, 1, rule->word.name->text);
    note_excepts(rule, none);
    diagnostic_expect(none, reasons_of(policy, rule));
}

static void report_no_except(Policy *policy, const Decl *entry, const Condition *drop)
{
    const Decl *rule = entry->refined;
    Diagnostic *none = diagnose(policy->diagnostics, MESSAGE_UNKNOWN_EXCEPT, drop->wording->span, 1, rule->word.name->text);
    Nearest nearest = nearest_to_title(drop->wording->text);
    for (const Condition *except = rule->rule.excepts; except; except = except->next)
        nearest_offer_at(&nearest, except->wording->text, except->span);
    note_excepts(rule, none);
    diagnostic_expect(none, reasons_of(policy, rule));
    diagnostic_did_you_mean(policy->diagnostics, none, &nearest);
}

static void refine_drops(Policy *policy, Decl *entry)
{
    const Profile *profile = profile_of(entry);
    for (const Condition *drop = entry->rule.drops; drop; drop = drop->next) {
        if (!drop->wording) {
            report_no_reason(policy, entry, drop);
            continue;
        }
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
    bool says = span_is_known(base_span);
    diagnostic_also(other, says ? base_span : rule->word.span, says ? "the rule says this here" : "the rule stands here");
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
