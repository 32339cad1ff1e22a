// SPDX-License-Identifier: MIT
// What is come to openly: which dossiers a review has read on account of what is not hidden; and, before a question has run, what
// its code may come to at all. See confidentiality.h.
#include "machine/registers.h"
#include "machine/schedule.h"
#include "machine/why/view.h"

// ---- dossiers that were read ----

typedef struct Listing {
    View *view;
    uint8_t *listed;
} Listing;

static void list_entity(const Listing *listing, uint32_t entity)
{
    if (entity < listing->view->listed_count)
        listing->listed[entity] = true;
}

// Whose dossier an instruction reads in each row; NO_REGISTER: it reads none.
static uint32_t readers_handles(const Instr *instr, uint32_t number)
{
    switch (instr->op) {
    case OP_READ_TRUTH:
    case OP_READ:
    case OP_DECLARED:
    case OP_DISPUTED:
    case OP_ELEMENTS:
    case OP_SUBMISSIONS:
        return instr->a;
    case OP_REACH:
        return number;
    default:
        return NO_REGISTER;
    }
}

static void list_read(const Listing *listing, uint32_t number)
{
    View *view = listing->view;
    const Program *program = view->review->program;
    const Instr *instr = &program->code[number];
    uint32_t handles = readers_handles(instr, number);
    if (handles == NO_REGISTER || !has_run(view, number))
        return;
    uint32_t rows = rows_of(&view->review->main, frame_of(&view->review->main, handles));
    for (uint32_t row = 0; row < rows; row++) {
        Shown handle = review_value(view->review, handles, row);
        uint32_t entity = (uint32_t)handle.low, of_entity;
        if (!handle.known || view_hides_value(view, handles, row))
            continue;
        if (instr->op != OP_SUBMISSIONS)
            split_handle(program, program->slots[instr->op == OP_REACH ? instr->c : instr->b].attribute, (int64_t)handle.low,
                         &entity, &of_entity);
        list_entity(listing, entity);
    }
}

// Conditions of acceptance read the dossiers of those who submit. True where some were not listed before.
static bool list_institutions(const Listing *listing, uint32_t entity)
{
    const Review *review = listing->view->review;
    Text image = review->entities[entity].image;
    bool any = false;
    for (uint32_t i = 0; image.bytes && i < image_head(image)->submission_count; i++) {
        const ImageSubmission *one = image_submission(image, i);
        bool condition = review->program->kinds[one->kind].accept != NO_REGISTER;
        if (!condition || one->by == NO_INDEX || hides_submission(listing->view, image, i))
            continue;
        uint32_t by = (uint32_t)entity_of_image(listing->view->review, entity, one->by);
        any |= by < listing->view->listed_count && !listing->listed[by];
        list_entity(listing, by);
    }
    return any;
}

static void list_dossiers(View *view)
{
    const Review *review = view->review;
    const Program *program = review->program;
    view->listed_count = review->entity_count;
    Listing listing = {view, arena_take(review->arena, (size_t)view->listed_count + 1)};
    list_entity(&listing, 0);
    for (uint32_t at = 0; at < program->head.main_end; at++)
        list_read(&listing, at);
    for (uint32_t i = 0; review->found_out && i < program->requires_count; i++) {
        const RequireInfo *require = &program->requires[i];
        for (uint32_t at = require->segment; review->found_out[i] && at < require->segment_end; at++)
            list_read(&listing, at);
    }
    for (bool more = true; more;) {
        more = false;
        for (uint32_t i = 0; i < view->listed_count; i++)
            more |= listing.listed[i] && review->entities[i].accepted && list_institutions(&listing, i);
    }
    view->listed = listing.listed;
}

bool view_lists_dossier(View *view, uint32_t entity)
{
    if (!view->anything)
        return true;
    if (!view->listed)
        list_dossiers(view);
    return entity < view->listed_count && view->listed[entity];
}

// ---- questions ----

typedef struct Asked {
    Review *review;
    const Viewer *viewer;
    Mask *instrs, *attributes; // what the code is made of, and reads
    uint32_t *waiting;         // instructions, then entities
    size_t count, capacity;
    bool submissions, institutions; // it asks about submissions; it reads the dossiers of those who submit
    uint8_t *met;                   // by entity
    uint32_t met_count;
} Asked;

static void wait_for(Asked *asked, uint32_t number)
{
    asked->waiting = arena_grow(asked->review->arena, asked->waiting, asked->count, &asked->capacity, sizeof *asked->waiting);
    asked->waiting[asked->count++] = number;
}

static void need_instr(void *with, uint32_t number)
{
    Asked *asked = with;
    if (number == NO_REGISTER || bit(asked->instrs, number))
        return;
    put_bit(asked->instrs, number);
    wait_for(asked, number);
}

static void take_instr(Asked *asked, const Instr *instr)
{
    const Program *program = asked->review->program;
    const OpInfo *info = &op_infos[instr->op];
    const uint32_t operands[] = {instr->a, instr->b, instr->c};
    for (int i = 0; i < 3; i++) {
        if (info->operands[i] == OPERAND_SLOT)
            put_bit(asked->attributes, program->slots[operands[i]].attribute);
    }
    asked->submissions |= instr->op == OP_SUBMISSIONS;
    asked->institutions |= instr->op == OP_SUBMISSIONS;
}

