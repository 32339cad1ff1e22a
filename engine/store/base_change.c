// SPDX-License-Identifier: MIT
// Imports and withdrawals: each one transaction, and each told of in the log, a hash chain.
#include "store/base_change.h"

#include <stdlib.h>

#include "support/calendar.h"

bool change_fine(Change *change, EnvFault fault)
{
    if (change->fault == ENV_FINE)
        change->fault = fault;
    return fault == ENV_FINE;
}

// ---- the log ----

enum { SEQUENCE_BYTES = 8 };

static void write_sequence(uint64_t sequence, char key[SEQUENCE_BYTES])
{
    for (int i = 0; i < SEQUENCE_BYTES; i++)
        key[i] = (char)(sequence >> (8 * (SEQUENCE_BYTES - 1 - i)));
}

// Where the log goes on: behind the entry that its head names. One that was cut off must not be hidden by those that follow.
static bool find_head(Change *change)
{
    Text key, last;
    LogHead head;
    EnvFault fault = env_last(change->txn, TABLE_LOG, &key, &last);
    if (fault == ENV_FINE)
        change->head = (LogHead){log_sequence(key), digest_of(last)};
    else if (fault != ENV_NOT_FOUND)
        return change_fine(change, fault);
    if (!log_head_get(change->txn, &head, &fault)) // only a log that is empty has none
        return change_fine(change, fault == ENV_FINE && change->head.sequence ? ENV_LOG_DAMAGED : fault);
    return change_fine(change, memcmp(&head, &change->head, sizeof head) == 0 ? ENV_FINE : ENV_LOG_DAMAGED);
}

static void write_day(JsonWriter *json, const char *key, int64_t day)
{
    TextBuilder text = text_builder(json->builder.arena);
    date_append(&text, day);
    json_key_string(json, key, text_built(&text));
}

// withdrawal: what is told of one; null: of an import.
static bool log_change(Change *change, const Digest *submission, const BaseWithdrawal *withdrawal)
{
    char next[SEQUENCE_BYTES];
    if (change->head.sequence == 0 && !find_head(change))
        return false;
    JsonWriter json = json_writer(change->arena);
    TextBuilder at = text_builder(change->arena);
    instant_append(&at, change->now);
    json_begin_object(&json);
    json_key_string(&json, "at", text_built(&at));
    if (withdrawal)
        json_key_string(&json, "because", withdrawal->because);
    json_key_string(&json, "change", text_of(withdrawal ? "withdraw" : "import"));
    if (withdrawal)
        write_day(&json, "on", withdrawal->on);
    json_key_string(&json, "previous", digest_text(change->arena, &change->head.digest));
    json_key_string(&json, "submission", digest_text(change->arena, submission));
    json_end_object(&json);
    Text entry = text_built(&json.builder);
    change->head = (LogHead){change->head.sequence + 1, digest_of(entry)};
    write_sequence(change->head.sequence, next);
    return change_fine(change, env_put(change->txn, TABLE_LOG, (Text){next, sizeof next}, entry));
}

static bool put_head(Change *change)
{
    Text head = {(const char *)&change->head, sizeof change->head};
    return change->head.sequence == 0 || change_fine(change, env_put(change->txn, TABLE_META, text_of(BASE_HEAD), head));
}

// ---- transactions ----

EnvFault change_begin(Change *change)
{
    EnvFault fault = env_begin(change->base->env, ENV_WRITE, &change->txn);
    if (fault == ENV_FINE)
        change_fine(change, formats_convert(change->base, change->txn, change->arena));
    return fault;
}

BaseAnswer change_finish(Change *change, bool accepted, Text *error, bool *again)
{
    *again = false;
    bool commits = accepted && change->fault == ENV_FINE && put_head(change);
    if (commits)
        change->fault = env_commit(change->txn);
    else
        env_abort(change->txn);
    if (commits && change->fault == ENV_FINE)
        formats_committed(change->base);
    else
        formats_aborted(change->base);
    if (change->fault == ENV_FINE)
        return accepted ? BASE_DONE : BASE_REFUSED;
    *again = change->fault == ENV_NO_SPACE && env_grow(change->base->env);
    return base_fault(change->base, change->arena, change->fault, error);
}

// ---- dossiers ----

