// SPDX-License-Identifier: MIT
// Inside of the fact base: base.c opens and reads it, base_change.c changes it, base_verify.c checks it.
#ifndef ASSIZE_FACTS_BASE_INSIDE_H
#define ASSIZE_FACTS_BASE_INSIDE_H

#include "facts/base.h"

struct Base {
    Env *env;
    Text path; // terminated
    char *path_bytes;
};

struct BaseReader {
    Base *base;
    EnvTxn *txn;
    const Program *schema; // null: of none
    Arena *arena;
    DossierCache *cache; // null: none
    bool verifies;       // each dossier before it is read
    Text error;
};

// What the table of entities holds: this, then the digests of all submissions, in order.
typedef struct EntityRecord {
    Digest image;
    int64_t changed;
    uint32_t count, reserved;
} EntityRecord;

// What the table `meta` holds under BASE_HEAD: which entry of the log is the newest, so that one that is cut off is missed. A
// fact base of an earlier version gets it with its next change.
typedef struct LogHead {
    uint64_t sequence; // 0: there is no entry
    Digest digest;
} LogHead;
#define BASE_HEAD "head"
// False where there is none, or (with fault) a damaged one.
bool log_head_get(EnvTxn *txn, LogHead *head, EnvFault *fault);
uint64_t log_sequence(Text key); // of an entry; 0 where it is none

// The key of an entity: its type, a zero, its id.
Text base_key(Arena *arena, Text type, Text id);
void base_split_key(Text key, Text *type, Text *id);
static inline Text digest_key(const Digest *digest)
{
    return (Text){(const char *)digest->bytes, sizeof digest->bytes};
}

BaseAnswer base_fault(const Base *base, Arena *arena, EnvFault fault, Text *error);
// The record of an entity; false where there is none (or a damaged one, with fault).
bool record_get(EnvTxn *txn, Text key, EntityRecord *record, const char **digests, EnvFault *fault);
// Reads a submission from its canonical form; null where that is damaged, or the schema has no place for any of it.
Submission *canonical_submission(const Program *schema, Arena *arena, Text canonical, EnvFault *fault);
// Reads a stored submission; null where the schema has no place for any of it.
Submission *stored_submission(EnvTxn *txn, const Program *schema, Arena *arena, const Digest *digest, EnvFault *fault);
bool is_withdrawn(EnvTxn *txn, const Digest *digest, EnvFault *fault);
// A member of a stored object that is a text; empty where there is none.
Text stored_member(Arena *arena, Text canonical, const char *name);
// Whether a stored text is canonical JSON as far as it matters to those who print it: an object, members in order.
bool stored_is_canonical(Arena *arena, Text text);
// All submissions about an entity that the schema has a place for, by their digests; a fault where one is missing, damaged or
// about something else.
EnvFault dossier_read(BaseReader *reader, uint32_t type, Text id, const char *digests, uint32_t count, SubmissionList *list);
// Makes an image of them.
void dossier_make(BaseReader *reader, uint32_t type, Text id, SubmissionList *list, Text *image);

// Checks what a review is about to read (base_trust.c): the submissions of an entity's record are what their digests say, and the
// image, where it is one of the reader's schema, is what they say, byte for byte. Null, or what is wrong. image may be empty.
const char *dossier_wrong(BaseReader *reader, uint32_t type, Text id, const EntityRecord *record, const char *digests,
                          Text image);
// What is wrong with a stored image that differs from the one made anew.
const char *image_difference(const Program *schema, Text image, Text made);

#endif
