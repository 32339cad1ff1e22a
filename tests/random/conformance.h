// SPDX-License-Identifier: MIT
// Conformance cases for the second evaluator, so that both are held to what follows from the text.
#ifndef ASSIZE_TESTS_RANDOM_CONFORMANCE_H
#define ASSIZE_TESTS_RANDOM_CONFORMANCE_H

#include "trial.h"

typedef enum CaseResult {
    CASE_PASSED,
    CASE_FAILED,
    CASE_NOT_ASKED, // an import that is refused, tests, a policy that is refused: the engine's alone
} CaseResult;

// Runs a case, which is JSON. *said: what differs. *profiles: whether it has any.
CaseResult conformance_run(Text json, Arena *arena, Text *said, bool *profiles);

#endif
