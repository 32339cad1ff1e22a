// SPDX-License-Identifier: MIT
// The policy of most tests. See compiled.h.
#include "unit/compiled.h"

Fixture fixture;

int open_fixture(void **state)
{
    (void)state;
    fixture_open(&fixture);
    fixture_must_compile(&fixture, FIXTURE_POLICY);
    return 0;
}

int open_fixture_of(const char *policy)
{
    fixture_open(&fixture);
    return !fixture_compile(&fixture, text_of(policy));
}

int close_fixture(void **state)
{
    (void)state;
    fixture_close(&fixture);
    return 0;
}

void *copied(const void *items, size_t count, size_t size)
{
    void *copy = arena_array(unit_arena(), count + 1, size);
    if (count)
        memcpy(copy, items, count * size);
    return copy;
}
