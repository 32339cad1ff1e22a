// SPDX-License-Identifier: MIT
// The type rules of sets and of what goes through them: quantifiers and aggregates bind each element in a scope of its own.
#include "check/check.h"

// The type of an expression that must be a set.
static Type check_set_operand(const Check *check, Expr *expr, Type expected)
{
    Type type = check_expr(check, expr, expected);
    if (type.kind == TYPE_NONE || type.many)
        return type;
    Arena *arena = check->policy->arena;
    Diagnostic *scalar = diagnose(check->policy->diagnostics, MESSAGE_NOT_A_SET, expr->span, 2, check_source(check, expr),
                                  type_text(arena, type));
    diagnostic_expect(scalar, text_of("a set"));
    return NOTHING;
}

// Checks binders in their order, each in the scope of those before it, and then what stands under all of them.
static void under_binders(const Check *check, Binder *binder, void (*then)(const Check *, Expr *), Expr *expr)
{
    Check inner = *check;
    for (; binder; binder = binder->next) {
        binder->variable->type = type_item(check_set_operand(&inner, binder->set, NOTHING));
        scope_bind(&inner, binder->variable);
        if (binder->where)
            check_boolean(&inner, binder->where);
    }
    then(&inner, expr);
}

static void check_body(const Check *check, Expr *expr)
{
    check_boolean(check, expr->body);
}

static void check_item(const Check *check, Expr *expr)
{
    if (expr->body)
        check_expr(check, expr->body, NOTHING);
}

Type expr_quantifier_check(const Check *check, Expr *expr)
{
    under_binders(check, expr->binders, check_body, expr);
    return (Type){.kind = TYPE_BOOLEAN};
}

static Type report_item(const Check *check, const Expr *expr, const char *expected)
{
    Diagnostic *no = diagnose(check->policy->diagnostics, MESSAGE_NOT_AGGREGATED, expr->body->span, 2,
                              text_of(expr_infos[expr->kind].name), type_text(check->policy->arena, expr->body->type));
    diagnostic_expect(no, text_of(expected));
    return NOTHING;
}

Type expr_count_check(const Check *check, Expr *expr)
{
    if (expr->binders)
        under_binders(check, expr->binders, check_item, expr);
    else
        check_set_operand(check, expr->body, NOTHING);
    return (Type){.kind = TYPE_INTEGER};
}

Type expr_aggregate_check(const Check *check, Expr *expr)
{
    under_binders(check, expr->binders, check_item, expr);
    Type item = expr->body->type;
    if (item.kind == TYPE_NONE)
        return item;
    if (expr->kind == EXPR_SUM) {
        bool fine = type_is_number(item) || (item.kind == TYPE_DURATION && !item.many);
        return fine ? item : report_item(check, expr, "a number or a duration of each");
    }
    return type_is_ordered(item) ? item : report_item(check, expr, "something with an order of each");
}

Type expr_comprehension_check(const Check *check, Expr *expr)
{
    under_binders(check, expr->binders, check_item, expr);
    Type item = expr->body->type;
    if (item.many) {
        Diagnostic *sets = diagnose(check->policy->diagnostics, MESSAGE_SET_OF_SETS, expr->body->span, 0);
        diagnostic_correct(sets, text_of("bind its elements too: `{ y for x in S, y in … }`"));
        return NOTHING;
    }
    if (item.kind == TYPE_PERIOD) {
        diagnose(check->policy->diagnostics, MESSAGE_PERIOD_ALONE, expr->body->span, 0);
        return NOTHING;
    }
    return item.kind == TYPE_NONE ? item : type_many(item);
}

