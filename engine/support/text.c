// SPDX-License-Identifier: MIT
// Text: UTF-8 decoding, NFC, edit distance, and a hash table by linear probing that interns texts as small numbers. See text.h.
#include "support/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <unicase.h>
#include <unictype.h>
#include <uninorm.h>
#include <uniwidth.h>

#include "support/hash.h"

bool text_starts(Text text, Text with)
{
    return text.length >= with.length && text_equal(text_slice(text, 0, with.length), with);
}

bool text_ends(Text text, Text with)
{
    return text.length >= with.length && text_equal(text_slice(text, text.length - with.length, text.length), with);
}

int text_compare(Text a, Text b)
{
    size_t shorter = a.length < b.length ? a.length : b.length;
    int order = shorter ? memcmp(a.bytes, b.bytes, shorter) : 0;
    return order ? order : (a.length > b.length) - (a.length < b.length);
}

static int by_bytes(const void *a, const void *b)
{
    return text_compare(*(const Text *)a, *(const Text *)b);
}

void text_sort(Text *texts, size_t count)
{
    if (count)
        qsort(texts, count, sizeof *texts, by_bytes);
}

PackedText text_packed_apart(Arena *arena, Text text)
{
    Text *apart = arena_raw(arena, sizeof *apart);
    *apart = text;
    return (PackedText){(uint64_t)(uintptr_t)apart >> 1 | PACKED_APART};
}

Text text_copy(Arena *arena, Text text)
{
    char *copy = arena_raw(arena, text.length ? text.length : 1);
    if (text.length)
        memcpy(copy, text.bytes, text.length);
    return (Text){copy, text.length};
}

char *text_terminated(Arena *arena, Text text)
{
    char *copy = arena_raw(arena, text.length + 1);
    if (text.length)
        memcpy(copy, text.bytes, text.length);
    copy[text.length] = 0;
    return copy;
}

Text text_format_list(Arena *arena, const char *format, va_list list)
{
    va_list again;
    va_copy(again, list);
    int length = vsnprintf(NULL, 0, format, again);
    va_end(again);
    char *bytes = arena_raw(arena, (size_t)length + 1);
    vsnprintf(bytes, (size_t)length + 1, format, list);
    return (Text){bytes, (size_t)length};
}

Text text_format(Arena *arena, const char *format, ...)
{
    va_list list;
    va_start(list, format);
    Text text = text_format_list(arena, format, list);
    va_end(list);
    return text;
}

int32_t text_next(Text text, size_t *at)
{
    const unsigned char *p = (const unsigned char *)text.bytes + *at;
    size_t left = text.length - *at;
    if (!left)
        return -1;
    if (p[0] < 0x80) {
        *at += 1;
        return p[0];
    }
    uint32_t lowest, value;
    size_t length;
    if (p[0] >= 0xc2 && p[0] <= 0xdf)
        length = 2, lowest = 0x80, value = p[0] & 0x1fu;
    else if (p[0] >= 0xe0 && p[0] <= 0xef)
        length = 3, lowest = 0x800, value = p[0] & 0x0fu;
    else if (p[0] >= 0xf0 && p[0] <= 0xf4)
        length = 4, lowest = 0x10000, value = p[0] & 0x07u;
    else
        return -1;
    if (left < length)
        return -1;
    for (size_t i = 1; i < length; i++) {
        if ((p[i] & 0xc0) != 0x80)
            return -1;
        value = value << 6 | (p[i] & 0x3fu);
    }
    if (value < lowest || value > 0x10ffff || (value >= 0xd800 && value <= 0xdfff))
        return -1;
    *at += length;
    return (int32_t)value;
}

size_t text_encode(uint32_t c, char *to)
{
    if (c < 0x80) {
        to[0] = (char)c;
        return 1;
    }
    if (c < 0x800) {
        to[0] = (char)(0xc0 | c >> 6);
        to[1] = (char)(0x80 | (c & 0x3f));
        return 2;
    }
    if (c < 0x10000) {
        to[0] = (char)(0xe0 | c >> 12);
        to[1] = (char)(0x80 | (c >> 6 & 0x3f));
        to[2] = (char)(0x80 | (c & 0x3f));
        return 3;
    }
    to[0] = (char)(0xf0 | c >> 18);
    to[1] = (char)(0x80 | (c >> 12 & 0x3f));
    to[2] = (char)(0x80 | (c >> 6 & 0x3f));
    to[3] = (char)(0x80 | (c & 0x3f));
    return 4;
}

