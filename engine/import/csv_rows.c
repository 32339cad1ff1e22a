// SPDX-License-Identifier: MIT
// Tables: CSV with a header line (RFC 4180; a comma, a semicolon or a tab between cells). Each row becomes an object whose
// members are the columns, in JSON that has it on the line on which it stands in the file: then one engine reads it, and places
// keep their lines. An empty cell says nothing.
#include <stdlib.h>

#include "import/document.h"
#include "import/reading.h"
#include "support/csv.h"

// A text that is no JSON, nor any markup, and whose first line has columns.
static bool recognise(Text text, const JsonDocument *document)
{
    size_t at = text_starts(text, text_of(BYTE_ORDER_MARK)) ? strlen(BYTE_ORDER_MARK) : 0;
    bool plain = at < text.length && !strchr("{[<", text.bytes[at]) && !memchr(text.bytes, 0, text.length);
    const char *end = plain ? memchr(text.bytes + at, '\n', text.length - at) : NULL;
    Text header = text_slice(text, at, end ? (size_t)(end - text.bytes) : text.length);
    return !document && plain && header.length && memchr(header.bytes, csv_separator(text), header.length);
}

static bool identify(const ForeignImport *import, DocumentIdentity *identity)
{
    (void)import;
    *identity = (DocumentIdentity){.title = text_of("CSV")};
    return true;
}

// ---- the table as JSON ----

typedef struct Table {
    const ForeignImport *import;
    CsvReader reader;
    JsonWriter json;
    Text *columns;   // by their places in the header
    uint32_t *order; // of the columns, as members of an object come
    size_t column_count;
    uint32_t row_count;
    size_t lines_at; // in the text: up to where its lines are in the JSON
} Table;

static bool refuse(Table *table, size_t at, const char *what, const char *expected)
{
    const ForeignImport *import = table->import;
    Diagnostic *refused = diagnose(import->diagnostics, MESSAGE_FOREIGN_TABLE, span_at(import->source->file, (uint32_t)at), 1,
                                   text_of(what));
    diagnostic_expect(refused, text_of(expected));
    return false;
}

static bool read_header(Table *table)
{
    TextIndex names;
    if (csv_next(&table->reader) != CSV_ROW)
        return refuse(table, table->reader.fault_at, table->reader.fault ? table->reader.fault : "it is empty",
                      "a line with the names of the columns");
    text_index_open(&names, table->import->scratch);
    table->column_count = table->reader.count;
    table->columns = arena_array(table->import->facts, table->column_count, sizeof *table->columns);
    for (size_t i = 0; i < table->column_count; i++) {
        const CsvCell *cell = &table->reader.cells[i];
        Text name = csv_value(&table->reader, cell);
        uint32_t before = names.count;
        if (text_malformed(name) < name.length || !text_trimmed(name).length)
            return refuse(table, cell->start, "a column has no name", "a name in UTF-8 for each column");
        table->columns[i] = text_nfc(table->import->facts, text_trimmed(name));
        if (text_index_add(&names, table->columns[i]) != before)
            return refuse(table, cell->start, "two columns have one name", "each name once");
    }
    return true;
}

static int by_name(const void *a, const void *b, void *with)
{
    const Text *columns = with;
    return json_key_order(columns[*(const uint32_t *)a], columns[*(const uint32_t *)b]);
}

static void order_columns(Table *table)
{
    table->order = arena_array(table->import->scratch, table->column_count, sizeof *table->order);
    for (size_t i = 0; i < table->column_count; i++)
        table->order[i] = (uint32_t)i;
    qsort_r(table->order, table->column_count, sizeof *table->order, by_name, table->columns);
}

// The ends of lines between where the last row began and where this one does.
static void keep_lines(Table *table, size_t to)
{
    for (; table->lines_at < to; table->lines_at++) {
        if (table->import->source->text.bytes[table->lines_at] == '\n')
            text_append_byte(&table->json.builder, '\n');
    }
}

