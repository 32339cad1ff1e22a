// SPDX-License-Identifier: MIT
// Values of each kind, row by row: one loop for a family of operations (kernels), which are its instances. What kind their values
// are, and whether they stand in the root, which has one row and so takes no loop, are constants there.
#ifndef ASSIZE_MACHINE_OPS_BY_KIND_H
#define ASSIZE_MACHINE_OPS_BY_KIND_H

#include "machine/registers.h"

typedef enum ValueKind { KIND_NUMBER, KIND_WIDE, KIND_RANGE } ValueKind;

// Of a range; of one value they are equal. WIDE_MIN and WIDE_MAX: without end.
typedef struct Ends {
    Wide low, high;
} Ends;

static inline Ends ends_at(const Register *value, size_t row, ValueKind kind)
{
    Wide low = kind == KIND_NUMBER ? (Wide)value_at(value, row) : value->low[row];
    return (Ends){low, kind == KIND_RANGE ? value->high[row] : low};
}

// A column that an instruction makes. Its mask is not cleared, but for the root's.
typedef struct MadeColumn {
    Mask *known;
    int64_t *values;  // KIND_NUMBER
    Wide *low, *high; // KIND_WIDE, KIND_RANGE
} MadeColumn;

static inline __attribute__((always_inline)) MadeColumn made_column(Run *run, Register *out, uint32_t frame, ValueKind kind)
{
    MadeColumn to = {.values = NULL};
    if (kind == KIND_NUMBER)
        to.values = register_values(run, out, frame, &to.known);
    else if (kind == KIND_WIDE)
        to.low = register_wides(run, out, frame, &to.known);
    else
        register_ranges(run, out, frame, &to.known, &to.low, &to.high);
    return to;
}

static inline __attribute__((always_inline)) void put_ends(const MadeColumn *to, size_t row, ValueKind kind, Ends ends)
{
    if (kind == KIND_NUMBER)
        to->values[row] = (int64_t)ends.low;
    else
        to->low[row] = ends.low;
    if (kind == KIND_RANGE)
        to->high[row] = ends.high;
}

// Of wide values and ranges in the root.
static inline MadeColumn made_in_root(Run *run, Register *out, ValueKind kind)
{
    Wide *ends = arena_raw(run->review->arena, (kind == KIND_RANGE ? 2 : 1) * sizeof *ends);
    out->t = &out->own_t;
    out->low = ends;
    if (kind == KIND_RANGE)
        out->high = ends + 1;
    return (MadeColumn){.known = &out->own_t, .low = ends, .high = ends + 1};
}

// ---- of one operand: each end for itself ----

typedef Wide MapEnd(const void *with, Wide end);

static inline __attribute__((always_inline)) void map_instance(Run *run, const Instr *instr, Register *out, ValueKind from,
                                                               ValueKind kind, MapEnd *map, const void *with, bool root)
{
    const Register *a = reg(run, instr->a);
    bool spread = !root && is_spread(run, instr->a, instr->frame);
    uint32_t rows = root ? 1 : rows_of(run, instr->frame);
    MadeColumn to = root ? made_in_root(run, out, kind) : made_column(run, out, instr->frame, kind);
    if (root)
        *to.known = a->t[0] & 1;
    else
        one_known(run, instr, to.known);
    for (uint32_t row = 0; row < rows; row++) {
        Ends ends = {0, 0};
        if (bit(to.known, row)) {
            ends = ends_at(a, row_for(spread, row), from);
            Wide low = map(with, ends.low), high = kind == KIND_RANGE && from == kind ? map(with, ends.high) : low;
            ends = low <= high ? (Ends){low, high} : (Ends){high, low}; // a map may turn them round
        }
        put_ends(&to, row, kind, ends);
    }
}

// Gives each row what a map makes of the operand's value; unknown where that is. with: for the map.
static inline __attribute__((always_inline)) void map_rows(Run *run, const Instr *instr, Register *out, ValueKind from,
                                                           ValueKind kind, MapEnd *map, const void *with)
{
    if (instr->frame == 0 && kind != KIND_NUMBER)
        map_instance(run, instr, out, from, kind, map, with, true);
    else
        map_instance(run, instr, out, from, kind, map, with, false);
}

// What a row reads by a known handle; false where it is unknown, and the value is what it was.
typedef bool ReadValue(Run *run, const Instr *instr, int64_t handle, int64_t *value);

// Gives each row what is read by the operand's handle; unknown, and 0, where there is nothing.
static inline __attribute__((always_inline)) void read_rows(Run *run, const Instr *instr, Register *out, ReadValue *read)
{
    const Register *handles = reg(run, instr->a);
    bool spread = is_spread(run, instr->a, instr->frame);
    uint32_t rows = rows_of(run, instr->frame);
    Mask *known;
    int64_t *values = register_values(run, out, instr->frame, &known);
    memset(known, 0, words_of(rows) * sizeof(Mask));
    for (uint32_t row = 0; row < rows; row++) {
        size_t from = row_for(spread, row);
        values[row] = 0;
        if (bit(handles->t, from) && read(run, instr, value_at(handles, from), &values[row]))
            put_bit(known, row);
    }
}

// ---- truth values ----

// What the values of two operands come to, those of row i of a and row j of b, which are known.
typedef Truth RelateRows(Run *run, const Register *a, size_t i, const Register *b, size_t j, uint32_t which);

static inline __attribute__((always_inline)) void relate_instance(Run *run, const Instr *instr, Register *out, RelateRows *relate,
                                                                  uint32_t which, bool root)
{
    const Register *a = reg(run, instr->a), *b = reg(run, instr->b);
    bool spread_a = !root && is_spread(run, instr->a, instr->frame), spread_b = !root && is_spread(run, instr->b, instr->frame);
    uint32_t rows = root ? 1 : rows_of(run, instr->frame);
    TruthMasks masks = {&out->own_t, &out->own_f, 1};
    if (root)
        give_truth(out, 0, 0);
    else
        masks = register_unknown(run, out, instr->frame);
    for (uint32_t row = 0; row < rows; row++) {
        size_t i = row_for(spread_a, row), j = row_for(spread_b, row);
        if (bit(a->t, i) && bit(b->t, j))
            put_truth(masks, row, relate(run, a, i, b, j, which));
    }
}

// Gives each row what relates both operands' values; unknown where one of them is. which: of the relations that it knows.
static inline __attribute__((always_inline)) void relate_rows(Run *run, const Instr *instr, Register *out, RelateRows *relate,
                                                              uint32_t which)
{
    if (instr->frame == 0)
        relate_instance(run, instr, out, relate, which, true);
    else
        relate_instance(run, instr, out, relate, which, false);
}

// What a known value comes to. with: as given to judge_rows.
typedef Truth JudgeValue(Run *run, const void *with, int64_t value);

// Gives each row what is judged of the operand's value; unknown where that is.
static inline __attribute__((always_inline)) void judge_rows(Run *run, const Instr *instr, Register *out, JudgeValue *judge,
                                                             const void *with)
{
    const Register *a = reg(run, instr->a);
    bool spread = is_spread(run, instr->a, instr->frame);
    uint32_t rows = rows_of(run, instr->frame);
    TruthMasks masks = register_unknown(run, out, instr->frame);
    for (uint32_t row = 0; row < rows; row++) {
        size_t from = row_for(spread, row);
        if (bit(a->t, from))
            put_truth(masks, row, judge(run, with, value_at(a, from)));
    }
}

#endif
