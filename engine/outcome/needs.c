// SPDX-License-Identifier: MIT
// Needs: the facts that could decide what is undetermined. An inverted index of the reasons, from a fact to the rules that wait
// for it; of rules alone that a guard between the worst and the best outcome looks at (liveness, backwards over the guards).
#include "outcome/findings.h"

#include <stdlib.h>

typedef struct Needs {
    const Verdict *verdict;
    const ToldProfile *profiles;
    TextIndex index;
    Need *items;
    size_t count, capacity;
} Needs;

static Need *need_of(Needs *needs, const Reason *reason)
{
    Arena *arena = review_arena(needs->verdict->review);
    TextBuilder key = text_builder(arena);
    const uint32_t tells_apart[] = {reason->entity, (uint32_t)reason->why, reason->attribute};
    text_append(&key, (Text){(const char *)tells_apart, sizeof tells_apart});
    text_append(&key, (Text){(const char *)reason->kinds.items, reason->kinds.count * sizeof *reason->kinds.items});
    text_append(&key, reason->path);
    uint32_t before = needs->index.count, number = text_index_add(&needs->index, text_built(&key));
    if (number == before) {
        needs->items = arena_grow(arena, needs->items, needs->count, &needs->capacity, sizeof *needs->items);
        needs->items[needs->count++] = (Need){.entity = reason->entity,
                                              .attribute = reason->attribute,
                                              .row = reason->row,
                                              .why = reason->why,
                                              .kinds = reason->kinds,
                                              .id = reason->id,
                                              .path = reason->path,
                                              .parts = arena_array(arena, MOST_PARTS_LISTED, sizeof(PartName))};
    }
    return &needs->items[number];
}

// Several rules may wait for the same attribute of several parts, each for its own.
static void add_parts(Need *need, const Reason *reason)
{
    size_t listed = need->parts_listed;
    for (size_t i = 0; i < reason->parts_listed; i++) {
        bool known = false;
        for (size_t j = 0; j < listed && !known; j++)
            known = part_compare(&need->parts[j], &reason->parts[i]) == 0;
        if (!known && need->parts_listed < MOST_PARTS_LISTED)
            need->parts[need->parts_listed++] = reason->parts[i];
    }
    need->parts_hidden |= reason->parts_hidden;
    size_t most = need->part_count > reason->part_count ? need->part_count : reason->part_count;
    need->part_count = most > need->parts_listed ? most : need->parts_listed;
}

static bool is_between(const Verdict *verdict, uint32_t outcome)
{
    return outcome >= verdict->worst && outcome < verdict->best;
}

// Whether a rule is looked at by a guard that could still go either way, of an outcome before `end`: then what it comes to may
// change the outcome, or lead to the one before that.
static bool rule_matters(const Verdict *verdict, uint32_t rule, uint32_t end)
{
    const Program *program = review_program(verdict->review);
    bool *open = arena_take(review_arena(verdict->review), program->guards_count + 1);
    for (uint32_t i = verdict->worst; i < end; i++)
        open[program->outcomes[i].guard] = true;
    for (uint32_t i = 0; i < program->alsos_count; i++) {
        const AlsoInfo *also = &program->alsos[i];
        open[also->guard] |= is_between(verdict, also->outcome) && also->outcome < end && program_says(program, also->profile);
    }
    for (uint32_t i = program->guards_count; i-- > 0;) { // from a guard to those that it is made of
        const GuardInfo *guard = &program->guards[i];
        if (!open[i])
            continue;
        if (guard->kind == GUARD_AND || guard->kind == GUARD_OR)
            open[guard->left] = open[guard->right] = true;
        else if (guard->kind == GUARD_RULE ? guard->rule == rule : guard_selects(guard, &program->rules[rule]))
            return true;
    }
    return false;
}

static int by_weight(const void *a, const void *b)
{
    const Need *x = a, *y = b;
    if (x->weight != y->weight)
        return x->weight > y->weight ? -1 : 1;
    if (x->rule_count != y->rule_count)
        return x->rule_count > y->rule_count ? -1 : 1;
    int order = x->entity != y->entity ? (x->entity < y->entity ? -1 : 1) : text_compare(x->path, y->path);
    if (!order && x->attribute != y->attribute)
        return x->attribute < y->attribute ? -1 : 1;
    if (!order)
        order = (int)x->why - (int)y->why;
    return order ? order : kinds_compare(&x->kinds, &y->kinds);
}

// A rule waits for a fact; rank: that a claim of it must have; profiles: whether these apply hangs on it. rule NO_INDEX: no rule
// does, but the outcome.
static void add_wait(Needs *needs, uint32_t rule, const Reason *reason, uint64_t profiles, uint32_t rank)
{
    const Program *program = review_program(needs->verdict->review);
    if (reason->entity == NO_INDEX)
        return; // no fact could settle it
    Need *need = need_of(needs, reason);
    add_parts(need, reason);
    need->rank = rank > need->rank ? rank : need->rank;
    need->profiles |= profiles;
    for (size_t i = 0; i < reason->condition_count; i++)
        need->unnamed |= reason_is_unnamed(&reason->conditions[i]);
    if (rule == NO_INDEX)
        return;
    if (need->rule_count && need->rules[need->rule_count - 1] == rule)
        return; // for two reasons
    need->rules = arena_grow(review_arena(needs->verdict->review), need->rules, need->rule_count, &need->rule_capacity,
                             sizeof *need->rules);
    need->rules[need->rule_count++] = rule;
    need->weight += program->rules[rule].weight;
}

