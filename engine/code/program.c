// SPDX-License-Identifier: MIT
// The tables behind program.h.
#include "code/program.h"

const OpInfo op_infos[OPS] = {
#define OP(name, result, a, b, c, frame, about)                                                                  \
    {#name, OPERAND_##result, {OPERAND_##a, OPERAND_##b, OPERAND_##c}, FRAME_##frame, about},
#include "code/op.def"
#undef OP
};
