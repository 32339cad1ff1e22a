// SPDX-License-Identifier: MIT
// Profiles of which it is unknown whether they apply: which rules they touch, and reviews in which some of them apply (the power
// set of a few, made as it is asked for). See told.h.
#include "outcome/told.h"

static void add_review(RuleTouches *touches, TouchedReview made)
{
    Arena *arena = review_arena(touches->sight->verdict->review);
    touches->reviews = arena_grow(arena, touches->reviews, touches->count, &touches->capacity, sizeof *touches->reviews);
    touches->reviews[touches->count++] = made;
}

void touches_open(RuleTouches *touches, const Sight *sight, Variants *variants)
{
    const Program *with = review_program(sight->verdict->review),
                  *without = review_program(sight->sides[sight->count - 1].verdict->review);
    *touches = (RuleTouches){.sight = sight, .variants = variants, .unknown = with->applies & ~without->applies};
    Arena *arena = review_arena(sight->verdict->review);
    touches->untouched = arena_array(arena, (size_t)with->profiles_count + 1, sizeof *touches->untouched);
    for (uint32_t i = 0; touches->unknown >> i; i++)
        touches->untouched[i] = touches->unknown >> i & 1 ? rules_untouched_by(with, (uint64_t)1 << i, arena) : NULL;
    for (uint32_t side = 0; side < sight->count; side++) {
        Review *review = sight->sides[side].verdict->review;
        add_review(touches, (TouchedReview){review_program(review)->applies, review, sight->sides[side].view, side});
    }
}

uint64_t touches_of(const RuleTouches *touches, uint32_t rule)
{
    uint64_t touching = 0;
    for (uint32_t i = 0; touches->unknown >> i; i++)
        touching |= (uint64_t)((touches->unknown >> i & 1) && !touches->untouched[i][rule]) << i;
    return touching;
}

TouchedReview touches_review(RuleTouches *touches, uint64_t applies)
{
    const SeenReview *first = touches->sight->sides;
    applies = program_closed(variants_program(touches->variants), applies); // what refines one that is left is left, too
    for (size_t i = 0; i < touches->count; i++) {
        if (touches->reviews[i].applies == applies)
            return touches->reviews[i];
    }
    Review *review = review_run_again(first->verdict->review, touches->variants, applies);
    bool all = review && !review_hit_rows(review) && !review_hit_memory(review) && !review_hit_regex(review);
    TouchedReview made = {.applies = applies, .side = (uint32_t)touches->count};
    if (all) {
        made.review = review;
        made.view = view_open(review, view_viewer(first->view));
    }
    add_review(touches, made);
    return made;
}
