// SPDX-License-Identifier: MIT
// Arithmetic (LANGUAGE.md 4.2). The compiler has bounded every result; what a damaged bundle could make overflow wraps.
#include "machine/ops/operations.h"
#include "machine/registers.h"

// ---- 64 bits ----

typedef enum Operator { OPERATOR_ADD, OPERATOR_SUBTRACT, OPERATOR_MULTIPLY } Operator;

static void calculate(Run *run, const Instr *instr, Register *out, Operator operator)
{
    Mask *known;
    int64_t *values = value_room(run, out, instr->frame, &known);
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

void op_ADD(Run *run, const Instr *instr, Register *out)
{
    calculate(run, instr, out, OPERATOR_ADD);
}

void op_SUBTRACT(Run *run, const Instr *instr, Register *out)
{
    calculate(run, instr, out, OPERATOR_SUBTRACT);
}

void op_MULTIPLY(Run *run, const Instr *instr, Register *out)
{
    calculate(run, instr, out, OPERATOR_MULTIPLY);
}

void op_NEGATE(Run *run, const Instr *instr, Register *out)
{
    Mask *known;
    int64_t *values = value_room(run, out, instr->frame, &known);
    uint32_t rows = rows_of(run, instr->frame);
    one_known(run, instr, known);
    load_values(run, instr->a, instr->frame, 0, rows, values);
    for (uint32_t row = 0; row < rows; row++)
        values[row] = (int64_t)(0 - (uint64_t)values[row]);
}

void op_WIDEN(Run *run, const Instr *instr, Register *out)
{
    const Register *a = reg(run, instr->a);
    bool spread = is_spread(run, instr->a, instr->frame);
    Mask *known;
    Wide *values = wide_room(run, out, instr->frame, &known);
    one_known(run, instr, known);
    uint32_t rows = rows_of(run, instr->frame);
    for (uint32_t row = 0; row < rows; row++)
        values[row] = value_at(a, row_for(spread, row));
}

void op_NARROW(Run *run, const Instr *instr, Register *out)
{
    const Register *a = reg(run, instr->a);
    bool spread = is_spread(run, instr->a, instr->frame);
    Mask *known;
    int64_t *values = value_room(run, out, instr->frame, &known);
    one_known(run, instr, known);
    uint32_t rows = rows_of(run, instr->frame);
    for (uint32_t row = 0; row < rows; row++)
        values[row] = (int64_t)a->low[row_for(spread, row)];
}

// ---- 128 bits ----

typedef Wide WideOperation(Wide a, Wide b);

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

static void calculate_wide(Run *run, const Instr *instr, Register *out, WideOperation *operation)
{
    const Register *a = reg(run, instr->a), *b = reg(run, instr->b);
    bool spread_a = is_spread(run, instr->a, instr->frame), spread_b = is_spread(run, instr->b, instr->frame);
    Mask *known;
    Wide *values = wide_room(run, out, instr->frame, &known);
    both_known(run, instr, known);
    uint32_t rows = rows_of(run, instr->frame);
    for (uint32_t row = 0; row < rows; row++)
        values[row] = bit(known, row) ? operation(a->low[row_for(spread_a, row)], b->low[row_for(spread_b, row)]) : 0;
}

void op_ADD_WIDE(Run *run, const Instr *instr, Register *out)
{
    calculate_wide(run, instr, out, wide_add);
}

void op_SUBTRACT_WIDE(Run *run, const Instr *instr, Register *out)
{
    calculate_wide(run, instr, out, wide_subtract);
}

void op_MULTIPLY_WIDE(Run *run, const Instr *instr, Register *out)
{
    calculate_wide(run, instr, out, wide_multiply);
}

void op_MULTIPLY_DECIMAL(Run *run, const Instr *instr, Register *out)
{
    calculate_wide(run, instr, out, number_multiply_decimals);
}

void op_NEGATE_WIDE(Run *run, const Instr *instr, Register *out)
{
    const Register *a = reg(run, instr->a);
    bool spread = is_spread(run, instr->a, instr->frame);
    Mask *known;
    Wide *values = wide_room(run, out, instr->frame, &known);
    one_known(run, instr, known);
    uint32_t rows = rows_of(run, instr->frame);
    for (uint32_t row = 0; row < rows; row++)
        values[row] = wide_subtract(0, a->low[row_for(spread, row)]);
}

static int64_t power_of_ten(uint32_t places)
{
    int64_t power = 1;
    while (places-- > 0)
        power *= 10;
    return power;
}

void op_DIVIDE(Run *run, const Instr *instr, Register *out)
{
    const Register *a = reg(run, instr->a), *b = reg(run, instr->b);
    bool spread_a = is_spread(run, instr->a, instr->frame), spread_b = is_spread(run, instr->b, instr->frame);
    int64_t factor = power_of_ten(instr->c);
    Mask *known;
    Wide *values = wide_room(run, out, instr->frame, &known);
    both_known(run, instr, known);
    uint32_t rows = rows_of(run, instr->frame);
    for (uint32_t row = 0; row < rows; row++) {
        values[row] = 0;
        Wide divisor = b->low[row_for(spread_b, row)];
        if (!bit(known, row))
            continue;
        if (divisor == 0)
            known[row / MASK_ROWS] &= ~((Mask)1 << (row % MASK_ROWS)); // unknown: arithmetic
        else
            values[row] = number_divide(a->low[row_for(spread_a, row)], factor, divisor);
    }
}

void op_CHOOSE(Run *run, const Instr *instr, Register *out)
{
    const Register *a = reg(run, instr->a), *b = reg(run, instr->b), *c = reg(run, instr->c);
    bool spread_a = is_spread(run, instr->a, instr->frame), spread_b = is_spread(run, instr->b, instr->frame);
    bool spread_c = is_spread(run, instr->c, instr->frame);
    Mask *known;
    int64_t *values = value_room(run, out, instr->frame, &known);
    uint32_t rows = rows_of(run, instr->frame);
    memset(known, 0, words_of(rows) * sizeof(Mask));
    for (uint32_t row = 0; row < rows; row++) {
        size_t condition = row_for(spread_a, row), i = row_for(spread_b, row), j = row_for(spread_c, row);
        bool yes = bit(a->t, condition), no = bit(a->f, condition);
        bool known_b = bit(b->t, i), known_c = bit(c->t, j);
        bool equal = known_b && known_c && value_at(b, i) == value_at(c, j);
        bool take_b = yes ? known_b : !no && equal, take_c = no && known_c;
        values[row] = take_b ? value_at(b, i) : take_c ? value_at(c, j) : 0;
        if (take_b || take_c)
            put_bit(known, row);
    }
}

void op_CHOOSE_WIDE(Run *run, const Instr *instr, Register *out)
{
    const Register *a = reg(run, instr->a), *b = reg(run, instr->b), *c = reg(run, instr->c);
    bool spread_a = is_spread(run, instr->a, instr->frame), spread_b = is_spread(run, instr->b, instr->frame);
    bool spread_c = is_spread(run, instr->c, instr->frame);
    Mask *known;
    Wide *values = wide_room(run, out, instr->frame, &known);
    uint32_t rows = rows_of(run, instr->frame);
    memset(known, 0, words_of(rows) * sizeof(Mask));
    for (uint32_t row = 0; row < rows; row++) {
        size_t condition = row_for(spread_a, row), i = row_for(spread_b, row), j = row_for(spread_c, row);
        bool yes = bit(a->t, condition), no = bit(a->f, condition);
        bool known_b = bit(b->t, i), known_c = bit(c->t, j);
        bool equal = known_b && known_c && b->low[i] == c->low[j];
        bool take_b = yes ? known_b : !no && equal, take_c = no && known_c;
        values[row] = take_b ? b->low[i] : take_c ? c->low[j] : 0;
        if (take_b || take_c)
            put_bit(known, row);
    }
}

// ---- ranges ----

void op_RANGE(Run *run, const Instr *instr, Register *out)
{
    const Register *a = reg(run, instr->a);
    bool spread = is_spread(run, instr->a, instr->frame);
    Mask *known;
    Wide *low, *high;
    range_room(run, out, instr->frame, &known, &low, &high);
    one_known(run, instr, known);
    uint32_t rows = rows_of(run, instr->frame);
    for (uint32_t row = 0; row < rows; row++)
        low[row] = high[row] = bit(known, row) ? a->low[row_for(spread, row)] : 0;
}

void op_POINT(Run *run, const Instr *instr, Register *out)
{
    const Register *a = reg(run, instr->a);
    bool spread = is_spread(run, instr->a, instr->frame);
    Mask *known;
    Wide *values = wide_room(run, out, instr->frame, &known);
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

static void combine_ranges(Run *run, const Instr *instr, Register *out, bool minus)
{
    const Register *a = reg(run, instr->a), *b = reg(run, instr->b);
    bool spread_a = is_spread(run, instr->a, instr->frame), spread_b = is_spread(run, instr->b, instr->frame);
    Mask *known;
    Wide *low, *high;
    range_room(run, out, instr->frame, &known, &low, &high);
    both_known(run, instr, known);
    uint32_t rows = rows_of(run, instr->frame);
    for (uint32_t row = 0; row < rows; row++) {
        low[row] = high[row] = 0;
        if (!bit(known, row))
            continue;
        size_t i = row_for(spread_a, row), j = row_for(spread_b, row);
        Wide other_low = minus ? end_negate(b->high[j]) : b->low[j], other_high = minus ? end_negate(b->low[j]) : b->high[j];
        low[row] = end_add(a->low[i], other_low);
        high[row] = end_add(a->high[i], other_high);
    }
}

void op_ADD_RANGE(Run *run, const Instr *instr, Register *out)
{
    combine_ranges(run, instr, out, false);
}

void op_SUBTRACT_RANGE(Run *run, const Instr *instr, Register *out)
{
    combine_ranges(run, instr, out, true);
}

void op_NEGATE_RANGE(Run *run, const Instr *instr, Register *out)
{
    const Register *a = reg(run, instr->a);
    bool spread = is_spread(run, instr->a, instr->frame);
    Mask *known;
    Wide *low, *high;
    range_room(run, out, instr->frame, &known, &low, &high);
    one_known(run, instr, known);
    uint32_t rows = rows_of(run, instr->frame);
    for (uint32_t row = 0; row < rows; row++) {
        size_t i = row_for(spread, row);
        low[row] = bit(known, row) ? end_negate(a->high[i]) : 0;
        high[row] = bit(known, row) ? end_negate(a->low[i]) : 0;
    }
}

static Wide end_times(Wide end, Wide factor, bool decimals)
{
    if (end == WIDE_MIN || end == WIDE_MAX)
        return factor < 0 ? end_negate(end) : end;
    return decimals ? number_multiply_decimals(end, factor) : wide_multiply(end, factor);
}

// A range times one value; which of the two it is may be another one in each row.
void op_MULTIPLY_RANGE(Run *run, const Instr *instr, Register *out)
{
    const Register *a = reg(run, instr->a), *b = reg(run, instr->b);
    bool spread_a = is_spread(run, instr->a, instr->frame), spread_b = is_spread(run, instr->b, instr->frame);
    Mask *known;
    Wide *low, *high;
    range_room(run, out, instr->frame, &known, &low, &high);
    both_known(run, instr, known);
    uint32_t rows = rows_of(run, instr->frame);
    for (uint32_t row = 0; row < rows; row++) {
        low[row] = high[row] = 0;
        size_t i = row_for(spread_a, row), j = row_for(spread_b, row);
        bool by_b = bit(known, row) && b->low[j] == b->high[j], by_a = bit(known, row) && a->low[i] == a->high[i];
        if (!by_a && !by_b) {
            clear_bit(known, row);
            continue;
        }
        Wide factor = by_b ? b->low[j] : a->low[i];
        if (factor == 0)
            continue; // of a range without end too
        Wide one = end_times(by_b ? a->low[i] : b->low[j], factor, instr->c != 0);
        Wide other = end_times(by_b ? a->high[i] : b->high[j], factor, instr->c != 0);
        low[row] = factor < 0 ? other : one;
        high[row] = factor < 0 ? one : other;
    }
}

void op_CHOOSE_RANGE(Run *run, const Instr *instr, Register *out)
{
    const Register *a = reg(run, instr->a), *b = reg(run, instr->b), *c = reg(run, instr->c);
    bool spread_a = is_spread(run, instr->a, instr->frame), spread_b = is_spread(run, instr->b, instr->frame);
    bool spread_c = is_spread(run, instr->c, instr->frame);
    Mask *known;
    Wide *low, *high;
    range_room(run, out, instr->frame, &known, &low, &high);
    uint32_t rows = rows_of(run, instr->frame);
    memset(known, 0, words_of(rows) * sizeof(Mask));
    for (uint32_t row = 0; row < rows; row++) {
        size_t condition = row_for(spread_a, row), i = row_for(spread_b, row), j = row_for(spread_c, row);
        bool yes = bit(a->t, condition), no = bit(a->f, condition);
        bool known_b = bit(b->t, i), known_c = bit(c->t, j);
        bool equal = known_b && known_c && b->low[i] == b->high[i] && c->low[j] == c->high[j] && b->low[i] == c->low[j];
        bool take_b = yes ? known_b : !no && equal, take_c = no && known_c;
        low[row] = take_b ? b->low[i] : take_c ? c->low[j] : 0;
        high[row] = take_b ? b->high[i] : take_c ? c->high[j] : 0;
        if (take_b || take_c)
            put_bit(known, row);
    }
}

void op_SETTLED(Run *run, const Instr *instr, Register *out)
{
    const Register *a = reg(run, instr->a), *b = reg(run, instr->b), *c = reg(run, instr->c);
    bool spread_a = is_spread(run, instr->a, instr->frame), spread_b = is_spread(run, instr->b, instr->frame);
    bool spread_c = is_spread(run, instr->c, instr->frame);
    Mask *known;
    int64_t *values = value_room(run, out, instr->frame, &known);
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
