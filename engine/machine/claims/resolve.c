// SPDX-License-Identifier: MIT
// Resolving conflicts of claims about a value (LANGUAGE.md 3.3). A column of which all claims come from one submission is taken
// as it lies, in place; only rows about which there are several claims are looked at one by one.
#include "machine/claims/claims.h"
#include "machine/registers.h"

uint64_t cell_cost(const Review *review, uint32_t entity, uint32_t attribute, uint32_t row)
{
    Text image = review->entities[entity].image;
    const ImageColumn *column = image.bytes ? image_column(image, attribute) : NULL;
    uint32_t from, to;
    if (!column || column->kind == COLUMN_SETS)
        return column ? set_cost(image, column, row) : 0;
    if (column_knows(image, column, row))
        return voice_cost(image, column_source(image, column, row));
    return column->has_side && image_side_run(image, column, row, &from, &to) ? to - from : 0;
}

// ---- one row ----

typedef struct Tally {
    const Review *review;
    const SlotInfo *slot;
    uint32_t entity, root;
    bool stated; // some are statements, of which an author's latest counts
    const Standing *standing;
    // The strongest acceptable claims, and what the first of them says.
    uint32_t rank;
    ImageClaim said;
    bool any, contested;
    // All claims, for the reason.
    bool claimed, old_only;
    // Perhaps acceptable claims that say another value.
    uint32_t perhaps_rank;
} Tally;

// Unreadable claims agree with those of the same text, and with no others.
static bool claims_agree(const ImageClaim *a, const ImageClaim *b)
{
    return a->value == b->value && a->unreadable == b->unreadable;
}

static Acceptability tally_counts(const Tally *tally, const Standing *standing)
{
    return standing_counts(tally->review, tally->entity, standing, tally->slot, tally->root);
}

static bool tally_is_past(const Tally *tally, const ImageClaim *claim)
{
    return tally->stated && claim->states && statement_is_past(tally->review, tally->entity, claim->submission);
}

static bool tally_claim(void *with, const ImageClaim *claim)
{
    Tally *tally = with;
    const Standing *standing = &tally->standing[claim->submission];
    tally->claimed = true;
    tally->old_only |= standing_fault(standing, tally->slot) == FAULT_OLD_ONLY;
    if (tally_counts(tally, standing) != ACCEPTABLE || tally_is_past(tally, claim))
        return true;
    if (!tally->any || standing->rank > tally->rank) {
        tally->any = true;
        tally->rank = standing->rank;
        tally->said = *claim;
        tally->contested = false;
    } else if (standing->rank == tally->rank && !claims_agree(claim, &tally->said)) {
        tally->contested = true;
    }
    return true;
}

static bool tally_perhaps(void *with, const ImageClaim *claim)
{
    Tally *tally = with;
    const Standing *standing = &tally->standing[claim->submission];
    bool differs = !claims_agree(claim, &tally->said) && standing->rank > tally->perhaps_rank;
    if (differs && tally_counts(tally, standing) == PERHAPS_ACCEPTABLE && !tally_is_past(tally, claim))
        tally->perhaps_rank = standing->rank;
    return true;
}

static bool keep_value(void *with, const ImageClaim *claim)
{
    *(int64_t *)with = claim->value;
    return false; // all say the same
}

// A key is known of every part that somebody lists, or refers to, whoever it is.
static CellState resolve_key(Text image, uint32_t attribute, uint32_t row, int64_t *value)
{
    int64_t none = INT64_MIN;
    *value = none;
    image_claims(image, attribute, row, keep_value, value);
    return *value == none ? CELL_MISSING : CELL_KNOWN;
}

static bool voice_is_old(const Review *review, uint32_t entity, const Standing *standing, const uint32_t *source,
                         const SlotInfo *info)
{
    uint32_t count;
    const uint32_t *voice = image_voice(review->entities[entity].image, source, &count);
    bool old = false;
    for (uint32_t i = 0; i < count && !old; i++)
        old = standing_fault(&standing[voice[i]], info) == FAULT_OLD_ONLY;
    return old;
}

