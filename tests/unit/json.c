// SPDX-License-Identifier: MIT
// The JSON reader against JSONTestSuite, against jansson on random documents, and the writer against the vectors of RFC 8785.
#include <stdio.h>
#include <stdlib.h>

#include "support/json.h"
#include "unit/opinion.h"
#include "unit/unit.h"

static bool read_all(Text text, JsonDocument *document)
{
    size_t at = 0;
    JsonError error = {0};
    *document = (JsonDocument){0};
    bool fine = json_read(document, unit_arena(), text, &at, &error);
    if (!fine) {
        assert_true(error.offset <= text.length);
        assert_non_null(error.reason);
        return false;
    }
    return json_at_end(text, at);
}

// ---- JSONTestSuite ----

// What the suite leaves open (i_), and what it accepts but we refuse on purpose: a key given twice.
static bool expected_of(const char *name)
{
    if (name[0] == 'y')
        return strncmp(name, "y_object_duplicated_key", 23) != 0;
    // Numbers are texts here: whether they fit is asked by those who read them.
    return strncmp(name, "i_number_", 9) == 0;
}

static void check_suite_file(const char *name, Text text)
{
    JsonDocument document;
    if (read_all(text, &document) != expected_of(name))
        fail_msg("%s is %s", name, expected_of(name) ? "refused" : "accepted");
}

static void suite(void **state)
{
    (void)state;
    assert_true(unit_each_file("json/test_parsing", check_suite_file) > 300);
}

static void nesting(void **state)
{
    (void)state;
    JsonDocument document;
    for (size_t depth = JSON_DEPTH - 2; depth <= JSON_DEPTH + 2; depth++) {
        TextBuilder text = text_builder(unit_arena());
        for (size_t i = 0; i < depth; i++)
            text_append_string(&text, "[");
        for (size_t i = 0; i < depth; i++)
            text_append_string(&text, "]");
        assert_int_equal(read_all(text_built(&text), &document), depth <= JSON_DEPTH);
    }
    TextBuilder deep = text_builder(unit_arena());
    for (int i = 0; i < 100000; i++)
        text_append_string(&deep, "[");
    assert_false(read_all(text_built(&deep), &document));
    deep.length = 0;
    for (int i = 0; i < 50000; i++)
        text_append_string(&deep, "[{\"\":");
    assert_false(read_all(text_built(&deep), &document));
}

// ---- jansson ----

static void write_form(const JsonDocument *document, uint32_t value, TextBuilder *to)
{
    JsonKind kind = json_kind(document, value);
    if (kind == JSON_OBJECT || kind == JSON_ARRAY) {
        text_append_string(to, kind == JSON_OBJECT ? "{" : "[");
        for (uint32_t item = value + 1; item < json_next(document, value); item = json_next(document, item))
            write_form(document, item, to);
        text_append_string(to, kind == JSON_OBJECT ? "}" : "]");
    } else if (kind == JSON_STRING) {
        Text string = json_string(document, unit_arena(), value);
        text_append_format(to, "\"%zu:", string.length);
        text_append(to, string);
    } else if (kind == JSON_NUMBER) {
        text_append_format(to, "#%.17g;", strtod(text_terminated(unit_arena(), json_raw(document, value)), NULL) + 0.0);
    } else {
        text_append_string(to, kind == JSON_TRUE ? "t" : kind == JSON_FALSE ? "f" : "n");
    }
}

static void write_random(UnitRandom *random, TextBuilder *text, int depth);

static void write_random_string(UnitRandom *random, TextBuilder *text)
{
    static const char *const pieces[] = {
        "a", "key", "\\n", "\\\"", "\\u00e9", "é", "盒", "\\ud83d\\ude00", "\\\\", "\xf0\x9f\x98\x80", " ", "0123456789abcdef"};
    text_append_byte(text, '"');
    for (size_t i = unit_below(random, 4); i-- > 0;)
        text_append_string(text, pieces[unit_below(random, sizeof pieces / sizeof *pieces)]);
    text_append_byte(text, '"');
}

