// SPDX-License-Identifier: MIT
// The facts of a submission, by recursive descent along the schema: records of claims in the order of their attributes, parts by
// their keys, sets without what stands in them twice.
#include "submission/reader.h"

#include <stdlib.h>

// A record with room for so many claims behind it.
static FactRecord *new_record(const Reader *reader, uint32_t type, uint32_t value, uint32_t room)
{
    FactRecord *record = fact_piece(reader->pieces, reader->records, type, sizeof *record + room * sizeof *record->claims);
    *record = (FactRecord){
        .type = type, .claims = (FactClaim *)(record + 1), .offset = (uint32_t)json_offset(reader->document, value)};
    return record;
}

// A reference to a part: its key, alone or as an object of the key attributes.
static bool read_reference(const Reader *reader, const AttributeInfo *attribute, uint32_t value, FactDatum *datum);

static bool read_part(const Reader *reader, const AttributeInfo *attribute, uint32_t value, FactDatum *datum)
{
    if (!(attribute->flags & ATTRIBUTE_OWNED))
        return read_reference(reader, attribute, value, datum);
    if (reader_kind(reader, value) != JSON_OBJECT)
        return reader_wrong_kind(reader, attribute->kind, value);
    datum->part = new_record(reader, attribute->target, value, json_count(reader->document, value));
    return reader_record(reader, value, false, datum->part);
}

static bool read_item(const Reader *reader, const AttributeInfo *attribute, uint32_t value, FactDatum *datum)
{
    switch (attribute->kind) {
    case TYPE_BOOLEAN:
        datum->number = reader_kind(reader, value) == JSON_TRUE;
        return reader_kind(reader, value) == JSON_TRUE || reader_kind(reader, value) == JSON_FALSE ||
               reader_wrong_kind(reader, attribute->kind, value);
    case TYPE_INTEGER:
    case TYPE_DECIMAL:
        return reader_number(reader, attribute, value, datum);
    case TYPE_PART:
        return read_part(reader, attribute, value, datum);
    default:
        return reader_string(reader, attribute, value, datum);
    }
}

static bool read_reference(const Reader *reader, const AttributeInfo *attribute, uint32_t value, FactDatum *datum)
{
    const TypeInfo *type = &reader->schema->types[attribute->target];
    bool object = reader_kind(reader, value) == JSON_OBJECT;
    datum->part = new_record(reader, attribute->target, value, object ? json_count(reader->document, value) : 1);
    if (object)
        return reader_record(reader, value, true, datum->part);
    if (type->key_count != 1)
        return reader_expected(reader, value,
                               type->key_count ? "the key of a part: an object of its key attributes"
                                               : "nothing: parts of this type have no key to refer by");
    uint32_t key = reader->schema->keys[type->first_key];
    datum->part->count = 1;
    datum->part->claims[0] = (FactClaim){.attribute = key & FACT_NUMBER};
    bool fine = read_item(reader, &reader->schema->attributes[key], value, &datum->part->claims[0].value);
    if (fine)
        record_settle_key(reader->schema, datum->part, reader->arena);
    return fine;
}

// Whether the path of a set is among those that the submission leaves open.
static bool is_open_path(const Reader *reader, Text name)
{
    for (uint32_t i = 0; i < reader->open_count; i++) {
        Text path = reader_text(reader, reader->open[i]);
        const PathStep *outer = reader->path;
        Text step = name;
        bool fits = true;
        // The path is compared from its end: the innermost name first.
        for (;;) {
            fits = text_ends(path, step);
            path.length -= fits ? step.length : 0;
            if (!fits || !outer)
                break;
            fits = path.length && path.bytes[path.length - 1] == '.';
            path.length -= fits;
            if (!fits)
                break;
            step = outer->name;
            outer = outer->outer;
        }
        if (fits && path.length == 0)
            return true;
    }
    return false;
}

