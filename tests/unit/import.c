// SPDX-License-Identifier: MIT
// The engine of importers with a format that is none of the program's: findings as SARIF 2.1 has them, cut to what shows each
// part of the engine. What is here is all that such a format would need.
#include "import/import.h"

#include "support/hash.h"
#include "unit/imported.h"

// ---- the format ----

enum { IN_LOG, IN_RUN, IN_INVOCATION, IN_RESULT, IN_MESSAGE, OBJECTS };
static const char *const objects[OBJECTS] = {"", "runs[]", "runs[].invocations[]", "runs[].results[]",
                                             "runs[].results[].message"};

enum { OWNER_PRODUCT, OWNER_FINDING, OWNERS };
static const char *const owners[OWNERS] = {"", "findings."};

enum { CLAIM_FINDINGS, CLAIM_ID, CLAIM_RULE, CLAIM_LEVEL, CLAIM_TEXT, CLAIM_TAGS, CLAIM_RELATED, CLAIMS };
static const ImportAttribute attributes[CLAIMS] = {{OWNER_PRODUCT, "findings", TAKEN_PARTS, OWNER_FINDING},
                                                   {OWNER_FINDING, "id", TAKEN_KEY, 0},
                                                   {OWNER_FINDING, "rule", TAKEN_TEXT, 0},
                                                   {OWNER_FINDING, "level", TAKEN_WORD, 0},
                                                   {OWNER_FINDING, "text", TAKEN_TEXT, 0},
                                                   {OWNER_FINDING, "tags", TAKEN_TEXTS, 0},
                                                   {OWNER_FINDING, "related", TAKEN_REFERENCES, 0}};

enum {
    FROM_VERSION,
    FROM_RUNS,
    FROM_INVOCATIONS,
    FROM_RESULTS,
    FROM_SUCCESSFUL,
    FROM_RULE,
    FROM_LEVEL,
    FROM_GUID,
    FROM_TAXA,
    FROM_RELATED,
    FROM_MESSAGE,
    FROM_TEXT,
    MEMBERS
};
#define NAME(name)                                                                                                               \
    {                                                                                                                            \
        name, sizeof(name) - 1                                                                                                   \
    }
static const ImportMember members[MEMBERS] = {
    [FROM_VERSION] = {IN_LOG, NAME("version"), JSON_STRING, IMPORT_USED, IMPORT_NONE},
    [FROM_RUNS] = {IN_LOG, NAME("runs"), JSON_ARRAY, IMPORT_USED, IMPORT_NONE},
    [FROM_INVOCATIONS] = {IN_RUN, NAME("invocations"), JSON_ARRAY, IMPORT_USED, IMPORT_NONE},
    [FROM_RESULTS] = {IN_RUN, NAME("results"), JSON_ARRAY, CLAIM_FINDINGS, IMPORT_NONE},
    [FROM_SUCCESSFUL] = {IN_INVOCATION, NAME("executionSuccessful"), JSON_TRUE, IMPORT_USED, IMPORT_NONE},
    [FROM_RULE] = {IN_RESULT, NAME("ruleId"), JSON_STRING, CLAIM_RULE, IMPORT_NONE},
    [FROM_LEVEL] = {IN_RESULT, NAME("level"), JSON_STRING, CLAIM_LEVEL, IMPORT_NONE},
    [FROM_GUID] = {IN_RESULT, NAME("guid"), JSON_STRING, IMPORT_USED, IMPORT_NONE},
    [FROM_TAXA] = {IN_RESULT, NAME("taxa"), JSON_ARRAY, CLAIM_TAGS, IMPORT_NONE},
    [FROM_RELATED] = {IN_RESULT, NAME("related"), JSON_ARRAY, CLAIM_RELATED, IMPORT_NONE},
    [FROM_MESSAGE] = {IN_RESULT, NAME("message"), JSON_OBJECT, IMPORT_USED, IMPORT_NONE},
    [FROM_TEXT] = {IN_MESSAGE, NAME("text"), JSON_STRING, CLAIM_TEXT, IMPORT_NONE}};

static const ImportWord words[] = {{FROM_LEVEL, "error"}, {FROM_LEVEL, "warning"}, {FROM_LEVEL, "note"}, {FROM_LEVEL, "none"}};

static const ImportFormat format = {.objects = objects,
                                    .owners = owners,
                                    .attributes = attributes,
                                    .members = members,
                                    .words = words,
                                    .object_count = OBJECTS,
                                    .owner_count = OWNERS,
                                    .attribute_count = CLAIMS,
                                    .member_count = MEMBERS,
                                    .word_count = sizeof words / sizeof *words,
                                    .sets = "`findings`"};

// ---- what no table can say ----

typedef struct Result {
    uint32_t related; // an array, or IMPORT_NONE
    ImportLinks links;
} Result;

typedef struct Log {
    Import *import;
    ImportParts findings;
    Result saying[64]; // by finding
    bool complete;
} Log;

