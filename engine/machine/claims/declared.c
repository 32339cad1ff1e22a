// SPDX-License-Identifier: MIT
// Who has spoken of an entity or a part, and whether of one of its attributes (LANGUAGE.md 3.3): silence of those who spoke is an
// answer, that nobody spoke is none.
#include "machine/claims/claims.h"
#include "machine/frames.h"

// ---- who speaks ----

typedef struct Listing {
    uint32_t row; // of the part
    SpeakerVisit *visit;
    void *with;
} Listing;

static bool list_owner(void *with, const ImageClaim *claim)
{
    const Listing *listing = with;
    return claim->value != listing->row || listing->visit(listing->with, claim->submission);
}

// The section of a part that something owns; null: references alone name it.
static const ImageSection *owning_section(Text image, uint32_t type, uint32_t row)
{
    const ImageSection *section = image_section_of(image, type, row);
    return section && section->attribute != NO_INDEX ? section : NULL;
}

static void listers_each(const Program *program, Text image, uint32_t type, uint32_t row, SpeakerVisit *visit, void *with)
{
    const ImageSection *section = owning_section(image, type, row);
    if (!section)
        return;
    if (!attribute_is_many(&program->attributes[section->attribute])) {
        const uint32_t *parents = image_at(image, image_table(image, type)->parents);
        image_claims(image, section->attribute, parents[row], list_owner, &(Listing){row, visit, with});
        return;
    }
    const ImageColumn *column = image_column(image, section->attribute);
    uint32_t element = column->general ? set_element_of_part(image, type, column, row) : 0, count;
    const uint32_t *listers = column_supporters(image, column, element, &count);
    for (uint32_t i = 0, on = true; i < count && on; i++)
        on = visit(with, listers[i]);
}

void speakers_each(Review *review, uint32_t entity, uint32_t type, uint32_t row, SpeakerVisit *visit, void *with)
{
    Text image = entity_dossier(review, entity)->image;
    if (!image.bytes)
        return;
    if (review->program->types[type].is_part) {
        listers_each(review->program, image, type, row, visit, with);
        return;
    }
    for (uint32_t i = 0, on = true; i < image_head(image)->submission_count && on; i++)
        on = visit(with, i);
}

uint64_t speakers_cost(Review *review, uint32_t entity, uint32_t type, uint32_t row)
{
    Text image = entity_dossier(review, entity)->image;
    if (!image.bytes)
        return 0;
    if (!review->program->types[type].is_part)
        return image_head(image)->submission_count;
    const ImageSection *section = owning_section(image, type, row);
    if (!section)
        return 0;
    const uint32_t *parents = image_at(image, image_table(image, type)->parents);
    return cell_cost(review, entity, section->attribute, parents[row]);
}

// ---- how well ----

typedef struct Hearing {
    Review *review;
    uint32_t entity;
    const SlotInfo *slot;
    const Standing *standing;
    bool any;
    Acceptability best;
} Hearing;

// Whether a submission is of one of the kinds that are asked of.
static bool is_asked(const Hearing *hearing, const Standing *standing)
{
    const SlotInfo *slot = hearing->slot;
    return slot->kinds == NO_INDEX || slot_has_kind(hearing->review->program, slot, standing->kind);
}

static bool hear(void *with, uint32_t submission)
{
    Hearing *hearing = with;
    const Standing *standing = &hearing->standing[submission];
    if (!is_asked(hearing, standing))
        return true;
    Acceptability counts = standing_counts(hearing->review, hearing->entity, standing, hearing->slot, NO_INDEX);
    hearing->any = true;
    hearing->best = counts > hearing->best ? counts : hearing->best;
    return hearing->best != ACCEPTABLE;
}

static bool hear_claim(void *with, const ImageClaim *claim)
{
    return hear(with, claim->submission);
}

// Of an entity that has a dossier.
static Hearing hearing_of(Review *review, uint32_t entity, const SlotInfo *slot)
{
    return (Hearing){.review = review,
                     .entity = entity,
                     .slot = slot,
                     .standing = standing_of_entity(review, entity, slot->mode),
                     .best = NOT_ACCEPTABLE};
}

// A key stands in a reference too, which is no claim about what it refers to.
static bool is_named_alone(const Review *review, Text image, uint32_t attribute, uint32_t row)
{
    uint32_t owner = review->program->attributes[attribute].owner;
    return review->program->types[owner].is_part && !owning_section(image, owner, row);
}

static Hearing hear_claims(Review *review, uint32_t entity, const SlotInfo *slot, uint32_t row)
{
    Hearing claimed = hearing_of(review, entity, slot);
    Text image = review->entities[entity].image;
    if (!is_named_alone(review, image, slot->attribute, row))
        claims_each(image, slot->attribute, row, hear_claim, &claimed);
    return claimed;
}

static Hearing hear_speakers(Review *review, uint32_t entity, const SlotInfo *slot, uint32_t row)
{
    Hearing spoken = hearing_of(review, entity, slot);
    speakers_each(review, entity, review->program->attributes[slot->attribute].owner, row, hear, &spoken);
    return spoken;
}

Truth cell_claimed(Review *review, uint32_t entity, const SlotInfo *slot, uint32_t row)
{
    if (!entity_dossier(review, entity)->image.bytes)
        return TRUTH_FALSE;
    Acceptability claimed = hear_claims(review, entity, slot, row).best;
    return claimed == ACCEPTABLE ? TRUTH_TRUE : claimed == PERHAPS_ACCEPTABLE ? TRUTH_UNKNOWN : TRUTH_FALSE;
}

Truth cell_declared(Review *review, uint32_t entity, const SlotInfo *slot, uint32_t row, CellState *why)
{
    *why = CELL_NOT_ACCEPTED;
    Truth claimed = cell_claimed(review, entity, slot, row);
    return claimed != TRUTH_FALSE ? claimed : cell_unclaimed(review, entity, slot, row, why);
}

