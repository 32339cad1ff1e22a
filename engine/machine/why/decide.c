// SPDX-License-Identifier: MIT
// Why a value is what it is: from a register and a row to the operands that decide it, and no others. Explanations and
// reasons are walks along these steps, after the program has run.
#include "machine/ops/versions.h"
#include "machine/why/decide.h"

#include "support/hash.h"

static const Run *run_of(const Step *step)
{
    return &step->review->main;
}

static OperandKind kind_of(const Review *review, uint32_t number)
{
    return op_infos[review->main.code.instrs[number].op].result;
}

bool review_is_settled(const Review *review, uint32_t number, uint32_t row)
{
    if (kind_of(review, number) == OPERAND_TRUTH)
        return review_truth(review, number, row) != TRUTH_UNKNOWN;
    Shown shown = review_value(review, number, row);
    return shown.known && shown.low == shown.high;
}

void on(const Step *step, uint32_t number, uint32_t row)
{
    if (step->visit)
        step->visit(step->with, number, frame_of(run_of(step), number) == 0 ? 0 : row);
}

void on_unknown(const Step *step, uint32_t number, uint32_t row)
{
    if (!is_settled(step, number, row))
        on(step, number, row);
}

void because(const Step *step, Why why)
{
    Cause cause = {.why = why, .instr = step->number, .entity = NO_INDEX, .attribute = NO_INDEX};
    if (step->cause)
        step->cause(step->with, &cause);
}

void because_of(const Step *step, Why why, uint32_t entity, uint32_t attribute, uint32_t row)
{
    Cause cause = {.why = why, .instr = step->number, .entity = entity, .attribute = attribute, .row = row};
    if (step->cause)
        step->cause(step->with, &cause);
}

// ---- claims ----

static Why why_of(CellState state)
{
    switch (state) {
    case CELL_EXPIRED:
        return WHY_EXPIRED;
    case CELL_NOT_ACCEPTED:
        return WHY_NOT_ACCEPTED;
    case CELL_CONTESTED:
        return WHY_CONTESTED;
    default:
        return WHY_MISSING;
    }
}

// What is unknown strictly and known in the plain reading is too weak; what is unknown in both is none of the strict
// reading's business.
static bool is_strict(const Step *step, uint32_t slot)
{
    return step->review->program->slots[slot].mode >= MODE_STRICT;
}

void unknown_cell(const Step *step, uint32_t slot, int64_t handle)
{
    const SlotInfo *info = &step->review->program->slots[slot];
    uint32_t entity, row;
    int64_t value;
    split_handle(step->review->program, info->attribute, handle, &entity, &row);
    if (!is_strict(step, slot)) {
        CellState state = resolve_cell(step->review, entity, info, row, &value);
        if (state == CELL_KNOWN)
            because(step, WHY_TOO_COSTLY); // it would have been, if the claims had been looked at
        else
            because_of(step, why_of(state), entity, info->attribute, row);
        return;
    }
    SlotInfo plain = {info->attribute, MODE_PLAIN};
    if (resolve_cell(step->review, entity, info, row, &value) == CELL_KNOWN)
        because(step, WHY_TOO_COSTLY);
    else if (resolve_cell(step->review, entity, &plain, row, &value) == CELL_KNOWN)
        because_of(step, WHY_TOO_WEAK, entity, info->attribute, row);
}

// Whether a set is known better in the plain reading than in the strict one: that it is closed, or that something is in it.
static bool set_is_too_weak(const Step *step, uint32_t slot, int64_t handle, uint32_t entity, uint32_t row)
{
    const SlotInfo *info = &step->review->program->slots[slot];
    SlotInfo plain = {info->attribute, MODE_PLAIN};
    if (resolve_set(step->review, entity, &plain, row).closed)
        return true;
    ElementRun elements = element_run(step->review, slot, handle);
    for (uint32_t i = 0; i < elements.count; i++) {
        CellState why;
        Truth strictly = resolve_element(step->review, entity, info, row, elements.from + i, &why);
        if (strictly != TRUTH_TRUE && resolve_element(step->review, entity, &plain, row, elements.from + i, &why) == TRUTH_TRUE)
            return true;
    }
    return false;
}

void open_set(const Step *step, uint32_t slot, int64_t handle)
{
    const SlotInfo *info = &step->review->program->slots[slot];
    uint32_t entity, row;
    split_handle(step->review->program, info->attribute, handle, &entity, &row);
    if (!is_strict(step, slot)) {
        SetCell set = resolve_set(step->review, entity, info, row);
        because_of(step, set.open_why == CELL_KNOWN ? WHY_OPEN_SET : why_of(set.open_why), entity, info->attribute, row);
        return;
    }
    if (set_is_too_weak(step, slot, handle, entity, row))
        because_of(step, WHY_TOO_WEAK, entity, info->attribute, row);
}

