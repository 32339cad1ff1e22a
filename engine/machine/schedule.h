// SPDX-License-Identifier: MIT
// What is run, and when: liveness over straight-line code, and demand-driven evaluation of what only some rules need.
#ifndef ASSIZE_MACHINE_SCHEDULE_H
#define ASSIZE_MACHINE_SCHEDULE_H

#include "machine/machine.h"

static inline bool is_skip(const Instr *instr)
{
    return instr->op == OP_SKIP_FALSE || instr->op == OP_SKIP_UNLESS;
}

// Calls visit for the registers that an instruction of the review reads, and for the makers of the frames that it stands in.
// NO_REGISTER may come.
typedef void DependencyVisit(void *with, uint32_t number);
void each_dependency(const Program *program, uint32_t number, DependencyVisit *visit, void *with);
// Finds what is always run and what waits. Everything lies in the arena; selected: the operation of each instruction.
void schedule_program(Schedule *schedule, const Program *program, Operation *const *selected, Arena *arena);

#endif