typedef struct Keyed { // a part of a set, by its key
    Text key;
    uint32_t value;
} Keyed;

static int by_key(const void *a, const void *b)
{
    const Keyed *x = a, *y = b;
    int order = text_compare(x->key, y->key);
    return order ? order : (x->value > y->value) - (x->value < y->value);
}

// Whether no two of the parts that an array became have one key.
static bool keys_are_all_new(const Reader *reader, const FactCollection *set)
{
    enum { FEW = 16 };
    ArenaMark mark = arena_mark(reader->arena);
    Text few[FEW];
    TextIndex index;
    bool fresh = true;
    if (set->count > FEW)
        text_index_open_for(&index, reader->arena, set->count);
    for (uint32_t i = 0; i < set->count && fresh; i++) {
        Text key = record_key(reader->schema, set->items[i].part, reader->arena);
        if (set->count > FEW) {
            fresh = text_index_add(&index, key) == i;
            continue;
        }
        few[i] = key;
        for (uint32_t j = 0; j < i && fresh; j++)
            fresh = !text_equal(few[j], key);
    }
    arena_reset(reader->arena, mark);
    return fresh;
}

// Two parts of one set with the same key are a contradiction in the submission itself.
static bool keys_differ(const Reader *reader, const FactCollection *set, uint32_t array)
{
    if (set->count < 2 || keys_are_all_new(reader, set))
        return true;
    Keyed *keys = arena_array(reader->arena, set->count, sizeof *keys);
    uint32_t item = array + 1;
    for (uint32_t i = 0; i < set->count; i++, item = json_next(reader->document, item))
        keys[i] = (Keyed){record_key(reader->schema, set->items[i].part, reader->arena), item};
    qsort(keys, set->count, sizeof *keys, by_key);
    uint32_t at = 1;
    while (!text_equal(keys[at - 1].key, keys[at].key))
        at++;
    Diagnostic *twice = reader_refuse(reader, MESSAGE_FACT_KEY_TWICE, keys[at].value, (Text){"", 0});
    diagnostic_also(twice, reader_span(reader, keys[at - 1].value), "it stands here already");
    return false;
}

static int by_datum_number(const void *a, const void *b)
{
    const FactDatum *x = a, *y = b;
    return (x->number > y->number) - (x->number < y->number);
}

// A value that is listed twice is in the set once. Small sets are compared pair by pair, large ones over an index.
static void drop_repeated(const Reader *reader, const AttributeInfo *attribute, FactCollection *set)
{
    enum { FEW = 16 };
    uint32_t kept = 0;
    TextIndex index;
    ArenaMark mark = arena_mark(reader->arena);
    text_index_open(&index, reader->arena);
    bool numbers = attribute->kind != TYPE_PART && attribute->kind != TYPE_ENTITY && !attribute_is_text(attribute);
    if (numbers && set->count > FEW) { // in order of value: sets have none of their own
        qsort(set->items, set->count, sizeof *set->items, by_datum_number);
        for (uint32_t i = 0; i < set->count; i++) {
            if (!kept || set->items[kept - 1].number != set->items[i].number)
                set->items[kept++] = set->items[i];
        }
        set->count = kept & FACT_NUMBER;
        return;
    }
    for (uint32_t i = 0; i < set->count; i++) {
        bool repeated = false;
        if (set->count > FEW) {
            Text key = attribute->kind == TYPE_PART ? record_key(reader->schema, set->items[i].part, reader->arena)
                                                    : text_unpacked(set->items[i].text);
            repeated = text_index_add(&index, key) != kept;
        } else {
            for (uint32_t j = 0; j < kept && !repeated; j++)
                repeated = fact_equal(reader->schema, attribute, &set->items[j], &set->items[i]);
        }
        if (!repeated)
            set->items[kept++] = set->items[i];
    }
    set->count = kept & FACT_NUMBER;
    arena_reset(reader->arena, mark);
}

