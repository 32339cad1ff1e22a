// SPDX-License-Identifier: MIT
// Inside of trial/: the lines of a profile for which a test of what it refines comes out another way.
#ifndef ASSIZE_TRIAL_CHANGING_LINES_H
#define ASSIZE_TRIAL_CHANGING_LINES_H

#include "trial/policy_test.h"

// Expectations that are not met, and what stands there of them in the tree.
typedef struct UnmetList {
    UnmetExpectation *items;
    const Expect **expects;
    size_t count, capacity;
} UnmetList;

// The lines of the profile under test for which what was expected of a test is not met: those that change the rules that are
// named, or where an outcome, a score or a need is, the rules whose status is another one than without the profile. In the order
// of the text, in the run's arena; of what cannot be told apart, more rather than fewer.
Stated *changing_lines(const TestRun *run, const Decl *test, const Verdict *verdict, const UnmetList *unmet, size_t *count);

#endif
