// SPDX-License-Identifier: MIT
// The public library: importing facts, the project's own submissions and files that others make. See assize.h.
#include "library_import.h"

#include <errno.h>
#include <time.h>

#include "support/file.h"

// ---- reading ----

static bool refuse_format(ImportCall *call, const Source *source, Text name)
{
    const char *instead = foreign_instead(source->text, text_terminated(&call->call.assize->arena, name));
    Diagnostic *other = diagnose(&call->call.assize->diagnostics, MESSAGE_FOREIGN_FORMAT, span_at(source->file, 0), 1, name);
    diagnostic_expect(other, text_of(instead ? instead : "submissions, or a document of a format that `assize formats` lists"));
    return false;
}

// Reads the first JSON value. A byte order mark is passed over where a document of others stands behind it.
static bool read_first(ImportCall *call, const Source *source, JsonDocument *document, size_t *at)
{
    Diagnostics *diagnostics = &call->call.assize->diagnostics;
    JsonError error;
    *at = strlen(BYTE_ORDER_MARK);
    if (text_starts(source->text, text_of(BYTE_ORDER_MARK)) && json_read(document, &call->scratch, source->text, at, &error) &&
        document_recognised(source->text, document)) {
        diagnose(diagnostics, MESSAGE_FOREIGN_MARK, (Span){source->file, 0, (uint32_t)strlen(BYTE_ORDER_MARK)}, 0);
        return true;
    }
    return submissions_begin(&call->scratch, diagnostics, source, document, at);
}

// What is no document: submissions, or a file that is refused by what it is.
static bool read_submissions(ImportCall *call, const Source *source, JsonDocument *document, size_t at)
{
    Assize *assize = call->call.assize;
    const char *name;
    size_t before = call->list.count;
    bool says = import_says_anything(&call->file->said);
    ForeignFormat format = foreign_format(source->text, document, &name);
    if (format == FOREIGN_OTHER)
        return refuse_format(call, source, text_of(name));
    if (says && format == FOREIGN_UNKNOWN)
        return refuse_format(call, source, foreign_outline(&assize->arena, document));
    if (says) {
        import_refuse_said(
            call,
            "%.*s holds submissions, which say themselves what evidence they are: --kind, --on and the like are for "
            "files that others make",
            (int)source->shown.length, source->shown.bytes);
        return false;
    }
    bool fine = submissions_continue(call_program(&call->call), READ_ALL, &assize->arena, &call->scratch, &assize->diagnostics,
                                     source, document, at, &call->list);
    for (size_t i = before; i < call->list.count; i++) {
        Document *content = call->list.items[i]->content;
        if (content)
            content->report = import_add_report(call, content->path, text_of(""));
    }
    return fine;
}

// Whether a text begins as JSON does.
static bool may_be_json(Text text)
{
    size_t at = text_starts(text, text_of(BYTE_ORDER_MARK)) ? strlen(BYTE_ORDER_MARK) : 0;
    while (at < text.length && strchr(" \t\r\n", text.bytes[at]))
        at++;
    return at == text.length || strchr("{[\"-0123456789tfn", text.bytes[at]);
}

static bool read_source(ImportCall *call, const Source *source, ArenaMark before)
{
    JsonDocument document = {.values = NULL};
    const char *name;
    size_t at;
    if (foreign_format(source->text, NULL, &name) == FOREIGN_OTHER)
        return refuse_format(call, source, text_of(name));
    // What is no JSON is taken for a table only where somebody says what evidence it is.
    const DocumentFormat *plain = document_recognised(source->text, NULL);
    if (!plain && call->file->said.separator && source->text.length && !strchr("{[<", *source->text.bytes))
        plain = document_format(text_of(format_infos[FORMAT_csv].name)); // it has one column
    if (plain && import_says_anything(&call->file->said))
        return import_table(call, source, plain, before);
    if (import_says_anything(&call->file->said) && !may_be_json(source->text))
        return refuse_format(call, source, text_of("a text that is neither JSON nor a table of several columns"));
    if (!read_first(call, source, &document, &at))
        return false;
    const DocumentFormat *format = document_recognised(source->text, &document);
    return format ? import_document(call, source, &document, at, format, before) : read_submissions(call, source, &document, at);
}

// A file that a manifest names lies below the manifest's folder, wherever links lead.
static bool read_bytes(ImportCall *call, const ImportFile *file, Text *text)
{
    Assize *assize = call->call.assize;
    if (!file->root)
        return call_read_file(&call->call, &assize->texts, file->path, text);
    bool absolute = *file->below == '/';
    int code = absolute ? EXDEV : file_read_named(&assize->texts, file->root, file->below, LARGEST_INPUT, text);
    if (code == EXDEV)
        import_refuse_said(call, "`%s` leads out of the manifest's folder", file->below);
    else if (code)
        import_refuse_said(call, "cannot read `%s`: %.*s", file->below, (int)file_fault_text(code).length,
                           file_fault_text(code).bytes);
    return code == 0;
}

static bool read_file(ImportCall *call, const ImportFile *file)
{
    Assize *assize = call->call.assize;
    Text text;
    ArenaMark before = arena_mark(&assize->texts);
    call->file = file;
    if (!read_bytes(call, file, &text))
        return false;
    uint32_t number = sources_add(&assize->sources, text_of(file->path), text);
    if (!number) {
        call_refuse(&call->call, ASSIZE_BAD_INPUT, "the files are larger than 4 GB together");
        return false;
    }
    Source source = *sources_file(&assize->sources, number);
    bool fine = read_source(call, &source, before);
    arena_close(&call->scratch); // what was read lies in the text and in the arenas of the call and of facts
    return fine;
}

