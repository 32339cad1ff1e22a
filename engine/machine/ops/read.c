// SPDX-License-Identifier: MIT
// Reading attributes: a view of the image's column where one submission speaks (zero-copy), else a gather, else row by row.
#include "machine/ops/by_kind.h"
#include "machine/ops/operations.h"
#include "machine/ops/read.h"

// Whether a register's handles are a run of rows of the dossier under review, so that its columns serve as they lie.
static bool own_run(const Run *run, uint32_t number, uint32_t attribute, uint32_t *first)
{
    const Register *handle = reg(run, number);
    const Program *program = run->review->program;
    if (!program->types[program->attributes[attribute].owner].is_part) {
        *first = 0;
        return frame_of(run, number) == 0 && (handle->t[0] & 1) && value_at(handle, 0) == 0;
    }
    *first = (uint32_t)handle->base;
    return handle->width == 0;
}

// The rows of a column of the dossier under review from a word on, as they lie.
static inline void read_own(Run *run, const Instr *instr, Register *out, size_t first_word)
{
    const ResolvedColumn *column = own_column(run->review, instr->b);
    out->t = column->t + first_word;
    out->values = (const char *)column->values + first_word * MASK_ROWS * column->width;
    out->width = column->width;
}

static inline void read_own_truth(Run *run, const Instr *instr, Register *out, size_t first_word)
{
    const ResolvedColumn *column = own_column(run->review, instr->b);
    out->t = column->t + first_word;
    out->f = column->f + first_word;
}

// ---- one row after the other ----

static bool read_cell(Run *run, const Instr *instr, int64_t handle, int64_t *value)
{
    uint32_t slot = instr->b;
    Review *review = run->review;
    const SlotInfo *info = &review->program->slots[slot];
    const AttributeInfo *attribute = &review->program->attributes[info->attribute];
    uint32_t entity, row;
    int64_t claimed;
    split_handle(review->program, info->attribute, handle, &entity, &row);
    if (entity == 0)
        return own_cell(run, slot, attribute, row,
                        value); // the dossier's own rows: the numbers of its image are those of the review
    entity_dossier(review, entity);
    if (!review_pay(review, cell_cost(review, entity, info->attribute, row)) ||
        resolve_cell(review, entity, info, row, &claimed) != CELL_KNOWN)
        return false;
    *value = value_of_image(review, entity, attribute, claimed);
    return true;
}

static Truth judge_cell(Run *run, const void *instr, int64_t handle)
{
    int64_t value;
    if (!read_cell(run, instr, handle, &value))
        return TRUTH_UNKNOWN;
    return value ? TRUTH_TRUE : TRUTH_FALSE;
}

// Whether the handles are entities of rows that are many enough.
static bool reads_entities(const Run *run, const Instr *instr)
{
    enum { FEW_ROWS = 4 };
    const Program *program = run->review->program;
    bool part = program->types[program->attributes[program->slots[instr->b].attribute].owner].is_part;
    return !part && rows_of(run, instr->frame) > FEW_ROWS;
}

// ---- attributes of parts of the dossier under review ----

// The rows of a column that up to 64 handles stand for; of those that are not given the first. False where one is of another
// dossier or table.
static bool load_parts(const Run *run, const Instr *instr, uint32_t end, size_t first, size_t count, int64_t *parts)
{
    Mask given = reg(run, instr->a)->t[first / MASK_ROWS];
    uint64_t most = 0;
    load_values(run, instr->a, instr->frame, first, count, parts);
    for (size_t i = 0; i < count; i++) {
        parts[i] &= -(int64_t)(given >> i & 1);
        most = (uint64_t)parts[i] > most ? (uint64_t)parts[i] : most;
    }
    return most < end;
}

#define GATHER(type)                                                                                                             \
    for (size_t i = 0; i < count; i++)                                                                                           \
    ((type *)values)[first + i] = ((const type *)column->values)[parts[i]]

// In the column's own width, which is compared many at once.
static void gather_block(const ResolvedColumn *column, const int64_t *parts, size_t first, size_t count, void *values)
{
    if (column->width == 1)
        GATHER(int8_t);
    else if (column->width == 2)
        GATHER(int16_t);
    else if (column->width == 4)
        GATHER(int32_t);
    else
        GATHER(int64_t);
}

