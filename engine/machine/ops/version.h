// SPDX-License-Identifier: MIT
// Versions in registers: which of several is the extreme, and what it costs to compare them.
#ifndef ASSIZE_MACHINE_OPS_VERSION_H
#define ASSIZE_MACHINE_OPS_VERSION_H

#include "machine/registers.h"

// The extreme of the versions in some rows of a register, from one row of its frame to another, that its members (a truth value
// of that frame) do not leave out. Precedence decides; where only one text is left there is nothing to compare.
typedef struct VersionExtreme {
    uint32_t best;  // the row of the extreme of what is in for sure; where there is none the end of the rows
    bool unknown;   // a value is not known
    bool unordered; // several texts, of which one is no version by SemVer
    bool tied;      // another text than the best one has its precedence
    bool surpassed; // what may be in could be the extreme instead
} VersionExtreme;
VersionExtreme version_extreme(const Run *run, uint32_t items, uint32_t members, uint32_t from, uint32_t to, bool greatest);
static inline bool version_extreme_is_settled(const VersionExtreme *extreme, uint32_t to)
{
    return extreme->best < to && !extreme->unknown && !extreme->unordered && !extreme->tied && !extreme->surpassed;
}
// Whether it matters that a row, whose value is known, may be in.
bool version_may_surpass(const Run *run, uint32_t items, uint32_t row, const VersionExtreme *extreme, uint32_t to, bool greatest);
// What the texts of a register's rows cost together (text_cost).
uint64_t texts_cost(const Run *run, uint32_t number);

#endif
