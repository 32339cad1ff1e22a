// SPDX-License-Identifier: MIT
// What a rule costs at most: its instructions, by the frame whose rows each of them passes over once.
#ifndef ASSIZE_CODE_COST_H
#define ASSIZE_CODE_COST_H

#include "code/bundle.h"

// Appends the cost of each rule, in instructions times rows: as text `CTRL-01  12 + 5 × ports`, or as a JSON array. What rules
// share counts for each. The arena is for what is worked with meanwhile.
void program_cost(const Program *program, Arena *arena, bool json, TextBuilder *to);

#endif