// Reads an attribute of parts of the dossier under review, wherever their rows lie. False where some are others.
static bool gather_parts(Run *run, const Instr *instr, uint32_t attribute, Register *out)
{
    const Program *program = run->review->program;
    uint32_t rows = rows_of(run, instr->frame), owner = program->attributes[attribute].owner;
    Text image = run->review->entities[0].image;
    if (!program->types[owner].is_part || is_spread(run, instr->a, instr->frame) || !image.bytes)
        return false;
    uint32_t end = image_table(image, owner)->rows;
    const ResolvedColumn *column = end ? own_column(run->review, instr->b) : NULL;
    if (!column)
        return false;
    int64_t parts[MASK_ROWS] = {0};
    Mask *known = register_known(run, out, instr->frame);
    bool narrow = column->width == 1 || column->width == 2 || column->width == 4;
    uint8_t width = narrow ? column->width : sizeof(int64_t);
    void *values = arena_raw(run->review->arena, ((size_t)rows + 1) * width);
    for (size_t first = 0; first < rows; first += MASK_ROWS) {
        size_t count = rows - first < MASK_ROWS ? rows - first : MASK_ROWS;
        uint8_t there[MASK_ROWS] = {0};
        if (!load_parts(run, instr, end, first, count, parts))
            return false;
        for (size_t i = 0; i < count; i++)
            there[i] = bit(column->t, (size_t)parts[i]);
        gather_block(column, parts, first, count, values);
        known[first / MASK_ROWS] = mask_of_bytes(there) & reg(run, instr->a)->t[first / MASK_ROWS];
    }
    out->values = values;
    out->width = width;
    return true;
}

void op_READ(Run *run, const Instr *instr, Register *out)
{
    uint32_t attribute = run->review->program->slots[instr->b].attribute, first;
    if (own_run(run, instr->a, attribute, &first)) {
        read_own(run, instr, out, first / MASK_ROWS);
        return;
    }
    if (gather_parts(run, instr, attribute, out))
        return;
    if (reads_entities(run, instr)) {
        gather_entities(run, instr, out);
        return;
    }
    read_rows(run, instr, out, read_cell);
}

// Of the subject; of parts that are a run of its rows, else by whatever reads them.
static void read_subject(Run *run, const Instr *instr, Register *out)
{
    read_own(run, instr, out, 0);
}

static void read_truth_of_subject(Run *run, const Instr *instr, Register *out)
{
    read_own_truth(run, instr, out, 0);
}

static void read_parts(Run *run, const Instr *instr, Register *out)
{
    const Register *handles = reg(run, instr->a);
    if (handles->width == 0)
        read_own(run, instr, out, (size_t)handles->base / MASK_ROWS);
    else
        op_READ(run, instr, out);
}

static void read_truth_of_parts(Run *run, const Instr *instr, Register *out)
{
    const Register *handles = reg(run, instr->a);
    if (handles->width == 0)
        read_own_truth(run, instr, out, (size_t)handles->base / MASK_ROWS);
    else
        op_READ_TRUTH(run, instr, out);
}

Operation *select_read(const Program *program, const CodeView *code, const Instr *instr)
{
    if (instr->op != OP_READ && instr->op != OP_READ_TRUTH)
        return NULL;
    bool truth = instr->op == OP_READ_TRUTH;
    if (code->instrs[instr->a].op == OP_SUBJECT)
        return truth ? read_truth_of_subject : read_subject;
    if (!program->types[program->attributes[program->slots[instr->b].attribute].owner].is_part)
        return NULL;
    return truth ? read_truth_of_parts : read_parts;
}

const int64_t *own_version_keys(Run *run, uint32_t number)
{
    const Instr *instr = &run->code.instrs[number];
    const Review *review = run->review;
    Text image = review->entities[0].image;
    uint32_t first;
    if (instr->op != OP_READ || !image.bytes)
        return NULL;
    uint32_t attribute = review->program->slots[instr->b].attribute;
    const ImageColumn *column = image_column(image, attribute);
    // Of rows with several claims the values were put together for this review.
    if (!column || column->has_side || !own_run(run, instr->a, attribute, &first))
        return NULL;
    uint32_t rows = image_table(image, review->program->attributes[attribute].owner)->rows;
    return (const int64_t *)image_at(image, column_keys(column, rows)) + first;
}

void op_READ_TRUTH(Run *run, const Instr *instr, Register *out)
{
    uint32_t attribute = run->review->program->slots[instr->b].attribute, first;
    if (own_run(run, instr->a, attribute, &first)) {
        read_own_truth(run, instr, out, first / MASK_ROWS);
        return;
    }
    if (reads_entities(run, instr))
        gather_entity_truths(run, instr, register_truth(run, out, instr->frame));
    else
        judge_rows(run, instr, out, judge_cell, instr);
}

// Of what a handle stands for. Unknown, too, where the review may look at no more claims.
typedef Truth CellQuestion(Review *review, const SlotInfo *slot, uint32_t entity, uint32_t row);

static Truth ask_disputed(Review *review, const SlotInfo *slot, uint32_t entity, uint32_t row)
{
    return cell_disputed(review, entity, slot, row) ? TRUTH_TRUE : TRUTH_FALSE;
}

static Truth ask_declared(Review *review, const SlotInfo *slot, uint32_t entity, uint32_t row)
{
    CellState why;
    uint32_t owner = review->program->attributes[slot->attribute].owner;
    Truth answer = cell_claimed(review, entity, slot, row);
    // Who has spoken is looked for only where nobody claims anything.
    if (answer != TRUTH_FALSE || !review_pay(review, speakers_cost(review, entity, owner, row)))
        return answer == TRUTH_TRUE ? TRUTH_TRUE : TRUTH_UNKNOWN;
    return cell_unclaimed(review, entity, slot, row, &why);
}

