// SPDX-License-Identifier: MIT
// A review under profiles by the second evaluator (LANGUAGE.md 6): which of them apply, the one or the two reviews that are made,
// and what those two come to.
#ifndef ASSIZE_TESTS_RANDOM_TWIN_PROFILES_H
#define ASSIZE_TESTS_RANDOM_TWIN_PROFILES_H

#include "trial.h"

// What a set of profiles and the base come to, compiled.
typedef struct Combination {
    uint32_t mask;
    Compiled compiled;
    struct Combination *next;
} Combination;

typedef struct Combined {
    Arena arena; // of all texts
    Together *together;
    Compiled conditions; // with a rule for each condition; compiled only where there is one
    bool asks;           // there is one
    Combination *combinations;
    bool right;
    Text refusal; // in words
} Combined;

// The facts for one policy, read by its schema; false where they are refused.
typedef bool GiveFacts(void *with, const Compiled *compiled, Arena *arena, SubmissionList *list);

// The profiles are files of those. check: whether each condition is looked at by what its profile refines alone.
void combined_open(Combined *combined, const Files *files, const Text *profiles, size_t count, bool check);
void combined_close(Combined *combined);
// Null where the facts are refused.
TwinVerdict *combined_review(Combined *combined, Text subject, int64_t on, GiveFacts *give, void *with, Arena *arena);

#endif
