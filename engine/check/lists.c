// SPDX-License-Identifier: MIT
// Lists that stand in files of their own: one value a line, or a column of a table (CSV). Each value is read as its type writes
// it, and becomes a constant; what is none is reported with its line. There may be millions, so that no tree is made of them.
#include "check/check.h"

#include "support/address.h"
#include "support/calendar.h"
#include "support/csv.h"
#include "support/version.h"

typedef struct ListReader {
    Policy *policy;
    Decl *decl;
    const Source *source;
    size_t capacity; // of the list's values
} ListReader;

static Span place(const ListReader *reader, size_t start, size_t end)
{
    return (Span){reader->source->file, (uint32_t)start, (uint32_t)end};
}

// ---- values ----

// What a value of each type looks like.
static const char *const value_words[] = {
    [TYPE_BOOLEAN] = "true or false",
    [TYPE_INTEGER] = "an integer such as 1000",
    [TYPE_DECIMAL] = "a decimal with at most six places, such as 0.05",
    [TYPE_DATE] = "a date such as 2026-11-22",
    [TYPE_INSTANT] = "an instant such as 2026-11-22T08:00:00Z",
    [TYPE_DURATION] = "a duration such as 30 days",
    [TYPE_VERSION] = "a version of 1 to 255 bytes without white space, such as 1.2.3",
    [TYPE_ADDRESS] = address_expected,
};

static bool read_address(const ListReader *reader, Text text, Literal *literal)
{
    Address address;
    TextBuilder printed = text_builder(reader->policy->arena);
    if (address_read(text, &address) != ADDRESS_FINE)
        return false;
    address_append(&printed, &address);
    literal->text = text_built(&printed);
    return true;
}

static bool read_enum(const Decl *type, Text text, Literal *literal)
{
    uint32_t index = text_index_find(&type->value_places, text);
    literal->number = index;
    return index != UINT32_MAX;
}

static bool read_value(const ListReader *reader, Text text, Literal *literal)
{
    Type type = reader->decl->item_type;
    *literal = (Literal){.type = type.kind};
    switch (type.kind) {
    case TYPE_BOOLEAN:
        literal->number = text_is(text, "true");
        return literal->number || text_is(text, "false");
    case TYPE_INTEGER:
        return number_read_integer(text, false, &literal->number) == NUMBER_FINE;
    case TYPE_DECIMAL:
        return number_read_decimal(text, false, &literal->number) == NUMBER_FINE;
    case TYPE_DATE:
        return date_read(text, &literal->number);
    case TYPE_INSTANT:
        return instant_read(text, &literal->number);
    case TYPE_DURATION:
        return duration_read(text, &literal->number);
    case TYPE_ENUM:
        return read_enum(type.decl, text, literal);
    default:
        literal->type = TYPE_TEXT; // as a literal of the language is
        literal->text = text;
        if (type.kind == TYPE_ADDRESS)
            return read_address(reader, text, literal);
        return type.kind == TYPE_TEXT || version_is_text(text);
    }
}

static void report_value(const ListReader *reader, Text text, Span span)
{
    Policy *policy = reader->policy;
    Type type = reader->decl->item_type;
    if (type.kind == TYPE_ADDRESS && check_host_bits(policy, text, span))
        return;
    Diagnostic *none = diagnose(policy->diagnostics, MESSAGE_LIST_VALUE, span, 2, text, type_text(policy->arena, type));
    if (diagnostics_full(policy->diagnostics))
        return;
    diagnostic_also(none, reader->decl->word.span, "the list is declared here");
    if (type.kind != TYPE_ENUM) {
        diagnostic_expect(none, text_of(value_words[type.kind]));
        return;
    }
    Nearest nearest = nearest_to(text);
    check_offer_values(&nearest, type.decl);
    diagnostic_did_you_mean(policy->diagnostics, none, &nearest);
}

static void add_value(ListReader *reader, Text text, Span span)
{
    Decl *decl = reader->decl;
    Literal literal;
    text = text_nfc(reader->policy->arena, text);
    if (!read_value(reader, text, &literal)) {
        report_value(reader, text, span);
        return;
    }
    decl->list_values = arena_grow(reader->policy->arena, decl->list_values, decl->list_count, &reader->capacity, sizeof literal);
    decl->list_values[decl->list_count++] = literal;
}

// ---- one value a line ----

static void read_line(ListReader *reader, size_t start, size_t end)
{
    Text line = text_slice(reader->source->text, start, end), value = text_trimmed(line);
    if (!value.length || value.bytes[0] == '#')
        return;
    size_t from = (size_t)(value.bytes - reader->source->text.bytes);
    const char *alone = memchr(value.bytes, '\r', value.length);
    if (alone) { // else all of an old file would be one value
        size_t at = (size_t)(alone - reader->source->text.bytes);
        Diagnostic *row = diagnose(reader->policy->diagnostics, MESSAGE_LIST_FILE, place(reader, at, at + 1), 1,
                                   text_of("a carriage return without a line feed"));
        diagnostic_expect(row, text_of("lines that end with LF or CR LF"));
        return;
    }
    add_value(reader, value, place(reader, from, from + value.length));
}

