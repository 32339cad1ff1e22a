// SPDX-License-Identifier: MIT
// A review under profiles. See profiles.h.
#include "machine/profiles.h"

#include "machine/review.h"

// The profiles that apply for sure, and those that may.
typedef struct Applying {
    uint64_t sure, perhaps;
} Applying;

static Applying find_applying(const Program *program, const Review *review)
{
    Applying applying = {0, 0};
    for (uint32_t i = 0; i < program->profiles_count; i++) {
        uint32_t applies = program->profiles[i].applies;
        Truth truth = applies == NO_REGISTER ? TRUTH_TRUE : review_root_truth(review, applies);
        applying.sure |= (uint64_t)(truth == TRUTH_TRUE) << i;
        applying.perhaps |= (uint64_t)(truth != TRUTH_FALSE) << i;
    }
    return (Applying){program_closed(program, applying.sure), program_closed(program, applying.perhaps)};
}

bool review_take_profiles(Review *review, Variants *variants, Arena *beside, uint64_t *sure)
{
    const Program *program = variants_program(variants);
    *sure = program->applies;
    if (program->applies == profiles_all(program))
        return true;
    if (!review_run_conditions(review))
        return false;
    Applying applying = find_applying(program, review);
    review_become(review, variant_of(variants, applying.perhaps, beside));
    *sure = applying.sure;
    return true;
}

Review *review_run_again(const Review *like, Variants *variants, uint64_t applies)
{
    arena_raise_limit(like->arena, like->limits.memory);
    Review *review = review_open(variant_of(variants, applies, like->beside), like->dossiers, review_entity(like, 0).id,
                                 like->date, &like->limits, like->scratch, like->arena);
    return review && review_run(review) ? review : NULL;
}

static bool hit_limit(const Review *review)
{
    return review && (review_hit_rows(review) || review_hit_memory(review) || review_hit_regex(review));
}

bool profiled_review_run(ProfiledReview *both, Variants *variants, const Dossiers *dossiers, Text subject, int64_t date,
                         const ReviewLimits *limits, RegexScratch *scratch, Arena *arena)
{
    const Program *program = variants_program(variants);
    Arena *beside = dossiers->arena ? dossiers->arena : arena; // of variants: they are no part of what the review may take
    *both = (ProfiledReview){
        .review = review_open(variant_of(variants, program->applies, beside), dossiers, subject, date, limits, scratch, arena)};
    if (!both->review)
        return false;
    uint64_t sure;
    if (!review_take_profiles(both->review, variants, beside, &sure))
        return false;
    if (!review_run(both->review))
        return false;
    if (sure != review_program(both->review)->applies) {
        both->without = review_open(variant_of(variants, sure, beside), dossiers, subject, date, limits, scratch, arena);
        if (!both->without || !review_run(both->without))
            return false;
    }
    bool hit = hit_limit(both->review) || hit_limit(both->without);
    const Prepared *alone = hit ? variants_alone(variants, beside) : NULL;
    if (!alone)
        return true;
    arena_raise_limit(arena, limits->memory);
    both->alone = review_open(alone, dossiers, subject, date, limits, scratch, arena);
    return both->alone && review_run(both->alone);
}