// Who is referred to by an image, as keys of entities; the entity itself aside.
static bool put_references(Change *change, Text key, Text image, bool add)
{
    for (uint32_t i = 1; i < image_head(image)->entity_count; i++) {
        const ImageEntity *entity = image_entity(image, i);
        Text type = program_string(change->schema, change->schema->types[entity->type].name);
        Text target = base_key(change->arena, type, image_text(image, entity->id));
        EnvFault fault = add ? env_put(change->txn, TABLE_REFERS, target, key)
                             : env_remove(change->txn, TABLE_REFERS, target, key);
        if (fault == ENV_NOT_FOUND || (fault == ENV_KEY_TOO_LONG && !add))
            fault = ENV_FINE;
        if (!change_fine(change, fault))
            return false;
    }
    return true;
}

static bool aligned(Text bytes)
{
    return (uintptr_t)bytes.bytes % sizeof(uint64_t) == 0;
}

// ---- images ----

bool change_put_image(Change *change, Text key, Text image)
{
    ImageName name = {image_head(image)->dossier, image_head(image)->layout};
    return change_fine(change, env_put(change->txn, TABLE_IMAGE, image_key(&name), image)) &&
           put_references(change, key, image, true);
}

typedef struct Images {
    Arena *arena;
    const Digest *dossier;
    ImageName *names;
    size_t count, capacity;
} Images;

static bool collect_image(void *with, Text key, Text value)
{
    Images *images = with;
    (void)value;
    if (key.length != sizeof *images->names || memcmp(key.bytes, images->dossier->bytes, sizeof(Digest)) != 0)
        return false;
    images->names = arena_grow(images->arena, images->names, images->count, &images->capacity, sizeof *images->names);
    memcpy(&images->names[images->count++], key.bytes, sizeof *images->names);
    return true;
}

// The names are collected first: the table changes under the visits.
bool change_each_image(Change *change, const Digest *dossier, ChangeImageVisit *visit, void *with)
{
    Images images = {.arena = change->arena, .dossier = dossier};
    if (!change_fine(change, env_each(change->txn, TABLE_IMAGE, digest_key(dossier), collect_image, &images)))
        return false;
    for (size_t i = 0; i < images.count; i++) {
        Text image;
        if (!change_fine(change, env_get(change->txn, TABLE_IMAGE, image_key(&images.names[i]), &image)) ||
            !visit(change, &images.names[i], text_copy(change->arena, image), with)) // the page may move
            return false;
    }
    return true;
}

bool change_remove_image(Change *change, const ImageName *name)
{
    return change_fine(change, env_remove(change->txn, TABLE_IMAGE, image_key(name), (Text){NULL, 0}));
}

// An image of a dossier that has become another one goes. What the one for the schema referred to is forgotten; where it was made
// otherwise, what it says stays: too much.
static bool forget_image(Change *change, const ImageName *name, Text image, void *with)
{
    const char *reason;
    const Text *key = with;
    return (!image_fits(image, &change->schema->layout, &reason) || put_references(change, *key, image, false)) &&
           change_remove_image(change, name);
}

static bool put_record(Change *change, Text key, const Digest *dossier, const Digest *digests, size_t count)
{
    EntityRecord record = {.dossier = *dossier, .changed = change->now, .count = (uint32_t)count};
    TextBuilder value = text_builder(change->arena);
    text_append(&value, (Text){(const char *)&record, sizeof record});
    text_append(&value, (Text){(const char *)digests, count * sizeof *digests});
    return change_fine(change, env_put(change->txn, TABLE_ENTITY, key, text_built(&value)));
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
    if (last && change->facts)
        arena_close(change->facts);
    image_end(build, change->arena, &image);
    if (change->scratch != change->arena)
        arena_reset(change->scratch, mark);
    bool fits = aligned(image) && image_check_numbers(change->schema, image, &reason);
    if (!fits)
        bug("an image that was just made does not check");
    return change_put_image(change, key, image);
}

bool change_stored(Change *change, const char *digests, uint32_t count, SubmissionList *list)
{
    return change_fine(change, stored_submissions(change->txn, change->schema, change->arena, digests, count, list));
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
    return put_image(change, key, &all, added->items[0], last, &dossier) && put_record(change, key, &dossier, digests, count);
}

// ---- import ----

typedef struct Touched {     // the entities that an import is about
    TextIndex keys, digests; // digests: of its submissions
    SubmissionList *added;
    size_t capacity;
} Touched;