void unknown_element(const Step *step, uint32_t slot, const ElementRun *elements, uint32_t index)
{
    const SlotInfo *info = &step->review->program->slots[slot];
    SlotInfo plain = {info->attribute, MODE_PLAIN};
    CellState why;
    Truth truth = resolve_element(step->review, elements->entity, is_strict(step, slot) ? &plain : info, elements->row,
                                  elements->from + index, &why);
    if (truth == TRUTH_UNKNOWN && !is_strict(step, slot))
        because_of(step, why_of(why), elements->entity, info->attribute, elements->row);
    else if (truth != TRUTH_UNKNOWN && is_strict(step, slot))
        because_of(step, WHY_TOO_WEAK, elements->entity, info->attribute, elements->row);
}

int64_t handle_at(const Step *step, uint32_t number, uint32_t row)
{
    return value_at(review_register(step->review, number), frame_of(run_of(step), number) == 0 ? 0 : row);
}

static void look_at_reading(const Step *step)
{
    const Instr *instr = step->instr;
    bool handle = is_settled(step, instr->a, step->row);
    if (!handle || is_settled(step, step->number, step->row))
        on(step, instr->a, step->row); // which entity or part it is, is a fact too
    else if (instr->op == OP_FIELD)
        because_of(step, WHY_MISSING, handle_entity(handle_at(step, instr->a, step->row)), NO_INDEX, instr->b);
    else if (instr->op == OP_ACCEPTABLE)
        because_of(step, WHY_NOT_ACCEPTED, handle_entity(handle_at(step, instr->a, step->row)), NO_INDEX, SUBMISSION_ACCEPTABLE);
    else if (instr->op == OP_DECLARED || instr->op == OP_DISPUTED)
        because(step, WHY_TOO_COSTLY);
    else
        unknown_cell(step, instr->b, handle_at(step, instr->a, step->row));
}

// ---- truth values ----

static void look_at_pair(const Step *step, Truth decisive)
{
    const uint32_t operands[] = {step->instr->a, step->instr->b};
    Truth result = review_truth(step->review, step->number, step->row);
    for (int i = 0; i < 2; i++) {
        Truth operand = review_truth(step->review, operands[i], step->row);
        // The decisive value needs just those operands that have it; the other one needs both.
        if (operand == result || (result != decisive && result != TRUTH_UNKNOWN))
            on(step, operands[i], step->row);
    }
}

static void look_at_evidence(const Step *step)
{
    Truth result = review_truth(step->review, step->number, step->row);
    Truth plain = review_truth(step->review, step->instr->b, step->row);
    on(step, result == TRUTH_TRUE || plain == TRUTH_TRUE ? step->instr->a : step->instr->b, step->row);
}

static void look_at_choice(const Step *step)
{
    const Instr *instr = step->instr;
    Truth condition = review_truth(step->review, instr->a, step->row);
    if (condition != TRUTH_UNKNOWN) {
        on(step, instr->a, step->row);
        on(step, condition == TRUTH_TRUE ? instr->b : instr->c, step->row);
    } else if (is_settled(step, step->number, step->row)) {
        on(step, instr->b, step->row); // both are equal, whatever the condition is
        on(step, instr->c, step->row);
    } else {
        on(step, instr->a, step->row);
        on_unknown(step, instr->b, step->row);
        on_unknown(step, instr->c, step->row);
    }
}

// Whether it is a division by zero: then the result hangs on nothing else.
static bool divides_by_zero(const Step *step)
{
    if (step->instr->op != OP_DIVIDE || !is_settled(step, step->instr->b, step->row))
        return false;
    return review_value(step->review, step->instr->b, step->row).low == 0;
}

// Whether texts were compared that cost more than a row, in a review that hit that limit.
static bool has_long_texts(const Step *step)
{
    const Instr *instr = step->instr;
    bool compares = instr->op == OP_NATIVE_TRUTH || instr->op == OP_LESS_VERSION || instr->op == OP_AT_MOST_VERSION;
    if (!compares || !step->review->hit_rows)
        return false;
    return text_cost(review_text(step->review, handle_at(step, instr->a, step->row))) ||
           text_cost(review_text(step->review, handle_at(step, instr->b, step->row)));
}

