// SPDX-License-Identifier: MIT
// What claims come to: which submissions count (acceptance, a memo table), and of several claims about one fact the value that
// they decide (resolving conflicts by rank). Entities, slots and attributes are numbers of the review and its program, rows those
// of an entity's image; the subject is entity 0. What is found out lies in the review's arenas, and stays.
#ifndef ASSIZE_MACHINE_CLAIMS_CLAIMS_H
#define ASSIZE_MACHINE_CLAIMS_CLAIMS_H

#include "machine/entities.h"
#include "machine/mask.h"

// ---- acceptance (acceptance.c) ----

// How a submission stands, whatever it is asked for.
struct Standing {
    uint8_t acceptability; // an Acceptability, with conditions of acceptance
    uint8_t
        unconditioned; // whether it counts for such a condition (MODE_UNCONDITIONED): by date, withdrawal and replacement alone
    uint8_t fault;     // a SubmissionFault; for MODE_UNCONDITIONED never one of a condition
    uint32_t rank;     // of its kind, from 1
    uint32_t kind;
};

// Whether a submission is dated by a day, and not withdrawn by then: from then on it stands in the place of those that it names,
// of those that these name, and so on, whatever became of them.
static inline bool submission_stands(const ImageSubmission *submission, int64_t date)
{
    return submission->on <= date && submission->withdrawn_on > date;
}
// Which submissions of an image are replaced on a day, by number, in the arena; null: none is.
bool *replaced_find(Text image, int64_t date, Arena *arena);
// Marks those that one submission takes the place of, directly or by way of others. waiting: of as many numbers as there are
// submissions.
void replaced_mark(Text image, uint32_t by, bool *marks, uint32_t *waiting);
// Whether there is a condition for some submission of a dossier's image (bytes null: none). It may see the subject, and so come
// to something else in another review; where there is none nothing is run, so that it does not matter which review finds how the
// submissions stand.
bool standing_has_conditions(const Review *review, Text image);
// Finds what standing_of_entity gives.
const Standing *standing_find(Review *review, uint32_t entity, uint32_t mode);
// How the submissions about an entity that has a dossier stand, by their number in its image; for MODE_UNCONDITIONED by date,
// withdrawal and replacement alone: then acceptability may not be asked. For any other mode conditions of acceptance are run,
// once.
static inline const Standing *standing_of_entity(Review *review, uint32_t entity, uint32_t mode)
{
    const ReviewEntity *one = &review->entities[entity];
    bool found = one->standing && (one->accepted || mode == MODE_UNCONDITIONED);
    return found ? one->standing : standing_find(review, entity, mode);
}
// ---- claims about one fact (set_claims.c) ----

// Calls visit for every claim about an attribute of a row, as image_claims does; of a set with whether the claim says that this
// is all instead of a value.
void claims_each(Text image, uint32_t attribute, uint32_t row, ClaimVisit *visit, void *with);

// ---- statements of one author (statements.c) ----

// Finds, among the claims about an attribute of a row that are statements, which of an author's a later one takes the place of:
// of those that are acceptable or perhaps acceptable (in MODE_UNCONDITIONED: by date, withdrawal and replacement) the latest
// counts, by its day and, of one day, by what the documents say of when they were made. False: there are no such, or the entity
// has no dossier. What is found holds until the next call.
bool statements_find(Review *review, uint32_t entity, const SlotInfo *slot, uint32_t row);
// Whether one of them is such, by its submission.
bool statement_is_past(const Review *review, uint32_t entity, uint32_t submission);
// Whether one submission's author says in a later one what counts instead.
bool statement_follows(const ImageSubmission *later, const ImageSubmission *one);

