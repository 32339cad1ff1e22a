// SPDX-License-Identifier: MIT
// Imports and withdrawals: each one transaction.
#include "facts/base_inside.h"

#include <stdlib.h>

#include "support/calendar.h"

typedef struct Change {
    Base *base;
    EnvTxn *txn;
    const Program *schema;
    Arena *arena, *scratch, *facts; // facts: of submissions, until the last image is under way; null: none
    Diagnostics *diagnostics;
    int64_t now;
    EnvFault fault; // the first one
    LogHead head;   // once the log was written to
} Change;

static bool fine(Change *change, EnvFault fault)
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
        return fine(change, fault);
    if (!log_head_get(change->txn, &head, &fault))
        return fine(change, fault);
    return fine(change, memcmp(&head, &change->head, sizeof head) == 0 ? ENV_FINE : ENV_LOG_DAMAGED);
}

static bool log_change(Change *change, const char *what, const Digest *submission, Text because)
{
    char next[SEQUENCE_BYTES];
    if (change->head.sequence == 0 && !find_head(change))
        return false;
    JsonWriter json = json_writer(change->arena);
    TextBuilder at = text_builder(change->arena);
    instant_append(&at, change->now);
    json_begin_object(&json);
    json_key_string(&json, "at", text_built(&at));
    if (because.bytes)
        json_key_string(&json, "because", because);
    json_key_string(&json, "change", text_of(what));
    json_key_string(&json, "previous", digest_text(change->arena, &change->head.digest));
    json_key_string(&json, "submission", digest_text(change->arena, submission));
    json_end_object(&json);
    Text entry = text_built(&json.builder);
    change->head = (LogHead){change->head.sequence + 1, digest_of(entry)};
    write_sequence(change->head.sequence, next);
    return fine(change, env_put(change->txn, TABLE_LOG, (Text){next, sizeof next}, entry));
}

static bool put_head(Change *change)
{
    Text head = {(const char *)&change->head, sizeof change->head};
    return change->head.sequence == 0 || fine(change, env_put(change->txn, TABLE_META, text_of(BASE_HEAD), head));
}

// ---- dossiers ----

static int by_digest(const void *a, const void *b)
{
    return memcmp(a, b, sizeof(Digest));
}

static void add_submission(Change *change, SubmissionList *list, Submission *submission)
{
    list->items = arena_grow(change->arena, list->items, list->count, &list->capacity, sizeof *list->items);
    list->items[list->count++] = submission;
}

// Who is referred to by an image, as keys of entities; the entity itself aside.
static bool refer(Change *change, Text key, Text image, bool add)
{
    for (uint32_t i = 1; i < image_head(image)->entity_count; i++) {
        const ImageEntity *entity = image_entity(image, i);
        Text type = program_string(change->schema, change->schema->types[entity->type].name);
        Text target = base_key(change->arena, type, image_text(image, entity->id));
        EnvFault fault = add ? env_put(change->txn, TABLE_REFERS, target, key)
                             : env_remove(change->txn, TABLE_REFERS, target, key);
        if (fault == ENV_NOT_FOUND || (fault == ENV_KEY_TOO_LONG && !add))
            fault = ENV_FINE;
        if (!fine(change, fault))
            return false;
    }
    return true;
}

static bool aligned(Text bytes)
{
    return (uintptr_t)bytes.bytes % sizeof(uint64_t) == 0;
}

// What the old image referred to is forgotten; where it was made after another schema, what it says stays: too much.
static bool forget_references(Change *change, Text key, const EntityRecord *record)
{
    Text image;
    const char *reason;
    EnvFault fault = env_get(change->txn, TABLE_IMAGE, digest_key(&record->image), &image);
    if (fault != ENV_FINE)
        return fine(change, fault == ENV_NOT_FOUND ? ENV_DAMAGED : fault);
    image = text_copy(change->arena, image); // the page may move while the transaction writes
    return !image_fits(image, &change->schema->head.schema, &reason) || refer(change, key, image, false);
}

static bool put_record(Change *change, Text key, const Digest *image, const Digest *digests, size_t count)
{
    EntityRecord record = {.image = *image, .changed = change->now, .count = (uint32_t)count};
    TextBuilder value = text_builder(change->arena);
    text_append(&value, (Text){(const char *)&record, sizeof record});
    text_append(&value, (Text){(const char *)digests, count * sizeof *digests});
    return fine(change, env_put(change->txn, TABLE_ENTITY, key, text_built(&value)));
}

