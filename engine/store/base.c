// SPDX-License-Identifier: MIT
// Opening and reading the fact base. See base.h.
#include "store/base_inside.h"

#include "support/calendar.h"
#include "support/hash.h"

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

// ---- opening ----

BaseAnswer base_open(const char *path, EnvMode mode, Arena *arena, Base **opened, Text *error)
{
    *opened = NULL;
    size_t length = strlen(path);
    Base *base = memory_take(sizeof *base + length + 1);
    if (!base)
        arena_exhausted(arena);
    *base = (Base){.path_bytes = (char *)(base + 1)};
    memcpy(base->path_bytes, path, length + 1);
    base->path = (Text){base->path_bytes, length};
    *opened = base; // whoever leaves for want of memory finds it there
    EnvFault fault = env_open(path, mode, &base->env);
    BaseAnswer answer = fault == ENV_FINE ? formats_check(base, mode, arena, error) : base_fault(base, arena, fault, error);
    if (answer != BASE_DONE) {
        if (base->env)
            base_discard_if_new(base);
        base_close(base);
        *opened = NULL;
    }
    return answer;
}

void base_close(Base *base)
{
    if (!base)
        return;
    env_close(base->env);
    memory_give(base);
}

void base_recover(Base *base)
{
    env_abort_writing(base->env);
    formats_aborted(base);
}

void base_discard_if_new(Base *base)
{
    env_discard_if_new(base->env);
}

// ---- keys and records ----

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

bool withdrawal_day(Arena *arena, Text stored, int64_t *day)
{
    int64_t at;
    if (!instant_read(stored_member(arena, stored, "at"), &at))
        return false;
    *day = (at - (at % SECONDS_A_DAY + SECONDS_A_DAY) % SECONDS_A_DAY) / SECONDS_A_DAY;
    return true;
}

bool is_withdrawn(EnvTxn *txn, const Digest *digest, Text *stored, EnvFault *fault)
{
    *fault = env_get(txn, TABLE_WITHDRAWN, digest_key(digest), stored);
    bool withdrawn = *fault == ENV_FINE;
    if (*fault == ENV_NOT_FOUND)
        *fault = ENV_FINE;
    return withdrawn;
}

Submission *canonical_submission(const Program *schema, Arena *arena, Text canonical, EnvFault *fault)
{
    // What the schema has no place for is left out; why, nobody asks.
    Sources sources;
    Diagnostics diagnostics;
    JsonDocument document = {.values = NULL};
    JsonError json_error;
    size_t at = 0;
    sources_open(&sources, arena);
    diagnostics_open(&diagnostics, arena, &sources);
    sources_add(&sources, text_of("a stored submission"), canonical);
    *fault = json_read(&document, arena, canonical, &at, &json_error) ? ENV_FINE : ENV_DAMAGED;
    if (*fault != ENV_FINE)
        return NULL;
    Submission *submission = submission_read(schema, READ_DECLARED, arena, &diagnostics, &sources.items[0], &document, 0);
    if (submission)
        submission->base = 0;
    return submission;
}

Submission *stored_submission(EnvTxn *txn, const Program *schema, Arena *arena, const Digest *digest, EnvFault *fault)
{
    Text canonical;
    *fault = env_get(txn, TABLE_SUBMISSION, digest_key(digest), &canonical);
    if (*fault != ENV_FINE) {
        *fault = *fault == ENV_NOT_FOUND ? ENV_DAMAGED : *fault;
        return NULL;
    }
    Submission *submission = canonical_submission(schema, arena, canonical, fault);
    if (!submission)
        return NULL;
    submission->digest = *digest;
    Text withdrawal;
    submission->withdrawn = is_withdrawn(txn, digest, &withdrawal, fault);
    return *fault == ENV_FINE ? submission : NULL;
}

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

// ---- the log's head ----

