// SPDX-License-Identifier: MIT
// The public library: importing facts, the project's own submissions and files that others make. See assize.h.
#include "library_inside.h"

#include <time.h>

#include "import/cyclonedx.h"
#include "support/calendar.h"

typedef struct ImportCall {
    Call call;
    const AssizeImport *import;
    SubmissionList list;
    ForeignEvidence evidence;
    bool evidence_read;
    ForeignReport *reports; // of files that others made
    size_t report_count, report_capacity;
    Arena facts;   // what files of others say
    Arena scratch; // of the JSON document under way, then of the fact base
    bool stored;
} ImportCall;

// ---- what is said of files that others make ----

static bool anything_said(const AssizeEvidence *said)
{
    return said && (said->type || said->id || said->kind || said->by || said->on || said->document || said->title ||
                    said->confidential || (said->closed && said->closed[0]));
}

static bool refuse_name(ImportCall *call, const char *what, const char *name, const Nearest *nearest)
{
    Text near = call_nearest(&call->call, nearest);
    call_refuse(&call->call, ASSIZE_WRONG_USE, "the policy %s `%s`%.*s", what, name, (int)near.length, near.bytes);
    return false;
}

static bool read_type(ImportCall *call, const char *name)
{
    const Program *schema = call_program(&call->call);
    uint32_t type = name ? schema_type(schema, text_of(name)) : schema->head.subject_type;
    call->evidence.type = type;
    if (type < schema->types_count && !schema->types[type].is_part)
        return true;
    Nearest nearest = nearest_to(text_of(name ? name : ""));
    for (uint32_t i = 0; i < schema->types_count; i++) {
        if (!schema->types[i].is_part)
            nearest_offer(&nearest, program_string(schema, schema->types[i].name));
    }
    return refuse_name(call, "declares no entity", name ? name : "", &nearest);
}

static bool read_kind(ImportCall *call, const char *name)
{
    const Program *schema = call_program(&call->call);
    call->evidence.kind = schema_kind(schema, text_of(name));
    if (call->evidence.kind != UINT32_MAX)
        return true;
    Nearest nearest = nearest_to(text_of(name));
    for (uint32_t i = 0; i < schema->kinds_count; i++)
        nearest_offer(&nearest, program_string(schema, schema->kinds[i].name));
    return refuse_name(call, "ranks no kind of evidence", name, &nearest);
}

// A text of the command line, in NFC; bytes null where there is none.
static bool read_said(ImportCall *call, const char *said, const char *what, Text *text)
{
    *text = (Text){NULL, 0};
    if (!said)
        return true;
    Text raw = text_of(said);
    if (text_malformed(raw) < raw.length)
        call_refuse(&call->call, ASSIZE_WRONG_USE, "the %s is no UTF-8", what);
    else
        *text = text_nfc(&call->call.assize->arena, text_copy(&call->call.assize->arena, raw));
    return text->bytes != NULL;
}

static bool read_closed(ImportCall *call, const char *const *paths)
{
    size_t count = 0;
    while (paths && paths[count])
        count++;
    Text *closed = arena_array(&call->call.assize->arena, count + 1, sizeof *closed);
    for (size_t i = 0; i < count; i++) {
        if (!read_said(call, paths[i], "path of a closed set", &closed[i]))
            return false;
    }
    call->evidence.closed = closed;
    call->evidence.closed_count = count;
    return true;
}

// What is said, with its names looked up in the schema; false, refused, where something is wrong or missing.
static bool read_evidence(ImportCall *call, const char *path, const char *format)
{
    const AssizeEvidence *said = call->import->evidence;
    ForeignEvidence *evidence = &call->evidence;
    if (call->evidence_read)
        return true;
    if (!said || !said->kind || !said->on) {
        call_refuse(&call->call, ASSIZE_WRONG_USE,
                    "%s is %s, which does not say what evidence it is: its kind and its date are needed (--kind, --on)", path,
                    format);
        return false;
    }
    if (!date_read(text_of(said->on), &evidence->on)) {
        call_refuse(&call->call, ASSIZE_WRONG_USE, "the evidence's date `%s` is none such as 2026-11-22", said->on);
        return false;
    }
    evidence->confidential = said->confidential;
    call->evidence_read = read_type(call, said->type) && read_kind(call, said->kind) &&
                          read_said(call, said->id, "id of the entity", &evidence->id) &&
                          read_said(call, said->by, "id of the institution", &evidence->by) &&
                          read_said(call, said->document, "name of the document", &evidence->document) &&
                          read_said(call, said->title, "title", &evidence->title) && read_closed(call, said->closed);
    return call->evidence_read;
}

