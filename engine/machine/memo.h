// SPDX-License-Identifier: MIT
// A memo table: results of attributes of entities other than the subject, by slot and kept dossier (store/cache.h), that reviews
// hand on to the next ones. They hold for one policy on one date over the same kept dossiers, where no condition of acceptance
// can make another review see them otherwise. A supplier has many products. Who owns it and how long it stays: sweep/kept.h.
#ifndef ASSIZE_MACHINE_MEMO_H
#define ASSIZE_MACHINE_MEMO_H

#include "image/dossiers.h"

typedef enum MemoState { MEMO_UNASKED, MEMO_UNKNOWN, MEMO_VALUE, MEMO_TEXT } MemoState;

typedef struct MemoEntry {
    uint8_t state;
    uint32_t cost; // of the claims that were looked at, which each review pays for
    int64_t value; // a text's number among those that are kept
} MemoEntry;

typedef struct MemoColumn { // of a slot
    MemoEntry *entries;     // by the numbers of kept dossiers
    size_t count;
} MemoColumn;

// All zero is an empty one. One for each thread.
struct MemoTable {
    Arena arena;
    Digest policy;
    uint64_t dossiers; // which kept ones
    int64_t date;
    MemoColumn *columns; // by slot; null: nothing has begun
    TextIndex texts;     // of kept images
};

// A review begins: entries that do not hold for it are forgotten. dossiers: the generation of the cache that numbers them. Memory
// is taken through the guard. in_use: another review reads the table, so that nothing is forgotten: false where it does not hold
// for this one, which goes without.
bool memo_begin(MemoTable *table, const Program *program, uint64_t dossiers, int64_t date, bool in_use, Guard *guard);
// The entry of a slot and a kept dossier, to be read or filled; null where there is no more room. It stays where it is until the
// next one is asked for.
MemoEntry *memo_entry(MemoTable *table, uint32_t slot, uint32_t kept);
// Interns a text of a kept image: the number by which an entry names it.
int64_t memo_text(MemoTable *table, Text text);
void memo_close(MemoTable *table);

#endif
