// SPDX-License-Identifier: MIT
// The front end, from text to syntax tree: checks the encoding, scans, decides what each word means where it stands, parses.
// Mistakes are queued as diagnostics, and parsing goes on behind them.
#ifndef ASSIZE_GRAMMAR_PARSE_H
#define ASSIZE_GRAMMAR_PARSE_H

#include "ast/tree.h"
#include "support/diagnostic.h"

// Whether a file of data, such as a list's, has the characters that a policy may have (LANGUAGE.md 2.1): reports where it has
// others, and warns of what nobody sees. A byte order mark may stand before it.
bool parse_data(Diagnostics *diagnostics, const Source *source);

// Parses one of the sources as a file. Null where it has no header that says what it is (a fragment has none).
File *parse_file(Tree *tree, Diagnostics *diagnostics, const Source *source, bool fragment);

// The name of the profile that a text says to be, and of what it refines, from its first words; empty where it says none. Nothing
// is reported.
typedef struct ProfileNames {
    Text name, refined;
} ProfileNames;
ProfileNames parse_profile_names(Arena *arena, Text text);

// Parses one of the sources as one expression; null after a mistake.
Expr *parse_expression(Tree *tree, Diagnostics *diagnostics, const Source *source);

// Prints the tokens of a source, one a line: place, kind, text. For tests.
void parse_dump_tokens(Tree *tree, Diagnostics *diagnostics, const Source *source, TextBuilder *to);

#endif
