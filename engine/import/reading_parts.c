// SPDX-License-Identifier: MIT
// Records that are closed: as claims of the entity, as parts by their keys, as statements; and the sets that parts stand in. See
// reading.h.
#include "import/reading_inside.h"

#include <stdlib.h>

#include "support/hash.h"

// ---- records ----

void reading_close(Reading *reading, ReadingRecord *record)
{
    reading->noted_count = record->noted;
}

static const PlanFrame *frame_of(const Reading *reading, uint32_t record)
{
    return &reading->plan->frames[reading->plan->objects[record].frame];
}

bool reading_has(const Reading *reading, FormatRecord record)
{
    return frame_of(reading, record)->type != NO_INDEX;
}

uint32_t reading_type(const Reading *reading, FormatRecord record)
{
    return frame_of(reading, record)->type;
}

void reading_entity(Reading *reading, ReadingRecord *record)
{
    const PlanFrame *frame = frame_of(reading, record->object);
    if (reading->entity && frame->type == NO_INDEX) {
        reading_close(reading, record);
        return;
    }
    FactRecord *both[] = {reading->entity, claims_make(reading, frame, record->noted, record->value, (Text){"", 0}).record};
    bool differ = false;
    reading->entity = both[0] ? claims_merged(reading, both, 2, &differ) : both[1];
    if (differ)
        reading_note(reading, MESSAGE_FOREIGN_DISAGREEING, record->value, text_of(format_object_paths[record->object]));
}

// ---- parts ----

// Records that fill one type are parts among each other.
static ReadingParts *parts_of(const Reading *reading, FormatRecord record)
{
    return reading->parts[record];
}

void reading_expect(Reading *reading, FormatRecord record, uint32_t count)
{
    ReadingParts *parts = parts_of(reading, record);
    if (!parts || parts->capacity)
        return;
    text_index_open_for(&parts->keys, reading->scratch, count);
    parts->items = arena_raw(reading->scratch, count * sizeof *parts->items);
    parts->capacity = count;
}

uint32_t reading_count(const Reading *reading, FormatRecord record)
{
    const ReadingParts *parts = parts_of(reading, record);
    return parts ? (uint32_t)parts->count : 0;
}

static Text key_of(const Reading *reading, const FactRecord *record)
{
    return record_key(reading->schema, record, reading->facts);
}

Text reading_key(const Reading *reading, FormatRecord record, uint32_t number)
{
    return key_of(reading, parts_of(reading, record)->items[number].record);
}

static uint32_t add_part(Reading *reading, ReadingParts *parts, FormatRecord kind, FactRecord *record)
{
    parts->items = arena_grow(reading->scratch, parts->items, parts->count, &parts->capacity, sizeof *parts->items);
    parts->items[parts->count] = (ReadingPart){.record = record, .kind = (uint32_t)kind};
    if (parts->count == TARGET_MOST)
        arena_exhausted(reading->scratch);
    return (uint32_t)parts->count++;
}

void *parts_kept(Reading *reading, const ReadingParts *parts, void *items, size_t *capacity, size_t size)
{
    if (*capacity >= parts->count)
        return items;
    void *larger = arena_array(reading->scratch, parts->capacity, size);
    if (*capacity)
        memcpy(larger, items, *capacity * size);
    *capacity = parts->capacity;
    return larger;
}

// Makes the part that a record is; null where nothing tells it from its like.
static FactRecord *make_part(Reading *reading, const ReadingRecord *record, Text key)
{
    const PlanFrame *frame = frame_of(reading, record->object);
    ClaimsMade made = claims_make(reading, frame, record->noted, record->value, key);
    if (!made.keyless)
        return made.record;
    parts_of(reading, (FormatRecord)record->object)->lost = true;
    reading_note(reading, MESSAGE_FOREIGN_KEYLESS, record->value, text_of(format_object_paths[record->object]));
    return NULL;
}

// A key that no part has: the reference, else a number behind the key, which the part with this number counts.
static Text distinct_key(Reading *reading, ReadingParts *parts, Text key, uint32_t place, Text reference)
{
    if (reference.length && text_index_find(&parts->keys, reference) == READING_NONE)
        return reference;
    parts->told_apart = parts_kept(reading, parts, parts->told_apart, &parts->told_apart_capacity, sizeof *parts->told_apart);
    for (;;) { // the next number is kept, so that many of one key take no longer each
        uint32_t *last = &parts->told_apart[parts->keys.values[place]];
        *last += *last ? 1 : 2;
        TextBuilder other = text_builder(reading->facts);
        text_append(&other, key);
        text_append_format(&other, "#%u", *last);
        Text made = text_settled(&other);
        if (text_index_find(&parts->keys, made) == READING_NONE)
            return made;
    }
}

