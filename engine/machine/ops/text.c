// SPDX-License-Identifier: MIT
// Operations on texts, and natives: evaluated once for each interned text (as over a dictionary), however many rows hold it.
#include "machine/ops/among.h"
#include "machine/ops/asked.h"
#include "machine/ops/by_kind.h"
#include "machine/ops/natives.h"
#include "machine/ops/operations.h"

#include "support/search.h"

// ---- answers by text ----

typedef struct TextQuestion TextQuestion;
// The answer for one text: a truth value for truth questions, else whether there is a result.
typedef Truth AskText(const TextQuestion *question, int64_t text, int64_t *result);

struct TextQuestion {
    Run *run;
    AskText *ask;
    const Regex *regex;
    Text pattern;
    Text needed; // what a text must hold for the answer to be true; empty: it may be anything
    const Native *native;
};

// Whether there are enough rows to keep answers by text: to clear a place for so many costs about as much as one answer.
static bool keeps_answers(const Review *review, uint32_t rows, size_t *texts)
{
    enum { TEXTS_FOR_A_ROW = 64 };
    *texts = (size_t)review->own_texts + review->more_texts.count;
    return rows >= 2 && *texts / TEXTS_FOR_A_ROW <= rows;
}

static Truth ask_text(void *with, int64_t text)
{
    const TextQuestion *question = with;
    int64_t unused;
    return question->ask(question, text, &unused);
}

// The text of the subject's image in which a byte stands, of all its texts, one behind the other.
static uint32_t text_at(const uint32_t *starts, uint32_t count, size_t at)
{
    BinarySearch search = search_of(1, count);
    while (search_on(&search))
        search_narrow(&search, starts[search.middle] <= at);
    return (uint32_t)search.low - 1;
}

enum { BYTES_FOR_A_ROW = 256 }; // where fewer rows ask, it is not worth looking through all texts

// Asked no for all texts of the subject's image that do not hold what is needed, by one look through all of them.
static void answer_without(const Review *review, uint32_t rows, Text needed, uint8_t *kept)
{
    Text image = review->entities[0].image;
    if (!needed.length || !image.bytes || !review->own_texts)
        return;
    const uint32_t *starts = image_at(image, image_head(image)->texts);
    Text all = {image_at(image, image_head(image)->text_bytes), starts[review->own_texts]};
    if (all.length / BYTES_FOR_A_ROW > rows)
        return;
    memset(kept, TRUTH_FALSE + 1, review->own_texts);
    for (size_t at = text_find(all, 0, needed); at != SIZE_MAX; at = text_find(all, at, needed)) {
        uint32_t text = text_at(starts, review->own_texts, at);
        bool inside = at + needed.length <= starts[text + 1];
        if (inside)
            kept[text] = 0; // is asked
        at = inside ? starts[text + 1] : at + 1;
    }
}

// The texts of the subject's image from one to another one that hold what is needed. More than AMONG_MOST: too many.
static uint32_t texts_holding(Text image, uint32_t first, uint32_t last, Text needed, int64_t holding[AMONG_MOST])
{
    const uint32_t *starts = image_at(image, image_head(image)->texts);
    Text all = {image_at(image, image_head(image)->text_bytes), starts[last + 1]};
    uint32_t count = 0;
    for (size_t at = text_find(all, starts[first], needed); at != SIZE_MAX; at = text_find(all, at, needed)) {
        uint32_t text = text_at(starts, last + 1, at);
        bool inside = at + needed.length <= starts[text + 1];
        if (inside && count == AMONG_MOST)
            return AMONG_MOST + 1;
        if (inside)
            holding[count++] = text;
        at = inside ? starts[text + 1] : at + 1;
    }
    return count;
}

