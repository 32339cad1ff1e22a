// SPDX-License-Identifier: MIT
// Frames of compressed texts, whole, damaged and made to hurt; and base64.
#include "support/compress.h"

#include <sys/resource.h>
#include <zstd.h>

#include "support/base64.h"
#include "unit/unit.h"

static bool add(void *with, Text piece)
{
    text_append(with, piece);
    return true;
}

// By pieces, into one text: what decompression takes for itself ends with it, so that it has an arena of its own.
static bool by_pieces(Text frame, TextBuilder *pieces)
{
    Arena scratch;
    arena_open(&scratch, unit_arena()->guard, 0);
    bool whole = decompress_pieces(&scratch, frame, add, pieces);
    arena_close(&scratch);
    return whole;
}

static void assert_same(Text frame, Text text)
{
    Text whole;
    TextBuilder pieces = text_builder(unit_arena());
    assert_true(decompressed(unit_arena(), frame, &whole) && text_equal(whole, text));
    assert_true(by_pieces(frame, &pieces) && text_equal(text_built(&pieces), text));
}

static Text repeated(const char *what, size_t count)
{
    TextBuilder text = text_builder(unit_arena());
    for (size_t i = 0; i < count; i++)
        text_append_format(&text, "%s%zu", what, i * i % 977);
    return text_built(&text);
}

// Texts of all lengths that matter, and such as are very alike: those are made longer.
static void whole_texts(void **state)
{
    (void)state;
    Text texts[] = {text_of(""), text_of("a"), repeated("{\"name\":", 20000), {arena_take(unit_arena(), 5 << 20), 5 << 20}};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        Text frame = compressed(unit_arena(), unit_arena(), texts[i]);
        assert_true(texts[i].length / COMPRESSED_RATIO <= frame.length);
        assert_same(frame, texts[i]);
    }
}

// What worked before leaves no trace in what comes next.
static void compressed_many(void **state)
{
    (void)state;
    Compressor *kept = NULL;
    compressor_close(kept);
    Text texts[] = {repeated("{\"name\":", 20000), text_of(""), text_of("a"), repeated("component ", 300),
                    repeated("component ", 301)};
    for (size_t i = 0; i < 3 * sizeof texts / sizeof *texts; i++) {
        Text text = texts[i % (sizeof texts / sizeof *texts)];
        Text frame = compressed_again(&kept, unit_arena(), unit_arena(), text);
        assert_true(text_equal(frame, compressed(unit_arena(), unit_arena(), text)));
        assert_same(frame, text);
    }
    compressor_close(kept);
}

// By who does not know the whole; each piece is gone when it was taken.
static TextPieces framed_in_pieces(Compressor **kept, const TextPieces *pieces)
{
    Compression *compression = compression_begin(kept, unit_arena());
    for (size_t i = 0; i < pieces->count; i++) {
        Text piece = text_copy(unit_arena(), pieces->items[i]);
        compression_add(compression, piece);
        memset((char *)(uintptr_t)piece.bytes, 0x5a, piece.length);
    }
    return compression_end(compression);
}

// Cut into pieces of whatever length.
static void texts_in_pieces(void **state)
{
    (void)state;
    Compressor *kept = NULL;
    UnitRandom seed = {1};
    for (size_t length = 1; length < 1 << 20; length = length * 3 + 1) {
        Text text = {(char *)arena_raw(unit_arena(), length), length};
        for (size_t i = 0; i < length; i++)
            ((char *)(uintptr_t)text.bytes)[i] = (char)('a' + (unit_below(&seed, 4) ? i % 7 : unit_below(&seed, 26)));
        TextPieces pieces = {.length = length};
        for (size_t at = 0, end; at < length; at = end) {
            end = at + 1 + unit_below(&seed, length - at);
            pieces.items = arena_grow(unit_arena(), pieces.items, pieces.count, &pieces.capacity, sizeof *pieces.items);
            pieces.items[pieces.count++] = text_slice(text, at, end);
        }
        TextPieces frame = compressed_pieces(&kept, unit_arena(), &pieces);
        assert_same(text_joined(unit_arena(), &frame), text);
        frame = framed_in_pieces(&kept, &pieces);
        assert_same(text_joined(unit_arena(), &frame), text);
    }
    compressor_close(kept);
}

// What is very alike is made longer then, too.
static void alike_in_pieces(void **state)
{
    (void)state;
    enum { PIECES = 40, SIZE = 128 * 1024 };
    Compressor *kept = NULL;
    Text items[PIECES];
    for (size_t i = 0; i < PIECES; i++)
        items[i] = (Text){arena_take(unit_arena(), SIZE), SIZE};
    const TextPieces pieces = {.items = items, .count = PIECES, .length = (size_t)PIECES * SIZE};
    TextPieces frame = framed_in_pieces(&kept, &pieces);
    assert_true(pieces.length / COMPRESSED_RATIO <= frame.length);
    assert_same(text_joined(unit_arena(), &frame), text_joined(unit_arena(), &pieces));
    compressor_close(kept);
}