uint64_t log_sequence(Text key)
{
    uint64_t sequence = 0;
    if (key.length == sizeof sequence)
        memcpy(&sequence, key.bytes, sizeof sequence);
    return __builtin_bswap64(sequence);
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

// ---- reading ----

BaseAnswer base_read(Base *base, const Program *schema, Arena *arena, BaseReader **opened, Text *error)
{
    BaseReader *reader = arena_take(arena, sizeof *reader);
    *reader = (BaseReader){.base = base, .schema = schema, .arena = arena};
    EnvFault fault = env_begin(base->env, ENV_READ, &reader->txn);
    *opened = fault == ENV_FINE ? reader : NULL;
    return fault == ENV_FINE ? BASE_DONE : base_fault(base, arena, fault, error);
}

void base_read_end(BaseReader *reader)
{
    if (!reader)
        return;
    env_abort(reader->txn);
    reader->txn = NULL;
}

void base_read_verifying(BaseReader *reader)
{
    reader->verifies = true;
}

uint64_t base_read_moment(const BaseReader *reader)
{
    return env_view(reader->txn).moment;
}

bool base_read_review(BaseReader *reader, Arena *arena, DossierCache *cache, bool in_use)
{
    EnvView view = env_view(reader->txn);
    reader->arena = arena;
    reader->cache = NULL; // until it is ready: memory may run out
    if (cache_begin(cache, &view, reader->schema, in_use, arena->guard))
        reader->cache = cache;
    return reader->cache != NULL;
}

Text base_reader_error(const BaseReader *reader)
{
    return reader->error;
}

static DossierAnswer failed(BaseReader *reader, EnvFault fault)
{
    base_fault(reader->base, reader->arena, fault, &reader->error);
    return DOSSIER_FAILED;
}

EnvFault dossier_read(BaseReader *reader, uint32_t type, Text id, const char *digests, uint32_t count, SubmissionList *list)
{
    for (uint32_t i = 0; i < count; i++) {
        Digest digest;
        EnvFault fault;
        memcpy(&digest, digests + i * sizeof digest, sizeof digest);
        Submission *submission = stored_submission(reader->txn, reader->schema, reader->arena, &digest, &fault);
        if (fault != ENV_FINE)
            return fault;
        if (!submission)
            continue;
        if (submission->facts.type != type || !text_equal(submission->id, id))
            return ENV_DAMAGED;
        list->items = arena_grow(reader->arena, list->items, list->count, &list->capacity, sizeof *list->items);
        list->items[list->count++] = submission;
    }
    return ENV_FINE;
}

void dossier_make(BaseReader *reader, uint32_t type, Text id, const Digest *dossier, SubmissionList *list, Text *image)
{
    image_build(reader->schema, reader->arena, reader->arena, type, id, dossier, list, NULL, image);
}

// A dossier of which there is no image for the schema that this program reads.
static DossierAnswer rebuild(BaseReader *reader, uint32_t type, Text id, const EntityRecord *record, const char *digests,
                             Text *image)
{
    SubmissionList list = {0};
    EnvFault fault = dossier_read(reader, type, id, digests, record->count, &list);
    if (fault != ENV_FINE)
        return failed(reader, fault);
    dossier_make(reader, type, id, &record->dossier, &list, image);
    return DOSSIER_FOUND;
}

// A dossier that is not to be read: what is wrong with it.
static DossierAnswer refuse(BaseReader *reader, uint32_t type, Text id, const char *what)
{
    Text name = program_string(reader->schema, reader->schema->types[type].name);
    Text path = text_shown(reader->arena, reader->base->path);
    id = text_shown(reader->arena, id);
    reader->error = text_format(reader->arena,
                                "%.*s: the dossier of the %.*s %.*s does not verify: %s (`assize facts verify` says what else is "
                                "wrong)",
                                (int)path.length, path.bytes, (int)name.length, name.bytes, (int)id.length, id.bytes, what);
    return DOSSIER_FAILED;
}

// The image of a dossier for the schema; bytes null: there is none.
static EnvFault find_image(BaseReader *reader, const ImageName *name, Text *image, bool *mapped)
{
    *mapped = false;
    EnvFault fault = env_get(reader->txn, TABLE_IMAGE, image_key(name), image);
    if (fault == ENV_NOT_FOUND)
        *image = (Text){NULL, 0};
    if (fault != ENV_FINE)
        return fault == ENV_NOT_FOUND ? ENV_FINE : fault;
    // Small values lie between others in a page, where nothing is aligned for them.
    bool aligned = (uintptr_t)image->bytes % sizeof(uint64_t) == 0;
    if (!aligned)
        *image = text_copy(reader->arena, *image);
    *mapped = aligned && env_gives_map(reader->txn);
    return ENV_FINE;
}

static DossierAnswer look_up(BaseReader *reader, uint32_t type, Text id, Text *image, bool *mapped)
{
    EntityRecord record;
    const char *digests, *reason;
    EnvFault fault;
    Text name = program_string(reader->schema, reader->schema->types[type].name);
    Text key = base_key(reader->arena, name, id);
    if (!record_get(reader->base, reader->txn, reader->arena, key, &record, &digests, &fault))
        return fault == ENV_FINE || fault == ENV_KEY_TOO_LONG ? DOSSIER_NONE : failed(reader, fault);
    ImageName wanted = {record.dossier, reader->schema->layout};
    fault = find_image(reader, &wanted, image, mapped);
    const char *what = NULL;
    if (fault == ENV_FINE && reader->verifies)
        what = dossier_wrong(reader, type, id, &record, digests, *image, &fault);
    if (fault != ENV_FINE)
        return failed(reader, fault);
    if (what)
        return refuse(reader, type, id, what);
    if (image->bytes && image_fits(*image, &wanted.layout, &reason))
        return DOSSIER_FOUND;
    *mapped = false;
    return rebuild(reader, type, id, &record, digests, image);
}

// The dossier of a subject is asked for once.
static DossierAnswer find(void *with, uint32_t type, Text id, Dossier *found)
{
    BaseReader *reader = with;
    DossierCache *cache = type == reader->schema->head.subject_type ? NULL : reader->cache;
    DossierAnswer answer;
    bool mapped = false;
    uint32_t hash = cache ? hash_text(id) : 0;
    if (cache && cache_find(cache, type, id, hash, &answer, found))
        return answer;
    found->kept = NOT_KEPT;
    answer = look_up(reader, type, id, &found->image, &mapped);
    if (cache)
        cache_keep(cache, type, id, hash, mapped, answer, found);
    return answer;
}

Dossiers base_dossiers(BaseReader *reader)
{
    return (Dossiers){.find = find, .with = reader, .arena = reader->arena};
}

typedef struct EachEntity {
    BaseReader *reader;
    BaseEntityVisit *visit;
    void *with;
    EnvFault fault;
} EachEntity;

static bool visit_entity(void *with, Text key, Text value)
{
    EachEntity *each = with;
    EntityRecord record;
    BaseEntity entity;
    const char *digests;
    BaseReader *reader = each->reader;
    guard_look(reader->arena->guard);
    each->fault = record_read(reader->base, reader->txn, reader->arena, key, value, &record, &digests);
    if (each->fault != ENV_FINE)
        return false;
    base_split_key(key, &entity.type, &entity.id);
    entity.dossier = record.dossier;
    entity.changed = record.changed;
    entity.submissions = record.count;
    return each->visit(each->with, &entity);
}

BaseAnswer base_each_entity(BaseReader *reader, BaseEntityVisit *visit, void *with)
{
    EachEntity each = {reader, visit, with, ENV_FINE};
    EnvFault fault = env_each(reader->txn, TABLE_ENTITY, (Text){NULL, 0}, visit_entity, &each);
    if (fault == ENV_FINE)
        fault = each.fault;
    return fault == ENV_FINE ? BASE_DONE : base_fault(reader->base, reader->arena, fault, &reader->error);
}

BaseAnswer base_submissions(BaseReader *reader, Text type, Text id, BaseSubmission **list, size_t *count)
{
    EntityRecord record;
    const char *digests;
    EnvFault fault;
    *count = 0;
    Text key = base_key(reader->arena, type, id);
    if (!record_get(reader->base, reader->txn, reader->arena, key, &record, &digests, &fault))
        return fault == ENV_FINE ? BASE_DONE : base_fault(reader->base, reader->arena, fault, &reader->error);
    *list = arena_array(reader->arena, (size_t)record.count + 1, sizeof **list);
    for (uint32_t i = 0; i < record.count; i++) {
        BaseSubmission *one = &(*list)[(*count)++];
        memcpy(&one->digest, digests + i * sizeof one->digest, sizeof one->digest);
        fault = env_get(reader->txn, TABLE_SUBMISSION, digest_key(&one->digest), &one->canonical);
        if (fault == ENV_NOT_FOUND || (fault == ENV_FINE && !stored_is_canonical(reader->arena, one->canonical)))
            fault = ENV_DAMAGED;
        if (fault != ENV_FINE)
            return base_fault(reader->base, reader->arena, fault, &reader->error);
        Text withdrawal;
        one->withdrawn = is_withdrawn(reader->txn, &one->digest, &withdrawal, &fault);
        if (one->withdrawn)
            one->because = stored_member(reader->arena, withdrawal, "because");
    }
    return BASE_DONE;
}