Truth cell_unclaimed(Review *review, uint32_t entity, const SlotInfo *slot, uint32_t row, CellState *why)
{
    *why = CELL_MISSING;
    if (!entity_dossier(review, entity)->image.bytes)
        return TRUTH_UNKNOWN;
    Hearing spoken = hear_speakers(review, entity, slot, row);
    *why = spoken.any ? CELL_NOT_ACCEPTED : CELL_MISSING;
    return spoken.best == ACCEPTABLE ? TRUTH_FALSE : TRUTH_UNKNOWN;
}

bool cell_listed(Review *review, uint32_t entity, const SlotInfo *slot, uint32_t row)
{
    if (!entity_dossier(review, entity)->image.bytes)
        return false;
    bool part = review->program->types[review->program->attributes[slot->attribute].owner].is_part;
    // Who lists a part and is silent about the attribute says that there is nothing; of an entity, those who are asked alone do.
    Hearing heard = part || slot->kinds != NO_INDEX ? hear_speakers(review, entity, slot, row)
                                                    : hear_claims(review, entity, slot, row);
    return heard.best == ACCEPTABLE;
}

bool rows_spoken_of(Review *review, const SlotInfo *slot, uint32_t row)
{
    Text image = review->entities[0].image;
    uint32_t owner = review->program->attributes[slot->attribute].owner;
    if (!image.bytes)
        return false;
    if (!review->program->types[owner].is_part)
        return hear_speakers(review, 0, slot, 0).best == ACCEPTABLE;
    const ImageSection *section = owning_section(image, owner, row);
    const ImageColumn *column = section ? image_column(image, section->attribute) : NULL;
    if (!column || column->kind != COLUMN_SETS || column->general)
        return false;
    Hearing spoken = hearing_of(review, 0, slot);
    uint32_t count;
    const uint32_t *voice = image_voice(image, &column->source, &count);
    for (uint32_t i = 0, on = true; i < count && on; i++)
        on = hear(&spoken, voice[i]);
    return spoken.best == ACCEPTABLE;
}

// ---- on whose acceptance something hangs ----

typedef struct Unaccepted {
    Hearing heard;
    bool perhaps_only;
    UnacceptedVisit *visit;
    void *with;
} Unaccepted;

static bool visit_unaccepted(void *with, uint32_t submission)
{
    Unaccepted *unaccepted = with;
    const Hearing *heard = &unaccepted->heard;
    const Standing *standing = &heard->standing[submission];
    Acceptability counts = standing_counts(heard->review, heard->entity, standing, heard->slot, NO_INDEX);
    SubmissionFault because = standing_fault(standing, heard->slot);
    if (!is_asked(heard, standing) || counts == ACCEPTABLE || because <= FAULT_OLD_ONLY)
        return true;
    if (!unaccepted->perhaps_only || counts == PERHAPS_ACCEPTABLE)
        unaccepted->visit(unaccepted->with, submission, because);
    return true;
}

static bool visit_unaccepted_claim(void *with, const ImageClaim *claim)
{
    return visit_unaccepted(with, claim->submission);
}

typedef struct Perhaps {
    Unaccepted *unaccepted;
    bool claimed, perhaps;
} Perhaps;

static bool find_perhaps(void *with, const ImageClaim *claim)
{
    Perhaps *found = with;
    const Hearing *heard = &found->unaccepted->heard;
    const Standing *standing = &heard->standing[claim->submission];
    found->claimed |= is_asked(heard, standing);
    found->perhaps |= standing_counts(heard->review, heard->entity, standing, heard->slot, NO_INDEX) == PERHAPS_ACCEPTABLE;
    return true;
}

static bool find_perhaps_speaker(void *with, uint32_t submission)
{
    return find_perhaps(with, &(ImageClaim){.submission = submission});
}

// Of claims about the attribute, or where there are none, of those who spoke of what it is an attribute of.
static void unaccepted_claims(Review *review, const Cause *cause, const SlotInfo *slot, UnacceptedVisit *visit, void *with)
{
    Unaccepted unaccepted = {.heard = hearing_of(review, cause->entity, slot), .visit = visit, .with = with};
    Text image = review->entities[cause->entity].image;
    uint32_t owner = review->program->attributes[cause->attribute].owner;
    Perhaps found = {.unaccepted = &unaccepted};
    bool named = is_named_alone(review, image, cause->attribute, cause->row);
    if (!named)
        claims_each(image, cause->attribute, cause->row, find_perhaps, &found);
    bool claimed = found.claimed;
    if (!claimed)
        speakers_each(review, cause->entity, owner, cause->row, find_perhaps_speaker, &found);
    unaccepted.perhaps_only = found.perhaps;
    if (claimed)
        claims_each(image, cause->attribute, cause->row, visit_unaccepted_claim, &unaccepted);
    else
        speakers_each(review, cause->entity, owner, cause->row, visit_unaccepted, &unaccepted);
}

void review_unaccepted(Review *review, const Cause *cause, UnacceptedVisit *visit, void *with)
{
    if (cause->why != WHY_NOT_ACCEPTED || !entity_dossier(review, cause->entity)->image.bytes)
        return;
    if (cause->attribute == NO_INDEX) {
        const Standing *standing = &standing_of_entity(review, cause->entity, MODE_PLAIN)[cause->submission];
        visit(with, cause->submission, (SubmissionFault)standing->fault);
        return;
    }
    SlotInfo plain = plain_slot(cause->attribute);
    const SlotInfo *slot = cause->slot != NO_INDEX ? &review->program->slots[cause->slot] : &plain;
    unaccepted_claims(review, cause, slot, visit, with);
}