static bool read_row(Table *table)
{
    size_t start = table->reader.cells[0].start;
    if (table->reader.count != table->column_count)
        return refuse(table, start, "a line has another number of cells than the header", "as many cells as columns");
    table->row_count++;
    keep_lines(table, start);
    json_begin_object(&table->json);
    for (size_t i = 0; i < table->column_count; i++) {
        const CsvCell *cell = &table->reader.cells[table->order[i]];
        Text value = csv_value(&table->reader, cell);
        if (text_malformed(value) < value.length)
            return refuse(table, cell->start, "a cell is no UTF-8", "text in UTF-8");
        if (!text_trimmed(value).length)
            continue;
        json_key(&table->json, table->columns[table->order[i]]);
        json_write_string(&table->json, value);
    }
    json_end_object(&table->json);
    return true;
}

static bool read_table(Table *table)
{
    Text text = table->import->source->text;
    bool mark = text_starts(text, text_of(BYTE_ORDER_MARK));
    table->lines_at = mark ? strlen(BYTE_ORDER_MARK) : 0;
    table->reader = csv_open_separated(table->import->scratch, text, csv_separator(text));
    table->json = json_writer(table->import->facts);
    if (!read_header(table))
        return false;
    order_columns(table);
    json_begin_object(&table->json);
    json_key(&table->json, text_of("rows"));
    json_begin_array(&table->json);
    for (CsvAnswer answer; (answer = csv_next(&table->reader)) != CSV_END;) {
        if (answer == CSV_FAULT)
            return refuse(table, table->reader.fault_at, table->reader.fault, "cells as RFC 4180 has them");
        if (!read_row(table))
            return false;
    }
    json_end_array(&table->json);
    json_end_object(&table->json);
    return true;
}

// ---- reading ----

static void read_rows(Reading *reading, Arena *arena, uint32_t array)
{
    uint32_t number = 0;
    for (uint32_t item = array; (item = reading_next(reading, array, item, JSON_OBJECT)) != READING_NONE;) {
        ReadingRecord row;
        reading_open(reading, RECORD_csv_row, item, &row);
        reading_part(reading, &row, text_format(arena, "%u", ++number), (Text){"", 0});
    }
    ReadingSet rows = {.all = true, .listed = true};
    reading_set(reading, READING_ENTITY, DERIVED_csv_file_rows, &rows);
}

static bool read(const ForeignImport *given, const DocumentIdentity *identity, FactRecord *facts, ForeignReport *report)
{
    (void)identity;
    Table table = {.import = given};
    JsonDocument document = {.values = NULL};
    JsonError error;
    size_t at = 0;
    ReadingRecord file;
    if (!read_table(&table))
        return false;
    Text json = text_built(&table.json.builder);
    uint32_t number = sources_add(given->sources, given->source->path, json);
    if (!number || !json_read(&document, given->scratch, json, &at, &error))
        return refuse(&table, 0, "it is too large", "a smaller file");
    Source source = *sources_file(given->sources, number);
    ForeignImport import = *given;
    import.source = &source;
    import.document = &document;
    Reading *reading = reading_begin(&import, FORMAT_csv, NULL);
    bool fine = reading != NULL;
    if (fine) {
        // Where rows are no parts, the columns of the only one speak of the product itself. The entries: object, key, array, row.
        bool rows = reading_has(reading, RECORD_csv_row);
        if (!rows && table.row_count != 1)
            refuse(&table, 0, "it has other than one row, and rows fill no parts", "one row, or `TYPE from row` in the policy");
        reading_open(reading, RECORD_csv_file, !rows && table.row_count == 1 ? 3 : 0, &file);
        reading_entity(reading, &file);
        if (rows)
            read_rows(reading, given->facts, 2);
        fine = reading_finish(reading, facts, report) && (rows || table.row_count == 1);
    }
    diagnostics_let_go(given->diagnostics, given->sources, number);
    return fine;
}

const DocumentFormat document_csv = {.id = FORMAT_csv, .recognise = recognise, .identify = identify, .read = read};
