// SPDX-License-Identifier: MIT
// What a review has found, for those who report it: point reads of registers and of frames' offsets.
#include "machine/registers.h"

static const Register *register_of(const Review *review, uint32_t number)
{
    return &review->main.registers[number];
}

static size_t row_in(const Review *review, uint32_t number, uint32_t row)
{
    return frame_of(&review->main, number) == 0 ? 0 : row;
}

Truth review_truth(const Review *review, uint32_t number, uint32_t row)
{
    const Register *truth = register_of(review, number);
    size_t at = row_in(review, number, row);
    return bit(truth->t, at) ? TRUTH_TRUE : bit(truth->f, at) ? TRUTH_FALSE : TRUTH_UNKNOWN;
}

static inline Truth root_truth(const Register *truth)
{
    return truth->t[0] & 1 ? TRUTH_TRUE : truth->f[0] & 1 ? TRUTH_FALSE : TRUTH_UNKNOWN;
}

Truth review_root_truth(const Review *review, uint32_t number)
{
    return root_truth(register_of(review, number));
}

static inline unsigned truth_bits(const Register *truth)
{
    return (unsigned)(truth->t[0] & 1) | (unsigned)(truth->f[0] & 1) << 1;
}

// What need not have run is not looked at: exceptions and requirements of a rule that does not apply, and the strict reading of
// what is not true plainly.
static inline unsigned rule_truths(const Register *registers, const GroupedRule *rule)
{
    unsigned when = truth_bits(&registers[rule->when]);
    if (when & APPLIES_FALSE)
        return WHEN_FALSE;
    unsigned applies = rule->when == rule->applies ? when : truth_bits(&registers[rule->applies]);
    if (applies & APPLIES_FALSE)
        return APPLIES_FALSE;
    unsigned plain = truth_bits(&registers[rule->plain]), strict = plain;
    if (rule->strict != rule->plain && (plain & 1))
        strict = truth_bits(&registers[rule->strict]);
    return applies | plain << 2 | strict << 4;
}

void review_rule_truths(const Review *review, const GroupedRule *rules, size_t count, uint8_t *truths)
{
    const Register *registers = review->main.registers;
    for (size_t i = 0; i < count; i++)
        truths[i] = (uint8_t)rule_truths(registers, &rules[i]);
}

Shown review_value(const Review *review, uint32_t number, uint32_t row)
{
    const Register *value = reg(&review->main, number);
    size_t at = row_in(review, number, row);
    if (!bit(value->t, at))
        return (Shown){.known = false};
    switch (op_infos[review->main.code.instrs[number].op].result) {
    case OPERAND_WIDE:
        return (Shown){true, value->low[at], value->low[at]};
    case OPERAND_RANGE:
        return (Shown){true, value->low[at], value->high[at]};
    default:
        return (Shown){true, value_at(value, at), value_at(value, at)};
    }
}

bool review_is_settled(const Review *review, uint32_t number, uint32_t row)
{
    if (op_infos[review->main.code.instrs[number].op].result == OPERAND_TRUTH)
        return review_truth(review, number, row) != TRUTH_UNKNOWN;
    Shown shown = review_value(review, number, row);
    return shown.known && shown.low == shown.high;
}

size_t review_breaches(const Review *review, const RequireInfo *require, uint32_t *from, uint32_t rows[BREACHES_AT_ONCE])
{
    const Run *run = &review->main;
    uint32_t frame = require->frame, count = rows_of(run, frame);
    MaskView in = mask_view(register_of(review, require->member)->t, frame_of(run, require->member), frame);
    MaskView not = mask_view(register_of(review, require->body)->f, frame_of(run, require->body), frame);
    size_t found = 0;
    for (; !found && *from < count; *from += MASK_ROWS) {
        size_t word = *from / MASK_ROWS;
        Mask both = view_word(&in, word) & view_word(&not, word);
        if (count - *from < MASK_ROWS)
            both &= tail_of(count);
        for (; both; both &= both - 1)
            rows[found++] = *from + (uint32_t)__builtin_ctzll(both);
    }
    return found;
}

uint32_t review_rows(const Review *review, uint32_t frame)
{
    return rows_of(&review->main, frame);
}

void review_run_of(Review *review, uint32_t frame, uint32_t ancestor, uint32_t row, uint32_t *first, uint32_t *end)
{
    *first = row;
    *end = row + 1;
    if (frame == ancestor)
        return;
    const Run *run = &review->main;
    review_run_of(review, run->code.frames[frame].parent, ancestor, row, first, end);
    *first = run->frames[frame].first[*first];
    *end = run->frames[frame].first[*end];
}

uint32_t review_row_above(Review *review, uint32_t frame, uint32_t row, uint32_t ancestor)
{
    if (ancestor == 0 && frame != 0)
        return 0;
    for (; frame != ancestor; frame = review->main.code.frames[frame].parent)
        row = frame_parents(&review->main, frame)[row];
    return row;
}

uint32_t review_row_of_origin(const Review *review, uint32_t frame, uint32_t row)
{
    return review->main.frames[frame].origin[row];
}
