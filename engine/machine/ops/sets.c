// SPDX-License-Identifier: MIT
// Operations that make frames (offsets, CSR), and those that carry registers from one to another: expansion, gather, distinct.
#include "machine/ops/by_kind.h"
#include "machine/ops/elements.h"
#include "machine/ops/operations.h"

#include <stdlib.h>

// ---- the elements of attributes ----

// A mask from another mask's bit `from` on.
static const Mask *mask_from(Run *run, const Mask *mask, size_t from, size_t count)
{
    size_t words = words_of(count), skip = from / MASK_ROWS, shift = from % MASK_ROWS;
    if (!words || (shift == 0 && (mask[skip + words - 1] & ~tail_of(count)) == 0))
        return mask + skip;
    Mask *part = arena_raw(run->review->arena, words * sizeof(Mask));
    for (size_t i = 0; i < words; i++) {
        Mask word = mask[skip + i] >> shift;
        bool more = shift && (skip + i + 1) * MASK_ROWS < from + count;
        part[i] = more ? word | mask[skip + i + 1] << (MASK_ROWS - shift) : word;
    }
    part[words - 1] &= tail_of(count);
    return part;
}

// The elements of a run of rows of the dossier under review: the image's own arrays serve.
static void own_elements(Run *run, const Instr *instr, uint32_t first_row, uint32_t rows, Register *out)
{
    Review *review = run->review;
    FrameRows *frame = &run->frames[instr->frame];
    const SlotInfo *slot = &review->program->slots[instr->b];
    const ResolvedSets *resolved = own_sets(review, instr->b);
    Text image = review->entities[0].image;
    const ImageColumn *column = image.bytes ? image_column(image, slot->attribute) : NULL;
    if (!column) {
        frame_make_of_runs(run, instr->frame, arena_array(review->arena, (size_t)rows + 1, sizeof(uint32_t)));
        frame->closed_t = mask_from(run, resolved->closed_t, first_row, rows);
        out->t = frame_all(run, instr->frame);
        out->width = 0;
        out->base = 0;
        return;
    }
    const ImageSets *sets = column_sets(column);
    const uint32_t *first = (const uint32_t *)image_at(image, sets->first) + first_row;
    uint32_t from = first[0];
    bool fits = !resolved->costly && frame_make_of_runs(run, instr->frame, first);
    if (resolved->costly)
        frame_refuse(run, instr->frame, arena_raw(review->arena, ((size_t)rows + 1) * sizeof(uint32_t)));
    out->t = frame_all(run, instr->frame);
    out->width = column->values ? column->width : 0;
    if (column->values)
        out->values = (const char *)image_at(image, column->values) + (size_t)from * column->width;
    else
        out->base = column->known + from;
    if (!fits)
        return;
    frame->closed_t = mask_from(run, resolved->closed_t, first_row, rows);
    if (resolved->member_t) {
        frame->member_t = mask_from(run, resolved->member_t, from, frame->rows);
        frame->member_f = mask_from(run, resolved->member_f, from, frame->rows);
    }
}

// A rising run serves as it lies only if it is one of parts.
static void settle_run(Run *run, const Instr *instr, const AttributeInfo *attribute, Register *out)
{
    uint32_t rows = rows_of(run, instr->frame);
    if (out->width != 0)
        return;
    if (attribute->kind == TYPE_PART && parts_are_cut(run->review, attribute->target, (uint64_t)out->base, rows))
        return;
    int64_t *values = arena_raw(run->review->arena, ((size_t)rows + 1) * sizeof *values);
    for (uint32_t i = 0; i < rows; i++)
        values[i] = out->base + i;
    out->values = values;
    out->width = sizeof *values;
}

// Whether what is listed of a row is all; then it is among its elements. Pays for those who speak of it.
static bool row_listed(Review *review, const Instr *instr, int64_t handle, bool *paid)
{
    const SlotInfo *slot = &review->program->slots[instr->b];
    uint32_t entity, row;
    split_handle(review->program, slot->attribute, handle, &entity, &row);
    *paid = review_pay(review, speakers_cost(review, entity, review->program->attributes[slot->attribute].owner, row));
    return *paid && cell_listed(review, entity, slot, row);
}

