// SPDX-License-Identifier: MIT
// Opens the fact base, and reads it as a snapshot: dossiers by their images, which are made anew where there is none. See base.h.
#include "store/base_inside.h"

#include "import/document.h"
#include "support/calendar.h"
#include "support/compress.h"
#include "support/hash.h"

// ---- opening ----

BaseAnswer base_open(const char *path, EnvMode mode, Arena *arena, Base **opened, Text *error)
{
    *opened = NULL;
    size_t length = strlen(path);
    Base *base = memory_take(sizeof *base + length + 1);
    if (!base)
        arena_exhausted(arena);
    *base = (Base){.path_bytes = (char *)(base + 1), .writes = mode == ENV_WRITE};
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
    compressor_close(base->compressor);
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

static DossierAnswer reader_failed(BaseReader *reader, EnvFault fault)
{
    base_fault(reader->base, reader->arena, fault, &reader->error);
    return DOSSIER_FAILED;
}

// A dossier of which there is no image for the schema that this program reads.
static DossierAnswer make_anew(BaseReader *reader, uint32_t type, Text id, const EntityRecord *record, const char *digests,
                               Text *image)
{
    SubmissionList list = {0};
    EnvFault fault = dossier_read(reader, type, id, digests, record->count, &list);
    if (fault == ENV_FINE)
        fault = dossier_make(reader, type, id, &record->dossier, &list, image);
    return fault == ENV_FINE ? DOSSIER_FOUND : reader_failed(reader, fault);
}

// A dossier that is not to be read: what is wrong with it.
static DossierAnswer refuse_dossier(BaseReader *reader, uint32_t type, Text id, const char *what)
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

static DossierAnswer find_or_make(BaseReader *reader, uint32_t type, Text id, Text *image, bool *mapped)
{
    EntityRecord record;
    const char *digests, *reason;
    EnvFault fault;
    Text name = program_string(reader->schema, reader->schema->types[type].name);
    Text key = base_key(reader->arena, name, id);
    if (!record_get(reader->base, reader->txn, reader->arena, key, &record, &digests, &fault))
        return fault == ENV_FINE || fault == ENV_KEY_TOO_LONG ? DOSSIER_NONE : reader_failed(reader, fault);
    ImageName wanted = {record.dossier, reader->schema->layout};
    fault = find_image(reader, &wanted, image, mapped);
    const char *what = NULL;
    if (fault == ENV_FINE && reader->verifies)
        what = dossier_wrong(reader, type, id, &record, digests, *image, &fault);
    if (fault != ENV_FINE)
        return reader_failed(reader, fault);
    if (what)
        return refuse_dossier(reader, type, id, what);
    if (image->bytes && image_fits(*image, &wanted.layout, &reason))
        return DOSSIER_FOUND;
    *mapped = false;
    return make_anew(reader, type, id, &record, digests, image);
}

// The dossier of a subject is asked for once.
static DossierAnswer find_dossier(void *with, uint32_t type, Text id, Dossier *found)
{
    BaseReader *reader = with;
    DossierCache *cache = type == reader->schema->head.subject_type ? NULL : reader->cache;
    DossierAnswer answer;
    bool mapped = false;
    uint32_t hash = cache ? hash_text(id) : 0;
    if (cache && cache_find(cache, type, id, hash, &answer, found))
        return answer;
    found->kept = NOT_KEPT;
    answer = find_or_make(reader, type, id, &found->image, &mapped);
    if (cache)
        cache_keep(cache, type, id, hash, mapped, answer, found);
    return answer;
}

static bool dossier_submissions(void *with, uint32_t type, Text id, Arena *arena, SubmissionList *list)
{
    BaseReader *reader = with;
    EntityRecord record;
    const char *digests;
    EnvFault fault;
    Text key = base_key(arena, program_string(reader->schema, reader->schema->types[type].name), id);
    return record_get(reader->base, reader->txn, arena, key, &record, &digests, &fault) &&
           dossier_said(reader, arena, type, id, digests, record.count, list) == ENV_FINE;
}

Dossiers base_dossiers(BaseReader *reader)
{
    return (Dossiers){.find = find_dossier, .submissions = dossier_submissions, .with = reader, .arena = reader->arena};
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

static EnvFault read_signature(BaseReader *reader, BaseSubmission *one)
{
    Signed found;
    EnvFault fault = signed_get(reader->txn, reader->arena, &one->digest, &found);
    one->signer = found.signer;
    one->envelope = found.envelope;
    return fault;
}

BaseAnswer base_submission_envelope(BaseReader *reader, const BaseSubmission *submission, Text *envelope)
{
    const Signed found = {.there = true, .envelope = submission->envelope};
    EnvFault fault = signed_envelope(reader->txn, reader->arena, &found, envelope);
    return fault == ENV_FINE ? BASE_DONE : base_fault(reader->base, reader->arena, fault, &reader->error);
}

// All that is kept of a submission, by its digest, which is there.
static EnvFault read_submission(BaseReader *reader, BaseSubmission *one)
{
    EnvFault fault = stored_get(reader->txn, reader->arena, &one->digest, &one->stored);
    if (fault == ENV_NOT_FOUND || (fault == ENV_FINE && !stored_is_canonical(reader->arena, one->stored.said)))
        fault = ENV_DAMAGED;
    if (fault != ENV_FINE)
        return fault;
    Withdrawn withdrawn;
    fault = withdrawn_get(reader->txn, reader->arena, &one->digest, &withdrawn);
    if (fault != ENV_FINE)
        return fault;
    one->withdrawn = withdrawn.there;
    one->withdrawn_on = withdrawn.on;
    one->because = withdrawn.because;
    return read_signature(reader, one);
}

BaseAnswer base_each_submission(BaseReader *reader, Text type, Text id, BaseSubmissionVisit *visit, void *with)
{
    EntityRecord record;
    const char *digests;
    EnvFault fault;
    Text key = base_key(reader->arena, type, id);
    if (!record_get(reader->base, reader->txn, reader->arena, key, &record, &digests, &fault))
        return fault == ENV_FINE ? BASE_DONE : base_fault(reader->base, reader->arena, fault, &reader->error);
    for (uint32_t i = 0; i < record.count; i++) {
        BaseSubmission one = {.withdrawn = false};
        memcpy(&one.digest, digests + i * sizeof one.digest, sizeof one.digest);
        fault = read_submission(reader, &one);
        if (fault != ENV_FINE)
            return base_fault(reader->base, reader->arena, fault, &reader->error);
        if (!visit(with, &one))
            break;
    }
    return BASE_DONE;
}

typedef struct Gathered {
    Arena *arena;
    BaseSubmission *items;
    size_t count, capacity;
} Gathered;

static bool gather_submission(void *with, const BaseSubmission *one)
{
    Gathered *gathered = with;
    gathered->items = arena_grow(gathered->arena, gathered->items, gathered->count, &gathered->capacity, sizeof *gathered->items);
    gathered->items[gathered->count++] = *one;
    return true;
}

BaseAnswer base_submissions(BaseReader *reader, Text type, Text id, BaseSubmission **list, size_t *count)
{
    Gathered gathered = {.arena = reader->arena};
    BaseAnswer answer = base_each_submission(reader, type, id, gather_submission, &gathered);
    *list = gathered.items ? gathered.items : arena_take(reader->arena, sizeof **list);
    *count = gathered.count;
    return answer;
}

// Whether there is any document among them; if so, all of them are read.
static EnvFault read_documents(BaseReader *reader, const Program *schema, const BaseSubmission *list, size_t count,
                               SubmissionList *read)
{
    Digest *digests = arena_array(reader->arena, count + 1, sizeof *digests);
    bool any = false;
    for (size_t i = 0; i < count; i++) {
        digests[i] = list[i].digest;
        any |= list[i].stored.frame.bytes != NULL;
    }
    if (!any)
        return ENV_FINE;
    EnvFault fault = stored_submissions(reader->txn, schema, reader->arena, (const char *)digests, (uint32_t)count, read);
    bool damaged = fault == ENV_FINE && documents_read(schema, reader->arena, reader->arena, read, NULL) != DOCUMENTS_READ;
    return damaged ? ENV_DAMAGED : fault;
}

BaseAnswer base_claims(BaseReader *reader, const Program *schema, const BaseSubmission *list, size_t count, BaseClaims **claims)
{
    SubmissionList read = {0};
    TextIndex numbers; // of the list, by digest
    *claims = arena_array(reader->arena, count + 1, sizeof **claims);
    EnvFault fault = read_documents(reader, schema, list, count, &read);
    if (fault != ENV_FINE)
        return base_fault(reader->base, reader->arena, fault, &reader->error);
    text_index_open(&numbers, reader->arena);
    for (size_t i = 0; i < count; i++)
        text_index_add(&numbers, digest_key(&list[i].digest));
    for (size_t i = 0; i < read.count; i++) {
        Submission *one = read.items[i];
        if (one->content)
            (*claims)[text_index_find(&numbers, digest_key(&one->digest))] = (BaseClaims){
                document_claims(schema, one, reader->arena), one->partial};
    }
    return BASE_DONE;
}