static bool is_damaged(Text frame)
{
    Text whole;
    TextBuilder pieces = text_builder(unit_arena());
    bool came = by_pieces(frame, &pieces);
    bool at_once = decompressed(unit_arena(), frame, &whole);
    // What says something else is still a text: who reads it compares its digest.
    assert_true(!at_once || !came || text_equal(whole, text_built(&pieces)));
    return !at_once && !came;
}

// Every byte changed, every end cut off: no harm, and what is cut off is damaged.
static void damaged_frames(void **state)
{
    (void)state;
    Text frame = compressed(unit_arena(), unit_arena(), repeated("component ", 300));
    for (size_t length = 0; length < frame.length; length++)
        assert_true(is_damaged(text_slice(frame, 0, length)));
    for (size_t at = 0; at < frame.length; at++) {
        for (int bit = 0; bit < 8; bit++) {
            ArenaMark mark = arena_mark(unit_arena());
            Text changed = text_copy(unit_arena(), frame);
            ((char *)(uintptr_t)changed.bytes)[at] ^= (char)(1 << bit);
            is_damaged(changed);
            arena_reset(unit_arena(), mark);
        }
    }
    assert_true(is_damaged(text_of("{\"entity\":\"Product\"}")));
}

static long most_memory(void)
{
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    return usage.ru_maxrss; // KB
}

// A frame of zeros by libzstd's own means: a few bytes that hold many.
static Text bomb(size_t length)
{
    char *zeros = memory_take(length);
    assert_non_null(zeros);
    memset(zeros, 0, length);
    char *frame = arena_raw(unit_arena(), ZSTD_compressBound(length));
    size_t size = ZSTD_compress(frame, ZSTD_compressBound(length), zeros, length, 19);
    memory_give(zeros);
    assert_false(ZSTD_isError(size));
    return (Text){frame, size};
}

// What a frame says of its length (here in eight bytes behind its mark and descriptor) is believed by nobody: neither more than
// it could hold, nor more or less than it does.
static void lying_lengths(void **state)
{
    (void)state;
    Text much = bomb(64 << 20);
    long before = most_memory();
    assert_true(is_damaged(much));
    static const uint64_t said[] = {1000, 0, 1, 999, 1001, 100000, (uint64_t)1 << 40, UINT64_MAX};
    Text text = text_slice(repeated("x", 1000), 0, 1000), frame = compressed(unit_arena(), unit_arena(), text);
    for (size_t i = 0; i < sizeof said / sizeof *said; i++) {
        // Magic, descriptor (8 bytes of length, a window), window, length: in the place of the frame's own head of 4 + 1 + 2
        // bytes.
        char head[4 + 1 + 1 + 8] = {0x28, (char)0xb5, 0x2f, (char)0xfd, (char)0xc0, 0x50};
        memcpy(head + 6, &said[i], sizeof said[i]);
        TextBuilder lying = text_builder(unit_arena());
        text_append(&lying, (Text){head, sizeof head});
        text_append(&lying, text_slice(frame, 7, frame.length));
        assert_int_equal(is_damaged(text_built(&lying)), said[i] != 1000);
    }
    // A window of 128 MB that nothing needs.
    char wide[4 + 1 + 1 + 3] = {0x28, (char)0xb5, 0x2f, (char)0xfd, 0, (char)0x88, 1, 0, 0};
    assert_true(is_damaged((Text){wide, sizeof wide}));
    if (before)
        assert_true(most_memory() - before < 8 << 10);
}

static void base64(void **state)
{
    (void)state;
    static const char *const known[][2] = {{"", ""},
                                           {"f", "Zg=="},
                                           {"fo", "Zm8="},
                                           {"foo", "Zm9v"},
                                           {"foob", "Zm9vYg=="},
                                           {"fooba", "Zm9vYmE="},
                                           {"foobar", "Zm9vYmFy"}}; // RFC 4648, 10
    static const char *const none[] = {"=", "Zg=", "Zg", "Zh==", "Zm9=", "Zg==Zg==", "Z\n==", "Zm8-", "Zm8_", "====", "Z==="};
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        char written[16];
        Text bytes, text = text_of(known[i][0]);
        size_t length = base64_write(text, written);
        assert_int_equal(length, BASE64_LENGTH(text.length));
        assert_true(text_is((Text){written, length}, known[i][1]));
        assert_true(base64_read(unit_arena(), text_of(known[i][1]), &bytes) && text_equal(bytes, text));
    }
    for (size_t i = 0; i < sizeof none / sizeof *none; i++) {
        Text bytes;
        if (base64_read(unit_arena(), text_of(none[i]), &bytes))
            fail_msg("%s", none[i]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {UNIT_TEST(whole_texts),     UNIT_TEST(texts_in_pieces), UNIT_TEST(alike_in_pieces),
                                       UNIT_TEST(compressed_many), UNIT_TEST(damaged_frames),  UNIT_TEST(lying_lengths),
                                       UNIT_TEST(base64)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
