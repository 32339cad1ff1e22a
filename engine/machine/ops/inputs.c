// SPDX-License-Identifier: MIT
// The inputs of a review, as columns of one row: constants, its subject and date, and other entities that the program names.
#include "machine/entities.h"
#include "machine/ops/operations.h"
#include "machine/registers.h"

void op_NUMBER(Run *run, const Instr *instr, Register *out)
{
    give_number(out, &run->review->program->constants[instr->a]);
}

// A number or a handle, in the root.
static void give_handle(Run *run, const Instr *instr, Register *out, int64_t handle)
{
    (void)instr;
    int64_t *value = arena_raw(run->review->arena, sizeof *value);
    *value = handle;
    out->own_t = 1;
    out->t = &out->own_t;
    out->values = value;
    out->width = sizeof *value;
}

// The register of a constant once more, which has the same rows.
static void give_same(Run *run, const Instr *instr, Register *out, uint32_t operand)
{
    (void)instr;
    *out = *reg(run, operand);
}

void op_APPLIES(Run *run, const Instr *instr, Register *out)
{
    bool applies = program_says(run->review->program, instr->a);
    give_truth(out, applies, !applies);
}

INSTANCE(op_ROW_TRUTH, give_same, instr->a)
INSTANCE(op_ROW, give_same, instr->a)
INSTANCE(op_SUBJECT, give_handle, 0)
INSTANCE(op_DOSSIER, give_handle, run->dossier)
INSTANCE(op_ENTITY, give_handle, review_entity_of(run->review, instr->b, program_string(run->review->program, instr->a)))
INSTANCE(op_TODAY, give_handle, run->review->date)
INSTANCE(op_TEXT, give_handle, review_constant(run->review, instr->a))
