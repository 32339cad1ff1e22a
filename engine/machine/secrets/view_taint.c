// SPDX-License-Identifier: MIT
// Which rows of a register are hidden, by what they are made from (taint analysis, in the order of the code: each register is
// written once, from those before it). See view.h.
#include "machine/ops/elements.h"
#include "machine/schedule.h"
#include "machine/secrets/view_inside.h"

// ---- what has run ----

static void find_runs(View *view)
{
    Review *review = view->review;
    const Schedule *schedule = &review->prepared->schedule;
    const Program *program = review->program;
    Mask *skipped = mask_take(review, (size_t)program->code_count + 1);
    uint32_t *waiting = arena_array(review->arena, (size_t)program->code_count + 1, sizeof *waiting);
    for (uint32_t i = 0; i < schedule->waiting_count; i++)
        waiting[schedule->waiting[i]] = i + 1;
    for (uint32_t at = 0; at < program->head.main_end; at++) {
        const Instr *instr = &program->code[at];
        if (!is_skip(instr))
            continue;
        Truth guard = review_root_truth(review, instr->a);
        bool skips = instr->op == OP_SKIP_FALSE ? guard == TRUTH_FALSE : guard != TRUTH_TRUE;
        for (uint32_t i = 0; skips && i < instr->b; i++)
            put_bit(skipped, at + 1 + i);
        at += skips ? instr->b : 0;
    }
    view->skipped = skipped;
    view->waiting = waiting;
}

// Of the code behind the review only what has run is asked about.
bool view_has_run(View *view, uint32_t number)
{
    if (!view->skipped)
        find_runs(view);
    uint32_t place = view->waiting[number];
    return !bit(view->skipped, number) && (!place || view->review->ran[place - 1]);
}

// ---- rows ----

typedef struct Derivation {
    View *view;
    Run *run;
    const Instr *instr;
    uint32_t number, rows;
    uint8_t *bytes; // of the result; null until a row is hidden
} Derivation;

static void taint_row(Derivation *of, uint32_t row)
{
    if (!of->bytes)
        of->bytes = arena_take(of->view->review->arena, (size_t)of->rows + 1);
    of->bytes[row] = true;
}

// An operand in the row that stands for a row of a frame at or below its own.
static bool tainted_in(const View *view, uint32_t operand, uint32_t frame, uint32_t row)
{
    const Taint *taint = &view->registers[operand];
    if (taint->all || !taint->rows)
        return taint->all;
    uint32_t own = frame_of(&view->review->main, operand);
    return taint->rows[own == 0 ? 0 : review_row_above(view->review, frame, row, own)];
}

// Whether it is hidden that there is a row of a frame. Each maker knows of those of the frames above.
static bool row_is_tainted(const View *view, uint32_t frame, uint32_t row)
{
    return frame != 0 && taint_has_row(&view->registers[view->review->program->frames[frame].maker], row);
}

static bool run_is_tainted(const View *view, uint32_t operand, uint32_t from, uint32_t to)
{
    const Taint *taint = &view->registers[operand];
    if (frame_of(&view->review->main, operand) == 0)
        return taint_has_row(taint, 0);
    bool any = taint->all;
    for (uint32_t row = from; taint->rows && row < to && !any; row++)
        any = taint->rows[row];
    return any;
}

// Whether anything is hidden in the frames from `below` up to `above`, under one row of that: who is in their sets, or how many.
static bool sets_are_tainted(const View *view, uint32_t below, uint32_t above, uint32_t row)
{
    const Program *program = view->review->program;
    for (uint32_t frame = below; frame != above; frame = program->frames[frame].parent) {
        uint32_t from, to, parent = program->frames[frame].parent;
        review_run_of(view->review, frame, above, row, &from, &to);
        if (run_is_tainted(view, program->frames[frame].maker, from, to))
            return true;
        review_run_of(view->review, parent, above, row, &from, &to);
        for (; from < to; from++) {
            if (taint_has_row(&view->sets[frame], from) || row_is_tainted(view, parent, from))
                return true;
        }
    }
    return false;
}

static bool below_is_tainted(const View *view, const uint32_t *operands, int count, uint32_t below, uint32_t above, uint32_t row)
{
    uint32_t from, to;
    review_run_of(view->review, below, above, row, &from, &to);
    for (int i = 0; i < count; i++) {
        if (run_is_tainted(view, operands[i], from, to))
            return true;
    }
    return sets_are_tainted(view, below, above, row);
}

