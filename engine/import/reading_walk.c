// SPDX-License-Identifier: MIT
// A walk over an object of the document, by the plan of what is mapped of it: each member is looked at once. See reading.h.
#include "import/reading_inside.h"

typedef struct Walk {
    Reading *reading;
    const Plan *plan;
    ReadingRecord *record;
    bool counts; // what has no place; not where it was counted already
    bool notes;  // where everything goes
} Walk;

static void walk_value(Walk *walk, const PlanNode *node, uint32_t value);

// ---- what is mapped ----

static void note_end(const Walk *walk, PlanEnd end, uint32_t value)
{
    Reading *reading = walk->reading;
    const PlanMapping *mapping = &walk->plan->mappings[end.mapping];
    if (mapping->frame == READING_NONE && value_says(reading, mapping, value))
        noted_add(reading,
                  (Noted){.mapping = end.mapping, .alternative = (uint16_t)end.alternative, .value = value, .kind = NOTED_VALUE});
}

// What was met in an element of a block is a part.
static void note_block(const Walk *walk, PlanEnd end, uint32_t value, size_t since)
{
    Reading *reading = walk->reading;
    const PlanMapping *mapping = &walk->plan->mappings[end.mapping];
    if (mapping->frame == READING_NONE)
        return;
    ClaimsMade made = claims_make(reading, &walk->plan->frames[mapping->frame], since, value, (Text){"", 0});
    Noted noted = {.mapping = end.mapping, .alternative = (uint16_t)end.alternative, .value = value, .kind = NOTED_PART};
    noted.part = made.record;
    if (made.empty)
        return;
    if (made.keyless) {
        noted.kind = NOTED_LOST;
        reading_note(reading, MESSAGE_FOREIGN_KEYLESS, value, mapping_path(reading, mapping));
    }
    noted_add(reading, noted);
}

// ---- what is there ----

static void walk_members(Walk *walk, const PlanNode *node, uint32_t object)
{
    const JsonDocument *document = walk->reading->document;
    for (uint32_t key = object + 1, end = json_next(document, object); key < end; key = json_next(document, key + 1)) {
        Text name = json_string(document, walk->reading->facts, key);
        const PlanNode *member = plan_find(walk->plan, node->members, node->mask, name);
        if (member)
            walk_value(walk, member, key + 1);
        else if (walk->counts && json_kind(document, key + 1) != JSON_NULL)
            note_unplaced(walk->reading, node, name, key + 1);
    }
}

static uint32_t member_named(const Reading *reading, uint32_t object, Text name)
{
    const JsonDocument *document = reading->document;
    for (uint32_t key = object + 1, end = json_next(document, object); key < end; key = json_next(document, key + 1)) {
        if (text_equal(json_string(document, reading->facts, key), name))
            return key + 1;
    }
    return READING_NONE;
}

static bool walk_wheres(Walk *walk, const PlanNode *node, uint32_t item)
{
    const Reading *reading = walk->reading;
    bool counts = walk->counts, any = false;
    walk->counts = false; // in what is like all items it is
    for (uint32_t i = 0; i < node->wheres; i++) {
        const PlanNode *where = &walk->plan->nodes[walk->plan->order[node->first_where + i]];
        uint32_t member = member_named(reading, item, where->name);
        if (member == READING_NONE || json_kind(reading->document, member) != JSON_STRING ||
            !text_equal(reading_text(reading, member), where->text))
            continue;
        walk_value(walk, where, item);
        any = true;
    }
    walk->counts = counts;
    return any;
}

// The value of a name/value pair, where its name is asked for.
static bool walk_named(Walk *walk, const PlanNode *node, uint32_t item)
{
    const Reading *reading = walk->reading;
    uint32_t name = reading_member(reading, item, "name");
    if (!node->named_mask || name == READING_NONE)
        return false;
    Text text = reading_text(reading, name);
    const PlanNode *named = plan_find(walk->plan, node->named, node->named_mask, text);
    if (!named && walk->counts && !node->wheres && (node->each == READING_NONE || !walk->plan->nodes[node->each].taken))
        note_unplaced_pair(walk->reading, node, text, item);
    uint32_t value = named ? reading_member(reading, item, "value") : READING_NONE;
    if (value != READING_NONE)
        walk_value(walk, named, value);
    return named || !node->wheres;
}

