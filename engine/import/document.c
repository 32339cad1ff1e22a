// SPDX-License-Identifier: MIT
// The documents of a dossier become claims, in two passes: those that name things, then those that speak by name. See document.h.
#include "import/document.h"

#include "import/directory_facts.h"

// ---- one document ----

// A document whose bytes are there.
typedef struct Opened {
    Submission *submission;
    const DocumentFormat *format;
    Text bytes;
    bool identified; // what it says of itself is there
    DocumentIdentity identity;
} Opened;

typedef struct Dossier {
    const Program *schema;
    Arena *arena, *scratch;
    Diagnostics *diagnostics;
    Opened *opened;
    size_t count;
    Directory directory;
} Dossier;

// Whether a document is being imported: then whoever does hears what is wrong with it.
static bool is_new(const Dossier *dossier, const Submission *submission)
{
    return dossier->diagnostics && submission->content->path.bytes;
}

static ForeignEvidence evidence_of(const Submission *submission)
{
    return (ForeignEvidence){.type = submission->facts.type,
                             .kind = submission->kind,
                             .id = submission->id,
                             .by = submission->by,
                             .on = submission->on,
                             .title = submission->title,
                             .confidential = submission->confidential,
                             .closed = submission->content->closed,
                             .closed_count = submission->content->closed_count,
                             .cpe = submission->content->cpe,
                             .separator = submission->content->separator,
                             .rows = submission->content->rows};
}

static bool identify(Opened *one, const ForeignImport *import)
{
    Document *content = one->submission->content;
    one->identified = one->identified || one->format->identify(import, &one->identity);
    content->identified = true;
    content->by_name = one->identity.by_name;
    content->series = one->identity.series;
    content->version = one->identity.version;
    content->made = one->identity.made;
    return one->identified;
}

bool documents_claim(const ForeignImport *import, const DocumentFormat *format, const DocumentIdentity *identity,
                     Submission *submission)
{
    ForeignReport report = {.path = submission->content->path, .format = identity->title};
    FactRecord facts = {.type = submission->facts.type};
    ForeignImport reading = *import;
    reading.pieces = submission->content->pieces = fact_pieces(import->schema, import->records ? import->records : import->facts);
    if (!format->read(&reading, identity, &facts, &report))
        return false;
    submission->facts = facts;
    submission->partial = false;
    for (size_t i = 0; i < report.gap_count && !submission->partial; i++)
        submission->partial = report.gaps[i].kind == GAP_MEMBER;
    if (submission->content->report && !submission->content->told)
        foreign_report_add(submission->content->report, &report, import->arena);
    return submission->content->told = submission->content->read = true;
}

static bool read_claims(Opened *one, const ForeignImport *import)
{
    return documents_claim(import, one->format, &one->identity, one->submission);
}

static bool refuse_json(Diagnostics *diagnostics, uint32_t file, const JsonError *error)
{
    Diagnostic *broken = diagnose(diagnostics, MESSAGE_JSON, span_at(file, error->offset), 1, text_of(error->reason));
    diagnostic_expect(broken, text_of(error->expected));
    return false;
}

// What is done with a document whose JSON is open.
typedef bool Step(Opened *one, const ForeignImport *import);

static bool with_json(const Dossier *dossier, Opened *one, Sources *sources, Diagnostics *diagnostics, bool aloud, Step *step)
{
    JsonDocument document = {.values = NULL};
    JsonError error = {0, "there is too much of it", ""};
    Text path = one->submission->content->path;
    size_t at = text_starts(one->bytes, text_of(BYTE_ORDER_MARK)) ? strlen(BYTE_ORDER_MARK) : 0;
    uint32_t file = sources_add(sources, path.bytes ? path : text_of("a stored document"), one->bytes);
    bool json = one->format->json && file && json_read(&document, dossier->scratch, one->bytes, &at, &error);
    if (!file || json != one->format->json)
        return refuse_json(diagnostics, file, &error);
    Source source = *sources_file(sources, file);
    ForeignEvidence evidence = evidence_of(one->submission);
    ForeignImport import = {.schema = dossier->schema,
                            .arena = aloud ? diagnostics->arena : dossier->arena,
                            .facts = dossier->arena,
                            .scratch = dossier->scratch,
                            .diagnostics = diagnostics,
                            .sources = sources,
                            .source = &source,
                            .document = json ? &document : NULL,
                            .evidence = &evidence,
                            .directory = (Directory *)(uintptr_t)&dossier->directory,
                            .stored = !is_new(dossier, one->submission)};
    bool fine = identify(one, &import) && step(one, &import);
    if (aloud)
        diagnostics_let_go(diagnostics, sources, file);
    return fine;
}

