// SPDX-License-Identifier: MIT
// Statuses, outcome, penalty and scores. See verdict.h.
#include "outcome/verdict.h"

#include "outcome/findings.h"

const char *const why_names[WHYS] = {
    [WHY_MISSING] = "missing",           [WHY_TOO_WEAK] = "too weak",     [WHY_EXPIRED] = "expired",
    [WHY_NOT_ACCEPTED] = "not accepted", [WHY_CONTESTED] = "contested",   [WHY_OPEN_SET] = "open set",
    [WHY_ARITHMETIC] = "arithmetic",     [WHY_TOO_COSTLY] = "too costly",
};

// ---- statuses ----

static Truth root_truth(const Review *review, uint32_t reg)
{
    return reg == NO_REGISTER ? TRUTH_TRUE : review_truth(review, reg, 0);
}

// What all requirements come to: compliance is proven strictly, a breach by any acceptable evidence.
static Truth required(const Review *review, const RuleInfo *rule)
{
    Truth plain = root_truth(review, rule->plain);
    if (plain != TRUTH_TRUE)
        return plain;
    return root_truth(review, rule->strict) == TRUTH_TRUE ? TRUTH_TRUE : TRUTH_UNKNOWN;
}

static Status status_of(const Review *review, const RuleInfo *rule)
{
    if (root_truth(review, rule->when) == TRUTH_FALSE)
        return STATUS_NOT_APPLICABLE;
    Truth applies = root_truth(review, rule->applies);
    if (applies == TRUTH_FALSE)
        return STATUS_EXCEPTED;
    Truth met = required(review, rule);
    if (met == TRUTH_TRUE)
        return STATUS_SATISFIED;
    return applies == TRUTH_TRUE && met == TRUTH_FALSE ? STATUS_VIOLATED : STATUS_UNDETERMINED;
}

// ---- the outcome ----

typedef enum Taken { TAKEN_AS_SATISFIED, TAKEN_AS_VIOLATED } Taken;

static bool is_violated(const Verdict *verdict, uint32_t rule, Taken taken)
{
    Status status = verdict->rules[rule].status;
    return status == STATUS_VIOLATED || (taken == TAKEN_AS_VIOLATED && status == STATUS_UNDETERMINED);
}

bool guard_selects(const GuardInfo *guard, const RuleInfo *rule)
{
    bool severity = guard->severity == NO_INDEX || rule->severity >= guard->severity;
    return rule->severity != RULE_ADVISORY && severity && (guard->aspect == NO_INDEX || rule->aspect == guard->aspect);
}

static bool guard_is_true(const Verdict *verdict, const GuardInfo *guard, Taken taken)
{
    const Program *program = review_program(verdict->review);
    if (guard->kind == GUARD_RULE)
        return is_violated(verdict, guard->rule, taken);
    Wide count = 0, penalty = 0;
    for (size_t i = 0; i < verdict->open_count; i++) {
        uint32_t rule = verdict->open[i];
        if (!is_violated(verdict, rule, taken) || !guard_selects(guard, &program->rules[rule]))
            continue;
        count += DECIMAL_ONE;
        penalty += program->rules[rule].weight;
    }
    return guard->kind == GUARD_ANY ? count > 0 : (guard->kind == GUARD_COUNT ? count : penalty) >= guard->threshold;
}

// Guards stand behind those that they are made of.
static bool *all_guards(const Verdict *verdict, Taken taken)
{
    const Program *program = review_program(verdict->review);
    bool *holds = arena_take(review_arena(verdict->review), program->guards_count + 1);
    for (uint32_t i = 0; i < program->guards_count; i++) {
        const GuardInfo *guard = &program->guards[i];
        if (guard->kind == GUARD_AND)
            holds[i] = holds[guard->left] && holds[guard->right];
        else if (guard->kind == GUARD_OR)
            holds[i] = holds[guard->left] || holds[guard->right];
        else
            holds[i] = guard_is_true(verdict, guard, taken);
    }
    return holds;
}

