// SPDX-License-Identifier: MIT
// What was met of a record becomes its claims, in the order of the schema's attributes; and several records of one part become
// one. See reading.h.
#include "import/reading_inside.h"

void noted_add(Reading *reading, Noted noted)
{
    reading->noted = arena_grow(reading->scratch, reading->noted, reading->noted_count, &reading->noted_capacity,
                                sizeof *reading->noted);
    reading->noted[reading->noted_count++] = noted;
}

// ---- what a reader derives ----

static void say(Reading *reading, Derived derived, Noted noted)
{
    const Plan *plan = reading->plan;
    for (uint32_t i = plan->derived[derived]; i < plan->derived[derived + 1]; i++) {
        noted.mapping = plan->derived_ends[i].mapping;
        noted.alternative = (uint16_t)plan->derived_ends[i].alternative;
        noted_add(reading, noted);
    }
}

bool reading_asks(const Reading *reading, Derived derived)
{
    return reading->plan->derived[derived] < reading->plan->derived[derived + 1];
}

void reading_say(Reading *reading, Derived derived, Text text, uint32_t value)
{
    if (reading_asks(reading, derived) && !reading_says_nothing(reading, text))
        say(reading, derived, (Noted){.kind = NOTED_TEXT, .value = value, .text = text});
}

void reading_say_number(Reading *reading, Derived derived, int64_t number, uint32_t value)
{
    if (reading_asks(reading, derived))
        say(reading, derived, (Noted){.kind = NOTED_NUMBER, .value = value, .number = number});
}

void reading_say_unreadable(Reading *reading, Derived derived, Text text, uint32_t value)
{
    if (reading_asks(reading, derived))
        say(reading, derived, (Noted){.kind = NOTED_UNREADABLE, .value = value, .text = text});
}

// ---- values of one attribute ----

static Text as_it_stood(Reading *reading, const Noted *noted)
{
    if (noted->kind == NOTED_TEXT || noted->kind == NOTED_UNREADABLE)
        return noted->text;
    if (noted->kind == NOTED_VALUE)
        return reading_shown(reading, noted->value);
    return number_text(reading->facts, noted->number, true);
}

// Whether a text says that there is none.
static bool says_none(const Reading *reading, const Noted *noted)
{
    bool text = noted->kind == NOTED_TEXT ||
                (noted->kind == NOTED_VALUE && json_kind(reading->document, noted->value) == JSON_STRING);
    for (const char *const *word = reading->words ? reading->words->none : NULL; text && word && *word; word++) {
        if (text_is(noted->kind == NOTED_TEXT ? noted->text : reading_text(reading, noted->value), *word))
            return true;
    }
    return false;
}

// That there is none is no value of what has one.
static Conversion convert(Reading *reading, const PlanMapping *mapping, const Noted *noted, FactDatum *datum)
{
    return says_none(reading, noted) ? CONVERSION_NOTHING : value_convert(reading, mapping, noted, datum);
}

static bool claim_one(Reading *reading, const PlanMapping *mapping, const Said *said, FactClaim *claim)
{
    const Noted *first = &reading->noted[said->first], *noted = first;
    Conversion conversion = convert(reading, mapping, noted, &claim->value);
    bool differ = false;
    Text text = {"", 0};
    while (noted->next != READING_NONE) {
        FactDatum other;
        noted = &reading->noted[noted->next];
        Conversion of_other = convert(reading, mapping, noted, &other);
        if (of_other == CONVERSION_NOTHING)
            continue;
        if (conversion == CONVERSION_NOTHING) {
            conversion = of_other;
            claim->value = other;
            first = noted;
            continue;
        }
        bool same = of_other == conversion &&
                    (conversion == CONVERSION_UNREADABLE ? text_equal(text_unpacked(claim->value.text), text_unpacked(other.text))
                                                         : claims_alike(mapping->attribute, &claim->value, &other));
        if (same)
            continue;
        text = reading_differing(reading, differ ? text : as_it_stood(reading, first), as_it_stood(reading, noted));
        differ = true;
    }
    if (conversion == CONVERSION_NOTHING)
        return false;
    if (differ)
        claim->value.text = text_packed(reading->facts, text);
    claim->unreadable = differ || conversion == CONVERSION_UNREADABLE;
    if (claim->unreadable)
        note_unreadable(reading, mapping, first->value, text_unpacked(claim->value.text));
    return true;
}

// ---- sets ----

static bool claim_set(Reading *reading, const PlanMapping *mapping, const Said *said, FactClaim *claim)
{
    bool differ = false;
    FactCollection *set = claim->value.set = claims_set(reading, mapping->attribute->owner, said->count);
    for (uint32_t at = said->first; at != READING_NONE; at = reading->noted[at].next) {
        const Noted *noted = &reading->noted[at];
        set->open |= noted->kind == NOTED_LOST;
        if (noted->kind == NOTED_LOST || noted->kind == NOTED_NONE || says_none(reading, noted))
            continue;
        FactDatum *datum = &set->items[set->count];
        Conversion conversion = value_convert(reading, mapping, noted, datum);
        if (conversion == CONVERSION_UNREADABLE)
            note_unreadable(reading, mapping, noted->value, text_unpacked(datum->text));
        set->open |= conversion == CONVERSION_UNREADABLE;
        if (conversion == CONVERSION_FINE)
            set->count++;
    }
    if (mapping->attribute->kind == TYPE_PART)
        claims_order_parts(reading, mapping->attribute, set, &differ);
    else
        claims_order_values(mapping->attribute, set);
    if (differ)
        reading_note(reading, MESSAGE_FOREIGN_DISAGREEING, reading->noted[said->first].value, mapping_path(reading, mapping));
    return true;
}

