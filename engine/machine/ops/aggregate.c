// SPDX-License-Identifier: MIT
// Counts, sums and extremes of the members of sets (LANGUAGE.md 4.7): segmented reductions with interval results. What may be in
// widens a range, or leaves an extreme unknown where it could change it.
#include "machine/ops/by_kind.h"
#include "machine/ops/operations.h"
#include "machine/ops/version.h"

// The rows below one row of the result.
typedef struct Rows {
    uint32_t from, to;
} Rows;

// The bits of a mask that stand for rows of a run, word by word: calls with the word's place and those bits.
static inline Mask rows_of_word(Rows rows, uint32_t word)
{
    Mask bits = ~(Mask)0;
    uint32_t first = word * MASK_ROWS;
    if (rows.from > first)
        bits &= ~(Mask)0 << (rows.from - first);
    if (rows.to - first < MASK_ROWS)
        bits &= ((Mask)1 << (rows.to - first)) - 1;
    return bits;
}

static inline uint32_t first_word(Rows rows)
{
    return rows.from / MASK_ROWS;
}

static inline uint32_t end_word(Rows rows)
{
    return rows.from == rows.to ? first_word(rows) : (rows.to - 1) / MASK_ROWS + 1;
}

#ifdef __SSE2__
__attribute__((target("popcnt"))) static int64_t count_at_once(const Mask *mask, size_t words)
{
    int64_t count = 0;
    for (size_t i = 0; i < words; i++)
        count += __builtin_popcountll(mask[i]);
    return count;
}
#endif

// The bits of a whole mask.
static int64_t count_bits(const Mask *mask, size_t words)
{
#ifdef __SSE2__
    if (__builtin_cpu_supports("popcnt"))
        return count_at_once(mask, words);
#endif
    int64_t count = 0;
    for (size_t i = 0; i < words; i++)
        count += __builtin_popcountll(mask[i]);
    return count;
}

// In the root all rows below are of the one row.
static void count_all(Run *run, const Instr *instr, Register *out)
{
    const Register *member = reg(run, instr->a), *closed = reg(run, instr->c);
    uint32_t below = frame_of(run, instr->a), rows = rows_of(run, below);
    int64_t most = (int64_t)rows - count_bits(member->f, words_of(rows));
    Wide *ends = arena_raw(run->review->arena, 2 * sizeof *ends);
    ends[0] = count_bits(member->t, words_of(rows));
    ends[1] = (closed->t[0] & 1) && !frames_costly(run, below, 0) ? (Wide)most : WIDE_MAX;
    out->own_t = 1;
    out->t = &out->own_t;
    out->low = ends;
    out->high = ends + 1;
}

void op_COUNT(Run *run, const Instr *instr, Register *out)
{
    if (instr->frame == 0) {
        count_all(run, instr, out);
        return;
    }
    const Register *member = reg(run, instr->a), *closed = reg(run, instr->c);
    const uint32_t *runs = frame_runs(run, frame_of(run, instr->a), instr->frame);
    bool costly = frames_costly(run, frame_of(run, instr->a), instr->frame);
    Mask *known;
    Wide *low, *high;
    register_ranges(run, out, instr->frame, &known, &low, &high);
    memcpy(known, frame_all(run, instr->frame), words_of(rows_of(run, instr->frame)) * sizeof(Mask));
    uint32_t rows = rows_of(run, instr->frame);
    for (uint32_t row = 0; row < rows; row++) {
        Rows below = {runs[row], runs[row + 1]};
        int64_t sure = 0, out_of = 0;
        for (uint32_t word = first_word(below); word < end_word(below); word++) {
            Mask bits = rows_of_word(below, word);
            sure += __builtin_popcountll(member->t[word] & bits);
            out_of += __builtin_popcountll(member->f[word] & bits);
        }
        low[row] = sure;
        high[row] = bit(closed->t, row) && !costly ? (Wide)(below.to - below.from) - out_of : WIDE_MAX;
    }
}

// ---- sums ----

static Wide plus(Wide a, Wide b)
{
    return (Wide)((UnsignedWide)a + (UnsignedWide)b);
}

// Ends without end stay so.
static Wide plus_end(Wide a, Wide b)
{
    if (a == WIDE_MIN || a == WIDE_MAX)
        return a;
    return b == WIDE_MIN || b == WIDE_MAX ? b : plus(a, b);
}

static void add_item(Ends *sum, Ends item, bool sure)
{
    if (sure || item.low < 0)
        sum->low = plus_end(sum->low, item.low);
    if (sure || item.high > 0)
        sum->high = plus_end(sum->high, item.high);
}

// The sum over one run of rows; false where a value that is in, or may be, is not known.
static bool sum_rows(const Register *items, const Register *member, Rows below, ValueKind kind, Ends *sum)
{
    *sum = (Ends){0, 0};
    for (uint32_t word = first_word(below); word < end_word(below); word++) {
        Mask in = rows_of_word(below, word) & ~member->f[word];
        if (in & ~items->t[word])
            return false;
        for (; in; in &= in - 1) {
            uint32_t row = word * MASK_ROWS + (uint32_t)__builtin_ctzll(in);
            add_item(sum, ends_at(items, row, kind), member->t[word] >> (row % MASK_ROWS) & 1);
        }
    }
    return true;
}

