// SPDX-License-Identifier: MIT
// UTF-8, NFC, identifiers, builders, indexes.
#include "unit/unit.h"

#include <stdlib.h>
#include <unictype.h>
#include <uninorm.h>

// ---- UTF-8 against the published cases ----

static Text from_hex(Text hex)
{
    TextBuilder bytes = text_builder(unit_arena());
    unsigned value = 0, digits = 0;
    for (size_t i = 0; i < hex.length; i++) {
        char c = hex.bytes[i];
        if (c == ' ')
            continue;
        value = value * 16 + (unsigned)(c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10);
        if (++digits % 2 == 0)
            text_append_byte(&bytes, (char)value);
    }
    return text_built(&bytes);
}

static bool take_part(Text *line, Text *part)
{
    const char *colon = line->length ? memchr(line->bytes, ':', line->length) : NULL;
    size_t end = colon ? (size_t)(colon - line->bytes) : line->length;
    *part = text_slice(*line, 0, end);
    *line = text_slice(*line, colon ? end + 1 : end, line->length);
    while (part->length && part->bytes[0] == ' ')
        *part = text_slice(*part, 1, part->length);
    return part->length > 0;
}

// A line `number:valid hex:…` or `number:invalid hex:…:…`; gives whether it holds a case.
static bool check_case(Text line)
{
    Text number, kind, hex;
    Text whole = line;
    if (!line.length || line.bytes[0] == '#' || !take_part(&line, &number) || !take_part(&line, &kind))
        return false;
    bool invalid = text_is(kind, "invalid hex");
    if (text_is(kind, "valid"))
        hex = line;
    else if (!take_part(&line, &hex))
        return false;
    Text bytes = text_is(kind, "valid") ? hex : from_hex(hex);
    if ((text_malformed(bytes) < bytes.length) != invalid)
        fail_msg("%.*s", (int)whole.length, whole.bytes);
    return true;
}

static void published_cases(void **state)
{
    (void)state;
    Text file = unit_file(unit_corpus("text/utf8tests.txt"));
    size_t start = 0, cases = 0;
    for (size_t i = 0; i < file.length; i++) {
        if (file.bytes[i] != '\n')
            continue;
        cases += check_case(text_slice(file, start, i));
        start = i + 1;
    }
    assert_true(cases > 100);
}

// ---- UTF-8 against its definition ----

// Whether the code point's bytes are its only form; of all of them.
static void every_code_point(void **state)
{
    (void)state;
    for (uint32_t point = 0; point <= 0x110000; point++) {
        char room[4];
        bool scalar = point <= 0x10ffff && !(point >= 0xd800 && point <= 0xdfff);
        if (!scalar)
            continue;
        size_t at = 0, length = text_encode(point, room);
        assert_int_equal(text_next((Text){room, length}, &at), point);
        assert_int_equal(at, length);
        for (size_t cut = 1; cut < length; cut++) {
            at = 0;
            assert_int_equal(text_next((Text){room, cut}, &at), -1);
        }
    }
}

// All sequences of up to three bytes: what decodes is what encodes to the same bytes.
static void every_short_sequence(void **state)
{
    (void)state;
    for (uint32_t bytes = 0; bytes < 1 << 24; bytes += bytes < 1 << 16 ? 1 : 7) {
        char sequence[3] = {(char)(bytes >> 16), (char)(bytes >> 8), (char)bytes}, room[4];
        size_t at = 0;
        int32_t point = text_next((Text){sequence, sizeof sequence}, &at);
        if (point < 0) {
            assert_int_equal(at, 0);
            continue;
        }
        assert_int_equal(text_encode((uint32_t)point, room), at);
        assert_memory_equal(room, sequence, at);
    }
}

// ---- NFC, case, width ----