static uint32_t outcome_of(const Verdict *verdict, Taken taken)
{
    const Program *program = review_program(verdict->review);
    const bool *holds = all_guards(verdict, taken);
    uint32_t outcome = 0;
    while (program->outcomes[outcome].guard != NO_INDEX && !holds[program->outcomes[outcome].guard])
        outcome++;
    return outcome;
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

static void score_add(Score *score, Status status, int64_t weight)
{
    if (status != STATUS_SATISFIED && status != STATUS_VIOLATED && status != STATUS_UNDETERMINED)
        return;
    score->whole += weight;
    score->low += status == STATUS_SATISFIED ? weight : 0;
    score->high += status == STATUS_VIOLATED ? 0 : weight;
}

void score_append(TextBuilder *to, Wide part, Wide whole)
{
    enum { PLACES = 2 };
    number_append_ratio(to, 100 * part, whole, PLACES);
}

static void count_rule(Verdict *verdict, const RuleInfo *rule, Status status)
{
    verdict->counts[rule->aspect][status]++;
    if (status == STATUS_NOT_APPLICABLE)
        return;
    verdict->applicable += status != STATUS_NOT_APPLICABLE && status != STATUS_EXCEPTED;
    verdict->decided += status == STATUS_SATISFIED || status == STATUS_VIOLATED || status == STATUS_WAIVED;
    verdict->penalty += status == STATUS_VIOLATED ? rule->weight : 0;
    score_add(&verdict->all, status, rule->weight);
    score_add(&verdict->aspects[rule->aspect], status, rule->weight);
}

Verdict *verdict_of(Review *review)
{
    const Program *program = review_program(review);
    Arena *arena = review_arena(review);
    Verdict *verdict = arena_take(arena, sizeof *verdict);
    verdict->review = review;
    verdict->rules = arena_array(arena, (size_t)program->rules_count + 1, sizeof *verdict->rules);
    verdict->aspects = arena_array(arena, (size_t)program->aspects_count + 1, sizeof *verdict->aspects);
    verdict->counts = arena_array(arena, (size_t)program->aspects_count + 1, sizeof *verdict->counts);
    verdict->open = arena_raw(arena, ((size_t)program->rules_count + 1) * sizeof *verdict->open);
    for (uint32_t i = 0; i < program->rules_count; i++) {
        Status status = verdict->rules[i].status = status_of(review, &program->rules[i]);
        count_rule(verdict, &program->rules[i], status);
        if (status != STATUS_SATISFIED && status != STATUS_NOT_APPLICABLE)
            verdict->open[verdict->open_count++] = i;
    }
    verdict->best = outcome_of(verdict, TAKEN_AS_SATISFIED);
    verdict->worst = outcome_of(verdict, TAKEN_AS_VIOLATED);
    return verdict;
}

// ---- findings and reasons ----

static void add_dispute(void *with, uint32_t attribute, uint32_t row)
{
    Verdict *verdict = with;
    Arena *arena = review_arena(verdict->review);
    verdict->disputes = arena_grow(arena, verdict->disputes, verdict->dispute_count, &verdict->dispute_capacity,
                                   sizeof *verdict->disputes);
    // The entity is put in by the caller, who knows it.
    verdict->disputes[verdict->dispute_count++] = (Dispute){.attribute = attribute, .row = row};
}

static void find_disputes(Verdict *verdict)
{
    for (uint32_t i = 0; i < review_entity_count(verdict->review); i++) {
        uint32_t type;
        Text id, image;
        size_t first = verdict->dispute_count;
        if (!review_entity(verdict->review, i, &type, &id, &image) || !image.bytes)
            continue;
        review_each_dispute(verdict->review, i, add_dispute, verdict);
        for (; first < verdict->dispute_count; first++)
            verdict->disputes[first].entity = i;
    }
}

static void find_excepts(Verdict *verdict, RuleVerdict *found, const RuleInfo *rule)
{
    found->excepts = arena_take(review_arena(verdict->review), rule->except_count + 1);
    for (uint32_t i = 0; i < rule->except_count; i++) {
        uint32_t condition = review_program(verdict->review)->excepts[rule->first_except + i].condition;
        found->excepts[i] = review_truth(verdict->review, condition, 0) == TRUTH_TRUE;
    }
}

bool verdict_explain(Verdict *verdict)
{
    const Program *program = review_program(verdict->review);
    for (size_t at = 0; at < verdict->open_count; at++) {
        uint32_t i = verdict->open[at];
        RuleVerdict *found = &verdict->rules[i];
        if (found->status == STATUS_VIOLATED)
            find_findings(verdict->review, found, &program->rules[i]);
        else if (found->status == STATUS_UNDETERMINED)
            find_reasons(verdict->review, found, &program->rules[i]);
        else if (found->status == STATUS_EXCEPTED)
            find_excepts(verdict, found, &program->rules[i]);
    }
    find_disputes(verdict);
    return !review_failed(verdict->review);
}
