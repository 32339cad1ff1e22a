// SPDX-License-Identifier: MIT
// Submissions that take the place of others: whether those are there, and may be replaced by them. A digest names what came
// before it, so that no two can replace each other in a circle.
#include "submission/submission.h"

typedef struct Replacing {
    const Program *schema;
    Arena *arena;
    Diagnostics *diagnostics;
    const SubmissionList *submissions;
    const EvidenceSource *elsewhere;
    TextIndex among; // the submissions by their digests: their places
} Replacing;

static SaidEvidence said_by(const Replacing *replacing, const Submission *submission)
{
    const Program *schema = replacing->schema;
    return (SaidEvidence){.type = program_string(schema, schema->types[submission->facts.type].name),
                          .id = submission->id,
                          .kind = program_string(schema, schema->kinds[submission->kind].name),
                          .by = submission->by,
                          .on = submission->on};
}

// Why one cannot take the place of another; null: it can.
static const char *cannot_replace(const SaidEvidence *one, const SaidEvidence *other)
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
    Arena *arena = replacing->diagnostics->arena; // messages are read when what the check works in is gone
    Text digest = digest_text(arena, &replaced->digest);
    Diagnostic *refused = why ? diagnose(replacing->diagnostics, MESSAGE_FACT_REPLACES, replaced->place, 2, digest, text_of(why))
                              : diagnose(replacing->diagnostics, MESSAGE_FACT_REPLACES_NOTHING, replaced->place, 1, digest);
    if (submission->replaces_pointer.bytes) // else it was said on the command line
        refused->pointer = text_format(arena, "%.*s/%u", (int)submission->replaces_pointer.length,
                                       submission->replaces_pointer.bytes, number);
    diagnostic_expect(refused, text_of(why ? "a submission about the same entity, of the same kind, by the same institution, and "
                                             "not dated later"
                                           : "the digest of a submission that is stored, or stands in the same import"));
}

static bool check_one(const Replacing *replacing, const Submission *submission, bool *accepted)
{
    SaidEvidence own = said_by(replacing, submission), other;
    for (uint32_t i = 0; i < submission->replaces_count; i++) {
        const Digest *digest = &submission->replaces[i].digest;
        uint32_t number = text_index_find(&replacing->among, digest_bytes(digest));
        EvidenceAnswer answer = number != UINT32_MAX ? EVIDENCE_FOUND : EVIDENCE_NONE;
        if (answer == EVIDENCE_FOUND)
            other = said_by(replacing, replacing->submissions->items[replacing->among.values[number]]);
        else if (replacing->elsewhere)
            answer = replacing->elsewhere->find(replacing->elsewhere->with, digest, &other);
        if (answer == EVIDENCE_FAILED)
            return false;
        const char *why = answer == EVIDENCE_FOUND ? cannot_replace(&own, &other) : NULL;
        if (why || answer == EVIDENCE_NONE) {
            refuse(replacing, submission, i, why);
            *accepted = false;
        }
    }
    return true;
}

bool submissions_may_replace(const Program *schema, Arena *arena, Diagnostics *diagnostics, const SubmissionList *submissions,
                             const bool *known, const EvidenceSource *elsewhere, bool *accepted)
{
    Replacing replacing = {
        .schema = schema, .arena = arena, .diagnostics = diagnostics, .submissions = submissions, .elsewhere = elsewhere};
    bool any = false;
    *accepted = true;
    for (size_t i = 0; i < submissions->count; i++)
        any |= submissions->items[i]->replaces_count > 0;
    if (!any)
        return true;
    text_index_open(&replacing.among, arena);
    for (size_t i = 0; i < submissions->count; i++) {
        uint32_t number = text_index_add(&replacing.among, digest_bytes(&submissions->items[i]->digest));
        replacing.among.values[number] = (uint32_t)i; // of several that are the same any one will do
    }
    for (size_t i = 0; i < submissions->count; i++) {
        if (!(known && known[i]) && !check_one(&replacing, submissions->items[i], accepted))
            return false;
    }
    return true;
}
