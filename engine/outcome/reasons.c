// SPDX-License-Identifier: MIT
// Reasons: why a rule is undetermined, attribute by attribute, however many parts have it: the causes that the machine gives are
// sorted and grouped by entity, path and why (a hash aggregation over an intern table).
#include "outcome/findings.h"

#include <stdlib.h>

typedef struct Causes {
    View *view;
    Review *review;
    Cause *items;
    size_t count, capacity;
    bool hidden; // there may be others, which are hidden
} Causes;

static void take_cause(void *with, const Cause *cause)
{
    Causes *causes = with;
    causes->items = arena_grow(review_arena(causes->review), causes->items, causes->count, &causes->capacity,
                               sizeof *causes->items);
    causes->items[causes->count++] = *cause;
}

// By which claims something is not accepted hangs on the kinds that were asked of, and on the submission.
static uint32_t slot_that_counts(const Cause *cause)
{
    return cause->why == WHY_NOT_ACCEPTED ? cause->slot : 0;
}

// Causes of one attribute stand together, one row once; instructions tell those apart that are of no attribute.
static int by_fact(const void *a, const void *b)
{
    const Cause *x = a, *y = b;
    const uint32_t left[] = {x->entity, x->attribute, (uint32_t)x->why, x->row, slot_that_counts(x), x->submission},
                   right[] = {y->entity, y->attribute, (uint32_t)y->why, y->row, slot_that_counts(y), y->submission};
    for (size_t i = 0; i < sizeof left / sizeof *left; i++) {
        if (left[i] != right[i])
            return left[i] < right[i] ? -1 : 1;
    }
    return x->entity == NO_INDEX && x->instr != y->instr ? (x->instr < y->instr ? -1 : 1) : 0;
}

// ---- from causes to reasons ----

typedef struct Reasons {
    View *view;
    Review *review;
    const RuleInfo *rule; // null: of a question
    TextIndex index;      // of entity, path and why
    Reason *items;
    size_t count, capacity;
    TextIndex asked;    // conditions of acceptance of which the causes were taken: by reason, entity and submission
    Causes *conditions; // by reason: those causes
    size_t condition_capacity;
} Reasons;

// The first instruction that takes what another one gives; NO_INDEX where there is none.
static uint32_t user_of(const Program *program, uint32_t number)
{
    for (uint32_t user = number + 1; user < program->code_count; user++) {
        const Instr *instr = &program->code[user];
        for (uint32_t i = 0; i < instr_places(instr); i++) {
            if (instr_register(program, instr, i) == number)
                return user;
        }
    }
    return NO_INDEX;
}

// The words of the policy for an instruction, or for the first one behind it that has any and takes what it gives.
static Text source_of(const Program *program, const RuleInfo *rule, uint32_t instr)
{
    for (; rule && instr != NO_INDEX; instr = user_of(program, instr)) {
        for (uint32_t i = 0; i < rule->place_count; i++) {
            const PlaceInfo *place = &program->places[rule->first_place + i];
            if (place->instr == instr)
                return program_source(program, place->span);
        }
    }
    return (Text){"", 0};
}

// because: of what is not accepted.
static uint32_t reason_of(Reasons *reasons, const Cause *cause, SubmissionFault because)
{
    Arena *arena = review_arena(reasons->review);
    TextBuilder key = text_builder(arena);
    // Of a part of which only its key is known the path does not say whose the attribute is.
    const uint32_t tells_apart[] = {cause->entity, (uint32_t)cause->why, cause->attribute, (uint32_t)because,
                                    cause->entity == NO_INDEX ? cause->instr : 0};
    text_append(&key, (Text){(const char *)tells_apart, sizeof tells_apart});
    Reason reason = {
        .why = cause->why, .because = because, .entity = cause->entity, .attribute = cause->attribute, .row = cause->row};
    if (cause->entity == NO_INDEX) {
        reason.source = source_of(review_program(reasons->review), reasons->rule, cause->instr);
    } else {
        TextBuilder path = text_builder(arena);
        reason.id = review_entity(reasons->review, cause->entity).id;
        review_append_path(reasons->review, cause->entity, cause->attribute, cause->row, &path);
        reason.path = text_built(&path);
        text_append(&key, reason.path);
    }
    uint32_t before = reasons->index.count, number = text_index_add(&reasons->index, text_built(&key));
    if (number == before) {
        reasons->items = arena_grow(arena, reasons->items, reasons->count, &reasons->capacity, sizeof *reasons->items);
        reasons->items[reasons->count++] = reason;
    }
    return number;
}

