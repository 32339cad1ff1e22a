// SPDX-License-Identifier: MIT
// Sources whose text was let go of: what messages show of them stays what it was.
#include "support/diagnostic.h"
#include "unit/unit.h"

static Text random_lines(UnitRandom *random)
{
    static const char *const parts[] = {"a", "b", " ", "\t", "\n", "\r\n", "é", "中", "\xf0\x9f\x98\x80", "0123456789"};
    TextBuilder text = text_builder(unit_arena());
    size_t length = 1 + unit_below(random, 3000), newline = 1 + unit_below(random, 400);
    while (text.length < length) {
        size_t part = unit_below(random, sizeof parts / sizeof *parts);
        bool ends = part == 4 || part == 5;
        if (!ends || unit_below(random, newline) == 0)
            text_append_string(&text, parts[part]);
    }
    return text_built(&text);
}

// A place where a character begins, as all that is reported does.
static uint32_t random_place(UnitRandom *random, Text text)
{
    size_t at = unit_below(random, text.length + 1);
    while (at > 0 && at < text.length && ((unsigned char)text.bytes[at] & 0xc0) == 0x80)
        at--;
    return (uint32_t)at;
}

// Lines counted from the beginning of the text.
static uint32_t line_of(Text text, size_t at, uint32_t *column)
{
    uint32_t line = 1;
    size_t begin = 0;
    for (size_t i = 0; i < at; i++) {
        if (text.bytes[i] == '\n') {
            line++;
            begin = i + 1;
        }
    }
    Text before = text_slice(text, begin, at);
    if (text_ends(before, text_of("\r")) && at < text.length && text.bytes[at] == '\n')
        before.length--; // the carriage return is of the line's end
    *column = (uint32_t)text_points(before) + 1;
    return line;
}

static void places(void **state)
{
    (void)state;
    UnitRandom random = {32};
    for (int round = 0; round < 300; round++) {
        ArenaMark mark = arena_mark(unit_arena());
        Sources sources;
        sources_open(&sources, unit_arena());
        TextBuilder text = text_builder(unit_arena());
        for (size_t i = unit_below(&random, 12); i > 0; i--)
            text_append(&text, random_lines(&random));
        Text all = text_built(&text);
        sources_add(&sources, text_of("file"), all);
        for (int i = 0; i < 30; i++) {
            uint32_t at = random_place(&random, all), column;
            Place place = sources_place(&sources, span_at(1, at));
            assert_int_equal(place.line, line_of(all, at, &column));
            assert_int_equal(place.column, column);
        }
        arena_reset(unit_arena(), mark);
    }
}

static Text shown(const Diagnostics *diagnostics, bool json)
{
    TextBuilder text = text_builder(unit_arena());
    JsonWriter writer = json_writer(unit_arena());
    if (!json) {
        diagnostics_append(diagnostics, &text, true);
        return text_built(&text);
    }
    json_begin_array(&writer);
    diagnostics_json(diagnostics, &writer);
    json_end_array(&writer);
    return text_built(&writer.builder);
}

static void report(UnitRandom *random, Diagnostics *diagnostics, const Source *source)
{
    uint32_t at = random_place(random, source->text), end = at + (uint32_t)unit_below(random, 300);
    Diagnostic *one = diagnose(diagnostics, MESSAGE_JSON, (Span){source->file, at, end}, 1, text_of("something"));
    Span other = span_at(source->file, random_place(random, source->text));
    if (unit_below(random, 3) == 0)
        diagnostic_also(one, other, "here too");
}

static void texts_let_go(void **state)
{
    (void)state;
    UnitRandom random = {31};
    for (int round = 0; round < 2000; round++) {
        ArenaMark mark = arena_mark(unit_arena());
        Sources sources;
        Diagnostics diagnostics;
        sources_open(&sources, unit_arena());
        diagnostics_open(&diagnostics, unit_arena(), &sources);
        enum { SOURCES = 3 };
        for (int i = 0; i < SOURCES; i++)
            sources_add(&sources, text_format(unit_arena(), "file%d", i), random_lines(&random));
        for (size_t i = unit_below(&random, 9); i > 0; i--)
            report(&random, &diagnostics, &sources.items[unit_below(&random, SOURCES)]);
        Text text = shown(&diagnostics, false), json = shown(&diagnostics, true);
        for (size_t i = unit_below(&random, SOURCES + 1); i > 0; i--) {
            const Source *source = &sources.items[unit_below(&random, SOURCES)];
            if (!source->text.length)
                continue;
            diagnostics_let_go(&diagnostics, &sources, source->file);
            assert_int_equal(source->text.length, 0);
            if (unit_below(&random, 2))
                sources_add(&sources, text_of("one more"), random_lines(&random)); // for which the others may move
        }
        assert_true(text_equal(shown(&diagnostics, false), text));
        assert_true(text_equal(shown(&diagnostics, true), json));
        arena_reset(unit_arena(), mark);
    }
}

