// SPDX-License-Identifier: MIT
// Three-valued logic on pairs of bitmaps, 64 rows at once (LANGUAGE.md 4.3), and segmented reductions of it (every, some).
#include "machine/ops/by_kind.h"
#include "machine/ops/operations.h"

void op_TRUE(Run *run, const Instr *instr, Register *out)
{
    (void)run;
    (void)instr;
    give_truth(out, 1, 0);
}

void op_FALSE(Run *run, const Instr *instr, Register *out)
{
    (void)run;
    (void)instr;
    give_truth(out, 0, 1);
}

typedef struct TruthView {
    MaskView t, f;
} TruthView;

static TruthView truth_view(const Run *run, uint32_t number, uint32_t frame)
{
    uint32_t own = frame_of(run, number);
    const Register *truth = reg(run, number);
    return (TruthView){mask_view(truth->t, own, frame), mask_view(truth->f, own, frame)};
}

// A root register that stands for all rows brings bits behind the last one.
static void trim(const Run *run, uint32_t frame, TruthMasks masks)
{
    if (!masks.words)
        return;
    Mask tail = tail_of(rows_of(run, frame));
    masks.t[masks.words - 1] &= tail;
    masks.f[masks.words - 1] &= tail;
}

void op_NOT(Run *run, const Instr *instr, Register *out)
{
    TruthView a = truth_view(run, instr->a, instr->frame);
    if (a.t.wide) { // the same masks, seen the other way round
        out->t = a.f.words;
        out->f = a.t.words;
        return;
    }
    TruthMasks masks = register_truth(run, out, instr->frame);
    for (size_t i = 0; i < masks.words; i++) {
        masks.t[i] = view_word(&a.f, i);
        masks.f[i] = view_word(&a.t, i);
    }
    trim(run, instr->frame, masks);
}

void op_AND(Run *run, const Instr *instr, Register *out)
{
    TruthView a = truth_view(run, instr->a, instr->frame), b = truth_view(run, instr->b, instr->frame);
    TruthMasks masks = register_truth(run, out, instr->frame);
    for (size_t i = 0; i < masks.words; i++) {
        masks.t[i] = view_word(&a.t, i) & view_word(&b.t, i);
        masks.f[i] = view_word(&a.f, i) | view_word(&b.f, i);
    }
    trim(run, instr->frame, masks);
}

void op_OR(Run *run, const Instr *instr, Register *out)
{
    TruthView a = truth_view(run, instr->a, instr->frame), b = truth_view(run, instr->b, instr->frame);
    TruthMasks masks = register_truth(run, out, instr->frame);
    for (size_t i = 0; i < masks.words; i++) {
        masks.t[i] = view_word(&a.t, i) | view_word(&b.t, i);
        masks.f[i] = view_word(&a.f, i) & view_word(&b.f, i);
    }
    trim(run, instr->frame, masks);
}

void op_SAME(Run *run, const Instr *instr, Register *out)
{
    TruthView a = truth_view(run, instr->a, instr->frame), b = truth_view(run, instr->b, instr->frame);
    TruthMasks masks = register_truth(run, out, instr->frame);
    for (size_t i = 0; i < masks.words; i++) {
        Mask at = view_word(&a.t, i), af = view_word(&a.f, i), bt = view_word(&b.t, i), bf = view_word(&b.f, i);
        masks.t[i] = (at & bt) | (af & bf);
        masks.f[i] = (at & bf) | (af & bt);
    }
    trim(run, instr->frame, masks);
}

void op_CHOOSE_TRUTH(Run *run, const Instr *instr, Register *out)
{
    TruthView a = truth_view(run, instr->a, instr->frame), b = truth_view(run, instr->b, instr->frame);
    TruthView c = truth_view(run, instr->c, instr->frame);
    TruthMasks masks = register_truth(run, out, instr->frame);
    for (size_t i = 0; i < masks.words; i++) {
        Mask at = view_word(&a.t, i), af = view_word(&a.f, i), neither = ~(at | af);
        Mask bt = view_word(&b.t, i), bf = view_word(&b.f, i), ct = view_word(&c.t, i), cf = view_word(&c.f, i);
        masks.t[i] = (at & bt) | (af & ct) | (neither & bt & ct);
        masks.f[i] = (at & bf) | (af & cf) | (neither & bf & cf);
    }
    trim(run, instr->frame, masks);
}

