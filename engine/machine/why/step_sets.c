// SPDX-License-Identifier: MIT
// Steps back from membership and closure: why an element may be in a set, and why a set is open; of what is reached, along a
// graph of the ways there.
#include "machine/why/step.h"

#include "support/search.h"

#include <stdlib.h>

// An element of a set of distinct values stands for all rows that have its value.
static void from_distinct(const Step *step, const Instr *maker)
{
    Run *run = step_run(step);
    uint32_t from, to, above = frame_parents(run, maker->frame)[step->row];
    review_run_of(step->review, frame_of(run, maker->b), run->code.frames[maker->frame].parent, above, &from, &to);
    Shown value = review_value(step->review, step->instr->a, step->row);
    for (uint32_t row = from; row < to; row++) {
        Shown one = review_value(step->review, maker->a, row);
        if (one.known && one.low == value.low && review_truth(step->review, maker->b, row) != TRUTH_FALSE)
            step_to(step, maker->b, row);
    }
}

void step_to_never_in(const Step *step, uint32_t member)
{
    Run *run = step_run(step);
    const Instr *instr = &run->code.instrs[member], *maker = &run->code.instrs[instr->a];
    uint32_t from, to;
    if (instr->op != OP_MEMBER || op_infos[maker->op].depends != DEPENDS_DISTINCT ||
        run->code.frames[maker->frame].parent != step->instr->frame)
        return;
    review_run_of(step->review, frame_of(run, maker->b), step->instr->frame, step->row, &from, &to);
    for (uint32_t row = from; row < to; row++) {
        if (review_truth(step->review, maker->b, row) == TRUTH_FALSE)
            step_to(step, maker->b, row);
    }
}

// A row of two frames that are joined is one of either: of the first, or behind all of its rows one of the second.
void step_from_side(const Step *step)
{
    const Instr *instr = step->instr;
    uint32_t of = review_row_of_origin(step->review, instr->frame, step->row);
    uint32_t before = rows_of(step_run(step), frame_of(step_run(step), instr->b));
    if (of < before)
        step_to(step, instr->b, of);
    else
        step_to(step, instr->c, of - before);
}

// ---- what is reached ----

// How an element is reached: from a row of the base, or from another element along an edge.
typedef struct Way {
    uint32_t to, from; // rows of the frame of what is reached; from: of the base's frame, if it is of the base
    bool of_base, unknown;
    uint32_t element; // of the edge, in its set
} Way;

// All ways below one row of the frame above, in the order of where they lead.
struct Ways {
    uint32_t maker, above;
    Way *items;
    size_t count, capacity;
};

static int by_goal(const void *a, const void *b)
{
    const Way *x = a, *y = b;
    return (x->to > y->to) - (x->to < y->to);
}

// The row of what is reached that has a handle; they are in order.
static uint32_t row_of_handle(const Step *step, uint32_t maker, uint32_t from, uint32_t to, int64_t handle)
{
    for (BinarySearch search = search_of(from, to); search_on(&search);) {
        int64_t one = step_handle(step, maker, (uint32_t)search.middle);
        if (one == handle)
            return (uint32_t)search.middle;
        search_narrow(&search, one < handle);
    }
    return to; // a review that may take no more rows stopped before it
}

static void add_way(const Step *step, Ways *ways, Way way)
{
    ways->items = arena_grow(step->review->arena, ways->items, ways->count, &ways->capacity, sizeof *ways->items);
    ways->items[ways->count++] = way;
}

static void add_ways_from(const Step *step, Ways *ways, const Instr *maker, uint32_t row, uint32_t from, uint32_t to)
{
    Review *review = step->review;
    const AttributeInfo *attribute = &review->program->attributes[review->program->slots[maker->c].attribute];
    int64_t handle = step_handle(step, ways->maker, row);
    if (!attribute_is_many(attribute)) {
        uint32_t entity, of_entity;
        int64_t value;
        split_handle(review->program, review->program->slots[maker->c].attribute, handle, &entity, &of_entity);
        if (resolve_cell(review, entity, &review->program->slots[maker->c], of_entity, &value) == CELL_KNOWN) {
            int64_t goal = value_of_image(review, entity, attribute, value);
            add_way(step, ways, (Way){.to = row_of_handle(step, ways->maker, from, to, goal), .from = row});
        }
        return;
    }
    ElementRun elements = element_run(review, maker->c, handle);
    for (uint32_t i = 0; i < elements.count; i++) {
        Truth member = element_membership(review, maker->c, &elements, i);
        if (member == TRUTH_FALSE)
            continue;
        int64_t goal = element_value(review, attribute, &elements, i);
        uint32_t to_row = row_of_handle(step, ways->maker, from, to, goal);
        add_way(step, ways, (Way){.to = to_row, .from = row, .unknown = member == TRUTH_UNKNOWN, .element = i});
    }
}

