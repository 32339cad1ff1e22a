// SPDX-License-Identifier: MIT
// Natives that give a set: a frame of what each row above comes to (unnest, flat map). Where a native takes constants beside the
// column, each interned text is asked once (as over a dictionary), however many rows hold it.
#include "machine/ops/natives.h"
#include "machine/ops/operations.h"
#include "machine/registers.h"

#include <stdlib.h>

// What one call gave: a run of all elements. Not asked yet where known is ASK.
typedef struct Answer {
    size_t from;
    uint32_t count;
    enum { ASK, NO_SET, IS_SET } known;
} Answer;

typedef struct Asking {
    Run *run;
    const Instr *instr;
    Elements elements;
    Answer *kept; // by text of the first operand; null: the second one is no constant, or it is not worth it
    size_t kept_count;
    bool paid;
} Asking;

static int by_number(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return (x > y) - (x < y);
}

// Puts the elements of one answer in order, each once.
static uint32_t distinct_from(Elements *elements, size_t from)
{
    int64_t *first = elements->texts + from;
    size_t count = elements->count - from, kept = 0;
    if (count > 1)
        qsort(first, count, sizeof *first, by_number);
    for (size_t i = 0; i < count; i++) {
        if (kept == 0 || first[kept - 1] != first[i])
            first[kept++] = first[i];
    }
    elements->count = from + kept;
    return (uint32_t)kept;
}

static Answer ask(Asking *asking, int64_t a, int64_t b)
{
    Review *review = asking->run->review;
    Elements *elements = &asking->elements;
    Answer answer = {.from = elements->count, .known = NO_SET};
    if (!review_pay(review, text_cost(review_text(review, a)) + text_cost(review_text(review, b)))) {
        asking->paid = false;
        return answer;
    }
    if (natives[asking->instr->c].set(elements, a, b)) {
        answer.count = distinct_from(elements, answer.from);
        answer.known = IS_SET;
    } else {
        elements->count = answer.from;
    }
    return answer;
}

static Answer answer_of(Asking *asking, int64_t a, int64_t b)
{
    if (!asking->kept || (uint64_t)a >= asking->kept_count)
        return ask(asking, a, b);
    if (asking->kept[a].known == ASK)
        asking->kept[a] = ask(asking, a, b);
    return asking->kept[a];
}

// Keeps answers by text where the operands but the first are of the root, and where there are enough rows.
static void keep_answers(Asking *asking, uint32_t rows)
{
    enum { TEXTS_FOR_A_ROW = 16 };
    const Instr *instr = asking->instr;
    Review *review = asking->run->review;
    size_t texts = (size_t)review->own_texts + review->more_texts.count;
    bool same = instr->a == instr->b || frame_of(asking->run, instr->b) == 0;
    if (!same || rows < 2 || texts / TEXTS_FOR_A_ROW > rows)
        return;
    asking->kept = arena_array(review->arena, texts + 1, sizeof *asking->kept);
    asking->kept_count = texts;
}

// The answers of the rows above; counts of their elements, and which of them are sets. More than the review may take: not paid.
static Answer *ask_rows(Asking *asking, uint32_t above, uint32_t *counts, Mask *closed)
{
    Run *run = asking->run;
    const Instr *instr = asking->instr;
    const Register *a = reg(run, instr->a), *b = reg(run, instr->b);
    bool spread_a = is_spread(run, instr->a, above), spread_b = is_spread(run, instr->b, above);
    uint32_t rows = rows_of(run, above);
    Answer *answers = arena_array(run->review->arena, (size_t)rows + 1, sizeof *answers);
    uint64_t total = 0;
    for (uint32_t row = 0; row < rows && asking->paid; row++) {
        size_t i = row_for(spread_a, row), j = row_for(spread_b, row);
        if (!bit(a->t, i) || !bit(b->t, j))
            continue;
        answers[row] = answer_of(asking, value_at(a, i), value_at(b, j));
        counts[row] = answers[row].count;
        total += counts[row];
        if (answers[row].known == IS_SET)
            put_bit(closed, row);
        if (total > run->review->rows_left) {
            run->review->hit_rows = true;
            asking->paid = false;
        }
    }
    return answers;
}

void op_NATIVE_SET(Run *run, const Instr *instr, Register *out)
{
    Arena *arena = run->review->arena;
    uint32_t above = run->code.frames[instr->frame].parent, rows = rows_of(run, above);
    uint32_t *counts = arena_array(arena, (size_t)rows + 1, sizeof *counts);
    Mask *closed = mask_take(run->review, rows);
    Asking asking = {.run = run, .instr = instr, .elements = {.review = run->review}, .paid = true};
    keep_answers(&asking, rows);
    const Answer *answers = ask_rows(&asking, above, counts, closed);
    bool fits = asking.paid && frame_make(run, instr->frame, counts);
    if (!asking.paid)
        frame_refuse(run, instr->frame, counts);
    Mask *known;
    int64_t *values = register_values(run, out, instr->frame, &known);
    out->t = frame_all(run, instr->frame);
    if (!fits)
        return;
    run->frames[instr->frame].closed_t = closed;
    for (uint32_t row = 0; row < rows; row++) {
        uint32_t count = counts[row + 1] - counts[row];
        if (count && asking.elements.texts)
            memcpy(values + counts[row], asking.elements.texts + answers[row].from, count * sizeof *values);
    }
}
