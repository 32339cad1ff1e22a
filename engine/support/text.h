// SPDX-License-Identifier: MIT
// Text: a slice, a run of UTF-8 bytes that somebody else owns. Reading UTF-8, bringing to NFC, the properties of identifiers,
// a builder that grows in an arena, and an index that interns texts.
#ifndef ASSIZE_SUPPORT_TEXT_H
#define ASSIZE_SUPPORT_TEXT_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "support/memory.h"

typedef struct Text {
    const char *bytes; // not terminated by a zero
    size_t length;
} Text;

// A text in eight bytes, where many are kept: where it lies and how long it is. One for which there is not enough room in them
// (65,536 bytes and more) is told of in the arena.
typedef struct PackedText {
    uint64_t bits;
} PackedText;
enum { PACKED_ADDRESS = 47, PACKED_LENGTH = 16 }; // bits; the one above says that they are not that
#define PACKED_APART (UINT64_C(1) << 63)
PackedText text_packed_apart(Arena *arena, Text text); // the slow path of text_packed
static inline PackedText text_packed(Arena *arena, Text text)
{
    uint64_t at = (uintptr_t)text.bytes;
    if (at >> PACKED_ADDRESS || text.length >> PACKED_LENGTH)
        return text_packed_apart(arena, text);
    return (PackedText){at | (uint64_t)text.length << PACKED_ADDRESS};
}
static inline Text text_unpacked(PackedText packed)
{
    if (packed.bits & PACKED_APART)
        return *(const Text *)(uintptr_t)(packed.bits << 1);
    uintptr_t at = packed.bits & ((UINT64_C(1) << PACKED_ADDRESS) - 1);
    return (Text){(const char *)at, packed.bits >> PACKED_ADDRESS};
}

// The text of a string that ends with a zero, which is not part of it.
static inline Text text_of(const char *zero_terminated)
{
    return (Text){zero_terminated, strlen(zero_terminated)};
}

// The bytes of a byte order mark, which some programs put before a text.
#define BYTE_ORDER_MARK "\xef\xbb\xbf"

// Whether the bytes are the same.
static inline bool text_equal(Text a, Text b)
{
    return a.length == b.length && (a.length == 0 || memcmp(a.bytes, b.bytes, a.length) == 0);
}

// Up to seven bytes as a number, the first one lowest.
static inline uint64_t text_few(const char *bytes, size_t count)
{
    if (count >= 4) {
        uint32_t first, last;
        memcpy(&first, bytes, sizeof first);
        memcpy(&last, bytes + count - sizeof last, sizeof last);
        return first | (uint64_t)last << (8 * (count - sizeof last));
    }
    if (count == 0)
        return 0;
    const unsigned char *at = (const unsigned char *)bytes;
    return at[0] | (uint64_t)at[count / 2] << (8 * (count / 2)) | (uint64_t)at[count - 1] << (8 * (count - 1));
}

// As text_equal, where texts are short and compared often.
static inline bool text_equal_short(Text a, Text b)
{
    uint64_t first[2], last[2];
    if (a.length != b.length)
        return false;
    if (a.length < sizeof *first)
        return text_few(a.bytes, a.length) == text_few(b.bytes, b.length);
    if (a.length > sizeof first)
        return memcmp(a.bytes, b.bytes, a.length) == 0;
    memcpy(&first[0], a.bytes, sizeof *first);
    memcpy(&first[1], b.bytes, sizeof *first);
    memcpy(&last[0], a.bytes + a.length - sizeof *last, sizeof *last);
    memcpy(&last[1], b.bytes + b.length - sizeof *last, sizeof *last);
    return first[0] == first[1] && last[0] == last[1];
}

// The same of a string that ends with a zero.
static inline bool text_is(Text a, const char *zero_terminated)
{
    return text_equal(a, text_of(zero_terminated));
}

// The bytes from one offset up to another, neither behind the end; nothing is copied.
static inline Text text_slice(Text text, size_t from, size_t to)
{
    return (Text){text.bytes + from, to - from};
}

