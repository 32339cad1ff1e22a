// SPDX-License-Identifier: MIT
// Any bytes as a CycloneDX file: what is read becomes a submission whose canonical form and image are right.
#include "fuzz/target.h"

#include "import/cyclonedx.h"

// The schema must have what the importer looks for: the standard library's.
static const Fixture *product_fixture(void)
{
    static Fixture fixture;
    if (!fixture.scratch) {
        fixture_open(&fixture);
        fixture_must_compile(&fixture, "tests/fuzz/corpus/compile/library.asz");
    }
    return &fixture;
}

static void check_submission(Target *target, const Fixture *fixture, SubmissionList *list, Diagnostics *diagnostics)
{
    Sources sources;
    Diagnostics again;
    SubmissionList same;
    Dossiers dossiers;
    Text image;
    const char *reason;
    Submission *one = list->items[0];
    submission_finish(&fixture->program, one, &target->arena);
    Text canonical = text_joined(&target->arena, &one->canonical);
    if (!read_submissions(&fixture->program, &target->arena, &sources, &again, canonical, &same) ||
        !digest_equal(&same.items[0]->digest, &one->digest))
        target_broken("what was imported is no submission, or another one");
    if (!dossiers_in_memory(&dossiers, &fixture->program, &target->arena, list, diagnostics))
        target_broken("a reference of what was imported leads nowhere");
    if (dossiers_find(&dossiers, one->facts.type, one->id, &image) != DOSSIER_FOUND ||
        !image_check(&fixture->program, image, &reason))
        target_broken("an image that was just made does not check");
}

static void import(void *with)
{
    Target *target = with;
    const Fixture *fixture = product_fixture();
    Sources sources;
    Diagnostics diagnostics;
    SubmissionList list = {0};
    ForeignReport report;
    JsonDocument document = {.values = NULL};
    size_t at;
    sources_open(&sources, &target->arena);
    diagnostics_open(&diagnostics, &target->arena, &sources);
    sources_add(&sources, text_of("bom.json"), target->input);
    Source source = sources.items[0];
    ForeignEvidence evidence = {.type = fixture->program.head.subject_type, .id = text_of("acme/x"), .on = 19844};
    ForeignImport given = {.schema = &fixture->program,
                           .arena = &target->arena,
                           .facts = &target->arena,
                           .scratch = &target->arena,
                           .diagnostics = &diagnostics,
                           .sources = &sources,
                           .source = &source,
                           .document = &document,
                           .evidence = &evidence};
    if (!submissions_begin(&target->arena, &diagnostics, &source, &document, &at))
        return;
    bool fine = cyclonedx_import(&given, &list, &report);
    TextBuilder text = text_builder(&target->arena);
    diagnostics_append(&diagnostics, &text, false);
    if (!fine && !diagnostics.errors)
        target_broken("a file is refused without a message");
    if (fine)
        check_submission(target, fixture, &list, &diagnostics);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    return target_run(data, size, import);
}
