// SPDX-License-Identifier: MIT
// `S via attr`: the elements of a set and all that can be reached from them (LANGUAGE.md 4.6), breadth first. What is in for
// sure is found first, along edges that are sure; then what may be in, along all others.
#include "machine/ops/operations.h"
#include "machine/ops/reach.h"

#include "support/hash.h"

#include <stdlib.h>

// ---- from any entity's rows: a queue, and an open hash table of what is in it ----

typedef struct Reached {
    int64_t handle;
    Level level;
} Reached;

typedef struct HandleList {
    int64_t *items;
    size_t count, capacity;
} HandleList;

typedef struct HandleReach {
    Reach *to;
    // What has been reached from the row under way, in order of arrival; all rows' lists stand one behind the other.
    Reached *list;
    size_t start, count, capacity;
    HandleList perhaps; // to be reached along an edge that may be
    // Where a handle stands in the list, from 1 on: an open table that only this row's entries count in.
    uint32_t *places;
    size_t place_mask;
} HandleReach;

static size_t place_of(const HandleReach *reach, int64_t handle)
{
    size_t place = hash_number((uint64_t)handle) & reach->place_mask;
    while (reach->places[place] && reach->list[reach->places[place] - 1].handle != handle)
        place = (place + 1) & reach->place_mask;
    return place;
}

static void open_places(HandleReach *reach, size_t count)
{
    reach->places = arena_array(reach->to->review->arena, count, sizeof *reach->places);
    reach->place_mask = count - 1;
    for (size_t i = reach->start; i < reach->count; i++)
        reach->places[place_of(reach, reach->list[i].handle)] = (uint32_t)i + 1;
}

static int by_handle(const void *a, const void *b)
{
    const Reached *x = a, *y = b;
    return (x->handle > y->handle) - (x->handle < y->handle);
}

