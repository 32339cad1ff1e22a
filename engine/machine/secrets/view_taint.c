// SPDX-License-Identifier: MIT
// Taint analysis over SSA registers, row by row: which rows are hidden, by what they are made from. One pass in the order of the
// code, as each register is written once, from those before it; and only over what an answer hangs on. See view.h.
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

typedef struct Derivation Derivation;
typedef bool RowRule(const Derivation *of, uint32_t row);

// How taint is handed on, by the family of an opcode.
typedef struct TaintRule {
    RowRule *row; // whether a row of the result is hidden
    RowRule *set; // of makers of frames: whether it is hidden what the set of a row above has, and whether that is all
} TaintRule;

struct Derivation {
    View *view;
    Run *run;
    const Instr *instr;
    uint32_t number;
    uint32_t parent; // of the frame of the result
    TaintRule rule;
};

// The bytes of those rows that are hidden by a rule; null: none is.
static const uint8_t *taint_rows(const Derivation *of, uint32_t rows, RowRule *rule)
{
    uint8_t *bytes = NULL;
    for (uint32_t row = 0; row < rows; row++) {
        if (!rule(of, row))
            continue;
        if (!bytes)
            bytes = arena_take(of->view->review->arena, (size_t)rows + 1);
        bytes[row] = true;
    }
    return bytes;
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

static bool operand_is_tainted(const Derivation *of, uint32_t operand, uint32_t row)
{
    return tainted_in(of->view, operand, of->instr->frame, row);
}

// ---- rules: operands ----

static bool from_operands(const Derivation *of, uint32_t row)
{
    for (uint32_t i = 0; i < instr_places(of->instr); i++) {
        uint32_t operand = instr_register(of->view->review->program, of->instr, i);
        if (operand != NO_REGISTER && operand_is_tainted(of, operand, row))
            return true;
    }
    return false;
}

// Where the plain reading is not true the strict one is not read, and may not have run.
static bool from_evidence(const Derivation *of, uint32_t row)
{
    bool strict = view_has_run(of->view, of->instr->a) && operand_is_tainted(of, of->instr->a, row);
    return strict || operand_is_tainted(of, of->instr->b, row);
}

static bool from_origin(const Derivation *of, uint32_t row)
{
    return taint_has_row(&of->view->registers[of->instr->a], review_row_of_origin(of->view->review, of->instr->frame, row));
}

static bool from_side(const Derivation *of, uint32_t row)
{
    const Instr *instr = of->instr;
    uint32_t origin = review_row_of_origin(of->view->review, instr->frame, row);
    uint32_t before = rows_of(of->run, frame_of(of->run, instr->b));
    bool first = origin < before;
    return taint_has_row(&of->view->registers[first ? instr->b : instr->c], first ? origin : origin - before);
}

static bool from_rows_below(const Derivation *of, uint32_t row)
{
    const Instr *instr = of->instr;
    const OpInfo *info = &op_infos[instr->op];
    const uint32_t operands[] = {instr->a, instr->b};
    if (operand_is_register(info->operands[2]) && operand_is_tainted(of, instr->c, row))
        return true;
    int count = operand_is_register(info->operands[1]) ? 2 : 1;
    return below_is_tainted(of->view, operands, count, frame_of(of->run, instr->a), instr->frame, row);
}

// Whether an element is in hangs on all claims about the set.
static bool from_set_of_element(const Derivation *of, uint32_t row)
{
    uint32_t frame = frame_of(of->run, of->instr->a);
    return taint_has_row(&of->view->sets[frame], frame_parents(of->run, frame)[row]);
}

static bool from_set(const Derivation *of, uint32_t row)
{
    return taint_has_row(&of->view->sets[frame_of(of->run, of->instr->a)], row);
}

// ---- rules: what is read ----

static Text image_of(const View *view, uint32_t entity)
{
    return view->review->entities[entity].image;
}

// The handle that operand a has in the row that stands for a row of a frame. False where it is not known.
static bool handle_of_row(const Derivation *of, uint32_t frame, uint32_t row, int64_t *handle)
{
    uint32_t own = frame_of(of->run, of->instr->a);
    Shown shown = review_value(of->view->review, of->instr->a,
                               own == 0 ? 0 : review_row_above(of->view->review, frame, row, own));
    *handle = (int64_t)shown.low;
    return shown.known;
}

// Whether something that is claimed about the attribute b of a row's handle is hidden.
static bool fact_is_hidden(const Derivation *of, uint32_t frame, uint32_t row)
{
    const Program *program = of->view->review->program;
    uint32_t attribute = program->slots[of->instr->b].attribute, entity, of_entity;
    int64_t handle;
    if (!handle_of_row(of, frame, row, &handle))
        return false;
    split_handle(program, attribute, handle, &entity, &of_entity);
    return view_hides_fact(of->view, entity, attribute, of_entity);
}

// Whether it is hidden who has spoken of a row's handle, where that is asked.
static bool speakers_are_hidden(const Derivation *of, uint32_t frame, uint32_t row)
{
    const Program *program = of->view->review->program;
    const SlotInfo *slot = &program->slots[of->instr->b];
    uint32_t entity, of_entity;
    int64_t handle;
    if ((of->instr->op != OP_DECLARED && of->instr->op != OP_LISTED) || !handle_of_row(of, frame, row, &handle))
        return false;
    split_handle(program, slot->attribute, handle, &entity, &of_entity);
    return view_hides_speakers(of->view, entity, slot, of_entity);
}

static bool from_claims(const Derivation *of, uint32_t row)
{
    uint32_t frame = of->instr->frame;
    return from_operands(of, row) || fact_is_hidden(of, frame, row) || speakers_are_hidden(of, frame, row);
}

static bool from_submission(const Derivation *of, uint32_t row)
{
    const View *view = of->view;
    int64_t handle;
    if (from_operands(of, row))
        return true;
    if (!handle_of_row(of, of->instr->frame, row, &handle))
        return false;
    Text image = image_of(view, handle_entity(handle));
    bool counts = of->instr->op == OP_ACCEPTABLE;
    return counts ? view_hides_claim(view, image, handle_row(handle)) : view_hides_submission(view, image, handle_row(handle));
}

// ---- rules: makers, of rows above ----

static bool set_from_handle(const Derivation *of, uint32_t above)
{
    return tainted_in(of->view, of->instr->a, of->parent, above);
}

static bool set_from_claims(const Derivation *of, uint32_t above)
{
    return set_from_handle(of, above) || fact_is_hidden(of, of->parent, above) || speakers_are_hidden(of, of->parent, above);
}

static bool set_from_items(const Derivation *of, uint32_t above)
{
    for (uint32_t i = 0; i < of->instr->b; i++) {
        if (tainted_in(of->view, of->view->review->program->operands[of->instr->a + i], of->parent, above))
            return true;
    }
    return false;
}

static bool set_from_pieces(const Derivation *of, uint32_t above)
{
    return set_from_handle(of, above) || tainted_in(of->view, of->instr->b, of->parent, above);
}

static bool set_from_members(const Derivation *of, uint32_t above)
{
    const uint32_t operands[] = {of->instr->a, of->instr->b};
    return below_is_tainted(of->view, operands, 2, frame_of(of->run, of->instr->b), of->parent, above);
}

static bool set_from_joined(const Derivation *of, uint32_t above)
{
    const uint32_t operands[] = {of->instr->a, of->instr->b};
    return below_is_tainted(of->view, operands, 1, frame_of(of->run, operands[0]), of->parent, above) ||
           below_is_tainted(of->view, operands + 1, 1, frame_of(of->run, operands[1]), of->parent, above);
}

// Of a constant list; and of a frame that crosses another one, of which the whole is asked (origin_is_tainted).
static bool set_from_nothing(const Derivation *of, uint32_t above)
{
    (void)of;
    (void)above;
    return false;
}

// ---- rules: makers, of their own rows ----

static bool from_set_above(const Derivation *of, uint32_t row)
{
    return of->rule.set(of, frame_parents(of->run, of->instr->frame)[row]);
}

// Whether only what is hidden lists the element of a row. Where it is hidden how submissions count, that they list it is not.
static bool element_is_hidden(const Derivation *of, uint32_t row, uint32_t above)
{
    int64_t handle;
    if (!handle_of_row(of, of->parent, above, &handle))
        return false;
    ElementRun elements = element_run(of->view->review, of->instr->b, handle);
    uint32_t element = elements.from + row - of->run->frames[of->instr->frame].first[above];
    Said said = view_element_said(of->view, image_of(of->view, elements.entity), elements.column, element);
    return said.hidden && !said.openly;
}

static bool from_element(const Derivation *of, uint32_t row)
{
    uint32_t above = frame_parents(of->run, of->instr->frame)[row];
    return set_from_handle(of, above) || element_is_hidden(of, row, above);
}

static bool from_own_submission(const Derivation *of, uint32_t row)
{
    int64_t handle = (int64_t)review_value(of->view->review, of->number, row).low;
    return from_set_above(of, row) ||
           view_hides_submission(of->view, image_of(of->view, handle_entity(handle)), handle_row(handle));
}

// By the whole derivation, not by what decides: of a conjunction both operands count, whichever is false.
static TaintRule rule_of(Dependence depends)
{
    switch (depends) { // no default: a family without its rule does not compile
    case DEPENDS_CLAIM:
    case DEPENDS_CLAIMS:
        return (TaintRule){from_claims, NULL};
    case DEPENDS_SUBMISSION:
        return (TaintRule){from_submission, NULL};
    case DEPENDS_ELEMENTS:
    case DEPENDS_LISTED:
        return (TaintRule){from_element, set_from_claims};
    case DEPENDS_SUBMISSIONS:
        return (TaintRule){from_own_submission, set_from_handle};
    case DEPENDS_ITEMS:
        return (TaintRule){from_set_above, set_from_items};
    case DEPENDS_LIST:
        return (TaintRule){from_set_above, set_from_nothing};
    case DEPENDS_PIECES:
        return (TaintRule){from_set_above, set_from_pieces};
    case DEPENDS_DISTINCT:
    case DEPENDS_REACH:
        return (TaintRule){from_set_above, set_from_members};
    case DEPENDS_JOINED:
        return (TaintRule){from_set_above, set_from_joined};
    case DEPENDS_SIDE:
        return (TaintRule){from_side, NULL};
    case DEPENDS_CROSS:
        return (TaintRule){from_origin, set_from_nothing};
    case DEPENDS_ORIGIN:
        return (TaintRule){from_origin, NULL};
    case DEPENDS_MEMBER:
        return (TaintRule){from_set_of_element, NULL};
    case DEPENDS_CLOSED:
        return (TaintRule){from_set, NULL};
    case DEPENDS_EVIDENCE:
        return (TaintRule){from_evidence, NULL};
    case DEPENDS_QUANTIFIER:
    case DEPENDS_TOTAL:
    case DEPENDS_EXTREME:
    case DEPENDS_AMONG:
        return (TaintRule){from_rows_below, NULL};
    case DEPENDS_NOTHING:
    case DEPENDS_ABOVE:
    case DEPENDS_ALL:
    case DEPENDS_AND:
    case DEPENDS_OR:
    case DEPENDS_CHOICE:
    case DEPENDS_SETTLED:
        break;
    }
    return (TaintRule){from_operands, NULL};
}

// ---- one instruction ----

// Of each row of a result: whether it is hidden that there is one, or its value.
static bool row_of_result(const Derivation *of, uint32_t row)
{
    uint32_t frame = of->rule.set ? of->parent : of->instr->frame;
    uint32_t above = of->rule.set ? frame_parents(of->run, of->instr->frame)[row] : row;
    return row_is_tainted(of->view, frame, above) || of->rule.row(of, row);
}

// A frame that crosses another one has its sets: where one of them is hidden, all of these are.
static bool origin_is_tainted(const Derivation *of)
{
    uint32_t origin = of->view->review->program->frames[of->instr->frame].origin;
    return origin != NO_FRAME && taint_has_any(&of->view->sets[origin]);
}

// Whether all rows are hidden, by the code alone: what it reads is hidden from this viewer, whoever claims it. And of what is
// reached along a reference: whether any claim about that is.
static bool is_hidden_by_code(View *view, const Instr *instr)
{
    uint32_t attribute = view_attribute_read(view->review->program, instr);
    bool reaches = op_infos[instr->op].depends == DEPENDS_REACH;
    return attribute != NO_INDEX &&
           (view_hides_attribute(view, attribute) || (reaches && view_hides_claims_anywhere(view, attribute)));
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
    uint32_t attribute = view_attribute_read(program, instr);
    uint32_t origin = instr->frame ? program->frames[instr->frame].origin : NO_FRAME;
    bool of_submissions = info->depends == DEPENDS_SUBMISSION || info->depends == DEPENDS_SUBMISSIONS;
    bool of_speakers = instr->op == OP_DECLARED || instr->op == OP_LISTED;
    bool any = frame_has_taint(view, instr->frame, number) || (of_submissions && view_hides_who_speaks(view)) ||
               (of_speakers && view_hides_speakers_of(view, program->attributes[attribute].owner)) ||
               (origin != NO_FRAME && frame_has_taint(view, origin, number)) ||
               (attribute != NO_INDEX && view_hides_claims_anywhere(view, attribute));
    for (uint32_t i = 0; i < instr_places(instr) && !any; i++) {
        uint32_t operand = instr_register(program, instr, i);
        any = operand != NO_REGISTER && operand_has_taint(view, operand, number);
    }
    return any;
}

static void derive_one(View *view, uint32_t number)
{
    Run *run = &view->review->main;
    const Instr *instr = &run->code.instrs[number];
    Derivation of = {.view = view, .run = run, .instr = instr, .number = number};
    of.parent = view->review->program->frames[instr->frame].parent;
    of.rule = rule_of(op_infos[instr->op].depends);
    Taint result = {.asked = true}, sets = {.asked = true};
    // What has not run is not looked at: it may be hidden.
    result.all = sets.all = !view_has_run(view, number) || is_hidden_by_code(view, instr);
    bool rows = !result.all && may_have_taint(view, number);
    if (rows)
        result.rows = taint_rows(&of, rows_of(run, instr->frame), row_of_result);
    view->registers[number] = result;
    if (rows && of.rule.set) {
        sets.rows = taint_rows(&of, rows_of(run, of.parent), of.rule.set);
        sets.all = origin_is_tainted(&of);
    }
    if (of.rule.set)
        view->sets[instr->frame] = sets;
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
    for (uint32_t word = ahead.first / MASK_ROWS; word <= number / MASK_ROWS; word++) {
        Mask wanted = view->wanted[word];
        view->wanted[word] = 0;
        for (; wanted; wanted &= wanted - 1)
            derive_one(view, word * MASK_ROWS + (uint32_t)__builtin_ctzll(wanted));
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
