// SPDX-License-Identifier: MIT
// Operations that read claims, and the inputs of a review.
#include "machine/claims/claims.h"
#include "machine/ops/operations.h"
#include "machine/ops/versions.h"

static void give_handle(Run *run, Register *out, int64_t handle)
{
    int64_t *value = arena_raw(run->review->arena, sizeof *value);
    *value = handle;
    out->own_t = 1;
    out->t = &out->own_t;
    out->values = value;
    out->width = sizeof *value;
}

void op_SUBJECT(Run *run, const Instr *instr, Register *out)
{
    (void)instr;
    give_handle(run, out, 0);
}

void op_DOSSIER(Run *run, const Instr *instr, Register *out)
{
    (void)instr;
    give_handle(run, out, run->dossier);
}

void op_ENTITY(Run *run, const Instr *instr, Register *out)
{
    give_handle(run, out, review_entity_of(run->review, instr->b, program_string(run->review->program, instr->a)));
}

void op_TODAY(Run *run, const Instr *instr, Register *out)
{
    (void)instr;
    give_handle(run, out, run->review->date);
}

void op_TEXT(Run *run, const Instr *instr, Register *out)
{
    give_handle(run, out, review_constant(run->review, instr->a));
}

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

// ---- one row after the other ----

static bool own_cell(Run *run, uint32_t slot, const AttributeInfo *attribute, uint32_t row, int64_t *value)
{
    const ResolvedColumn *column = own_column(run->review, slot);
    bool truth = attribute->kind == TYPE_BOOLEAN;
    bool is_true = bit(column->t, row);
    if (!is_true && !(truth && bit(column->f, row)))
        return false;
    *value = truth ? is_true : wide_value(column->values, column->width, row);
    return true;
}

