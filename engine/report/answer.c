// SPDX-License-Identifier: MIT
// Makes the answer to a question for one viewer: a value with its explanation, or a set by its membership column (in, may be in,
// closed). See report.h.
#include "report/report.h"

// The elements of a set whose membership is as wanted.
static const Text *items_of(Review *review, const View *view, const QuestionInfo *question, Truth wanted, Tongue tongue,
                            size_t *count)
{
    uint32_t rows = review_rows(review, review_program(review)->code[question->value].frame);
    Text *items = arena_array(review_arena(review), (size_t)rows + 1, sizeof *items);
    *count = 0;
    for (uint32_t row = 0; row < rows; row++) {
        if (review_truth(review, question->member, row) != wanted)
            continue;
        TextBuilder item = text_builder(review_arena(review));
        review_append(review, question->value, row, (ShownAs){question->kind, question->target, tongue}, &item);
        items[(*count)++] = text_built(&item);
    }
    if (!view_keeps_order(view))
        text_sort(items, *count);
    return items;
}

ReportAnswer report_answer(Review *review, View *view, uint32_t number, Tongue tongue)
{
    const Program *program = review_program(review);
    const QuestionInfo *question = &program->questions[number];
    ReportAnswer answer = {.program = program, .hidden = !view, .is_set = question->member != NO_REGISTER, .value = {"", 0}};
    if (answer.hidden)
        return answer;
    if (!answer.is_set) {
        TextBuilder value = text_builder(review_arena(review));
        answer.tree = explain_question(review, view, number, tongue);
        review_append(review, question->value, 0, (ShownAs){question->kind, question->target, tongue}, &value);
        answer.value = text_built(&value);
        return answer;
    }
    answer.closed = review_truth(review, question->closed, 0) == TRUTH_TRUE;
    answer.in = items_of(review, view, question, TRUTH_TRUE, tongue, &answer.in_count);
    answer.may_be_in = items_of(review, view, question, TRUTH_UNKNOWN, tongue, &answer.may_be_in_count);
    if (!answer.closed)
        answer.reasons = reasons_of(view, review, question->closed, &answer.reason_count);
    return answer;
}
