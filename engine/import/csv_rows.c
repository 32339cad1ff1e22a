// SPDX-License-Identifier: MIT
// Tables as one of the formats of documents: CSV with a header line (RFC 4180; a comma, a semicolon, a tab or a vertical line
// between cells). What its columns are the policy's mappings say or, by their names, the attributes of a type. Rows are parts of
// what the table is about, or the only one speaks of that itself.
#include "import/csv_table.h"
#include "import/document.h"
#include "import/reading.h"

// A text that is no JSON, nor any markup, and whose first line has columns.
static bool recognise(Text text, const JsonDocument *document)
{
    size_t at = text_starts(text, text_of(BYTE_ORDER_MARK)) ? strlen(BYTE_ORDER_MARK) : 0;
    bool plain = at < text.length && !strchr("{[<", text.bytes[at]) && !memchr(text.bytes, 0, text.length);
    const char *end = plain ? memchr(text.bytes + at, '\n', text.length - at) : NULL;
    Text header = text_slice(text, at, end ? (size_t)(end - text.bytes) : text.length);
    return !document && plain && header.length && memchr(header.bytes, csv_separator(text), header.length);
}

// The id of what the only row is about, where there is a column for it.
static bool identify(const ForeignImport *import, DocumentIdentity *identity)
{
    CsvTable table;
    *identity = (DocumentIdentity){.title = text_of("CSV")};
    if (!csv_table_open(import, &table))
        return false;
    uint32_t ids = csv_table_ids(&table);
    if (ids == UINT32_MAX || csv_next(&table.reader) != CSV_ROW || table.reader.count != table.column_count)
        return true;
    Text id = text_nfc(import->facts, text_trimmed(csv_value(&table.reader, &table.reader.cells[ids])));
    if (text_malformed(id) == id.length && csv_next(&table.reader) == CSV_END)
        identity->id = id;
    return true;
}

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

// The entries of the document: object, key, array, the first row.
enum { ENTRY_ROWS = 2, ENTRY_FIRST_ROW = 3 };

static bool read_document(const ForeignImport *import, const CsvTable *table, FactRecord *facts, ForeignReport *report)
{
    ReadingRecord file;
    Reading *reading = reading_begin(import, FORMAT_csv, NULL);
    if (!reading)
        return false;
    // Where rows are no parts, the columns of the only one speak of the product itself.
    bool parts = reading_has(reading, RECORD_csv_row);
    if (!parts && table->row_count != 1)
        return csv_table_refuse(table, 0, "it has other than one row, and rows fill no parts",
                                "one row, a column `id` for the ids of what rows are about, or a type of parts that they are");
    reading_open(reading, RECORD_csv_file, parts ? 0 : ENTRY_FIRST_ROW, &file);
    reading_entity(reading, &file);
    if (parts)
        read_rows(reading, import->facts, ENTRY_ROWS);
    return reading_finish(reading, facts, report);
}

static bool names_any(const Program *schema, const CsvTable *table, uint32_t type)
{
    bool any = false;
    for (size_t i = 0; i < table->column_count && !any; i++)
        any = schema_attribute(schema, type, table->columns[i]) != UINT32_MAX;
    return any;
}

// Some attributes of a type, for a message.
static const char *attributes_of(const ForeignImport *import, uint32_t type)
{
    enum { MOST_NAMED = 4 };
    const TypeInfo *info = &import->schema->types[type];
    TextBuilder names = text_builder(import->arena);
    text_append_string(&names, "columns such as");
    for (uint32_t i = 0; i < info->attribute_count && i < MOST_NAMED; i++) {
        Text name = program_string(import->schema, import->schema->attributes[info->first_attribute + i].name);
        text_append_format(&names, "%s `%.*s`", i ? "," : "", (int)name.length, name.bytes);
    }
    return text_terminated(import->arena, text_built(&names));
}

static const Program *schema_of(const ForeignImport *given, const CsvTable *table)
{
    Text rows = given->evidence->rows;
    uint32_t type = rows.length ? schema_type(given->schema, rows) : NO_INDEX;
    if (!rows.length)
        return given->schema;
    const Program *schema = type == NO_INDEX ? NULL : csv_columns(given->schema, given->evidence->type, type, given->scratch);
    if (schema && !given->stored && !names_any(given->schema, table, type))
        return csv_table_refuse(table, 0, "no column has the name of an attribute", attributes_of(given, type)), NULL;
    if (!schema)
        csv_table_refuse(table, 0, "its rows are parts that stand in no set of what it is about, or in several",
                         "a type of parts that one attribute holds, or `TYPE from row` in the policy");
    return schema;
}

static bool read(const ForeignImport *given, const DocumentIdentity *identity, FactRecord *facts, ForeignReport *report)
{
    (void)identity;
    CsvTable table;
    JsonDocument document = {.values = NULL};
    JsonError error;
    size_t at = 0;
    ForeignImport import = *given;
    if (!csv_table_open(given, &table) || !(import.schema = schema_of(given, &table)) || !csv_table_read(&table))
        return false;
    Text json = text_built(&table.json.builder);
    uint32_t number = sources_add(given->sources, given->source->path, json);
    if (!number || !json_read(&document, given->scratch, json, &at, &error))
        return csv_table_refuse(&table, 0, "it is too large", "a smaller file");
    Source source = *sources_file(given->sources, number);
    import.source = &source;
    import.document = &document;
    import.table = &table;
    bool fine = read_document(&import, &table, facts, report);
    report->schema = import.schema;
    diagnostics_let_go(given->diagnostics, given->sources, number);
    return fine;
}

const DocumentFormat document_csv = {.id = FORMAT_csv, .recognise = recognise, .identify = identify, .read = read};
