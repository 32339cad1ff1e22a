// SPDX-License-Identifier: MIT
// A column against one constant: SIMD selection kernels over narrow columns, which lie in their own width and are not widened.
#ifndef ASSIZE_MACHINE_COLUMNS_H
#define ASSIZE_MACHINE_COLUMNS_H

#include "machine/mask.h"

typedef enum Side { SIDE_EQUAL, SIDE_ABOVE, SIDE_BELOW, SIDES } Side; // of a value, seen from the constant

// For each of the rows, one at least, whether a value stands on a side of a constant that the width can hold: t and f, which are
// to be filled, are where it does and where it does not, of the values that are known.
typedef void CompareColumn(const void *values, size_t rows, int64_t constant, const Mask *known, Mask *t, Mask *f);

// Which rows, one at least, hold one of some constants that the width can hold: as bits, known or not.
typedef void ColumnAmong(const void *values, size_t rows, const int64_t *constants, size_t count, Mask *in);

enum { COLUMN_WIDTHS = 4 }; // 1, 2, 4 and 8 bytes, at the place of their logarithms
static inline unsigned width_place(uint8_t width)
{
    return (unsigned)__builtin_ctz(width);
}

// Whether a value can be one of a column of this width.
static inline bool fits_width(int64_t value, uint8_t width)
{
    int shift = 64 - 8 * width;
    return (int64_t)((uint64_t)value << shift) >> shift == value;
}

typedef struct ColumnComparisons {
    const char *name; // what the processor must have
    CompareColumn *by[COLUMN_WIDTHS][SIDES];
    ColumnAmong *among[COLUMN_WIDTHS];
} ColumnComparisons;
// What this processor can do, the best first; null behind the last, which any can.
const ColumnComparisons *const *column_comparisons(void);

#endif
