// SPDX-License-Identifier: MIT
// Rows of comma-separated values, in one pass. See csv.h.
#include "support/csv.h"

CsvReader csv_open(Arena *arena, Text text)
{
    return csv_open_separated(arena, text, ',');
}

CsvReader csv_open_separated(Arena *arena, Text text, char separator)
{
    size_t start = text_starts(text, text_of(BYTE_ORDER_MARK)) ? strlen(BYTE_ORDER_MARK) : 0;
    return (CsvReader){.text = text, .separator = separator, .arena = arena, .at = start};
}

char csv_separator(Text text)
{
    bool quoted = false;
    for (size_t at = 0; at < text.length && (quoted || text.bytes[at] != '\n'); at++) {
        char byte = text.bytes[at];
        quoted ^= byte == '"';
        if (!quoted && (byte == ',' || byte == ';' || byte == '\t'))
            return byte;
    }
    return ',';
}

static CsvAnswer fault(CsvReader *reader, size_t at, const char *why)
{
    reader->fault = why;
    reader->fault_at = at;
    reader->at = reader->text.length;
    return CSV_FAULT;
}

// How many bytes the end of a row takes that stands at a place; 0: there is none.
static size_t row_end(Text text, size_t at)
{
    if (at < text.length && text.bytes[at] == '\n')
        return 1;
    return at + 1 < text.length && text.bytes[at] == '\r' && text.bytes[at + 1] == '\n' ? 2 : 0;
}

// Reads a cell in quotes, and moves behind them.
static bool read_quoted(CsvReader *reader, CsvCell *cell)
{
    Text text = reader->text;
    size_t at = cell->start = reader->at + 1;
    for (;; at += 2, cell->doubled = true) {
        const char *quote = at < text.length ? memchr(text.bytes + at, '"', text.length - at) : NULL;
        if (!quote) {
            fault(reader, reader->at, "a quote that is not closed");
            return false;
        }
        at = (size_t)(quote - text.bytes);
        if (at + 1 >= text.length || text.bytes[at + 1] != '"')
            break;
    }
    cell->end = at++;
    if (at < text.length && text.bytes[at] != reader->separator && !row_end(text, at)) {
        fault(reader, at, "something behind a closing quote");
        return false;
    }
    reader->at = at;
    return true;
}

static bool read_plain(CsvReader *reader, CsvCell *cell)
{
    Text text = reader->text;
    size_t at = cell->start = reader->at;
    while (at < text.length && text.bytes[at] != reader->separator && !row_end(text, at)) {
        if (text.bytes[at] == '"' || text.bytes[at] == '\r') {
            fault(reader, at,
                  text.bytes[at] == '"' ? "a quote inside of a cell that does not begin with one"
                                        : "a carriage return without a line feed");
            return false;
        }
        at++;
    }
    reader->at = cell->end = at;
    return true;
}

CsvAnswer csv_next(CsvReader *reader)
{
    Text text = reader->text;
    reader->count = 0;
    for (size_t length; (length = row_end(text, reader->at)) != 0;)
        reader->at += length;
    if (reader->at >= text.length)
        return CSV_END;
    for (;;) {
        CsvCell cell = {0};
        bool quoted = reader->at < text.length && text.bytes[reader->at] == '"';
        if (!(quoted ? read_quoted(reader, &cell) : read_plain(reader, &cell)))
            return CSV_FAULT;
        reader->cells = arena_grow(reader->arena, reader->cells, reader->count, &reader->capacity, sizeof *reader->cells);
        reader->cells[reader->count++] = cell;
        if (reader->at >= text.length || text.bytes[reader->at] != reader->separator)
            break;
        reader->at++;
    }
    reader->at += row_end(text, reader->at);
    return CSV_ROW;
}

Text csv_value(const CsvReader *reader, const CsvCell *cell)
{
    Text raw = text_slice(reader->text, cell->start, cell->end);
    if (!cell->doubled)
        return raw;
    TextBuilder value = text_builder(reader->arena);
    for (size_t at = 0; at < raw.length; at++) {
        text_append_byte(&value, raw.bytes[at]);
        at += raw.bytes[at] == '"'; // the second one of two
    }
    return text_built(&value);
}
