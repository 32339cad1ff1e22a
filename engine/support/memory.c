// SPDX-License-Identifier: MIT
// Arenas and guards. See memory.h.
#include "support/memory.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "support/fault.h"

struct ArenaBlock {
    ArenaBlock *older;
    size_t size; // of the whole block, this header included
};

enum { FIRST_BLOCK = 16 * 1024, LARGEST_STEP = 4 * 1024 * 1024, HEADER = 16 };
static_assert(sizeof(ArenaBlock) <= HEADER, "a block's first piece must stay aligned to 16");

void bug_at(const char *file, int line, const char *reason)
{
    fprintf(stderr, "assize: internal error at %s:%d: %s\n", file, line, reason);
    abort();
}

void *memory_take(size_t size)
{
    return fault_strikes(FAULT_MEMORY) ? NULL : malloc(size);
}

void *memory_resize(void *memory, size_t size)
{
    return fault_strikes(FAULT_MEMORY) ? NULL : realloc(memory, size);
}

void memory_give(void *memory)
{
    free(memory);
}

bool guard_run(Guard *guard, void (*work)(void *), void *with)
{
    if (setjmp(guard->exit)) {
        guard->armed = false;
        return false;
    }
    guard->armed = true;
    work(with);
    guard->armed = false;
    return true;
}

void arena_open(Arena *arena, Guard *guard, size_t limit)
{
    *arena = (Arena){.guard = guard, .limit = limit ? limit : SIZE_MAX};
}

void arena_close(Arena *arena)
{
    for (ArenaBlock *block = arena->block; block;) {
        ArenaBlock *older = block->older;
        memory_give(block);
        block = older;
    }
    arena->block = NULL;
    arena->next = arena->end = NULL;
    arena->taken = 0;
}

ArenaMark arena_mark(const Arena *arena)
{
    return (ArenaMark){.block = arena->block, .next = arena->next};
}

void arena_reset(Arena *arena, ArenaMark mark)
{
    while (arena->block != mark.block) {
        ArenaBlock *older = arena->block->older;
        arena->taken -= arena->block->size;
        memory_give(arena->block);
        arena->block = older;
    }
    arena->next = mark.next;
    arena->end = mark.block ? (char *)mark.block + mark.block->size : NULL;
}

void arena_exhausted(Arena *arena)
{
    if (!arena->guard || !arena->guard->armed)
        bug("memory ran out outside of a guard");
    longjmp(arena->guard->exit, 1);
}

void *arena_block(Arena *arena, size_t size)
{
    size_t step = arena->block ? arena->block->size * 2 : FIRST_BLOCK;
    if (step > LARGEST_STEP)
        step = LARGEST_STEP;
    if (size > SIZE_MAX / 2)
        arena_exhausted(arena);
    if (step < size + HEADER)
        step = size + HEADER;
    if (arena->taken + step > arena->limit)
        arena_exhausted(arena);
    ArenaBlock *block = memory_take(step);
    if (!block)
        arena_exhausted(arena);
    *block = (ArenaBlock){.older = arena->block, .size = step};
    arena->block = block;
    arena->taken += step;
    arena->end = (char *)block + step;
    void *piece = (char *)block + HEADER;
    arena->next = (char *)piece + size;
    return piece;
}

void *arena_take(Arena *arena, size_t size)
{
    return memset(arena_raw(arena, size), 0, size);
}

void *arena_array(Arena *arena, size_t count, size_t size)
{
    if (size && count > SIZE_MAX / 2 / size)
        arena_exhausted(arena);
    return arena_take(arena, count * size);
}

void *arena_grow(Arena *arena, void *items, size_t count, size_t *capacity, size_t size)
{
    if (count < *capacity)
        return items;
    size_t larger = *capacity ? *capacity * 2 : 8;
    if (larger > SIZE_MAX / 2 / size)
        arena_exhausted(arena);
    void *copy = arena_raw(arena, larger * size);
    if (count)
        memcpy(copy, items, count * size);
    *capacity = larger;
    return copy;
}
