// SPDX-License-Identifier: MIT
// The tokens of one text as they stand, comments among them: one array, from which the text can be put together again. Nothing
// is decided here: whether a word is a keyword where it stands words.c says, which reads them one behind the other; so may
// whoever shows, formats or translates a text.
#ifndef ASSIZE_GRAMMAR_TOKENS_H
#define ASSIZE_GRAMMAR_TOKENS_H

#include "support/text.h"

typedef struct Token {
    int kind;            // TOKEN_…, as the scanner sees it: any word is a TOKEN_WORD, what is no token a TOKEN_BAD
    uint32_t start, end; // in bytes of the text; end is behind the last one
} Token;

typedef struct Tokens {
    Text text;
    Token *items; // in the order of the text; between them, before the first and behind the last stands white space alone
    size_t count;
} Tokens;

// Scans a text, which is UTF-8 and shorter than 4 GB; the tokens lie in the arena and refer to the text.
Tokens tokens_scan(Arena *arena, Text text);

// What one of them says: that many bytes of the text.
static inline Text token_text(const Tokens *tokens, const Token *token)
{
    return text_slice(tokens->text, token->start, token->end);
}

#endif