static void write_random_items(UnitRandom *random, TextBuilder *text, int depth, bool object)
{
    text_append_byte(text, object ? '{' : '[');
    for (size_t i = 0, count = unit_below(random, 5); i < count; i++) {
        if (i)
            text_append_string(text, unit_below(random, 9) ? "," : " ,\n");
        if (object) {
            write_random_string(random, text);
            text_append_string(text, ":");
        }
        write_random(random, text, depth - 1);
    }
    text_append_byte(text, object ? '}' : ']');
}

static void write_random(UnitRandom *random, TextBuilder *text, int depth)
{
    static const char *const atoms[] = {"true", "false", "null", "0", "-1", "12.5", "1e3", "0.25E-2", "9007199254740991"};
    switch (unit_below(random, depth ? 4 : 2)) {
    case 0:
        text_append_string(text, atoms[unit_below(random, sizeof atoms / sizeof *atoms)]);
        return;
    case 1:
        write_random_string(random, text);
        return;
    default:
        write_random_items(random, text, depth, unit_below(random, 2));
    }
}

// Changes some bytes, so that about half of the documents are wrong.
static void damage(UnitRandom *random, TextBuilder *text)
{
    static const char bytes[] = "{}[],:\"\\0eE+-.tfn \t\x01\x7f\x80\xc3\xe2\xf4\xff";
    for (size_t i = unit_below(random, 3); i-- > 0 && text->length;) {
        size_t at = unit_below(random, text->length);
        if (unit_below(random, 2))
            text->bytes[at] = bytes[unit_below(random, sizeof bytes - 1)];
        else
            memmove(text->bytes + at, text->bytes + at + 1, --text->length - at);
    }
}

static bool compare_once(UnitRandom *random)
{
    TextBuilder text = text_builder(unit_arena()), form = text_builder(unit_arena());
    JsonDocument document;
    char reason[160] = "";
    size_t length = 0;
    write_random(random, &text, 4);
    damage(random, &text);
    Text built = text_built(&text);
    bool ours = read_all(built, &document);
    char *other = opinion_of(built.bytes, built.length, &length, reason);
    // To us a number is a text, however large.
    if (strstr(reason, "overflow") || strstr(reason, "too big"))
        return ours;
    if (ours)
        write_form(&document, 0, &form);
    if (ours != (other != NULL) || (ours && !text_equal(text_built(&form), (Text){other, length})))
        fail_msg("ours: %d, %.*s; other: %s%s; of %.*s", ours, (int)form.length, form.bytes, other ? other : "", reason,
                 (int)built.length, built.bytes);
    free(other);
    return ours;
}

static void second_opinion(void **state)
{
    (void)state;
    UnitRandom random = {2024};
    int accepted = 0, tried = 50000;
    for (int i = 0; i < tried; i++) {
        ArenaMark mark = arena_mark(unit_arena());
        accepted += compare_once(&random);
        arena_reset(unit_arena(), mark);
    }
    assert_true(accepted > tried / 4 && accepted < tried - tried / 4);
}

// ---- RFC 8785 ----

static Text text_replaced(Text text, const char *from, const char *to)
{
    size_t length = strlen(from), at = 0;
    while (at + length <= text.length && memcmp(text.bytes + at, from, length) != 0)
        at++;
    assert_true(at + length <= text.length);
    TextBuilder replaced = text_builder(unit_arena());
    text_append(&replaced, text_slice(text, 0, at));
    text_append_string(&replaced, to);
    text_append(&replaced, text_slice(text, at + length, text.length));
    return text_built(&replaced);
}

static void check_canonical(const char *name, Text text)
{
    JsonDocument document;
    Text path = text_format(unit_arena(), "jcs/output/%s", name);
    Text expected = unit_file(unit_corpus(text_terminated(unit_arena(), path)));
    JsonWriter writer = json_writer(unit_arena());
    assert_true(read_all(text, &document));
    json_write_value(&writer, &document, 0);
    // The one thing that is not as in RFC 8785: what a double does not keep is not rounded.
    if (strcmp(name, "values.json") == 0)
        expected = text_replaced(expected, "333333333.3333333,", "333333333.33333329,");
    if (!text_equal(text_built(&writer.builder), expected))
        fail_msg("%s: got %.*s", name, (int)writer.builder.length, writer.builder.bytes);
}