// The attribute of the subject under which a row of an attribute's owner stands, for thresholds; NO_INDEX: none.
uint32_t threshold_root(const Review *review, uint32_t entity, uint32_t attribute, uint32_t row);
// The rank that claims must have in a mode under an attribute of the subject (root); 0: any.
uint32_t threshold_rank(const Review *review, uint32_t entity, uint32_t mode, uint32_t root);
// Whether a kind of evidence is among those that a slot asks of alone.
bool slot_has_kind(const Program *program, const SlotInfo *slot, uint32_t kind);
// How a submission about an entity counts for a slot, for rows under an attribute of the subject (root; NO_INDEX: none).
static inline Acceptability standing_counts(const Review *review, uint32_t entity, const Standing *standing, const SlotInfo *slot,
                                            uint32_t root)
{
    if (slot->mode == MODE_UNCONDITIONED)
        return standing->unconditioned ? ACCEPTABLE : NOT_ACCEPTABLE;
    if (slot->kinds != NO_INDEX && !slot_has_kind(review->program, slot, standing->kind))
        return NOT_ACCEPTABLE;
    // Thresholds are on the dossier under review alone.
    bool weak = slot->mode >= MODE_STRICT && entity == 0 && standing->rank < threshold_rank(review, entity, slot->mode, root);
    return weak ? NOT_ACCEPTABLE : (Acceptability)standing->acceptability;
}
// How what a voice says counts for a slot, likewise: as the best of its submissions does, for these agree. source: where its
// number stands.
static inline Acceptability voice_counts(const Review *review, uint32_t entity, const Standing *standing, const uint32_t *source,
                                         const SlotInfo *slot, uint32_t root)
{
    uint32_t count;
    const uint32_t *voice = image_voice(review->entities[entity].image, source, &count);
    Acceptability best = NOT_ACCEPTABLE;
    for (uint32_t i = 0; i < count && best != ACCEPTABLE; i++) {
        Acceptability counts = standing_counts(review, entity, &standing[voice[i]], slot, root);
        best = counts > best ? counts : best;
    }
    return best;
}
// What it costs to look at a voice, in rows (review_pay); 0 where it is of one submission.
static inline uint32_t voice_cost(Text image, const uint32_t *source)
{
    uint32_t count;
    image_voice(image, source, &count);
    return count > 1 ? count : 0;
}
// What a submission lacks, for a slot: conditions of acceptance have no part in what is read for them.
static inline SubmissionFault standing_fault(const Standing *standing, const SlotInfo *slot)
{
    bool condition = standing->fault == FAULT_CONDITION || standing->fault == FAULT_CONDITION_UNKNOWN;
    if (slot->mode != MODE_UNCONDITIONED || !condition)
        return (SubmissionFault)standing->fault;
    return standing->unconditioned ? FAULT_NONE : FAULT_OLD_ONLY;
}
// The slot of an attribute in the plain reading.
static inline SlotInfo plain_slot(uint32_t attribute)
{
    return (SlotInfo){attribute, MODE_PLAIN, NO_INDEX};
}
// Whether all claims of a column of the subject come from one voice that counts for all rows alike; then how it counts.
bool standing_counts_alike(Review *review, const SlotInfo *slot, const ImageColumn *column, Acceptability *counts);

// ---- resolving values (resolve.c) ----

// An attribute of the subject, resolved for a way in which claims count: a column over the rows of its owner's table.
struct ResolvedColumn {
    uint8_t width;      // of values, in bytes
    const Mask *t, *f;  // of truth values as in a register; else t: what is known
    const void *values; // in the image where they serve as they lie, else in the review's arena
};