static void add_part(Reasons *reasons, Reason *reason, const Cause *cause)
{
    Arena *arena = review_arena(reasons->review);
    bool counted = reason->part_count && reason->last == cause->row; // they come in order
    if (cause->entity == NO_INDEX || cause->attribute == NO_INDEX || counted)
        return;
    const Program *program = review_program(reasons->review);
    const AttributeInfo *attribute = &program->attributes[cause->attribute];
    if (!program->types[attribute->owner].is_part)
        return;
    reason->parts_hidden |= view_hides_part(reasons->view, cause->entity, attribute->owner, cause->row);
    reason->part_count++;
    reason->last = cause->row;
    if (reason->parts_hidden || (reason->parts_listed >= MOST_PARTS_LISTED && view_keeps_order(reasons->view)))
        return;
    TextBuilder key = text_builder(arena);
    review_append_owner_part(reasons->review, cause->entity, cause->attribute, cause->row, &key);
    reason->parts = arena_grow(arena, reason->parts, reason->parts_listed, &reason->part_capacity, sizeof *reason->parts);
    reason->parts[reason->parts_listed++] = text_built(&key);
}

// Adds a cause to its reason. Returns the reason's number.
static uint32_t add_cause(Reasons *reasons, const Cause *cause, SubmissionFault because)
{
    uint32_t number = reason_of(reasons, cause, because);
    add_part(reasons, &reasons->items[number], cause);
    return number;
}

// The first parts in an order of their own.
static void order_parts(Reason *reason)
{
    text_sort(reason->parts, reason->parts_listed);
    if (reason->parts_listed > MOST_PARTS_LISTED)
        reason->parts_listed = MOST_PARTS_LISTED;
}

// ---- what is not accepted ----

typedef struct Unaccepted {
    Reasons *reasons;
    const Cause *cause;
    bool any;
} Unaccepted;

static void take_condition_cause(void *with, const Cause *cause)
{
    Causes *causes = with;
    bool fact = cause->entity != NO_INDEX && cause->attribute != NO_INDEX;
    if (!fact || !view_hides_fact(causes->view, cause->entity, cause->attribute, cause->row))
        take_cause(causes, cause);
}

// A fact by which a condition is false.
static void take_condition_fact(void *with, const ReviewFact *fact)
{
    const Cause cause = {.why = WHYS, .entity = fact->entity, .attribute = fact->attribute, .row = fact->row, .slot = NO_INDEX};
    take_condition_cause(with, &cause);
}

// The causes for which a submission's condition of acceptance is unknown, or the facts by which it is false, once for each
// reason.
static void take_condition(Reasons *reasons, uint32_t number, uint32_t entity, uint32_t submission)
{
    Arena *arena = review_arena(reasons->review);
    const uint32_t key[] = {number, entity, submission};
    uint32_t before = reasons->asked.count;
    if (text_index_add(&reasons->asked, text_copy(arena, (Text){(const char *)key, sizeof key})) < before)
        return;
    if (number >= reasons->condition_capacity) {
        size_t capacity = 2 * ((size_t)number + 1);
        Causes *larger = arena_array(arena, capacity, sizeof *larger);
        if (reasons->condition_capacity)
            memcpy(larger, reasons->conditions, reasons->condition_capacity * sizeof *larger);
        reasons->conditions = larger;
        reasons->condition_capacity = capacity;
    }
    Causes *causes = &reasons->conditions[number];
    causes->view = reasons->view;
    causes->review = reasons->review;
    if (reasons->items[number].because == FAULT_CONDITION)
        review_condition_facts(reasons->review, entity, submission, take_condition_fact, causes);
    else
        review_condition_causes(reasons->review, entity, submission, take_condition_cause, causes);
}

static void take_unaccepted(void *with, uint32_t submission, SubmissionFault because)
{
    Unaccepted *unaccepted = with;
    const Cause *cause = unaccepted->cause;
    uint32_t number = add_cause(unaccepted->reasons, cause, because);
    unaccepted->any = true;
    if (because == FAULT_CONDITION || because == FAULT_CONDITION_UNKNOWN)
        take_condition(unaccepted->reasons, number, cause->entity, submission);
}

// A reason for each way in which nothing is accepted.
static void add_unaccepted(Reasons *reasons, const Cause *cause)
{
    Unaccepted unaccepted = {.reasons = reasons, .cause = cause};
    review_unaccepted(reasons->review, cause, take_unaccepted, &unaccepted);
    if (!unaccepted.any)
        add_cause(reasons, cause, FAULT_NONE);
}

