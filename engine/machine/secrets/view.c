// SPDX-License-Identifier: MIT
// Opens the view of one viewer, and knows of which inputs a digest may be given: what is redacted in none. See view.h.
#include "machine/secrets/view_inside.h"

// ---- digests ----

static bool redact_claim(void *with, const ImageClaim *claim)
{
    bool *redacted = with;
    redacted[claim->submission] = true;
    return true;
}

// Of which submissions of a dossier something is hidden: they are as a whole, or say more than the program declares, or claim
// something about an attribute that is hidden; or they name such a one.
static const bool *find_redacted(const View *view, Text image)
{
    const Program *program = view->review->program;
    uint32_t count = image_head(image)->submission_count;
    bool *redacted = arena_array(view->review->arena, (size_t)count + 1, sizeof *redacted);
    for (uint32_t i = 0; i < count; i++)
        redacted[i] = (image_submission(image, i)->flags & SUBMISSION_PARTIAL) || view_hides_submission(view, image, i);
    for (uint32_t i = 0; view->attributes && i < program->attributes_count; i++) {
        if (!image_column(image, i) || !view_hides_attribute(view, i))
            continue;
        uint32_t rows = image_table(image, program->attributes[i].owner)->rows;
        for (uint32_t row = 0; row < rows; row++)
            claims_each(image, i, row, redact_claim, redacted);
    }
    for (bool more = true; more;) { // the names of what one replaces stand in it, and so in what its own name is made from
        more = false;
        for (uint32_t i = 0; i < count; i++) {
            bool before = redacted[i];
            const ImageSubmission *one = image_submission(image, i);
            for (uint32_t j = 0; j < one->replaces_count && !redacted[i]; j++)
                redacted[i] = redacted[image_replaced(image, one)[j]];
            more |= redacted[i] != before;
        }
    }
    return redacted;
}

bool view_gives_submission(View *view, uint32_t entity, uint32_t submission)
{
    Text image = view->review->entities[entity].image;
    if (view->viewer.audience == AUDIENCE_OFFICE)
        return true;
    ViewedDossier *dossier = view_dossier(view, entity);
    if (!dossier->redacted)
        dossier->redacted = find_redacted(view, image);
    return !dossier->redacted[submission];
}

bool view_gives_dossier(View *view, uint32_t entity)
{
    Text image = view->review->entities[entity].image;
    for (uint32_t i = 0; image.bytes && i < image_head(image)->submission_count; i++) {
        if (!view_gives_submission(view, entity, i))
            return false;
    }
    return image.bytes != NULL;
}

// ---- the view ----

// Whether it is hidden, of some entity that was read, who has spoken of what a condition asks about.
static bool hides_speakers_anywhere(View *view, const SlotInfo *slot)
{
    bool any = false;
    for (uint32_t i = 0; i < view->review->entity_count && !any; i++)
        any = view_has_confidences(view, i) && viewer_misses_speakers(&view->viewer, view->review, i, slot);
    return any;
}

// Whether conditions of acceptance read anything that is hidden: then it is, how the submissions of those kinds count.
static bool hides_acceptance(View *view)
{
    const Program *program = view->review->program;
    for (uint32_t at = 0; at < program->accept_code_count; at++) {
        const Instr *instr = &program->accept_code[at];
        uint32_t attribute = view_attribute_read(program, instr);
        if (attribute != NO_INDEX && (view_hides_attribute(view, attribute) || view_hides_claims_anywhere(view, attribute)))
            return true;
        if (instr->op == OP_DECLARED && hides_speakers_anywhere(view, &program->slots[instr->b]))
            return true;
    }
    return false;
}

// Whether the order of a dossier's rows hangs on what is hidden in it.
static bool order_tells(View *view, uint32_t entity)
{
    Text image = view->review->entities[entity].image;
    if (!image.bytes || view_has_confidences(view, entity))
        return image.bytes != NULL;
    for (uint32_t i = 1; i < image_head(image)->submission_count; i++) {
        bool same_day = image_submission(image, i)->on == image_submission(image, i - 1)->on;
        if (same_day && !(view_gives_submission(view, entity, i) && view_gives_submission(view, entity, i - 1)))
            return true;
    }
    return false;
}

bool view_keeps_order(const View *view)
{
    return !view->shuffles;
}

View *view_open(Review *review, const Viewer *viewer)
{
    const Program *program = review->program;
    View *view = arena_take(review->arena, sizeof *view);
    *view = (View){.review = review, .viewer = *viewer, .taken = arena_take(review->arena, sizeof(SecretlyTaken *))};
    if (viewer->audience == AUDIENCE_OFFICE)
        return view;
    for (uint32_t i = 0; i < program->attributes_count && !view->attributes; i++)
        view->attributes = view_hides_attribute(view, i);
    view->anything = view->attributes;
    for (uint32_t i = 0; i < review->entity_count && !view->anything; i++)
        view->anything = view_has_confidences(view, i);
    if (!view->anything)
        return view;
    view->acceptance = hides_acceptance(view);
    for (uint32_t i = 0; i < review->entity_count && !view->shuffles; i++)
        view->shuffles = order_tells(view, i);
    view->registers = arena_array(review->arena, (size_t)program->code_count + 1, sizeof *view->registers);
    view->claims = arena_take(review->arena, (size_t)program->attributes_count + 1);
    view->speakers = arena_take(review->arena, (size_t)program->types_count + 1);
    view->wanted = mask_take(review, (size_t)program->code_count + 1);
    view->sets = arena_array(review->arena, program->frames_count, sizeof *view->sets);
    return view;
}

const Viewer *view_viewer(const View *view)
{
    return &view->viewer;
}

Review *view_review(const View *view)
{
    return view->review;
}
