// SPDX-License-Identifier: MIT
// SemVer 2.0.0 (semver.org) and its kin: node-semver, whose versions may begin with a `v` (github.com/npm/node-semver), and Go's,
// where the second and third number may be missing (go.dev/ref/mod#versions).
#include "support/version.h"

#include "versions/compare.h"
#include "versions/scheme.h"

static Text without_v(Text text)
{
    return char_at(text, 0) == 'v' ? text_slice(text, 1, text.length) : text;
}

bool semver_has(Text text)
{
    Version version;
    return version_read(text, &version);
}

int semver_compare(Text a, Text b)
{
    Version x, y;
    version_read(a, &x);
    version_read(b, &y);
    return version_compare(&x, &y);
}

// ---- npm ----

// node-semver keeps numbers as binary floating point, and refuses those that it could not keep exactly.
static bool is_safe(Text digits)
{
    return compare_digits(digits, text_of("9007199254740991")) <= 0;
}

bool npm_has(Text text)
{
    Version version;
    return version_read(without_v(text), &version) && is_safe(version.core[0]) && is_safe(version.core[1]) &&
           is_safe(version.core[2]);
}

int npm_compare(Text a, Text b)
{
    return semver_compare(without_v(a), without_v(b));
}

bool scheme_leaves_pre_releases(const VersionScheme *scheme)
{
    return scheme->compare == npm_compare;
}

bool scheme_is_pre_release(Text text)
{
    Version version;
    return version_read(without_v(text), &version) && version.pre_release.length > 0;
}

bool scheme_same_release(Text a, Text b)
{
    Version x, y;
    if (!version_read(without_v(a), &x) || !version_read(without_v(b), &y))
        return false;
    x.pre_release.length = y.pre_release.length = 0;
    return version_compare(&x, &y) == 0;
}

// ---- golang ----

// v1 and v1.2 stand for v1.0.0 and v1.2.0; they have nothing behind their numbers.
static bool read_go(Text text, Version *version)
{
    text = without_v(text);
    if (version_read(text, version))
        return true;
    size_t at = 0;
    *version = (Version){.pre_release = {"", 0}};
    for (int i = 0; i < 3; i++) {
        version->core[i] = i == 0 || take_char(text, &at, '.') ? take_digits(text, &at) : text_of("0");
        if (!version->core[i].length || (version->core[i].length > 1 && version->core[i].bytes[0] == '0'))
            return false;
    }
    return at == text.length;
}

bool golang_has(Text text)
{
    Version version;
    return read_go(text, &version);
}

int golang_compare(Text a, Text b)
{
    Version x, y;
    read_go(a, &x);
    read_go(b, &y);
    return version_compare(&x, &y);
}
