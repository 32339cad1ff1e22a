// SPDX-License-Identifier: MIT
// Frames of two others: below each row the rows of one, and behind them those of the other (concatenation of segments). A union
// is the distinct values of such a frame.
#include "machine/ops/by_kind.h"
#include "machine/ops/operations.h"

enum { BOTH = 2 };

// The frames that a frame is made of, by the instruction that makes it.
typedef struct Sides {
    uint32_t frame[BOTH];
    const uint32_t *runs[BOTH]; // of each row above
} Sides;

static Sides sides_of(Run *run, const Instr *maker)
{
    uint32_t above = run->code.frames[maker->frame].parent;
    Sides sides = {.frame = {frame_of(run, maker->a), frame_of(run, maker->b)}};
    for (int i = 0; i < BOTH; i++)
        sides.runs[i] = frame_runs(run, sides.frame[i], above);
    return sides;
}

static inline __attribute__((always_inline)) void join(Run *run, const Instr *instr, Register *out, ValueKind kind)
{
    uint32_t rows = rows_of(run, run->code.frames[instr->frame].parent);
    Sides sides = sides_of(run, instr);
    uint32_t *counts = arena_array(run->review->arena, (size_t)rows + 1, sizeof *counts);
    for (uint32_t row = 0; row < rows; row++) {
        for (int i = 0; i < BOTH; i++)
            counts[row] += sides.runs[i][row + 1] - sides.runs[i][row];
    }
    bool fits = frame_make(run, instr->frame, counts);
    uint32_t total = rows_of(run, instr->frame), before = rows_of(run, sides.frame[0]);
    uint32_t *origin = arena_raw(run->review->arena, ((size_t)total + 1) * sizeof *origin);
    MadeColumn to = made_column(run, out, instr->frame, kind);
    memset(to.known, 0, words_of(total) * sizeof(Mask));
    run->frames[instr->frame].origin = origin;
    uint32_t at = 0;
    for (uint32_t row = 0; fits && row < rows; row++) {
        for (int i = 0; i < BOTH; i++) {
            const Register *from = reg(run, i == 0 ? instr->a : instr->b);
            for (uint32_t of = sides.runs[i][row]; of < sides.runs[i][row + 1]; of++, at++) {
                origin[at] = i == 0 ? of : before + of;
                put_ends(&to, at, kind, ends_at(from, of, kind));
                if (bit(from->t, of))
                    put_bit(to.known, at);
            }
        }
    }
}

INSTANCE(op_JOINED, join, KIND_NUMBER)
INSTANCE(op_JOINED_WIDE, join, KIND_WIDE)

void op_JOINED_TRUTH(Run *run, const Instr *instr, Register *out)
{
    const uint32_t *origin = run->frames[instr->frame].origin;
    uint32_t rows = rows_of(run, instr->frame), before = rows_of(run, frame_of(run, instr->b));
    TruthMasks masks = register_unknown(run, out, instr->frame);
    for (uint32_t row = 0; row < rows; row++) {
        bool first = origin[row] < before;
        const Register *from = reg(run, first ? instr->b : instr->c);
        uint32_t of = first ? origin[row] : origin[row] - before;
        if (bit(from->t, of))
            put_bit(masks.t, row);
        if (bit(from->f, of))
            put_bit(masks.f, row);
    }
}