// Asks about some rows, about each text once, in the order of the rows.
static void ask_some(const TextQuestion *question, const Register *texts, uint32_t rows, Mask *left, TruthMasks masks)
{
    Mask *same = arena_raw(question->run->review->arena, masks.words * sizeof(Mask));
    for (size_t word = 0; word < masks.words; word++) {
        while (left[word]) {
            uint32_t first = (uint32_t)(word * MASK_ROWS);
            int64_t text = value_at(texts, first + (size_t)__builtin_ctzll(left[word])), unused;
            Truth truth = question->ask(question, text, &unused);
            rows_among(question->run->review, texts, first, rows - first, &text, 1, same);
            for (size_t i = word; i < masks.words; i++) {
                Mask answered = same[i - word] & left[i];
                left[i] &= ~answered;
                masks.t[i] |= truth == TRUTH_TRUE ? answered : 0;
                masks.f[i] |= truth == TRUTH_FALSE ? answered : 0;
            }
        }
    }
}

// Where few of the texts hold what is needed: all other rows are answered at once. False where it is not so.
static bool answer_holding(Run *run, const Instr *instr, Register *out, const TextQuestion *question)
{
    const Register *texts = reg(run, instr->a);
    const Review *review = run->review;
    uint32_t rows = rows_of(run, instr->frame);
    Text image = review->entities[0].image;
    if (!question->needed.length || !image.bytes || is_spread(run, instr->a, instr->frame))
        return false;
    int64_t low, high, holding[AMONG_MOST];
    column_ends(texts, rows, &low, &high);
    if (low < 0 || high >= review->own_texts)
        return false;
    const uint32_t *starts = image_at(image, image_head(image)->texts);
    if ((starts[high + 1] - starts[low]) / BYTES_FOR_A_ROW > rows)
        return false;
    uint32_t count = texts_holding(image, (uint32_t)low, (uint32_t)high, question->needed, holding);
    if (count > AMONG_MOST)
        return false;
    TruthMasks masks = register_truth(run, out, instr->frame);
    memset(masks.t, 0, masks.words * sizeof(Mask));
    if (!count) {
        memcpy(masks.f, texts->t, masks.words * sizeof(Mask));
        return true;
    }
    Mask *left = arena_raw(review->arena, masks.words * sizeof(Mask));
    rows_among(run->review, texts, 0, rows, holding, count, left);
    for (size_t i = 0; i < masks.words; i++) {
        masks.f[i] = texts->t[i] & ~left[i];
        left[i] &= texts->t[i];
    }
    ask_some(question, texts, rows, left, masks);
    return true;
}

static Truth judge_text(Run *run, const void *question, int64_t text)
{
    (void)run;
    int64_t unused;
    return ((const TextQuestion *)question)->ask(question, text, &unused);
}

static void ask_truth(Run *run, const Instr *instr, Register *out, TextQuestion *question)
{
    uint32_t rows = rows_of(run, instr->frame);
    size_t count;
    if (keeps_answers(run->review, rows, &count)) {
        if (answer_holding(run, instr, out, question))
            return;
        Asked answers = asked_open(run->review, count, ask_text, question);
        answer_without(run->review, rows, question->needed, answers.kept);
        asked_rows(run, instr, instr->a, &answers, out);
        return;
    }
    judge_rows(run, instr, out, judge_text, question);
}

static Truth as_truth(bool yes)
{
    return yes ? TRUTH_TRUE : TRUTH_FALSE;
}

// ---- patterns ----

static Truth ask_regex(const TextQuestion *question, int64_t text, int64_t *result)
{
    Review *review = question->run->review;
    (void)result;
    switch (regex_search(question->regex, review->scratch, review_text(review, text), &review->regex_left)) {
    case REGEX_YES:
        return TRUTH_TRUE;
    case REGEX_NO:
        return TRUTH_FALSE;
    case REGEX_NO_MEMORY:
        arena_exhausted(review->arena);
    case REGEX_SPENT:
        break;
    }
    review->hit_regex = true; // too costly
    return TRUTH_UNKNOWN;
}

void op_MATCHES(Run *run, const Instr *instr, Register *out)
{
    TextQuestion question = {.run = run, .ask = ask_regex, .regex = run->review->prepared->regexes[instr->b]};
    question.needed = regex_needed(question.regex);
    ask_truth(run, instr, out, &question);
}

static Truth ask_glob(const TextQuestion *question, int64_t text, int64_t *result)
{
    (void)result;
    return as_truth(glob_matches(question->pattern, review_text(question->run->review, text)));
}

