// SPDX-License-Identifier: MIT
// What is hidden of the claims in dossiers, and of dossiers themselves. See confidentiality.h.
#include "machine/registers.h"
#include "machine/why/view.h"

// ---- submissions ----

static bool is_hidden(const Viewer *viewer, Text image, uint32_t submission)
{
    const ImageSubmission *one = image_submission(image, submission);
    Text by = one->by == NO_INDEX ? (Text){"", 0} : image_text(image, image_entity(image, one->by)->id);
    return (one->flags & SUBMISSION_CONFIDENTIAL) && !viewer_sees_confidence(viewer, by);
}

bool holds_hidden(const Viewer *viewer, Text image)
{
    bool any = false;
    for (uint32_t i = 0; image.bytes && i < image_head(image)->submission_count && !any; i++)
        any = is_hidden(viewer, image, i);
    return any;
}

bool hides_attribute(const View *view, uint32_t attribute)
{
    return !viewer_sees_attribute(&view->viewer, &view->review->program->attributes[attribute]);
}

bool hides_submission(const View *view, Text image, uint32_t submission)
{
    return is_hidden(&view->viewer, image, submission);
}

bool hides_claim(const View *view, Text image, uint32_t submission)
{
    bool condition = view->review->program->kinds[image_submission(image, submission)->kind].accept != NO_REGISTER;
    return (view->acceptance && condition) || hides_submission(view, image, submission);
}

static ViewedDossier *viewed(View *view, uint32_t entity)
{
    const Review *review = view->review;
    if (view->dossier_capacity <= entity) { // the list of entities grows while findings are explained
        size_t room = 2 * (size_t)review->entity_count;
        ViewedDossier *larger = arena_array(review->arena, room, sizeof *larger);
        if (view->dossier_capacity)
            memcpy(larger, view->dossiers, view->dossier_capacity * sizeof *larger);
        view->dossiers = larger;
        view->dossier_capacity = room;
    }
    ViewedDossier *dossier = &view->dossiers[entity];
    if (!dossier->asked && review->entities[entity].image.bytes)
        *dossier = (ViewedDossier){.asked = true, .confidences = holds_hidden(&view->viewer, review->entities[entity].image)};
    return dossier;
}

bool has_confidences(View *view, uint32_t entity)
{
    return viewed(view, entity)->confidences;
}

// ---- claims ----

typedef struct Hearing {
    const Viewer *viewer;
    const View *view; // null: of submissions as such, not of how they count
    Text image;
    Said said;
} Hearing;

static void hear(Hearing *hearing, uint32_t submission)
{
    bool hidden = hearing->view ? hides_claim(hearing->view, hearing->image, submission)
                                : is_hidden(hearing->viewer, hearing->image, submission);
    hearing->said.hidden |= hidden;
    hearing->said.openly |= !hidden;
}

static bool hear_claim(void *with, uint32_t submission, int64_t value)
{
    (void)value;
    hear(with, submission);
    return true;
}

static void hear_row(Hearing *hearing, const Program *program, uint32_t attribute, uint32_t row)
{
    if (!image_column(hearing->image, attribute))
        return;
    if (!attribute_is_many(&program->attributes[attribute])) {
        image_claims(hearing->image, attribute, row, hear_claim, hearing);
        return;
    }
    for (uint32_t i = 0, count = set_claim_count(hearing->image, attribute, row); i < count; i++)
        hear(hearing, set_claim(hearing->image, attribute, row, i) / 2);
}

bool hears_hidden(const Viewer *viewer, const View *view, const Program *program, Text image, uint32_t attribute)
{
    Hearing hearing = {.viewer = viewer, .view = view, .image = image};
    uint32_t rows = image_table(image, program->attributes[attribute].owner)->rows;
    for (uint32_t row = 0; row < rows && !hearing.said.hidden; row++)
        hear_row(&hearing, program, attribute, row);
    return hearing.said.hidden;
}

static void hear_element(Hearing *hearing, const ImageColumn *column, uint32_t element)
{
    const ImageSets *sets = column_sets(column);
    if (!column->general) {
        hear(hearing, column->source);
        return;
    }
    const uint32_t *first = image_at(hearing->image, sets->support_first), *supports = image_at(hearing->image, sets->supports);
    for (uint32_t i = first[element]; i < first[element + 1]; i++)
        hear(hearing, supports[i]);
}

Said element_said(const View *view, Text image, const ImageColumn *column, uint32_t element)
{
    Hearing hearing = {.viewer = &view->viewer, .image = image};
    hear_element(&hearing, column, element);
    return hearing.said;
}

static bool find_hidden_claims(View *view, uint32_t attribute)
{
    const Review *review = view->review;
    for (uint32_t i = 0; i < review->entity_count; i++) {
        Text image = review->entities[i].image;
        if (!image.bytes || !image_column(image, attribute) || !(view->acceptance || has_confidences(view, i)))
            continue;
        if (hears_hidden(&view->viewer, view, review->program, image, attribute))
            return true;
    }
    return false;
}

bool hides_claims_anywhere(View *view, uint32_t attribute)
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
    if (hides_attribute(view, attribute))
        return true;
    if (!image.bytes || !(view->acceptance || has_confidences(view, entity)))
        return false;
    Hearing hearing = {.viewer = &view->viewer, .view = view, .image = image};
    hear_row(&hearing, view->review->program, attribute, row);
    return hearing.said.hidden;
}

