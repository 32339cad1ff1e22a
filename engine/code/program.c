// SPDX-License-Identifier: MIT
// The table of opcodes as data (X-macros), and rules found by binary search. See program.h.
#include "code/program.h"

#include "support/search.h"

const OpInfo op_infos[OPS] = {
#define OP(name, result, a, b, c, frame, depends, about)                                                                         \
    {#name, OPERAND_##result, {OPERAND_##a, OPERAND_##b, OPERAND_##c}, FRAME_##frame, DEPENDS_##depends, about},
#include "code/op.def"
#undef OP
};

uint32_t program_rule(const Program *program, Text code)
{
    for (BinarySearch search = search_of(0, program->rules_count); search_on(&search);) {
        int order = text_compare(program_string(program, program->rules[search.middle].code), code);
        if (order == 0)
            return (uint32_t)search.middle;
        search_narrow(&search, order < 0);
    }
    return NO_INDEX;
}
