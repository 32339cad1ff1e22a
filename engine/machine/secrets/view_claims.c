// SPDX-License-Identifier: MIT
// Access control by claim: which submissions of an image are hidden from a viewer, and of which facts and parts what is claimed
// is. See view.h.
#include "machine/secrets/view_inside.h"

// ---- submissions ----

static bool is_hidden(const Viewer *viewer, Text image, uint32_t submission)
{
    const ImageSubmission *one = image_submission(image, submission);
    Text by = one->by == NO_INDEX ? (Text){"", 0} : image_text(image, image_entity(image, one->by)->id);
    return (one->flags & SUBMISSION_CONFIDENTIAL) && !viewer_sees_confidence(viewer, by);
}

bool viewer_misses_submissions(const Viewer *viewer, Text image)
{
    bool any = false;
    for (uint32_t i = 0; image.bytes && i < image_head(image)->submission_count && !any; i++)
        any = is_hidden(viewer, image, i);
    return any;
}

bool viewer_knows_dossier(const Viewer *viewer, Text image)
{
    for (uint32_t i = 0; image.bytes && i < image_head(image)->submission_count; i++) {
        if (!is_hidden(viewer, image, i))
            return true;
    }
    return false;
}

bool view_knows_dossier(View *view, uint32_t entity)
{
    return viewer_knows_dossier(&view->viewer, view->review->entities[entity].image);
}

bool view_hides_attribute(const View *view, uint32_t attribute)
{
    return !viewer_sees_attribute(&view->viewer, &view->review->program->attributes[attribute]);
}

bool view_hides_submission(const View *view, Text image, uint32_t submission)
{
    return is_hidden(&view->viewer, image, submission);
}

bool view_shows_submission(const View *view, uint32_t entity, uint32_t submission)
{
    return !is_hidden(&view->viewer, view->review->entities[entity].image, submission);
}

// What hidden submissions take the place of on the day of a review: those that stand, and those that are named by what does.
static const bool *secretly_taken(const Viewer *viewer, const Review *review, Text image)
{
    uint32_t count = image_head(image)->submission_count, *waiting = NULL;
    const bool *replaced = replaced_find(image, review->date, review->arena);
    bool *taken = NULL;
    for (uint32_t i = 0; replaced && i < count; i++) {
        const ImageSubmission *one = image_submission(image, i);
        if (!one->replaces_count || !is_hidden(viewer, image, i) || !(replaced[i] || submission_stands(one, review->date)))
            continue;
        if (!taken) {
            taken = arena_array(review->arena, count, sizeof *taken);
            waiting = arena_raw(review->arena, (size_t)count * sizeof *waiting);
        }
        replaced_mark(image, i, taken, waiting);
    }
    return taken;
}

static bool is_secretly_taken(const View *view, Text image, uint32_t submission)
{
    SecretlyTaken *of = *view->taken;
    if (!(image_submission(image, submission)->flags & SUBMISSION_REPLACED))
        return false;
    while (of && of->image != image.bytes)
        of = of->next;
    if (!of) {
        of = arena_take(view->review->arena, sizeof *of);
        *of = (SecretlyTaken){image.bytes, secretly_taken(&view->viewer, view->review, image), *view->taken};
        *view->taken = of;
    }
    return of->taken && of->taken[submission];
}

bool view_hides_claim(const View *view, Text image, uint32_t submission)
{
    bool condition = view->review->program->kinds[image_submission(image, submission)->kind].accept != NO_REGISTER;
    return (view->acceptance && condition) || view_hides_submission(view, image, submission) ||
           is_secretly_taken(view, image, submission);
}

ViewedDossier *view_dossier(View *view, uint32_t entity)
{
    const Review *review = view->review;
    if (view->dossier_capacity <= entity) { // the list of entities grows while findings are explained
        size_t capacity = 2 * (size_t)review->entity_count;
        ViewedDossier *larger = arena_array(review->arena, capacity, sizeof *larger);
        if (view->dossier_capacity)
            memcpy(larger, view->dossiers, view->dossier_capacity * sizeof *larger);
        view->dossiers = larger;
        view->dossier_capacity = capacity;
    }
    ViewedDossier *dossier = &view->dossiers[entity];
    if (!dossier->asked && review->entities[entity].image.bytes)
        *dossier = (ViewedDossier){.asked = true,
                                   .confidences = viewer_misses_submissions(&view->viewer, review->entities[entity].image)};
    return dossier;
}

bool view_has_confidences(View *view, uint32_t entity)
{
    return view_dossier(view, entity)->confidences;
}

bool view_hides_who_speaks(View *view)
{
    if (!view->confidences) {
        bool any = view->acceptance;
        for (uint32_t i = 0; i < view->review->entity_count && !any; i++)
            any = view_has_confidences(view, i);
        view->confidences = (uint8_t)(1 + any);
    }
    return view->confidences > 1;
}