static const Ways *ways_below(const Step *step, uint32_t number, uint32_t above)
{
    Review *review = step->review;
    if (review->ways && review->ways->maker == number && review->ways->above == above)
        return review->ways; // many elements of one set are asked for, one after the other
    const Instr *maker = &step_run(step)->code.instrs[number];
    Ways *ways = review->ways = arena_take(review->arena, sizeof *ways);
    *ways = (Ways){.maker = number, .above = above};
    uint32_t from, to, base_from, base_to;
    uint32_t home = step_run(step)->code.frames[maker->frame].parent;
    review_run_of(review, maker->frame, home, above, &from, &to);
    review_run_of(review, frame_of(step_run(step), maker->b), home, above, &base_from, &base_to);
    for (uint32_t row = base_from; row < base_to; row++) {
        if (review_truth(review, maker->b, row) != TRUTH_FALSE && step_is_settled(step, maker->a, row)) {
            uint32_t to_row = row_of_handle(step, number, from, to, step_handle(step, maker->a, row));
            add_way(step, ways, (Way){.to = to_row, .from = row, .of_base = true});
        }
    }
    const Mask *out = step_run(step)->frames[maker->frame].member_f; // what is not reached leads nowhere
    for (uint32_t row = from; row < to; row++) {
        if (!out || !bit(out, row))
            add_ways_from(step, ways, maker, row, from, to);
    }
    if (ways->count)
        qsort(ways->items, ways->count, sizeof *ways->items, by_goal);
    return ways;
}

static void from_reached(const Step *step, const Instr *maker, uint32_t above)
{
    const Ways *ways = ways_below(step, step->instr->a, above);
    BinarySearch search = search_of(0, (int64_t)ways->count);
    while (search_on(&search))
        search_narrow(&search, ways->items[search.middle].to < step->row);
    for (size_t i = (size_t)search.low; i < ways->count && ways->items[i].to == step->row; i++) {
        const Way *way = &ways->items[i];
        if (way->of_base) {
            step_to_unsettled(step, maker->b, way->from);
            continue;
        }
        step_to_unsettled(step, step->number, way->from); // whether it is in hangs on whether that element is
        if (way->unknown) {
            ElementRun elements = element_run(step->review, maker->c, step_handle(step, step->instr->a, way->from));
            step_ends_in_element(step, maker->c, &elements, way->element);
        }
    }
}

void step_from_member(const Step *step)
{
    Run *run = step_run(step);
    const Instr *maker = &run->code.instrs[step->instr->a];
    Dependence made_of = op_infos[maker->op].depends;
    if (made_of == DEPENDS_DISTINCT) {
        from_distinct(step, maker);
        return;
    }
    if (step_is_settled(step, step->number, step->row))
        return;
    uint32_t above = frame_parents(run, maker->frame)[step->row];
    if (made_of == DEPENDS_REACH) {
        from_reached(step, maker, above);
    } else if (made_of == DEPENDS_ELEMENTS || made_of == DEPENDS_LISTED) {
        ElementRun elements = element_run(step->review, maker->b, step_handle(step, maker->a, above));
        step_ends_in_element(step, maker->b, &elements, step->row - run->frames[maker->frame].first[above]);
    }
}

// ---- open sets ----

// The instruction that says which elements are in the set that a frame is made of; NO_REGISTER: none does. It may stand where a
// skip went, or wait for somebody who needs it: then it is run now, for it needs nothing but the set, which is there.
static uint32_t member_of(const Step *step, uint32_t maker)
{
    Run *run = step_run(step);
    for (uint32_t at = maker + 1; at < run->code.count; at++) {
        const Instr *instr = &run->code.instrs[at];
        if (instr->op != OP_MEMBER || instr->a != maker)
            continue;
        run->operations[at](run, instr, &run->registers[at]);
        return at;
    }
    return NO_REGISTER;
}