static bool read_cell(Run *run, uint32_t slot, int64_t handle, int64_t *value)
{
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

// ---- attributes of entities: each is asked once, however many rows lead to it ----

typedef enum CellSeen { CELL_UNSEEN, CELL_NOTHING, CELL_NO, CELL_YES } CellSeen; // CELL_YES: of values, that there is one

typedef struct EntityCells {
    const uint32_t *entities; // of each row; nobody's number for a row without one
    const Mask *given;        // the rows that have one
    uint8_t *seen;            // CellSeen of each entity, and nobody
    int64_t *values;          // likewise
    int64_t bits;             // of all values: what differs from their sign; not negative
    bool gaps;                // some entity has none
    bool truth;               // of a boolean attribute
} EntityCells;

#define ENTITIES_OF(type)                                                                                                        \
    for (uint32_t row = 0; row < rows; row++)                                                                                    \
    entities[row] = (uint32_t)((const type *)handles->values)[row]

// The entities of a register's rows: several attributes are asked of the same.
static const uint32_t *entities_of(Run *run, uint32_t number, uint32_t frame, uint32_t nobody)
{
    Review *review = run->review;
    const Register *handles = reg(run, number);
    EntityRows *last = &review->entity_rows;
    uint32_t rows = rows_of(run, frame);
    if (run == &review->main && last->entities && last->handles == number && last->nobody == nobody && last->frame == frame)
        return last->entities;
    uint32_t *entities = arena_raw(review->arena, ((size_t)rows + 1) * sizeof *entities);
    if (is_spread(run, number, frame) || handles->width == 0) {
        for (uint32_t row = 0; row < rows; row++)
            entities[row] = (uint32_t)value_at(handles, row_for(is_spread(run, number, frame), row));
    } else if (handles->width == 1) {
        ENTITIES_OF(int8_t);
    } else if (handles->width == 2) {
        ENTITIES_OF(int16_t);
    } else if (handles->width == 4) {
        ENTITIES_OF(int32_t);
    } else {
        ENTITIES_OF(int64_t);
    }
    MaskView given = mask_view(handles->t, frame_of(run, number), frame);
    for (uint32_t row = 0; row < rows; row++) {
        if (row % MASK_ROWS == 0 && view_word(&given, row / MASK_ROWS) == ~(Mask)0)
            row += MASK_ROWS - 1; // all of them
        else if (!(view_word(&given, row / MASK_ROWS) >> (row % MASK_ROWS) & 1))
            entities[row] = nobody;
    }
    if (run == &review->main)
        *last = (EntityRows){number, frame, nobody, entities};
    return entities;
}

static inline void take_cell(EntityCells *cells, uint32_t entity, bool known, int64_t value)
{
    value = known ? value : 0;
    cells->seen[entity] = !known ? CELL_NOTHING : cells->truth && !value ? CELL_NO : CELL_YES;
    cells->values[entity] = value;
    cells->bits |= value < 0 ? ~value : value;
    cells->gaps |= !known;
}

// Whether an earlier review knew it.
static inline bool take_kept(Review *review, const AnswerColumn *kept, EntityCells *cells, uint32_t entity)
{
    const ReviewEntity *of = &review->entities[entity];
    const ReviewEntity *found = of->looked_up ? of : entity_dossier(review, entity);
    if (found->kept >= kept->count)
        return false;
    const KeptAnswer *answer = &kept->answers[found->kept];
    if (answer->cost && !review_pay(review, answer->cost)) // as who asked first
        take_cell(cells, entity, false, 0);
    else if (answer->state == ANSWER_VALUE)
        take_cell(cells, entity, true, answer->value);
    else if (answer->state == ANSWER_TEXT)
        take_cell(cells, entity, true, review_answer_text(review, answer->value));
    else if (answer->state == ANSWER_NOTHING)
        take_cell(cells, entity, false, 0);
    return answer->state != ANSWER_UNASKED;
}

typedef struct Found {
    bool known;
    int64_t claimed; // the value in the entity's image
    uint32_t cost;   // of the claims
} Found;

// For reviews to come.
static void keep_answer(Review *review, uint32_t slot, uint32_t entity, Found found)
{
    const ReviewEntity *of = &review->entities[entity];
    if (of->kept == NOT_KEPT || review->failed || has_conditions(review, of->image))
        return;
    KeptAnswer *kept = answers_place(review->dossiers->answers, slot, of->kept);
    bool text = attribute_is_text(&review->program->attributes[review->program->slots[slot].attribute]);
    if (!kept)
        return;
    if (found.known && text)
        found.claimed = answers_text(review->dossiers->answers, image_text(of->image, (uint32_t)found.claimed));
    AnswerState state = !found.known ? ANSWER_NOTHING : text ? ANSWER_TEXT : ANSWER_VALUE;
    *kept = (KeptAnswer){.state = (uint8_t)state, .cost = found.cost, .value = found.claimed};
}

static void see_entity(Run *run, uint32_t slot, uint32_t entity, EntityCells *cells, bool keeps)
{
    Review *review = run->review;
    const AttributeInfo *attribute = &review->program->attributes[review->program->slots[slot].attribute];
    const SlotInfo *info = &review->program->slots[slot];
    int64_t value = 0, claimed = 0;
    if (!entity) {
        bool own = own_cell(run, slot, attribute, 0, &value);
        take_cell(cells, entity, own, value);
        return;
    }
    const ReviewEntity *of = &review->entities[entity];
    Text image = of->looked_up ? of->image : entity_dossier(review, entity)->image;
    const ImageColumn *column = image.bytes ? image_column(image, info->attribute) : NULL;
    uint64_t cost = column && column->has_side ? cell_cost(review, entity, info->attribute, 0) : 0;
    if (cost && !review_pay(review, cost)) {
        take_cell(cells, entity, false, 0);
        return;
    }
    bool known = resolve_entity(review, entity, info, &claimed);
    if (known)
        value = value_of_image(review, entity, attribute, claimed);
    take_cell(cells, entity, known, value);
    if (keeps)
        keep_answer(review, slot, entity, (Found){known, claimed, (uint32_t)cost});
}

static EntityCells see_entities(Run *run, const Instr *instr)
{
    Review *review = run->review;
    const AttributeInfo *attribute = &review->program->attributes[review->program->slots[instr->b].attribute];
    uint32_t rows = rows_of(run, instr->frame), nobody = review->entity_count; // who is met meanwhile is of no row
    EntityCells cells = {.entities = entities_of(run, instr->a, instr->frame, nobody),
                         .given = reg(run, instr->a)->t,
                         .seen = arena_take(review->arena, (size_t)nobody + 1),
                         .values = arena_raw(review->arena, ((size_t)nobody + 1) * sizeof(int64_t)),
                         .truth = attribute->kind == TYPE_BOOLEAN};
    take_cell(&cells, nobody, false, 0);
    cells.gaps = false;
    bool names_others = attribute->kind == TYPE_ENTITY || attribute->kind == TYPE_PART; // by numbers of this review
    bool keeps = review->dossiers->answers && !names_others;
    const AnswerColumn *kept = keeps ? &review->dossiers->answers->columns[instr->b] : NULL;
    for (uint32_t row = 0; row < rows; row++) {
        uint32_t entity = cells.entities[row];
        if (cells.seen[entity] != CELL_UNSEEN)
            continue;
        if (entity == 0 || !keeps || !take_kept(review, kept, &cells, entity))
            see_entity(run, instr->b, entity, &cells, keeps);
    }
    return cells;
}

// The values of rows, in the width of the column that is made.
#define SPREAD_CELLS(type)                                                                                                       \
    for (uint32_t row = 0; row < rows; row++)                                                                                    \
    ((type *)values)[row] = (type)cells.values[cells.entities[row]]

static void gather_entities(Run *run, const Instr *instr, Register *out)
{
    EntityCells cells = see_entities(run, instr);
    uint32_t rows = rows_of(run, instr->frame);
    out->width = cells.bits >> 31 ? sizeof(int64_t) : sizeof(int32_t);
    void *values = arena_raw(run->review->arena, ((size_t)rows + 1) * out->width);
    out->values = values;
    if (out->width == sizeof(int32_t))
        SPREAD_CELLS(int32_t);
    else
        SPREAD_CELLS(int64_t);
    if (!cells.gaps && !is_spread(run, instr->a, instr->frame)) {
        out->t = cells.given;
        return;
    }
    Mask *known = known_room(run, out, instr->frame);
    memset(known, 0, words_of(rows) * sizeof(Mask));
    for (uint32_t row = 0; row < rows; row++)
        known[row / MASK_ROWS] |= (Mask)(cells.seen[cells.entities[row]] == CELL_YES) << (row % MASK_ROWS);
}

static void gather_entity_truths(Run *run, const Instr *instr, TruthRoom room)
{
    EntityCells cells = see_entities(run, instr);
    uint32_t rows = rows_of(run, instr->frame);
    for (uint32_t first = 0; first < rows; first += MASK_ROWS) {
        uint32_t count = rows - first < MASK_ROWS ? rows - first : MASK_ROWS;
        uint8_t seen[MASK_ROWS] = {0}, yes[MASK_ROWS], no[MASK_ROWS];
        for (uint32_t i = 0; i < count; i++)
            seen[i] = cells.seen[cells.entities[first + i]];
        for (uint32_t i = 0; i < MASK_ROWS; i++) {
            yes[i] = seen[i] == CELL_YES;
            no[i] = seen[i] == CELL_NO;
        }
        room.t[first / MASK_ROWS] = mask_of_bytes(yes);
        room.f[first / MASK_ROWS] = mask_of_bytes(no);
    }
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
    Mask *known = known_room(run, out, instr->frame);
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
        const ResolvedColumn *column = own_column(run->review, instr->b);
        out->t = column->t + first / MASK_ROWS;
        out->values = (const char *)column->values + (size_t)first * column->width;
        out->width = column->width;
        return;
    }
    if (gather_parts(run, instr, attribute, out))
        return;
    if (reads_entities(run, instr)) {
        gather_entities(run, instr, out);
        return;
    }
    uint32_t rows = rows_of(run, instr->frame);
    Mask *known;
    int64_t *values = value_room(run, out, instr->frame, &known);
    memset(known, 0, words_of(rows) * sizeof(Mask));
    const Register *handles = reg(run, instr->a);
    bool spread = is_spread(run, instr->a, instr->frame);
    for (uint32_t row = 0; row < rows; row++) {
        size_t from = spread ? 0 : row;
        values[row] = 0;
        if (bit(handles->t, from) && read_cell(run, instr->b, value_at(handles, from), &values[row]))
            put_bit(known, row);
    }
}