static void touch_entity(Change *change, Touched *touched, Submission *submission)
{
    Text type = program_string(change->schema, change->schema->types[submission->facts.type].name);
    uint32_t before = touched->keys.count;
    uint32_t number = text_index_add(&touched->keys, base_key(change->arena, type, submission->id));
    if (number == before) {
        touched->added = arena_grow(change->arena, touched->added, number, &touched->capacity, sizeof *touched->added);
        touched->added[number] = (SubmissionList){0};
    }
    submission_add(&touched->added[number], change->arena, submission);
}

// Whether a submission is stored already, or stands before in the same import; else its entity is touched.
static bool is_known(Change *change, Touched *touched, Submission *submission, bool *known)
{
    Text there;
    uint32_t before = touched->digests.count;
    EnvFault fault = env_get(change->txn, TABLE_SUBMISSION, digest_key(&submission->digest), &there);
    *known = fault == ENV_FINE || text_index_add(&touched->digests, digest_key(&submission->digest)) != before;
    if (!*known)
        touch_entity(change, touched, submission);
    return fault == ENV_NOT_FOUND || change_fine(change, fault);
}

static bool store_submission(Change *change, const Submission *submission)
{
    TextPieces value = submission->content ? document_stored(submission, change->arena) : submission->canonical;
    return change_fine(change, env_put_pieces(change->txn, TABLE_SUBMISSION, digest_key(&submission->digest), &value)) &&
           log_change(change, &submission->digest, NULL);
}

