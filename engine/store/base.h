// SPDX-License-Identifier: MIT
// The fact base: every submission, the current image of every dossier, and the log, in one folder.
//
// A submission is named by the SHA-256 of its canonical form and never changes; an import is one transaction, and what it
// reports as stored is on the disk. Each entry of the log names the SHA-256 of the one before it.
#ifndef ASSIZE_STORE_BASE_H
#define ASSIZE_STORE_BASE_H

#include "store/cache.h"
#include "submission/document.h"

typedef struct AssizeBase Base; // which hosts hold as it is (assize.h)

typedef enum BaseAnswer {
    BASE_DONE,
    BASE_REFUSED, // what was given is refused: the diagnostics, or the error, say why; nothing is stored
    BASE_FAILED,  // the environment: the error says why; nothing is stored
} BaseAnswer;

// Opens a fact base; ENV_WRITE makes it where it is missing. The error is in the arena. Where memory runs out, and the arena's
// guard is left through, *base is what is to be closed.
BaseAnswer base_open(const char *path, EnvMode mode, Arena *arena, Base **base, Text *error);
void base_close(Base *base);
// Ends what was under way when memory ran out: nothing of it is stored.
void base_recover(Base *base);

// What was to be stored could not be, or was refused: a fact base that was made for it goes again when it is closed, where
// nothing else is stored.
void base_discard_if_new(Base *base);

// ---- changing it ----

typedef struct BaseImport {
    size_t stored;    // submissions
    size_t known;     // that were there before
    size_t entities;  // whose dossiers changed
    size_t withdrawn; // submissions
    size_t is_signed; // likewise: those that nobody had signed before
    size_t entries;   // of the log of an export, that are new
} BaseImport;

// Where an import works: arena keeps the error; where messages lie in another one, it holds no more at a time than one dossier
// takes. Canonical forms that are still to be made lie in the scratch arena, with what the work needs besides. The claims of
// documents that are made already may lie in an arena of their own (null: none), which is closed as soon as they are no longer
// needed. strict: nothing is stored where there is any warning.
typedef struct BaseWork {
    Arena *arena, *scratch, *facts, *records;
    bool strict;
} BaseWork;

// Stores submissions, all or none, and makes new images of the dossiers that they are about, after the schema; withdraws what is
// to be withdrawn.
BaseAnswer base_import(Base *base, const Program *schema, const BaseWork *work, Diagnostics *diagnostics,
                       SubmissionList *submissions, int64_t now, BaseImport *result, Text *error);
// Makes the images of all dossiers for a schema that are not there, or were made by another version of the program, and gives up
// those that no program of this version reads. In transactions of some dossiers each: where one fails, those before it stay.
typedef struct BaseUpgrade {
    uint64_t made, current, undeclared; // dossiers; undeclared: the schema does not have their type
} BaseUpgrade;
typedef void BaseProgress(void *with, uint64_t done, uint64_t count);
BaseAnswer base_upgrade(Base *base, const Program *schema, Arena *arena, BaseProgress *progress, void *with, BaseUpgrade *result,
                        Text *error);
// Removes the images that no review reads: of dossiers as they were once, or made by another version of the program; with a
// schema (null: none), those made for others too. Gives the disk back what is free then, while others may have the fact base
// open. All that was told stays.
typedef struct BaseCompacted {
    uint64_t removed, kept; // images
    EnvRoom room;
} BaseCompacted;
BaseAnswer base_compact(Base *base, const Program *schema, Arena *arena, BaseCompacted *result, Text *error);
// Marks a submission as withdrawn: from a day on it counts no longer. Of two withdrawals that of the earlier day counts; one that
// is not earlier changes nothing. *found says from which day on it is withdrawn then, and which day the submission has.
typedef struct BaseWithdrawal {
    Text because;
    int64_t on, now; // day; seconds since 1970
} BaseWithdrawal;
typedef struct BaseWithdrawn {
    int64_t on, submitted; // days
} BaseWithdrawn;
BaseAnswer base_withdraw(Base *base, Arena *arena, const Digest *submission, const BaseWithdrawal *withdrawal,
                         BaseWithdrawn *found, Text *error);

// ---- reading it ----

