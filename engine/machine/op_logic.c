// SPDX-License-Identifier: MIT
// Truth values, 64 rows at once (LANGUAGE.md 4.3), and the reductions of them.
#include "machine/run.h"

void op_TRUE(Run *run, const Instr *instr, Register *out)
{
    TruthRoom room = truth_room(run, out, instr->frame);
    room.t[0] = 1;
    room.f[0] = 0;
}

void op_FALSE(Run *run, const Instr *instr, Register *out)
{
    TruthRoom room = truth_room(run, out, instr->frame);
    room.t[0] = 0;
    room.f[0] = 1;
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
static void trim(const Run *run, uint32_t frame, TruthRoom room)
{
    if (!room.words)
        return;
    Mask tail = tail_of(rows_of(run, frame));
    room.t[room.words - 1] &= tail;
    room.f[room.words - 1] &= tail;
}

// Of frames of up to 64 rows: one word of each operand.
typedef struct TruthWord {
    Mask t, f;
} TruthWord;

static inline TruthWord truth_word(const Run *run, uint32_t number, uint32_t frame)
{
    const Register *truth = reg(run, number);
    if (!is_spread(run, number, frame))
        return (TruthWord){truth->t[0], truth->f[0]};
    return (TruthWord){0 - (truth->t[0] & 1), 0 - (truth->f[0] & 1)};
}

static inline bool is_one_word(const Run *run, uint32_t frame)
{
    uint32_t rows = rows_of(run, frame);
    return rows && rows <= MASK_ROWS;
}

static inline void give_word(const Run *run, uint32_t frame, Register *out, Mask t, Mask f)
{
    Mask rows = tail_of(rows_of(run, frame));
    out->own_t = t & rows;
    out->own_f = f & rows;
    out->t = &out->own_t;
    out->f = &out->own_f;
}

void op_NOT(Run *run, const Instr *instr, Register *out)
{
    TruthView a = truth_view(run, instr->a, instr->frame);
    if (a.t.wide) { // the same masks, seen the other way round
        out->t = a.f.words;
        out->f = a.t.words;
        return;
    }
    TruthRoom room = truth_room(run, out, instr->frame);
    for (size_t i = 0; i < room.words; i++) {
        room.t[i] = view_word(&a.f, i);
        room.f[i] = view_word(&a.t, i);
    }
    trim(run, instr->frame, room);
}

void op_AND(Run *run, const Instr *instr, Register *out)
{
    if (is_one_word(run, instr->frame)) {
        TruthWord x = truth_word(run, instr->a, instr->frame), y = truth_word(run, instr->b, instr->frame);
        give_word(run, instr->frame, out, x.t & y.t, x.f | y.f);
        return;
    }
    TruthView a = truth_view(run, instr->a, instr->frame), b = truth_view(run, instr->b, instr->frame);
    TruthRoom room = truth_room(run, out, instr->frame);
    for (size_t i = 0; i < room.words; i++) {
        room.t[i] = view_word(&a.t, i) & view_word(&b.t, i);
        room.f[i] = view_word(&a.f, i) | view_word(&b.f, i);
    }
    trim(run, instr->frame, room);
}

void op_OR(Run *run, const Instr *instr, Register *out)
{
    if (is_one_word(run, instr->frame)) {
        TruthWord x = truth_word(run, instr->a, instr->frame), y = truth_word(run, instr->b, instr->frame);
        give_word(run, instr->frame, out, x.t | y.t, x.f & y.f);
        return;
    }
    TruthView a = truth_view(run, instr->a, instr->frame), b = truth_view(run, instr->b, instr->frame);
    TruthRoom room = truth_room(run, out, instr->frame);
    for (size_t i = 0; i < room.words; i++) {
        room.t[i] = view_word(&a.t, i) | view_word(&b.t, i);
        room.f[i] = view_word(&a.f, i) & view_word(&b.f, i);
    }
    trim(run, instr->frame, room);
}

void op_SAME(Run *run, const Instr *instr, Register *out)
{
    TruthView a = truth_view(run, instr->a, instr->frame), b = truth_view(run, instr->b, instr->frame);
    TruthRoom room = truth_room(run, out, instr->frame);
    for (size_t i = 0; i < room.words; i++) {
        Mask at = view_word(&a.t, i), af = view_word(&a.f, i), bt = view_word(&b.t, i), bf = view_word(&b.f, i);
        room.t[i] = (at & bt) | (af & bf);
        room.f[i] = (at & bf) | (af & bt);
    }
    trim(run, instr->frame, room);
}

void op_CHOOSE_TRUTH(Run *run, const Instr *instr, Register *out)
{
    TruthView a = truth_view(run, instr->a, instr->frame), b = truth_view(run, instr->b, instr->frame);
    TruthView c = truth_view(run, instr->c, instr->frame);
    TruthRoom room = truth_room(run, out, instr->frame);
    for (size_t i = 0; i < room.words; i++) {
        Mask at = view_word(&a.t, i), af = view_word(&a.f, i), neither = ~(at | af);
        Mask bt = view_word(&b.t, i), bf = view_word(&b.f, i), ct = view_word(&c.t, i), cf = view_word(&c.f, i);
        room.t[i] = (at & bt) | (af & ct) | (neither & bt & ct);
        room.f[i] = (at & bf) | (af & cf) | (neither & bf & cf);
    }
    trim(run, instr->frame, room);
}

static void give_known(Run *run, const Instr *instr, Register *out, const Mask *known)
{
    TruthRoom room = truth_room(run, out, instr->frame);
    memset(room.f, 0, room.words * sizeof(Mask));
    uint32_t own = frame_of(run, instr->a);
    MaskView view = mask_view(known, own, instr->frame);
    for (size_t i = 0; i < room.words; i++)
        room.t[i] = view_word(&view, i);
    trim(run, instr->frame, room);
}

void op_KNOWN(Run *run, const Instr *instr, Register *out)
{
    give_known(run, instr, out, reg(run, instr->a)->t);
}

void op_KNOWN_WIDE(Run *run, const Instr *instr, Register *out)
{
    give_known(run, instr, out, reg(run, instr->a)->t);
}

void op_KNOWN_TRUTH(Run *run, const Instr *instr, Register *out)
{
    TruthView a = truth_view(run, instr->a, instr->frame);
    TruthRoom room = truth_room(run, out, instr->frame);
    memset(room.f, 0, room.words * sizeof(Mask));
    for (size_t i = 0; i < room.words; i++)
        room.t[i] = view_word(&a.t, i) | view_word(&a.f, i);
    trim(run, instr->frame, room);
}

void op_TRUTH_NUMBER(Run *run, const Instr *instr, Register *out)
{
    TruthView a = truth_view(run, instr->a, instr->frame);
    Mask *known;
    int64_t *values = value_room(run, out, instr->frame, &known);
    uint32_t rows = rows_of(run, instr->frame);
    for (size_t i = 0; i < words_of(rows); i++)
        known[i] = view_word(&a.t, i) | view_word(&a.f, i);
    if (rows)
        known[words_of(rows) - 1] &= tail_of(rows);
    for (uint32_t row = 0; row < rows; row++)
        values[row] = view_word(&a.t, row / MASK_ROWS) >> (row % MASK_ROWS) & 1;
}

void op_NUMBER_TRUTH(Run *run, const Instr *instr, Register *out)
{
    const Register *a = reg(run, instr->a);
    bool spread = is_spread(run, instr->a, instr->frame);
    TruthRoom room = truth_room(run, out, instr->frame);
    memset(room.t, 0, room.words * sizeof(Mask));
    memset(room.f, 0, room.words * sizeof(Mask));
    uint32_t rows = rows_of(run, instr->frame);
    for (uint32_t row = 0; row < rows; row++) {
        size_t from = spread ? 0 : row;
        if (bit(a->t, from))
            put_bit(value_at(a, from) ? room.t : room.f, row);
    }
}

void op_EVIDENCE(Run *run, const Instr *instr, Register *out)
{
    TruthView strict = truth_view(run, instr->a, instr->frame), plain = truth_view(run, instr->b, instr->frame);
    TruthRoom room = truth_room(run, out, instr->frame);
    for (size_t i = 0; i < room.words; i++) {
        room.t[i] = view_word(&strict.t, i);
        room.f[i] = view_word(&plain.f, i);
    }
    trim(run, instr->frame, room);
}

// ---- reductions ----

typedef struct Found { // among the rows of a run
    bool some_false;   // some sure member for which it is false
    bool all_true;     // for every row it is true, or the row is no member
} Found;

// What `not member, or body` comes to over a run of rows.
static Found look(const Mask *member_t, const Mask *member_f, const Mask *body_t, const Mask *body_f, uint32_t from, uint32_t to)
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
    TruthRoom room = truth_room(run, out, instr->frame);
    Mask *is_true = some ? room.f : room.t, *is_false = some ? room.t : room.f;
    uint32_t rows = rows_of(run, instr->frame), below = frame_of(run, instr->b);
    for (size_t i = 0; i < room.words; i++)
        room.t[i] = room.f[i] = 0;
    if (frames_costly(run, below, instr->frame))
        return;
    if (instr->frame == 0) { // all rows below are of the one row
        Found found = look(member->t, member->f, body_t, body_f, 0, rows_of(run, below));
        *is_false = found.some_false;
        *is_true = !found.some_false && found.all_true && (closed->t[0] & 1);
        return;
    }
    const uint32_t *runs = frame_runs(run, below, instr->frame);
    for (uint32_t row = 0; row < rows; row++) {
        Found found = look(member->t, member->f, body_t, body_f, runs[row], runs[row + 1]);
        if (found.some_false)
            put_bit(is_false, row);
        else if (found.all_true && bit(closed->t, row))
            put_bit(is_true, row);
    }
}

void op_EVERY(Run *run, const Instr *instr, Register *out)
{
    quantify(run, instr, out, false);
}

void op_SOME(Run *run, const Instr *instr, Register *out)
{
    quantify(run, instr, out, true);
}