static void normal_form(void **state)
{
    (void)state;
    Arena *arena = unit_arena();
    unit_assert_text(text_nfc(arena, text_of("e\xcc\x81")), "\xc3\xa9");
    unit_assert_text(text_nfc(arena, text_of("\xe1\x84\x92\xe1\x85\xa1\xe1\x86\xab")), "\xed\x95\x9c"); // Hangul
    unit_assert_text(text_nfc(arena, text_of("\xe2\x84\xab")), "\xc3\x85");                             // Ångström sign
    unit_assert_text(text_nfc(arena, text_of("a\xcc\x96\xcc\x81")), "\xc3\xa1\xcc\x96");                // reordered
    Text plain = text_of("plain");
    assert_ptr_equal(text_nfc(arena, plain).bytes, plain.bytes);
    unit_assert_text(text_lower(arena, text_of("ÀÉ盒A")), "àé盒a");
    unit_assert_text(text_upper(arena, text_of("straße")), "STRASSE");
}

static Text of_points(const ucs4_t *points, size_t count)
{
    TextBuilder text = text_builder(unit_arena());
    for (size_t i = 0; i < count; i++) {
        char bytes[4];
        text_append(&text, (Text){bytes, text_encode(points[i], bytes)});
    }
    return text_built(&text);
}

static void assert_nfc(Text text)
{
    uint8_t expected[64];
    size_t length = sizeof expected;
    assert_non_null(u8_normalize(UNINORM_NFC, (const uint8_t *)text.bytes, text.length, expected, &length));
    assert_true(text_equal(text_nfc(unit_arena(), text), (Text){(const char *)expected, length}));
}

// Every character by itself and behind what it may go into, beside libunistring. What is left as it is without asking it keeps
// its place: of two such ones none moves before the other.
static void nfc_of_all(void **state)
{
    (void)state;
    for (ucs4_t c = 0; c <= 0x10ffff; c++) {
        ucs4_t parts[UC_DECOMPOSITION_MAX_LENGTH];
        if (c >= 0xd800 && c <= 0xdfff)
            continue;
        ArenaMark mark = arena_mark(unit_arena());
        Text text = of_points(&c, 1);
        assert_nfc(text);
        if (text_nfc(unit_arena(), text).bytes == text.bytes)
            assert_int_equal(uc_combining_class(c), 0);
        int count = uc_canonical_decomposition(c, parts);
        if (count > 0)
            assert_nfc(of_points(parts, (size_t)count));
        arena_reset(unit_arena(), mark);
    }
}

static void measures(void **state)
{
    (void)state;
    assert_int_equal(text_points(text_of("a盒é")), 3);
    assert_int_equal(text_columns(text_of("a盒é")), 4);
    assert_int_equal(text_bidi_control(text_of("ab\xe2\x80\xae")), 2);
    assert_int_equal(text_bidi_control(text_of("\xd8\x9c")), 0); // Arabic letter mark
    assert_int_equal(text_bidi_control(text_of("ab盒")), 5);
    assert_true(text_identifier_start(L'_') == false && text_identifier_part(L'_'));
    assert_true(text_identifier_start(0x76d2) && !text_identifier_start('1') && text_identifier_part('1'));
}

static size_t distance_slowly(const char *a, const char *b)
{
    if (!*a || !*b)
        return strlen(a) + strlen(b);
    size_t best = distance_slowly(a + 1, b + 1) + (*a != *b), less = distance_slowly(a + 1, b) + 1;
    best = less < best ? less : best;
    less = distance_slowly(a, b + 1) + 1;
    best = less < best ? less : best;
    if (a[1] && b[1] && a[0] == b[1] && a[1] == b[0] && a[0] != b[0]) { // two letters that changed places
        less = distance_slowly(a + 2, b + 2) + 1;
        best = less < best ? less : best;
    }
    return best;
}

