// SPDX-License-Identifier: MIT
// What one viewer sees of a verdict, and of the profiles that it was made with. See told.h.
#include "outcome/findings.h"

Sight sight_open(Verdict *verdict, const Viewer *viewer)
{
    const Viewer the_public = {.audience = AUDIENCE_PUBLIC};
    Sight sight = {.verdict = verdict, .count = verdict_reviews(verdict), .keeps_order = true};
    for (size_t i = 0; i < sight.count; i++)
        findings_run(verdict_of_review(verdict, i));
    for (size_t i = 0; i < sight.count; i++) {
        SeenReview *side = &sight.sides[i];
        side->verdict = verdict_of_review(verdict, i);
        side->view = view_open(side->verdict->review, viewer);
        side->everybody = viewer->audience == AUDIENCE_PUBLIC ? side->view : view_open(side->verdict->review, &the_public);
        sight.keeps_order &= view_keeps_order(side->view);
    }
    return sight;
}

// ---- profiles ----

Truth verdict_applies(const Verdict *verdict, uint32_t profile)
{
    const Verdict *last = verdict->reviewed[1] ? verdict->reviewed[1] : verdict;
    if (program_says(review_program(last->review), profile))
        return TRUTH_TRUE;
    return program_says(review_program(verdict->review), profile) ? TRUTH_UNKNOWN : TRUTH_FALSE;
}

ToldProfile *profiles_told(const Sight *sight)
{
    Review *review = sight->verdict->review;
    const Program *program = review_program(review);
    ToldProfile *profiles = arena_array(review_arena(review), (size_t)program->profiles_count + 1, sizeof *profiles);
    for (uint32_t i = 0; i < program->profiles_count; i++) {
        ToldProfile *profile = &profiles[i];
        uint32_t own = program->profiles[i].applies;
        profile->applies = verdict_applies(sight->verdict, i);
        profile->condition = own == NO_REGISTER ? TRUTH_TRUE : review_truth(review, own, 0);
        if (own != NO_REGISTER)
            profile->reasons = reasons_of_profile(sight->sides[0].view, i, &profile->reason_count, &profile->hidden);
    }
    return profiles;
}
