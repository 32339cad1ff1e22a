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
static Submission *begin_submission(ImportCall *call, const ForeignImport *import, const DocumentFormat *format,
                                    const DocumentIdentity *identity)
{
    Arena *arena = import->arena;
    Submission *submission = foreign_submission(import, identity->id);
    Document *content = submission->content = arena_take(arena, sizeof *content);
    *content = (Document){.format = text_of(format_infos[format->id].name),
                          .closed = import->evidence->closed,
                          .closed_count = import->evidence->closed_count,
                          .keep_earlier = import->evidence->keep_earlier,
                          .path = import->source->shown,
                          .report = import_add_report(call, import->source->shown, identity->title),
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
    if ((!identity->by_name && !documents_claim(import, format, identity, submission)) ||
        !foreign_has_id(import, submission, identity->id_value))
        return false;
    submission_finish(import->schema, submission, import->arena);
    submission_warn(import->schema, submission, import->diagnostics, span_at(import->source->file, 0));
    submission->content->frame = compressed(import->arena, &call->scratch, import->source->text);
    submission_add(&call->list, import->arena, submission);
    return true;
}

// Keeps the claims until the image is made, or lets them go, with the text that they lie in, to be made again then.
static void keep_claims(ImportCall *call, const Source *source, Submission *submission, ArenaMark facts, ArenaMark text)
{
    Assize *assize = call->call.assize;
    diagnostics_let_go(&assize->diagnostics, &assize->sources, source->file);
    if (submission->content->read && (!call->kept || call->kept + source->text.length <= MOST_KEPT)) {
        call->kept += source->text.length;
        return;
    }
    submission->content->read = false;
    submission->facts = (FactRecord){.type = submission->facts.type};
    arena_reset(&call->facts, facts);
    arena_reset(&assize->texts, text);
}

bool import_document(ImportCall *call, const Source *source, JsonDocument *document, size_t at, const DocumentFormat *format,
                     ArenaMark before)
{
    Assize *assize = call->call.assize;
    DocumentIdentity identity;
    ForeignEvidence evidence;
    if (!import_read_said(call, format_infos[format->id].title, source, &evidence) ||
        (document && !ends_behind(call, source, at)))
        return false;
    ForeignImport import = {.schema = call_program(&call->call),
                            .arena = &assize->arena,
                            .facts = &call->facts,
                            .scratch = &call->scratch,
                            .diagnostics = &assize->diagnostics,
                            .sources = &assize->sources,
                            .source = source,
                            .document = document,
                            .evidence = &evidence};
    ArenaMark facts = arena_mark(&call->facts);
    if (!format->identify(&import, &identity))
        return false;
    Submission *submission = begin_submission(call, &import, format, &identity);
    if (!finish_submission(call, &import, format, &identity, submission))
        return false;
    keep_claims(call, source, submission, facts, before);
    return true;
}
