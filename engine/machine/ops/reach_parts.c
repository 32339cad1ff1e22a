// SPDX-License-Identifier: MIT
// `S via attr` where all that is reached are parts of one table of the dossier under review: breadth-first search over the
// offsets and targets (CSR) that lie in its image, with a byte for each row; of a table of up to 64 rows what is reached is one
// word.
#include "machine/ops/reach.h"

#include <stdlib.h>

static const int64_t MAY_BE_REACHED = (int64_t)1 << 32; // above all rows; the entity is the subject, whose number is 0

static void arrive_part(PartReach *reach, uint32_t row, Level level)
{
    if (reach->levels[row] != UNREACHED)
        return;
    reach->levels[row] = (uint8_t)level;
    reach->queue[reach->count++] = row;
}

static void follow_part(PartReach *reach, uint32_t row, bool sure)
{
    if (sure) {
        arrive_part(reach, row, SURELY_REACHED);
        return;
    }
    reach->perhaps = arena_grow(reach->to->review->arena, reach->perhaps, reach->perhaps_count, &reach->perhaps_capacity,
                                sizeof *reach->perhaps);
    reach->perhaps[reach->perhaps_count++] = row;
}

// The row that an edge leads to; width 0: base and those behind it.
static inline uint32_t target_of(const void *targets, uint8_t width, uint32_t base, size_t edge)
{
    return width ? (uint32_t)wide_value(targets, width, edge) : base + (uint32_t)edge;
}

static void follow_edges(PartReach *reach, uint32_t row)
{
    uint32_t from = reach->first[row], to = reach->first[row + 1];
    uint64_t price = (uint64_t)(to - from) + 1;
    reach->to->budget = price < reach->to->budget ? reach->to->budget - price : 0;
    bool sure = reach->levels[row] == SURELY_REACHED;
    for (uint32_t edge = from; edge < to; edge++) {
        bool listed = !reach->sets->member_t || bit(reach->sets->member_t, edge);
        if (listed || !bit(reach->sets->member_f, edge))
            follow_part(reach, target_of(reach->targets, reach->width, reach->base, edge), sure && listed);
    }
}

// Where all edges are sure, and so is all that has been reached, and the budget is enough for whatever comes.
static inline void spread_surely(PartReach *reach, uint8_t width)
{
    const uint32_t *first = reach->first;
    const void *targets = reach->targets;
    uint8_t *levels = reach->levels;
    uint32_t *queue = reach->queue, base = reach->base;
    size_t count = reach->count;
    uint64_t edges = 0;
    for (size_t at = 0; at < count; at++) {
        size_t edge = first[queue[at]], end = first[queue[at] + 1];
        edges += end;
        edges -= edge;
        for (; edge < end; edge++) {
            uint32_t row = target_of(targets, width, base, edge);
            queue[count] = row; // stays if it was not reached before
            count += levels[row] == UNREACHED;
            levels[row] = SURELY_REACHED;
        }
    }
    reach->count = (uint32_t)count;
    reach->to->budget -= edges + count;
}

static void spread_parts(PartReach *reach, uint32_t from)
{
    for (; from < reach->count && reach->to->budget; from++)
        follow_edges(reach, reach->queue[from]);
}

static void spread_from_base(PartReach *reach)
{
    if (reach->sets->member_t || reach->to->budget <= reach->most)
        spread_parts(reach, 0);
    else if (reach->width == 1)
        spread_surely(reach, 1);
    else if (reach->width == 2)
        spread_surely(reach, 2);
    else if (reach->width == 4)
        spread_surely(reach, 4);
    else
        spread_surely(reach, reach->width);
}

static int by_row(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return (x > y) - (x < y);
}

// Moves what is reached, and forgets it.
static void give_part(PartReach *reach, uint32_t row)
{
    bool sure = reach->levels[row] == SURELY_REACHED;
    reach->any_perhaps |= !sure;
    reach->found[reach->found_count++] = row | (sure ? 0 : MAY_BE_REACHED);
    reach->to->open |= !bit(reach->sets->closed_t, row);
    reach->levels[row] = UNREACHED;
}

// The same of 64 rows, of which some are reached, and all that are for sure.
static void give_sure_parts(PartReach *reach, size_t word, Mask reached)
{
    int64_t *to = reach->found + reach->found_count, first = (int64_t)(word * MASK_ROWS);
    reach->to->open |= (reached & ~reach->sets->closed_t[word]) != 0;
    memset(reach->levels + first, UNREACHED, MASK_ROWS);
    for (; reached; reached &= reached - 1)
        *to++ = first + __builtin_ctzll(reached);
    reach->found_count = (size_t)(to - reach->found);
}

static void close_few(PartReach *reach)
{
    while (reach->found_capacity - reach->found_count < MASK_ROWS)
        reach->found = arena_grow(reach->to->review->arena, reach->found, reach->found_capacity, &reach->found_capacity,
                                  sizeof *reach->found);
    reach->to->open |= reach->few && (reach->few & ~reach->sets->closed_t[0]) != 0;
    for (Mask reached = reach->few; reached; reached &= reached - 1)
        reach->found[reach->found_count++] = __builtin_ctzll(reached);
}

