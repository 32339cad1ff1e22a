// SPDX-License-Identifier: MIT
// Places and messages of a reading: the document is refused with a JSON pointer; what had no place, could not be read or tied is
// counted, and becomes the report and one warning each. See reading.h.
#include "import/csv_table.h"
#include "import/reading_inside.h"

#include <stdlib.h>

// ---- messages ----

Span reading_span(const Reading *reading, uint32_t value)
{
    uint32_t start = (uint32_t)json_offset(reading->document, value);
    if (reading->given->table)
        return csv_table_span(reading->given->table, start);
    return (Span){reading->given->source->file, start, start + (uint32_t)json_extent(reading->document, value)};
}

Diagnostic *reading_refuse(Reading *reading, MessageCode code, uint32_t value, Text about)
{
    Diagnostics *diagnostics = reading->given->diagnostics;
    reading->failed = true;
    Diagnostic *refused = diagnose(diagnostics, code, reading_span(reading, value), 1, about);
    if (diagnostics->errors > MOST_ERRORS || reading->given->table)
        return refused;
    json_bring_back(reading->document, reading->scratch); // finding the way to a value passes all before it
    refused->pointer = json_pointer(reading->document, reading->arena, value);
    return refused;
}

Diagnostic *reading_refuse_value(Reading *reading, uint32_t value)
{
    static const char *const names[] = {"null", "false", "true", "a number", "a string", "an array", "an object"};
    enum { LONGEST_SHOWN = 100 };
    JsonKind kind = json_kind(reading->document, value);
    Text shown = text_of(names[kind]);
    if (kind == JSON_NUMBER || kind == JSON_STRING) {
        Text raw = json_raw(reading->document, value);
        const char *quote = kind == JSON_STRING ? "\"" : "";
        if (raw.length <= LONGEST_SHOWN)
            shown = text_format(reading->arena, "%s%.*s%s", quote, (int)raw.length, raw.bytes, quote);
    }
    return reading_refuse(reading, MESSAGE_FACT_VALUE, value, shown);
}

bool reading_is(Reading *reading, uint32_t value, JsonKind kind)
{
    static const char *const kinds[] = {"null",     "true or false", "true or false", "a number",
                                        "a string", "an array",      "an object"};
    JsonKind there = json_kind(reading->document, value);
    if (there == kind || (there == JSON_FALSE && kind == JSON_TRUE))
        return true;
    diagnostic_expect(reading_refuse_value(reading, value), text_of(kinds[kind]));
    return false;
}

uint32_t reading_needed(Reading *reading, const ReadingRecord *record, unsigned use)
{
    const FormatUseInfo *info = &format_use_infos[use];
    uint32_t there = json_member(reading->document, record->value, info->path);
    // A member of a wrong kind is there: it was refused already. One that is null is not.
    bool missing = there == READING_NONE || json_kind(reading->document, there) == JSON_NULL;
    if (reading_used(record, use) == READING_NONE && missing)
        reading_refuse(reading, MESSAGE_FOREIGN_MEMBER, record->value, text_of(info->path));
    return reading_used(record, use);
}

uint32_t reading_next(Reading *reading, uint32_t array, uint32_t item, JsonKind kind)
{
    uint32_t end = array == READING_NONE ? 0 : json_next(reading->document, array);
    for (item = item == array ? array + 1 : json_next(reading->document, item); item < end;
         item = json_next(reading->document, item)) {
        if (reading_is(reading, item, kind))
            return item;
    }
    return READING_NONE;
}

void reading_let_go(Reading *reading, uint32_t from, uint32_t to)
{
    if (!reading->failed)
        json_let_go(reading->document, from, to);
}

void reading_pass(Reading *reading, uint32_t *held, uint32_t next)
{
    enum { SOME = 32 * 1024 };
    if (next - *held < SOME)
        return;
    reading_let_go(reading, *held, next);
    *held = next;
}

// ---- notes ----