// ---- claims ----

typedef struct Hearing {
    const Viewer *viewer;
    const View *view;  // null: of submissions as such, not of how they count
    const bool *taken; // which others take the place of in secret; null: none, or it does not matter
    Text image;
    Said said;
} Hearing;

static void hear(Hearing *hearing, uint32_t submission)
{
    bool hidden = hearing->view
                      ? view_hides_claim(hearing->view, hearing->image, submission)
                      : is_hidden(hearing->viewer, hearing->image, submission) || (hearing->taken && hearing->taken[submission]);
    hearing->said.hidden |= hidden;
    hearing->said.openly |= !hidden;
}

static bool hear_claim(void *with, const ImageClaim *claim)
{
    hear(with, claim->submission);
    return true;
}

static void hear_voice(Hearing *hearing, const uint32_t *source)
{
    uint32_t count;
    const uint32_t *voice = image_voice(hearing->image, source, &count);
    for (uint32_t i = 0; i < count; i++)
        hear(hearing, voice[i]);
}

// All who claim something about a column of values, until one is hidden.
static void hear_values(Hearing *hearing, const ImageColumn *column, uint32_t rows)
{
    Text image = hearing->image;
    const uint32_t *heard = NULL; // the voice that was met last
    for (uint32_t row = 0; row < rows && !hearing->said.hidden && (column->source == PER_ROW || !heard); row++) {
        const uint32_t *source = column_knows(image, column, row) ? column_source(image, column, row) : heard;
        if (source && (!heard || *source != *heard))
            hear_voice(hearing, source);
        heard = source;
    }
    const ImageSide *side = column_side(column);
    const ImageClaim *claims = side ? image_at(image, side->claims) : NULL;
    uint32_t count = side ? ((const uint32_t *)image_at(image, side->first))[side->count] : 0;
    for (uint32_t i = 0; i < count && !hearing->said.hidden; i++)
        hear(hearing, claims[i].submission);
}

// Likewise of a column of sets.
static void hear_sets(Hearing *hearing, const ImageColumn *column, uint32_t rows)
{
    const ImageSets *sets = column_sets(column);
    if (!column->general) {
        const uint64_t *claimed = image_at(hearing->image, sets->claimed);
        uint32_t row = 0;
        while (row < rows && !mask_bit(claimed, row))
            row++;
        if (row < rows)
            hear_voice(hearing, &column->source);
        return;
    }
    const uint32_t *claims = image_at(hearing->image, sets->claims);
    uint32_t count = ((const uint32_t *)image_at(hearing->image, sets->claim_first))[rows];
    for (uint32_t i = 0; i < count && !hearing->said.hidden; i++)
        hear(hearing, set_claim_submission(claims[i]));
}

bool viewer_misses_claims(const Viewer *viewer, const View *view, const Review *review, Text image, uint32_t attribute)
{
    Hearing hearing = {.viewer = viewer, .view = view, .image = image};
    uint32_t rows = image_table(image, review->program->attributes[attribute].owner)->rows;
    const ImageColumn *column = image_column(image, attribute);
    if (!view)
        hearing.taken = secretly_taken(viewer, review, image);
    if (column->kind == COLUMN_SETS)
        hear_sets(&hearing, column, rows);
    else
        hear_values(&hearing, column, rows);
    return hearing.said.hidden;
}

static void hear_element(Hearing *hearing, const ImageColumn *column, uint32_t element)
{
    uint32_t count;
    const uint32_t *listers = column_supporters(hearing->image, column, element, &count);
    for (uint32_t i = 0; i < count; i++)
        hear(hearing, listers[i]);
}

Said view_element_said(const View *view, Text image, const ImageColumn *column, uint32_t element)
{
    Hearing hearing = {.viewer = &view->viewer, .image = image};
    hear_element(&hearing, column, element);
    return hearing.said;
}

uint32_t view_attribute_read(const Program *program, const Instr *instr)
{
    const uint32_t operands[] = {instr->a, instr->b, instr->c};
    for (int i = 0; i < 3; i++) {
        if (op_infos[instr->op].operands[i] == OPERAND_SLOT)
            return program->slots[operands[i]].attribute;
    }
    return NO_INDEX;
}

static bool find_hidden_claims(View *view, uint32_t attribute)
{
    const Review *review = view->review;
    for (uint32_t i = 0; i < review->entity_count; i++) {
        Text image = review->entities[i].image;
        if (!image.bytes || !image_column(image, attribute) || !(view->acceptance || view_has_confidences(view, i)))
            continue;
        if (viewer_misses_claims(&view->viewer, view, review, image, attribute))
            return true;
    }
    return false;
}

bool view_hides_claims_anywhere(View *view, uint32_t attribute)
{
    if (!view->claims) // how submissions count is being found out
        return find_hidden_claims(view, attribute);
    if (!view->claims[attribute])
        view->claims[attribute] = (uint8_t)(1 + find_hidden_claims(view, attribute));
    return view->claims[attribute] > 1;
}