// Whether a text begins or ends with another, or holds it anywhere.
bool text_starts(Text text, Text with);
bool text_ends(Text text, Text with);
bool text_contains(Text text, Text part);
// Where a part begins, from some place on; SIZE_MAX where it does not.
size_t text_find(Text text, size_t from, Text part);
// By bytes, which for UTF-8 is by code points: negative, zero or positive.
int text_compare(Text a, Text b);
void text_sort(Text *texts, size_t count); // into that order

Text text_copy(Arena *arena, Text text);        // of its own, in the arena
char *text_terminated(Arena *arena, Text text); // the same with a zero behind it
// As printf into the arena.
Text text_format(Arena *arena, const char *format, ...) __attribute__((format(printf, 2, 3)));
Text text_format_list(Arena *arena, const char *format, va_list list) __attribute__((format(printf, 2, 0)));

// The code point at *at, which moves behind it; -1 where the bytes are no well-formed UTF-8 (*at stays).
int32_t text_next(Text text, size_t *at);
// Writes a code point as UTF-8 into room for 4; returns its length.
size_t text_encode(uint32_t code_point, char *to);
// Offset of the first byte that is not part of well-formed UTF-8; text.length if all is well.
size_t text_malformed(Text text);
// Offset of the first character with the property Bidi_Control; text.length if there is none.
size_t text_bidi_control(Text text);
// Offset of the first character that is white space (the property White_Space) or a control (category Cc), or of the first byte
// that is no well-formed UTF-8; text.length if there is none.
size_t text_blank(Text text);
// The text in NFC: itself if it is so already, else a copy in the arena. The text must be well-formed.
Text text_nfc(Arena *arena, Text text);
// Without the white space at both ends (the property White_Space). The text must be well-formed.
Text text_trimmed(Text text);
// Whether there is a character in it that people see: neither white space nor one that text_show escapes.
bool text_is_seen(Text text);
// How many code points; how many columns on a terminal (wide characters take two).
size_t text_points(Text text);
size_t text_columns(Text text);
// Whether a name may begin with a code point, and go on with it.
bool text_identifier_start(int32_t code_point);
bool text_identifier_part(int32_t code_point);
// Whether all of a text is one identifier.
bool text_is_identifier(Text text);
// Upper or lower case by Unicode's full mapping, in NFC.
Text text_lower(Arena *arena, Text text);
Text text_upper(Arena *arena, Text text);
// Distance in edits between two names, by code points; at most limit + 1.
size_t text_distance(Text a, Text b, size_t limit);

// A long text in pieces: each of them stays where it is when others follow.
typedef struct TextPieces {
    Text *items;
    size_t count, capacity;
    size_t length; // of all together
} TextPieces;
// The same in one piece.
Text text_joined(Arena *arena, const TextPieces *pieces);

// Takes a piece of a text, which is gone afterwards.
typedef void TextTake(void *with, Text piece);

// A text that grows in an arena.
typedef struct TextBuilder {
    Arena *arena;
    char *bytes;
    size_t length, capacity;
    TextPieces *pieces; // those that are full; null: what is built is one text, which moves when it grows
    TextTake *take;     // or who takes them; null: nobody does
    void *with;
} TextBuilder;

static inline TextBuilder text_builder(Arena *arena)
{
    return (TextBuilder){.arena = arena};
}

// Begins with a text that stays where it is, and is copied only if more is appended.
static inline TextBuilder text_builder_behind(Arena *arena, Text text)
{
    return (TextBuilder){.arena = arena, .bytes = (char *)(uintptr_t)text.bytes, .length = text.length, .capacity = text.length};
}

// Builds a text in pieces. What is appended at once lies in one of them; the last one is there after the end.
static inline TextBuilder text_builder_of_pieces(Arena *arena, TextPieces *pieces)
{
    return (TextBuilder){.arena = arena, .pieces = pieces};
}
// Builds a text of which somebody takes each piece, of at least so many bytes but for the last, so that it is nowhere whole.
TextBuilder text_builder_taken(Arena *arena, size_t size, TextTake *take, void *with);
// Hands the last piece over; a builder of one text has no end.
void text_builder_end(TextBuilder *builder);