static void read_lines(ListReader *reader, size_t from)
{
    Text text = reader->source->text;
    while (from < text.length) {
        const char *end = memchr(text.bytes + from, '\n', text.length - from);
        size_t behind = end ? (size_t)(end - text.bytes) : text.length;
        read_line(reader, from, behind);
        from = behind + 1;
    }
}

// Whoever names a table, and no column of it, hardly means its lines.
static void warn_of_whole_lines(const ListReader *reader, size_t base)
{
    Policy *policy = reader->policy;
    Text path = reader->decl->list_file, ending = text_of(".csv");
    if (!text_ends(text_lower(policy->arena, path), ending))
        return;
    Diagnostic *lines = diagnose(policy->diagnostics, MESSAGE_WHOLE_LINES, reader->decl->list_file_span, 1, path);
    Text text = reader->source->text;
    CsvReader csv = csv_open(policy->arena, text_slice(text, base, text.length));
    Text column = csv_next(&csv) == CSV_ROW ? csv_value(&csv, &csv.cells[0]) : (Text){"", 0};
    if (!column.length || text_contains(column, text_of("\"")) || text_contains(column, text_of("\\")))
        column = text_of("…");
    diagnostic_correct(lines, text_format(policy->arena, "say which column holds the values, as in `column \"%.*s\"`",
                                          (int)column.length, column.bytes));
}

// ---- a column ----

// Which of the header's cells names the column; their number where none does, which is reported.
static size_t find_column(const ListReader *reader, const CsvReader *csv, size_t base)
{
    Policy *policy = reader->policy;
    Text wanted = reader->decl->list_column;
    size_t found = csv->count;
    Nearest nearest = nearest_to(wanted);
    for (size_t i = 0; i < csv->count; i++) {
        Text name = text_nfc(policy->arena, csv_value(csv, &csv->cells[i]));
        nearest_offer(&nearest, name);
        if (!text_equal(name, wanted))
            continue;
        if (found < csv->count) {
            Span span = place(reader, base + csv->cells[i].start, base + csv->cells[i].end);
            diagnose(policy->diagnostics, MESSAGE_COLUMN_TWICE, span, 1, wanted);
            return csv->count;
        }
        found = i;
    }
    if (found == csv->count) {
        Diagnostic *none = diagnose(policy->diagnostics, MESSAGE_NO_SUCH_COLUMN, reader->decl->list_column_span, 2,
                                    reader->decl->list_file, wanted);
        diagnostic_did_you_mean(policy->diagnostics, none, &nearest);
        char separator = csv_separator(csv->text);
        if (separator != ',')
            diagnostic_correct(none, text_format(policy->arena, "its cells stand between %s: a list has commas",
                                                 separator == ';' ? "semicolons" : "tabs"));
    }
    return found;
}

static void report_fault(const ListReader *reader, const CsvReader *csv, size_t base)
{
    size_t at = base + csv->fault_at;
    Diagnostic *fault = diagnose(reader->policy->diagnostics, MESSAGE_LIST_FILE, place(reader, at, at + 1), 1,
                                 text_of(csv->fault));
    diagnostic_expect(fault, text_of("a table as RFC 4180 has it: cells between commas, in double quotes where they hold one"));
}

static void report_ragged(const ListReader *reader, const CsvReader *csv, size_t base, size_t columns)
{
    Arena *arena = reader->policy->arena;
    Span span = place(reader, base + csv->cells[0].start, base + csv->cells[csv->count - 1].end);
    diagnose(reader->policy->diagnostics, MESSAGE_RAGGED_ROW, span, 2,
             text_format(arena, csv->count == 1 ? "%zu cell" : "%zu cells", csv->count), text_format(arena, "%zu", columns));
}

static void read_column(ListReader *reader, size_t base)
{
    Text text = reader->source->text;
    CsvReader csv = csv_open(reader->policy->arena, text_slice(text, base, text.length));
    CsvAnswer answer = csv_next(&csv);
    size_t columns = csv.count, column = answer == CSV_FAULT ? 0 : find_column(reader, &csv, base);
    while (answer == CSV_ROW && column < columns && (answer = csv_next(&csv)) == CSV_ROW) {
        const CsvCell *cell = &csv.cells[column];
        if (csv.count != columns)
            report_ragged(reader, &csv, base, columns);
        else
            add_value(reader, csv_value(&csv, cell), place(reader, base + cell->start, base + cell->end));
    }
    if (answer == CSV_FAULT)
        report_fault(reader, &csv, base);
}

void check_list_file(Policy *policy, Decl *decl)
{
    static const char mark[] = "\xef\xbb\xbf";
    if (!decl->list_source || decl->item_type.kind == TYPE_NONE)
        return; // which is reported
    ListReader reader = {.policy = policy, .decl = decl, .source = sources_file(policy->sources, decl->list_source)};
    size_t from = text_starts(reader.source->text, text_of(mark)) ? sizeof mark - 1 : 0;
    if (span_is_known(decl->list_column_span))
        read_column(&reader, from);
    else {
        warn_of_whole_lines(&reader, from);
        read_lines(&reader, from);
    }
}
