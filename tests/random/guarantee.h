// SPDX-License-Identifier: MIT
// The promise of profiles (LANGUAGE.md 6): with waivers set aside the best and the worst outcome are never better than the
// base's, also where limits are hit; and a waiver only makes waived what is violated or undetermined. What a bundle with profiles
// holds of the base by itself is what the base compiles to without them, and comes to the same.
#ifndef ASSIZE_TESTS_RANDOM_GUARANTEE_H
#define ASSIZE_TESTS_RANDOM_GUARANTEE_H

#include "trial.h"

// A policy with its profiles; with what they do but their waivers; and without them.
typedef struct Guaranteed {
    Compiled whole, unwaived, base;
    bool right;
    Text broken; // what differs with the order of the profiles, or of the base by itself; empty: nothing
} Guaranteed;

void guaranteed_open(Guaranteed *guaranteed, Text policy, uint64_t seed, Arena *arena);
void guaranteed_close(Guaranteed *guaranteed);
// What the profiles loosen, in words; empty: nothing.
Text guarantee_compiled(const Guaranteed *guaranteed, Text facts, uint64_t seed, Arena *arena, bool *right);
Text guarantee_difference(Case of, uint64_t seed, Arena *arena, bool *right);

#endif