static void other_elements(Run *run, const Instr *instr, Register *out)
{
    bool listing = instr->op == OP_LISTED;
    Review *review = run->review;
    const AttributeInfo *attribute = &review->program->attributes[review->program->slots[instr->b].attribute];
    uint32_t rows = rows_of(run, run->code.frames[instr->frame].parent);
    const Register *handles = reg(run, instr->a);
    uint32_t *counts = arena_array(review->arena, (size_t)rows + 1, sizeof *counts);
    Mask *closed = mask_take(run->review, rows);
    bool paid = true;
    for (uint32_t row = 0; paid && row < rows; row++) {
        if (!bit(handles->t, row))
            continue; // of something that is not known the set is open
        if (listing && !row_listed(review, instr, value_at(handles, row), &paid))
            continue; // it is open, and has no members
        ElementRun elements = element_run(review, instr->b, value_at(handles, row));
        paid = pay_for_set(review, instr->b, &elements);
        counts[row] = elements.count;
        if (paid && (listing || set_closed(review, instr->b, &elements)))
            put_bit(closed, row);
    }
    bool fits = paid && frame_make(run, instr->frame, counts);
    if (!paid)
        frame_refuse(run, instr->frame, counts);
    FrameRows *frame = &run->frames[instr->frame];
    Mask *known;
    int64_t *values = register_values(run, out, instr->frame, &known);
    out->t = frame_all(run, instr->frame);
    if (!fits)
        return;
    frame->closed_t = closed;
    Mask *member_t = mask_take(run->review, frame->rows), *member_f = mask_take(run->review, frame->rows);
    for (uint32_t row = 0; row < rows; row++) {
        if (counts[row] == counts[row + 1])
            continue;
        ElementRun elements = element_run(review, instr->b, value_at(handles, row));
        for (uint32_t i = 0; i < elements.count; i++) {
            uint32_t at = counts[row] + i;
            values[at] = element_value(review, attribute, &elements, i);
            Truth member = element_membership(review, instr->b, &elements, i);
            if (member != TRUTH_UNKNOWN)
                put_bit(member == TRUTH_TRUE ? member_t : member_f, at);
        }
    }
    frame->member_t = member_t;
    frame->member_f = member_f;
}

void op_ELEMENTS(Run *run, const Instr *instr, Register *out)
{
    const Program *program = run->review->program;
    const AttributeInfo *attribute = &program->attributes[program->slots[instr->b].attribute];
    const Register *handles = reg(run, instr->a);
    uint32_t above = run->code.frames[instr->frame].parent;
    bool part = program->types[attribute->owner].is_part;
    bool subject = !part && above == 0 && (handles->t[0] & 1) && value_at(handles, 0) == 0;
    if (subject || (part && handles->width == 0 && rows_of(run, above))) {
        own_elements(run, instr, subject ? 0 : (uint32_t)handles->base, rows_of(run, above), out);
        settle_run(run, instr, attribute, out);
        return;
    }
    other_elements(run, instr, out);
}

void op_LISTED(Run *run, const Instr *instr, Register *out)
{
    Review *review = run->review;
    const SlotInfo *slot = &review->program->slots[instr->b];
    const AttributeInfo *attribute = &review->program->attributes[slot->attribute];
    const Register *handles = reg(run, instr->a);
    uint32_t above = run->code.frames[instr->frame].parent, rows = rows_of(run, above);
    bool part = review->program->types[attribute->owner].is_part;
    bool subject = !part && above == 0 && (handles->t[0] & 1) && value_at(handles, 0) == 0 && cell_listed(review, 0, slot, 0);
    bool own = part && handles->width == 0 && rows && rows_spoken_of(review, slot, (uint32_t)handles->base);
    if (!subject && !own) {
        other_elements(run, instr, out);
        return;
    }
    own_elements(run, instr, subject ? 0 : (uint32_t)handles->base, rows, out);
    settle_run(run, instr, attribute, out);
    if (!run->frames[instr->frame].too_costly)
        run->frames[instr->frame].closed_t = frame_all(run, above);
}

// ---- written sets and lists ----

