// SPDX-License-Identifier: MIT
// A review under profiles. See profiles.h.
#include "machine/profiles.h"

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

bool profiled_review_run(ProfiledReview *both, Variants *variants, const Dossiers *dossiers, Text subject, int64_t date,
                         const ReviewLimits *limits, RegexScratch *scratch, Arena *arena)
{
    const Program *program = variants_program(variants);
    Arena *beside = dossiers->arena ? dossiers->arena : arena; // of variants: they are no part of what the review may take
    Applying applying = {program->applies, program->applies};
    *both = (ProfiledReview){
        .review = review_open(variant_of(variants, program->applies, beside), dossiers, subject, date, limits, scratch, arena)};
    if (!both->review)
        return false;
    if (program->applies != profiles_all(program)) {
        if (!review_run_conditions(both->review))
            return false;
        applying = find_applying(program, both->review);
        review_become(both->review, variant_of(variants, applying.perhaps, beside));
    }
    if (!review_run(both->review) || applying.sure == applying.perhaps)
        return !review_failed(both->review);
    both->without = review_open(variant_of(variants, applying.sure, beside), dossiers, subject, date, limits, scratch, arena);
    return both->without && review_run(both->without);
}
