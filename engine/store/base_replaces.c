// SPDX-License-Identifier: MIT
// Submissions that take the place of others: whether those are there, and may be replaced by them. A digest names what came
// before it, so that no two can replace each other in a circle.
#include "store/base_inside.h"

typedef struct Replacing {
    EnvTxn *txn;
    const Program *schema;
    Arena *arena;
    Diagnostics *diagnostics;
    const SubmissionList *submissions; // of the import
    TextIndex among;                   // them, by their digests: their places
    TextIndex read;                    // digests of stored ones that were looked at, once each
    StoredEvidence *stored;
    size_t stored_room;
} Replacing;

static StoredEvidence said_by(const Replacing *replacing, const Submission *submission)
{
    const Program *schema = replacing->schema;
    return (StoredEvidence){.type = program_string(schema, schema->types[submission->facts.type].name),
                            .id = submission->id,
                            .kind = program_string(schema, schema->kinds[submission->kind].name),
                            .by = submission->by,
                            .on = submission->on};
}

// What a stored submission says of itself; NOT_FOUND where there is none of that name.
static EnvFault stored_evidence(Replacing *replacing, const Digest *digest, const StoredEvidence **said)
{
    Text canonical;
    uint32_t number = text_index_find(&replacing->read, digest_key(digest));
    if (number == UINT32_MAX) {
        EnvFault fault = env_get(replacing->txn, TABLE_SUBMISSION, digest_key(digest), &canonical);
        if (fault != ENV_FINE)
            return fault;
        number = text_index_add(&replacing->read, digest_key(digest));
        replacing->stored = arena_grow(replacing->arena, replacing->stored, number, &replacing->stored_room,
                                       sizeof *replacing->stored);
        if (!stored_evidence_read(replacing->arena, canonical, &replacing->stored[number]))
            return ENV_DAMAGED;
    }
    *said = &replacing->stored[number];
    return ENV_FINE;
}

// Why one cannot take the place of another; null: it can.
static const char *cannot_replace(const StoredEvidence *one, const StoredEvidence *other)
{
    if (!text_equal(one->type, other->type) || !text_equal(one->id, other->id))
        return "is about something else";
    if (!text_equal(one->kind, other->kind))
        return "is evidence of another kind";
    if (!one->by.bytes != !other->by.bytes || (one->by.bytes && !text_equal(one->by, other->by)))
        return "comes from another institution";
    return other->on > one->on ? "is dated later" : NULL;
}

static void refuse(const Replacing *replacing, const Submission *submission, uint32_t number, const char *why)
{
    const Replaced *replaced = &submission->replaces[number];
    Text digest = digest_text(replacing->arena, &replaced->digest);
    Diagnostic *refused = why ? diagnose(replacing->diagnostics, MESSAGE_FACT_REPLACES, replaced->place, 2, digest, text_of(why))
                              : diagnose(replacing->diagnostics, MESSAGE_FACT_REPLACES_NOTHING, replaced->place, 1, digest);
    refused->pointer = text_format(replacing->arena, "%.*s/%u", (int)submission->replaces_pointer.length,
                                   submission->replaces_pointer.bytes, number);
    diagnostic_expect(refused, text_of(why ? "a submission about the same entity, of the same kind, by the same institution, and "
                                             "not dated later"
                                           : "the digest of a submission that is stored, or stands in the same import"));
}

static EnvFault check_one(Replacing *replacing, const Submission *submission, bool *accepted)
{
    StoredEvidence own = said_by(replacing, submission), among;
    for (uint32_t i = 0; i < submission->replaces_count; i++) {
        const Digest *digest = &submission->replaces[i].digest;
        const StoredEvidence *other = &among;
        uint32_t number = text_index_find(&replacing->among, digest_key(digest));
        if (number != UINT32_MAX)
            among = said_by(replacing, replacing->submissions->items[replacing->among.values[number]]);
        EnvFault fault = number != UINT32_MAX ? ENV_FINE : stored_evidence(replacing, digest, &other);
        if (fault != ENV_FINE && fault != ENV_NOT_FOUND)
            return fault;
        const char *why = fault == ENV_FINE ? cannot_replace(&own, other) : NULL;
        if (why || fault == ENV_NOT_FOUND) {
            refuse(replacing, submission, i, why);
            *accepted = false;
        }
    }
    return ENV_FINE;
}

EnvFault replaces_check(EnvTxn *txn, const Program *schema, Arena *arena, Diagnostics *diagnostics,
                        const SubmissionList *submissions, const bool *known, bool *accepted)
{
    Replacing replacing = {.txn = txn, .schema = schema, .arena = arena, .diagnostics = diagnostics, .submissions = submissions};
    bool any = false;
    EnvFault fault = ENV_FINE;
    for (size_t i = 0; i < submissions->count; i++)
        any |= !known[i] && submissions->items[i]->replaces_count;
    if (!any)
        return ENV_FINE;
    text_index_open(&replacing.among, arena);
    text_index_open(&replacing.read, arena);
    for (size_t i = 0; i < submissions->count; i++) {
        uint32_t number = text_index_add(&replacing.among, digest_key(&submissions->items[i]->digest));
        replacing.among.values[number] = (uint32_t)i; // of several that are the same any one will do
    }
    for (size_t i = 0; i < submissions->count && fault == ENV_FINE; i++) {
        if (!known[i])
            fault = check_one(&replacing, submissions->items[i], accepted);
    }
    return fault;
}
