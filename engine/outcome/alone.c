// SPDX-License-Identifier: MIT
// Where a limit was hit under profiles: what the policy comes to by itself, with limits of its own, counts beside. So what
// profiles ask is never at the cost of what the policy does (LANGUAGE.md 6.2). See findings.h.
#include "outcome/findings.h"

typedef struct Taking {
    const Verdict *verdict, *alone;
    const OpenRule *before; // of the verdict, as it was
    size_t next, next_alone;
} Taking;

// What there is to say of an open rule, with where it is from. Both lists are in the order of the codes.
static OpenRule taken_open(void *with, uint32_t rule, Status status)
{
    Taking *taking = with;
    const Verdict *verdict = taking->verdict;
    const OpenRule *items = taking->before;
    size_t *next = &taking->next;
    uint32_t number = rule;
    if (verdict->by_itself[rule]) {
        items = taking->alone->open;
        next = &taking->next_alone;
        number = rule_by_itself(review_program(verdict->review), review_program(taking->alone->review), rule);
    }
    while (items[*next].rule != number)
        ++*next;
    OpenRule open = items[*next];
    open.rule = rule;
    open.status = status;
    return open;
}

void verdict_take_alone(Verdict *verdict, Verdict *alone)
{
    const Program *program = review_program(verdict->review), *by_itself = review_program(alone->review);
    Arena *arena = review_arena(verdict->review);
    const bool *untouched = rules_untouched(program, by_itself, arena);
    verdict->alone = alone;
    verdict->by_itself = arena_take(arena, (size_t)program->rules_count + 1);
    for (uint32_t i = 0; i < program->rules_count; i++) {
        uint32_t number = rule_by_itself(program, by_itself, i);
        if (number == NO_INDEX || !program_says_of(program, program->rules[i].profiles))
            continue;
        bool violated = verdict->otherwise[i] == STATUS_UNDETERMINED && alone->statuses[number] == STATUS_VIOLATED;
        verdict->by_itself[i] = untouched[i] || violated;
        if (verdict->by_itself[i])
            verdict_take_status(verdict, i, (Status)alone->statuses[number]);
    }
    Taking taking = {.verdict = verdict, .alone = alone, .before = verdict->open};
    verdict_count(verdict, taken_open, &taking);
    verdict_find_outcomes(verdict);
}
