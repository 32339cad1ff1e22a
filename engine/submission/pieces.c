// SPDX-License-Identifier: MIT
// Records in memory, segregated by their types: chunks that double, from which pieces are cut one behind the other. See
// submission.h.
#include "submission/submission.h"

struct FactChunk {
    FactChunk *older;
    size_t size; // of all of it
};

enum { FIRST_CHUNK = 512, LARGEST_CHUNK = 64 * 1024 };

FactPieces *fact_pieces(const Program *schema, Arena *arena)
{
    FactPieces *pieces = arena_take(arena, sizeof *pieces);
    pieces->of = arena_array(arena, (size_t)schema->types_count + 1, sizeof *pieces->of);
    return pieces;
}

// A chunk in which at least one piece fits.
static void add_chunk(struct FactRoom *room, Arena *arena, size_t size)
{
    room->size = !room->size ? FIRST_CHUNK : room->size < LARGEST_CHUNK ? room->size * 2 : LARGEST_CHUNK;
    size_t whole = sizeof(FactChunk) + (size < room->size ? room->size : size);
    FactChunk *chunk = arena_raw(arena, whole);
    *chunk = (FactChunk){room->chunks, whole};
    room->chunks = chunk;
    room->next = (char *)(chunk + 1);
    room->end = (char *)chunk + whole;
}

void *fact_piece(FactPieces *pieces, Arena *arena, uint32_t type, size_t size)
{
    if (!pieces)
        return arena_raw(arena, size);
    struct FactRoom *room = &pieces->of[type];
    if ((size_t)(room->end - room->next) < size)
        add_chunk(room, arena, size);
    void *piece = room->next;
    room->next += size;
    return piece;
}

void facts_forget(const FactPieces *pieces, uint32_t type)
{
    for (FactChunk *chunk = pieces->of[type].chunks; chunk; chunk = chunk->older) {
        if (chunk->size >= LARGEST_CHUNK)
            memory_forget(chunk + 1, chunk->size - sizeof *chunk);
    }
}
