// SPDX-License-Identifier: MIT
// Which submissions count (LANGUAGE.md 3.3), as a memo table: decided once for each submission of a dossier that is read, and of
// those under thresholds for each attribute of the subject.
#include "machine/claims/claims.h"
#include "machine/registers.h"

#include "support/calendar.h"

static bool lacks_institution(const Program *program, const ImageSubmission *submission)
{
    return program->kinds[submission->kind].names_by && submission->by == NO_INDEX;
}

bool review_lacks_institution(Review *review, uint32_t entity, uint32_t submission)
{
    return lacks_institution(review->program, image_submission(entity_dossier(review, entity)->image, submission));
}

// Runs the conditions of acceptance over the submissions of a dossier; what each comes to, submission by submission.
static const Truth *run_acceptance(Review *review, uint32_t entity)
{
    const Program *program = review->program;
    CodeView code = code_of_acceptance(program);
    Run *run = arena_take(review->arena, sizeof *run); // stays: reasons are looked for in it
    open_run(run, review, code, review->prepared->acceptance);
    run->dossier = entity;
    run_code(run, 0, code.count);
    review->entities[entity].acceptance = run;
    Text image = review->entities[entity].image;
    uint32_t count = image_head(image)->submission_count;
    Truth *accepted = arena_array(review->arena, (size_t)count + 1, sizeof *accepted);
    for (uint32_t i = 0; i < count; i++) {
        const ImageSubmission *submission = image_submission(image, i);
        uint32_t condition = program->kinds[submission->kind].accept;
        accepted[i] = TRUTH_TRUE;
        if (condition == NO_REGISTER)
            continue;
        if (lacks_institution(program, submission)) {
            accepted[i] = TRUTH_FALSE;
            continue;
        }
        const Register *truth = reg(run, condition);
        // A review that may take no more rows has no submissions in that frame: nothing is decided then.
        uint32_t rows = rows_of(run, frame_of(run, condition));
        accepted[i] = i >= rows ? TRUTH_UNKNOWN : bit(truth->t, i) ? TRUTH_TRUE : bit(truth->f, i) ? TRUTH_FALSE : TRUTH_UNKNOWN;
    }
    return accepted;
}

static Standing stand(const Review *review, const ImageSubmission *submission)
{
    const KindInfo *kind = &review->program->kinds[submission->kind];
    Standing standing = {.rank = kind->rank, .kind = submission->kind};
    bool withdrawn = submission->withdrawn_on <= review->date, later = submission->on > review->date;
    // Age equal to the limit is in.
    bool old = kind->expires && (Wide)(review->date - submission->on) * SECONDS_A_DAY > kind->after;
    standing.fault = withdrawn ? FAULT_WITHDRAWN : later ? FAULT_LATER : old ? FAULT_OLD_ONLY : FAULT_NONE;
    standing.unconditioned = standing.fault == FAULT_NONE;
    standing.acceptability = standing.unconditioned ? ACCEPTABLE : NOT_ACCEPTABLE; // where there is no condition
    return standing;
}

static void replace_submissions(Review *review, Text image, Standing *standing)
{
    const bool *replaced = replaced_find(image, review->date, review->beside);
    for (uint32_t i = 0; replaced && i < image_head(image)->submission_count; i++) {
        if (!replaced[i])
            continue;
        standing[i].fault = standing[i].fault == FAULT_WITHDRAWN ? FAULT_WITHDRAWN : FAULT_REPLACED;
        standing[i].unconditioned = false;
        standing[i].acceptability = NOT_ACCEPTABLE;
    }
}

// What conditions of acceptance come to, on top of date, withdrawal and replacement.
static void accept_submissions(Review *review, uint32_t number, Standing *standing)
{
    review->entities[number].accepted = true;
    const Truth *accepted = run_acceptance(review, number);
    uint32_t count = image_head(review->entities[number].image)->submission_count;
    for (uint32_t i = 0; i < count; i++) {
        Truth answer = accepted[i];
        if (answer == TRUTH_TRUE)
            continue;
        // Too old, and perhaps not acceptable besides: then its age is not its only fault.
        if (standing[i].fault <= FAULT_OLD_ONLY)
            standing[i].fault = answer == TRUTH_FALSE ? FAULT_CONDITION : FAULT_CONDITION_UNKNOWN;
        if (standing[i].unconditioned)
            standing[i].acceptability = answer == TRUTH_UNKNOWN ? PERHAPS_ACCEPTABLE : NOT_ACCEPTABLE;
    }
}