// All attributes that the question reads, and those that conditions of acceptance do.
static void take_code(Asked *asked, const QuestionInfo *question)
{
    const Program *program = asked->review->program;
    need_instr(asked, question->value);
    need_instr(asked, question->member);
    need_instr(asked, question->closed);
    while (asked->count) {
        uint32_t number = asked->waiting[--asked->count];
        take_instr(asked, &program->code[number]);
        each_dependency(program, number, need_instr, asked);
    }
    for (uint32_t at = 0; at < program->accept_code_count; at++) {
        const Instr *instr = &program->accept_code[at];
        bool own = instr->op == OP_SUBMISSIONS; // which a condition is about
        bool before = asked->submissions;
        take_instr(asked, instr);
        asked->submissions = own ? before : asked->submissions;
    }
}

static void meet(Asked *asked, uint32_t entity)
{
    if (asked->met_count <= entity) {
        uint32_t room = 2 * asked->review->entity_count;
        uint8_t *larger = arena_take(asked->review->arena, room);
        if (asked->met_count)
            memcpy(larger, asked->met, asked->met_count);
        asked->met = larger;
        asked->met_count = room;
    }
    if (asked->met[entity])
        return;
    asked->met[entity] = true;
    wait_for(asked, entity);
}

typedef struct Naming {
    Asked *asked;
    uint32_t entity; // whose image it is
} Naming;

static bool meet_named(void *with, uint32_t submission, int64_t value)
{
    const Naming *naming = with;
    (void)submission;
    meet(naming->asked, (uint32_t)entity_of_image(naming->asked->review, naming->entity, value));
    return true;
}

static void meet_all(Asked *asked, uint32_t entity, uint32_t attribute)
{
    const AttributeInfo *info = &asked->review->program->attributes[attribute];
    Text image = asked->review->entities[entity].image;
    const ImageColumn *column = image_column(image, attribute);
    Naming naming = {asked, entity};
    if (!column || info->kind != TYPE_ENTITY)
        return;
    uint32_t rows = image_table(image, info->owner)->rows;
    for (uint32_t row = 0; !attribute_is_many(info) && row < rows; row++)
        image_claims(image, attribute, row, meet_named, &naming);
    for (uint32_t i = 0; attribute_is_many(info) && i < column_sets(column)->element_count; i++)
        meet_named(&naming, 0, wide_value(image_at(image, column->values), column->width, i));
}

static bool hides_dossier(Asked *asked, Text image)
{
    const Program *program = asked->review->program;
    if (!holds_hidden(asked->viewer, image))
        return false;
    bool hidden = asked->submissions;
    for (uint32_t i = 0; i < program->attributes_count && !hidden; i++)
        hidden = bit(asked->attributes, i) && image_column(image, i) && hears_hidden(asked->viewer, NULL, program, image, i);
    return hidden;
}

// Looks at a dossier, and goes on to those that it names where the code can follow.
static bool hides_and_goes_on(Asked *asked, uint32_t entity)
{
    Text image = entity_dossier(asked->review, entity)->image;
    if (!image.bytes)
        return false;
    if (hides_dossier(asked, image))
        return true;
    for (uint32_t i = 0; i < asked->review->program->attributes_count; i++) {
        if (bit(asked->attributes, i))
            meet_all(asked, entity, i);
    }
    for (uint32_t i = 0; asked->institutions && i < image_head(image)->submission_count; i++) {
        if (image_submission(image, i)->by != NO_INDEX)
            meet(asked, (uint32_t)entity_of_image(asked->review, entity, image_submission(image, i)->by));
    }
    return false;
}

static bool reads_hidden_attributes(const Asked *asked)
{
    const Program *program = asked->review->program;
    for (uint32_t i = 0; i < program->attributes_count; i++) {
        if (bit(asked->attributes, i) && !viewer_sees_attribute(asked->viewer, &program->attributes[i]))
            return true;
    }
    return false;
}

bool view_hides_question(Review *review, const Viewer *viewer, const QuestionInfo *question)
{
    const Program *program = review->program;
    Asked asked = {.review = review,
                   .viewer = viewer,
                   .instrs = mask_room(&review->main, (size_t)program->code_count + 1),
                   .attributes = mask_room(&review->main, (size_t)program->attributes_count + 1)};
    if (viewer->audience == AUDIENCE_OFFICE)
        return false;
    take_code(&asked, question);
    if (reads_hidden_attributes(&asked) || (question->kind == TYPE_PART && !viewer_sees_keys(viewer, program, question->target)))
        return true;
    meet(&asked, 0);
    for (uint32_t at = 0; at < program->code_count; at++) {
        const Instr *instr = &program->code[at];
        if (bit(asked.instrs, at) && instr->op == OP_ENTITY)
            meet(&asked, review_entity_of(review, instr->b, program_string(program, instr->a)));
    }
    while (asked.count) {
        if (hides_and_goes_on(&asked, asked.waiting[--asked.count]))
            return true;
    }
    return false;
}
