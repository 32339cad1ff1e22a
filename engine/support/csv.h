// SPDX-License-Identifier: MIT
// Comma-separated values (RFC 4180), row by row: a row ends with CR LF or LF, a cell may stand in quotes, and `""` in them is a
// quote. An empty line is no row, and a byte order mark before the first one is passed over. What stands between cells may be
// another character than a comma. What does not keep to that is a fault with its place.
#ifndef ASSIZE_SUPPORT_CSV_H
#define ASSIZE_SUPPORT_CSV_H

#include "support/text.h"

// A cell, by its place in the text, without its quotes.
typedef struct CsvCell {
    size_t start, end;
    bool doubled; // it holds `""`
} CsvCell;

typedef enum CsvAnswer { CSV_ROW, CSV_END, CSV_FAULT } CsvAnswer;

typedef struct CsvReader {
    Text text;
    char separator;
    Arena *arena;
    size_t at;      // of the next row
    CsvCell *cells; // of the row that was read last, until the next one is
    size_t count, capacity;
    const char *fault; // what is wrong, in words
    size_t fault_at;
} CsvReader;

// A reader of a text, which stays. What it makes lies in the arena.
CsvReader csv_open(Arena *arena, Text text);
CsvReader csv_open_separated(Arena *arena, Text text, char separator); // by another character than a comma
// What stands between the cells of the first row: the first comma, semicolon or tab outside of quotes; a comma where there is
// none.
char csv_separator(Text text);
// Reads the next row. Behind the last one, and behind a fault, there is none.
CsvAnswer csv_next(CsvReader *reader);
// What a cell of the row says: a piece of the text, or in the arena.
Text csv_value(const CsvReader *reader, const CsvCell *cell);

#endif
