// SPDX-License-Identifier: MIT
// Changes to a policy's text. See mutate.h.
#include "mutate.h"

uint64_t random_next(Random *random) // splitmix64
{
    uint64_t z = random->state += 0x9e3779b97f4a7c15u;
    z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
    z = (z ^ z >> 27) * 0x94d049bb133111ebu;
    return z ^ z >> 31;
}

uint32_t random_below(Random *random, size_t bound)
{
    return bound ? (uint32_t)(random_next(random) % bound) : 0;
}

typedef struct Pieces { // of a text: words and signs, each with what blanks follow it; or lines
    Text *items;
    size_t count, capacity;
} Pieces;

static bool is_wordlike(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || (unsigned char)c >= 0x80;
}

static size_t word_end(Text text, size_t at)
{
    char first = text.bytes[at++];
    if (first == '"' || first == '`') {
        while (at < text.length && text.bytes[at] != first && text.bytes[at] != '\n')
            at++;
        at += at < text.length;
    } else if (is_wordlike(first)) {
        while (at < text.length && is_wordlike(text.bytes[at]))
            at++;
    }
    while (at < text.length && (text.bytes[at] == ' ' || text.bytes[at] == '\n'))
        at++;
    return at;
}

static size_t line_end(Text text, size_t at)
{
    while (at < text.length && text.bytes[at] != '\n')
        at++;
    return at + (at < text.length);
}

static Pieces split(Arena *arena, Text text, size_t (*end)(Text text, size_t at))
{
    Pieces pieces = {0};
    for (size_t at = 0, next; at < text.length; at = next) {
        next = end(text, at);
        pieces.items = arena_grow(arena, pieces.items, pieces.count, &pieces.capacity, sizeof *pieces.items);
        pieces.items[pieces.count++] = text_slice(text, at, next);
    }
    return pieces;
}

static Text joined(Arena *arena, const Pieces *pieces)
{
    TextBuilder text = text_builder(arena);
    for (size_t i = 0; i < pieces->count; i++)
        text_append(&text, pieces->items[i]);
    return text_built(&text);
}

static void insert(Arena *arena, Pieces *pieces, size_t at, Text piece)
{
    pieces->items = arena_grow(arena, pieces->items, pieces->count, &pieces->capacity, sizeof *pieces->items);
    memmove(pieces->items + at + 1, pieces->items + at, (pieces->count - at) * sizeof *pieces->items);
    pieces->items[at] = piece;
    pieces->count++;
}

static void leave_out(Pieces *pieces, size_t at, size_t count)
{
    if (count > pieces->count - at)
        count = pieces->count - at;
    memmove(pieces->items + at, pieces->items + at + count, (pieces->count - at - count) * sizeof *pieces->items);
    pieces->count -= count;
}

static const char *const signs[] = {"{",       "}",      "(",       ")",     ":",   ",",  "=",      "..",           "in ",
                                    "not ",    "and ",   "\"",      "<",     "|",   "-",  "if ",    "then ",        "every ",
                                    "some ",   "where ", "for ",    "via ",  "by ", ". ", "holds ", "is declared ", "1 ",
                                    "9 days ", "rule ",  "define ", "else ", "`"};

static void change(Arena *arena, Random *random, Pieces *pieces, const Pieces *others)
{
    size_t at = random_below(random, pieces->count), other = random_below(random, pieces->count);
    Text piece = pieces->items[at];
    switch (random_below(random, 8)) {
    case 0:
    case 1:
        leave_out(pieces, at, 1);
        break;
    case 2:
        insert(arena, pieces, at, piece);
        break;
    case 3:
        pieces->items[at] = pieces->items[other];
        pieces->items[other] = piece;
        break;
    case 4:
        pieces->items[at] = pieces->items[other];
        break;
    case 5:
        if (others->count)
            pieces->items[at] = others->items[random_below(random, others->count)];
        break;
    case 6:
        leave_out(pieces, at, 1 + random_below(random, 20));
        break;
    default:
        insert(arena, pieces, at, text_of(signs[random_below(random, sizeof signs / sizeof *signs)]));
        break;
    }
}

Text text_mutated(Arena *arena, Random *random, Text text, Text other, unsigned changes)
{
    for (unsigned i = 0; i < changes && text.length; i++) {
        size_t (*end)(Text, size_t) = random_below(random, 5) ? word_end : line_end;
        Pieces pieces = split(arena, text, end), others = split(arena, other, end);
        change(arena, random, &pieces, &others);
        text = joined(arena, &pieces);
    }
    if (!random_below(random, 50))
        text = text_slice(text, 0, random_below(random, text.length));
    return text.length ? text : (Text){"", 0};
}
