// SPDX-License-Identifier: MIT
// Findings: for each false requirement, one for each way to bind its leading variables that makes it false (a selection of rows);
// with the provenance of each: a backward walk from its value to the submissions that decided it.
#include "outcome/findings.h"

#include <stdlib.h>

// ---- where the deciding facts come from ----

enum { MOST_STEPS = 4096 }; // of the walk for one finding

// Where a deciding fact stands.
typedef struct Placed {
    Digest submission;
    Text pointer;
} Placed;

typedef struct Traced {
    Review *review;
    View *view;
    bool places; // are asked for, too
    Placed *placed;
    size_t placed_count, placed_capacity;
    Digest *items;
    size_t count, capacity;
    RegisterRow *waiting;
    size_t waiting_count, waiting_capacity, steps;
    TextIndex sets; // that were looked at
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

static void add_place(Traced *evidence, const ReviewFact *fact, uint32_t submission, const Digest *digest)
{
    Text pointer = review_pointer(evidence->review, fact->entity, submission, fact->attribute, fact->row);
    if (!pointer.length)
        return;
    evidence->placed = arena_grow(review_arena(evidence->review), evidence->placed, evidence->placed_count,
                                  &evidence->placed_capacity, sizeof *evidence->placed);
    evidence->placed[evidence->placed_count++] = (Placed){*digest, pointer};
}

static void add_fact(Traced *evidence, const ReviewFact *fact)
{
    if (is_traced(evidence, fact))
        return;
    size_t count;
    const ReviewClaim *claims = review_claims(evidence->review, fact->entity, fact->attribute, fact->row, &count);
    if (!count)
        return;
    Text image = review_entity(evidence->review, fact->entity).image;
    for (size_t i = 0; i < count; i++) {
        if (!claims[i].decides || !view_gives_submission(evidence->view, fact->entity, claims[i].submission))
            continue;
        const Digest *digest = &image_submission(image, claims[i].submission)->digest;
        add_digest(evidence, digest);
        if (evidence->places)
            add_place(evidence, fact, claims[i].submission, digest);
    }
}

static void take_edge(void *with, const ReviewFact *fact)
{
    add_fact(with, fact);
}

static void visit_operand(void *with, uint32_t reg, uint32_t row)
{
    Traced *evidence = with;
    if (++evidence->steps > MOST_STEPS)
        return;
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
        review_edges(evidence->review, next.reg, next.row, take_edge, evidence);
        review_operands(evidence->review, next.reg, next.row, visit_operand, NULL, evidence);
    }
}

// Puts them in order, each once.
static void order_digests(Traced *evidence)
{
    size_t kept = 0;
    if (evidence->count)
        qsort(evidence->items, evidence->count, sizeof *evidence->items, digest_order);
    for (size_t i = 0; i < evidence->count; i++) {
        if (!kept || !digest_equal(&evidence->items[kept - 1], &evidence->items[i]))
            evidence->items[kept++] = evidence->items[i];
    }
    evidence->count = kept;
}

static int by_place(const void *a, const void *b)
{
    const Placed *x = a, *y = b;
    int order = digest_order(&x->submission, &y->submission);
    return order ? order : text_compare(x->pointer, y->pointer);
}

// Whether the place behind one in order says more than that: it is the same, or within it.
static bool is_outer(const Placed *outer, const Placed *inner)
{
    size_t length = outer->pointer.length;
    return digest_equal(&outer->submission, &inner->submission) && text_starts(inner->pointer, outer->pointer) &&
           (inner->pointer.length == length || inner->pointer.bytes[length] == '/');
}

// The places by submission, in the order of the digests. Where the members of a set stand, the set need not be named.
static const EvidencePlaces *order_places(Traced *evidence)
{
    Arena *arena = review_arena(evidence->review);
    EvidencePlaces *places = arena_array(arena, evidence->count + 1, sizeof *places);
    size_t of = 0;
    if (evidence->placed_count)
        qsort(evidence->placed, evidence->placed_count, sizeof *evidence->placed, by_place);
    for (size_t i = 0; i < evidence->placed_count; i++) {
        const Placed *one = &evidence->placed[i];
        if (i + 1 < evidence->placed_count && is_outer(one, one + 1))
            continue;
        while (!digest_equal(&evidence->items[of], &one->submission))
            of++;
        if (!places[of].pointers)
            places[of].pointers = arena_array(arena, MOST_PLACES, sizeof *places[of].pointers);
        if (places[of].count < MOST_PLACES)
            places[of].pointers[places[of].count++] = one->pointer;
        else
            places[of].left_out++;
    }
    return places;
}

