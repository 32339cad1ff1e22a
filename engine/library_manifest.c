// SPDX-License-Identifier: MIT
// The public library: a manifest, which names many files to be imported and says of each what it is. See library_import.h.
#include "library_import.h"

#include "support/csv.h"
#include "support/file.h"

typedef enum Column { COLUMN_FILE, COLUMN_ID, COLUMN_TYPE, COLUMN_KIND, COLUMN_BY, COLUMN_ON, COLUMN_TITLE, COLUMNS } Column;
static const char *const column_names[COLUMNS] = {"file", "id", "type", "kind", "by", "on", "title"};

typedef struct Manifest {
    ImportCall *call;
    Arena *arena;
    const char *root; // the folder that the manifest stands in
    uint32_t file;
    CsvReader csv;
    uint32_t places[COLUMNS]; // of each column in a row; UINT32_MAX: there is none
    uint32_t width;
    TextIndex ids; // with their types; values: rows
    ImportFile *files;
    size_t count, capacity;
} Manifest;

static Diagnostic *refuse(const Manifest *manifest, Span span, const char *format, ...) __attribute__((format(printf, 3, 4)));
static Diagnostic *refuse(const Manifest *manifest, Span span, const char *format, ...)
{
    va_list list;
    va_start(list, format);
    Text said = text_format_list(manifest->arena, format, list);
    va_end(list);
    return diagnose(&manifest->call->call.assize->diagnostics, MESSAGE_MANIFEST, span, 1, said);
}

static Span cell_span(const Manifest *manifest, uint32_t number)
{
    const CsvCell *cell = &manifest->csv.cells[number];
    return (Span){manifest->file, (uint32_t)cell->start, (uint32_t)cell->end};
}

// ---- the header ----

static bool add_column(Manifest *manifest, uint32_t number)
{
    Text name = csv_value(&manifest->csv, &manifest->csv.cells[number]), shown = text_shown(manifest->arena, name);
    Nearest nearest = nearest_to(name);
    for (uint32_t i = 0; i < COLUMNS; i++) {
        nearest_offer(&nearest, text_of(column_names[i]));
        if (!text_is(name, column_names[i]))
            continue;
        if (manifest->places[i] != UINT32_MAX) {
            refuse(manifest, cell_span(manifest, number), "the column `%s` stands twice", column_names[i]);
            return false;
        }
        manifest->places[i] = number;
        return true;
    }
    Diagnostic *unknown = refuse(manifest, cell_span(manifest, number), "`%.*s` is none of its columns", (int)shown.length,
                                 shown.bytes);
    diagnostic_expect(unknown, text_of("`file`, and as needed `id`, `type`, `kind`, `by`, `on`, `title`"));
    diagnostic_did_you_mean(&manifest->call->call.assize->diagnostics, unknown, &nearest);
    return false;
}

static bool refuse_csv(const Manifest *manifest)
{
    refuse(manifest, span_at(manifest->file, manifest->csv.fault_at), "this is no CSV: %s", manifest->csv.fault);
    return false;
}

static bool read_header(Manifest *manifest)
{
    CsvAnswer answer = csv_next(&manifest->csv);
    if (answer == CSV_FAULT)
        return refuse_csv(manifest);
    manifest->width = (uint32_t)manifest->csv.count;
    for (uint32_t i = 0; i < COLUMNS; i++)
        manifest->places[i] = UINT32_MAX;
    for (uint32_t i = 0; i < manifest->width; i++) {
        if (!add_column(manifest, i))
            return false;
    }
    if (manifest->places[COLUMN_FILE] == UINT32_MAX)
        refuse(manifest, span_at(manifest->file, 0), "there is no column `file`");
    return manifest->places[COLUMN_FILE] != UINT32_MAX;
}

// ---- rows ----

// What a cell says as a string; null: nothing.
static const char *cell_said(const Manifest *manifest, Column column)
{
    uint32_t place = manifest->places[column];
    Text value = place == UINT32_MAX ? (Text){"", 0} : csv_value(&manifest->csv, &manifest->csv.cells[place]);
    return value.length ? text_terminated(manifest->arena, value) : NULL;
}