// Of the subject; of parts that are a run of its rows, else by whatever reads them.
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
        const ResolvedColumn *column = own_column(run->review, instr->b);
        out->t = column->t + first / MASK_ROWS;
        out->f = column->f + first / MASK_ROWS;
        return;
    }
    uint32_t rows = rows_of(run, instr->frame);
    TruthRoom room = truth_room(run, out, instr->frame);
    if (reads_entities(run, instr)) {
        gather_entity_truths(run, instr, room);
        return;
    }
    memset(room.t, 0, room.words * sizeof(Mask));
    memset(room.f, 0, room.words * sizeof(Mask));
    const Register *handles = reg(run, instr->a);
    bool spread = is_spread(run, instr->a, instr->frame);
    for (uint32_t row = 0; row < rows; row++) {
        size_t from = spread ? 0 : row;
        int64_t value;
        if (bit(handles->t, from) && read_cell(run, instr->b, value_at(handles, from), &value))
            put_bit(value ? room.t : room.f, row);
    }
}

typedef bool CellQuestion(Review *review, uint32_t entity, uint32_t slot, uint32_t row);

// Unknown: the review may look at no more claims.
static Truth ask_cell(Review *review, uint32_t attribute, int64_t handle, CellQuestion *question)
{
    uint32_t entity, row;
    split_handle(review->program, attribute, handle, &entity, &row);
    entity_dossier(review, entity);
    if (!review_pay(review, cell_cost(review, entity, attribute, row)))
        return TRUTH_UNKNOWN;
    return question(review, entity, attribute, row) ? TRUTH_TRUE : TRUTH_FALSE;
}

