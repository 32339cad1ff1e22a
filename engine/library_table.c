// SPDX-License-Identifier: MIT
// The public library: tables that become documents. A table with a column `id`, whose rows are no parts, is about as many
// entities as it has rows: each of them is a document, the header and the row. See library_import.h.
#include "library_import.h"

#include "import/csv_table.h"

// Columns are attributes by their names where the policy does not map tables about what this one is about.
static void choose_rows(const Program *schema, ForeignEvidence *evidence)
{
    if (!evidence->rows.length && !csv_is_mapped(schema, evidence->type))
        evidence->rows = program_string(schema, schema->types[evidence->type].name);
}

static bool rows_are_parts(const Program *schema, const ForeignEvidence *evidence)
{
    if (evidence->rows.length)
        return schema->types[schema_type(schema, evidence->rows)].is_part;
    return program_record_type(schema, RECORD_csv_row) != NO_INDEX;
}

// The rows under way.
typedef struct Rows {
    ImportCall *call;
    const ForeignImport *import;
    const DocumentFormat *format;
    CsvTable table;
    TextIndex ids; // values: where their rows begin
    ForeignReport *report;
    size_t lines_at; // up to where lines are counted
    uint32_t line;   // of that
} Rows;

static bool check_id(Rows *rows, Text id, size_t at)
{
    uint32_t before = rows->ids.count, number;
    if (!id.length)
        return csv_table_refuse(&rows->table, at, "a row has no id", "in the column `id` what the row is about");
    if (!id_is_valid(id))
        return csv_table_refuse(&rows->table, at, "an id is none that an entity can have",
                                "an id of 1 to 400 bytes without a zero");
    number = text_index_add(&rows->ids, text_copy(rows->import->arena, id));
    if (number == before)
        return true;
    return csv_table_refuse(&rows->table, at, "two rows have one id", "each id once");
}

static uint32_t line_of(Rows *rows, size_t at)
{
    Text text = rows->table.reader.text;
    for (const char *end; (end = memchr(text.bytes + rows->lines_at, '\n', at - rows->lines_at));) {
        rows->lines_at = (size_t)(end - text.bytes) + 1;
        rows->line++;
    }
    return rows->line;
}

static bool import_row(Rows *rows, Text text, size_t at)
{
    Assize *assize = rows->call->call.assize;
    uint32_t number = sources_add(&assize->sources, rows->import->source->path, text);
    if (!number) {
        call_refuse(&rows->call->call, ASSIZE_BAD_INPUT, "the files are larger than 4 GB together");
        return false;
    }
    assize->sources.items[number - 1].second_line = line_of(rows, at);
    Source source = *sources_file(&assize->sources, number);
    ForeignImport import = *rows->import;
    ArenaMark mark = arena_mark(&rows->call->scratch);
    import.source = &source;
    bool fine = import_one_document(rows->call, &import, rows->format, rows->report, arena_mark(&assize->texts));
    arena_reset(&rows->call->scratch, mark);
    return fine;
}

static bool import_rows(Rows *rows)
{
    Assize *assize = rows->call->call.assize;
    uint32_t ids = csv_table_ids(&rows->table);
    bool fine = true, all = true;
    Text text;
    size_t at;
    while (csv_table_next(&rows->table, &assize->arena, &text, &at, &fine)) {
        Text id = text_nfc(&assize->arena, text_trimmed(csv_value(&rows->table.reader, &rows->table.reader.cells[ids])));
        guard_look(&assize->guard);
        all &= check_id(rows, id, at) && import_row(rows, text, at);
        if (rows->call->call.answer != ASSIZE_DONE)
            return false;
    }
    return all && fine;
}

bool import_table(ImportCall *call, const Source *source, const DocumentFormat *format, ArenaMark before)
{
    ForeignEvidence evidence;
    if (!import_read_said(call, format->id, source, &evidence))
        return false;
    ForeignImport import = import_given(call, source, NULL, &evidence);
    Rows rows = {.call = call, .import = &import, .format = format, .line = 1};
    choose_rows(import.schema, &evidence);
    if (!csv_table_open(&import, &rows.table))
        return false;
    if (csv_table_ids(&rows.table) == UINT32_MAX || evidence.id.bytes || rows_are_parts(import.schema, &evidence))
        return import_one_document(call, &import, format, NULL, before);
    text_index_open(&rows.ids, &call->call.assize->arena);
    rows.report = import_add_report(call, source->shown, text_of("CSV"));
    bool fine = import_rows(&rows);
    if (fine && !rows.ids.count)
        return csv_table_refuse(&rows.table, 0, "it has no rows", "a row for each entity");
    if (rows.report->stored)
        rows.report->stored[RECORD_csv_row] = (ForeignStored){.parts = rows.ids.count, .type = evidence.type};
    return fine;
}
