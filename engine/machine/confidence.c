// SPDX-License-Identifier: MIT
// What is not for the public: attributes that the policy calls confidential, and submissions made in confidence. Whoever is named
// there has a name to keep, and whoever asks about it gets no answer from which it could be guessed.
#include "machine/run.h"

// What is said in an image, claim by claim.
typedef struct Hearing {
    Review *review;
    Text image;
    bool in_confidence; // one of the claims that were visited
    bool openly;        // likewise
    bool secret;        // the attribute is confidential
    uint32_t entity;    // whose image it is; of references: who they lead to is noted
    bool notes;
} Hearing;

static bool is_secret(const Hearing *hearing, uint32_t submission)
{
    return (image_submission(hearing->image, submission)->flags & SUBMISSION_CONFIDENTIAL) != 0;
}

// Whether something about an entity that has a dossier was said in confidence: it is looked for once.
static bool has_secrets(Review *review, uint32_t number)
{
    ReviewEntity *entity = &review->entities[number];
    for (uint32_t i = 0; !entity->secrets_asked && i < image_head(entity->image)->submission_count; i++)
        entity->has_secrets |= (image_submission(entity->image, i)->flags & SUBMISSION_CONFIDENTIAL) != 0;
    entity->secrets_asked = true;
    return entity->has_secrets;
}

static void note_entity(Review *review, uint32_t entity)
{
    Secrets *secrets = review->secrets;
    secrets->named = arena_grow(review->arena, secrets->named, secrets->count, &secrets->capacity, sizeof *secrets->named);
    secrets->named[secrets->count++] = entity;
}

static bool hear_claim(void *with, uint32_t submission, int64_t value)
{
    Hearing *hearing = with;
    bool secret = hearing->secret || is_secret(hearing, submission);
    hearing->in_confidence |= secret;
    hearing->openly |= !secret;
    if (secret && hearing->notes)
        note_entity(hearing->review, (uint32_t)entity_of_image(hearing->review, hearing->entity, (uint32_t)value));
    return true;
}

// The claims about a set of one row, element by element where it lists entities.
static void hear_set(Hearing *hearing, uint32_t attribute, uint32_t row)
{
    const ImageColumn *column = image_column(hearing->image, attribute);
    const ImageSets *sets = column_sets(column);
    for (uint32_t i = 0, count = set_claim_count(hearing->image, attribute, row); i < count; i++) {
        bool secret = hearing->secret || is_secret(hearing, set_claim(hearing->image, attribute, row, i) / 2);
        hearing->in_confidence |= secret;
        hearing->openly |= !secret;
    }
    if (!hearing->notes || !hearing->in_confidence || !column->values)
        return;
    const uint32_t *first = image_at(hearing->image, sets->first);
    for (uint32_t element = first[row]; element < first[row + 1]; element++) {
        int64_t value = wide_value(image_at(hearing->image, column->values), column->width, element);
        note_entity(hearing->review, (uint32_t)entity_of_image(hearing->review, hearing->entity, (uint32_t)value));
    }
}

static void hear_attribute(Hearing *hearing, uint32_t attribute)
{
    const AttributeInfo *info = &hearing->review->program->attributes[attribute];
    uint32_t rows = image_table(hearing->image, info->owner)->rows;
    hearing->secret = (info->flags & ATTRIBUTE_CONFIDENTIAL) != 0;
    for (uint32_t row = 0; row < rows; row++) {
        if (attribute_is_many(info))
            hear_set(hearing, attribute, row);
        else
            image_claims(hearing->image, attribute, row, hear_claim, hearing);
    }
}

// ---- who is named in confidence ----

// Those whom an image names: in references of confidential attributes, or as who submitted in confidence and not openly too.
static void hear_image(Review *review, uint32_t entity)
{
    Text image = review->entities[entity].image;
    const Program *program = review->program;
    bool secrets = has_secrets(review, entity);
    Hearing hearing = {.review = review, .image = image, .entity = entity, .notes = true};
    for (uint32_t i = 0; i < program->attributes_count; i++) {
        const AttributeInfo *attribute = &program->attributes[i];
        bool any = secrets || (attribute->flags & ATTRIBUTE_CONFIDENTIAL);
        if (any && attribute->kind == TYPE_ENTITY && image_column(image, i))
            hear_attribute(&hearing, i);
    }
    for (uint32_t i = 0; secrets && i < image_head(image)->submission_count; i++) {
        const ImageSubmission *one = image_submission(image, i);
        bool openly = !(one->flags & SUBMISSION_CONFIDENTIAL);
        for (uint32_t j = 0; !openly && j < image_head(image)->submission_count; j++) {
            const ImageSubmission *other = image_submission(image, j);
            openly = other->by == one->by && !(other->flags & SUBMISSION_CONFIDENTIAL);
        }
        if (!openly && one->by != NO_INDEX)
            note_entity(review, (uint32_t)entity_of_image(review, entity, one->by));
    }
}

