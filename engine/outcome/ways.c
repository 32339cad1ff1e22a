// SPDX-License-Identifier: MIT
// Which unknown facts together could make a rule satisfied: minimal sets (prime implicants of a monotone formula, as antichains
// of bit sets), by recursion over the instructions that a truth hangs on. What an unknown comparison comes to once all that it
// reads is settled may be either. See told.h.
#include "outcome/told.h"

#include <stdlib.h>

typedef uint16_t FactSet; // a bit for each fact

typedef struct FactSets {
    FactSet *items; // none is part of another one
    size_t count, capacity;
} FactSets;

typedef struct Ways {
    const Sight *sight;
    Review *review; // the one that is looked at
    View *view;
    Arena *arena;
    ReviewFact facts[MOST_WAYS]; // of the verdict's review
    uint32_t count;
    bool beyond; // there are more facts, or something that no fact settles
} Ways;

// ---- sets of sets ----

static void add_set(Ways *ways, FactSets *sets, FactSet set)
{
    size_t kept = 0;
    for (size_t i = 0; i < sets->count; i++) {
        if ((sets->items[i] & set) == sets->items[i])
            return; // less is enough
    }
    for (size_t i = 0; i < sets->count; i++) {
        if ((sets->items[i] & set) != set)
            sets->items[kept++] = sets->items[i];
    }
    sets->count = kept;
    sets->items = arena_grow(ways->arena, sets->items, sets->count, &sets->capacity, sizeof *sets->items);
    sets->items[sets->count++] = set;
}

static FactSets just(Ways *ways, FactSet set)
{
    FactSets sets = {.items = NULL};
    add_set(ways, &sets, set);
    return sets;
}

// Either will do.
static FactSets either(Ways *ways, FactSets a, FactSets b)
{
    for (size_t i = 0; i < b.count; i++)
        add_set(ways, &a, b.items[i]);
    return a;
}

// Both are needed.
static FactSets both(Ways *ways, FactSets a, FactSets b)
{
    FactSets sets = {.items = NULL};
    for (size_t i = 0; i < a.count; i++) {
        for (size_t j = 0; j < b.count; j++)
            add_set(ways, &sets, a.items[i] | b.items[j]);
    }
    return sets;
}

// ---- facts ----

typedef struct Reading {
    Ways *ways;
    FactSet set;
    TextIndex seen;
    bool any;
} Reading;

static void add_fact(Reading *reading, const ReviewFact *fact)
{
    Ways *ways = reading->ways;
    const Program *program = review_program(ways->review);
    Review *told = ways->sight->verdict->review;
    uint32_t entity = ways->review == told ? fact->entity : review_meet(told, ways->review, fact->entity), i = 0;
    while (i < ways->count &&
           (ways->facts[i].entity != entity || ways->facts[i].attribute != fact->attribute || ways->facts[i].row != fact->row))
        i++;
    bool hidden = view_hides_fact(ways->view, fact->entity, fact->attribute, fact->row) ||
                  view_hides_part(ways->view, fact->entity, program->attributes[fact->attribute].owner, fact->row);
    if (i == MOST_WAYS || hidden) {
        ways->beyond = true;
        return;
    }
    ways->facts[i] = *fact;
    ways->facts[i].entity = entity;
    ways->count += i == ways->count;
    reading->set |= (FactSet)(1 << i);
    reading->any = true;
}

static void ends(void *with, const Cause *cause)
{
    Reading *reading = with;
    if (cause->entity == NO_INDEX || cause->attribute == NO_INDEX)
        reading->ways->beyond = true; // no fact settles it
}

static void go_back(void *with, uint32_t reg, uint32_t row)
{
    Reading *reading = with;
    const uint32_t cell[] = {reg, row};
    Review *review = reading->ways->review;
    uint32_t before = reading->seen.count;
    ReviewFact fact;
    if (reading->ways->beyond || review_is_settled(review, reg, row) ||
        text_index_add(&reading->seen, text_copy(reading->ways->arena, (Text){(const char *)cell, sizeof cell})) < before)
        return;
    if (review_fact(review, reg, row, &fact))
        add_fact(reading, &fact);
    review_operands(review, reg, row, go_back, ends, reading);
}

// All unknown facts that a value hangs on.
static FactSets all_facts(Ways *ways, uint32_t reg, uint32_t row)
{
    Reading reading = {.ways = ways};
    text_index_open(&reading.seen, ways->arena);
    go_back(&reading, reg, row);
    const FactSets none = {.items = NULL};
    return reading.any ? just(ways, reading.set) : none;
}

// ---- truths ----

static FactSets ways_to(Ways *ways, uint32_t reg, uint32_t row, bool want);

typedef struct OnlyOperand {
    uint32_t reg, row, count;
} OnlyOperand;

