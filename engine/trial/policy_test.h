// SPDX-License-Identifier: MIT
// The tests that stand in a policy: what is given becomes submissions, reviewed as any others are.
#ifndef ASSIZE_TRIAL_POLICY_TEST_H
#define ASSIZE_TRIAL_POLICY_TEST_H

#include "bind/policy.h"
#include "core/core.h"
#include "machine/profiles.h"
#include "report/report.h"

// The questions that tests ask (`expect e`), for core_lower.
CoreQuestions policy_test_questions(const Policy *policy, Arena *arena);

typedef struct TestRun {
    const Policy *policy; // checked
    Variants *variants;   // of a program with just those questions
    RegexScratch *scratch;
    Arena *arena; // what results lie in; given back to its start by nobody
    Diagnostics *diagnostics;
} TestRun;

// Runs one of the policy's tests.
ReportTest policy_test_run(const TestRun *run, size_t number);

// What is given in a test, as submissions. False where one is refused.
bool given_submissions(const TestRun *run, const Decl *test, SubmissionList *list);

#endif
