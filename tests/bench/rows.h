// SPDX-License-Identifier: MIT
// The review written by hand, row by row: what a rule sees of a component.
#ifndef BENCH_ROWS_H
#define BENCH_ROWS_H

#include "bench/by_hand.h"

typedef struct Component {
    const ComponentRecord *record;
    const VulnerabilityRecord *vulnerabilities;
    const Loose32 *dependencies;
    Words id, name, licence, origin;
    const char *vulnerability_ids;
    const Supplier *supplier;
} Component;

// The id of a component's vulnerability, by its place.
Words vulnerability_id(const Component *component, size_t place);

// ---- what the file of rules has ----

// All rules that ask something of every component, or some, or count them.
void review_component(const Component *c, HandReview *review);
// All rules that ask something of what is reached from the roots of this number.
void review_reached(const Component *c, uint32_t roots, HandReview *review);
// By number of the roots, whether any rule asks for them.
extern const bool roots_wanted[ROOTS];

#endif
