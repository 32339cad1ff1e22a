// SPDX-License-Identifier: MIT
// `S via attr`: the elements of a set and all that can be reached from them (LANGUAGE.md 4.6), breadth first. What is in for
// sure is found first, along edges that are sure; then what may be in, along all others.
#include "machine/ops/elements.h"
#include "machine/ops/operations.h"
#include "machine/registers.h"

#include "support/hash.h"

#include <stdlib.h>

// ---- from any entity's rows ----

typedef enum Level { UNREACHED, PERHAPS_REACHED, SURELY_REACHED = 3 } Level; // the lowest bit: reached

typedef struct Reached {
    int64_t handle;
    Level level;
} Reached;

typedef struct HandleList {
    int64_t *items;
    size_t count, capacity;
} HandleList;

typedef struct Reach {
    Review *review;
    uint32_t slot;
    const AttributeInfo *attribute;
    bool many, open;
    // What has been reached from the row under way, in order of arrival; all rows' lists stand one behind the other.
    Reached *list;
    size_t start, count, capacity;
    HandleList perhaps; // to be reached along an edge that may be
    // Where a handle stands in the list, from 1 on: an open table that only this row's entries count in.
    uint32_t *places;
    size_t place_mask;
    uint64_t budget; // of edges
} Reach;

static size_t place_of(const Reach *reach, int64_t handle)
{
    size_t place = hash_number((uint64_t)handle) & reach->place_mask;
    while (reach->places[place] && reach->list[reach->places[place] - 1].handle != handle)
        place = (place + 1) & reach->place_mask;
    return place;
}

static void open_places(Reach *reach, size_t room)
{
    reach->places = arena_array(reach->review->arena, room, sizeof *reach->places);
    reach->place_mask = room - 1;
    for (size_t i = reach->start; i < reach->count; i++)
        reach->places[place_of(reach, reach->list[i].handle)] = (uint32_t)i + 1;
}

static int by_handle(const void *a, const void *b)
{
    const Reached *x = a, *y = b;
    return (x->handle > y->handle) - (x->handle < y->handle);
}

// Puts the row's entries in order, and forgets where they stand.
static void close_row(Reach *reach)
{
    size_t found = reach->count - reach->start;
    enum { ROOM_FOR_EACH = 8 };
    if (found * ROOM_FOR_EACH > reach->place_mask) {
        memset(reach->places, 0, (reach->place_mask + 1) * sizeof *reach->places);
    } else {
        // From the last arrival on, so that no probe for those that remain is cut.
        while (found-- > 0)
            reach->places[place_of(reach, reach->list[reach->start + found].handle)] = 0;
    }
    if (reach->count - reach->start > 1)
        qsort(reach->list + reach->start, reach->count - reach->start, sizeof *reach->list, by_handle);
    reach->start = reach->count;
}

// Adds a handle at a level; false where it is there already.
static bool arrive(Reach *reach, int64_t handle, Level level)
{
    size_t place = place_of(reach, handle);
    if (reach->places[place])
        return false;
    reach->list = arena_grow(reach->review->arena, reach->list, reach->count, &reach->capacity, sizeof *reach->list);
    reach->list[reach->count++] = (Reached){handle, level};
    reach->places[place] = (uint32_t)reach->count;
    if ((reach->count - reach->start) * 2 > reach->place_mask)
        open_places(reach, 2 * (reach->place_mask + 1));
    return true;
}

static void put_off(Reach *reach, int64_t handle)
{
    HandleList *list = &reach->perhaps;
    list->items = arena_grow(reach->review->arena, list->items, list->count, &list->capacity, sizeof *list->items);
    list->items[list->count++] = handle;
}

static void follow(Reach *reach, int64_t handle, bool sure)
{
    if (sure)
        arrive(reach, handle, SURELY_REACHED);
    else
        put_off(reach, handle);
}

