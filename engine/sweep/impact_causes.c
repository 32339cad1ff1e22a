// SPDX-License-Identifier: MIT
// Why an outcome is another one: what is changed of each rule taken alone, and all but it, over the statuses that both policies
// came to (counterfactuals over the guards; no review is made for them). See impact.h.
#include "sweep/impact_inside.h"

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

typedef struct Holds {
    bool best, worst;
} Holds;

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

// What a guard that looks at rules comes to: of one rule, by its code, or of all that it selects.
static Holds look_at_rules(const Mixed *mixed, const GuardInfo *guard)
{
    const Program *program = mixed->impact->program[mixed->guards];
    Wide best = 0, undetermined = 0;
    for (size_t i = 0; i < mixed->count; i++) {
        Status status;
        const RuleInfo *rule = rule_of(mixed, i, &status);
        bool wanted = rule && (status == STATUS_VIOLATED || status == STATUS_UNDETERMINED);
        if (wanted && guard->kind == GUARD_RULE)
            wanted = text_equal(mixed->day->rules[mixed->open[i]].code,
                                program_string(program, program->rules[guard->rule].code));
        else if (wanted)
            wanted = selects(mixed, guard, rule, mixed->from[i]);
        if (!wanted)
            continue;
        Wide counts = guard->kind == GUARD_PENALTY ? rule->weight : DECIMAL_ONE;
        best += status == STATUS_VIOLATED ? counts : 0;
        undetermined += status == STATUS_UNDETERMINED ? counts : 0;
    }
    Wide threshold = guard->kind == GUARD_ANY || guard->kind == GUARD_RULE ? 1 : guard->threshold;
    return (Holds){best >= threshold, best + undetermined >= threshold};
}

static Holds outcome_holds(const Program *program, const Holds *holds, uint32_t outcome)
{
    uint32_t guard = program->outcomes[outcome].guard;
    Holds all = guard == NO_INDEX ? (Holds){true, true} : holds[guard];
    for (uint32_t i = 0; i < program->alsos_count; i++) {
        const AlsoInfo *also = &program->alsos[i];
        if (also->outcome != outcome || !program_says(program, also->profile))
            continue;
        all.best |= holds[also->guard].best;
        all.worst |= holds[also->guard].worst;
    }
    return all;
}

// The outcome of the impact that such a mixture has.
static uint32_t mixed_outcome(const Mixed *mixed)
{
    const Program *program = mixed->impact->program[mixed->guards];
    ArenaMark mark = arena_mark(mixed->arena);
    Holds *holds = arena_raw(mixed->arena, ((size_t)program->guards_count + 1) * sizeof *holds);
    for (uint32_t i = 0; i < program->guards_count; i++) {
        const GuardInfo *guard = &program->guards[i];
        if (guard->kind == GUARD_AND)
            holds[i] = (Holds){holds[guard->left].best && holds[guard->right].best,
                               holds[guard->left].worst && holds[guard->right].worst};
        else if (guard->kind == GUARD_OR)
            holds[i] = (Holds){holds[guard->left].best || holds[guard->right].best,
                               holds[guard->left].worst || holds[guard->right].worst};
        else
            holds[i] = look_at_rules(mixed, guard);
    }
    uint32_t best = 0, worst = 0;
    while (!outcome_holds(program, holds, best).best)
        best++;
    while (!outcome_holds(program, holds, worst).worst)
        worst++;
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