// A place that nobody asked to keep is known by its file alone.
static void place_that_is_not_kept(void **state)
{
    (void)state;
    Sources sources;
    sources_open(&sources, unit_arena());
    sources_add(&sources, text_of("file"), text_of("one\ntwo\n"));
    Span kept = span_at(1, 5), other = span_at(1, 6);
    sources_let_go(&sources, 1, &kept, 1);
    assert_int_equal(sources_place(&sources, kept).line, 2);
    assert_int_equal(sources_place(&sources, kept).column, 2);
    unit_assert_text(sources_place(&sources, kept).line_text, "two");
    Place place = sources_place(&sources, other);
    assert_ptr_equal(place.source, &sources.items[0]);
    assert_int_equal(place.line_text.length, 0);
    assert_int_equal(sources_text(&sources, kept).length, 0);
}

// Places count within their files: a file that grows moves nothing in those behind it. And spans of two files do not join.
static void places_of_several_files(void **state)
{
    (void)state;
    Sources sources;
    sources_open(&sources, unit_arena());
    assert_int_equal(sources_add(&sources, text_of("first"), text_of("one\ntwo\n")), 1);
    assert_int_equal(sources_add(&sources, text_of("second"), text_of("one\n\ntwo\n")), 2);
    Span first = {1, 4, 7}, second = {2, 5, 8}, nowhere = {0};
    unit_assert_text(sources_text(&sources, first), "two");
    unit_assert_text(sources_text(&sources, second), "two");
    assert_int_equal(sources_place(&sources, second).line, 3);
    assert_ptr_equal(sources_place(&sources, second).source, &sources.items[1]);
    assert_null(sources_place(&sources, nowhere).source);
    assert_int_equal(sources_text(&sources, nowhere).length, 0);
    assert_true(span_within((Span){1, 5, 6}, first) && !span_within((Span){2, 5, 6}, first));
    Span joined = span_join((Span){1, 0, 3}, first);
    unit_assert_text(sources_text(&sources, joined), "one\ntwo");
    joined = span_join(first, second);
    assert_memory_equal(&joined, &first, sizeof first);
    joined = span_join(nowhere, second);
    assert_memory_equal(&joined, &second, sizeof second);
}

// Messages stand in the order of the files, then of the places in each.
static void messages_of_several_files(void **state)
{
    (void)state;
    Sources sources;
    Diagnostics diagnostics;
    sources_open(&sources, unit_arena());
    diagnostics_open(&diagnostics, unit_arena(), &sources);
    sources_add(&sources, text_of("first"), text_of("one\ntwo\n"));
    sources_add(&sources, text_of("second"), text_of("one\ntwo\n"));
    const Span places[] = {{2, 0, 3}, {1, 4, 7}, {0}, {1, 0, 3}};
    for (size_t i = 0; i < 4; i++)
        diagnose(&diagnostics, MESSAGE_JSON, places[i], 1, text_format(unit_arena(), "message %zu", i));
    Text text = shown(&diagnostics, false);
    const char *last = text.bytes;
    static const char *const order[] = {"message 2", "message 3", "message 1", "message 0"};
    for (size_t i = 0; i < 4; i++) {
        const char *at = memmem(text.bytes, text.length, order[i], strlen(order[i]));
        assert_true(at && at >= last);
        last = at;
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {UNIT_TEST(places), UNIT_TEST(texts_let_go), UNIT_TEST(place_that_is_not_kept),
                                       UNIT_TEST(places_of_several_files), UNIT_TEST(messages_of_several_files)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
