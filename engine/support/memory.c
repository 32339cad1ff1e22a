// SPDX-License-Identifier: MIT
// Arenas: bump allocation in blocks that grow, with marks; guards: setjmp and longjmp. See memory.h.
#include "support/memory.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>

#include "support/fault.h"

struct ArenaBlock {
    ArenaBlock *older;
    size_t size;   // of the whole block, this header included
    size_t number; // from 1, the oldest first
    bool alone;    // whether it is, and stays, one piece
};

enum { FIRST_BLOCK = 16 * 1024, HEADER = 32, PAGE = 4096, LARGE_PAGE = 2 * 1024 * 1024 };
// Arrays of so many bytes that grow have a block of their own. Such blocks are mapped by themselves: the system moves them
// without copying, and has them back at once. Pages that nothing is written to take no memory, but large pages do as a whole:
// they are for blocks that will be full, and where there is so much memory already that what one leaves idle does not count.
enum { MUCH = 3 * LARGE_PAGE };
#ifdef ASSIZE_POISON
enum { ALONE = 1024 };             // so that whoever keeps a pointer into such an array is found out
enum { LARGEST_STEP = 96 * 1024 }; // larger ones the sanitizer maps anew each time, which took most of what ran with it
#define MAPPED (SIZE_MAX / 2)      // none: leaks are found where all memory is the allocator's
#else
enum { ALONE = 256 * 1024, LARGEST_STEP = 4 * 1024 * 1024 };
#define MAPPED ((size_t)ALONE)
#endif
static_assert(sizeof(ArenaBlock) <= HEADER && HEADER % 16 == 0, "a block's first piece must stay aligned to 16");

void bug_at(const char *file, int line, const char *reason)
{
    fprintf(stderr, "assize: internal error at %s:%d: %s\n", file, line, reason);
    abort();
}

void *memory_take(size_t size)
{
    return fault_strikes(FAULT_MEMORY) ? NULL : malloc(size);
}

void memory_give(void *memory)
{
    free(memory);
}

void memory_use_large_pages(void *memory, size_t size)
{
    uintptr_t start = ((uintptr_t)memory + LARGE_PAGE - 1) & ~(uintptr_t)(LARGE_PAGE - 1);
    uintptr_t end = ((uintptr_t)memory + size) & ~(uintptr_t)(LARGE_PAGE - 1);
    if (start < end)
        madvise((void *)start, end - start, MADV_HUGEPAGE); // where there are none, nothing is lost
}

void memory_forget(void *memory, size_t size)
{
    uintptr_t start = ((uintptr_t)memory + PAGE - 1) & ~(uintptr_t)(PAGE - 1);
    uintptr_t end = ((uintptr_t)memory + size) & ~(uintptr_t)(PAGE - 1);
    if (start < end)
        madvise((void *)start, end - start, MADV_DONTNEED);
    undefined_bytes(memory, size);
}

// ---- blocks ----

// Whether a block beside so many bytes of others is for large pages.
static bool is_much(size_t others, size_t size)
{
    return size >= LARGE_PAGE && others + size >= MUCH;
}

// How large a block becomes that is to have so many bytes. One that begins and ends as large pages do stays so when it moves.
static size_t block_size(size_t others, size_t size)
{
    size_t page = is_much(others, size) ? LARGE_PAGE : PAGE;
    return size < MAPPED ? size : (size + page - 1) & ~(page - 1);
}

// All of a block, at its edges too: a mapping that is of two kinds cannot be moved.
static void fill_in_large_pages(ArenaBlock *block, size_t size)
{
    if (block && size >= MAPPED)
        madvise(block, size, MADV_HUGEPAGE);
}

