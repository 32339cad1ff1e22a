// SPDX-License-Identifier: MIT
// Steps back through a segmented reduction: which rows below decide a quantifier, a count, a sum or an extreme, and why.
#include "machine/ops/version.h"
#include "machine/why/step.h"

#include "support/version.h"

// The rows below that are reduced to the row under way. False where they are not there, because they would be too many: that is
// why, then.
static bool rows_below(const Step *step, uint32_t *from, uint32_t *to)
{
    uint32_t below = frame_of(step_run(step), step->instr->a);
    bool costly = frames_costly(step_run(step), below, step->instr->frame);
    if (costly)
        step_ends(step, WHY_TOO_COSTLY);
    else
        review_run_of(step->review, below, step->instr->frame, step->row, from, to);
    return !costly;
}

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
static void from_open_quantifier(const Step *step, uint32_t from, uint32_t to)
{
    const Instr *instr = step->instr;
    const Run *run = step_run(step);
    uint32_t below = frame_of(run, instr->a);
    const Register *body = reg(&step->review->main, instr->b);
    MaskView out = mask_view(reg(&step->review->main, instr->a)->f, frame_of(run, instr->a), below);
    MaskView fine = mask_view(instr->op == OP_SOME ? body->f : body->t, frame_of(run, instr->b), below);
    for (uint32_t row = next_in_neither(&out, &fine, from, to); row < to; row = next_in_neither(&out, &fine, row + 1, to)) {
        step_to_unsettled(step, instr->a, row);
        step_to_unsettled(step, instr->b, row);
    }
    step_to(step, instr->c, step->row);
}

// a: members, b: what is claimed of them, c: closed. SOME is EVERY of the opposite.
void step_from_quantifier(const Step *step)
{
    const Instr *instr = step->instr;
    Truth result = review_truth(step->review, step->number, step->row);
    Truth against = instr->op == OP_SOME ? TRUTH_TRUE : TRUTH_FALSE;
    uint32_t from, to;
    if (!rows_below(step, &from, &to))
        return;
    if (result == TRUTH_UNKNOWN) {
        from_open_quantifier(step, from, to);
        return;
    }
    for (uint32_t row = from; row < to; row++) {
        if (no_member(step, instr->a, row))
            continue;
        Truth body = review_truth(step->review, instr->b, row);
        bool sure = is_member(step, instr->a, row);
        if (result == against) { // one counterexample, or several
            if (sure && body == against)
                step_to(step, instr->b, row);
        } else { // it holds for all
            step_to(step, instr->b, row);
        }
    }
    if (result != against)
        step_to(step, instr->c, step->row);
}

// Whether the body of a quantifier compares elements with something, and reads nothing of them.
static bool compares_elements(const Program *program, uint32_t body)
{
    const Instr *instr = &program->code[body];
    uint32_t maker = program->frames[instr->frame].maker;
    const OpInfo *info = &op_infos[instr->op];
    return instr->frame != 0 && (instr->a == maker || instr->b == maker) && info->depends == DEPENDS_ALL &&
           info->result == OPERAND_TRUTH;
}

void review_picked(Review *review, uint32_t number, uint32_t row, OperandVisit *visit, void *with)
{
    const Instr *instr = &review->main.code.instrs[number];
    const Step step = {review, instr, number, row, visit, NULL, with};
    Truth against = instr->op == OP_SOME ? TRUTH_TRUE : TRUTH_FALSE;
    bool quantifier = op_infos[instr->op].depends == DEPENDS_QUANTIFIER;
    uint32_t from, to;
    if (!quantifier || review_truth(review, number, row) != against || !compares_elements(review->program, instr->b) ||
        !rows_below(&step, &from, &to))
        return;
    for (uint32_t below = from; below < to; below++) {
        if (is_member(&step, instr->a, below) && review_truth(review, instr->b, below) == against)
            step_to(&step, instr->a, below);
    }
}

// Counts and sums: every member has a part in them.
void step_from_total(const Step *step)
{
    const Instr *instr = step->instr;
    bool settled = step_is_settled(step, step->number, step->row), sum = instr->op != OP_COUNT;
    uint32_t member = sum ? instr->b : instr->a, from, to;
    if (!rows_below(step, &from, &to))
        return;
    for (uint32_t row = from; row < to; row++) {
        if (no_member(step, member, row))
            continue;
        if (settled) {
            step_to(step, sum ? instr->a : member, row);
            continue;
        }
        step_to_unsettled(step, member, row);
        if (sum)
            step_to_unsettled(step, instr->a, row);
    }
    step_to_part(step, settled, instr->c, step->row);
}

void review_fallen(Review *review, uint32_t number, uint32_t row, OperandVisit *visit, void *with)
{
    const Instr *instr = &review->main.code.instrs[number];
    const Step step = {review, instr, number, row, visit, NULL, with};
    bool sum = instr->op == OP_SUM || instr->op == OP_SUM_WIDE || instr->op == OP_SUM_RANGE;
    uint32_t member = sum ? instr->b : instr->a, from, to;
    if ((!sum && instr->op != OP_COUNT && instr->op != OP_SOME) || !rows_below(&step, &from, &to))
        return;
    for (uint32_t below = from; below < to; below++) {
        if (no_member(&step, member, below))
            step_to(&step, member, below);
    }
    step_to_never_in(&step, member);
}

