// SPDX-License-Identifier: MIT
// The cases of a decision table, as a decision diagram over its arguments (a multi-valued decision diagram, reduced: equal ones
// below each other are one). The values of each argument are parted into pieces that no cell tells apart; a node asks which piece
// its argument lies in, and what it leads to is another node, of an argument further on, or the row that is the answer. While it
// is made every case is gone through, so that what no row covers, what two rows cover, and rows that are never the answer come
// out of it. Nothing here knows what the values are.
#ifndef ASSIZE_CHECK_CASES_H
#define ASSIZE_CHECK_CASES_H

#include "support/text.h"

// Pieces of an argument's values, both ends in.
typedef struct CaseRun {
    uint32_t from, to;
} CaseRun;

// What a cell of the table takes.
typedef struct CaseCell {
    const CaseRun *runs; // rising, and apart
    uint32_t count;      // 0: nothing
    bool any;            // all pieces
} CaseCell;

typedef struct CaseTable {
    const uint32_t *pieces; // by argument: how many there are, at least one
    const CaseCell *cells;  // of the first row in the order of the arguments, and so on
    uint32_t arguments, rows;
    bool first; // of several rows that fit the first is the answer; else just one may fit
} CaseTable;

// Where an edge or the root leads: to a node, or, with this bit, to a row.
#define CASE_ROW ((uint32_t)1 << 31)

typedef struct CaseEdge {
    uint32_t from; // the first of its pieces; the last one stands before the next edge's
    uint32_t target;
} CaseEdge;

typedef struct CaseNode {
    uint32_t argument, first, count; // its edges, in the order of the pieces; two at least
} CaseNode;

typedef struct Cases {
    CaseNode *nodes; // each behind those that it leads to
    CaseEdge *edges;
    uint32_t node_count, edge_count;
    uint32_t root;
} Cases;

enum { MOST_CASES_TOLD = 10, MOST_CASE_STEPS = 10000000 };

// What is wrong with a table: the first few cases of each fault, each as one run for each argument.
typedef struct CaseFaults {
    const CaseRun *gaps[MOST_CASES_TOLD]; // that no row fits
    struct CaseOverlap {
        uint32_t one, other; // rows, the first pair of which is found once
        const CaseRun *where;
    } overlaps[MOST_CASES_TOLD];
    uint32_t gap_count, overlap_count; // at most so many as are told
    bool *reached;                     // by row: whether it is ever the answer
    bool too_large;                    // going through all cases takes more than MOST_CASE_STEPS: then nothing else is said
} CaseFaults;

// The cases of a table, in the arena. They are whole where there are no gaps and no overlaps, and the table is not too large.
Cases cases_of(Arena *arena, const CaseTable *table, CaseFaults *faults);

#endif
