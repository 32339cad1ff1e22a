// SPDX-License-Identifier: MIT
// Binders, quantifiers, aggregates, comprehensions and closures of the second evaluator (LANGUAGE.md 4.1).
#include "twin_evaluator.h"

// ---- binders ----

// A member of a binder's set in the light of its `where`: false where the `where` is. *sure and *reasons are
// those of being in the set and fulfilling it.
static bool passes(const Context *inner, const Binder *binder, const Member *member, bool *sure, Reasons *reasons)
{
    Value where = binder->where ? evaluate(inner, binder->where) : truth_value(true);
    *sure = member->sure && value_is_true(where);
    *reasons = member->reasons | value_reasons(where);
    return !value_is_false(where);
}

// ---- every, some, no ----

// `every` of the binders that are left, of a body that is taken as it is or denied. False if the body is
// false for some member that is in; true if the set is closed and the body is true for all that are or may be
// in.
static Value every(const Context *context, const Binder *binder, const Expr *body, bool denied)
{
    if (!binder) {
        Value value = evaluate(context, body);
        return denied ? value_not(value) : value;
    }
    const Set *set = evaluate(context, binder->set).set;
    bool unknown = set->open;
    Reasons reasons = set->open ? set->open_reasons : 0;
    for (size_t i = 0; i < set->count; i++) {
        Binding binding = {binder->variable, set->members[i].value, context->bindings};
        Context inner = context_with(context, &binding);
        bool sure;
        Reasons may;
        if (!passes(&inner, binder, &set->members[i], &sure, &may))
            continue;
        Value rest = every(&inner, binder->next, body, denied);
        if (value_is_false(rest) && sure)
            return rest;
        if (value_is_true(rest))
            continue;
        unknown = true;
        reasons |= value_reasons(rest) | may;
    }
    return unknown ? value_unknown(reasons) : truth_value(true);
}

Value evaluate_quantifier(const Context *context, const Expr *expr)
{
    bool denied = expr->kind != EXPR_EVERY; // no: every not; some: not every not
    Value value = every(context, expr->binders, expr->body, denied);
    return expr->kind == EXPR_SOME ? value_not(value) : value;
}

// ---- all bindings, one after the other ----

// What is known of the bindings as a whole: whether there may be more of them than those that were seen.
typedef struct Bindings {
    bool open;
    Reasons open_reasons;
    void (*visit)(struct Bindings *bindings, const Context *context, bool sure, Reasons reasons);
    const Expr *expr;
    void *with;
} Bindings;

static void each_binding(Bindings *bindings, const Context *context, const Binder *binder, bool sure, Reasons reasons)
{
    if (!binder) {
        bindings->visit(bindings, context, sure, reasons);
        return;
    }
    const Set *set = evaluate(context, binder->set).set;
    if (set->open) {
        bindings->open = true;
        bindings->open_reasons |= set->open_reasons | reasons;
    }
    for (size_t i = 0; i < set->count; i++) {
        Binding binding = {binder->variable, set->members[i].value, context->bindings};
        Context inner = context_with(context, &binding);
        bool member_sure;
        Reasons member_reasons;
        if (passes(&inner, binder, &set->members[i], &member_sure, &member_reasons))
            each_binding(bindings, &inner, binder->next, sure && member_sure, reasons | member_reasons);
    }
}

// ---- sets ----

static void visit_element(Bindings *bindings, const Context *context, bool sure, Reasons reasons)
{
    set_add_result(bindings->with, evaluate(context, bindings->expr->body), sure, reasons);
}

Value evaluate_comprehension(const Context *context, const Expr *expr)
{
    Set *set = set_new(context->evaluator->review.arena);
    Bindings bindings = {.visit = visit_element, .expr = expr, .with = set};
    each_binding(&bindings, context, expr->binders, true, 0);
    if (bindings.open)
        set_leave_open(set, bindings.open_reasons);
    return value_set(set);
}

// ---- count ----

typedef struct Tally {
    Wide sure, may;
    Reasons reasons;
} Tally;

static void tally(Tally *counted, bool sure, Reasons reasons)
{
    counted->sure += sure;
    counted->may += !sure;
    counted->reasons |= sure ? 0 : reasons;
}

static void visit_counted(Bindings *bindings, const Context *context, bool sure, Reasons reasons)
{
    (void)context;
    tally(bindings->with, sure, reasons);
}

static Value count_value(const Context *context, const Expr *expr)
{
    Tally counted = {0};
    Bindings bindings = {.visit = visit_counted, .expr = expr, .with = &counted};
    if (expr->binders) {
        each_binding(&bindings, context, expr->binders, true, 0);
    } else {
        const Set *set = evaluate(context, expr->body).set;
        for (size_t i = 0; i < set->count; i++)
            tally(&counted, set->members[i].sure, set->members[i].reasons);
        bindings.open = set->open;
        bindings.open_reasons = set->open ? set->open_reasons : 0;
    }
    Range range = {counted.sure, counted.sure + counted.may, true, !bindings.open};
    return range_value(TYPE_INTEGER, range, counted.reasons | bindings.open_reasons);
}

