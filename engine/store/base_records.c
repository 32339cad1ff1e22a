// SPDX-License-Identifier: MIT
// Keys and records of the fact base, below all that opens, reads and changes it: what a stored value says, decoded and checked
// for its shape.
#include "store/base_inside.h"

#include "support/calendar.h"

BaseAnswer base_fault(const Base *base, Arena *arena, EnvFault fault, Text *error)
{
    Text path = text_shown(arena, base->path);
    Text readers = fault == ENV_BUSY && base->env ? env_readers(base->env, arena) : (Text){"", 0};
    *error = text_format(arena, "%.*s: %s", (int)path.length, path.bytes, env_fault_text(fault));
    if (readers.length)
        *error = text_format(arena, "%.*s: all %d places for readers are taken, by the processes %.*s", (int)path.length,
                             path.bytes, ENV_READERS, (int)readers.length, readers.bytes);
    return BASE_FAILED;
}

// ---- JSON that is stored ----

Text stored_member(Arena *arena, Text canonical, const char *name)
{
    JsonDocument document = {.values = NULL};
    JsonError error;
    size_t at = 0;
    uint32_t member = UINT32_MAX;
    if (json_read(&document, arena, canonical, &at, &error))
        member = json_member(&document, 0, name);
    bool text = member != UINT32_MAX && json_kind(&document, member) == JSON_STRING;
    return text ? json_string(&document, arena, member) : (Text){"", 0};
}

bool stored_is_canonical(Arena *arena, Text text)
{
    JsonDocument document = {.values = NULL};
    JsonError error;
    size_t at = 0;
    if (!json_read(&document, arena, text, &at, &error) || at != text.length || json_kind(&document, 0) != JSON_OBJECT)
        return false;
    for (uint32_t object = 0; object < document.count; object++) {
        if (json_kind(&document, object) != JSON_OBJECT)
            continue;
        Text last = {NULL, 0};
        for (uint32_t key = object + 1; key < json_next(&document, object); key = json_next(&document, key + 1)) {
            Text name = json_string(&document, arena, key);
            if (last.bytes && json_key_order(last, name) >= 0)
                return false;
            last = name;
        }
    }
    return true;
}

Text stored_name(Arena *arena, Text canonical, const char *name)
{
    return text_nfc(arena, stored_member(arena, canonical, name));
}

static Text name_of_member(const JsonDocument *document, Arena *arena, uint32_t object, const char *name)
{
    uint32_t member = object == UINT32_MAX ? UINT32_MAX : json_member(document, object, name);
    bool text = member != UINT32_MAX && json_kind(document, member) == JSON_STRING;
    return text ? text_nfc(arena, json_string(document, arena, member)) : (Text){NULL, 0};
}

bool stored_evidence_read(Arena *arena, Text canonical, SaidEvidence *said)
{
    JsonDocument document = {.values = NULL};
    JsonError error;
    size_t at = 0;
    if (!json_read(&document, arena, canonical, &at, &error))
        return false;
    uint32_t evidence = json_member(&document, 0, "evidence");
    *said = (SaidEvidence){.type = name_of_member(&document, arena, 0, "entity"),
                           .id = name_of_member(&document, arena, 0, "id"),
                           .kind = name_of_member(&document, arena, evidence, "kind"),
                           .by = name_of_member(&document, arena, evidence, "by")};
    Text on = name_of_member(&document, arena, evidence, "on");
    return said->type.bytes && said->id.bytes && said->kind.bytes && date_read(on, &said->on);
}

// ---- the log ----

uint64_t log_sequence(Text key)
{
    uint64_t sequence = 0;
    if (key.length == sizeof sequence)
        memcpy(&sequence, key.bytes, sizeof sequence);
    return __builtin_bswap64(sequence);
}

Text sequence_key(Arena *arena, uint64_t sequence)
{
    uint64_t *key = arena_raw(arena, sizeof *key);
    *key = __builtin_bswap64(sequence);
    return (Text){(const char *)key, sizeof *key};
}

bool log_head_get(EnvTxn *txn, LogHead *head, EnvFault *fault)
{
    Text value;
    *fault = env_get(txn, TABLE_META, text_of(BASE_HEAD), &value);
    if (*fault == ENV_FINE && value.length != sizeof *head)
        *fault = ENV_DAMAGED;
    if (*fault == ENV_FINE)
        memcpy(head, value.bytes, sizeof *head);
    bool there = *fault == ENV_FINE;
    if (*fault == ENV_NOT_FOUND)
        *fault = ENV_FINE;
    return there;
}

// ---- submissions ----

bool withdrawn_read(Arena *arena, Text stored, Withdrawn *withdrawn)
{
    int64_t at;
    Text on = stored_member(arena, stored, "on");
    withdrawn->there = true;
    withdrawn->because = stored_member(arena, stored, "because");
    if (on.length)
        return date_read(on, &withdrawn->on);
    if (!instant_read(stored_member(arena, stored, "at"), &at))
        return false;
    withdrawn->on = (int64_t)days_of_seconds(at);
    return true;
}