// What one voice says of a row that a column knows.
static inline CellState resolve_one(Review *review, uint32_t entity, const SlotInfo *info, const ImageColumn *column,
                                    uint32_t row, int64_t *value)
{
    Text image = review->entities[entity].image;
    const uint32_t *source = column_source(image, column, row);
    const Standing *standing = standing_of_entity(review, entity, info->mode);
    uint32_t root = entity ? NO_INDEX : threshold_root(review, entity, info->attribute, row);
    if (voice_counts(review, entity, standing, source, info, root) != ACCEPTABLE)
        return voice_is_old(review, entity, standing, source, info) ? CELL_EXPIRED : CELL_NOT_ACCEPTED;
    bool truth = column->kind == COLUMN_TRUTH;
    *value = truth ? bit(image_at(image, column->values), row) : wide_value(image_at(image, column->values), column->width, row);
    return CELL_KNOWN;
}

CellState resolve_cell(Review *review, uint32_t entity, const SlotInfo *info, uint32_t row, int64_t *value)
{
    const ReviewEntity *of = &review->entities[entity];
    Text image = of->looked_up ? of->image : entity_dossier(review, entity)->image;
    if (!image.bytes)
        return CELL_MISSING;
    if (schema_is_key(review->program, info->attribute))
        return resolve_key(image, info->attribute, row, value);
    const ImageColumn *column = image_column(image, info->attribute);
    if (!column)
        return CELL_MISSING;
    if (column_knows(image, column, row))
        return resolve_one(review, entity, info, column, row, value);
    if (!column->has_side)
        return CELL_MISSING;
    Tally tally = {.review = review,
                   .slot = info,
                   .entity = entity,
                   .root = threshold_root(review, entity, info->attribute, row),
                   .standing = standing_of_entity(review, entity, info->mode)};
    tally.stated = statements_find(review, entity, info, row);
    image_claims(image, info->attribute, row, tally_claim, &tally);
    if (!tally.any)
        return !tally.claimed ? CELL_MISSING : tally.old_only ? CELL_EXPIRED : CELL_NOT_ACCEPTED;
    if (tally.contested || tally.said.unreadable) // whatever perhaps acceptable claims say
        return tally.contested ? CELL_CONTESTED : CELL_UNREADABLE;
    image_claims(image, info->attribute, row, tally_perhaps, &tally);
    if (tally.perhaps_rank >= tally.rank)
        return CELL_NOT_ACCEPTED;
    *value = tally.said.value;
    return CELL_KNOWN;
}

bool resolve_entity(Review *review, uint32_t entity, const SlotInfo *info, int64_t *value)
{
    const ReviewEntity *of = &review->entities[entity];
    Text image = of->looked_up ? of->image : entity_dossier(review, entity)->image;
    const ImageColumn *column = image.bytes ? image_column(image, info->attribute) : NULL;
    if (!column)
        return false;
    if (!column_knows(image, column, 0))
        return column->has_side && resolve_cell(review, entity, info, 0, value) == CELL_KNOWN;
    return resolve_one(review, entity, info, column, 0, value) == CELL_KNOWN;
}

int64_t value_of_image(Review *review, uint32_t entity, const AttributeInfo *attribute, int64_t value)
{
    if (attribute_is_text(attribute))
        return text_of_image(review, entity, value);
    if (attribute->kind == TYPE_ENTITY)
        return entity_of_image(review, entity, value);
    return attribute->kind == TYPE_PART ? handle_of(entity, (uint32_t)value) : value;
}

// ---- all rows of the dossier under review ----

// How voices count for the rows of a section, as far as it was asked.
typedef struct Counting {
    Review *review;
    const SlotInfo *info;
    const Standing *standing;
    uint32_t root;
    uint8_t *answers; // by voice: 0: not asked yet; else 1, or 2 where it counts
} Counting;

static bool ask_voice(const Counting *counting, const uint32_t *source)
{
    uint8_t *answer = &counting->answers[*source];
    if (!*answer) {
        Acceptability counts = voice_counts(counting->review, 0, counting->standing, source, counting->info, counting->root);
        *answer = counts == ACCEPTABLE ? 2 : 1;
    }
    return *answer == 2;
}

