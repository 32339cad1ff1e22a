// SPDX-License-Identifier: MIT
// The kinds of faults that a build can make: the library's own allocations; or, with EVERY_ALLOCATION, all of the process
// and its writes, by functions that stand before those of the C library.
#ifndef ASSIZE_TESTS_FAULT_INTERPOSE_H
#define ASSIZE_TESTS_FAULT_INTERPOSE_H

#include <stdbool.h>
#include <stddef.h>

typedef struct Fault {
    const char *name;
    int kind;
    bool persists;     // all later events fail too
    bool opening;      // the instance of the library is opened under it
    bool may_pass;     // the fault may be one that nothing hangs on
    bool changes_only; // tried where the fact base is changed
} Fault;

extern const Fault faults[];
extern const size_t fault_kinds;

void fault_set(Fault kind, long nth);
bool fault_clear(void); // whether it struck

#endif
