// SPDX-License-Identifier: MIT
// Operations that read submissions as such, row by row: those about a dossier, their fields, whether they count.
#include "machine/claims/claims.h"
#include "machine/ops/operations.h"
#include "machine/registers.h"

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

void op_FIELD(Run *run, const Instr *instr, Register *out)
{
    Review *review = run->review;
    uint32_t rows = rows_of(run, instr->frame);
    Mask *known;
    int64_t *values = register_values(run, out, instr->frame, &known);
    memset(known, 0, words_of(rows) * sizeof(Mask));
    const Register *handles = reg(run, instr->a);
    bool spread = is_spread(run, instr->a, instr->frame);
    for (uint32_t row = 0; row < rows; row++) {
        size_t from = spread ? 0 : row;
        values[row] = 0;
        if (!bit(handles->t, from))
            continue;
        uint32_t entity = handle_entity(value_at(handles, from));
        const ImageSubmission *one = image_submission(review->entities[entity].image, handle_row(value_at(handles, from)));
        bool there = true;
        switch (instr->b) {
        case SUBMISSION_KIND:
            values[row] = one->kind;
            break;
        case SUBMISSION_ON:
            values[row] = one->on;
            break;
        case SUBMISSION_BY:
            there = one->by != NO_INDEX;
            values[row] = there ? entity_of_image(review, entity, one->by) : 0;
            break;
        default:
            there = one->title != NO_INDEX;
            values[row] = there ? text_of_image(review, entity, one->title) : 0;
            break;
        }
        if (there)
            put_bit(known, row);
    }
}

void op_ACCEPTABLE(Run *run, const Instr *instr, Register *out)
{
    uint32_t rows = rows_of(run, instr->frame);
    TruthMasks masks = register_truth(run, out, instr->frame);
    memset(masks.t, 0, masks.words * sizeof(Mask));
    memset(masks.f, 0, masks.words * sizeof(Mask));
    const Register *handles = reg(run, instr->a);
    bool spread = is_spread(run, instr->a, instr->frame);
    for (uint32_t row = 0; row < rows; row++) {
        size_t from = spread ? 0 : row;
        if (!bit(handles->t, from))
            continue;
        int64_t handle = value_at(handles, from);
        const Standing *standing = &standing_of_entity(run->review, handle_entity(handle), MODE_PLAIN)[handle_row(handle)];
        if (standing->acceptability != PERHAPS_ACCEPTABLE)
            put_bit(standing->acceptability == ACCEPTABLE ? masks.t : masks.f, row);
    }
}
