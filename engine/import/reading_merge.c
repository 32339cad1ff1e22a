// SPDX-License-Identifier: MIT
// Records of one part: whether they say the same, and what they say together; and sets, of which each element stands there once.
// See reading.h.
#include "import/reading_inside.h"

#include <stdlib.h>

#include "support/calendar.h"

// ---- whether they say the same ----

bool claims_alike(const AttributeInfo *attribute, const FactDatum *a, const FactDatum *b)
{
    if (attribute_is_text(attribute) || attribute->kind == TYPE_ENTITY)
        return text_equal(text_unpacked(a->text), text_unpacked(b->text));
    return a->number == b->number;
}

static bool same_set(const Reading *reading, const AttributeInfo *attribute, const FactCollection *a, const FactCollection *b)
{
    if (a->count != b->count || a->open != b->open)
        return false;
    for (uint32_t i = 0; i < a->count; i++) {
        if (attribute->kind != TYPE_PART && !claims_alike(attribute, &a->items[i], &b->items[i]))
            return false;
        if (attribute->kind == TYPE_PART && !claims_same(reading, a->items[i].part, b->items[i].part, NO_INDEX))
            return false;
    }
    return true;
}

static bool same_claim(const Reading *reading, const FactClaim *a, const FactClaim *b)
{
    const AttributeInfo *attribute = &reading->schema->attributes[a->attribute];
    if (a->attribute != b->attribute || a->unreadable != b->unreadable)
        return false;
    if (a->unreadable)
        return text_equal(text_unpacked(a->value.text), text_unpacked(b->value.text));
    if (attribute_is_many(attribute))
        return same_set(reading, attribute, a->value.set, b->value.set);
    if (attribute->kind == TYPE_PART)
        return claims_same(reading, a->value.part, b->value.part, NO_INDEX);
    return claims_alike(attribute, &a->value, &b->value);
}

// Blocks stand no deeper in each other than policies write them (DEEPEST_BLOCK).
bool claims_same(const Reading *reading, const FactRecord *a, const FactRecord *b, uint32_t but)
{
    uint32_t other = 0;
    for (uint32_t i = 0; i < a->count; i++) {
        if (a->claims[i].attribute == but)
            continue;
        other += other < b->count && b->claims[other].attribute == but;
        if (other == b->count || !same_claim(reading, &a->claims[i], &b->claims[other]))
            return false;
        other++;
    }
    other += other < b->count && b->claims[other].attribute == but;
    return other == b->count;
}

// ---- in order, each once ----

static int by_text(const void *a, const void *b)
{
    const FactDatum *x = a, *y = b;
    return text_compare(text_unpacked(x->text), text_unpacked(y->text));
}

static int by_number(const void *a, const void *b)
{
    const FactDatum *x = a, *y = b;
    return (x->number > y->number) - (x->number < y->number);
}

// In order and each once, so that two lists that differ in their order alone are the same.
void claims_order_values(const AttributeInfo *attribute, FactCollection *set)
{
    bool texts = attribute_is_text(attribute) || attribute->kind == TYPE_ENTITY;
    if (set->count > 1)
        qsort(set->items, set->count, sizeof *set->items, texts ? by_text : by_number);
    uint32_t kept = 0;
    for (uint32_t i = 0; i < set->count; i++) {
        if (!kept || !claims_alike(attribute, &set->items[kept - 1], &set->items[i]))
            set->items[kept++] = set->items[i];
    }
    set->count = kept & FACT_NUMBER;
}

// Which of the parts before each has its key: its place among those that differ in it. Gives how many of these there are.
static uint32_t group_by_key(const Reading *reading, const AttributeInfo *attribute, const FactCollection *set, uint32_t *groups)
{
    enum { FEW = 16 };
    uint32_t count = 0, firsts[FEW];
    TextIndex keys;
    if (set->count > FEW)
        text_index_open_for(&keys, reading->scratch, set->count);
    for (uint32_t i = 0; i < set->count; i++) {
        uint32_t group = 0;
        if (set->count > FEW)
            group = text_index_add(&keys, record_key(reading->schema, set->items[i].part, reading->scratch));
        else
            while (group < count && !fact_equal(reading->schema, attribute, &set->items[firsts[group]], &set->items[i]))
                group++;
        if (group == count && count < FEW)
            firsts[count] = i;
        count += group == count;
        groups[i] = group;
    }
    return count;
}

static FactRecord *merge_group(Reading *reading, FactRecord *const *parts, uint32_t count, bool *differ)
{
    bool same = true;
    for (uint32_t i = 1; i < count && same; i++)
        same = claims_same(reading, parts[0], parts[i], NO_INDEX);
    return same ? parts[0] : claims_merged(reading, parts, count, differ);
}

