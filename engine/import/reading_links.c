// SPDX-License-Identifier: MIT
// Names of a document and what they lead to (a symbol table), lists of links (one array), and the sets that lists become. See
// reading.h.
#include "import/reading_inside.h"

#include <stdlib.h>

#include "support/hash.h"

// ---- names ----

enum { TARGET_BITS = 28 }; // of the number; the list stands above

ReadingTarget reading_target(const Reading *reading, FormatRecord record, uint32_t number)
{
    return number == READING_NONE ? TARGET_ELSEWHERE : reading->parts[record]->number << TARGET_BITS | number;
}

FormatRecord reading_target_record(const Reading *reading, ReadingTarget target)
{
    if (target > TARGET_PARTS)
        return FORMAT_RECORDS;
    return (FormatRecord)reading->lists[target >> TARGET_BITS].items[reading_target_number(target)].kind;
}

uint32_t reading_target_number(ReadingTarget target)
{
    return target & ((UINT32_C(1) << TARGET_BITS) - 1);
}

void reading_name(Reading *reading, Text name, uint32_t value, ReadingTarget target)
{
    if (!name.length)
        return;
    bool known_hash = name.bytes == reading->last_name.bytes && name.length == reading->last_name.length;
    uint32_t hash = known_hash ? reading->last_hash : hash_text(name);
    uint32_t before = reading->names.count, number = text_index_add_hashed(&reading->names, name, hash);
    uint32_t *known = &reading->names.values[number];
    if (number == before || *known == TARGET_ENTITY) { // the product may stand among its own components
        *known = target;
    } else if (*known != target) {
        *known = TARGET_AMBIGUOUS;
        reading_note(reading, MESSAGE_FOREIGN_SAME_REF, value, name);
    }
}

ReadingTarget reading_find(const Reading *reading, Text name)
{
    uint32_t number = text_index_find(&reading->names, name);
    return number == READING_NONE ? TARGET_NONE : reading->names.values[number];
}

void reading_find_many(const Reading *reading, const Text *names, uint32_t count, ReadingTarget *targets)
{
    uint32_t numbers[TEXTS_AT_ONCE];
    text_index_find_many(&reading->names, names, count, numbers);
    for (uint32_t i = 0; i < count; i++)
        targets[i] = numbers[i] == READING_NONE ? TARGET_NONE : reading->names.values[numbers[i]];
}

// ---- links ----

void reading_link(Reading *reading, ReadingLinks *links, uint32_t number)
{
    if (links->first && reading->links[links->last - 1].to == number)
        return;
    reading->links = arena_grow(reading->scratch, reading->links, reading->link_count, &reading->link_capacity,
                                sizeof *reading->links);
    reading->links[reading->link_count++] = (ReadingLink){number, 0};
    uint32_t place = (uint32_t)reading->link_count; // from 1, so that 0 ends a list
    if (links->first)
        reading->links[links->last - 1].next = place;
    else
        links->first = place;
    links->last = place;
}

static const PlanFrame *frame_of(const Reading *reading, uint32_t record)
{
    return &reading->plan->frames[reading->plan->objects[record].frame];
}

static FactRecord *key_record(Reading *reading, uint32_t type, uint32_t count, uint32_t offset)
{
    FactRecord *record = fact_piece(reading->given->pieces, reading->records, type,
                                    sizeof *record + count * sizeof *record->claims);
    *record = (FactRecord){.type = type, .count = count & FACT_NUMBER, .claims = (FactClaim *)(record + 1), .offset = offset};
    return record;
}

void reading_link_loose(Reading *reading, ReadingLinks *links, uint32_t number)
{
    reading_link(reading, links, LINK_LOOSE | number);
}

void reading_link_lost(Reading *reading, ReadingLinks *links, FormatRecord record, Text key, uint32_t value)
{
    const PlanFrame *frame = frame_of(reading, record);
    ReadingParts *parts = reading->parts[record];
    if (!parts || frame->key == NO_INDEX || !key.length)
        return;
    uint32_t known = text_index_find(&parts->keys, key); // a part has the text as its key, and another name
    if (known != READING_NONE) {
        reading_link(reading, links, parts->keys.values[known]);
        return;
    }
    uint32_t before = parts->absent.count, number = text_index_add(&parts->absent, key);
    if (number == before) {
        parts->absent_items = arena_grow(reading->scratch, parts->absent_items, number, &parts->absent_capacity,
                                         sizeof *parts->absent_items);
        FactRecord *reference = key_record(reading, frame->type, 1, (uint32_t)json_offset(reading->document, value));
        reference->claims[0] = (FactClaim){.attribute = frame->key & FACT_NUMBER, .value.text = text_packed(reading->facts, key)};
        parts->absent_items[number] = (ReadingPart){.record = reference};
    }
    reading_link(reading, links, LINK_ABSENT | number);
}

