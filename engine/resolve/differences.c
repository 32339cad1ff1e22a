// SPDX-License-Identifier: MIT
// What profiles change, one thing after the other, the policy's side beside those of all profiles that change it: the overlay,
// grouped and sorted.
#include "resolve/resolve.h"

#include <stdlib.h>

// What a change is of; things stand in the order of these, what is added last.
static const char *const kind_names[CHANGE_KINDS] = {
    [CHANGE_SET] = "parameter",       [CHANGE_SEVERITY] = "severity",  [CHANGE_WEIGHT] = "weight", [CHANGE_EVIDENCE] = "evidence",
    [CHANGE_REQUIRE] = "require",     [CHANGE_DROP_EXCEPT] = "except", [CHANGE_WAIVE] = "waive",   [CHANGE_GUARD] = "also when",
    [CHANGE_INTERPRET] = "interpret", [CHANGE_TEST] = "changes",
};

static ChangeEffect effect_of(const Change *change)
{
    if (change->needless)
        return EFFECT_SAME;
    switch (change->kind) {
    case CHANGE_WAIVE:
        return EFFECT_WAIVED;
    case CHANGE_INTERPRET:
    case CHANGE_TEST:
        return EFFECT_NONE;
    case CHANGE_ADD: // an advisory rule never touches the verdict
        return change->decl->kind == DECL_RULE && change->decl->rule.severity != RULE_ADVISORY ? EFFECT_STRICTER : EFFECT_NONE;
    default:
        return EFFECT_STRICTER;
    }
}

// ---- their order ----

// A change, and where it stands among all.
typedef struct Placed {
    const Change *change;
    uint32_t group; // those of rules are one, so that all that is changed of a rule stands together
    Text name;
    uint32_t number; // in the overlay
} Placed;

enum { GROUP_PARAMETERS, GROUP_RULES, GROUP_OUTCOMES, GROUP_INTERPRETATIONS, GROUP_TESTS, GROUP_ADDED };

static uint32_t group_of(const Change *change)
{
    switch (change->kind) {
    case CHANGE_SET:
        return GROUP_PARAMETERS;
    case CHANGE_GUARD:
        return GROUP_OUTCOMES;
    case CHANGE_INTERPRET:
        return GROUP_INTERPRETATIONS;
    case CHANGE_TEST:
        return GROUP_TESTS;
    case CHANGE_ADD: // rules come first
        return GROUP_ADDED + (change->decl->kind == DECL_RULE ? 0 : 1 + change->decl->kind);
    default:
        return GROUP_RULES;
    }
}

static Text name_of(const Policy *policy, const Change *change)
{
    const Decl *decl = change->decl;
    if (decl->kind == DECL_CHANGES || decl->kind == DECL_TEST)
        return decl->test_title;
    if (decl->word.name)
        return decl->word.name->text;
    if (decl->kind == DECL_INTERPRET && decl->interpreted)
        return sources_text(policy->sources, span_join(decl->interpreted->source.span, decl->interpreted->span));
    return (Text){"", 0};
}

static int by_place(const void *a, const void *b)
{
    const Placed *x = a, *y = b;
    if (x->group != y->group)
        return x->group < y->group ? -1 : 1;
    int order = text_compare(x->name, y->name);
    if (!order && x->change->kind != y->change->kind)
        order = x->change->kind < y->change->kind ? -1 : 1;
    // Of exceptions of one rule each is a thing of its own.
    if (!order && x->change->base_span.start != y->change->base_span.start)
        order = x->change->base_span.start < y->change->base_span.start ? -1 : 1;
    return order ? order : (x->number > y->number) - (x->number < y->number);
}

static Placed *place_all(const Policy *policy)
{
    const Overlay *overlay = &policy->overlay;
    Placed *placed = arena_array(policy->arena, overlay->count + 1, sizeof *placed);
    for (size_t i = 0; i < overlay->count; i++) {
        const Change *change = &overlay->items[i];
        placed[i] = (Placed){change, group_of(change), name_of(policy, change), (uint32_t)i};
    }
    if (overlay->count)
        qsort(placed, overlay->count, sizeof *placed, by_place);
    return placed;
}

// Whether two changes are sides of one difference: of what is there both change one thing; of what is added each is its own.
static bool same_thing(const Placed *a, const Placed *b)
{
    const Change *x = a->change, *y = b->change;
    if (x->kind != y->kind || x->kind == CHANGE_ADD || x->of != y->of || !text_equal(a->name, b->name))
        return false;
    bool one = x->kind == CHANGE_DROP_EXCEPT; // the exceptions of a rule are several things
    return !one || (x->base_span.file == y->base_span.file && x->base_span.start == y->base_span.start);
}

// ---- what is told of them ----

static const char *stricter_of(const Change *change)
{
    return change->kind != CHANGE_SET ? NULL : change->of->direction == DIRECTION_LOWER ? "lower" : "higher";
}

