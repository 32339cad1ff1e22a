// SPDX-License-Identifier: MIT
// Makes the answer to a question for one viewer: a value with its explanation, or a set by its membership column (in, may be in,
// closed). See report.h.
#include "report/report.h"

static ShownAs shown_as(const QuestionInfo *question, Speech speech)
{
    return (ShownAs){question->kind, question->target, speech.tongue, speech.language};
}

// A part without a key by its place.
static void append_item(Review *review, const QuestionInfo *question, uint32_t row, Speech speech, TextBuilder *to)
{
    bool keyless = question->kind == TYPE_PART && !review_program(review)->types[question->target].key_count;
    if (keyless)
        review_append_keyless(review, question->value, row, question->target, speech.language, to);
    else
        review_append(review, question->value, row, shown_as(question, speech), to);
}

// The elements of a set whose membership is as wanted.
static const Text *items_of(Review *review, const View *view, const QuestionInfo *question, Truth wanted, Speech speech,
                            size_t *count)
{
    uint32_t rows = review_rows(review, review_program(review)->code[question->value].frame);
    Text *items = arena_array(review_arena(review), (size_t)rows + 1, sizeof *items);
    *count = 0;
    for (uint32_t row = 0; row < rows; row++) {
        if (review_truth(review, question->member, row) != wanted)
            continue;
        TextBuilder item = text_builder(review_arena(review));
        append_item(review, question, row, speech, &item);
        items[(*count)++] = text_built(&item);
    }
    if (!view_keeps_order(view))
        text_sort(items, *count);
    return items;
}

ReportAnswer report_answer(Review *review, View *view, uint32_t number, Speech speech)
{
    const Program *program = review_program(review);
    const QuestionInfo *question = &program->questions[number];
    ReportAnswer answer = {.program = program, .hidden = !view, .is_set = question->member != NO_REGISTER, .value = {"", 0}};
    if (answer.hidden)
        return answer;
    if (!answer.is_set) {
        TextBuilder value = text_builder(review_arena(review));
        answer.tree = explain_question(review, view, number, speech);
        review_append(review, question->value, 0, shown_as(question, speech), &value);
        answer.value = text_built(&value);
        return answer;
    }
    answer.closed = review_truth(review, question->closed, 0) == TRUTH_TRUE;
    answer.in = items_of(review, view, question, TRUTH_TRUE, speech, &answer.in_count);
    answer.may_be_in = items_of(review, view, question, TRUTH_UNKNOWN, speech, &answer.may_be_in_count);
    if (!answer.closed)
        answer.reasons = reasons_of(view, question->closed, &answer.reason_count);
    return answer;
}
