// SPDX-License-Identifier: MIT
// The public library: what is told of formats of documents, and where what stands in one of them goes. See assize.h.
#include "library_inside.h"

#include "import/csv_table.h"
#include "import/document.h"

typedef struct FormatsCall {
    Call call;
    const char *format, *example; // as they are asked for; null: not
    ReportFormats asked;
    ForeignReport report;
    Arena facts, scratch; // of the example
} FormatsCall;

static bool find_format(FormatsCall *call)
{
    call->asked.format = call->format ? format_named(text_of(call->format)) : FORMATS;
    if (!call->format || call->asked.format < FORMATS)
        return true;
    Nearest nearest = nearest_to(text_of(call->format));
    for (unsigned i = 0; i < FORMATS; i++)
        nearest_offer(&nearest, text_of(format_infos[i].name));
    Text near = call_nearest(&call->call, &nearest);
    call_refuse(&call->call, ASSIZE_WRONG_USE, "there is no format `%s`%.*s%s", call->format, (int)near.length, near.bytes,
                near.length ? "" : ": `assize formats` lists them");
    return false;
}

// ---- an example ----

static void refuse_example(FormatsCall *call, const Source *source, Text what)
{
    Diagnostic *other = diagnose(&call->call.assize->diagnostics, MESSAGE_FOREIGN_FORMAT, span_at(source->file, 0), 1, what);
    const char *instead = foreign_instead(source->text, text_terminated(&call->call.assize->arena, what));
    diagnostic_expect(other, text_of(instead ? instead : "a document of a format that `assize formats` lists"));
}

// What a file is: its format, and its JSON, where it is that. Null, reported, where it is nothing that is read.
static const DocumentFormat *recognise(FormatsCall *call, const Source *source, JsonDocument *document)
{
    Diagnostics *diagnostics = &call->call.assize->diagnostics;
    const DocumentFormat *plain = document_recognised(source->text, NULL), *format = NULL;
    const char *name;
    if (foreign_format(source->text, NULL, &name) == FOREIGN_OTHER) {
        refuse_example(call, source, text_of(name));
        return NULL;
    }
    size_t at = text_starts(source->text, text_of(BYTE_ORDER_MARK)) ? strlen(BYTE_ORDER_MARK) : 0;
    JsonError error;
    if (json_read(document, &call->scratch, source->text, &at, &error))
        format = document_recognised(source->text, document);
    else if (!plain)
        diagnostic_expect(diagnose(diagnostics, MESSAGE_JSON, span_at(source->file, error.offset), 1, text_of(error.reason)),
                          text_of(error.expected));
    else
        format = plain;
    if (format || diagnostics->errors)
        return format;
    ForeignFormat other = foreign_format(source->text, document, &name);
    if (other == FOREIGN_NONE)
        call_refuse(&call->call, ASSIZE_WRONG_USE, "%s holds submissions: what stands in them are attributes of the policy",
                    call->example);
    else
        refuse_example(call, source,
                       other == FOREIGN_OTHER ? text_of(name) : foreign_outline(&call->call.assize->arena, document));
    return NULL;
}

// Of a table whose rows are about entities of their own, the first; columns are attributes by their names unless they are mapped.
static bool choose_row(FormatsCall *call, ForeignImport *import, Source *source, ForeignEvidence *evidence)
{
    const Program *program = call->asked.program;
    CsvTable table;
    size_t at;
    Text row;
    bool fine = true;
    if (!csv_is_mapped(program, evidence->type))
        evidence->rows = program_string(program, program->types[evidence->type].name);
    if (!csv_table_open(import, &table))
        return false;
    bool parts = !evidence->rows.length && program_record_type(program, RECORD_csv_row) != NO_INDEX;
    if (!parts && csv_table_ids(&table) != UINT32_MAX && csv_table_next(&table, &call->call.assize->arena, &row, &at, &fine))
        source->text = row;
    return fine;
}

// Nothing is said of the document: it is read as what is mapped of it.
static ForeignEvidence evidence_of(const Program *program, FormatId format)
{
    ForeignEvidence evidence = {.type = program->head.subject_type};
    for (unsigned record = 0; record < FORMAT_RECORDS; record++) {
        uint32_t type = format_record_infos[record].format == format ? program_record_type(program, record) : NO_INDEX;
        if (type != NO_INDEX && !program->types[type].is_part)
            evidence.type = type;
    }
    return evidence;
}

static bool read_document(FormatsCall *call, const DocumentFormat *format, const Source *source, JsonDocument *document)
{
    Assize *assize = call->call.assize;
    ForeignEvidence evidence = evidence_of(call->asked.program, format->id);
    ForeignImport import = {.schema = call->asked.program,
                            .arena = &assize->arena,
                            .facts = &call->facts,
                            .scratch = &call->scratch,
                            .diagnostics = &assize->diagnostics,
                            .sources = &assize->sources,
                            .source = source,
                            .document = format->json ? document : NULL,
                            .evidence = &evidence,
                            .shows_places = true};
    DocumentIdentity identity;
    FactRecord facts = {.type = evidence.type};
    Source own = *source;
    import.source = &own;
    if ((format->id == FORMAT_csv && !choose_row(call, &import, &own, &evidence)) || !format->identify(&import, &identity))
        return false;
    call->report = (ForeignReport){.path = source->shown, .format = text_copy(&assize->arena, identity.title)};
    call->asked.format = format->id;
    call->asked.example = &call->report;
    bool fine = format->read(&import, &identity, &facts, &call->report);
    if (fine && call->report.schema)
        call->asked.program = call->report.schema; // of what follows from names
    return fine;
}

static bool read_example(FormatsCall *call)
{
    Source source;
    if (!call_read_source(&call->call, call->example, &source))
        return false;
    JsonDocument document = {.values = NULL};
    const DocumentFormat *format = recognise(call, &source, &document);
    if (!format)
        return false;
    if (call->asked.format < FORMATS && format->id != call->asked.format) {
        call_refuse(&call->call, ASSIZE_WRONG_USE, "%s is %s, and not %s", call->example, format_infos[format->id].title,
                    format_infos[call->asked.format].title);
        return false;
    }
    return read_document(call, format, &source, &document);
}

// ---- the call ----

static void tell_formats(void *with)
{
    FormatsCall *call = with;
    if (!call_form(&call->call, DOCUMENT_FORMATS) || !find_format(call))
        return;
    call->asked.program = call_program(&call->call);
    if (call->example && !call_has(&call->call, call->asked.program, "policy"))
        return;
    if (call->example && !read_example(call)) {
        if (call->call.answer == ASSIZE_DONE)
            call->call.answer = ASSIZE_BAD_INPUT;
        return;
    }
    call_print_formats(&call->call, &call->asked);
}

AssizeAnswer assize_formats(Assize *assize, const AssizeRequest *request, const AssizePolicy *policy, const char *format,
                            const char *example, AssizeText *text)
{
    FormatsCall call = {.call = call_begin_on(assize, request, NULL, policy), .format = format, .example = example};
    arena_open(&call.facts, &assize->guard, 0);
    arena_open(&call.scratch, &assize->guard, 0);
    AssizeAnswer answer = call_run_text(&call.call, tell_formats, text);
    arena_close(&call.facts);
    arena_close(&call.scratch);
    return answer;
}