// Where acceptance waits for a fact, that fact is needed, and not the submission once more: by any evidence that counts for
// conditions. So it does for those of profiles.
static void add_reason(Needs *needs, uint32_t rule, const Reason *reason)
{
    const Review *review = needs->verdict->review;
    if (reason->because != FAULT_CONDITION_UNKNOWN) {
        uint32_t mode = reason->profiles ? MODE_PLAIN : review_program(review)->rules[rule].mode;
        uint32_t rank = review_threshold(review, mode, reason->entity, reason->attribute, reason->row);
        add_wait(needs, rule, reason, reason->profiles, rank);
        return;
    }
    for (size_t i = 0; i < reason->condition_count; i++)
        add_wait(needs, rule, &reason->conditions[i], reason->profiles, 0);
}

static void add_conditions(Needs *needs, uint32_t rule)
{
    const Program *program = review_program(needs->verdict->review);
    for (uint32_t i = 0; i < program->profiles_count; i++) {
        const ToldProfile *profile = &needs->profiles[i];
        bool open = profile->applies == TRUTH_UNKNOWN && profile->condition == TRUTH_UNKNOWN;
        for (size_t at = 0; at < profile->reason_count && open; at++)
            add_reason(needs, rule, &profile->reasons[at]);
    }
}

// Whether a rule counts otherwise where the profiles apply of which that is unknown.
static bool is_raised(const Verdict *verdict, uint32_t number)
{
    if (verdict_reviews(verdict) == 1)
        return false;
    const Program *with = review_program(verdict->review), *without = review_program(verdict->reviewed[1]->review);
    const RuleInfo *rule = &with->rules[number], *before = &without->rules[number];
    return program_says_of(without, before->profiles) && (rule->severity != before->severity || rule->weight != before->weight);
}

// Whether such a profile has a guard of its own for an outcome that is possible.
static bool adds_guard(const Verdict *verdict)
{
    const Program *with = review_program(verdict->review);
    bool any = false;
    for (uint32_t i = 0; i < with->alsos_count && verdict_reviews(verdict) > 1; i++) {
        const AlsoInfo *also = &with->alsos[i];
        any |= is_between(verdict, also->outcome) && program_says(with, also->profile) &&
               !program_says(review_program(verdict->reviewed[1]->review), also->profile);
    }
    return any;
}

Need *needs_told(const Verdict *verdict, const ToldProfile *profiles, const ToldRule *rules, size_t rule_count, size_t *count)
{
    Needs needs = {.verdict = verdict, .profiles = profiles};
    text_index_open(&needs.index, review_arena(verdict->review));
    for (size_t told = 0; told < rule_count; told++) {
        const ToldRule *found = &rules[told];
        uint32_t i = found->rule;
        bool counts = found->status == STATUS_VIOLATED || found->status == STATUS_UNDETERMINED,
             raised = counts && is_raised(verdict, i);
        if (!counts || !(found->reason_count || raised) || !rule_matters(verdict, i, verdict->best))
            continue;
        for (size_t at = 0; at < found->reason_count; at++)
            add_reason(&needs, i, &found->reasons[at]);
        if (raised)
            add_conditions(&needs, i);
    }
    if (adds_guard(verdict))
        add_conditions(&needs, NO_INDEX);
    if (needs.count)
        qsort(needs.items, needs.count, sizeof *needs.items, by_weight);
    *count = needs.count;
    return needs.items;
}

// The guards of worse outcomes, and that of the one itself, say whether it comes to that.
size_t needs_leading_to(const Verdict *verdict, Need *needs, size_t count, uint32_t outcome)
{
    const Program *program = review_program(verdict->review);
    uint32_t end = outcome < verdict->best ? outcome + 1 : verdict->best;
    size_t kept = 0;
    for (size_t i = 0; i < count && outcome >= verdict->worst && outcome <= verdict->best; i++) {
        Need need = needs[i];
        bool waits = need.rule_count != 0;
        uint32_t *rules = arena_array(review_arena(verdict->review), need.rule_count + 1, sizeof *rules);
        need.weight = 0;
        need.rule_count = 0;
        for (size_t at = 0; at < needs[i].rule_count; at++) {
            if (!rule_matters(verdict, needs[i].rules[at], end))
                continue;
            rules[need.rule_count++] = needs[i].rules[at];
            need.weight += program->rules[needs[i].rules[at]].weight;
        }
        need.rules = rules;
        if (need.rule_count || !waits)
            needs[kept++] = need;
    }
    if (kept)
        qsort(needs, kept, sizeof *needs, by_weight);
    return kept;
}