static void distances(void **state)
{
    (void)state;
    UnitRandom random = {7};
    for (int i = 0; i < 2000; i++) {
        char a[8] = "", b[8] = "";
        for (size_t j = unit_below(&random, 7); j-- > 0;)
            a[j] = (char)('a' + unit_below(&random, 3));
        for (size_t j = unit_below(&random, 7); j-- > 0;)
            b[j] = (char)('a' + unit_below(&random, 3));
        size_t limit = unit_below(&random, 8), slow = distance_slowly(a, b), got = text_distance(text_of(a), text_of(b), limit);
        if (got != (slow > limit ? limit + 1 : slow))
            fail_msg("%s and %s, at most %zu: %zu, expected %zu", a, b, limit, got, slow);
    }
}

// ---- builders and indexes ----

static void builder(void **state)
{
    (void)state;
    TextBuilder text = text_builder(unit_arena());
    for (int i = 0; i < 10000; i++)
        text_append_format(&text, "%d,", i % 10);
    assert_int_equal(text.length, 20000);
    assert_memory_equal(text.bytes + 19990, "5,6,7,8,9,", 10);
    assert_true(text_starts(text_built(&text), text_of("0,1,")) && text_ends(text_built(&text), text_of("9,")));
    assert_true(text_contains(text_built(&text), text_of("9,0,1")) && !text_contains(text_built(&text), text_of("9,1")));
}

static void index_of_many(void **state)
{
    (void)state;
    TextIndex index;
    text_index_open(&index, unit_arena());
    assert_int_equal(text_index_find(&index, text_of("none")), UINT32_MAX);
    for (uint32_t i = 0; i < 20000; i++)
        assert_int_equal(text_index_add(&index, text_format(unit_arena(), "key %u", i)), i);
    for (uint32_t i = 0; i < 20000; i++) {
        Text key = text_format(unit_arena(), "key %u", i);
        assert_int_equal(text_index_find(&index, key), i);
        assert_int_equal(text_index_add(&index, key), i);
    }
    assert_int_equal(index.count, 20000);
    assert_int_equal(text_index_find(&index, text_of("key 20000")), UINT32_MAX);
}

static int by_bytes(const void *a, const void *b)
{
    return text_compare(*(const Text *)a, *(const Text *)b);
}

static size_t find_plainly(Text text, size_t from, Text part)
{
    for (; from + part.length <= text.length; from++) {
        if (memcmp(text.bytes + from, part.bytes, part.length) == 0)
            return from;
    }
    return SIZE_MAX;
}

// Of two letters, so that much is found, and more nearly; of all lengths around those of blocks.
static void finds(void **state)
{
    (void)state;
    UnitRandom random = {7};
    char bytes[400] = {0};
    for (int round = 0; round < 20000; round++) {
        Text text = {bytes, unit_below(&random, sizeof bytes)};
        size_t rare = 1 + unit_below(&random, 40);
        for (size_t i = 0; i < text.length; i++)
            bytes[i] = unit_below(&random, rare) ? 'a' : 'b';
        Text part = text_copy(unit_arena(), (Text){bytes + unit_below(&random, 300), unit_below(&random, 40)});
        text = text_copy(unit_arena(), text); // with nothing of use behind it
        size_t from = unit_below(&random, 410);
        assert_int_equal(text_find(text, from, part), find_plainly(text, from, part));
    }
}

// Texts that share much: long common beginnings, zeros inside and at the end, one the beginning of another.
static Text random_text(UnitRandom *random)
{
    char bytes[64];
    size_t length = 0, shared = unit_below(random, 5) * 8 + unit_below(random, 3);
    while (length < shared)
        bytes[length++] = 'p';
    for (size_t more = unit_below(random, 24); more-- > 0;)
        bytes[length++] = unit_below(random, 3) ? (char)unit_below(random, 2) : (char)(unit_below(random, 256));
    return text_copy(unit_arena(), (Text){bytes, length});
}

