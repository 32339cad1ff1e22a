// SPDX-License-Identifier: MIT
// Tables as JSON, and the way back from places in that to cells. See csv_table.h.
#include "import/csv_table.h"

#include <stdlib.h>

char csv_separator_of(const ForeignEvidence *evidence, Text text)
{
    return evidence && evidence->separator.length ? *evidence->separator.bytes : csv_separator(text);
}

bool csv_table_refuse(const CsvTable *table, size_t at, const char *what, const char *expected)
{
    const ForeignImport *import = table->import;
    Diagnostic *refused = diagnose(import->diagnostics, MESSAGE_FOREIGN_TABLE, span_at(import->source->file, (uint32_t)at), 1,
                                   text_of(what));
    diagnostic_expect(refused, text_of(expected));
    return false;
}

// ---- the header ----

static int by_name(const void *a, const void *b, void *with)
{
    const Text *columns = with;
    return json_key_order(columns[*(const uint32_t *)a], columns[*(const uint32_t *)b]);
}

static void order_columns(CsvTable *table)
{
    table->order = arena_array(table->import->scratch, table->column_count, sizeof *table->order);
    for (size_t i = 0; i < table->column_count; i++)
        table->order[i] = (uint32_t)i;
    qsort_r(table->order, table->column_count, sizeof *table->order, by_name, table->columns);
}

bool csv_table_open(const ForeignImport *import, CsvTable *table)
{
    Text text = import->source->text;
    TextIndex names;
    *table = (CsvTable){.import = import,
                        .reader = csv_open_separated(import->scratch, text, csv_separator_of(import->evidence, text))};
    table->header_start = table->reader.at;
    if (csv_next(&table->reader) != CSV_ROW)
        return csv_table_refuse(table, table->reader.fault_at, table->reader.fault ? table->reader.fault : "it is empty",
                                "a line with the names of the columns");
    table->header_end = table->reader.at;
    text_index_open(&names, import->scratch);
    table->column_count = table->reader.count;
    table->columns = arena_array(import->facts, table->column_count, sizeof *table->columns);
    for (size_t i = 0; i < table->column_count; i++) {
        const CsvCell *cell = &table->reader.cells[i];
        Text name = csv_value(&table->reader, cell);
        uint32_t before = names.count;
        if (text_malformed(name) < name.length || !text_trimmed(name).length)
            return csv_table_refuse(table, cell->start, "a column has no name", "a name in UTF-8 for each column");
        table->columns[i] = text_nfc(import->facts, text_trimmed(name));
        if (text_index_add(&names, table->columns[i]) != before)
            return csv_table_refuse(table, cell->start, "two columns have one name", "each name once");
    }
    order_columns(table);
    return true;
}

uint32_t csv_table_ids(const CsvTable *table)
{
    for (uint32_t i = 0; i < table->column_count; i++) {
        if (text_is(table->columns[i], "id"))
            return i;
    }
    return UINT32_MAX;
}

// ---- rows ----

// Where the row begins that was read last.
static size_t row_start(const CsvReader *reader)
{
    const CsvCell *first = &reader->cells[0];
    bool quoted = first->start > 0 && reader->text.bytes[first->start - 1] == '"';
    return first->start - quoted;
}

// Writes the object that the row is; in_json: as how many bytes; cell: the one whose value begins at such an offset of these.
static bool write_row(const CsvTable *table, const CsvReader *reader, JsonWriter *json, size_t wanted, const CsvCell **cell)
{
    json_begin_object(json);
    for (size_t i = 0; i < table->column_count; i++) {
        const CsvCell *one = &reader->cells[table->order[i]];
        Text value = csv_value(reader, one);
        if (text_malformed(value) < value.length)
            return csv_table_refuse(table, one->start, "a cell is no UTF-8", "text in UTF-8");
        if (!text_trimmed(value).length)
            continue;
        json_key(json, table->columns[table->order[i]]);
        if (json->builder.length == wanted)
            *cell = one;
        json_write_string(json, value);
    }
    json_end_object(json);
    return true;
}

static bool read_row(CsvTable *table)
{
    const CsvCell *none;
    if (table->reader.count != table->column_count)
        return csv_table_refuse(table, row_start(&table->reader), "a line has another number of cells than the header",
                                "as many cells as columns");
    bool more = table->row_count > 0; // a comma comes first
    table->rows = arena_grow(table->import->scratch, table->rows, table->row_count, &table->row_capacity, sizeof *table->rows);
    table->rows[table->row_count++] = (CsvRow){(uint32_t)row_start(&table->reader), (uint32_t)table->json.builder.length + more};
    return write_row(table, &table->reader, &table->json, SIZE_MAX, &none);
}

bool csv_table_read(CsvTable *table)
{
    table->json = json_writer(table->import->facts);
    json_begin_object(&table->json);
    json_key(&table->json, text_of("rows"));
    json_begin_array(&table->json);
    for (CsvAnswer answer; (answer = csv_next(&table->reader)) != CSV_END;) {
        if (answer == CSV_FAULT)
            return csv_table_refuse(table, table->reader.fault_at, table->reader.fault, "cells as RFC 4180 has them");
        if (!read_row(table))
            return false;
    }
    json_end_array(&table->json);
    json_end_object(&table->json);
    return true;
}

bool csv_table_next(CsvTable *table, Arena *arena, Text *text, size_t *at, bool *fine)
{
    CsvReader *reader = &table->reader;
    CsvAnswer answer = csv_next(reader);
    *fine = true;
    if (answer == CSV_END)
        return false;
    *fine = answer == CSV_ROW;
    if (!*fine)
        return csv_table_refuse(table, reader->fault_at, reader->fault, "cells as RFC 4180 has them");
    *at = row_start(reader);
    *fine = reader->count == table->column_count;
    if (!*fine)
        return csv_table_refuse(table, *at, "a line has another number of cells than the header", "as many cells as columns");
    TextBuilder row = text_builder(arena);
    text_append(&row, text_slice(reader->text, table->header_start, table->header_end));
    text_append(&row, text_slice(reader->text, *at, reader->at));
    *text = text_built(&row);
    return true;
}

// ---- places ----

Span csv_table_span(const CsvTable *table, size_t offset)
{
    const Source *source = table->import->source;
    size_t low = 0, high = table->row_count;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (table->rows[middle].json <= offset)
            low = middle + 1;
        else
            high = middle;
    }
    if (!low)
        return span_at(source->file, 0);
    const CsvRow *row = &table->rows[low - 1];
    CsvReader reader = csv_open_separated(table->import->scratch, source->text, table->reader.separator);
    reader.at = row->at;
    if (csv_next(&reader) != CSV_ROW || reader.count != table->column_count)
        return span_at(source->file, row->at);
    JsonWriter json = json_writer(table->import->scratch);
    const CsvCell *cell = NULL;
    write_row(table, &reader, &json, offset - row->json, &cell);
    Span all = {source->file, row->at, (uint32_t)reader.cells[reader.count - 1].end};
    return cell ? (Span){source->file, (uint32_t)cell->start, (uint32_t)cell->end} : all;
}