static void rename_part(const Reading *reading, const PlanFrame *frame, FactRecord *record, Text key)
{
    PackedText packed = text_packed(reading->facts, key);
    for (uint32_t i = 0; i < record->count; i++) {
        if (record->claims[i].attribute == frame->key)
            record->claims[i].value.text = packed;
    }
}

// A part whose key another one has, and that says something else.
static uint32_t tell_apart(Reading *reading, const ReadingRecord *record, FactRecord *part, Text key, uint32_t place,
                           Text reference)
{
    const PlanFrame *frame = frame_of(reading, record->object);
    ReadingParts *parts = parts_of(reading, (FormatRecord)record->object);
    reading_note(reading, MESSAGE_FOREIGN_SAME_ID, record->value, key);
    if (frame->key == NO_INDEX) { // nothing else can be its key
        parts->lost = true;
        return READING_NONE;
    }
    Text other = distinct_key(reading, parts, key, place, reference);
    rename_part(reading, frame, part, other);
    uint32_t number = add_part(reading, parts, (FormatRecord)record->object, part), entry = text_index_add(&parts->keys, other);
    reading->report.stored[record->object].parts++;
    parts->keys.values[entry] = number; // which move where they grow
    return number;
}

uint32_t reading_part(Reading *reading, ReadingRecord *record, Text key, Text reference)
{
    const PlanFrame *frame = frame_of(reading, record->object);
    ReadingParts *parts = parts_of(reading, (FormatRecord)record->object);
    if (frame->type == NO_INDEX) {
        reading_close(reading, record);
        return READING_NONE;
    }
    // Memory fetches where they stand in the meantime.
    uint32_t hash = frame->key_is_given ? hash_text(key) : 0;
    reading->last_name = reference;
    reading->last_hash = hash_text(reference);
    text_index_prefetch(&parts->keys, hash);
    text_index_prefetch(&reading->names, reading->last_hash);
    FactRecord *part = make_part(reading, record, key);
    if (!part)
        return READING_NONE;
    if (!frame->key_is_given) {
        key = key_of(reading, part);
        hash = hash_text(key);
    }
    uint32_t before = parts->keys.count, place = text_index_add_hashed(&parts->keys, key, hash);
    if (place == before) {
        uint32_t number = add_part(reading, parts, (FormatRecord)record->object, part);
        reading->report.stored[record->object].parts++;
        parts->keys.values[place] = number;
        return number;
    }
    uint32_t known = parts->keys.values[place];
    if (!claims_same(reading, parts->items[known].record, part, frame->key))
        return tell_apart(reading, record, part, key, place, reference);
    reading->report.stored[record->object].merged++;
    return known;
}

uint32_t reading_statement(Reading *reading, ReadingRecord *record, Text key)
{
    if (!reading_has(reading, (FormatRecord)record->object)) {
        reading_close(reading, record);
        return READING_NONE;
    }
    FactRecord *part = make_part(reading, record, key);
    reading->report.stored[record->object].parts += part && !record->again;
    return part ? add_part(reading, parts_of(reading, (FormatRecord)record->object), (FormatRecord)record->object, part)
                : READING_NONE;
}

// A claim instead of the one about the same attribute, in a record that has room for one more.
static void put_instead(FactRecord *record, FactClaim claim)
{
    for (uint32_t i = 0; i < record->count; i++) {
        if (record->claims[i].attribute == claim.attribute) {
            record->claims[i] = claim;
            return;
        }
    }
    claims_put(record, claim);
}

uint32_t reading_variant(Reading *reading, FormatRecord record, uint32_t number, Derived derived, Text text, bool unreadable,
                         uint32_t value)
{
    const Plan *plan = reading->plan;
    ReadingParts *parts = parts_of(reading, record);
    const FactRecord *one = parts->items[number].record;
    FactRecord *other = claims_piece(reading, one->type, sizeof *other);
    *other = *one;
    size_t more = plan->derived[derived + 1] - plan->derived[derived];
    other->claims = claims_piece(reading, one->type, (one->count + more) * sizeof *other->claims);
    memcpy(other->claims, one->claims, one->count * sizeof *one->claims);
    Noted noted = {.value = value, .kind = unreadable ? NOTED_UNREADABLE : NOTED_TEXT, .text = text};
    for (uint32_t i = plan->derived[derived]; i < plan->derived[derived + 1]; i++) {
        const PlanMapping *mapping = &plan->mappings[plan->derived_ends[i].mapping];
        FactClaim claim = {.attribute = mapping->info->attribute & FACT_NUMBER};
        Conversion conversion = value_convert(reading, mapping, &noted, &claim.value);
        claim.unreadable = conversion == CONVERSION_UNREADABLE;
        if (conversion != CONVERSION_NOTHING && !mapping->is_many)
            put_instead(other, claim);
        if (claim.unreadable)
            note_unreadable(reading, mapping, value, text_unpacked(claim.value.text));
    }
    return add_part(reading, parts, record, other);
}
