// SPDX-License-Identifier: MIT
// What one viewer sees of a verdict, and of the profiles that it was made with. See told.h.
#include "outcome/findings.h"

Sight sight_open(Verdict *verdict, const Viewer *viewer)
{
    const Viewer the_public = {.audience = AUDIENCE_PUBLIC};
    Sight sight = {.verdict = verdict, .count = verdict_reviews(verdict), .keeps_order = true};
    Verdict *verdicts[MOST_REVIEWS + 1];
    for (size_t i = 0; i < sight.count; i++)
        verdicts[sight.all++] = verdict_of_review(verdict, i);
    if (verdict->alone)
        verdicts[sight.all++] = verdict->alone;
    for (size_t i = 0; i < sight.all; i++)
        findings_run(verdicts[i]);
    for (size_t i = 0; i < sight.all; i++) {
        SeenReview *side = &sight.sides[i];
        side->verdict = verdicts[i];
        side->view = view_open(side->verdict->review, viewer);
        side->everybody = viewer->audience == AUDIENCE_PUBLIC ? side->view : view_open(side->verdict->review, &the_public);
        sight.keeps_order &= view_keeps_order(side->view);
    }
    return sight;
}

// ---- profiles ----

// What is told of a profile's own condition. Of one that is hidden only what follows from whether the profile applies, and what
// it refines does: that is told like statuses.
static Truth told_condition(const Sight *sight, const ToldProfile *profiles, uint32_t number)
{
    const ProfileInfo *profile = &review_program(sight->verdict->review)->profiles[number];
    if (profile->applies == NO_REGISTER)
        return TRUTH_TRUE;
    if (!view_hides_value(sight->sides[0].view, profile->applies, 0))
        return review_truth(sight->verdict->review, profile->applies, 0);
    bool follows = profiles[number].applies == TRUTH_FALSE && profile->refines != NO_INDEX &&
                   verdict_applies(sight->verdict, profile->refines) == TRUTH_FALSE;
    return follows ? TRUTH_TRUE : profiles[number].applies;
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
        profile->condition = told_condition(sight, profiles, i);
        if (own != NO_REGISTER)
            reasons_of_profile(sight, i, profile);
    }
    return profiles;
}