void note_add(const Reading *reading, ReadingNote *note, Span span, Text example)
{
    enum { LONGEST_EXAMPLE = 100 };
    if (note->count++)
        return;
    note->span = span;
    while (example.length > LONGEST_EXAMPLE || (example.length && text_malformed(example) < example.length))
        example.length = example.length > LONGEST_EXAMPLE ? LONGEST_EXAMPLE : example.length - 1; // whole characters
    note->example = text_copy(reading->arena, example);
}

static ReadingNote *note_of(Reading *reading, MessageCode code)
{
    for (uint32_t i = 0; i < reading->note_count; i++) {
        if (reading->note_codes[i] == code)
            return &reading->notes[i];
    }
    if (reading->note_count == READING_NOTES)
        bug("more kinds of warnings than there is room for");
    reading->note_codes[reading->note_count] = code;
    return &reading->notes[reading->note_count++];
}

void reading_note(Reading *reading, MessageCode code, uint32_t value, Text example)
{
    note_add(reading, note_of(reading, code), reading_span(reading, value), example);
}

void reading_note_offset(Reading *reading, MessageCode code, uint32_t offset, Text example)
{
    const struct CsvTable *table = reading->given->table;
    Span span = table ? csv_table_span(table, offset) : span_at(reading->given->source->file, offset);
    note_add(reading, note_of(reading, code), span, example);
}

void note_unreadable(Reading *reading, const PlanMapping *mapping, uint32_t value, Text text)
{
    note_add(reading, &reading->unreadable[mapping - reading->plan->mappings], reading_span(reading, value), text);
}

static void count_at(Reading *reading, TextIndex *names, Text name, uint32_t value)
{
    if (!names->arena)
        text_index_open(names, reading->scratch);
    uint32_t before = names->count, number = text_index_add(names, name);
    if (number == before) {
        reading->unplaced_notes = arena_grow(reading->scratch, reading->unplaced_notes, reading->unplaced_count,
                                             &reading->unplaced_capacity, sizeof *reading->unplaced_notes);
        names->values[number] = (uint32_t)reading->unplaced_count;
        reading->unplaced_notes[reading->unplaced_count++] = (ReadingNote){.count = 0};
    }
    ReadingNote *note = &reading->unplaced_notes[names->values[number]];
    if (!note->count++)
        note->span = reading_span(reading, value);
}

void note_unplaced(Reading *reading, const PlanNode *node, Text name, uint32_t value)
{
    count_at(reading, &reading->unplaced[node - reading->plan->nodes], name, value);
}

void note_unplaced_pair(Reading *reading, const PlanNode *node, Text name, uint32_t value)
{
    count_at(reading, &reading->unplaced_pairs[node - reading->plan->nodes], name, value);
}

void reading_unplaced(Reading *reading, const ReadingRecord *record, unsigned use)
{
    const PlanNode *root = &reading->plan->nodes[reading->plan->objects[record->object].root];
    const PlanNode *node = &reading->plan->nodes[reading->plan->use_nodes[use]];
    if (reading_used(record, use) != READING_NONE && !node->mapped)
        note_unplaced(reading, root, text_of(format_use_infos[use].path), reading_used(record, use));
}

void reading_unplaced_value(Reading *reading, const ReadingRecord *record, unsigned use)
{
    uint32_t value = reading_used(record, use);
    if (value != READING_NONE)
        count_at(reading, &reading->unplaced_values[use], reading_text(reading, value), value);
}

void reading_elsewhere(Reading *reading, unsigned use, uint32_t value, Text example)
{
    note_add(reading, &reading->elsewhere[use], reading_span(reading, value), example);
}

// ---- paths ----