static bool items_are_tainted(const View *view, const Instr *instr, uint32_t parent, uint32_t row)
{
    for (uint32_t i = 0; i < instr->b; i++) {
        if (tainted_in(view, view->review->program->operands[instr->a + i], parent, row))
            return true;
    }
    return false;
}

// ---- what is read ----

static bool handle_of_row(const View *view, uint32_t operand, uint32_t frame, uint32_t row, int64_t *handle)
{
    uint32_t own = frame_of(&view->review->main, operand);
    Shown shown = review_value(view->review, operand, own == 0 ? 0 : review_row_above(view->review, frame, row, own));
    *handle = (int64_t)shown.low;
    return shown.known;
}

static bool reading_is_tainted(const Derivation *of, uint32_t row)
{
    const Instr *instr = of->instr;
    const Program *program = of->view->review->program;
    uint32_t entity, of_entity;
    int64_t handle;
    if (!handle_of_row(of->view, instr->a, instr->frame, row, &handle))
        return false;
    if (instr->op == OP_FIELD || instr->op == OP_ACCEPTABLE) {
        Text image = of->view->review->entities[handle_entity(handle)].image;
        bool counts = instr->op == OP_ACCEPTABLE;
        return counts ? view_hides_claim(of->view, image, handle_row(handle))
                      : view_hides_submission(of->view, image, handle_row(handle));
    }
    uint32_t attribute = program->slots[instr->b].attribute;
    split_handle(program, attribute, handle, &entity, &of_entity);
    return view_hides_fact(of->view, entity, attribute, of_entity);
}

static Text image_of(const View *view, uint32_t entity)
{
    return view->review->entities[entity].image;
}

// Whether only what is hidden lists the element of a row. Where it is hidden how submissions count, that they list it is not.
static bool element_is_hidden(const View *view, const Instr *maker, uint32_t row)
{
    Run *run = &view->review->main;
    uint32_t above = frame_parents(run, maker->frame)[row];
    int64_t handle;
    if (!handle_of_row(view, maker->a, view->review->program->frames[maker->frame].parent, above, &handle))
        return false;
    ElementRun elements = element_run(view->review, maker->b, handle);
    uint32_t element = elements.from + row - run->frames[maker->frame].first[above];
    Said said = view_element_said(view, image_of(view, elements.entity), elements.column, element);
    return said.hidden && !said.openly;
}

// Whether it is hidden that a set has an element.
static bool new_row_is_tainted(const Derivation *of, uint32_t row)
{
    const Instr *instr = of->instr;
    const View *view = of->view;
    uint32_t parent = view->review->program->frames[instr->frame].parent, above = frame_parents(of->run, instr->frame)[row];
    const uint32_t operands[] = {instr->a, instr->b};
    int64_t handle;
    switch (instr->op) {
    case OP_ELEMENTS:
        return tainted_in(view, instr->a, parent, above) || element_is_hidden(view, instr, row);
    case OP_SUBMISSIONS:
        handle = (int64_t)review_value(view->review, of->number, row).low;
        return tainted_in(view, instr->a, parent, above) ||
               view_hides_submission(view, image_of(view, handle_entity(handle)), handle_row(handle));
    case OP_ITEMS:
    case OP_ITEMS_WIDE:
        return items_are_tainted(view, instr, parent, above);
    case OP_DISTINCT:
    case OP_DISTINCT_WIDE:
    case OP_REACH:
        return below_is_tainted(view, operands, 2, frame_of(of->run, instr->b), parent, above);
    case OP_CROSS:
    case OP_CROSS_WIDE:
        return taint_has_row(&view->registers[instr->a], review_row_of_origin(view->review, instr->frame, row));
    default:
        return false; // of a constant list
    }
}

// Whether it is hidden what the set of a row of the frame above has, and whether that is all: something is that is claimed of it.
static bool set_is_tainted(const Derivation *of, uint32_t above)
{
    const Instr *instr = of->instr;
    View *view = of->view;
    const Program *program = view->review->program;
    uint32_t parent = program->frames[instr->frame].parent, entity, of_entity;
    const uint32_t operands[] = {instr->a, instr->b};
    int64_t handle;
    switch (instr->op) {
    case OP_ELEMENTS:
        if (tainted_in(view, instr->a, parent, above))
            return true;
        if (!handle_of_row(view, instr->a, parent, above, &handle))
            return false;
        split_handle(program, program->slots[instr->b].attribute, handle, &entity, &of_entity);
        return view_hides_fact(view, entity, program->slots[instr->b].attribute, of_entity);
    case OP_SUBMISSIONS:
        return tainted_in(view, instr->a, parent, above);
    case OP_ITEMS:
    case OP_ITEMS_WIDE:
        return items_are_tainted(view, instr, parent, above);
    case OP_DISTINCT:
    case OP_DISTINCT_WIDE:
    case OP_REACH:
        return below_is_tainted(view, operands, 2, frame_of(of->run, instr->b), parent, above);
    default:
        return false; // of a constant list; of a frame that crosses another one the whole is asked
    }
}

