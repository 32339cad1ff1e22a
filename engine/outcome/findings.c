// SPDX-License-Identifier: MIT
// Findings: for each false requirement, one for each way to bind its leading variables that makes it false.
#include "outcome/findings.h"

#include <stdlib.h>

// ---- where the deciding facts come from ----

enum { MOST_STEPS = 4096 }; // of the walk for one finding

typedef struct Traced {
    Review *review;
    bool confidential; // one of the facts is
    Digest *items;
    size_t count, capacity;
    RegisterRow *waiting;
    size_t waiting_count, waiting_capacity, steps;
    TextIndex sets;  // that were looked at
    TextIndex *seen; // what was visited, for a walk that goes to the end; null: one of few steps
} Traced;

// What is there already is looked for among the first few, and found when they are put in order.
static void add_digest(Traced *evidence, const Digest *digest)
{
    enum { FEW = 16 };
    for (size_t i = 0; i < evidence->count && i < FEW; i++) {
        if (digest_equal(&evidence->items[i], digest))
            return;
    }
    evidence->items = arena_grow(review_arena(evidence->review), evidence->items, evidence->count, &evidence->capacity,
                                 sizeof *evidence->items);
    evidence->items[evidence->count++] = *digest;
}

// Each element of a set leads to the claims about all of it: once is enough.
static bool is_traced(Traced *evidence, const ReviewFact *fact)
{
    const uint32_t key[] = {fact->entity, fact->attribute, fact->row};
    Arena *arena = review_arena(evidence->review);
    if (!fact->is_set)
        return false;
    if (!evidence->sets.arena)
        text_index_open(&evidence->sets, arena);
    uint32_t before = evidence->sets.count;
    return text_index_add(&evidence->sets, text_copy(arena, (Text){(const char *)key, sizeof key})) < before;
}

