// SPDX-License-Identifier: MIT
// What all fuzz targets share. See target.h.
#include "fuzz/target.h"

#include <stdio.h>
#include <stdlib.h>

enum { MOST_MEMORY = 256 << 20 };

_Noreturn void target_broken(const char *what)
{
    fprintf(stderr, "broken: %s\n", what);
    abort();
}

Fixture *target_fixture(void)
{
    static Fixture fixture;
    if (fixture.scratch)
        return &fixture;
    fixture_open(&fixture);
    // Small limits: an input that takes long is no finding, since limits are what bounds it.
    fixture.limits = (ReviewLimits){.rows = 100000, .regex_steps = 100000, .memory = MOST_MEMORY};
    fixture_must_compile(&fixture, FIXTURE_POLICY);
    return &fixture;
}

int target_run(const uint8_t *data, size_t size, void (*work)(void *target))
{
    Target target = {.fixture = target_fixture()};
    Guard guard = {.armed = false};
    char *copy = aligned_alloc(16, (size + 16) & ~(size_t)15);
    if (!copy)
        return 0;
    memcpy(copy, data, size);
    target.input = (Text){copy, size};
    arena_open(&target.arena, &guard, MOST_MEMORY);
    guard_run(&guard, work, &target);
    prepared_close(&target.prepared);
    arena_close(&target.arena);
    free(copy);
    return 0;
}