// The mask of rows of which what is claimed counts, where voices or sections differ.
static void mask_of_counting(Review *review, const SlotInfo *info, const ImageColumn *column, const Mask *present, size_t rows,
                             Mask *counting)
{
    Text image = review->entities[0].image;
    const uint32_t *sources = column_sources(image, column);
    uint32_t type = review->program->attributes[info->attribute].owner;
    size_t voices = (size_t)image_head(image)->submission_count + image_head(image)->voice_count;
    Counting ask = {.review = review,
                    .info = info,
                    .standing = standing_of_entity(review, 0, info->mode),
                    .answers = arena_raw(review->arena, voices + 1)};
    const ImageSection *section = NULL;
    uint32_t end = 0;
    for (size_t row = 0; row < rows; row++) {
        if (row >= end) { // another section
            bool part = review->program->types[type].is_part;
            section = part ? image_section_of(image, type, (uint32_t)row) : NULL;
            end = section ? section->first_row + section->rows : part ? (uint32_t)row + 1 : (uint32_t)rows;
            ask.root = part ? section ? section->root : NO_INDEX : info->attribute;
            memset(ask.answers, 0, voices);
        }
        if (bit(present, row) && ask_voice(&ask, sources ? &sources[row] : &column->source))
            put_bit(counting, row);
    }
}

// Rows with several claims: their values are put in beside those that are there.
static void patch_side(Review *review, uint32_t slot, const ImageColumn *column, Mask *t, Mask *f, int64_t *values)
{
    Text image = review->entities[0].image;
    const ImageSide *side = column_side(column);
    const uint32_t *rows = image_at(image, side->rows);
    for (uint32_t i = 0; i < side->count; i++) {
        int64_t value;
        if (resolve_cell(review, 0, &review->program->slots[slot], rows[i], &value) != CELL_KNOWN)
            continue;
        if (f && !value)
            put_bit(f, rows[i]);
        else
            put_bit(t, rows[i]);
        if (values)
            values[rows[i]] = value;
    }
}

static void resolve_truth(Review *review, uint32_t slot, const ImageColumn *column, size_t rows, ResolvedColumn *resolved)
{
    const SlotInfo *info = &review->program->slots[slot];
    Text image = review->entities[0].image;
    const Mask *is_true = image_at(image, column->values), *is_false = image_at(image, column->known);
    Acceptability counts;
    bool alike = standing_counts_alike(review, info, column, &counts);
    if (alike && counts == ACCEPTABLE && !column->has_side) {
        resolved->t = is_true;
        resolved->f = is_false;
        return;
    }
    Mask *t = mask_take(review, rows), *f = mask_take(review, rows);
    resolved->t = t;
    resolved->f = f;
    if (alike && counts == ACCEPTABLE) {
        memcpy(t, is_true, words_of(rows) * sizeof(Mask));
        memcpy(f, is_false, words_of(rows) * sizeof(Mask));
    } else if (!alike) {
        mask_of_counting(review, info, column, is_true, rows, t);
        mask_of_counting(review, info, column, is_false, rows, f);
    }
    if (column->has_side)
        patch_side(review, slot, column, t, f, NULL);
}

static void resolve_values(Review *review, uint32_t slot, const ImageColumn *column, size_t rows, ResolvedColumn *resolved)
{
    const SlotInfo *info = &review->program->slots[slot];
    Text image = review->entities[0].image;
    const Mask *known = image_at(image, column->known);
    resolved->values = image_at(image, column->values);
    resolved->width = column->width;
    Acceptability counts;
    bool alike = standing_counts_alike(review, info, column, &counts);
    if (alike && counts == ACCEPTABLE && !column->has_side) {
        resolved->t = known;
        return;
    }
    Mask *t = mask_take(review, rows);
    resolved->t = t;
    if (alike && counts == ACCEPTABLE)
        memcpy(t, known, words_of(rows) * sizeof(Mask));
    else if (!alike)
        mask_of_counting(review, info, column, known, rows, t);
    if (!column->has_side)
        return;
    int64_t *values = arena_raw(review->arena, (rows + 1) * sizeof *values);
    for (size_t row = 0; row < rows; row++)
        values[row] = wide_value(resolved->values, column->width, row);
    patch_side(review, slot, column, t, NULL, values);
    resolved->values = values;
    resolved->width = sizeof *values;
}

