// SPDX-License-Identifier: MIT
// The overlay: profiles in the order in which they build upon each other (a topological order by depth), each entry in the order
// of its text. See refine.h.
#include "refine/refine.h"

#include <stdlib.h>

#include "support/calendar.h"

static Text date_text(const Policy *policy, int64_t date)
{
    TextBuilder text = text_builder(policy->arena);
    date_append(&text, date);
    return text_built(&text);
}

// ---- waivers ----

static bool may_waive(Policy *policy, const Decl *entry)
{
    const Profile *profile = profile_of(entry);
    const Decl *rule = entry->refined;
    if (profile->applies) {
        Diagnostic *conditional = diagnose(policy->diagnostics, MESSAGE_WAIVED_UNDER_CONDITION, entry->span, 0);
        diagnostic_also(conditional, profile->file->header.applies_span, "its condition stands here");
        diagnostic_also(conditional, rule->word.span, "the rule stands here");
        diagnostic_correct(conditional, text_of("waive it in a profile of its own that always applies"));
    }
    if (!rule->rule.waivable) {
        Diagnostic *fast = diagnose(policy->diagnostics, MESSAGE_NOT_WAIVABLE, entry->word.span, 1, rule->word.name->text);
        diagnostic_also(fast, rule->word.span, "the rule stands here, without `waivable`");
        diagnostic_expect(fast, text_of("a rule that says `waivable`"));
    }
    return !profile->applies && rule->rule.waivable;
}

// A rule is waived only where every profile waives it: one that refines another waives nothing that this keeps.
static void warn_of_no_effect(Policy *policy, const Decl *entry)
{
    for (const Profile *at = profile_of(entry)->refines; at; at = at->refines) {
        const Waiver *waiver = entry->refined->rule.waivers;
        while (waiver && waiver->profile != at)
            waiver = waiver->next;
        if (waiver)
            continue;
        Diagnostic *never = diagnose(policy->diagnostics, MESSAGE_WAIVED_BY_ONE, entry->span, 2, entry->word.name->text,
                                     at->file->name.name->text);
        diagnostic_also(never, at->applies ? at->file->header.applies_span : at->file->span,
                        at->applies ? "it applies under a condition, and so waives nothing" : "it begins here");
        return;
    }
}

static void refine_waive(Policy *policy, Decl *entry)
{
    if (!may_waive(policy, entry))
        return;
    Rule *rule = &entry->refined->rule;
    const Profile *profile = profile_of(entry);
    Waiver **at = &rule->waivers;
    while (*at && (*at)->profile->number < profile->number)
        at = &(*at)->next;
    if (*at && (*at)->profile == profile) {
        Diagnostic *twice = diagnose(policy->diagnostics, MESSAGE_CHANGED_TWICE, entry->span, 2, text_of("waive"),
                                     entry->word.name->text);
        diagnostic_also(twice, (*at)->span, "it is waived here already");
        return;
    }
    Waiver *waiver = arena_take(policy->arena, sizeof *waiver);
    *waiver = (Waiver){profile, entry->waive_until, entry->waive_because, entry->span, *at};
    *at = waiver;
    Change *change = overlay_add(policy, CHANGE_WAIVE, entry, entry->span);
    change->of = entry->refined;
    change->base_span = rule->waivable_span;
    change->to = date_text(policy, entry->waive_until);
    change->because = entry->waive_because;
    warn_of_no_effect(policy, entry);
}

// ---- guards ----

static void refine_also(Policy *policy, Decl *entry)
{
    Outcome *outcome = entry->also_of;
    if (!outcome->guard) {
        Diagnostic *last = diagnose(policy->diagnostics, MESSAGE_ALSO_LAST, entry->word.span, 1, entry->word.name->text);
        diagnostic_also(last, outcome->word.span, "it stands here, with `otherwise`");
        diagnostic_expect(last, text_of("an outcome that stands before it: a profile makes none of the later ones likelier"));
        return;
    }
    const Profile *profile = profile_of(entry);
    AlsoGuard *also = arena_take(policy->arena, sizeof *also), **at = &outcome->also;
    while (*at && (*at)->profile->number <= profile->number)
        at = &(*at)->next;
    *also = (AlsoGuard){profile, entry->also_guard, *at};
    *at = also;
    Change *change = overlay_add(policy, CHANGE_GUARD, entry, entry->span);
    change->of = policy->verdict;
    change->base_span = span_join(outcome->word.span, outcome->guard->span);
    change->from = overlay_written(policy, outcome->guard->span);
    change->to = overlay_written(policy, entry->also_guard->span);
}

// ---- tests ----

