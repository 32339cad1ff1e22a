// SPDX-License-Identifier: MIT
// The natives of the standard library, from stdlib/builtins.def.
#ifndef ASSIZE_CHECK_BUILTIN_H
#define ASSIZE_CHECK_BUILTIN_H

#include "support/text.h"

typedef enum Builtin {
#define BUILTIN(name, result, a, b, unknown, about) BUILTIN_##name,
#include "builtins.def"
#undef BUILTIN
    BUILTINS
} Builtin;

// The native with that name; BUILTINS if there is none.
Builtin builtin_named(Text name);
const char *builtin_name(Builtin builtin);

#endif
