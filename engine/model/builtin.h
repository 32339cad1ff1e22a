// SPDX-License-Identifier: MIT
// The natives of the standard library, from stdlib/builtins.def.
#ifndef ASSIZE_MODEL_BUILTIN_H
#define ASSIZE_MODEL_BUILTIN_H

#include "support/text.h"

typedef enum Builtin {
#define BUILTIN(name, result, a, b, c, why, unknown, about) BUILTIN_##name,
#include "builtins.def"
#undef BUILTIN
    BUILTINS
} Builtin;

// The native with that name; BUILTINS if there is none.
Builtin builtin_named(Text name);
const char *builtin_name(Builtin builtin);
// Whether it takes a number of any width, and gives one that is no wider (or of 63 bits).
bool builtin_is_wide(Builtin builtin);

#endif
