// SPDX-License-Identifier: MIT
// Inside of what is hidden from whom (confidentiality.h): the claims of images, and the derivation of registers.
#ifndef ASSIZE_MACHINE_WHY_VIEW_H
#define ASSIZE_MACHINE_WHY_VIEW_H

#include "machine/claims/claims.h"
#include "machine/why/confidentiality.h"

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

struct View {
    Review *review;
    Viewer viewer;
    bool attributes; // some attribute of the program is hidden
    bool acceptance; // what conditions of acceptance come to is hidden
    bool anything;   // anything that was read is hidden
    bool shuffles;   // the order of rows hangs on what is hidden
    ViewedDossier *dossiers;
    size_t dossier_capacity;
    const Mask *skipped;     // instructions of regions that were skipped
    const uint32_t *waiting; // by instruction: its place among those that wait, + 1
    Taint *registers;        // null where nothing is hidden
    Mask *wanted;            // registers that are to be derived
    uint8_t *claims;         // by attribute: whether a claim about it is hidden somewhere, + 1; 0: not asked yet
    Taint *sets;             // by frame, over its parent's rows: what is in its sets, and whether that is all
    const uint8_t *listed;   // by entity; null until asked for
    uint32_t listed_count;
};

// ---- claims (confidentiality.c) ----
// Of an image, whatever the view: whether it holds submissions that are hidden, and whether a claim about an attribute is (by how
// the view knows that submissions count; null: by who said it alone).
bool holds_hidden(const Viewer *viewer, Text image);
bool hears_hidden(const Viewer *viewer, const View *view, const Program *program, Text image, uint32_t attribute);
bool hides_attribute(const View *view, uint32_t attribute);
// Whether a submission is hidden as a whole; whether a claim by it is: it is, or how it counts.
bool hides_submission(const View *view, Text image, uint32_t submission);
bool hides_claim(const View *view, Text image, uint32_t submission);
// Whether an image holds submissions that are hidden.
bool has_confidences(View *view, uint32_t entity);
// Who lists an element of a set: by claims that are hidden, by others.
typedef struct Said {
    bool hidden, openly;
} Said;
Said element_said(const View *view, Text image, const ImageColumn *column, uint32_t element);
// Whether claims about an attribute are hidden, in some dossier that the review has met.
bool hides_claims_anywhere(View *view, uint32_t attribute);

// ---- derivation (derivation.c) ----
static inline bool is_tainted(const Taint *taint, uint32_t row)
{
    return taint->all || (taint->rows && taint->rows[row]);
}
// Whether an instruction of the review has run.
bool has_run(View *view, uint32_t number);

#endif
