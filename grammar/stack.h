// SPDX-License-Identifier: MIT
// What the generated parser takes from here: its memory, its places, its tokens. For parser.y alone.
#ifndef ASSIZE_GRAMMAR_STACK_H
#define ASSIZE_GRAMMAR_STACK_H

#include "nodes.h"
#include "words.h"

#define YYMALLOC(size) (parser ? arena_raw(parser->tree->arena, (size)) : NULL)
#define YYFREE(memory) ((void)(memory))
#define YYMAXDEPTH 40000

// What the generated code sees where it has no parser: in the search for what one token may lead to (LAC, which makes the
// list of what was expected exact). It has room for 20 states that reductions push, and never asks for more: they push one
// state more than they pop only where they are empty, and no three empty ones follow each other.
static Parser *const parser = NULL;

// From the first part's beginning to the last one's end: all stand in one file, in its order.
#define YYLLOC_DEFAULT(whole, parts, count)                                                                                      \
    ((whole) = (Span){YYRHSLOC(parts, count).file, (count) ? YYRHSLOC(parts, 1).start : YYRHSLOC(parts, 0).end,                  \
                      YYRHSLOC(parts, count).end})

static int yylex(SymbolValue *value, Span *span, Parser *parser)
{
    return words_next(parser, value, span);
}

static void yyerror(Span *span, Parser *parser, const char *message)
{
    (void)message; // the parser's stack is the only thing that it reports by itself
    parser_too_deep(parser, *span);
}
#endif