static void ask_cells(Run *run, const Instr *instr, Register *out, CellQuestion *question)
{
    Review *review = run->review;
    uint32_t rows = rows_of(run, instr->frame), attribute = review->program->slots[instr->b].attribute;
    TruthRoom room = truth_room(run, out, instr->frame);
    memset(room.t, 0, room.words * sizeof(Mask));
    memset(room.f, 0, room.words * sizeof(Mask));
    const Register *handles = reg(run, instr->a);
    bool spread = is_spread(run, instr->a, instr->frame);
    for (uint32_t row = 0; row < rows; row++) {
        size_t from = spread ? 0 : row;
        Truth answer = TRUTH_FALSE; // of something that is not known nothing is claimed
        if (bit(handles->t, from))
            answer = ask_cell(review, attribute, value_at(handles, from), question);
        if (answer != TRUTH_UNKNOWN)
            put_bit(answer == TRUTH_TRUE ? room.t : room.f, row);
    }
}

// Where one submission makes all claims of a column, declared is what is known and nothing is disputed.
static bool one_voice(Run *run, const Instr *instr, const ResolvedColumn **column, uint32_t *first)
{
    Review *review = run->review;
    const SlotInfo *slot = &review->program->slots[instr->b];
    if (slot->mode != MODE_PLAIN || attribute_is_many(&review->program->attributes[slot->attribute]) ||
        !own_run(run, instr->a, slot->attribute, first))
        return false;
    Text image = review->entities[0].image;
    const ImageColumn *claims = image.bytes ? image_column(image, slot->attribute) : NULL;
    if (claims && (claims->has_side || bare_section(review, image, slot->attribute)))
        return false;
    *column = own_column(review, instr->b);
    return true;
}

void op_DECLARED(Run *run, const Instr *instr, Register *out)
{
    const ResolvedColumn *column;
    uint32_t first;
    if (!one_voice(run, instr, &column, &first)) {
        ask_cells(run, instr, out, cell_declared);
        return;
    }
    TruthRoom room = truth_room(run, out, instr->frame);
    const Mask *all = frame_all(run, instr->frame);
    for (size_t i = 0; i < room.words; i++) {
        Mask known = column->t[first / MASK_ROWS + i] | (column->f ? column->f[first / MASK_ROWS + i] : 0);
        room.t[i] = known & all[i];
        room.f[i] = ~known & all[i];
    }
}

