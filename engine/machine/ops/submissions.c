// SPDX-License-Identifier: MIT
// Operations that read submissions as such, row by row: those about a dossier, their fields, whether they count.
#include "machine/claims/claims.h"
#include "machine/ops/by_kind.h"
#include "machine/ops/operations.h"

void op_SUBMISSIONS(Run *run, const Instr *instr, Register *out)
{
    Review *review = run->review;
    uint32_t above = run->code.frames[instr->frame].parent, rows = rows_of(run, above);
    const Register *entities = reg(run, instr->a);
    uint32_t *counts = arena_array(review->arena, (size_t)rows + 1, sizeof *counts);
    for (uint32_t row = 0; row < rows; row++) {
        if (!bit(entities->t, row))
            continue;
        const ReviewEntity *entity = entity_dossier(review, (uint32_t)value_at(entities, row));
        counts[row] = entity->image.bytes ? image_head(entity->image)->submission_count : 0;
    }
    frame_make(run, instr->frame, counts);
    Mask *known;
    int64_t *handles = register_values(run, out, instr->frame, &known);
    out->t = frame_all(run, instr->frame);
    for (uint32_t row = 0; row < rows; row++) {
        for (uint32_t i = counts[row]; i < counts[row + 1]; i++)
            handles[i] = handle_of((uint32_t)value_at(entities, row), i - counts[row]);
    }
}

// A field of the submission that a handle stands for; false where the submission does not say it.
static bool read_field(Run *run, const Instr *instr, int64_t handle, int64_t *value)
{
    Review *review = run->review;
    uint32_t entity = handle_entity(handle);
    const ImageSubmission *one = image_submission(review->entities[entity].image, handle_row(handle));
    switch (instr->b) {
    case SUBMISSION_KIND:
        *value = one->kind;
        return true;
    case SUBMISSION_ON:
        *value = one->on;
        return true;
    case SUBMISSION_SIGNER:
        *value = one->signer != NO_INDEX ? text_of_image(review, entity, one->signer) : review_text_of(review, text_of(""));
        return true;
    case SUBMISSION_BY:
        *value = one->by != NO_INDEX ? entity_of_image(review, entity, one->by) : 0;
        return one->by != NO_INDEX;
    default:
        *value = one->title != NO_INDEX ? text_of_image(review, entity, one->title) : 0;
        return one->title != NO_INDEX;
    }
}

INSTANCE(op_FIELD, read_rows, read_field)

static Truth is_acceptable(Run *run, const void *with, int64_t handle)
{
    (void)with;
    const Standing *standing = &standing_of_entity(run->review, handle_entity(handle), MODE_PLAIN)[handle_row(handle)];
    if (standing->acceptability == PERHAPS_ACCEPTABLE)
        return TRUTH_UNKNOWN;
    return standing->acceptability == ACCEPTABLE ? TRUTH_TRUE : TRUTH_FALSE;
}

INSTANCE(op_ACCEPTABLE, judge_rows, is_acceptable, NULL)
