// SPDX-License-Identifier: MIT
// The natives of the standard library. See builtin.h.
#include "model/builtin.h"

static const char *const names[] = {
#define BUILTIN(name, result, a, b, c, why, unknown, about) #name,
#include "builtins.def"
#undef BUILTIN
};

Builtin builtin_named(Text name)
{
    for (unsigned i = 0; i < BUILTINS; i++) {
        if (text_is(name, names[i]))
            return (Builtin)i;
    }
    return BUILTINS;
}

bool builtin_is_wide(Builtin builtin)
{
    enum { NUMBER, TEXT, TRUTH, WIDE, TEXTS };
    static const uint8_t results[] = {
#define BUILTIN(name, result, a, b, c, why, unknown, about) result,
#include "builtins.def"
#undef BUILTIN
    };
    return results[builtin] == WIDE;
}

const char *builtin_name(Builtin builtin)
{
    return names[builtin];
}
