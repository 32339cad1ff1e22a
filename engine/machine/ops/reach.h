// SPDX-License-Identifier: MIT
// Breadth-first search from the members of a set, from one row above after the other: what both ways to search share, from
// handles of any entity (reach.c), and among the parts of one table (reach_parts.c).
#ifndef ASSIZE_MACHINE_OPS_REACH_H
#define ASSIZE_MACHINE_OPS_REACH_H

#include "machine/ops/elements.h"
#include "machine/registers.h"

typedef enum Level { UNREACHED, PERHAPS_REACHED, SURELY_REACHED = 3 } Level; // the lowest bit: reached

typedef struct Reach {
    Review *review;
    uint32_t slot;
    const AttributeInfo *attribute;
    bool many, open; // open: of the row under way, whether there may be more than what was found
    uint64_t budget; // of edges; 0: it is spent
} Reach;

// Among the parts of one table of the dossier under review: with a byte for each row, so that what is reached comes out in order.
typedef struct PartReach {
    Reach *to;
    const uint32_t *first; // the run of edges of each row
    const void *targets;   // the row that each edge leads to
    uint8_t width;         // 0: base and those behind it
    uint32_t base, rows;
    uint64_t most; // what following all edges would cost
    const ResolvedSets *sets;
    uint8_t *levels; // Level of each row, and of those that fill its last 64 up; null until needed
    uint32_t *queue; // rows that are reached; one place more
    uint32_t count;
    uint32_t *perhaps; // to be reached along an edge that may be
    size_t perhaps_count, perhaps_capacity;
    bool is_few; // what is reached from one row above is sure, and lies in the first 64 rows: the bits of few
    Mask few;
    // What has been reached from all rows above, one behind the other: handles, and MAY_BE_REACHED with some.
    int64_t *found;
    size_t found_count, found_capacity;
    bool any_perhaps;
} PartReach;

// Opens a search from what the register base holds. False where not all that can be reached are rows of one table.
bool part_reach_open(PartReach *parts, Reach *reach, Run *run, uint32_t base);
// Reaches all there is from the members of rows from one to before another one. False where the budget is spent.
bool part_reach_row(PartReach *reach, const Register *base, const Register *member, uint32_t from, uint32_t to);
// Moves what was reached from the row above behind what was found before, in order.
void part_reach_close_row(PartReach *reach);
// Whether much of the table is reached from the one row above: then all of its rows are the frame's, and those that are not
// reached are no members, so that its columns serve as they lie. Not where other frames are made of the rows: there would be
// many more.
bool part_reach_fills_table(const Run *run, const Instr *instr, const PartReach *reach, uint32_t rows_above);
void part_reach_give_table(Run *run, const Instr *instr, PartReach *reach, bool costly, Register *out);
// Gives what was found as the rows of the instruction's frame, which has been made.
void part_reach_give(Run *run, const Instr *instr, const PartReach *reach, Register *out);

#endif