static void walk_items(Walk *walk, const PlanNode *node, uint32_t array)
{
    const JsonDocument *document = walk->reading->document;
    const PlanNode *each = node->each == READING_NONE ? NULL : &walk->plan->nodes[node->each];
    for (uint32_t item = array + 1, end = json_next(document, array); item < end; item = json_next(document, item)) {
        bool object = json_kind(document, item) == JSON_OBJECT;
        bool asked = object && node->wheres && walk_wheres(walk, node, item);
        asked |= object && node->named_mask && walk_named(walk, node, item);
        if (each && (each->taken || (asked && node->wheres)))
            walk_value(walk, each, item);
        else if (!asked && walk->counts && json_kind(document, item) != JSON_NULL)
            note_unplaced(walk->reading, node, (Text){"[]", 2}, item);
    }
}

// ---- the reader's own ----

static bool is_of_use(const Walk *walk, uint32_t use, uint32_t value)
{
    static const JsonKind kinds[] = {
        [USES_TEXT] = JSON_STRING, [USES_NUMBER] = JSON_NUMBER, [USES_ARRAY] = JSON_ARRAY, [USES_OBJECT] = JSON_OBJECT};
    UseKind kind = format_use_infos[walk->record->first_use + use].kind;
    return kind == USES_VALUE || kind == USES_FACT || reading_is(walk->reading, value, kinds[kind]);
}

static void walk_value(Walk *walk, const PlanNode *node, uint32_t value)
{
    const JsonDocument *document = walk->reading->document;
    JsonKind kind = json_kind(document, value);
    if (kind == JSON_NULL)
        return;
    if (walk->notes)
        places_note(walk->reading, node, value);
    if (node->use != READING_NONE && is_of_use(walk, node->use, value))
        walk->record->uses[node->use] = value;
    size_t since = walk->reading->noted_count;
    const PlanEnd *ends = &walk->plan->ends[node->first_end];
    for (uint32_t i = 0; i < node->ends; i++)
        note_end(walk, ends[i], value);
    if (kind < JSON_ARRAY && node->placed && !node->ends_in_block)
        return; // most values: nothing is below them
    bool counts = walk->counts;
    walk->counts &= !node->placed;
    bool items = node->each != READING_NONE || node->wheres || node->named_mask;
    if (kind == JSON_OBJECT && node->mask)
        walk_members(walk, node, value);
    else if (kind == JSON_ARRAY && items)
        walk_items(walk, node, value);
    else if (walk->counts)
        note_unplaced(walk->reading, node, (Text){"", 0}, value);
    walk->counts = counts;
    for (uint32_t i = 0; i < node->ends; i++)
        note_block(walk, ends[i], value, since);
}

void reading_make(Reading *reading, uint32_t object, uint32_t value, ReadingRecord *record)
{
    record->object = object;
    record->value = value;
    record->first_use = reading->plan->objects[object].first_use;
    record->again = false;
    record->noted = reading->noted_count;
    memset(record->uses, 0xff, sizeof record->uses);
}

static void open_record(Reading *reading, uint32_t object, uint32_t value, ReadingRecord *record, bool counts)
{
    Walk walk = {.reading = reading, .plan = reading->plan, .record = record, .counts = counts, .notes = counts && reading->met};
    reading_make(reading, object, value, record);
    record->again = !counts;
    if (walk.notes)
        reading->opened[object]++;
    if (reading_is(reading, value, JSON_OBJECT))
        walk_members(&walk, &reading->plan->nodes[reading->plan->objects[object].root], value);
}

void reading_open(Reading *reading, uint32_t object, uint32_t value, ReadingRecord *record)
{
    open_record(reading, object, value, record, true);
}

void reading_open_again(Reading *reading, uint32_t object, uint32_t value, ReadingRecord *record)
{
    open_record(reading, object, value, record, false);
}

bool reading_is_empty(const Reading *reading, const ReadingRecord *record)
{
    return reading->noted_count == record->noted;
}
