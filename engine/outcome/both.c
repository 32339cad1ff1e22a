// SPDX-License-Identifier: MIT
// The verdict of two reviews, where it is unknown of some profiles whether they apply: with all of these, and with none of them.
// A rule has the status that it has either way, as far as that is known. See verdict.h.
#include "outcome/findings.h"

typedef struct Both {
    const Verdict *first, *second; // with the profiles; without them
    size_t next[MOST_REVIEWS];     // of the open rules of each
} Both;

// With profiles a rule is only ever stricter: where it is met so, it is met without them too. One that they add is met there.
static Status merged_status(const Both *both, uint32_t rule)
{
    const Program *without = review_program(both->second->review);
    Status first = (Status)both->first->statuses[rule];
    bool there = program_says_of(without, without->rules[rule].profiles);
    if (first != STATUS_VIOLATED && first != STATUS_UNDETERMINED)
        return first;
    bool either_way = first == STATUS_VIOLATED && there && both->second->statuses[rule] == STATUS_VIOLATED;
    return either_way ? STATUS_VIOLATED : STATUS_UNDETERMINED;
}

// What there is to say of a rule that is open: where it is violated, the findings that it has without the profiles.
static OpenRule merged_open(void *with, uint32_t rule, Status status)
{
    Both *both = with;
    uint32_t side = status == STATUS_VIOLATED;
    const OpenRule *items = side ? both->second->open : both->first->open;
    if (status == STATUS_UNDETERMINED)
        return (OpenRule){.rule = rule, .status = status, .otherwise = status};
    while (items[both->next[side]].rule != rule)
        both->next[side]++;
    OpenRule open = items[both->next[side]];
    open.side = side;
    return open;
}

static void merge_rules(Verdict *verdict, Both *both)
{
    const Program *program = review_program(verdict->review);
    for (uint32_t i = 0; i < program->rules_count; i++) {
        Status status = merged_status(both, i);
        verdict->statuses[i] = (uint8_t)status;
        verdict->otherwise[i] = status == STATUS_WAIVED ? both->first->otherwise[i] : (uint8_t)status;
    }
    verdict_count(verdict, merged_open, both);
}

bool verdict_differs(const Verdict *verdict, uint32_t rule)
{
    if (verdict_reviews(verdict) == 1)
        return false;
    const Program *without = review_program(verdict->reviewed[1]->review);
    return verdict->reviewed[0]->statuses[rule] != verdict->reviewed[1]->statuses[rule] ||
           !program_says_of(without, without->rules[rule].profiles);
}

static Verdict *verdict_of_both(Verdict *with, Verdict *without)
{
    Verdict *verdict = verdict_open(with->review);
    verdict->reviewed[0] = with;
    verdict->reviewed[1] = without;
    verdict->alone = with->alone;
    Both both = {.first = verdict->reviewed[0], .second = verdict->reviewed[1]};
    merge_rules(verdict, &both);
    verdict->best = both.second->best;
    verdict->worst = both.first->worst;
    return verdict;
}

// alone: of the policy by itself; null: no limit was hit.
static Verdict *verdict_beside(Review *review, Verdict *alone)
{
    Verdict *verdict = verdict_of(review);
    if (alone)
        verdict_take_alone(verdict, alone);
    return verdict;
}

Verdict *verdict_of_all(const ProfiledReview *reviews)
{
    Verdict *alone = reviews->alone ? verdict_of_rules(reviews->alone) : NULL;
    Verdict *verdict = verdict_beside(reviews->review, alone);
    return reviews->without ? verdict_of_both(verdict, verdict_beside(reviews->without, alone)) : verdict;
}
