// SPDX-License-Identifier: MIT
// The words that are keywords, and the names that the grammar has for them; what a word is where it stands words.h decides.
#ifndef ASSIZE_GRAMMAR_KEYWORDS_H
#define ASSIZE_GRAMMAR_KEYWORDS_H

#include "support/diagnostic.h"

// The keyword that a word is in either language, or 0.
int keyword_of(Text text);
// By the name that the grammar gives a token: the English keyword, or null where it is none.
const char *symbol_keyword(const char *symbol);
// Whether it is a keyword that is a name elsewhere.
bool symbol_is_contextual(const char *symbol);
// Offers the keyword that a grammar's name stands for, in both languages.
void symbol_offer(Nearest *nearest, const char *symbol);

#endif
