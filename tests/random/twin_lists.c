// SPDX-License-Identifier: MIT
// Lists that stand in files, for the second evaluator: from the bytes of the file (LANGUAGE.md 5.4).
#include "twin_evaluator.h"

// ---- values ----

static Value enum_value(const Decl *type, Text name)
{
    int place = 0;
    for (const EnumValue *value = type->values; value; value = value->next, place++) {
        if (text_equal(value->word.name->text, name)) {
            Value found = value_number(TYPE_ENUM, place);
            found.type.decl = type;
            return found;
        }
    }
    bug("a list that names no value");
}

// A number and a unit: `30 days`.
static Value duration_of(Text text)
{
    static const struct {
        const char *unit;
        int seconds;
    } units[] = {{"second", 1}, {"minute", 60}, {"hour", 3600}, {"day", 86400}, {"week", 604800}};
    size_t blank = text_find(text, 0, text_of(" "));
    Text unit = text_slice(text, blank + 1, text.length);
    unit.length -= text_ends(unit, text_of("s"));
    for (size_t i = 0; i < sizeof units / sizeof *units; i++) {
        if (text_is(unit, units[i].unit))
            return value_number(TYPE_DURATION, notation_number(text_slice(text, 0, blank), false).number * units[i].seconds);
    }
    bug("a duration without a unit");
}

// As submissions write it.
static Value value_of(Arena *arena, Type type, Text text)
{
    text = text_nfc(arena, text);
    switch (type.kind) {
    case TYPE_INTEGER:
    case TYPE_DECIMAL:
        return notation_number(text, type.kind == TYPE_DECIMAL);
    case TYPE_DATE:
    case TYPE_INSTANT:
        return notation_moment(text, type.kind == TYPE_INSTANT);
    case TYPE_ENUM:
        return enum_value(type.decl, text);
    case TYPE_BOOLEAN:
        return truth_value(text_is(text, "true"));
    case TYPE_DURATION:
        return duration_of(text);
    case TYPE_TEXT:
    case TYPE_VERSION:
    case TYPE_ADDRESS:
        return value_text(type.kind, text);
    default:
        bug("a list of a type that has no values of its own");
    }
}

// ---- one value a line ----

static bool is_white(char byte)
{
    return byte == ' ' || byte == '\t' || byte == '\r';
}

static void add_lines(Arena *arena, Type type, Text text, Set *set)
{
    size_t start = 0;
    for (size_t at = 0; at <= text.length; at++) {
        if (at < text.length && text.bytes[at] != '\n')
            continue;
        size_t from = start, to = at;
        while (from < to && is_white(text.bytes[from]))
            from++;
        while (to > from && is_white(text.bytes[to - 1]))
            to--;
        if (from < to && text.bytes[from] != '#')
            set_add(set, value_of(arena, type, text_slice(text, from, to)), true, 0);
        start = at + 1;
    }
}

// ---- a column ----

enum { MOST_CELLS = 8 };

typedef struct Row {
    Text cells[MOST_CELLS]; // as they are written
    int count;
} Row;

// From a place in the text up to the end of its row: quotes go on and off, so that two of them change nothing. Returns the place
// behind it.
static size_t read_row(Text text, size_t at, Row *row)
{
    bool quoted = false;
    size_t start = at;
    for (row->count = 0; at <= text.length; at++) {
        char byte = at < text.length ? text.bytes[at] : '\n';
        quoted ^= byte == '"';
        if ((byte != ',' && byte != '\n') || (quoted && at < text.length))
            continue;
        if (row->count == MOST_CELLS)
            bug("a table with too many columns for the second evaluator");
        bool feed = byte == '\n' && at > start && text.bytes[at - 1] == '\r';
        row->cells[row->count++] = text_slice(text, start, at - feed);
        start = at + 1;
        if (byte == '\n')
            break;
    }
    return at + 1;
}

// Without its quotes, and with one of two that stand in them.
static Text cell_value(Arena *arena, Text cell)
{
    if (!text_starts(cell, text_of("\"")))
        return cell;
    cell = text_slice(cell, 1, cell.length - 1);
    if (!text_contains(cell, text_of("\"")))
        return cell;
    TextBuilder value = text_builder(arena);
    for (size_t i = 0; i < cell.length; i++) {
        text_append_byte(&value, cell.bytes[i]);
        i += cell.bytes[i] == '"';
    }
    return text_built(&value);
}

static void add_column(Arena *arena, const Decl *list, Text text, Set *set)
{
    Row row;
    int column = 0;
    size_t at = read_row(text, 0, &row);
    while (column < row.count && !text_equal(cell_value(arena, row.cells[column]), list->list_column))
        column++;
    while (at < text.length) {
        at = read_row(text, at, &row);
        bool empty = row.count == 1 && !row.cells[0].length;
        if (!empty && column < row.count)
            set_add(set, value_of(arena, list->item_type, cell_value(arena, row.cells[column])), true, 0);
    }
}

Set *twin_file_list(const Policy *policy, Arena *arena, const Decl *list)
{
    Set *set = set_new(arena);
    Text text = sources_file(policy->sources, list->list_source)->text, mark = text_of("\xef\xbb\xbf");
    if (text_starts(text, mark))
        text = text_slice(text, mark.length, text.length);
    if (span_is_known(list->list_column_span))
        add_column(arena, list, text, set);
    else
        add_lines(arena, list->item_type, text, set);
    return set;
}
