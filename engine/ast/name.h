// SPDX-License-Identifier: MIT
// Names of the syntax tree, and where they stand.
#ifndef ASSIZE_AST_NAME_H
#define ASSIZE_AST_NAME_H

#include "support/source.h"

// An identifier, in NFC; one for each distinct text, so that two are the same if their pointers are.
typedef struct Name {
    Text text;
    int keyword;                       // grammar/words.c: the keyword that it is where one may stand; 0: not looked up, -1: none
    bool headed;                       // some declaration names itself so, even one that is not understood
    const struct Wording *translation; // parser: the newest one into the language of that name
} Name;

// A name where it stands. name is null where it is left out.
typedef struct Word {
    const Name *name;
    Span span;
} Word;

typedef struct WordList {
    Word word;
    struct WordList *next;
} WordList;

#endif
