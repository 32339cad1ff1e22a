// SPDX-License-Identifier: MIT
// Imports: each one transaction, in which submissions are stored and the images of what they are about made anew. See base.h.
#include "store/base_change.h"

#include <stdlib.h>

// ---- dossiers ----

static bool aligned(Text bytes)
{
    return (uintptr_t)bytes.bytes % sizeof(uint64_t) == 0;
}

// An image of a dossier that has become another one goes. What the one for the schema referred to is forgotten; where it was made
// otherwise, what it says stays: too much.
static bool forget_image(Change *change, const ImageName *name, Text image, void *with)
{
    const char *reason;
    const Text *key = with;
    return (!image_fits(image, &change->schema->layout, &reason) || change_put_references(change, *key, image, false)) &&
           change_remove_image(change, name);
}

// last: whether no other image is still to be made.
static bool put_image(Change *change, Text key, SubmissionList *all, Submission *first, bool last, const Digest *dossier)
{
    Text image;
    const char *reason = "";
    ArenaMark mark = arena_mark(change->scratch);
    Build *build;
    ImageAnswer answer = image_begin(change->schema, change->scratch, change->arena, first->facts.type, first->id, dossier, all,
                                     change->diagnostics, &build);
    if (answer != IMAGE_MADE)
        return change_fine(change, answer == IMAGE_DAMAGED ? ENV_DAMAGED : ENV_FINE) && false; // refused
    if (last && change->records)                                                               // all was accepted
        arena_close(change->records);
    image_end(build, change->arena, &image); // the texts of the facts lie where they do until then
    if (last && change->facts)
        arena_close(change->facts);
    if (change->scratch != change->arena)
        arena_reset(change->scratch, mark);
    bool fits = aligned(image) && image_check_numbers(change->schema, image, &reason);
    if (!fits)
        bug("an image that was just made does not check");
    return change_put_image(change, key, image);
}

// Makes the image of an entity anew, of what is stored about it and what is added.
static bool update_dossier(Change *change, Text key, const SubmissionList *added, bool last)
{
    EntityRecord record = {.count = 0};
    const char *stored = NULL;
    SubmissionList all = {0};
    bool known = record_get(change->base, change->txn, change->arena, key, &record, &stored, &change->fault);
    if (change->fault != ENV_FINE)
        return false;
    Digest *digests = arena_array(change->arena, record.count + added->count + 1, sizeof *digests);
    if (record.count)
        memcpy(digests, stored, record.count * sizeof *digests);
    if (!change_stored(change, (const char *)digests, record.count, &all))
        return false;
    for (size_t i = 0; i < added->count; i++) {
        submission_add(&all, change->arena, added->items[i]);
        digests[record.count + i] = added->items[i]->digest;
    }
    size_t count = record.count + added->count;
    qsort(digests, count, sizeof *digests, digest_order);
    Digest dossier;
    if ((known && !change_each_image(change, &record.dossier, forget_image, &key)) ||
        !change_fine(change, dossier_of(change->txn, change->arena, key, (const char *)digests, (uint32_t)count, &dossier)))
        return false;
    // One that was signed may be nothing that the schema has a place for.
    return (!all.count || put_image(change, key, &all, all.items[0], last, &dossier)) &&
           change_put_record(change, key, &dossier, digests, count);
}

// ---- import ----

typedef struct Touched {     // the entities that an import is about
    TextIndex keys, digests; // digests: of its submissions
    SubmissionList *added;
    size_t capacity;
} Touched;

static uint32_t touch_entity(Change *change, Touched *touched, const Submission *submission)
{
    Text type = program_string(change->schema, change->schema->types[submission->facts.type].name);
    uint32_t before = touched->keys.count;
    uint32_t number = text_index_add(&touched->keys, base_key(change->arena, type, submission->id));
    if (number == before) {
        touched->added = arena_grow(change->arena, touched->added, number, &touched->capacity, sizeof *touched->added);
        touched->added[number] = (SubmissionList){0};
    }
    return number;
}

static bool touch_resigned(Change *change, const Submission *submission, void *with)
{
    touch_entity(change, with, submission);
    return change_log_signature(change, &submission->digest, submission->signer);
}

// Whether a submission is stored already, or stands before in the same import; else its entity is touched.
static bool is_known(Change *change, Touched *touched, Submission *submission, bool *known)
{
    Text there;
    uint32_t before = touched->digests.count;
    EnvFault fault = env_get(change->txn, TABLE_SUBMISSION, digest_key(&submission->digest), &there);
    *known = fault == ENV_FINE || text_index_add(&touched->digests, digest_key(&submission->digest)) != before;
    if (!*known) {
        uint32_t number = touch_entity(change, touched, submission); // which may move the lists
        submission_add(&touched->added[number], change->arena, submission);
    }
    return fault == ENV_NOT_FOUND || change_fine(change, fault);
}