// ---- reading ----

static bool refuse_format(ImportCall *call, const Source *source, Text name)
{
    Diagnostic *other = diagnose(&call->call.assize->diagnostics, MESSAGE_FOREIGN_FORMAT, span_at(source->file, 0), 1, name);
    diagnostic_expect(other, text_of("submissions, or CycloneDX JSON of a version from 1.2 to 1.6"));
    return false;
}

static bool read_cyclonedx(ImportCall *call, const Source *source, JsonDocument *document, size_t at)
{
    Assize *assize = call->call.assize;
    if (!read_evidence(call, text_terminated(&assize->arena, source->path), "CycloneDX"))
        return false;
    if (!json_at_end(source->text, at)) {
        Diagnostic *more = diagnose(&assize->diagnostics, MESSAGE_JSON, span_at(source->file, at), 1,
                                    text_of("something stands behind the document's end"));
        diagnostic_expect(more, text_of("one CycloneDX document in a file"));
        return false;
    }
    ForeignImport import = {.schema = call_program(&call->call),
                            .arena = &assize->arena,
                            .facts = &call->facts,
                            .scratch = &call->scratch,
                            .diagnostics = &assize->diagnostics,
                            .sources = &assize->sources,
                            .source = source,
                            .document = document,
                            .evidence = &call->evidence};
    call->reports = arena_grow(&assize->arena, call->reports, call->report_count, &call->report_capacity, sizeof *call->reports);
    if (!cyclonedx_import(&import, &call->list, &call->reports[call->report_count]))
        return false;
    call->report_count++;
    return true;
}

static bool read_source(ImportCall *call, const Source *source)
{
    Assize *assize = call->call.assize;
    JsonDocument document = {.values = NULL};
    const char *name;
    size_t at;
    if (foreign_format(source->text, NULL, &name) == FOREIGN_OTHER)
        return refuse_format(call, source, text_of(name));
    if (!submissions_begin(&call->scratch, &assize->diagnostics, source, &document, &at))
        return false;
    ForeignFormat format = foreign_format(source->text, &document, &name);
    if (format == FOREIGN_OTHER)
        return refuse_format(call, source, text_of(name));
    if (format == FOREIGN_CYCLONEDX)
        return read_cyclonedx(call, source, &document, at);
    if (anything_said(call->import->evidence) && format == FOREIGN_UNKNOWN)
        return refuse_format(call, source, foreign_outline(&call->call.assize->arena, &document));
    if (anything_said(call->import->evidence)) {
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

// The submission that a file of others has become is put in its canonical form: then the file's text can go.
static void take_over(ImportCall *call, uint32_t file, ArenaMark before)
{
    Assize *assize = call->call.assize;
    Submission *submission = call->list.items[call->list.count - 1];
    submission_finish(call_program(&call->call), submission, &assize->arena);
    submission_warn(call_program(&call->call), submission, &assize->diagnostics, span_at(file, 0));
    submission->lent = true;
    diagnostics_let_go(&assize->diagnostics, &assize->sources, file);
    arena_reset(&assize->texts, before);
}

static bool read_file(ImportCall *call, const char *path)
{
    Assize *assize = call->call.assize;
    Text text;
    ArenaMark before = arena_mark(&assize->texts);
    size_t reports = call->report_count;
    if (!call_read_file(&call->call, &assize->texts, path, &text))
        return false;
    uint32_t file = sources_add(&assize->sources, text_of(path), text);
    if (!file) {
        call_refuse(&call->call, ASSIZE_BAD_INPUT, "the files are larger than 4 GB together");
        return false;
    }
    Source source = *sources_file(&assize->sources, file);
    bool fine = read_source(call, &source);
    arena_close(&call->scratch); // what was read lies in the text and in the arenas of the call and of facts
    if (call->report_count > reports)
        take_over(call, file, before);
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
