// SPDX-License-Identifier: MIT
// What the claims about a set come to (LANGUAGE.md 3.3): each element that a claim lists is in, out, or neither; and the set is
// closed if some acceptable claim of it is.
#include "machine/run.h"

// The claims about a set of one row: who claims it, closed or open; and who lists each element.
typedef struct SetClaims {
    const ImageSets *sets;
    Text image;
    const ImageColumn *column;
    uint32_t first, count; // general: in claims
    uint32_t single;       // not general: submission * 2 + closed
    bool any;
} SetClaims;

static SetClaims claims_of(Text image, const ImageColumn *column, uint32_t row)
{
    SetClaims claims = {.sets = column_sets(column), .image = image, .column = column};
    if (column->general) {
        const uint32_t *runs = image_at(image, claims.sets->claim_first);
        claims.first = runs[row];
        claims.count = runs[row + 1] - runs[row];
        claims.any = claims.count > 0;
    } else if (mask_bit(image_at(image, claims.sets->claimed), row)) {
        claims.any = true;
        claims.count = 1;
        claims.single = column->source * 2 + mask_bit(image_at(image, claims.sets->closed), row);
    }
    return claims;
}

static uint32_t claim_at(const SetClaims *claims, uint32_t index)
{
    if (!claims->column->general)
        return claims->single;
    return ((const uint32_t *)image_at(claims->image, claims->sets->claims))[claims->first + index];
}

static bool lists_element(const SetClaims *claims, uint32_t submission, uint32_t element)
{
    if (!claims->column->general)
        return submission == claims->column->source;
    const uint32_t *runs = image_at(claims->image, claims->sets->support_first);
    const uint32_t *supports = image_at(claims->image, claims->sets->supports);
    for (uint32_t i = runs[element]; i < runs[element + 1]; i++) {
        if (supports[i] == submission)
            return true;
    }
    return false;
}

// ---- one row ----

typedef struct SetReading { // an attribute of a row, and how claims count
    Review *review;
    uint32_t entity, mode, root;
    const Standing *standing;
} SetReading;

static Acceptability counts(const SetReading *reading, uint32_t submission)
{
    return counts_as(reading->review, reading->entity, &reading->standing[submission], reading->mode, reading->root);
}

static SetReading open_reading(Review *review, uint32_t entity, const SlotInfo *slot, uint32_t row)
{
    return (SetReading){review, entity, slot->mode, root_attribute(review, entity, slot->attribute, row),
                        entity_standing(review, entity, slot->mode)};
}

static SetCell cell_of(const SetReading *reading, const SetClaims *claims)
{
    bool acceptable = false, old = false;
    for (uint32_t i = 0; i < claims->count; i++) {
        uint32_t claim = claim_at(claims, i);
        Acceptability answer = counts(reading, claim / 2);
        if (answer == ACCEPTABLE && (claim & 1))
            return (SetCell){.closed = true};
        acceptable |= answer == ACCEPTABLE;
        old |= reading->standing[claim / 2].fault == FAULT_OLD_ONLY;
    }
    if (acceptable)
        return (SetCell){.open_why = CELL_KNOWN};
    return (SetCell){.open_why = !claims->any ? CELL_MISSING : old ? CELL_EXPIRED : CELL_NOT_ACCEPTED};
}

// The ranks of those who support an element and of those who deny it, acceptable ones and all that may be.
typedef struct Sides {
    uint32_t support, support_perhaps, deny, deny_perhaps; // 0: nobody; *_perhaps: acceptable ones too
} Sides;

static void raise(uint32_t *rank, uint32_t to)
{
    if (to > *rank)
        *rank = to;
}

static Sides sides_of(const SetReading *reading, const SetClaims *claims, uint32_t element)
{
    Sides sides = {0};
    for (uint32_t i = 0; i < claims->count; i++) {
        uint32_t claim = claim_at(claims, i), submission = claim / 2;
        Acceptability answer = counts(reading, submission);
        if (answer == NOT_ACCEPTABLE)
            continue;
        uint32_t rank = reading->standing[submission].rank;
        bool lists = lists_element(claims, submission, element);
        if (!lists && !(claim & 1))
            continue; // an open claim denies nothing
        raise(lists ? &sides.support_perhaps : &sides.deny_perhaps, rank);
        if (answer == ACCEPTABLE)
            raise(lists ? &sides.support : &sides.deny, rank);
    }
    return sides;
}

static Truth element_truth(const Sides *sides, CellState *why)
{
    if (sides->support > sides->deny_perhaps)
        return TRUTH_TRUE;
    if (!sides->support_perhaps || sides->deny > sides->support_perhaps)
        return TRUTH_FALSE; // nobody who counts lists it, or somebody stronger denies it
    // Acceptable claims alone would decide it, or there are none on its side: acceptance is what is missing.
    bool decided = sides->support != sides->deny;
    *why = decided || !sides->support ? CELL_NOT_ACCEPTED : CELL_CONTESTED;
    return TRUTH_UNKNOWN;
}

SetCell resolve_set(Review *review, uint32_t entity, const SlotInfo *info, uint32_t row)
{
    Text image = entity_dossier(review, entity)->image;
    const ImageColumn *column = image.bytes ? image_column(image, info->attribute) : NULL;
    if (!column)
        return (SetCell){.open_why = CELL_MISSING};
    SetReading reading = open_reading(review, entity, info, row);
    SetClaims claims = claims_of(image, column, row);
    return cell_of(&reading, &claims);
}

Truth resolve_element(Review *review, uint32_t entity, const SlotInfo *info, uint32_t row, uint32_t element, CellState *why)
{
    Text image = entity_dossier(review, entity)->image;
    SetReading reading = open_reading(review, entity, info, row);
    SetClaims claims = claims_of(image, image_column(image, info->attribute), row);
    Sides sides = sides_of(&reading, &claims, element);
    *why = CELL_KNOWN;
    return element_truth(&sides, why);
}