static bool update_dossiers(Change *change, const Touched *touched)
{
    bool accepted = true;
    for (uint32_t i = 0; i < touched->keys.count && change->fault == ENV_FINE; i++) {
        ArenaMark mark = arena_mark(change->arena);
        size_t reported = change->diagnostics->count;
        guard_look(change->arena->guard);
        accepted &= update_dossier(change, touched->keys.texts[i], &touched->added[i], i + 1 == touched->keys.count);
        if (change->diagnostics->count == reported)
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
    bool *known = arena_array(change->arena, submissions->count + 1, sizeof *known);
    for (size_t i = 0; i < submissions->count; i++) {
        if (!is_known(change, &touched, submissions->items[i], &known[i]))
            return false;
        result->known += known[i];
    }
    result->stored = submissions->count - result->known;
    result->entities = touched.keys.count;
    bool accepted = true;
    EnvFault fault = replaces_check(change->txn, change->schema, change->arena, change->diagnostics, submissions, known,
                                    &accepted);
    if (!change_fine(change, fault) || !accepted || !update_dossiers(change, &touched))
        return false;
    for (size_t i = 0; i < submissions->count; i++) {
        if (!known[i] && !store_submission(change, submissions->items[i]))
            return false;
    }
    return true;
}

// Claims of documents that are gone when their transaction is to be done again are made again, of the documents.
static void give_up_claims(const SubmissionList *submissions)
{
    for (size_t i = 0; i < submissions->count; i++) {
        if (submissions->items[i]->content)
            submissions->items[i]->content->read = false;
    }
}

BaseAnswer base_import(Base *base, const Program *schema, const BaseArenas *arenas, Diagnostics *diagnostics,
                       SubmissionList *submissions, int64_t now, BaseImport *result, Text *error)
{
    for (size_t i = 0; i < submissions->count; i++) {
        if (!submissions->items[i]->canonical.count)
            submission_finish(schema, submissions->items[i], arenas->scratch);
    }
    for (;;) {
        Change change = {.base = base,
                         .schema = schema,
                         .arena = arenas->arena,
                         .scratch = arenas->scratch,
                         .facts = arenas->facts,
                         .diagnostics = diagnostics,
                         .now = now};
        EnvFault fault = change_begin(&change);
        if (fault != ENV_FINE)
            return base_fault(base, arenas->arena, fault, error);
        bool again, accepted = change.fault == ENV_FINE && import_all(&change, submissions, result);
        BaseAnswer answer = change_finish(&change, accepted, error, &again);
        if (!again)
            return answer;
        give_up_claims(submissions);
    }
}

// ---- withdrawal ----

typedef struct Withdrawing {
    const Digest *submission, *dossier; // dossier: that it has become
    const BaseWithdrawal *withdrawal;
} Withdrawing;

// An image once more, of the dossier that has become another one, with one submission marked.
static bool mark_withdrawn(Change *change, const ImageName *name, Text image, void *with)
{
    const char *reason;
    const Withdrawing *withdrawing = with;
    if (image_fits(image, &name->layout, &reason) && image_is_current(image)) {
        ImageName marked = {*withdrawing->dossier, name->layout};
        for (uint32_t i = 0; i < image_head(image)->submission_count; i++) {
            ImageSubmission *one = (ImageSubmission *)(uintptr_t)image_submission(image, i);
            if (digest_equal(&one->digest, withdrawing->submission))
                one->withdrawn_on = withdrawing->withdrawal->on;
        }
        ((ImageHead *)(uintptr_t)image.bytes)->dossier = *withdrawing->dossier;
        image_seal(image);
        if (!change_fine(change, env_put(change->txn, TABLE_IMAGE, image_key(&marked), image)))
            return false;
    }
    return change_remove_image(change, name);
}

// The dossier becomes another one, for every schema.
static bool change_dossier(Change *change, Text key, const Digest *submission, const BaseWithdrawal *withdrawal)
{
    EntityRecord record;
    const char *stored;
    if (!record_get(change->base, change->txn, change->arena, key, &record, &stored, &change->fault))
        return change_fine(change, change->fault == ENV_FINE ? ENV_DAMAGED : change->fault);
    Digest *digests = arena_array(change->arena, (size_t)record.count + 1, sizeof *digests), dossier;
    memcpy(digests, stored, record.count * sizeof *digests);
    Withdrawing withdrawing = {submission, &dossier, withdrawal};
    return change_fine(change, dossier_of(change->txn, change->arena, key, (const char *)digests, record.count, &dossier)) &&
           change_each_image(change, &record.dossier, mark_withdrawn, &withdrawing) &&
           put_record(change, key, &dossier, digests, record.count);
}

static bool withdraw(Change *change, const Digest *submission, Text canonical, const BaseWithdrawal *withdrawal)
{
    Text type = stored_name(change->arena, canonical, "entity"), id = stored_name(change->arena, canonical, "id");
    Text key = base_key(change->arena, type, id);
    JsonWriter json = json_writer(change->arena);
    TextBuilder at = text_builder(change->arena);
    instant_append(&at, change->now);
    json_begin_object(&json);
    json_key_string(&json, "at", text_built(&at));
    json_key_string(&json, "because", withdrawal->because);
    write_day(&json, "on", withdrawal->on);
    json_end_object(&json);
    return change_fine(change, env_put(change->txn, TABLE_WITHDRAWN, digest_key(submission), text_built(&json.builder))) &&
           log_change(change, submission, withdrawal) && change_dossier(change, key, submission, withdrawal);
}

// Unless it is withdrawn from that day on, or from an earlier one, already.
static bool withdraw_earlier(Change *change, const Digest *submission, Text canonical, const BaseWithdrawal *withdrawal,
                             BaseWithdrawn *found)
{
    Withdrawn before;
    SaidEvidence said;
    if (!change_fine(change, stored_evidence_read(change->arena, canonical, &said) ? ENV_FINE : ENV_DAMAGED) ||
        !change_fine(change, withdrawn_get(change->txn, change->arena, submission, &before)))
        return false;
    bool earlier = !before.there || withdrawal->on < before.on;
    found->submitted = said.on;
    found->on = earlier ? withdrawal->on : before.on;
    return !earlier || withdraw(change, submission, text_copy(change->arena, canonical), withdrawal);
}

BaseAnswer base_withdraw(Base *base, Arena *arena, const Digest *submission, const BaseWithdrawal *withdrawal,
                         BaseWithdrawn *found, Text *error)
{
    for (;;) {
        Change change = {.base = base, .arena = arena, .now = withdrawal->now};
        StoredSubmission stored;
        EnvFault fault = change_begin(&change);
        if (fault != ENV_FINE)
            return base_fault(base, arena, fault, error);
        fault = stored_get(change.txn, submission, &stored);
        if (fault == ENV_NOT_FOUND) {
            env_abort(change.txn);
            Text path = text_shown(arena, base->path), digest = digest_text(arena, submission);
            *error = text_format(arena, "%.*s: there is no submission %.*s", (int)path.length, path.bytes, (int)digest.length,
                                 digest.bytes);
            return BASE_REFUSED;
        }
        bool again, accepted = change_fine(&change, fault) && change.fault == ENV_FINE;
        accepted = accepted && withdraw_earlier(&change, submission, stored.said, withdrawal, found);
        BaseAnswer answer = change_finish(&change, accepted, error, &again);
        if (!again)
            return answer;
    }
}
