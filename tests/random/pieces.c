// SPDX-License-Identifier: MIT
// Tokens, declarations and fields of a policy's text, and rewrites of it.
#include "pieces.h"

#include <stdlib.h>

static const struct {
    Keyword keyword;
    const char *text;
} words[] = {
#define KEYWORD(token, english, chinese, class) {KEYWORD_##token, english}, {KEYWORD_##token, chinese},
#define UNIT_PLURAL(token, english) {KEYWORD_##token, english},
#include "keywords.def"
#undef KEYWORD
#undef UNIT_PLURAL
};

static Keyword keyword_of(Text text)
{
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        if (words[i].text[0] == text.bytes[0] && text_is(text, words[i].text))
            return words[i].keyword;
    }
    return NO_KEYWORD;
}

// ---- tokens ----

static bool is_digit(char byte)
{
    return byte >= '0' && byte <= '9';
}
static bool is_upper(char byte)
{
    return byte >= 'A' && byte <= 'Z';
}

// Where the longest rule's code at a place ends; the place itself where there is none.
static size_t behind_code(Text text, size_t at)
{
    size_t behind = at, start = at;
    while (at < text.length && is_upper(text.bytes[at])) {
        while (at < text.length && (is_upper(text.bytes[at]) || is_digit(text.bytes[at])))
            at++;
        if (at == text.length || text.bytes[at] != '-')
            break;
        size_t digits = ++at;
        while (digits < text.length && is_digit(text.bytes[digits]))
            digits++;
        if (digits > at)
            behind = digits;
    }
    size_t next = behind;
    bool more = behind > start && behind < text.length && text_identifier_part(text_next(text, &next));
    return more ? start : behind;
}

static size_t behind_word(Text text, size_t at)
{
    size_t next = at;
    int32_t point = text_next(text, &next);
    bool first = true;
    while (point >= 0 && (first ? text_identifier_start(point) : text_identifier_part(point))) {
        at = next;
        first = false;
        point = at < text.length ? text_next(text, &next) : -1;
    }
    return at;
}

static size_t behind_text(Text text, size_t at)
{
    char quote = text.bytes[at++];
    while (at < text.length && text.bytes[at] != quote)
        at += text.bytes[at] == '\\' && quote == '"' ? 2 : 1;
    return at < text.length ? at + 1 : text.length;
}

// Digits with what belongs to them: `1_000`, `0.05`, `2026-11-22T08:00:00Z`.
static size_t behind_number(Text text, size_t at)
{
    size_t start = at;
    while (at < text.length && (is_digit(text.bytes[at]) || text.bytes[at] == '_'))
        at++;
    if (at - start == 4 && at + 6 <= text.length && text.bytes[at] == '-' && is_digit(text.bytes[at + 1]) &&
        is_digit(text.bytes[at + 2]) && text.bytes[at + 3] == '-') {
        at += 6;
        if (at + 10 <= text.length && text.bytes[at] == 'T')
            at += 10;
        return at;
    }
    if (at + 1 < text.length && text.bytes[at] == '.' && is_digit(text.bytes[at + 1])) {
        at++;
        while (at < text.length && (is_digit(text.bytes[at]) || text.bytes[at] == '_'))
            at++;
    }
    return at;
}

static bool is_blank(char byte)
{
    return byte == ' ' || byte == '\t' || byte == '\n' || byte == '\r';
}

static size_t behind_blank(Text text, size_t at)
{
    while (at < text.length && (is_blank(text.bytes[at]) || text.bytes[at] == '#')) {
        bool comment = text.bytes[at] == '#';
        at++;
        while (comment && at < text.length && text.bytes[at] != '\n')
            at++;
    }
    return at;
}

static Token token_at(Text text, size_t at)
{
    Token token = {.kind = TOKEN_SIGN, .start = at};
    size_t behind = at + 1, code = behind_code(text, at), word = behind_word(text, at);
    if (code > at) {
        token.kind = TOKEN_CODE;
        behind = code;
    } else if (word > at) {
        token.kind = TOKEN_WORD;
        behind = word;
        token.keyword = keyword_of(text_slice(text, at, word));
    } else if (text.bytes[at] == '"' || text.bytes[at] == '`') {
        token.kind = TOKEN_TEXT;
        behind = behind_text(text, at);
    } else if (is_digit(text.bytes[at])) {
        token.kind = TOKEN_NUMBER;
        behind = behind_number(text, at);
    }
    token.text = text_slice(text, at, behind > text.length ? text.length : behind);
    return token;
}

Tokens tokens_of(Arena *arena, Text text)
{
    Tokens tokens = {.text = text};
    uint32_t depth = 0;
    for (size_t at = behind_blank(text, 0); at < text.length;) {
        Token token = token_at(text, at);
        char byte = token.kind == TOKEN_SIGN ? token.text.bytes[0] : 'a';
        bool opens = byte == '{' || byte == '(' || byte == '[', closes = byte == '}' || byte == ')' || byte == ']';
        depth -= closes && depth;
        token.depth = depth;
        depth += opens;
        tokens.items = arena_grow(arena, tokens.items, tokens.count, &tokens.capacity, sizeof *tokens.items);
        tokens.items[tokens.count++] = token;
        at = behind_blank(text, at + token.text.length);
    }
    return tokens;
}

Text token_unquoted(const Tokens *tokens, size_t at)
{
    Text text = token_text(tokens, at);
    return text.length >= 2 ? text_slice(text, 1, text.length - 1) : text;
}

