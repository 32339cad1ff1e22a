// SPDX-License-Identifier: MIT
// The table of schemes. See scheme.h.
#include "versions/scheme.h"

#include "support/version.h"
#include "versions/compare.h"

const VersionScheme version_schemes[] = {
#define SCHEME(name, about) {#name, about, name##_has, name##_compare},
#include "versions/schemes.def"
#undef SCHEME
};
const size_t version_scheme_count = sizeof version_schemes / sizeof *version_schemes;

const VersionScheme *version_scheme(Text name)
{
    for (size_t i = 0; i < version_scheme_count; i++) {
        if (text_is(name, version_schemes[i].name))
            return &version_schemes[i];
    }
    return NULL;
}

bool scheme_has(const VersionScheme *scheme, Text text)
{
    return version_is_text(text) && scheme->has(text);
}

int scheme_compare(const VersionScheme *scheme, Text a, Text b)
{
    return scheme->compare(a, b);
}