// All parts of one key are looked at together.
void claims_order_parts(Reading *reading, const AttributeInfo *attribute, FactCollection *set, bool *differ)
{
    if (set->count < 2 || !reading->schema->types[attribute->target].key_count)
        return;
    enum { FEW = 16 };
    uint32_t few[FEW];
    uint32_t *groups = set->count <= FEW ? few : arena_raw(reading->scratch, set->count * sizeof *groups);
    uint32_t count = group_by_key(reading, attribute, set, groups);
    if (count == set->count)
        return;
    FactRecord **parts = arena_raw(reading->scratch, set->count * sizeof(FactRecord *));
    uint32_t *at = arena_array(reading->scratch, (size_t)count + 1, sizeof *at);
    for (uint32_t i = 0; i < set->count; i++)
        at[groups[i] + 1]++;
    for (uint32_t i = 0; i < count; i++)
        at[i + 1] += at[i];
    for (uint32_t i = 0; i < set->count; i++)
        parts[at[groups[i]]++] = set->items[i].part;
    for (uint32_t i = 0, begin = 0; i < count; begin = at[i++])
        set->items[i].part = merge_group(reading, &parts[begin], at[i] - begin, differ);
    set->count = count & FACT_NUMBER;
}

// ---- what they say together ----

// Several values of an attribute that has one, and that differ.
Text reading_differing(const Reading *reading, Text first, Text other)
{
    enum { LONG = 1000 };
    Text items[] = {first, text_of(", "), other};
    if (first.length + other.length > LONG)
        return first;
    return text_joined(reading->facts, &(TextPieces){.items = items, .count = 3, .length = first.length + 2 + other.length});
}

// A value as people read it.
static Text value_text(const Reading *reading, const AttributeInfo *attribute, const FactClaim *claim)
{
    TextBuilder text = text_builder(reading->facts);
    int64_t number = claim->value.number;
    if (claim->unreadable || attribute_is_text(attribute) || attribute->kind == TYPE_ENTITY)
        return text_unpacked(claim->value.text);
    switch (attribute->kind) {
    case TYPE_BOOLEAN:
        return text_of(number ? "true" : "false");
    case TYPE_ENUM: {
        const EnumInfo *info = &reading->schema->enums[attribute->target];
        return program_string(reading->schema, reading->schema->enum_values[info->first_value + number].name);
    }
    case TYPE_DATE:
        date_append(&text, number);
        break;
    case TYPE_INSTANT:
        instant_append(&text, number);
        break;
    case TYPE_DURATION:
        duration_append(&text, number);
        break;
    default:
        number_append(&text, number, attribute->kind == TYPE_DECIMAL);
        break;
    }
    return text_settled(&text);
}

static void join_sets(Reading *reading, const AttributeInfo *attribute, const FactClaim *const *claims, uint32_t count,
                      FactClaim *joined, bool *differ)
{
    size_t items = 0;
    for (uint32_t i = 0; i < count; i++)
        items += claims[i]->value.set->count;
    FactCollection *set = joined->value.set = claims_set(reading, attribute->owner, (uint32_t)items);
    for (uint32_t i = 0; i < count; i++) {
        const FactCollection *one = claims[i]->value.set;
        memcpy(&set->items[set->count], one->items, one->count * sizeof *set->items);
        set->count += one->count;
        set->open |= one->open;
    }
    if (attribute->kind == TYPE_PART)
        claims_order_parts(reading, attribute, set, differ);
    else
        claims_order_values(attribute, set);
}

// The highest of several numbers; false: one is not readable.
static bool join_highest(const FactClaim *const *claims, uint32_t count, FactClaim *joined)
{
    for (uint32_t i = 0; i < count; i++) {
        if (claims[i]->unreadable)
            return false;
        if (claims[i]->value.number > joined->value.number)
            *joined = *claims[i];
    }
    return true;
}

// What claims about one attribute say together; false: nothing that could be claimed.
static bool join_claims(Reading *reading, const FactClaim *const *claims, uint32_t count, FactClaim *joined, bool *differ)
{
    const AttributeInfo *attribute = &reading->schema->attributes[claims[0]->attribute];
    const FactClaim *other = NULL;
    *joined = *claims[0];
    if (attribute_is_many(attribute)) {
        join_sets(reading, attribute, claims, count, joined, differ);
        return true;
    }
    for (uint32_t i = 1; i < count && !other; i++)
        other = same_claim(reading, claims[0], claims[i]) ? NULL : claims[i];
    if (!other)
        return true;
    if (reading->highest[joined->attribute] && join_highest(claims, count, joined))
        return true;
    *differ = true;
    if (!schema_may_be_unreadable(reading->schema, joined->attribute))
        return false;
    Text differing = reading_differing(reading, value_text(reading, attribute, claims[0]), value_text(reading, attribute, other));
    joined->value.text = text_packed(reading->facts, differing);
    joined->unreadable = true;
    return true;
}

FactRecord *claims_merged(Reading *reading, FactRecord *const *records, uint32_t count, bool *differ)
{
    const TypeInfo *type = &reading->schema->types[records[0]->type];
    const FactClaim **claims = arena_raw(reading->scratch, count * sizeof(const FactClaim *));
    FactRecord *merged = claims_piece(reading, records[0]->type, sizeof *merged);
    *merged = (FactRecord){.type = records[0]->type, .offset = records[0]->offset};
    merged->claims = claims_piece(reading, records[0]->type, type->attribute_count * sizeof *merged->claims);
    for (uint32_t i = 0; i < type->attribute_count; i++) {
        uint32_t said = 0;
        for (uint32_t j = 0; j < count; j++) {
            claims[said] = record_claim(records[j], type->first_attribute + i);
            said += claims[said] != NULL;
        }
        if (said)
            merged->count += join_claims(reading, claims, said, &merged->claims[merged->count], differ);
    }
    return merged;
}
