// SPDX-License-Identifier: MIT
// Evidence that profiles need of rules: for each attribute the highest of all thresholds that name it, and of the general ones,
// holds (a maximum over ranks). See refine.h.
#include "refine/refine.h"

// What holds for an attribute: its rank, 0 where any evidence will do; and which threshold says so.
typedef struct Held {
    uint32_t rank;
    const Threshold *threshold;
} Held;

static bool is_of(const Threshold *threshold, const Name *attribute)
{
    if (!threshold->attributes)
        return true;
    for (const WordList *word = threshold->attributes; word; word = word->next) {
        if (word->word.name == attribute)
            return true;
    }
    return false;
}

static void hold_highest(Held *held, const Threshold *threshold, const Name *attribute)
{
    for (; threshold; threshold = threshold->next) {
        if (is_of(threshold, attribute) && threshold->rank > held->rank)
            *held = (Held){threshold->rank, threshold};
    }
}

// What holds for an attribute (null: for all that no threshold names) under a rule and those of the profiles in a mask that
// strengthen it.
static Held held_for(const Rule *rule, uint64_t profiles, const Name *attribute)
{
    Held held = {0};
    hold_highest(&held, rule->thresholds, attribute);
    for (const RuleRaise *raise = rule->raises; raise; raise = raise->next) {
        if (profiles >> raise->profile->number & 1)
            hold_highest(&held, raise->thresholds, attribute);
    }
    return held;
}

static void report_weaker(Policy *policy, const Decl *entry, const Threshold *threshold, const Held *held, const Word *attribute)
{
    Text kind = held->threshold->kind.name->text, code = entry->refined->word.name->text, what = code;
    Text name = attribute ? attribute->name->text : (Text){"", 0};
    if (attribute)
        what = text_format(policy->arena, "%.*s of %.*s", (int)name.length, name.bytes, (int)code.length, code.bytes);
    Span span = attribute ? attribute->span : threshold->kind.span;
    Diagnostic *weaker = diagnose(policy->diagnostics, MESSAGE_EVIDENCE_LOWERED, span, 1, what);
    if (attribute && weaker->arguments) // `of` is English
        weaker->arguments[0] = text_format(policy->arena, "%.*s (%.*s)", (int)code.length, code.bytes, (int)name.length,
                                           name.bytes);
    diagnostic_also(weaker, held->threshold->span, overlay_note(policy, "it needs %.*s here", (int)kind.length, kind.bytes));
    diagnostic_expect(weaker, text_format(policy->arena, "%.*s or a kind that is stronger", (int)kind.length, kind.bytes));
    diagnostic_correct(
        weaker, text_format(policy->arena, "name such a kind, or leave it out: then %.*s holds", (int)kind.length, kind.bytes));
}

// What the threshold changes: the kinds that held before, for each attribute where they differ, and the new one.
static void append_held(TextBuilder *to, const Held *held, const Word *attribute, bool named)
{
    if (named)
        text_append_format(to, "%s%.*s: ", to->length ? ", " : "", (int)attribute->name->text.length,
                           attribute->name->text.bytes);
    Text kind = held->threshold ? held->threshold->kind.name->text : text_of("any");
    text_append(to, kind);
}

static void note_change(Policy *policy, Decl *entry, Threshold *threshold, const Held *held, Text from, bool needless)
{
    Change *change = overlay_add(policy, CHANGE_EVIDENCE, entry, threshold->span);
    change->of = entry->refined;
    change->base_span = held->threshold ? held->threshold->span : (Span){0};
    change->from = from;
    const WordList *last = threshold->attributes;
    while (last && last->next)
        last = last->next;
    change->to = overlay_written(policy, last ? span_join(threshold->kind.span, last->word.span) : threshold->kind.span);
    change->needless = needless;
}

static void add_threshold(Policy *policy, RuleRaise *raise, const Threshold *threshold)
{
    Threshold *added = arena_take(policy->arena, sizeof *added), **at = &raise->thresholds;
    *added = *threshold;
    added->next = NULL;
    while (*at)
        at = &(*at)->next;
    *at = added;
}

void refine_threshold(Policy *policy, Decl *entry, Threshold *threshold)
{
    if (!threshold->rank)
        return; // what is wrong with it was said
    Rule *rule = &entry->refined->rule;
    const Profile *profile = profile_of(entry);
    uint64_t below = profile_chain(profile->refines);
    bool needless = true, weaker = false, several = threshold->attributes && threshold->attributes->next;
    Held first = {0};
    TextBuilder from = text_builder(policy->arena);
    const WordList *word = threshold->attributes;
    do {
        Held held = held_for(rule, below, word ? word->word.name : NULL);
        first = from.length ? first : held;
        append_held(&from, &held, word ? &word->word : NULL, several);
        needless = needless && held.rank == threshold->rank;
        if (held.rank > threshold->rank) {
            report_weaker(policy, entry, threshold, &held, word ? &word->word : NULL);
            weaker = true;
        }
        word = word ? word->next : NULL;
    } while (word);
    if (weaker)
        return;
    note_change(policy, entry, threshold, &first, text_built(&from), needless);
    add_threshold(policy, raise_of(policy, rule, profile), threshold);
}