static void canonical(void **state)
{
    (void)state;
    assert_int_equal(unit_each_file("jcs/input", check_canonical), 6);
}

// Numbers as ECMAScript prints the nearest double (ECMA-262, Number::toString), or whole where that is another number.
static void numbers(void **state)
{
    (void)state;
    static const char *const forms[][2] = {
        {"0", "0"},
        {"-0", "0"},
        {"-0.00", "0"},
        {"0e99999999999999999999", "0"},
        {"7", "7"},
        {"-7.50", "-7.5"},
        {"12e-1", "1.2"},
        {"56.0", "56"},
        {"1e3", "1000"},
        {"4.50", "4.5"},
        {"2e-3", "0.002"},
        {"1E30", "1e+30"},
        {"-1.25E+30", "-1.25e+30"},
        {"1e20", "100000000000000000000"},
        {"1e21", "1e+21"},
        {"0.000001", "0.000001"},
        {"0.0000001", "1e-7"},
        {"1.5e-7", "1.5e-7"},
        {"0.1", "0.1"},
        {"0.30000000000000004", "0.30000000000000004"},
        {"9007199254740992", "9007199254740992"},
        {"9007199254740993", "9007199254740993"},
        {"-9223372036854775807", "-9223372036854775807"},
        {"333333333.33333329", "333333333.33333329"},
        {"5e-324", "5e-324"},
        {"1.7976931348623157e308", "1.7976931348623157e+308"},
        {"5.684341886080802e-14", "5.684341886080802e-14"}, // a power of two
        {"5.684341886080801e-14", "5.684341886080801e-14"},
        {"1000000000000000000000001", "1000000000000000000000001"},
        {"1.0000000000000000001e-9", "0.0000000010000000000000000001"},
        {"12345678901234567890.12300", "12345678901234567890.123"},
        {"1e-999", "1e-999"},
        {"1e999999999999999999999999", "1e+9999999999999"}, // nobody reads such a number, or writes it out
    };
    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
        JsonDocument document;
        JsonWriter writer = json_writer(unit_arena());
        assert_true(read_all(text_of(forms[i][0]), &document));
        json_write_value(&writer, &document, 0);
        unit_assert_text(text_built(&writer.builder), forms[i][1]);
    }
}

// Every double in its shortest form is what it was; and so is what was written so.
static void random_numbers(void **state)
{
    (void)state;
    UnitRandom random = {8785};
    for (int i = 0; i < 20000; i++) {
        ArenaMark mark = arena_mark(unit_arena());
        uint64_t bits = unit_random(&random);
        double number, again;
        memcpy(&number, &bits, sizeof number);
        if (i % 2)
            number = (double)(int64_t)(bits >> 20) / 1048576.0;
        char text[64];
        snprintf(text, sizeof text, "%.17g", number);
        JsonDocument document;
        JsonWriter writer = json_writer(unit_arena());
        if (text[0] != 'i' && text[0] != 'n' && text[1] != 'i' && text[1] != 'n') {
            assert_true(read_all(text_of(text), &document));
            json_write_value(&writer, &document, 0);
            again = strtod(text_terminated(unit_arena(), text_built(&writer.builder)), NULL);
            assert_true(again == number);
        }
        arena_reset(unit_arena(), mark);
    }
}

// ---- places ----

static void pointers(void **state)
{
    (void)state;
    JsonDocument document;
    Text text = text_of("{\"a\":[1,{\"b/c~\":\"x\"}],\"d\":true}");
    assert_true(read_all(text, &document));
    uint32_t list = json_member(&document, 0, "a");
    uint32_t inner = json_member(&document, list + 2, "b/c~");
    unit_assert_text(json_pointer(&document, unit_arena(), inner), "/a/1/b~1c~0");
    unit_assert_text(json_pointer(&document, unit_arena(), 0), "");
    assert_int_equal(text.bytes[json_offset(&document, inner)], '"');
    assert_true(json_string_is(&document, inner, "x"));
    assert_int_equal(json_member(&document, 0, "none"), UINT32_MAX);
}