static ArenaBlock *block_take(size_t size)
{
    if (size < MAPPED)
        return memory_take(size);
    if (fault_strikes(FAULT_MEMORY))
        return NULL;
    // A large page begins at a multiple of its size.
    size_t more = size < LARGE_PAGE ? 0 : LARGE_PAGE;
    char *start = mmap(NULL, size + more, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (start == MAP_FAILED)
        return NULL;
    size_t before = -(uintptr_t)start & (more ? LARGE_PAGE - 1 : 0);
    if (before)
        munmap(start, before);
    if (more > before)
        munmap(start + before + size, more - before);
    return (void *)(start + before);
}

static void block_give(ArenaBlock *block)
{
    if (block->size < MAPPED)
        memory_give(block);
    else
        munmap(block, block->size);
}

// Null when there is no memory; the old block then stays.
static ArenaBlock *block_resize(ArenaBlock *block, size_t size)
{
    if (size < MAPPED)
        return fault_strikes(FAULT_MEMORY) ? NULL : realloc(block, size);
    if (block->size >= MAPPED) {
        if (fault_strikes(FAULT_MEMORY))
            return NULL;
        void *moved = mremap(block, block->size, size, MREMAP_MAYMOVE);
        if (moved != MAP_FAILED)
            return moved;
    }
    ArenaBlock *larger = block_take(size);
    if (larger) {
        memcpy(larger, block, block->size);
        block_give(block);
    }
    return larger;
}

bool guard_is_due(Guard *guard)
{
    struct timespec now;
    guard->stopped = GUARD_NOT_STOPPED;
    if (guard->watch.cancelled && __atomic_load_n(guard->watch.cancelled, __ATOMIC_RELAXED))
        guard->stopped = GUARD_CANCELLED;
    else if (guard->watch.deadline && clock_gettime(CLOCK_MONOTONIC, &now) == 0 &&
             now.tv_sec * INT64_C(1000000000) + now.tv_nsec >= guard->watch.deadline)
        guard->stopped = GUARD_LATE;
    return guard->stopped != GUARD_NOT_STOPPED;
}

bool guard_run(Guard *guard, void (*work)(void *), void *with)
{
    guard->stopped = GUARD_NOT_STOPPED;
    if (setjmp(guard->exit)) {
        guard->armed = false;
        return false;
    }
    guard->armed = true;
    work(with);
    guard->armed = false;
    return true;
}

void guard_leave(Guard *guard)
{
    if (!guard->armed)
        bug("a guard is left that nothing runs under");
    longjmp(guard->exit, 1);
}

// ---- what is counted ----

static size_t bytes_asked(const Arena *arena)
{
    return arena->counted + (size_t)(arena->next - arena->from);
}

static char *end_of_block(const Arena *arena)
{
    return arena->block ? (char *)arena->block + arena->block->size : NULL;
}

// Begins to count anew at the first free byte, behind so many bytes. What may be taken without a look ends where the limit does.
static void count_from(Arena *arena, size_t bytes)
{
    char *end = end_of_block(arena);
    size_t left = arena->limit - bytes;
    arena->counted = bytes;
    arena->from = arena->next;
    arena->end = (size_t)(end - arena->next) <= left ? end : arena->next + left;
}

static void check_limit(Arena *arena, size_t had, size_t more)
{
    if (more <= arena->limit - had)
        return;
    arena->limited = true;
    arena_exhausted(arena);
}

void arena_charge_near_limit(Arena *arena, size_t size)
{
    size_t had = bytes_asked(arena);
    check_limit(arena, had, size);
    count_from(arena, had + size);
}

void arena_open(Arena *arena, Guard *guard, size_t limit)
{
    *arena = (Arena){.guard = guard, .limit = limit ? limit : SIZE_MAX};
}

void arena_raise_limit(Arena *arena, size_t more)
{
    arena->limit = more < SIZE_MAX - arena->limit ? arena->limit + more : SIZE_MAX;
    count_from(arena, bytes_asked(arena));
}

static void give_blocks(ArenaBlock *block)
{
    while (block) {
        ArenaBlock *older = block->older;
        block_give(block);
        block = older;
    }
}

void arena_close(Arena *arena)
{
    give_blocks(arena->block);
    give_blocks(arena->spare);
    arena->block = arena->spare = NULL;
    arena->next = arena->end = arena->from = NULL;
    arena->taken = arena->counted = 0;
}

enum { MOST_SPARE = 64 * 1024 * 1024 };

void arena_close_keeping(Arena *arena, ArenaSpare *spare)
{
    size_t kept = 0;
    // The newest block is the largest: with it the next one begins.
    for (ArenaBlock **end = &spare->blocks; !*end && arena->block && kept + arena->block->size <= MOST_SPARE;) {
        ArenaBlock *block = arena->block;
        kept += block->size;
        arena->block = block->older;
        block->older = NULL;
        *end = block;
        end = &block->older;
    }
    arena_close(arena);
}

void arena_use_spare(Arena *arena, ArenaSpare *spare)
{
    arena->spare = spare->blocks;
    spare->blocks = NULL;
}

void arena_spare_close(ArenaSpare *spare)
{
    give_blocks(spare->blocks);
    spare->blocks = NULL;
}

void arena_clear(Arena *arena)
{
    ArenaBlock *kept = arena->block;
    if (!kept)
        return;
    arena->block = kept->older;
    arena_close(arena);
    *kept = (ArenaBlock){.size = kept->size, .number = 1};
    arena->block = kept;
    arena->taken = kept->size;
    arena->next = (char *)kept + HEADER;
    count_from(arena, 0);
}

// A mark is in numbers, since the newest block may move.
ArenaMark arena_mark(const Arena *arena)
{
    const ArenaBlock *block = arena->block;
    size_t offset = block ? (size_t)(arena->next - (const char *)block) : 0;
    return (ArenaMark){block ? block->number : 0, offset, bytes_asked(arena)};
}

// Who goes back to a mark again and again (of each of many dossiers) has the newest of its small blocks again at once: to give it
// back and to ask for it took a quarter of an import. With sanitizers what is gone is gone, so that they find who looks at it.
static void leave_block(Arena *arena, ArenaBlock *block)
{
#ifndef ASSIZE_POISON
    if (!arena->spare && block->size < MAPPED) {
        block->older = NULL;
        arena->spare = block;
        return;
    }
#else
    (void)arena;
#endif
    block_give(block);
}

void arena_reset(Arena *arena, ArenaMark mark)
{
    while (arena->block && arena->block->number > mark.block) {
        ArenaBlock *older = arena->block->older;
        arena->taken -= arena->block->size;
        leave_block(arena, arena->block);
        arena->block = older;
    }
    arena->next = arena->block ? (char *)arena->block + mark.offset : NULL;
    if (arena->next != end_of_block(arena))
        arena->block->alone = false;
    count_from(arena, mark.counted);
}

void arena_exhausted(Arena *arena)
{
    if (!arena->guard || !arena->guard->armed)
        bug("memory ran out outside of a guard");
    guard_leave(arena->guard);
}

// A block becomes the newest, its first size bytes a piece.
static void *begin_block(Arena *arena, ArenaBlock *block, size_t bytes, size_t size)
{
    if (!block)
        arena_exhausted(arena);
    *block = (ArenaBlock){.older = arena->block, .size = bytes, .number = arena->block ? arena->block->number + 1 : 1};
    size_t had = bytes_asked(arena);
    arena->block = block;
    arena->taken += bytes;
    void *piece = (char *)block + HEADER;
    arena->next = (char *)piece + size;
    count_from(arena, had + size);
    return piece;
}

// Twice as much as the newest block that is for many pieces.
static size_t next_step(const Arena *arena)
{
    const ArenaBlock *block = arena->block;
    while (block && block->alone)
        block = block->older;
    size_t step = block ? block->size * 2 : FIRST_BLOCK;
    return step < LARGEST_STEP ? step : LARGEST_STEP;
}

void *arena_block(Arena *arena, size_t size)
{
    ArenaBlock *spare = arena->spare;
    if (size > SIZE_MAX / 2)
        arena_exhausted(arena);
    guard_look(arena->guard);
    check_limit(arena, bytes_asked(arena), size);
    if (spare && spare->size >= size + HEADER) {
        arena->spare = spare->older;
        return begin_block(arena, spare, spare->size, size);
    }
    size_t step = block_size(arena->taken, size + HEADER > next_step(arena) ? size + HEADER : next_step(arena));
    ArenaBlock *block = block_take(step);
    if (is_much(arena->taken, step) || size >= LARGE_PAGE) // which will be full
        fill_in_large_pages(block, step);
    return begin_block(arena, block, step, size);
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

static size_t rounded(size_t size)
{
    return (size + 15) & ~(size_t)15;
}

// The block at *block, which holds nothing but one piece, with room for a larger one. It may move.
static void widen_block(Arena *arena, ArenaBlock **block, size_t larger)
{
    size_t old = (*block)->size, others = arena->taken - old, size = block_size(others, larger + HEADER);
    ArenaBlock *moved = block_resize(*block, size);
    if (!moved)
        arena_exhausted(arena);
    if (is_much(others, size))
        fill_in_large_pages(moved, size);
    moved->size = size;
    *block = moved;
    arena->taken += size - old;
}

// A long piece as a longer one, in a block of its own, all of which it has.
static void *grow_alone(Arena *arena, void *piece, size_t used, size_t larger)
{
    ArenaBlock **block = &arena->block;
    while (*block && !((*block)->alone && (char *)piece == (char *)*block + HEADER))
        block = &(*block)->older;
    if (*block) {
        bool newest = block == &arena->block;
        widen_block(arena, block, larger);
        if (newest)
            arena->next = end_of_block(arena);
        return (char *)*block + HEADER;
    }
    size_t bytes = block_size(arena->taken, larger + HEADER);
    ArenaBlock *first = block_take(bytes);
    if (is_much(arena->taken, bytes))
        fill_in_large_pages(first, bytes);
    void *alone = begin_block(arena, first, bytes, bytes - HEADER);
    arena->block->alone = true;
    return piece ? memcpy(alone, piece, used) : alone;
}

// A piece that ends where the next one would begin: it stays where there is room behind it.
static void *grow_last(Arena *arena, void *piece, size_t used, size_t larger)
{
    bool fits = (size_t)(end_of_block(arena) - (char *)piece) >= larger;
    if (!fits && (char *)piece == (char *)arena->block + HEADER) {
        widen_block(arena, &arena->block, larger);
        piece = (char *)arena->block + HEADER;
        fits = true;
    }
    if (!fits)
        return memcpy(arena_raw(arena, larger), piece, used);
    arena->next = (char *)piece + larger;
    return piece;
}

// Wherever the piece lies then, it counts once.
static void *move_piece(Arena *arena, void *piece, size_t before, size_t used, size_t larger)
{
    bool last = piece && (char *)piece + before == arena->next;
    size_t others = bytes_asked(arena) - before;
    guard_look(arena->guard);
    check_limit(arena, others, rounded(larger));
    count_from(arena, others);
    if (larger >= ALONE)
        piece = grow_alone(arena, piece, used, larger);
    else if (last)
        piece = grow_last(arena, piece, used, rounded(larger));
    else
        piece = memcpy(arena_raw(arena, larger), piece, used);
    count_from(arena, others + rounded(larger));
    return piece;
}

void *arena_resize(Arena *arena, void *piece, size_t *size, size_t used, size_t larger)
{
    if (larger > SIZE_MAX / 4)
        arena_exhausted(arena);
    size_t before = piece ? rounded(*size) : 0;
    *size = larger;
    if (larger >= ALONE ||
        (piece && ((char *)piece + before != arena->next || (size_t)(arena->end - (char *)piece) < rounded(larger))))
        return move_piece(arena, piece, before, used, larger);
    if (!piece)
        return arena_raw(arena, larger);
    arena->next = (char *)piece + rounded(larger);
    return piece;
}

void arena_give_back(Arena *arena, void *piece, size_t size, size_t used)
{
    if (size < ALONE && (char *)piece + rounded(size) == arena->next)
        arena->next = (char *)piece + rounded(used);
}

void *arena_grow_full(Arena *arena, void *items, size_t count, size_t *capacity, size_t size)
{
    size_t larger = *capacity ? *capacity * 2 : 8, bytes = *capacity * size;
    if (larger > SIZE_MAX / 4 / size)
        arena_exhausted(arena);
    if (!items && larger * size < ALONE) {
        *capacity = larger;
        return arena_raw(arena, larger * size);
    }
    items = arena_resize(arena, items, &bytes, count * size, larger * size);
    *capacity = larger; // and not all that there is: arrays that grow together have one capacity
    return items;
}
