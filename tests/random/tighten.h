// SPDX-License-Identifier: MIT
// The promise that a parameter moved in its stricter direction can only tighten (LANGUAGE.md 5, 7), tried on a case.
#ifndef ASSIZE_TESTS_RANDOM_TIGHTEN_H
#define ASSIZE_TESTS_RANDOM_TIGHTEN_H

#include "trial.h"

// The policy with some of its parameters stricter, as the seed says; where it has none, the policy itself.
Text tightened(Text policy, uint64_t seed, Arena *arena);
// What loosened between a policy and the tightened one, in words; empty: nothing.
Text tighten_compiled(const Compiled *before, const Compiled *after, Text facts, Arena *arena, bool *right);
Text tighten_difference(Case of, uint64_t seed, Arena *arena, bool *right);

#endif
