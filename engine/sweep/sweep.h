// SPDX-License-Identifier: MIT
// Reviews of many subjects by a pool of threads, as the fact base stands at one moment. Each thread takes the next batch of
// subjects and has all that it keeps for itself (kept.h); verdicts are shown in the order of the subjects, by whichever thread is
// there when a batch's turn has come, while the others go on.
#ifndef ASSIZE_SWEEP_SWEEP_H
#define ASSIZE_SWEEP_SWEEP_H

#include "sweep/subject.h"

// A verdict among many. Its texts stay for the time of the visit.
typedef struct SweepVerdict {
    Text subject, outcome;
    Text text;   // as it was printed; or why there is no verdict
    Text record; // what was recorded of it; bytes null: nothing
    SubjectAnswer answer;
    bool made;
    bool settled;         // it was not made, and need not be
    bool refused;         // of one that was not made: the subject has no id that a review takes
    bool out_of_force;    // likewise: the case is strict
    size_t number, count; // this is the number-th of so many, from 1
} SweepVerdict;

typedef struct SweepWork {
    Base *base;
    SubjectCase what; // of all subjects; the id is put in
    int threads;      // at most: ENV_THREADS
    GuardWatch watch; // when it is to be given up
    // Whether a subject takes part. Called by the thread that runs the sweep, before any review.
    bool (*wanted)(void *with, BaseReader *reader, Text type, Text id);
    // Whether a subject, whose dossiers are opened, is to be reviewed: else it is settled. Called by any of the threads, as is
    // print. Null: all are.
    bool (*due)(void *with, SubjectReview *subject, const SubjectCase *what);
    // Prints a verdict, in the arenas of its review, which are left where memory runs out; bytes null where a dossier failed, or
    // it is found to be settled. Called by any of the threads, several at once.
    Text (*print)(void *with, SubjectReview *subject, Text id);
    // Likewise, of one that was printed: what whoever shows it is to have of it. Null: nothing.
    Text (*record)(void *with, SubjectReview *subject);
    // Shows a verdict: one at a time, in order, by any of the threads. False: no more are wanted.
    bool (*show)(void *with, const SweepVerdict *verdict);
    void *with;
} SweepWork;

typedef struct Sweep Sweep;

// Null where there is no memory. The work must stay.
Sweep *sweep_open(const SweepWork *work);
// Reviews all subjects that are wanted, in the order of their ids. Runs under the arena's guard, and may leave through it. Not
// done: the fact base cannot be read, memory ran out, or it was stopped, behind the verdicts that were shown; the error says
// which, and lies in the arena.
BaseAnswer sweep_run(Sweep *sweep, Arena *arena, Text *error);
// Whether, and why, it was given up.
GuardStop sweep_stopped(const Sweep *sweep);
void sweep_close(Sweep *sweep);

#endif
