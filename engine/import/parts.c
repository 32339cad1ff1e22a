// SPDX-License-Identifier: MIT
// Parts of a document, interned by their keys, and the sets that they and texts stand in. See import.h.
#include "import/import.h"

#include <stdlib.h>

// ---- records ----

FactRecord *import_record(const Import *import, uint32_t owner, const ImportClaims *claims, uint32_t sets, uint32_t value)
{
    FactRecord *record = arena_raw(import->facts, sizeof *record);
    *record = (FactRecord){
        .type = import->types[owner], .count = claims->count, .offset = (uint32_t)json_offset(import->document, value)};
    record->claims = arena_raw(import->facts, (claims->count + sets) * sizeof *record->claims);
    memcpy(record->claims, claims->items, claims->count * sizeof *record->claims);
    return record;
}

void import_record_set(const Import *import, FactRecord *record, uint32_t attribute, FactCollection *set)
{
    if (!set)
        return;
    attribute = import->attributes[attribute]; // of the schema
    uint32_t at = record->count++;
    for (; at > 0 && record->claims[at - 1].attribute > attribute; at--)
        record->claims[at] = record->claims[at - 1];
    record->claims[at] = (FactClaim){.attribute = attribute, .value.set = set};
}

// ---- sets ----

FactCollection *import_set(const Import *import, uint32_t attribute, bool listed, uint32_t count)
{
    if (!import_has(import, attribute) || (!listed && !import->closed[attribute]))
        return NULL;
    FactCollection *set = arena_take(import->facts, sizeof *set);
    set->items = arena_raw(import->facts, count * sizeof *set->items);
    return set;
}

static int by_text(const void *a, const void *b)
{
    const FactDatum *x = a, *y = b;
    return text_compare(x->text, y->text);
}

// In order and each once, so that two lists that differ in their order alone are the same.
static void order_texts(FactCollection *set)
{
    enum { FEW = 16 };
    for (uint32_t i = 1; i < set->count && set->count <= FEW; i++) {
        FactDatum item = set->items[i];
        uint32_t at = i;
        for (; at > 0 && text_compare(set->items[at - 1].text, item.text) > 0; at--)
            set->items[at] = set->items[at - 1];
        set->items[at] = item;
    }
    if (set->count > FEW)
        qsort(set->items, set->count, sizeof *set->items, by_text);
    uint32_t kept = 0;
    for (uint32_t i = 0; i < set->count; i++) {
        if (!kept || !text_equal(set->items[kept - 1].text, set->items[i].text))
            set->items[kept++] = set->items[i];
    }
    set->count = kept;
}

void import_claim_texts(Import *import, ImportClaims *claims, const ImportMembers *members, uint32_t member,
                        ImportTextOfItem *text_of_item)
{
    uint32_t attribute = import->format->members[member].attribute, array = import_value(members, member);
    bool listed = array != IMPORT_NONE && !json_is_empty(import->document, array);
    uint32_t end = listed ? json_next(import->document, array) : 0;
    FactCollection *set = import_set(import, attribute, listed, listed ? json_count(import->document, array) : 0);
    if (!set)
        return;
    for (uint32_t item = array + 1; item < end; item = json_next(import->document, item)) {
        Text text = text_of_item(import, item);
        if (text.length)
            set->items[set->count++].text = text;
        else
            set->open = true;
    }
    order_texts(set);
    import_claim(import, claims, attribute, (FactDatum){.set = set});
}

// ---- parts ----

// A key that no part has: its name, else a number behind the key, which has the part with this number.
static Text distinct_key(Import *import, ImportParts *parts, Text key, uint32_t number, Text name)
{
    if (name.length && text_index_find(&parts->keys, name) == IMPORT_NONE)
        return name;
    for (;;) { // the next number is kept, so that many of one key take no longer each
        uint32_t *last = &parts->keys.values[number];
        *last += *last ? 1 : 2;
        Text other = import_joined(import->facts, key, "#", text_format(import->facts, "%u", *last));
        if (text_index_find(&parts->keys, other) == IMPORT_NONE)
            return other;
    }
}

static bool same_value(const AttributeInfo *attribute, const FactDatum *a, const FactDatum *b)
{
    if (!attribute_is_many(attribute))
        return attribute_is_text(attribute) || attribute->kind == TYPE_ENTITY ? text_equal(a->text, b->text)
                                                                              : a->number == b->number;
    if (a->set->count != b->set->count || a->set->open != b->set->open)
        return false;
    for (uint32_t i = 0; i < a->set->count; i++) {
        if (!text_equal(a->set->items[i].text, b->set->items[i].text))
            return false;
    }
    return true;
}

// Whether a part that is known says the same: but for its key (of the schema), and before its links are there.
static bool says_the_same(const Import *import, uint32_t key, const FactRecord *known, const ImportClaims *claims)
{
    uint32_t other = 0;
    for (uint32_t i = 0; i < known->count; i++) {
        const FactClaim *claim = &known->claims[i];
        if (claim->attribute == key)
            continue;
        if (other == claims->count || claims->items[other].attribute != claim->attribute ||
            !same_value(&import->schema->attributes[claim->attribute], &claim->value, &claims->items[other].value))
            return false;
        other++;
    }
    return other == claims->count;
}

ImportParts import_parts(const Import *import, uint32_t owner, uint32_t key, uint32_t count)
{
    ImportParts parts = {.owner = owner, .key = key, .capacity = count};
    text_index_open_for(&parts.keys, import->scratch, count);
    parts.items = arena_raw(import->scratch, count * sizeof *parts.items);
    return parts;
}

uint32_t import_add_part(Import *import, ImportParts *parts, ImportClaims *claims, Text key, uint32_t value)
{
    import_claim(import, claims, parts->key, (FactDatum){.text = key});
    parts->items = arena_grow(import->scratch, parts->items, parts->count, &parts->capacity, sizeof *parts->items);
    parts->items[parts->count] = (ImportPart){.record = import_record(import, parts->owner, claims, parts->sets, value)};
    return (uint32_t)parts->count++;
}

uint32_t import_part(Import *import, ImportParts *parts, ImportClaims *claims, Text key, uint32_t hash, Text name, uint32_t value)
{
    uint32_t before = parts->keys.count, number = text_index_add_hashed(&parts->keys, key, hash);
    if (number != before) {
        if (says_the_same(import, import->attributes[parts->key], parts->items[number].record, claims)) {
            import->report.merged++;
            return number;
        }
        import_note(import, &import->notes[NOTE_SAME_ID], value, key);
        key = distinct_key(import, parts, key, number, name);
        text_index_add(&parts->keys, key);
    }
    return import_add_part(import, parts, claims, key, value);
}
