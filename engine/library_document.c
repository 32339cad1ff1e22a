// SPDX-License-Identifier: MIT
// The public library: documents that others make, as they come into an import. See library_import.h.
#include "library_import.h"

#include "support/calendar.h"
#include "support/compress.h"

// ---- what is said of them ----

bool import_says_anything(const AssizeEvidence *said)
{
    return said && (said->type || said->id || said->kind || said->by || said->on || said->title || said->confidential ||
                    (said->closed && said->closed[0]));
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
    call->evidence.closed_count = document_closed_in_order(closed, count);
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
                          read_said(call, said->title, "title", &evidence->title) && read_closed(call, said->closed);
    return call->evidence_read;
}

// ---- taking them in ----

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

// What was said about a document as a submission.
static Submission *begin_submission(const ForeignImport *import, const DocumentFormat *format, const DocumentIdentity *identity)
{
    Arena *arena = import->arena;
    Submission *submission = foreign_submission(import, identity->id);
    Document *content = submission->content = arena_take(arena, sizeof *content);
    *content = (Document){.format = text_of(format_infos[format->id].name),
                          .closed = import->evidence->closed,
                          .closed_count = import->evidence->closed_count,
                          .path = import->source->shown,
                          .report = arena_take(arena, sizeof *content->report),
                          .identified = true,
                          .by_name = identity->by_name,
                          .series = text_copy(arena, identity->series),
                          .version = text_copy(arena, identity->version)};
    *content->report = (ForeignReport){.path = import->source->shown, .format = text_copy(arena, identity->title)};
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
    call->reports = arena_grow(import->arena, call->reports, call->report_count, &call->report_capacity, sizeof *call->reports);
    call->reports[call->report_count++] = submission->content->report;
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
    if (!read_evidence(call, text_terminated(&assize->arena, source->path), format_infos[format->id].title) ||
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
                            .evidence = &call->evidence};
    ArenaMark facts = arena_mark(&call->facts);
    if (!format->identify(&import, &identity))
        return false;
    Submission *submission = begin_submission(&import, format, &identity);
    if (!finish_submission(call, &import, format, &identity, submission))
        return false;
    keep_claims(call, source, submission, facts, before);
    return true;
}