// The first byte at or after at with its high bit set; eight bytes at a time.
static size_t skip_ascii(Text text, size_t at)
{
    for (; at + 8 <= text.length; at += 8) {
        uint64_t word;
        memcpy(&word, text.bytes + at, 8);
        if (word & 0x8080808080808080u)
            break;
    }
    while (at < text.length && (unsigned char)text.bytes[at] < 0x80)
        at++;
    return at;
}

size_t text_malformed(Text text)
{
    for (size_t at = skip_ascii(text, 0); at < text.length; at = skip_ascii(text, at)) {
        if (text_next(text, &at) < 0)
            return at;
    }
    return text.length;
}

size_t text_bidi_control(Text text)
{
    for (size_t at = skip_ascii(text, 0); at < text.length; at = skip_ascii(text, at)) {
        size_t start = at;
        int32_t c = text_next(text, &at);
        if (c < 0)
            return text.length;
        if (uc_is_property_bidi_control((ucs4_t)c))
            return start;
    }
    return text.length;
}

size_t text_blank(Text text)
{
    for (size_t at = 0; at < text.length;) {
        size_t start = at;
        int32_t c = text_next(text, &at);
        bool ascii = c >= 0 && c < 0x80;
        if (ascii ? c <= ' ' || c == 0x7f
                  : c < 0 || uc_is_property_white_space((ucs4_t)c) || uc_is_general_category((ucs4_t)c, UC_CATEGORY_Cc))
            return start;
    }
    return text.length;
}

// Room for what Unicode's mappings make of a text: none of them makes more than three bytes out of one.
enum { MOST_GROWTH = 4, SMALLEST_ROOM = 64 };

// What a mapping wrote: into memory of ours, so that libunistring keeps nothing; null means that its own memory ran out.
static Text mapped(Arena *arena, uint8_t *written, const uint8_t *ours, size_t length)
{
    if (!written)
        arena_exhausted(arena);
    if (written != ours)
        bug("a Unicode mapping outgrew its memory");
    return (Text){(const char *)ours, length};
}

// Whether a character is as NFC has it, whatever stands beside it: nothing is made of it, and it goes into nothing. Not all such
// characters are told, but most that are written: of Latin, of Chinese, and their signs.
static bool stays_in_nfc(int32_t c)
{
    static const struct {
        int32_t first, last;
    } runs[] = {{0, 0x2ff}, {0x2010, 0x2027}, {0x3001, 0x3029}, {0x3400, 0x9fff}, {0xff01, 0xff5e}};
    for (size_t i = 0; i < sizeof runs / sizeof *runs; i++) {
        if (c >= runs[i].first && c <= runs[i].last)
            return true;
    }
    return false;
}

Text text_nfc(Arena *arena, Text text)
{
    bool stays = true;
    for (size_t at = skip_ascii(text, 0); stays && at < text.length; at = skip_ascii(text, at))
        stays = stays_in_nfc(text_next(text, &at));
    if (stays)
        return text;
    size_t length = text.length * MOST_GROWTH + SMALLEST_ROOM;
    uint8_t *to = arena_raw(arena, length);
    uint8_t *written = u8_normalize(UNINORM_NFC, (const uint8_t *)text.bytes, text.length, to, &length);
    return mapped(arena, written, to, length);
}

Text text_lower(Arena *arena, Text text)
{
    size_t length = text.length * MOST_GROWTH + SMALLEST_ROOM;
    uint8_t *to = arena_raw(arena, length);
    uint8_t *written = u8_tolower((const uint8_t *)text.bytes, text.length, "", UNINORM_NFC, to, &length);
    return mapped(arena, written, to, length);
}

Text text_upper(Arena *arena, Text text)
{
    size_t length = text.length * MOST_GROWTH + SMALLEST_ROOM;
    uint8_t *to = arena_raw(arena, length);
    uint8_t *written = u8_toupper((const uint8_t *)text.bytes, text.length, "", UNINORM_NFC, to, &length);
    return mapped(arena, written, to, length);
}

Text text_trimmed(Text text)
{
    size_t from = 0, to = text.length;
    for (size_t at = 0; at < text.length; from = at) {
        if (!uc_is_property_white_space((ucs4_t)text_next(text, &at)))
            break;
    }
    while (to > from) {
        size_t start = to - 1, at;
        while (start > from && ((unsigned char)text.bytes[start] & 0xc0) == 0x80)
            start--;
        at = start;
        if (!uc_is_property_white_space((ucs4_t)text_next(text, &at)))
            break;
        to = start;
    }
    return text_slice(text, from, to);
}

