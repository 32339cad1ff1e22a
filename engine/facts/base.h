// SPDX-License-Identifier: MIT
// The fact base: every submission, the current image of every dossier, and the log, in one folder.
//
// A submission is named by the SHA-256 of its canonical form and never changes; an import is one transaction, and what it
// reports as stored is on the disk. Each entry of the log names the SHA-256 of the one before it.
#ifndef ASSIZE_FACTS_BASE_H
#define ASSIZE_FACTS_BASE_H

#include "facts/cache.h"

enum { BASE_FORMAT = 1 };

typedef struct Base Base;

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

// ---- changing it ----

typedef struct BaseImport {
    size_t stored;   // submissions
    size_t known;    // that were there before
    size_t entities; // whose dossiers changed
} BaseImport;

// Where an import works: arena keeps the error; canonical forms that are still to be made lie in the scratch arena, with what
// the work needs besides. The facts of submissions whose canonical form is there may lie in an arena of their own (null: none),
// which is closed as soon as they are no longer needed.
typedef struct BaseArenas {
    Arena *arena, *scratch, *facts;
} BaseArenas;

// Stores submissions, all or none, and makes new images of the dossiers that they are about, after the schema.
BaseAnswer base_import(Base *base, const Program *schema, const BaseArenas *arenas, Diagnostics *diagnostics,
                       SubmissionList *submissions, int64_t now, BaseImport *result, Text *error);
// Marks a submission as withdrawn. Withdrawing it again changes nothing.
BaseAnswer base_withdraw(Base *base, Arena *arena, const Digest *submission, Text because, int64_t now, Text *error);

// ---- reading it ----

// A view of the fact base as it was when it was opened. Short: while it lasts, room that is freed is not used again.
typedef struct BaseReader BaseReader;
BaseAnswer base_read(Base *base, const Program *schema, Arena *arena, BaseReader **reader, Text *error);
void base_read_end(BaseReader *reader);
// The same for all readers that see the same.
uint64_t base_read_moment(const BaseReader *reader);
// A review begins: what the reader makes lies in an arena of it from now on, and the dossiers of others than its subjects are
// looked for in the cache first, and kept there; in_use: while others use it. False where the review goes without (cache_begin).
bool base_read_review(BaseReader *reader, Arena *arena, DossierCache *cache, bool in_use);
// For reviews; an image that was made after another schema is made anew from the submissions, in the arena.
Dossiers base_dossiers(BaseReader *reader);
// Why a dossier failed.
Text base_reader_error(const BaseReader *reader);

typedef struct BaseEntity {
    Text type, id;
    Digest image;
    int64_t changed; // seconds since 1970
    uint32_t submissions;
} BaseEntity;
typedef bool BaseEntityVisit(void *with, const BaseEntity *entity);
// All entities, by type and id, until visit gives false.
BaseAnswer base_each_entity(BaseReader *reader, BaseEntityVisit *visit, void *with);

typedef struct BaseSubmission {
    Digest digest;
    Text canonical;
    bool withdrawn;
    Text because; // it was withdrawn
} BaseSubmission;
// The submissions about an entity, by digest; found says whether there is any.
BaseAnswer base_submissions(BaseReader *reader, Text type, Text id, BaseSubmission **list, size_t *count);

// Checks all of it: digests, images (completely where they were made after the reader's schema), what they refer to, the log's
// chain. Calls visit with each thing that is wrong.
typedef void BaseProblem(void *with, Text problem);
typedef struct BaseChecked {
    uint64_t entities, images, submissions, entries, problems;
    uint64_t older; // of the images: of an earlier format, which reviews make anew
} BaseChecked;
BaseAnswer base_verify(BaseReader *reader, BaseProblem *visit, void *with, BaseChecked *checked);

#endif
