// SPDX-License-Identifier: MIT
// What must hold between the passes of the compiler: looked at in debug builds (DEFINES=-DASSIZE_DEBUG; the builds of tests with
// sanitizers are), each pass's own work by another pair of eyes.
#ifndef ASSIZE_INVARIANTS_H
#define ASSIZE_INVARIANTS_H

#include "core/core.h"

#ifdef ASSIZE_DEBUG
enum { INVARIANTS_LOOKED_AT = 1 };
#else
enum { INVARIANTS_LOOKED_AT = 0 };
#endif

// Names what does not hold behind a pass; null: nothing. Each looks at the one that its pass has made: the policy's tree, its
// core, its bundle.
typedef const char *(*Invariant)(Policy *policy, const CorePolicy *core, Text bundle);

// Every declaration and every expression has a span.
const char *invariant_spans(Policy *policy, const CorePolicy *core, Text bundle);
// Every expression has a type, and every name, member and call a meaning.
const char *invariant_types(Policy *policy, const CorePolicy *core, Text bundle);
// Expressions are of core kinds, with the operands that the table of kinds has.
const char *invariant_core(Policy *policy, const CorePolicy *core, Text bundle);
// The verifier accepts the code and all that is said about it.
const char *invariant_bundle(Policy *policy, const CorePolicy *core, Text bundle);

#endif
