// SPDX-License-Identifier: MIT
// Texts that grow: in one piece that doubles, or in several that stay where they are. See text.h.
#include "support/text.h"

#include <stdio.h>

void text_builder_end(TextBuilder *builder)
{
    TextPieces *pieces = builder->pieces;
    if (!builder->length)
        return;
    if (builder->take) {
        builder->take(builder->with, text_built(builder));
        builder->length = 0;
        return;
    }
    pieces->items = arena_grow(builder->arena, pieces->items, pieces->count, &pieces->capacity, sizeof *pieces->items);
    pieces->items[pieces->count++] = text_built(builder);
    pieces->length += builder->length;
    builder->length = builder->capacity = 0;
}

TextBuilder text_builder_taken(Arena *arena, size_t size, TextTake *take, void *with)
{
    return (TextBuilder){.arena = arena, .bytes = arena_raw(arena, size), .capacity = size, .take = take, .with = with};
}

static void begin_piece(TextBuilder *builder, size_t least)
{
    enum { FIRST_PIECE = 1024, LARGEST_PIECE = 128 * 1024 };
    size_t larger = builder->capacity ? builder->capacity * 2 : FIRST_PIECE;
    text_builder_end(builder);
    if (builder->capacity >= least) // it was taken, and its room is free again
        return;
    larger = larger < LARGEST_PIECE ? larger : LARGEST_PIECE;
    builder->capacity = larger > least ? larger : least;
    builder->bytes = arena_raw(builder->arena, builder->capacity);
}

Text text_joined(Arena *arena, const TextPieces *pieces)
{
    char *bytes = arena_raw(arena, pieces->length);
    size_t at = 0;
    for (size_t i = 0; i < pieces->count; at += pieces->items[i++].length)
        memcpy(bytes + at, pieces->items[i].bytes, pieces->items[i].length);
    return (Text){bytes, at};
}

void text_builder_grow(TextBuilder *builder, size_t more)
{
    if (builder->capacity - builder->length >= more)
        return;
    if (builder->pieces || builder->take) {
        begin_piece(builder, more);
        return;
    }
    size_t larger = builder->capacity ? builder->capacity * 2 : 64;
    while (larger - builder->length < more)
        larger *= 2;
    builder->bytes = arena_resize(builder->arena, builder->bytes, &builder->capacity, builder->length, larger);
}

Text text_settled(TextBuilder *builder)
{
    if (builder->bytes)
        arena_give_back(builder->arena, builder->bytes, builder->capacity, builder->length);
    builder->capacity = builder->length;
    return text_built(builder);
}

void text_append(TextBuilder *builder, Text text)
{
    if (!text.length)
        return;
    text_builder_grow(builder, text.length);
    // NOLINTNEXTLINE(clang-analyzer-core.NonNullParamChecker): what has grown is there
    memcpy(builder->bytes + builder->length, text.bytes, text.length);
    builder->length += text.length;
}

void text_append_format(TextBuilder *builder, const char *format, ...)
{
    va_list list, again;
    va_start(list, format);
    va_copy(again, list);
    size_t room = builder->capacity - builder->length;
    int length = vsnprintf(room ? builder->bytes + builder->length : NULL, room, format, list);
    va_end(list);
    if ((size_t)length >= room) {
        text_builder_grow(builder, (size_t)length + 1);
        vsnprintf(builder->bytes + builder->length, (size_t)length + 1, format, again);
    }
    va_end(again);
    builder->length += (size_t)length;
}
