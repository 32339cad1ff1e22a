// SPDX-License-Identifier: MIT
// Statuses, outcome, penalty and scores: an interval of outcomes, from every undetermined rule satisfied (best) to every one
// violated (worst), by one pass over the guards in topological order. See verdict.h.
#include "outcome/verdict.h"

#include "outcome/findings.h"
#include "outcome/guards.h"

#include <stdlib.h>

const char *const why_names[] = {
    [WHY_MISSING] = "missing",       [WHY_TOO_WEAK] = "too weak",
    [WHY_EXPIRED] = "expired",       [WHY_NOT_ACCEPTED] = "not accepted",
    [WHY_CONTESTED] = "contested",   [WHY_OPEN_SET] = "open set",
    [WHY_UNREADABLE] = "unreadable", [WHY_NOT_COMPARABLE] = "not comparable",
    [WHY_ARITHMETIC] = "arithmetic", [WHY_TOO_COSTLY] = "too costly",
};
_Static_assert(sizeof why_names / sizeof *why_names == WHYS, "a reason without its name");

const char *const because_names[] = {
    [FAULT_NONE] = "",
    [FAULT_OLD_ONLY] = "",
    [FAULT_WITHDRAWN] = "withdrawn",
    [FAULT_REPLACED] = "replaced",
    [FAULT_LATER] = "later",
    [FAULT_CONDITION] = "condition",
    [FAULT_CONDITION_UNKNOWN] = "condition unknown",
    [FAULT_SAID_ANEW] = "said anew",
};
_Static_assert(sizeof because_names / sizeof *because_names == SUBMISSION_FAULTS,
               "why something is not accepted, without its name");

// ---- statuses ----

// Compliance is proven strictly, a breach by any acceptable evidence.
static inline Status status_of(unsigned truths)
{
    if (truths & WHEN_FALSE)
        return STATUS_NOT_APPLICABLE;
    if (truths & APPLIES_FALSE)
        return STATUS_EXCEPTED;
    if ((truths & (PLAIN_TRUE | STRICT_TRUE)) == (PLAIN_TRUE | STRICT_TRUE))
        return STATUS_SATISFIED;
    return (truths & (APPLIES_TRUE | PLAIN_FALSE)) == (APPLIES_TRUE | PLAIN_FALSE) ? STATUS_VIOLATED : STATUS_UNDETERMINED;
}

int64_t verdict_waived_until(const Program *program, uint32_t rule)
{
    uint64_t waiving = 0;
    int64_t until = INT64_MAX;
    for (uint32_t i = 0; i < program->waivers_count; i++) {
        const WaiverInfo *waiver = &program->waivers[i];
        if (waiver->rule != rule || !program_says(program, waiver->profile))
            continue;
        waiving |= (uint64_t)1 << waiver->profile;
        until = waiver->until < until ? waiver->until : until;
    }
    return waiving && waiving == program->applies ? until : INT64_MIN;
}

static Status waived_status(const Verdict *verdict, uint32_t rule, Status otherwise)
{
    const Program *program = review_program(verdict->review);
    bool counts = otherwise == STATUS_VIOLATED || otherwise == STATUS_UNDETERMINED;
    bool waived = counts && program->waivers_count && review_date(verdict->review) <= verdict_waived_until(program, rule);
    return waived ? STATUS_WAIVED : otherwise;
}

void verdict_take_status(Verdict *verdict, uint32_t rule, Status otherwise)
{
    verdict->otherwise[rule] = (uint8_t)otherwise;
    verdict->statuses[rule] = (uint8_t)waived_status(verdict, rule, otherwise);
}

// ---- the outcome ----

bool guard_selects(const GuardInfo *guard, const RuleInfo *rule)
{
    bool severity = guard->severity == NO_INDEX || rule->severity >= guard->severity;
    return rule->severity != RULE_ADVISORY && severity && (guard->aspect == NO_INDEX || rule->aspect == guard->aspect);
}

static Holds look_at_rule(const Verdict *verdict, uint32_t rule)
{
    uint8_t status = verdict->statuses[rule];
    return (Holds){status == STATUS_VIOLATED, status == STATUS_VIOLATED || status == STATUS_UNDETERMINED};
}

