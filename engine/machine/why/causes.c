// SPDX-License-Identifier: MIT
// The backward slice of an unknown value: the transitive closure of steps over all that is unknown, down to its causes.
#include "machine/registers.h"

#include "support/hash.h"

typedef struct Walk {
    Review *review;
    CauseVisit *cause;
    void *with;
    uint32_t number, row; // that is being looked at
    uint64_t *waiting;    // register and row
    size_t count, capacity;
    uint64_t *seen; // an open table; 0 is free
    size_t seen_count, seen_mask;
} Walk;

static size_t seen_place(const Walk *walk, uint64_t key)
{
    size_t place = hash_number(key) & walk->seen_mask;
    while (walk->seen[place] && walk->seen[place] != key)
        place = (place + 1) & walk->seen_mask;
    return place;
}

static void grow_seen(Walk *walk, size_t capacity)
{
    const uint64_t *before = walk->seen;
    size_t places = before ? walk->seen_mask + 1 : 0;
    walk->seen = arena_array(walk->review->arena, capacity, sizeof *walk->seen);
    walk->seen_mask = capacity - 1;
    for (size_t i = 0; i < places; i++) {
        if (before[i])
            walk->seen[seen_place(walk, before[i])] = before[i];
    }
}

static void go_on(void *with, uint32_t number, uint32_t row)
{
    Walk *walk = with;
    if (review_is_settled(walk->review, number, row))
        return;
    uint64_t key = ((uint64_t)number << 32 | row) + 1;
    size_t place = seen_place(walk, key);
    if (walk->seen[place])
        return;
    walk->seen[place] = key;
    if (++walk->seen_count * 2 > walk->seen_mask)
        grow_seen(walk, 2 * (walk->seen_mask + 1));
    walk->waiting = arena_grow(walk->review->arena, walk->waiting, walk->count, &walk->capacity, sizeof *walk->waiting);
    walk->waiting[walk->count++] = key - 1;
}

// What is known, but has no result: the way back from there to the facts that it is made from.
typedef struct Made {
    const Walk *walk;
    const Cause *cause;
    uint64_t *waiting; // register and row
    size_t count, capacity, steps;
    bool any;
} Made;

static void go_back(void *with, uint32_t number, uint32_t row)
{
    enum { MOST_STEPS = 10000 };
    Made *made = with;
    if (++made->steps > MOST_STEPS)
        return;
    made->waiting = arena_grow(made->walk->review->arena, made->waiting, made->count, &made->capacity, sizeof *made->waiting);
    made->waiting[made->count++] = (uint64_t)number << 32 | row;
}

// The same cause for each of those facts: another one would settle it.
static bool pass_on_facts(const Walk *walk, const Cause *cause)
{
    Made made = {.walk = walk, .cause = cause};
    review_made_from(walk->review, walk->number, walk->row, go_back, &made);
    while (made.count) {
        uint64_t next = made.waiting[--made.count];
        uint32_t number = (uint32_t)(next >> 32), row = (uint32_t)next;
        ReviewFact fact;
        if (review_fact(walk->review, number, row, &fact)) {
            const Cause of_fact = {.why = cause->why,
                                   .instr = cause->instr,
                                   .entity = fact.entity,
                                   .attribute = fact.attribute,
                                   .row = fact.row,
                                   .slot = fact.slot};
            walk->cause(walk->with, &of_fact);
            made.any = true;
        }
        review_operands(walk->review, number, row, go_back, NULL, &made);
        review_fallen(walk->review, number, row, go_back, &made);
    }
    return made.any;
}

static void pass_on(void *with, const Cause *cause)
{
    const Walk *walk = with;
    bool no_result = cause->why == WHY_ARITHMETIC || cause->why == WHY_NOT_COMPARABLE;
    if (!no_result || !pass_on_facts(walk, cause))
        walk->cause(walk->with, cause);
}

void review_causes(Review *review, uint32_t number, uint32_t row, CauseVisit *cause, void *with)
{
    Walk walk = {.review = review, .cause = cause, .with = with};
    enum { FIRST_SEEN = 64 };
    grow_seen(&walk, FIRST_SEEN);
    go_on(&walk, number, row);
    while (walk.count) { // the last one first: what belongs together is looked at together
        uint64_t next = walk.waiting[--walk.count];
        uint32_t at = walk.number = (uint32_t)(next >> 32), of_row = walk.row = (uint32_t)next;
        const Instr *instr = &review->main.code.instrs[at];
        if (instr->op == OP_EVIDENCE && review_truth(review, instr->b, of_row) == TRUTH_TRUE)
            review_strict_causes(review, instr->a, of_row, cause, with);
        else
            review_operands(review, at, of_row, go_on, pass_on, &walk);
    }
}

typedef struct StrictWalk {
    CauseVisit *cause;
    void *with;
} StrictWalk;

static void pass_on_strict(void *with, const Cause *cause)
{
    const StrictWalk *walk = with;
    if (cause->why == WHY_TOO_WEAK || cause->why == WHY_TOO_COSTLY)
        walk->cause(walk->with, cause);
}

void review_strict_causes(Review *review, uint32_t number, uint32_t row, CauseVisit *cause, void *with)
{
    StrictWalk walk = {cause, with};
    review_causes(review, number, row, pass_on_strict, &walk);
}