// A set of which nothing was said, and which the evidence closes.
static bool claim_empty(Reading *reading, const PlanMapping *mapping, FactClaim *claim)
{
    if (!mapping->is_many || mapping->is_kept || !reading->closed[mapping->info->attribute])
        return false;
    claim->value.set = claims_set(reading, mapping->attribute->owner, 0);
    return true;
}

// A part that is not one of many: the only one that was met. Several cannot be one value, and a part cannot be unreadable.
static bool claim_part(Reading *reading, const PlanMapping *mapping, const Said *said, FactClaim *claim)
{
    const Noted *first = &reading->noted[said->first];
    if (said->count == 1 && first->kind == NOTED_PART) {
        claim->value.part = first->part;
        return true;
    }
    if (said->count > 1)
        note_unreadable(reading, mapping, first->value, reading_shown(reading, first->value));
    return false;
}

static bool make_claim(Reading *reading, const PlanMapping *mapping, const Said *said, FactClaim *claim)
{
    claim->attribute = mapping->info->attribute & FACT_NUMBER;
    claim->unreadable = false;
    if (!said->count)
        return claim_empty(reading, mapping, claim);
    if (mapping->is_many)
        return claim_set(reading, mapping, said, claim);
    return mapping->attribute->kind == TYPE_PART ? claim_part(reading, mapping, said, claim)
                                                 : claim_one(reading, mapping, said, claim);
}

// ---- records ----

// What was met goes to the mappings of a frame; what belongs to others stays behind `since`.
static void sort_out(Reading *reading, const PlanFrame *frame, size_t since)
{
    for (size_t i = since; i < reading->noted_count; i++) {
        Noted *noted = &reading->noted[i];
        if (noted->mapping - frame->first >= frame->count)
            continue;
        Said *said = &reading->said[noted->mapping];
        noted->next = READING_NONE;
        if (said->count && noted->alternative > said->alternative)
            continue;
        if (!said->count || noted->alternative < said->alternative)
            *said = (Said){.first = (uint32_t)i, .last = (uint32_t)i, .count = 1, .alternative = noted->alternative};
        else {
            reading->noted[said->last].next = (uint32_t)i;
            said->last = (uint32_t)i;
            said->count++;
        }
    }
}

static void drop_own(Reading *reading, const PlanFrame *frame, size_t since)
{
    size_t kept = since;
    for (size_t i = since; i < reading->noted_count; i++) {
        if (reading->noted[i].mapping - frame->first >= frame->count)
            reading->noted[kept++] = reading->noted[i];
    }
    reading->noted_count = kept;
}

static bool has_key(const Reading *reading, const FactRecord *record)
{
    const TypeInfo *type = &reading->schema->types[record->type];
    for (uint32_t i = 0; i < type->key_count && type->is_part; i++) {
        const FactClaim *claim = record_claim(record, reading->schema->keys[type->first_key + i]);
        if (!claim || claim->unreadable)
            return false;
    }
    return true;
}

// A record with its claims behind it.
static FactRecord *new_record(Reading *reading, const FactRecord *made)
{
    FactRecord *record = claims_piece(reading, made->type, sizeof *record + made->count * sizeof *record->claims);
    *record = *made;
    record->claims = (FactClaim *)(record + 1);
    memcpy(record->claims, made->claims, made->count * sizeof *record->claims);
    return record;
}

ClaimsMade claims_make(Reading *reading, const PlanFrame *frame, size_t since, uint32_t value, Text key)
{
    const Plan *plan = reading->plan;
    uint32_t count = 0;
    sort_out(reading, frame, since);
    FactClaim *claims = reading->claims;
    for (uint32_t i = frame->first; i < frame->first + frame->count; i++) {
        Said *said = &reading->said[i];
        if (said->count || plan->mappings[i].is_many)
            count += make_claim(reading, &plan->mappings[i], said, &claims[count]);
        said->count = 0;
    }
    drop_own(reading, frame, since);
    FactRecord made = {.type = frame->type,
                       .count = count & FACT_NUMBER,
                       .claims = claims,
                       .offset = (uint32_t)json_offset(reading->document, value)};
    if (frame->key != NO_INDEX && key.length)
        claims_put(&made, (FactClaim){.attribute = frame->key & FACT_NUMBER,
                                      .value.text = text_packed(reading->facts, key)}); // where none is mapped, or there
    bool keyless = !has_key(reading, &made);
    if (!frame->key_is_given) // what the reader gives is canonical
        record_settle_key(reading->schema, &made, reading->facts);
    return (ClaimsMade){.record = new_record(reading, &made), .empty = count == 0, .keyless = keyless};
}