// Operands that all have a part in the result.
static void look_at_all(const Step *step)
{
    const OpInfo *info = &op_infos[step->instr->op];
    const uint32_t operands[] = {step->instr->a, step->instr->b, step->instr->c};
    bool settled = is_settled(step, step->number, step->row), any = false;
    for (int i = 0; i < 3 && !divides_by_zero(step); i++) {
        if (!operand_is_register(info->operands[i]) || (i > 0 && operands[i] == operands[0]))
            continue;
        if (settled || !is_settled(step, operands[i], step->row)) {
            on(step, operands[i], step->row);
            any = true;
        }
    }
    if (any)
        return;
    if (step->instr->op == OP_MATCHES || has_long_texts(step))
        because(step, WHY_TOO_COSTLY);
    else
        because(step, WHY_ARITHMETIC); // a division by zero, or a native that has no result
}

// ---- reductions ----

static bool is_member(const Step *step, uint32_t member, uint32_t row)
{
    return review_truth(step->review, member, row) == TRUTH_TRUE;
}

static bool no_member(const Step *step, uint32_t member, uint32_t row)
{
    return review_truth(step->review, member, row) == TRUTH_FALSE;
}

// The first row from `row` on that has a bit in neither of two masks of a frame; or `to`.
static uint32_t next_in_neither(const MaskView *a, const MaskView *b, uint32_t row, uint32_t to)
{
    while (row < to) {
        Mask left = ~(view_word(a, row / MASK_ROWS) | view_word(b, row / MASK_ROWS)) >> (row % MASK_ROWS);
        if (left)
            return row + (uint32_t)__builtin_ctzll(left) < to ? row + (uint32_t)__builtin_ctzll(left) : to;
        row += MASK_ROWS - row % MASK_ROWS;
    }
    return to;
}

// An unknown quantifier hangs on all that may be members, and for which the claim may fail.
static void look_at_open_quantifier(const Step *step, uint32_t below, uint32_t from, uint32_t to)
{
    const Instr *instr = step->instr;
    const Run *run = run_of(step);
    const Register *body = review_register(step->review, instr->b);
    MaskView out = mask_view(review_register(step->review, instr->a)->f, frame_of(run, instr->a), below);
    MaskView fine = mask_view(instr->op == OP_SOME ? body->f : body->t, frame_of(run, instr->b), below);
    for (uint32_t row = next_in_neither(&out, &fine, from, to); row < to; row = next_in_neither(&out, &fine, row + 1, to)) {
        on_unknown(step, instr->a, row);
        on_unknown(step, instr->b, row);
    }
    on(step, instr->c, step->row);
}

// a: members, b: what is claimed of them, c: closed. SOME is EVERY of the opposite.
static void look_at_quantifier(const Step *step, uint32_t from, uint32_t to)
{
    const Instr *instr = step->instr;
    bool some = instr->op == OP_SOME;
    Truth result = review_truth(step->review, step->number, step->row), against = some ? TRUTH_TRUE : TRUTH_FALSE;
    for (uint32_t row = from; row < to; row++) {
        if (no_member(step, instr->a, row))
            continue;
        Truth body = review_truth(step->review, instr->b, row);
        bool sure = is_member(step, instr->a, row);
        if (result == against) { // one counterexample, or several
            if (sure && body == against)
                on(step, instr->b, row);
        } else { // it holds for all
            on(step, instr->b, row);
        }
    }
    if (result != against)
        on(step, instr->c, step->row);
}

// Counts and sums: every member has a part in them.
static void look_at_total(const Step *step, uint32_t from, uint32_t to)
{
    const Instr *instr = step->instr;
    bool settled = is_settled(step, step->number, step->row), sum = instr->op != OP_COUNT;
    uint32_t member = sum ? instr->b : instr->a;
    for (uint32_t row = from; row < to; row++) {
        if (no_member(step, member, row))
            continue;
        if (settled) {
            on(step, sum ? instr->a : member, row);
            continue;
        }
        on_unknown(step, member, row);
        if (sum)
            on_unknown(step, instr->a, row);
    }
    if (settled)
        on(step, instr->c, step->row);
    else
        on_unknown(step, instr->c, step->row);
}

static int value_order(const Step *step, uint32_t row, uint32_t than)
{
    const Instr *instr = step->instr;
    if (instr->op == OP_MIN_VERSION || instr->op == OP_MAX_VERSION)
        return version_order(run_of(step), review_register(step->review, instr->a), row, than);
    Wide a = review_value(step->review, instr->a, row).low, b = review_value(step->review, instr->a, than).low;
    return (a > b) - (a < b);
}

