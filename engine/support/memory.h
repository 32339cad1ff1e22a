// SPDX-License-Identifier: MIT
// Memory by lifetime: region allocation. An arena serves one compilation, one import or one review: pieces are taken, never given
// back, and everything goes at once. When memory runs out the arena leaves through its guard, so that no code
// between has to look at a null pointer.
#ifndef ASSIZE_SUPPORT_MEMORY_H
#define ASSIZE_SUPPORT_MEMORY_H

#include <setjmp.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

// Stops the process with the place and the reason: only for a broken invariant of our own, never for bad input.
_Noreturn void bug_at(const char *file, int line, const char *reason);
#define bug(reason) bug_at(__FILE__, __LINE__, reason)

// Memory of the process, through fault injection (support/fault.h).
void *memory_take(size_t size); // null when there is none
void memory_give(void *memory); // null is fine
// Says that large pages are best for a piece, where the system has some: it fills one in the time of a few small ones.
void memory_use_large_pages(void *memory, size_t size);

// Says that what lies in a piece is no longer needed, though it is not given back: all pages within it go, and are zero when they
// are looked at again.
void memory_forget(void *memory, size_t size);

// When a piece of work is to be given up though there is memory. All zero: never.
typedef struct GuardWatch {
    int64_t deadline;     // of CLOCK_MONOTONIC, in ns; 0: none
    const int *cancelled; // another thread, or a handler of a signal, makes it other than 0; null: nobody does
} GuardWatch;
typedef enum GuardStop { GUARD_NOT_STOPPED, GUARD_LATE, GUARD_CANCELLED } GuardStop;

// A guard is the way out of a piece of work that ran out of memory, or that is to be given up. All zero at first.
typedef struct Guard {
    jmp_buf exit;
    bool armed;
    GuardWatch watch; // set by whoever runs the work, before and after
    GuardStop stopped;
} Guard;

// Runs work(with). True when it came to its end; false when an arena of this guard ran out of memory, or the work was stopped,
// which `stopped` tells. What the work held outside of arenas is the caller's to release, in all cases.
bool guard_run(Guard *guard, void (*work)(void *), void *with);
// Leaves the work that runs under a guard, for another reason than memory.
_Noreturn void guard_leave(Guard *guard);
// Whether the time is up for what runs, or is to run, under a guard: `stopped` tells then why.
bool guard_is_due(Guard *guard);
// A safe point: leaves through the guard (null: there is none) where the time is up. Stands where an arena takes a block and
// where work goes on to its next piece (a file, a dossier), so that rows and instructions pay nothing for it.
static inline void guard_look(Guard *guard)
{
    if (guard && (guard->watch.deadline || guard->watch.cancelled) && guard_is_due(guard))
        guard_leave(guard);
}

typedef struct ArenaBlock ArenaBlock;

typedef struct Arena {
    ArenaBlock *block; // the newest; older ones hang behind it
    char *next;        // first free byte of the newest
    char *end;         // of what may be taken of it without a look
    size_t taken;      // bytes asked of the process so far
    // The limit is of the bytes that are asked of the arena, however they lie: what is reached with a limit does not hang on what
    // earlier arenas left, nor on how the system gives memory. They are `counted`, and those from `from` to `next`.
    size_t counted;
    char *from;
    size_t limit; // reaching it is like having no memory left
    bool limited; // whether it was reached
    Guard *guard;
    ArenaBlock *spare; // taken before new ones are
} Arena;

// An empty arena; takes no memory yet. limit: of the bytes that are asked of it; 0: none but the machine's.
void arena_open(Arena *arena, Guard *guard, size_t limit);
// Lets it be asked for as many bytes more.
void arena_raise_limit(Arena *arena, size_t more);
// Gives all of it back; what lay in it is gone. It is empty then, and may be used again.
void arena_close(Arena *arena);

// Memory that one arena leaves to the next, so that it need not be asked for, and cleared by the system, again.
typedef struct ArenaSpare {
    ArenaBlock *blocks;
} ArenaSpare;
// Closes an arena and keeps its memory, up to a bound, where nothing is kept yet.
void arena_close_keeping(Arena *arena, ArenaSpare *spare);
// Hands what is kept to an arena that is empty, which takes it before it asks for more.
void arena_use_spare(Arena *arena, ArenaSpare *spare);
// Gives back what is kept.
void arena_spare_close(ArenaSpare *spare);

// Empties it, but keeps its newest block for what is taken next.
void arena_clear(Arena *arena);

// A mark and the way back to it: everything taken since is free for use again.
typedef struct ArenaMark {
    size_t block;  // how many blocks there were
    size_t offset; // of the first free byte, in the newest
    size_t counted;
} ArenaMark;
ArenaMark arena_mark(const Arena *arena);
void arena_reset(Arena *arena, ArenaMark mark);

void *arena_block(Arena *arena, size_t size); // the slow path of arena_raw: a new block; a safe point (guard_look)

void arena_charge_near_limit(Arena *arena, size_t size); // the slow path of arena_charge

// Counts bytes that serve the arena's work and lie elsewhere, as if they had been asked of it.
static inline void arena_charge(Arena *arena, size_t size)
{
    // All that may be taken without a look must still be within the limit.
    if (arena->limit - arena->counted - (size_t)(arena->end - arena->from) >= size)
        arena->counted += size;
    else
        arena_charge_near_limit(arena, size);
}

// In builds with sanitizers what is undefined is wrong: whoever reads it is found out.
static inline void *undefined_bytes(void *piece, size_t size)
{
#ifdef ASSIZE_POISON
    enum { POISON = 0xa5 };
    return memset(piece, POISON, size);
#else
    (void)size;
    return piece;
#endif
}

// size bytes, aligned to 16; what they hold is undefined. No bytes lie somewhere too: the piece is never null.
static inline void *arena_raw(Arena *arena, size_t size)
{
    if (size > SIZE_MAX / 2)
        return arena_block(arena, size);
    size = (size + !size + 15) & ~(size_t)15;
    if ((size_t)(arena->end - arena->next) < size)
        return undefined_bytes(arena_block(arena, size), size);
    void *piece = arena->next;
    arena->next += size;
    return undefined_bytes(piece, size);
}

// size bytes of zero, aligned to 16.
void *arena_take(Arena *arena, size_t size);
// count items of size bytes each, zero; a product that overflows leaves through the guard.
void *arena_array(Arena *arena, size_t count, size_t size);
// A piece of *size bytes as one of so many, which *size tells then; its first used bytes are kept. It
// stays where it is if it is the one taken last and there is room behind it; a long one has a block of its own, which may move;
// else it is copied. Nobody may keep a pointer into the old one.
void *arena_resize(Arena *arena, void *piece, size_t *size, size_t used, size_t larger);
// Gives back what of a piece of `size` bytes lies behind those that are used, if it is the one taken last.
void arena_give_back(Arena *arena, void *piece, size_t size, size_t used);
void *arena_grow_full(Arena *arena, void *items, size_t count, size_t *capacity, size_t size); // the slow path of arena_grow
// Room for one more behind count items: returns items with at least one free place more, by arena_resize. *capacity is kept here.
static inline void *arena_grow(Arena *arena, void *items, size_t count, size_t *capacity, size_t size)
{
    return count < *capacity ? items : arena_grow_full(arena, items, count, capacity, size);
}
// Leaves through the arena's guard, as if memory had run out.
_Noreturn void arena_exhausted(Arena *arena);

#endif
