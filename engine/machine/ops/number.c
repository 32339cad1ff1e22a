// SPDX-License-Identifier: MIT
// Arithmetic on 64 and 128 bits, and interval arithmetic on ranges (LANGUAGE.md 4.2). The compiler has bounded every result;
// what a damaged bundle could make overflow wraps.
#include "machine/ops/by_kind.h"
#include "machine/ops/operations.h"

// ---- 64 bits ----

typedef enum Operator { OPERATOR_ADD, OPERATOR_SUBTRACT, OPERATOR_MULTIPLY } Operator;

static void calculate(Run *run, const Instr *instr, Register *out, Operator operator)
{
    Mask *known;
    int64_t *values = register_values(run, out, instr->frame, &known);
    uint32_t rows = rows_of(run, instr->frame);
    both_known(run, instr, known);
    for (uint32_t first = 0; first < rows; first += MASK_ROWS) {
        uint32_t count = rows - first < MASK_ROWS ? rows - first : MASK_ROWS;
        int64_t a[MASK_ROWS], b[MASK_ROWS];
        load_values(run, instr->a, instr->frame, first, count, a);
        load_values(run, instr->b, instr->frame, first, count, b);
        int64_t *to = values + first;
        for (uint32_t i = 0; i < count; i++) {
            uint64_t x = (uint64_t)a[i], y = (uint64_t)b[i];
            to[i] = (int64_t)(operator== OPERATOR_ADD ? x + y : operator== OPERATOR_SUBTRACT ? x - y : x * y);
        }
    }
}

INSTANCE(op_ADD, calculate, OPERATOR_ADD)
INSTANCE(op_SUBTRACT, calculate, OPERATOR_SUBTRACT)
INSTANCE(op_MULTIPLY, calculate, OPERATOR_MULTIPLY)

void op_NEGATE(Run *run, const Instr *instr, Register *out)
{
    Mask *known;
    int64_t *values = register_values(run, out, instr->frame, &known);
    uint32_t rows = rows_of(run, instr->frame);
    one_known(run, instr, known);
    load_values(run, instr->a, instr->frame, 0, rows, values);
    for (uint32_t row = 0; row < rows; row++)
        values[row] = (int64_t)(0 - (uint64_t)values[row]);
}

// ---- 128 bits, and ranges of them: each end for itself ----

static Wide wide_same(const void *with, Wide end)
{
    (void)with;
    return end;
}

INSTANCE(op_WIDEN, map_rows, KIND_NUMBER, KIND_WIDE, wide_same, NULL)
INSTANCE(op_NARROW, map_rows, KIND_WIDE, KIND_NUMBER, wide_same, NULL)
INSTANCE(op_RANGE, map_rows, KIND_WIDE, KIND_RANGE, wide_same, NULL)

static Wide wide_add(Wide a, Wide b)
{
    return (Wide)((UnsignedWide)a + (UnsignedWide)b);
}

static Wide wide_subtract(Wide a, Wide b)
{
    return (Wide)((UnsignedWide)a - (UnsignedWide)b);
}

static Wide wide_multiply(Wide a, Wide b)
{
    return (Wide)((UnsignedWide)a * (UnsignedWide)b);
}

// Ends that may have no end: the smallest and the largest number stand for that.
static Wide end_add(Wide a, Wide b)
{
    if (a == WIDE_MIN || b == WIDE_MIN)
        return WIDE_MIN;
    return a == WIDE_MAX || b == WIDE_MAX ? WIDE_MAX : wide_add(a, b);
}

static Wide end_negate(Wide a)
{
    return a == WIDE_MIN ? WIDE_MAX : a == WIDE_MAX ? WIDE_MIN : wide_subtract(0, a);
}

static Wide negated_value(const void *with, Wide value)
{
    (void)with;
    return wide_subtract(0, value);
}

static Wide negated_end(const void *with, Wide end)
{
    (void)with;
    return end_negate(end);
}

INSTANCE(op_NEGATE_WIDE, map_rows, KIND_WIDE, KIND_WIDE, negated_value, NULL)
INSTANCE(op_NEGATE_RANGE, map_rows, KIND_RANGE, KIND_RANGE, negated_end, NULL)

