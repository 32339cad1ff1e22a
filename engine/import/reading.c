// SPDX-License-Identifier: MIT
// A reading from its beginning to its end: what the policy maps, which sets the evidence closes, and what comes of it. See
// reading.h.
#include "import/reading_inside.h"

// ---- what the evidence closes ----

static bool is_mapped(const Reading *reading, uint32_t attribute)
{
    for (size_t i = 0; i < reading->plan->mapping_count; i++) {
        if (reading->plan->mappings[i].info->attribute == attribute)
            return true;
    }
    return false;
}

// The set that a path from the entity names; NO_INDEX: none.
static uint32_t find_set(const Reading *reading, uint32_t type, Text path)
{
    const Program *schema = reading->schema;
    for (;;) {
        const char *dot = memchr(path.bytes, '.', path.length);
        size_t length = dot ? (size_t)(dot - path.bytes) : path.length;
        uint32_t attribute = schema_attribute(schema, type, text_slice(path, 0, length));
        if (attribute == NO_INDEX)
            return NO_INDEX;
        const AttributeInfo *info = &schema->attributes[attribute];
        if (!dot)
            return attribute_is_many(info) && is_mapped(reading, attribute) ? attribute : NO_INDEX;
        if (!(info->flags & ATTRIBUTE_OWNED))
            return NO_INDEX;
        type = info->target;
        path = text_slice(path, length + 1, path.length);
    }
}

// The sets of the entity that can be closed, for a message.
static Text sets_of(const Reading *reading, uint32_t type)
{
    const TypeInfo *info = &reading->schema->types[type];
    enum { MOST_NAMED = 5 };
    uint32_t named = 0;
    TextBuilder list = text_builder(reading->arena);
    for (uint32_t i = 0; i < info->attribute_count; i++) {
        uint32_t attribute = info->first_attribute + i;
        if (!attribute_is_many(&reading->schema->attributes[attribute]) || !is_mapped(reading, attribute))
            continue;
        Text name = program_string(reading->schema, reading->schema->attributes[attribute].name);
        if (named++ < MOST_NAMED)
            text_append_format(&list, "%s`%.*s`", list.length ? ", " : "", (int)name.length, name.bytes);
    }
    return list.length
               ? text_format(reading->arena, "a set that is mapped of such a file, such as %.*s", (int)list.length, list.bytes)
               : text_of("no path: nothing that is mapped of such a file is a set");
}

static void close_sets(Reading *reading, uint32_t type)
{
    const ForeignEvidence *evidence = reading->given->evidence;
    reading->closed = arena_array(reading->scratch, (size_t)reading->schema->attributes_count + 1, sizeof *reading->closed);
    for (size_t i = 0; i < evidence->closed_count; i++) {
        uint32_t attribute = find_set(reading, type, evidence->closed[i]);
        if (attribute == NO_INDEX && reading->given->stored)
            continue;
        if (attribute == NO_INDEX) {
            Diagnostic *wrong = reading_refuse(reading, MESSAGE_FOREIGN_CLOSED, 0, evidence->closed[i]);
            diagnostic_expect(wrong, sets_of(reading, type));
            return;
        }
        reading->closed[attribute] = true;
    }
}

// ---- the beginning ----

// Records that fill one type share a list of parts.
static void open_parts(Reading *reading)
{
    const Plan *plan = reading->plan;
    uint32_t lists = 0, list_types[FORMAT_RECORDS] = {0};
    reading->lists = arena_array(reading->scratch, FORMAT_RECORDS, sizeof *reading->lists);
    for (uint32_t record = 0; record < FORMAT_RECORDS; record++) {
        uint32_t list = 0;
        if (format_record_infos[record].format != reading->format || plan->frames[plan->objects[record].frame].type == NO_INDEX)
            continue;
        uint32_t type = reading->report.stored[record].type = plan->frames[plan->objects[record].frame].type;
        while (list < lists && list_types[list] != type)
            list++;
        if (list == lists) {
            list_types[lists++] = type;
            reading->lists[list].number = list;
            text_index_open(&reading->lists[list].keys, reading->scratch);
            text_index_open(&reading->lists[list].absent, reading->scratch);
        }
        reading->parts[record] = &reading->lists[list];
    }
}

