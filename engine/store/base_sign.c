// SPDX-License-Identifier: MIT
// Signatures of an import: of submissions that are new in it, and of stored ones that come once more, signed. See base_change.h.
#include "store/base_change.h"

#include "support/calendar.h"

static bool put_signed(Change *change, const Submission *submission)
{
    const Digest envelope = digest_of(submission->envelope);
    JsonWriter json = json_writer(change->arena);
    TextBuilder at = text_builder(change->arena);
    instant_append(&at, change->now);
    json_begin_object(&json);
    json_key_string(&json, "at", text_built(&at));
    json_key_string(&json, "envelope", digest_text(change->arena, &envelope));
    json_key_string(&json, "key", submission->key);
    json_key_string(&json, "signer", submission->signer);
    json_end_object(&json);
    return change_put_content(change, &envelope, submission->envelope) &&
           change_fine(change, env_put(change->txn, TABLE_SIGNED, digest_key(&submission->digest), text_built(&json.builder)));
}

static bool refuse(Change *change, const Submission *submission, Text other)
{
    diagnose(change->diagnostics, MESSAGE_FACT_SIGNED_OTHERWISE, submission->place, 2,
             digest_text(change->diagnostics->arena, &submission->digest), text_copy(change->diagnostics->arena, other));
    return false;
}

// A submission that stands in an import more than once is signed if one of them is.
static bool sign_twins(Change *change, const SubmissionList *submissions)
{
    TextIndex digests;
    bool accepted = true;
    text_index_open(&digests, change->arena);
    for (size_t i = 0; i < submissions->count; i++) {
        Submission *one = submissions->items[i], *first;
        uint32_t before = digests.count, number = text_index_add(&digests, digest_key(&one->digest));
        if (number == before)
            digests.values[number] = (uint32_t)i;
        first = submissions->items[digests.values[number]];
        if (!one->signer.bytes || first == one)
            continue;
        if (first->signer.bytes && !text_equal(first->signer, one->signer))
            accepted = refuse(change, one, first->signer);
        first->signer = one->signer;
        first->envelope = one->envelope;
        first->key = one->key;
    }
    return accepted;
}

bool change_sign(Change *change, const SubmissionList *submissions, const bool *known, ChangeResigned *resigned, void *with,
                 size_t *count)
{
    bool accepted = sign_twins(change, submissions);
    for (size_t i = 0; i < submissions->count && change->fault == ENV_FINE; i++) {
        const Submission *one = submissions->items[i];
        Signed before;
        if (!one->signer.bytes || !change_fine(change, signed_get(change->txn, change->arena, &one->digest, &before)))
            continue;
        if (before.there && !text_equal(before.signer, one->signer))
            accepted = refuse(change, one, before.signer);
        if (before.there)
            continue;
        ++*count;
        if (!put_signed(change, one) || (known[i] && !resigned(change, one, with)))
            return false;
    }
    return accepted && change->fault == ENV_FINE;
}

bool change_log_signature(Change *change, const Digest *submission, Text signer)
{
    const LogEntry entry = {.kind = LOG_SIGN, .submission = digest_text(change->arena, submission), .signer = signer};
    return change_log_entry(change, &entry);
}
