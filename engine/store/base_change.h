// SPDX-License-Identifier: MIT
// A change of the fact base under way: one transaction. base_change.c imports and withdraws, base_upgrade.c makes images anew.
#ifndef ASSIZE_STORE_BASE_CHANGE_H
#define ASSIZE_STORE_BASE_CHANGE_H

#include "store/base_inside.h"

typedef struct Change {
    Base *base;
    EnvTxn *txn;
    const Program *schema;
    Arena *arena, *scratch, *facts; // facts: of submissions, until the last image is under way; null: none
    Diagnostics *diagnostics;
    int64_t now;
    EnvFault fault; // the first one
    LogHead head;   // once the log was written to
} Change;

// Keeps the first fault; true where this one is ENV_FINE.
bool change_fine(Change *change, EnvFault fault);
// Begins the transaction; what an earlier version of the program wrote is brought to the formats of this one.
EnvFault change_begin(Change *change);
// Commits or aborts; where the map was full and is larger now, the transaction is to be done again.
BaseAnswer change_finish(Change *change, bool accepted, Text *error, bool *again);
// Adds what is stored of an entity's submissions, by their digests, and the schema has a place for.
bool change_stored(Change *change, const char *digests, uint32_t count, SubmissionList *list);
// Puts an image under its name, with who is referred to by it. It must be aligned.
bool change_put_image(Change *change, Text key, Text image);
// Visits the images of a dossier (copied to the arena), which may change meanwhile; false: a visit gave it, or a fault is kept.
typedef bool ChangeImageVisit(Change *change, const ImageName *name, Text image, void *with);
bool change_each_image(Change *change, const Digest *dossier, ChangeImageVisit *visit, void *with);
// Removes an image that is there; who is referred to by it stays.
bool change_remove_image(Change *change, const ImageName *name);

#endif
