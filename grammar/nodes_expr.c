// SPDX-License-Identifier: MIT
// Constructors of the syntax tree's nodes: expressions, bounded in depth as they are built. See nodes.h.
#include "nodes.h"

#include "parser.h"

static Expr *bounded(Parser *parser, Expr *expr)
{
    tree_measure(expr);
    if (expr->depth <= EXPR_DEEPEST)
        return expr;
    parser_too_deep(parser, expr->span);
    // What stands for it is shallow, so that no later pass has to go down.
    return tree_literal(parser->tree, TYPE_NONE, 0, (Text){0}, expr->span);
}

Expr *parser_quantifier(Parser *parser, ExprKind kind, Binder *binders, Expr *body, Span span)
{
    return bounded(parser, tree_quantifier(parser->tree, kind, binders, body, span));
}

Expr *parser_if(Parser *parser, Expr *condition, Expr *yes, Expr *otherwise, Span span)
{
    Expr *expr = tree_expr(parser->tree, EXPR_IF, span);
    expr->condition = condition;
    expr->yes = yes;
    expr->otherwise = otherwise;
    return bounded(parser, expr);
}

Binder *parser_binder(Parser *parser, Word word, Expr *set, Expr *where)
{
    Binder *binder = parser_node(parser, sizeof *binder);
    *binder = (Binder){.variable = tree_variable(parser->tree, word), .set = set, .where = where};
    return binder;
}

Expr *parser_binary(Parser *parser, ExprKind kind, Expr *left, Expr *right)
{
    Expr *expr = tree_expr(parser->tree, kind, span_join(left->span, right->span));
    expr->left = left;
    expr->right = right;
    return bounded(parser, expr);
}

void parser_and_beside_or(Parser *parser, Span span)
{
    enum { SHORT = 80 };
    Diagnostic *beside = diagnose(parser->diagnostics, MESSAGE_AND_BESIDE_OR, span, 0);
    Text source = parser->pinned ? (Text){"", 0} : sources_text(parser->diagnostics->sources, span);
    if (source.length && source.length <= SHORT && !memchr(source.bytes, '\n', source.length))
        diagnostic_correct(
            beside, text_format(parser->tree->arena, "write `(%.*s)`, which is what it means", (int)source.length, source.bytes));
    else
        diagnostic_correct(beside, text_of("put what `and` joins in parentheses, which is what it means"));
}

static bool is_bare_and(const Expr *expr)
{
    return expr->kind == EXPR_AND && !expr->in_parentheses;
}

Expr *parser_or(Parser *parser, Expr *left, Expr *right)
{
    Expr *expr = parser_binary(parser, EXPR_OR, left, right);
    bool said = left->kind == EXPR_OR && !left->in_parentheses && left->mixes, mixes = is_bare_and(left) || is_bare_and(right);
    if (mixes && !said)
        parser_and_beside_or(parser, is_bare_and(left) ? left->span : right->span);
    expr->mixes = said || mixes;
    return expr;
}

Expr *parser_parenthesised(Expr *expr, Span span)
{
    if (!expr)
        return NULL;
    expr->span = span;
    expr->in_parentheses = true;
    return expr;
}

// The comparison that a chain ends with: `a < b < c` is read as `a < b and b < c`.
static Expr *last_comparison(Expr *expr)
{
    while (expr->kind == EXPR_AND)
        expr = expr->right;
    return expr;
}

Expr *parser_chained(Parser *parser, Expr *left, int kind, Expr *right, Span span)
{
    const Sources *sources = parser->diagnostics->sources;
    Diagnostic *chained = diagnose(parser->diagnostics, MESSAGE_COMPARISON_CHAINED, span, 0);
    Expr *middle = last_comparison(left)->right;
    if (!middle || middle->kind == EXPR_RANGE)
        return left; // `is declared` has one operand, and a range is none
    if (!parser->pinned) {
        Text first = sources_text(sources, left->span), second = sources_text(sources, middle->span);
        Text sign = sources_text(sources, span), third = sources_text(sources, right->span);
        diagnostic_correct(chained, text_format(parser->tree->arena, "write `%.*s and %.*s %.*s %.*s`", (int)first.length,
                                                first.bytes, (int)second.length, second.bytes, (int)sign.length, sign.bytes,
                                                (int)third.length, third.bytes));
    }
    Expr *both = parser_binary(parser, EXPR_AND, left, parser_binary(parser, (ExprKind)kind, middle, right));
    both->in_parentheses = true; // nobody wrote that `and`
    return both;
}

Expr *parser_chained_implies(Parser *parser, Expr *left, Expr *middle, Expr *right, Span span)
{
    Diagnostic *chained = diagnose(parser->diagnostics, MESSAGE_IMPLIES_CHAINED, span, 0);
    diagnostic_correct(chained, text_of("write `a and b implies c`, or put one of the two in parentheses"));
    return parser_binary(parser, EXPR_IMPLIES, left, parser_binary(parser, EXPR_IMPLIES, middle, right));
}

void parser_comma_missing(Parser *parser, Span span)
{
    span.end = span.start + 1;
    diagnose(parser->diagnostics, MESSAGE_COMMA_MISSING, span, 0);
}

Expr *parser_unary(Parser *parser, ExprKind kind, Expr *operand, Span span)
{
    Expr *expr = tree_expr(parser->tree, kind, span);
    expr->left = operand;
    return bounded(parser, expr);
}

Expr *parser_asked(Parser *parser, ExprKind kind, Expr *operand, WordList *kinds, Span span)
{
    Expr *expr = parser_unary(parser, kind, operand, span);
    expr->kinds = kinds;
    return expr;
}

Expr *parser_negate(Parser *parser, Expr *operand, Span span)
{
    if (operand->kind == EXPR_LITERAL) {
        switch (operand->literal.type) {
        case TYPE_INTEGER:
        case TYPE_DECIMAL:
        case TYPE_DURATION:
        case TYPE_PERIOD:
            operand->literal.number = -operand->literal.number;
            operand->span = span;
            return operand;
        default:
            break;
        }
    }
    return parser_unary(parser, EXPR_NEGATE, operand, span);
}

Expr *parser_member(Parser *parser, ExprKind kind, Expr *base, Word word)
{
    Expr *expr = tree_expr(parser->tree, kind, span_join(base->span, word.span));
    expr->base = base;
    expr->word = word;
    return bounded(parser, expr);
}

Expr *parser_name(Parser *parser, Word word)
{
    Expr *expr = tree_expr(parser->tree, EXPR_NAME, word.span);
    expr->word = word;
    return expr;
}

Expr *parser_call(Parser *parser, Word word, ExprList *arguments, Span span)
{
    Expr *expr = tree_expr(parser->tree, EXPR_CALL, span);
    expr->word = word;
    expr->arguments = arguments;
    return bounded(parser, expr);
}

Expr *parser_holds(Parser *parser, Word code, Span span)
{
    Expr *expr = tree_expr(parser->tree, EXPR_HOLDS, span);
    expr->word = code;
    return expr;
}

Expr *parser_set(Parser *parser, ExprList *items, Span span)
{
    Expr *expr = tree_expr(parser->tree, EXPR_SET, span);
    expr->items = items;
    return bounded(parser, expr);
}

ExprList *parser_item(Parser *parser, ExprList *before, Expr *expr)
{
    ExprList *item = parser_node(parser, sizeof *item);
    *item = (ExprList){expr, before};
    return item;
}
