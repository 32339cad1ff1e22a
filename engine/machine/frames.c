// SPDX-License-Identifier: MIT
// Frames: maps between their rows and those above, as offsets (CSR) and parent indices, composed when they are asked for; and
// what rows cost.
#include "machine/registers.h"

const Mask *frame_all(Run *run, uint32_t frame)
{
    FrameRows *rows = &run->frames[frame];
    if (rows->all)
        return rows->all;
    static const Mask one = 1;
    if (frame == 0)
        return rows->all = &one;
    size_t words = words_of(rows->rows);
    Mask *all = arena_raw(run->review->arena, (words + 1) * sizeof(Mask));
    for (size_t i = 0; i < words; i++)
        all[i] = ~(Mask)0;
    if (words)
        all[words - 1] = tail_of(rows->rows);
    return rows->all = all;
}

const uint32_t *frame_parents(Run *run, uint32_t frame)
{
    FrameRows *rows = &run->frames[frame];
    if (rows->parent)
        return rows->parent;
    uint32_t *parent = arena_raw(run->review->arena, ((size_t)rows->rows + 1) * sizeof *parent);
    uint32_t above = rows_of(run, run->code.frames[frame].parent);
    for (uint32_t i = 0; i < above; i++) {
        for (uint32_t row = rows->first[i]; row < rows->first[i + 1]; row++)
            parent[row] = i;
    }
    return rows->parent = parent;
}

static const uint32_t *kept_map(const FrameMap *map, uint32_t ancestor)
{
    while (map && map->ancestor != ancestor)
        map = map->next;
    return map ? map->rows : NULL;
}

static const uint32_t *keep_map(Run *run, FrameMap **maps, uint32_t ancestor, const uint32_t *rows)
{
    FrameMap *map = arena_raw(run->review->arena, sizeof *map);
    *map = (FrameMap){rows, ancestor, *maps};
    *maps = map;
    return rows;
}

const uint32_t *frame_up(Run *run, uint32_t frame, uint32_t ancestor)
{
    if (ancestor == 0)
        return NULL;
    FrameRows *rows = &run->frames[frame];
    uint32_t above = run->code.frames[frame].parent;
    const uint32_t *up = frame_parents(run, frame), *kept = kept_map(rows->up, ancestor);
    if (above == ancestor || kept)
        return kept ? kept : up;
    const uint32_t *further = frame_up(run, above, ancestor);
    uint32_t *composed = arena_raw(run->review->arena, ((size_t)rows->rows + 1) * sizeof *composed);
    for (uint32_t row = 0; row < rows->rows; row++)
        composed[row] = further[up[row]];
    return keep_map(run, &rows->up, ancestor, composed);
}

const uint32_t *frame_runs(Run *run, uint32_t frame, uint32_t ancestor)
{
    FrameRows *rows = &run->frames[frame];
    uint32_t above = run->code.frames[frame].parent;
    const uint32_t *kept = kept_map(rows->runs, ancestor);
    if (above == ancestor || kept)
        return kept ? kept : rows->first;
    const uint32_t *further = frame_runs(run, above, ancestor);
    uint32_t count = rows_of(run, ancestor);
    uint32_t *composed = arena_raw(run->review->arena, ((size_t)count + 1) * sizeof *composed);
    for (uint32_t row = 0; row <= count; row++)
        composed[row] = rows->first[further[row]];
    return keep_map(run, &rows->runs, ancestor, composed);
}

bool frames_costly(const Run *run, uint32_t below, uint32_t above)
{
    for (uint32_t frame = below; frame != above; frame = run->code.frames[frame].parent) {
        if (run->frames[frame].too_costly)
            return true;
    }
    return false;
}

void frame_refuse(Run *run, uint32_t frame, uint32_t *counts)
{
    uint32_t above = rows_of(run, run->code.frames[frame].parent);
    memset(counts, 0, ((size_t)above + 1) * sizeof *counts);
    run->frames[frame] = (FrameRows){.first = counts, .too_costly = true, .closed_t = mask_take(run->review, above)};
}

// What a row takes does not hang on how the machine lays it out: a verdict is the same on all.
static uint64_t row_bytes(const Run *run, uint32_t frame)
{
    enum { ROW_OF_ACCEPTANCE = 64 };
    return run == &run->review->main ? run->review->prepared->row_bytes[frame] : ROW_OF_ACCEPTANCE;
}

static bool may_take(const Run *run, uint64_t rows, uint64_t bytes)
{
    const Review *review = run->review;
    return rows <= review->rows_left && rows <= UINT32_MAX / 2 && rows <= review->bytes_left / bytes;
}

static void take_rows(Run *run, uint32_t frame, uint64_t total, uint64_t bytes, const uint32_t *first)
{
    FrameRows *rows = &run->frames[frame];
    guard_look(run->review->arena->guard);
    run->review->rows_left -= total;
    run->review->bytes_left -= (size_t)(total * bytes);
    *rows = (FrameRows){.rows = (uint32_t)total, .first = first};
}

// Says which limit the rows of a frame pass first.
static void hit_limit(Run *run, const uint32_t *first, uint32_t above, uint64_t bytes)
{
    Review *review = run->review;
    uint64_t total = 0, most = review->bytes_left / bytes;
    for (uint32_t row = 0; row < above && may_take(run, total, bytes); row++)
        total += first[row + 1] - first[row];
    review->hit_memory |= total > most;
    review->hit_rows |= total <= most;
}

bool frame_make(Run *run, uint32_t frame, uint32_t *counts)
{
    uint32_t above = rows_of(run, run->code.frames[frame].parent);
    uint64_t total = 0, bytes = row_bytes(run, frame);
    for (uint32_t row = 0; row < above; row++) {
        uint32_t count = counts[row];
        counts[row] = (uint32_t)total;
        total += count;
    }
    counts[above] = (uint32_t)total;
    if (may_take(run, total, bytes)) {
        take_rows(run, frame, total, bytes, counts);
        return true;
    }
    hit_limit(run, counts, above, bytes);
    frame_refuse(run, frame, counts);
    return false;
}

bool frame_may_be_table(const Run *run, uint32_t frame, uint32_t rows)
{
    return may_take(run, rows, row_bytes(run, frame));
}

void frame_make_table(Run *run, uint32_t frame, uint32_t rows, uint32_t members)
{
    uint32_t *first = arena_raw(run->review->arena, 2 * sizeof *first);
    first[0] = 0;
    first[1] = rows;
    take_rows(run, frame, members, row_bytes(run, frame), first);
    run->frames[frame].rows = rows;
}

bool frame_make_of_runs(Run *run, uint32_t frame, const uint32_t *first)
{
    uint32_t above = rows_of(run, run->code.frames[frame].parent), total = first[above] - first[0];
    uint64_t bytes = row_bytes(run, frame);
    bool fits = may_take(run, total, bytes);
    if (fits && first[0] == 0) {
        take_rows(run, frame, total, bytes, first);
        return true;
    }
    uint32_t *moved = arena_raw(run->review->arena, ((size_t)above + 1) * sizeof *moved);
    if (!fits) {
        hit_limit(run, first, above, bytes);
        frame_refuse(run, frame, moved);
        return false;
    }
    for (uint32_t row = 0; row <= above; row++)
        moved[row] = first[row] - first[0];
    take_rows(run, frame, total, bytes, moved);
    return true;
}