// ---- all rows of the dossier under review ----

static void resolve_row(const SetReading *reading, const ImageColumn *column, uint32_t row, Mask *member_t, Mask *member_f,
                        Mask *closed_t)
{
    Text image = reading->review->entities[0].image;
    SetClaims claims = claims_of(image, column, row);
    if (!claims.any)
        return;
    if (cell_of(reading, &claims).closed)
        put_bit(closed_t, row);
    const uint32_t *first = image_at(image, column_sets(column)->first);
    for (uint32_t element = first[row]; element < first[row + 1]; element++) {
        Sides sides = sides_of(reading, &claims, element);
        CellState why;
        Truth truth = element_truth(&sides, &why);
        if (truth != TRUTH_UNKNOWN)
            put_bit(truth == TRUTH_TRUE ? member_t : member_f, element);
    }
}

// All claims from one submission that counts for all rows alike: nothing is to be looked at row by row.
static bool resolve_alike(Review *review, const SlotInfo *info, const ImageColumn *column, size_t rows, ResolvedSets *sets)
{
    if (column->general)
        return false;
    Text image = review->entities[0].image;
    uint32_t type = review->program->attributes[info->attribute].owner;
    const Standing *standing = &entity_standing(review, 0, info->mode)[column->source];
    bool part = review->program->types[type].is_part;
    uint32_t sections = part ? image_table(image, type)->section_count : 1;
    const ImageSection *section = part ? (const ImageSection *)image_at(image, image_head(image)->sections) +
                                             image_table(image, type)->first_section
                                       : NULL;
    Acceptability all = ACCEPTABLE;
    for (uint32_t i = 0; i < sections; i++) {
        uint32_t root = part ? section[i].root : info->attribute;
        Acceptability here = counts_as(review, 0, standing, info->mode, root);
        if (i > 0 && here != all)
            return false;
        all = here;
    }
    uint32_t elements = column_sets(column)->element_count;
    if (all == ACCEPTABLE) {
        sets->closed_t = image_at(image, column_sets(column)->closed);
        return true;
    }
    sets->closed_t = mask_room(&review->main, rows);
    Mask *none = mask_room(&review->main, elements);
    sets->member_t = sets->member_f = none;
    if (all == NOT_ACCEPTABLE) {
        Mask *out = mask_room(&review->main, elements);
        for (uint32_t i = 0; i < elements; i++)
            put_bit(out, i);
        sets->member_f = out;
    }
    return true;
}

const ResolvedSets *own_sets(Review *review, uint32_t slot)
{
    ResolvedSets *sets = &review->sets[slot];
    if (review->sets_ready[slot])
        return sets;
    review->sets_ready[slot] = true;
    *sets = (ResolvedSets){.closed_t = NULL};
    const SlotInfo *info = &review->program->slots[slot];
    Text image = review->entities[0].image;
    const ImageColumn *column = image.bytes ? image_column(image, info->attribute) : NULL;
    size_t rows = image.bytes ? image_table(image, review->program->attributes[info->attribute].owner)->rows : 1;
    if (!column) {
        sets->closed_t = mask_room(&review->main, rows);
        return sets;
    }
    if (resolve_alike(review, info, column, rows, sets))
        return sets;
    uint32_t elements = column_sets(column)->element_count;
    Mask *member_t = mask_room(&review->main, elements), *member_f = mask_room(&review->main, elements);
    Mask *closed_t = mask_room(&review->main, rows);
    for (uint32_t row = 0; row < rows; row++) {
        SetReading reading = open_reading(review, 0, info, row);
        resolve_row(&reading, column, row, member_t, member_f, closed_t);
    }
    sets->member_t = member_t;
    sets->member_f = member_f;
    sets->closed_t = closed_t;
    return sets;
}

// ---- declared and disputed ----

uint32_t set_claim_count(Text image, uint32_t attribute, uint32_t row)
{
    return claims_of(image, image_column(image, attribute), row).count;
}

uint32_t set_claim(Text image, uint32_t attribute, uint32_t row, uint32_t index)
{
    SetClaims claims = claims_of(image, image_column(image, attribute), row);
    return claim_at(&claims, index);
}

bool set_declared(Review *review, uint32_t entity, uint32_t attribute, uint32_t row)
{
    Text image = entity_dossier(review, entity)->image;
    const ImageColumn *column = image.bytes ? image_column(image, attribute) : NULL;
    if (!column)
        return false;
    const Standing *standing = entity_standing(review, entity, MODE_PLAIN);
    SetClaims claims = claims_of(image, column, row);
    for (uint32_t i = 0; i < claims.count; i++) {
        if (standing[claim_at(&claims, i) / 2].acceptability == ACCEPTABLE)
            return true;
    }
    return false;
}

bool set_disputed(Review *review, uint32_t entity, uint32_t attribute, uint32_t row)
{
    Text image = entity_dossier(review, entity)->image;
    const ImageColumn *column = image.bytes ? image_column(image, attribute) : NULL;
    if (!column || !column->general)
        return false; // one submission does not disagree with itself
    SetReading reading = {review, entity, MODE_PLAIN, NO_INDEX, entity_standing(review, entity, MODE_PLAIN)};
    SetClaims claims = claims_of(image, column, row);
    const uint32_t *first = image_at(image, column_sets(column)->first);
    for (uint32_t element = first[row]; element < first[row + 1]; element++) {
        Sides sides = sides_of(&reading, &claims, element);
        if (sides.support && sides.deny)
            return true;
    }
    return false;
}
