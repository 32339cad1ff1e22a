// SPDX-License-Identifier: MIT
// A table (CSV with a header line) as a document: each row becomes an object whose members are the columns, so that one engine
// reads it; and back, so that messages lead to the cells of the file. A cell that is empty or blank is no member.
#ifndef ASSIZE_IMPORT_CSV_TABLE_H
#define ASSIZE_IMPORT_CSV_TABLE_H

#include "import/foreign.h"
#include "support/csv.h"

typedef struct CsvRow {
    uint32_t at;   // in the file
    uint32_t json; // where its object begins in the JSON
} CsvRow;

typedef struct CsvTable {
    const ForeignImport *import;
    CsvReader reader;
    JsonWriter json;
    Text *columns;   // by their places in the header, in NFC
    uint32_t *order; // of the columns, as members of an object come
    size_t column_count;
    size_t header_start, header_end; // in the file, with the end of its line
    CsvRow *rows;
    size_t row_count, row_capacity;
} CsvTable;

// What stands between the cells of a text: what was said, else what its header shows.
char csv_separator_of(const ForeignEvidence *evidence, Text text);
// Begins to read a table: its header. False, refused.
bool csv_table_open(const ForeignImport *import, CsvTable *table);
// Reads its rows: {"rows": [{column: cell, …}, …]}, as the writer's text. False, refused.
bool csv_table_read(CsvTable *table);
// Refuses it for what stands at an offset of the file.
bool csv_table_refuse(const CsvTable *table, size_t at, const char *what, const char *expected);
// The cell, or else the row, that stands at an offset of the JSON.
Span csv_table_span(const CsvTable *table, size_t offset);

// The column in which the ids of the entities stand that rows are about; UINT32_MAX: there is none.
uint32_t csv_table_ids(const CsvTable *table);

// The next row as a table of its own, with the header, in the arena; at: where the row begins in the file. False: there is none,
// or
// (*fine) it is refused.
bool csv_table_next(CsvTable *table, Arena *arena, Text *text, size_t *at, bool *fine);
// Whether a policy maps tables about entities of a type.
bool csv_is_mapped(const Program *schema, uint32_t entity);

// A program that maps the columns of a table to the attributes of a type that have their names, and nothing else of tables: an
// entity's, of the only row, or a part's, of each row of the entity. Null: no attribute of the entity, or several, hold such
// parts.
const Program *csv_columns(const Program *schema, uint32_t entity, uint32_t type, Arena *arena);

#endif