// ---- texts ----

// Whether one of the values that a text shows of a row of a frame is hidden.
static bool pieces_hidden(View *view, Review *review, const FindingInfo *finding, uint32_t frame, uint32_t row)
{
    const Program *program = review_program(review);
    for (uint32_t i = 0; i < finding->piece_count; i++) {
        const PieceInfo *piece = &program->pieces[finding->first_piece + i];
        if (piece->shown == NO_REGISTER)
            continue;
        uint32_t above = review_row_above(review, frame, row, program->code[piece->shown].frame);
        if (view_hides_shown(view, piece->shown, above, piece->kind, piece->target))
            return true;
    }
    return false;
}

// Whether what a finding says is hidden: a value in its text, or that there is what it speaks of.
static bool finding_hidden(View *view, Review *review, const Breach *breach)
{
    const Program *program = review_program(review);
    const RequireInfo *require = &program->requires[breach->require];
    bool hidden = require->frame != 0 && view_hides_value(view, program->frames[require->frame].maker, breach->row);
    for (uint32_t i = 0; i < require->finding_count && !hidden; i++)
        hidden = pieces_hidden(view, review, &program->findings[require->first_finding + i], require->frame, breach->row);
    return hidden;
}

static Text finding_text(Review *review, const FindingInfo *finding, uint32_t frame, uint32_t row)
{
    const Program *program = review_program(review);
    Text language = program_string(program, finding->language);
    Tongue tongue = tongue_of(language);
    TextBuilder text = text_builder(review_arena(review));
    for (uint32_t i = 0; i < finding->piece_count; i++) {
        const PieceInfo *piece = &program->pieces[finding->first_piece + i];
        text_append(&text, program_string(program, piece->text));
        if (piece->shown == NO_REGISTER)
            continue;
        uint32_t above = review_row_above(review, frame, row, program->code[piece->shown].frame);
        review_append(review, piece->shown, above, (ShownAs){piece->kind, piece->target, tongue, language}, &text);
    }
    return text_built(&text);
}

Worded *worded_of(const Program *program, WordingList list, Arena *arena)
{
    Worded *texts = arena_array(arena, (size_t)list.count + 1, sizeof *texts);
    for (uint32_t i = 0; i < list.count; i++) {
        const WordingEntry *entry = &program->wordings[list.first + i];
        texts[i] = (Worded){program_string(program, entry->language), program_string(program, entry->text)};
    }
    return texts;
}

// What a run of findings says of a row of a frame, in each language.
static Worded *write_texts(Review *review, uint32_t first, uint32_t count, uint32_t frame, uint32_t row)
{
    const Program *program = review_program(review);
    Worded *texts = arena_array(review_arena(review), (size_t)count + 1, sizeof *texts);
    for (uint32_t i = 0; i < count; i++) {
        const FindingInfo *info = &program->findings[first + i];
        texts[i] = (Worded){program_string(program, info->language), finding_text(review, info, frame, row)};
    }
    return texts;
}

static void add_breaches(Review *review, OpenRule *open, uint32_t require, const uint32_t *rows, size_t count)
{
    size_t all = open->breach_count + count;
    if (!open->breaches) { // most rules are breached in few rows
        open->breaches = arena_raw(review_arena(review), count * sizeof *open->breaches);
        open->breach_capacity = count;
    }
    while (open->breach_capacity < all)
        open->breaches = arena_grow(review_arena(review), open->breaches, open->breach_capacity, &open->breach_capacity,
                                    sizeof *open->breaches);
    for (size_t i = 0; i < count; i++)
        open->breaches[open->breach_count++] = (Breach){require, rows[i]};
}

void breaches_find(Review *review, OpenRule *open, const RuleInfo *rule)
{
    const Program *program = review_program(review);
    for (uint32_t i = 0; i < rule->require_count; i++) {
        uint32_t number = rule->first_require + i, from = 0, rows[BREACHES_AT_ONCE];
        const RequireInfo *require = &program->requires[number];
        if (!program_says(program, require->profile) || review_root_truth(review, require->plain) != TRUTH_FALSE)
            continue;
        if (require->body == NO_REGISTER) {
            add_breaches(review, open, number, &from, 1);
            continue;
        }
        for (size_t count; (count = review_breaches(review, require, &from, rows)) > 0;)
            add_breaches(review, open, number, rows, count);
    }
}

