// SPDX-License-Identifier: MIT
// Which unknown facts together could make a rule satisfied: minimal sets, by recursion over the instructions that a truth hangs
// on. What an unknown comparison comes to once all that it reads is settled may be either, unless another one of the same facts
// excludes it (way_sets.h). See told.h.
#include "outcome/told.h"
#include "outcome/way_sets.h"

#include <stdlib.h>

typedef struct Ways {
    const Sight *sight;
    Review *review; // the one that is looked at
    View *view;
    uint32_t side; // its number
    Arena *arena;
    WayMaking making;
    ReviewFact facts[MOST_WAYS]; // of the verdict's review
    uint32_t count;
    bool beyond; // there are more facts, or something that no fact settles
} Ways;

static bool is_beyond(const Ways *ways)
{
    return ways->beyond || ways->making.beyond;
}

static WaySets anyway(Ways *ways)
{
    return way_just(&ways->making, (Way){.facts = 0});
}

static WaySets both(Ways *ways, WaySets a, WaySets b)
{
    return way_both(&ways->making, a, b);
}

static WaySets either(Ways *ways, WaySets a, WaySets b)
{
    return way_either(&ways->making, a, b);
}

// ---- facts ----

typedef struct Reading {
    Ways *ways;
    FactSet set;
    TextIndex seen;
    bool in_part; // some of them may do, whatever the others are
} Reading;

// How many values a fact may have, from 0 on; 0: any.
static uint32_t values_of(const Program *program, const AttributeInfo *attribute)
{
    if (attribute->kind == TYPE_BOOLEAN)
        return 2;
    return attribute->kind == TYPE_ENUM ? program->enums[attribute->target].value_count : 0;
}

// The number of a fact; MOST_WAYS, and beyond, where it is not told.
static uint32_t fact_number(Ways *ways, const ReviewFact *fact)
{
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
        return MOST_WAYS;
    }
    if (i == ways->count) {
        ways->making.values[i] = fact->is_set ? 0 : values_of(program, &program->attributes[fact->attribute]);
        ways->facts[ways->count++] = *fact;
        ways->facts[i].entity = entity;
    }
    return i;
}

static void ends(void *with, const Cause *cause)
{
    Reading *reading = with;
    if (cause->entity == NO_INDEX || cause->attribute == NO_INDEX)
        reading->ways->beyond = true; // no fact settles it
}

// Whether a result may be known where some operands are not.
static bool depends_in_part(Dependence depends)
{
    return depends == DEPENDS_AND || depends == DEPENDS_OR || depends == DEPENDS_CHOICE || depends == DEPENDS_QUANTIFIER ||
           depends == DEPENDS_TOTAL || depends == DEPENDS_EXTREME || depends == DEPENDS_AMONG || depends == DEPENDS_EVIDENCE ||
           depends == DEPENDS_SETTLED;
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
        reading->set |= (FactSet)(1 << fact_number(reading->ways, &fact)); // MOST_WAYS: it is not told anyway
    reading->in_part |= depends_in_part(op_infos[review_program(review)->code[reg].op].depends);
    review_operands(review, reg, row, go_back, ends, reading);
}

// All unknown facts that a value hangs on; beyond, where fewer might do.
static FactSet facts_of(Ways *ways, uint32_t reg, uint32_t row)
{
    Reading reading = {.ways = ways};
    text_index_open(&reading.seen, ways->arena);
    go_back(&reading, reg, row);
    ways->beyond |= reading.in_part && (reading.set & (reading.set - 1));
    return reading.set;
}

// ---- comparisons ----

// What a comparison has on one side: a fact, one that is taken away, and a number; WAY_ZERO: there is none.
typedef struct Term {
    uint32_t plus, minus;
    Wide number;
} Term;

static bool term_of(Ways *ways, uint32_t reg, uint32_t row, Term *term);

