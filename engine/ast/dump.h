// SPDX-License-Identifier: MIT
// Prints the tree of a file, for people who work on the compiler and for tests.
#ifndef ASSIZE_AST_DUMP_H
#define ASSIZE_AST_DUMP_H

#include "ast/tree.h"

// Appends the declarations of a file, one field a line, expressions in prefix form; with types where they are known.
void tree_dump(const File *file, TextBuilder *to);
void expr_dump(const Expr *expr, TextBuilder *to);

#endif