static void trace_finding(View *view, Review *review, uint32_t row, bool places, Finding *finding)
{
    const RequireInfo *require = &review_program(review)->requires[finding->require];
    uint32_t decided = require->body == NO_REGISTER ? require->plain : require->body;
    Traced evidence = {.review = review, .view = view, .places = places};
    finding->traced = !finding->hidden && !view_hides_value(view, decided, row);
    if (!finding->traced)
        return;
    collect_evidence(&evidence, decided, row);
    order_digests(&evidence);
    finding->evidence = evidence.items;
    finding->evidence_count = evidence.count;
    finding->places = places ? order_places(&evidence) : NULL;
}

// What the leading variables of its requirement are bound to, each under its name: where it is hidden what decided, not even
// that, for it would tell of which element it did.
static void bind_finding(View *view, Review *review, const RequireInfo *require, const Breach *breach, Finding *finding)
{
    const Program *program = review_program(review);
    const FindingInfo *info = &program->findings[require->first_finding + require->finding_count];
    bool told = !finding->hidden && finding->traced;
    if (!require->bindings || !told || pieces_hidden(view, review, info, require->frame, breach->row))
        return;
    finding->bindings = arena_array(review_arena(review), (size_t)info->piece_count + 1, sizeof *finding->bindings);
    for (uint32_t i = 0; i < info->piece_count; i++) {
        const PieceInfo *piece = &program->pieces[info->first_piece + i];
        TextBuilder text = text_builder(review_arena(review));
        if (piece->shown == NO_REGISTER)
            continue;
        uint32_t above = review_row_above(review, require->frame, breach->row, program->code[piece->shown].frame);
        review_append(review, piece->shown, above, (ShownAs){piece->kind, piece->target, TONGUE_ENGLISH, {NULL, 0}}, &text);
        finding->bindings[finding->binding_count++] = (Worded){program_string(program, piece->text), text_built(&text)};
    }
}

static Finding finding_of(const SeenReview *side, const RuleInfo *rule, const Breach *breach, bool places)
{
    Review *review = side->verdict->review;
    View *view = side->view, *everybody = side->everybody;
    const RequireInfo *require = &review_program(review)->requires[breach->require];
    Finding finding = {.require = breach->require, .confidential = finding_hidden(everybody, review, breach)};
    finding.hidden = finding.confidential && (view == everybody || finding_hidden(view, review, breach));
    bool says = require->finding_count && !finding.hidden;
    finding.text_count = says ? require->finding_count : rule->title.count;
    if (says)
        finding.texts = write_texts(review, require->first_finding, require->finding_count, require->frame, breach->row);
    else // which says what is wrong, and nothing of the facts
        finding.texts = worded_of(review_program(review), rule->title, review_arena(review));
    trace_finding(view, review, breach->row, places, &finding);
    bind_finding(view, review, require, breach, &finding);
    return finding;
}

// A finding with all that it says: its texts in all languages, and what its variables are bound to.
typedef struct Saying {
    Finding finding;
    Text said;
} Saying;

// By what they say: those that are hidden last.
static int by_what_is_said(const void *a, const void *b)
{
    const Saying *left = a, *right = b;
    const Finding *x = &left->finding, *y = &right->finding;
    if (x->require != y->require)
        return x->require < y->require ? -1 : 1;
    if (x->hidden != y->hidden)
        return x->hidden ? 1 : -1;
    int order = text_compare(left->said, right->said);
    if (order || x->evidence_count != y->evidence_count)
        return order ? order : x->evidence_count < y->evidence_count ? -1 : 1;
    return x->evidence_count ? memcmp(x->evidence, y->evidence, x->evidence_count * sizeof *x->evidence) : 0;
}

static void append_worded(const Worded *words, uint32_t count, TextBuilder *to)
{
    for (uint32_t i = 0; i < count; i++) {
        text_append(to, words[i].text);
        text_append_byte(to, 0);
    }
}

