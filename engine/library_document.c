// SPDX-License-Identifier: MIT
// The public library: documents that others make, as they come into an import. See library_import.h.
#include "library_import.h"

#include "support/compress.h"

// Claims of so many bytes of documents stay from their reports to their images; of the first document they do however long it is.
enum { MOST_KEPT = 64 << 20 };

static bool ends_behind(ImportCall *call, const Source *source, size_t at)
{
    if (json_at_end(source->text, at))
        return true;
    Diagnostic *more = diagnose(&call->call.assize->diagnostics, MESSAGE_JSON, span_at(source->file, at), 1,
                                text_of("something stands behind the document's end"));
    diagnostic_expect(more, text_of("one document in a file"));
    return false;
}

ForeignReport *import_add_report(ImportCall *call, Text path, Text format)
{
    Arena *arena = &call->call.assize->arena;
    ForeignReport *report = arena_take(arena, sizeof *report);
    *report = (ForeignReport){.path = path, .format = text_copy(arena, format)};
    call->reports = arena_grow(arena, call->reports, call->report_count, &call->report_capacity, sizeof *call->reports);
    return call->reports[call->report_count++] = report;
}

// What was said about a document as a submission.
static Submission *begin_submission(const ForeignImport *import, const DocumentFormat *format, const DocumentIdentity *identity,
                                    ForeignReport *report)
{
    Arena *arena = import->arena;
    Submission *submission = foreign_submission(import, identity->id);
    Document *content = submission->content = arena_take(arena, sizeof *content);
    *content = (Document){.format = text_of(format_infos[format->id].name),
                          .closed = import->evidence->closed,
                          .closed_count = import->evidence->closed_count,
                          .keep_earlier = import->evidence->keep_earlier,
                          .cpe = import->evidence->cpe,
                          .separator = import->evidence->separator,
                          .rows = import->evidence->rows,
                          .path = import->source->shown,
                          .report = report,
                          .identified = true,
                          .by_name = identity->by_name,
                          .series = text_copy(arena, identity->series),
                          .version = text_copy(arena, identity->version),
                          .made = text_copy(arena, identity->made)};
    return submission;
}

// The canonical form of that, and the bytes. Claims that need the names of other documents are made with their image.
static bool finish_submission(ImportCall *call, const ForeignImport *import, const DocumentFormat *format,
                              const DocumentIdentity *identity, Submission *submission)
{
    ArenaMark mark = arena_mark(import->scratch);
    if ((!identity->by_name && !documents_claim(import, format, identity, submission)) ||
        !foreign_has_id(import, submission, identity->id_value))
        return false;
    // What reading it took goes, and the document as JSON; a table may have further rows.
    if (import->document)
        arena_close(import->scratch);
    else
        arena_reset(import->scratch, mark);
    submission_finish(import->schema, submission, import->arena);
    submission_warn(import->schema, submission, import->diagnostics, span_at(import->source->file, 0));
    submission->content->frame = compressed(import->arena, &call->scratch, import->source->text);
    submission_add(&call->list, import->arena, submission);
    return true;
}

// Keeps the claims until the image is made, or lets them go, with the text that they lie in, to be made again then.
static void keep_claims(ImportCall *call, const Source *source, Submission *submission, const ArenaMark before[2], ArenaMark text)
{
    Assize *assize = call->call.assize;
    diagnostics_let_go(&assize->diagnostics, &assize->sources, source->file);
    if (submission->content->read && (!call->kept || call->kept + source->text.length <= MOST_KEPT)) {
        call->kept += source->text.length;
        return;
    }
    submission->content->read = false;
    submission->facts = (FactRecord){.type = submission->facts.type};
    arena_reset(&call->facts, before[0]);
    arena_reset(&call->records, before[1]);
    arena_reset(&assize->texts, text);
}

// What a CPE alone may mean is claimed apart, of a weaker kind. Nothing is said of it twice.
static void add_apart(ImportCall *call, const ForeignImport *import, const DocumentFormat *format,
                      const DocumentIdentity *identity, const Submission *other)
{
    ForeignEvidence evidence = *import->evidence;
    const char *kind = call->file->said.cpe_kind;
    ForeignImport apart = *import;
    apart.evidence = &evidence;
    evidence.cpe = CPE_ALONE;
    evidence.kind = schema_kind(import->schema, text_of(kind));
    Submission *submission = begin_submission(&apart, format, identity, NULL);
    submission->content->told = true;
    submission_finish(import->schema, submission, import->arena);
    submission->content->frame = other->content->frame;
    submission_add(&call->list, import->arena, submission);
}

bool import_one_document(ImportCall *call, const ForeignImport *given, const DocumentFormat *format, ForeignReport *report,
                         ArenaMark before)
{
    ForeignEvidence evidence = *given->evidence;
    ForeignImport import = *given;
    DocumentIdentity identity;
    const ArenaMark facts[] = {arena_mark(&call->facts), arena_mark(&call->records)};
    if (!format->identify(given, &identity))
        return false;
    bool apart = call->file->said.cpe_kind && identity.by_name;
    evidence.cpe = apart ? CPE_APART : CPE_NOT_TIED;
    import.evidence = &evidence;
    if (!report)
        report = import_add_report(call, import.source->shown, identity.title);
    Submission *submission = begin_submission(&import, format, &identity, report);
    if (!finish_submission(call, &import, format, &identity, submission))
        return false;
    if (apart)
        add_apart(call, &import, format, &identity, submission);
    keep_claims(call, import.source, submission, facts, before);
    return true;
}

ForeignImport import_given(ImportCall *call, const Source *source, JsonDocument *document, const ForeignEvidence *evidence)
{
    Assize *assize = call->call.assize;
    return (ForeignImport){.schema = call_program(&call->call),
                           .arena = &assize->arena,
                           .facts = &call->facts,
                           .records = &call->records,
                           .scratch = &call->scratch,
                           .diagnostics = &assize->diagnostics,
                           .sources = &assize->sources,
                           .source = source,
                           .document = document,
                           .trust = call->list.trust,
                           .evidence = evidence};
}

bool import_document(ImportCall *call, const Source *source, JsonDocument *document, size_t at, const DocumentFormat *format,
                     ArenaMark before)
{
    ForeignEvidence evidence;
    if (!import_read_said(call, format->id, source, &evidence) || !ends_behind(call, source, at))
        return false;
    ForeignImport import = import_given(call, source, document, &evidence);
    return import_one_document(call, &import, format, NULL, before);
}
