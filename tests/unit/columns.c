// SPDX-License-Identifier: MIT
// Comparing columns: every way that this processor can gives what is found row by row, and none reads behind a column.
#include "unit/unit.h"

#include "machine/columns.h"

#include <stdlib.h>

enum { MOST_ROWS = 200, MOST_CONSTANTS = 16, TRIALS = 4000 };

typedef struct Trial {
    uint8_t width;
    size_t rows;
    char *values; // with nothing behind it
    Mask known[MOST_ROWS / MASK_ROWS + 1];
    int64_t constants[MOST_CONSTANTS];
    size_t constant_count;
} Trial;

static int64_t narrowed(int64_t value, uint8_t width)
{
    int shift = 64 - 8 * width;
    return (int64_t)((uint64_t)value << shift) >> shift;
}

// Small ones, so that many are equal, and the ends of the width.
static int64_t some_value(UnitRandom *random, uint8_t width)
{
    int64_t least = narrowed((int64_t)((uint64_t)1 << (8 * width - 1)), width);
    switch (unit_below(random, 8)) {
    case 0:
        return least;
    case 1:
        return -(least + 1);
    case 2:
        return narrowed((int64_t)unit_random(random), width);
    default:
        return (int64_t)unit_below(random, 7) - 3;
    }
}

static int64_t value_of(const Trial *trial, size_t row)
{
    int64_t value = 0;
    memcpy(&value, trial->values + row * trial->width, trial->width);
    return narrowed(value, trial->width);
}

static void open_trial(Trial *trial, UnitRandom *random)
{
    trial->width = (uint8_t)(1u << unit_below(random, COLUMN_WIDTHS));
    trial->rows = 1 + unit_below(random, unit_below(random, 2) ? MOST_ROWS : 40);
    trial->values = malloc(trial->rows * trial->width);
    assert_non_null(trial->values);
    for (size_t row = 0; row < trial->rows; row++) {
        int64_t value = some_value(random, trial->width);
        memcpy(trial->values + row * trial->width, &value, trial->width);
    }
    for (size_t word = 0; word < words_of(trial->rows); word++)
        trial->known[word] = unit_below(random, 3) ? ~(Mask)0 : unit_random(random);
    trial->known[words_of(trial->rows) - 1] &= tail_of(trial->rows);
    trial->constant_count = unit_below(random, MOST_CONSTANTS + 1);
    for (size_t i = 0; i < MOST_CONSTANTS; i++)
        trial->constants[i] = some_value(random, trial->width);
}

static void try_sides(const ColumnComparisons *way, const Trial *trial)
{
    for (int side = 0; side < SIDES; side++) {
        Mask t[MOST_ROWS / MASK_ROWS + 1], f[MOST_ROWS / MASK_ROWS + 1];
        way->by[width_place(trial->width)][side](trial->values, trial->rows, trial->constants[0], trial->known, t, f);
        for (size_t row = 0; row < words_of(trial->rows) * MASK_ROWS; row++) {
            bool known = row < trial->rows && bit(trial->known, row);
            int64_t value = known ? value_of(trial, row) : 0, constant = trial->constants[0];
            bool holds = side == SIDE_EQUAL ? value == constant : side == SIDE_ABOVE ? value > constant : value < constant;
            if (bit(t, row) != (known && holds) || bit(f, row) != (known && !holds))
                fail_msg("%s: width %u, side %d, row %zu of %zu", way->name, trial->width, side, row, trial->rows);
        }
    }
}

static void try_among(const ColumnComparisons *way, const Trial *trial)
{
    Mask in[MOST_ROWS / MASK_ROWS + 1];
    way->among[width_place(trial->width)](trial->values, trial->rows, trial->constants, trial->constant_count, in);
    for (size_t row = 0; row < words_of(trial->rows) * MASK_ROWS; row++) {
        bool one_of = false;
        for (size_t i = 0; row < trial->rows && i < trial->constant_count; i++)
            one_of |= value_of(trial, row) == trial->constants[i];
        if (bit(in, row) != one_of)
            fail_msg("%s: width %u, among %zu, row %zu of %zu", way->name, trial->width, trial->constant_count, row, trial->rows);
    }
}

static void all_ways(void **state)
{
    (void)state;
    UnitRandom random = {4711};
    size_t ways = 0;
    for (const ColumnComparisons *const *way = column_comparisons(); *way; way++)
        ways++;
    assert_true(ways > 0);
    for (int i = 0; i < TRIALS; i++) {
        Trial trial;
        open_trial(&trial, &random);
        for (const ColumnComparisons *const *way = column_comparisons(); *way; way++) {
            try_sides(*way, &trial);
            try_among(*way, &trial);
        }
        free(trial.values);
    }
    print_message("%zu ways\n", ways);
}

int main(void)
{
    const struct CMUnitTest tests[] = {UNIT_TEST(all_ways)};
    return cmocka_run_group_tests_name("columns", tests, NULL, NULL);
}