static Holds look_at_rules(const void *with, const GuardInfo *guard)
{
    const Verdict *verdict = with;
    const Program *program = review_program(verdict->review);
    if (guard->kind == GUARD_RULE)
        return look_at_rule(verdict, guard->rule);
    GuardSum sum = {0};
    for (size_t i = 0; i < verdict->open_count; i++) {
        const RuleInfo *rule = &program->rules[verdict->open[i].rule];
        if (guard_selects(guard, rule))
            guard_add(&sum, guard, rule, verdict->open[i].status);
    }
    return guard_reached(guard, &sum);
}

void verdict_find_outcomes(Verdict *verdict)
{
    outcomes_by_guards(review_program(verdict->review), review_arena(verdict->review), look_at_rules, verdict, &verdict->best,
                       &verdict->worst);
}

bool verdict_is_decided(const Verdict *verdict)
{
    return verdict->best == verdict->worst;
}

Text verdict_outcome(const Verdict *verdict)
{
    const Program *program = review_program(verdict->review);
    return verdict_is_decided(verdict) ? program_string(program, program->outcomes[verdict->best].name) : text_of("undetermined");
}

// ---- scores and counts ----

void score_append(TextBuilder *to, Wide part, Wide whole)
{
    enum { PLACES = 2 };
    number_append_ratio(to, 100 * part, whole, PLACES);
}

void verdict_sum(Verdict *verdict, const Tally *tallies)
{
    const Prepared *prepared = review_prepared(verdict->review);
    for (size_t i = 0; i < prepared->program->aspects_count; i++) {
        uint32_t *counts = memcpy(verdict->counts[i], tallies[i].counts, sizeof verdict->counts[i]), may_apply = 0;
        const Wide *weights = tallies[i].weights;
        Score *score = &verdict->aspects[i];
        for (int status = 0; status < STATUSES; status++)
            may_apply += counts[status];
        counts[STATUS_NOT_APPLICABLE] = prepared->declared[i] - may_apply;
        verdict->applicable += may_apply - counts[STATUS_EXCEPTED];
        verdict->decided += counts[STATUS_SATISFIED] + counts[STATUS_VIOLATED] + counts[STATUS_WAIVED];
        score->low = weights[STATUS_SATISFIED];
        score->high = score->low + weights[STATUS_UNDETERMINED];
        score->whole = score->high + weights[STATUS_VIOLATED];
        verdict->all.whole += score->whole;
        verdict->all.low += score->low;
        verdict->all.high += score->high;
    }
    verdict->penalty = verdict->all.whole - verdict->all.high; // what is violated
}

void verdict_count(Verdict *verdict, OfRule *of_rule, void *with)
{
    const Program *program = review_program(verdict->review);
    Arena *arena = review_arena(verdict->review);
    Tally *tallies = arena_array(arena, (size_t)program->aspects_count + 1, sizeof *tallies);
    size_t count = 0;
    for (uint32_t i = 0; i < program->rules_count; i++) {
        const RuleInfo *rule = &program->rules[i];
        uint8_t status = verdict->statuses[i];
        if (status == STATUS_NOT_APPLICABLE) // or it is not there
            continue;
        tallies[rule->aspect].counts[status]++;
        tallies[rule->aspect].weights[status] += rule->weight;
        count += status != STATUS_SATISFIED;
    }
    verdict->open = arena_array(arena, count + 1, sizeof *verdict->open);
    verdict->open_count = 0;
    for (uint32_t i = 0; i < program->rules_count; i++) {
        Status status = (Status)verdict->statuses[i];
        if (status != STATUS_NOT_APPLICABLE && status != STATUS_SATISFIED)
            verdict->open[verdict->open_count++] = of_rule(with, i, status);
    }
    verdict->all = (Score){0, 0, 0};
    verdict->applicable = verdict->decided = 0;
    verdict_sum(verdict, tallies);
}

enum { WORD_BITS = 64 };

static void move_rule(Tally *tally, int64_t weight, Status status)
{
    tally->counts[STATUS_SATISFIED]--;
    tally->weights[STATUS_SATISFIED] -= weight;
    if (status == STATUS_NOT_APPLICABLE)
        return;
    tally->counts[status]++;
    tally->weights[status] += weight;
}

