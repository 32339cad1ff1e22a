// SPDX-License-Identifier: MIT
// Inside of the pretty-printer (dump.h): what declarations and expressions are printed with.
#ifndef ASSIZE_AST_DUMP_INSIDE_H
#define ASSIZE_AST_DUMP_INSIDE_H

#include "ast/dump.h"

static inline void put(TextBuilder *to, const char *text)
{
    text_append_string(to, text);
}

// A word behind some text, also one that has no name.
static inline void put_word(TextBuilder *to, const char *before, Word word)
{
    put(to, before);
    if (word.name)
        text_append(to, word.name->text);
}

// Append, in dump_expr.c: a text in quotes behind some text; a type as it is written; an expression behind a blank, null:
// nothing.
void dump_quoted(TextBuilder *to, const char *before, Text text);
void dump_written(TextBuilder *to, const TypeNode *type);
void dump_operand(TextBuilder *to, const Expr *operand);

#endif
