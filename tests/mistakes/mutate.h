// SPDX-License-Identifier: MIT
// Changes to a policy's text as somebody who types makes them: words, lines and braces left out, doubled, exchanged.
#ifndef ASSIZE_TESTS_MISTAKES_MUTATE_H
#define ASSIZE_TESTS_MISTAKES_MUTATE_H

#include "support/text.h"

typedef struct Random {
    uint64_t state;
} Random;
uint64_t random_next(Random *random);
uint32_t random_below(Random *random, size_t bound); // 0 where the bound is 0

// The text with so many changes; words come from other, too.
Text text_mutated(Arena *arena, Random *random, Text text, Text other, unsigned changes);

#endif