// Entries that were let go come back as they were: of a tape that is longer than some pages.
static void entries_let_go(void **state)
{
    (void)state;
    enum { ITEMS = 200000 };
    TextBuilder text = text_builder(unit_arena());
    text_append_string(&text, " {\"list\":[");
    for (int i = 0; i < ITEMS; i++)
        text_append_format(&text, "%s{\"n\":%d}", i ? "," : "", i);
    text_append_string(&text, "],\"last\":[null]}");
    JsonDocument document;
    assert_true(read_all(text_built(&text), &document));
    uint32_t list = json_member(&document, 0, "list"), last = json_member(&document, 0, "last");
    JsonValue *before = arena_array(unit_arena(), document.count, sizeof *before);
    memcpy(before, document.values, document.count * sizeof *before);
    for (uint32_t from = list + 1, to; from < json_next(&document, list); from = to) {
        to = from + 50000 < json_next(&document, list) ? from + 50000 : json_next(&document, list);
        json_let_go(&document, from, to);
    }
    assert_int_equal(json_next(&document, list), last - 1);
    assert_int_equal(json_count(&document, last), 1);
    json_bring_back(&document, unit_arena());
    assert_memory_equal(document.values, before, document.count * sizeof *before);
    unit_assert_text(json_pointer(&document, unit_arena(), list + 3 * 12345 + 3), "/list/12345/n");
    json_bring_back(&document, unit_arena()); // nothing was let go
}

// What is written in pieces is what is written as one text, and strings that are kept lie in it.
static void pieces(void **state)
{
    (void)state;
    static const char *const some[] = {"", "plain", "with \"quotes\"", "\x01\n", "é中", "a somewhat longer text without escapes"};
    enum { STRINGS = 20000, DIFFERENT = sizeof some / sizeof *some };
    TextPieces built = {.items = NULL};
    JsonWriter whole = json_writer(unit_arena()), writer = json_writer(unit_arena());
    writer.builder = text_builder_of_pieces(unit_arena(), &built);
    Text *kept = arena_array(unit_arena(), STRINGS, sizeof *kept);
    json_begin_array(&whole);
    json_begin_array(&writer);
    for (size_t i = 0; i < STRINGS; i++) {
        kept[i] = text_copy(unit_arena(), text_of(some[i % DIFFERENT]));
        char *own = (char *)(uintptr_t)kept[i].bytes;
        json_write_string(&whole, kept[i]);
        json_write_kept(&writer, &kept[i]);
        assert_ptr_not_equal(own, kept[i].bytes);
        memset(own, '?', kept[i].length);
    }
    json_end_array(&whole);
    json_end_array(&writer);
    text_builder_end(&writer.builder);
    assert_true(built.count > 1);
    assert_true(text_equal(text_joined(unit_arena(), &built), text_built(&whole.builder)));
    for (size_t i = 0; i < STRINGS; i++)
        unit_assert_text(kept[i], some[i % DIFFERENT]);
}

static void integers(void **state)
{
    (void)state;
    static const struct {
        int64_t value;
        const char *digits;
    } known[] = {{0, "0"}, {-1, "-1"}, {10, "10"}, {INT64_MAX, "9223372036854775807"}, {INT64_MIN, "-9223372036854775808"}};
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        JsonWriter json = json_writer(unit_arena());
        json_write_integer(&json, known[i].value);
        assert_true(text_is(text_built(&json.builder), known[i].digits));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        UNIT_TEST(suite),          UNIT_TEST(nesting),  UNIT_TEST(second_opinion), UNIT_TEST(canonical), UNIT_TEST(numbers),
        UNIT_TEST(random_numbers), UNIT_TEST(pointers), UNIT_TEST(entries_let_go), UNIT_TEST(pieces),    UNIT_TEST(integers)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
