// SPDX-License-Identifier: MIT
// What a column holds, asked in its own width: which rows hold one of a few values (a vectorised IN), and between which all are.
#ifndef ASSIZE_MACHINE_OPS_AMONG_H
#define ASSIZE_MACHINE_OPS_AMONG_H

#include "machine/registers.h"

enum { AMONG_MOST = 16 };
// The rows of a column from first on, which begins a word, that hold one of up to AMONG_MOST values, as bits.
void rows_among(const Review *review, const Register *column, uint32_t first, uint32_t rows, const int64_t *values,
                uint32_t count, Mask *in);
// The least and the greatest of a column's first rows, which are not none, with what stands where it is not known.
void column_ends(const Register *column, uint32_t rows, int64_t *least, int64_t *greatest);

#endif
