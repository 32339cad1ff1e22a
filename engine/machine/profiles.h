// SPDX-License-Identifier: MIT
// A review under profiles: first where each of them applies, then the program as it is for those that do (LANGUAGE.md on
// profiles). Where it is unknown of some, two reviews: with all of them, and with none.
#ifndef ASSIZE_MACHINE_PROFILES_H
#define ASSIZE_MACHINE_PROFILES_H

#include "machine/variant.h"

// The profiles of either review are its program's (Program.applies).
typedef struct ProfiledReview {
    Review *review;  // the only one; or with all profiles of which it is unknown whether they apply: conditions have run in it
    Review *without; // with none of those; null: there are none
} ProfiledReview;

// Finds which profiles apply, in a review in which nothing has run, and takes it over to the variant in which those do that apply
// or may. *sure: those that apply for sure. False where the dossiers failed.
bool review_take_profiles(Review *review, Variants *variants, Arena *beside, uint64_t *sure);
// Opens and runs a review of an entity, as review_open and review_run do, and a second one where that is called for: in the same
// arena, over the same dossiers. False where the dossiers failed; *both holds what was opened until then.
bool profiled_review_run(ProfiledReview *both, Variants *variants, const Dossiers *dossiers, Text subject, int64_t date,
                         const ReviewLimits *limits, RegexScratch *scratch, Arena *arena);

#endif