static Text text_of_tag(Import *import, uint32_t item)
{
    return import_is(import, item, JSON_STRING) ? import_text(import, item) : (Text){"", 0};
}

static void read_result(Log *log, uint32_t value)
{
    Import *import = log->import;
    ImportMembers result = import_members(import, IN_RESULT, value);
    uint32_t message = import_value(&result, FROM_MESSAGE), guid = import_value(&result, FROM_GUID);
    Text name = import_text(import, guid), rule = import_text(import, import_value(&result, FROM_RULE));
    Text key = name.length ? name : rule;
    ImportClaims claims;
    FactDatum level;
    claims.count = 0;
    import_claim_members(import, &claims, &result);
    import_claim_texts(import, &claims, &result, FROM_TAXA, text_of_tag);
    if (message != IMPORT_NONE) {
        ImportMembers said = import_members(import, IN_MESSAGE, message);
        import_claim_members(import, &claims, &said);
    }
    if (import_value(&result, FROM_LEVEL) == IMPORT_NONE && import_has(import, CLAIM_LEVEL) &&
        import_word(import, FROM_LEVEL, text_of("warning"), value, &level.number))
        import_claim(import, &claims, CLAIM_LEVEL, level);
    uint32_t number = import_part(import, &log->findings, &claims, key, hash_text(key), name, value);
    assert_true(number < sizeof log->saying / sizeof *log->saying);
    log->saying[number].related = import_value(&result, FROM_RELATED);
    import_declare(import, name, hash_text(name), guid, (int32_t)number);
}

static void read_run(Log *log, uint32_t value)
{
    Import *import = log->import;
    ImportMembers run = import_members(import, IN_RUN, value);
    uint32_t array = import_value(&run, FROM_INVOCATIONS), results = import_value(&run, FROM_RESULTS);
    bool successful = false;
    for (uint32_t item = array; (item = import_next(import, array, item, JSON_OBJECT)) != IMPORT_NONE;) {
        ImportMembers invocation = import_members(import, IN_INVOCATION, item);
        uint32_t said = import_needed(import, &invocation, FROM_SUCCESSFUL, item);
        successful = said != IMPORT_NONE && json_kind(import->document, said) == JSON_TRUE;
    }
    log->complete &= successful;
    for (uint32_t item = results; (item = import_next(import, results, item, JSON_OBJECT)) != IMPORT_NONE;)
        read_result(log, item);
}

static void relate(Log *log, uint32_t number)
{
    Import *import = log->import;
    Result *finding = &log->saying[number];
    bool lost = false;
    for (uint32_t item = finding->related; (item = import_next(import, finding->related, item, JSON_STRING)) != IMPORT_NONE;) {
        Text name = import_text(import, item);
        int32_t target = import_settle(import, FROM_RELATED, item, name, import_target(import, name));
        lost |= target < 0;
        if (target >= 0)
            import_link(import, &finding->links, (uint32_t)target);
    }
    FactCollection *set = import_references(import, CLAIM_RELATED, &log->findings, finding->links,
                                            finding->related != IMPORT_NONE, number + 1);
    if (set)
        set->open = import_is_open(import, CLAIM_RELATED, true, lost);
    import_record_set(import, log->findings.items[number].record, CLAIM_RELATED, set);
}

static bool import_findings(const ForeignImport *given, SubmissionList *list, ForeignReport *report)
{
    Import *import = arena_take(given->arena, sizeof *import);
    if (!import_begin(import, given, &format) || !import_is(import, 0, JSON_OBJECT))
        return false;
    ImportMembers top = import_members(import, IN_LOG, 0);
    uint32_t runs = import_needed(import, &top, FROM_RUNS, 0);
    Log log = {.import = import, .complete = true};
    log.findings = import_parts(import, OWNER_FINDING, CLAIM_ID, 4);
    log.findings.sets = 1;
    text_index_open(&import->names, import->scratch);
    for (uint32_t item = runs; (item = import_next(import, runs, item, JSON_OBJECT)) != IMPORT_NONE;)
        read_run(&log, item);
    for (uint32_t i = 0; i < log.findings.count; i++)
        relate(&log, i);
    Submission *submission = foreign_submission(given, text_of("acme/x@1"));
    if (import->failed || !submission)
        return false;
    ImportClaims claims = {.count = 0};
    FactCollection *set = import_set(import, CLAIM_FINDINGS, true, (uint32_t)log.findings.count);
    for (uint32_t i = 0; set && i < log.findings.count; i++)
        set->items[set->count++].part = log.findings.items[i].record;
    if (set) {
        set->open = import_is_open(import, CLAIM_FINDINGS, log.complete, false);
        import_claim(import, &claims, CLAIM_FINDINGS, (FactDatum){.set = set});
    }
    submission->facts = *import_record(import, OWNER_PRODUCT, &claims, 0, 0);
    import_report(import);
    *report = import->report;
    submission_add(list, given->arena, submission);
    return true;
}