static void give_known(Run *run, const Instr *instr, Register *out, const Mask *known)
{
    TruthMasks masks = register_truth(run, out, instr->frame);
    memset(masks.f, 0, masks.words * sizeof(Mask));
    uint32_t own = frame_of(run, instr->a);
    MaskView view = mask_view(known, own, instr->frame);
    for (size_t i = 0; i < masks.words; i++)
        masks.t[i] = view_word(&view, i);
    trim(run, instr->frame, masks);
}

INSTANCE(op_KNOWN, give_known, reg(run, instr->a)->t)
INSTANCE(op_KNOWN_WIDE, give_known, reg(run, instr->a)->t)

void op_TRUTH_NUMBER(Run *run, const Instr *instr, Register *out)
{
    TruthView a = truth_view(run, instr->a, instr->frame);
    Mask *known;
    int64_t *values = register_values(run, out, instr->frame, &known);
    uint32_t rows = rows_of(run, instr->frame);
    for (size_t i = 0; i < words_of(rows); i++)
        known[i] = view_word(&a.t, i) | view_word(&a.f, i);
    if (rows)
        known[words_of(rows) - 1] &= tail_of(rows);
    for (uint32_t row = 0; row < rows; row++)
        values[row] = view_word(&a.t, row / MASK_ROWS) >> (row % MASK_ROWS) & 1;
}

static Truth truth_of_number(Run *run, const void *with, int64_t number)
{
    (void)run;
    (void)with;
    return number ? TRUTH_TRUE : TRUTH_FALSE;
}

INSTANCE(op_NUMBER_TRUTH, judge_rows, truth_of_number, NULL)

void op_EVIDENCE(Run *run, const Instr *instr, Register *out)
{
    TruthView strict = truth_view(run, instr->a, instr->frame), plain = truth_view(run, instr->b, instr->frame);
    TruthMasks masks = register_truth(run, out, instr->frame);
    for (size_t i = 0; i < masks.words; i++) {
        masks.t[i] = view_word(&strict.t, i);
        masks.f[i] = view_word(&plain.f, i);
    }
    trim(run, instr->frame, masks);
}

// ---- both operands of the result's own frame: no bit has to be spread, and none lies behind the last row ----

static void join_words(Run *run, const Instr *instr, Register *out, bool both)
{
    const Register *a = reg(run, instr->a), *b = reg(run, instr->b);
    const Mask *at = both ? a->t : a->f, *bt = both ? b->t : b->f; // or is and of what is false
    const Mask *af = both ? a->f : a->t, *bf = both ? b->f : b->t;
    TruthMasks masks = register_truth(run, out, instr->frame);
    Mask *restrict t = both ? masks.t : masks.f, *restrict f = both ? masks.f : masks.t;
    for (size_t i = 0; i < masks.words; i++) {
        t[i] = at[i] & bt[i];
        f[i] = af[i] | bf[i];
    }
}

static inline bool is_one_word(const Run *run, uint32_t frame)
{
    return rows_of(run, frame) - 1 < MASK_ROWS;
}

static inline void join_alike(Run *run, const Instr *instr, Register *out, bool both)
{
    if (!is_one_word(run, instr->frame)) {
        join_words(run, instr, out, both);
        return;
    }
    const Register *a = reg(run, instr->a), *b = reg(run, instr->b);
    if (both)
        give_truth(out, a->t[0] & b->t[0], a->f[0] | b->f[0]);
    else
        give_truth(out, a->t[0] | b->t[0], a->f[0] & b->f[0]);
}

static void and_alike(Run *run, const Instr *instr, Register *out)
{
    join_alike(run, instr, out, true);
}

static void or_alike(Run *run, const Instr *instr, Register *out)
{
    join_alike(run, instr, out, false);
}

// ---- reductions ----

typedef struct Found { // among the rows of a run
    bool some_false;   // some sure member for which it is false
    bool all_true;     // for every row it is true, or the row is no member
} Found;

