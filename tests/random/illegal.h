// SPDX-License-Identifier: MIT
// Changes that no profile may make (LANGUAGE.md 6, 7): one of them is put into profiles that are right, and they must be refused,
// with the place in the profile and that of the base which it is against.
#ifndef ASSIZE_TESTS_RANDOM_ILLEGAL_H
#define ASSIZE_TESTS_RANDOM_ILLEGAL_H

#include "trial.h"

typedef struct IllegalChange {
    const char *what; // in words
    Text policy;      // the case's policy and profiles, with it
    Text file;        // of the profile; the change stands there from one place up to another
    size_t from, to;
    Text base_file; // what the base says; empty: it says nothing
    size_t base_from, base_to;
} IllegalChange;

// How many there are; each makes one of the case, unless nothing there has what it takes.
extern const size_t illegal_ways;
bool illegal_change(Text policy, size_t way, uint64_t seed, Arena *arena, IllegalChange *change);
// What is wrong about how it was met, in words; empty: it is refused as it should be.
Text illegal_difference(const IllegalChange *change, Arena *arena);

#endif
