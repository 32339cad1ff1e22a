// SPDX-License-Identifier: MIT
// Where a step of a backward slice leads: to an operand, or to what is claimed, with the reason why that does not suffice.
#include "machine/why/step.h"

#include "model/builtin.h"

void step_to(const Step *step, uint32_t number, uint32_t row)
{
    if (step->visit)
        step->visit(step->with, number, frame_of(step_run(step), number) == 0 ? 0 : row);
}

void step_to_part(const Step *step, bool settled, uint32_t number, uint32_t row)
{
    if (settled || !step_is_settled(step, number, row))
        step_to(step, number, row);
}

void step_to_unsettled(const Step *step, uint32_t number, uint32_t row)
{
    step_to_part(step, false, number, row);
}

void step_to_settled(const Step *step, uint32_t number, uint32_t row)
{
    if (step_is_settled(step, number, row))
        step_to(step, number, row);
}

void step_ends(const Step *step, Why why)
{
    Cause cause = {.why = why, .instr = step->number, .entity = NO_INDEX, .attribute = NO_INDEX, .slot = NO_INDEX};
    if (step->cause)
        step->cause(step->with, &cause);
}

void step_ends_in_claims(const Step *step, Why why, uint32_t entity, uint32_t slot, uint32_t row)
{
    Cause cause = {.why = why,
                   .instr = step->number,
                   .entity = entity,
                   .attribute = step->review->program->slots[slot].attribute,
                   .row = row,
                   .slot = slot};
    if (step->cause)
        step->cause(step->with, &cause);
}

void step_ends_in_submission(const Step *step, Why why, uint32_t entity, uint32_t submission, uint32_t field)
{
    Cause cause = {.why = why,
                   .instr = step->number,
                   .entity = entity,
                   .attribute = NO_INDEX,
                   .row = field,
                   .slot = NO_INDEX,
                   .submission = submission};
    if (step->cause)
        step->cause(step->with, &cause);
}

// ---- claims ----

static Why why_of(CellState state)
{
    switch (state) {
    case CELL_EXPIRED:
        return WHY_EXPIRED;
    case CELL_NOT_ACCEPTED:
        return WHY_NOT_ACCEPTED;
    case CELL_CONTESTED:
        return WHY_CONTESTED;
    case CELL_UNREADABLE:
        return WHY_UNREADABLE;
    default:
        return WHY_MISSING;
    }
}

// What is unknown strictly and known in the plain reading is too weak; what is unknown in both is none of the strict
// reading's business.
static bool is_strict(const Step *step, uint32_t slot)
{
    return step->review->program->slots[slot].mode >= MODE_STRICT;
}

void step_ends_in_cell(const Step *step, uint32_t slot, int64_t handle)
{
    const SlotInfo *info = &step->review->program->slots[slot];
    uint32_t entity, row;
    int64_t value;
    split_handle(step->review->program, info->attribute, handle, &entity, &row);
    if (!is_strict(step, slot)) {
        CellState state = resolve_cell(step->review, entity, info, row, &value);
        if (state == CELL_KNOWN)
            step_ends(step, WHY_TOO_COSTLY); // it would have been, if the claims had been looked at
        else
            step_ends_in_claims(step, why_of(state), entity, slot, row);
        return;
    }
    SlotInfo plain = plain_slot(info->attribute);
    if (resolve_cell(step->review, entity, info, row, &value) == CELL_KNOWN)
        step_ends(step, WHY_TOO_COSTLY);
    else if (resolve_cell(step->review, entity, &plain, row, &value) == CELL_KNOWN)
        step_ends_in_claims(step, WHY_TOO_WEAK, entity, slot, row);
}

// Whether a set is known better in the plain reading than in the strict one: that it is closed, or that something is in it.
static bool set_is_too_weak(const Step *step, uint32_t slot, int64_t handle, uint32_t entity, uint32_t row)
{
    const SlotInfo *info = &step->review->program->slots[slot];
    SlotInfo plain = plain_slot(info->attribute);
    if (resolve_set(step->review, entity, &plain, row).closed)
        return true;
    ElementRun elements = element_run(step->review, slot, handle);
    for (uint32_t i = 0; i < elements.count; i++) {
        CellState why;
        Truth strictly = resolve_element(step->review, entity, info, row, elements.from + i, &why);
        if (strictly != TRUTH_TRUE && resolve_element(step->review, entity, &plain, row, elements.from + i, &why) == TRUTH_TRUE)
            return true;
    }
    return false;
}

void step_ends_in_open_set(const Step *step, uint32_t slot, int64_t handle)
{
    const SlotInfo *info = &step->review->program->slots[slot];
    uint32_t entity, row;
    split_handle(step->review->program, info->attribute, handle, &entity, &row);
    if (!is_strict(step, slot)) {
        SetCell set = resolve_set(step->review, entity, info, row);
        step_ends_in_claims(step, set.open_why == CELL_KNOWN ? WHY_OPEN_SET : why_of(set.open_why), entity, slot, row);
        return;
    }
    if (set_is_too_weak(step, slot, handle, entity, row))
        step_ends_in_claims(step, WHY_TOO_WEAK, entity, slot, row);
}

void step_ends_in_element(const Step *step, uint32_t slot, const ElementRun *elements, uint32_t index)
{
    const SlotInfo *info = &step->review->program->slots[slot];
    SlotInfo plain = plain_slot(info->attribute);
    CellState why;
    Truth truth = resolve_element(step->review, elements->entity, is_strict(step, slot) ? &plain : info, elements->row,
                                  elements->from + index, &why);
    if (truth == TRUTH_UNKNOWN && !is_strict(step, slot))
        step_ends_in_claims(step, why_of(why), elements->entity, slot, elements->row);
    else if (truth != TRUTH_UNKNOWN && is_strict(step, slot))
        step_ends_in_claims(step, WHY_TOO_WEAK, elements->entity, slot, elements->row);
}

void step_ends_in_declared(const Step *step, uint32_t slot, int64_t handle)
{
    const SlotInfo *info = &step->review->program->slots[slot];
    uint32_t entity, row;
    CellState why;
    split_handle(step->review->program, info->attribute, handle, &entity, &row);
    Truth declared = cell_declared(step->review, entity, info, row, &why);
    bool listed = op_infos[step->instr->op].depends == DEPENDS_CLOSED; // those who spoke were silent about a set of an entity
    if (declared == TRUTH_UNKNOWN || (listed && declared == TRUTH_FALSE))
        step_ends_in_claims(step, declared == TRUTH_UNKNOWN ? why_of(why) : WHY_MISSING, entity, slot, row);
    else
        step_ends(step, WHY_TOO_COSTLY);
}

int64_t step_handle(const Step *step, uint32_t number, uint32_t row)
{
    return value_at(reg(&step->review->main, number), frame_of(step_run(step), number) == 0 ? 0 : row);
}

Why step_why_of_native(uint32_t builtin)
{
    static const uint8_t whys[BUILTINS] = {
#define BUILTIN(name, result, a, b, c, why, unknown, about) WHY_##why,
#include "builtins.def"
#undef BUILTIN
    };
    return (Why)whys[builtin];
}