// Each appends what it is given, copied.
void text_append(TextBuilder *builder, Text text);
void text_builder_grow(TextBuilder *builder, size_t length); // makes room for that many bytes more
static inline void text_append_byte(TextBuilder *builder, char byte)
{
    if (builder->length == builder->capacity)
        text_builder_grow(builder, 1);
    builder->bytes[builder->length++] = byte;
}
// That the format is never null is said for GCC, whose sanitizer otherwise warns of it.
void text_append_format(TextBuilder *builder, const char *format, ...) __attribute__((format(printf, 2, 3), nonnull(2)));
// Writes what begins at *at, which is not the end, into room for LONGEST_SHOWN_CHARACTER bytes, as it may stand in a message: a
// character, or an escape (`\u{200B}`, `\xFF`) of one that nobody sees (controls, bidirectional ones, those that are ignorable by
// default) and of a byte that is no UTF-8. *at moves behind it; gives how many bytes were written.
enum { LONGEST_SHOWN_CHARACTER = 16 };
size_t text_show(Text text, size_t *at, char *to);
// A name or a text so, in the arena.
Text text_shown(Arena *arena, Text text);
// Offset of the first character beyond ASCII that text_show would escape, from some place on; text.length if there is none.
size_t text_invisible(Text text, size_t from);
// Appends a text as text_shown gives it: what stands in facts and policies, for a terminal.
void text_append_shown(TextBuilder *to, Text text);
static inline void text_append_string(TextBuilder *builder, const char *zero_terminated)
{
    text_append(builder, text_of(zero_terminated));
}
// What has been built; stays valid while the arena lives and until the next append.
static inline Text text_built(const TextBuilder *builder)
{
    return (Text){builder->bytes, builder->length};
}

// The same, at the end: what there is room for behind it is given back, where that can be.
Text text_settled(TextBuilder *builder);

// A set of texts, each with a small number in order of arrival; and the way from a text to a number of one's own.
typedef struct TextIndex {
    Arena *arena;
    Text *texts; // by number
    uint32_t *values;
    uint32_t count;
    size_t capacity;
    uint32_t *slots; // 0 is free; else the number + 1, below the mask, and those bits of the hash that are above it
    uint32_t mask;
    bool bare; // nobody asks for values: there are none
} TextIndex;

// An empty index; takes no memory yet.
void text_index_open(TextIndex *index, Arena *arena);
// The same with room for so many texts, where it is known that there will be about that many.
void text_index_open_for(TextIndex *index, Arena *arena, uint32_t count);
// Takes out all texts, in time that goes with how many there are; the room stays.
void text_index_empty(TextIndex *index);
// Where a text stands, or would.
static inline uint32_t *text_index_slot(const TextIndex *index, Text text, uint32_t hash)
{
    for (uint32_t at = hash & index->mask;; at = (at + 1) & index->mask) {
        uint32_t *slot = &index->slots[at];
        if (!*slot || ((*slot ^ hash) <= index->mask && text_equal_short(index->texts[(*slot & index->mask) - 1], text)))
            return slot;
    }
}
// As text_index_find, with what hash_text gives of the text.
static inline uint32_t text_index_find_hashed(const TextIndex *index, Text text, uint32_t hash)
{
    const uint32_t *slot = index->slots ? text_index_slot(index, text, hash) : NULL;
    return slot && *slot ? (*slot & index->mask) - 1 : UINT32_MAX;
}
// The number of a text, or UINT32_MAX.
uint32_t text_index_find(const TextIndex *index, Text text);
// The number of a text, which is added if it is new (its bytes must live as long as the index).
uint32_t text_index_add(TextIndex *index, Text text);
// The same with what hash_text gives of it; and what memory may fetch meanwhile where it is known some time before.
uint32_t text_index_add_hashed(TextIndex *index, Text text, uint32_t hash);
static inline void text_index_prefetch(const TextIndex *index, uint32_t hash)
{
    if (index->slots)
        __builtin_prefetch(&index->slots[hash & index->mask]);
}
// The numbers of several texts, or UINT32_MAX: memory fetches what one of them waits for while it looks at the others.
enum { TEXTS_AT_ONCE = 64 };
void text_index_find_many(const TextIndex *index, const Text *texts, uint32_t count, uint32_t *numbers);

// Different texts in the order of their bytes: order gets the number of each.
void text_order(Arena *arena, const Text *texts, uint32_t count, uint32_t *order);

#endif
