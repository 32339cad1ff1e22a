// SPDX-License-Identifier: MIT
// Findings are templates: string interpolation that splits a text into pieces and runs a parser on each expression in braces.
// See nodes.h.
#include "nodes.h"

#include "parser.h"

typedef struct Splitter {
    Parser *parser;
    Text raw; // between its quotes, its escapes not yet resolved
    Span span;
    size_t at;            // in raw
    TextBuilder text;     // of the piece under way, behind a quote of its own
    FindingPiece *pieces; // the last one first
} Splitter;

// Ends the piece under way with an expression, or null behind the last one, and begins the next.
static void end_piece(Splitter *splitter, Expr *expr)
{
    Parser *parser = splitter->parser;
    FindingPiece *piece = parser_node(parser, sizeof *piece);
    text_append_byte(&splitter->text, splitter->raw.bytes[0]);
    Text raw = text_copy(parser->tree->arena, text_built(&splitter->text));
    *piece = (FindingPiece){.text = parser_text(parser, raw, splitter->span), .expr = expr, .next = splitter->pieces};
    splitter->pieces = piece;
    splitter->text.length = 1;
}

// Copies the escape that stands here. The braces of `\u{…}` are its own.
static void copy_escape(Splitter *splitter)
{
    Text raw = splitter->raw;
    text_append(&splitter->text, text_slice(raw, splitter->at, splitter->at + 2));
    if (raw.bytes[++splitter->at] != 'u')
        return;
    while (splitter->at + 2 < raw.length && raw.bytes[splitter->at] != '}')
        text_append_byte(&splitter->text, raw.bytes[++splitter->at]);
}

// Parses an expression whose text begins at an offset of the source; all its tokens stand at pin, where that is given.
static Expr *parse_embedded(Parser *parser, Text text, uint32_t base, const Span *pin)
{
    Parser inner = {.tree = parser->tree,
                    .diagnostics = parser->diagnostics,
                    .source = parser->source,
                    .run = parser->run,
                    .base = base,
                    .embedded = true,
                    .pinned = parser->pinned || pin};
    if (inner.pinned)
        inner.pin = parser->pinned ? parser->pin : *pin;
    Expr *expr = parser->run(&inner, text, TOKEN_START_EXPRESSION) ? inner.expr : NULL;
    return expr ? expr : tree_literal(parser->tree, TYPE_NONE, 0, (Text){0}, (Span){parser->source->file, base, base});
}

// How long an expression in braces is: up to the brace that closes it, or to the text's end.
static size_t embedded_length(Text text)
{
    int depth = 0;
    size_t at = 0;
    for (; at < text.length; at++) {
        if (text.bytes[at] == '{')
            depth++;
        else if (text.bytes[at] == '}' && depth-- == 0)
            break;
    }
    return at;
}

// Ends a piece with the expression whose brace opens here; false, reported, where it does not close.
static bool split_expression(Splitter *splitter)
{
    Parser *parser = splitter->parser;
    Text raw = splitter->raw, inner = text_slice(raw, splitter->at + 1, raw.length - 1);
    size_t length = embedded_length(inner);
    uint32_t start = splitter->span.start + (uint32_t)splitter->at;
    Span where = {splitter->span.file, start, start + (uint32_t)length + 2};
    if (length == inner.length) {
        Diagnostic *open = diagnose(parser->diagnostics, MESSAGE_FINDING_NOT_CLOSED, where, 0);
        diagnostic_expect(open, text_of("`}` behind the expression, or `{{` for a brace"));
        diagnostic_correct(open, text_of("a quote within a text is written `\\\"`"));
        return false;
    }
    inner.length = length;
    bool escapes = raw.bytes[0] == '"' && memchr(inner.bytes, '\\', inner.length);
    if (escapes)
        inner = parser_text(parser, text_format(parser->tree->arena, "\"%.*s\"", (int)inner.length, inner.bytes), where);
    end_piece(splitter, parse_embedded(parser, inner, start + 1, escapes ? &where : NULL));
    splitter->at += length + 1;
    return true;
}

static FindingPiece *split_finding(Parser *parser, Text raw, Span span)
{
    Splitter splitter = {.parser = parser, .raw = raw, .span = span, .at = 1, .text = text_builder(parser->tree->arena)};
    text_append_byte(&splitter.text, raw.bytes[0]);
    for (; splitter.at + 1 < raw.length; splitter.at++) {
        char c = raw.bytes[splitter.at];
        bool brace = c == '{' || c == '}', twice = splitter.at + 2 < raw.length && raw.bytes[splitter.at + 1] == c;
        if (c == '\\' && raw.bytes[0] == '"') {
            copy_escape(&splitter);
        } else if (c == '{' && !twice) {
            if (!split_expression(&splitter))
                break;
        } else {
            text_append_byte(&splitter.text, c);
            splitter.at += brace && twice;
        }
    }
    end_piece(&splitter, NULL);
    return pieces_reversed(splitter.pieces);
}

void parser_finding(Parser *parser, Wording *wording)
{
    for (; wording; wording = wording->next) {
        Text raw = sources_text(parser->diagnostics->sources, wording->span);
        if (raw.length < 2 || raw.bytes[raw.length - 1] != raw.bytes[0])
            continue; // a text that was not closed: reported
        wording->pieces = split_finding(parser, raw, wording->span);
    }
}