static void follow_set(Reach *reach, int64_t handle, bool sure)
{
    ElementRun elements = element_run(reach->review, reach->slot, handle);
    reach->review->rows_left = reach->budget;
    bool paid = pay_for_set(reach->review, reach->slot, &elements);
    reach->budget = paid ? reach->review->rows_left : 0;
    reach->open |= !paid || !set_closed(reach->review, reach->slot, &elements);
    reach->budget = elements.count < reach->budget ? reach->budget - elements.count : 0;
    for (uint32_t i = 0; i < elements.count && reach->budget; i++) {
        Truth member = element_membership(reach->review, reach->slot, &elements, i);
        if (member != TRUTH_FALSE)
            follow(reach, element_value(reach->review, reach->attribute, &elements, i), sure && member == TRUTH_TRUE);
    }
}

static void follow_value(Reach *reach, int64_t handle, bool sure)
{
    Review *review = reach->review;
    uint32_t entity, row, attribute = review->program->slots[reach->slot].attribute;
    int64_t value;
    split_handle(review->program, attribute, handle, &entity, &row);
    entity_dossier(review, entity);
    uint64_t cost = cell_cost(review, entity, attribute, row);
    reach->budget = cost < reach->budget ? reach->budget - cost : 0;
    if (reach->budget && resolve_cell(review, entity, &review->program->slots[reach->slot], row, &value) == CELL_KNOWN)
        follow(reach, value_of_image(review, entity, reach->attribute, value), sure);
    else
        reach->open = true;
}

// Follows the edges of all that has been reached and not been looked at yet.
static void spread_out(Reach *reach, size_t from)
{
    for (; from < reach->count && reach->budget; from++) {
        Reached one = reach->list[from];
        reach->budget--;
        if (reach->many)
            follow_set(reach, one.handle, one.level == SURELY_REACHED);
        else
            follow_value(reach, one.handle, one.level == SURELY_REACHED);
    }
}

static void spread_perhaps(Reach *reach)
{
    for (size_t i = 0; i < reach->perhaps.count && reach->budget; i++) { // the list grows meanwhile
        size_t from = reach->count;
        if (arrive(reach, reach->perhaps.items[i], PERHAPS_REACHED))
            spread_out(reach, from);
    }
    reach->perhaps.count = 0;
}

// All that is reached from the members below one row. False where that takes more than the review may.
static bool reach_row(Reach *reach, const Register *base, const Register *member, uint32_t from, uint32_t to)
{
    reach->open = false;
    for (uint32_t row = from; row < to; row++) {
        if (bit(member->f, row))
            continue;
        if (bit(base->t, row))
            follow(reach, value_at(base, row), bit(member->t, row));
        else
            reach->open = true;
    }
    spread_out(reach, reach->start);
    spread_perhaps(reach);
    return reach->budget > 0;
}

// ---- among the parts of one table of the dossier under review ----

// As above, with a byte for each row of the table in place of an open table: what is reached comes out in order.
typedef struct PartReach {
    Reach *to;
    const uint32_t *first; // the run of edges of each row
    const void *targets;   // the row that each edge leads to
    uint8_t width;         // 0: base and those behind it
    uint32_t base, rows;
    uint64_t most; // what following all edges would cost
    const ResolvedSets *sets;
    uint8_t *levels; // Level of each row, and of those that fill its last 64 up; null until needed
    uint32_t *queue; // rows that are reached; one place more
    uint32_t count;
    uint32_t *perhaps; // to be reached along an edge that may be
    size_t perhaps_count, perhaps_capacity;
    bool is_few; // what is reached from one row above is sure, and lies in the first 64 rows: the bits of few
    Mask few;
    // What has been reached from all rows above, one behind the other: handles, and MAY_BE_REACHED with some.
    int64_t *found;
    size_t found_count, found_capacity;
    bool any_perhaps;
} PartReach;

#define MAY_BE_REACHED ((int64_t)1 << 32) // above all rows; the entity is the subject, whose number is 0

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
static void close_parts(PartReach *reach)
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

static bool reach_parts(PartReach *reach, const Register *base, const Register *member, uint32_t from, uint32_t to)
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
static bool open_parts(PartReach *parts, Reach *reach, Run *run, uint32_t base)
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