Text tokens_between(const Tokens *tokens, size_t first, size_t behind)
{
    if (first >= behind)
        return (Text){"", 0};
    const Token *last = &tokens->items[behind - 1];
    return text_slice(tokens->text, tokens->items[first].start, last->start + last->text.length);
}

// ---- declarations and fields ----

void piece_add(Arena *arena, PieceList *pieces, Keyword keyword, size_t first)
{
    pieces->items = arena_grow(arena, pieces->items, pieces->count, &pieces->capacity, sizeof *pieces->items);
    if (pieces->count)
        pieces->items[pieces->count - 1].behind = first;
    pieces->items[pieces->count++] = (Piece){keyword, first, first};
}

static bool begins(Keyword keyword)
{
    static const Keyword beginnings[] = {KEYWORD_POLICY, KEYWORD_PROFILE,    KEYWORD_LIBRARY,  KEYWORD_USE,       KEYWORD_INCLUDE,
                                         KEYWORD_SOURCE, KEYWORD_ASPECT,     KEYWORD_TYPE,     KEYWORD_ORDERED,   KEYWORD_ENTITY,
                                         KEYWORD_PART,   KEYWORD_EXTEND,     KEYWORD_EVIDENCE, KEYWORD_PARAMETER, KEYWORD_DEFINE,
                                         KEYWORD_NATIVE, KEYWORD_LIST,       KEYWORD_TABLE,    KEYWORD_INTERPRET, KEYWORD_FORMAT,
                                         KEYWORD_RULE,   KEYWORD_WEIGHTS,    KEYWORD_VERDICT,  KEYWORD_TEST,      KEYWORD_SET,
                                         KEYWORD_WAIVE,  KEYWORD_STRENGTHEN, KEYWORD_CHANGES};
    for (size_t i = 0; i < sizeof beginnings / sizeof *beginnings; i++) {
        if (beginnings[i] == keyword)
            return true;
    }
    return false;
}

// Whether a word goes on with what the one before it began: `ordered type`, `native define`, `extend evidence`, `p.list`, `use
// a`.
static bool goes_on(const Tokens *tokens, size_t at)
{
    return at &&
           (token_says(tokens, at - 1, ".") || token_says(tokens, at - 1, ":") || token_is(tokens, at - 1, KEYWORD_ORDERED) ||
            token_is(tokens, at - 1, KEYWORD_NATIVE) || token_is(tokens, at - 1, KEYWORD_EXTEND) ||
            token_is(tokens, at - 1, KEYWORD_USE) || token_is(tokens, at - 1, KEYWORD_SET) || token_says(tokens, at - 1, "="));
}

PieceList pieces_of(Arena *arena, const Tokens *tokens)
{
    PieceList pieces = {0};
    for (size_t i = 0; i < tokens->count; i++) {
        const Token *token = &tokens->items[i];
        if (token->depth || token->kind != TOKEN_WORD)
            continue;
        if (token_is(tokens, i + 1, KEYWORD_ALSO) && token_is(tokens, i + 2, KEYWORD_WHEN))
            piece_add(arena, &pieces, KEYWORD_ALSO, i);
        else if (begins(token->keyword) && !goes_on(tokens, i))
            piece_add(arena, &pieces, token->keyword, i);
    }
    if (pieces.count)
        pieces.items[pieces.count - 1].behind = tokens->count;
    return pieces;
}

PieceList fields_of(Arena *arena, const Tokens *tokens, Piece piece, const Keyword *begin, size_t count)
{
    PieceList fields = {0};
    size_t at = piece.first, end = piece.behind;
    while (at < end && !(token_says(tokens, at, "{") && tokens->items[at].depth == 0))
        at++;
    for (at++; at < end && tokens->items[at].depth > 0; at++) {
        const Token *token = &tokens->items[at];
        bool field = false;
        for (size_t i = 0; i < count && token->depth == 1 && token->kind == TOKEN_WORD; i++)
            field |= token->keyword == begin[i];
        bool more = token_says(tokens, at - 1, ".") || token_is(tokens, at - 1, KEYWORD_EXCEPT) ||
                    token_is(tokens, at - 1, KEYWORD_DROP) || token_is(tokens, at - 1, KEYWORD_APPLIES);
        if (field && !more)
            piece_add(arena, &fields, token->keyword, at);
    }
    if (fields.count)
        fields.items[fields.count - 1].behind = at;
    return fields;
}

// ---- rewrites ----

void rewrite_add(Arena *arena, Rewrites *rewrites, size_t from, size_t to, Text text)
{
    rewrites->items = arena_grow(arena, rewrites->items, rewrites->count, &rewrites->capacity, sizeof *rewrites->items);
    rewrites->items[rewrites->count++] = (Rewrite){from, to, text};
}

static int by_place(const void *a, const void *b)
{
    const Rewrite *x = a, *y = b;
    return (x->from > y->from) - (x->from < y->from);
}

Text rewritten(Arena *arena, Text text, Rewrites *rewrites)
{
    TextBuilder built = text_builder(arena);
    size_t at = 0;
    if (rewrites->count)
        qsort(rewrites->items, rewrites->count, sizeof *rewrites->items, by_place);
    for (size_t i = 0; i < rewrites->count; i++) {
        const Rewrite *rewrite = &rewrites->items[i];
        text_append(&built, text_slice(text, at, rewrite->from));
        text_append(&built, rewrite->text);
        at = rewrite->to;
    }
    text_append(&built, text_slice(text, at, text.length));
    return text_built(&built);
}
