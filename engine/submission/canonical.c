// SPDX-License-Identifier: MIT
// The canonical form of what a submission says (JSON Canonicalization Scheme, RFC 8785), once, in one way: of one that was made
// of somebody else's file, where its digest is its name. Decimals are numbers in their shortest form, references to parts the key
// alone where it is one attribute, an open set is
// `{"open": [...]}`. Integers beyond 2^53 keep all their digits, where RFC 8785 would round them.
#include "submission/document.h"

#include <stdlib.h>

#include "support/calendar.h"

typedef struct Canonical {
    const Program *schema;
    Arena *arena;
    JsonWriter writer;
    bool sorts; // whether attributes have to be put in order
} Canonical;

static void write_record(Canonical *canonical, FactRecord *record);

static void write_number(Canonical *canonical, const AttributeInfo *attribute, int64_t number)
{
    JsonWriter *writer = &canonical->writer;
    TextBuilder *to;
    switch (attribute->kind) {
    case TYPE_BOOLEAN:
        json_write_bool(writer, number != 0);
        return;
    case TYPE_INTEGER:
    case TYPE_DECIMAL:
        number_append(json_begin_raw(writer), number, attribute->kind == TYPE_DECIMAL);
        return;
    case TYPE_ENUM: {
        const EnumInfo *info = &canonical->schema->enums[attribute->target];
        json_write_string(writer,
                          program_string(canonical->schema, canonical->schema->enum_values[info->first_value + number].name));
        return;
    }
    default:
        to = json_begin_raw(writer);
        break;
    }
    text_append_byte(to, '"');
    if (attribute->kind == TYPE_DATE)
        date_append(to, number);
    else if (attribute->kind == TYPE_INSTANT)
        instant_append(to, number);
    else
        duration_append(to, number);
    text_append_byte(to, '"');
}

// A text, which then lies in what was written.
static void write_kept(Canonical *canonical, FactDatum *datum)
{
    Text text = text_unpacked(datum->text);
    json_write_kept(&canonical->writer, &text);
    datum->text = text_packed(canonical->arena, text);
}

static void write_item(Canonical *canonical, const AttributeInfo *attribute, FactDatum *datum)
{
    if (attribute_is_text(attribute) || attribute->kind == TYPE_ENTITY) {
        write_kept(canonical, datum);
    } else if (attribute->kind != TYPE_PART) {
        write_number(canonical, attribute, datum->number);
    } else {
        bool alone = !(attribute->flags & ATTRIBUTE_OWNED) && datum->part->count == 1;
        if (alone)
            write_item(canonical, &canonical->schema->attributes[datum->part->claims[0].attribute],
                       &datum->part->claims[0].value);
        else
            write_record(canonical, datum->part);
    }
}

static void write_value(Canonical *canonical, FactClaim *claim)
{
    const AttributeInfo *attribute = &canonical->schema->attributes[claim->attribute];
    FactDatum *datum = &claim->value;
    if (claim->asked && !(attribute_is_many(attribute) && datum->set)) {
        json_write_null(&canonical->writer);
        return;
    }
    if (claim->unreadable) {
        json_begin_object(&canonical->writer);
        json_key(&canonical->writer, text_of("unreadable"));
        write_kept(canonical, datum);
        json_end_object(&canonical->writer);
        return;
    }
    if (!attribute_is_many(attribute)) {
        write_item(canonical, attribute, datum);
        return;
    }
    if (datum->set->open) {
        json_begin_object(&canonical->writer);
        json_key(&canonical->writer, text_of("open"));
    }
    json_begin_array(&canonical->writer);
    for (uint32_t i = 0; i < datum->set->count; i++)
        write_item(canonical, attribute, &datum->set->items[i]);
    json_end_array(&canonical->writer);
    if (datum->set->open)
        json_end_object(&canonical->writer);
}

typedef struct NamedClaim {
    Text name;
    FactClaim *claim;
} NamedClaim;

static int by_name(const void *a, const void *b)
{
    const NamedClaim *x = a, *y = b;
    return json_key_order(x->name, y->name);
}

static Text name_of(const Canonical *canonical, const FactClaim *claim)
{
    return program_string(canonical->schema, canonical->schema->attributes[claim->attribute].name);
}

static FactClaim **sorted_claims(const Canonical *canonical, FactRecord *record)
{
    NamedClaim *named = arena_array(canonical->arena, record->count, sizeof *named);
    FactClaim **claims = arena_array(canonical->arena, record->count, sizeof *claims);
    for (uint32_t i = 0; i < record->count; i++)
        named[i] = (NamedClaim){name_of(canonical, &record->claims[i]), &record->claims[i]};
    qsort(named, record->count, sizeof *named, by_name);
    for (uint32_t i = 0; i < record->count; i++)
        claims[i] = named[i].claim;
    return claims;
}