void op_POINT(Run *run, const Instr *instr, Register *out)
{
    const Register *a = reg(run, instr->a);
    bool spread = is_spread(run, instr->a, instr->frame);
    Mask *known;
    Wide *values = register_wides(run, out, instr->frame, &known);
    uint32_t rows = rows_of(run, instr->frame);
    memset(known, 0, words_of(rows) * sizeof(Mask));
    for (uint32_t row = 0; row < rows; row++) {
        size_t i = row_for(spread, row);
        bool point = bit(a->t, i) && a->low[i] == a->high[i];
        values[row] = point ? a->low[i] : 0;
        if (point)
            put_bit(known, row);
    }
}

// ---- of two ----

// What two values come to; false where it is unknown.
typedef bool Combine(int64_t with, Ends a, Ends b, Ends *result);

static inline __attribute__((always_inline)) void combine_instance(Run *run, const Instr *instr, Register *out, ValueKind kind,
                                                                   Combine *combine, int64_t with, bool root)
{
    const Register *a = reg(run, instr->a), *b = reg(run, instr->b);
    bool spread_a = !root && is_spread(run, instr->a, instr->frame), spread_b = !root && is_spread(run, instr->b, instr->frame);
    uint32_t rows = root ? 1 : rows_of(run, instr->frame);
    MadeColumn to = root ? made_in_root(run, out, kind) : made_column(run, out, instr->frame, kind);
    if (root)
        *to.known = a->t[0] & b->t[0] & 1;
    else
        both_known(run, instr, to.known);
    for (uint32_t row = 0; row < rows; row++) {
        Ends ends = {0, 0};
        if (bit(to.known, row) &&
            !combine(with, ends_at(a, row_for(spread_a, row), kind), ends_at(b, row_for(spread_b, row), kind), &ends))
            clear_bit(to.known, row);
        put_ends(&to, row, kind, ends);
    }
}

static inline __attribute__((always_inline)) void combine_rows(Run *run, const Instr *instr, Register *out, ValueKind kind,
                                                               Combine *combine, int64_t with)
{
    if (instr->frame == 0)
        combine_instance(run, instr, out, kind, combine, with, true);
    else
        combine_instance(run, instr, out, kind, combine, with, false);
}

static bool add_values(int64_t with, Ends a, Ends b, Ends *result)
{
    (void)with;
    result->low = wide_add(a.low, b.low);
    return true;
}

static bool subtract_values(int64_t with, Ends a, Ends b, Ends *result)
{
    (void)with;
    result->low = wide_subtract(a.low, b.low);
    return true;
}

static bool multiply_values(int64_t decimals, Ends a, Ends b, Ends *result)
{
    result->low = decimals ? number_multiply_decimals(a.low, b.low) : wide_multiply(a.low, b.low);
    return true;
}

static bool divide_values(int64_t factor, Ends a, Ends b, Ends *result)
{
    if (b.low == 0)
        return false; // unknown: arithmetic
    result->low = number_divide(a.low, factor, b.low);
    return true;
}

static bool add_ranges(int64_t with, Ends a, Ends b, Ends *result)
{
    (void)with;
    *result = (Ends){end_add(a.low, b.low), end_add(a.high, b.high)};
    return true;
}

static bool subtract_ranges(int64_t with, Ends a, Ends b, Ends *result)
{
    return add_ranges(with, a, (Ends){end_negate(b.high), end_negate(b.low)}, result);
}

static Wide end_times(Wide end, Wide factor, bool decimals)
{
    if (end == WIDE_MIN || end == WIDE_MAX)
        return factor < 0 ? end_negate(end) : end;
    return decimals ? number_multiply_decimals(end, factor) : wide_multiply(end, factor);
}

// A range times one value; which of the two it is may be another one in each row.
static bool multiply_ranges(int64_t decimals, Ends a, Ends b, Ends *result)
{
    bool by_b = b.low == b.high;
    if (!by_b && a.low != a.high)
        return false;
    Wide factor = by_b ? b.low : a.low;
    Ends range = by_b ? a : b;
    if (factor == 0)
        return true; // of a range without end too
    Wide one = end_times(range.low, factor, decimals != 0), other = end_times(range.high, factor, decimals != 0);
    result->low = factor < 0 ? other : one;
    result->high = factor < 0 ? one : other;
    return true;
}

