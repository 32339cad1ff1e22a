// SPDX-License-Identifier: MIT
// The public library: importing facts, the project's own submissions and files that others make. See assize.h.
#include "library_import.h"

#include <time.h>

// ---- reading ----

static bool refuse_format(ImportCall *call, const Source *source, Text name)
{
    Diagnostic *other = diagnose(&call->call.assize->diagnostics, MESSAGE_FOREIGN_FORMAT, span_at(source->file, 0), 1, name);
    diagnostic_expect(other, text_of("submissions, or a document of a format that `assize formats` lists"));
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

static bool read_source(ImportCall *call, const Source *source, ArenaMark before)
{
    Assize *assize = call->call.assize;
    JsonDocument document = {.values = NULL};
    const char *name;
    size_t at;
    if (foreign_format(source->text, NULL, &name) == FOREIGN_OTHER)
        return refuse_format(call, source, text_of(name));
    // What is no JSON is taken for a table only where somebody says what evidence it is.
    const DocumentFormat *plain = document_recognised(source->text, NULL);
    if (plain && import_says_anything(call->import->evidence))
        return import_document(call, source, NULL, 0, plain, before);
    if (!read_first(call, source, &document, &at))
        return false;
    const DocumentFormat *read = document_recognised(source->text, &document);
    if (read)
        return import_document(call, source, &document, at, read, before);
    ForeignFormat format = foreign_format(source->text, &document, &name);
    if (format == FOREIGN_OTHER)
        return refuse_format(call, source, text_of(name));
    if (import_says_anything(call->import->evidence) && format == FOREIGN_UNKNOWN)
        return refuse_format(call, source, foreign_outline(&call->call.assize->arena, &document));
    if (import_says_anything(call->import->evidence)) {
        call_refuse(
            &call->call, ASSIZE_WRONG_USE,
            "%.*s holds submissions, which say themselves what evidence they are: --kind, --on and the like are for files "
            "that others make",
            (int)source->shown.length, source->shown.bytes);
        return false;
    }
    return submissions_continue(call_program(&call->call), READ_ALL, &assize->arena, &assize->diagnostics, source, &document, at,
                                &call->list);
}

static bool read_file(ImportCall *call, const char *path)
{
    Assize *assize = call->call.assize;
    Text text;
    ArenaMark before = arena_mark(&assize->texts);
    if (!call_read_file(&call->call, &assize->texts, path, &text))
        return false;
    uint32_t file = sources_add(&assize->sources, text_of(path), text);
    if (!file) {
        call_refuse(&call->call, ASSIZE_BAD_INPUT, "the files are larger than 4 GB together");
        return false;
    }
    Source source = *sources_file(&assize->sources, file);
    bool fine = read_source(call, &source, before);
    arena_close(&call->scratch); // what was read lies in the text and in the arenas of the call and of facts
    return fine;
}

static void import_files(void *with)
{
    ImportCall *call = with;
    Assize *assize = call->call.assize;
    bool fine = true;
    if (!call_form(&call->call, DOCUMENT_IMPORTED) || !call_has(&call->call, call->call.base, "fact base") ||
        !call_has(&call->call, call_program(&call->call), "policy") || !call_has(&call->call, call->import, "import"))
        return;
    for (size_t i = 0; i < call->import->file_count && call->call.answer == ASSIZE_DONE; i++)
        fine &= read_file(call, call->import->files[i]);
    if (call->call.answer != ASSIZE_DONE)
        return;
    bool strictly = call->import->strict && assize->diagnostics.warnings > 0;
    if (!fine || strictly) {
        if (strictly)
            call_refuse(&call->call, ASSIZE_BAD_INPUT, "nothing is stored: warnings are refused");
        call->call.answer = ASSIZE_BAD_INPUT;
        return;
    }
    BaseImport result;
    Text error = {"", 0};
    BaseArenas arenas = {.arena = &assize->arena, .scratch = &call->scratch, .facts = &call->facts};
    BaseAnswer answer = base_import(call->call.base, call_program(&call->call), &arenas, &assize->diagnostics, &call->list,
                                    time(NULL), &result, &error);
    if (!call_base_done(&call->call, answer, error))
        return;
    call->stored = true;
    assize->guard.watch = (GuardWatch){0}; // what is stored is told of
    FactsImported imported = {call_program(&call->call), result,        call->list.items,
                              call->list.count,          call->reports, call->report_count};
    call_print_imported(&call->call, &imported);
}

AssizeAnswer assize_import(Assize *assize, const AssizeRequest *request, AssizeBase *base, const AssizePolicy *policy,
                           const AssizeImport *import, AssizeText *text)
{
    ImportCall call = {.call = call_begin_on(assize, request, base, policy), .import = import};
    arena_open(&call.facts, &assize->guard, 0);
    arena_open(&call.scratch, &assize->guard, 0);
    AssizeAnswer answer = call_run_text(&call.call, import_files, text);
    arena_close(&call.facts);
    arena_close(&call.scratch);
    if (base)
        base_recover(base);                            // what memory cut short; else nothing is under way
    if (answer == ASSIZE_ENVIRONMENT && call.stored) { // what is on the disk is done
        assize->trouble = (Text){NULL, 0};
        assize->warning = text_of("the submissions are stored, but memory ran out before the report");
        answer = assize->answer = ASSIZE_DONE;
    }
    if (base && (answer == ASSIZE_ENVIRONMENT || answer == ASSIZE_STOPPED))
        base_discard_if_new(base);
    return answer;
}