// unknown: what is asked of something that is not known.
static void ask_cells(Run *run, const Instr *instr, Register *out, CellQuestion *question, Truth unknown)
{
    Review *review = run->review;
    const SlotInfo *slot = &review->program->slots[instr->b];
    uint32_t rows = rows_of(run, instr->frame);
    TruthMasks masks = register_unknown(run, out, instr->frame);
    const Register *handles = reg(run, instr->a);
    bool spread = is_spread(run, instr->a, instr->frame);
    for (uint32_t row = 0; row < rows; row++) {
        size_t from = row_for(spread, row);
        uint32_t entity, of_entity;
        Truth answer = unknown;
        if (bit(handles->t, from)) {
            split_handle(review->program, slot->attribute, value_at(handles, from), &entity, &of_entity);
            entity_dossier(review, entity);
            bool paid = review_pay(review, cell_cost(review, entity, slot->attribute, of_entity));
            answer = paid ? question(review, slot, entity, of_entity) : TRUTH_UNKNOWN;
        }
        put_truth(masks, row, answer);
    }
}

// Whether all claims of a column come from one voice that counts: then declared is what is known, and nothing is disputed.
// column: null where there is no claim.
static bool one_voice(Run *run, const Instr *instr, const ImageColumn **column, uint32_t *first)
{
    Review *review = run->review;
    const SlotInfo *slot = &review->program->slots[instr->b];
    Text image = review->entities[0].image;
    if (slot->mode != MODE_PLAIN || attribute_is_many(&review->program->attributes[slot->attribute]) || !image.bytes ||
        schema_is_key(review->program, slot->attribute) || !own_run(run, instr->a, slot->attribute, first))
        return false;
    *column = image_column(image, slot->attribute);
    Acceptability counts = ACCEPTABLE;
    return (!*column || (!(*column)->has_side && standing_counts_alike(review, slot, *column, &counts))) && counts == ACCEPTABLE;
}

// Pays for the claims about some rows, and for those who speak of rows that nobody claims anything of, as ask_cells does.
static bool pay_for_voices(Run *run, const Instr *instr, const ImageColumn *column, uint32_t first, bool spoken)
{
    Review *review = run->review;
    Text image = review->entities[0].image;
    uint32_t attribute = review->program->slots[instr->b].attribute, owner = review->program->attributes[attribute].owner;
    uint32_t rows = rows_of(run, instr->frame), voice = column ? voice_cost(image, &column->source) : 0;
    bool part = review->program->types[owner].is_part;
    const uint32_t *parents = part ? image_at(image, image_table(image, owner)->parents) : NULL;
    uint64_t cost = 0, speakers = 0;
    if (!voice && !(part && spoken && rows && speakers_cost(review, 0, owner, first)))
        return true; // of one submission each
    for (uint32_t row = first; row < first + rows; row++) {
        if (spoken && (row == first || (parents && parents[row] != parents[row - 1])))
            speakers = speakers_cost(review, 0, owner, row);
        cost += column && column_knows(image, column, row) ? voice : speakers;
    }
    return cost <= review->rows_left && review_pay(review, cost);
}

void op_DECLARED(Run *run, const Instr *instr, Register *out)
{
    const ImageColumn *column;
    uint32_t first;
    const SlotInfo *slot = &run->review->program->slots[instr->b];
    if (!one_voice(run, instr, &column, &first) || !rows_spoken_of(run->review, slot, first) ||
        !pay_for_voices(run, instr, column, first, true)) {
        ask_cells(run, instr, out, ask_declared, TRUTH_UNKNOWN);
        return;
    }
    TruthMasks masks = register_truth(run, out, instr->frame);
    const Mask *all = frame_all(run, instr->frame);
    Text image = run->review->entities[0].image;
    const Mask *known = column ? (const Mask *)image_at(image, column->known) + first / MASK_ROWS : NULL;
    bool truth = column && column->kind == COLUMN_TRUTH;
    const Mask *is_true = truth ? (const Mask *)image_at(image, column->values) + first / MASK_ROWS : NULL;
    for (size_t i = 0; i < masks.words; i++) {
        Mask any = (known ? known[i] : 0) | (is_true ? is_true[i] : 0);
        masks.t[i] = any & all[i];
        masks.f[i] = ~any & all[i];
    }
}

void op_DISPUTED(Run *run, const Instr *instr, Register *out)
{
    const ImageColumn *column;
    uint32_t first;
    if (!one_voice(run, instr, &column, &first) || !pay_for_voices(run, instr, column, first, false)) {
        ask_cells(run, instr, out, ask_disputed, TRUTH_FALSE);
        return;
    }
    TruthMasks masks = register_truth(run, out, instr->frame);
    memset(masks.t, 0, masks.words * sizeof(Mask));
    out->f = frame_all(run, instr->frame);
}
