// SPDX-License-Identifier: MIT
// Inside of what is hidden from whom (view.h): access control by claim, and taint of the registers' rows.
#ifndef ASSIZE_MACHINE_SECRETS_VIEW_INSIDE_H
#define ASSIZE_MACHINE_SECRETS_VIEW_INSIDE_H

#include "machine/claims/claims.h"
#include "machine/registers.h"
#include "machine/secrets/view.h"

// Which rows of something are hidden.
typedef struct Taint {
    const uint8_t *rows; // a byte for each; null: none is, or all are
    bool asked, all;
} Taint;

// What is known of an entity's dossier, once it is asked for.
typedef struct ViewedDossier {
    bool asked, confidences; // confidences: holds submissions that are hidden as a whole
    const bool *redacted;    // by submission: something in it is hidden; null until asked for
} ViewedDossier;

// What submissions that are hidden take the place of, by number: how those count is hidden. Null: nothing.
typedef struct SecretlyTaken {
    const char *image; // its first byte
    const bool *taken;
    struct SecretlyTaken *next;
} SecretlyTaken;

struct View {
    Review *review;
    Viewer viewer;
    bool attributes;       // some attribute of the program is hidden
    bool acceptance;       // what conditions of acceptance come to is hidden
    bool anything;         // anything that was read is hidden
    bool shuffles;         // the order of rows hangs on what is hidden
    uint8_t confidences;   // whether some dossier holds submissions that are hidden, + 1; 0: not asked yet
    SecretlyTaken **taken; // of images that were asked about
    ViewedDossier *dossiers;
    size_t dossier_capacity;
    const Mask *skipped;     // instructions of regions that were skipped
    const uint32_t *waiting; // by instruction: its place among those that wait, + 1
    Taint *registers;        // null where nothing is hidden
    Mask *wanted;            // registers that are to be derived
    uint8_t *claims;         // by attribute: whether a claim about it is hidden somewhere, + 1; 0: not asked yet
    uint8_t *speakers;       // by type: whether it may be hidden who has spoken of one of it, + 1; 0: not asked yet
    Taint *sets;             // by frame, over its parent's rows: what is in its sets, and whether that is all
    const uint8_t *listed;   // by entity; null until asked for
    uint32_t listed_count;
};

// ---- claims (view_claims.c) ----

// Whether a submission of an image (bytes null: no) is hidden from a viewer as a whole.
bool viewer_misses_submissions(const Viewer *viewer, Text image);
// Whether a claim about an attribute, which has a column in the image, is hidden from a viewer: by who said it, or took its
// place; and, where view is not null, by how submissions count as well.
bool viewer_misses_claims(const Viewer *viewer, const View *view, const Review *review, Text image, uint32_t attribute);
// Whether an attribute of the program is hidden, whoever claims something about it.
bool view_hides_attribute(const View *view, uint32_t attribute);
// The attribute that an instruction reads claims about; NO_INDEX: it reads none.
uint32_t view_attribute_read(const Program *program, const Instr *instr);
// Whether an image has rows that an attribute could be of: who has spoken of such a row is found there alone.
static inline bool view_has_rows(const Review *review, Text image, uint32_t attribute)
{
    return image_table(image, review->program->attributes[attribute].owner)->rows > 0;
}
// Whether a submission, by its number in an image, is hidden as a whole.
bool view_hides_submission(const View *view, Text image, uint32_t submission);
// Whether a claim by a submission is hidden: the submission is, or how it counts.
bool view_hides_claim(const View *view, Text image, uint32_t submission);
// What is known of the dossier of an entity of the review. Stays where it is until another entity is asked for.
ViewedDossier *view_dossier(View *view, uint32_t entity);
// Whether the image of an entity holds submissions that are hidden.
bool view_has_confidences(View *view, uint32_t entity);
// Whether anything may be hidden of who has spoken, and of how submissions count: of any dossier that the review has met.
bool view_hides_who_speaks(View *view);
// The same of one type: of a part those speak who list it with its owner.
bool view_hides_speakers_of(View *view, uint32_t type);
// Who lists an element of a set, by its number in the column: claims that are hidden, others.
typedef struct Said {
    bool hidden, openly;
} Said;
Said view_element_said(const View *view, Text image, const ImageColumn *column, uint32_t element);
// Whether it is hidden who has spoken of a row that a slot's attribute is of: somebody hidden may have, and nobody who is not
// hidden has in a way that counts.
bool view_hides_speakers(View *view, uint32_t entity, const SlotInfo *slot, uint32_t row);
// The same of an entity for conditions of acceptance, which ask by date, withdrawal and replacement alone; of parts it is
// taken to be, where anything in the dossier is hidden.
bool viewer_misses_speakers(const Viewer *viewer, Review *review, uint32_t entity, const SlotInfo *slot);
// Whether claims about an attribute are hidden, in some dossier that the review has met.
bool view_hides_claims_anywhere(View *view, uint32_t attribute);

// ---- taint (view_taint.c) ----

static inline bool taint_has_row(const Taint *taint, uint32_t row)
{
    return taint->all || (taint->rows && taint->rows[row]);
}
static inline bool taint_has_any(const Taint *taint)
{
    return taint->all || taint->rows;
}
// Whether an instruction of the review, by its number, has run: it was not skipped, and whoever waits for it came.
bool view_has_run(View *view, uint32_t number);

#endif
