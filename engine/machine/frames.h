// SPDX-License-Identifier: MIT
// Frames: sets of rows, each below the rows of a parent. The rows of each parent's row are a run of them, and the runs are kept
// as in compressed sparse rows (CSR): one array of where each begins, one longer than there are rows above.
#ifndef ASSIZE_MACHINE_FRAMES_H
#define ASSIZE_MACHINE_FRAMES_H

#include "machine/mask.h"
#include "machine/run.h"

// A map between the rows of a frame and those of an ancestor that is not its parent.
typedef struct FrameMap FrameMap;
struct FrameMap {
    const uint32_t *rows;
    uint32_t ancestor;
    FrameMap *next;
};

struct FrameRows {
    uint32_t rows;
    const uint32_t *first;           // the run of rows of each parent's row, and the end
    const uint32_t *parent;          // of each row; null until asked for
    const uint32_t *origin;          // of each row of a frame that crosses another one
    const Mask *all;                 // null until asked for
    const Mask *member_t, *member_f; // of the maker: null for all
    const Mask *closed_t;            // over the parent's rows
    bool too_costly;
    FrameMap *up, *runs; // each made when it is asked for
    uint64_t unused[5];
};
_Static_assert(sizeof(FrameRows) == 128, "a frame is found by a shift");

static inline uint32_t rows_of(const Run *run, uint32_t frame)
{
    return run->frames[frame].rows;
}

// The frame of a register: 0 of all that is in the root, the verifier sees to it.
static inline uint32_t frame_of(const Run *run, uint32_t number)
{
    return run->code.instrs[number].frame;
}

// Maps of a frame, made once in the review's arena: the mask of all its rows; the parent's row of each row; an ancestor's row of
// each row (null: all 0); and the run of rows of each row of an ancestor, with one place more.
const Mask *frame_all(Run *run, uint32_t frame);
const uint32_t *frame_parents(Run *run, uint32_t frame);
const uint32_t *frame_up(Run *run, uint32_t frame, uint32_t ancestor);
const uint32_t *frame_runs(Run *run, uint32_t frame, uint32_t ancestor);
// Makes the rows of a frame of how many each parent's row has below it (counts, turned into runs in place; one longer). False
// where that is more than the review may take: the frame is empty then, and open.
bool frame_make(Run *run, uint32_t frame, uint32_t *counts);
// The same of runs that stay as they are, of which the first may begin anywhere.
bool frame_make_of_runs(Run *run, uint32_t frame, const uint32_t *first);
// Makes a frame below the one row of its parent of the rows of a whole table, of which some are no members. The review pays for
// the members alone, so that its verdict does not hang on how its frames are laid out; but it must be able to take all rows.
bool frame_may_be_table(const Run *run, uint32_t frame, uint32_t rows);
void frame_make_table(Run *run, uint32_t frame, uint32_t rows, uint32_t members);
// Whether one of the frames from `below` up to `above` was left empty because it would have had too many rows: then nothing
// is known of all rows below.
bool frames_costly(const Run *run, uint32_t below, uint32_t above);
// Makes a frame that is too costly: empty, and open. counts: one for each parent's row and one more, to be the frame's.
void frame_refuse(Run *run, uint32_t frame, uint32_t *counts);

#endif
