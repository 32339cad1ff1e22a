// SPDX-License-Identifier: MIT
// A stored submission as a viewer may see it: a filter over its canonical JSON, without what the schema calls confidential. What
// the schema does not declare may be confidential too.
#include "submission/submission.h"

typedef struct Redaction {
    const Viewer *viewer;
    const Program *schema;
    const TextIndex *shown; // digests that may be given; null: all
    bool hides;             // something was left out
    Arena *arena;
    const JsonDocument *document;
    JsonWriter writer;
} Redaction;

// A value as it stands.
static void copy_value(Redaction *redaction, uint32_t value)
{
    json_write_value(&redaction->writer, redaction->document, value);
}

static void write_hidden(Redaction *redaction)
{
    redaction->hides = true;
    json_write_string(&redaction->writer, text_of(hidden_text));
}

static void redact_record(Redaction *redaction, uint32_t object, uint32_t type);

// A value of an attribute that is not confidential, or a set of such: what stands below it may be.
static void redact_value(Redaction *redaction, const AttributeInfo *attribute, uint32_t value)
{
    const JsonDocument *document = redaction->document;
    JsonKind kind = json_kind(document, value);
    bool part = attribute->kind == TYPE_PART, set = attribute_is_many(attribute);
    if (!part) {
        copy_value(redaction, value);
    } else if (set && kind == JSON_OBJECT && json_count(document, value) == 1 && json_string_is(document, value + 1, "open")) {
        json_begin_object(&redaction->writer);
        json_key(&redaction->writer, text_of("open"));
        redact_value(redaction, attribute, value + 2);
        json_end_object(&redaction->writer);
    } else if (set && kind == JSON_ARRAY) {
        json_begin_array(&redaction->writer);
        for (uint32_t item = value + 1; item < json_next(document, value); item = json_next(document, item))
            redact_value(redaction, attribute, item);
        json_end_array(&redaction->writer);
    } else if (kind == JSON_OBJECT) {
        redact_record(redaction, value, attribute->target);
    } else if (!viewer_sees_keys(redaction->viewer, redaction->schema,
                                 attribute->target)) { // a reference by a key that is hidden
        write_hidden(redaction);
    } else {
        copy_value(redaction, value);
    }
}

static void redact_record(Redaction *redaction, uint32_t object, uint32_t type)
{
    const JsonDocument *document = redaction->document;
    json_begin_object(&redaction->writer);
    for (uint32_t key = object + 1; key < json_next(document, object); key = json_next(document, key + 1)) {
        Text name = json_string(document, redaction->arena, key);
        uint32_t attribute = schema_attribute(redaction->schema, type, text_nfc(redaction->arena, name));
        json_key(&redaction->writer, name);
        if (attribute == UINT32_MAX || !viewer_sees_attribute(redaction->viewer, &redaction->schema->attributes[attribute]))
            write_hidden(redaction);
        else
            redact_value(redaction, &redaction->schema->attributes[attribute], key + 1);
    }
    json_end_object(&redaction->writer);
}

// ---- the whole ----

static bool evidence_shows(const Viewer *viewer, const JsonDocument *document, uint32_t evidence, Arena *arena)
{
    uint32_t said = json_member(document, evidence, "confidential"), by = json_member(document, evidence, "by");
    if (said == UINT32_MAX || json_kind(document, said) != JSON_TRUE)
        return true;
    bool named = by != UINT32_MAX && json_kind(document, by) == JSON_STRING;
    return viewer_sees_confidence(viewer, named ? json_string(document, arena, by) : (Text){"", 0});
}

static bool begins_with(Text text, size_t at, const char *with)
{
    size_t length = strlen(with);
    return length <= text.length - at && memcmp(text.bytes + at, with, length) == 0;
}

// Reads the value behind some bytes, and moves behind it.
static bool read_behind(Text canonical, size_t *at, const char *before, Arena *arena, JsonDocument *value)
{
    JsonError error;
    if (!begins_with(canonical, *at, before))
        return false;
    *at += strlen(before);
    return json_read(value, arena, canonical, at, &error);
}

// In the canonical form `entity` stands first, or behind what a document closes, and `evidence` behind it: what else there is
// need not be read.
static bool read_evidence(Text canonical, Arena *arena, JsonDocument *evidence)
{
    JsonDocument before = {.values = NULL};
    size_t at = 0;
    bool closes = read_behind(canonical, &at, "{\"closed\":", arena, &before);
    return read_behind(canonical, &at, closes ? ",\"entity\":" : "{\"entity\":", arena, &before) &&
           read_behind(canonical, &at, ",\"evidence\":", arena, evidence) && json_kind(evidence, 0) == JSON_OBJECT;
}

bool submission_shows(const Viewer *viewer, Text canonical, Arena *arena)
{
    JsonDocument evidence = {.values = NULL};
    if (viewer->audience == AUDIENCE_OFFICE)
        return true;
    return read_evidence(canonical, arena, &evidence) && evidence_shows(viewer, &evidence, 0, arena);
}

Digest *submission_replaced(Text canonical, Arena *arena, uint32_t *count)
{
    JsonDocument evidence = {.values = NULL};
    *count = 0;
    bool read = read_evidence(canonical, arena, &evidence);
    uint32_t list = read ? json_member(&evidence, 0, "replaces") : UINT32_MAX;
    if (list == UINT32_MAX || json_kind(&evidence, list) != JSON_ARRAY)
        return NULL;
    Digest *digests = arena_array(arena, (size_t)json_count(&evidence, list) + 1, sizeof *digests);
    for (uint32_t item = list + 1; item < json_next(&evidence, list); item = json_next(&evidence, item))
        *count += json_kind(&evidence, item) == JSON_STRING && digest_read(json_string(&evidence, arena, item), &digests[*count]);
    return digests;
}

