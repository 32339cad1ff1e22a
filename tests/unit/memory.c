// SPDX-License-Identifier: MIT
// Arenas and guards: alignment, marks, limits, ways out.
#include "support/memory.h"
#include "unit/unit.h"

static void pieces(void **state)
{
    (void)state;
    UnitRandom random = {17};
    enum { PIECES = 3000 };
    unsigned char **taken = arena_array(unit_arena(), PIECES, sizeof *taken);
    size_t *sizes = arena_array(unit_arena(), PIECES, sizeof *sizes);
    for (size_t i = 0; i < PIECES; i++) {
        sizes[i] = unit_below(&random, i % 100 ? 300 : 100000);
        taken[i] = arena_take(unit_arena(), sizes[i]);
        assert_int_equal((uintptr_t)taken[i] % 16, 0);
        for (size_t j = 0; j < sizes[i]; j++)
            assert_int_equal(taken[i][j], 0);
        memset(taken[i], (int)(i % 251), sizes[i]);
    }
    for (size_t i = 0; i < PIECES; i++) {
        for (size_t j = 0; j < sizes[i]; j++)
            assert_int_equal(taken[i][j], i % 251);
    }
}

static void marks(void **state)
{
    (void)state;
    Arena *arena = unit_arena();
    char *before = arena_take(arena, 10);
    memcpy(before, "unchanged", 10);
    ArenaMark mark = arena_mark(arena);
    size_t taken = arena->taken;
    for (int i = 0; i < 100; i++) {
        memset(arena_take(arena, 100000), 1, 100000);
        arena_reset(arena, mark);
        assert_int_equal(arena->taken, taken);
    }
    assert_string_equal(before, "unchanged");
    ArenaMark empty = {0};
    arena_reset(arena, empty);
    assert_int_equal(arena->taken, 0);
    assert_non_null(arena_take(arena, 1));
}

// What grows alone leaves nothing behind; what something else stands behind is copied, and both keep what they hold.
static void growing_last(void **state)
{
    (void)state;
    Arena *arena = unit_arena();
    for (int disturbed = 0; disturbed < 2; disturbed++) {
        ArenaMark start = arena_mark(arena);
        enum { MANY = 4000000 };
        uint32_t *items = NULL;
        size_t capacity = 0, before = arena->taken;
        for (uint32_t i = 0; i < MANY; i++) {
            items = arena_grow(arena, items, i, &capacity, sizeof *items);
            items[i] = i;
            if (disturbed && i % 1000 == 0)
                memset(arena_take(arena, 100), 0xff, 100);
        }
        for (uint32_t i = 0; i < MANY; i++) {
            if (items[i] != i)
                fail_msg("the item at %u is %u", i, items[i]);
        }
        size_t taken = arena->taken - before, whole = capacity * sizeof *items;
        assert_true(disturbed ? taken > whole : taken < whole + whole / 2);
        arena_reset(arena, start);
        assert_int_equal(arena->taken, before);
    }
}

// A mark holds where the block that it lies in moves; what is taken behind it then stays where it is.
static void mark_in_moved_block(void **state)
{
    (void)state;
    Arena *arena = unit_arena();
    size_t size = 0;
    char *piece = arena_resize(arena, NULL, &size, 0, 5000000); // alone in its block
    assert_true(size >= 5000000);
    size_t before = size;
    memset(piece, 7, before);
    ArenaMark mark = arena_mark(arena);
    piece = arena_resize(arena, piece, &size, before, 40000000);
    assert_true(size >= 40000000);
    assert_int_equal((uintptr_t)piece % 16, 0);
    memset(piece + before, 8, size - before);
    assert_true(piece[0] == 7 && piece[before - 1] == 7);
    assert_non_null(arena_take(arena, 10000000));
    arena_reset(arena, mark);
    char *next = arena_take(arena, 16);
    assert_true(next >= piece + before && next < piece + size);
    memset(next, 9, 16);
    piece = arena_resize(arena, piece, &before, before, 50000000);
    memset(piece, 6, 50000000);
    assert_true(next[0] == 9 && next[15] == 9);
}

