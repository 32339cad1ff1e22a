// SPDX-License-Identifier: MIT
// Bidirectional type inference: each expression is given its type by its kind's rule, told what type is expected where it stands.
// A mistake is reported once, where it is; above it the type is unknown and fits. The rules are handed down with the run
// (check.c).
#include "check/check.h"

#include "support/calendar.h"

static const Type BOOLEAN = {.kind = TYPE_BOOLEAN};

Type check_expr(const Check *check, Expr *expr, Type expected)
{
    CheckRun *run = check->run;
    Check here = *check;
    here.expected = expected;
    if (run->levels == DEEPEST_LEVELS) {
        check_too_deep(run, expr->span);
        expr->type = NOTHING;
        return NOTHING;
    }
    run->levels++;
    expr->type = run->rules[expr->kind](&here, expr);
    run->levels--;
    return expr->type;
}

Text check_source(const Check *check, const Expr *expr)
{
    return sources_text(check->policy->sources, expr->span);
}

// Whether a text holds what the type's values look like: only its quotes are wrong.
static bool is_written_plainly(Text text, Type type)
{
    switch (type.kind) {
    case TYPE_BOOLEAN:
        return text_is(text, "true") || text_is(text, "false");
    case TYPE_ENUM:
        return text_index_find(&type.decl->value_places, text) != UINT32_MAX;
    case TYPE_INTEGER:
    case TYPE_DECIMAL:
    case TYPE_DATE:
    case TYPE_INSTANT:
    case TYPE_DURATION:
        return text.length && text.bytes[0] >= '0' && text.bytes[0] <= '9';
    default:
        return false;
    }
}

Diagnostic *check_mismatch(const Check *check, const Expr *expr, Type expected)
{
    Arena *arena = check->policy->arena;
    Diagnostics *diagnostics = check->policy->diagnostics;
    if (expr->type.kind == TYPE_PERIOD && expected.kind == TYPE_DURATION) {
        Diagnostic *period = diagnose(diagnostics, MESSAGE_PERIOD_NOT_DURATION, expr->span, 0);
        diagnostic_expect(period, text_of("a duration in seconds, minutes, hours, days or weeks"));
        if (expr->kind == EXPR_LITERAL && expr->literal.unit == PERIOD_MONTHS)
            diagnostic_correct(period, text_format(arena, "say how many days, such as `%lld days`",
                                                   (long long)(expr->literal.number * 365 + 6) / 12));
        return period;
    }
    Text source = check_source(check, expr);
    Diagnostic *other = diagnose(diagnostics, MESSAGE_TYPE_MISMATCH, expr->span, 2, source, type_text(arena, expr->type));
    diagnostic_expect(other, type_text(arena, expected));
    int64_t date;
    if (expected.kind == TYPE_DATE && !expected.many && date_meant(source, &date)) {
        TextBuilder written = text_builder(arena);
        date_append(&written, date);
        diagnostic_correct(other, text_format(arena, "a date is written `%.*s`", (int)written.length, written.bytes));
    }
    if (expr->kind != EXPR_LITERAL || expected.many)
        return other;
    if ((expr->type.kind == TYPE_INTEGER || expr->type.kind == TYPE_DECIMAL) && expected.kind == TYPE_VERSION)
        diagnostic_correct(other, text_format(arena, "a version stands in quotes: `\"%.*s\"`", (int)source.length, source.bytes));
    if (expr->type.kind == TYPE_INTEGER && expected.kind == TYPE_DURATION)
        diagnostic_correct(other, text_format(arena, "give it a unit, such as `%.*s days`", (int)source.length, source.bytes));
    bool quoted = expr->type.kind == TYPE_TEXT && source.length > 2 && source.bytes[0] == '"';
    if (quoted && expected.kind == TYPE_ENUM) {
        Nearest nearest = nearest_to(expr->literal.text);
        check_offer_values(&nearest, expected.decl);
        diagnostic_did_you_mean(diagnostics, other, &nearest);
    }
    if (quoted && is_written_plainly(expr->literal.text, expected))
        diagnostic_correct(other, text_format(arena, "leave out the quotes: `%.*s`", (int)source.length - 2, source.bytes + 1));
    return other;
}

Type check_value(const Check *check, Expr *expr, Type expected)
{
    Type type = check_expr(check, expr, expected);
    if (type.kind == TYPE_NONE || expected.kind == TYPE_NONE)
        return type;
    // An integer serves where a decimal is due.
    if (!type_equal(type_join(type, expected), expected))
        check_mismatch(check, expr, expected);
    return type;
}

void check_boolean(const Check *check, Expr *expr)
{
    check_value(check, expr, BOOLEAN);
}

Type check_constant(CheckRun *run, Module *module, Expr *expr, Type expected)
{
    Check check = check_open(run, module, PLACE_RULE);
    Type type = check_value(&check, expr, expected);
    if (type.kind == TYPE_NONE)
        return type;
    if (expr->kind != EXPR_LITERAL && expr->meaning.kind != MEANING_ENUM_VALUE) {
        Diagnostic *other = diagnose(run->policy->diagnostics, MESSAGE_NOT_CONSTANT, expr->span, 0);
        diagnostic_expect(other, text_of("a literal or a value of an enumeration"));
    }
    return type;
}