static inline __attribute__((always_inline)) void list_items(Run *run, const Instr *instr, Register *out, ValueKind kind)
{
    Review *review = run->review;
    uint32_t rows = rows_of(run, run->code.frames[instr->frame].parent);
    const uint32_t *items = review->program->operands + instr->a;
    uint32_t *counts = arena_array(review->arena, (size_t)rows + 1, sizeof *counts);
    for (uint32_t row = 0; row < rows; row++)
        counts[row] = instr->b;
    bool fits = frame_make(run, instr->frame, counts);
    uint32_t total = rows_of(run, instr->frame);
    MadeColumn to = made_column(run, out, instr->frame, kind);
    memset(to.known, 0, words_of(total) * sizeof(Mask));
    if (!fits)
        return;
    // An item that is not known is no element: the set is open instead.
    Mask *member_f = mask_take(review, total);
    for (uint32_t row = 0; row < rows; row++) {
        for (uint32_t i = 0; i < instr->b; i++) {
            const Register *item = reg(run, items[i]);
            uint32_t at = counts[row] + i;
            bool there = bit(item->t, row);
            put_ends(&to, at, kind, there ? ends_at(item, row, kind) : (Ends){0, 0});
            put_bit(there ? to.known : member_f, at);
        }
    }
    run->frames[instr->frame].member_t = to.known;
    run->frames[instr->frame].member_f = member_f;
}

INSTANCE(op_ITEMS, list_items, KIND_NUMBER)
INSTANCE(op_ITEMS_WIDE, list_items, KIND_WIDE)

void op_MEMBERS(Run *run, const Instr *instr, Register *out)
{
    Review *review = run->review;
    const ListInfo *list = &review->program->lists[instr->a];
    uint32_t *counts = arena_array(review->arena, 2, sizeof *counts);
    counts[0] = list->count;
    bool fits = frame_make(run, instr->frame, counts);
    Mask *known;
    int64_t *values = register_values(run, out, instr->frame, &known);
    out->t = frame_all(run, instr->frame);
    for (uint32_t i = 0; fits && i < list->count; i++) {
        int64_t value = review->program->list_values[list->first + i];
        values[i] = list->content == CONTENT_TEXT ? (int64_t)review_constant(review, (uint32_t)value) : value;
    }
}

// ---- distinct values ----

typedef struct Distinct {
    Wide value;
    bool sure;
} Distinct;

static int by_value(const void *a, const void *b)
{
    const Distinct *x = a, *y = b;
    if (x->value != y->value)
        return x->value < y->value ? -1 : 1;
    return (int)y->sure - (int)x->sure; // sure beats perhaps
}

// The distinct known values of the members below each row above; how many there are of each row.
static Distinct *distinct_values(Run *run, const Instr *instr, ValueKind kind, uint32_t *counts)
{
    const Register *values = reg(run, instr->a), *member = reg(run, instr->b);
    uint32_t below = frame_of(run, instr->b), above = run->code.frames[instr->frame].parent;
    uint32_t rows = rows_of(run, above);
    const uint32_t *runs = frame_runs(run, below, above);
    Distinct *list = arena_raw(run->review->arena, ((size_t)rows_of(run, below) + 1) * sizeof *list);
    size_t kept = 0;
    for (uint32_t row = 0; row < rows; row++) {
        size_t start = kept, end = kept;
        for (uint32_t i = runs[row]; i < runs[row + 1]; i++) {
            if (bit(values->t, i) && !bit(member->f, i))
                list[end++] = (Distinct){ends_at(values, i, kind).low, bit(member->t, i)};
        }
        if (end > start)
            qsort(list + start, end - start, sizeof *list, by_value);
        for (size_t i = start; i < end; i++) {
            if (kept == start || list[kept - 1].value != list[i].value)
                list[kept++] = list[i];
        }
        counts[row] = (uint32_t)(kept - start);
    }
    return list;
}

static void make_distinct(Run *run, const Instr *instr, ValueKind kind, Register *out)
{
    uint32_t rows = rows_of(run, run->code.frames[instr->frame].parent);
    uint32_t *counts = arena_array(run->review->arena, (size_t)rows + 1, sizeof *counts);
    const Distinct *list = distinct_values(run, instr, kind, counts);
    bool fits = frame_make(run, instr->frame, counts);
    uint32_t total = rows_of(run, instr->frame);
    MadeColumn to = made_column(run, out, instr->frame, kind);
    out->t = frame_all(run, instr->frame);
    if (!fits)
        return;
    Mask *member_t = mask_take(run->review, total), *member_f = mask_take(run->review, total);
    for (uint32_t i = 0; i < total; i++) {
        put_ends(&to, i, kind, (Ends){list[i].value, list[i].value});
        if (list[i].sure)
            put_bit(member_t, i);
    }
    run->frames[instr->frame].member_t = member_t;
    run->frames[instr->frame].member_f = member_f;
}

