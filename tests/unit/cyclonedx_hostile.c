// SPDX-License-Identifier: MIT
// The CycloneDX importer over documents that nobody wrote for it: every member with every kind of value, long and deep ones,
// broken ones, and all real ones of the corpora.
#include "unit/imported.h"

#include <ftw.h>
#include <stdio.h>
#include <unistd.h>

// ---- every member of the table with every kind of value ----

typedef struct Row {
    const char *object, *path, *name;
    JsonKind kind;
} Row;

static const Row rows[] = {
#define OBJECT(id, path) {#id, path, NULL, JSON_NULL},
#include "import/cyclonedx.def"
#define MEMBER(id, object, name, kind, attribute) {#object, NULL, name, JSON_##kind},
#include "import/cyclonedx.def"
};
enum { ROWS = sizeof rows / sizeof *rows };

// The members of a BOM down to an object's path, with one member of it: `components[].supplier` and `name`.
static void nest(TextBuilder *text, const char *path, const char *name, const char *value)
{
    if (!*path) {
        text_append_format(text, "\"%s\":%s", name, value);
        return;
    }
    size_t length = strcspn(path, ".[");
    bool array = path[length] == '[';
    text_append_format(text, "\"%.*s\":%s{", (int)length, path, array ? "[" : "");
    const char *rest = path + length + (array ? 2 : 0);
    nest(text, rest + (*rest == '.'), name, value);
    text_append_string(text, array ? "}]" : "}");
}

static void wrong_kinds(void **state)
{
    static const char *const values[] = {
        [JSON_NULL] = "null",   [JSON_FALSE] = "false", [JSON_TRUE] = "true", [JSON_NUMBER] = "-7.5e3",
        [JSON_STRING] = "\"\"", [JSON_ARRAY] = "[]",    [JSON_OBJECT] = "{}"};
    (void)state;
    size_t tried = 0;
    for (size_t i = 0; i < ROWS; i++) {
        const char *path = "";
        for (size_t j = 0; rows[i].name && j < ROWS; j++)
            path = rows[j].path && strcmp(rows[j].object, rows[i].object) == 0 ? rows[j].path : path;
        bool format = rows[i].name && !*path &&
                      (strcmp(rows[i].name, "bomFormat") == 0 || strcmp(rows[i].name, "specVersion") == 0 ||
                       strcmp(rows[i].name, "version") == 0);
        for (JsonKind kind = JSON_NULL; rows[i].name && !format && kind <= JSON_OBJECT; kind++) {
            Imported outcome = {.schema = NULL};
            TextBuilder text = text_builder(unit_arena());
            text_append_string(&text, "{\"bomFormat\":\"CycloneDX\",\"specVersion\":\"1.4\",");
            nest(&text, path, rows[i].name, values[kind]);
            text_append_byte(&text, '}');
            imported_text(&outcome, text_built(&text));
            if (kind != JSON_NULL && kind != rows[i].kind) {
                bool located = strstr(outcome.messages, "cannot stand here") != NULL;
                if (outcome.fine || !located)
                    fail_msg("%s.%s = %s: %s", path, rows[i].name, values[kind], outcome.messages);
            }
            tried++;
        }
    }
    assert_true(tried > 300);
}

// ---- hostile documents ----

enum { MANY = 100000 };

static TextBuilder hostile_start(void)
{
    TextBuilder text = text_builder(unit_arena());
    text_append_string(&text, "{\"bomFormat\":\"CycloneDX\",\"specVersion\":\"1.4\",");
    return text;
}

static void deep_nesting(void **state)
{
    (void)state;
    for (int depth = 100; depth <= 200; depth += 100) { // JSON is refused below 256 containers
        TextBuilder text = hostile_start();
        for (int i = 0; i < depth; i++)
            text_append_format(&text, "%s\"components\":[{\"name\":\"n%d\"", i ? "," : "", i);
        for (int i = 0; i < depth; i++)
            text_append_string(&text, "}]");
        text_append_byte(&text, '}');
        Imported outcome = {.schema = NULL};
        imported_text(&outcome, text_built(&text));
        assert_true(outcome.fine == (depth == 100));
        assert_int_equal(outcome.report.components, depth == 100 ? 100 : 0);
    }
}

