// SPDX-License-Identifier: MIT
// A text imported as CycloneDX, and all that came of it. See imported.h.
#include "unit/imported.h"

Fixture standard;

static const char common[] = "policy p version \"1.0.0\" { title \"P\" reviews product : Product }\n"
                             "source s \"S\" { clause 1 \"c\" }\n"
                             "aspect a \"A\"\n"
                             "verdict { rejected when any major violated passed otherwise }\n";

int open_standard(void **state)
{
    (void)state;
    fixture_open(&standard);
    Text policy = text_format(&standard.arena, "%suse std.product\nuse std.evidence\n%s", common,
                              "rule R-1 \"R\" { cites s 1 aspect a severity major require product.name = \"x\" }\n");
    return fixture_compile(&standard, policy) ? 0 : -1;
}

int close_standard(void **state)
{
    (void)state;
    fixture_close(&standard);
    return 0;
}

void compile_schema(Fixture *fixture, const char *declarations)
{
    fixture_open(fixture);
    Text policy = text_format(unit_arena(), "%sevidence { rank declaration }\n%s\n%s", common, declarations,
                              "rule R-1 \"R\" { cites s 1 aspect a severity major require product.seen }\n");
    if (!fixture_compile(fixture, policy))
        fail_msg("the schema is refused: %s", declarations);
}

const char *quoted(const char *text)
{
    char *copy = text_terminated(unit_arena(), text_of(text));
    for (char *c = copy; *c; c++)
        *c = *c == '\'' ? '"' : *c;
    return copy;
}

Text bom(const char *members)
{
    Text text = text_format(unit_arena(), "{'bomFormat':'CycloneDX','specVersion':'1.6','version':1%s%s}", *members ? "," : "",
                            members);
    return text_of(quoted(text_terminated(unit_arena(), text)));
}

// ---- what came of it ----

typedef struct Work {
    Imported *imported;
    Text text;
    Arena arena; // of the import; what is found is kept elsewhere
    Guard guard;
} Work;

static const char *kept(Text text)
{
    return text_terminated(unit_arena(), text);
}

static void check_image(Work *work, const SubmissionList *list, Diagnostics *diagnostics)
{
    Dossiers dossiers;
    Text image;
    const char *reason = "";
    const Program *schema = work->imported->schema;
    assert_true(dossiers_in_memory(&dossiers, schema, &work->arena, list, diagnostics));
    assert_int_equal(dossiers_find(&dossiers, list->items[0]->facts.type, list->items[0]->id, &image), DOSSIER_FOUND);
    if (!image_check(schema, image, &reason))
        fail_msg("%s", reason);
}

static void check_canonical(Work *work, const Submission *submission)
{
    Sources sources;
    Diagnostics diagnostics;
    SubmissionList list;
    const Program *schema = work->imported->schema;
    Text canonical = text_joined(&work->arena, &submission->canonical);
    if (!read_submissions(schema, &work->arena, &sources, &diagnostics, canonical, &list))
        fail_msg("the canonical form is refused: %.200s", kept(canonical));
    assert_true(list.count == 1 && digest_equal(&list.items[0]->digest, &submission->digest));
}

static void keep_submission(Work *work, const Submission *submission)
{
    Imported *imported = work->imported;
    JsonDocument document = {.values = NULL};
    JsonError error;
    size_t at = 0;
    Text canonical = text_joined(&work->arena, &submission->canonical);
    assert_true(json_read(&document, &work->arena, canonical, &at, &error));
    // `id` is the member behind the facts.
    size_t start = json_offset(&document, json_member(&document, 0, "facts"));
    size_t end = json_offset(&document, json_member(&document, 0, "id")) - strlen(",\"id\":");
    imported->facts = kept(text_slice(canonical, start, end));
    imported->document = kept(submission->document);
    imported->id = kept(submission->id);
}

static void keep_said(Imported *imported, const Diagnostics *diagnostics)
{
    TextBuilder messages = text_builder(unit_arena()), gaps = text_builder(unit_arena());
    diagnostics_append(diagnostics, &messages, false);
    for (size_t i = 0; i < imported->report.gap_count; i++) {
        const ForeignGap *gap = &imported->report.gaps[i];
        text_append_format(&gaps, "%u %.*s %d\n", gap->count, (int)gap->path.length, gap->path.bytes, (int)gap->kind);
    }
    imported->messages = kept(text_built(&messages));
    imported->gaps = kept(text_built(&gaps));
    imported->errors = diagnostics->errors;
    imported->warnings = diagnostics->warnings;
}

static void run_import(void *with)
{
    Work *work = with;
    Imported *imported = work->imported;
    Sources sources;
    Diagnostics diagnostics;
    sources_open(&sources, &work->arena);
    diagnostics_open(&diagnostics, &work->arena, &sources);
    sources_add(&sources, text_of("bom.json"), work->text);
    Source source = sources.items[0];
    JsonDocument document = {.values = NULL};
    SubmissionList list = {0};
    size_t at;
    if (submissions_begin(&work->arena, &diagnostics, &source, &document, &at)) {
        ForeignImport import = {.schema = imported->schema,
                                .arena = &work->arena,
                                .facts = &work->arena,
                                .diagnostics = &diagnostics,
                                .sources = &sources,
                                .source = &source,
                                .document = &document,
                                .scratch = &work->arena,
                                .evidence = &imported->evidence};
        bool (*importer)(const ForeignImport *, SubmissionList *, ForeignReport *) = imported->importer;
        imported->fine = (importer ? importer : cyclonedx_import)(&import, &list, &imported->report);
    }
    assert_int_equal(list.count, imported->fine);
    if (imported->fine) {
        submission_finish(imported->schema, list.items[0], &work->arena);
        keep_submission(work, list.items[0]);
        check_canonical(work, list.items[0]);
        check_image(work, &list, &diagnostics);
    }
    keep_said(imported, &diagnostics);
    assert_true(imported->fine == (imported->errors == 0));
}

void imported_text(Imported *imported, Text text)
{
    Work work = {.imported = imported, .text = text};
    if (!imported->schema)
        imported->schema = &standard.program;
    imported->evidence.type = imported->schema->head.subject_type;
    if (!imported->id_of_file)
        imported->evidence.id = text_of("acme/x@1");
    arena_open(&work.arena, &work.guard, 0);
    bool fits = guard_run(&work.guard, run_import, &work);
    arena_close(&work.arena);
    assert_true(fits);
}