bool import_file(ImportCall *call, const ImportFile *file)
{
    bool fine = read_file(call, file);
    call->done++;
    if (call->import->progress)
        call->import->progress(call->import->progress_with, call->done, call->count);
    return fine;
}

static bool read_trust(ImportCall *call)
{
    Text reason;
    const char *path = call->import->trust;
    int code = path ? trust_read(&call->call.assize->arena, path, &call->trust, &reason) : 0;
    if (code)
        call_refuse(&call->call, call_input_fault(code) ? ASSIZE_BAD_INPUT : ASSIZE_ENVIRONMENT, "%.*s", (int)reason.length,
                    reason.bytes);
    call->list.trust = path ? &call->trust : NULL;
    call->list.records = &call->records;
    call->list.compressor = &call->compressor;
    return code == 0;
}

static bool read_files(ImportCall *call)
{
    const AssizeImport *import = call->import;
    ImportFile *rows = NULL;
    size_t row_count = 0;
    bool fine = !import->manifest || import_read_manifest(call, import->manifest, &rows, &row_count);
    call->count = import->file_count + row_count;
    for (size_t i = 0; i < import->file_count && call->call.answer == ASSIZE_DONE; i++) {
        ImportFile file = {.path = import->files[i]};
        if (import->evidence)
            file.said = *import->evidence;
        fine &= import_file(call, &file);
    }
    for (size_t i = 0; i < row_count && call->call.answer == ASSIZE_DONE; i++) {
        guard_look(&call->call.assize->guard);
        fine &= import_file(call, &rows[i]);
    }
    return fine;
}

// Whether a warning is one too many.
static bool refuses_warnings(ImportCall *call)
{
    Assize *assize = call->call.assize;
    if (!call->import->strict || !assize->diagnostics.warnings || assize->diagnostics.errors)
        return false;
    call_refuse(&call->call, ASSIZE_BAD_INPUT, "nothing is stored: warnings are refused");
    return true;
}

// Of documents of an export that were known before there is no report.
static void tell_stored(ImportCall *call, const BaseImport *result)
{
    size_t reported = 0;
    call->stored = true;
    call->call.assize->guard.watch = (GuardWatch){0}; // what is stored is told of
    for (size_t i = 0; i < call->report_count; i++) {
        if (call->reports[i]->format.length)
            call->reports[reported++] = call->reports[i];
    }
    FactsImported imported = {call_program(&call->call), *result, call->list.items, call->list.count, call->reports, reported};
    call_print_imported(&call->call, &imported);
}

static void import_files(void *with)
{
    ImportCall *call = with;
    Assize *assize = call->call.assize;
    if (!call_form(&call->call, DOCUMENT_IMPORTED) || !call_has(&call->call, call->call.base, "fact base") ||
        !call_has(&call->call, call_program(&call->call), "policy") || !call_has(&call->call, call->import, "import"))
        return;
    bool fine = read_trust(call) && read_files(call);
    compressor_close(call->compressor); // which has as much as a megabyte and more
    call->compressor = NULL;
    if (call->call.answer != ASSIZE_DONE)
        return;
    if (!fine || refuses_warnings(call)) {
        call->call.answer = ASSIZE_BAD_INPUT;
        return;
    }
    BaseImport result;
    Text error = {"", 0};
    BaseWork work = {.arena = &call->base,
                     .scratch = &call->scratch,
                     .facts = &call->facts,
                     .records = &call->records,
                     .strict = call->import->strict};
    BaseAnswer answer = base_import(call->call.base, call_program(&call->call), &work, &assize->diagnostics, &call->list,
                                    time(NULL), &result, &error);
    if (call_base_done(&call->call, answer, text_copy(&assize->arena, error)))
        tell_stored(call, &result);
    else if (answer == BASE_REFUSED)
        refuses_warnings(call);
}

AssizeAnswer assize_import(Assize *assize, const AssizeRequest *request, AssizeBase *base, const AssizePolicy *policy,
                           const AssizeImport *import, AssizeText *text)
{
    ImportCall call = {.call = call_begin_on(assize, request, base, policy), .import = import};
    arena_open(&call.facts, &assize->guard, 0);
    arena_open(&call.records, &assize->guard, 0);
    arena_open(&call.scratch, &assize->guard, 0);
    arena_open(&call.base, &assize->guard, 0);
    AssizeAnswer answer = call_run_text(&call.call, import_files, text);
    arena_close(&call.facts);
    arena_close(&call.records);
    arena_close(&call.scratch);
    arena_close(&call.base);
    compressor_close(call.compressor);
    if (base)
        base_recover(base);                            // what memory cut short; else nothing is under way
    if (answer == ASSIZE_ENVIRONMENT && call.stored) { // what is on the disk is done
        assize->trouble = (Text){NULL, 0};
        assize->warning = text_of("the submissions are stored, but memory ran out before the report");
        answer = assize->answer = ASSIZE_DONE;
    }
    if (base && answer != ASSIZE_DONE)
        base_discard_if_new(base);
    return answer;
}
