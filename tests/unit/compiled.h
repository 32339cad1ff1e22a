// SPDX-License-Identifier: MIT
// The policy over which most tests run, compiled once for a program of tests, and records of it that may be changed.
#ifndef ASSIZE_TESTS_UNIT_COMPILED_H
#define ASSIZE_TESTS_UNIT_COMPILED_H

#include "fixture/fixture.h"
#include "unit/unit.h"

extern Fixture fixture;
// Give them as the setup and the teardown of a group.
int open_fixture(void **state);
int close_fixture(void **state);
// The same with a policy of one's own, which must be right: a setup calls it.
int open_fixture_of(const char *policy);

// So many records as a copy that may be changed, with room for one more; it stays until the test ends.
void *copied(const void *items, size_t count, size_t size);

#endif
