// SPDX-License-Identifier: MIT
// The operations (kernels): one for each opcode of code/op.def, and shorter ones that do the same where the operands allow it.
// A bundle's are chosen when it is opened.
#ifndef ASSIZE_MACHINE_OPS_OPERATIONS_H
#define ASSIZE_MACHINE_OPS_OPERATIONS_H

#include "machine/machine.h"

#define OP(name, result, a, b, c, frame, depends, about) Operation op_##name;
#include "code/op.def"
#undef OP

// A row of a family of operations: one that is an instance of the family's body, and what is constant in it.
#define INSTANCE(operation, body, ...)                                                                                           \
    void operation(Run *run, const Instr *instr, Register *out)                                                                  \
    {                                                                                                                            \
        body(run, instr, out, __VA_ARGS__);                                                                                      \
    }

// The operation of each instruction of a piece of code: that of its opcode, or one that does the same and is shorter, where what
// the code says of the operands allows it. Null for what skips. Lies in the arena.
Operation **select_operations(const Program *program, const CodeView *code, Arena *arena);

// The shorter operation of an instruction, each for its family; null: none but that of the opcode.
Operation *select_comparison(const CodeView *code, const Instr *instr);                   // compare.c
Operation *select_logic(const CodeView *code, const Instr *instr);                        // logic.c
Operation *select_read(const Program *program, const CodeView *code, const Instr *instr); // read.c

#endif
