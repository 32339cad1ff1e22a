// SPDX-License-Identifier: MIT
// Reasons: why a rule is undetermined, attribute by attribute, however many parts have it: the causes that the machine gives are
// sorted and grouped by entity, path and why (a hash aggregation over an intern table).
#include "outcome/findings.h"

#include <stdlib.h>

// What the instructions are in the text of a rule, or of a profile's condition.
typedef struct Places {
    const PlaceInfo *items;
    uint32_t count;
} Places;

// A cause, of whichever review it is of.
typedef struct Taken {
    Cause cause;  // its entity by the number that it is told with
    View *view;   // of the review
    uint32_t own; // the entity's number in it
    Places places;
    uint32_t kinds;    // of evidence that it was asked of, a list of the program; NO_INDEX: all
    uint64_t profiles; // whether which profile applies it keeps open: a bit for each; 0: it is a rule's own
} Taken;

typedef struct Causes {
    Review *told; // by whose numbers entities are told
    Taken of;     // what those have that are being taken
    Taken *items;
    size_t count, capacity;
    bool keeps_order; // of rows
    bool lists_all;   // parts
    bool hidden;      // there may be others, which are hidden
} Causes;

static Causes causes_of(View *view, Review *told)
{
    return (Causes){.told = told, .of.view = view, .keeps_order = view_keeps_order(view)};
}

static void take_cause(void *with, const Cause *cause)
{
    Causes *causes = with;
    Taken taken = causes->of;
    taken.cause = *cause;
    taken.own = cause->entity;
    taken.kinds = cause->slot != NO_INDEX ? review_program(view_review(taken.view))->slots[cause->slot].kinds : NO_INDEX;
    if (cause->entity != NO_INDEX)
        taken.cause.entity = review_meet(causes->told, view_review(taken.view), cause->entity);
    causes->items = arena_grow(review_arena(causes->told), causes->items, causes->count, &causes->capacity,
                               sizeof *causes->items);
    causes->items[causes->count++] = taken;
}

// By which claims something is not accepted hangs on the kinds that were asked of, and on the submission.
static uint32_t slot_that_counts(const Cause *cause)
{
    return cause->why == WHY_NOT_ACCEPTED ? cause->slot : 0;
}

static int compare_causes(const Cause *x, const Cause *y)
{
    const uint32_t left[] = {x->entity, x->attribute, (uint32_t)x->why, x->row, slot_that_counts(x), x->submission},
                   right[] = {y->entity, y->attribute, (uint32_t)y->why, y->row, slot_that_counts(y), y->submission};
    for (size_t i = 0; i < sizeof left / sizeof *left; i++) {
        if (left[i] != right[i])
            return left[i] < right[i] ? -1 : 1;
    }
    return x->entity == NO_INDEX && x->instr != y->instr ? (x->instr < y->instr ? -1 : 1) : 0;
}

// Causes of one attribute stand together, one row once; instructions tell those apart that are of no attribute.
static int by_fact(const void *a, const void *b)
{
    const Taken *x = a, *y = b;
    int order = compare_causes(&x->cause, &y->cause);
    if (!order)
        order = (x->kinds > y->kinds) - (x->kinds < y->kinds);
    return order || x->profiles == y->profiles ? order : x->profiles < y->profiles ? -1 : 1;
}

// ---- from causes to reasons ----