// Each of these is quadratic where a list is searched for every element of another one.
static void many(void **state)
{
    static const struct {
        const char *about, *before, *item, *after;
        uint32_t components, merged, vulnerabilities, references;
    } cases[] = {
        {"equal components", "\"components\":[{\"name\":\"a\"}", ",{\"name\":\"a\"}", "]", 1, MANY, 0, 0},
        {"different ones with one id", "\"components\":[{\"name\":\"a\"}", ",{\"name\":\"a\",\"cpe\":\"%d\"}", "]", MANY + 1, 0,
         0, 0},
        {"a number behind the id that is another's", "\"components\":[{\"name\":\"a\"}",
         ",{\"name\":\"a#%d\"},{\"name\":\"a\",\"cpe\":\"%d\"}", "]", 2 * MANY + 1, 0, 0, 0},
        {"entries of one component", "\"components\":[{\"name\":\"a\",\"bom-ref\":\"a\"}],\"dependencies\":[{\"ref\":\"a\"}",
         ",{\"ref\":\"a\",\"dependsOn\":[\"a\"]}", "]", 1, 0, 0, 1},
        {"vulnerabilities of one component", "\"components\":[{\"name\":\"a\",\"bom-ref\":\"a\"}],\"vulnerabilities\":[{}",
         ",{\"id\":\"v%d\",\"affects\":[{\"ref\":\"a\"}]}", "]", 1, 0, MANY, 0},
        {"statements about one vulnerability", "\"components\":[{\"name\":\"a\",\"bom-ref\":\"a\"}],\"vulnerabilities\":[{}",
         ",{\"id\":\"v\",\"recommendation\":\"%d\",\"affects\":[{\"ref\":\"a\"}]}", "]", 1, 0, 1, 0},
        {"licences", "\"components\":[{\"name\":\"a\",\"licenses\":[{\"expression\":\"x\"}", ",{\"expression\":\"%d\"}", "]}]", 1,
         0, 0, 0},
        {"members without a place", "\"components\":[{\"name\":\"a\"", ",\"x%d\":0", "}]", 1, 0, 0, 0},
        {"undeclared references",
         "\"components\":[{\"name\":\"a\",\"bom-ref\":\"a\"}],\"dependencies\":[{\"ref\":\"a\",\"dependsOn\":[\"a\"", ",\"u%d\"",
         "]}]", 1, 0, 0, 1},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        TextBuilder text = hostile_start();
        text_append_string(&text, cases[i].before);
        for (int j = 0; j < MANY; j++) {
            for (const char *c = cases[i].item; *c; c++) {
                if (c[0] == '%' && c[1] == 'd')
                    text_append_format(&text, "%d", j), c++;
                else
                    text_append_byte(&text, *c);
            }
        }
        text_append_string(&text, cases[i].after);
        text_append_byte(&text, '}');
        Imported outcome = {.schema = NULL};
        alarm(60); // seconds: what is not quadratic takes less than one
        imported_text(&outcome, text_built(&text));
        alarm(0);
        if (!outcome.fine)
            fail_msg("%s: %s", cases[i].about, outcome.messages);
        assert_int_equal(outcome.report.components, cases[i].components);
        assert_int_equal(outcome.report.merged, cases[i].merged);
        assert_int_equal(outcome.report.vulnerabilities, cases[i].vulnerabilities);
        assert_int_equal(outcome.report.references, cases[i].references);
        assert_true(outcome.warnings < 5);
    }
}

// A refused member each: as many messages as are kept, and no time that grows with their square.
static void many_refusals(void **state)
{
    (void)state;
    TextBuilder text = hostile_start();
    text_append_string(&text, "\"components\":[0");
    for (int i = 0; i < MANY; i++)
        text_append_string(&text, ",{\"name\":7,\"purl\":\"p\"}");
    text_append_string(&text, "]}");
    Imported outcome = {.schema = NULL};
    alarm(60);
    imported_text(&outcome, text_built(&text));
    alarm(0);
    assert_false(outcome.fine);
    assert_int_equal(outcome.errors, MANY + 1);
}

