// SPDX-License-Identifier: MIT
// What all changes share: the transaction, the log, a hash chain, and what is kept of dossiers.
#include "store/base_change.h"

#include <stdlib.h>

#include "support/calendar.h"
#include "support/compress.h"

bool change_fine(Change *change, EnvFault fault)
{
    if (change->fault == ENV_FINE)
        change->fault = fault;
    return fault == ENV_FINE;
}

// ---- the log ----

// Where the log goes on: behind the entry that its head names. One that was cut off must not be hidden by those that follow.
bool change_find_head(Change *change)
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

void change_write_day(JsonWriter *json, const char *key, int64_t day)
{
    TextBuilder text = text_builder(json->builder.arena);
    date_append(&text, day);
    json_key_string(json, key, text_built(&text));
}

bool change_put_entry(Change *change, Text entry)
{
    change->head = (LogHead){change->head.sequence + 1, digest_of(entry)};
    return change_fine(change, env_put(change->txn, TABLE_LOG, sequence_key(change->arena, change->head.sequence), entry));
}

bool change_log_entry(Change *change, const LogEntry *entry)
{
    if (change->restored)
        return true;
    if (change->head.sequence == 0 && !change_find_head(change))
        return false;
    LogEntry whole = *entry;
    TextBuilder at = text_builder(change->arena);
    instant_append(&at, change->now);
    whole.at = text_built(&at);
    whole.previous = digest_text(change->arena, &change->head.digest);
    return change_put_entry(change, log_entry_text(&whole, change->arena));
}

// withdrawal: what is told of one; null: of an import.
bool change_log(Change *change, const Digest *submission, const BaseWithdrawal *withdrawal)
{
    LogEntry entry = {.kind = withdrawal ? LOG_WITHDRAW : LOG_IMPORT, .submission = digest_text(change->arena, submission)};
    TextBuilder on = text_builder(change->arena);
    if (withdrawal) {
        date_append(&on, withdrawal->on);
        entry.on = text_built(&on);
        entry.because = withdrawal->because;
    }
    return change_log_entry(change, &entry);
}

bool change_put_head(Change *change)
{
    Text head = {(const char *)&change->head, sizeof change->head};
    return change->head.sequence == 0 || change_fine(change, env_put(change->txn, TABLE_META, text_of(BASE_HEAD), head));
}

bool change_log_import(Change *change, const Digest *submission, Text signer)
{
    const LogEntry entry = {.kind = LOG_IMPORT, .submission = digest_text(change->arena, submission), .signer = signer};
    return change_log_entry(change, &entry);
}

// ---- contents ----

enum { LEAST_FRAMED = 512 }; // bytes of a content that is worth a frame

bool change_put_content(Change *change, const Digest *digest, Text text)
{
    Text there;
    EnvFault fault = env_get(change->txn, TABLE_CONTENT, digest_key(digest), &there);
    if (fault != ENV_NOT_FOUND)
        return change_fine(change, fault);
    bool framed = text.length >= LEAST_FRAMED;
    const char mark = framed ? CONTENT_FRAME : CONTENT_AS_IT_IS;
    if (framed)
        text = compressed(change->arena, change->scratch, text);
    Text pieces[] = {{&mark, 1}, text};
    TextPieces value = {.items = pieces, .count = 2, .length = 1 + text.length};
    return change_fine(change, env_put_pieces(change->txn, TABLE_CONTENT, digest_key(digest), &value));
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
    bool commits = accepted && change->fault == ENV_FINE && change_put_head(change);
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
bool change_put_references(Change *change, Text key, Text image, bool add)
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

// ---- images ----

bool change_put_image(Change *change, Text key, Text image)
{
    ImageName name = {image_head(image)->dossier, image_head(image)->layout};
    return change_fine(change, env_put(change->txn, TABLE_IMAGE, image_key(&name), image)) &&
           change_put_references(change, key, image, true);
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

bool change_put_record(Change *change, Text key, const Digest *dossier, const Digest *digests, size_t count)
{
    EntityRecord record = {.dossier = *dossier, .changed = change->now, .count = (uint32_t)count};
    TextBuilder value = text_builder(change->arena);
    text_append(&value, (Text){(const char *)&record, sizeof record});
    text_append(&value, (Text){(const char *)digests, count * sizeof *digests});
    return change_fine(change, env_put(change->txn, TABLE_ENTITY, key, text_built(&value)));
}

bool change_stored(Change *change, const char *digests, uint32_t count, SubmissionList *list)
{
    return change_fine(change, stored_submissions(change->txn, change->schema, change->arena, digests, count, list));
}
