// SPDX-License-Identifier: MIT
// Inside of the walk from values to what decides them (decide.c, decide_sets.c).
#ifndef ASSIZE_MACHINE_WHY_DECIDE_H
#define ASSIZE_MACHINE_WHY_DECIDE_H

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

static inline bool is_settled(const Step *step, uint32_t number, uint32_t row)
{
    return review_is_settled(step->review, number, row);
}

// The value of an operand decides; or it does where it is not settled.
void on(const Step *step, uint32_t number, uint32_t row);
void on_unknown(const Step *step, uint32_t number, uint32_t row);
// The value is unknown for a reason of its own; or because of what is claimed.
void because(const Step *step, Why why);
void because_of(const Step *step, Why why, uint32_t entity, uint32_t attribute, uint32_t row);
int64_t handle_at(const Step *step, uint32_t number, uint32_t row);
// Of claims: a single value that is unknown, a set that is open, an element that may be in.
void unknown_cell(const Step *step, uint32_t slot, int64_t handle);
void open_set(const Step *step, uint32_t slot, int64_t handle);
void unknown_element(const Step *step, uint32_t slot, const ElementRun *elements, uint32_t index);

// ---- decide_sets.c: MEMBER and CLOSED ----
void look_at_member(const Step *step);
void look_at_closed(const Step *step);

#endif
