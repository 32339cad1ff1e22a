// SPDX-License-Identifier: MIT
// The register as it is read: steps by verdict, by subject, by outcome; contents; dossiers as they were. See register.h.
#include "store/base_inside.h"
#include "store/register.h"

#include "support/calendar.h"
#include "support/compress.h"

bool stored_verdict_read(Text value, StoredVerdict *stored)
{
    if (value.length < sizeof stored->sequence)
        return false;
    stored->sequence = log_sequence(text_slice(value, 0, sizeof stored->sequence));
    stored->frame = text_slice(value, sizeof stored->sequence, value.length);
    return stored->sequence != 0;
}

Text outcome_key(Arena *arena, Text outcome, Text on)
{
    return base_key(arena, outcome, on);
}

bool stored_content_read(Arena *arena, Text value, Text *text)
{
    if (!value.length || value.bytes[0] > CONTENT_FRAME)
        return false;
    Text rest = text_slice(value, 1, value.length);
    if (value.bytes[0] == CONTENT_FRAME)
        return decompressed(arena, rest, text);
    *text = rest;
    return true;
}

static BaseAnswer failed(BaseReader *reader, EnvFault fault)
{
    return base_fault(reader->base, reader->arena, fault == ENV_NOT_FOUND ? ENV_DAMAGED : fault, &reader->error);
}

// ---- steps ----

BaseAnswer base_step_at(BaseReader *reader, uint64_t sequence, RegisterStep *step)
{
    Text entry;
    EnvFault fault = env_get(reader->txn, TABLE_LOG, sequence_key(reader->arena, sequence), &entry);
    *step = (RegisterStep){.sequence = sequence};
    if (fault == ENV_FINE && !(log_entry_read(entry, reader->arena, &step->entry) && step->entry.at.bytes))
        fault = ENV_DAMAGED;
    if (fault != ENV_FINE)
        return failed(reader, fault);
    step->digest = digest_of(entry);
    return BASE_DONE;
}

bool base_find_verdict(BaseReader *reader, const Digest *digest, RegisterStep *step, Text *canonical, BaseAnswer *answer)
{
    Text value;
    StoredVerdict stored;
    *answer = BASE_DONE;
    EnvFault fault = env_get(reader->txn, TABLE_VERDICT, digest_key(digest), &value);
    if (fault == ENV_NOT_FOUND)
        return false;
    bool whole = fault == ENV_FINE && stored_verdict_read(value, &stored) && decompressed(reader->arena, stored.frame, canonical);
    *answer = whole ? base_step_at(reader, stored.sequence, step) : failed(reader, fault == ENV_FINE ? ENV_DAMAGED : fault);
    return *answer == BASE_DONE;
}

typedef struct EachStep {
    BaseReader *reader;
    Text key;
    RegisterVisit *visit;
    RegisterSubject *subject;
    RegisterFound *found;
    void *with;
    BaseAnswer answer;
} EachStep;

static bool visit_step(void *with, Text key, Text value)
{
    EachStep *each = with;
    RegisterStep step;
    if (!text_equal(key, each->key))
        return false;
    each->answer = base_step_at(each->reader, log_sequence(value), &step);
    return each->answer == BASE_DONE && each->visit(each->with, &step);
}

static BaseAnswer each_ended(EachStep *each, EnvFault fault)
{
    return fault != ENV_FINE ? failed(each->reader, fault) : each->answer;
}

BaseAnswer base_each_step(BaseReader *reader, Text type, Text id, RegisterVisit *visit, void *with)
{
    EachStep each = {.reader = reader, .key = base_key(reader->arena, type, id), .visit = visit, .with = with};
    return each_ended(&each, env_each(reader->txn, TABLE_STEP, each.key, visit_step, &each));
}

static bool visit_subject(void *with, Text key, Text value)
{
    EachStep *each = with;
    Text type, id;
    (void)value;
    if (each->key.bytes && text_equal(key, each->key))
        return true;
    each->key = text_copy(each->reader->arena, key);
    base_split_key(each->key, &type, &id);
    return each->subject(each->with, type, id);
}

BaseAnswer base_each_subject(BaseReader *reader, RegisterSubject *visit, void *with)
{
    EachStep each = {.reader = reader, .subject = visit, .with = with};
    return each_ended(&each, env_each(reader->txn, TABLE_STEP, (Text){NULL, 0}, visit_subject, &each));
}

