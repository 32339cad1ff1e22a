// SPDX-License-Identifier: MIT
// Backward slicing, one step: from a register and a row to the operands that decide the value, and no others. Explanations and
// reasons are walks along these steps, after the program has run: nothing is traced while it does.
#include "machine/why/step.h"

// ---- what is read ----

// Which entity, part or submission it is, is a fact too. False where that is why.
static bool is_read(const Step *step)
{
    bool handle = step_is_settled(step, step->instr->a, step->row);
    if (handle && !step_is_settled(step, step->number, step->row))
        return true;
    step_to(step, step->instr->a, step->row);
    return false;
}

static void from_claim(const Step *step)
{
    if (is_read(step))
        step_ends_in_cell(step, step->instr->b, step_handle(step, step->instr->a, step->row));
}

static void from_claims(const Step *step)
{
    if (!is_read(step))
        return;
    if (step->instr->op == OP_DECLARED)
        step_ends_in_declared(step, step->instr->b, step_handle(step, step->instr->a, step->row));
    else
        step_ends(step, WHY_TOO_COSTLY); // else it is known whether it is disputed
}

static void from_submission(const Step *step)
{
    bool field = step->instr->op == OP_FIELD;
    if (!is_read(step))
        return;
    int64_t handle = step_handle(step, step->instr->a, step->row);
    step_ends_in_submission(step, field ? WHY_MISSING : WHY_NOT_ACCEPTED, handle_entity(handle), handle_row(handle),
                            field ? step->instr->b : SUBMISSION_ACCEPTABLE);
}

// ---- operands of the same row ----

static void from_pair(const Step *step, Truth decisive)
{
    const uint32_t operands[] = {step->instr->a, step->instr->b};
    Truth result = review_truth(step->review, step->number, step->row);
    for (int i = 0; i < 2; i++) {
        Truth operand = review_truth(step->review, operands[i], step->row);
        // The decisive value needs just those operands that have it; the other one needs both.
        if (operand == result || (result != decisive && result != TRUTH_UNKNOWN))
            step_to(step, operands[i], step->row);
    }
}

static void from_and(const Step *step)
{
    from_pair(step, TRUTH_FALSE);
}

static void from_or(const Step *step)
{
    from_pair(step, TRUTH_TRUE);
}

static void from_evidence(const Step *step)
{
    Truth result = review_truth(step->review, step->number, step->row);
    Truth plain = review_truth(step->review, step->instr->b, step->row);
    step_to(step, result == TRUTH_TRUE || plain == TRUTH_TRUE ? step->instr->a : step->instr->b, step->row);
}

static void from_choice(const Step *step)
{
    const Instr *instr = step->instr;
    Truth condition = review_truth(step->review, instr->a, step->row);
    if (condition != TRUTH_UNKNOWN) {
        step_to(step, instr->a, step->row);
        step_to(step, condition == TRUTH_TRUE ? instr->b : instr->c, step->row);
    } else if (step_is_settled(step, step->number, step->row)) {
        step_to(step, instr->b, step->row); // both are equal, whatever the condition is
        step_to(step, instr->c, step->row);
    } else {
        step_to(step, instr->a, step->row);
        step_to_unsettled(step, instr->b, step->row);
        step_to_unsettled(step, instr->c, step->row);
    }
}

static void from_settled(const Step *step)
{
    bool settled = review_truth(step->review, step->instr->c, step->row) == TRUTH_TRUE;
    step_to(step, settled ? step->instr->c : step->instr->a, step->row);
}

// Whether it is a division by zero: then the result hangs on nothing else.
static bool divides_by_zero(const Step *step)
{
    if (step->instr->op != OP_DIVIDE || !step_is_settled(step, step->instr->b, step->row))
        return false;
    return review_value(step->review, step->instr->b, step->row).low == 0;
}

static uint32_t operand_at(const Step *step, uint32_t place)
{
    return instr_register(step->review->program, step->instr, place);
}

// Whether texts were compared that cost more than a row, in a review that hit that limit.
static bool has_long_texts(const Step *step)
{
    const Instr *instr = step->instr;
    bool compares = instr->op == OP_NATIVE_TRUTH || instr->op == OP_NATIVE_TRUTH_OF || instr->op == OP_LESS_VERSION ||
                    instr->op == OP_AT_MOST_VERSION;
    bool any = false;
    for (uint32_t i = 0; i < instr_places(instr) && compares && step->review->hit_rows; i++) {
        uint32_t operand = operand_at(step, i);
        any |= operand != NO_REGISTER && text_cost(review_text(step->review, step_handle(step, operand, step->row))) > 0;
    }
    return any;
}