static bool store_submission(Change *change, const Submission *submission)
{
    ArenaMark mark = arena_mark(change->arena);
    TextPieces value = submission_stored(submission, change->arena, &change->base->compressor);
    EnvFault fault = env_put_pieces(change->txn, TABLE_SUBMISSION, digest_key(&submission->digest), &value);
    bool stored = change_fine(change, fault) && change_log_import(change, &submission->digest, submission->signer);
    arena_reset(change->arena, mark); // it is in the transaction
    return stored;
}

static bool update_dossiers(Change *change, const Touched *touched)
{
    bool accepted = true;
    for (uint32_t i = 0; i < touched->keys.count && change->fault == ENV_FINE; i++) {
        ArenaMark mark = arena_mark(change->arena);
        size_t reported = change->diagnostics->count;
        bool apart = change->diagnostics->arena != change->arena; // messages and reports
        guard_look(change->arena->guard);
        bool last = accepted && i + 1 == touched->keys.count;
        accepted &= update_dossier(change, touched->keys.texts[i], &touched->added[i], last);
        if (apart || change->diagnostics->count == reported)
            arena_reset(change->arena, mark); // the image is in the transaction
    }
    return accepted && change->fault == ENV_FINE;
}

// What is put into the transaction is held there until its end. Submissions come last, when what images are made in is gone.
static bool import_all(Change *change, SubmissionList *submissions, BaseImport *result)
{
    Touched touched = {.added = NULL};
    *result = (BaseImport){0};
    text_index_open(&touched.keys, change->arena);
    text_index_open(&touched.digests, change->arena);
    if (submissions->kept_count && !change_restore(change, submissions, &result->entries))
        return false;
    bool *known = arena_array(change->arena, submissions->count + 1, sizeof *known);
    for (size_t i = 0; i < submissions->count; i++) {
        if (!is_known(change, &touched, submissions->items[i], &known[i]))
            return false;
        result->known += known[i];
    }
    result->stored = submissions->count - result->known;
    if (!change_sign(change, submissions, known, touch_resigned, &touched, &result->is_signed))
        return false;
    result->entities = touched.keys.count;
    bool accepted = true;
    EnvFault fault = replaces_check(change->txn, change->schema, change->arena, change->diagnostics, submissions, known,
                                    &accepted);
    if (!change_fine(change, fault) || !accepted || !change_withdraw_new(change, submissions, known) ||
        !update_dossiers(change, &touched))
        return false;
    for (size_t i = 0; i < submissions->count; i++) {
        if (!known[i] && !store_submission(change, submissions->items[i]))
            return false;
    }
    return change_log_withdrawals(change, submissions, known, &result->withdrawn) &&
           change_withdraw_stored(change, submissions, &result->withdrawn) && change_restored_is_whole(change, submissions) &&
           !(change->strict && change->diagnostics->warnings);
}

// Claims that are gone when their transaction is to be done again are made again: of documents with their image, of others of
// what is stored of them, in which nothing is wrong.
static void make_claims_again(const SubmissionList *submissions, const Program *schema, Arena *arena, Compressor **kept)
{
    for (size_t i = 0; i < submissions->count; i++) {
        Submission *one = submissions->items[i];
        if (one->content)
            one->content->read = false;
        else if (submissions->records)
            stored_claims_again(schema, arena, one, kept);
    }
}

BaseAnswer base_import(Base *base, const Program *schema, const BaseWork *work, Diagnostics *diagnostics,
                       SubmissionList *submissions, int64_t now, BaseImport *result, Text *error)
{
    for (size_t i = 0; i < submissions->count; i++) {
        if (!submissions->items[i]->canonical.count && !submissions->items[i]->framed.count)
            submission_finish(schema, submissions->items[i], work->scratch);
    }
    for (;;) {
        Change change = {.base = base,
                         .schema = schema,
                         .arena = work->arena,
                         .scratch = work->scratch,
                         .facts = work->facts,
                         .records = work->records,
                         .strict = work->strict,
                         .diagnostics = diagnostics,
                         .now = now};
        EnvFault fault = change_begin(&change);
        if (fault != ENV_FINE)
            return base_fault(base, work->arena, fault, error);
        bool again, accepted = change.fault == ENV_FINE && import_all(&change, submissions, result);
        BaseAnswer answer = change_finish(&change, accepted, error, &again);
        if (!again || diagnostics->errors)
            return again ? BASE_REFUSED : answer;
        make_claims_again(submissions, schema, work->arena, &base->compressor);
    }
}
