// SPDX-License-Identifier: MIT
// Names of a schema and their numbers; keys of parts as bytes. Types and attributes are in the order of their names, within
// entities and parts: attributes are found by binary search.
#include "submission/submission.h"

uint32_t schema_type(const Program *schema, Text name)
{
    for (uint32_t i = 0; i < schema->types_count; i++) {
        if (text_equal(program_string(schema, schema->types[i].name), name))
            return i;
    }
    return UINT32_MAX;
}

uint32_t schema_attribute(const Program *schema, uint32_t type, Text name)
{
    const TypeInfo *info = &schema->types[type];
    uint32_t low = info->first_attribute, high = low + info->attribute_count;
    while (low < high) {
        uint32_t middle = (low + high) / 2;
        int order = text_compare(program_string(schema, schema->attributes[middle].name), name);
        if (order == 0)
            return middle;
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return UINT32_MAX;
}

uint32_t schema_kind(const Program *schema, Text name)
{
    for (uint32_t i = 0; i < schema->kinds_count; i++) {
        if (text_equal(program_string(schema, schema->kinds[i].name), name))
            return i;
    }
    return UINT32_MAX;
}

uint32_t schema_enum_value(const Program *schema, uint32_t number, Text name)
{
    const EnumInfo *info = &schema->enums[number];
    for (uint32_t i = 0; i < info->value_count; i++) {
        if (text_equal(program_string(schema, schema->enum_values[info->first_value + i]), name))
            return i;
    }
    return UINT32_MAX;
}

const FactClaim *record_claim(const FactRecord *record, uint32_t attribute)
{
    uint32_t low = 0, high = record->count;
    while (low < high) {
        uint32_t middle = (low + high) / 2;
        if (record->claims[middle].attribute < attribute)
            low = middle + 1;
        else
            high = middle;
    }
    return low < record->count && record->claims[low].attribute == attribute ? &record->claims[low] : NULL;
}

Text record_key(const Program *schema, const FactRecord *record, Arena *arena)
{
    const TypeInfo *type = &schema->types[record->type];
    if (!type->key_count)
        return (Text){"", 0};
    if (type->key_count == 1) { // the usual case: the text itself, or the bytes of the number
        const FactClaim *claim = record_claim(record, schema->keys[type->first_key]);
        if (attribute_is_text(&schema->attributes[claim->attribute]))
            return claim->value.text;
        return (Text){(const char *)&claim->value.number, sizeof claim->value.number};
    }
    TextBuilder key = text_builder(arena);
    for (uint32_t i = 0; i < type->key_count; i++) {
        const FactClaim *claim = record_claim(record, schema->keys[type->first_key + i]);
        if (attribute_is_text(&schema->attributes[claim->attribute])) {
            uint64_t length = claim->value.text.length;
            text_append(&key, (Text){(const char *)&length, sizeof length});
            text_append(&key, claim->value.text);
        } else {
            text_append(&key, (Text){(const char *)&claim->value.number, sizeof claim->value.number});
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
        return text_equal(a->text, b->text);
    return a->number == b->number;
}