// A frame that crosses another one has its sets: where one of them is hidden, all of these are.
static bool origin_is_tainted(const Derivation *of)
{
    uint32_t origin = of->view->review->program->frames[of->instr->frame].origin;
    return origin != NO_FRAME && (of->view->sets[origin].all || of->view->sets[origin].rows);
}

static void derive_sets(const Derivation *of)
{
    Taint *sets = &of->view->sets[of->instr->frame];
    uint32_t above = rows_of(of->run, of->view->review->program->frames[of->instr->frame].parent);
    uint8_t *rows = NULL;
    for (uint32_t row = 0; row < above; row++) {
        if (!set_is_tainted(of, row))
            continue;
        if (!rows)
            rows = arena_take(of->view->review->arena, (size_t)above + 1);
        rows[row] = true;
    }
    *sets = (Taint){.asked = true, .rows = rows, .all = origin_is_tainted(of)};
}

// ---- one instruction ----

static bool row_of_result(const Derivation *of, uint32_t row)
{
    const Instr *instr = of->instr;
    const OpInfo *info = &op_infos[instr->op];
    const uint32_t operands[] = {instr->a, instr->b, instr->c};
    View *view = of->view;
    uint32_t below = frame_of(of->run, instr->a);
    switch (info->frame) {
    case FRAME_NEW:
        return new_row_is_tainted(of, row);
    case FRAME_MADE: // whether an element is in hangs on all claims about the set
        return taint_has_row(&view->sets[below], frame_parents(of->run, below)[row]);
    case FRAME_ABOVE:
        return taint_has_row(&view->sets[below], row);
    case FRAME_UP:
        if (operand_is_register(info->operands[2]) && tainted_in(view, instr->c, instr->frame, row))
            return true;
        return below_is_tainted(view, operands, operand_is_register(info->operands[1]) ? 2 : 1, below, instr->frame, row);
    default:
        break;
    }
    if (instr->op == OP_PULL_TRUTH)
        return taint_has_row(&view->registers[instr->a], review_row_of_origin(view->review, instr->frame, row));
    for (int i = 0; i < 3; i++) {
        bool unread = instr->op == OP_EVIDENCE && i == 0 && !view_has_run(view, instr->a); // the plain reading is not true
        if (operand_is_register(info->operands[i]) && !unread && tainted_in(view, operands[i], instr->frame, row))
            return true;
    }
    bool reads = instr->op == OP_FIELD || instr->op == OP_ACCEPTABLE || info->operands[1] == OPERAND_SLOT;
    return reads && reading_is_tainted(of, row);
}

// Whether all rows are hidden, by the code alone: what it reads is hidden from this viewer, whoever claims it.
static bool is_hidden_by_code(const View *view, const Instr *instr)
{
    const OpInfo *info = &op_infos[instr->op];
    const Program *program = view->review->program;
    const uint32_t operands[] = {instr->a, instr->b, instr->c};
    for (int i = 0; i < 3; i++) {
        if (info->operands[i] == OPERAND_SLOT && view_hides_attribute(view, program->slots[operands[i]].attribute))
            return true;
    }
    return false;
}

static bool taint_has_any(const Taint *taint)
{
    return taint->all || taint->rows;
}

// Whether anything is hidden in a frame, or in one that it lies below.
static bool frame_has_taint(const View *view, uint32_t frame, uint32_t number)
{
    const Program *program = view->review->program;
    for (; frame != 0; frame = program->frames[frame].parent) {
        uint32_t maker = program->frames[frame].maker;
        if (maker != number && (taint_has_any(&view->registers[maker]) || taint_has_any(&view->sets[frame])))
            return true;
    }
    return false;
}

static bool operand_has_taint(const View *view, uint32_t operand, uint32_t number)
{
    return taint_has_any(&view->registers[operand]) || frame_has_taint(view, frame_of(&view->review->main, operand), number);
}

