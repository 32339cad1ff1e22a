// SPDX-License-Identifier: MIT
// A document that others make, of whatever format it is, imported. See importing.h.
#include "fuzz/importing.h"

#include "import/document.h"
#include "support/compress.h"

static void check_image(Target *target, const Program *program, SubmissionList *list, Diagnostics *diagnostics)
{
    Dossiers dossiers;
    Text image;
    const char *reason;
    const Submission *one = list->items[0];
    if (!dossiers_in_memory(&dossiers, program, &target->arena, list, diagnostics))
        target_broken("what was imported has no image");
    if (dossiers_find(&dossiers, one->facts.type, one->id, &image) != DOSSIER_FOUND || !image_check(program, image, &reason))
        target_broken("an image that was just made does not check");
}

// The claims as a submission of our own.
static void check_claims(Target *target, const Program *program, const Submission *document)
{
    Sources sources;
    Diagnostics again;
    SubmissionList same;
    Submission own = *document;
    own.content = NULL;
    submission_finish(program, &own, &target->arena);
    Text canonical = text_joined(&target->arena, &own.canonical);
    if (!read_submissions(program, &target->arena, &sources, &again, canonical, &same) ||
        !digest_equal(&same.items[0]->digest, &own.digest))
        target_broken("what was imported is no submission, or another one");
}

static Submission *take_in(Target *target, const ForeignImport *import, const DocumentFormat *format)
{
    DocumentIdentity identity;
    if (!format->identify(import, &identity))
        return NULL;
    Submission *submission = foreign_submission(import, identity.id);
    submission->content = arena_take(&target->arena, sizeof *submission->content);
    *submission->content = (Document){.format = text_of(format_infos[format->id].name), .path = text_of("document")};
    if (!documents_claim(import, format, &identity, submission) || !foreign_has_id(import, submission, identity.id_value))
        return NULL;
    submission->content->frame = compressed(&target->arena, &target->arena, import->source->text);
    submission_finish(import->schema, submission, &target->arena);
    return submission;
}

// As it is when an image is made anew; then beside another submission about the same thing.
static void check_dossiers(Target *target, const Program *program, Submission *one, Text beside)
{
    Sources sources;
    Diagnostics diagnostics;
    SubmissionList list = {0}, others;
    sources_open(&sources, &target->arena);
    diagnostics_open(&diagnostics, &target->arena, &sources);
    submission_add(&list, &target->arena, one);
    check_image(target, program, &list, &diagnostics);
    one->content->read = false;
    check_image(target, program, &list, &diagnostics);
    if (!beside.bytes)
        return;
    if (!read_submissions(program, &target->arena, &sources, &diagnostics, beside, &others))
        target_broken("what is imported beside a document is refused");
    one->content->read = false;
    submission_add(&others, &target->arena, one);
    check_image(target, program, &others, &diagnostics);
}

void import_document_wholly(Target *target, const Program *program, Text text, Text beside)
{
    Sources sources;
    Diagnostics diagnostics;
    JsonDocument document = {.values = NULL};
    JsonError error;
    size_t at = 0;
    sources_open(&sources, &target->arena);
    diagnostics_open(&diagnostics, &target->arena, &sources);
    sources_add(&sources, text_of("document"), text);
    Source source = sources.items[0];
    ForeignEvidence evidence = {.type = program->head.subject_type, .id = text_of("acme/x"), .on = 19844};
    ForeignImport given = {.schema = program,
                           .arena = &target->arena,
                           .facts = &target->arena,
                           .scratch = &target->arena,
                           .diagnostics = &diagnostics,
                           .sources = &sources,
                           .source = &source,
                           .evidence = &evidence};
    if (json_read(&document, &target->arena, text, &at, &error))
        given.document = &document;
    const DocumentFormat *format = document_recognised(text, given.document);
    Submission *one = format ? take_in(target, &given, format) : NULL;
    TextBuilder messages = text_builder(&target->arena);
    diagnostics_append(&diagnostics, &messages, false);
    if (format && !one && !diagnostics.errors)
        target_broken("a file is refused without a message");
    if (!one)
        return;
    check_claims(target, program, one);
    check_dossiers(target, program, one, beside);
}
