// SPDX-License-Identifier: MIT
// Inside of the library: which subjects of a fact base are meant, by an expression, by chance, or all.
#ifndef ASSIZE_LIBRARY_SELECT_H
#define ASSIZE_LIBRARY_SELECT_H

#include "library_compile.h"
#include "sweep/sweep.h"

typedef struct Selection {
    bool all;        // of those that show
    TextIndex names; // else these ids, in memory of their own
    uint64_t untold; // of which it is unknown, or hidden, whether the expression is true
    uint64_t from;   // of so many a sample was taken; 0: none was
    Arena kept;
    Guard guard;  // of kept: threads fill it
    Sweep *sweep; // that is under way: who leaves through the guard finds it there
    Variants *variants;
    Prepared prepared; // of the expression; likewise
} Selection;

// What is asked for. Texts may be null.
typedef struct SelectionAsked {
    const char *where;
    int64_t date;
    uint64_t sample, seed; // sample 0: all
    int threads;
} SelectionAsked;

// Selects subjects for a call on its fact base, by the words of its policy. False, with the call refused, where the expression is
// none, is no condition, or reads what is hidden from whom the call is for, or the fact base failed. It is all zero before, and
// to be closed either way.
bool selection_make(Selection *selection, Call *call, const SelectionAsked *asked);
void selection_close(Selection *selection);
// Whether a subject is meant, where it shows.
bool selection_has(const Selection *selection, Text id);

// Runs a sweep whose threads, print and show are set, over the subjects that show and are meant. open: null, but while it runs:
// it is to be closed by who leaves through the guard. False, with the call refused or stopped, where it failed.
bool call_sweep(Call *call, SweepWork *work, Variants *variants, int64_t date, const Selection *selection, Sweep **open);

#endif
