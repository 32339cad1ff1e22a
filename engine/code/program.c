// SPDX-License-Identifier: MIT
// The table of opcodes as data (X-macros), and rules found by binary search. See program.h.
#include "code/program.h"

const OpInfo op_infos[OPS] = {
#define OP(name, result, a, b, c, frame, depends, about)                                                                         \
    {#name, OPERAND_##result, {OPERAND_##a, OPERAND_##b, OPERAND_##c}, FRAME_##frame, DEPENDS_##depends, about},
#include "code/op.def"
#undef OP
};

uint32_t program_rule(const Program *program, Text code)
{
    uint32_t low = 0, high = program->rules_count;
    while (low < high) {
        uint32_t middle = (low + high) / 2;
        int order = text_compare(program_string(program, program->rules[middle].code), code);
        if (order == 0)
            return middle;
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return NO_INDEX;
}
