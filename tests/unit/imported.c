// SPDX-License-Identifier: MIT
// A document imported, and all that came of it. See imported.h.
#include "unit/imported.h"

Fixture standard;

static const char common[] = "policy p version \"1.0.0\" { title \"P\" reviews product : Product }\n"
                             "source s \"S\" { clause 1 \"c\" }\n"
                             "aspect a \"A\"\n"
                             "verdict { rejected when any major violated passed otherwise }\n";

// In words like those of std.product, and fewer.
static const char vocabulary[] =
    "evidence { rank declaration }\n"
    "type Kind = library | file | operating_system\n"
    "type Scope = required | optional | excluded\n"
    "type State = resolved | exploitable | not_affected\n"
    "ordered type Severity = none < low < medium < high < critical\n"
    "entity Organisation { name : text }\n"
    "entity Product { name : text  version : version  supplier : Organisation  made_on : date  components : many Component\n"
    "  services : many Service  vulnerabilities : many Vulnerability  depends_on : many ref Component }\n"
    "part Component key id { id : text  purl : text  cpe : text  group : text  name : text  version : version  kind : Kind\n"
    "  scope : Scope  supplier : Organisation  author : text  licences : many text  hashes : many Hash\n"
    "  depends_on : many ref Component  contained_in : many ref Component  vulnerabilities : many Vulnerability\n"
    "  properties : many Property }\n"
    "part Property key name { name : text  values : many text }\n"
    "part Service key id { id : text }\n"
    "part Hash key algorithm, value { algorithm : text  value : text }\n"
    "part Vulnerability key id { id : text  severity : Severity  cvss : decimal  vector : text  disclosed_on : date\n"
    "  analysis : State  justification : text  recommendation : text }\n"
    "format cyclonedx {\n"
    "  Product from bom { name from metadata.component.name  version from metadata.component.version\n"
    "    supplier from metadata.component.supplier.name | metadata.supplier.name  made_on from metadata.timestamp\n"
    "    depends_on from record.depends_on }\n"
    "  Service from service { id from record.id }\n"
    "  Component from component { purl from purl  cpe from cpe  group from group  name from name  version from version\n"
    "    kind from type  scope from scope  supplier from supplier.name  author from author\n"
    "    licences from licenses[].license.id | licenses[].license.name | licenses[].expression\n"
    "    hashes from hashes[] { algorithm from alg  value from content }\n"
    "    depends_on from record.depends_on  contained_in from record.contained_in\n"
    "    properties from properties[] { name from name  values from value } }\n"
    "  Vulnerability from vulnerability { severity from record.severity  cvss from record.score  vector from record.vector\n"
    "    disclosed_on from published  analysis from record.analysis  justification from analysis.justification\n"
    "    recommendation from recommendation }\n"
    "}\n";

int open_standard(void **state)
{
    (void)state;
    fixture_open(&standard);
    Text policy = text_format(&standard.arena, "%s%s%s", common, vocabulary,
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

// What the document says as a submission of our own, which says the same.
static void check_canonical(Work *work, const Submission *submission)
{
    Sources sources;
    Diagnostics diagnostics;
    SubmissionList list;
    const Program *schema = work->imported->schema;
    Submission own = *submission;
    own.content = NULL;
    submission_finish(schema, &own, &work->arena);
    Text canonical = text_joined(&work->arena, &own.canonical);
    if (!read_submissions(schema, &work->arena, &sources, &diagnostics, canonical, &list))
        fail_msg("the claims are refused: %.200s", kept(canonical));
    assert_true(list.count == 1 && digest_equal(&list.items[0]->digest, &own.digest));
    JsonDocument document = {.values = NULL};
    JsonError error;
    size_t at = 0;
    assert_true(json_read(&document, &work->arena, canonical, &at, &error));
    // `id` is the member behind the facts.
    size_t start = json_offset(&document, json_member(&document, 0, "facts"));
    size_t end = json_offset(&document, json_member(&document, 0, "id")) - strlen(",\"id\":");
    work->imported->facts = kept(text_slice(canonical, start, end));
    work->imported->id = kept(submission->id);
}

static void keep_said(Imported *imported, const Diagnostics *diagnostics)
{
    TextBuilder messages = text_builder(unit_arena()), gaps = text_builder(unit_arena());
    diagnostics_append(diagnostics, &messages, false);
    for (size_t i = 0; i < imported->report.gap_count; i++) {
        const ForeignGap *gap = &imported->report.gaps[i];
        text_append_format(&gaps, "%u %.*s %d\n", gap->count, (int)gap->path.length, gap->path.bytes, (int)gap->kind);
    }
    const ForeignStored *stored = imported->report.stored;
    if (stored) {
        imported->components = stored[RECORD_cyclonedx_component].parts;
        imported->merged = stored[RECORD_cyclonedx_component].merged;
        imported->vulnerabilities = stored[RECORD_cyclonedx_vulnerability].parts;
        imported->references = imported->report.links[DERIVED_cyclonedx_component_depends_on];
    }
    imported->messages = kept(text_built(&messages));
    imported->gaps = kept(text_built(&gaps));
    imported->errors = diagnostics->errors;
    imported->warnings = diagnostics->warnings;
}

// As the library takes a document in (library_document.c).
static Submission *import_document(Work *work, const ForeignImport *import)
{
    Imported *imported = work->imported;
    const DocumentFormat *format = document_format(text_of(imported->format ? imported->format : "cyclonedx"));
    DocumentIdentity identity;
    if (!format->identify(import, &identity))
        return NULL;
    Submission *submission = foreign_submission(import, identity.id);
    submission->content = arena_take(&work->arena, sizeof *submission->content);
    *submission->content = (Document){.format = text_of(format_infos[format->id].name),
                                      .closed = import->evidence->closed,
                                      .closed_count = import->evidence->closed_count,
                                      .path = text_of("bom.json"),
                                      .report = &imported->report};
    bool fine = documents_claim(import, format, &identity, submission) && foreign_has_id(import, submission, identity.id_value);
    return fine ? submission : NULL;
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
    Submission *submission = NULL;
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
        submission = import_document(work, &import);
    }
    imported->fine = submission != NULL;
    if (submission) {
        submission_finish(imported->schema, submission, &work->arena);
        submission_add(&list, &work->arena, submission);
        check_canonical(work, submission);
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
