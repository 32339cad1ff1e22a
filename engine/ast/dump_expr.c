// SPDX-License-Identifier: MIT
// The pretty-printer of expressions, in prefix form by the shapes of their kinds, and of types. See dump.h.
#include "ast/dump_inside.h"

#include "support/calendar.h"

void dump_quoted(TextBuilder *to, const char *before, Text text)
{
    put(to, before);
    text_append_byte(to, '"');
    for (size_t i = 0; i < text.length; i++) {
        char c = text.bytes[i];
        if (c == '"' || c == '\\')
            text_append_byte(to, '\\');
        if (c == '\n')
            put(to, "\\n");
        else
            text_append_byte(to, c);
    }
    text_append_byte(to, '"');
}

// ---- types ----

static void put_type(TextBuilder *to, Type type)
{
    static const char *const names[] = {"?",      "boolean", "integer", "decimal", "text", "date", "instant", "duration",
                                        "period", "version", "address", "kind",    "",     "",     "",        "submission"};
    if (type.many)
        put(to, "many ");
    if (type.decl)
        put_word(to, "", type.decl->word);
    else
        put(to, names[type.kind]);
}

void dump_written(TextBuilder *to, const TypeNode *type)
{
    if (type->many)
        put(to, "many ");
    if (type->ref)
        put(to, "ref ");
    if (type->kind == TYPE_NONE)
        put_word(to, "", type->name);
    else
        put_type(to, (Type){.kind = type->kind});
}

// ---- expressions ----

static void put_literal(TextBuilder *to, const Literal *literal)
{
    switch (literal->type) {
    case TYPE_BOOLEAN:
        put(to, literal->number ? "true" : "false");
        break;
    case TYPE_DATE:
        date_append(to, literal->number);
        break;
    case TYPE_INSTANT:
        instant_append(to, literal->number);
        break;
    case TYPE_DURATION:
        duration_append(to, literal->number);
        break;
    case TYPE_PERIOD:
        text_append_format(to, "%lld %s", (long long)literal->number, literal->unit == PERIOD_MONTHS ? "months" : "working days");
        break;
    case TYPE_TEXT:
    case TYPE_VERSION:
    case TYPE_ADDRESS:
        dump_quoted(to, "", literal->text);
        break;
    case TYPE_NONE:
        put(to, "(mistaken)");
        break;
    default:
        number_append(to, literal->number, literal->type == TYPE_DECIMAL);
        break;
    }
}

static void put_binders(TextBuilder *to, const Binder *binder)
{
    for (; binder; binder = binder->next) {
        put_word(to, " (", binder->variable->word);
        put(to, " in ");
        expr_dump(binder->set, to);
        if (binder->where) {
            put(to, " where ");
            expr_dump(binder->where, to);
        }
        put(to, ")");
    }
}

void dump_operand(TextBuilder *to, const Expr *operand)
{
    if (!operand)
        return;
    put(to, " ");
    expr_dump(operand, to);
}

// A kind in prefix form: its word stands before what it is called with, and behind what it is asked of.
static void put_form(const Expr *expr, TextBuilder *to)
{
    ExprShape shape = expr_infos[expr->kind].shape;
    put(to, "(");
    put(to, expr_infos[expr->kind].name);
    if (shape == SHAPE_WORD || shape == SHAPE_ARGUMENTS)
        put_word(to, " ", expr->word);
    if (shape == SHAPE_BINDERS) {
        put_binders(to, expr->binders);
        dump_operand(to, expr->body);
    } else {
        for (ExprChild at = expr_first(expr); at.expr; expr_next(&at))
            dump_operand(to, at.expr);
    }
    if (shape == SHAPE_BASE)
        put_word(to, " ", expr->word);
    put(to, ")");
}

void expr_dump(const Expr *expr, TextBuilder *to)
{
    if (expr->kind == EXPR_LITERAL)
        put_literal(to, &expr->literal);
    else if (expr->kind == EXPR_NAME)
        put_word(to, "", expr->word);
    else
        put_form(expr, to);
    if (expr->type.kind != TYPE_NONE && expr->kind != EXPR_LITERAL) {
        put(to, ":");
        put_type(to, expr->type);
    }
}