static bool visit_outcome(void *with, Text key, Text value)
{
    const EachStep *each = with;
    Text outcome, on;
    base_split_key(key, &outcome, &on);
    return each->found(each->with, outcome, on, log_sequence(value));
}

BaseAnswer base_each_outcome(BaseReader *reader, RegisterFound *visit, void *with)
{
    EachStep each = {.reader = reader, .found = visit, .with = with};
    return each_ended(&each, env_each(reader->txn, TABLE_OUTCOME, (Text){NULL, 0}, visit_outcome, &each));
}

// ---- what verdicts rest on ----

bool base_content(BaseReader *reader, const Digest *digest, Text *text, BaseAnswer *answer)
{
    Text value;
    *answer = BASE_DONE;
    EnvFault fault = env_get(reader->txn, TABLE_CONTENT, digest_key(digest), &value);
    if (fault == ENV_NOT_FOUND)
        return false;
    if (fault == ENV_FINE && !stored_content_read(reader->arena, value, text))
        fault = ENV_DAMAGED;
    if (fault == ENV_FINE) {
        Digest is = digest_of(*text);
        fault = digest_equal(&is, digest) ? ENV_FINE : ENV_DAMAGED;
    }
    if (fault != ENV_FINE)
        *answer = failed(reader, fault);
    return fault == ENV_FINE;
}

bool base_bundle(BaseReader *reader, const Digest *sources, Text *bundle)
{
    const ImageName name = {*sources, stored_fingerprint};
    Text frame;
    return env_get(reader->txn, TABLE_BUNDLE, image_key(&name), &frame) == ENV_FINE && decompressed(reader->arena, frame, bundle);
}

bool base_dossier_now(BaseReader *reader, Text type, Text id, Digest *digest, BaseAnswer *answer)
{
    EntityRecord record;
    const char *digests;
    EnvFault fault;
    Text key = base_key(reader->arena, type, id);
    bool there = record_get(reader->base, reader->txn, reader->arena, key, &record, &digests, &fault);
    *answer = fault == ENV_FINE || fault == ENV_KEY_TOO_LONG ? BASE_DONE : failed(reader, fault);
    if (there)
        *digest = record.dossier;
    return there;
}

// ---- dossiers as they were ----

// What a dossier says of itself: which submissions it has, and which of them were withdrawn.
typedef struct PastState {
    Digest *submissions;
    uint32_t count;
    TextIndex withdrawn; // digests
    int64_t *days;       // by number there
    TextIndex is_signed; // digests
    Text *signers;       // by number there
} PastState;

static bool read_digest(const JsonDocument *document, Arena *arena, uint32_t value, Digest *digest)
{
    return value < document->count && json_kind(document, value) == JSON_STRING &&
           digest_read(json_string(document, arena, value), digest);
}

static bool read_withdrawn(const JsonDocument *document, Arena *arena, uint32_t list, PastState *state)
{
    text_index_open(&state->withdrawn, arena);
    if (list == UINT32_MAX)
        return true;
    state->days = arena_array(arena, (size_t)json_count(document, list) + 1, sizeof *state->days);
    for (uint32_t pair = list + 1; pair < json_next(document, list); pair = json_next(document, pair)) {
        Digest *digest = arena_raw(arena, sizeof *digest);
        bool fine = json_kind(document, pair) == JSON_ARRAY && json_count(document, pair) == 2 &&
                    read_digest(document, arena, pair + 1, digest) && json_kind(document, pair + 2) == JSON_STRING;
        uint32_t number = fine ? text_index_add(&state->withdrawn, digest_key(digest)) : 0;
        if (!fine || !date_read(json_string(document, arena, pair + 2), &state->days[number]))
            return false;
    }
    return true;
}

static bool read_signed(const JsonDocument *document, Arena *arena, uint32_t list, PastState *state)
{
    text_index_open(&state->is_signed, arena);
    if (list == UINT32_MAX)
        return true;
    state->signers = arena_array(arena, (size_t)json_count(document, list) + 1, sizeof *state->signers);
    for (uint32_t pair = list + 1; pair < json_next(document, list); pair = json_next(document, pair)) {
        Digest *digest = arena_raw(arena, sizeof *digest), signer;
        bool fine = json_kind(document, pair) == JSON_ARRAY && json_count(document, pair) == 2 &&
                    read_digest(document, arena, pair + 1, digest) && read_digest(document, arena, pair + 2, &signer);
        if (!fine)
            return false;
        state->signers[text_index_add(&state->is_signed, digest_key(digest))] = digest_text(arena, &signer);
    }
    return true;
}

