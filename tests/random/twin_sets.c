// SPDX-License-Identifier: MIT
// Binders, quantifiers, aggregates, comprehensions and closures of the second evaluator (LANGUAGE.md 4.1).
#include "check/check.h"
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

// ---- all bindings, one after the other ----

// What is known of the bindings as a whole: whether there may be more of them than those that were seen.
typedef struct Bindings {
    bool open;
    Reasons open_reasons;
    void (*visit)(struct Bindings *bindings, const Context *context, bool sure, Reasons reasons);
    const Expr *expr;
    void *with;
} Bindings;

typedef struct BinderArray {
    Binder **items;
    size_t count, capacity;
} BinderArray;

static BinderArray binders_of(const Context *context, Binder *binders)
{
    BinderArray array = {0};
    for (Binder *binder = binders; binder; binder = binder->next) {
        array.items = arena_grow(context->evaluator->review.arena, array.items, array.count, &array.capacity,
                                 sizeof *array.items);
        array.items[array.count++] = binder;
    }
    return array;
}

static void each_binding(Bindings *bindings, const Context *context, Binder *const *binders, size_t count, bool sure,
                         Reasons reasons)
{
    if (!count) {
        bindings->visit(bindings, context, sure, reasons);
        return;
    }
    const Set *set = evaluate(context, binders[0]->set).set;
    if (set->open) {
        bindings->open = true;
        bindings->open_reasons |= set->open_reasons | reasons;
    }
    for (size_t i = 0; i < set->count; i++) {
        Binding binding = {binders[0]->variable, set->members[i].value, NULL, context->bindings};
        Context inner = context_with(context, &binding);
        bool member_sure;
        Reasons member_reasons;
        if (passes(&inner, binders[0], &set->members[i], &member_sure, &member_reasons))
            each_binding(bindings, &inner, binders + 1, count - 1, sure && member_sure, reasons | member_reasons);
    }
}

static void each_binding_of(Bindings *bindings, const Context *context, const Expr *expr)
{
    BinderArray binders = binders_of(context, expr->binders);
    each_binding(bindings, context, binders.items, binders.count, true, 0);
}

// ---- every, some, no ----

// What is claimed of each binding, taken as it is or denied.
typedef struct Claim {
    const Expr *body;
    bool denied, refuted, unknown;
    Reasons reasons;
} Claim;

static void visit_claimed(Bindings *bindings, const Context *context, bool sure, Reasons reasons)
{
    Claim *claim = bindings->with;
    Value value = evaluate(context, claim->body);
    value = claim->denied ? value_not(value) : value;
    if (value_is_true(value))
        return;
    claim->refuted |= value_is_false(value) && sure;
    claim->unknown = true;
    claim->reasons |= value_reasons(value) | (sure ? 0 : reasons);
}

// `every` of some binders. False if the claim is false of some binding that is in; true if no set is open and it is true of all
// that are or may be in.
static Value every(const Context *context, Binder *const *binders, size_t count, const Expr *body, bool denied)
{
    Claim claim = {.body = body, .denied = denied};
    Bindings bindings = {.visit = visit_claimed, .with = &claim};
    each_binding(&bindings, context, binders, count, true, 0);
    if (claim.refuted)
        return truth_value(false);
    if (!claim.unknown && !bindings.open)
        return truth_value(true);
    return value_unknown(claim.reasons | bindings.open_reasons);
}

Value evaluate_quantifier(const Context *context, const Expr *expr)
{
    bool denied = expr->kind != EXPR_EVERY; // no: every not; some: not every not
    BinderArray binders = binders_of(context, expr->binders);
    Value value = every(context, binders.items, binders.count, expr->body, denied);
    return expr->kind == EXPR_SOME ? value_not(value) : value;
}