// What stands between the first expectation of a test and the last.
static Span expects_of(const Decl *test)
{
    Span span = test->expects ? test->expects->span : (Span){0};
    for (const Expect *expect = test->expects; expect; expect = expect->next)
        span = span_join(span, expect->span);
    return span;
}

// What holds without it.
static Stated from_of(const Policy *policy, const Change *change)
{
    const Profile *whose = resolve_whose(policy, change->base_span);
    switch (change->kind) {
    case CHANGE_SEVERITY:
    case CHANGE_EVIDENCE:
    case CHANGE_DROP_EXCEPT:
        return resolve_stated(policy, whose, change->base_span);
    case CHANGE_TEST:
        return resolve_stated(policy, whose, expects_of(change->of));
    case CHANGE_WAIVE: // what stands there stays, with what is said of it beside it
    case CHANGE_INTERPRET:
    case CHANGE_ADD:
        return (Stated){.text = {"", 0}};
    default:
        return resolve_said(policy, whose, change->base_span, change->from);
    }
}

// Of the sides of one difference the one that changes what the policy says: a profile that refines another one changes what that
// made of it.
static const Change *root_of(const Policy *policy, const Placed *placed, const Placed *end)
{
    for (const Placed *side = placed; side < end && (side == placed || same_thing(side - 1, side)); side++) {
        if (!resolve_whose(policy, side->change->base_span))
            return side->change;
    }
    return placed->change;
}

static Difference *open_difference(const Policy *policy, ReportDifferences *result, const Placed *placed, const Placed *end)
{
    const Change *change = placed->change;
    result->items = arena_grow(policy->arena, result->items, result->count, &result->capacity, sizeof *result->items);
    Difference *difference = &result->items[result->count++];
    *difference = (Difference){.name = placed->name, .stricter = stricter_of(change), .added = change->kind == CHANGE_ADD};
    difference->kind = difference->added ? decl_names[change->decl->kind] : kind_names[change->kind];
    difference->from = from_of(policy, root_of(policy, placed, end));
    return difference;
}

// What is added is told by how it begins, a rule by its severity too.
static Stated added_of(const Policy *policy, const Change *change)
{
    const Decl *decl = change->decl;
    if (decl->kind == DECL_FORMAT)
        return resolve_part(policy, change->profile, decl, change->span);
    Stated stated = resolve_beginning(policy, change->profile, decl->span);
    if (decl->kind != DECL_RULE)
        return stated;
    Text severity = source_folded(policy->arena, sources_text(policy->sources, decl->rule.severity_span));
    stated.text = text_format(policy->arena, "%.*s, %.*s", (int)stated.text.length, stated.text.bytes, (int)severity.length,
                              severity.bytes);
    return stated;
}

// What a profile makes of it.
static Stated to_of(const Policy *policy, const Change *change)
{
    Stated stated;
    switch (change->kind) {
    case CHANGE_ADD:
        return added_of(policy, change);
    case CHANGE_SEVERITY:
    case CHANGE_EVIDENCE:
    case CHANGE_REQUIRE:
    case CHANGE_WAIVE:
        return resolve_stated(policy, change->profile, change->span);
    case CHANGE_INTERPRET:
        return resolve_said(policy, change->profile, change->span,
                            text_format(policy->arena, "%.*s: %.*s", (int)change->to.length, change->to.bytes,
                                        (int)change->because->text.length, change->because->text.bytes));
    case CHANGE_TEST:
        stated = resolve_stated(policy, change->profile, expects_of(change->decl));
        stated.place = resolve_place(policy, change->span);
        return stated;
    default: // of an exception that is dropped: nothing
        return resolve_said(policy, change->profile, change->span, change->to);
    }
}

static void add_side(const Policy *policy, Difference *difference, const Change *change)
{
    difference->sides = arena_grow(policy->arena, difference->sides, difference->count, &difference->capacity,
                                   sizeof *difference->sides);
    difference->sides[difference->count++] = (DifferenceSide){.to = to_of(policy, change),
                                                              .effect = effect_of(change),
                                                              .because = change->kind == CHANGE_TEST ? change->because->text
                                                                                                     : (Text){"", 0}};
}

ReportDifferences resolve_differences(const Policy *policy, Text language)
{
    ReportDifferences result = {.heads = resolve_heads(policy, language)};
    const Placed *placed = place_all(policy);
    result.counts = arena_array(policy->arena, (size_t)policy->profile_count + 1, sizeof *result.counts);
    Difference *difference = NULL;
    for (size_t i = 0; i < policy->overlay.count; i++) {
        if (!i || !same_thing(&placed[i - 1], &placed[i]))
            difference = open_difference(policy, &result, &placed[i], placed + policy->overlay.count);
        add_side(policy, difference, placed[i].change);
        result.counts[placed[i].change->profile->number][effect_of(placed[i].change)]++;
    }
    return result;
}
