// SPDX-License-Identifier: MIT
// Fault injection: the Nth allocation or write is made to fail, in builds with ASSIZE_FAULTS only. Elsewhere this
// costs nothing.
#ifndef ASSIZE_SUPPORT_FAULT_H
#define ASSIZE_SUPPORT_FAULT_H

#include <stdbool.h>

typedef enum FaultKind { FAULT_MEMORY, FAULT_WRITE, FAULT_KINDS } FaultKind;

#ifdef ASSIZE_FAULTS
// From now on the nth next event of this kind fails (1: the very next one); 0 stops. persists: all after it fail too.
void fault_plan(FaultKind kind, long nth, bool persists);
// How many events of this kind there were since fault_plan.
long fault_events(FaultKind kind);
// Counts an event; whether it is to fail.
bool fault_strikes(FaultKind kind);
#else
static inline bool fault_strikes(FaultKind kind)
{
    (void)kind;
    return false;
}
#endif

#endif