// ---- sets ----

static uint32_t length_of(const Reading *reading, ReadingLinks links)
{
    uint32_t count = 0;
    for (uint32_t link = links.first; link; link = reading->links[link - 1].next)
        count++;
    return count;
}

// A part as others refer to it: one record for all of them.
static FactRecord *reference_to(Reading *reading, ReadingParts *parts, uint32_t number)
{
    const FactRecord *record = parts->items[number].record;
    const TypeInfo *type = &reading->schema->types[record->type];
    if (parts->references[number])
        return parts->references[number];
    FactRecord *reference = key_record(reading, record->type, type->key_count, record->offset);
    for (uint32_t i = 0; i < type->key_count; i++)
        reference->claims[i] = *record_claim(record, reading->schema->keys[type->first_key + i]);
    return parts->references[number] = reference;
}

static FactCollection *references(Reading *reading, uint32_t owner, ReadingParts *parts, ReadingLinks links)
{
    FactCollection *set = claims_set(reading, owner, length_of(reading, links));
    uint32_t mark = ++reading->mark;
    parts->references = parts_kept(reading, parts, (void *)parts->references, &parts->reference_capacity, sizeof(FactRecord *));
    for (uint32_t link = links.first; link; link = reading->links[link - 1].next) {
        uint32_t to = reading->links[link - 1].to;
        ReadingPart *part = to & LINK_ABSENT ? &parts->absent_items[to & ~LINK_ABSENT] : &parts->items[to];
        set->open |= (to & LINK_ABSENT) != 0;
        if (part->seen != mark)
            set->items[set->count++].part = to & LINK_ABSENT ? part->record : reference_to(reading, parts, to);
        part->seen = mark;
    }
    return set;
}

typedef struct Statement { // about something, of a list
    Text key;
    uint32_t place;
    bool loose;
    FactRecord *record;
} Statement;

static int by_key(const void *a, const void *b)
{
    const Statement *x = a, *y = b;
    int order = text_compare(x->key, y->key);
    return order ? order : (x->place > y->place) - (x->place < y->place);
}

// All of one key are looked at together: a third one does not bring back what two disagree on.
static FactRecord *together(Reading *reading, const Statement *statements, uint32_t count)
{
    bool differ = false, same = true;
    FactRecord **records = arena_raw(reading->scratch, count * sizeof(FactRecord *));
    for (uint32_t i = 0; i < count; i++) {
        records[i] = statements[i].record;
        same = same && records[i] == records[0];
    }
    if (same)
        return records[0];
    FactRecord *merged = claims_merged(reading, records, count, &differ);
    if (differ)
        reading_note_offset(reading, MESSAGE_FOREIGN_DISAGREEING, records[1]->offset, statements[0].key);
    return merged;
}

// What is said later of the same may count instead of it, and of all that stands in it.
static void make_statement(const Reading *reading, FactRecord *record)
{
    if (record->states)
        return;
    record->states = true;
    for (uint32_t i = 0; i < record->count; i++) {
        const FactClaim *claim = &record->claims[i];
        const AttributeInfo *attribute = &reading->schema->attributes[claim->attribute];
        bool many = attribute_is_many(attribute);
        if (!(attribute->flags & ATTRIBUTE_OWNED))
            continue;
        for (uint32_t j = 0; j < (many ? claim->value.set->count : 1); j++)
            make_statement(reading, many ? claim->value.set->items[j].part : claim->value.part);
    }
}

// One that may stand in several sets: loose in this one, or not.
static FactRecord *as_statement(const Reading *reading, FactRecord *record, bool loose)
{
    if (!loose) {
        make_statement(reading, record);
        return record;
    }
    FactRecord *other = fact_piece(reading->given->pieces, reading->records, record->type, sizeof *other);
    *other = *record;
    other->states = false;
    return other;
}

