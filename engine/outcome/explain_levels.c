// SPDX-License-Identifier: MIT
// Why a number is as low as it is: from a comparison down to the counts and sums that it is made of (monotonicity analysis over
// one slice). See explaining.h.
#include "outcome/explaining.h"

static Level opposite(Level level)
{
    return level == LEVEL_LOW ? LEVEL_HIGH : level == LEVEL_HIGH ? LEVEL_LOW : LEVEL_ANY;
}

// The operand of a comparison that is low, where it was decided by its operands' order; NO_REGISTER where it was not.
static uint32_t low_side(const Explain *explain, const Instr *instr, uint32_t number, uint32_t row)
{
    Truth truth = review_truth(explain->review, number, row);
    Wide a, b;
    switch (instr->op) {
    case OP_LESS_RANGE:
    case OP_AT_MOST_RANGE:
        return truth == TRUTH_UNKNOWN ? NO_REGISTER : truth == TRUTH_TRUE ? instr->a : instr->b;
    case OP_EQUAL_RANGE:
        a = review_value(explain->review, instr->a, row).high;
        b = review_value(explain->review, instr->b, row).low;
        return truth != TRUTH_FALSE ? NO_REGISTER : a < b ? instr->a : instr->b;
    default:
        return NO_REGISTER;
    }
}

Level explain_level(const Explain *explain, uint32_t number, uint32_t row, Level own, RegisterRow operand)
{
    const Instr *instr = &explain->program->code[number];
    uint32_t low = low_side(explain, instr, number, row);
    if (low != NO_REGISTER)
        return operand.reg == low ? LEVEL_LOW : LEVEL_HIGH;
    switch (instr->op) {
    case OP_ADD_RANGE:
    case OP_GATHER_RANGE:
        return own;
    case OP_SUBTRACT_RANGE:
        return operand.reg == instr->a ? own : opposite(own);
    case OP_NEGATE_RANGE:
        return opposite(own);
    case OP_CHOOSE_RANGE:
        return operand.reg == instr->a ? LEVEL_ANY : own;
    case OP_SUM_RANGE:
        return operand.reg == instr->a ? own : LEVEL_ANY;
    default:
        return LEVEL_ANY;
    }
}