// What has been reached from one row above, in order.
void part_reach_close_row(PartReach *reach)
{
    if (reach->is_few) {
        close_few(reach);
        return;
    }
    while (reach->found_capacity - reach->found_count < reach->count)
        reach->found = arena_grow(reach->to->review->arena, reach->found, reach->found_capacity, &reach->found_capacity,
                                  sizeof *reach->found);
    enum { ROWS_FOR_EACH = 16 };
    if (reach->count && reach->rows / reach->count < ROWS_FOR_EACH) {
        for (size_t word = 0; word < words_of(reach->rows); word++) {
            Mask reached = mask_of_bytes(reach->levels + word * MASK_ROWS);
            if (reached && !reach->perhaps_count)
                give_sure_parts(reach, word, reached);
            for (; reached && reach->perhaps_count; reached &= reached - 1)
                give_part(reach, (uint32_t)(word * MASK_ROWS) + (uint32_t)__builtin_ctzll(reached));
        }
    } else if (reach->count) {
        qsort(reach->queue, reach->count, sizeof *reach->queue, by_row);
        for (uint32_t i = 0; i < reach->count; i++)
            give_part(reach, reach->queue[i]);
    }
    reach->count = 0;
    reach->perhaps_count = 0;
}

// ---- of a table of up to 64 rows: what is reached is a word ----

// Follows all edges from some rows, which are sure.
static inline Mask spread_few(PartReach *reach, Mask reached, uint8_t width)
{
    const uint32_t *first = reach->first;
    const void *targets = reach->targets;
    uint32_t base = reach->base;
    uint64_t price = 0;
    for (Mask left = reached; left;) {
        size_t row = (size_t)__builtin_ctzll(left), edge = first[row], end = first[row + 1];
        Mask to = 0;
        price += end;
        price -= edge;
        for (; edge < end; edge++)
            to |= (Mask)1 << (target_of(targets, width, base, edge) % MASK_ROWS);
        left = (left & (left - 1)) | (to & ~reached);
        reached |= to;
    }
    reach->to->budget -= price; // of the edges
    return reached;
}

// The rows that the members below one row stand for; false where that, or whether they are in, is not known of some.
static bool load_few(const Register *base, const Register *member, uint32_t from, uint32_t to, Mask *rows)
{
    *rows = 0;
    for (uint32_t row = from; row < to; row++) {
        if (bit(member->f, row))
            continue;
        if (!bit(member->t, row) || !bit(base->t, row))
            return false;
        *rows |= (Mask)1 << (handle_row(value_at(base, row)) % MASK_ROWS);
    }
    return true;
}

// False where something is not sure, or the budget might not be enough.
static bool reach_few(PartReach *reach, const Register *base, const Register *member, uint32_t from, uint32_t to)
{
    Mask reached;
    if (reach->rows > MASK_ROWS || reach->sets->member_t || reach->to->budget <= reach->most ||
        !load_few(base, member, from, to, &reached))
        return false;
    reached = reach->width == 1 ? spread_few(reach, reached, 1) : spread_few(reach, reached, reach->width);
    reach->few = reached;
    for (; reached; reached &= reached - 1)
        reach->to->budget--; // for the rows
    return true;
}

// ---- of any table ----

static void open_levels(PartReach *reach)
{
    Arena *arena = reach->to->review->arena;
    reach->levels = arena_take(arena, words_of(reach->rows) * MASK_ROWS);
    reach->queue = arena_raw(arena, ((size_t)reach->rows + 1) * sizeof *reach->queue);
}

bool part_reach_row(PartReach *reach, const Register *base, const Register *member, uint32_t from, uint32_t to)
{
    reach->to->open = false;
    reach->is_few = reach_few(reach, base, member, from, to);
    if (reach->is_few)
        return true;
    if (!reach->levels)
        open_levels(reach);
    for (uint32_t row = from; row < to; row++) {
        if (bit(member->f, row))
            continue;
        if (bit(base->t, row))
            follow_part(reach, handle_row(value_at(base, row)), bit(member->t, row));
        else
            reach->to->open = true;
    }
    spread_from_base(reach);
    for (size_t i = 0; i < reach->perhaps_count && reach->to->budget; i++) { // the list grows meanwhile
        uint32_t before = reach->count;
        arrive_part(reach, reach->perhaps[i], PERHAPS_REACHED);
        spread_parts(reach, before);
    }
    return reach->to->budget > 0;
}

// Whether handles of parts are of the dossier under review: runs and columns narrower than a handle come from its image alone.
static bool are_own_parts(const Register *handles, uint32_t count, uint32_t end)
{
    for (uint32_t row = 0; handles->width == sizeof(int64_t) && row < count; row++) {
        int64_t handle = bit(handles->t, row) ? value_at(handles, row) : 0;
        if (handle_entity(handle) != 0 || handle_row(handle) >= end)
            return false;
    }
    return true;
}