// a + b, or a - b.
static bool term_of_sum(Ways *ways, const Instr *instr, uint32_t row, bool minus, Term *term)
{
    Term other;
    if (!term_of(ways, instr->a, row, term) || !term_of(ways, instr->b, row, &other))
        return false;
    uint32_t plus = minus ? other.minus : other.plus, taken = minus ? other.plus : other.minus;
    if ((plus != WAY_ZERO && term->plus != WAY_ZERO) || (taken != WAY_ZERO && term->minus != WAY_ZERO))
        return false;
    term->plus = plus != WAY_ZERO ? plus : term->plus;
    term->minus = taken != WAY_ZERO ? taken : term->minus;
    term->number += minus ? -other.number : other.number;
    return true;
}

static bool term_of_fact(Ways *ways, uint32_t reg, uint32_t row, Term *term)
{
    const Program *program = review_program(ways->review);
    ReviewFact fact;
    if (!review_fact(ways->review, reg, row, &fact) || fact.is_set)
        return false;
    uint32_t kind = program->attributes[fact.attribute].kind;
    bool numbered = kind == TYPE_TEXT || kind == TYPE_ADDRESS || kind == TYPE_ENTITY || kind == TYPE_PART; // by each review
    *term = (Term){fact_number(ways, &fact), WAY_ZERO, 0};
    return !is_beyond(ways) && kind != TYPE_VERSION && (!numbered || ways->side == 0);
}

// False where it is none.
static bool term_of(Ways *ways, uint32_t reg, uint32_t row, Term *term)
{
    const Instr *instr = &review_program(ways->review)->code[reg];
    if (review_is_settled(ways->review, reg, row)) {
        *term = (Term){WAY_ZERO, WAY_ZERO, review_value(ways->review, reg, row).low};
        return true;
    }
    switch (instr->op) {
    case OP_READ:
        return term_of_fact(ways, reg, row, term);
    case OP_WIDEN:
    case OP_RANGE:
    case OP_NARROW:
        return term_of(ways, instr->a, row, term);
    case OP_GATHER:
    case OP_GATHER_WIDE: {
        uint32_t above = review_program(ways->review)->code[instr->a].frame;
        return term_of(ways, instr->a, review_row_above(ways->review, instr->frame, row, above), term);
    }
    case OP_ADD:
    case OP_ADD_WIDE:
        return term_of_sum(ways, instr, row, false, term);
    case OP_SUBTRACT:
    case OP_SUBTRACT_WIDE:
        return term_of_sum(ways, instr, row, true, term);
    default:
        return false;
    }
}

// a < b, a <= b, a = b.
static void compare_terms(WayLeaf *leaf, const Term *a, const Term *b, uint32_t op)
{
    bool one_first = a->plus == WAY_ZERO || b->minus == WAY_ZERO, one_second = a->minus == WAY_ZERO || b->plus == WAY_ZERO;
    leaf->compares = one_first && one_second;
    leaf->first = a->plus != WAY_ZERO ? a->plus : b->minus;
    leaf->second = a->minus != WAY_ZERO ? a->minus : b->plus;
    leaf->equal = op == OP_EQUAL || op == OP_EQUAL_WIDE;
    leaf->most = b->number - a->number - (op == OP_LESS || op == OP_LESS_WIDE);
}

static WayLeaf leaf_of(Ways *ways, uint32_t reg, uint32_t row)
{
    const Instr *instr = &review_program(ways->review)->code[reg];
    WayLeaf leaf = {.side = ways->side, .reg = reg, .row = row};
    ReviewFact fact;
    Term a, b;
    switch (instr->op) {
    case OP_READ_TRUTH: // at least 1: 0 - fact is at most -1
        leaf.compares = review_fact(ways->review, reg, row, &fact) && !fact.is_set;
        leaf.first = WAY_ZERO;
        leaf.second = leaf.compares ? fact_number(ways, &fact) : WAY_ZERO;
        leaf.most = -1;
        break;
    case OP_EQUAL:
    case OP_LESS:
    case OP_AT_MOST:
    case OP_EQUAL_WIDE:
    case OP_LESS_WIDE:
    case OP_AT_MOST_WIDE:
        if (term_of(ways, instr->a, row, &a) && term_of(ways, instr->b, row, &b))
            compare_terms(&leaf, &a, &b, instr->op);
        break;
    default:
        break;
    }
    return leaf;
}