void op_DISTINCT(Run *run, const Instr *instr, Register *out)
{
    make_distinct(run, instr, KIND_NUMBER, out);
}

void op_DISTINCT_WIDE(Run *run, const Instr *instr, Register *out)
{
    make_distinct(run, instr, KIND_WIDE, out);
}

// ---- crossing ----

static void cross(Run *run, const Instr *instr, Register *out, ValueKind kind)
{
    const FrameInfo *info = &run->code.frames[instr->frame];
    uint32_t above = run->code.frames[info->origin].parent, rows = rows_of(run, info->parent);
    const uint32_t *first = run->frames[info->origin].first;
    // The row of the origin's parent that each row above stands for; null: itself.
    bool same = !instr->b && info->parent == above;
    const uint32_t *map = instr->b             ? run->frames[info->parent].origin
                          : same || above == 0 ? NULL
                                               : frame_up(run, info->parent, above);
    uint32_t *counts = arena_array(run->review->arena, (size_t)rows + 1, sizeof *counts);
    for (uint32_t row = 0; row < rows; row++) {
        uint32_t of = map ? map[row] : same ? row : 0;
        counts[row] = first[of + 1] - first[of];
    }
    bool fits = frame_make(run, instr->frame, counts);
    uint32_t total = rows_of(run, instr->frame);
    uint32_t *origin = arena_raw(run->review->arena, ((size_t)total + 1) * sizeof *origin);
    for (uint32_t row = 0; fits && row < rows; row++) {
        uint32_t of = map ? map[row] : same ? row : 0;
        for (uint32_t i = counts[row]; i < counts[row + 1]; i++)
            origin[i] = first[of] + (i - counts[row]);
    }
    run->frames[instr->frame].origin = origin;
    const Register *from = reg(run, instr->a);
    MadeColumn to = made_column(run, out, instr->frame, kind);
    memset(to.known, 0, words_of(total) * sizeof(Mask));
    for (uint32_t i = 0; i < total; i++) {
        if (bit(from->t, origin[i]))
            put_bit(to.known, i);
        put_ends(&to, i, kind, ends_at(from, origin[i], kind));
    }
}

INSTANCE(op_CROSS, cross, KIND_NUMBER)
INSTANCE(op_CROSS_WIDE, cross, KIND_WIDE)

// ---- membership ----

void op_MEMBER(Run *run, const Instr *instr, Register *out)
{
    const FrameRows *frame = &run->frames[instr->frame];
    if (frame->member_t) {
        out->t = frame->member_t;
        out->f = frame->member_f;
        return;
    }
    TruthMasks masks = register_truth(run, out, instr->frame);
    memset(masks.f, 0, masks.words * sizeof(Mask));
    out->t = frame_all(run, instr->frame);
}

void op_CLOSED(Run *run, const Instr *instr, Register *out)
{
    const FrameRows *made = &run->frames[frame_of(run, instr->a)];
    TruthMasks masks = register_truth(run, out, instr->frame);
    for (size_t i = 0; i < masks.words; i++) {
        masks.t[i] = made->closed_t[i];
        masks.f[i] = 0;
    }
    if (masks.words)
        masks.t[masks.words - 1] &= tail_of(rows_of(run, instr->frame));
}

// ---- down ----