// ---- what comes of it ----

static const char declarations[] =
    "type Level = error | warning | note\n"
    "entity Product { seen : boolean findings : many Finding }\n"
    "part Finding key id { id : text rule : text level : Level text : text tags : many text related : many ref Finding }\n";

static void findings(void **state)
{
    static const struct {
        const char *runs, *facts, *gaps, *closed;
        const char *warning; // a part of the messages; null: there is none
    } cases[] = {
        // Only where the tool came to its end is that all.
        {"{'invocations':[{'executionSuccessful':true}],'results':[]}", "{'findings':[]}", "", "", NULL},
        {"{'invocations':[{'executionSuccessful':false}],'results':[]}", "{'findings':{'open':[]}}", "", "", NULL},
        {"{'results':[]}", "{'findings':[]}", "", "findings", NULL},
        // Members of objects within objects, and a level that is left out.
        {"{'results':[{'ruleId':'R1','message':{'text':'m','id':'x'},'rank':3}]}",
         "{'findings':{'open':[{'id':'R1','level':'warning','rule':'R1','text':'m'}]}}",
         "1 runs[].results[].message.id 0\n1 runs[].results[].rank 0\n", "", NULL},
        // A word that the schema lacks, and one that the format lacks.
        {"{'results':[{'ruleId':'R1','level':'none'},{'ruleId':'R2','level':'loud'}]}",
         "{'findings':{'open':[{'id':'R1','rule':'R1'},{'id':'R2','rule':'R2'}]}}", "1 runs[].results[].level 1\n", "",
         "`loud` cannot stand in runs[].results[].level"},
        // The same once more is one; another one of the same key is told apart.
        {"{'results':[{'ruleId':'R1','level':'note'},{'ruleId':'R1','level':'note'}]}",
         "{'findings':{'open':[{'id':'R1','level':'note','rule':'R1'}]}}", "", "", NULL},
        {"{'results':[{'ruleId':'R1','level':'note'},{'ruleId':'R1','level':'error'}]}",
         "{'findings':{'open':[{'id':'R1','level':'note','rule':'R1'},{'id':'R1#2','level':'error','rule':'R1'}]}}", "", "",
         "R1"},
        // References in both directions of the document; one that leads nowhere leaves its set open.
        {"{'results':[{'guid':'a','level':'note','related':['b','b']},{'guid':'b','level':'note','related':['a','c']}]}",
         "{'findings':{'open':[{'id':'a','level':'note','related':['b']},{'id':'b','level':'note','related':{'open':['a']}}]}}",
         "", "", "c"},
        // Texts in order and each once.
        {"{'results':[{'guid':'a','level':'note','taxa':['y','x','y']}]}",
         "{'findings':{'open':[{'id':'a','level':'note','tags':['x','y']}]}}", "", "", NULL},
    };
    (void)state;
    Fixture fixture;
    compile_schema(&fixture, declarations);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        Text closed = text_of(cases[i].closed);
        Imported outcome = {.schema = &fixture.program, .importer = import_findings};
        outcome.evidence.closed = &closed;
        outcome.evidence.closed_count = closed.length > 0;
        Text text = text_format(unit_arena(), "{'version':'2.1.0','runs':[%s]}", cases[i].runs);
        imported_text(&outcome, text_of(quoted(text_terminated(unit_arena(), text))));
        if (!outcome.fine)
            fail_msg("%s is refused: %s", cases[i].runs, outcome.messages);
        assert_string_equal(outcome.facts, quoted(cases[i].facts));
        assert_string_equal(outcome.gaps, cases[i].gaps);
        assert_int_equal(outcome.warnings > 0, cases[i].warning != NULL);
        if (cases[i].warning && !strstr(outcome.messages, cases[i].warning))
            fail_msg("%s: no `%s` in %s", cases[i].runs, cases[i].warning, outcome.messages);
    }
    fixture_close(&fixture);
}

static void refused_findings(void **state)
{
    static const char *const cases[][2] = {
        {"{'version':'2.1.0'}", "`runs`"},
        {"{'runs':{}}", "an array"},
        {"{'runs':[{'invocations':[{'executionSuccessful':1}]}]}", "true or false"},
        {"{'runs':[{'results':[[]]}]}", "an object"},
        {"[]", "an object"},
    };
    (void)state;
    Fixture fixture;
    compile_schema(&fixture, declarations);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        Imported outcome = {.schema = &fixture.program, .importer = import_findings};
        imported_text(&outcome, text_of(quoted(cases[i][0])));
        if (outcome.fine || !strstr(outcome.messages, cases[i][1]))
            fail_msg("%s: %s", cases[i][0], outcome.messages);
    }
    fixture_close(&fixture);
}

int main(void)
{
    const struct CMUnitTest tests[] = {UNIT_TEST(findings), UNIT_TEST(refused_findings)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