static void write_record(Canonical *canonical, FactRecord *record)
{
    FactClaim **sorted = canonical->sorts ? sorted_claims(canonical, record) : NULL;
    json_begin_object(&canonical->writer);
    for (uint32_t i = 0; i < record->count; i++) {
        FactClaim *claim = sorted ? sorted[i] : &record->claims[i];
        json_key(&canonical->writer, name_of(canonical, claim));
        write_value(canonical, claim);
    }
    json_end_object(&canonical->writer);
}

// Attributes are numbered in the order of their bytes. That is the order of RFC 8785 but where one has a character beyond the
// first plane.
static bool needs_sorting(const Program *schema)
{
    enum { BEYOND = 0xf0 }; // the first byte of such a character
    for (uint32_t i = 0; i < schema->attributes_count; i++) {
        Text name = program_string(schema, schema->attributes[i].name);
        for (size_t at = 0; at < name.length; at++) {
            if ((unsigned char)name.bytes[at] >= BEYOND)
                return true;
        }
    }
    return false;
}

static void write_text(JsonWriter *writer, const char *key, Text *text)
{
    json_key(writer, text_of(key));
    json_write_kept(writer, text);
}

static void write_evidence(Canonical *canonical, Submission *submission)
{
    JsonWriter *writer = &canonical->writer;
    json_begin_object(writer);
    if (submission->by.bytes)
        write_text(writer, "by", &submission->by);
    if (submission->confidential) {
        json_key(writer, text_of("confidential"));
        json_write_bool(writer, true);
    }
    if (submission->document.bytes)
        write_text(writer, "document", &submission->document);
    json_key_string(writer, "kind", program_string(canonical->schema, canonical->schema->kinds[submission->kind].name));
    TextBuilder on = text_builder(canonical->arena);
    date_append(&on, submission->on);
    json_key_string(writer, "on", text_built(&on));
    if (submission->replaces_count) {
        json_key_array(writer, "replaces");
        for (uint32_t i = 0; i < submission->replaces_count; i++)
            json_write_string(writer, digest_text(canonical->arena, &submission->replaces[i].digest));
        json_end_array(writer);
    }
    if (submission->title.bytes)
        write_text(writer, "title", &submission->title);
    json_end_object(writer);
}

// Which parts of a submission are written.
typedef enum Written { WRITTEN_SUBMISSION, WRITTEN_SAID, WRITTEN_SAID_AND_CLAIMS } Written;

static void write_closed(JsonWriter *writer, const Document *content)
{
    if (content->closed_count)
        json_key_texts(writer, "closed", content->closed, content->closed_count);
}

// What comes behind `id`.
static void write_content(JsonWriter *writer, const Document *content)
{
    if (content->keep_earlier)
        json_key_bool(writer, "keep_earlier", true);
    if (content->rows.length)
        json_key_string(writer, "rows", content->rows);
    if (content->separator.length)
        json_key_string(writer, "separator", content->separator);
    if (content->cpe != CPE_NOT_TIED)
        json_key_string(writer, "tied_by_cpe", text_of(cpe_claims_names[content->cpe]));
}

static void write_submission(Canonical *canonical, Submission *submission, Written written)
{
    const Program *schema = canonical->schema;
    JsonWriter *writer = &canonical->writer;
    json_begin_object(writer);
    if (submission->content)
        write_closed(writer, submission->content);
    json_key_string(writer, "entity", program_string(schema, schema->types[submission->facts.type].name));
    json_key(writer, text_of("evidence"));
    write_evidence(canonical, submission);
    if (written != WRITTEN_SAID) {
        json_key(writer, text_of("facts"));
        write_record(canonical, &submission->facts);
    }
    if (submission->content)
        json_key_string(writer, "format", submission->content->format);
    write_text(writer, "id", &submission->id);
    if (submission->content)
        write_content(writer, submission->content);
    json_end_object(writer);
}

void submission_finish(const Program *schema, Submission *submission, Arena *arena)
{
    Canonical canonical = {.schema = schema, .arena = arena, .writer = json_writer(arena), .sorts = needs_sorting(schema)};
    submission->canonical = (TextPieces){.items = NULL};
    canonical.writer.builder = text_builder_of_pieces(arena, &submission->canonical);
    write_submission(&canonical, submission, submission->content ? WRITTEN_SAID : WRITTEN_SUBMISSION);
    text_builder_end(&canonical.writer.builder);
    submission->digest = digest_of_pieces(&submission->canonical);
}

static Text written_as(const Program *schema, Submission *submission, Written written, Arena *arena)
{
    Canonical canonical = {.schema = schema, .arena = arena, .writer = json_writer(arena), .sorts = needs_sorting(schema)};
    TextPieces pieces = {.items = NULL};
    canonical.writer.builder = text_builder_of_pieces(arena, &pieces);
    write_submission(&canonical, submission, written);
    text_builder_end(&canonical.writer.builder);
    return text_joined(arena, &pieces);
}

Text document_claims(const Program *schema, Submission *submission, Arena *arena)
{
    return written_as(schema, submission, WRITTEN_SAID_AND_CLAIMS, arena);
}

Text submission_to_fill_in(const Program *schema, Submission *submission, Arena *arena)
{
    return written_as(schema, submission, WRITTEN_SUBMISSION, arena);
}