static bool is_version_extreme(const Instr *instr)
{
    return instr->op == OP_MIN_VERSION || instr->op == OP_MAX_VERSION;
}

// Whether the value in a row goes before that in another one: it is greater, or less, by the opcode.
static bool is_better(const Step *step, uint32_t row, uint32_t than)
{
    const Instr *instr = step->instr;
    bool max = instr->op == OP_MAX || instr->op == OP_MAX_WIDE;
    Wide a = review_value(step->review, instr->a, row).low, b = review_value(step->review, instr->a, than).low;
    return max ? a > b : a < b;
}

// The row that would be the extreme if only sure members with a known value counted; `to` where there is none.
static uint32_t best_row(const Step *step, uint32_t from, uint32_t to)
{
    const Instr *instr = step->instr;
    uint32_t best = to;
    for (uint32_t row = from; row < to; row++) {
        bool counts = is_member(step, instr->b, row) && step_is_settled(step, instr->a, row);
        if (counts && (best == to || is_better(step, row, best)))
            best = row;
    }
    return best;
}

// Of what is unknown for some row's sake: its value, or that it may be in, where that matters.
static void from_open_extreme(const Step *step, uint32_t row, bool known, bool matters)
{
    if (!known)
        step_to(step, step->instr->a, row);
    if (!known || matters)
        step_to_unsettled(step, step->instr->b, row);
}

static void from_open_versions(const Step *step, uint32_t from, uint32_t to, const VersionExtreme *extreme)
{
    const Instr *instr = step->instr;
    for (uint32_t row = from; row < to; row++) {
        if (no_member(step, instr->b, row))
            continue;
        bool known = step_is_settled(step, instr->a, row);
        bool matters = known && version_may_surpass(step_run(step), instr->a, row, extreme, to, instr->op == OP_MAX_VERSION);
        from_open_extreme(step, row, known, matters);
    }
    if (extreme->unordered || extreme->tied)
        step_ends(step, WHY_NOT_COMPARABLE);
}

static void from_open_values(const Step *step, uint32_t from, uint32_t to, uint32_t best)
{
    for (uint32_t row = from; row < to; row++) {
        if (!no_member(step, step->instr->b, row))
            from_open_extreme(step, row, step_is_settled(step, step->instr->a, row), best == to || is_better(step, row, best));
    }
}

static bool has_no_members(const Step *step, uint32_t from, uint32_t to)
{
    while (from < to && no_member(step, step->instr->b, from))
        from++;
    return from == to;
}

void step_from_extreme(const Step *step)
{
    const Instr *instr = step->instr;
    uint32_t from, to;
    if (!rows_below(step, &from, &to))
        return;
    bool versions = is_version_extreme(instr);
    VersionExtreme extreme = {0};
    if (versions)
        extreme = version_extreme(step_run(step), instr->a, instr->b, from, to, instr->op == OP_MAX_VERSION);
    uint32_t best = versions ? extreme.best : best_row(step, from, to);
    if (step_is_settled(step, step->number, step->row)) {
        step_to(step, instr->a, best);
        return;
    }
    if (versions)
        from_open_versions(step, from, to, &extreme);
    else
        from_open_values(step, from, to, best);
    step_to_unsettled(step, instr->c, step->row);
    if (has_no_members(step, from, to) && step_is_settled(step, instr->c, step->row))
        step_ends(step, WHY_ARITHMETIC); // of nothing there is no extreme
    if (versions && step->review->hit_rows && texts_cost(step_run(step), instr->a))
        step_ends(step, WHY_TOO_COSTLY);
}

// Of what an extreme is sought among, nothing is in: by what says so, and that this is all.
static void from_nothing_left(const Step *step, uint32_t from, uint32_t to)
{
    for (uint32_t row = from; row < to; row++)
        step_to(step, step->instr->b, row);
    step_to_settled(step, step->instr->c, step->row);
}

void step_from_compared(const Step *step)
{
    const Instr *instr = step->instr;
    uint32_t from, to;
    if (!rows_below(step, &from, &to))
        return;
    if (has_no_members(step, from, to))
        from_nothing_left(step, from, to);
    if (!is_version_extreme(instr))
        return;
    VersionExtreme extreme = version_extreme(step_run(step), instr->a, instr->b, from, to, instr->op == OP_MAX_VERSION);
    for (uint32_t row = from; row < to; row++) {
        Version version;
        if (no_member(step, instr->b, row) || !step_is_settled(step, instr->a, row))
            continue;
        bool ordered = version_read(review_text(step->review, step_handle(step, instr->a, row)), &version);
        if (!ordered || !extreme.unordered) // where some have no order, the others are not why
            step_to(step, instr->a, row);
    }
}

// a: elements, b: members, c: the range that may be among them.
void step_from_among(const Step *step)
{
    const Instr *instr = step->instr;
    bool settled = step_is_settled(step, step->number, step->row);
    uint32_t from, to;
    if (!rows_below(step, &from, &to))
        return;
    step_to_part(step, settled, instr->c, step->row);
    Shown range = review_value(step->review, instr->c, step->row);
    for (uint32_t row = from; row < to && !settled; row++) {
        Shown element = review_value(step->review, instr->a, row);
        bool among = element.known && (!range.known || (element.low >= range.low && element.low <= range.high));
        if (among) // what lies outside does not matter
            step_to_unsettled(step, instr->b, row);
    }
}