static void add_fact(Traced *evidence, const ReviewFact *fact)
{
    if (is_traced(evidence, fact))
        return;
    size_t count;
    uint32_t type;
    Text id, image;
    const ReviewClaim *claims = review_claims(evidence->review, fact->entity, fact->attribute, fact->row, &count);
    evidence->confidential |= (review_program(evidence->review)->attributes[fact->attribute].flags & ATTRIBUTE_CONFIDENTIAL) != 0;
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

// Whether anything at all in the dossiers was said in confidence.
static bool holds_confidences(const Review *review)
{
    for (uint32_t i = 0; i < review_entity_count(review); i++) {
        uint32_t type;
        Text id, image;
        if (!review_entity(review, i, &type, &id, &image) || !image.bytes)
            continue;
        for (uint32_t at = 0; at < image_head(image)->submission_count; at++) {
            if (image_submission(image, at)->flags & SUBMISSION_CONFIDENTIAL)
                return true;
        }
    }
    return false;
}

static void visit_operand(void *with, uint32_t reg, uint32_t row)
{
    Traced *evidence = with;
    if (evidence->seen) {
        const uint32_t cell[] = {reg, row};
        uint32_t before = evidence->seen->count;
        Text key = text_copy(review_arena(evidence->review), (Text){(const char *)cell, sizeof cell});
        if (text_index_add(evidence->seen, key) < before)
            return;
    } else if (++evidence->steps > MOST_STEPS) {
        // What was not looked at may be confidential.
        if (evidence->steps == MOST_STEPS + 1)
            evidence->confidential |= holds_confidences(evidence->review);
        return;
    }
    evidence->waiting = arena_grow(review_arena(evidence->review), evidence->waiting, evidence->waiting_count,
                                   &evidence->waiting_capacity, sizeof *evidence->waiting);
    evidence->waiting[evidence->waiting_count++] = (RegisterRow){reg, row};
}

// All facts that a value hangs on.
static void collect_evidence(Traced *evidence, uint32_t reg, uint32_t row)
{
    visit_operand(evidence, reg, row);
    while (evidence->waiting_count) {
        RegisterRow next = evidence->waiting[--evidence->waiting_count];
        ReviewFact fact;
        if (review_fact(evidence->review, next.reg, next.row, &fact))
            add_fact(evidence, &fact);
        evidence->confidential |= review_is_confidential_field(evidence->review, next.reg, next.row);
        review_operands(evidence->review, next.reg, next.row, visit_operand, NULL, evidence);
    }
}

bool values_are_confidential(Review *review, const RegisterRow *cells, size_t count, TextIndex *seen)
{
    Traced traced = {.review = review, .seen = seen};
    for (size_t i = 0; i < count && !traced.confidential; i++)
        collect_evidence(&traced, cells[i].reg, cells[i].row);
    if (traced.confidential) // what was looked at led there: it is to be looked at again
        text_index_open(seen, review_arena(review));
    return traced.confidential;
}

bool question_is_confidential(Review *review, const QuestionInfo *question)
{
    const uint32_t registers[] = {question->value, question->member, question->closed};
    bool keys = question->kind == TYPE_PART && review_type_is_confidential(review_program(review), question->target);
    return keys || review_reads_confidences(review, registers, sizeof registers / sizeof *registers);
}

static int by_digest(const void *a, const void *b)
{
    return memcmp(a, b, sizeof(Digest));
}

// Puts them in order, each once.
static void order_digests(Traced *evidence)
{
    size_t kept = 0;
    if (evidence->count)
        qsort(evidence->items, evidence->count, sizeof *evidence->items, by_digest);
    for (size_t i = 0; i < evidence->count; i++) {
        if (!kept || !digest_equal(&evidence->items[kept - 1], &evidence->items[i]))
            evidence->items[kept++] = evidence->items[i];
    }
    evidence->count = kept;
}

// ---- texts ----

static bool pieces_confidential(Traced *evidence, const FindingInfo *finding, const RequireInfo *require, uint32_t row)
{
    const Program *program = review_program(evidence->review);
    for (uint32_t i = 0; i < finding->piece_count; i++) {
        const PieceInfo *piece = &program->pieces[finding->first_piece + i];
        if (piece->shown == NO_REGISTER)
            continue;
        if (piece->confidential || (piece->kind == TYPE_PART && review_type_is_confidential(program, piece->target)))
            return true;
        uint32_t above = review_row_above(evidence->review, require->frame, row, program->code[piece->shown].frame);
        if (piece->kind == TYPE_SUBMISSION && review_is_confidential_submission(evidence->review, piece->shown, above))
            return true;
        collect_evidence(evidence, piece->shown, above);
    }
    return false;
}

static Text finding_text(Review *review, const FindingInfo *finding, const RequireInfo *require, uint32_t row)
{
    const Program *program = review_program(review);
    Tongue tongue = tongue_of(program_string(program, finding->language));
    TextBuilder text = text_builder(review_arena(review));
    for (uint32_t i = 0; i < finding->piece_count; i++) {
        const PieceInfo *piece = &program->pieces[finding->first_piece + i];
        text_append(&text, program_string(program, piece->text));
        if (piece->shown == NO_REGISTER)
            continue;
        uint32_t above = review_row_above(review, require->frame, row, program->code[piece->shown].frame);
        review_append(review, piece->shown, above, (ShownAs){piece->kind, piece->target, tongue}, &text);
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

static void add_findings(Review *review, RuleVerdict *found, uint32_t require, const uint32_t *rows, size_t count)
{
    size_t all = found->finding_count + count;
    if (!found->findings) { // most rules are breached in few rows
        found->findings = arena_raw(review_arena(review), count * sizeof *found->findings);
        found->finding_capacity = count;
    }
    while (found->finding_capacity < all)
        found->findings = arena_grow(review_arena(review), found->findings, found->finding_capacity, &found->finding_capacity,
                                     sizeof *found->findings);
    for (size_t i = 0; i < count; i++)
        found->findings[found->finding_count++] = (Finding){.require = require, .row = rows[i]};
}

void find_findings(Review *review, RuleVerdict *found, const RuleInfo *rule)
{
    const Program *program = review_program(review);
    for (uint32_t i = 0; i < rule->require_count; i++) {
        uint32_t number = rule->first_require + i, from = 0, rows[BREACHES_AT_ONCE];
        const RequireInfo *require = &program->requires[number];
        if (review_root_truth(review, require->plain) != TRUTH_FALSE)
            continue;
        if (require->body == NO_REGISTER) {
            add_findings(review, found, number, &from, 1);
            continue;
        }
        for (size_t count; (count = review_breaches(review, require, &from, rows)) > 0;)
            add_findings(review, found, number, rows, count);
    }
}

static void explain_finding(Review *review, const RuleInfo *rule, Finding *finding)
{
    const Program *program = review_program(review);
    const RequireInfo *require = &program->requires[finding->require];
    Traced shown = {.review = review}, decided = {.review = review};
    if (require->finding_count)
        write_texts(review, require, finding);
    else
        title_as_text(review, rule, finding);
    for (uint32_t i = 0; i < require->finding_count; i++)
        finding->confidential |= pieces_confidential(&shown, &program->findings[require->first_finding + i], require,
                                                     finding->row);
    finding->confidential |= shown.confidential;
    collect_evidence(&decided, require->body == NO_REGISTER ? require->plain : require->body, finding->row);
    order_digests(&decided);
    finding->evidence = decided.items;
    finding->evidence_count = decided.count;
}

void explain_findings(Review *review, RuleVerdict *found, const RuleInfo *rule)
{
    for (size_t i = 0; i < found->finding_count; i++) {
        if (i == 0 || found->findings[i].require != found->findings[i - 1].require)
            review_run_findings(review, found->findings[i].require);
        explain_finding(review, rule, &found->findings[i]);
    }
}

// Whether there is anything at all that is not for the public: then it is traced what a binding hangs on.
static bool has_secrets(const Review *review)
{
    const Program *program = review_program(review);
    bool any = holds_confidences(review);
    for (uint32_t i = 0; i < program->attributes_count && !any; i++)
        any = (program->attributes[i].flags & ATTRIBUTE_CONFIDENTIAL) != 0;
    return any;
}

Worded *finding_bindings(Review *review, const Finding *finding, uint32_t *count, bool *confidential)
{
    const Program *program = review_program(review);
    const RequireInfo *require = &program->requires[finding->require];
    *count = 0;
    *confidential = false;
    if (!require->bindings)
        return NULL;
    const FindingInfo *info = &program->findings[require->first_finding + require->finding_count];
    Worded *bindings = arena_array(review_arena(review), (size_t)info->piece_count + 1, sizeof *bindings);
    for (uint32_t i = 0; i < info->piece_count; i++) {
        const PieceInfo *piece = &program->pieces[info->first_piece + i];
        TextBuilder text = text_builder(review_arena(review));
        if (piece->shown == NO_REGISTER)
            continue;
        uint32_t above = review_row_above(review, require->frame, finding->row, program->code[piece->shown].frame);
        review_append(review, piece->shown, above, (ShownAs){piece->kind, piece->target, TONGUE_ENGLISH}, &text);
        bindings[(*count)++] = (Worded){program_string(program, piece->text), text_built(&text)};
    }
    Traced shown = {.review = review};
    *confidential = has_secrets(review) && (pieces_confidential(&shown, info, require, finding->row) || shown.confidential);
    return bindings;
}
