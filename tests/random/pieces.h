// SPDX-License-Identifier: MIT
// The text of a policy, a profile or a library as tokens, and cut at its declarations. Nothing here knows the engine's parser:
// the second evaluator combines profiles from their text.
#ifndef ASSIZE_TESTS_RANDOM_PIECES_H
#define ASSIZE_TESTS_RANDOM_PIECES_H

#include "support/text.h"

// The words of the language, in either tongue.
typedef enum Keyword {
    NO_KEYWORD,
#define KEYWORD(token, english, chinese, class) KEYWORD_##token,
#define UNIT_PLURAL(token, english)
#include "keywords.def"
#undef KEYWORD
#undef UNIT_PLURAL
} Keyword;

typedef enum TokenKind { TOKEN_WORD, TOKEN_CODE, TOKEN_NUMBER, TOKEN_TEXT, TOKEN_SIGN } TokenKind;

typedef struct Token {
    TokenKind kind;
    Keyword keyword; // of a word
    Text text;       // as it stands; of a text, with its quotes
    size_t start;    // in the text
    uint32_t depth;  // so many brackets are open before it; of a closing one, behind it
} Token;

typedef struct Tokens {
    Text text;
    Token *items;
    size_t count, capacity;
} Tokens;

// A declaration at the top of a file, or a field of a rule: tokens from one up to another.
typedef struct Piece {
    Keyword keyword; // that it begins with; of `X also when` ALSO
    size_t first, behind;
} Piece;

typedef struct PieceList {
    Piece *items;
    size_t count, capacity;
} PieceList;

Tokens tokens_of(Arena *arena, Text text);

static inline bool token_is(const Tokens *tokens, size_t at, Keyword keyword)
{
    return at < tokens->count && tokens->items[at].kind == TOKEN_WORD && tokens->items[at].keyword == keyword;
}
static inline bool token_says(const Tokens *tokens, size_t at, const char *text)
{
    return at < tokens->count && text_is(tokens->items[at].text, text);
}
static inline Text token_text(const Tokens *tokens, size_t at)
{
    return at < tokens->count ? tokens->items[at].text : (Text){"", 0};
}
// What stands between the quotes of a text, escapes and all.
Text token_unquoted(const Tokens *tokens, size_t at);
// The text from one token up to another, which is not part of it.
Text tokens_between(const Tokens *tokens, size_t first, size_t behind);
// The header (of a file that has one) is the first piece.
PieceList pieces_of(Arena *arena, const Tokens *tokens);
// The fields in the braces of a piece, by the words that may begin one.
PieceList fields_of(Arena *arena, const Tokens *tokens, Piece piece, const Keyword *begin, size_t count);
void piece_add(Arena *arena, PieceList *pieces, Keyword keyword, size_t first);

// A place in a text, and what is to stand there instead.
typedef struct Rewrite {
    size_t from, to;
    Text text;
} Rewrite;
typedef struct Rewrites {
    Rewrite *items;
    size_t count, capacity;
} Rewrites;
void rewrite_add(Arena *arena, Rewrites *rewrites, size_t from, size_t to, Text text);
// None of them overlap.
Text rewritten(Arena *arena, Text text, Rewrites *rewrites);

#endif
