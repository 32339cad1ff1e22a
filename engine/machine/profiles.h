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
    // Of the policy by itself, where one of these passed a limit: what profiles ask is not at the cost of what it asks, for which
    // it has limits of its own. Null: none did.
    Review *alone;
} ProfiledReview;

// Finds which profiles apply, in a review in which nothing has run, and takes it over to the variant in which those do that apply
// or may. *sure: those that apply for sure. False where the dossiers failed.
bool review_take_profiles(Review *review, Variants *variants, Arena *beside, uint64_t *sure);
// Opens and runs a review of an entity, as review_open and review_run do, and others where they are called for: in the same
// arena, over the same dossiers. False where the dossiers failed; *both holds what was opened until then.
bool profiled_review_run(ProfiledReview *both, Variants *variants, const Dossiers *dossiers, Text subject, int64_t date,
                         const ReviewLimits *limits, RegexScratch *scratch, Arena *arena);

// Runs another review of what one is of, in its arena, with these profiles applying, whatever their conditions are (a bit for
// each; what they refine is among them). Null where the dossiers failed.
Review *review_run_again(const Review *like, Variants *variants, uint64_t applies);

// The number that a rule of a program has in the policy by itself (program_alone); NO_INDEX: a profile adds it.
uint32_t rule_by_itself(const Program *program, const Program *alone, uint32_t rule);
// Whether each rule of a program asks the same under the profiles that apply as by itself; one that a profile adds does not.
bool *rules_untouched(const Program *program, const Program *alone, Arena *arena);
// Whether each asks the same with these profiles (a bit for each) as without them; one that they add does not.
bool *rules_untouched_by(const Program *program, uint64_t profiles, Arena *arena);

#endif