Type expr_set_check(const Check *check, Expr *expr)
{
    Type expected = check->expected;
    if (!expr->items) {
        if (expected.kind == TYPE_NONE || !expected.many) {
            diagnose(check->policy->diagnostics, MESSAGE_EMPTY_SET, expr->span, 0);
            return NOTHING;
        }
        return expected;
    }
    Type around = expected.many ? type_item(expected) : NOTHING, all = NOTHING;
    bool wrong = false;
    for (int round = 0; round < 2; round++) { // items that lean on the others come second
        for (ExprList *item = expr->items; item; item = item->next) {
            if (check_leans_on_context(check, item->expr) != (round == 1))
                continue;
            Type type = check_expr(check, item->expr, around.kind == TYPE_NONE ? all : around);
            Type joined = all.kind == TYPE_NONE ? type : type_join(all, type);
            if (type.many || type.kind == TYPE_PERIOD) {
                diagnose(check->policy->diagnostics, type.many ? MESSAGE_SET_OF_SETS : MESSAGE_PERIOD_ALONE, item->expr->span, 0);
                wrong = true;
            } else if (type.kind == TYPE_NONE) {
                wrong = true;
            } else if (joined.kind == TYPE_NONE) {
                check_mismatch(check, item->expr, all);
                wrong = true;
            } else {
                all = joined;
            }
        }
    }
    if (wrong || all.kind == TYPE_NONE)
        return NOTHING;
    check_told_apart(check, expr, all);
    return type_many(all);
}

// Whether a set is written with braces alone: integers in them serve as decimals.
static bool is_written(const Expr *expr)
{
    return expr->kind == EXPR_SET || (expr->kind == EXPR_UNION && is_written(expr->left) && is_written(expr->right));
}

Type expr_union_check(const Check *check, Expr *expr)
{
    bool right_first = check_leans_on_context(check, expr->left) && !check_leans_on_context(check, expr->right);
    Expr *first = right_first ? expr->right : expr->left, *second = right_first ? expr->left : expr->right;
    Type one = check_set_operand(check, first, check->expected.many ? check->expected : NOTHING);
    if (one.kind == TYPE_NONE && check_leans_on_context(check, second))
        return NOTHING; // of what type it could be is not known
    Type other = check_set_operand(check, second, one);
    if (one.kind == TYPE_NONE || other.kind == TYPE_NONE)
        return NOTHING;
    if (check_told_apart(check, first, other) || check_told_apart(check, second, one))
        return NOTHING;
    Type joined = type_join(one, other);
    const Expr *narrow = one.kind == TYPE_INTEGER ? first : second;
    if (joined.kind != TYPE_NONE && (type_equal(one, other) || is_written(narrow)))
        return joined;
    check_mismatch(check, second, one);
    return NOTHING;
}

Type expr_via_check(const Check *check, Expr *expr)
{
    Type set = check_set_operand(check, expr->base, NOTHING);
    if (set.kind == TYPE_NONE)
        return NOTHING;
    Arena *arena = check->policy->arena;
    if (set.kind != TYPE_ENTITY && set.kind != TYPE_PART) {
        Diagnostic *other = diagnose(check->policy->diagnostics, MESSAGE_VIA_OF_NO_REFERENCE, expr->span, 1,
                                     type_text(arena, set));
        diagnostic_expect(other, text_of("a set of entities or of parts"));
        return NOTHING;
    }
    Attribute *attribute = check_attribute(check->policy, check->module, set.decl, expr->word);
    if (!attribute)
        return NOTHING;
    expr->meaning = (Meaning){.kind = MEANING_ATTRIBUTE, .attribute = attribute};
    if (attribute->type.kind != TYPE_NONE && !type_equal(type_item(attribute->type), type_item(set))) {
        Diagnostic *other = diagnose(check->policy->diagnostics, MESSAGE_VIA_LEADS_ELSEWHERE, expr->word.span, 2,
                                     attribute->word.name->text, type_text(arena, type_item(attribute->type)));
        diagnostic_expect(other, text_format(arena, "an attribute that refers to %.*s", (int)set.decl->word.name->text.length,
                                             set.decl->word.name->text.bytes));
        diagnostic_also(other, attribute->word.span, "it is declared here");
        return NOTHING;
    }
    return set;
}
