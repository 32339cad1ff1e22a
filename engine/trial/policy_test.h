// SPDX-License-Identifier: MIT
// The tests that stand in a policy: what is given becomes submissions, reviewed as any others are.
#ifndef ASSIZE_TRIAL_POLICY_TEST_H
#define ASSIZE_TRIAL_POLICY_TEST_H

#include "bind/policy.h"
#include "core/core.h"
#include "machine/profiles.h"
#include "outcome/mixture.h"
#include "report/report.h"

// The questions that tests ask (`expect e`), for core_lower.
CoreQuestions policy_test_questions(const Policy *policy, Arena *arena);

// What a run came to in one test, for the runs under what refines its profile.
typedef struct KeptTest {
    const uint8_t *statuses; // by rule; null: it has not run, or was refused
    KeptVerdict verdict;
    Text changer; // the profile that changes its answer and does not say so; empty: none
} KeptTest;

// A run of the tests of a policy, or of one with a profile and what that refines.
typedef struct TestRun {
    Policy *policy;               // checked
    Variants *variants;           // of a program with just those questions
    const Profile *under;         // whose run it is; null: of the policy itself
    const struct TestRun *before; // of what that profile refines, which has run; null: there is none
    KeptTest *tests;              // by number
    RegexScratch *scratch;
    Arena *arena; // what results lie in; given back to its start by nobody
    Arena *kept;  // what they lie in
    Diagnostics *diagnostics;
} TestRun;

// Runs one of the policy's tests. Under a profile, a test of what it refines is to come to what is expected of it without the
// profile, or to what this expects in the place of that.
ReportTest policy_test_run(const TestRun *run, size_t number);

// What is given in a test, as submissions. False where one is refused.
bool given_submissions(const TestRun *run, const Decl *test, SubmissionList *list);

#endif