static void take_operand(void *with, uint32_t reg, uint32_t row)
{
    OnlyOperand *only = with;
    *only = (OnlyOperand){reg, row, only->count + 1};
}

// What repeats a truth of another row.
static FactSets ways_of_only(Ways *ways, uint32_t reg, uint32_t row, bool want)
{
    OnlyOperand only = {.count = 0};
    review_operands(ways->review, reg, row, take_operand, NULL, &only);
    bool truth = only.count == 1 && op_infos[review_program(ways->review)->code[only.reg].op].result == OPERAND_TRUTH;
    return truth ? ways_to(ways, only.reg, only.row, want) : all_facts(ways, reg, row);
}

// SOME is EVERY of the opposite. For all: each that may be a member is out, or it holds of it, and there are no others. Against
// it: one member of which it does not; or one more that somebody lists.
static FactSets ways_of_quantifier(Ways *ways, const Instr *instr, uint32_t row, bool want)
{
    bool holds = instr->op == OP_EVERY, for_all = want == holds; // holds: what the body is where it is for all
    uint32_t below = review_program(ways->review)->code[instr->a].frame, from, to;
    review_run_of(ways->review, below, instr->frame, row, &from, &to);
    FactSets result = for_all ? ways_to(ways, instr->c, row, true) : all_facts(ways, instr->c, row);
    for (uint32_t i = from; i < to && !ways->beyond; i++) {
        if (for_all)
            result = both(ways, result, either(ways, ways_to(ways, instr->a, i, false), ways_to(ways, instr->b, i, holds)));
        else
            result = either(ways, result, both(ways, ways_to(ways, instr->a, i, true), ways_to(ways, instr->b, i, !holds)));
    }
    return result;
}

static FactSets ways_to(Ways *ways, uint32_t reg, uint32_t row, bool want)
{
    const Instr *instr = &review_program(ways->review)->code[reg];
    const FactSets none = {.items = NULL};
    Truth truth = review_truth(ways->review, reg, row);
    if (ways->beyond)
        return none;
    if (truth != TRUTH_UNKNOWN)
        return (truth == TRUTH_TRUE) == want ? just(ways, 0) : none;
    switch (instr->op) {
    case OP_NOT:
        return ways_to(ways, instr->a, row, !want);
    case OP_AND:
    case OP_OR: {
        FactSets a = ways_to(ways, instr->a, row, want), b = ways_to(ways, instr->b, row, want);
        return (instr->op == OP_AND) == want ? both(ways, a, b) : either(ways, a, b);
    }
    case OP_EVERY:
    case OP_SOME:
        return ways_of_quantifier(ways, instr, row, want);
    case OP_GATHER_TRUTH:
    case OP_PULL_TRUTH:
        return ways_of_only(ways, reg, row, want);
    default:
        return all_facts(ways, reg, row);
    }
}

// ---- a rule ----

static int by_size(const void *a, const void *b)
{
    FactSet x = *(const FactSet *)a, y = *(const FactSet *)b;
    int order = __builtin_popcount(x) - __builtin_popcount(y);
    return order ? order : (x > y) - (x < y);
}

static WayFact way_fact(const Ways *ways, const ReviewFact *fact)
{
    Review *review = ways->sight->verdict->review;
    const Program *program = review_program(review);
    TextBuilder path = text_builder(ways->arena);
    review_append_path(review, fact->entity, fact->attribute, fact->row, &path);
    WayFact told = {.entity = fact->entity, .id = review_entity(review, fact->entity).id, .path = text_built(&path)};
    told.of_part = program->types[program->attributes[fact->attribute].owner].is_part;
    if (told.of_part)
        told.part = part_named(ways->sight->sides[0].view, fact->entity, fact->attribute, fact->row);
    return told;
}

// A fact with the number by which sets had it.
typedef struct NumberedFact {
    WayFact fact;
    uint32_t was;
} NumberedFact;

static int by_place(const void *a, const void *b)
{
    const WayFact *x = &((const NumberedFact *)a)->fact, *y = &((const NumberedFact *)b)->fact;
    int order = text_compare(x->id, y->id);
    order = order ? order : text_compare(x->path, y->path);
    order = order ? order : part_compare(&x->part, &y->part);
    return order ? order : (x->entity > y->entity) - (x->entity < y->entity);
}

// Tells the facts in the order of what is told of them: that in which they were met may hang on what nobody else is to know.
static void tell_facts(const Ways *ways, FactSets *sets, RuleWays *told)
{
    NumberedFact numbered[MOST_WAYS] = {{.was = 0}};
    for (uint32_t i = 0; i < ways->count; i++)
        numbered[i] = (NumberedFact){way_fact(ways, &ways->facts[i]), i};
    qsort(numbered, ways->count, sizeof *numbered, by_place);
    told->facts = arena_array(ways->arena, ways->count + 1, sizeof *told->facts);
    for (uint32_t i = 0; i < ways->count; i++)
        told->facts[i] = numbered[i].fact;
    for (size_t set = 0; set < sets->count; set++) {
        FactSet now = 0;
        for (uint32_t i = 0; i < ways->count; i++)
            now |= (FactSet)((sets->items[set] >> numbered[i].was & 1) << i);
        sets->items[set] = now;
    }
}

