// SPDX-License-Identifier: MIT
// What new submissions take the place of, where that is stored.
#include "store/base_inside.h"

typedef struct StoredSource {
    EnvTxn *txn;
    Arena *arena;
    EnvFault fault;
    TextIndex read; // digests of stored ones that were looked at, once each
    SaidEvidence *said;
    size_t capacity;
} StoredSource;

static EvidenceAnswer failed(StoredSource *source, EnvFault fault)
{
    source->fault = fault == ENV_NOT_FOUND ? ENV_FINE : fault;
    return fault == ENV_NOT_FOUND ? EVIDENCE_NONE : EVIDENCE_FAILED;
}

static EvidenceAnswer find_stored(void *with, const Digest *digest, SaidEvidence *said)
{
    StoredSource *source = with;
    StoredSubmission stored;
    uint32_t number = text_index_find(&source->read, digest_key(digest));
    if (number == UINT32_MAX) {
        EnvFault fault = stored_get(source->txn, source->arena, digest, &stored);
        if (fault != ENV_FINE)
            return failed(source, fault);
        number = text_index_add(&source->read, digest_key(digest));
        source->said = arena_grow(source->arena, source->said, number, &source->capacity, sizeof *source->said);
        if (!stored_evidence_read(source->arena, stored.said, &source->said[number]))
            return failed(source, ENV_DAMAGED);
    }
    *said = source->said[number];
    return EVIDENCE_FOUND;
}

EnvFault replaces_check(EnvTxn *txn, const Program *schema, Arena *arena, Diagnostics *diagnostics,
                        const SubmissionList *submissions, const bool *known, bool *accepted)
{
    StoredSource source = {.txn = txn, .arena = arena};
    const EvidenceSource elsewhere = {find_stored, &source};
    text_index_open(&source.read, arena);
    submissions_may_replace(schema, arena, diagnostics, submissions, known, &elsewhere, accepted);
    return source.fault;
}