EnvFault withdrawn_get(EnvTxn *txn, Arena *arena, const Digest *digest, Withdrawn *withdrawn)
{
    Text stored;
    *withdrawn = (Withdrawn){.there = false};
    EnvFault fault = env_get(txn, TABLE_WITHDRAWN, digest_key(digest), &stored);
    if (fault == ENV_FINE)
        return withdrawn_read(arena, stored, withdrawn) ? ENV_FINE : ENV_DAMAGED;
    return fault == ENV_NOT_FOUND ? ENV_FINE : fault;
}

static bool signed_read(Arena *arena, Text stored, Signed *found)
{
    found->there = true;
    found->signer = stored_member(arena, stored, "signer");
    found->key = stored_member(arena, stored, "key");
    Digest signer;
    return digest_read(found->signer, &signer) && digest_read(stored_member(arena, stored, "envelope"), &found->envelope);
}

EnvFault signed_get(EnvTxn *txn, Arena *arena, const Digest *digest, Signed *found)
{
    Text stored;
    *found = (Signed){.there = false};
    EnvFault fault = env_get(txn, TABLE_SIGNED, digest_key(digest), &stored);
    if (fault == ENV_FINE)
        return signed_read(arena, stored, found) ? ENV_FINE : ENV_DAMAGED;
    return fault == ENV_NOT_FOUND ? ENV_FINE : fault;
}

EnvFault stored_get(EnvTxn *txn, Arena *arena, const Digest *digest, StoredSubmission *stored)
{
    Text value;
    EnvFault fault = env_get(txn, TABLE_SUBMISSION, digest_key(digest), &value);
    return fault == ENV_FINE && !stored_submission_read(arena, value, stored) ? ENV_DAMAGED : fault;
}

// A submission of what is stored; null where that is damaged, or the schema has no place for any of it. What it has no place for
// is left out; why, nobody asks.
static Submission *read_stored(const Program *schema, Arena *arena, const StoredSubmission *stored, EnvFault *fault)
{
    Sources sources;
    Diagnostics diagnostics;
    JsonDocument document = {.values = NULL};
    JsonError json_error;
    size_t at = 0;
    sources_open(&sources, arena);
    diagnostics_open(&diagnostics, arena, &sources);
    sources_add(&sources, text_of("a stored submission"), stored->said);
    *fault = json_read(&document, arena, stored->said, &at, &json_error) ? ENV_FINE : ENV_DAMAGED;
    if (*fault != ENV_FINE)
        return NULL;
    Submission *(*read)(const Program *, ReadMode, Arena *, Diagnostics *, const Source *, const JsonDocument *,
                        uint32_t) = stored->frame.bytes ? document_read : submission_read;
    Submission *submission = read(schema, READ_DECLARED, arena, &diagnostics, &sources.items[0], &document, 0);
    if (!submission)
        return NULL;
    submission->file = 0;
    if (submission->content)
        submission->content->frame = stored->frame;
    // It lies in the arena, and keeps nothing of the diagnostics.
    // cppcheck-suppress returnDanglingLifetime
    return submission;
}

void stored_claims_again(const Program *schema, Arena *arena, Submission *submission, Compressor **kept)
{
    StoredSubmission stored;
    EnvFault fault;
    TextPieces value = submission_stored(submission, arena, kept);
    bool whole = stored_submission_read(arena, text_joined(arena, &value), &stored);
    const Submission *again = whole ? read_stored(schema, arena, &stored, &fault) : NULL;
    if (!again)
        bug("a submission that was read does not read again");
    submission->facts = again->facts;
    submission->pieces = NULL;
}

static Submission *stored_submission(EnvTxn *txn, const Program *schema, Arena *arena, const Digest *digest, EnvFault *fault)
{
    StoredSubmission stored;
    *fault = stored_get(txn, arena, digest, &stored);
    if (*fault != ENV_FINE) {
        *fault = *fault == ENV_NOT_FOUND ? ENV_DAMAGED : *fault;
        return NULL;
    }
    Submission *submission = read_stored(schema, arena, &stored, fault);
    if (!submission)
        return NULL;
    submission->digest = *digest;
    Withdrawn withdrawn;
    *fault = withdrawn_get(txn, arena, digest, &withdrawn);
    submission->withdrawn = withdrawn.there;
    submission->withdrawn_on = withdrawn.on;
    Signed found = {.there = false};
    if (*fault == ENV_FINE)
        *fault = signed_get(txn, arena, digest, &found);
    submission->signer = found.signer;
    return *fault == ENV_FINE ? submission : NULL;
}

EnvFault stored_submissions(EnvTxn *txn, const Program *schema, Arena *arena, const char *digests, uint32_t count,
                            SubmissionList *list)
{
    for (uint32_t i = 0; i < count; i++) {
        Digest digest;
        EnvFault fault;
        memcpy(&digest, digests + i * sizeof digest, sizeof digest);
        Submission *submission = stored_submission(txn, schema, arena, &digest, &fault);
        if (fault != ENV_FINE)
            return fault;
        if (submission)
            submission_add(list, arena, submission);
    }
    return ENV_FINE;
}

// ---- entities and their dossiers ----

