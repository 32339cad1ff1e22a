// SPDX-License-Identifier: MIT
// The table of operations: dispatch is decided when a bundle is opened (prepare.c), so that the loop calls no operation by name.
#include "machine/ops/operations.h"
#include "machine/registers.h"
#include "machine/schedule.h"

static Operation *const operations[OPS] = {
#define OP(name, result, a, b, c, frame, depends, about) op_##name,
#include "code/op.def"
#undef OP
};

void op_SKIP_FALSE(Run *run, const Instr *instr, Register *out)
{
    (void)run; // the loop does it
    (void)instr;
    (void)out;
}

void op_SKIP_UNLESS(Run *run, const Instr *instr, Register *out)
{
    op_SKIP_FALSE(run, instr, out);
}

Operation **select_operations(const Program *program, const CodeView *code, Arena *arena)
{
    Operation **selected = arena_array(arena, (size_t)code->count + 1, sizeof *selected);
    for (uint32_t at = 0; at < code->count; at++) {
        const Instr *instr = &code->instrs[at];
        if (is_skip(instr))
            continue;
        Operation *shorter = select_comparison(code, instr);
        shorter = shorter ? shorter : select_logic(code, instr);
        shorter = shorter ? shorter : select_read(program, code, instr);
        selected[at] = shorter ? shorter : operations[instr->op];
    }
    return selected;
}
