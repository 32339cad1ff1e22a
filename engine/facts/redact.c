// SPDX-License-Identifier: MIT
// A stored submission as the public may see it: by its canonical form, without what the schema calls confidential. What the
// schema does not declare may be confidential too.
#include "facts/submission.h"

static const char hidden[] = "(confidential)";

typedef struct Redaction {
    const Program *schema;
    Arena *arena;
    const JsonDocument *document;
    JsonWriter writer;
} Redaction;

// A value as it stands.
static void copy_value(Redaction *redaction, uint32_t value)
{
    const JsonDocument *document = redaction->document;
    JsonKind kind = json_kind(document, value);
    bool object = kind == JSON_OBJECT;
    switch (kind) {
    case JSON_ARRAY:
    case JSON_OBJECT:
        object ? json_begin_object(&redaction->writer) : json_begin_array(&redaction->writer);
        for (uint32_t at = value + 1; at < json_next(document, value); at = json_next(document, at)) {
            if (object)
                json_key(&redaction->writer, json_string(document, redaction->arena, at++));
            copy_value(redaction, at);
        }
        object ? json_end_object(&redaction->writer) : json_end_array(&redaction->writer);
        break;
    case JSON_STRING:
        json_write_string(&redaction->writer, json_string(document, redaction->arena, value));
        break;
    default:
        json_write_raw(&redaction->writer, json_raw(document, value));
        break;
    }
}

static bool has_secret_key(const Program *schema, uint32_t type)
{
    for (uint32_t i = 0; i < schema->types[type].key_count; i++) {
        if (schema->attributes[schema->keys[schema->types[type].first_key + i]].flags & ATTRIBUTE_CONFIDENTIAL)
            return true;
    }
    return false;
}

static void write_record(Redaction *redaction, uint32_t object, uint32_t type);

// A value of an attribute that is not confidential, or a set of such: what stands below it may be.
static void write_value(Redaction *redaction, const AttributeInfo *attribute, uint32_t value)
{
    const JsonDocument *document = redaction->document;
    JsonKind kind = json_kind(document, value);
    bool part = attribute->kind == TYPE_PART, set = attribute_is_many(attribute);
    if (!part) {
        copy_value(redaction, value);
    } else if (set && kind == JSON_OBJECT && json_count(document, value) == 1 && json_string_is(document, value + 1, "open")) {
        json_begin_object(&redaction->writer);
        json_key(&redaction->writer, text_of("open"));
        write_value(redaction, attribute, value + 2);
        json_end_object(&redaction->writer);
    } else if (set && kind == JSON_ARRAY) {
        json_begin_array(&redaction->writer);
        for (uint32_t item = value + 1; item < json_next(document, value); item = json_next(document, item))
            write_value(redaction, attribute, item);
        json_end_array(&redaction->writer);
    } else if (kind == JSON_OBJECT) {
        write_record(redaction, value, attribute->target);
    } else if (has_secret_key(redaction->schema, attribute->target)) { // a reference by a key that is confidential
        json_write_string(&redaction->writer, text_of(hidden));
    } else {
        copy_value(redaction, value);
    }
}

static void write_record(Redaction *redaction, uint32_t object, uint32_t type)
{
    const JsonDocument *document = redaction->document;
    json_begin_object(&redaction->writer);
    for (uint32_t key = object + 1; key < json_next(document, object); key = json_next(document, key + 1)) {
        Text name = json_string(document, redaction->arena, key);
        uint32_t attribute = schema_attribute(redaction->schema, type, name);
        json_key(&redaction->writer, name);
        if (attribute == UINT32_MAX || (redaction->schema->attributes[attribute].flags & ATTRIBUTE_CONFIDENTIAL))
            json_write_string(&redaction->writer, text_of(hidden));
        else
            write_value(redaction, &redaction->schema->attributes[attribute], key + 1);
    }
    json_end_object(&redaction->writer);
}

// Whether all of a submission was said in confidence.
static bool is_confidential(const JsonDocument *document)
{
    uint32_t evidence = json_member(document, 0, "evidence");
    uint32_t said = evidence == UINT32_MAX ? UINT32_MAX : json_member(document, evidence, "confidential");
    return evidence == UINT32_MAX || (said != UINT32_MAX && json_kind(document, said) == JSON_TRUE);
}

Text submission_redacted(const Program *schema, Text canonical, Arena *arena)
{
    JsonDocument document = {.values = NULL};
    JsonError error;
    size_t at = 0;
    Redaction redaction = {.schema = schema, .arena = arena, .document = &document};
    if (!json_read(&document, arena, canonical, &at, &error) || json_kind(&document, 0) != JSON_OBJECT ||
        is_confidential(&document))
        return (Text){NULL, 0};
    uint32_t entity = json_member(&document, 0, "entity");
    bool named = entity != UINT32_MAX && json_kind(&document, entity) == JSON_STRING;
    uint32_t type = named ? schema_type(schema, json_string(&document, arena, entity)) : UINT32_MAX;
    if (type == UINT32_MAX)
        return (Text){NULL, 0};
    redaction.writer = json_writer(arena);
    json_begin_object(&redaction.writer);
    for (uint32_t key = 1; key < json_next(&document, 0); key = json_next(&document, key + 1)) {
        json_key(&redaction.writer, json_string(&document, arena, key));
        if (json_string_is(&document, key, "facts") && json_kind(&document, key + 1) == JSON_OBJECT)
            write_record(&redaction, key + 1, type);
        else
            copy_value(&redaction, key + 1);
    }
    json_end_object(&redaction.writer);
    return text_built(&redaction.writer.builder);
}