// The row that would be the extreme if only sure members with a known value counted; `to` where there is none.
static uint32_t best_row(const Step *step, uint32_t from, uint32_t to)
{
    const Instr *instr = step->instr;
    bool max = instr->op == OP_MAX || instr->op == OP_MAX_WIDE || instr->op == OP_MAX_VERSION;
    uint32_t best = to;
    for (uint32_t row = from; row < to; row++) {
        if (!is_member(step, instr->b, row) || !is_settled(step, instr->a, row))
            continue;
        int order = best == to ? 1 : value_order(step, row, best);
        if (best == to || (max ? order > 0 : order < 0))
            best = row;
    }
    return best;
}

static void look_at_extreme(const Step *step, uint32_t from, uint32_t to)
{
    const Instr *instr = step->instr;
    bool max = instr->op == OP_MAX || instr->op == OP_MAX_WIDE || instr->op == OP_MAX_VERSION, empty = true;
    uint32_t best = best_row(step, from, to);
    if (is_settled(step, step->number, step->row)) {
        on(step, instr->a, best);
        return;
    }
    for (uint32_t row = from; row < to; row++) {
        if (no_member(step, instr->b, row))
            continue;
        empty = false;
        bool known = is_settled(step, instr->a, row);
        int order = !known || best == to ? 0 : value_order(step, row, best);
        if (!known)
            on(step, instr->a, row);
        if (!known || best == to || (max ? order > 0 : order < 0))
            on_unknown(step, instr->b, row);
    }
    on_unknown(step, instr->c, step->row);
    if (empty && is_settled(step, instr->c, step->row))
        because(step, WHY_ARITHMETIC); // of nothing there is no extreme
    bool versions = instr->op == OP_MIN_VERSION || instr->op == OP_MAX_VERSION;
    if (versions && step->review->hit_rows && texts_cost(run_of(step), instr->a))
        because(step, WHY_TOO_COSTLY);
}

// a: elements, b: members, c: the range that may be among them.
static void look_at_among(const Step *step, uint32_t from, uint32_t to)
{
    const Instr *instr = step->instr;
    bool settled = is_settled(step, step->number, step->row);
    if (settled)
        on(step, instr->c, step->row);
    else
        on_unknown(step, instr->c, step->row);
    Shown range = review_value(step->review, instr->c, step->row);
    for (uint32_t row = from; row < to && !settled; row++) {
        Shown element = review_value(step->review, instr->a, row);
        bool among = element.known && (!range.known || (element.low >= range.low && element.low <= range.high));
        if (among) // what lies outside does not matter
            on_unknown(step, instr->b, row);
    }
}

static void look_at_reduction(const Step *step)
{
    const Instr *instr = step->instr;
    Run *run = &step->review->main;
    uint32_t below = frame_of(run, instr->a), from, to;
    if (frames_costly(run, below, instr->frame)) {
        because(step, WHY_TOO_COSTLY);
        return;
    }
    review_run_of(step->review, below, instr->frame, step->row, &from, &to);
    switch (instr->op) {
    case OP_EVERY:
    case OP_SOME:
        if (review_truth(step->review, step->number, step->row) == TRUTH_UNKNOWN)
            look_at_open_quantifier(step, below, from, to);
        else
            look_at_quantifier(step, from, to);
        break;
    case OP_RANGE_AMONG:
        look_at_among(step, from, to);
        break;
    case OP_COUNT:
    case OP_SUM:
    case OP_SUM_WIDE:
    case OP_SUM_RANGE:
        look_at_total(step, from, to);
        break;
    default:
        look_at_extreme(step, from, to);
        break;
    }
}

// ---- the step ----