bool standing_has_conditions(const Review *review, Text image)
{
    uint32_t count = review->prepared->has_conditions && image.bytes ? image_head(image)->submission_count : 0;
    for (uint32_t i = 0; i < count; i++) {
        if (review->program->kinds[image_submission(image, i)->kind].accept != NO_REGISTER)
            return true;
    }
    return false;
}

const Standing *standing_find(Review *review, uint32_t number, uint32_t mode)
{
    ReviewEntity *entity = &review->entities[number];
    if (!entity->standing) {
        uint32_t count = image_head(entity->image)->submission_count;
        Standing *standing = arena_raw(review->beside, ((size_t)count + 1) * sizeof *standing);
        for (uint32_t i = 0; i < count; i++)
            standing[i] = stand(review, image_submission(entity->image, i));
        replace_submissions(review, entity->image, standing);
        entity->standing = standing;
        entity->accepted = !standing_has_conditions(review, entity->image);
    }
    // Conditions of acceptance read facts without conditions, so that no dossier's acceptance hangs on another one's.
    if (mode != MODE_UNCONDITIONED && !entity->accepted)
        accept_submissions(review, number, entity->standing);
    return review->entities[number].standing;
}

bool slot_has_kind(const Program *program, const SlotInfo *slot, uint32_t kind)
{
    const ListInfo *kinds = &program->lists[slot->kinds];
    bool has = false;
    for (uint32_t i = 0; i < kinds->count && !has; i++)
        has = program->list_values[kinds->first + i] == kind;
    return has;
}

uint32_t threshold_rank(const Review *review, uint32_t entity, uint32_t mode, uint32_t root)
{
    if (mode < MODE_STRICT || entity != 0)
        return 0;
    const ModeInfo *info = &review->program->modes[mode - MODE_STRICT];
    uint32_t rank = info->general;
    for (uint32_t i = 0; i < info->count; i++) {
        const ModeRank *one = &review->program->mode_ranks[info->first + i];
        if (one->attribute == root && one->rank > rank)
            rank = one->rank;
    }
    return rank;
}

uint32_t threshold_root(const Review *review, uint32_t entity, uint32_t attribute, uint32_t row)
{
    uint32_t owner = review->program->attributes[attribute].owner;
    if (entity != 0)
        return NO_INDEX;
    if (!review->program->types[owner].is_part)
        return attribute;
    const ImageSection *section = image_section_of(review->entities[0].image, owner, row);
    return section ? section->root : NO_INDEX;
}

bool standing_counts_alike(Review *review, const SlotInfo *info, const ImageColumn *column, Acceptability *counts)
{
    *counts = NOT_ACCEPTABLE;                              // of no row at all
    if (schema_is_key(review->program, info->attribute)) { // known of every part that somebody lists
        *counts = ACCEPTABLE;
        return true;
    }
    if (column->source == PER_ROW)
        return false;
    Text image = review->entities[0].image;
    uint32_t type = review->program->attributes[info->attribute].owner;
    const Standing *standing = standing_of_entity(review, 0, info->mode);
    bool thresholds = info->mode >= MODE_STRICT; // which may differ from section to section
    if (!thresholds || !review->program->types[type].is_part) {
        *counts = voice_counts(review, 0, standing, &column->source, info, info->attribute);
        return true;
    }
    const ImageTable *table = image_table(image, type);
    const ImageSection *section = (const ImageSection *)image_at(image, image_head(image)->sections) + table->first_section;
    for (uint32_t i = 0; i < table->section_count; i++) {
        Acceptability here = voice_counts(review, 0, standing, &column->source, info, section[i].root);
        if (i > 0 && here != *counts)
            return false;
        *counts = here;
    }
    return true;
}
