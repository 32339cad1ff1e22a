// SPDX-License-Identifier: MIT
// What a column holds: a vectorised IN over a few values, and its zone (least and greatest). In the column's own width.
#include "machine/ops/among.h"

// A run of numbers that rise by one.
static void among_run(const Register *column, uint32_t first, uint32_t rows, const int64_t *values, uint32_t count, Mask *in)
{
    memset(in, 0, words_of(rows) * sizeof(Mask));
    for (uint32_t v = 0; v < count; v++) {
        uint64_t row = (uint64_t)values[v] - (uint64_t)(column->base + first);
        if (row < rows)
            put_bit(in, (size_t)row);
    }
}

// The values that can be a column's at all.
static uint32_t fitting(const int64_t *values, uint32_t count, uint8_t width, int64_t to[AMONG_MOST])
{
    uint32_t some = 0;
    for (uint32_t i = 0; i < count; i++) {
        to[some] = values[i];
        some += fits_width(values[i], width);
    }
    return some;
}

void rows_among(const Review *review, const Register *column, uint32_t first, uint32_t rows, const int64_t *values,
                uint32_t count, Mask *in)
{
    uint8_t width = column->width;
    if (!width) {
        among_run(column, first, rows, values, count, in);
        return;
    }
    int64_t narrow[AMONG_MOST];
    if (width < sizeof *values) {
        count = fitting(values, count, width, narrow);
        values = narrow;
    }
    if (rows)
        review->prepared->comparisons->among[width_place(width)]((const char *)column->values + (size_t)first * width, rows,
                                                                 values, count, in);
}

// ---- between which values all are ----

#define FIND_ENDS(type)                                                                                                          \
    do {                                                                                                                         \
        const type *from = column->values;                                                                                       \
        type low = from[0], high = from[0];                                                                                      \
        for (uint32_t row = 1; row < rows; row++) {                                                                              \
            low = from[row] < low ? from[row] : low;                                                                             \
            high = from[row] > high ? from[row] : high;                                                                          \
        }                                                                                                                        \
        *least = low;                                                                                                            \
        *greatest = high;                                                                                                        \
    } while (0)

void column_ends(const Register *column, uint32_t rows, int64_t *least, int64_t *greatest)
{
    switch (column->width) {
    case 0:
        *least = column->base;
        *greatest = column->base + (int64_t)rows - 1;
        break;
    case 1:
        FIND_ENDS(int8_t); // NOLINT(bugprone-signed-char-misuse): it is a number
        break;
    case 2:
        FIND_ENDS(int16_t);
        break;
    case 4:
        FIND_ENDS(int32_t);
        break;
    default:
        FIND_ENDS(int64_t);
        break;
    }
}