static void refine_test(Policy *policy, Decl *entry)
{
    Decl **at = &entry->refined->changes;
    const Profile *profile = profile_of(entry);
    while (*at && profile_of(*at)->number < profile->number)
        at = &(*at)->next_change;
    if (*at && profile_of(*at) == profile) {
        Diagnostic *twice = diagnose(policy->diagnostics, MESSAGE_CHANGED_TWICE, entry->title_span, 2, text_of("changes"),
                                     entry->test_title);
        diagnostic_also(twice, (*at)->title_span, "it is changed here already");
        return;
    }
    if (!entry->expects) {
        Diagnostic *nothing = diagnose(policy->diagnostics, MESSAGE_CHANGES_NOTHING, entry->title_span, 1, entry->test_title);
        diagnostic_also(nothing, entry->refined->span, "the test stands here");
        diagnostic_expect(nothing, text_of("what the test comes to with the profile, as `expect CODE violated`"));
        return;
    }
    entry->next_change = *at;
    *at = entry;
    Change *change = overlay_add(policy, CHANGE_TEST, entry, entry->span);
    change->of = entry->refined;
    change->base_span = entry->refined->span;
    change->from = entry->test_title;
    change->because = entry->test_because;
}

// ---- what a profile adds ----

static void refine_interpret(Policy *policy, Decl *entry)
{
    Change *change = overlay_add(policy, CHANGE_INTERPRET, entry, entry->span);
    Module *module = entry->file->module;
    const Cite *clause = entry->interpreted;
    if (clause) {
        change->of = clause->decl;
        change->base_span = clause->clause ? clause->clause->span : (Span){0};
    } else {
        change->of = policy_find(policy, module, SPACE_RULES, entry->word.name);
        change->base_span = change->of ? change->of->word.span : (Span){0};
    }
    change->to = date_text(policy, entry->interpreted_on);
    change->because = entry->interpretation;
}

static void refine_add(Policy *policy, Decl *entry)
{
    Change *change = overlay_add(policy, CHANGE_ADD, entry, entry->span);
    if (entry->kind == DECL_EXTEND) {
        change->of = policy_find(policy, entry->file->module, SPACE_TYPES, entry->word.name);
        change->base_span = change->of ? change->of->word.span : (Span){0};
    }
    change->to = entry->kind == DECL_TEST ? entry->test_title : entry->word.name ? entry->word.name->text : (Text){"", 0};
}

// Each mapping is a thing of its own; an entry without any says what fills a record.
static void refine_format(Policy *policy, Decl *entry)
{
    for (const FilledType *filled = entry->filled; filled; filled = filled->next) {
        if (!filled->mappings)
            overlay_add(policy, CHANGE_ADD, entry, filled->span)->to = entry->word.name->text;
        for (const Mapping *mapping = filled->mappings; mapping; mapping = mapping->next)
            overlay_add(policy, CHANGE_ADD, entry, mapping->span)->to = entry->word.name->text;
    }
}

static void refine_entry(Policy *policy, Decl *entry)
{
    bool about = entry->kind == DECL_SET || entry->kind == DECL_STRENGTHEN || entry->kind == DECL_WAIVE ||
                 entry->kind == DECL_CHANGES;
    if ((about && !entry->refined) || (entry->kind == DECL_ALSO && !entry->also_of))
        return; // that it is about nothing was said
    switch (entry->kind) {
    case DECL_SET:
        refine_set(policy, entry);
        break;
    case DECL_STRENGTHEN:
        refine_strengthen(policy, entry);
        break;
    case DECL_WAIVE:
        refine_waive(policy, entry);
        break;
    case DECL_ALSO:
        refine_also(policy, entry);
        break;
    case DECL_CHANGES:
        refine_test(policy, entry);
        break;
    case DECL_INTERPRET:
        refine_interpret(policy, entry);
        break;
    case DECL_FORMAT:
        refine_format(policy, entry);
        break;
    case DECL_USE:
    case DECL_INCLUDE:
        break;
    default:
        refine_add(policy, entry);
        break;
    }
}

// ---- the order ----

// What a profile refines comes before it.
static int by_depth(const void *a, const void *b)
{
    const Profile *x = *(Profile *const *)a, *y = *(Profile *const *)b;
    uint32_t deep = profile_depth(x), other = profile_depth(y);
    if (deep != other)
        return deep < other ? -1 : 1;
    return (x->number > y->number) - (x->number < y->number);
}

static int by_profile_and_place(const void *a, const void *b)
{
    const Change *x = a, *y = b;
    if (x->profile != y->profile)
        return x->profile->number < y->profile->number ? -1 : 1;
    if (x->span.file != y->span.file)
        return x->span.file < y->span.file ? -1 : 1;
    return (x->span.start > y->span.start) - (x->span.start < y->span.start);
}

static void refine_profile(Policy *policy, const Profile *profile)
{
    for (File *file = policy->files; file; file = file->next) {
        for (Decl *entry = file->module->profile == profile ? file->decls : NULL; entry; entry = entry->next)
            refine_entry(policy, entry);
    }
}

void refine_policy(Policy *policy)
{
    if (!policy->profile_count)
        return;
    Profile **order = arena_array(policy->arena, policy->profile_count, sizeof(Profile *));
    for (uint32_t i = 0; i < policy->profile_count; i++)
        order[i] = policy->profiles[i];
    qsort(order, policy->profile_count, sizeof(Profile *), by_depth);
    for (uint32_t i = 0; i < policy->profile_count; i++)
        refine_profile(policy, order[i]);
    if (policy->overlay.count)
        qsort(policy->overlay.items, policy->overlay.count, sizeof(Change), by_profile_and_place);
}