static void take(const Step *step)
{
    const Instr *instr = step->instr;
    switch (instr->op) {
    case OP_AND:
        look_at_pair(step, TRUTH_FALSE);
        break;
    case OP_OR:
        look_at_pair(step, TRUTH_TRUE);
        break;
    case OP_EVIDENCE:
        look_at_evidence(step);
        break;
    case OP_CHOOSE_TRUTH:
    case OP_CHOOSE:
    case OP_CHOOSE_WIDE:
    case OP_CHOOSE_RANGE:
        look_at_choice(step);
        break;
    case OP_SETTLED:
        if (review_truth(step->review, instr->c, step->row) == TRUTH_TRUE)
            on(step, instr->c, step->row);
        else
            on(step, instr->a, step->row);
        break;
    case OP_READ_TRUTH:
    case OP_READ:
    case OP_DECLARED:
    case OP_DISPUTED:
    case OP_FIELD:
    case OP_ACCEPTABLE:
        look_at_reading(step);
        break;
    case OP_GATHER_TRUTH:
    case OP_GATHER:
    case OP_GATHER_WIDE:
    case OP_GATHER_RANGE:
        on(step, instr->a, review_row_above(step->review, instr->frame, step->row, frame_of(run_of(step), instr->a)));
        break;
    case OP_PULL_TRUTH:
    case OP_CROSS:
    case OP_CROSS_WIDE:
        on(step, instr->a, review_row_of_origin(step->review, instr->frame, step->row));
        break;
    case OP_MEMBER:
        look_at_member(step);
        break;
    case OP_CLOSED:
        look_at_closed(step);
        break;
    default:
        if (op_infos[instr->op].frame == FRAME_UP)
            look_at_reduction(step);
        else if (op_infos[instr->op].frame == FRAME_SAME)
            look_at_all(step);
        break; // constants, and elements, are what they are
    }
}

void review_operands(Review *review, uint32_t number, uint32_t row, OperandVisit *visit, CauseVisit *cause, void *with)
{
    Step step = {review, &review->main.code.instrs[number], number, row, visit, cause, with};
    take(&step);
}

// ---- from an unknown value to all causes ----

typedef struct Walk {
    Review *review;
    CauseVisit *cause;
    void *with;
    uint64_t *waiting; // register and row
    size_t count, capacity;
    uint64_t *seen; // an open table; 0 is free
    size_t seen_count, seen_mask;
} Walk;

static size_t seen_place(const Walk *walk, uint64_t key)
{
    size_t place = hash_number(key) & walk->seen_mask;
    while (walk->seen[place] && walk->seen[place] != key)
        place = (place + 1) & walk->seen_mask;
    return place;
}

static void grow_seen(Walk *walk, size_t room)
{
    const uint64_t *before = walk->seen;
    size_t places = before ? walk->seen_mask + 1 : 0;
    walk->seen = arena_array(walk->review->arena, room, sizeof *walk->seen);
    walk->seen_mask = room - 1;
    for (size_t i = 0; i < places; i++) {
        if (before[i])
            walk->seen[seen_place(walk, before[i])] = before[i];
    }
}

static void go_on(void *with, uint32_t number, uint32_t row)
{
    Walk *walk = with;
    if (review_is_settled(walk->review, number, row))
        return;
    uint64_t key = ((uint64_t)number << 32 | row) + 1;
    size_t place = seen_place(walk, key);
    if (walk->seen[place])
        return;
    walk->seen[place] = key;
    if (++walk->seen_count * 2 > walk->seen_mask)
        grow_seen(walk, 2 * (walk->seen_mask + 1));
    walk->waiting = arena_grow(walk->review->arena, walk->waiting, walk->count, &walk->capacity, sizeof *walk->waiting);
    walk->waiting[walk->count++] = key - 1;
}

static void pass_on(void *with, const Cause *cause)
{
    const Walk *walk = with;
    walk->cause(walk->with, cause);
}

void review_causes(Review *review, uint32_t number, uint32_t row, CauseVisit *cause, void *with)
{
    Walk walk = {.review = review, .cause = cause, .with = with};
    enum { FIRST_SEEN = 64 };
    grow_seen(&walk, FIRST_SEEN);
    go_on(&walk, number, row);
    while (walk.count) { // the last one first: what belongs together is looked at together
        uint64_t next = walk.waiting[--walk.count];
        uint32_t at = (uint32_t)(next >> 32), of_row = (uint32_t)next;
        const Instr *instr = &review->main.code.instrs[at];
        if (instr->op == OP_EVIDENCE && review_truth(review, instr->b, of_row) == TRUTH_TRUE)
            review_strict_causes(review, instr->a, of_row, cause, with);
        else
            review_operands(review, at, of_row, go_on, pass_on, &walk);
    }
}

typedef struct StrictWalk {
    CauseVisit *cause;
    void *with;
} StrictWalk;

static void pass_on_strict(void *with, const Cause *cause)
{
    const StrictWalk *walk = with;
    if (cause->why == WHY_TOO_WEAK || cause->why == WHY_TOO_COSTLY)
        walk->cause(walk->with, cause);
}

void review_strict_causes(Review *review, uint32_t number, uint32_t row, CauseVisit *cause, void *with)
{
    StrictWalk walk = {cause, with};
    review_causes(review, number, row, pass_on_strict, &walk);
}