// A set: an array, or an object `{"open": [...]}` where there may be more.
static bool read_set(const Reader *reader, const AttributeInfo *attribute, Text name, uint32_t value, FactDatum *datum)
{
    uint32_t array = value;
    bool open = false;
    if (reader_kind(reader, value) == JSON_OBJECT && json_count(reader->document, value) == 1 &&
        json_string_is(reader->document, value + 1, "open")) {
        array = value + 2;
        open = true;
    }
    if (reader_kind(reader, array) != JSON_ARRAY)
        return reader_expected(reader, value, "an array: the attribute is a set");
    size_t count = json_count(reader->document, array);
    FactCollection *set = fact_piece(reader->pieces, reader->records, attribute->owner, sizeof *set + count * sizeof *set->items);
    *set = (FactCollection){.open = is_open_path(reader, name) || open, .items = (FactDatum *)(set + 1)};
    datum->set = set;
    bool keyed = (attribute->flags & ATTRIBUTE_OWNED) && reader->schema->types[attribute->target].key_count;
    PathStep step = {name, reader->path};
    Reader inner = *reader;
    inner.path = &step;
    uint32_t end = json_next(reader->document, array);
    for (uint32_t item = array + 1; item < end; item = json_next(reader->document, item)) {
        if (!read_item(&inner, attribute, item, &set->items[set->count]))
            return false;
        set->count++;
    }
    if (keyed)
        return keys_differ(reader, set, array);
    if (!(attribute->flags & ATTRIBUTE_OWNED))
        drop_repeated(reader, attribute, set);
    return true;
}

static bool unknown_attribute(const Reader *reader, uint32_t type, uint32_t key, Text name)
{
    const TypeInfo *info = &reader->schema->types[type];
    Diagnostic *unknown = reader_refuse(reader, MESSAGE_FACT_ATTRIBUTE, key, name);
    Text owner = program_string(reader->schema, info->name);
    diagnostic_expect(unknown, text_format(reader->arena, "an attribute of %.*s", (int)owner.length, owner.bytes));
    Nearest nearest = nearest_to(name);
    for (uint32_t i = 0; i < info->attribute_count; i++)
        nearest_offer(&nearest, program_string(reader->schema, reader->schema->attributes[info->first_attribute + i].name));
    diagnostic_did_you_mean(reader->diagnostics, unknown, &nearest);
    return false;
}

static int by_attribute(const void *a, const void *b)
{
    const FactClaim *x = a, *y = b;
    return (x->attribute > y->attribute) - (x->attribute < y->attribute);
}

static bool keys_present(const Reader *reader, uint32_t object, const FactRecord *record)
{
    const TypeInfo *type = &reader->schema->types[record->type];
    for (uint32_t i = 0; i < type->key_count; i++) {
        uint32_t key = reader->schema->keys[type->first_key + i];
        if (record_claim(record, key))
            continue;
        reader_refuse(reader, MESSAGE_FACT_KEY_MISSING, object,
                      program_string(reader->schema, reader->schema->attributes[key].name));
        return false;
    }
    return true;
}

// Whether a value says that it is none of its attribute's type.
static bool says_unreadable(const Reader *reader, uint32_t attribute, uint32_t value)
{
    const AttributeInfo *info = &reader->schema->attributes[attribute];
    return !attribute_is_many(info) && info->kind != TYPE_PART && reader_kind(reader, value) == JSON_OBJECT &&
           json_count(reader->document, value) == 1 && json_string_is(reader->document, value + 1, "unreadable");
}

static bool read_unreadable(const Reader *reader, uint32_t attribute, uint32_t value, FactClaim *claim)
{
    if (schema_is_key(reader->schema, attribute))
        return reader_expected(reader, value, "a value: a part is told from others by it");
    if (reader_kind(reader, value + 2) != JSON_STRING)
        return reader_expected(reader, value + 2, "the text that cannot be read, as a string");
    claim->unreadable = true;
    claim->value.text = text_packed(reader->arena, reader_text(reader, value + 2));
    return true;
}