void op_DISPUTED(Run *run, const Instr *instr, Register *out)
{
    const ResolvedColumn *column;
    uint32_t first;
    if (!one_voice(run, instr, &column, &first)) {
        ask_cells(run, instr, out, cell_disputed);
        return;
    }
    TruthRoom room = truth_room(run, out, instr->frame);
    memset(room.t, 0, room.words * sizeof(Mask));
    out->f = frame_all(run, instr->frame);
}

// ---- submissions ----

void op_SUBMISSIONS(Run *run, const Instr *instr, Register *out)
{
    Review *review = run->review;
    uint32_t above = run->code.frames[instr->frame].parent, rows = rows_of(run, above);
    const Register *entities = reg(run, instr->a);
    uint32_t *counts = arena_array(review->arena, (size_t)rows + 1, sizeof *counts);
    for (uint32_t row = 0; row < rows; row++) {
        if (!bit(entities->t, row))
            continue;
        const ReviewEntity *entity = entity_dossier(review, (uint32_t)value_at(entities, row));
        counts[row] = entity->image.bytes ? image_head(entity->image)->submission_count : 0;
    }
    frame_make(run, instr->frame, counts);
    Mask *known;
    int64_t *handles = value_room(run, out, instr->frame, &known);
    out->t = frame_all(run, instr->frame);
    for (uint32_t row = 0; row < rows; row++) {
        for (uint32_t i = counts[row]; i < counts[row + 1]; i++)
            handles[i] = handle_of((uint32_t)value_at(entities, row), i - counts[row]);
    }
}

void op_FIELD(Run *run, const Instr *instr, Register *out)
{
    Review *review = run->review;
    uint32_t rows = rows_of(run, instr->frame);
    Mask *known;
    int64_t *values = value_room(run, out, instr->frame, &known);
    memset(known, 0, words_of(rows) * sizeof(Mask));
    const Register *handles = reg(run, instr->a);
    bool spread = is_spread(run, instr->a, instr->frame);
    for (uint32_t row = 0; row < rows; row++) {
        size_t from = spread ? 0 : row;
        values[row] = 0;
        if (!bit(handles->t, from))
            continue;
        uint32_t entity = handle_entity(value_at(handles, from));
        const ImageSubmission *one = image_submission(review->entities[entity].image, handle_row(value_at(handles, from)));
        bool there = true;
        switch (instr->b) {
        case SUBMISSION_KIND:
            values[row] = one->kind;
            break;
        case SUBMISSION_ON:
            values[row] = one->on;
            break;
        case SUBMISSION_BY:
            there = one->by != NO_INDEX;
            values[row] = there ? entity_of_image(review, entity, one->by) : 0;
            break;
        default:
            there = one->title != NO_INDEX;
            values[row] = there ? text_of_image(review, entity, one->title) : 0;
            break;
        }
        if (there)
            put_bit(known, row);
    }
}

void op_ACCEPTABLE(Run *run, const Instr *instr, Register *out)
{
    uint32_t rows = rows_of(run, instr->frame);
    TruthRoom room = truth_room(run, out, instr->frame);
    memset(room.t, 0, room.words * sizeof(Mask));
    memset(room.f, 0, room.words * sizeof(Mask));
    const Register *handles = reg(run, instr->a);
    bool spread = is_spread(run, instr->a, instr->frame);
    for (uint32_t row = 0; row < rows; row++) {
        size_t from = spread ? 0 : row;
        if (!bit(handles->t, from))
            continue;
        int64_t handle = value_at(handles, from);
        const Standing *standing = &entity_standing(run->review, handle_entity(handle), MODE_PLAIN)[handle_row(handle)];
        if (standing->acceptability != PERHAPS_ACCEPTABLE)
            put_bit(standing->acceptability == ACCEPTABLE ? room.t : room.f, row);
    }
}
