// SPDX-License-Identifier: MIT
// The promise that what is submitted, replaced and withdrawn on a later day changes no review of an earlier one, but for what
// asks for the submissions themselves, tried on a case.
#ifndef ASSIZE_TESTS_RANDOM_LATER_H
#define ASSIZE_TESTS_RANDOM_LATER_H

#include "support/text.h"

struct Case;
struct Compiled;

// Lets something happen to some of the submissions on days behind that of the review, as the seed says, and reviews both. What
// differs, in words; empty: nothing. *right is false where the case is refused, or the policy asks for submissions.
Text later_compiled(const struct Compiled *compiled, struct Case of, uint64_t seed, Arena *arena, bool *right);
Text later_difference(struct Case of, uint64_t seed, Arena *arena, bool *right);

#endif