size_t text_points(Text text)
{
    const uint64_t ones = 0x0101010101010101u;
    size_t points = text.length, i = 0;
    for (; i + 8 <= text.length; i += 8) { // less those that go on: of their bytes the top bit is set, and the next one is not
        uint64_t bytes;
        memcpy(&bytes, text.bytes + i, sizeof bytes);
        points -= ((bytes >> 7 & ~bytes >> 6 & ones) * ones) >> 56;
    }
    for (; i < text.length; i++)
        points -= ((unsigned char)text.bytes[i] & 0xc0) == 0x80;
    return points;
}

size_t text_columns(Text text)
{
    size_t columns = 0;
    for (size_t at = 0; at < text.length;) {
        int32_t c = text_next(text, &at);
        if (c < 0) {
            at++;
            columns++;
            continue;
        }
        int width = uc_width((ucs4_t)c, "UTF-8");
        columns += width > 0 ? (size_t)width : 0;
    }
    return columns;
}

bool text_identifier_start(int32_t c)
{
    if (c < 0x80)
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    return uc_is_property_xid_start((ucs4_t)c);
}

bool text_identifier_part(int32_t c)
{
    if (c < 0x80)
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
    return uc_is_property_xid_continue((ucs4_t)c);
}

bool text_is_identifier(Text text)
{
    size_t at = 0;
    if (!text.length || !text_identifier_start(text_next(text, &at)))
        return false;
    while (at < text.length && text_identifier_part(text_next(text, &at))) {
    }
    return at == text.length;
}

// The code points of a text, written into an array of as many as the text has bytes.
static size_t points_of(Text text, int32_t *points)
{
    size_t count = 0;
    for (size_t at = 0; at < text.length && (points[count] = text_next(text, &at)) >= 0;)
        count++;
    return count;
}

size_t text_distance(Text a, Text b, size_t limit)
{
    enum { LONGEST = 64 };
    if (a.length > LONGEST || b.length > LONGEST)
        return limit + 1;
    int32_t x[LONGEST], y[LONGEST];
    size_t n = points_of(a, x), m = points_of(b, y);
    if ((n > m ? n - m : m - n) > limit)
        return limit + 1;
    uint8_t rows[3][LONGEST + 1];
    for (size_t j = 0; j <= m; j++)
        rows[0][j] = (uint8_t)j;
    for (size_t i = 1; i <= n; i++) {
        uint8_t *row = rows[i % 3];
        const uint8_t *above = rows[(i + 2) % 3], *before = rows[(i + 1) % 3];
        size_t least = row[0] = (uint8_t)i;
        for (size_t j = 1; j <= m; j++) {
            size_t cost = (size_t)above[j - 1] + (x[i - 1] != y[j - 1]);
            if (row[j - 1] + (size_t)1 < cost)
                cost = row[j - 1] + (size_t)1;
            if (above[j] + (size_t)1 < cost)
                cost = above[j] + (size_t)1;
            if (i > 1 && j > 1 && x[i - 1] == y[j - 2] && x[i - 2] == y[j - 1] && before[j - 2] + (size_t)1 < cost)
                cost = before[j - 2] + (size_t)1;
            row[j] = (uint8_t)cost;
            least = cost < least ? cost : least;
        }
        if (least > limit + 1) // a swap looks two rows back, and adds one
            return limit + 1;
    }
    size_t distance = rows[n % 3][m];
    return distance <= limit ? distance : limit + 1;
}

// Whether a character that is no blank leaves nothing to see, or moves what stands around it.
static bool is_unseen(int32_t c)
{
    bool control = c < 0x20 || (c >= 0x7f && c < 0xa0) || c == 0x2028 || c == 0x2029 || (c >= 0xfff9 && c <= 0xfffb);
    return control ||
           (c >= 0xad && (uc_is_property_default_ignorable_code_point((ucs4_t)c) || uc_is_property_bidi_control((ucs4_t)c)));
}

size_t text_show(Text text, size_t *at, char *to)
{
    size_t start = *at;
    int32_t c = text_next(text, at);
    if (c < 0)
        return (size_t)snprintf(to, LONGEST_SHOWN_CHARACTER, "\\x%02X", (unsigned char)text.bytes[(*at)++]);
    if (is_unseen(c))
        return (size_t)snprintf(to, LONGEST_SHOWN_CHARACTER, "\\u{%X}", (unsigned)c);
    memcpy(to, text.bytes + start, *at - start);
    return *at - start;
}

bool text_is_seen(Text text)
{
    for (size_t at = 0; at < text.length;) {
        int32_t c = text_next(text, &at);
        if (c < 0 || !(is_unseen(c) || uc_is_property_white_space((ucs4_t)c)))
            return true;
    }
    return false;
}

Text text_shown(Arena *arena, Text text)
{
    TextBuilder shown = text_builder(arena);
    char character[LONGEST_SHOWN_CHARACTER];
    for (size_t at = 0; at < text.length;) {
        size_t length = text_show(text, &at, character);
        text_append(&shown, (Text){character, length});
    }
    return text_built(&shown);
}