// last: whether no other image is still to be made.
static bool put_image(Change *change, Text key, SubmissionList *all, Submission *first, bool last, Digest *digest)
{
    Text image;
    const char *reason = "";
    ArenaMark mark = arena_mark(change->scratch);
    Build *build = image_begin(change->schema, change->scratch, first->facts.type, first->id, all, change->diagnostics);
    if (!build)
        return false; // refused
    if (last && change->facts)
        arena_close(change->facts);
    image_end(build, change->arena, &image, digest);
    if (change->scratch != change->arena)
        arena_reset(change->scratch, mark);
    bool fits = aligned(image) && image_check_numbers(change->schema, image, &reason);
    if (!fits)
        bug("an image that was just made does not check");
    return fine(change, env_put(change->txn, TABLE_IMAGE, digest_key(digest), image)) && refer(change, key, image, true);
}

// Makes the image of an entity anew, of what is stored about it and what is added.
static bool update_dossier(Change *change, Text key, const SubmissionList *added, bool last)
{
    EntityRecord record = {.count = 0};
    const char *stored = NULL;
    SubmissionList all = {0};
    bool known = record_get(change->txn, key, &record, &stored, &change->fault);
    if (change->fault != ENV_FINE)
        return false;
    Digest *digests = arena_array(change->arena, record.count + added->count + 1, sizeof *digests);
    if (record.count)
        memcpy(digests, stored, record.count * sizeof *digests);
    for (uint32_t i = 0; i < record.count; i++) {
        Submission *submission = stored_submission(change->txn, change->schema, change->arena, &digests[i], &change->fault);
        if (change->fault != ENV_FINE)
            return false;
        if (submission)
            add_submission(change, &all, submission);
    }
    for (size_t i = 0; i < added->count; i++) {
        add_submission(change, &all, added->items[i]);
        digests[record.count + i] = added->items[i]->digest;
    }
    size_t count = record.count + added->count;
    qsort(digests, count, sizeof *digests, by_digest);
    Digest image;
    if (known && !forget_references(change, key, &record))
        return false;
    return put_image(change, key, &all, added->items[0], last, &image) && put_record(change, key, &image, digests, count);
}

// ---- import ----

typedef struct Touched {     // the entities that an import is about
    TextIndex keys, digests; // digests: of its submissions
    SubmissionList *added;
    size_t capacity;
} Touched;

static void touch(Change *change, Touched *touched, Submission *submission)
{
    Text type = program_string(change->schema, change->schema->types[submission->facts.type].name);
    uint32_t before = touched->keys.count;
    uint32_t number = text_index_add(&touched->keys, base_key(change->arena, type, submission->id));
    if (number == before) {
        touched->added = arena_grow(change->arena, touched->added, number, &touched->capacity, sizeof *touched->added);
        touched->added[number] = (SubmissionList){0};
    }
    add_submission(change, &touched->added[number], submission);
}

// Whether a submission is stored already, or stands before in the same import; else its entity is touched.
static bool look_up(Change *change, Touched *touched, Submission *submission, bool *known)
{
    Text there;
    uint32_t before = touched->digests.count;
    EnvFault fault = env_get(change->txn, TABLE_SUBMISSION, digest_key(&submission->digest), &there);
    *known = fault == ENV_FINE || text_index_add(&touched->digests, digest_key(&submission->digest)) != before;
    if (!*known)
        touch(change, touched, submission);
    return fault == ENV_NOT_FOUND || fine(change, fault);
}

static bool store(Change *change, const Submission *submission)
{
    return fine(change, env_put_pieces(change->txn, TABLE_SUBMISSION, digest_key(&submission->digest), &submission->canonical)) &&
           log_change(change, "import", &submission->digest, (Text){NULL, 0});
}

static bool update_dossiers(Change *change, const Touched *touched)
{
    bool accepted = true;
    for (uint32_t i = 0; i < touched->keys.count && change->fault == ENV_FINE; i++) {
        ArenaMark mark = arena_mark(change->arena);
        size_t reported = change->diagnostics->count;
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
        if (!look_up(change, &touched, submissions->items[i], &known[i]))
            return false;
        result->known += known[i];
    }
    result->stored = submissions->count - result->known;
    result->entities = touched.keys.count;
    if (!update_dossiers(change, &touched))
        return false;
    for (size_t i = 0; i < submissions->count; i++) {
        if (!known[i] && !store(change, submissions->items[i]))
            return false;
    }
    return true;
}

// Commits or aborts; after BASE_FAILED with a full map, the transaction is to be done again.
static BaseAnswer finish(Change *change, bool accepted, Text *error, bool *again)
{
    *again = false;
    if (accepted && change->fault == ENV_FINE)
        put_head(change);
    if (accepted && change->fault == ENV_FINE)
        change->fault = env_commit(change->txn);
    else
        env_abort(change->txn);
    if (change->fault == ENV_FINE)
        return accepted ? BASE_DONE : BASE_REFUSED;
    *again = change->fault == ENV_NO_SPACE && env_grow(change->base->env);
    return base_fault(change->base, change->arena, change->fault, error);
}

