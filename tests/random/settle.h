// SPDX-License-Identifier: MIT
// The promise that settling an unknown fact never turns one answer into the other (LANGUAGE.md, promise 2), tried on a case.
#ifndef ASSIZE_TESTS_RANDOM_SETTLE_H
#define ASSIZE_TESTS_RANDOM_SETTLE_H

#include "twin.h"

struct Case;
struct Compiled;

// Appends submissions that settle some of what is unknown, as the seed says. False where nothing is.
bool settle_facts(const TwinReview *review, uint64_t seed, TextBuilder *to);

// Settles some of what is unknown in the facts, and reviews both. What turned, in words; empty: nothing. *right is false where
// the case is refused, or nothing could be settled.
Text settle_compiled(const struct Compiled *compiled, Text facts, uint64_t seed, Arena *arena, bool *right);
Text settle_difference(struct Case of, uint64_t seed, Arena *arena, bool *right);

#endif
