// SPDX-License-Identifier: MIT
// The front end's driver: encoding, scanner, parser in this order. See parse.h; the grammar is parser.y, what its actions build
// nodes.h, and what a word means where it stands words.c.
#include "parse.h"

#include "parser.h"

static const char byte_order_mark[] = "\xef\xbb\xbf";

// What may be done about a character: text has escapes, data has none.
static Text other_than(bool data, const char *escape)
{
    return data ? text_of("take it out") : text_of(escape);
}

// Whether a text is UTF-8 without bidirectional controls; reports where it is not.
static bool characters_fine(Diagnostics *diagnostics, const Source *source, bool data)
{
    size_t malformed = text_malformed(source->text);
    if (malformed < source->text.length) {
        Diagnostic *bad = diagnose(diagnostics, MESSAGE_NOT_UTF8, span_at(source->file, malformed), 0);
        diagnostic_expect(bad, text_of("a file that is UTF-8 from its first byte to its last"));
        return false;
    }
    size_t control = text_bidi_control(source->text);
    if (control < source->text.length) {
        size_t behind = control;
        text_next(source->text, &behind);
        Diagnostic *bad = diagnose(diagnostics, MESSAGE_BIDI_CONTROL, (Span){source->file, (uint32_t)control, (uint32_t)behind},
                                   1, text_slice(source->text, control, behind));
        diagnostic_correct(bad, other_than(data, "take it out, or write it as an escape such as \\u{202E} inside of a text"));
        return false;
    }
    return true;
}

// Warns of what nobody sees beyond ASCII, once for what stands together. An escape in a text is meant.
static void warn_of_invisible(Diagnostics *diagnostics, const Source *source, bool data)
{
    Text text = source->text;
    size_t end = data && text_starts(text, text_of(byte_order_mark)) ? sizeof byte_order_mark - 1 : 0;
    for (size_t start; (start = text_invisible(text, end)) < text.length;) {
        for (end = start; end < text.length && text_invisible(text, end) == end;)
            text_next(text, &end);
        Span span = {source->file, (uint32_t)start, (uint32_t)end};
        Diagnostic *unseen = diagnose(diagnostics, MESSAGE_INVISIBLE, span, 1, text_slice(text, start, end));
        diagnostic_correct(unseen, other_than(data, "take it out, or write it as this escape inside of a text"));
    }
}

bool parse_data(Diagnostics *diagnostics, const Source *source)
{
    bool fine = characters_fine(diagnostics, source, true);
    if (fine)
        warn_of_invisible(diagnostics, source, true);
    return fine;
}

// What a policy's own text must keep to as well.
static bool encoding_fine(Diagnostics *diagnostics, const Source *source)
{
    if (!characters_fine(diagnostics, source, false))
        return false;
    if (!text_starts(source->text, text_of(byte_order_mark)))
        return true;
    Diagnostic *mark = diagnose(diagnostics, MESSAGE_BYTE_ORDER_MARK, (Span){source->file, 0, 3}, 0);
    diagnostic_correct(mark, text_of("save the file as UTF-8 without one"));
    return false;
}

static bool run_parser(Parser *parser, Text text, int start)
{
    size_t errors = parser->diagnostics->errors;
    parser->start = start;
    parser->tokens = tokens_scan(parser->tree->arena, text);
    assize_parse(parser);
    return parser->diagnostics->errors == errors;
}

static Parser open_parser(Tree *tree, Diagnostics *diagnostics, const Source *source)
{
    return (Parser){.tree = tree, .diagnostics = diagnostics, .source = source, .run = run_parser};
}

File *parse_file(Tree *tree, Diagnostics *diagnostics, const Source *source, bool fragment)
{
    if (!encoding_fine(diagnostics, source))
        return NULL;
    warn_of_invisible(diagnostics, source, false);
    Parser parser = open_parser(tree, diagnostics, source);
    run_parser(&parser, source->text, fragment ? TOKEN_START_FRAGMENT : TOKEN_START_FILE);
    return parser.stopped ? NULL : parser.file;
}

ProfileNames parse_profile_names(Arena *arena, Text text)
{
    enum { KIND, NAME, REFINES = 4, REFINED, WORDS }; // `profile a version "1" refines b`
    ProfileNames names = {.name = {"", 0}, .refined = {"", 0}};
    if (text_malformed(text) < text.length)
        return names;
    Tokens tokens = tokens_scan(arena, text);
    Text words[WORDS];
    size_t count = 0;
    for (size_t i = 0; i < tokens.count && count < WORDS; i++) {
        const Token *token = &tokens.items[i];
        if (token->kind == TOKEN_COMMENT)
            continue;
        if (token->kind != TOKEN_WORD && count < REFINES - 1)
            break;
        words[count++] = text_nfc(arena, token_text(&tokens, token));
    }
    if (count > NAME && keyword_of(words[KIND]) == TOKEN_PROFILE)
        names.name = words[NAME];
    if (names.name.length && count == WORDS && keyword_of(words[REFINES]) == TOKEN_REFINES)
        names.refined = words[REFINED];
    return names;
}

Expr *parse_expression(Tree *tree, Diagnostics *diagnostics, const Source *source)
{
    if (!encoding_fine(diagnostics, source))
        return NULL;
    Parser parser = open_parser(tree, diagnostics, source);
    return run_parser(&parser, source->text, TOKEN_START_EXPRESSION) ? parser.expr : NULL;
}

void parse_dump_tokens(Tree *tree, Diagnostics *diagnostics, const Source *source, TextBuilder *to)
{
    Parser parser = open_parser(tree, diagnostics, source);
    if (!encoding_fine(diagnostics, source))
        return;
    parser.tokens = tokens_scan(tree->arena, source->text);
    SymbolValue value;
    Span span;
    for (int token; (token = words_next(&parser, &value, &span)) != 0;) {
        Place place = sources_place(diagnostics->sources, span);
        Text text = sources_text(diagnostics->sources, span);
        text_append_format(to, "%u:%u %s ", place.line, place.column, token_name(token));
        text_append(to, text);
        text_append_byte(to, '\n');
    }
}
