// SPDX-License-Identifier: MIT
// Provenance of a fact, for explanations: who says what, and what of it counts; and where a fact stands in its dossier.
#include "machine/claims/claims.h"
#include "machine/frames.h"

typedef struct ClaimList {
    Review *review;
    uint32_t entity, attribute;
    bool stated;
    const Standing *standing;
    ReviewClaim *items;
    size_t count, capacity;
} ClaimList;

static int64_t claimed_value(const ClaimList *list, const AttributeInfo *attribute, const ImageClaim *claim)
{
    if (attribute_is_many(attribute))
        return 0;
    return claim->unreadable ? text_of_image(list->review, list->entity, claim->value)
                             : value_of_image(list->review, list->entity, attribute, claim->value);
}

static bool list_claim(void *with, const ImageClaim *claim)
{
    ClaimList *list = with;
    const AttributeInfo *attribute = &list->review->program->attributes[list->attribute];
    const Standing *standing = &list->standing[claim->submission];
    bool past = list->stated && claim->states && standing->acceptability != NOT_ACCEPTABLE &&
                statement_is_past(list->review, list->entity, claim->submission);
    list->items = arena_grow(list->review->arena, list->items, list->count, &list->capacity, sizeof *list->items);
    list->items[list->count++] = (ReviewClaim){.submission = claim->submission,
                                               .value = claimed_value(list, attribute, claim),
                                               .closed = attribute_is_many(attribute) && claim->value,
                                               .unreadable = claim->unreadable,
                                               .acceptability = past ? NOT_ACCEPTABLE : (Acceptability)standing->acceptability,
                                               .fault = past ? FAULT_SAID_ANEW : (SubmissionFault)standing->fault};
    return true;
}

// Of values the strongest acceptable claims decide; of sets all acceptable ones have a say.
static void mark_deciding(ClaimList *list, bool set)
{
    uint32_t strongest = 0;
    for (size_t i = 0; i < list->count; i++) {
        uint32_t rank = list->standing[list->items[i].submission].rank;
        if (list->items[i].acceptability == ACCEPTABLE && rank > strongest)
            strongest = rank;
    }
    for (size_t i = 0; i < list->count; i++) {
        ReviewClaim *claim = &list->items[i];
        bool strong = set || list->standing[claim->submission].rank == strongest;
        claim->decides = claim->acceptability == ACCEPTABLE && strong;
    }
}

const ReviewClaim *review_claims(Review *review, uint32_t entity, uint32_t attribute, uint32_t row, size_t *count)
{
    ClaimList list = {.review = review, .entity = entity, .attribute = attribute};
    Text image = entity_dossier(review, entity)->image;
    *count = 0;
    if (!image.bytes || !image_column(image, attribute))
        return NULL;
    SlotInfo plain = plain_slot(attribute);
    list.standing = standing_of_entity(review, entity, MODE_PLAIN);
    list.stated = statements_find(review, entity, &plain, row);
    claims_each(image, attribute, row, list_claim, &list);
    mark_deciding(&list, attribute_is_many(&review->program->attributes[attribute]));
    *count = list.count;
    return list.items;
}

void review_each_dispute(Review *review, uint32_t entity, DisputeVisit *visit, void *with)
{
    Text image = entity_dossier(review, entity)->image;
    if (!image.bytes || image_head(image)->submission_count < 2)
        return; // nobody disagrees
    for (uint32_t i = 0; i < review->program->attributes_count; i++) {
        const ImageColumn *column = image_column(image, i);
        bool set = attribute_is_many(&review->program->attributes[i]);
        if (!column || (set ? !column->general : !column->has_side))
            continue; // one voice
        if (!set) {
            const ImageSide *side = column_side(column);
            const uint32_t *rows = image_at(image, side->rows);
            for (uint32_t at = 0; at < side->count; at++) {
                SlotInfo slot = plain_slot(i);
                if (cell_disputed(review, entity, &slot, rows[at]))
                    visit(with, i, rows[at]);
            }
            continue;
        }
        uint32_t rows = image_table(image, review->program->attributes[i].owner)->rows;
        for (uint32_t row = 0; row < rows; row++) {
            SlotInfo slot = plain_slot(i);
            if (set_disputed(review, entity, &slot, row))
                visit(with, i, row);
        }
    }
}