INSTANCE(op_ADD_WIDE, combine_rows, KIND_WIDE, add_values, 0)
INSTANCE(op_SUBTRACT_WIDE, combine_rows, KIND_WIDE, subtract_values, 0)
INSTANCE(op_MULTIPLY_WIDE, combine_rows, KIND_WIDE, multiply_values, false)
INSTANCE(op_MULTIPLY_DECIMAL, combine_rows, KIND_WIDE, multiply_values, true)

void op_DIVIDE(Run *run, const Instr *instr, Register *out)
{
    int64_t factor = 1;
    for (uint32_t places = 0; places < instr->c; places++)
        factor *= 10;
    combine_rows(run, instr, out, KIND_WIDE, divide_values, factor);
}

INSTANCE(op_ADD_RANGE, combine_rows, KIND_RANGE, add_ranges, 0)
INSTANCE(op_SUBTRACT_RANGE, combine_rows, KIND_RANGE, subtract_ranges, 0)
INSTANCE(op_MULTIPLY_RANGE, combine_rows, KIND_RANGE, multiply_ranges, instr->c)

// ---- one or the other ----

static inline __attribute__((always_inline)) void choose_rows(Run *run, const Instr *instr, Register *out, ValueKind kind)
{
    const Register *a = reg(run, instr->a), *b = reg(run, instr->b), *c = reg(run, instr->c);
    bool spread_a = is_spread(run, instr->a, instr->frame), spread_b = is_spread(run, instr->b, instr->frame);
    bool spread_c = is_spread(run, instr->c, instr->frame);
    MadeColumn to = made_column(run, out, instr->frame, kind);
    uint32_t rows = rows_of(run, instr->frame);
    memset(to.known, 0, words_of(rows) * sizeof(Mask));
    for (uint32_t row = 0; row < rows; row++) {
        size_t condition = row_for(spread_a, row), i = row_for(spread_b, row), j = row_for(spread_c, row);
        bool yes = bit(a->t, condition), no = bit(a->f, condition), known_b = bit(b->t, i), known_c = bit(c->t, j);
        Ends x = known_b ? ends_at(b, i, kind) : (Ends){0, 0}, y = known_c ? ends_at(c, j, kind) : (Ends){0, 0};
        bool equal = known_b && known_c && x.low == x.high && y.low == y.high && x.low == y.low;
        bool take_b = yes ? known_b : !no && equal, take_c = no && known_c;
        put_ends(&to, row, kind, take_b ? x : take_c ? y : (Ends){0, 0});
        if (take_b || take_c)
            put_bit(to.known, row);
    }
}

INSTANCE(op_CHOOSE, choose_rows, KIND_NUMBER)
INSTANCE(op_CHOOSE_WIDE, choose_rows, KIND_WIDE)
INSTANCE(op_CHOOSE_RANGE, choose_rows, KIND_RANGE)

void op_SETTLED(Run *run, const Instr *instr, Register *out)
{
    const Register *a = reg(run, instr->a), *b = reg(run, instr->b), *c = reg(run, instr->c);
    bool spread_a = is_spread(run, instr->a, instr->frame), spread_b = is_spread(run, instr->b, instr->frame);
    bool spread_c = is_spread(run, instr->c, instr->frame);
    Mask *known;
    int64_t *values = register_values(run, out, instr->frame, &known);
    uint32_t rows = rows_of(run, instr->frame);
    memset(known, 0, words_of(rows) * sizeof(Mask));
    for (uint32_t row = 0; row < rows; row++) {
        size_t i = row_for(spread_a, row);
        bool settled = bit(c->t, row_for(spread_c, row));
        values[row] = settled ? value_at(b, row_for(spread_b, row)) : bit(a->t, i) ? value_at(a, i) : 0;
        if (settled || bit(a->t, i))
            put_bit(known, row);
    }
}
