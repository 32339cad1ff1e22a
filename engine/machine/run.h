// SPDX-License-Identifier: MIT
// A piece of code while it runs: the interpreter's state, and the loop over instructions that write each register once (SSA).
#ifndef ASSIZE_MACHINE_RUN_H
#define ASSIZE_MACHINE_RUN_H

#include "machine/machine.h"

typedef struct FrameRows FrameRows; // frames.h

// A piece of code that is run: of the review, or of the acceptance of one dossier.
struct Run {
    Review *review;
    CodeView code;
    Operation *const *operations; // of each instruction
    const int64_t *constants;     // of the program
    const ColumnComparisons *comparisons;
    Register *registers; // by instruction, and one more that is true
    FrameRows *frames;
    uint32_t dossier;         // whose submissions are being accepted
    const Schedule *schedule; // null: nothing waits
};

// Takes registers and frames for a piece of code of a review, from the review's arena; nothing has run yet. operations: what
// does each of the code's instructions (Prepared).
void open_run(Run *run, Review *review, CodeView code, Operation *const *operations);
// Runs the instructions from one to before another one. False where the dossiers failed, as they may have before.
bool run_code(Run *run, uint32_t from, uint32_t to);
// Runs what is always run from one to before another of the schedule's numbers and of its steps, and what that needs. False
// likewise.
bool run_spine(Run *run, uint32_t number, uint32_t number_end, uint32_t first, uint32_t step_end);
// Runs what waits and is needed by an instruction, a requirement or a question (by its place in schedule->first): demand-driven,
// each instruction once in a review.
void run_list(Run *run, uint32_t list);
static inline void run_needs(Run *run, uint32_t list)
{
    if (run->schedule && run->schedule->first[list] != run->schedule->first[list + 1])
        run_list(run, list);
}

#endif