// A view of the fact base as it was when it was opened. Short: while it lasts, room that is freed is not used again.
typedef struct BaseReader BaseReader;
BaseAnswer base_read(Base *base, const Program *schema, Arena *arena, BaseReader **reader, Text *error);
void base_read_end(BaseReader *reader);
// From now on each dossier is checked before it is read: what does not verify is refused, and base_reader_error says why.
void base_read_verifying(BaseReader *reader);
// The same for all readers that see the same.
uint64_t base_read_moment(const BaseReader *reader);
// A review begins: what the reader makes lies in an arena of it from now on, and the dossiers of others than its subjects are
// looked for in the cache first, and kept there; in_use: while others use it. False where the review goes without (cache_begin).
bool base_read_review(BaseReader *reader, Arena *arena, DossierCache *cache, bool in_use);
// For reviews; where there is no image for the schema, or another version of the program made it, it is made anew from the
// submissions, in the arena.
Dossiers base_dossiers(BaseReader *reader);
// Why a dossier failed.
Text base_reader_error(const BaseReader *reader);

typedef struct BaseEntity {
    Text type, id;
    Digest dossier;
    int64_t changed; // seconds since 1970
    uint32_t submissions;
} BaseEntity;
typedef bool BaseEntityVisit(void *with, const BaseEntity *entity);
// All entities, by type and id, until visit gives false.
BaseAnswer base_each_entity(BaseReader *reader, BaseEntityVisit *visit, void *with);
// Those of an id, until visit gives false: of a type, or (empty) of all types, by type.
BaseAnswer base_each_named(BaseReader *reader, Text type, Text id, BaseEntityVisit *visit, void *with);
// Those whose ids so many edits make of another one, whatever the case of its letters, until visit gives false: by type and id,
// of a type, or (empty) of all types. So many ids are looked at at most, whatever there is; of what was looked for, 128 bytes.
typedef struct BaseNear {
    Text type, id;
    size_t edits, most; // 6 edits
} BaseNear;
BaseAnswer base_each_near(BaseReader *reader, const BaseNear *wanted, BaseEntityVisit *visit, void *with);

typedef struct BaseSubmission {
    Digest digest;
    StoredSubmission stored; // its canonical form; of a document, what was said about it and its frame
    bool withdrawn;
    int64_t withdrawn_on; // the day from which on it counts no longer
    Text because;
    Text signer;     // `sha256:…` of the key that signed it; bytes null: nobody did
    Digest envelope; // then that of the envelope
} BaseSubmission;
// The envelope of a submission that is signed, as it was imported; in the reader's arena.
BaseAnswer base_submission_envelope(BaseReader *reader, const BaseSubmission *submission, Text *envelope);
// The submissions about an entity, by digest, until `visit` returns false. What is given lies in the reader's arena.
typedef bool BaseSubmissionVisit(void *with, const BaseSubmission *submission);
BaseAnswer base_each_submission(BaseReader *reader, Text type, Text id, BaseSubmissionVisit *visit, void *with);
// All of them, in the reader's arena; count 0: there is none.
BaseAnswer base_submissions(BaseReader *reader, Text type, Text id, BaseSubmission **list, size_t *count);

// The claims that the documents among the submissions about an entity make for a schema: of each what was said with `facts`, in
// canonical JSON, and whether it says more than these. What the schema has no place for has none (canonical's bytes null), and so
// has what is no document.
typedef struct BaseClaims {
    Text canonical;
    bool says_more;
} BaseClaims;
BaseAnswer base_claims(BaseReader *reader, const Program *schema, const BaseSubmission *list, size_t count, BaseClaims **claims);

// Checks all of it, and calls visit with each thing that is wrong: the pages of the data file; the log, entry by entry, and its
// head; each submission, that its dossier has it and the log names it; withdrawals; each entity's record; each image, which is
// made anew of its submissions and compared byte for byte where it was made after the reader's schema; who refers to whom.
// Nothing is read after it has been refused, and whatever stands in the folder, it ends with an answer.
typedef void BaseProblem(void *with, Text problem);
typedef struct BaseChecked {
    uint64_t entities, images, submissions, entries, problems;
    uint64_t older;     // of the images: made by another version of the program; reviews make theirs anew
    uint64_t imageless; // of the entities: without any image
    uint64_t others;    // of the images: made after another schema; of them and of all without a schema only the frame is checked
    bool has_head;
    Digest head;       // of the log: the digest of its newest entry, where it has any
    bool noted_found;  // whether the noted head is that of an entry
    uint64_t noted_at; // of which
} BaseChecked;
// noted: the head of the log as it was noted earlier, which must be one of its entries; or null. What is kept until the end lies
// in an arena of its own.
BaseAnswer base_verify(BaseReader *reader, Arena *kept, const Digest *noted, BaseProblem *visit, void *with,
                       BaseChecked *checked);

#endif
