// SPDX-License-Identifier: MIT
// Registers: where the column vectors of instructions lie, and how operands are read in blocks of 64 rows.
#include "machine/registers.h"

Mask *mask_take(Review *review, size_t rows)
{
    size_t words = words_of(rows);
    return memset(arena_raw(review->arena, (words ? words : 1) * sizeof(Mask)), 0, (words ? words : 1) * sizeof(Mask));
}

Mask *register_known(Run *run, Register *out, uint32_t frame)
{
    size_t words = words_of(rows_of(run, frame));
    Mask *known = words > 1 ? arena_raw(run->review->arena, words * sizeof(Mask)) : &out->own_t;
    out->t = known;
    return known;
}

int64_t *register_values(Run *run, Register *out, uint32_t frame, Mask **known)
{
    int64_t *values = arena_raw(run->review->arena, ((size_t)rows_of(run, frame) + 1) * sizeof *values);
    *known = register_known(run, out, frame);
    out->values = values;
    out->width = sizeof *values;
    return values;
}

Wide *register_wides(Run *run, Register *out, uint32_t frame, Mask **known)
{
    *known = register_known(run, out, frame);
    out->low = arena_raw(run->review->arena, (size_t)rows_of(run, frame) * sizeof *out->low);
    return out->low;
}

void register_ranges(Run *run, Register *out, uint32_t frame, Mask **known, Wide **low, Wide **high)
{
    *low = register_wides(run, out, frame, known);
    out->high = *high = arena_raw(run->review->arena, (size_t)rows_of(run, frame) * sizeof **high);
}

#define WIDEN_INTO(type)                                                                                                         \
    do {                                                                                                                         \
        const type *from = (const type *)value->values + first;                                                                  \
        for (size_t i = 0; i < count; i++)                                                                                       \
            to[i] = from[i];                                                                                                     \
    } while (0)

void load_values(const Run *run, uint32_t operand, uint32_t frame, size_t first, size_t count, int64_t *to)
{
    const Register *value = reg(run, operand);
    if (is_spread(run, operand, frame)) {
        int64_t one = value_at(value, 0);
        for (size_t i = 0; i < count; i++)
            to[i] = one;
        return;
    }
    switch (value->width) {
    case 0:
        for (size_t i = 0; i < count; i++)
            to[i] = value->base + (int64_t)(first + i);
        break;
    case 1:
        WIDEN_INTO(int8_t); // NOLINT(bugprone-signed-char-misuse): it is a number
        break;
    case 2:
        WIDEN_INTO(int16_t);
        break;
    case 4:
        WIDEN_INTO(int32_t);
        break;
    default:
        WIDEN_INTO(int64_t);
        break;
    }
}

void one_known(const Run *run, const Instr *instr, Mask *known)
{
    MaskView a = mask_view(reg(run, instr->a)->t, frame_of(run, instr->a), instr->frame);
    uint32_t rows = rows_of(run, instr->frame);
    size_t words = words_of(rows);
    for (size_t i = 0; i < words; i++)
        known[i] = view_word(&a, i);
    if (words)
        known[words - 1] &= tail_of(rows);
}

void both_known(const Run *run, const Instr *instr, Mask *known)
{
    MaskView b = mask_view(reg(run, instr->b)->t, frame_of(run, instr->b), instr->frame);
    size_t words = words_of(rows_of(run, instr->frame));
    one_known(run, instr, known);
    for (size_t i = 0; i < words; i++)
        known[i] &= view_word(&b, i);
}