static void sum_up(Run *run, const Instr *instr, Register *out, ValueKind kind)
{
    const Register *items = reg(run, instr->a), *member = reg(run, instr->b), *closed = reg(run, instr->c);
    const uint32_t *runs = frame_runs(run, frame_of(run, instr->b), instr->frame);
    bool costly = frames_costly(run, frame_of(run, instr->b), instr->frame);
    Mask *known;
    Wide *low, *high;
    register_ranges(run, out, instr->frame, &known, &low, &high);
    uint32_t rows = rows_of(run, instr->frame);
    memset(known, 0, words_of(rows) * sizeof(Mask));
    for (uint32_t row = 0; row < rows; row++) {
        Ends sum;
        low[row] = high[row] = 0;
        if (!sum_rows(items, member, (Rows){runs[row], runs[row + 1]}, kind, &sum))
            continue;
        put_bit(known, row);
        bool all = bit(closed->t, row) && !costly;
        low[row] = all ? sum.low : WIDE_MIN;
        high[row] = all ? sum.high : WIDE_MAX;
    }
}

INSTANCE(op_SUM, sum_up, KIND_NUMBER)
INSTANCE(op_SUM_WIDE, sum_up, KIND_WIDE)
INSTANCE(op_SUM_RANGE, sum_up, KIND_RANGE)

// ---- extremes ----

// What is looked for among the items of a register.
typedef struct Extreme {
    ValueKind kind;
    bool versions, greatest;
} Extreme;

// Whether the item of a row is beyond another one's, in the direction that is looked for.
static bool is_beyond(const Register *items, uint32_t row, uint32_t than, Extreme extreme)
{
    Wide item = ends_at(items, row, extreme.kind).low, other = ends_at(items, than, extreme.kind).low;
    return extreme.greatest ? item > other : item < other;
}

// The row whose item is the extreme of a run; UINT32_MAX where it is not settled.
static uint32_t extreme_row(const Register *items, const Register *member, Rows below, Extreme extreme)
{
    uint32_t found = UINT32_MAX;
    for (uint32_t word = first_word(below); word < end_word(below); word++) {
        Mask rows = rows_of_word(below, word);
        if (rows & ~member->f[word] & ~items->t[word])
            return UINT32_MAX; // a value that is not known could be it
        for (Mask in = rows & member->t[word]; in; in &= in - 1) {
            uint32_t row = word * MASK_ROWS + (uint32_t)__builtin_ctzll(in);
            if (found == UINT32_MAX || is_beyond(items, row, found, extreme))
                found = row;
        }
    }
    if (found == UINT32_MAX)
        return found;
    for (uint32_t word = first_word(below); word < end_word(below); word++) {
        for (Mask perhaps = rows_of_word(below, word) & ~member->f[word] & ~member->t[word]; perhaps; perhaps &= perhaps - 1) {
            if (is_beyond(items, word * MASK_ROWS + (uint32_t)__builtin_ctzll(perhaps), found, extreme))
                return UINT32_MAX;
        }
    }
    return found;
}

static uint32_t extreme_version_row(const Run *run, const Instr *instr, Rows below, bool greatest)
{
    VersionExtreme extreme = version_extreme(run, instr->a, instr->b, below.from, below.to, greatest);
    return version_extreme_is_settled(&extreme, below.to) ? extreme.best : UINT32_MAX;
}

static void find_extremes(Run *run, const Instr *instr, Register *out, Extreme extreme)
{
    const Register *items = reg(run, instr->a), *member = reg(run, instr->b), *closed = reg(run, instr->c);
    const uint32_t *runs = frame_runs(run, frame_of(run, instr->b), instr->frame);
    bool costly = frames_costly(run, frame_of(run, instr->b), instr->frame) ||
                  (extreme.versions && !review_pay(run->review, texts_cost(run, instr->a)));
    MadeColumn to = made_column(run, out, instr->frame, extreme.kind);
    uint32_t rows = rows_of(run, instr->frame);
    memset(to.known, 0, words_of(rows) * sizeof(Mask));
    for (uint32_t row = 0; row < rows; row++) {
        uint32_t found = UINT32_MAX;
        Rows below = {runs[row], runs[row + 1]};
        if (bit(closed->t, row) && !costly)
            found = extreme.versions ? extreme_version_row(run, instr, below, extreme.greatest)
                                     : extreme_row(items, member, below, extreme);
        put_ends(&to, row, extreme.kind, found == UINT32_MAX ? (Ends){0, 0} : ends_at(items, found, extreme.kind));
        if (found != UINT32_MAX)
            put_bit(to.known, row);
    }
}

INSTANCE(op_MIN, find_extremes, (Extreme){.kind = KIND_NUMBER})
INSTANCE(op_MAX, find_extremes, (Extreme){.kind = KIND_NUMBER, .greatest = true})
INSTANCE(op_MIN_WIDE, find_extremes, (Extreme){.kind = KIND_WIDE})
INSTANCE(op_MAX_WIDE, find_extremes, (Extreme){.kind = KIND_WIDE, .greatest = true})
INSTANCE(op_MIN_VERSION, find_extremes, (Extreme){.kind = KIND_NUMBER, .versions = true})
INSTANCE(op_MAX_VERSION, find_extremes, (Extreme){.kind = KIND_NUMBER, .versions = true, .greatest = true})