Text base_key(Arena *arena, Text type, Text id)
{
    char *key = arena_raw(arena, type.length + 1 + id.length);
    memcpy(key, type.bytes, type.length);
    key[type.length] = 0;
    memcpy(key + type.length + 1, id.bytes, id.length);
    return (Text){key, type.length + 1 + id.length};
}

void base_split_key(Text key, Text *type, Text *id)
{
    const char *zero = key.length ? memchr(key.bytes, 0, key.length) : NULL;
    size_t at = zero ? (size_t)(zero - key.bytes) : key.length;
    *type = text_slice(key, 0, at);
    *id = zero ? text_slice(key, at + 1, key.length) : (Text){"", 0};
}

static EnvFault dossier_items(EnvTxn *txn, Arena *arena, const char *digests, uint32_t count, DossierItem *items)
{
    EnvFault fault = ENV_FINE;
    for (uint32_t i = 0; i < count && fault == ENV_FINE; i++) {
        Withdrawn withdrawn;
        memcpy(&items[i].submission, digests + i * sizeof(Digest), sizeof(Digest));
        fault = withdrawn_get(txn, arena, &items[i].submission, &withdrawn);
        items[i].withdrawn = withdrawn.there;
        items[i].withdrawn_on = withdrawn.on;
        Signed found = {.there = false};
        if (fault == ENV_FINE)
            fault = signed_get(txn, arena, &items[i].submission, &found);
        items[i].signer = found.signer;
    }
    return fault;
}

EnvFault dossier_state(EnvTxn *txn, Arena *arena, Text key, const char *digests, uint32_t count, Text *state)
{
    Text type, id;
    base_split_key(key, &type, &id);
    DossierItem *items = arena_array(arena, (size_t)count + 1, sizeof *items);
    EnvFault fault = dossier_items(txn, arena, digests, count, items);
    if (fault == ENV_FINE)
        *state = dossier_canonical(arena, type, id, items, count);
    return fault;
}

EnvFault dossier_of(EnvTxn *txn, Arena *arena, Text key, const char *digests, uint32_t count, Digest *dossier)
{
    Text state;
    ArenaMark mark = arena_mark(arena);
    EnvFault fault = dossier_state(txn, arena, key, digests, count, &state);
    if (fault == ENV_FINE)
        *dossier = digest_of(state);
    arena_reset(arena, mark);
    return fault;
}

EnvFault record_read(const Base *base, EnvTxn *txn, Arena *arena, Text key, Text value, EntityRecord *record,
                     const char **digests)
{
    if (value.length >= sizeof *record)
        memcpy(record, value.bytes, sizeof *record);
    if (value.length < sizeof *record || value.length != sizeof *record + (size_t)record->count * sizeof(Digest))
        return ENV_DAMAGED;
    *digests = value.bytes + sizeof *record;
    bool older = base->formats[PART_RECORDS] < RECORD_FORMAT; // it names its image
    return older ? dossier_of(txn, arena, key, *digests, record->count, &record->dossier) : ENV_FINE;
}

bool record_get(const Base *base, EnvTxn *txn, Arena *arena, Text key, EntityRecord *record, const char **digests,
                EnvFault *fault)
{
    Text value;
    *fault = env_get(txn, TABLE_ENTITY, key, &value);
    if (*fault == ENV_NOT_FOUND) {
        *fault = ENV_FINE;
        return false;
    }
    if (*fault == ENV_FINE)
        *fault = record_read(base, txn, arena, key, value, record, digests);
    return *fault == ENV_FINE;
}

EnvFault dossier_read(BaseReader *reader, uint32_t type, Text id, const char *digests, uint32_t count, SubmissionList *list)
{
    EnvFault fault = stored_submissions(reader->txn, reader->schema, reader->arena, digests, count, list);
    for (size_t i = 0; i < list->count && fault == ENV_FINE; i++) {
        if (list->items[i]->facts.type != type || !text_equal(list->items[i]->id, id))
            fault = ENV_DAMAGED;
    }
    return fault;
}

EnvFault dossier_said(BaseReader *reader, Arena *arena, uint32_t type, Text id, const char *digests, uint32_t count,
                      SubmissionList *list)
{
    Arena *before = reader->arena;
    reader->arena = arena;
    EnvFault fault = dossier_read(reader, type, id, digests, count, list);
    reader->arena = before;
    for (size_t i = 0; i < list->count && fault == ENV_FINE; i++) {
        StoredSubmission stored;
        fault = stored_get(reader->txn, arena, &list->items[i]->digest, &stored);
        if (fault != ENV_FINE)
            break;
        Text *piece = arena_raw(arena, sizeof *piece);
        *piece = stored.said;
        list->items[i]->canonical = (TextPieces){piece, 1, 1, piece->length};
    }
    return fault;
}

EnvFault dossier_make(BaseReader *reader, uint32_t type, Text id, const Digest *dossier, SubmissionList *list, Text *image)
{
    Arena *arena = reader->arena;
    ImageAnswer answer = image_build(reader->schema, arena, arena, type, id, dossier, list, NULL, image);
    return answer == IMAGE_MADE ? ENV_FINE : ENV_DAMAGED;
}