typedef enum CellState { CELL_KNOWN, CELL_MISSING, CELL_EXPIRED, CELL_NOT_ACCEPTED, CELL_CONTESTED, CELL_UNREADABLE } CellState;
// What the claims about an attribute of one row come to, with why where it is unknown. value is that of the image; it is set
// where it is known. An entity without a dossier is looked up, and nothing is known of it.
CellState resolve_cell(Review *review, uint32_t entity, const SlotInfo *slot, uint32_t row, int64_t *value);
// Likewise of an entity that is not under review, which has one row: whether it is known.
bool resolve_entity(Review *review, uint32_t entity, const SlotInfo *slot, int64_t *value);
// Resolves a slot of the subject for all rows, once.
const ResolvedColumn *resolve_column(Review *review, uint32_t slot);
static inline const ResolvedColumn *own_column(Review *review, uint32_t slot)
{
    return review->columns_ready[slot] ? &review->columns[slot] : resolve_column(review, slot);
}
// Whether claims about a value that count for a slot disagree, whatever their rank.
bool cell_disputed(Review *review, uint32_t entity, const SlotInfo *slot, uint32_t row);
// What the claims about an attribute of one row cost, in rows (review_pay); 0 where one submission speaks of it. Of a set: the
// claims of it, and those who list its elements.
uint64_t cell_cost(const Review *review, uint32_t entity, uint32_t attribute, uint32_t row);
// A value of an entity's image, of an attribute, as one of the review: texts and entities by their number there, parts as
// handles.
int64_t value_of_image(Review *review, uint32_t entity, const AttributeInfo *attribute, int64_t value);

// ---- resolving sets (resolve_sets.c) ----

// A set-valued attribute of the subject, likewise.
struct ResolvedSets {
    const Mask *member_t, *member_f; // over the elements of the column; null: all are in
    const Mask *closed_t;            // over the rows
    bool costly;                     // nothing of it is known: there are more claims than the review may look at
};

// Resolves a slot of the subject for all rows, once; it pays for the claims that it looks at.
const ResolvedSets *own_sets(Review *review, uint32_t slot);
// Whether a set of one row is closed, and why not.
typedef struct SetCell {
    bool closed;
    CellState open_why; // CELL_KNOWN: it is claimed as open
} SetCell;
SetCell resolve_set(Review *review, uint32_t entity, const SlotInfo *slot, uint32_t row);
// Whether an element, by its number in the column of an entity that has one, is in the set of its row: true, false, or unknown
// and why (CELL_KNOWN where it is known).
Truth resolve_element(Review *review, uint32_t entity, const SlotInfo *slot, uint32_t row, uint32_t element, CellState *why);
// As cell_disputed and cell_cost, of an attribute that is a set. set_cost: of a column of an image.
bool set_disputed(Review *review, uint32_t entity, const SlotInfo *slot, uint32_t row);
uint64_t set_cost(Text image, const ImageColumn *column, uint32_t row);
// Which element of the set that owns a part, by its type and row, the part is.
uint32_t set_element_of_part(Text image, uint32_t type, const ImageColumn *column, uint32_t row);

// ---- who has spoken (declared.c) ----

// Calls visit for every submission that speaks of what a row is of: of an entity all of them; of a part those that list it where
// it is owned, which a reference does not. Until visit gives false.
typedef bool SpeakerVisit(void *with, uint32_t submission);
void speakers_each(Review *review, uint32_t entity, uint32_t type, uint32_t row, SpeakerVisit *visit, void *with);
// Whether there is a claim about an attribute of a row that counts for a slot; unknown: perhaps.
Truth cell_claimed(Review *review, uint32_t entity, const SlotInfo *slot, uint32_t row);
// The same, but unknown where there is perhaps one, or where
// nobody who counts has spoken of the row; then with why (CELL_NOT_ACCEPTED, CELL_MISSING).
Truth cell_declared(Review *review, uint32_t entity, const SlotInfo *slot, uint32_t row, CellState *why);
// The same where there is no such claim (cell_claimed): false or unknown.
Truth cell_unclaimed(Review *review, uint32_t entity, const SlotInfo *slot, uint32_t row, CellState *why);
// Whether what is listed as a set-valued attribute of a row is all; if not, nothing is.
bool cell_listed(Review *review, uint32_t entity, const SlotInfo *slot, uint32_t row);
// What cell_declared and cell_listed cost beside the claims (cell_cost), in rows.
uint64_t speakers_cost(Review *review, uint32_t entity, uint32_t type, uint32_t row);
// Whether all rows of a run of the dossier under review are spoken of by one submission that counts for a slot: of all parts of
// a section, or the entity.
bool rows_spoken_of(Review *review, const SlotInfo *slot, uint32_t row);

#endif
