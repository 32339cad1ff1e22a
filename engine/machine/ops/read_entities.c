// SPDX-License-Identifier: MIT
// Attributes of other entities, each asked once however many rows lead to it (a memo table by entity), then gathered.
#include "machine/ops/read.h"

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

static void list_distinct(Review *review, EntityRows *found, uint32_t rows)
{
    bool *met = arena_take(review->arena, (size_t)found->nobody + 1);
    uint32_t *distinct = arena_raw(review->arena, ((size_t)found->nobody + 1) * sizeof *distinct), count = 0;
    met[found->nobody] = true;
    for (uint32_t row = 0; row < rows; row++) {
        uint32_t entity = found->entities[row];
        distinct[count] = entity; // stays if it was not met before
        count += !met[entity];
        met[entity] = true;
    }
    found->distinct = distinct;
    found->distinct_count = count;
}

// The entities of a register's rows: several attributes are asked of the same.
static EntityRows entities_of(Run *run, uint32_t number, uint32_t frame, uint32_t nobody)
{
    Review *review = run->review;
    const Register *handles = reg(run, number);
    EntityRows *last = &review->entity_rows;
    uint32_t rows = rows_of(run, frame);
    if (run == &review->main && last->entities && last->handles == number && last->nobody == nobody && last->frame == frame)
        return *last;
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
    EntityRows found = {.handles = number, .frame = frame, .nobody = nobody, .entities = entities};
    list_distinct(review, &found, rows);
    if (run == &review->main)
        *last = found;
    return found;
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
static inline bool take_memo(Review *review, const MemoColumn *memo, EntityCells *cells, uint32_t entity)
{
    const ReviewEntity *of = &review->entities[entity];
    const ReviewEntity *found = of->looked_up ? of : entity_dossier(review, entity);
    if (found->kept >= memo->count)
        return false;
    const MemoEntry *entry = &memo->entries[found->kept];
    if (entry->cost && !review_pay(review, entry->cost)) // as who asked first
        take_cell(cells, entity, false, 0);
    else if (entry->state == MEMO_VALUE)
        take_cell(cells, entity, true, entry->value);
    else if (entry->state == MEMO_TEXT)
        take_cell(cells, entity, true, review_memo_text(review, entry->value));
    else if (entry->state == MEMO_UNKNOWN)
        take_cell(cells, entity, false, 0);
    return entry->state != MEMO_UNASKED;
}

typedef struct Found {
    bool known;
    int64_t claimed; // the value in the entity's image
    uint32_t cost;   // of the claims
} Found;

// For reviews to come.
static void keep_memo(Review *review, uint32_t slot, uint32_t entity, Found found)
{
    const ReviewEntity *of = &review->entities[entity];
    if (of->kept == NOT_KEPT || review->failed || standing_has_conditions(review, of->image))
        return;
    MemoEntry *entry = memo_entry(review->dossiers->memo, slot, of->kept);
    bool text = attribute_is_text(&review->program->attributes[review->program->slots[slot].attribute]);
    if (!entry)
        return;
    if (found.known && text)
        found.claimed = memo_text(review->dossiers->memo, image_text(of->image, (uint32_t)found.claimed));
    MemoState state = !found.known ? MEMO_UNKNOWN : text ? MEMO_TEXT : MEMO_VALUE;
    *entry = (MemoEntry){.state = (uint8_t)state, .cost = found.cost, .value = found.claimed};
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
    bool several = column && (column->has_side || column->source >= image_head(image)->submission_count);
    uint64_t cost = several ? cell_cost(review, entity, info->attribute, 0) : 0;
    if (cost && !review_pay(review, cost)) {
        take_cell(cells, entity, false, 0);
        return;
    }
    bool known = resolve_entity(review, entity, info, &claimed);
    if (known)
        value = value_of_image(review, entity, attribute, claimed);
    take_cell(cells, entity, known, value);
    if (keeps)
        keep_memo(review, slot, entity, (Found){known, claimed, (uint32_t)cost});
}

static EntityCells see_entities(Run *run, const Instr *instr)
{
    Review *review = run->review;
    const AttributeInfo *attribute = &review->program->attributes[review->program->slots[instr->b].attribute];
    uint32_t nobody = review->entity_count; // who is met meanwhile is of no row
    EntityRows rows = entities_of(run, instr->a, instr->frame, nobody);
    EntityCells cells = {.entities = rows.entities,
                         .given = reg(run, instr->a)->t,
                         .seen = arena_take(review->arena, (size_t)nobody + 1),
                         .values = arena_raw(review->arena, ((size_t)nobody + 1) * sizeof(int64_t)),
                         .truth = attribute->kind == TYPE_BOOLEAN};
    take_cell(&cells, nobody, false, 0);
    cells.gaps = false;
    bool names_others = attribute->kind == TYPE_ENTITY || attribute->kind == TYPE_PART; // by numbers of this review
    bool keeps = review->dossiers->memo && !names_others;
    const MemoColumn *memo = keeps ? &review->dossiers->memo->columns[instr->b] : NULL;
    for (uint32_t i = 0; i < rows.distinct_count; i++) {
        uint32_t entity = rows.distinct[i];
        if (entity == 0 || !keeps || !take_memo(review, memo, &cells, entity))
            see_entity(run, instr->b, entity, &cells, keeps);
    }
    return cells;
}

// The values of rows, in the width of the column that is made.
#define SPREAD_CELLS(type)                                                                                                       \
    for (uint32_t row = 0; row < rows; row++)                                                                                    \
    ((type *)values)[row] = (type)cells.values[cells.entities[row]]

void gather_entities(Run *run, const Instr *instr, Register *out)
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
    Mask *known = register_known(run, out, instr->frame);
    memset(known, 0, words_of(rows) * sizeof(Mask));
    for (uint32_t row = 0; row < rows; row++)
        known[row / MASK_ROWS] |= (Mask)(cells.seen[cells.entities[row]] == CELL_YES) << (row % MASK_ROWS);
}

void gather_entity_truths(Run *run, const Instr *instr, TruthMasks masks)
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
        masks.t[first / MASK_ROWS] = mask_of_bytes(yes);
        masks.f[first / MASK_ROWS] = mask_of_bytes(no);
    }
}