// Facts that are gone when their transaction is to be done again are read from the canonical forms; once, since they stay then.
static void read_again(const Program *schema, Arena *arena, SubmissionList *submissions, bool *gone)
{
    for (size_t i = 0; i < submissions->count; i++) {
        EnvFault fault;
        Submission *one = submissions->items[i];
        if (!gone[i])
            continue;
        Submission *same = canonical_submission(schema, arena, text_joined(arena, &one->canonical), &fault);
        if (!same)
            bug("a canonical form that was just made does not read");
        one->facts = same->facts;
        one->base = 0;
        gone[i] = false;
    }
}

BaseAnswer base_import(Base *base, const Program *schema, const BaseArenas *arenas, Diagnostics *diagnostics,
                       SubmissionList *submissions, int64_t now, BaseImport *result, Text *error)
{
    Arena *arena = arenas->arena;
    bool *lent = arena_array(arena, submissions->count, sizeof *lent); // whose facts lie in the arena that is closed early
    for (size_t i = 0; i < submissions->count; i++) {
        lent[i] = arenas->facts && submissions->items[i]->canonical.count;
        if (!submissions->items[i]->canonical.count)
            submission_finish(schema, submissions->items[i], arenas->scratch);
    }
    for (;;) {
        Change change = {.base = base,
                         .schema = schema,
                         .arena = arena,
                         .scratch = arenas->scratch,
                         .facts = arenas->facts,
                         .diagnostics = diagnostics,
                         .now = now};
        EnvFault fault = env_begin(base->env, ENV_WRITE, &change.txn);
        if (fault != ENV_FINE)
            return base_fault(base, arena, fault, error);
        bool again, accepted = import_all(&change, submissions, result);
        BaseAnswer answer = finish(&change, accepted, error, &again);
        if (!again)
            return answer;
        read_again(schema, arena, submissions, lent);
    }
}

// ---- withdrawal ----

// The image once more, with one submission marked.
static bool mark_withdrawn(Change *change, Text key, const Digest *submission)
{
    EntityRecord record;
    const char *stored;
    Text image;
    if (!record_get(change->txn, key, &record, &stored, &change->fault))
        return fine(change, change->fault == ENV_FINE ? ENV_DAMAGED : change->fault);
    if (!fine(change, env_get(change->txn, TABLE_IMAGE, digest_key(&record.image), &image)))
        return false;
    image = text_copy(change->arena, image);
    for (uint32_t i = 0; i < image_head(image)->submission_count; i++) {
        ImageSubmission *one = (ImageSubmission *)(uintptr_t)image_submission(image, i);
        if (digest_equal(&one->digest, submission))
            one->flags |= SUBMISSION_WITHDRAWN;
    }
    Digest digest = image_seal(image);
    Digest *digests = arena_array(change->arena, (size_t)record.count + 1, sizeof *digests);
    memcpy(digests, stored, record.count * sizeof *digests);
    return fine(change, env_put(change->txn, TABLE_IMAGE, digest_key(&digest), image)) &&
           put_record(change, key, &digest, digests, record.count);
}

static bool withdraw(Change *change, const Digest *submission, Text canonical, Text because)
{
    Text type = stored_member(change->arena, canonical, "entity"), id = stored_member(change->arena, canonical, "id");
    Text key = base_key(change->arena, type, id);
    JsonWriter json = json_writer(change->arena);
    TextBuilder at = text_builder(change->arena);
    instant_append(&at, change->now);
    json_begin_object(&json);
    json_key_string(&json, "at", text_built(&at));
    json_key_string(&json, "because", because);
    json_end_object(&json);
    return fine(change, env_put(change->txn, TABLE_WITHDRAWN, digest_key(submission), text_built(&json.builder))) &&
           log_change(change, "withdraw", submission, because) && mark_withdrawn(change, key, submission);
}

BaseAnswer base_withdraw(Base *base, Arena *arena, const Digest *submission, Text because, int64_t now, Text *error)
{
    for (;;) {
        Change change = {.base = base, .arena = arena, .now = now};
        Text canonical;
        EnvFault fault = env_begin(base->env, ENV_WRITE, &change.txn);
        if (fault != ENV_FINE)
            return base_fault(base, arena, fault, error);
        fault = env_get(change.txn, TABLE_SUBMISSION, digest_key(submission), &canonical);
        if (fault == ENV_NOT_FOUND) {
            env_abort(change.txn);
            Text digest = digest_text(arena, submission);
            *error = text_format(arena, "%.*s: there is no submission %.*s", (int)base->path.length, base->path.bytes,
                                 (int)digest.length, digest.bytes);
            return BASE_REFUSED;
        }
        bool again, accepted = fine(&change, fault);
        if (accepted && !is_withdrawn(change.txn, submission, &change.fault) && change.fault == ENV_FINE)
            accepted = withdraw(&change, submission, text_copy(arena, canonical), because);
        BaseAnswer answer = finish(&change, accepted, error, &again);
        if (!again)
            return answer;
    }
}