// What `not member, or body` comes to over a run of rows.
static Found reduce_run(const Mask *member_t, const Mask *member_f, const Mask *body_t, const Mask *body_f, uint32_t from,
                        uint32_t to)
{
    Found found = {false, true};
    for (; from % MASK_ROWS == 0 && to - from >= MASK_ROWS; from += MASK_ROWS) {
        size_t word = from / MASK_ROWS;
        found.some_false |= (member_t[word] & body_f[word]) != 0;
        found.all_true &= (member_f[word] | body_t[word]) == ~(Mask)0;
    }
    while (from < to) {
        uint32_t word = from / MASK_ROWS, first = from % MASK_ROWS;
        uint32_t count = to - from < MASK_ROWS - first ? to - from : MASK_ROWS - first;
        Mask rows = (count == MASK_ROWS ? ~(Mask)0 : ((Mask)1 << count) - 1) << first;
        found.some_false |= (member_t[word] & body_f[word] & rows) != 0;
        found.all_true &= (~(member_f[word] | body_t[word]) & rows) == 0;
        from += count;
    }
    return found;
}

// EVERY with the body's masks swapped for SOME: some member has it unless every one lacks it.
static void quantify(Run *run, const Instr *instr, Register *out, bool some)
{
    const Register *member = reg(run, instr->a), *body = reg(run, instr->b), *closed = reg(run, instr->c);
    const Mask *body_t = some ? body->f : body->t, *body_f = some ? body->t : body->f;
    TruthMasks masks = register_unknown(run, out, instr->frame);
    Mask *is_true = some ? masks.f : masks.t, *is_false = some ? masks.t : masks.f;
    uint32_t rows = rows_of(run, instr->frame), below = frame_of(run, instr->b);
    if (frames_costly(run, below, instr->frame))
        return;
    const uint32_t *runs = frame_runs(run, below, instr->frame);
    for (uint32_t row = 0; row < rows; row++) {
        Found found = reduce_run(member->t, member->f, body_t, body_f, runs[row], runs[row + 1]);
        if (found.some_false)
            put_bit(is_false, row);
        else if (found.all_true && bit(closed->t, row))
            put_bit(is_true, row);
    }
}

INSTANCE(op_EVERY, quantify, false)
INSTANCE(op_SOME, quantify, true)

// Into the root: all rows below are of its one row.
static void quantify_words(Run *run, const Instr *instr, Register *out, bool some)
{
    const Register *member = reg(run, instr->a), *body = reg(run, instr->b), *closed = reg(run, instr->c);
    const Mask *body_t = some ? body->f : body->t, *body_f = some ? body->t : body->f;
    uint32_t rows = rows_of(run, frame_of(run, instr->b));
    if (!rows) { // perhaps there would be too many
        quantify(run, instr, out, some);
        return;
    }
    size_t words = words_of(rows);
    Mask breached = 0, open = 0; // rows for which it is false, and not true
    for (size_t i = 0; i < words; i++) {
        breached |= member->t[i] & body_f[i];
        open |= ~(member->f[i] | body_t[i]) & (i + 1 < words ? ~(Mask)0 : tail_of(rows));
    }
    Mask is_false = breached != 0, is_true = !is_false & !open & closed->t[0] & 1;
    give_truth(out, some ? is_false : is_true, some ? is_true : is_false);
}

static inline void quantify_all(Run *run, const Instr *instr, Register *out, bool some)
{
    uint32_t below = frame_of(run, instr->b);
    if (!is_one_word(run, below)) {
        quantify_words(run, instr, out, some);
        return;
    }
    const Register *member = reg(run, instr->a), *body = reg(run, instr->b), *closed = reg(run, instr->c);
    Mask body_t = some ? body->f[0] : body->t[0], body_f = some ? body->t[0] : body->f[0];
    Mask is_false = (member->t[0] & body_f) != 0, open = ~(member->f[0] | body_t) & tail_of(rows_of(run, below));
    Mask is_true = !is_false & !open & closed->t[0] & 1;
    give_truth(out, some ? is_false : is_true, some ? is_true : is_false);
}

static void every_of_all(Run *run, const Instr *instr, Register *out)
{
    quantify_all(run, instr, out, false);
}

static void some_of_all(Run *run, const Instr *instr, Register *out)
{
    quantify_all(run, instr, out, true);
}

Operation *select_logic(const CodeView *code, const Instr *instr)
{
    switch (instr->op) {
    case OP_AND:
    case OP_OR:
        if (code->instrs[instr->a].frame != instr->frame || code->instrs[instr->b].frame != instr->frame)
            return NULL;
        return instr->op == OP_AND ? and_alike : or_alike;
    case OP_EVERY:
        return instr->frame == 0 ? every_of_all : NULL;
    case OP_SOME:
        return instr->frame == 0 ? some_of_all : NULL;
    default:
        return NULL;
    }
}
