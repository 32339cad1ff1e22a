// SPDX-License-Identifier: MIT
// A change of the fact base under way: one transaction. base_change.c has what they share, base_import.c imports,
// base_withdraw.c withdraws, base_upgrade.c makes images anew, base_compact.c
// removes them, base_register.c registers, base_restore.c takes over a register.
#ifndef ASSIZE_STORE_BASE_CHANGE_H
#define ASSIZE_STORE_BASE_CHANGE_H

#include "store/base_inside.h"

typedef struct Restored Restored; // base_restore.c

typedef struct Change {
    Base *base;
    EnvTxn *txn;
    const Program *schema;
    Arena *arena, *scratch, *facts; // facts: texts of submissions, until the last image is written; null: none
    Arena *records;                 // and their claims, until it is under way
    Diagnostics *diagnostics;
    bool strict; // what a warning was given of is refused
    int64_t now;
    EnvFault fault;           // the first one
    LogHead head;             // once the log was written to
    const Restored *restored; // what the log of an export says; null: this change makes its own entries
} Change;

// Keeps the first fault; true where this one is ENV_FINE.
bool change_fine(Change *change, EnvFault fault);
// Begins the transaction; what an earlier version of the program wrote is brought to the formats of this one.
EnvFault change_begin(Change *change);
// Commits or aborts; where the map was full and is larger now, the transaction is to be done again.
BaseAnswer change_finish(Change *change, bool accepted, Text *error, bool *again);
// Finds where the log goes on (head), and puts an entry there as it is; change_put_head: says which one was the last.
bool change_find_head(Change *change);
bool change_put_entry(Change *change, Text entry);
bool change_put_head(Change *change);
// Adds an entry to the log, with when, and behind which one it stands; none where the log of an export is taken over.
bool change_log_entry(Change *change, const LogEntry *entry);
// The same of a submission. withdrawal: what is told of one; null: of an import.
bool change_log(Change *change, const Digest *submission, const BaseWithdrawal *withdrawal);
// The same of an import of one that is signed, if it is (signer's bytes null: nobody has).
bool change_log_import(Change *change, const Digest *submission, Text signer);
// A member of an object that is a day.
void change_write_day(JsonWriter *json, const char *key, int64_t day);
// Adds or removes who is referred to by an image, as keys of entities; the entity itself aside.
bool change_put_references(Change *change, Text key, Text image, bool add);
// Puts the record of an entity: its dossier, and the digests of its submissions, in order.
bool change_put_record(Change *change, Text key, const Digest *dossier, const Digest *digests, size_t count);
// Adds what is stored of an entity's submissions, by their digests, and the schema has a place for.
bool change_stored(Change *change, const char *digests, uint32_t count, SubmissionList *list);
// Puts an image under its name, with who is referred to by it. It must be aligned.
bool change_put_image(Change *change, Text key, Text image);
// Visits the images of a dossier (copied to the arena), which may change meanwhile; false: a visit gave it, or a fault is kept.
typedef bool ChangeImageVisit(Change *change, const ImageName *name, Text image, void *with);
bool change_each_image(Change *change, const Digest *dossier, ChangeImageVisit *visit, void *with);
// Removes an image that is there; who is referred to by it stays.
bool change_remove_image(Change *change, const ImageName *name);

// Keeps a content under its digest, if it is not there.
bool change_put_content(Change *change, const Digest *digest, Text text);

// Signatures of an import (base_sign.c), before images are made: resigned is called for each submission that was stored unsigned.
// False, with a diagnostic, where one is signed with another key already. count: grows by those that are signed now.
typedef bool ChangeResigned(Change *change, const Submission *submission, void *with);
bool change_sign(Change *change, const SubmissionList *submissions, const bool *known, ChangeResigned *resigned, void *with,
                 size_t *count);
bool change_log_signature(Change *change, const Digest *submission, Text signer);

// The register of an export (base_restore.c). First its entries become those of the log, which they must go on from; then, once
// all that they name is stored, all of the fact base is verified. False, with a diagnostic, where it does not hold together.
// count: of entries that are new.
bool change_restore(Change *change, const SubmissionList *submissions, size_t *count);
bool change_restored_is_whole(Change *change, const SubmissionList *submissions);
// When a withdrawal was told.
Text change_withdrawn_at(Change *change, const Digest *submission);

// Withdrawals of an import. First those of submissions that are new in it (not known) are marked, before the images are made;
// then, once these are stored, they are told in the log, and what was stored before is withdrawn: refused, with a diagnostic,
// where nothing is stored. count: grows by those that change something.
bool change_withdraw_new(Change *change, const SubmissionList *submissions, const bool *known);
bool change_log_withdrawals(Change *change, const SubmissionList *submissions, const bool *known, size_t *count);
bool change_withdraw_stored(Change *change, const SubmissionList *submissions, size_t *count);

#endif
