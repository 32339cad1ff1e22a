// SPDX-License-Identifier: MIT
// The counters behind fault injection: test builds only, and there only one thread plans faults.
#include "support/fault.h"

#ifdef ASSIZE_FAULTS
static struct {
    long nth, events;
    bool persists;
} plans[FAULT_KINDS];

void fault_plan(FaultKind kind, long nth, bool persists)
{
    plans[kind].nth = nth;
    plans[kind].events = 0;
    plans[kind].persists = persists;
}

long fault_events(FaultKind kind)
{
    return plans[kind].events;
}

bool fault_strikes(FaultKind kind)
{
    long event = ++plans[kind].events;
    if (plans[kind].nth == 0)
        return false;
    return plans[kind].persists ? event >= plans[kind].nth : event == plans[kind].nth;
}
#else
typedef int NothingToInject;
#endif