void op_LIKE(Run *run, const Instr *instr, Register *out)
{
    TextQuestion question = {.run = run, .ask = ask_glob, .pattern = program_string(run->review->program, instr->b)};
    ask_truth(run, instr, out, &question);
}

// ---- natives that give a truth value ----

static Truth ask_native(const TextQuestion *question, int64_t text, int64_t *result)
{
    return question->native->of_text(question->run->review, text, result);
}

static Truth ask_native_of_two(Run *run, const Register *a, size_t i, const Register *b, size_t j, uint32_t native)
{
    int64_t first = value_at(a, i), second = value_at(b, j);
    Review *review = run->review;
    if (!review_pay(review, text_cost(review_text(review, first)) + text_cost(review_text(review, second))))
        return TRUTH_UNKNOWN;
    return natives[native].of_two(review, first, second);
}

// Row by row, whatever frames the arguments have.
void op_NATIVE_TRUTH_OF(Run *run, const Instr *instr, Register *out)
{
    enum { ARGUMENTS = 3 };
    Review *review = run->review;
    const uint32_t *operands = review->program->operands + instr->a;
    TruthMasks masks = register_unknown(run, out, instr->frame);
    uint32_t rows = rows_of(run, instr->frame);
    for (uint32_t row = 0; row < rows; row++) {
        int64_t texts[ARGUMENTS] = {0};
        uint64_t cost = 0;
        bool known = true;
        for (int i = 0; i < ARGUMENTS && known; i++) {
            size_t at = row_for(is_spread(run, operands[i], instr->frame), row);
            const Register *argument = reg(run, operands[i]);
            known = bit(argument->t, at);
            texts[i] = value_at(argument, at);
            cost += known ? text_cost(review_text(review, texts[i])) : 0;
        }
        if (known && review_pay(review, cost))
            put_truth(masks, row, natives[instr->c].of_three(review, texts[0], texts[1], texts[2]));
    }
}

void op_NATIVE_TRUTH(Run *run, const Instr *instr, Register *out)
{
    const Native *native = &natives[instr->c];
    if (native->of_text) {
        TextQuestion question = {.run = run, .ask = ask_native, .native = native};
        ask_truth(run, instr, out, &question);
        return;
    }
    relate_rows(run, instr, out, ask_native_of_two, instr->c);
}

// ---- natives that give a number or a text ----

void op_NATIVE(Run *run, const Instr *instr, Register *out)
{
    TextQuestion question = {.run = run, .ask = ask_native, .native = &natives[instr->c]};
    const Register *texts = reg(run, instr->a);
    bool spread = is_spread(run, instr->a, instr->frame);
    Mask *known;
    int64_t *values = register_values(run, out, instr->frame, &known);
    uint32_t rows = rows_of(run, instr->frame);
    memset(known, 0, words_of(rows) * sizeof(Mask));
    size_t count;
    bool keeping = keeps_answers(run->review, rows, &count);
    uint8_t *kept = keeping ? arena_take(run->review->arena, count + 1) : NULL; // the answer + 1
    int64_t *results = kept ? arena_raw(run->review->arena, (count + 1) * sizeof *results) : NULL;
    for (uint32_t row = 0; row < rows; row++) {
        size_t from = row_for(spread, row);
        values[row] = 0;
        if (!bit(texts->t, from))
            continue;
        int64_t text = value_at(texts, from);
        bool keeps = kept && (uint64_t)text < count;
        if (!keeps || !kept[text]) {
            Truth there = question.ask(&question, text, &values[row]);
            if (there == TRUTH_TRUE)
                put_bit(known, row);
            if (keeps) {
                kept[text] = (uint8_t)(there + 1);
                results[text] = values[row];
            }
        } else if (kept[text] == TRUTH_TRUE + 1) {
            values[row] = results[text];
            put_bit(known, row);
        }
    }
}

static Wide native_of_end(const void *with, Wide number)
{
    return ((const Native *)with)->of_number(number);
}

INSTANCE(op_NATIVE_WIDE, map_rows, KIND_WIDE, KIND_WIDE, native_of_end, &natives[instr->c])
