// SPDX-License-Identifier: MIT
// What all fuzz targets share: each is a function of the input's bytes that must come back, whatever they are.
#ifndef ASSIZE_TESTS_FUZZ_TARGET_H
#define ASSIZE_TESTS_FUZZ_TARGET_H

#include "fixture/fixture.h"

// The policy of tests, compiled once for the process.
Fixture *target_fixture(void);

typedef struct Target {
    Fixture *fixture;
    Arena arena;     // of this input, limited
    Program program; // of this input, if it has one
    Prepared prepared;
    Text input; // a copy, aligned to 16
} Target;

// Runs work(target) over an input under a guard: to run out of memory is no fault.
int target_run(const uint8_t *data, size_t size, void (*work)(void *target));

// Stops: what must hold for every input does not.
_Noreturn void target_broken(const char *what);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#endif