static FactCollection *statements_of(Reading *reading, uint32_t owner, const DerivedInfo *info, ReadingLinks links)
{
    bool states = format_record_states[info->of];
    ReadingParts *parts = reading->parts[info->of];
    uint32_t count = length_of(reading, links), at = 0;
    FactCollection *set = claims_set(reading, owner, count);
    Statement *statements = arena_raw(reading->scratch, count * sizeof *statements);
    for (uint32_t link = links.first; link; link = reading->links[link - 1].next, at++) {
        uint32_t to = reading->links[link - 1].to;
        FactRecord *record = parts->items[to & ~LINK_LOOSE].record;
        statements[at] = (Statement){record_key(reading->schema, record, reading->scratch), at, to & LINK_LOOSE, record};
    }
    bool keyed = count > 0 && reading->schema->types[statements[0].record->type].key_count > 0;
    if (keyed)
        qsort(statements, count, sizeof *statements, by_key);
    for (uint32_t i = 0, behind; i < count; i = behind) {
        bool loose = statements[i].loose;
        for (behind = i + 1; keyed && behind < count && text_equal(statements[behind].key, statements[i].key);)
            loose |= statements[behind++].loose;
        FactRecord *one = together(reading, &statements[i], behind - i);
        set->items[set->count++].part = states ? as_statement(reading, one, loose) : one;
    }
    return set;
}

static FactCollection *all_parts(Reading *reading, uint32_t owner, const ReadingParts *parts, FormatRecord kind)
{
    FactCollection *set = claims_set(reading, owner, (uint32_t)parts->count);
    for (uint32_t i = 0; i < parts->count; i++) {
        if (parts->items[i].kind == kind)
            set->items[set->count++].part = parts->items[i].record;
    }
    return set;
}

static FactCollection *make_set(Reading *reading, uint32_t owner, const DerivedInfo *info, const ReadingSet *said)
{
    ReadingParts *parts = reading->parts[info->of];
    if (info->kind != DERIVES_PARTS)
        return references(reading, owner, parts, said->links);
    return said->all ? all_parts(reading, owner, parts, info->of) : statements_of(reading, owner, info, said->links);
}

// More for a set that something else was said of already: parts of several kinds may stand in one.
static void add_to(Reading *reading, uint32_t owner, FactCollection *set, const FactCollection *more)
{
    FactDatum *items = claims_piece(reading, owner, ((size_t)set->count + more->count) * sizeof *items);
    memcpy(items, set->items, set->count * sizeof *items);
    memcpy(&items[set->count], more->items, more->count * sizeof *items);
    set->items = items;
    set->count += more->count;
    set->open |= more->open;
}

// A reference that is not one of many: where there are several, which one it is cannot be said.
static void claim_reference(Reading *reading, FactRecord *owner, uint32_t room, uint32_t attribute, const FactCollection *set)
{
    if (set->count == 1)
        claims_add(reading, owner, room, (FactClaim){.attribute = attribute & FACT_NUMBER, .value.part = set->items[0].part});
    else if (set->count)
        reading_note_offset(reading, MESSAGE_FOREIGN_DISAGREEING, owner->offset,
                            program_string(reading->schema, reading->schema->attributes[attribute].name));
}

uint32_t reading_set(Reading *reading, ReadingOwner owner, Derived derived, const ReadingSet *said)
{
    const Plan *plan = reading->plan;
    const DerivedInfo *info = &derived_infos[derived];
    FactRecord *record = owner.record == FORMAT_RECORDS ? reading->entity
                                                        : reading->parts[owner.record]->items[owner.number].record;
    uint32_t count = 0, room = frame_of(reading, info->record)->kept;
    for (uint32_t i = plan->derived[derived]; i < plan->derived[derived + 1]; i++) {
        const PlanMapping *mapping = &plan->mappings[plan->derived_ends[i].mapping];
        uint32_t attribute = mapping->info->attribute;
        if (!said->listed && !reading->closed[attribute])
            continue;
        FactCollection *made = make_set(reading, record->type, info, said);
        count = made->count;
        if (!mapping->is_many) {
            claim_reference(reading, record, room, attribute, made);
            continue;
        }
        bool lost = said->lost || made->open || (info->kind == DERIVES_PARTS && reading->parts[info->of]->lost);
        made->open = lost || (!said->complete && !reading->closed[attribute]);
        if (!claims_add(reading, record, room, (FactClaim){.attribute = attribute & FACT_NUMBER, .value.set = made}))
            add_to(reading, record->type, record_claim(record, attribute)->value.set, made);
    }
    if (info->kind == DERIVES_LINK || info->kind == DERIVES_LINKS)
        reading->report.links[derived] += count;
    return count;
}