// Gives the rows below what those above have, by their runs. Where one row above differs from the one before it, so do those
// below: there a bit is put first, and then each takes in all bits before it.
static void spread_mask(const Mask *from, uint32_t above, const uint32_t *runs, Mask *to, uint32_t rows)
{
    Mask before = 0;
    size_t words = words_of(rows), words_above = words_of(above);
    if (!words)
        return;
    memset(to, 0, words * sizeof(Mask));
    for (size_t word = 0; word < words_above; word++) {
        Mask given = word + 1 < words_above ? from[word] : from[word] & tail_of(above);
        Mask differs = given ^ (given << 1 | before);
        before = given >> (MASK_ROWS - 1);
        for (; differs; differs &= differs - 1) {
            uint32_t row = runs[word * MASK_ROWS + (size_t)__builtin_ctzll(differs)];
            if (row / MASK_ROWS < words)
                to[row / MASK_ROWS] ^= (Mask)1 << (row % MASK_ROWS);
        }
    }
    before = 0;
    for (size_t word = 0; word < words; word++) {
        for (unsigned distance = 1; distance < MASK_ROWS; distance *= 2)
            to[word] ^= to[word] << distance;
        to[word] ^= before;
        before = 0 - (to[word] >> (MASK_ROWS - 1));
    }
    to[words - 1] &= tail_of(rows);
}

// Whether a truth value is known in all rows.
static bool all_known(const Register *truth, uint32_t rows)
{
    Mask known = ~(Mask)0;
    size_t words = words_of(rows);
    for (size_t i = 0; i + 1 < words; i++)
        known &= truth->t[i] | truth->f[i];
    return words && (known & (truth->t[words - 1] | truth->f[words - 1] | ~tail_of(rows))) == ~(Mask)0;
}

// What the rows below have that are not in a mask.
static void others_of(const Mask *mask, uint32_t rows, Mask *to)
{
    size_t words = words_of(rows);
    for (size_t i = 0; i < words; i++)
        to[i] = ~mask[i];
    if (words)
        to[words - 1] &= tail_of(rows);
}

void op_GATHER_TRUTH(Run *run, const Instr *instr, Register *out)
{
    const Register *from = reg(run, instr->a);
    uint32_t ancestor = frame_of(run, instr->a), above = rows_of(run, ancestor), rows = rows_of(run, instr->frame);
    const uint32_t *runs = frame_runs(run, instr->frame, ancestor);
    TruthMasks masks = register_truth(run, out, instr->frame);
    spread_mask(from->t, above, runs, masks.t, rows);
    if (all_known(from, above))
        others_of(masks.t, rows, masks.f);
    else
        spread_mask(from->f, above, runs, masks.f, rows);
}

// Of values: what is known of them goes down as truth does.
static inline __attribute__((always_inline)) void gather_rows(Run *run, const Instr *instr, Register *out, ValueKind kind)
{
    const Register *from = reg(run, instr->a);
    uint32_t ancestor = frame_of(run, instr->a), above = rows_of(run, ancestor);
    const uint32_t *runs = frame_runs(run, instr->frame, ancestor);
    MadeColumn to = made_column(run, out, instr->frame, kind);
    spread_mask(from->t, above, runs, to.known, rows_of(run, instr->frame));
    for (uint32_t i = 0; i < above; i++) {
        Ends ends = ends_at(from, i, kind);
        for (uint32_t row = runs[i]; row < runs[i + 1]; row++)
            put_ends(&to, row, kind, ends);
    }
}

INSTANCE(op_GATHER, gather_rows, KIND_NUMBER)
INSTANCE(op_GATHER_WIDE, gather_rows, KIND_WIDE)
INSTANCE(op_GATHER_RANGE, gather_rows, KIND_RANGE)

// ---- across ----

static void gather_mask(const Mask *from, const uint32_t *origin, uint32_t rows, Mask *to)
{
    for (uint32_t row = 0; row < rows; row += MASK_ROWS) {
        Mask word = 0;
        uint32_t count = rows - row < MASK_ROWS ? rows - row : MASK_ROWS;
        for (uint32_t i = 0; i < count; i++) {
            uint32_t of = origin[row + i];
            word |= (from[of / MASK_ROWS] >> (of % MASK_ROWS) & 1) << i;
        }
        to[row / MASK_ROWS] = word;
    }
}

void op_PULL_TRUTH(Run *run, const Instr *instr, Register *out)
{
    const Register *from = reg(run, instr->a);
    TruthMasks masks = register_truth(run, out, instr->frame);
    uint32_t rows = rows_of(run, instr->frame);
    const uint32_t *origin = run->frames[instr->frame].origin;
    gather_mask(from->t, origin, rows, masks.t);
    gather_mask(from->f, origin, rows, masks.f);
}
