// SPDX-License-Identifier: MIT
// Findings: for each false requirement, one for each way to bind its leading variables that makes it false.
#include "outcome/findings.h"

#include <stdlib.h>

// ---- where the deciding facts come from ----

enum { MOST_STEPS = 4096 }; // of the walk for one finding

typedef struct Traced {
    Review *review;
    bool confidential; // a fact was said in confidence
    Digest *items;
    size_t count, capacity;
    struct Waiting {
        uint32_t reg, row;
    } * waiting;
    size_t waiting_count, waiting_capacity, steps;
} Traced;

static void add_digest(Traced *evidence, const Digest *digest)
{
    for (size_t i = 0; i < evidence->count; i++) {
        if (digest_equal(&evidence->items[i], digest))
            return;
    }
    evidence->items = arena_grow(review_arena(evidence->review), evidence->items, evidence->count, &evidence->capacity,
                                 sizeof *evidence->items);
    evidence->items[evidence->count++] = *digest;
}

static void add_fact(Traced *evidence, const ReviewFact *fact)
{
    size_t count;
    uint32_t type;
    Text id, image;
    const ReviewClaim *claims = review_claims(evidence->review, fact->entity, fact->attribute, fact->row, &count);
    if (!count)
        return;
    review_entity(evidence->review, fact->entity, &type, &id, &image);
    for (size_t i = 0; i < count; i++) {
        if (!claims[i].decides)
            continue;
        const ImageSubmission *submission = image_submission(image, claims[i].submission);
        evidence->confidential |= (submission->flags & SUBMISSION_CONFIDENTIAL) != 0;
        add_digest(evidence, &submission->digest);
    }
}

static void visit_operand(void *with, uint32_t reg, uint32_t row)
{
    Traced *evidence = with;
    if (++evidence->steps > MOST_STEPS)
        return;
    evidence->waiting = arena_grow(review_arena(evidence->review), evidence->waiting, evidence->waiting_count,
                                   &evidence->waiting_capacity, sizeof *evidence->waiting);
    evidence->waiting[evidence->waiting_count++] = (struct Waiting){reg, row};
}

// All facts that a value hangs on.
static void collect_evidence(Traced *evidence, uint32_t reg, uint32_t row)
{
    visit_operand(evidence, reg, row);
    while (evidence->waiting_count) {
        struct Waiting next = evidence->waiting[--evidence->waiting_count];
        ReviewFact fact;
        if (review_fact(evidence->review, next.reg, next.row, &fact))
            add_fact(evidence, &fact);
        review_operands(evidence->review, next.reg, next.row, visit_operand, NULL, evidence);
    }
}

static int by_digest(const void *a, const void *b)
{
    return memcmp(a, b, sizeof(Digest));
}

// ---- texts ----

static bool pieces_confidential(Traced *evidence, const FindingInfo *finding, const RequireInfo *require, uint32_t row)
{
    const Program *program = review_program(evidence->review);
    for (uint32_t i = 0; i < finding->piece_count; i++) {
        const PieceInfo *piece = &program->pieces[finding->first_piece + i];
        if (piece->shown == NO_REGISTER)
            continue;
        if (piece->confidential)
            return true;
        uint32_t above = review_row_above(evidence->review, require->frame, row, program->code[piece->shown].frame);
        collect_evidence(evidence, piece->shown, above);
    }
    return false;
}

static Text finding_text(Review *review, const FindingInfo *finding, const RequireInfo *require, uint32_t row)
{
    const Program *program = review_program(review);
    TextBuilder text = text_builder(review_arena(review));
    for (uint32_t i = 0; i < finding->piece_count; i++) {
        const PieceInfo *piece = &program->pieces[finding->first_piece + i];
        text_append(&text, program_string(program, piece->text));
        if (piece->shown == NO_REGISTER)
            continue;
        uint32_t above = review_row_above(review, require->frame, row, program->code[piece->shown].frame);
        review_append(review, piece->shown, above, piece->kind, piece->target, &text);
    }
    return text_built(&text);
}

static void title_as_text(Review *review, const RuleInfo *rule, Finding *finding)
{
    const Program *program = review_program(review);
    finding->text_count = rule->title.count;
    finding->texts = arena_array(review_arena(review), finding->text_count + 1, sizeof *finding->texts);
    for (uint32_t i = 0; i < finding->text_count; i++) {
        const WordingEntry *entry = &program->wordings[rule->title.first + i];
        finding->texts[i] = (Worded){program_string(program, entry->language), program_string(program, entry->text)};
    }
}

static void write_texts(Review *review, const RequireInfo *require, Finding *finding)
{
    const Program *program = review_program(review);
    finding->text_count = require->finding_count;
    finding->texts = arena_array(review_arena(review), finding->text_count + 1, sizeof *finding->texts);
    for (uint32_t i = 0; i < finding->text_count; i++) {
        const FindingInfo *info = &program->findings[require->first_finding + i];
        finding->texts[i] = (Worded){program_string(program, info->language), finding_text(review, info, require, finding->row)};
    }
}

static void add_finding(Review *review, RuleVerdict *found, const RuleInfo *rule, uint32_t number, uint32_t row)
{
    const Program *program = review_program(review);
    const RequireInfo *require = &program->requires[number];
    Finding finding = {.require = number, .row = row};
    Traced shown = {.review = review}, decided = {.review = review};
    if (require->finding_count)
        write_texts(review, require, &finding);
    else
        title_as_text(review, rule, &finding);
    for (uint32_t i = 0; i < require->finding_count; i++)
        finding.confidential |= pieces_confidential(&shown, &program->findings[require->first_finding + i], require, row);
    finding.confidential |= shown.confidential;
    collect_evidence(&decided, require->body == NO_REGISTER ? require->plain : require->body, row);
    if (decided.count)
        qsort(decided.items, decided.count, sizeof *decided.items, by_digest);
    finding.evidence = decided.items;
    finding.evidence_count = decided.count;
    found->findings = arena_grow(review_arena(review), found->findings, found->finding_count, &found->finding_capacity,
                                 sizeof *found->findings);
    found->findings[found->finding_count++] = finding;
}

void find_findings(Review *review, RuleVerdict *found, const RuleInfo *rule)
{
    const Program *program = review_program(review);
    for (uint32_t i = 0; i < rule->require_count; i++) {
        uint32_t number = rule->first_require + i;
        const RequireInfo *require = &program->requires[number];
        if (review_truth(review, require->plain, 0) != TRUTH_FALSE)
            continue;
        review_run_segment(review, require->segment, require->segment_end);
        if (require->body == NO_REGISTER) {
            add_finding(review, found, rule, number, 0);
            continue;
        }
        uint32_t rows = review_rows(review, require->frame);
        for (uint32_t row = 0; row < rows; row++) {
            bool in = review_truth(review, require->member, row) == TRUTH_TRUE;
            if (in && review_truth(review, require->body, row) == TRUTH_FALSE)
                add_finding(review, found, rule, number, row);
        }
    }
}
