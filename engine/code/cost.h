// SPDX-License-Identifier: MIT
// What a rule costs at most: its instructions, by the frame whose rows each of them passes over once (a static cost bound).
#ifndef ASSIZE_CODE_COST_H
#define ASSIZE_CODE_COST_H

#include "code/bundle.h"

typedef struct FrameCost {
    uint32_t instructions; // that pass over each of the frame's rows
    Text rows;             // what these are: `components.vulnerabilities`
} FrameCost;

typedef struct RuleCost {
    Text code;
    uint32_t once;     // instructions of the root, which has one row
    FrameCost *frames; // other frames that the rule needs, in order
    size_t frame_count;
} RuleCost;

typedef struct ProgramCost {
    const RuleCost *rules; // in order; what rules share counts for each
    size_t rule_count;
} ProgramCost;

// The cost of each rule, in the arena; labels lie there or in the program.
ProgramCost program_cost(const Program *program, Arena *arena);

#endif
