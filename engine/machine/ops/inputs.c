// SPDX-License-Identifier: MIT
// The inputs of a review, as columns of one row: constants, its subject and date, and other entities that the program names.
#include "machine/entities.h"
#include "machine/ops/operations.h"
#include "machine/registers.h"

void op_NUMBER(Run *run, const Instr *instr, Register *out)
{
    give_number(out, &run->review->program->constants[instr->a]);
}

static void give_handle(Run *run, Register *out, int64_t handle)
{
    int64_t *value = arena_raw(run->review->arena, sizeof *value);
    *value = handle;
    out->own_t = 1;
    out->t = &out->own_t;
    out->values = value;
    out->width = sizeof *value;
}

void op_SUBJECT(Run *run, const Instr *instr, Register *out)
{
    (void)instr;
    give_handle(run, out, 0);
}

void op_DOSSIER(Run *run, const Instr *instr, Register *out)
{
    (void)instr;
    give_handle(run, out, run->dossier);
}

void op_ENTITY(Run *run, const Instr *instr, Register *out)
{
    give_handle(run, out, review_entity_of(run->review, instr->b, program_string(run->review->program, instr->a)));
}

void op_TODAY(Run *run, const Instr *instr, Register *out)
{
    (void)instr;
    give_handle(run, out, run->review->date);
}

void op_TEXT(Run *run, const Instr *instr, Register *out)
{
    give_handle(run, out, review_constant(run->review, instr->a));
}