// Whether rows of a result may be hidden: in most code nothing is that could hide one, and no row has to be looked at.
static bool may_have_taint(View *view, uint32_t number)
{
    const Program *program = view->review->program;
    const Instr *instr = &program->code[number];
    const OpInfo *info = &op_infos[instr->op];
    const uint32_t operands[] = {instr->a, instr->b, instr->c};
    bool any = frame_has_taint(view, instr->frame, number) || instr->op == OP_FIELD || instr->op == OP_ACCEPTABLE ||
               instr->op == OP_SUBMISSIONS || (instr->frame != 0 && program->frames[instr->frame].origin != NO_FRAME);
    for (int i = 0; i < 3 && !any; i++) {
        if (operand_is_register(info->operands[i]))
            any = operand_has_taint(view, operands[i], number);
        else if (info->operands[i] == OPERAND_SLOT)
            any = view_hides_claims_anywhere(view, program->slots[operands[i]].attribute);
        for (uint32_t item = 0; info->operands[i] == OPERAND_ITEMS && item < instr->b && !any; item++)
            any = operand_has_taint(view, program->operands[instr->a + item], number);
    }
    return any;
}

static void derive_one(View *view, uint32_t number)
{
    Run *run = &view->review->main;
    const Instr *instr = &run->code.instrs[number];
    Taint *taint = &view->registers[number];
    Derivation of = {.view = view, .run = run, .instr = instr, .number = number};
    *taint = (Taint){.asked = true};
    // What has not run is not looked at: it may be hidden.
    taint->all = !view_has_run(view, number) || is_hidden_by_code(view, instr) ||
                 (instr->op == OP_REACH && view_hides_claims_anywhere(view, view->review->program->slots[instr->c].attribute));
    bool makes = op_infos[instr->op].frame == FRAME_NEW;
    if (taint->all) {
        if (makes)
            view->sets[instr->frame] = (Taint){.asked = true, .all = true};
        return;
    }
    if (!may_have_taint(view, number)) {
        if (makes)
            view->sets[instr->frame] = (Taint){.asked = true};
        return;
    }
    of.rows = rows_of(run, instr->frame);
    for (uint32_t row = 0; row < of.rows; row++) {
        uint32_t frame = makes ? view->review->program->frames[instr->frame].parent : instr->frame;
        uint32_t above = frame == instr->frame ? row : frame_parents(run, instr->frame)[row];
        if (row_is_tainted(view, frame, above) || row_of_result(&of, row))
            taint_row(&of, row);
    }
    taint->rows = of.bytes;
    if (makes)
        derive_sets(&of);
}

// ---- all that a register is made from ----

typedef struct Ahead {
    View *view;
    uint32_t *waiting;
    size_t count, capacity;
    uint32_t first; // of all that are wanted
} Ahead;

static void look_ahead(void *with, uint32_t number)
{
    Ahead *ahead = with;
    View *view = ahead->view;
    if (number == NO_REGISTER || view->registers[number].asked || bit(view->wanted, number))
        return;
    put_bit(view->wanted, number);
    ahead->first = number < ahead->first ? number : ahead->first;
    ahead->waiting = arena_grow(view->review->arena, ahead->waiting, ahead->count, &ahead->capacity, sizeof(uint32_t));
    ahead->waiting[ahead->count++] = number;
}

static void derive(View *view, uint32_t number)
{
    if (view->registers[number].asked)
        return;
    Ahead ahead = {.view = view, .first = number};
    look_ahead(&ahead, number);
    while (ahead.count)
        each_dependency(view->review->program, ahead.waiting[--ahead.count], look_ahead, &ahead);
    for (uint32_t at = ahead.first; at <= number; at++) {
        if (!bit(view->wanted, at))
            continue;
        clear_bit(view->wanted, at);
        derive_one(view, at);
    }
}

bool view_hides_value(View *view, uint32_t number, uint32_t row)
{
    if (!view->anything)
        return false;
    derive(view, number);
    return taint_has_row(&view->registers[number], frame_of(&view->review->main, number) == 0 ? 0 : row);
}

bool view_hides_shown(View *view, uint32_t number, uint32_t row, uint32_t kind, uint32_t target)
{
    bool key = view->attributes && kind == TYPE_PART && !viewer_sees_keys(&view->viewer, view->review->program, target);
    return key || view_hides_value(view, number, row);
}
