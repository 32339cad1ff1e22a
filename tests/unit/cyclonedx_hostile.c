// SPDX-License-Identifier: MIT
// The reader of CycloneDX over documents that nobody wrote for it: every member with every kind of value, long and deep ones,
// broken ones.
#include "unit/imported.h"

#include <unistd.h>

// ---- every member that the reader uses with every kind of value ----

// The members of a BOM down to a path, such as `components[].supplier.name`.
static void nest(TextBuilder *text, const char *path, const char *value)
{
    size_t length = strcspn(path, ".[");
    if (!path[length]) {
        text_append_format(text, "\"%s\":%s", path, value);
        return;
    }
    bool array = path[length] == '[';
    text_append_format(text, "\"%.*s\":%s{", (int)length, path, array ? "[" : "");
    const char *rest = path + length + (array ? 2 : 0);
    nest(text, rest + (*rest == '.'), value);
    text_append_string(text, array ? "}]" : "}");
}

static void wrong_kinds(void **state)
{
    static const char *const values[] = {
        [JSON_NULL] = "null",   [JSON_FALSE] = "false", [JSON_TRUE] = "true", [JSON_NUMBER] = "-7.5e3",
        [JSON_STRING] = "\"\"", [JSON_ARRAY] = "[]",    [JSON_OBJECT] = "{}"};
    (void)state;
    static const JsonKind wanted[] = {
        [USES_TEXT] = JSON_STRING, [USES_NUMBER] = JSON_NUMBER, [USES_ARRAY] = JSON_ARRAY, [USES_OBJECT] = JSON_OBJECT};
    size_t tried = 0;
    for (size_t i = 0; i < FORMAT_USES; i++) {
        const FormatUseInfo *use = &format_use_infos[i];
        const char *path = format_object_paths[use->object];
        bool any = use->kind == USES_VALUE || use->kind == USES_FACT;
        bool format = strcmp(use->path, "bomFormat") == 0 || strcmp(use->path, "specVersion") == 0;
        for (JsonKind kind = JSON_NULL; format_object_formats[use->object] == FORMAT_cyclonedx && !format && kind <= JSON_OBJECT;
             kind++) {
            Imported outcome = {.schema = NULL};
            TextBuilder text = text_builder(unit_arena());
            text_append_string(&text, "{\"bomFormat\":\"CycloneDX\",\"specVersion\":\"1.4\",");
            nest(&text, text_terminated(unit_arena(), text_format(unit_arena(), "%s%s%s", path, *path ? "." : "", use->path)),
                 values[kind]);
            text_append_byte(&text, '}');
            imported_text(&outcome, text_built(&text));
            bool refused = strstr(outcome.messages, "cannot stand here") != NULL;
            if (refused != (!any && kind != JSON_NULL && kind != wanted[use->kind]))
                fail_msg("%s.%s = %s: %s", path, use->path, values[kind], outcome.messages);
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
        assert_int_equal(outcome.components, depth == 100 ? 100 : 0);
    }
}

// Each of these is quadratic where a list is searched for every element of another one.
static const struct {
    const char *about, *before, *item, *after;
    uint32_t components, merged, vulnerabilities, references;
} many_cases[] = {
    {"equal components", "\"components\":[{\"name\":\"a\"}", ",{\"name\":\"a\"}", "]", 1, MANY, 0, 0},
    {"different ones with one id", "\"components\":[{\"name\":\"a\"}", ",{\"name\":\"a\",\"cpe\":\"%d\"}", "]", MANY + 1, 0, 0,
     0},
    {"a number behind the id that is another's", "\"components\":[{\"name\":\"a\"}",
     ",{\"name\":\"a#%d\"},{\"name\":\"a\",\"cpe\":\"%d\"}", "]", 2 * MANY + 1, 0, 0, 0},
    {"entries of one component", "\"components\":[{\"name\":\"a\",\"bom-ref\":\"a\"}],\"dependencies\":[{\"ref\":\"a\"}",
     ",{\"ref\":\"a\",\"dependsOn\":[\"a\"]}", "]", 1, 0, 0, 1},
    {"vulnerabilities of one component", "\"components\":[{\"name\":\"a\",\"bom-ref\":\"a\"}],\"vulnerabilities\":[{}",
     ",{\"id\":\"v%d\",\"affects\":[{\"ref\":\"a\"}]}", "]", 1, 0, MANY + 1, 0},
    {"statements about one vulnerability", "\"components\":[{\"name\":\"a\",\"bom-ref\":\"a\"}],\"vulnerabilities\":[{}",
     ",{\"id\":\"v\",\"recommendation\":\"%d\",\"affects\":[{\"ref\":\"a\"}]}", "]", 1, 0, MANY + 1, 0},
    {"licences", "\"components\":[{\"name\":\"a\",\"licenses\":[{\"expression\":\"x\"}", ",{\"expression\":\"%d\"}", "]}]", 1, 0,
     0, 0},
    {"members without a place", "\"components\":[{\"name\":\"a\"", ",\"x%d\":0", "}]", 1, 0, 0, 0},
    {"undeclared references",
     "\"components\":[{\"name\":\"a\",\"bom-ref\":\"a\"}],\"dependencies\":[{\"ref\":\"a\",\"dependsOn\":[\"a\"", ",\"u%d\"",
     "]}]", 1, 0, 0, MANY + 1},
    {"references to two things that are not there",
     "\"components\":[{\"name\":\"a\",\"bom-ref\":\"a\"}],\"dependencies\":[{\"ref\":\"a\",\"dependsOn\":[\"a\"", ",\"u\",\"w\"",
     "]}]", 1, 0, 0, 3},
    {"references from what is not there", "\"components\":[{\"name\":\"a\",\"bom-ref\":\"a\"}],\"dependencies\":[{\"ref\":\"a\"}",
     ",{\"ref\":\"u\",\"dependsOn\":[\"w%d\",\"a\"]}", "]", 1, 0, 0, 0},
    {"a circle of two",
     "\"components\":[{\"name\":\"a\",\"bom-ref\":\"a\"},{\"name\":\"b\",\"bom-ref\":\"b\"}],\"dependencies\":[{\"ref\":"
     "\"a\"}",
     ",{\"ref\":\"a\",\"dependsOn\":[\"b\"]},{\"ref\":\"b\",\"dependsOn\":[\"a\"]}", "]", 2, 0, 0, 2},
    {"a vulnerability of one thing, again and again",
     "\"components\":[{\"name\":\"a\",\"bom-ref\":\"a\"},{\"name\":\"b\",\"bom-ref\":\"b\"}],\"vulnerabilities\":[{\"id\":"
     "\"v\",\"affects\":[{\"ref\":\"a\"}",
     ",{\"ref\":\"a\",\"versions\":[{\"version\":\"%d\"}]},{\"ref\":\"b\"}", "]}]", 2, 0, 1, 0},
    {"values of one property", "\"components\":[{\"name\":\"a\",\"properties\":[{}", ",{\"name\":\"p\",\"value\":\"%d\"}", "]}]",
     1, 0, 0, 0},
    {"properties", "\"components\":[{\"name\":\"a\",\"properties\":[{}",
     ",{\"name\":\"p%d\",\"value\":\"x\"},{\"name\":\"p%d\",\"value\":\"y\"}", "]}]", 1, 0, 0, 0},
    {"nested components", "\"components\":[{\"name\":\"a\"}",
     ",{\"name\":\"n\",\"components\":[{\"name\":\"%d\",\"components\":[{\"name\":\"i\"}]}]}", "]", MANY + 3, 2 * (MANY - 1), 0,
     0},
    {"ratings", "\"vulnerabilities\":[{\"id\":\"v\",\"ratings\":[{}", ",{\"severity\":\"low\",\"vector\":\"%d\"}", "]}]", 0, 0, 1,
     0},
};

static void many(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof many_cases / sizeof *many_cases; i++) {
        TextBuilder text = hostile_start();
        text_append_string(&text, many_cases[i].before);
        for (int j = 0; j < MANY; j++) {
            for (const char *c = many_cases[i].item; *c; c++) {
                if (c[0] == '%' && c[1] == 'd')
                    text_append_format(&text, "%d", j), c++;
                else
                    text_append_byte(&text, *c);
            }
        }
        text_append_string(&text, many_cases[i].after);
        text_append_byte(&text, '}');
        Imported outcome = {.schema = NULL};
        alarm(60); // seconds: what is not quadratic takes less than one
        imported_text(&outcome, text_built(&text));
        alarm(0);
        if (!outcome.fine)
            fail_msg("%s: %s", many_cases[i].about, outcome.messages);
        assert_int_equal(outcome.components, many_cases[i].components);
        assert_int_equal(outcome.merged, many_cases[i].merged);
        assert_int_equal(outcome.vulnerabilities, many_cases[i].vulnerabilities);
        assert_int_equal(outcome.references, many_cases[i].references);
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
        text_append_string(&text, ",{\"name\":\"a\",\"bom-ref\":7}");
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

int main(void)
{
    const struct CMUnitTest tests[] = {
        UNIT_TEST(wrong_kinds), UNIT_TEST(deep_nesting), UNIT_TEST(many), UNIT_TEST(many_refusals), UNIT_TEST(broken_bytes),
    };
    return cmocka_run_group_tests(tests, open_standard, close_standard);
}