bool review_entity_is_confidential(Review *review, uint32_t entity)
{
    if (entity == 0)
        return false; // under review: everybody knows it
    if (!review->secrets)
        review->secrets = arena_take(review->arena, sizeof *review->secrets);
    for (uint32_t i = review->secrets->heard; i < review->entity_count; i++) { // the list grows meanwhile
        if (review->entities[i].image.bytes)
            hear_image(review, i);
        review->secrets->heard = i + 1;
    }
    for (size_t i = 0; i < review->secrets->count; i++) {
        if (review->secrets->named[i] == entity)
            return true;
    }
    return false;
}

// ---- submissions and parts ----

bool review_is_confidential_field(Review *review, uint32_t number, uint32_t row)
{
    const Instr *instr = &review->main.code.instrs[number];
    return instr->op == OP_FIELD && review_is_confidential_submission(review, instr->a, row);
}

bool review_is_confidential_submission(Review *review, uint32_t number, uint32_t row)
{
    Shown handle = review_value(review, number, row);
    if (!handle.known)
        return false;
    Text image = review->entities[handle_entity((int64_t)handle.low)].image;
    return (image_submission(image, handle_row((int64_t)handle.low))->flags & SUBMISSION_CONFIDENTIAL) != 0;
}

bool review_type_is_confidential(const Program *program, uint32_t type)
{
    const TypeInfo *info = &program->types[type];
    for (uint32_t i = 0; i < info->key_count; i++) {
        if (program->attributes[program->keys[info->first_key + i]].flags & ATTRIBUTE_CONFIDENTIAL)
            return true;
    }
    return false;
}

bool review_part_is_confidential(Review *review, uint32_t entity, uint32_t type, uint32_t row)
{
    const Program *program = review->program;
    Text image = review->entities[entity].image;
    if (!program->types[type].is_part || !image.bytes)
        return false;
    if (review_type_is_confidential(program, type))
        return true;
    if (!has_secrets(review, entity))
        return false;
    Hearing hearing = {.review = review, .image = image, .entity = entity};
    for (uint32_t i = 0; i < program->types[type].key_count; i++) {
        uint32_t key = program->keys[program->types[type].first_key + i];
        if (image_column(image, key))
            image_claims(image, key, row, hear_claim, &hearing);
    }
    return hearing.in_confidence && !hearing.openly;
}

// ---- what code reads ----

static bool attribute_has_secrets(Review *review, uint32_t attribute)
{
    if (review->program->attributes[attribute].flags & ATTRIBUTE_CONFIDENTIAL)
        return true;
    for (uint32_t i = 0; i < review->entity_count; i++) {
        Text image = review->entities[i].image;
        if (!image.bytes || !has_secrets(review, i) || !image_column(image, attribute))
            continue;
        Hearing hearing = {.review = review, .image = image, .entity = i};
        hear_attribute(&hearing, attribute);
        if (hearing.in_confidence)
            return true;
    }
    return false;
}

static bool any_secrets(Review *review)
{
    for (uint32_t i = 0; i < review->entity_count; i++) {
        if (review->entities[i].image.bytes && has_secrets(review, i))
            return true;
    }
    return false;
}

typedef struct CodeWalk {
    Review *review;
    uint32_t *waiting;
    size_t count;
    Mask *seen;
} CodeWalk;

static void walk_to(void *with, uint32_t number)
{
    CodeWalk *walk = with;
    if (number == NO_REGISTER || bit(walk->seen, number))
        return;
    put_bit(walk->seen, number);
    walk->waiting[walk->count++] = number;
}

static bool instr_reads_secrets(CodeWalk *walk, uint32_t number)
{
    Review *review = walk->review;
    const Program *program = review->program;
    const Instr *instr = &program->code[number];
    const OpInfo *info = &op_infos[instr->op];
    const uint32_t operands[] = {instr->a, instr->b, instr->c};
    if (instr->op == OP_SUBMISSIONS)
        return any_secrets(review);
    for (int i = 0; i < 3; i++) {
        if (info->operands[i] == OPERAND_SLOT && attribute_has_secrets(review, program->slots[operands[i]].attribute))
            return true;
    }
    each_dependency(program, number, walk_to, walk);
    return false;
}

bool review_reads_confidences(Review *review, const uint32_t *registers, size_t count)
{
    size_t code = review->program->code_count;
    CodeWalk walk = {.review = review,
                     .waiting = arena_array(review->arena, code + 1, sizeof *walk.waiting),
                     .seen = mask_room(&review->main, code + 1)};
    for (size_t i = 0; i < count; i++)
        walk_to(&walk, registers[i]);
    while (walk.count) {
        if (instr_reads_secrets(&walk, walk.waiting[--walk.count]))
            return true;
    }
    return false;
}