// Every prefix of a document, and every byte of it replaced: refused or imported, and never anything else.
static void broken_bytes(void **state)
{
    static const char odd[] = {0, '"', '\\', '{', '}', '[', ']', ',', '9', (char)0x80, (char)0xff};
    (void)state;
    Text text = bom(
        "'metadata':{'component':{'name':'x','version':'1.0.0'}},'components':[{'bom-ref':'A','name':'\\u00e9','type':"
        "'file','hashes':[{'alg':'MD5','content':'00000000000000000000000000000000'}],'licenses':[{'expression':'X'}]}],"
        "'dependencies':[{'ref':'A','dependsOn':['A']}],'compositions':[{'aggregate':'complete'}],'vulnerabilities':"
        "[{'id':'V','ratings':[{'score':9.8,'severity':'high','method':'CVSSv3'}],'affects':[{'ref':'A'}]}]");
    for (size_t i = 0; i < text.length; i++) {
        Imported outcome = {.schema = NULL};
        Text copy = text_copy(unit_arena(), text);
        imported_text(&outcome, text_slice(text, 0, i));
        assert_false(outcome.fine);
        for (size_t j = 0; j < sizeof odd; j++) {
            Imported changed = {.schema = NULL};
            ((char *)(uintptr_t)copy.bytes)[i] = odd[j];
            imported_text(&changed, copy); // looks at all that must hold
        }
    }
}

// ---- real files ----

static const struct RealFile {
    const char *name;
    uint32_t components, references, vulnerabilities, undeclared;
    const char *refused, *where; // null: it is not
} real[] = {
#define FILE(name, components, references, vulnerabilities, undeclared)                                                          \
    {name, components, references, vulnerabilities, undeclared, NULL, NULL},
#define REFUSED(name, why, where) {name, 0, 0, 0, 0, why, where},
#include "unit/cyclonedx_files.def"
#undef FILE
#undef REFUSED
};
enum { REAL_FILES = sizeof real / sizeof *real };
static size_t files_read;

static const struct RealFile *find_real_file(const char *path)
{
    Text folder = text_of("cyclonedx/");
    for (size_t i = 0; i < REAL_FILES; i++) {
        size_t length = strlen(path), name = strlen(real[i].name);
        Text before = {path, length > name ? length - name : 0};
        if (length > name && strcmp(path + before.length, real[i].name) == 0 && text_ends(before, folder))
            return &real[i];
    }
    fail_msg("%s is not in the list", path);
    return NULL;
}

static void check_real_file(const char *path, const struct RealFile *expected, const Imported *outcome)
{
    if (expected->refused) {
        if (outcome->fine || outcome->errors != 1 || !strstr(outcome->messages, expected->refused) ||
            !strstr(outcome->messages, expected->where))
            fail_msg("%s: no `%s` in %s", path, expected->refused, outcome->messages);
        return;
    }
    if (!outcome->fine)
        fail_msg("%s is refused: %s", path, outcome->messages);
    const ForeignReport *report = &outcome->report;
    if (report->components != expected->components || report->references != expected->references ||
        report->vulnerabilities != expected->vulnerabilities)
        fail_msg("%s: %u components, %u references, %u vulnerabilities", path, report->components, report->references,
                 report->vulnerabilities);
    Text undeclared = text_format(unit_arena(), "(%u such references)", expected->undeclared);
    bool warned = strstr(outcome->messages, "such references)") != NULL;
    if (warned != (expected->undeclared > 0) || (warned && !text_contains(text_of(outcome->messages), undeclared)))
        fail_msg("%s: not %u references that are not declared: %s", path, expected->undeclared, outcome->messages);
}

static int import_real_file(const char *path, const struct stat *about, int kind, struct FTW *place)
{
    (void)about;
    if (kind != FTW_F)
        return 0;
    Imported outcome = {.schema = NULL};
    imported_text(&outcome, unit_file(path));
    check_real_file(path, find_real_file(path), &outcome);
    if (strcmp(path + place->base, "alluxio-depscan.vex.cdx14.json") == 0)
        assert_string_equal(outcome.document, "sha256:3363f74552720bd747c4b2c53bd8d6218a976229bd1fd7593d05af1341ccbd07");
    files_read++;
    return 0;
}

static void real_files(void **state)
{
    (void)state;
    assert_int_equal(nftw(unit_corpus("cyclonedx"), import_real_file, 16, FTW_PHYS), 0);
    assert_int_equal(files_read, REAL_FILES);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        UNIT_TEST(wrong_kinds),   UNIT_TEST(deep_nesting), UNIT_TEST(many),
        UNIT_TEST(many_refusals), UNIT_TEST(broken_bytes), UNIT_TEST(real_files),
    };
    return cmocka_run_group_tests(tests, open_standard, close_standard);
}