// An unknown truth that no others decide.
static WaySets ways_of_leaf(Ways *ways, uint32_t reg, uint32_t row, bool want)
{
    WayMaking *making = &ways->making;
    const WaySets none = {.items = NULL};
    FactSet facts = facts_of(ways, reg, row);
    uint32_t i = 0;
    ways->beyond |= !facts; // it is unknown for another reason
    if (is_beyond(ways))
        return none;
    while (i < making->leaf_count &&
           (making->leaves[i].side != ways->side || making->leaves[i].reg != reg || making->leaves[i].row != row))
        i++;
    making->beyond |= i == MOST_WAY_LEAVES;
    if (making->beyond)
        return none;
    if (i == making->leaf_count) {
        making->leaves[i] = leaf_of(ways, reg, row);
        making->leaf_count++;
    }
    const uint64_t bit = (uint64_t)1 << i;
    return way_just(making, (Way){facts, want ? bit : 0, want ? 0 : bit});
}

// ---- truths ----

static WaySets ways_to(Ways *ways, uint32_t reg, uint32_t row, bool want);

typedef struct OnlyOperand {
    uint32_t reg, row, count;
} OnlyOperand;

static void take_operand(void *with, uint32_t reg, uint32_t row)
{
    OnlyOperand *only = with;
    *only = (OnlyOperand){reg, row, only->count + 1};
}

// What repeats a truth of another row.
static WaySets ways_of_only(Ways *ways, uint32_t reg, uint32_t row, bool want)
{
    OnlyOperand only = {.count = 0};
    review_operands(ways->review, reg, row, take_operand, NULL, &only);
    bool truth = only.count == 1 && op_infos[review_program(ways->review)->code[only.reg].op].result == OPERAND_TRUTH;
    return truth ? ways_to(ways, only.reg, only.row, want) : ways_of_leaf(ways, reg, row, want);
}

// One more that somebody lists, in a set that is open.
static WaySets ways_of_more(Ways *ways, uint32_t closed, uint32_t row)
{
    const WaySets none = {.items = NULL};
    FactSet facts = review_truth(ways->review, closed, row) == TRUTH_UNKNOWN ? facts_of(ways, closed, row) : 0;
    return facts ? way_just(&ways->making, (Way){.facts = facts}) : none;
}

// SOME is EVERY of the opposite. For all: each that may be a member is out, or it holds of it, and there are no others. Against
// it: one member of which it does not; or one more that somebody lists.
static WaySets ways_of_quantifier(Ways *ways, const Instr *instr, uint32_t row, bool want)
{
    bool holds = instr->op == OP_EVERY, for_all = want == holds; // holds: what the body is where it is for all
    uint32_t below = review_program(ways->review)->code[instr->a].frame, from, to;
    review_run_of(ways->review, below, instr->frame, row, &from, &to);
    WaySets result = for_all ? ways_to(ways, instr->c, row, true) : ways_of_more(ways, instr->c, row);
    for (uint32_t i = from; i < to && !is_beyond(ways); i++) {
        if (for_all)
            result = both(ways, result, either(ways, ways_to(ways, instr->a, i, false), ways_to(ways, instr->b, i, holds)));
        else
            result = either(ways, result, both(ways, ways_to(ways, instr->a, i, true), ways_to(ways, instr->b, i, !holds)));
    }
    return result;
}

