// SPDX-License-Identifier: MIT
// The words of the language, from their list (keywords.def). See keywords.h.
#include "keywords.h"

#include "parser.h"

typedef enum KeywordClass { RESERVED, CONTEXTUAL } KeywordClass;

typedef struct Keyword {
    int token;
    const char *symbol;    // as the grammar calls it
    Text english, chinese; // of literals: a zero follows
    KeywordClass class;
} Keyword;

static const Keyword keywords[] = {
#define LITERAL(text)                                                                                                            \
    {                                                                                                                            \
        text, sizeof text - 1                                                                                                    \
    }
#define KEYWORD(token, english, chinese, class) {TOKEN_##token, #token, LITERAL(english), LITERAL(chinese), class},
#define UNIT_PLURAL(token, english) {TOKEN_##token, #token, LITERAL(english), {NULL, 0}, CONTEXTUAL},
#include "keywords.def"
#undef KEYWORD
#undef UNIT_PLURAL
};

enum { KEYWORDS = sizeof keywords / sizeof *keywords };

int keyword_of(Text text)
{
    for (size_t i = 0; i < KEYWORDS; i++) {
        if (text_equal(text, keywords[i].english) || text_equal(text, keywords[i].chinese))
            return keywords[i].token;
    }
    return 0;
}

// A unit has two words: the first is the one that messages call it by.
static const Keyword *keyword_of_symbol(const char *symbol)
{
    for (size_t i = 0; i < KEYWORDS; i++) {
        if (strcmp(keywords[i].symbol, symbol) == 0)
            return &keywords[i];
    }
    return NULL;
}

const char *symbol_keyword(const char *symbol)
{
    const Keyword *keyword = keyword_of_symbol(symbol);
    return keyword ? keyword->english.bytes : NULL;
}

void symbol_offer(Nearest *nearest, const char *symbol)
{
    for (size_t i = 0; i < KEYWORDS; i++) {
        if (strcmp(keywords[i].symbol, symbol) != 0)
            continue;
        nearest_offer(nearest, keywords[i].english);
        if (keywords[i].chinese.length)
            nearest_offer(nearest, keywords[i].chinese);
    }
}

bool symbol_is_contextual(const char *symbol)
{
    const Keyword *keyword = keyword_of_symbol(symbol);
    return keyword && keyword->class == CONTEXTUAL;
}