static void from_open_reach(const Step *step, const Instr *maker)
{
    Run *run = step_run(step);
    const SlotInfo *slot = &step->review->program->slots[maker->c];
    bool many = attribute_is_many(&step->review->program->attributes[slot->attribute]);
    uint32_t from, to, member = member_of(step, step->instr->a);
    if (frames_costly(run, frame_of(run, maker->a), step->instr->frame))
        step_ends(step, WHY_TOO_COSTLY);
    review_run_of(step->review, frame_of(run, maker->a), step->instr->frame, step->row, &from, &to);
    for (uint32_t row = from; row < to; row++) {
        if (review_truth(step->review, maker->b, row) == TRUTH_FALSE || step_is_settled(step, maker->a, row))
            continue;
        step_to_unsettled(step, maker->a, row);
        step_to_unsettled(step, maker->b, row);
    }
    review_run_of(step->review, maker->frame, step->instr->frame, step->row, &from, &to);
    const Mask *out = run->frames[maker->frame].member_f;
    for (uint32_t row = from; row < to; row++) {
        int64_t handle = step_handle(step, step->instr->a, row), value;
        uint32_t entity, of_entity;
        if (out && bit(out, row))
            continue;
        split_handle(step->review->program, slot->attribute, handle, &entity, &of_entity);
        bool closed = many && resolve_set(step->review, entity, slot, of_entity).closed;
        if (closed || (!many && resolve_cell(step->review, entity, slot, of_entity, &value) == CELL_KNOWN))
            continue;
        if (many)
            step_ends_in_open_set(step, maker->c, handle);
        else
            step_ends_in_cell(step, maker->c, handle);
        if (member != NO_REGISTER) // an element that may be in leaves it open only if it is
            step_to_unsettled(step, member, row);
    }
}

// A set that a native gives is open where what it is made of is not known, or where that has no such set.
static void from_open_pieces(const Step *step, const Instr *maker)
{
    step_to_unsettled(step, maker->a, step->row);
    if (maker->b != maker->a)
        step_to_unsettled(step, maker->b, step->row);
    if (step_is_settled(step, maker->a, step->row) && step_is_settled(step, maker->b, step->row))
        step_ends(step, step_why_of_native(maker->c));
}

void review_edges(Review *review, uint32_t number, uint32_t row, FactVisit *visit, void *with)
{
    const Instr *instr = &review->main.code.instrs[number];
    const Step step = {review, instr, number, row, NULL, NULL, with};
    if (op_infos[instr->op].depends != DEPENDS_CLOSED || !step_is_settled(&step, number, row))
        return;
    const Run *run = &review->main;
    const Instr *maker = &run->code.instrs[instr->a];
    if (maker->op != OP_REACH || run->frames[maker->frame].too_costly)
        return;
    const SlotInfo *slot = &review->program->slots[maker->c];
    ReviewFact fact = {.attribute = slot->attribute,
                       .kinds = slot->kinds,
                       .slot = maker->c,
                       .is_set = attribute_is_many(&review->program->attributes[slot->attribute])};
    const Mask *out = run->frames[maker->frame].member_f;
    uint32_t from, to;
    review_run_of(review, maker->frame, instr->frame, row, &from, &to);
    for (uint32_t at = from; at < to; at++) {
        if (out && bit(out, at))
            continue;
        split_handle(review->program, slot->attribute, step_handle(&step, instr->a, at), &fact.entity, &fact.row);
        visit(with, &fact);
    }
}

void step_from_pieced(const Step *step)
{
    const Instr *maker = &step_run(step)->code.instrs[step->instr->a];
    if (maker->op != OP_NATIVE_SET || step_run(step)->frames[maker->frame].too_costly)
        return;
    step_to_settled(step, maker->a, step->row);
    if (maker->b != maker->a)
        step_to_settled(step, maker->b, step->row);
}

void step_from_closed(const Step *step)
{
    const Instr *maker = &step_run(step)->code.instrs[step->instr->a];
    if (step_is_settled(step, step->number, step->row)) {
        step_from_pieced(step); // they are all of it
        return;
    }
    if (step_run(step)->frames[maker->frame].too_costly) {
        step_ends(step, WHY_TOO_COSTLY);
    } else if (maker->op == OP_REACH) {
        from_open_reach(step, maker);
    } else if (maker->op == OP_NATIVE_SET) {
        from_open_pieces(step, maker);
    } else if (!step_is_settled(step, maker->a, step->row)) {
        step_to(step, maker->a, step->row);
    } else if (maker->op == OP_LISTED) {
        step_ends_in_declared(step, maker->b, step_handle(step, maker->a, step->row));
    } else {
        step_ends_in_open_set(step, maker->b, step_handle(step, maker->a, step->row));
    }
}
