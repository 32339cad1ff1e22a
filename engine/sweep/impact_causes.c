// SPDX-License-Identifier: MIT
// Why an outcome is another one: which changes of rules are causes of it (outcome/mixture.h), and how often each rule is one. See
// impact.h.
#include "sweep/impact_inside.h"

// Rules that are violated or undetermined on some side, with their numbers in the impact.
typedef struct OpenRules {
    MixedRule *items;
    uint32_t *numbers;
    size_t count;
} OpenRules;

static bool is_open(const KeptVerdict *side, uint32_t number)
{
    bool any = false;
    for (int i = 0; i < MOST_REVIEWS && number != NO_INDEX; i++)
        any |= side->statuses[i][number] == STATUS_VIOLATED || side->statuses[i][number] == STATUS_UNDETERMINED;
    return any;
}

static OpenRules open_rules(const ImpactDay *day, const KeptVerdict sides[IMPACT_SIDES], Arena *arena)
{
    OpenRules open = {arena_array(arena, day->rule_count + 1, sizeof *open.items),
                      arena_array(arena, day->rule_count + 1, sizeof *open.numbers), 0};
    for (uint32_t i = 0; i < day->rule_count; i++) {
        const ImpactRule *rule = &day->rules[i];
        uint32_t before = rule->number[IMPACT_BEFORE], after = rule->number[IMPACT_AFTER];
        if (!is_open(&sides[IMPACT_BEFORE], before) && !is_open(&sides[IMPACT_AFTER], after))
            continue;
        open.numbers[open.count] = i;
        open.items[open.count++] = (MixedRule){rule->code, {before, after}};
    }
    return open;
}

// ---- whose they are ----

// The profiles that add a rule, or change it; of NO_INDEX, that say when which outcome is.
static uint64_t profiles_of(const ReportImpact *impact, int side, uint32_t number, Arena *arena)
{
    const Program *program = impact->program[side];
    uint64_t profiles = number == NO_INDEX ? 0 : program->rules[number].profiles;
    size_t count = 0;
    const ChangeInfo **changes = number == NO_INDEX ? NULL : report_changes(impact->changes[side], number, false, arena, &count);
    for (size_t i = 0; i < count; i++)
        profiles |= (uint64_t)1 << changes[i]->profile;
    for (uint32_t i = 0; i < program->alsos_count && number == NO_INDEX; i++)
        profiles |= program->alsos[i].profile == NO_INDEX ? 0 : (uint64_t)1 << program->alsos[i].profile;
    return profiles;
}

// Whether one applies in a verdict, or may.
static bool applies_in(const KeptVerdict *side, Text name)
{
    for (uint32_t i = 0; i < side->program->profiles_count; i++) {
        if ((side->applies[0] >> i & 1) && text_equal(program_string(side->program, side->program->profiles[i].name), name))
            return true;
    }
    return false;
}

static void name_profiles(const ReportImpact *impact, const KeptVerdict sides[IMPACT_SIDES], const uint32_t number[IMPACT_SIDES],
                          ImpactCause *cause, Arena *arena)
{
    cause->profiles = arena_array(arena, (size_t)IMPACT_SIDES * MOST_PROFILES, sizeof *cause->profiles);
    for (int side = IMPACT_BEFORE; side < IMPACT_SIDES; side++) {
        const Program *program = impact->program[side];
        bool there = cause->rule == NO_INDEX || number[side] != NO_INDEX;
        uint64_t profiles = there ? profiles_of(impact, side, number[side], arena) & sides[side].applies[0] : 0;
        for (uint32_t i = 0; profiles >> i; i++) {
            Text name = program_string(program, program->profiles[i].name);
            if ((profiles >> i & 1) && !applies_in(&sides[!side], name))
                cause->profiles[cause->profile_count++] = name;
        }
    }
}

void impact_find_causes(const ReportImpact *impact, ImpactDay *day, const ImpactRecord *const records[IMPACT_SIDES],
                        ImpactSubject *subject, Arena *arena)
{
    const KeptVerdict sides[IMPACT_SIDES] = {record_verdict(records[IMPACT_BEFORE], impact->program[IMPACT_BEFORE]),
                                             record_verdict(records[IMPACT_AFTER], impact->program[IMPACT_AFTER])};
    OpenRules open = open_rules(day, sides, arena);
    const OutcomeCause *causes = outcome_causes(sides, open.items, open.count, arena, &subject->cause_count);
    subject->causes = arena_array(arena, subject->cause_count + 1, sizeof *subject->causes);
    subject->together = true;
    const uint32_t none[IMPACT_SIDES] = {NO_INDEX, NO_INDEX};
    for (size_t i = 0; i < subject->cause_count; i++) {
        const OutcomeCause *cause = &causes[i];
        uint32_t rule = cause->rule < open.count ? open.numbers[cause->rule] : NO_INDEX;
        subject->causes[i] = (ImpactCause){.rule = rule, .alone = cause->alone, .needed = cause->needed};
        name_profiles(impact, sides, rule == NO_INDEX ? none : open.items[cause->rule].number, &subject->causes[i], arena);
        subject->together &= !cause->alone;
        if (rule == NO_INDEX)
            continue;
        day->rules[rule].alone[subject->move] += cause->alone;
        day->rules[rule].needed[subject->move] += cause->needed;
    }
}
