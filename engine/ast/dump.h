// SPDX-License-Identifier: MIT
// Pretty-printer of the tree, expressions as S-expressions, for people who work on the compiler and for tests.
#ifndef ASSIZE_AST_DUMP_H
#define ASSIZE_AST_DUMP_H

#include "ast/tree.h"

// Appends the declarations of a file, one field a line, with the types of expressions where they are known.
void tree_dump(const File *file, TextBuilder *to);
// Appends an expression in prefix form, on the same line.
void expr_dump(const Expr *expr, TextBuilder *to);

#endif
