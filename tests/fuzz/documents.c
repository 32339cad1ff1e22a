// SPDX-License-Identifier: MIT
// Any bytes as a document that others make, of whatever format they are: what is read has claims that are read again as a
// submission of our own, and an image that is right; and the dossier of the document and of itself once more has one, too.
#include "fuzz/target.h"

#include "import/document.h"
#include "support/compress.h"

static const Fixture *documents_fixture(void)
{
    static Fixture fixture;
    if (!fixture.scratch) {
        fixture_open(&fixture);
        fixture_must_compile(&fixture, "tests/fuzz/documents.asz");
    }
    return &fixture;
}

static void check_image(Target *target, const Fixture *fixture, SubmissionList *list, Diagnostics *diagnostics)
{
    Dossiers dossiers;
    Text image;
    const char *reason;
    const Submission *one = list->items[0];
    if (!dossiers_in_memory(&dossiers, &fixture->program, &target->arena, list, diagnostics))
        target_broken("what was imported has no image");
    if (dossiers_find(&dossiers, one->facts.type, one->id, &image) != DOSSIER_FOUND ||
        !image_check(&fixture->program, image, &reason))
        target_broken("an image that was just made does not check");
}

// The claims as a submission of our own.
static void check_claims(Target *target, const Fixture *fixture, const Submission *document)
{
    Sources sources;
    Diagnostics again;
    SubmissionList same;
    Submission own = *document;
    own.content = NULL;
    submission_finish(&fixture->program, &own, &target->arena);
    Text canonical = text_joined(&target->arena, &own.canonical);
    if (!read_submissions(&fixture->program, &target->arena, &sources, &again, canonical, &same) ||
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
    submission->content->frame = compressed(&target->arena, &target->arena, target->input);
    submission_finish(import->schema, submission, &target->arena);
    return submission;
}

static void import(void *with)
{
    Target *target = with;
    const Fixture *fixture = documents_fixture();
    Sources sources;
    Diagnostics diagnostics;
    SubmissionList list = {0};
    JsonDocument document = {.values = NULL};
    JsonError error;
    size_t at = 0;
    sources_open(&sources, &target->arena);
    diagnostics_open(&diagnostics, &target->arena, &sources);
    sources_add(&sources, text_of("document"), target->input);
    Source source = sources.items[0];
    ForeignEvidence evidence = {.type = fixture->program.head.subject_type, .id = text_of("acme/x"), .on = 19844};
    ForeignImport given = {.schema = &fixture->program,
                           .arena = &target->arena,
                           .facts = &target->arena,
                           .scratch = &target->arena,
                           .diagnostics = &diagnostics,
                           .sources = &sources,
                           .source = &source,
                           .evidence = &evidence};
    if (json_read(&document, &target->arena, target->input, &at, &error))
        given.document = &document;
    const DocumentFormat *format = document_recognised(target->input, given.document);
    Submission *one = format ? take_in(target, &given, format) : NULL;
    TextBuilder text = text_builder(&target->arena);
    diagnostics_append(&diagnostics, &text, false);
    if (format && !one && !diagnostics.errors)
        target_broken("a file is refused without a message");
    if (!one)
        return;
    check_claims(target, fixture, one);
    submission_add(&list, &target->arena, one);
    check_image(target, fixture, &list, &diagnostics);
    one->content->read = false; // as it is when an image is made anew
    check_image(target, fixture, &list, &diagnostics);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    return target_run(data, size, import);
}