// ---- parts ----

// Who says that there is a part: by its key, or by the set that it is in.
static Said part_said(const View *view, Text image, uint32_t type, uint32_t row)
{
    const Program *program = view->review->program;
    const TypeInfo *info = &program->types[type];
    Hearing hearing = {.viewer = &view->viewer, .image = image};
    for (uint32_t i = 0; i < info->key_count; i++)
        hear_row(&hearing, program, program->keys[info->first_key + i], row);
    const ImageSection *section = image_section_of(image, type, row);
    if (info->key_count || !section || section->attribute == NO_INDEX)
        return hearing.said;
    const ImageColumn *column = image_column(image, section->attribute);
    const uint32_t *parents = image_at(image, image_table(image, type)->parents);
    if (attribute_is_many(&program->attributes[section->attribute]))
        hear_element(&hearing, column, row - column->known);
    else
        hear_row(&hearing, program, section->attribute, parents[row]);
    return hearing.said;
}

bool view_hides_part(View *view, uint32_t entity, uint32_t type, uint32_t row)
{
    const Program *program = view->review->program;
    Text image = view->review->entities[entity].image;
    bool hidden = !viewer_sees_keys(&view->viewer, program, type);
    if (!program->types[type].is_part || hidden || !image.bytes || !has_confidences(view, entity))
        return program->types[type].is_part && hidden;
    Said said = part_said(view, image, type, row);
    return said.hidden && !said.openly;
}

// ---- digests ----

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

typedef struct Redacted {
    bool *submissions;
} Redacted;

static bool redact_claim(void *with, uint32_t submission, int64_t value)
{
    const Redacted *redacted = with;
    (void)value;
    redacted->submissions[submission] = true;
    return true;
}

// Which submissions of a dossier claim something about an attribute that is hidden.
static const bool *find_redacted(const View *view, Text image)
{
    const Program *program = view->review->program;
    Redacted redacted = {arena_array(view->review->arena, (size_t)image_head(image)->submission_count + 1, sizeof(bool))};
    for (uint32_t i = 0; view->attributes && i < program->attributes_count; i++) {
        if (!hides_attribute(view, i) || !image_column(image, i))
            continue;
        bool set = attribute_is_many(&program->attributes[i]);
        uint32_t rows = image_table(image, program->attributes[i].owner)->rows;
        for (uint32_t row = 0; row < rows; row++) {
            if (!set)
                image_claims(image, i, row, redact_claim, &redacted);
            for (uint32_t k = 0, count = set ? set_claim_count(image, i, row) : 0; k < count; k++)
                redacted.submissions[set_claim(image, i, row, k) / 2] = true;
        }
    }
    return redacted.submissions;
}

bool view_gives_submission(View *view, uint32_t entity, uint32_t submission)
{
    Text image = view->review->entities[entity].image;
    bool partial = (image_submission(image, submission)->flags & SUBMISSION_PARTIAL) && view->viewer.audience != AUDIENCE_OFFICE;
    if (partial || hides_submission(view, image, submission))
        return false;
    if (!view->attributes)
        return true;
    ViewedDossier *dossier = viewed(view, entity);
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

// Whether conditions of acceptance read anything that is hidden: then it is, how the submissions of those kinds count.
static bool hides_acceptance(View *view)
{
    const Program *program = view->review->program;
    for (uint32_t at = 0; at < program->accept_code_count; at++) {
        const Instr *instr = &program->accept_code[at];
        const OpInfo *info = &op_infos[instr->op];
        const uint32_t operands[] = {instr->a, instr->b, instr->c};
        for (int i = 0; i < 3; i++) {
            uint32_t attribute = info->operands[i] == OPERAND_SLOT ? program->slots[operands[i]].attribute : NO_INDEX;
            if (attribute != NO_INDEX && (hides_attribute(view, attribute) || hides_claims_anywhere(view, attribute)))
                return true;
        }
    }
    return false;
}

// Whether the order of a dossier's rows hangs on what is hidden in it.
static bool order_tells(View *view, uint32_t entity)
{
    Text image = view->review->entities[entity].image;
    if (!image.bytes || has_confidences(view, entity))
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
    *view = (View){.review = review, .viewer = *viewer};
    if (viewer->audience == AUDIENCE_OFFICE)
        return view;
    for (uint32_t i = 0; i < program->attributes_count && !view->attributes; i++)
        view->attributes = hides_attribute(view, i);
    view->anything = view->attributes;
    for (uint32_t i = 0; i < review->entity_count && !view->anything; i++)
        view->anything = has_confidences(view, i);
    if (!view->anything)
        return view;
    view->acceptance = hides_acceptance(view);
    for (uint32_t i = 0; i < review->entity_count && !view->shuffles; i++)
        view->shuffles = order_tells(view, i);
    view->registers = arena_array(review->arena, (size_t)program->code_count + 1, sizeof *view->registers);
    view->claims = arena_take(review->arena, (size_t)program->attributes_count + 1);
    view->wanted = mask_room(&review->main, (size_t)program->code_count + 1);
    view->sets = arena_array(review->arena, program->frames_count, sizeof *view->sets);
    return view;
}

const Viewer *view_viewer(const View *view)
{
    return &view->viewer;
}