// That so many of the rows from `from` on are members, or (out) are none; open: rows that nobody has listed do, too.
typedef struct Counted {
    uint32_t member, from, to;
    bool out;
    WaySets more; // with any number of those
} Counted;

static WaySets ways_to_count(Ways *ways, const Counted *counted, int64_t least)
{
    const WaySets none = {.items = NULL};
    int64_t sure = 0, most = 0;
    Truth counts = counted->out ? TRUTH_FALSE : TRUTH_TRUE;
    for (uint32_t i = counted->from; i < counted->to; i++) {
        Truth truth = review_truth(ways->review, counted->member, i);
        sure += truth == counts;
        most += truth == counts || truth == TRUTH_UNKNOWN;
    }
    if (sure >= least)
        return anyway(ways);
    if (most < least)
        return counted->more;
    int64_t missing = least - sure; // of those, the ways to so many among the rows until now
    WaySets *found = arena_array(ways->arena, (size_t)missing + 1, sizeof *found);
    for (int64_t j = 0; j <= missing; j++)
        found[j] = j ? none : anyway(ways);
    for (uint32_t i = counted->from; i < counted->to && !is_beyond(ways); i++) {
        if (review_truth(ways->review, counted->member, i) != TRUTH_UNKNOWN)
            continue;
        WaySets this = ways_to(ways, counted->member, i, !counted->out);
        for (int64_t j = missing; j > 0; j--)
            found[j] = either(ways, found[j], both(ways, found[j - 1], this));
    }
    return either(ways, found[missing], counted->more);
}

// How many members there are, at least or at most so many.
static WaySets ways_of_count(Ways *ways, uint32_t reg, uint32_t row, bool at_least, Wide number)
{
    const Instr *instr = &review_program(ways->review)->code[reg];
    const WaySets none = {.items = NULL};
    uint32_t below = review_program(ways->review)->code[instr->a].frame;
    Counted counted = {.member = instr->a, .out = !at_least};
    review_run_of(ways->review, below, instr->frame, row, &counted.from, &counted.to);
    int64_t rows = (int64_t)counted.to - counted.from;
    if (at_least && number > rows + 1)
        number = rows + 1; // so many are there only where more are listed
    if (number < 0)
        return at_least ? anyway(ways) : none;
    if (at_least) {
        counted.more = ways_of_more(ways, instr->c, row);
        return ways_to_count(ways, &counted, (int64_t)number);
    }
    int64_t out = number > rows ? 0 : rows - (int64_t)number;
    return both(ways, ways_to(ways, instr->c, row, true), ways_to_count(ways, &counted, out));
}

// A count beside a number that is known; false where it is none.
static bool ways_of_counted(Ways *ways, const Instr *instr, uint32_t row, bool want, WaySets *sets)
{
    const Program *program = review_program(ways->review);
    bool left = program->code[instr->a].op == OP_COUNT;
    uint32_t count = left ? instr->a : instr->b, other = left ? instr->b : instr->a;
    if (program->code[count].op != OP_COUNT || !review_is_settled(ways->review, other, row))
        return false;
    Wide number = review_value(ways->review, other, row).low;
    if (instr->op == OP_EQUAL_RANGE && want) {
        *sets = both(ways, ways_of_count(ways, count, row, true, number), ways_of_count(ways, count, row, false, number));
    } else if (instr->op == OP_EQUAL_RANGE) {
        *sets = either(ways, ways_of_count(ways, count, row, true, number + 1),
                       ways_of_count(ways, count, row, false, number - 1));
    } else { // count < n, count <= n, n < count, n <= count; or not
        bool less = instr->op == OP_LESS_RANGE, at_least = left != want;
        *sets = ways_of_count(ways, count, row, at_least,
                              at_least ? number + (left ? !less : less) : number - (left ? less : !less));
    }
    return true;
}