static void append_step(TextBuilder *path, PlanStep step, Text name, Text text)
{
    switch (step) {
    case PLAN_MEMBER:
        text_append_string(path, path->length ? "." : "");
        text_append(path, name);
        return;
    case PLAN_EACH:
        text_append_string(path, "[]");
        return;
    case PLAN_WHERE:
        text_append_format(path, "[%.*s = \"", (int)name.length, name.bytes);
        text_append(path, text);
        text_append_string(path, "\"]");
        return;
    case PLAN_NAMED:
        text_append_string(path, "[\"");
        text_append(path, name);
        text_append_string(path, "\"]");
        return;
    case PLAN_ROOT:
        return;
    }
}

// The path of a node from the whole document, with the name of a member, or of a pair.
Text node_path(const Reading *reading, uint32_t node, Text name, bool pair)
{
    const PlanNode *nodes = reading->plan->nodes;
    uint32_t count = 0;
    for (uint32_t at = node; nodes[at].step != PLAN_ROOT; at = nodes[at].parent)
        count++;
    uint32_t *steps = arena_array(reading->arena, (size_t)count + 1, sizeof *steps);
    uint32_t root = node;
    for (uint32_t i = count; i-- > 0; root = nodes[root].parent)
        steps[i] = root;
    TextBuilder path = text_builder(reading->arena);
    text_append_string(&path, format_object_paths[nodes[root].parent]);
    for (uint32_t i = 0; i < count; i++)
        append_step(&path, nodes[steps[i]].step, nodes[steps[i]].name, nodes[steps[i]].text);
    if (text_is(name, "[]"))
        append_step(&path, PLAN_EACH, name, name);
    else if (name.length)
        append_step(&path, pair ? PLAN_NAMED : PLAN_MEMBER, name, name);
    return text_built(&path);
}

static void append_path(const Reading *reading, TextBuilder *path, const MappingInfo *mapping)
{
    const Program *schema = reading->schema;
    const PathInfo *first = &schema->paths[mapping->first_path];
    static const PlanStep kinds[] = {[STEP_MEMBER] = PLAN_MEMBER,
                                     [STEP_EACH] = PLAN_EACH,
                                     [STEP_WHERE] = PLAN_WHERE,
                                     [STEP_NAMED] = PLAN_NAMED,
                                     [STEP_DERIVED] = PLAN_MEMBER};
    for (uint32_t i = 0; i < first->step_count; i++) {
        const StepInfo *step = &schema->steps[first->first_step + i];
        Text text = step->text == NO_INDEX ? (Text){"", 0} : program_string(schema, step->text);
        Text name = step->name == NO_INDEX ? text : program_string(schema, step->name);
        append_step(path, kinds[step->kind], name, text);
    }
}

Text mapping_path(const Reading *reading, const PlanMapping *mapping)
{
    const MappingInfo *around[DEEPEST_BLOCK + 1];
    uint32_t count = 0;
    TextBuilder path = text_builder(reading->arena);
    for (const MappingInfo *info = mapping->info;; info = &reading->schema->mappings[info->within]) {
        around[count++] = info;
        if (info->within == NO_INDEX || count == DEEPEST_BLOCK + 1)
            break;
    }
    text_append_string(&path, format_object_paths[mapping->info->record]);
    while (count-- > 0)
        append_path(reading, &path, around[count]);
    return text_built(&path);
}

// ---- the report ----

static int by_path(const void *a, const void *b)
{
    return foreign_gap_order(a, b);
}

// Those of one path as one: several kinds of records may stand at it.
static void join_gaps(ForeignReport *report)
{
    size_t kept = 0;
    for (size_t i = 0; i < report->gap_count; i++) {
        if (kept && by_path(&report->gaps[kept - 1], &report->gaps[i]) == 0)
            report->gaps[kept - 1].count += report->gaps[i].count;
        else
            report->gaps[kept++] = report->gaps[i];
    }
    report->gap_count = kept;
}

static void add_gap(Reading *reading, Text path, ForeignGapKind kind, const ReadingNote *note)
{
    ForeignReport *report = &reading->report;
    Place place = sources_place(reading->given->sources, note->span);
    report->gaps[report->gap_count++] = (ForeignGap){path,       kind,       note->count, note->example,
                                                     note->span, place.line, place.column};
}