// Puts the row's entries in order, and forgets where they stand.
static void close_row(HandleReach *reach)
{
    size_t found = reach->count - reach->start;
    enum { PLACES_FOR_EACH = 8 };
    if (found * PLACES_FOR_EACH > reach->place_mask) {
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
static bool arrive(HandleReach *reach, int64_t handle, Level level)
{
    size_t place = place_of(reach, handle);
    if (reach->places[place])
        return false;
    reach->list = arena_grow(reach->to->review->arena, reach->list, reach->count, &reach->capacity, sizeof *reach->list);
    reach->list[reach->count++] = (Reached){handle, level};
    reach->places[place] = (uint32_t)reach->count;
    if ((reach->count - reach->start) * 2 > reach->place_mask)
        open_places(reach, 2 * (reach->place_mask + 1));
    return true;
}

static void put_off(HandleReach *reach, int64_t handle)
{
    HandleList *list = &reach->perhaps;
    list->items = arena_grow(reach->to->review->arena, list->items, list->count, &list->capacity, sizeof *list->items);
    list->items[list->count++] = handle;
}

static void follow(HandleReach *reach, int64_t handle, bool sure)
{
    if (sure)
        arrive(reach, handle, SURELY_REACHED);
    else
        put_off(reach, handle);
}

static void follow_set(HandleReach *reach, int64_t handle, bool sure)
{
    ElementRun elements = element_run(reach->to->review, reach->to->slot, handle);
    reach->to->review->rows_left = reach->to->budget;
    bool paid = pay_for_set(reach->to->review, reach->to->slot, &elements);
    reach->to->budget = paid ? reach->to->review->rows_left : 0;
    reach->to->open |= !paid || !set_closed(reach->to->review, reach->to->slot, &elements);
    reach->to->budget = elements.count < reach->to->budget ? reach->to->budget - elements.count : 0;
    for (uint32_t i = 0; i < elements.count && reach->to->budget; i++) {
        Truth member = element_membership(reach->to->review, reach->to->slot, &elements, i);
        if (member != TRUTH_FALSE)
            follow(reach, element_value(reach->to->review, reach->to->attribute, &elements, i), sure && member == TRUTH_TRUE);
    }
}

static void follow_value(HandleReach *reach, int64_t handle, bool sure)
{
    Review *review = reach->to->review;
    uint32_t entity, row, attribute = review->program->slots[reach->to->slot].attribute;
    int64_t value;
    split_handle(review->program, attribute, handle, &entity, &row);
    entity_dossier(review, entity);
    uint64_t cost = cell_cost(review, entity, attribute, row);
    reach->to->budget = cost < reach->to->budget ? reach->to->budget - cost : 0;
    if (reach->to->budget && resolve_cell(review, entity, &review->program->slots[reach->to->slot], row, &value) == CELL_KNOWN)
        follow(reach, value_of_image(review, entity, reach->to->attribute, value), sure);
    else
        reach->to->open = true;
}

// Follows the edges of all that has been reached and not been looked at yet.
static void spread_out(HandleReach *reach, size_t from)
{
    for (; from < reach->count && reach->to->budget; from++) {
        Reached one = reach->list[from];
        reach->to->budget--;
        if (reach->to->many)
            follow_set(reach, one.handle, one.level == SURELY_REACHED);
        else
            follow_value(reach, one.handle, one.level == SURELY_REACHED);
    }
}

static void spread_perhaps(HandleReach *reach)
{
    for (size_t i = 0; i < reach->perhaps.count && reach->to->budget; i++) { // the list grows meanwhile
        size_t from = reach->count;
        if (arrive(reach, reach->perhaps.items[i], PERHAPS_REACHED))
            spread_out(reach, from);
    }
    reach->perhaps.count = 0;
}

// All that is reached from the members below one row. False where that takes more than the review may.
static bool reach_row(HandleReach *reach, const Register *base, const Register *member, uint32_t from, uint32_t to)
{
    reach->to->open = false;
    for (uint32_t row = from; row < to; row++) {
        if (bit(member->f, row))
            continue;
        if (bit(base->t, row))
            follow(reach, value_at(base, row), bit(member->t, row));
        else
            reach->to->open = true;
    }
    spread_out(reach, reach->start);
    spread_perhaps(reach);
    return reach->to->budget > 0;
}

// ---- the operation ----

static void give_reached(Run *run, const Instr *instr, const HandleReach *reach, Register *out)
{
    FrameRows *frame = &run->frames[instr->frame];
    Mask *known;
    int64_t *values = register_values(run, out, instr->frame, &known);
    Mask *member_t = mask_take(run->review, frame->rows), *member_f = mask_take(run->review, frame->rows);
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

void op_REACH(Run *run, const Instr *instr, Register *out)
{
    Review *review = run->review;
    const AttributeInfo *attribute = &review->program->attributes[review->program->slots[instr->c].attribute];
    uint32_t above = run->code.frames[instr->frame].parent, rows = rows_of(run, above);
    const uint32_t *runs = frame_runs(run, frame_of(run, instr->a), above);
    Reach reach = {.review = review, .slot = instr->c, .attribute = attribute, .many = attribute_is_many(attribute)};
    HandleReach handles = {.to = &reach};
    PartReach parts;
    bool dense = part_reach_open(&parts, &reach, run, instr->a);
    reach.budget = dense && parts.sets->costly ? 0 : review->rows_left;
    enum { FIRST_PLACES = 64 };
    if (!dense)
        open_places(&handles, FIRST_PLACES);
    uint32_t *counts = arena_raw(review->arena, ((size_t)rows + 1) * sizeof *counts);
    Mask *closed = mask_take(run->review, rows);
    const Register *base = reg(run, instr->a), *member = reg(run, instr->b);
    bool fits = true, costly = frames_costly(run, frame_of(run, instr->a), above);
    for (uint32_t row = 0; fits && row < rows; row++) {
        size_t before = dense ? parts.found_count : handles.count;
        fits = dense ? part_reach_row(&parts, base, member, runs[row], runs[row + 1])
                     : reach_row(&handles, base, member, runs[row], runs[row + 1]);
        review->rows_left = fits ? reach.budget : review->rows_left;
        if (fits && dense && part_reach_fills_table(run, instr, &parts, rows)) {
            part_reach_give_table(run, instr, &parts, costly, out);
            return;
        }
        if (dense)
            part_reach_close_row(&parts);
        else
            close_row(&handles);
        if (!reach.open && !costly)
            put_bit(closed, row);
        counts[row] = (uint32_t)((dense ? parts.found_count : handles.count) - before);
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
        part_reach_give(run, instr, &parts, out);
    else
        give_reached(run, instr, &handles, out);
}