static void open_room(Reading *reading)
{
    const Plan *plan = reading->plan;
    uint32_t most = 0;
    for (size_t i = 0; i < plan->frame_count; i++)
        most = plan->frames[i].count > most ? plan->frames[i].count : most;
    reading->claims = arena_array(reading->scratch, (size_t)most + 1, sizeof *reading->claims);
    reading->said = arena_array(reading->scratch, plan->mapping_count + 1, sizeof *reading->said);
    reading->unreadable = arena_array(reading->scratch, plan->mapping_count + 1, sizeof *reading->unreadable);
    reading->elsewhere = arena_array(reading->scratch, FORMAT_USES + 1, sizeof *reading->elsewhere);
    reading->unplaced = arena_array(reading->scratch, plan->node_count, sizeof *reading->unplaced);
    reading->unplaced_pairs = arena_array(reading->scratch, plan->node_count, sizeof *reading->unplaced_pairs);
    reading->highest = arena_array(reading->scratch, (size_t)reading->schema->attributes_count + 1, sizeof *reading->highest);
    reading->unplaced_values = arena_array(reading->scratch, FORMAT_USES + 1, sizeof *reading->unplaced_values);
    text_index_open(&reading->names, reading->scratch);
    open_parts(reading);
}

static FormatRecord outermost(FormatId format)
{
    uint32_t record = 0;
    while (format_record_infos[record].format != format)
        record++;
    return (FormatRecord)record;
}

// Whether the document is about what the submission is about.
static bool check_type(Reading *reading)
{
    FormatRecord record = outermost(reading->format);
    const Program *schema = reading->schema;
    uint32_t type = program_record_type(schema, record), asked = reading->given->evidence->type;
    if (format_record_infos[record].fills != FILLS_ENTITY || type == asked)
        return true;
    Diagnostic *other = reading_refuse(reading, MESSAGE_FOREIGN_TYPE, 0, program_string(schema, schema->types[asked].name));
    if (type == NO_INDEX)
        return false;
    Text name = program_string(schema, schema->types[type].name);
    diagnostic_expect(other,
                      text_format(reading->arena, "`%.*s`: that is what the policy maps of it", (int)name.length, name.bytes));
    return false;
}

static void refuse_format(Reading *reading, bool maps)
{
    const char *name = format_infos[reading->format].name;
    Diagnostic *refused = reading_refuse(reading, MESSAGE_FOREIGN_UNMAPPED, 0, text_of(format_infos[reading->format].title));
    diagnostic_expect(refused,
                      maps ? text_of("blocks with fewer paths inside of each other")
                           : text_format(reading->arena, "`use` of a library with a `format %s` block, or one of its own", name));
}

Reading *reading_begin(const ForeignImport *given, FormatId format, const ReadingWords *words)
{
    Reading *reading = arena_take(given->arena, sizeof *reading);
    *reading = (Reading){.given = given,
                         .words = words,
                         .schema = given->schema,
                         .document = given->document,
                         .arena = given->arena,
                         .facts = given->facts,
                         .records = given->records ? given->records : given->facts,
                         .scratch = given->scratch,
                         .format = format};
    reading->report.stored = arena_array(given->arena, FORMAT_RECORDS, sizeof *reading->report.stored);
    reading->report.links = arena_array(given->arena, DERIVED_NAMES, sizeof *reading->report.links);
    bool maps = program_maps(given->schema, format);
    reading->plan = maps ? plan_make(given->schema, format, given->scratch, given->scratch) : NULL;
    if (!reading->plan) {
        refuse_format(reading, maps);
        return NULL;
    }
    open_room(reading);
    if (given->shows_places)
        places_open(reading);
    if (!check_type(reading))
        return NULL;
    close_sets(reading, given->evidence->type);
    return reading->failed ? NULL : reading;
}

// ---- the end ----

JsonDocument *reading_document(const Reading *reading)
{
    return reading->document;
}

void reading_highest(Reading *reading, Derived derived)
{
    const Plan *plan = reading->plan;
    for (uint32_t i = plan->derived[derived]; i < plan->derived[derived + 1]; i++) {
        const PlanMapping *mapping = &plan->mappings[plan->derived_ends[i].mapping];
        const AttributeInfo *attribute = mapping->attribute;
        bool ordered = attribute->kind == TYPE_INTEGER || attribute->kind == TYPE_DECIMAL ||
                       (attribute->kind == TYPE_ENUM && reading->schema->enums[attribute->target].ordered);
        reading->highest[mapping->info->attribute] = ordered && !mapping->is_many;
    }
}

bool reading_failed(const Reading *reading)
{
    return reading->failed;
}

ForeignReport *reading_report(Reading *reading)
{
    return &reading->report;
}

bool reading_finish(Reading *reading, FactRecord *facts, ForeignReport *report)
{
    if (reading->failed)
        return false;
    uint32_t type = facts->type;
    *facts = reading->entity ? *reading->entity : (FactRecord){.type = type};
    reading->report.path = report->path;
    if (!reading->report.format.bytes)
        reading->report.format = report->format;
    notes_report(reading);
    if (reading->met)
        places_report(reading);
    *report = reading->report;
    return true;
}