static bool read_claim(const Reader *reader, Text name, uint32_t value, FactClaim *claim)
{
    const AttributeInfo *info = &reader->schema->attributes[claim->attribute];
    PathStep step = {name, reader->path};
    Reader inner = *reader;
    inner.path = &step;
    if (attribute_is_many(info))
        return read_set(reader, info, name, value, &claim->value);
    if (says_unreadable(reader, claim->attribute, value))
        return read_unreadable(reader, claim->attribute, value, claim);
    return read_item(&inner, info, value, &claim->value);
}

// Whether a part that was to be filled in says nothing: then nothing is said of it.
static bool says_nothing(const Reader *reader, const FactRecord *part)
{
    return part->unanswered && part->count <= reader->schema->types[part->type].key_count;
}

// The same of a claim: a part, or a set of parts of which none says anything. A set of which some do not is open: they are not
// denied.
static bool is_unanswered(const Reader *reader, const FactClaim *claim)
{
    const AttributeInfo *attribute = &reader->schema->attributes[claim->attribute];
    if (claim->unreadable || !(attribute->flags & ATTRIBUTE_OWNED))
        return false;
    if (!attribute_is_many(attribute))
        return says_nothing(reader, claim->value.part);
    FactCollection *set = claim->value.set;
    uint32_t kept = 0, count = set->count;
    for (uint32_t i = 0; i < count; i++) {
        if (!says_nothing(reader, set->items[i].part))
            set->items[kept++] = set->items[i];
    }
    set->count = kept & FACT_NUMBER;
    set->open |= kept < count;
    return kept < count && !kept;
}

bool reader_record(const Reader *reader, uint32_t object, bool keys_only, FactRecord *record)
{
    if (!record->claims)
        record->claims = fact_piece(reader->pieces, reader->records, record->type,
                                    json_count(reader->document, object) * sizeof *record->claims);
    bool sorted = true;
    for (uint32_t key = object + 1; key < json_next(reader->document, object); key = json_next(reader->document, key + 1)) {
        Text name = reader_text(reader, key);
        uint32_t attribute = schema_attribute(reader->schema, record->type, name);
        if (attribute == UINT32_MAX || (keys_only && !schema_is_key(reader->schema, attribute))) {
            if (reader->mode == READ_DECLARED) {
                *reader->partial = true;
                continue;
            }
            return unknown_attribute(reader, record->type, key, name);
        }
        FactClaim *claim = &record->claims[record->count];
        *claim = (FactClaim){.attribute = attribute & FACT_NUMBER};
        if (reader->asks && reader_kind(reader, key + 1) == JSON_NULL) {
            record->unanswered = true;
            continue;
        }
        bool fine = read_claim(reader, name, key + 1, claim);
        if (!fine && reader->mode == READ_DECLARED) {
            *reader->partial = true;
            continue; // declared, but as something else
        }
        if (!fine)
            return false;
        if (reader->asks && is_unanswered(reader, claim)) {
            record->unanswered = true;
            continue;
        }
        sorted = sorted && (record->count == 0 || claim[-1].attribute < attribute);
        record->count++;
    }
    if (!sorted)
        qsort(record->claims, record->count, sizeof *record->claims, by_attribute);
    for (uint32_t i = 1; i < record->count; i++) {
        if (record->claims[i - 1].attribute != record->claims[i].attribute)
            continue;
        // JSON's keys differ, and are the same name in NFC.
        uint32_t name = reader->schema->attributes[record->claims[i].attribute].name;
        reader_refuse(reader, MESSAGE_FACT_ATTRIBUTE_TWICE, object, program_string(reader->schema, name));
        return false;
    }
    record_settle_key(reader->schema, record, reader->arena);
    return !reader->schema->types[record->type].is_part || keys_present(reader, object, record);
}
