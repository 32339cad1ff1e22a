// SPDX-License-Identifier: MIT
// One step of a backward slice: from a register and a row to the operands that decide it, by the family of its opcode
// (Dependence). Files of rules call what step.c has, and no other; decide.c chooses the rule.
#ifndef ASSIZE_MACHINE_WHY_STEP_H
#define ASSIZE_MACHINE_WHY_STEP_H

#include "machine/ops/elements.h"
#include "machine/registers.h"

typedef struct Step {
    Review *review;
    const Instr *instr;
    uint32_t number, row;
    OperandVisit *visit; // null: nobody asks
    CauseVisit *cause;   // likewise
    void *with;
} Step;

static inline Run *step_run(const Step *step)
{
    return &step->review->main;
}

static inline bool step_is_settled(const Step *step, uint32_t number, uint32_t row)
{
    return review_is_settled(step->review, number, row);
}

// ---- where a step leads (step.c) ----

// To the value of a register, which decides. row: of its frame; of a register of the root any.
void step_to(const Step *step, uint32_t number, uint32_t row);
// The same where that value is not settled; where it is, nowhere. And the other way around.
void step_to_unsettled(const Step *step, uint32_t number, uint32_t row);
void step_to_settled(const Step *step, uint32_t number, uint32_t row);
// To an operand that has a part in a result: in one that is settled every operand has, else just those that are not settled.
void step_to_part(const Step *step, bool settled, uint32_t number, uint32_t row);
// To no operand: the value is unknown for a reason of its own; because of what is claimed about a slot's attribute of a row of an
// entity's dossier; or because of a field of a submission about it.
void step_ends(const Step *step, Why why);
void step_ends_in_claims(const Step *step, Why why, uint32_t entity, uint32_t slot, uint32_t row);
void step_ends_in_submission(const Step *step, Why why, uint32_t entity, uint32_t submission, uint32_t field);
// Ends in the claims of a slot about what a handle stands for: a value that is unknown; a set that is open; and an element, by
// its index in a run, that may be in. Nowhere if the reading is strict and the plain one is not better.
void step_ends_in_cell(const Step *step, uint32_t slot, int64_t handle);
void step_ends_in_open_set(const Step *step, uint32_t slot, int64_t handle);
// Ends where it is not known whether a slot's attribute is declared of what a handle stands for, or what is listed as it.
void step_ends_in_declared(const Step *step, uint32_t slot, int64_t handle);
void step_ends_in_element(const Step *step, uint32_t slot, const ElementRun *elements, uint32_t index);
// Why a native has no result where all its arguments are known.
Why step_why_of_native(uint32_t builtin);
// The handle that a register has in a row, which is known.
int64_t step_handle(const Step *step, uint32_t number, uint32_t row);

// ---- rules, by family ----

typedef void StepRule(const Step *step);
StepRule step_from_member, step_from_closed, step_from_side;                        // step_sets.c
StepRule step_from_quantifier, step_from_total, step_from_extreme, step_from_among; // step_rows.c
// To all versions that an extreme is sought among, which have no order; to what says what an extreme of nothing is sought among.
StepRule step_from_compared;
// To the texts of which a native makes a set, or none.
StepRule step_from_pieced;
// Of the members of a set of distinct values, below the row under way: to what says that rows have no part in it.
void step_to_never_in(const Step *step, uint32_t member);

#endif