// ---- the operation ----

static void give_reached(Run *run, const Instr *instr, const Reach *reach, Register *out)
{
    FrameRows *frame = &run->frames[instr->frame];
    Mask *known;
    int64_t *values = value_room(run, out, instr->frame, &known);
    Mask *member_t = mask_room(run, frame->rows), *member_f = mask_room(run, frame->rows);
    for (uint32_t row = 0; row < frame->rows; row++) {
        // NOLINTNEXTLINE(clang-analyzer-core.NullDereference): the frame has as many rows as were reached
        values[row] = reach->list[row].handle;
        if (reach->list[row].level == SURELY_REACHED)
            put_bit(member_t, row);
    }
    frame->member_t = member_t;
    frame->member_f = member_f;
    out->t = frame_all(run, instr->frame);
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

static void give_parts(Run *run, const Instr *instr, const PartReach *reach, Register *out)
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
    Mask *member_t = mask_room(run, frame->rows);
    for (uint32_t row = 0; row < frame->rows; row++) {
        if (!(reach->found[row] & MAY_BE_REACHED))
            put_bit(member_t, row);
        reach->found[row] &= ~MAY_BE_REACHED;
    }
    frame->member_t = member_t;
    frame->member_f = mask_room(run, frame->rows);
}

// Where much of the table is reached from the one row above, all of its rows are the frame's, and those that are not reached are
// no members: its columns serve as they lie. Not where other frames are made of the rows: there would be many more.
static bool fills_table(const Run *run, const Instr *instr, const PartReach *reach, uint32_t rows_above)
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

static void give_table(Run *run, const Instr *instr, PartReach *reach, bool costly, Register *out)
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

void op_REACH(Run *run, const Instr *instr, Register *out)
{
    Review *review = run->review;
    const AttributeInfo *attribute = &review->program->attributes[review->program->slots[instr->c].attribute];
    uint32_t above = run->code.frames[instr->frame].parent, rows = rows_of(run, above);
    const uint32_t *runs = frame_runs(run, frame_of(run, instr->a), above);
    Reach reach = {.review = review, .slot = instr->c, .attribute = attribute, .many = attribute_is_many(attribute)};
    PartReach parts;
    bool dense = open_parts(&parts, &reach, run, instr->a);
    reach.budget = dense && parts.sets->costly ? 0 : review->rows_left;
    enum { FIRST_PLACES = 64 };
    if (!dense)
        open_places(&reach, FIRST_PLACES);
    uint32_t *counts = arena_raw(review->arena, ((size_t)rows + 1) * sizeof *counts);
    Mask *closed = mask_room(run, rows);
    const Register *base = reg(run, instr->a), *member = reg(run, instr->b);
    bool fits = true, costly = frames_costly(run, frame_of(run, instr->a), above);
    for (uint32_t row = 0; fits && row < rows; row++) {
        size_t before = dense ? parts.found_count : reach.count;
        fits = dense ? reach_parts(&parts, base, member, runs[row], runs[row + 1])
                     : reach_row(&reach, base, member, runs[row], runs[row + 1]);
        review->rows_left = fits ? reach.budget : review->rows_left;
        if (fits && dense && fills_table(run, instr, &parts, rows)) {
            give_table(run, instr, &parts, costly, out);
            return;
        }
        if (dense)
            close_parts(&parts);
        else
            close_row(&reach);
        if (!reach.open && !costly)
            put_bit(closed, row);
        counts[row] = (uint32_t)((dense ? parts.found_count : reach.count) - before);
    }
    review->rows_left = reach.budget; // edges cost as rows do
    if (fits) {
        fits = frame_make(run, instr->frame, counts);
    } else {
        review->hit_rows = true;
        frame_refuse(run, instr->frame, counts);
    }
    if (fits)
        run->frames[instr->frame].closed_t = closed;
    if (dense)
        give_parts(run, instr, &parts, out);
    else
        give_reached(run, instr, &reach, out);
}