// ---- where a fact stands ----

bool review_part_stands(const Review *review, uint32_t entity, uint32_t type, uint32_t row, uint32_t *attribute, uint32_t *above)
{
    Text image = review->entities[entity].image;
    bool part = review->program->types[type].is_part && image.bytes;
    const ImageSection *section = part ? image_section_of(image, type, row) : NULL;
    if (!section || section->attribute == NO_INDEX)
        return false;
    *attribute = section->attribute;
    *above = ((const uint32_t *)image_at(image, image_table(image, type)->parents))[row];
    return true;
}

static void append_owner(const Review *review, uint32_t entity, uint32_t type, uint32_t row, TextBuilder *to)
{
    const Program *program = review->program;
    uint32_t holder, above;
    if (!review_part_stands(review, entity, type, row, &holder, &above))
        return; // a part of which only the key is known
    append_owner(review, entity, program->attributes[holder].owner, above, to);
    text_append(to, program_string(program, program->attributes[holder].name));
    text_append_byte(to, '.');
}

void review_append_path(const Review *review, uint32_t entity, uint32_t attribute, uint32_t row, TextBuilder *to)
{
    const Program *program = review->program;
    if (attribute == NO_INDEX) {
        text_append_format(to, "submissions.%s", submission_field_names[row]);
        return;
    }
    append_owner(review, entity, program->attributes[attribute].owner, row, to);
    text_append(to, program_string(program, program->attributes[attribute].name));
}

bool review_same_path(const Review *review, uint32_t entity, uint32_t attribute, uint32_t row, uint32_t other)
{
    const Program *program = review->program;
    uint32_t type = attribute == NO_INDEX ? NO_INDEX : program->attributes[attribute].owner;
    while (row != other && type != NO_INDEX) {
        uint32_t holders[2] = {NO_INDEX, NO_INDEX};
        bool stands = review_part_stands(review, entity, type, row, &holders[0], &row);
        if (stands != review_part_stands(review, entity, type, other, &holders[1], &other))
            return false;
        if (!stands)
            return true;
        if (holders[0] != holders[1])
            return false;
        type = program->attributes[holders[0]].owner;
    }
    return row == other;
}

static bool fact_of_handle(Review *review, uint32_t slot, uint32_t handles, uint32_t row, ReviewFact *fact)
{
    Shown handle = review_value(review, handles, row);
    if (!handle.known)
        return false;
    fact->attribute = review->program->slots[slot].attribute;
    fact->kinds = review->program->slots[slot].kinds;
    fact->slot = slot;
    split_handle(review->program, fact->attribute, (int64_t)handle.low, &fact->entity, &fact->row);
    fact->is_set = attribute_is_many(&review->program->attributes[fact->attribute]);
    return true;
}

bool review_fact(Review *review, uint32_t number, uint32_t row, ReviewFact *fact)
{
    Run *run = &review->main;
    const Instr *instr = &run->code.instrs[number];
    Dependence depends = op_infos[instr->op].depends;
    if (depends == DEPENDS_CLAIM || depends == DEPENDS_CLAIMS)
        return fact_of_handle(review, instr->b, instr->a, row, fact);
    if (depends != DEPENDS_MEMBER && depends != DEPENDS_CLOSED)
        return false;
    const Instr *maker = &run->code.instrs[instr->a];
    Dependence made_of = op_infos[maker->op].depends;
    uint32_t above = depends == DEPENDS_CLOSED ? row : frame_parents(run, maker->frame)[row];
    return (made_of == DEPENDS_ELEMENTS || made_of == DEPENDS_LISTED) && fact_of_handle(review, maker->b, maker->a, above, fact);
}

uint32_t review_threshold(const Review *review, uint32_t mode, uint32_t entity, uint32_t attribute, uint32_t row)
{
    if (mode < MODE_STRICT || attribute == NO_INDEX)
        return 0;
    return threshold_rank(review, entity, mode, threshold_root(review, entity, attribute, row));
}