size_t text_invisible(Text text, size_t from)
{
    for (size_t at = skip_ascii(text, from); at < text.length; at = skip_ascii(text, at)) {
        size_t start = at;
        int32_t c = text_next(text, &at);
        if (c < 0 || is_unseen(c))
            return start;
    }
    return text.length;
}

void text_append_shown(TextBuilder *to, Text text)
{
    text_append(to, text_shown(to->arena, text));
}

void text_index_open(TextIndex *index, Arena *arena)
{
    *index = (TextIndex){.arena = arena};
}

uint32_t text_index_find(const TextIndex *index, Text text)
{
    return text_index_find_hashed(index, text, hash_text(text));
}

void text_index_find_many(const TextIndex *index, const Text *texts, uint32_t count, uint32_t *numbers)
{
    uint32_t hashes[TEXTS_AT_ONCE];
    if (count > TEXTS_AT_ONCE)
        bug("more texts than are looked for at once");
    for (uint32_t i = 0; i < count; i++) {
        hashes[i] = hash_text(texts[i]);
        text_index_prefetch(index, hashes[i]);
    }
    for (int round = 0; index->slots && round < 2; round++) { // where the text stands, then its bytes
        for (uint32_t i = 0; i < count; i++) {
            uint32_t place = index->slots[hashes[i] & index->mask] & index->mask;
            if (place)
                __builtin_prefetch(round ? (const void *)index->texts[place - 1].bytes : &index->texts[place - 1]);
        }
    }
    for (uint32_t i = 0; i < count; i++)
        numbers[i] = text_index_find_hashed(index, texts[i], hashes[i]);
}

// Puts all texts where they stand among so many slots. The bits of their hashes that told their slots before are not kept: they
// are made again, of texts that mostly lie one behind the other.
static void fill_slots(TextIndex *index)
{
    for (uint32_t i = 0; i < index->count; i++) {
        uint32_t hash = hash_text(index->texts[i]), at = hash & index->mask;
        while (index->slots[at])
            at = (at + 1) & index->mask;
        index->slots[at] = (hash & ~index->mask) | (i + 1);
    }
}

// More slots than twice the texts; at least twice those that there are.
static void widen_slots(TextIndex *index, uint32_t texts)
{
    uint64_t before = index->slots ? (uint64_t)index->mask + 1 : 0, count = before ? before * 2 : 32;
    while (count <= (uint64_t)texts * 2)
        count *= 2;
    if (count > (uint64_t)UINT32_MAX + 1)
        arena_exhausted(index->arena);
    size_t size = sizeof *index->slots, bytes = before * size;
    index->slots = arena_resize(index->arena, index->slots, &bytes, 0, count * size);
    memset(index->slots, 0, count * size);
    index->mask = (uint32_t)(count - 1);
    fill_slots(index);
}

void text_index_open_for(TextIndex *index, Arena *arena, uint32_t count)
{
    text_index_open(index, arena);
    if (!count)
        return;
    index->texts = arena_raw(arena, count * sizeof *index->texts);
    index->values = arena_raw(arena, count * sizeof *index->values);
    index->capacity = count;
    widen_slots(index, count);
}

void text_index_empty(TextIndex *index)
{
    // All are found before the first slot is free: what comes behind it would be found no more.
    for (uint32_t i = 0; i < index->count; i++)
        index->values[i] = (uint32_t)(text_index_slot(index, index->texts[i], hash_text(index->texts[i])) - index->slots);
    for (uint32_t i = 0; i < index->count; i++)
        index->slots[index->values[i]] = 0;
    index->count = 0;
}

uint32_t text_index_add(TextIndex *index, Text text)
{
    return text_index_add_hashed(index, text, hash_text(text));
}

uint32_t text_index_add_hashed(TextIndex *index, Text text, uint32_t hash)
{
    if (!index->slots)
        widen_slots(index, index->count);
    uint32_t *slot = text_index_slot(index, text, hash);
    if (*slot)
        return (*slot & index->mask) - 1;
    size_t capacity = index->capacity, same = capacity;
    index->texts = arena_grow(index->arena, index->texts, index->count, &capacity, sizeof *index->texts);
    if (!index->bare) {
        index->values = arena_grow(index->arena, index->values, index->count, &same, sizeof *index->values);
        index->values[index->count] = 0;
    }
    index->capacity = capacity;
    index->texts[index->count] = text;
    *slot = (hash & ~index->mask) | ++index->count;
    if (index->count >= index->mask / 2)
        widen_slots(index, index->count);
    return index->count - 1;
}
