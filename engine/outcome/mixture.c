// SPDX-License-Identifier: MIT
// Outcomes of what two verdicts come to, mixed rule by rule. See mixture.h.
#include "outcome/mixture.h"

#include "outcome/findings.h"
#include "outcome/guards.h"

// A rule as it counts in one review.
typedef struct CountedRule {
    bool there;
    RuleInfo info; // with the severity and the weight that it has there
    Status status;
} CountedRule;

typedef struct Mixed {
    const KeptVerdict *sides;
    const MixedRule *rules;
    size_t count;
    CountedRule (*counted)[MIXED_SIDES][MOST_REVIEWS]; // by rule
    uint8_t *from;                                     // by rule: the side that counts
    int guards;                                        // the side whose guards count
    int review;                                        // the one that is looked at
    Arena *arena;
} Mixed;

KeptVerdict verdict_keep(const Verdict *verdict, const Program *program)
{
    KeptVerdict kept = {.program = program, .best = verdict->best, .worst = verdict->worst};
    for (int i = 0; i < MOST_REVIEWS; i++) {
        const Verdict *one = verdict->reviewed[i] ? verdict->reviewed[i] : verdict;
        kept.applies[i] = review_program(one->review)->applies;
        kept.statuses[i] = one->statuses;
    }
    return kept;
}

// ---- what counts ----

static CountedRule counted_rule(const KeptVerdict *side, int review, uint32_t number)
{
    if (number == NO_INDEX)
        return (CountedRule){.there = false};
    return (CountedRule){true, rule_raised(side->program, side->applies[review], number), (Status)side->statuses[review][number]};
}

static void count_rules(Mixed *mixed)
{
    mixed->counted = arena_array(mixed->arena, mixed->count + 1, sizeof *mixed->counted);
    for (size_t i = 0; i < mixed->count; i++) {
        for (int side = MIXED_BEFORE; side < MIXED_SIDES; side++) {
            for (int review = 0; review < MOST_REVIEWS; review++)
                mixed->counted[i][side][review] = counted_rule(&mixed->sides[side], review, mixed->rules[i].number[side]);
        }
    }
}

static bool selects(const Mixed *mixed, const GuardInfo *guard, const RuleInfo *rule, int side)
{
    if (rule->severity == RULE_ADVISORY || (guard->severity != NO_INDEX && rule->severity < guard->severity))
        return false;
    if (guard->aspect == NO_INDEX)
        return true;
    const Program *own = mixed->sides[side].program, *program = mixed->sides[mixed->guards].program;
    return text_equal(program_string(own, own->aspects[rule->aspect].name),
                      program_string(program, program->aspects[guard->aspect].name));
}

// Of one rule, by its code, or of all that the guard selects.
static Holds look_at_rules(const void *with, const GuardInfo *guard)
{
    const Mixed *mixed = with;
    const Program *program = mixed->sides[mixed->guards].program;
    GuardSum sum = {0};
    for (size_t i = 0; i < mixed->count; i++) {
        const CountedRule *rule = &mixed->counted[i][mixed->from[i]][mixed->review];
        if (!rule->there)
            continue;
        bool wanted = guard->kind == GUARD_RULE
                          ? text_equal(mixed->rules[i].code, program_string(program, program->rules[guard->rule].code))
                          : selects(mixed, guard, &rule->info, mixed->from[i]);
        if (wanted)
            guard_add(&sum, guard, &rule->info, rule->status);
    }
    return guard_reached(guard, &sum);
}

// The outcome of such a mixture, by its name; of none, where it is undetermined.
static Text mixed_outcome(Mixed *mixed)
{
    const KeptVerdict *side = &mixed->sides[mixed->guards];
    ArenaMark mark = arena_mark(mixed->arena);
    uint32_t best = 0, worst = 0, other;
    for (mixed->review = 0; mixed->review < MOST_REVIEWS; mixed->review++) {
        Program program = *side->program;
        program.applies = side->applies[mixed->review];
        outcomes_by_guards(&program, mixed->arena, look_at_rules, mixed, &best, mixed->review ? &other : &worst);
    }
    arena_reset(mixed->arena, mark);
    return best == worst ? program_string(side->program, side->program->outcomes[best].name) : (Text){"", 0};
}

// ---- changes ----

// Takes one change by itself, or (of all that are made) away; at: the rule; their count: the guards.
static Text outcome_with(Mixed *mixed, int side, size_t at)
{
    memset(mixed->from, side, mixed->count + 1);
    mixed->guards = at == mixed->count ? !side : side;
    mixed->from[at] = (uint8_t)!side;
    return mixed_outcome(mixed);
}

OutcomeCause *outcome_causes(const KeptVerdict sides[MIXED_SIDES], const MixedRule *rules, size_t rule_count, Arena *arena,
                             size_t *count)
{
    Mixed mixed = {.sides = sides, .rules = rules, .count = rule_count, .arena = arena, .guards = MIXED_AFTER};
    OutcomeCause *causes = arena_array(arena, rule_count + 1, sizeof *causes);
    *count = 0;
    count_rules(&mixed);
    mixed.from = memset(arena_raw(arena, rule_count + 1), MIXED_AFTER, rule_count + 1);
    Text after = mixed_outcome(&mixed);
    for (size_t i = 0; i <= rule_count; i++) {
        OutcomeCause cause = {.rule = i,
                              .alone = text_equal(outcome_with(&mixed, MIXED_BEFORE, i), after),
                              .needed = !text_equal(outcome_with(&mixed, MIXED_AFTER, i), after)};
        if (cause.alone || cause.needed)
            causes[(*count)++] = cause;
    }
    return causes;
}

// ---- guards that profiles add ----

typedef struct KeptReview {
    const KeptVerdict *verdict;
    int number;
} KeptReview;

static Holds look_at_kept(const void *with, const GuardInfo *guard)
{
    const KeptReview *review = with;
    const Program *program = review->verdict->program;
    const uint8_t *statuses = review->verdict->statuses[review->number];
    GuardSum sum = {0};
    for (uint32_t i = 0; i < program->rules_count; i++) {
        if (statuses[i] != STATUS_VIOLATED && statuses[i] != STATUS_UNDETERMINED)
            continue;
        RuleInfo rule = rule_raised(program, review->verdict->applies[review->number], i);
        if (guard->kind == GUARD_RULE ? guard->rule == i : guard_selects(guard, &rule))
            guard_add(&sum, guard, &rule, (Status)statuses[i]);
    }
    return guard_reached(guard, &sum);
}

bool *alsos_that_count(const KeptVerdict sides[MIXED_SIDES], Arena *arena)
{
    const KeptVerdict *before = &sides[MIXED_BEFORE], *after = &sides[MIXED_AFTER];
    const Program *program = after->program;
    bool *count = arena_array(arena, (size_t)program->alsos_count + 1, sizeof *count);
    for (int i = 0; i < MOST_REVIEWS; i++) {
        const KeptReview review = {after, i};
        const Holds *holds = guards_hold(program, arena, look_at_kept, &review);
        for (uint32_t at = 0; at < program->alsos_count; at++) {
            const AlsoInfo *also = &program->alsos[at];
            if (!(after->applies[i] >> also->profile & 1))
                continue;
            if (i == 0) // the review of the worst outcome
                count[at] |= after->worst < before->worst && also->outcome == after->worst && holds[also->guard].worst;
            else
                count[at] |= after->best < before->best && also->outcome == after->best && holds[also->guard].best;
        }
    }
    return count;
}