// Looks at a document: with messages, if it is being imported and nothing was said of it yet.
static bool visit(const Dossier *dossier, Opened *one, Step *step)
{
    Sources sources;
    Diagnostics quiet;
    bool aloud = is_new(dossier, one->submission) && !one->submission->content->told;
    ArenaMark mark = arena_mark(dossier->scratch);
    sources_open(&sources, dossier->arena);
    diagnostics_open(&quiet, dossier->arena, &sources);
    bool fine = aloud ? with_json(dossier, one, dossier->diagnostics->sources, dossier->diagnostics, true, step)
                      : with_json(dossier, one, &sources, &quiet, false, step);
    bool apart = !aloud || dossier->scratch != dossier->diagnostics->arena;
    if (apart && dossier->scratch != dossier->arena)
        arena_reset(dossier->scratch, mark);
    one->submission->partial |= !fine;
    return fine || !aloud;
}

// ---- a dossier ----

static bool read_unless_by_name(Opened *one, const ForeignImport *import)
{
    return one->identity.by_name || read_claims(one, import);
}

// Documents of formats that this program does not read make no claims.
static void list_documents(Dossier *dossier, SubmissionList *submissions)
{
    dossier->opened = arena_array(dossier->arena, submissions->count + 1, sizeof *dossier->opened);
    for (size_t i = 0; i < submissions->count; i++) {
        Submission *submission = submissions->items[i];
        const DocumentFormat *format = submission->content ? document_format(submission->content->format) : NULL;
        submission->partial |= submission->content && !format;
        submission->again_count = 0;
        if (format)
            dossier->opened[dossier->count++] = (Opened){.submission = submission, .format = format};
    }
}

// Reads one of those that name things, once its bytes are there.
static DocumentsAnswer open_document(Dossier *dossier, Opened *one)
{
    if (!one->bytes.bytes && !document_bytes(one->submission, dossier->arena, &one->bytes))
        return DOCUMENTS_DAMAGED;
    return visit(dossier, one, read_unless_by_name) ? DOCUMENTS_READ : DOCUMENTS_REFUSED;
}

// skipped: some were read when they were imported, and their names are not known.
static DocumentsAnswer read_those_that_name(Dossier *dossier, bool again, bool *skipped)
{
    directory_open(&dossier->directory, dossier->arena);
    for (size_t i = 0; i < dossier->count; i++) {
        Opened *one = &dossier->opened[i];
        const Document *content = one->submission->content;
        guard_look(dossier->arena->guard);
        if (again ? content->by_name : content->read) {
            *skipped |= !content->by_name;
            continue;
        }
        DocumentsAnswer answer = open_document(dossier, one);
        if (answer != DOCUMENTS_READ)
            return answer;
    }
    return DOCUMENTS_READ;
}

// What the dossier is about, what submissions list, and how all of them call vulnerabilities.
static void name_claims(Dossier *dossier, const SubmissionList *submissions)
{
    const Submission *first = submissions->items[0];
    directory_add_entity(&dossier->directory, first->facts.type, first->id);
    for (size_t i = 0; i < submissions->count; i++) {
        const Submission *one = submissions->items[i];
        if (!one->content || (one->content->read && !one->content->by_name))
            directory_add_facts(&dossier->directory, dossier->schema, &one->facts, !one->content);
    }
}

static DocumentsAnswer read_those_by_name(Dossier *dossier)
{
    for (size_t i = 0; i < dossier->count; i++) {
        if (dossier->opened[i].submission->content->by_name && !visit(dossier, &dossier->opened[i], read_claims))
            return DOCUMENTS_REFUSED;
    }
    return DOCUMENTS_READ;
}

DocumentsAnswer documents_read(const Program *schema, Arena *arena, Arena *scratch, SubmissionList *submissions,
                               Diagnostics *diagnostics)
{
    Dossier dossier = {.schema = schema, .arena = arena, .scratch = scratch, .diagnostics = diagnostics};
    bool skipped = false, by_name = false;
    list_documents(&dossier, submissions);
    DocumentsAnswer answer = read_those_that_name(&dossier, false, &skipped);
    for (size_t i = 0; i < dossier.count; i++)
        by_name |= dossier.opened[i].submission->content->by_name;
    // Names come in the order of the documents, however many of them were read before.
    if (answer == DOCUMENTS_READ && by_name && skipped)
        answer = read_those_that_name(&dossier, true, &skipped);
    if (answer == DOCUMENTS_READ && by_name) {
        name_claims(&dossier, submissions);
        answer = read_those_by_name(&dossier);
    }
    if (answer == DOCUMENTS_READ)
        documents_again(arena, submissions, diagnostics);
    return answer;
}
