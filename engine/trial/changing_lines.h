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

// What another run came to in a test of this one; null where it has not run there.
const KeptTest *kept_before(const TestRun *run, const Decl *test, const TestRun *before);
// The lines for which what was expected of a test of the run is not met, by number: of the profile under test, and of those that
// it refines under which the answer is changed already. They change the rules that are named; where an outcome is, those for
// which it is another one, or are one of its guards; where a score or a need is, the rules whose status is another one. In the
// order of the text, in the run's arena; of what cannot be told apart, more rather than fewer.
Stated *changing_lines(const TestRun *run, size_t number, const UnmetList *unmet, size_t *count);

#endif