// Whether all that can be reached are rows of one table.
bool part_reach_open(PartReach *parts, Reach *reach, Run *run, uint32_t base)
{
    Review *review = reach->review;
    const AttributeInfo *attribute = reach->attribute;
    Text image = review->entities[0].image;
    uint32_t number = review->program->slots[reach->slot].attribute;
    const ImageColumn *column = image.bytes && reach->many ? image_column(image, number) : NULL;
    if (!column || attribute->kind != TYPE_PART || attribute->owner != attribute->target)
        return false;
    *parts = (PartReach){.to = reach,
                         .first = image_at(image, column_sets(column)->first),
                         .targets = image_at(image, column->values),
                         .width = column->values ? column->width : 0,
                         .base = column->known,
                         .rows = image_table(image, attribute->owner)->rows};
    parts->most = (uint64_t)column_sets(column)->element_count + parts->rows;
    if (!are_own_parts(reg(run, base), rows_of(run, frame_of(run, base)), parts->rows))
        return false;
    parts->sets = own_sets(review, reach->slot);
    parts->found_capacity = parts->rows > MASK_ROWS ? parts->rows : MASK_ROWS;
    parts->found = arena_raw(review->arena, parts->found_capacity * sizeof *parts->found);
    return true;
}

// Whether all that is reached is a run of rows that serves as it lies: as where whole sets are closed over themselves.
static bool is_run(const Run *run, const PartReach *reach, uint32_t rows)
{
    if (!rows || reach->any_perhaps || reach->found[rows - 1] - reach->found[0] != (int64_t)rows - 1)
        return false;
    for (uint32_t row = 1; row < rows; row++) {
        if (reach->found[row] != reach->found[0] + row) // of several rows above
            return false;
    }
    return parts_are_cut(run->review, reach->to->attribute->target, (uint64_t)reach->found[0], rows);
}

void part_reach_give(Run *run, const Instr *instr, const PartReach *reach, Register *out)
{
    FrameRows *frame = &run->frames[instr->frame];
    out->t = frame_all(run, instr->frame);
    out->values = reach->found;
    out->width = sizeof *reach->found;
    if (is_run(run, reach, frame->rows)) {
        out->width = 0;
        out->base = reach->found[0];
    }
    if (!reach->any_perhaps)
        return;
    Mask *member_t = mask_take(run->review, frame->rows);
    for (uint32_t row = 0; row < frame->rows; row++) {
        if (!(reach->found[row] & MAY_BE_REACHED))
            put_bit(member_t, row);
        reach->found[row] &= ~MAY_BE_REACHED;
    }
    frame->member_t = member_t;
    frame->member_f = mask_take(run->review, frame->rows);
}

bool part_reach_fills_table(const Run *run, const Instr *instr, const PartReach *reach, uint32_t rows_above)
{
    enum { SHARE = 4 };
    return rows_above == 1 && reach->rows && (reach->is_few || reach->count >= reach->rows / SHARE) &&
           run == &run->review->main && !run->review->prepared->has_below[instr->frame] &&
           frame_may_be_table(run, instr->frame, reach->rows);
}

// What is reached of 64 rows, and whether it is for sure.
static Mask reached_of(const PartReach *reach, size_t word, Mask *sure)
{
    if (reach->is_few)
        return *sure = reach->few;
    uint8_t *levels = reach->levels + word * MASK_ROWS;
    Mask reached = *sure = mask_of_bytes(levels);
    if (reach->perhaps_count) {
        for (int i = 0; i < MASK_ROWS; i++)
            levels[i] = levels[i] == SURELY_REACHED;
        *sure = mask_of_bytes(levels);
    }
    return reached;
}

void part_reach_give_table(Run *run, const Instr *instr, PartReach *reach, bool costly, Register *out)
{
    FrameRows *frame = &run->frames[instr->frame];
    size_t words = words_of(reach->rows);
    Mask *masks = arena_raw(run->review->arena, (2 * words + 1) * sizeof *masks), *member_t = masks, *member_f = masks + words;
    Mask unclosed = 0;
    uint32_t members = 0;
    for (size_t word = 0; word < words; word++) {
        Mask rows = word + 1 < words ? ~(Mask)0 : tail_of(reach->rows), reached = reached_of(reach, word, &member_t[word]);
        member_f[word] = ~reached & rows;
        members += (uint32_t)__builtin_popcountll(reached);
        unclosed |= reached & ~reach->sets->closed_t[word];
    }
    masks[2 * words] = !unclosed && !costly && !reach->to->open;
    frame_make_table(run, instr->frame, reach->rows, members);
    frame->member_t = member_t;
    frame->member_f = member_f;
    frame->closed_t = masks + 2 * words;
    out->t = frame_all(run, instr->frame);
    out->width = 0;
    out->base = 0;
}