// Whether all claims of a column come from one submission that counts whatever the row: then it serves as it lies. Of a voice of
// several it may be so too: resolve_rows.
static inline bool serves_as_it_lies(Review *review, const SlotInfo *info, const ImageColumn *column)
{
    bool one = column->source < image_head(review->entities[0].image)->submission_count;
    if (column->has_side || !one || info->mode >= MODE_STRICT)
        return false;
    const Standing *standing = &standing_of_entity(review, 0, info->mode)[column->source];
    return standing_counts(review, 0, standing, info, NO_INDEX) == ACCEPTABLE;
}

static __attribute__((noinline)) void resolve_rows(Review *review, uint32_t slot, const ImageColumn *column,
                                                   ResolvedColumn *resolved)
{
    Text image = review->entities[0].image;
    uint32_t owner = review->program->attributes[review->program->slots[slot].attribute].owner;
    size_t rows = image.bytes ? image_table(image, owner)->rows : 1;
    if (column && !review_pay(review, column->claims))
        column = NULL; // as if nothing were claimed, but for why (step_ends_in_cell)
    if (!column) {
        static const int64_t nothing = 0;
        resolved->t = resolved->f = mask_take(review, rows);
        // No row is known, so none is read; a width of one byte over nothing would still be read in blocks.
        resolved->values = rows == 1 ? (const void *)&nothing : arena_take(review->arena, rows * sizeof(int64_t));
        resolved->width = sizeof(int64_t);
    } else if (column->kind == COLUMN_TRUTH) {
        resolve_truth(review, slot, column, rows, resolved);
    } else {
        resolve_values(review, slot, column, rows, resolved);
    }
}

const ResolvedColumn *resolve_column(Review *review, uint32_t slot)
{
    ResolvedColumn *resolved = &review->columns[slot];
    review->columns_ready[slot] = true;
    *resolved = (ResolvedColumn){.values = NULL};
    const SlotInfo *info = &review->program->slots[slot];
    Text image = review->entities[0].image;
    const ImageColumn *column = image.bytes ? image_column(image, info->attribute) : NULL;
    if (!column || !serves_as_it_lies(review, info, column)) {
        resolve_rows(review, slot, column, resolved);
        return resolved;
    }
    const void *values = image_at(image, column->values), *known = image_at(image, column->known);
    bool truth = column->kind == COLUMN_TRUTH;
    resolved->t = truth ? values : known;
    resolved->f = truth ? known : NULL;
    resolved->values = values;
    resolved->width = column->width;
    return resolved;
}

// ---- disputed: all claims that count, of any rank ----

typedef struct Dispute {
    const Review *review;
    uint32_t entity;
    const SlotInfo *slot;
    const Standing *standing;
    ImageClaim said;
    bool stated, declared, disputed;
} Dispute;

static bool visit_dispute(void *with, const ImageClaim *claim)
{
    Dispute *dispute = with;
    const Standing *standing = &dispute->standing[claim->submission];
    bool past = dispute->stated && claim->states && statement_is_past(dispute->review, dispute->entity, claim->submission);
    if (past || standing_counts(dispute->review, dispute->entity, standing, dispute->slot, NO_INDEX) != ACCEPTABLE)
        return true;
    dispute->disputed |= dispute->declared && !claims_agree(claim, &dispute->said);
    dispute->declared = true;
    dispute->said = *claim;
    return true;
}

bool cell_disputed(Review *review, uint32_t entity, const SlotInfo *slot, uint32_t row)
{
    if (attribute_is_many(&review->program->attributes[slot->attribute]))
        return set_disputed(review, entity, slot, row);
    Text image = entity_dossier(review, entity)->image;
    if (!image.bytes || schema_is_key(review->program, slot->attribute)) // all who list a part give one key
        return false;
    Dispute dispute = {
        .review = review, .entity = entity, .slot = slot, .standing = standing_of_entity(review, entity, slot->mode)};
    dispute.stated = statements_find(review, entity, slot, row);
    image_claims(image, slot->attribute, row, visit_dispute, &dispute);
    return dispute.disputed;
}
