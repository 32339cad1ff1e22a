// SPDX-License-Identifier: MIT
// The same facts in memory and in a fact base: verdicts and explanations must be the same, byte for byte.
#ifndef ASSIZE_TESTS_RANDOM_STORED_H
#define ASSIZE_TESTS_RANDOM_STORED_H

#include "trial.h"

// Imports the facts into a new fact base, piece after piece as the seed says, in another order than they stand in, and reviews
// them from there and from memory. What differs, in words; empty: nothing. *right is false where the case is refused.
Text stored_compiled(const Compiled *compiled, Text facts, uint64_t seed, Arena *arena, bool *right);
Text stored_difference(Case of, uint64_t seed, Arena *arena, bool *right);

#endif
