// SPDX-License-Identifier: MIT
// Registers: column vectors over the rows of a frame, with validity bitmaps (mask.h).
//
// A truth value is two masks, of what is true and of what is false. A value is a mask of what is known, and the values in one
// width: 1, 2, 4 or 8 bytes; width 0 is a run of numbers that rise by one, which takes no space. Registers of the root have one
// row; an operand of the root stands for all rows of another frame (it is spread).
#ifndef ASSIZE_MACHINE_REGISTERS_H
#define ASSIZE_MACHINE_REGISTERS_H

#include "machine/frames.h"
#include "machine/review.h"

// Two of them fill a line of the processor's cache, and are laid out on one. What is of a truth value, of values, of wide values
// and ranges shares its place.
struct Register {
    const Mask *t; // what is true; of other kinds: what is known
    union {
        const Mask *f;      // truth: what is false
        const void *values; // VALUE, of a width that is not 0
        int64_t base;       // VALUE: of a rising run
        Wide *low;          // WIDE, RANGE
    };
    Mask own_t; // masks of up to 64 rows
    union {
        Mask own_f;
        uint8_t width; // VALUE
        Wide *high;    // RANGE
    };
};
_Static_assert(sizeof(struct Register) == 32, "two registers fill a line of the cache");

// A register by its number: that of the instruction that writes it.
static inline Register *reg(const Run *run, uint32_t number)
{
    return &run->registers[number];
}

// The value of a row, known or not.
static inline int64_t value_at(const Register *value, size_t row)
{
    return value->width ? wide_value(value->values, value->width, row) : value->base + (int64_t)row;
}

// ---- what an instruction makes ----

// Places for what an instruction makes, of as many rows as its frame has: masks of up to 64 rows lie in the register, all else in
// the review's arena. Nothing is cleared; the register has them already.
typedef struct TruthMasks {
    Mask *t, *f;
    size_t words; // of each
} TruthMasks;
static inline TruthMasks register_truth(Run *run, Register *out, uint32_t frame)
{
    TruthMasks masks = {&out->own_t, &out->own_f, words_of(run->frames[frame].rows)};
    if (masks.words > 1) {
        masks.t = arena_raw(run->review->arena, 2 * masks.words * sizeof(Mask));
        masks.f = masks.t + masks.words;
    }
    out->t = masks.t;
    out->f = masks.f;
    return masks;
}
// The same, of which nothing is known yet.
static inline TruthMasks register_unknown(Run *run, Register *out, uint32_t frame)
{
    TruthMasks masks = register_truth(run, out, frame);
    memset(masks.t, 0, masks.words * sizeof(Mask));
    memset(masks.f, 0, masks.words * sizeof(Mask));
    return masks;
}
// Tells a row of it, once.
static inline void put_truth(TruthMasks masks, size_t row, Truth truth)
{
    if (truth != TRUTH_UNKNOWN)
        put_bit(truth == TRUTH_TRUE ? masks.t : masks.f, row);
}
// The mask of what is known (t); and with it values of eight bytes each, wide values, or the two ends of ranges.
Mask *register_known(Run *run, Register *out, uint32_t frame);
int64_t *register_values(Run *run, Register *out, uint32_t frame, Mask **known);
Wide *register_wides(Run *run, Register *out, uint32_t frame, Mask **known);
void register_ranges(Run *run, Register *out, uint32_t frame, Mask **known, Wide **low, Wide **high);
// A mask that is no register's, cleared, in the review's arena.
Mask *mask_take(Review *review, size_t rows);

// One word of a truth value, or all of the root's.
static inline void give_truth(Register *out, Mask t, Mask f)
{
    out->own_t = t;
    out->own_f = f;
    out->t = &out->own_t;
    out->f = &out->own_f;
}

// A constant stays where it lies, in the bundle.
static inline void give_number(Register *out, const int64_t *value)
{
    static const Mask known = 1;
    out->t = &known;
    out->values = value;
    out->width = sizeof *value;
}

// ---- operands ----

// A mask of an operand: of its own rows, or the one bit of a root register for all rows.
typedef struct MaskView {
    const Mask *words;
    Mask all;  // where words is null: all bits or none
    bool wide; // whether words has one for each word of the frame
} MaskView;

static inline MaskView mask_view(const Mask *mask, uint32_t own, uint32_t frame)
{
    bool spread = own == 0 && frame != 0;
    return (MaskView){.words = mask, .all = spread && (mask[0] & 1) ? ~(Mask)0 : 0, .wide = !spread};
}

static inline Mask view_word(const MaskView *view, size_t word)
{
    return view->wide ? view->words[word] : view->all;
}

// Reads the values of an operand for the rows from first on, count of them; of a root register its one value.
void load_values(const Run *run, uint32_t operand, uint32_t frame, size_t first, size_t count, int64_t *to);
static inline bool is_spread(const Run *run, uint32_t operand, uint32_t frame)
{
    return frame != 0 && frame_of(run, operand) == 0;
}

// The row of an operand that stands for a row of the frame.
static inline size_t row_for(bool spread, uint32_t row)
{
    return spread ? 0 : row;
}

// What is known of the operand a, or of both, as the known mask of the result.
void one_known(const Run *run, const Instr *instr, Mask *known);
void both_known(const Run *run, const Instr *instr, Mask *known);

#endif
