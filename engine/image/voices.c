// SPDX-License-Identifier: MIT
// Who says the same: claims about a value that agree become one claim of a voice (interned provenance sets), before columns are
// written, so that a review looks at them as at one submission's. What may count apart stays apart: statements, of which an
// author's latest counts, and what cannot be read.
#include "image/build.h"

#include <stdlib.h>

static Text bytes_of(const uint32_t *members, size_t count)
{
    return (Text){(const char *)members, count * sizeof *members};
}

static int by_number(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return (x > y) - (x < y);
}

// The number of the voice of several submissions. What lists a part twice, in several parts, may name them out of order.
static uint32_t intern_voice(Build *build, const uint32_t *members, size_t count)
{
    bool ordered = true;
    for (size_t i = 1; i < count && ordered; i++)
        ordered = members[i - 1] <= members[i];
    Text voice = bytes_of(members, count);
    if (!ordered) {
        uint32_t *sorted = arena_raw(build->arena, voice.length);
        memcpy(sorted, members, voice.length);
        qsort(sorted, count, sizeof *sorted, by_number);
        voice.bytes = (const char *)sorted;
    }
    uint32_t before = build->voices.count, number = text_index_add(&build->voices, voice);
    if (number == before)
        build->voices.texts[number] = ordered ? text_copy(build->arena, voice) : voice;
    return (uint32_t)build->submissions->count + number;
}

const uint32_t *voice_submissions(const Build *build, uint32_t voice, uint32_t *count)
{
    Text members = build->voices.texts[voice - build->submissions->count];
    *count = (uint32_t)(members.length / sizeof(uint32_t));
    return (const uint32_t *)(const void *)members.bytes;
}

// ---- values ----

bool claims_state(const ColumnBuild *column, size_t at, size_t end)
{
    size_t count = 0;
    for (; at < end; at++)
        count += claim_states(column, at);
    return count > 1;
}

static bool run_agrees(const ColumnBuild *column, size_t at, size_t end)
{
    for (size_t i = at; i < end; i++) {
        if (claim_value(column, i) != claim_value(column, at) || claim_is_unreadable(column, i))
            return false;
    }
    return !claims_state(column, at, end);
}

static void copy_bit(uint64_t *mask, size_t from, size_t to)
{
    uint64_t bit = (uint64_t)1 << (to % 64);
    if (mask)
        mask[to / 64] = (mask[to / 64] & ~bit) | (mask_bit(mask, from) ? bit : 0);
}

static void move_claim(ColumnBuild *column, size_t from, size_t to)
{
    column->rows[to] = column->rows[from];
    column->submissions[to] = column->submissions[from];
    claim_set_value(column, to, claim_value(column, from));
    copy_bit(column->unreadable, from, to);
    copy_bit(column->states, from, to);
}

static void merge_values(Build *build, ColumnBuild *column)
{
    size_t kept = 0;
    const uint32_t *last = NULL; // the voice that was met last, and what it is of
    uint32_t last_count = 0, last_number = 0;
    for (size_t at = 0, end; at < column->count; at = end) {
        end = claims_end(column, at);
        size_t count = end - at;
        if (count == 1 || !run_agrees(column, at, end)) {
            for (size_t i = at; i < end; i++)
                move_claim(column, i, kept++);
            continue;
        }
        const uint32_t *members = column->submissions + at;
        if (!last || count != last_count || memcmp(last, members, count * sizeof *members) != 0) {
            last_number = intern_voice(build, members, count);
            last = voice_submissions(build, last_number, &last_count);
        }
        move_claim(column, at, kept);
        column->submissions[kept++] = last_number;
    }
    column->count = kept;
}

// ---- sets ----

// Where the claims about a set of one row end, from their first on.
static size_t set_claims_end(const ColumnBuild *column, size_t at)
{
    size_t end = at + 2;
    while (end < column->set_count && column->set_claims[end] == column->set_claims[at])
        end += 2;
    return end;
}

// Whether the claims about a set of one row are those of these submissions, all closed or all open.
static bool is_claimed_by(const ColumnBuild *column, size_t at, const uint32_t *members, size_t count)
{
    uint32_t closed = column->set_claims[at + 1] & SET_CLAIM_CLOSED;
    bool fine = true;
    for (size_t i = 0; i < count && fine; i++) {
        uint32_t claim = column->set_claims[at + 2 * i + 1];
        fine = set_claim_submission(claim) == members[i] && (claim & SET_CLAIM_CLOSED) == closed;
    }
    return fine;
}

static void find_set_voice(Build *build, ColumnBuild *column)
{
    size_t count = column->set_count ? set_claims_end(column, 0) / 2 : 0;
    if (count < 2)
        return;
    ArenaMark mark = arena_mark(build->arena);
    uint32_t *members = arena_raw(build->arena, count * sizeof *members);
    for (size_t i = 0; i < count; i++)
        members[i] = set_claim_submission(column->set_claims[2 * i + 1]);
    bool alike = true;
    for (size_t at = 0; at < column->set_count && alike; at += 2 * count)
        alike = set_claims_end(column, at) == at + 2 * count && is_claimed_by(column, at, members, count);
    if (alike)
        column->voice = intern_voice(build, members, count);
    else
        arena_reset(build->arena, mark);
}

void build_voices(Build *build)
{
    text_index_open(&build->voices, build->arena);
    for (uint32_t i = 0; i < build->schema->attributes_count; i++) {
        ColumnBuild *column = &build->columns[i];
        column->voice = NO_INDEX;
        if (attribute_is_many(&build->schema->attributes[i]))
            find_set_voice(build, column);
        else if (column->submissions)
            merge_values(build, column);
    }
}
