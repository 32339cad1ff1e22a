// SPDX-License-Identifier: MIT
// Constructors of the syntax tree's nodes: what files that others make become. See nodes.h.
#include "nodes.h"

#include "parser.h"

Decl *parser_format(Parser *parser, Word word, FilledType *filled, Span span)
{
    Decl *decl = tree_decl(parser->tree, DECL_FORMAT, word, span);
    decl->filled = filled;
    return decl;
}

FilledType *parser_filled(Parser *parser, Word type, Word record, Mapping *mappings, Span span)
{
    FilledType *filled = parser_node(parser, sizeof *filled);
    *filled = (FilledType){type, record, mappings, span, FORMAT_RECORDS, NULL};
    return filled;
}

Mapping *parser_mapping(Parser *parser, Word word, MappingPath *paths)
{
    Mapping *mapping = parser_node(parser, sizeof *mapping);
    *mapping = (Mapping){.word = word, .paths = paths, .derived = DERIVED_NAMES};
    return mapping;
}

void parser_block(Parser *parser, Mapping *mapping, Mapping *block, Span span)
{
    uint32_t within = 0;
    for (const Mapping *at = block; at; at = at->next)
        within = at->levels > within ? at->levels : within;
    mapping->block_span = span;
    if (within < DEEPEST_BLOCK) {
        mapping->block = block;
        mapping->levels = within + 1;
    } else {
        diagnose(parser->diagnostics, MESSAGE_BLOCK_TOO_DEEP, mapping->word.span, 0);
    }
}

MeantWord *parser_meant(Parser *parser, Text text, Span text_span, Expr *value)
{
    MeantWord *meant = parser_node(parser, sizeof *meant);
    *meant = (MeantWord){text, text_span, value, NULL};
    return meant;
}

// What begins with the bare word `record` leads to what the reader works out, and no member of that name.
MappingPath *parser_mapping_path(Parser *parser, PathStep *steps, Span span)
{
    MappingPath *path = parser_node(parser, sizeof *path);
    *path = (MappingPath){.steps = steps, .span = span};
    Text first = sources_text(parser->diagnostics->sources, steps->span);
    if (!text_is(first, "record"))
        return path;
    PathStep *derived = steps->next;
    if (!derived || derived->kind != STEP_MEMBER || derived->next) {
        Diagnostic *wrong = diagnose(parser->diagnostics, MESSAGE_DERIVED_PATH, span, 0);
        diagnostic_expect(wrong, text_of("`record.` and one name, or `\"record\"` in quotes for a member of that name"));
        return path;
    }
    derived->kind = STEP_DERIVED;
    path->steps = derived;
    return path;
}

PathStep *parser_step(Parser *parser, PathStep *before, StepKind kind, Text name, Text text, Span span)
{
    PathStep *step = parser_node(parser, sizeof *step);
    *step = (PathStep){.kind = kind, .name = name, .text = text, .span = span, .next = before};
    return step;
}
