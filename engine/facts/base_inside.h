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
    Text error;
};

// What the table of entities holds: this, then the digests of all submissions, in order.
typedef struct EntityRecord {
    Digest image;
    int64_t changed;
    uint32_t count, reserved;
} EntityRecord;

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
// The members of a canonical submission.
Text stored_member(Arena *arena, Text canonical, const char *name);

#endif
