// SPDX-License-Identifier: MIT
// Comparisons. Values are taken 64 rows at a time: widened, compared to bytes, and the bytes gathered to the bits of a mask.
#include "machine/entities.h"
#include "machine/ops/among.h"
#include "machine/ops/asked.h"
#include "machine/ops/by_kind.h"
#include "machine/ops/compare.h"
#include "machine/ops/operations.h"

#include "support/search.h"

static Mask compare_block(const int64_t *a, const int64_t *b, Relation relation)
{
    uint8_t bytes[MASK_ROWS];
    switch (relation) {
    case RELATION_EQUAL:
        for (int i = 0; i < MASK_ROWS; i++)
            bytes[i] = a[i] == b[i];
        break;
    case RELATION_LESS:
        for (int i = 0; i < MASK_ROWS; i++)
            bytes[i] = a[i] < b[i];
        break;
    case RELATION_AT_MOST:
        for (int i = 0; i < MASK_ROWS; i++)
            bytes[i] = a[i] <= b[i];
        break;
    }
    return mask_of_bytes(bytes);
}

// ---- a column against one value, which stands for all rows ----

static void compare_values(Run *run, const Instr *instr, Register *out, Relation relation);

// Where there are many rows, or the column holds no such value, or is none: apart, so that where there are few no register of the
// processor has to be saved.
static __attribute__((noinline)) void compare_column(Run *run, const Instr *instr, Register *out, Relation relation, bool swapped,
                                                     int64_t constant)
{
    const Register *column = reg(run, swapped ? instr->b : instr->a);
    uint32_t rows = rows_of(run, instr->frame);
    if (!rows || column->width == 0 || !fits_width(constant, column->width)) {
        compare_values(run, instr, out, relation);
        return;
    }
    TruthMasks masks = register_truth(run, out, instr->frame);
    compare_side(run, column->values, column->width, rows, constant, column->t, relation, swapped, masks.t, masks.f);
}

static inline void compare_few(Run *run, const Instr *instr, Register *out, Relation relation, bool swapped, int64_t constant)
{
    const Register *column = reg(run, swapped ? instr->b : instr->a);
    uint32_t rows = rows_of(run, instr->frame);
    if (rows - 1 >= MASK_ROWS || column->width == 0 || !fits_width(constant, column->width)) {
        compare_column(run, instr, out, relation, swapped, constant);
        return;
    }
    out->t = &out->own_t;
    out->f = &out->own_f;
    compare_side(run, column->values, column->width, rows, constant, column->t, relation, swapped, &out->own_t, &out->own_f);
}

// With a value that may be anything's of the root.
static inline void compare_spread(Run *run, const Instr *instr, Register *out, Relation relation, bool swapped)
{
    const Register *one = reg(run, swapped ? instr->a : instr->b);
    if (one->t[0] & 1)
        compare_few(run, instr, out, relation, swapped, value_at(one, 0));
    else
        compare_values(run, instr, out, relation);
}

static inline bool relate(int64_t a, int64_t b, Relation relation)
{
    return relation == RELATION_EQUAL ? a == b : relation == RELATION_LESS ? a < b : a <= b;
}

// In the root there is one row.
static inline void give_one(Register *out, Mask known, Mask holds)
{
    out->own_t = known & holds;
    out->own_f = known & ~holds;
    out->t = &out->own_t;
    out->f = &out->own_f;
}

static inline void compare_one(Run *run, const Instr *instr, Register *out, Relation relation)
{
    const Register *a = reg(run, instr->a), *b = reg(run, instr->b);
    give_one(out, a->t[0] & b->t[0] & 1, relate(value_at(a, 0), value_at(b, 0), relation));
}

// The forms of a comparison, one of which is selected: by what its operands are nothing has to be asked while it runs.
#define FORMS(RELATION, name)                                                                                                    \
    static void name##_spread(Run *run, const Instr *instr, Register *out)                                                       \
    {                                                                                                                            \
        compare_spread(run, instr, out, RELATION, false);                                                                        \
    }                                                                                                                            \
    static void spread_##name(Run *run, const Instr *instr, Register *out)                                                       \
    {                                                                                                                            \
        compare_spread(run, instr, out, RELATION, true);                                                                         \
    }                                                                                                                            \
    static void name##_one(Run *run, const Instr *instr, Register *out)                                                          \
    {                                                                                                                            \
        compare_one(run, instr, out, RELATION);                                                                                  \
    }                                                                                                                            \
    static Operation *const name##_forms[] = {name##_spread, spread_##name, name##_one};
enum { FORM_SPREAD, FORM_ONE = 2 }; // one more where the column is b
FORMS(RELATION_EQUAL, equal)
FORMS(RELATION_LESS, less)
FORMS(RELATION_AT_MOST, at_most)

