// SPDX-License-Identifier: MIT
// What comparisons share, of values (compare.c) and of versions (version.c): the choice of a SIMD kernel.
#ifndef ASSIZE_MACHINE_OPS_COMPARE_H
#define ASSIZE_MACHINE_OPS_COMPARE_H

#include "machine/registers.h"

typedef enum Relation { RELATION_EQUAL, RELATION_LESS, RELATION_AT_MOST } Relation;

// Compares the values of a column with a constant that its width can hold; swapped: the constant is on the left. A value is at
// most another one where it is not above it.
static inline void compare_side(const Run *run, const void *values, uint8_t width, size_t rows, int64_t constant,
                                const Mask *known, Relation relation, bool swapped, Mask *t, Mask *f)
{
    bool at_most = relation == RELATION_AT_MOST;
    Side side = relation == RELATION_EQUAL ? SIDE_EQUAL : swapped == at_most ? SIDE_BELOW : SIDE_ABOVE;
    run->comparisons->by[width_place(width)][side](values, rows, constant, known, at_most ? f : t, at_most ? t : f);
}

#endif