static void orders(void **state)
{
    (void)state;
    UnitRandom random = {99};
    for (int round = 0; round < 300; round++) {
        TextIndex index;
        text_index_open(&index, unit_arena());
        size_t wanted = round < 100 ? (size_t)round : unit_below(&random, 4000);
        for (size_t i = 0; i < wanted; i++)
            text_index_add(&index, random_text(&random));
        uint32_t *order = arena_array(unit_arena(), index.count, sizeof *order);
        Text *sorted = arena_array(unit_arena(), index.count, sizeof *sorted);
        for (uint32_t i = 0; i < index.count; i++)
            sorted[i] = index.texts[i];
        qsort(sorted, index.count, sizeof *sorted, by_bytes);
        text_order(unit_arena(), index.texts, index.count, order);
        for (uint32_t i = 0; i < index.count; i++)
            assert_true(text_equal(index.texts[order[i]], sorted[i]));
    }
}

// A hundred thousand texts that differ in their last byte alone, or in their length alone.
static void orders_of_alike(void **state)
{
    (void)state;
    enum { MANY = 100000 };
    Text *texts = arena_array(unit_arena(), MANY, sizeof *texts);
    uint32_t *order = arena_array(unit_arena(), MANY, sizeof *order);
    char *same = arena_take(unit_arena(), MANY);
    for (uint32_t i = 0; i < MANY; i++)
        texts[i] = i % 2 ? (Text){same, i / 50 * 2 + 1} : text_format(unit_arena(), "%0500u", MANY - i);
    uint32_t distinct = 0;
    for (uint32_t i = 0; i < MANY; i++) {
        if (i % 2 == 0 || i % 50 == 1)
            texts[distinct++] = texts[i];
    }
    text_order(unit_arena(), texts, distinct, order);
    for (uint32_t i = 1; i < distinct; i++)
        assert_true(text_compare(texts[order[i - 1]], texts[order[i]]) < 0);
}

// Of every length around what fits, wherever they lie.
static void packed(void **state)
{
    (void)state;
    enum { MORE = 3, FITS = 1 << PACKED_LENGTH };
    char *bytes = arena_take(unit_arena(), FITS + MORE);
    static const size_t lengths[] = {0, 1, FITS - 1, FITS, FITS + MORE};
    for (size_t i = 0; i < sizeof lengths / sizeof *lengths; i++) {
        Text text = text_unpacked(text_packed(unit_arena(), (Text){bytes, lengths[i]}));
        assert_ptr_equal(text.bytes, bytes);
        assert_int_equal(text.length, lengths[i]);
        Text far = {(const char *)(UINTPTR_MAX - lengths[i]), lengths[i]};
        text = text_unpacked(text_packed(unit_arena(), far));
        assert_ptr_equal(text.bytes, far.bytes);
        assert_int_equal(text.length, far.length);
    }
    assert_null(text_unpacked(text_packed(unit_arena(), (Text){NULL, 0})).bytes);
}

// What is built is there, and what had been taken behind it can be taken again; not where something else was taken since.
static void settled(void **state)
{
    (void)state;
    for (int between = 0; between < 2; between++) {
        TextBuilder builder = text_builder(unit_arena());
        text_append_string(&builder, "a");
        char *other = between ? arena_take(unit_arena(), 1) : NULL;
        Text text = text_settled(&builder);
        char *next = arena_take(unit_arena(), 1);
        assert_true(text_is(text, "a"));
        if (between)
            assert_ptr_equal(next, other + 16);
        else
            assert_ptr_equal(next, text.bytes + 16);
        text_append_string(&builder, "bcdefghijklmnopqrst");
        *next = 'x';
        assert_true(text_is(text_built(&builder), "abcdefghijklmnopqrst"));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {UNIT_TEST(published_cases), UNIT_TEST(every_code_point), UNIT_TEST(every_short_sequence),
                                       UNIT_TEST(normal_form),     UNIT_TEST(nfc_of_all),       UNIT_TEST(measures),
                                       UNIT_TEST(distances),       UNIT_TEST(builder),          UNIT_TEST(index_of_many),
                                       UNIT_TEST(orders),          UNIT_TEST(orders_of_alike),  UNIT_TEST(finds),
                                       UNIT_TEST(packed),          UNIT_TEST(settled)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