bool view_hides_fact(View *view, uint32_t entity, uint32_t attribute, uint32_t row)
{
    Text image = view->review->entities[entity].image;
    if (view_hides_attribute(view, attribute))
        return true;
    if (!image.bytes || !(view->acceptance || view_has_confidences(view, entity)))
        return false;
    Hearing hearing = {.viewer = &view->viewer, .view = view, .image = image};
    claims_each(image, attribute, row, hear_claim, &hearing);
    return hearing.said.hidden;
}

bool view_hides_speakers_of(View *view, uint32_t type)
{
    const Program *program = view->review->program;
    if (!view_hides_who_speaks(view) || !program->types[type].is_part)
        return view_hides_who_speaks(view);
    if (!view->speakers[type]) {
        bool any = false;
        for (uint32_t i = 0; i < program->attributes_count && !any; i++) {
            const AttributeInfo *attribute = &program->attributes[i];
            bool owns = attribute->kind == TYPE_PART && attribute->target == type && (attribute->flags & ATTRIBUTE_OWNED);
            any = owns && view_hides_claims_anywhere(view, i);
        }
        view->speakers[type] = (uint8_t)(1 + any);
    }
    return view->speakers[type] > 1;
}

typedef struct Speakers {
    const View *view;
    Text image;
    const SlotInfo *slot;
    const Standing *standing;
    bool hidden, openly; // openly: and it counts
} Speakers;

static bool see_speaker(void *with, uint32_t submission)
{
    Speakers *speakers = with;
    const View *view = speakers->view;
    const Standing *standing = &speakers->standing[submission];
    bool asked = speakers->slot->kinds == NO_INDEX || slot_has_kind(view->review->program, speakers->slot, standing->kind);
    if (view_hides_claim(view, speakers->image, submission))
        speakers->hidden = true;
    else
        speakers->openly |= asked && standing->acceptability == ACCEPTABLE;
    return !speakers->openly;
}

bool view_hides_speakers(View *view, uint32_t entity, const SlotInfo *slot, uint32_t row)
{
    Review *review = view->review;
    Text image = review->entities[entity].image;
    if (!image.bytes || !(view->acceptance || view_has_confidences(view, entity)))
        return false;
    Speakers speakers = {.view = view, .image = image, .slot = slot, .standing = standing_of_entity(review, entity, MODE_PLAIN)};
    speakers_each(review, entity, review->program->attributes[slot->attribute].owner, row, see_speaker, &speakers);
    return speakers.hidden && !speakers.openly;
}

bool viewer_misses_speakers(const Viewer *viewer, Review *review, uint32_t entity, const SlotInfo *slot)
{
    Text image = review->entities[entity].image;
    if (!viewer_misses_submissions(viewer, image) || !view_has_rows(review, image, slot->attribute))
        return false;
    if (review->program->types[review->program->attributes[slot->attribute].owner].is_part)
        return true;
    const Standing *standing = standing_of_entity(review, entity, MODE_UNCONDITIONED);
    const bool *taken = secretly_taken(viewer, review, image);
    bool openly = false;
    for (uint32_t i = 0; i < image_head(image)->submission_count && !openly; i++)
        openly = standing[i].unconditioned && !is_hidden(viewer, image, i) && !(taken && taken[i]);
    return !openly;
}

// ---- parts ----

// Who says that there is a part: by its key, or by the set that it is in.
static Said part_said(const View *view, Text image, uint32_t type, uint32_t row)
{
    const Program *program = view->review->program;
    const TypeInfo *info = &program->types[type];
    Hearing hearing = {.viewer = &view->viewer, .image = image};
    for (uint32_t i = 0; i < info->key_count; i++)
        claims_each(image, program->keys[info->first_key + i], row, hear_claim, &hearing);
    const ImageSection *section = image_section_of(image, type, row);
    if (info->key_count || !section || section->attribute == NO_INDEX)
        return hearing.said;
    const ImageColumn *column = image_column(image, section->attribute);
    const uint32_t *parents = image_at(image, image_table(image, type)->parents);
    if (attribute_is_many(&program->attributes[section->attribute]))
        hear_element(&hearing, column, set_element_of_part(image, type, column, row));
    else
        claims_each(image, section->attribute, parents[row], hear_claim, &hearing);
    return hearing.said;
}

bool view_hides_part(View *view, uint32_t entity, uint32_t type, uint32_t row)
{
    const Program *program = view->review->program;
    Text image = view->review->entities[entity].image;
    bool hidden = !viewer_sees_keys(&view->viewer, program, type);
    if (!program->types[type].is_part || hidden || !image.bytes || !view_has_confidences(view, entity))
        return program->types[type].is_part && hidden;
    Said said = part_said(view, image, type, row);
    return said.hidden && !said.openly;
}