// Why there is no result though all operands are known.
static Why why_without_result(const Step *step)
{
    if (has_long_texts(step))
        return WHY_TOO_COSTLY;
    switch (step->instr->op) {
    case OP_MATCHES:
        return WHY_TOO_COSTLY;
    case OP_LESS_VERSION:
    case OP_AT_MOST_VERSION:
        return WHY_NOT_COMPARABLE;
    case OP_NATIVE:
    case OP_NATIVE_TRUTH:
    case OP_NATIVE_TRUTH_OF:
        return step_why_of_native(step->instr->c);
    default:
        return WHY_ARITHMETIC; // a division by zero
    }
}

// Operands that all have a part in the result.
static void from_all(const Step *step)
{
    bool settled = step_is_settled(step, step->number, step->row), any = false;
    for (uint32_t i = 0; i < instr_places(step->instr) && !divides_by_zero(step); i++) {
        uint32_t operand = operand_at(step, i);
        if (operand == NO_REGISTER || (i > 0 && operand == operand_at(step, 0)))
            continue;
        if (settled || !step_is_settled(step, operand, step->row)) {
            step_to(step, operand, step->row);
            any = true;
        }
    }
    if (!any)
        step_ends(step, why_without_result(step));
}

// ---- other rows ----

static void from_above(const Step *step)
{
    const Instr *instr = step->instr;
    step_to(step, instr->a, review_row_above(step->review, instr->frame, step->row, frame_of(step_run(step), instr->a)));
}

static void from_origin(const Step *step)
{
    step_to(step, step->instr->a, review_row_of_origin(step->review, step->instr->frame, step->row));
}

// ---- the step ----

static void from_nothing(const Step *step)
{
    (void)step; // constants, and elements, are what they are
}

// A piece is made of what the row above has.
static void from_pieces(const Step *step)
{
    const Instr *instr = step->instr;
    uint32_t above = step_run(step)->code.frames[instr->frame].parent;
    uint32_t row = review_row_above(step->review, instr->frame, step->row, above);
    step_to(step, instr->a, row);
    if (instr->b != instr->a)
        step_to(step, instr->b, row);
}

static StepRule *rule_of(Dependence depends)
{
    switch (depends) { // no default: a family without its rule does not compile
    case DEPENDS_NOTHING:
    case DEPENDS_ELEMENTS:
    case DEPENDS_LISTED:
    case DEPENDS_SUBMISSIONS:
    case DEPENDS_ITEMS:
    case DEPENDS_LIST:
    case DEPENDS_DISTINCT:
    case DEPENDS_REACH:
    case DEPENDS_JOINED:
        return from_nothing;
    case DEPENDS_CLAIM:
        return from_claim;
    case DEPENDS_CLAIMS:
        return from_claims;
    case DEPENDS_SUBMISSION:
        return from_submission;
    case DEPENDS_PIECES:
        return from_pieces;
    case DEPENDS_MEMBER:
        return step_from_member;
    case DEPENDS_CLOSED:
        return step_from_closed;
    case DEPENDS_ABOVE:
        return from_above;
    case DEPENDS_CROSS:
    case DEPENDS_ORIGIN:
        return from_origin;
    case DEPENDS_SIDE:
        return step_from_side;
    case DEPENDS_ALL:
        return from_all;
    case DEPENDS_AND:
        return from_and;
    case DEPENDS_OR:
        return from_or;
    case DEPENDS_CHOICE:
        return from_choice;
    case DEPENDS_SETTLED:
        return from_settled;
    case DEPENDS_EVIDENCE:
        return from_evidence;
    case DEPENDS_QUANTIFIER:
        return step_from_quantifier;
    case DEPENDS_TOTAL:
        return step_from_total;
    case DEPENDS_EXTREME:
        return step_from_extreme;
    case DEPENDS_AMONG:
        return step_from_among;
    }
    return from_nothing;
}

void review_operands(Review *review, uint32_t number, uint32_t row, OperandVisit *visit, CauseVisit *cause, void *with)
{
    const Instr *instr = &review->main.code.instrs[number];
    Step step = {review, instr, number, row, visit, cause, with};
    rule_of(op_infos[instr->op].depends)(&step);
}

void review_made_from(Review *review, uint32_t number, uint32_t row, OperandVisit *visit, void *with)
{
    const Instr *instr = &review->main.code.instrs[number];
    Step step = {review, instr, number, row, visit, NULL, with};
    if (review_is_settled(review, number, row))
        return;
    if (op_infos[instr->op].depends == DEPENDS_EXTREME)
        step_from_compared(&step);
    if (op_infos[instr->op].depends == DEPENDS_CLOSED)
        step_from_pieced(&step);
    if (op_infos[instr->op].depends != DEPENDS_ALL)
        return;
    for (uint32_t i = 0; i < instr_places(instr); i++) {
        uint32_t operand = operand_at(&step, i);
        if (operand == NO_REGISTER || (i > 0 && operand == operand_at(&step, 0)) ||
            (divides_by_zero(&step) && operand != instr->b))
            continue;
        step_to_settled(&step, operand, row);
    }
}
