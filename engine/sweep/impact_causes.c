// SPDX-License-Identifier: MIT
// Why an outcome is another one: what is changed of each rule taken alone, and all but it, over the statuses that both policies
// came to (counterfactuals over the guards; no review is made for them). See impact.h.
#include "sweep/impact_inside.h"

#include "outcome/guards.h"

// What a subject's rules come to, each by one of the policies.
typedef struct Mixed {
    const ReportImpact *impact;
    const ImpactDay *day;
    const ImpactRecord *const *records;
    const uint32_t *open; // rules that are violated or undetermined on some side
    size_t count;
    uint8_t *from; // by place among those: the side whose status, severity and weight count
    int guards;    // the side whose guards count
    Arena *arena;
} Mixed;

// A rule by the side that counts for it; null: that side does not have it.
static const RuleInfo *rule_of(const Mixed *mixed, size_t at, Status *status)
{
    int side = mixed->from[at];
    uint32_t number = mixed->day->rules[mixed->open[at]].number[side];
    *status = record_status(mixed->records[side], number);
    return number == NO_INDEX ? NULL : &mixed->impact->program[side]->rules[number];
}

static bool selects(const Mixed *mixed, const GuardInfo *guard, const RuleInfo *rule, int side)
{
    if (rule->severity == RULE_ADVISORY || (guard->severity != NO_INDEX && rule->severity < guard->severity))
        return false;
    if (guard->aspect == NO_INDEX)
        return true;
    const Program *own = mixed->impact->program[side], *program = mixed->impact->program[mixed->guards];
    return text_equal(program_string(own, own->aspects[rule->aspect].name),
                      program_string(program, program->aspects[guard->aspect].name));
}

// Of one rule, by its code, or of all that the guard selects.
static Holds look_at_rules(const void *with, const GuardInfo *guard)
{
    const Mixed *mixed = with;
    const Program *program = mixed->impact->program[mixed->guards];
    GuardSum sum = {0};
    for (size_t i = 0; i < mixed->count; i++) {
        Status status;
        const RuleInfo *rule = rule_of(mixed, i, &status);
        if (!rule)
            continue;
        bool wanted = guard->kind == GUARD_RULE ? text_equal(mixed->day->rules[mixed->open[i]].code,
                                                             program_string(program, program->rules[guard->rule].code))
                                                : selects(mixed, guard, rule, mixed->from[i]);
        if (wanted)
            guard_add(&sum, guard, rule, status);
    }
    return guard_reached(guard, &sum);
}

// The outcome of the impact that such a mixture has.
static uint32_t mixed_outcome(const Mixed *mixed)
{
    ArenaMark mark = arena_mark(mixed->arena);
    uint32_t best, worst;
    outcomes_by_guards(mixed->impact->program[mixed->guards], mixed->arena, look_at_rules, mixed, &best, &worst);
    arena_reset(mixed->arena, mark);
    return best == worst ? impact_outcome(mixed->impact, mixed->guards, best) : mixed->impact->outcome_count;
}

static uint32_t *open_rules(const ImpactDay *day, const ImpactRecord *const records[IMPACT_SIDES], Arena *arena, size_t *count)
{
    uint32_t *open = arena_array(arena, day->rule_count + 1, sizeof *open);
    for (size_t i = 0; i < day->rule_count; i++) {
        bool any = false;
        for (int side = IMPACT_BEFORE; side < IMPACT_SIDES; side++) {
            Status status = record_status(records[side], day->rules[i].number[side]);
            any |= status == STATUS_VIOLATED || status == STATUS_UNDETERMINED;
        }
        if (any)
            open[(*count)++] = (uint32_t)i;
    }
    return open;
}

static void take_side(Mixed *mixed, int side)
{
    memset(mixed->from, side, mixed->count + 1);
    mixed->guards = side;
}

// Takes one change by itself, or (of all that are made) away: at: among the open rules; their count: the guards.
static uint32_t outcome_with(Mixed *mixed, int side, size_t at)
{
    take_side(mixed, side);
    if (at == mixed->count)
        mixed->guards = !side;
    else
        mixed->from[at] = (uint8_t)!side;
    return mixed_outcome(mixed);
}

void impact_find_causes(const ReportImpact *impact, ImpactDay *day, const ImpactRecord *const records[IMPACT_SIDES],
                        ImpactSubject *subject, Arena *arena)
{
    Mixed mixed = {.impact = impact, .day = day, .records = records, .arena = arena};
    mixed.open = open_rules(day, records, arena, &mixed.count);
    mixed.from = arena_array(arena, mixed.count + 1, 1);
    for (int side = IMPACT_BEFORE; side < IMPACT_SIDES; side++) {
        take_side(&mixed, side); // where severities or guards hang on facts, these are not what counted
        subject->untold |= record_head(records[side]).several || mixed_outcome(&mixed) != subject->outcome[side];
    }
    if (subject->untold)
        return;
    subject->causes = arena_array(arena, mixed.count + 1, sizeof *subject->causes);
    subject->together = true;
    for (size_t i = 0; i <= mixed.count; i++) {
        ImpactCause cause = {.rule = i < mixed.count ? mixed.open[i] : NO_INDEX,
                             .alone = outcome_with(&mixed, IMPACT_BEFORE, i) == subject->outcome[IMPACT_AFTER],
                             .needed = outcome_with(&mixed, IMPACT_AFTER, i) != subject->outcome[IMPACT_AFTER]};
        subject->together &= !cause.alone;
        if (!cause.alone && !cause.needed)
            continue;
        subject->causes[subject->cause_count++] = cause;
        if (cause.rule == NO_INDEX)
            continue;
        day->rules[cause.rule].alone[subject->move] += cause.alone;
        day->rules[cause.rule].needed[subject->move] += cause.needed;
    }
}
