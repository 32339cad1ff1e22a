// SPDX-License-Identifier: MIT
// The type rules of questions about the evidence itself: of an attribute of one entity or part, and perhaps of some kinds alone.
#include "check/check.h"

#include <stdlib.h>

static int by_number(const void *a, const void *b)
{
    const uint32_t *x = a, *y = b;
    return (*x > *y) - (*x < *y);
}

// The numbers of the kinds that are asked of, each once.
static void find_kinds(const Check *check, Expr *expr)
{
    size_t capacity = 0;
    uint32_t count = 0;
    for (const WordList *word = expr->kinds; word; word = word->next) {
        uint32_t kind = policy_kind_or_report(check->policy, check->module, word->word);
        if (kind >= check->policy->kind_count)
            continue;
        expr->kind_numbers = arena_grow(check->policy->arena, expr->kind_numbers, count, &capacity, sizeof *expr->kind_numbers);
        expr->kind_numbers[count++] = kind;
    }
    if (count)
        qsort(expr->kind_numbers, count, sizeof *expr->kind_numbers, by_number);
    for (uint32_t i = 0; i < count; i++) {
        if (i == 0 || expr->kind_numbers[i] != expr->kind_numbers[i - 1])
            expr->kind_numbers[expr->kind_count++] = expr->kind_numbers[i];
    }
}

// Whether an expression is an attribute of one entity or part.
static bool is_attribute(const Expr *expr)
{
    return expr->kind == EXPR_MEMBER && expr->meaning.kind == MEANING_ATTRIBUTE && !expr->base->type.many;
}

static Diagnostic *report_operand(const Check *check, const Expr *expr, const char *expected)
{
    Diagnostic *other = diagnose(check->policy->diagnostics, MESSAGE_NOT_AN_ATTRIBUTE, expr->left->span, 1,
                                 check_source(check, expr->left));
    diagnostic_expect(other, text_of(expected));
    return other;
}

Type expr_claimed_check(const Check *check, Expr *expr)
{
    Type type = check_expr(check, expr->left, NOTHING);
    find_kinds(check, expr);
    if (type.kind != TYPE_NONE && !is_attribute(expr->left))
        report_operand(check, expr, "an attribute of one entity or part, such as product.name");
    return (Type){.kind = TYPE_BOOLEAN};
}

Type expr_listed_check(const Check *check, Expr *expr)
{
    Type type = check_expr(check, expr->left, NOTHING);
    find_kinds(check, expr);
    if (check->place == PLACE_ACCEPT)
        diagnose(check->policy->diagnostics, MESSAGE_NOT_IN_ACCEPT, expr->span, 1, text_of(expr_infos[expr->kind].name));
    if (type.kind == TYPE_NONE)
        return NOTHING;
    if (is_attribute(expr->left) && type.many)
        return type;
    Diagnostic *other = report_operand(check, expr, "a set-valued attribute of one entity or part, such as product.components");
    if (is_attribute(expr->left))
        diagnostic_correct(other,
                           text_format(check->policy->arena, "of a single value `%.*s is declared` asks",
                                       (int)check_source(check, expr->left).length, check_source(check, expr->left).bytes));
    return NOTHING;
}
