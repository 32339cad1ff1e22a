// SPDX-License-Identifier: MIT
// Operations that read claims, and the inputs of a review.
#include "machine/run.h"

static void give_handle(Register *out, int64_t handle)
{
    out->own_t = 1;
    out->own_value = handle;
    out->t = &out->own_t;
    out->values = &out->own_value;
    out->width = sizeof out->own_value;
}

void op_SUBJECT(Run *run, const Instr *instr, Register *out)
{
    (void)run;
    (void)instr;
    give_handle(out, 0);
}

void op_DOSSIER(Run *run, const Instr *instr, Register *out)
{
    (void)instr;
    give_handle(out, run->dossier);
}

void op_ENTITY(Run *run, const Instr *instr, Register *out)
{
    give_handle(out, review_entity_of(run->review, instr->b, program_string(run->review->program, instr->a)));
}

void op_TODAY(Run *run, const Instr *instr, Register *out)
{
    (void)instr;
    give_handle(out, run->review->date);
}


void op_TEXT(Run *run, const Instr *instr, Register *out)
{
    give_handle(out, review_constant(run->review, instr->a));
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

typedef struct CellReader { // the same entity is asked for again and again: what it said the first time is kept
    Run *run;
    uint32_t slot;
    const AttributeInfo *attribute;
    bool entities;   // the handles are entities, which have one row
    uint8_t *seen;   // by entity: 0, 1: unknown, 2: known
    int64_t *values; // by entity
    uint32_t capacity;
} CellReader;

static CellReader open_cells(Run *run, uint32_t slot, uint32_t rows)
{
    const Program *program = run->review->program;
    const AttributeInfo *attribute = &program->attributes[program->slots[slot].attribute];
    CellReader reader = {.run = run, .slot = slot, .attribute = attribute};
    reader.entities = !program->types[attribute->owner].is_part;
    enum { FEW_ROWS = 4 };
    if (reader.entities && rows > FEW_ROWS) {
        reader.capacity = run->review->entity_count;
        reader.seen = arena_take(run->review->arena, (size_t)reader.capacity + 1);
        reader.values = arena_raw(run->review->arena, ((size_t)reader.capacity + 1) * sizeof(int64_t));
    }
    return reader;
}

static bool own_cell(CellReader *reader, uint32_t row, int64_t *value)
{
    const ResolvedColumn *column = own_column(reader->run->review, reader->slot);
    bool truth = reader->attribute->kind == TYPE_BOOLEAN;
    bool is_true = bit(column->t, row);
    if (!is_true && !(truth && bit(column->f, row)))
        return false;
    *value = truth ? is_true : wide_value(column->values, column->width, row);
    return true;
}

static bool read_cell(CellReader *reader, int64_t handle, int64_t *value)
{
    Review *review = reader->run->review;
    uint32_t entity, row;
    split_handle(review->program, review->program->slots[reader->slot].attribute, handle, &entity, &row);
    if (entity == 0)
        return own_cell(reader, row, value); // the dossier's own rows: the numbers of its image are those of the review
    int64_t claimed;
    bool known = resolve_cell(review, entity, &review->program->slots[reader->slot], row, &claimed) == CELL_KNOWN;
    if (known)
        *value = value_of_image(review, entity, reader->attribute, claimed);
    if (reader->entities && entity < reader->capacity) {
        reader->seen[entity] = known ? 2 : 1;
        reader->values[entity] = known ? *value : 0;
    }
    return known;
}

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

// Reads an attribute of entities, 64 rows at a time: each entity is asked once, then its value is copied.
static void gather_cells(CellReader *reader, const Instr *instr, Mask *known, int64_t *values)
{
    Run *run = reader->run;
    uint32_t rows = rows_of(run, instr->frame);
    MaskView given = mask_view(reg(run, instr->a)->t, frame_of(run, instr->a), instr->frame);
    int64_t handles[MASK_ROWS] = {0};
    for (size_t first = 0; first < rows; first += MASK_ROWS) {
        size_t count = rows - first < MASK_ROWS ? rows - first : MASK_ROWS;
        Mask settled = view_word(&given, first / MASK_ROWS) & (count < MASK_ROWS ? tail_of(count) : ~(Mask)0);
        uint8_t there[MASK_ROWS] = {0};
        load_values(run, instr->a, instr->frame, first, count, handles);
        for (size_t i = 0; i < count; i++) {
            size_t entity = (uint64_t)handles[i] < reader->capacity ? (size_t)handles[i] : reader->capacity;
            if (!(settled >> i & 1)) {
                values[first + i] = 0;
            } else if (reader->seen[entity]) { // of the last place, behind all entities, never
                there[i] = reader->seen[entity] == 2;
                values[first + i] = reader->values[entity];
            } else {
                values[first + i] = 0;
                there[i] = read_cell(reader, handles[i], &values[first + i]);
            }
        }
        known[first / MASK_ROWS] = mask_of_bytes(there);
    }
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
    uint32_t rows = rows_of(run, instr->frame);
    Mask *known;
    int64_t *values = value_room(run, out, instr->frame, &known);
    CellReader reader = open_cells(run, instr->b, rows);
    if (reader.capacity) {
        gather_cells(&reader, instr, known, values);
        return;
    }
    memset(known, 0, words_of(rows) * sizeof(Mask));
    const Register *handles = reg(run, instr->a);
    bool spread = is_spread(run, instr->a, instr->frame);
    for (uint32_t row = 0; row < rows; row++) {
        size_t from = spread ? 0 : row;
        values[row] = 0;
        if (bit(handles->t, from) && read_cell(&reader, value_at(handles, from), &values[row]))
            put_bit(known, row);
    }
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
    CellReader reader = open_cells(run, instr->b, rows);
    if (reader.capacity) {
        int64_t *values = arena_raw(run->review->arena, ((size_t)rows + 1) * sizeof *values);
        gather_cells(&reader, instr, room.t, values);
        for (uint32_t row = 0; row < rows; row += MASK_ROWS) {
            uint8_t is_true[MASK_ROWS] = {0};
            for (uint32_t i = 0; i < MASK_ROWS && row + i < rows; i++)
                is_true[i] = values[row + i] != 0;
            Mask known = room.t[row / MASK_ROWS], yes = mask_of_bytes(is_true);
            room.t[row / MASK_ROWS] = known & yes;
            room.f[row / MASK_ROWS] = known & ~yes;
        }
        return;
    }
    memset(room.t, 0, room.words * sizeof(Mask));
    memset(room.f, 0, room.words * sizeof(Mask));
    const Register *handles = reg(run, instr->a);
    bool spread = is_spread(run, instr->a, instr->frame);
    for (uint32_t row = 0; row < rows; row++) {
        size_t from = spread ? 0 : row;
        int64_t value;
        if (bit(handles->t, from) && read_cell(&reader, value_at(handles, from), &value))
            put_bit(value ? room.t : room.f, row);
    }
}

typedef bool CellQuestion(Review *review, uint32_t entity, uint32_t slot, uint32_t row);

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
        uint32_t entity, of_entity;
        bool yes = false; // of something that is not known nothing is claimed
        if (bit(handles->t, from)) {
            split_handle(review->program, attribute, value_at(handles, from), &entity, &of_entity);
            yes = question(review, entity, attribute, of_entity);
        }
        put_bit(yes ? room.t : room.f, row);
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