Operation *select_comparison(const CodeView *code, const Instr *instr)
{
    Operation *const *forms = instr->op == OP_EQUAL     ? equal_forms
                              : instr->op == OP_LESS    ? less_forms
                              : instr->op == OP_AT_MOST ? at_most_forms
                                                        : NULL;
    if (!forms)
        return NULL;
    if (instr->frame == 0)
        return forms[FORM_ONE];
    bool spread_a = code->instrs[instr->a].frame != instr->frame, spread_b = code->instrs[instr->b].frame != instr->frame;
    return spread_a == spread_b ? NULL : forms[FORM_SPREAD + spread_a];
}

// ---- any two ----

static void compare_values(Run *run, const Instr *instr, Register *out, Relation relation)
{
    if (instr->frame == 0) {
        compare_one(run, instr, out, relation);
        return;
    }
    uint32_t rows = rows_of(run, instr->frame), frame = instr->frame;
    MaskView known_a = mask_view(reg(run, instr->a)->t, frame_of(run, instr->a), frame);
    MaskView known_b = mask_view(reg(run, instr->b)->t, frame_of(run, instr->b), frame);
    TruthMasks masks = register_truth(run, out, frame);
    int64_t a[MASK_ROWS] = {0}, b[MASK_ROWS] = {0};
    bool spread_a = is_spread(run, instr->a, frame), spread_b = is_spread(run, instr->b, frame);
    if (spread_a)
        load_values(run, instr->a, frame, 0, MASK_ROWS, a);
    if (spread_b)
        load_values(run, instr->b, frame, 0, MASK_ROWS, b);
    for (size_t word = 0; word < masks.words; word++) {
        size_t first = word * MASK_ROWS, count = rows - first < MASK_ROWS ? rows - first : MASK_ROWS;
        if (!spread_a)
            load_values(run, instr->a, frame, first, count, a);
        if (!spread_b)
            load_values(run, instr->b, frame, first, count, b);
        Mask holds = compare_block(a, b, relation), known = view_word(&known_a, word) & view_word(&known_b, word);
        if (count < MASK_ROWS)
            known &= tail_of(count);
        masks.t[word] = holds & known;
        masks.f[word] = ~holds & known;
    }
}

INSTANCE(op_EQUAL, compare_values, RELATION_EQUAL)
INSTANCE(op_LESS, compare_values, RELATION_LESS)
INSTANCE(op_AT_MOST, compare_values, RELATION_AT_MOST)

// ---- wide values, ranges: row by row ----

// Whether a relation holds for all values of both, for none, or neither.
static inline Truth compare_ends(Ends a, Ends b, Relation relation)
{
    switch (relation) {
    case RELATION_EQUAL:
        if (a.low == a.high && b.low == b.high && a.low == b.low)
            return TRUTH_TRUE;
        return a.high < b.low || b.high < a.low ? TRUTH_FALSE : TRUTH_UNKNOWN;
    case RELATION_LESS:
        return a.high < b.low ? TRUTH_TRUE : a.low >= b.high ? TRUTH_FALSE : TRUTH_UNKNOWN;
    default:
        return a.high <= b.low ? TRUTH_TRUE : a.low > b.high ? TRUTH_FALSE : TRUTH_UNKNOWN;
    }
}

static inline Truth compare_wides(Run *run, const Register *a, size_t i, const Register *b, size_t j, uint32_t relation)
{
    (void)run;
    return compare_ends(ends_at(a, i, KIND_WIDE), ends_at(b, j, KIND_WIDE), (Relation)relation);
}

static inline Truth compare_ranges(Run *run, const Register *a, size_t i, const Register *b, size_t j, uint32_t relation)
{
    (void)run;
    return compare_ends(ends_at(a, i, KIND_RANGE), ends_at(b, j, KIND_RANGE), (Relation)relation);
}

INSTANCE(op_EQUAL_WIDE, relate_rows, compare_wides, RELATION_EQUAL)
INSTANCE(op_LESS_WIDE, relate_rows, compare_wides, RELATION_LESS)
INSTANCE(op_AT_MOST_WIDE, relate_rows, compare_wides, RELATION_AT_MOST)
INSTANCE(op_EQUAL_RANGE, relate_rows, compare_ranges, RELATION_EQUAL)
INSTANCE(op_LESS_RANGE, relate_rows, compare_ranges, RELATION_LESS)
INSTANCE(op_AT_MOST_RANGE, relate_rows, compare_ranges, RELATION_AT_MOST)

// ---- membership in lists and among elements ----

static bool in_order(const int64_t *values, uint32_t count, int64_t value)
{
    BinarySearch search = search_of(0, count);
    while (search_on(&search))
        search_narrow(&search, values[search.middle] < value);
    return search.low < count && values[search.low] == value;
}

// A list of texts, as answers by text; all of the review's texts are answered.
static Truth ask_list(void *with, int64_t text)
{
    (void)with; // a text that came up later is in no list of the program
    (void)text;
    return TRUTH_FALSE;
}