static void override(const Manifest *manifest, Column column, const char **said)
{
    const char *value = cell_said(manifest, column);
    if (value)
        *said = value;
}

// The same id of one type twice: one of them must be a mistake.
static bool is_new(Manifest *manifest, const ImportFile *file)
{
    const AssizeEvidence *said = &file->said;
    if (!said->id)
        return true;
    uint32_t before = manifest->ids.count;
    Text key = text_format(manifest->arena, "%s\n%s", said->type ? said->type : "", said->id);
    uint32_t number = text_index_add(&manifest->ids, key);
    if (number == before) {
        manifest->ids.values[number] = (uint32_t)manifest->count;
        return true;
    }
    Text id = text_shown(manifest->arena, text_of(said->id));
    Diagnostic *twice = refuse(manifest, file->row, "the id `%.*s` stands twice", (int)id.length, id.bytes);
    diagnostic_also(twice, manifest->files[manifest->ids.values[number]].row, "it stands here first");
    return false;
}

static bool add_row(Manifest *manifest)
{
    const CsvReader *csv = &manifest->csv;
    Span row = {manifest->file, (uint32_t)csv->cells[0].start, (uint32_t)csv->cells[csv->count - 1].end};
    if (csv->count != manifest->width) {
        refuse(manifest, row, "the row has %zu cells, and the header %u", csv->count, manifest->width);
        return false;
    }
    ImportFile file = {.root = manifest->root, .below = cell_said(manifest, COLUMN_FILE), .row = row};
    if (manifest->call->import->evidence)
        file.said = *manifest->call->import->evidence;
    if (!file.below) {
        refuse(manifest, row, "the row names no file");
        return false;
    }
    file.path = text_terminated(manifest->arena, text_format(manifest->arena, "%s%s", manifest->root, file.below));
    override(manifest, COLUMN_ID, &file.said.id);
    override(manifest, COLUMN_TYPE, &file.said.type);
    override(manifest, COLUMN_KIND, &file.said.kind);
    override(manifest, COLUMN_BY, &file.said.by);
    override(manifest, COLUMN_ON, &file.said.on);
    override(manifest, COLUMN_TITLE, &file.said.title);
    if (!is_new(manifest, &file))
        return false;
    manifest->files = arena_grow(manifest->arena, manifest->files, manifest->count, &manifest->capacity, sizeof file);
    manifest->files[manifest->count++] = file;
    return true;
}

static bool read_rows(Manifest *manifest)
{
    bool fine = true;
    for (;;) {
        CsvAnswer answer = csv_next(&manifest->csv);
        if (answer == CSV_END)
            return fine;
        if (answer == CSV_FAULT)
            return refuse_csv(manifest);
        fine &= add_row(manifest);
    }
}

// The folder of a path, with the slash behind it; empty: the one in which the process works.
static const char *folder_of(Arena *arena, const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash ? text_terminated(arena, (Text){path, (size_t)(slash + 1 - path)}) : "";
}

bool import_read_manifest(ImportCall *call, const char *path, ImportFile **files, size_t *count)
{
    Assize *assize = call->call.assize;
    Text text;
    if (!call_read_file(&call->call, &assize->texts, path, &text))
        return false;
    Manifest manifest = {.call = call,
                         .arena = &assize->arena,
                         .root = folder_of(&assize->arena, path),
                         .file = sources_add(&assize->sources, text_of(path), text),
                         .csv = csv_open_separated(&assize->arena, text, csv_separator(text))};
    if (!manifest.file) {
        call_refuse(&call->call, ASSIZE_BAD_INPUT, "the files are larger than 4 GB together");
        return false;
    }
    text_index_open(&manifest.ids, &assize->arena);
    bool fine = read_header(&manifest) && read_rows(&manifest);
    *files = manifest.files;
    *count = manifest.count;
    return fine;
}