typedef struct Reasons {
    const Causes *causes; // that they are made from
    TextIndex index;      // of entity, path and why
    Reason *items;
    size_t count, capacity;
    TextIndex asked;    // conditions of acceptance of which the causes were taken: by reason, entity and submission
    Causes *conditions; // by reason: those causes
    size_t condition_capacity;
    const Taken *last; // the cause that a reason was looked up for last, and what it was
    SubmissionFault last_because;
    uint32_t last_number;
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

static bool is_of_library(const Program *program, StoredSpan span)
{
    ProgramPlace place;
    return program_place(program, span, &place) && text_starts(place.path, text_of("std/"));
}

// The words of the policy for an instruction, or for the first one behind it that has any and takes what it gives; those of the
// library that comes with the program where there are no others.
static Text source_of(const Program *program, Places places, uint32_t instr)
{
    Text source = {"", 0};
    for (; places.count && instr != NO_INDEX; instr = user_of(program, instr)) {
        for (uint32_t i = 0; i < places.count; i++) {
            if (places.items[i].instr != instr)
                continue;
            if (!is_of_library(program, places.items[i].span))
                return program_source(program, places.items[i].span);
            source = source.length ? source : program_source(program, places.items[i].span);
        }
    }
    return source;
}

// Whether a cause is of the same reason as the one before it, in another row: causes stand together by what they are of.
static bool is_of_last_reason(const Reasons *reasons, const Taken *taken, SubmissionFault because)
{
    const Taken *last = reasons->last;
    if (!last || last->view != taken->view || last->own != taken->own || last->kinds != taken->kinds ||
        last->profiles != taken->profiles || reasons->last_because != because)
        return false;
    const Cause *x = &last->cause, *y = &taken->cause;
    return x->entity != NO_INDEX && x->entity == y->entity && x->attribute == y->attribute && x->why == y->why &&
           review_same_path(view_review(taken->view), taken->own, y->attribute, x->row, y->row);
}

// because: of what is not accepted.
static uint32_t reason_of(Reasons *reasons, const Taken *taken, SubmissionFault because)
{
    const Cause *cause = &taken->cause;
    Review *review = view_review(taken->view);
    Arena *arena = review_arena(reasons->causes->told);
    TextBuilder key = text_builder(arena);
    // Of a part of which only its key is known the path does not say whose the attribute is.
    const uint32_t tells_apart[] = {cause->entity,     (uint32_t)cause->why, cause->attribute,
                                    (uint32_t)because, !!taken->profiles,    cause->entity == NO_INDEX ? cause->instr : 0};
    text_append(&key, (Text){(const char *)tells_apart, sizeof tells_apart});
    Reason reason = {.why = cause->why,
                     .because = because,
                     .entity = cause->entity,
                     .attribute = cause->attribute,
                     .row = cause->row,
                     .kinds = kinds_listed(review_program(review), taken->kinds)};
    text_append(&key, (Text){(const char *)reason.kinds.items, reason.kinds.count * sizeof *reason.kinds.items});
    if (cause->entity == NO_INDEX) {
        reason.source = source_of(review_program(review), taken->places, cause->instr);
    } else {
        TextBuilder path = text_builder(arena);
        reason.id = review_entity(review, taken->own).id;
        review_append_path(review, taken->own, cause->attribute, cause->row, &path);
        reason.path = text_built(&path);
        text_append(&key, reason.path);
    }
    uint32_t before = reasons->index.count, number = text_index_add(&reasons->index, text_built(&key));
    if (number == before) {
        reasons->items = arena_grow(arena, reasons->items, reasons->count, &reasons->capacity, sizeof *reasons->items);
        reasons->items[reasons->count++] = reason;
    }
    reasons->items[number].profiles |= taken->profiles;
    return number;
}

static void add_part(Reasons *reasons, Reason *reason, const Taken *taken)
{
    const Cause *cause = &taken->cause;
    Review *review = view_review(taken->view);
    Arena *arena = review_arena(reasons->causes->told);
    bool counted = reason->part_count && reason->last == cause->row; // they come in order
    if (cause->entity == NO_INDEX || cause->attribute == NO_INDEX || counted)
        return;
    const Program *program = review_program(review);
    const AttributeInfo *attribute = &program->attributes[cause->attribute];
    if (!program->types[attribute->owner].is_part)
        return;
    reason->parts_hidden |= view_hides_part(taken->view, taken->own, attribute->owner, cause->row);
    reason->part_count++;
    reason->last = cause->row;
    bool enough = reason->parts_listed >= MOST_PARTS_LISTED && reasons->causes->keeps_order && !reasons->causes->lists_all;
    if (reason->parts_hidden || enough)
        return;
    reason->parts = arena_grow(arena, reason->parts, reason->parts_listed, &reason->part_capacity, sizeof *reason->parts);
    reason->parts[reason->parts_listed++] = part_named(taken->view, taken->own, cause->attribute, cause->row);
}

// Adds a cause to its reason. Returns the reason's number.
static uint32_t add_cause(Reasons *reasons, const Taken *taken, SubmissionFault because)
{
    bool same = is_of_last_reason(reasons, taken, because);
    uint32_t number = same ? reasons->last_number : reason_of(reasons, taken, because);
    reasons->last = taken;
    reasons->last_because = because;
    reasons->last_number = number;
    add_part(reasons, &reasons->items[number], taken);
    return number;
}

static int by_part_name(const void *a, const void *b)
{
    return part_compare(a, b);
}

// The first parts, or all of them, in an order of their own.
static void order_parts(Reason *reason, bool all)
{
    if (reason->parts_listed)
        qsort(reason->parts, reason->parts_listed, sizeof *reason->parts, by_part_name);
    if (reason->parts_listed > MOST_PARTS_LISTED && !all)
        reason->parts_listed = MOST_PARTS_LISTED;
}

// ---- what is not accepted ----

typedef struct Unaccepted {
    Reasons *reasons;
    const Taken *taken;
    bool any;
} Unaccepted;

static void take_condition_cause(void *with, const Cause *cause)
{
    Causes *causes = with;
    bool fact = cause->entity != NO_INDEX && cause->attribute != NO_INDEX;
    if (!fact || !view_hides_fact(causes->of.view, cause->entity, cause->attribute, cause->row))
        take_cause(causes, cause);
}

// A fact by which a condition is what it is.
static void take_condition_fact(void *with, const ReviewFact *fact)
{
    const Cause cause = {.why = WHYS, .entity = fact->entity, .attribute = fact->attribute, .row = fact->row, .slot = NO_INDEX};
    take_condition_cause(with, &cause);
}

// The causes for which a submission's condition of acceptance is unknown, or the facts by which it is false; where that is
// because the submission names no institution, no fact is why.
static void take_what_decides(Causes *causes, uint32_t entity, uint32_t submission, bool is_false)
{
    View *view = causes->of.view;
    Review *review = view_review(view);
    const Cause unnamed = {.why = WHY_MISSING,
                           .entity = entity,
                           .attribute = NO_INDEX,
                           .row = SUBMISSION_BY,
                           .slot = NO_INDEX,
                           .submission = submission};
    if (!is_false)
        review_condition_causes(review, entity, submission, take_condition_cause, causes);
    else if (!review_lacks_institution(review, entity, submission))
        review_condition_facts(review, entity, submission, take_condition_fact, causes);
    else if (view_gives_submission(view, entity, submission))
        take_cause(causes, &unnamed);
}

// What decides a submission's condition of acceptance, once for each reason.
static void take_condition(Reasons *reasons, uint32_t number, const Taken *taken, uint32_t submission)
{
    Review *told = reasons->causes->told;
    Arena *arena = review_arena(told);
    const uint32_t key[] = {number, taken->cause.entity, submission};
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
    causes->told = told;
    causes->keeps_order = reasons->causes->keeps_order;
    causes->lists_all = reasons->causes->lists_all;
    causes->of.view = taken->view;
    take_what_decides(causes, taken->own, submission, reasons->items[number].because == FAULT_CONDITION);
}

static void take_unaccepted(void *with, uint32_t submission, SubmissionFault because)
{
    Unaccepted *unaccepted = with;
    uint32_t number = add_cause(unaccepted->reasons, unaccepted->taken, because);
    unaccepted->any = true;
    if (because == FAULT_CONDITION || because == FAULT_CONDITION_UNKNOWN)
        take_condition(unaccepted->reasons, number, unaccepted->taken, submission);
}

// A reason for each way in which nothing is accepted.
static void add_unaccepted(Reasons *reasons, const Taken *taken)
{
    Unaccepted unaccepted = {.reasons = reasons, .taken = taken};
    Cause cause = taken->cause;
    cause.entity = taken->own;
    review_unaccepted(view_review(taken->view), &cause, take_unaccepted, &unaccepted);
    if (!unaccepted.any)
        add_cause(reasons, taken, FAULT_NONE);
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
    if (!order)
        order = text_compare(x->source, y->source);
    if (!order)
        order = kinds_compare(&x->kinds, &y->kinds);
    return order || !x->profiles == !y->profiles ? order : x->profiles ? 1 : -1;
}

static Reason *reasons_from(Causes *causes, size_t *count)
{
    Reasons reasons = {.causes = causes};
    text_index_open(&reasons.index, review_arena(causes->told));
    text_index_open(&reasons.asked, review_arena(causes->told));
    if (causes->count)
        qsort(causes->items, causes->count, sizeof *causes->items, by_fact);
    for (size_t i = 0; i < causes->count; i++) {
        const Taken *taken = &causes->items[i];
        if (i > 0 && by_fact(taken, taken - 1) == 0)
            continue;
        if (taken->cause.why == WHY_NOT_ACCEPTED && taken->cause.entity != NO_INDEX)
            add_unaccepted(&reasons, taken);
        else
            add_cause(&reasons, taken, FAULT_NONE);
    }
    // What a condition reads counts whatever conditions come to: this goes one level down, no further.
    for (size_t i = 0; i < reasons.count && i < reasons.condition_capacity; i++) {
        if (reasons.conditions[i].count)
            reasons.items[i].conditions = reasons_from(&reasons.conditions[i], &reasons.items[i].condition_count);
    }
    for (size_t i = 0; i < reasons.count && !causes->keeps_order; i++)
        order_parts(&reasons.items[i], causes->lists_all);
    if (reasons.count)
        qsort(reasons.items, reasons.count, sizeof *reasons.items, by_place);
    *count = reasons.count;
    return reasons.items;
}

Reason *reasons_of_condition(View *view, uint32_t entity, uint32_t submission, bool is_false, size_t *count)
{
    Causes causes = causes_of(view, view_review(view));
    take_what_decides(&causes, entity, submission, is_false);
    return reasons_from(&causes, count);
}

Reason *reasons_of(View *view, uint32_t reg, size_t *count)
{
    Causes causes = causes_of(view, view_review(view));
    review_causes(view_review(view), reg, 0, take_cause, &causes);
    return reasons_from(&causes, count);
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
    Review *review = view_review(causes->of.view);
    Arena *arena = review_arena(causes->told);
    uint32_t *waiting = NULL;
    size_t count = 0, capacity = 0;
    for (uint32_t next = condition; next != NO_REGISTER; next = count ? waiting[--count] : NO_REGISTER) {
        const Instr *instr = &review_program(review)->code[next];
        if (!view_hides_value(causes->of.view, next, 0)) {
            review_causes(review, next, 0, take_cause, causes);
        } else if (instr->op != OP_AND) {
            causes->hidden = true;
            review_causes(review, next, 0, take_limit, causes);
        } else {
            for (size_t i = 0; i < 2; i++) {
                waiting = arena_grow(arena, waiting, count, &capacity, sizeof *waiting);
                waiting[count++] = i ? instr->b : instr->a;
            }
        }
    }
}

// Why a rule is undetermined in one of the reviews.
static void rule_causes(Causes *causes, const SeenReview *side, const RuleInfo *rule)
{
    Review *review = side->verdict->review;
    causes->of = (Taken){.view = side->view, .places = {review_program(review)->places + rule->first_place, rule->place_count}};
    if (rule->applies != NO_REGISTER)
        condition_causes(causes, rule->applies);
    Truth plain = review_truth(review, rule->plain, 0);
    if (view_hides_value(side->view, rule->plain, 0) || plain == TRUTH_UNKNOWN)
        condition_causes(causes, rule->plain);
    else if (plain == TRUTH_TRUE && view_hides_value(side->view, rule->strict, 0))
        causes->hidden = true;
    else if (plain == TRUTH_TRUE)
        review_strict_causes(review, rule->strict, 0, take_cause, causes);
}

// ---- profiles ----

// All facts that a value hangs on (a backward slice).
typedef struct Walk {
    RegisterRow *waiting;
    size_t count, capacity;
    TextIndex seen; // registers and rows
} Walk;

enum { MOST_STEPS = 4096 };

static void walk_to(void *with, uint32_t reg, uint32_t row)
{
    Walk *walk = with;
    const uint32_t cell[] = {reg, row};
    Arena *arena = walk->seen.arena;
    uint32_t before = walk->seen.count;
    if (before >= MOST_STEPS || text_index_add(&walk->seen, text_copy(arena, (Text){(const char *)cell, sizeof cell})) < before)
        return;
    walk->waiting = arena_grow(arena, walk->waiting, walk->count, &walk->capacity, sizeof *walk->waiting);
    walk->waiting[walk->count++] = (RegisterRow){reg, row};
}

static void deciding_facts(Causes *causes, uint32_t reg)
{
    Review *review = view_review(causes->of.view);
    Walk walk = {.waiting = NULL};
    text_index_open(&walk.seen, review_arena(causes->told));
    walk_to(&walk, reg, 0);
    while (walk.count) {
        RegisterRow next = walk.waiting[--walk.count];
        ReviewFact fact;
        if (review_fact(review, next.reg, next.row, &fact))
            take_condition_fact(causes, &fact);
        review_operands(review, next.reg, next.row, walk_to, NULL, &walk);
        review_picked(review, next.reg, next.row, walk_to, &walk);
    }
}

// condition: what is told of it.
static void profile_causes(Causes *causes, View *view, uint32_t number, Truth condition)
{
    const Program *program = review_program(view_review(view));
    const ProfileInfo *profile = &program->profiles[number];
    causes->of = (Taken){.view = view,
                         .places = {program->places + profile->first_place, profile->place_count},
                         .profiles = (uint64_t)1 << number};
    if (condition == TRUTH_UNKNOWN)
        condition_causes(causes, profile->applies);
    else if (view_hides_value(view, profile->applies, 0))
        causes->hidden = true;
    else
        deciding_facts(causes, profile->applies);
}

void reasons_of_profile(const Sight *sight, uint32_t profile, ToldProfile *told)
{
    View *view = sight->sides[0].view;
    Causes causes = causes_of(view, view_review(view));
    causes.lists_all = sight->lists_all;
    profile_causes(&causes, view, profile, told->condition);
    told->hidden = causes.hidden;
    told->reasons = reasons_from(&causes, &told->reason_count);
}

// Where a rule fares otherwise with the profiles of which it is unknown whether they apply than without them: why that is.
static void take_conditions(Causes *causes, const Sight *sight)
{
    View *view = sight->sides[0].view;
    const Program *program = review_program(view_review(view));
    for (uint32_t i = 0; i < program->profiles_count; i++) {
        uint32_t own = program->profiles[i].applies;
        if (verdict_applies(sight->verdict, i) == TRUTH_UNKNOWN && own != NO_REGISTER &&
            (view_hides_value(view, own, 0) || review_truth(view_review(view), own, 0) == TRUTH_UNKNOWN))
            profile_causes(causes, view, i, TRUTH_UNKNOWN);
    }
}

Reason *reasons_told(const Sight *sight, uint32_t number, size_t *count, bool *hidden)
{
    Causes causes = {.told = sight->verdict->review, .keeps_order = sight->keeps_order, .lists_all = sight->lists_all};
    for (size_t i = 0; i < sight->count; i++) {
        uint32_t own;
        const SeenReview *side = sight_of_rule(sight, i, number, &own);
        if (side->verdict->otherwise[own] == STATUS_UNDETERMINED)
            rule_causes(&causes, side, &review_program(side->verdict->review)->rules[own]);
    }
    if (verdict_differs(sight->verdict, number))
        take_conditions(&causes, sight);
    *hidden = causes.hidden;
    return reasons_from(&causes, count);
}