// Whether one text is in a list: told by its bytes, no number of the list's texts is needed.
static bool text_in_list(const Review *review, const ListInfo *list, Text text)
{
    const Program *program = review->program;
    const int64_t *strings = program->list_values + list->first;
    for (uint32_t i = 0; i < list->count; i++) {
        if (text_equal(program_string(program, (uint32_t)strings[i]), text))
            return true;
    }
    return false;
}

// What a list of a few asks of a column: whether a row is one of them. False where the operands are something else.
static bool in_few(Run *run, const Instr *instr, const ListInfo *list, Register *out)
{
    const Register *column = reg(run, instr->a);
    const int64_t *values = run->review->program->list_values + list->first;
    uint8_t width = column->width;
    if (is_spread(run, instr->a, instr->frame) || !width || !list->count || list->count > AMONG_MOST)
        return false;
    bool text = list->content == CONTENT_TEXT;
    int64_t asked[AMONG_MOST];
    uint32_t count = 0, rows = rows_of(run, instr->frame);
    for (uint32_t i = 0; i < list->count; i++) {
        asked[count] = text ? review_constant(run->review, (uint32_t)values[i]) : values[i];
        count += fits_width(asked[count], width);
    }
    TruthMasks masks = register_truth(run, out, instr->frame);
    run->comparisons->among[width_place(width)](column->values, rows, asked, count, masks.t);
    for (size_t word = 0; word < masks.words; word++) {
        Mask settled = column->t[word] & (word + 1 < masks.words ? ~(Mask)0 : tail_of(rows)), in = masks.t[word];
        masks.t[word] = settled & in;
        masks.f[word] = settled & ~in;
    }
    return true;
}

static void in_texts(Run *run, const Instr *instr, const ListInfo *list, Register *out)
{
    Review *review = run->review;
    const int64_t *strings = review->program->list_values + list->first;
    for (uint32_t i = 0; i < list->count; i++)
        review_constant(review, (uint32_t)strings[i]);
    Asked answers = asked_open(review, (size_t)review->own_texts + review->more_texts.count, ask_list, NULL);
    memset(answers.kept, TRUTH_FALSE + 1, answers.count);
    for (uint32_t i = 0; i < list->count; i++)
        answers.kept[review_constant(review, (uint32_t)strings[i])] = TRUTH_TRUE + 1;
    asked_rows(run, instr, instr->a, &answers, out);
}

void op_IN_LIST(Run *run, const Instr *instr, Register *out)
{
    Review *review = run->review;
    const ListInfo *list = &review->program->lists[instr->b];
    const int64_t *values = review->program->list_values + list->first;
    const Register *a = reg(run, instr->a);
    bool spread = is_spread(run, instr->a, instr->frame), text = list->content == CONTENT_TEXT;
    uint32_t rows = rows_of(run, instr->frame);
    enum { FEW_ROWS = 4 };
    if (rows > FEW_ROWS && in_few(run, instr, list, out))
        return;
    if (text && list->count && rows > FEW_ROWS) {
        in_texts(run, instr, list, out);
        return;
    }
    TruthMasks masks = register_unknown(run, out, instr->frame);
    for (uint32_t row = 0; row < rows; row++) {
        size_t i = row_for(spread, row);
        if (!bit(a->t, i)) {
            if (!list->count)
                put_bit(masks.f, row); // nothing is in an empty list, whatever it is
            continue;
        }
        int64_t value = value_at(a, i);
        bool in = text ? text_in_list(review, list, review_text(review, value)) : in_order(values, list->count, value);
        put_bit(in ? masks.t : masks.f, row);
    }
}

void op_RANGE_AMONG(Run *run, const Instr *instr, Register *out)
{
    const Register *element = reg(run, instr->a), *member = reg(run, instr->b), *range = reg(run, instr->c);
    TruthMasks masks = register_unknown(run, out, instr->frame);
    uint32_t rows = rows_of(run, instr->frame);
    const uint32_t *runs = frame_runs(run, frame_of(run, instr->a), instr->frame);
    if (frames_costly(run, frame_of(run, instr->a), instr->frame))
        return;
    for (uint32_t row = 0; row < rows; row++) {
        // Of what is unknown any value may be; nothing is in an empty set.
        bool known = bit(range->t, row);
        Wide low = known ? range->low[row] : WIDE_MIN, high = known ? range->high[row] : WIDE_MAX;
        bool any = false;
        Wide sure = 0; // elements are distinct: so many values of the range are among them for sure
        for (uint32_t i = runs[row]; i < runs[row + 1]; i++) {
            if (!bit(element->t, i) || bit(member->f, i) || element->low[i] < low || element->low[i] > high)
                continue;
            any = true;
            sure += bit(member->t, i);
        }
        bool finite = low != WIDE_MIN && high != WIDE_MAX;
        if (finite && (UnsignedWide)sure == (UnsignedWide)high - (UnsignedWide)low + 1)
            put_bit(masks.t, row);
        else if (!any)
            put_bit(masks.f, row);
    }
}
