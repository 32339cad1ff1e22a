// SPDX-License-Identifier: MIT
// What both mutators of stored facts share: a fact base to damage, a case at a time in a child process, so that a case that ends
// by a signal, a sanitizer, or not at all is named with the seed by which it is repeated.
#ifndef ASSIZE_TESTS_DAMAGE_H
#define ASSIZE_TESTS_DAMAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "assize.h"

typedef struct Damage {
    const char *folder; // an empty one
    uint64_t seed, first, count;
    uint64_t *progress; // the case that is on its way, seen by the parent
    uint64_t random;
    Assize *assize, *verifying; // verifying: with that option
    AssizePolicy *policy;
} Damage;

enum { SECONDS_A_CASE = 20 };

// A number below a bound, by the seed and the case that began last.
uint64_t below(Damage *damage, uint64_t bound);
void begin_case(Damage *damage, uint64_t number);
// Stops with what is wrong with the case.
_Noreturn void fail(const char *format, ...) __attribute__((format(printf, 1, 2)));

// Imports submissions (JSON) into a folder; stops where they are refused.
void import(Damage *damage, const char *folder, const char *submissions);

// usage: PROGRAM FOLDER [--seed N] [--cases N] [--only N]: runs work in a child. An exit status.
int damage_main(int count, char **arguments, uint64_t cases, void (*work)(Damage *damage));

#endif