// ---- sum, min, max ----

// The value of each binding.
typedef struct Items {
    Arena *arena;
    Member *members; // equal ones as often as they come
    size_t count, capacity;
} Items;

static void visit_item(Bindings *bindings, const Context *context, bool sure, Reasons reasons)
{
    Items *items = bindings->with;
    items->members = arena_grow(items->arena, items->members, items->count, &items->capacity, sizeof(Member));
    items->members[items->count++] = (Member){evaluate(context, bindings->expr->body), sure, sure ? 0 : reasons};
}

// Known values alone make a sum; one that is not, a range too, makes it unknown. A member that may be in adds
// its value to one end.
static Value sum_of(const Expr *expr, const Items *items, const Bindings *bindings)
{
    Range range = {.has_low = !bindings->open, .has_high = !bindings->open};
    Reasons reasons = bindings->open_reasons;
    bool decimal = expr->type.kind == TYPE_DECIMAL, unknown = false;
    for (size_t i = 0; i < items->count; i++) {
        const Member *item = &items->members[i];
        reasons |= item->reasons | value_reasons(item->value);
        if (!value_is_known(item->value)) {
            unknown = true;
            continue;
        }
        Wide number = number_bounds(item->value, decimal).low;
        range.low += item->sure || number < 0 ? number : 0;
        range.high += item->sure || number > 0 ? number : 0;
    }
    return unknown ? value_unknown(reasons) : range_value(expr->type.kind, range, reasons);
}

// Whether nothing of its type could come before a value that is the least (or the greatest) so far.
static bool is_utmost(const Expr *expr, Value value)
{
    if (value.type.kind != TYPE_ENUM)
        return false;
    return value.number == (expr->kind == EXPR_MIN ? 0 : (Wide)value.type.decl->value_count - 1);
}

// Known only if nothing that may be there, or may have another value, could change it.
static Value utmost_of(const Expr *expr, const Items *items, const Bindings *bindings)
{
    ExprKind before = expr->kind == EXPR_MIN ? EXPR_LESS : EXPR_GREATER;
    const Value *best = NULL;
    for (size_t i = 0; i < items->count; i++) {
        const Member *item = &items->members[i];
        if (!item->sure || !value_is_known(item->value))
            continue;
        if (!best || value_is_true(values_compare(before, item->value, *best)))
            best = &item->value;
    }
    if (best && is_utmost(expr, *best))
        return *best;
    bool unknown = bindings->open;
    Reasons reasons = bindings->open_reasons;
    for (size_t i = 0; i < items->count; i++) {
        const Member *item = &items->members[i];
        if (best && value_is_false(values_compare(before, item->value, *best)))
            continue;
        unknown = true;
        reasons |= item->reasons | value_reasons(item->value);
    }
    if (unknown)
        return value_unknown(reasons);
    return best ? *best : value_unknown(TWIN_ARITHMETIC);
}

Value evaluate_aggregate(const Context *context, const Expr *expr)
{
    if (expr->kind == EXPR_COUNT)
        return count_value(context, expr);
    Items items = {.arena = context->evaluator->review.arena};
    Bindings bindings = {.visit = visit_item, .expr = expr, .with = &items};
    each_binding(&bindings, context, expr->binders, true, 0);
    return expr->kind == EXPR_SUM ? sum_of(expr, &items, &bindings) : utmost_of(expr, &items, &bindings);
}

// ---- via ----

// Adds to what is reached all that an attribute leads to from it, until nothing changes. Only along sure
// ways, or along all.
static void spread(const Context *context, const Attribute *attribute, Set *reached, bool sure_ways)
{
    for (bool changed = true; changed;) {
        changed = false;
        for (size_t i = 0; i < reached->count; i++) {
            Member from = reached->members[i]; // a copy: the set grows
            if (sure_ways && !from.sure)
                continue;
            Set *next = set_new(context->evaluator->review.arena);
            set_add_result(next, evidence_attribute(context, from.value, attribute), from.sure, from.reasons);
            for (size_t j = 0; j < next->count; j++) {
                const Member *to = &next->members[j];
                if (to->sure || !sure_ways)
                    changed |= set_add(reached, to->value, to->sure, to->reasons);
            }
        }
    }
}

// Who is reached for sure is settled first, so that no one carries reasons of a way that does not matter.
Value evaluate_via(const Context *context, const Expr *expr)
{
    Arena *arena = context->evaluator->review.arena;
    const Attribute *attribute = expr->meaning.attribute;
    Set *reached = set_new(arena);
    set_add_result(reached, evaluate(context, expr->base), true, 0);
    spread(context, attribute, reached, true);
    spread(context, attribute, reached, false);
    for (size_t i = 0; i < reached->count; i++) {
        const Member *from = &reached->members[i];
        Set *next = set_new(arena);
        set_add_result(next, evidence_attribute(context, from->value, attribute), from->sure, from->reasons);
        if (next->open)
            set_leave_open(reached, next->open_reasons);
    }
    return value_set(reached);
}