static bool read_state(Text text, Arena *arena, PastState *state)
{
    JsonDocument document = {.values = NULL};
    JsonError error;
    size_t at = 0;
    *state = (PastState){.count = 0};
    if (!json_read(&document, arena, text, &at, &error))
        return false;
    uint32_t list = json_member(&document, 0, "submissions");
    uint32_t count = list == UINT32_MAX ? 0 : json_count(&document, list);
    state->submissions = arena_array(arena, (size_t)count + 1, sizeof *state->submissions);
    for (uint32_t at_value = list + 1; state->count < count; at_value = json_next(&document, at_value)) {
        if (!read_digest(&document, arena, at_value, &state->submissions[state->count++]))
            return false;
    }
    return read_signed(&document, arena, json_member(&document, 0, "signed"), state) &&
           read_withdrawn(&document, arena, json_member(&document, 0, "withdrawn"), state);
}

// What was withdrawn or signed since was not then.
static void stand_as_then(const PastState *state, const SubmissionList *list)
{
    for (size_t i = 0; i < list->count; i++) {
        uint32_t number = text_index_find(&state->withdrawn, digest_key(&list->items[i]->digest));
        list->items[i]->withdrawn = number != UINT32_MAX;
        list->items[i]->withdrawn_on = number != UINT32_MAX ? state->days[number] : 0;
        number = text_index_find(&state->is_signed, digest_key(&list->items[i]->digest));
        list->items[i]->signer = number != UINT32_MAX ? state->signers[number] : (Text){NULL, 0};
    }
}

static EnvFault make_past(BaseReader *reader, uint32_t type, const NamedDossier *dossier, Text text, Text *image)
{
    PastState state;
    SubmissionList list = {0};
    if (!read_state(text, reader->arena, &state))
        return ENV_DAMAGED;
    EnvFault fault = dossier_read(reader, type, dossier->id, (const char *)state.submissions, state.count, &list);
    if (fault != ENV_FINE)
        return fault;
    stand_as_then(&state, &list);
    return dossier_make(reader, type, dossier->id, &dossier->digest, &list, image);
}

// The dossier that a verdict names; null: it names none of that type and id.
static const NamedDossier *named_dossier(const PastDossiers *past, uint32_t type, Text id)
{
    const Program *schema = past->reader->schema;
    Text name = program_string(schema, schema->types[type].name);
    size_t i = 0;
    while (i < past->count && !(text_equal(past->list[i].id, id) && text_equal(past->list[i].type, name)))
        i++;
    return i < past->count ? &past->list[i] : NULL;
}

static DossierAnswer find_past(void *with, uint32_t type, Text id, Dossier *found)
{
    const PastDossiers *past = with;
    BaseReader *reader = past->reader;
    BaseAnswer answer;
    Text text;
    const NamedDossier *named = named_dossier(past, type, id);
    *found = (Dossier){{NULL, 0}, NOT_KEPT};
    if (!named)
        return DOSSIER_NONE;
    if (!base_content(reader, &named->digest, &text, &answer)) {
        if (answer == BASE_DONE)
            failed(reader, ENV_DAMAGED);
        return DOSSIER_FAILED;
    }
    EnvFault fault = make_past(reader, type, named, text, &found->image);
    if (fault != ENV_FINE)
        failed(reader, fault);
    return fault == ENV_FINE ? DOSSIER_FOUND : DOSSIER_FAILED;
}

static bool past_submissions(void *with, uint32_t type, Text id, Arena *arena, SubmissionList *list)
{
    const PastDossiers *past = with;
    const NamedDossier *named = named_dossier(past, type, id);
    PastState state;
    BaseAnswer answer;
    Text text;
    return named && base_content(past->reader, &named->digest, &text, &answer) && read_state(text, arena, &state) &&
           dossier_said(past->reader, arena, type, id, (const char *)state.submissions, state.count, list) == ENV_FINE;
}

Dossiers base_past_dossiers(PastDossiers *past, const Program *program, Arena *arena)
{
    past->reader->schema = program;
    past->reader->arena = arena;
    return (Dossiers){.find = find_past, .submissions = past_submissions, .with = past, .arena = arena};
}
