// SPDX-License-Identifier: MIT
// What unit tests share: an arena that is empty when a test begins, files of the corpora, and random numbers that are the same
// in every run. Where the corpora are not at hand, the tests that need them are skipped, and counted as skipped.
#ifndef ASSIZE_TESTS_UNIT_H
#define ASSIZE_TESTS_UNIT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "support/text.h"

// Of the test that runs. Memory that runs out stops the program: no test is meant to.
Arena *unit_arena(void);
int unit_setup(void **state);
int unit_teardown(void **state);
#define UNIT_TEST(test) cmocka_unit_test_setup_teardown(test, unit_setup, unit_teardown)

// A file, or the test fails.
Text unit_file(const char *path);
// The path of something in the corpora, terminated; the test is skipped where they are missing.
const char *unit_corpus(const char *name);
// Calls visit with the name and the text of each file in a folder of the corpora, in the order of their names; how many.
size_t unit_each_file(const char *name, void (*visit)(const char *name, Text text));

// A folder of its own for the test, which goes with it.
const char *unit_folder(void);

// How much longer than alone things may take here: ASSIZE_SLOWDOWN of the surroundings, which builds with sanitizers set, or 1.
double unit_slowdown(void);

// Pseudo-random numbers, by a seed that is never 0.
typedef struct UnitRandom {
    uint64_t state;
} UnitRandom;
uint64_t unit_random(UnitRandom *random);
// Below a bound that is not 0.
static inline size_t unit_below(UnitRandom *random, size_t bound)
{
    return (size_t)(unit_random(random) % bound);
}

// Fails the test with both texts where they differ.
void unit_assert_text(Text got, const char *expected);

#endif
