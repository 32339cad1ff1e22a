// SPDX-License-Identifier: MIT
// Ways to make a truth come out as it is wanted: sets of facts (prime implicants of a monotone formula, as antichains of bit
// sets), each with what the comparisons over them come to, which must be possible together (difference constraints).
#ifndef ASSIZE_OUTCOME_WAY_SETS_H
#define ASSIZE_OUTCOME_WAY_SETS_H

#include "machine/machine.h"

typedef uint16_t FactSet; // a bit for each fact

// At most so many facts, comparisons over them, and ways; more is not told.
enum { MOST_WAY_FACTS = 12, MOST_WAY_LEAVES = 64, MOST_WAYS_AT_ONCE = 512, MOST_WAYS_MADE = 200000 };

// What an unknown comparison says of facts where it is true: first - second <= most, or (equal) = most. Facts are numbers of
// theirs.
typedef struct WayLeaf {
    uint32_t side, reg, row; // which it is
    bool compares;           // else nothing is known of what it comes to
    bool equal;
    uint32_t first, second; // WAY_ZERO: none, 0
    Wide most;
} WayLeaf;
enum { WAY_ZERO = MOST_WAY_FACTS };

typedef struct Way {
    FactSet facts;
    uint64_t yes, no; // a bit for each comparison that must be true, or false
} Way;

typedef struct WaySets {
    Way *items; // none asks for all that another one does
    size_t count, capacity;
} WaySets;

// What they are made of. Each fact has so many values that it may have, from 0 on (0: any).
typedef struct WayMaking {
    Arena *arena;
    WayLeaf leaves[MOST_WAY_LEAVES];
    uint32_t leaf_count;
    uint32_t values[MOST_WAY_FACTS];
    size_t made; // ways that were looked at
    bool beyond; // there were more than can be told
} WayMaking;

// One way alone, if it is possible.
WaySets way_just(WayMaking *making, Way way);
// Either will do; both are needed.
WaySets way_either(WayMaking *making, WaySets a, WaySets b);
WaySets way_both(WayMaking *making, WaySets a, WaySets b);
// The sets of facts alone, of which none is part of another one, in the arena; *count of them.
FactSet *way_facts(WayMaking *making, const WaySets *sets, size_t *count);

#endif
