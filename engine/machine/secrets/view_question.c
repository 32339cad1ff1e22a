// SPDX-License-Identifier: MIT
// Reachability before anything has run: the backward closure of a question's code, the attributes that it reads, and all dossiers
// that it can come to along them; whether anything in these is hidden. See view.h.
#include "machine/schedule.h"
#include "machine/secrets/view_inside.h"

typedef struct Asked {
    Review *review;
    const Viewer *viewer;
    Mask *instrs, *attributes; // what the code is made of, and reads
    Mask *declared;            // attributes of which it asks who has spoken
    uint32_t *waiting;         // instructions, then entities
    size_t count, capacity;
    bool submissions, institutions; // it asks about submissions; it reads the dossiers of those who submit
    uint8_t *met;                   // by entity
    uint32_t met_count;
} Asked;

static void ask_later(Asked *asked, uint32_t number)
{
    asked->waiting = arena_grow(asked->review->arena, asked->waiting, asked->count, &asked->capacity, sizeof *asked->waiting);
    asked->waiting[asked->count++] = number;
}

static void ask_instr(void *with, uint32_t number)
{
    Asked *asked = with;
    if (number == NO_REGISTER || bit(asked->instrs, number))
        return;
    put_bit(asked->instrs, number);
    ask_later(asked, number);
}

static void note_instr(Asked *asked, const Instr *instr)
{
    uint32_t attribute = view_attribute_read(asked->review->program, instr);
    if (attribute != NO_INDEX)
        put_bit(asked->attributes, attribute);
    asked->institutions |= instr->op == OP_SUBMISSIONS;
}

// All attributes that the question reads, and those that conditions of acceptance do.
static void note_code(Asked *asked, const QuestionInfo *question)
{
    const Program *program = asked->review->program;
    ask_instr(asked, question->value);
    ask_instr(asked, question->member);
    ask_instr(asked, question->closed);
    while (asked->count) {
        uint32_t number = asked->waiting[--asked->count];
        const Instr *instr = &program->code[number];
        note_instr(asked, instr);
        asked->submissions |= instr->op == OP_SUBMISSIONS;
        if (instr->op == OP_DECLARED || instr->op == OP_LISTED) // which hangs on who has spoken at all
            put_bit(asked->declared, view_attribute_read(program, instr));
        each_dependency(program, number, ask_instr, asked);
    }
    for (uint32_t at = 0; at < program->accept_code_count; at++) // what those of a condition are is no question
        note_instr(asked, &program->accept_code[at]);
}

static void meet_entity(Asked *asked, uint32_t entity)
{
    if (asked->met_count <= entity) {
        uint32_t capacity = 2 * asked->review->entity_count;
        uint8_t *larger = arena_take(asked->review->arena, capacity);
        if (asked->met_count)
            memcpy(larger, asked->met, asked->met_count);
        asked->met = larger;
        asked->met_count = capacity;
    }
    if (asked->met[entity])
        return;
    asked->met[entity] = true;
    ask_later(asked, entity);
}

typedef struct Naming {
    Asked *asked;
    uint32_t entity; // whose image it is
} Naming;

static bool meet_named(void *with, const ImageClaim *claim)
{
    const Naming *naming = with;
    if (!claim->unreadable)
        meet_entity(naming->asked, (uint32_t)entity_of_image(naming->asked->review, naming->entity, claim->value));
    return true;
}

static void meet_targets(Asked *asked, uint32_t entity, uint32_t attribute)
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
        meet_named(&naming, &(ImageClaim){.value = wide_value(image_at(image, column->values), column->width, i)});
}

static bool hides_dossier(Asked *asked, uint32_t entity)
{
    const Program *program = asked->review->program;
    Text image = asked->review->entities[entity].image;
    if (!viewer_misses_submissions(asked->viewer, image))
        return false;
    bool hidden = asked->submissions;
    for (uint32_t i = 0; i < program->attributes_count && !hidden; i++)
        hidden = (bit(asked->declared, i) && view_has_rows(asked->review, image, i)) ||
                 (bit(asked->attributes, i) && image_column(image, i) &&
                  viewer_misses_claims(asked->viewer, NULL, asked->review, image, i));
    for (uint32_t at = 0; at < program->accept_code_count && !hidden; at++) {
        const Instr *instr = &program->accept_code[at];
        hidden = instr->op == OP_DECLARED &&
                 viewer_misses_speakers(asked->viewer, asked->review, entity, &program->slots[instr->b]);
    }
    return hidden;
}

// Looks at a dossier, and goes on to those that it names where the code can follow.
static bool hides_and_goes_on(Asked *asked, uint32_t entity)
{
    Text image = entity_dossier(asked->review, entity)->image;
    if (!image.bytes)
        return false;
    if (hides_dossier(asked, entity))
        return true;
    for (uint32_t i = 0; i < asked->review->program->attributes_count; i++) {
        if (bit(asked->attributes, i))
            meet_targets(asked, entity, i);
    }
    for (uint32_t i = 0; asked->institutions && i < image_head(image)->submission_count; i++) {
        if (image_submission(image, i)->by != NO_INDEX)
            meet_entity(asked, (uint32_t)entity_of_image(asked->review, entity, image_submission(image, i)->by));
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
                   .instrs = mask_take(review, (size_t)program->code_count + 1),
                   .attributes = mask_take(review, (size_t)program->attributes_count + 1),
                   .declared = mask_take(review, (size_t)program->attributes_count + 1)};
    if (viewer->audience == AUDIENCE_OFFICE)
        return false;
    note_code(&asked, question);
    if (reads_hidden_attributes(&asked) || (question->kind == TYPE_PART && !viewer_sees_keys(viewer, program, question->target)))
        return true;
    meet_entity(&asked, 0);
    for (uint32_t at = 0; at < program->code_count; at++) {
        const Instr *instr = &program->code[at];
        if (bit(asked.instrs, at) && instr->op == OP_ENTITY)
            meet_entity(&asked, review_entity_of(review, instr->b, program_string(program, instr->a)));
    }
    while (asked.count) {
        if (hides_and_goes_on(&asked, asked.waiting[--asked.count]))
            return true;
    }
    return false;
}
