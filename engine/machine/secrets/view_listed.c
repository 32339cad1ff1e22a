// SPDX-License-Identifier: MIT
// Reachability over what is open: which dossiers a review has read on account of what is not hidden, so that they may be listed.
// See view.h.
#include "machine/secrets/view_inside.h"

typedef struct Listing {
    View *view;
    uint8_t *listed;
    uint32_t left; // entities that are not listed
} Listing;

static void list_entity(Listing *listing, uint32_t entity)
{
    if (entity >= listing->view->listed_count)
        return;
    listing->left -= !listing->listed[entity];
    listing->listed[entity] = true;
}

// Whether something would change if an entity were listed.
static bool is_to_list(const Listing *listing, uint32_t entity)
{
    return entity < listing->view->listed_count && !listing->listed[entity];
}

// Whose dossier an instruction reads in each row; NO_REGISTER: it reads none.
static uint32_t readers_handles(const Program *program, uint32_t number)
{
    const Instr *instr = &program->code[number];
    Dependence depends = op_infos[instr->op].depends;
    bool reads = view_attribute_read(program, instr) != NO_INDEX || depends == DEPENDS_SUBMISSIONS;
    return depends == DEPENDS_REACH ? number : reads ? instr->a : NO_REGISTER;
}

// Whether handles are of parts of one dossier, one behind the other.
static bool is_run_of_parts(const View *view, uint32_t handles, uint32_t attribute)
{
    const Program *program = view->review->program;
    return attribute != NO_INDEX && program->types[program->attributes[attribute].owner].is_part &&
           op_infos[program->code[handles].op].result == OPERAND_VALUE && reg(&view->review->main, handles)->width == 0;
}

static void list_read(Listing *listing, uint32_t number)
{
    View *view = listing->view;
    const Program *program = view->review->program;
    uint32_t handles = readers_handles(program, number);
    uint32_t attribute = view_attribute_read(program, &program->code[number]);
    if (handles == NO_REGISTER || !view_has_run(view, number))
        return;
    uint32_t rows = rows_of(&view->review->main, frame_of(&view->review->main, handles));
    if (is_run_of_parts(view, handles, attribute) && !is_to_list(listing, handle_entity(reg(&view->review->main, handles)->base)))
        return;
    for (uint32_t row = 0; row < rows; row++) {
        Shown handle = review_value(view->review, handles, row);
        uint32_t entity = (uint32_t)handle.low, of_entity;
        if (handle.known && attribute != NO_INDEX)
            split_handle(program, attribute, (int64_t)handle.low, &entity, &of_entity);
        // What is hidden is found out last: of most rows the dossier is listed already.
        if (handle.known && is_to_list(listing, entity) && !view_hides_value(view, handles, row))
            list_entity(listing, entity);
    }
}

// Conditions of acceptance read the dossiers of those who submit. True where some were not listed before.
static bool list_institutions(Listing *listing, uint32_t entity)
{
    const Review *review = listing->view->review;
    Text image = review->entities[entity].image;
    bool any = false;
    for (uint32_t i = 0; image.bytes && i < image_head(image)->submission_count; i++) {
        const ImageSubmission *one = image_submission(image, i);
        bool condition = review->program->kinds[one->kind].accept != NO_REGISTER;
        if (!condition || one->by == NO_INDEX || view_hides_submission(listing->view, image, i))
            continue;
        uint32_t by = (uint32_t)entity_of_image(listing->view->review, entity, one->by);
        any |= is_to_list(listing, by);
        list_entity(listing, by);
    }
    return any;
}

// Of all dossiers that are listed, until no more are.
static void list_all_institutions(Listing *listing)
{
    const Review *review = listing->view->review;
    for (bool more = listing->left > 0; more;) {
        more = false;
        for (uint32_t i = 0; i < listing->view->listed_count; i++)
            more |= listing->listed[i] && review->entities[i].accepted && list_institutions(listing, i);
    }
}

static void list_dossiers(View *view)
{
    const Review *review = view->review;
    const Program *program = review->program;
    view->listed_count = review->entity_count;
    Listing listing = {view, arena_take(review->arena, (size_t)view->listed_count + 1), view->listed_count};
    view->listed = listing.listed;
    list_entity(&listing, 0);
    // Of most products these are all: then no instruction has to be looked at.
    list_all_institutions(&listing);
    const Prepared *prepared = review->prepared;
    for (uint32_t i = 0; i < prepared->reader_count && prepared->readers[i] < program->head.main_end && listing.left; i++)
        list_read(&listing, prepared->readers[i]);
    for (uint32_t i = 0; review->conditions_ran && listing.left && i < program->profiles_count; i++) {
        for (uint32_t at = program->profiles[i].segment; at < program->profiles[i].segment_end; at++)
            list_read(&listing, at);
    }
    for (uint32_t i = 0; review->found_out && listing.left && i < program->requires_count; i++) {
        const RequireInfo *require = &program->requires[i];
        for (uint32_t at = require->segment; review->found_out[i] && at < require->segment_end; at++)
            list_read(&listing, at);
    }
    for (uint32_t i = 0; review->found_out && listing.left && i < program->excepts_count; i++) {
        const ExceptInfo *except = &program->excepts[i];
        for (uint32_t at = except->segment; review->found_out[program->requires_count + i] && at < except->segment_end; at++)
            list_read(&listing, at);
    }
    list_all_institutions(&listing);
}

bool view_lists_dossier(View *view, uint32_t entity)
{
    if (!view->anything)
        return true;
    if (!view->listed)
        list_dossiers(view);
    return entity < view->listed_count && view->listed[entity];
}
