// SPDX-License-Identifier: MIT
// The memo table of attributes of kept dossiers: columns by slot, entries by the dossiers' numbers. See memo.h.
#include "machine/memo.h"

enum { MOST_BYTES = 1 << 26 };

bool memo_begin(MemoTable *table, const Program *program, uint64_t dossiers, int64_t date, bool in_use, Guard *guard)
{
    bool same = table->columns && table->dossiers == dossiers && table->date == date &&
                digest_equal(&table->policy, &program->digest);
    if (same && (in_use || table->arena.taken < MOST_BYTES)) {
        table->arena.guard = guard;
        return true;
    }
    if (in_use)
        return false;
    arena_close(&table->arena);
    *table = (MemoTable){.policy = program->digest, .dossiers = dossiers, .date = date};
    arena_open(&table->arena, guard, 0);
    enum { EXPECTED = 48 };
    text_index_open_for(&table->texts, &table->arena, EXPECTED);
    table->columns = arena_array(&table->arena, (size_t)program->slots_count + 1, sizeof *table->columns);
    return true;
}

static bool widen_column(MemoTable *table, MemoColumn *column, uint32_t kept)
{
    size_t count = column->count ? column->count : 16;
    if (table->arena.taken >= MOST_BYTES)
        return false;
    while (count <= kept)
        count *= 2;
    MemoEntry *larger = arena_array(&table->arena, count, sizeof *larger);
    if (column->count)
        memcpy(larger, column->entries, column->count * sizeof *larger);
    *column = (MemoColumn){larger, count};
    return true;
}

MemoEntry *memo_entry(MemoTable *table, uint32_t slot, uint32_t kept)
{
    MemoColumn *column = &table->columns[slot];
    return kept < column->count || widen_column(table, column, kept) ? &column->entries[kept] : NULL;
}

int64_t memo_text(MemoTable *table, Text text)
{
    return text_index_add(&table->texts, text);
}

void memo_close(MemoTable *table)
{
    arena_close(&table->arena);
    *table = (MemoTable){.date = 0};
}
