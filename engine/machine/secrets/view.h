// SPDX-License-Identifier: MIT
// WHAT IS HIDDEN FROM WHOM, of a review that has run: taint analysis over its registers, and access control over its claims. This
// is the one place that knows: whatever prints a value, names a row, an entity or a part, or gives a digest, asks here first; to
// the office all answers are no.
//
// A value is hidden if anything is that it is made from, by its whole derivation: not by what came to decide it, for that itself
// would tell. Each register has a byte of taint for each of its rows, made from those of its operands, and from the claims that
// it reads. Where nothing in what was read is hidden from the viewer, nothing is computed.
//
// Entities, attributes, types, registers and rows are numbers of the review and its program; what is not there may not be asked
// about. What is found out is kept in the review's arena; that it is full is raised there, and nothing else fails.
#ifndef ASSIZE_MACHINE_SECRETS_VIEW_H
#define ASSIZE_MACHINE_SECRETS_VIEW_H

#include "submission/viewer.h"
#include "machine/machine.h"

// What one viewer may see of a review. Lies in the review's arena.
typedef struct View View;
// Opens a view once all has run that is to be asked about. The viewer is copied; the text of his id must stay.
View *view_open(Review *review, const Viewer *viewer);
const Viewer *view_viewer(const View *view);
Review *view_review(const View *view);

// ---- values ----

// Whether a value is hidden, or which row it is of. row: of the register's frame; of a register of the root any.
bool view_hides_value(View *view, uint32_t reg, uint32_t row);
// The same of a value as it is printed, by its type: a part is printed as its key.
bool view_hides_shown(View *view, uint32_t reg, uint32_t row, uint32_t kind, uint32_t target);

// ---- facts ----

// Whether something that is claimed about an attribute of a row of an entity's dossier is hidden.
bool view_hides_fact(View *view, uint32_t entity, uint32_t attribute, uint32_t row);
// Whether a part of an entity, by its type and its row, cannot be named: its key is hidden, or only what is hidden says that
// there is one. False of what is no part.
bool view_hides_part(View *view, uint32_t entity, uint32_t type, uint32_t row);

// ---- dossiers and submissions ----

// Whether it shows that an entity's dossier was read: something that is not hidden led to it.
bool view_lists_dossier(View *view, uint32_t entity);
// Whether it shows that an entity has a dossier: some submission about it is not hidden.
bool view_knows_dossier(View *view, uint32_t entity);
// The same of an image (bytes null: no dossier), before there is a view.
bool viewer_knows_dossier(const Viewer *viewer, Text image);
// Whether the digest of a dossier may be given: nothing in it is hidden, so that nothing can be guessed from it.
bool view_gives_dossier(View *view, uint32_t entity);
// Likewise of a submission, by its number in the image of an entity that has one.
bool view_gives_submission(View *view, uint32_t entity, uint32_t submission);
// Whether such a submission shows at all: it was not made in confidence, or not from the viewer.
bool view_shows_submission(const View *view, uint32_t entity, uint32_t submission);

// Whether things may be told in the order of the rows. That is the order of the submissions, and those of one day stand in the
// order of their digests: where some of these are not given, or submissions are hidden, it would tell of them. What is told
// stands in an order of its own then.
bool view_keeps_order(const View *view);

// ---- questions ----

// Whether the answer to a question may be made from what is hidden, found before anything has run: whether its code reads an
// attribute that is hidden, or one about which something hidden is claimed in a dossier that the code can come to. What the
// question comes to has no part in this. False, too, where the dossiers failed.
bool view_hides_question(Review *review, const Viewer *viewer, const QuestionInfo *question);

#endif
