// SPDX-License-Identifier: MIT
// Places and messages of an import: the document is refused with a JSON pointer; what had no place or no use is counted by its
// path, and becomes the report and one warning each. See import.h.
#include "import/import.h"

#include <stdlib.h>

// ---- messages ----

static Span span_of(const Import *import, uint32_t value)
{
    uint32_t start = (uint32_t)json_offset(import->document, value);
    return (Span){import->given->source->file, start, start + (uint32_t)json_extent(import->document, value)};
}

Diagnostic *import_refuse(Import *import, MessageCode code, uint32_t value, Text about)
{
    Diagnostics *diagnostics = import->given->diagnostics;
    import->failed = true;
    Diagnostic *refused = diagnose(diagnostics, code, span_of(import, value), 1, about);
    if (diagnostics->errors > MOST_ERRORS)
        return refused;
    json_bring_back(import->document, import->scratch); // finding the way to a value passes all before it
    refused->pointer = json_pointer(import->document, import->arena, value);
    return refused;
}

static Text shown_value(const Import *import, uint32_t value)
{
    static const char *const names[] = {"null", "false", "true", "", "", "an array", "an object"};
    JsonKind kind = json_kind(import->document, value);
    enum { LONGEST_SHOWN = 100 };
    if (kind == JSON_NUMBER || kind == JSON_STRING) {
        Text raw = json_raw(import->document, value);
        if (raw.length > LONGEST_SHOWN)
            return text_of(kind == JSON_NUMBER ? "a number" : "a string");
        const char *quote = kind == JSON_STRING ? "\"" : "";
        return text_format(import->arena, "%s%.*s%s", quote, (int)raw.length, raw.bytes, quote);
    }
    return text_of(names[kind]);
}

Diagnostic *import_refuse_value(Import *import, uint32_t value)
{
    return import_refuse(import, MESSAGE_FACT_VALUE, value, shown_value(import, value));
}

// ---- notes ----

static void note_span(const Import *import, ImportNote *place, Span span, Text example)
{
    enum { LONGEST_EXAMPLE = 100 };
    if (place->count++)
        return;
    place->span = span;
    while (example.length > LONGEST_EXAMPLE || (example.length && text_malformed(example) < example.length))
        example.length = example.length > LONGEST_EXAMPLE ? LONGEST_EXAMPLE : example.length - 1; // whole characters
    place->example = text_copy(import->arena, example);
}

void import_note(const Import *import, ImportNote *place, uint32_t value, Text example)
{
    note_span(import, place, span_of(import, value), example);
}

void import_note_offset(const Import *import, ImportNote *place, uint32_t offset, Text example)
{
    note_span(import, place, span_at(import->given->source->file, offset), example);
}

void import_count(Import *import, uint32_t object, Text name)
{
    TextIndex *index = &import->unplaced[object];
    uint32_t number = text_index_add(index, name);
    index->values[number]++;
}

void import_count_member(Import *import, uint32_t member)
{
    import_count(import, import->format->members[member].object, import->format->members[member].name);
}

// ---- the report ----

static Text path_of(const Import *import, uint32_t object, Text name)
{
    const char *path = import->format->objects[object];
    return import_joined(import->arena, text_of(path), *path ? "." : "", name);
}

static Text member_path(const Import *import, uint32_t member)
{
    return path_of(import, import->format->members[member].object, import->format->members[member].name);
}

static int by_path(const void *a, const void *b)
{
    const ForeignGap *x = a, *y = b;
    int order = text_compare(x->path, y->path);
    return order ? order : (int)x->kind - (int)y->kind;
}

static void add_gaps(Import *import, ForeignGapKind kind, const ImportNote *notes)
{
    ForeignReport *report = &import->report;
    for (uint32_t i = 0; i < import->format->member_count; i++) {
        if (!notes[i].count)
            continue;
        report->gaps[report->gap_count++] = (ForeignGap){member_path(import, i), kind, notes[i].count, notes[i].example,
                                                         notes[i].span};
    }
}

static Text count_text(const Import *import, uint32_t count)
{
    return text_format(import->arena, "%u", count);
}

static void warn_of_notes(const Import *import)
{
    static const MessageCode codes[IMPORT_NOTES] = {
        [NOTE_UNDECLARED] = MESSAGE_FOREIGN_UNDECLARED, [NOTE_SAME_ID] = MESSAGE_FOREIGN_SAME_ID,
        [NOTE_SAME_REF] = MESSAGE_FOREIGN_SAME_REF,     [NOTE_DISAGREEING] = MESSAGE_FOREIGN_DISAGREEING,
        [NOTE_NAMELESS] = MESSAGE_FOREIGN_NAMELESS,     [NOTE_AFFECTS_NOTHING] = MESSAGE_FOREIGN_AFFECTS_NOTHING,
    };
    Diagnostics *diagnostics = import->given->diagnostics;
    for (int i = 0; i < IMPORT_NOTES; i++) {
        const ImportNote *note = &import->notes[i];
        if (note->count)
            diagnose(diagnostics, codes[i], note->span, 2, note->example, count_text(import, note->count));
    }
    for (uint32_t i = 0; i < import->format->member_count; i++) {
        const ImportNote *note = &import->unusable[i];
        if (note->count)
            diagnose(diagnostics, MESSAGE_FOREIGN_UNUSABLE, note->span, 3, note->example, member_path(import, i),
                     count_text(import, note->count));
    }
}

void import_report(Import *import)
{
    ForeignReport *report = &import->report;
    size_t most = (size_t)2 * import->format->member_count;
    for (uint32_t i = 0; i < import->format->object_count; i++)
        most += import->unplaced[i].count;
    report->gaps = arena_array(import->arena, most, sizeof *report->gaps);
    for (uint32_t i = 0; i < import->format->object_count; i++) {
        const TextIndex *index = &import->unplaced[i];
        for (uint32_t j = 0; j < index->count; j++) {
            Text path = path_of(import, i, index->texts[j]);
            report->gaps[report->gap_count++] = (ForeignGap){.path = path, .kind = GAP_MEMBER, .count = index->values[j]};
        }
    }
    add_gaps(import, GAP_VALUE, import->values);
    add_gaps(import, GAP_REFERENCE, import->elsewhere);
    qsort(report->gaps, report->gap_count, sizeof *report->gaps, by_path);
    warn_of_notes(import);
}