static void add_unplaced(Reading *reading, const TextIndex *names, uint32_t node, bool pairs)
{
    for (uint32_t i = 0; i < names->count; i++)
        add_gap(reading, node_path(reading, node, names->texts[i], pairs), GAP_MEMBER,
                &reading->unplaced_notes[names->values[i]]);
}

// Records that have no place, by a value of theirs.
static void add_unplaced_values(Reading *reading, uint32_t use)
{
    const TextIndex *values = &reading->unplaced_values[use];
    const FormatUseInfo *info = &format_use_infos[use];
    for (uint32_t i = 0; i < values->count; i++) {
        Text around = text_of(format_object_paths[info->object]);
        TextBuilder path = text_builder(reading->arena);
        text_append(&path, text_slice(around, 0, around.length - (text_ends(around, text_of("[]")) ? 2 : 0)));
        append_step(&path, PLAN_WHERE, text_of(info->path), values->texts[i]);
        add_gap(reading, text_built(&path), GAP_MEMBER, &reading->unplaced_notes[values->values[i]]);
    }
}

static Text count_text(const Reading *reading, uint32_t count)
{
    return text_format(reading->arena, "%u", count);
}

static void warn_of_notes(Reading *reading)
{
    Diagnostics *diagnostics = reading->given->diagnostics;
    ForeignReport *report = &reading->report;
    report->notes = arena_array(reading->arena, (size_t)reading->note_count + 1, sizeof *report->notes);
    for (uint32_t i = 0; i < reading->note_count; i++) {
        const ReadingNote *note = &reading->notes[i];
        Place place = sources_place(reading->given->sources, note->span);
        report->notes[report->note_count++] = (ForeignNote){reading->note_codes[i], note->count, note->example, place.line,
                                                            place.column};
        diagnose(diagnostics, reading->note_codes[i], note->span, 2, note->example, count_text(reading, note->count));
    }
    for (size_t i = 0; i < reading->plan->mapping_count; i++) {
        const ReadingNote *note = &reading->unreadable[i];
        if (note->count)
            diagnose(diagnostics, MESSAGE_FOREIGN_UNREADABLE, note->span, 3, note->example,
                     mapping_path(reading, &reading->plan->mappings[i]), count_text(reading, note->count));
    }
}

// How many gaps there may be.
static size_t gap_room(const Reading *reading)
{
    size_t room = reading->unplaced_count;
    for (size_t i = 0; i < reading->plan->mapping_count; i++)
        room += reading->unreadable[i].count > 0;
    for (uint32_t i = 0; i < FORMAT_USES; i++)
        room += reading->elsewhere[i].count > 0;
    return room;
}

void notes_report(Reading *reading)
{
    const Plan *plan = reading->plan;
    ForeignReport *report = &reading->report;
    report->gaps = arena_array(reading->arena, gap_room(reading) + 1, sizeof *report->gaps);
    for (uint32_t i = 0; i < plan->node_count; i++) {
        add_unplaced(reading, &reading->unplaced[i], i, false);
        add_unplaced(reading, &reading->unplaced_pairs[i], i, true);
    }
    for (size_t i = 0; i < plan->mapping_count; i++) {
        if (reading->unreadable[i].count)
            add_gap(reading, mapping_path(reading, &plan->mappings[i]), GAP_VALUE, &reading->unreadable[i]);
    }
    for (uint32_t i = 0; i < FORMAT_USES; i++) {
        const FormatUseInfo *info = &format_use_infos[i];
        add_unplaced_values(reading, i);
        if (!reading->elsewhere[i].count)
            continue;
        const char *path = format_object_paths[info->object];
        add_gap(reading, text_format(reading->arena, "%s%s%s", path, *path ? "." : "", info->path), GAP_REFERENCE,
                &reading->elsewhere[i]);
    }
    qsort(report->gaps, report->gap_count, sizeof *report->gaps, by_path);
    join_gaps(report);
    warn_of_notes(reading);
}