static int by_place(const void *a, const void *b)
{
    const Reason *x = a, *y = b;
    int order = x->entity != y->entity ? (x->entity < y->entity ? -1 : 1) : text_compare(x->path, y->path);
    if (!order)
        order = (int)x->why - (int)y->why;
    if (!order)
        order = (int)x->because - (int)y->because;
    if (!order && x->attribute != y->attribute)
        return x->attribute < y->attribute ? -1 : 1;
    return order ? order : text_compare(x->source, y->source);
}

static Reason *reasons_from(Causes *causes, const RuleInfo *rule, size_t *count)
{
    Reasons reasons = {.view = causes->view, .review = causes->review, .rule = rule};
    text_index_open(&reasons.index, review_arena(causes->review));
    text_index_open(&reasons.asked, review_arena(causes->review));
    if (causes->count)
        qsort(causes->items, causes->count, sizeof *causes->items, by_fact);
    for (size_t i = 0; i < causes->count; i++) {
        const Cause *cause = &causes->items[i];
        if (i > 0 && by_fact(cause, cause - 1) == 0)
            continue;
        if (cause->why == WHY_NOT_ACCEPTED && cause->entity != NO_INDEX)
            add_unaccepted(&reasons, cause);
        else
            add_cause(&reasons, cause, FAULT_NONE);
    }
    // What a condition reads counts whatever conditions come to: this goes one level down, no further.
    for (size_t i = 0; i < reasons.count && i < reasons.condition_capacity; i++) {
        if (reasons.conditions[i].count)
            reasons.items[i].conditions = reasons_from(&reasons.conditions[i], NULL, &reasons.items[i].condition_count);
    }
    for (size_t i = 0; i < reasons.count && !view_keeps_order(reasons.view); i++)
        order_parts(&reasons.items[i]);
    if (reasons.count)
        qsort(reasons.items, reasons.count, sizeof *reasons.items, by_place);
    *count = reasons.count;
    return reasons.items;
}

Reason *reasons_of_condition(View *view, Review *review, uint32_t entity, uint32_t submission, bool is_false, size_t *count)
{
    Causes causes = {.view = view, .review = review};
    if (is_false)
        review_condition_facts(review, entity, submission, take_condition_fact, &causes);
    else
        review_condition_causes(review, entity, submission, take_condition_cause, &causes);
    return reasons_from(&causes, NULL, count);
}

Reason *reasons_of(View *view, Review *review, uint32_t reg, size_t *count)
{
    Causes causes = {.view = view, .review = review};
    review_causes(review, reg, 0, take_cause, &causes);
    return reasons_from(&causes, NULL, count);
}

// That a limit was hit shows, whatever it was hit by.
static void take_limit(void *with, const Cause *cause)
{
    if (cause->why == WHY_TOO_COSTLY)
        take_cause(with, cause);
}

// The causes of a condition of the root. Where what it comes to is hidden, those of all that it joins by `and` and that are not:
// what is unknown there is open, whatever the others are.
static void condition_causes(Causes *causes, uint32_t condition)
{
    Review *review = causes->review;
    uint32_t *waiting = NULL;
    size_t count = 0, capacity = 0;
    for (uint32_t next = condition; next != NO_REGISTER; next = count ? waiting[--count] : NO_REGISTER) {
        const Instr *instr = &review_program(review)->code[next];
        if (!view_hides_value(causes->view, next, 0)) {
            review_causes(review, next, 0, take_cause, causes);
        } else if (instr->op != OP_AND) {
            causes->hidden = true;
            review_causes(review, next, 0, take_limit, causes);
        } else {
            for (size_t i = 0; i < 2; i++) {
                waiting = arena_grow(review_arena(review), waiting, count, &capacity, sizeof *waiting);
                waiting[count++] = i ? instr->b : instr->a;
            }
        }
    }
}

Reason *reasons_told(const Verdict *verdict, View *view, const RuleInfo *rule, size_t *count, bool *hidden)
{
    Review *review = verdict->review;
    Causes causes = {.view = view, .review = review};
    if (rule->applies != NO_REGISTER)
        condition_causes(&causes, rule->applies);
    Truth plain = review_truth(review, rule->plain, 0);
    if (view_hides_value(view, rule->plain, 0) || plain == TRUTH_UNKNOWN)
        condition_causes(&causes, rule->plain);
    else if (plain == TRUTH_TRUE && view_hides_value(view, rule->strict, 0))
        causes.hidden = true;
    else if (plain == TRUTH_TRUE)
        review_strict_causes(review, rule->strict, 0, take_cause, &causes);
    *hidden = causes.hidden;
    return reasons_from(&causes, rule, count);
}