// Puts findings in an order that does not hang on that of rows.
static void order_findings(Finding *findings, size_t count, Arena *arena)
{
    Saying *sayings = arena_array(arena, count, sizeof *sayings);
    for (size_t i = 0; i < count; i++) {
        TextBuilder said = text_builder(arena);
        append_worded(findings[i].texts, findings[i].text_count, &said);
        append_worded(findings[i].bindings, findings[i].binding_count, &said);
        sayings[i] = (Saying){findings[i], text_built(&said)};
    }
    qsort(sayings, count, sizeof *sayings, by_what_is_said);
    for (size_t i = 0; i < count; i++)
        findings[i] = sayings[i].finding;
}

// ---- exceptions ----

static bool except_holds(const Review *review, uint32_t number)
{
    const Program *program = review_program(review);
    const ExceptInfo *except = &program->excepts[number];
    return program_has_except(program, except) && review_truth(review, except->condition, 0) == TRUTH_TRUE;
}

// How many exceptions a rule has under the profiles that apply.
static uint32_t excepts_left(const Program *program, const RuleInfo *rule)
{
    uint32_t count = 0;
    for (uint32_t i = 0; i < rule->except_count; i++)
        count += program_has_except(program, &program->excepts[rule->first_except + i]);
    return count;
}

static void run_reasons(Review *review, const RuleInfo *rule)
{
    for (uint32_t i = 0; i < rule->except_count; i++) {
        if (except_holds(review, rule->first_except + i))
            review_run_reason(review, rule->first_except + i);
    }
}

static bool reason_hidden(View *view, Review *review, const ExceptInfo *except)
{
    bool hidden = false;
    for (uint32_t i = 0; i < except->finding_count && !hidden; i++)
        hidden = pieces_hidden(view, review, &review_program(review)->findings[except->first_finding + i], 0, 0);
    return hidden;
}

ToldExcept *excepts_told(const SeenReview *side, const RuleInfo *rule, bool *hidden)
{
    Review *review = side->verdict->review;
    View *view = side->view;
    ToldExcept *excepts = arena_array(review_arena(review), (size_t)rule->except_count + 1, sizeof *excepts);
    *hidden = false;
    for (uint32_t i = 0; i < rule->except_count; i++) {
        const ExceptInfo *except = &review_program(review)->excepts[rule->first_except + i];
        if (!program_has_except(review_program(review), except))
            continue;
        // That a rule's only one is the case is told by its status.
        bool shows = excepts_left(review_program(review), rule) == 1 || !view_hides_value(view, except->condition, 0);
        bool holds = shows && except_holds(review, rule->first_except + i);
        shows = shows && !(holds && reason_hidden(view, review, except));
        *hidden |= !shows;
        if (!shows || !holds)
            continue;
        excepts[i].holds = true;
        excepts[i].reason_count = except->finding_count;
        excepts[i].reasons = write_texts(review, except->first_finding, except->finding_count, 0, 0);
    }
    return excepts;
}

void findings_run(Verdict *verdict)
{
    for (size_t at = 0; at < verdict->open_count && !verdict->findings_ran; at++) {
        const OpenRule *open = &verdict->open[at];
        if (verdict->by_itself && verdict->by_itself[open->rule])
            continue;
        for (size_t i = 0; i < open->breach_count; i++) {
            if (i == 0 || open->breaches[i].require != open->breaches[i - 1].require)
                review_run_findings(verdict->review, open->breaches[i].require);
        }
        if (open->status == STATUS_EXCEPTED)
            run_reasons(verdict->review, &review_program(verdict->review)->rules[open->rule]);
    }
    verdict->findings_ran = true;
}

Finding *findings_told(const Sight *sight, const OpenRule *open, size_t *count)
{
    uint32_t number;
    const SeenReview *side = sight_of_rule(sight, open->side, open->rule, &number);
    const RuleInfo *rule = &review_program(side->verdict->review)->rules[number];
    Arena *arena = review_arena(side->verdict->review);
    Finding *findings = arena_array(arena, open->breach_count + 1, sizeof *findings);
    bool hidden = false;
    *count = 0;
    for (size_t i = 0; i < open->breach_count; i++) {
        Finding finding = finding_of(side, rule, &open->breaches[i], sight->tells_places);
        if (!finding.hidden || !hidden)
            findings[(*count)++] = finding;
        hidden |= finding.hidden;
    }
    if (*count && !sight->keeps_order)
        order_findings(findings, *count, arena);
    return findings;
}