// The binders that a requirement leads with count as those of one quantifier, so that a reason is one of all their bindings.
Value evaluate_requirement(const Context *context, Expr *require)
{
    LeadingBinders leading = expr_leading_binders(context->evaluator->review.arena, require);
    if (!leading.count)
        return evaluate(context, require);
    return every(context, leading.items, leading.count, leading.body, leading.none);
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
    each_binding_of(&bindings, context, expr);
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
        each_binding_of(&bindings, context, expr);
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

// A range adds its ends; a member that may be in adds to one end only; one value of which nothing is known makes the sum unknown.
static Value sum_of(const Expr *expr, const Items *items, const Bindings *bindings)
{
    Range range = {.has_low = !bindings->open, .has_high = !bindings->open};
    Reasons reasons = bindings->open_reasons;
    bool decimal = expr->type.kind == TYPE_DECIMAL, unknown = false;
    for (size_t i = 0; i < items->count; i++) {
        const Member *item = &items->members[i];
        reasons |= item->reasons | value_reasons(item->value);
        if (item->value.kind == VALUE_UNKNOWN) {
            unknown = true;
            continue;
        }
        Range number = number_bounds(item->value, decimal);
        range.has_low &= number.has_low;
        range.has_high &= number.has_high;
        range.low += item->sure || number.low < 0 ? number.low : 0;
        range.high += item->sure || number.high > 0 ? number.high : 0;
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

// Whether a comes before b on the way to the extreme.
static Value comes_before(const Expr *expr, Value a, Value b)
{
    return values_compare(expr->kind == EXPR_MIN ? EXPR_LESS : EXPR_GREATER, a, b);
}

// ---- the extreme of versions: where several texts are left, all of them must have an order, and one alone be the extreme ----

static bool is_known_text(const Member *item)
{
    return item->value.kind == VALUE_TEXT;
}

static bool one_text_is_left(const Items *items)
{
    const Member *first = NULL;
    for (size_t i = 0; i < items->count; i++) {
        const Member *item = &items->members[i];
        if (is_known_text(item) && first && !text_equal(item->value.text, first->value.text))
            return false;
        first = is_known_text(item) ? item : first;
    }
    return true;
}

static bool has_order(Value version)
{
    return value_is_known(values_compare(EXPR_LESS, version, version));
}

static const Value *best_version(const Expr *expr, const Items *items, bool one_text)
{
    const Value *best = NULL;
    for (size_t i = 0; i < items->count; i++) {
        const Member *item = &items->members[i];
        if (!item->sure || !is_known_text(item) || (!one_text && !has_order(item->value)))
            continue;
        if (!best || (!one_text && value_is_true(comes_before(expr, item->value, *best))))
            best = &item->value;
    }
    return best;
}

static Value utmost_version(const Expr *expr, const Items *items, const Bindings *bindings)
{
    bool one_text = one_text_is_left(items), unordered = false, tied = false, unknown = bindings->open;
    const Value *best = best_version(expr, items, one_text);
    Reasons reasons = bindings->open_reasons;
    for (size_t i = 0; i < items->count && !one_text; i++)
        unordered |= is_known_text(&items->members[i]) && !has_order(items->members[i].value);
    for (size_t i = 0; i < items->count; i++) {
        const Member *item = &items->members[i];
        bool known = is_known_text(item), other = !best || (known && !text_equal(item->value.text, best->text));
        Value behind = known && other && best ? comes_before(expr, *best, item->value) : truth_value(false);
        Value before = known && other && best ? comes_before(expr, item->value, *best) : truth_value(!best);
        tied |= known && other && best && value_is_false(behind) && value_is_false(before);
        if (known && (item->sure || !other || (!unordered && best && value_is_true(behind))))
            continue;
        unknown = true;
        reasons |= item->reasons | value_reasons(item->value);
    }
    if (unordered || tied)
        return value_unknown(reasons | TWIN_NOT_COMPARABLE);
    if (unknown)
        return value_unknown(reasons);
    return best ? *best : value_unknown(TWIN_ARITHMETIC);
}

// Known only if nothing that may be there, or may have another value, could change it.
static Value utmost_of(const Expr *expr, const Items *items, const Bindings *bindings)
{
    if (expr->type.kind == TYPE_VERSION)
        return utmost_version(expr, items, bindings);
    const Value *best = NULL;
    for (size_t i = 0; i < items->count; i++) {
        const Member *item = &items->members[i];
        if (!item->sure || !value_is_known(item->value))
            continue;
        if (!best || value_is_true(comes_before(expr, item->value, *best)))
            best = &item->value;
    }
    if (best && is_utmost(expr, *best))
        return *best;
    bool unknown = bindings->open;
    Reasons reasons = bindings->open_reasons;
    for (size_t i = 0; i < items->count; i++) {
        const Member *item = &items->members[i];
        if (best && value_is_false(comes_before(expr, item->value, *best)))
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
    each_binding_of(&bindings, context, expr);
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
