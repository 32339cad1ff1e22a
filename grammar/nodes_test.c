// SPDX-License-Identifier: MIT
// Constructors of the syntax tree's nodes: tests and their facts. See nodes.h.
#include "nodes.h"

#include "parser.h"

void parser_given(Parser *parser, Word word, Word entity, Word kind, int64_t on, Span on_span, Fact *facts, Span span)
{
    Given *given = parser_node(parser, sizeof *given);
    *given = (Given){.word = word,
                     .entity = entity,
                     .kind = kind,
                     .on = on,
                     .on_span = on_span,
                     .from = parser->from,
                     .from_text = parser->from_text,
                     .from_span = parser->from.span,
                     .facts = facts,
                     .span = span,
                     .next = parser->open->givens};
    parser->open->givens = given;
}

static Expect *add_expect(Parser *parser, ExpectKind kind, Span span)
{
    Expect *expect = parser_node(parser, sizeof *expect);
    expect->kind = kind;
    expect->span = span;
    expect->next = parser->open->expects;
    parser->open->expects = expect;
    return expect;
}

void parser_expect_status(Parser *parser, Word code, int status, const Text *with, Span span)
{
    Expect *expect = add_expect(parser, EXPECT_STATUS, span);
    expect->word = code;
    expect->status = (Status)status;
    if (with)
        expect->with = *with;
}

void parser_expect_score(Parser *parser, Word aspect, Amount low, Amount high, Span span)
{
    Expect *expect = add_expect(parser, EXPECT_SCORE, span);
    expect->word = aspect;
    if (aspect.name->keyword == TOKEN_ALL)
        expect->word.name = tree_name(parser->tree, text_of("all"));
    expect->low = low;
    expect->high = high;
}

void parser_expect_needs(Parser *parser, WordList *path, Span span)
{
    add_expect(parser, EXPECT_NEEDS, span)->path = path;
}

void parser_expect_true(Parser *parser, Expr *expr, Span span)
{
    Expect *expect = add_expect(parser, EXPECT_TRUE, span);
    expect->expr = expr;
    if (expr && expr->kind == EXPR_NAME) // it may be an outcome
        expect->word = parser_undetermined(parser, expr->word);
}

FactValue parser_unreadable(Parser *parser, Text text, Span span)
{
    return (FactValue){.literal = tree_literal(parser->tree, TYPE_TEXT, 0, text, span), .unreadable = true, .span = span};
}

Fact *parser_fact(Parser *parser, Fact *before, Word word, FactValue value)
{
    Fact *fact = parser_node(parser, sizeof *fact);
    *fact = (Fact){word, value, before};
    return fact;
}

FactItem *parser_fact_item(Parser *parser, FactItem *before, FactValue value)
{
    FactItem *item = parser_node(parser, sizeof *item);
    *item = (FactItem){value, before};
    return item;
}
