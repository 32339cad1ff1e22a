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
    uint32_t at = source->base + random_place(random, source->text), end = at + (uint32_t)unit_below(random, 300);
    Diagnostic *one = diagnose(diagnostics, MESSAGE_JSON, (Span){at, end}, 1, text_of("something"));
    uint32_t other = source->base + random_place(random, source->text);
    if (unit_below(random, 3) == 0)
        diagnostic_also(one, (Span){other, other + 1}, "here too");
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
            diagnostics_let_go(&diagnostics, &sources, source);
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
    uint32_t kept = sources.items[0].base + 5, other = sources.items[0].base + 6;
    sources_let_go(&sources, &sources.items[0], &kept, 1);
    assert_int_equal(sources_place(&sources, kept).line, 2);
    assert_int_equal(sources_place(&sources, kept).column, 2);
    unit_assert_text(sources_place(&sources, kept).line_text, "two");
    Place place = sources_place(&sources, other);
    assert_ptr_equal(place.source, &sources.items[0]);
    assert_int_equal(place.line_text.length, 0);
    assert_int_equal(sources_text(&sources, (Span){kept, other}).length, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {UNIT_TEST(texts_let_go), UNIT_TEST(place_that_is_not_kept)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
