// SPDX-License-Identifier: MIT
// Reading attributes: what the ways to do it (views, gathers, row by row) share.
#ifndef ASSIZE_MACHINE_OPS_READ_H
#define ASSIZE_MACHINE_OPS_READ_H

#include "machine/claims/claims.h"
#include "machine/registers.h"

// The value of a row of the dossier under review: false where it is not known.
static inline bool own_cell(Run *run, uint32_t slot, const AttributeInfo *attribute, uint32_t row, int64_t *value)
{
    const ResolvedColumn *column = own_column(run->review, slot);
    bool truth = attribute->kind == TYPE_BOOLEAN;
    bool is_true = bit(column->t, row);
    if (!is_true && !(truth && bit(column->f, row)))
        return false;
    *value = truth ? is_true : wide_value(column->values, column->width, row);
    return true;
}

// Reads an attribute of the entities that the instruction's rows lead to, which may be of any dossier: a value, or a truth value.
void gather_entities(Run *run, const Instr *instr, Register *out);
void gather_entity_truths(Run *run, const Instr *instr, TruthMasks masks);
// The keys of the versions of a register, by row, where they lie in the image; null: elsewhere.
const int64_t *own_version_keys(Run *run, uint32_t number);

#endif