// One of two, by a condition; or the same of both.
static WaySets ways_of_choice(Ways *ways, const Instr *instr, uint32_t row, bool want)
{
    WaySets then = both(ways, ways_to(ways, instr->a, row, true), ways_to(ways, instr->b, row, want));
    WaySets other = both(ways, ways_to(ways, instr->a, row, false), ways_to(ways, instr->c, row, want));
    WaySets same = both(ways, ways_to(ways, instr->b, row, want), ways_to(ways, instr->c, row, want));
    return either(ways, either(ways, then, other), same);
}

static WaySets ways_of_same(Ways *ways, const Instr *instr, uint32_t row, bool want)
{
    WaySets first = both(ways, ways_to(ways, instr->a, row, true), ways_to(ways, instr->b, row, want));
    return either(ways, first, both(ways, ways_to(ways, instr->a, row, false), ways_to(ways, instr->b, row, !want)));
}

static WaySets ways_to(Ways *ways, uint32_t reg, uint32_t row, bool want)
{
    const Instr *instr = &review_program(ways->review)->code[reg];
    const WaySets none = {.items = NULL};
    Truth truth = review_truth(ways->review, reg, row);
    WaySets sets;
    if (is_beyond(ways))
        return none;
    if (truth != TRUTH_UNKNOWN)
        return (truth == TRUTH_TRUE) == want ? anyway(ways) : none;
    switch (instr->op) {
    case OP_NOT:
        return ways_to(ways, instr->a, row, !want);
    case OP_AND:
    case OP_OR: {
        WaySets a = ways_to(ways, instr->a, row, want), b = ways_to(ways, instr->b, row, want);
        return (instr->op == OP_AND) == want ? both(ways, a, b) : either(ways, a, b);
    }
    case OP_EVERY:
    case OP_SOME:
        return ways_of_quantifier(ways, instr, row, want);
    case OP_GATHER_TRUTH:
    case OP_PULL_TRUTH:
        return ways_of_only(ways, reg, row, want);
    case OP_CHOOSE_TRUTH:
        return ways_of_choice(ways, instr, row, want);
    case OP_SAME:
        return ways_of_same(ways, instr, row, want);
    case OP_EQUAL_RANGE:
    case OP_LESS_RANGE:
    case OP_AT_MOST_RANGE:
        if (ways_of_counted(ways, instr, row, want, &sets))
            return sets;
        return ways_of_leaf(ways, reg, row, want);
    default:
        return ways_of_leaf(ways, reg, row, want);
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
static void tell_facts(const Ways *ways, FactSet *sets, size_t count, RuleWays *told)
{
    NumberedFact numbered[MOST_WAYS] = {{.was = 0}};
    for (uint32_t i = 0; i < ways->count; i++)
        numbered[i] = (NumberedFact){way_fact(ways, &ways->facts[i]), i};
    qsort(numbered, ways->count, sizeof *numbered, by_place);
    told->facts = arena_array(ways->arena, ways->count + 1, sizeof *told->facts);
    for (uint32_t i = 0; i < ways->count; i++)
        told->facts[i] = numbered[i].fact;
    for (size_t set = 0; set < count; set++) {
        FactSet now = 0;
        for (uint32_t i = 0; i < ways->count; i++)
            now |= (FactSet)((sets[set] >> numbered[i].was & 1) << i);
        sets[set] = now;
    }
}

// With thresholds, what is known too weakly is told of only where all is known in the plain reading: else the strict one has not
// run.
static WaySets ways_of_rule(Ways *ways, const RuleInfo *rule)
{
    WaySets sets = {.items = NULL};
    bool thresholds = rule->mode != MODE_PLAIN;
    Truth plain = review_truth(ways->review, rule->plain, 0);
    uint32_t required = thresholds ? rule->strict : rule->plain;
    ways->beyond |= view_hides_value(ways->view, rule->plain, 0) || view_hides_value(ways->view, required, 0) ||
                    (thresholds && plain == TRUTH_UNKNOWN);
    if (is_beyond(ways) || plain == TRUTH_FALSE)
        return sets;
    sets = ways_to(ways, required, 0, true);
    if (rule->applies == NO_REGISTER || is_beyond(ways))
        return sets;
    ways->beyond = view_hides_value(ways->view, rule->applies, 0);
    return is_beyond(ways) ? sets : both(ways, sets, ways_to(ways, rule->applies, 0, true));
}

// ---- with profiles, and without them ----

static void look_at(Ways *ways, const TouchedReview *at)
{
    ways->review = at->review;
    ways->view = at->view;
    ways->side = at->side;
}

// What makes a profile not apply of which that is unknown: in the review in which conditions have run.
static WaySets ways_to_leave(Ways *ways, uint32_t profile)
{
    const ProfileInfo *info = &review_program(ways->review)->profiles[profile];
    WaySets sets = {.items = NULL};
    if (info->applies != NO_REGISTER) {
        ways->beyond |= view_hides_value(ways->view, info->applies, 0);
        sets = is_beyond(ways) ? sets : ways_to(ways, info->applies, 0, false);
    }
    bool open = info->refines != NO_INDEX && verdict_applies(ways->sight->verdict, info->refines) == TRUTH_UNKNOWN;
    return open ? either(ways, sets, ways_to_leave(ways, info->refines)) : sets;
}

// What satisfies a rule where some of the profiles that touch it do not apply, together with what makes them not apply.
static WaySets ways_without(Ways *ways, RuleTouches *touches, uint32_t rule, uint64_t touching, uint64_t left)
{
    TouchedReview with = touches->reviews[0];
    const Verdict *without = ways->sight->sides[ways->sight->count - 1].verdict;
    bool all = left && left == touching; // nothing of the others changes the rule
    TouchedReview at = touches_review(touches, all ? review_program(without->review)->applies : with.applies & ~left);
    WaySets sets = {.items = NULL};
    ways->beyond |= !at.review;
    if (is_beyond(ways) || !program_says_of(review_program(at.review), review_program(at.review)->rules[rule].profiles))
        return sets;
    look_at(ways, &at);
    sets = ways_of_rule(ways, &review_program(at.review)->rules[rule]);
    look_at(ways, &with);
    for (uint32_t i = 0; left >> i && !is_beyond(ways); i++)
        sets = left >> i & 1 ? both(ways, sets, ways_to_leave(ways, i)) : sets;
    return sets;
}

// Of a rule that asks for something else under profiles of which it is unknown whether they apply: what satisfies it with all of
// them, or without some. Where they are many, more would have to be reviewed than is worth it.
static WaySets ways_under(Ways *ways, RuleTouches *touches, uint32_t rule)
{
    enum { MOST_TOUCHING = 4 };
    uint64_t touching = touches_of(touches, rule), left = 0;
    WaySets sets = {.items = NULL};
    ways->beyond |= __builtin_popcountll(touching) > MOST_TOUCHING;
    do {
        if (!is_beyond(ways))
            sets = either(ways, sets, ways_without(ways, touches, rule, touching, left));
        left = (left - touching) & touching; // the next subset
    } while (left);
    return sets;
}

RuleWays ways_told(RuleTouches *touches, uint32_t number)
{
    const Sight *sight = touches->sight;
    Ways ways = {.sight = sight, .arena = review_arena(sight->verdict->review)};
    ways.making.arena = ways.arena;
    RuleWays told = {.rule = number};
    if (sight->all > sight->count)
        return told; // a limit was hit
    WaySets sets = ways_under(&ways, touches, number);
    size_t count;
    FactSet *facts = way_facts(&ways.making, &sets, &count);
    told.minimal = !is_beyond(&ways) && !(count && !facts[0]);
    if (!told.minimal)
        return told;
    tell_facts(&ways, facts, count, &told);
    qsort(facts, count, sizeof *facts, by_size);
    told.sets = facts;
    told.count = count;
    return told;
}
