// SPDX-License-Identifier: MIT
// What claims come to: which submissions count (acceptance), and of several claims about one fact the value that they decide.
#ifndef ASSIZE_MACHINE_CLAIMS_CLAIMS_H
#define ASSIZE_MACHINE_CLAIMS_CLAIMS_H

#include "machine/entities.h"
#include "machine/mask.h"

// ---- acceptance (acceptance.c) ----

typedef enum SubmissionFault { FAULT_NONE, FAULT_OLD_ONLY, FAULT_OTHER } SubmissionFault;

struct Standing {
    uint8_t acceptability;
    uint8_t bare; // whether it counts for a condition of acceptance
    uint8_t fault;
    uint32_t rank;
};

const Standing *find_standing(Review *review, uint32_t entity, uint32_t mode);
// Whether there is a condition for some submission of a dossier. It may see the subject, and so come to something else in another
// review; where there is none nothing is run, so that it does not matter which review finds how the submissions stand.
bool has_conditions(const Review *review, Text image);
// How the submissions about an entity that has a dossier stand; for MODE_BARE by date and withdrawal alone.
static inline const Standing *entity_standing(Review *review, uint32_t entity, uint32_t mode)
{
    const ReviewEntity *one = &review->entities[entity];
    bool found = one->standing && (one->accepted || mode == MODE_BARE);
    return found ? one->standing : find_standing(review, entity, mode);
}
uint32_t mode_rank(const Review *review, uint32_t entity, uint32_t mode, uint32_t root);
// How a submission counts in a mode for rows under an attribute of the subject (NO_INDEX: none).
static inline Acceptability counts_as(const Review *review, uint32_t entity, const Standing *standing, uint32_t mode,
                                      uint32_t root)
{
    if (mode == MODE_BARE)
        return standing->bare ? ACCEPTABLE : NOT_ACCEPTABLE;
    // Thresholds are on the dossier under review alone.
    bool weak = mode >= MODE_STRICT && entity == 0 && standing->rank < mode_rank(review, entity, mode, root);
    return weak ? NOT_ACCEPTABLE : (Acceptability)standing->acceptability;
}

// ---- resolving values (resolve.c) ----

// An attribute of the dossier under review, resolved for a way in which claims count.
struct ResolvedColumn {
    uint8_t width;
    const Mask *t, *f;
    const void *values;
};

typedef enum CellState { CELL_KNOWN, CELL_MISSING, CELL_EXPIRED, CELL_NOT_ACCEPTED, CELL_CONTESTED } CellState;
// What the claims about an attribute of one row come to, with why where it is unknown. value is that of the image.
CellState resolve_cell(Review *review, uint32_t entity, const SlotInfo *slot, uint32_t row, int64_t *value);
// Likewise of an entity that is not under review, which has one row: whether it is known.
bool resolve_entity(Review *review, uint32_t entity, const SlotInfo *slot, int64_t *value);
const ResolvedColumn *resolve_column(Review *review, uint32_t slot);
static inline const ResolvedColumn *own_column(Review *review, uint32_t slot)
{
    return review->columns_ready[slot] ? &review->columns[slot] : resolve_column(review, slot);
}
// The parts that references alone name, where the attribute is one of their key: that is known of them, whoever names them. Null:
// none, or another attribute.
const ImageSection *bare_section(const Review *review, Text image, uint32_t attribute);
// Claims of any rank: whether there is an acceptable one, whether they disagree.
bool cell_declared(Review *review, uint32_t entity, uint32_t attribute, uint32_t row);
bool cell_disputed(Review *review, uint32_t entity, uint32_t attribute, uint32_t row);
// The attribute of the subject under which a row stands, for thresholds.
uint32_t root_attribute(const Review *review, uint32_t entity, uint32_t attribute, uint32_t row);
// What the claims about an attribute of one row cost (review_pay); 0 where one submission speaks of it. Of a set: the claims of
// it, and those who list its elements.
uint64_t cell_cost(const Review *review, uint32_t entity, uint32_t attribute, uint32_t row);
// A value of an image as one of the review.
int64_t value_of_image(Review *review, uint32_t entity, const AttributeInfo *attribute, int64_t value);

// ---- resolving sets (resolve_sets.c) ----

struct ResolvedSets {
    const Mask *member_t, *member_f; // over the elements; null: all are in
    const Mask *closed_t;            // over the rows
    bool costly;                     // nothing of it is known: there are more claims than the review may look at
};

const ResolvedSets *own_sets(Review *review, uint32_t slot);
// Why a set of one row is open.
typedef struct SetCell {
    bool closed;
    CellState open_why; // CELL_KNOWN: it is claimed as open
} SetCell;
SetCell resolve_set(Review *review, uint32_t entity, const SlotInfo *slot, uint32_t row);
// Whether an element (by its place in the column) is in: true, false, or unknown with why.
Truth resolve_element(Review *review, uint32_t entity, const SlotInfo *slot, uint32_t row, uint32_t element, CellState *why);
bool set_declared(Review *review, uint32_t entity, uint32_t attribute, uint32_t row);
bool set_disputed(Review *review, uint32_t entity, uint32_t attribute, uint32_t row);
// Who claims the set of a row: how many, and each as its submission * 2, + 1 where it says that this is all.
uint32_t set_claim_count(Text image, uint32_t attribute, uint32_t row);
uint32_t set_claim(Text image, uint32_t attribute, uint32_t row, uint32_t index);
uint64_t set_cost(Text image, const ImageColumn *column, uint32_t row);

#endif
