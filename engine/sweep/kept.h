// SPDX-License-Identifier: MIT
// All that one thread keeps from one review to the next: the cache of dossiers, the memo table of their attributes, matcher's
// and compressor's scratch, and arena blocks. One object with one lifetime, that of whoever reviews: an Assize, or a thread of a
// sweep.
//
// Only its owner's thread reads and writes it. A review that begins forgets what does not hold for it: dossiers of another
// moment, fact base or schema, results of another policy or date, and all of it once it has grown large. A review that is open
// pins what it uses, since texts and reasons are found when they are asked for: while there is a pin nothing is forgotten, and a
// review that sees something else goes without. What is kept changes no verdict, only its time.
#ifndef ASSIZE_SWEEP_KEPT_H
#define ASSIZE_SWEEP_KEPT_H

#include "machine/machine.h"
#include "machine/memo.h"
#include "store/base.h"
#include "support/compress.h"

typedef struct Kept {
    RegexScratch *scratch;
    ArenaSpare spare, spare_beside; // blocks of the arenas of the last review
    DossierCache dossiers;
    MemoTable memo;         // of those
    size_t pins;            // open reviews that use dossiers and memo
    Compressor *compressor; // of verdicts that are registered; null: there were none
} Kept;

// False where there is no memory; it is to be closed all the same.
bool kept_open(Kept *kept);
// When no review is open.
void kept_close(Kept *kept);

// A review by a reader begins; what the reader makes lies in the arena. Gives the dossiers that it is to read: with what is kept
// where that holds for it, which is pinned then; *pinned is true from there on, also where memory runs out behind it.
void kept_begin(Kept *kept, BaseReader *reader, const Program *program, int64_t date, Arena *arena, Dossiers *dossiers,
                bool *pinned);
// A review that has pinned what is kept ends.
static inline void kept_unpin(Kept *kept)
{
    kept->pins--;
}

#endif