// Takes the statuses of the rules that may apply; open has a bit for each rule that there is more to say about.
static void take_rules(Verdict *verdict, const GroupedRule *rules, size_t count, Tally *tallies, uint64_t *open)
{
    uint8_t truths[WORD_BITS];
    review_rule_truths(verdict->review, rules, count, truths);
    for (size_t i = 0; i < count; i++) {
        uint32_t rule = rules[i].rule;
        verdict_take_status(verdict, rule, status_of(truths[i]));
        Status status = (Status)verdict->statuses[rule];
        if (status == STATUS_SATISFIED)
            continue;
        move_rule(&tallies[rules[i].aspect], rules[i].weight, status);
        if (status == STATUS_NOT_APPLICABLE)
            continue;
        open[rule / WORD_BITS] |= (uint64_t)1 << (rule % WORD_BITS);
        verdict->open_count++;
    }
}

// All are taken as satisfied, and those that are not are moved.
static void take_group(Verdict *verdict, const Prepared *prepared, const RuleGroup *group, Tally *tallies, uint64_t *open)
{
    for (uint32_t i = group->first_total; i < group->end_total; i++) {
        Tally *tally = &tallies[prepared->totals[i].aspect];
        tally->counts[STATUS_SATISFIED] += prepared->totals[i].rules;
        tally->weights[STATUS_SATISFIED] += prepared->totals[i].weight;
    }
    for (uint32_t at = group->first; at < group->end; at += WORD_BITS) {
        size_t count = group->end - at < WORD_BITS ? group->end - at : WORD_BITS;
        take_rules(verdict, &prepared->grouped[at], count, tallies, open);
    }
}

static void take_statuses(Verdict *verdict, const Prepared *prepared)
{
    Arena *arena = review_arena(verdict->review);
    uint32_t rules = prepared->program->rules_count;
    size_t words = rules / WORD_BITS + 1, count = 0;
    uint64_t *open = arena_array(arena, words, sizeof *open);
    Tally *tallies = arena_array(arena, (size_t)prepared->program->aspects_count + 1, sizeof *tallies);
    for (uint32_t i = 0; i < prepared->group_count; i++) {
        const RuleGroup *group = &prepared->groups[i];
        if (group->when == NO_REGISTER || review_root_truth(verdict->review, group->when) != TRUTH_FALSE)
            take_group(verdict, prepared, group, tallies, open);
    }
    verdict_sum(verdict, tallies);
    verdict->open = arena_array(arena, verdict->open_count + 1, sizeof *verdict->open);
    for (size_t word = 0; word < words; word++) {
        for (uint64_t left = open[word]; left; left &= left - 1) {
            uint32_t rule = (uint32_t)(word * WORD_BITS) + (uint32_t)__builtin_ctzll(left);
            OpenRule *found = &verdict->open[count++];
            *found = (OpenRule){
                .rule = rule, .status = (Status)verdict->statuses[rule], .otherwise = (Status)verdict->otherwise[rule]};
            if (found->otherwise == STATUS_VIOLATED)
                breaches_find(verdict->review, found, &prepared->program->rules[rule]);
        }
    }
}

Verdict *verdict_open(Review *review)
{
    const Program *program = review_program(review);
    size_t aspects = program->aspects_count, rules = program->rules_count;
    Arena *arena = review_arena(review);
    Verdict *verdict = arena_take(arena, sizeof *verdict);
    verdict->review = review;
    verdict->aspects = arena_array(arena, aspects + 1, sizeof *verdict->aspects);
    verdict->counts = arena_array(arena, aspects + 1, sizeof *verdict->counts);
    verdict->statuses = memset(arena_raw(arena, rules + 1), STATUS_NOT_APPLICABLE, rules + 1);
    verdict->otherwise = memset(arena_raw(arena, rules + 1), STATUS_NOT_APPLICABLE, rules + 1);
    return verdict;
}

Verdict *verdict_of_rules(Review *review)
{
    Verdict *verdict = verdict_open(review);
    take_statuses(verdict, review_prepared(review));
    return verdict;
}

Verdict *verdict_of(Review *review)
{
    Verdict *verdict = verdict_of_rules(review);
    verdict_find_outcomes(verdict);
    return verdict;
}

Truth verdict_applies(const Verdict *verdict, uint32_t profile)
{
    const Verdict *last = verdict->reviewed[1] ? verdict->reviewed[1] : verdict;
    if (program_says(review_program(last->review), profile))
        return TRUTH_TRUE;
    return program_says(review_program(verdict->review), profile) ? TRUTH_UNKNOWN : TRUTH_FALSE;
}
