// SPDX-License-Identifier: MIT
// Comma-separated values against the corpus of csv-spectrum, and rows that are none.
#include "support/csv.h"
#include "support/json.h"
#include "unit/unit.h"

static CsvReader reader_of(const char *text)
{
    return csv_open(unit_arena(), text_of(text));
}

// ---- the corpus: a row as an object, by the names of the header ----

static Text cell(const CsvReader *csv, size_t number)
{
    return csv_value(csv, &csv->cells[number]);
}

static void compare_row(const char *name, const CsvReader *csv, const Text *header, const JsonDocument *document, uint32_t row)
{
    uint32_t key = row + 1;
    for (size_t i = 0; i < csv->count; i++) {
        Text column = json_string(document, unit_arena(), key), value = json_string(document, unit_arena(), key + 1);
        if (!text_equal(column, header[i]) || !text_equal(value, cell(csv, i)))
            fail_msg("%s: %.*s is `%.*s`, and not `%.*s`", name, (int)header[i].length, header[i].bytes, (int)cell(csv, i).length,
                     cell(csv, i).bytes, (int)value.length, value.bytes);
        key = json_next(document, key + 1);
    }
    assert_int_equal(key, json_next(document, row));
}

// Files that end their rows with CR LF have lost the CR on their way into the corpora; what is expected of them has it.
static Text with_returns(Text text)
{
    TextBuilder whole = text_builder(unit_arena());
    for (size_t i = 0; i < text.length; i++) {
        text_append_string(&whole, text.bytes[i] == '\n' ? "\r" : "");
        text_append_byte(&whole, text.bytes[i]);
    }
    return text_built(&whole);
}

static void compare_file(const char *name, Text text)
{
    if (text_contains(text_of(name), text_of("_crlf")) && !text_contains(text, text_of("\r")))
        text = with_returns(text);
    Text stem = text_slice(text_of(name), 0, strlen(name) - strlen(".csv"));
    Text path = text_format(unit_arena(), "csv/json/%.*s.json", (int)stem.length, stem.bytes);
    Text wanted = unit_file(unit_corpus(text_terminated(unit_arena(), path)));
    JsonDocument document = {0};
    JsonError error;
    size_t at = 0;
    if (!json_read(&document, unit_arena(), wanted, &at, &error))
        fail_msg("%s: its JSON is not read", name);
    CsvReader csv = csv_open(unit_arena(), text);
    assert_int_equal(csv_next(&csv), CSV_ROW);
    size_t columns = csv.count;
    Text *header = arena_array(unit_arena(), columns + 1, sizeof *header);
    for (size_t i = 0; i < columns; i++)
        header[i] = cell(&csv, i);
    uint32_t row = 1;
    while (csv_next(&csv) == CSV_ROW) {
        assert_int_equal(csv.count, columns);
        compare_row(name, &csv, header, &document, row);
        row = json_next(&document, row);
    }
    if (csv.fault)
        fail_msg("%s: %s at %zu", name, csv.fault, csv.fault_at);
    assert_int_equal(row, json_next(&document, 0));
}

static void spectrum(void **state)
{
    (void)state;
    assert_int_equal(unit_each_file("csv/csvs", compare_file), 11);
}

// ---- rows ----

static void rows(void **state)
{
    (void)state;
    CsvReader csv = reader_of("\r\n\na,,\"\"\"x\"\",\ny\"\r\n\n , b\n\"\"");
    assert_int_equal(csv_next(&csv), CSV_ROW);
    assert_int_equal(csv.count, 3);
    assert_true(text_is(cell(&csv, 0), "a") && text_is(cell(&csv, 1), "") && text_is(cell(&csv, 2), "\"x\",\ny"));
    assert_int_equal(csv_next(&csv), CSV_ROW);
    assert_true(csv.count == 2 && text_is(cell(&csv, 0), " ") && text_is(cell(&csv, 1), " b"));
    assert_int_equal(csv_next(&csv), CSV_ROW);
    assert_true(csv.count == 1 && text_is(cell(&csv, 0), ""));
    assert_int_equal(csv_next(&csv), CSV_END);
    assert_int_equal(csv_next(&csv), CSV_END);
    csv = reader_of("a,");
    assert_true(csv_next(&csv) == CSV_ROW && csv.count == 2 && csv_next(&csv) == CSV_END);
    csv = reader_of("");
    assert_int_equal(csv_next(&csv), CSV_END);
}

static void faults(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        size_t at;
    } none[] = {{"a,\"b", 2}, {"\"", 0}, {"\"a\"b", 3}, {"\"a\" ,b", 3}, {"a\"b\"", 1}, {"a\rb", 1}, {"a\r", 1}, {"\"a\"\r", 3}};
    for (size_t i = 0; i < sizeof none / sizeof *none; i++) {
        CsvReader csv = reader_of(none[i].text);
        assert_int_equal(csv_next(&csv), CSV_FAULT);
        assert_int_equal(csv.fault_at, none[i].at);
        assert_int_equal(csv_next(&csv), CSV_END);
    }
}

// ---- other separators, and a mark ----

static void separators(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        char separator;
        const char *second; // cell of the second row
    } cases[] = {{"a,b\n1,2;3\n", ',', "2;3"},
                 {"a;b\n1;2,3\n", ';', "2,3"},
                 {"a\tb\n1\t\"2\t3\"\n", '\t', "2\t3"},
                 {"\"a,b\";c\n1;2\n", ';', "2"},
                 {BYTE_ORDER_MARK "a;b\n1;2\n", ';', "2"},
                 {BYTE_ORDER_MARK "\"a\",b\n1,2\n", ',', "2"}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        Text text = text_of(cases[i].text);
        assert_int_equal(csv_separator(text), cases[i].separator);
        CsvReader csv = csv_open_separated(unit_arena(), text, cases[i].separator);
        assert_true(csv_next(&csv) == CSV_ROW && csv.count == 2);
        assert_false(text_starts(cell(&csv, 0), text_of(BYTE_ORDER_MARK)));
        assert_true(csv_next(&csv) == CSV_ROW && csv.count == 2);
        assert_true(text_is(cell(&csv, 1), cases[i].second));
        assert_int_equal(csv_next(&csv), CSV_END);
    }
    assert_int_equal(csv_separator(text_of("")), ',');
    assert_int_equal(csv_separator(text_of("a\nb;c")), ',');
}

int main(void)
{
    const struct CMUnitTest tests[] = {UNIT_TEST(spectrum), UNIT_TEST(rows), UNIT_TEST(faults), UNIT_TEST(separators)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