static void growing(void **state)
{
    (void)state;
    uint32_t *items = NULL;
    size_t capacity = 0;
    for (uint32_t i = 0; i < 100000; i++) {
        items = arena_grow(unit_arena(), items, i, &capacity, sizeof *items);
        assert_true(capacity > i);
        items[i] = i;
    }
    for (uint32_t i = 0; i < 100000; i++)
        assert_int_equal(items[i], i);
}

typedef struct Spender {
    Arena arena;
    size_t size, spent;
} Spender;

static void spend(void *with)
{
    Spender *spender = with;
    for (;;) {
        arena_take(&spender->arena, spender->size);
        spender->spent += spender->size;
    }
}

static void limits(void **state)
{
    (void)state;
    Guard guard = {.armed = false};
    Spender spender = {.size = 1000};
    arena_open(&spender.arena, &guard, 1 << 20);
    assert_false(guard_run(&guard, spend, &spender));
    assert_false(guard.armed);
    assert_true(spender.spent <= 1 << 20 && spender.spent > 1 << 19);
    assert_true(spender.arena.counted <= 1 << 20);
    // It may be asked for more, of what it has and of new blocks.
    arena_raise_limit(&spender.arena, 1 << 20);
    assert_false(guard_run(&guard, spend, &spender));
    assert_true(spender.spent <= 2 << 20 && spender.spent > 3 << 19);
    arena_raise_limit(&spender.arena, SIZE_MAX);
    assert_true(spender.arena.limit == SIZE_MAX);
    arena_close(&spender.arena);
    arena_close(&spender.arena);
    // It can be used again.
    spender.arena.limit = 1 << 20;
    assert_false(guard_run(&guard, spend, &spender));
    arena_close(&spender.arena);
}

static void ask_too_much(void *with)
{
    arena_take(with, SIZE_MAX - 8);
}

static void multiply_too_much(void *with)
{
    arena_array(with, SIZE_MAX / 2, 3);
}

static void sizes_that_overflow(void **state)
{
    (void)state;
    Guard guard = {.armed = false};
    Arena arena;
    arena_open(&arena, &guard, 0);
    assert_false(guard_run(&guard, ask_too_much, &arena));
    assert_false(guard_run(&guard, multiply_too_much, &arena));
    arena_close(&arena);
}

static void nothing(void *with)
{
    *(int *)with += 1;
}

static void guards(void **state)
{
    (void)state;
    Guard guard = {.armed = false};
    int runs = 0;
    assert_true(guard_run(&guard, nothing, &runs));
    assert_true(guard_run(&guard, nothing, &runs));
    assert_int_equal(runs, 2);
    assert_false(guard.armed);
}

// What is forgotten is only what was said to be.
static void forgotten(void **state)
{
    (void)state;
    UnitRandom random = {5};
    enum { SIZE = 3000000 };
    for (int round = 0; round < 50; round++) {
        ArenaMark mark = arena_mark(unit_arena());
        unsigned char *piece = arena_raw(unit_arena(), SIZE);
        memset(piece, 7, SIZE);
        size_t from = unit_below(&random, SIZE), size = unit_below(&random, SIZE - from);
        memory_forget(piece + from, round ? size : 0);
        for (size_t i = 0; i < SIZE; i++) {
            if (i < from || i >= from + size || !round)
                assert_int_equal(piece[i], 7);
        }
        arena_reset(unit_arena(), mark);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        UNIT_TEST(pieces), UNIT_TEST(marks),  UNIT_TEST(growing),   UNIT_TEST(growing_last),       UNIT_TEST(mark_in_moved_block),
        UNIT_TEST(limits), UNIT_TEST(guards), UNIT_TEST(forgotten), UNIT_TEST(sizes_that_overflow)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
