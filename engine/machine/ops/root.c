// SPDX-License-Identifier: MIT
// Operations of the root, which has one row: what takes a loop elsewhere is a step here. They do what their namesakes do.
#include "machine/ops/operations.h"
#include "machine/registers.h"

static inline void give_one(Register *out, Mask t, Mask f)
{
    out->own_t = t & 1;
    out->own_f = f & 1;
    out->t = &out->own_t;
    out->f = &out->own_f;
}

static inline Mask known_of(const Register *a)
{
    return a->t[0] & 1;
}

// One wide value, which is 0 where it is not known.
static inline void give_wide(Run *run, Register *out, Mask known, Wide value)
{
    Wide *low = arena_raw(run->review->arena, sizeof *low);
    *low = known ? value : 0;
    out->own_t = known;
    out->t = &out->own_t;
    out->low = low;
}

static void widen(Run *run, const Instr *instr, Register *out)
{
    const Register *a = reg(run, instr->a);
    give_wide(run, out, known_of(a), value_at(a, 0));
}

static void add_wide(Run *run, const Instr *instr, Register *out)
{
    const Register *a = reg(run, instr->a), *b = reg(run, instr->b);
    give_wide(run, out, known_of(a) & known_of(b), (Wide)((UnsignedWide)*a->low + (UnsignedWide)*b->low));
}

static void subtract_wide(Run *run, const Instr *instr, Register *out)
{
    const Register *a = reg(run, instr->a), *b = reg(run, instr->b);
    give_wide(run, out, known_of(a) & known_of(b), (Wide)((UnsignedWide)*a->low - (UnsignedWide)*b->low));
}

static void range(Run *run, const Instr *instr, Register *out)
{
    const Register *a = reg(run, instr->a);
    give_wide(run, out, known_of(a), *a->low);
    out->high = out->low;
}

static void equal_wide(Run *run, const Instr *instr, Register *out)
{
    const Register *a = reg(run, instr->a), *b = reg(run, instr->b);
    Mask known = known_of(a) & known_of(b), holds = *a->low == *b->low;
    give_one(out, known & holds, known & ~holds);
}

static void less_wide(Run *run, const Instr *instr, Register *out)
{
    const Register *a = reg(run, instr->a), *b = reg(run, instr->b);
    Mask known = known_of(a) & known_of(b), holds = *a->low < *b->low;
    give_one(out, known & holds, known & ~holds);
}

static void at_most_wide(Run *run, const Instr *instr, Register *out)
{
    const Register *a = reg(run, instr->a), *b = reg(run, instr->b);
    Mask known = known_of(a) & known_of(b), holds = *a->low <= *b->low;
    give_one(out, known & holds, known & ~holds);
}

static void less_range(Run *run, const Instr *instr, Register *out)
{
    const Register *a = reg(run, instr->a), *b = reg(run, instr->b);
    Mask known = known_of(a) & known_of(b), all = *a->high < *b->low, none = *a->low >= *b->high;
    give_one(out, known & all, known & none & ~all);
}

static void at_most_range(Run *run, const Instr *instr, Register *out)
{
    const Register *a = reg(run, instr->a), *b = reg(run, instr->b);
    Mask known = known_of(a) & known_of(b), all = *a->high <= *b->low, none = *a->low > *b->high;
    give_one(out, known & all, known & none & ~all);
}

Operation *select_of_root(const Instr *instr)
{
    if (instr->frame != 0)
        return NULL;
    switch (instr->op) {
    case OP_WIDEN:
        return widen;
    case OP_ADD_WIDE:
        return add_wide;
    case OP_SUBTRACT_WIDE:
        return subtract_wide;
    case OP_RANGE:
        return range;
    case OP_EQUAL_WIDE:
        return equal_wide;
    case OP_LESS_WIDE:
        return less_wide;
    case OP_AT_MOST_WIDE:
        return at_most_wide;
    case OP_LESS_RANGE:
        return less_range;
    case OP_AT_MOST_RANGE:
        return at_most_range;
    default:
        return NULL;
    }
}
