// SPDX-License-Identifier: MIT
// Names of a schema and their numbers; keys of parts as bytes. Types and attributes are in the order of their names, within
// entities and parts: attributes are found by binary search.
#include "submission/submission.h"

#include "notation/purl.h"
#include "support/search.h"

// The first of some numbers that has a name, by what tells it of each; UINT32_MAX: none has.
static uint32_t named(const Program *schema, uint32_t (*string_of)(const Program *, uint32_t), uint32_t first, uint32_t count,
                      Text name)
{
    for (uint32_t i = 0; i < count; i++) {
        if (text_equal(program_string(schema, string_of(schema, first + i)), name))
            return i;
    }
    return UINT32_MAX;
}

static uint32_t type_string(const Program *schema, uint32_t number)
{
    return schema->types[number].name;
}

static uint32_t kind_string(const Program *schema, uint32_t number)
{
    return schema->kinds[number].name;
}

static uint32_t value_string(const Program *schema, uint32_t number)
{
    return schema->enum_values[number].name;
}

uint32_t schema_type(const Program *schema, Text name)
{
    return named(schema, type_string, 0, schema->types_count, name);
}

uint32_t schema_kind(const Program *schema, Text name)
{
    return named(schema, kind_string, 0, schema->kinds_count, name);
}

uint32_t schema_enum_value(const Program *schema, uint32_t number, Text name)
{
    return named(schema, value_string, schema->enums[number].first_value, schema->enums[number].value_count, name);
}

uint32_t schema_attribute(const Program *schema, uint32_t type, Text name)
{
    const TypeInfo *info = &schema->types[type];
    for (BinarySearch search = search_of(info->first_attribute, (int64_t)info->first_attribute + info->attribute_count);
         search_on(&search);) {
        int order = text_compare(program_string(schema, schema->attributes[search.middle].name), name);
        if (order == 0)
            return (uint32_t)search.middle;
        search_narrow(&search, order < 0);
    }
    return UINT32_MAX;
}

bool schema_is_key(const Program *schema, uint32_t attribute)
{
    const TypeInfo *owner = &schema->types[schema->attributes[attribute].owner];
    bool key = false;
    for (uint32_t i = 0; i < owner->key_count && !key; i++)
        key = schema->keys[owner->first_key + i] == attribute;
    return key;
}

bool schema_may_be_unreadable(const Program *schema, uint32_t attribute)
{
    const AttributeInfo *info = &schema->attributes[attribute];
    return !attribute_is_many(info) && info->kind != TYPE_PART && !schema_is_key(schema, attribute);
}

const FactClaim *record_claim(const FactRecord *record, uint32_t attribute)
{
    BinarySearch search = search_of(0, record->count);
    while (search_on(&search))
        search_narrow(&search, record->claims[search.middle].attribute < attribute);
    bool found = search.low < record->count && record->claims[search.low].attribute == attribute;
    return found ? &record->claims[search.low] : NULL;
}

void record_settle_key(const Program *schema, FactRecord *record, Arena *arena)
{
    const TypeInfo *type = &schema->types[record->type];
    for (uint32_t i = 0; i < record->count && type->is_part; i++) {
        FactClaim *claim = &record->claims[i];
        if (schema->attributes[claim->attribute].kind == TYPE_TEXT && !claim->unreadable &&
            schema_is_key(schema, claim->attribute))
            claim->value.text = text_packed(arena, purl_settled(arena, text_unpacked(claim->value.text)));
    }
}

Text record_key(const Program *schema, const FactRecord *record, Arena *arena)
{
    const TypeInfo *type = &schema->types[record->type];
    if (!type->key_count)
        return (Text){"", 0};
    if (type->key_count == 1) { // the usual case: the text itself, or the bytes of the number
        const FactClaim *claim = record_claim(record, schema->keys[type->first_key]);
        if (attribute_is_text(&schema->attributes[claim->attribute]))
            return text_unpacked(claim->value.text);
        return (Text){(const char *)&claim->value, sizeof claim->value};
    }
    TextBuilder key = text_builder(arena);
    for (uint32_t i = 0; i < type->key_count; i++) {
        const FactClaim *claim = record_claim(record, schema->keys[type->first_key + i]);
        if (attribute_is_text(&schema->attributes[claim->attribute])) {
            Text text = text_unpacked(claim->value.text);
            uint64_t length = text.length;
            text_append(&key, (Text){(const char *)&length, sizeof length});
            text_append(&key, text);
        } else {
            text_append(&key, (Text){(const char *)&claim->value, sizeof claim->value});
        }
    }
    return text_built(&key);
}

static bool equal_keys(const Program *schema, const FactRecord *a, const FactRecord *b)
{
    const TypeInfo *type = &schema->types[a->type];
    for (uint32_t i = 0; i < type->key_count; i++) {
        uint32_t key = schema->keys[type->first_key + i];
        if (!fact_equal(schema, &schema->attributes[key], &record_claim(a, key)->value, &record_claim(b, key)->value))
            return false;
    }
    return type->key_count > 0 || a == b; // without a key each is a part of its own
}

bool fact_equal(const Program *schema, const AttributeInfo *attribute, const FactDatum *a, const FactDatum *b)
{
    if (attribute->kind == TYPE_PART)
        return equal_keys(schema, a->part, b->part);
    if (attribute_is_text(attribute) || attribute->kind == TYPE_ENTITY)
        return text_equal(text_unpacked(a->text), text_unpacked(b->text));
    return a->number == b->number;
}