// Those of what it replaces that may be named, as a member, where there are any.
static void redact_replaced(Redaction *redaction, uint32_t key)
{
    const JsonDocument *document = redaction->document;
    Digest digest;
    bool any = false;
    for (uint32_t item = key + 2; item < json_next(document, key + 1); item = json_next(document, item)) {
        bool named = json_kind(document, item) == JSON_STRING &&
                     digest_read(json_string(document, redaction->arena, item), &digest) &&
                     text_index_find(redaction->shown, digest_bytes(&digest)) != UINT32_MAX;
        if (named && !any)
            json_key_array(&redaction->writer, "replaces");
        if (named)
            copy_value(redaction, item);
        any |= named;
        redaction->hides |= !named;
    }
    if (any)
        json_end_array(&redaction->writer);
}

// The paths of sets that are left open, or closed by a document, but for those that lead through what is hidden: they would tell
// of it.
static bool path_shows(const Redaction *redaction, uint32_t type, Text path)
{
    for (size_t start = 0; start <= path.length;) {
        const char *dot = path.length > start ? memchr(path.bytes + start, '.', path.length - start) : NULL;
        size_t end = dot ? (size_t)(dot - path.bytes) : path.length;
        uint32_t number = schema_attribute(redaction->schema, type, text_slice(path, start, end));
        if (number == UINT32_MAX || !viewer_sees_attribute(redaction->viewer, &redaction->schema->attributes[number]))
            return false;
        type = redaction->schema->attributes[number].target;
        start = end + 1;
        if (start <= path.length && redaction->schema->attributes[number].kind != TYPE_PART)
            return false;
    }
    return true;
}

static void redact_paths(Redaction *redaction, uint32_t list, uint32_t type)
{
    const JsonDocument *document = redaction->document;
    json_begin_array(&redaction->writer);
    for (uint32_t item = list + 1; item < json_next(document, list); item = json_next(document, item)) {
        bool shows = json_kind(document, item) == JSON_STRING &&
                     path_shows(redaction, type, text_nfc(redaction->arena, json_string(document, redaction->arena, item)));
        if (shows)
            copy_value(redaction, item);
        redaction->hides |= !shows;
    }
    json_end_array(&redaction->writer);
}

// What a document is filed under may be its digest, and so a digest of what is left out.
static void redact_evidence(Redaction *redaction, uint32_t evidence)
{
    const JsonDocument *document = redaction->document;
    json_begin_object(&redaction->writer);
    for (uint32_t key = evidence + 1; key < json_next(document, evidence); key = json_next(document, key + 1)) {
        if (redaction->hides && json_string_is(document, key, "document"))
            continue;
        if (redaction->shown && json_string_is(document, key, "replaces") && json_kind(document, key + 1) == JSON_ARRAY) {
            redact_replaced(redaction, key);
            continue;
        }
        json_key(&redaction->writer, json_string(document, redaction->arena, key));
        copy_value(redaction, key + 1);
    }
    json_end_object(&redaction->writer);
}

static void redact_member(Redaction *redaction, uint32_t key, uint32_t type)
{
    const JsonDocument *document = redaction->document;
    bool object = json_kind(document, key + 1) == JSON_OBJECT;
    bool paths = json_string_is(document, key, "open") || json_string_is(document, key, "closed");
    json_key(&redaction->writer, json_string(document, redaction->arena, key));
    if (json_string_is(document, key, "facts") && object && type != UINT32_MAX)
        redact_record(redaction, key + 1, type);
    else if (json_string_is(document, key, "facts") || (paths && type == UINT32_MAX))
        write_hidden(redaction);
    else if (paths && json_kind(document, key + 1) == JSON_ARRAY)
        redact_paths(redaction, key + 1, type);
    else if (json_string_is(document, key, "evidence") && object)
        redact_evidence(redaction, key + 1);
    else
        copy_value(redaction, key + 1);
}

static void redact_submission(Redaction *redaction, uint32_t type)
{
    const JsonDocument *document = redaction->document;
    redaction->writer = json_writer(redaction->arena);
    json_begin_object(&redaction->writer);
    for (uint32_t key = 1; key < json_next(document, 0); key = json_next(document, key + 1)) {
        if (!json_string_is(document, key, "asked")) // what was missing, as the office saw it
            redact_member(redaction, key, type);
        else
            redaction->hides = true;
    }
    json_end_object(&redaction->writer);
}

RedactedSubmission submission_redacted(const Viewer *viewer, const Program *schema, Text canonical, bool says_more,
                                       const TextIndex *shown, Arena *arena)
{
    JsonDocument document = {.values = NULL};
    JsonError error;
    size_t at = 0;
    Redaction redaction = {
        .viewer = viewer, .schema = schema, .shown = shown, .hides = says_more, .arena = arena, .document = &document};
    if (viewer->audience == AUDIENCE_OFFICE)
        return (RedactedSubmission){canonical, true};
    if (!submission_shows(viewer, canonical, arena) || !json_read(&document, arena, canonical, &at, &error))
        return (RedactedSubmission){{NULL, 0}, false};
    uint32_t entity = json_member(&document, 0, "entity");
    bool named = schema && entity != UINT32_MAX && json_kind(&document, entity) == JSON_STRING;
    uint32_t type = named ? schema_type(schema, text_nfc(arena, json_string(&document, arena, entity))) : UINT32_MAX;
    redact_submission(&redaction, type); // whether something is left out is known behind the evidence
    if (redaction.hides)
        redact_submission(&redaction, type);
    return (RedactedSubmission){text_built(&redaction.writer.builder), !redaction.hides};
}