// With thresholds, what is known too weakly is told of only where all is known in the plain reading.
static FactSets ways_of_rule(Ways *ways, const RuleInfo *rule)
{
    FactSets sets = {.items = NULL};
    bool thresholds = rule->mode != MODE_PLAIN;
    Truth plain = review_truth(ways->review, rule->plain, 0);
    uint32_t required = thresholds ? rule->strict : rule->plain;
    ways->beyond |= view_hides_value(ways->view, rule->plain, 0) || view_hides_value(ways->view, required, 0) ||
                    (thresholds && plain == TRUTH_UNKNOWN);
    if (ways->beyond || plain == TRUTH_FALSE)
        return sets;
    sets = ways_to(ways, required, 0, true);
    if (rule->applies == NO_REGISTER || ways->beyond)
        return sets;
    ways->beyond = view_hides_value(ways->view, rule->applies, 0);
    return ways->beyond ? sets : both(ways, sets, ways_to(ways, rule->applies, 0, true));
}

// ---- with profiles, and without them ----

static void look_at(Ways *ways, size_t side)
{
    ways->review = ways->sight->sides[side].verdict->review;
    ways->view = ways->sight->sides[side].view;
}

// What makes a profile not apply of which that is unknown: in the review in which conditions have run.
static FactSets ways_to_leave(Ways *ways, uint32_t profile)
{
    const ProfileInfo *info = &review_program(ways->review)->profiles[profile];
    FactSets sets = {.items = NULL};
    if (info->applies != NO_REGISTER) {
        ways->beyond |= view_hides_value(ways->view, info->applies, 0);
        sets = ways->beyond ? sets : ways_to(ways, info->applies, 0, false);
    }
    bool open = info->refines != NO_INDEX && verdict_applies(ways->sight->verdict, info->refines) == TRUTH_UNKNOWN;
    return open ? either(ways, sets, ways_to_leave(ways, info->refines)) : sets;
}

// Of a rule that asks for something else under one profile of which it is unknown whether it applies: what satisfies it with that
// one, or without it, together with what makes it not apply. Where several are such, more would have to be reviewed.
static FactSets ways_under(Ways *ways, uint32_t rule, uint64_t touching)
{
    look_at(ways, 0);
    FactSets with = ways_of_rule(ways, &review_program(ways->review)->rules[rule]);
    ways->beyond |= __builtin_popcountll(touching) > 1;
    if (!touching || ways->beyond)
        return with;
    FactSets leave = ways_to_leave(ways, (uint32_t)__builtin_ctzll(touching));
    look_at(ways, 1);
    const Program *without = review_program(ways->review);
    if (ways->beyond || !program_says_of(without, without->rules[rule].profiles))
        return with;
    return either(ways, with, both(ways, leave, ways_of_rule(ways, &without->rules[rule])));
}

void ways_open(RuleTouches *touches, const Sight *sight)
{
    const Program *with = review_program(sight->verdict->review),
                  *without = review_program(sight->sides[sight->count - 1].verdict->review);
    *touches = (RuleTouches){.sight = sight, .unknown = with->applies & ~without->applies};
    Arena *arena = review_arena(sight->verdict->review);
    touches->untouched = arena_array(arena, (size_t)with->profiles_count + 1, sizeof *touches->untouched);
    for (uint32_t i = 0; touches->unknown >> i; i++)
        touches->untouched[i] = touches->unknown >> i & 1 ? rules_untouched_by(with, (uint64_t)1 << i, arena) : NULL;
}

RuleWays ways_told(const RuleTouches *touches, uint32_t number)
{
    const Sight *sight = touches->sight;
    Ways ways = {.sight = sight, .arena = review_arena(sight->verdict->review)};
    RuleWays told = {.rule = number};
    if (sight->all > sight->count)
        return told; // a limit was hit
    uint64_t touching = 0;
    for (uint32_t i = 0; touches->unknown >> i; i++)
        touching |= (uint64_t)((touches->unknown >> i & 1) && !touches->untouched[i][number]) << i;
    FactSets sets = ways_under(&ways, number, touching);
    told.minimal = !ways.beyond && sets.count && sets.items[0];
    if (!told.minimal)
        return told;
    tell_facts(&ways, &sets, &told);
    qsort(sets.items, sets.count, sizeof *sets.items, by_size);
    told.sets = sets.items;
    told.count = sets.count;
    return told;
}
