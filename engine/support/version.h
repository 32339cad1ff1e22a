// SPDX-License-Identifier: MIT
// Versions: what may be one, in any form; and those by SemVer 2.0.0 (semver.org), with their precedence, in which build metadata
// does not count. The orders of single ecosystems are in versions/.
#ifndef ASSIZE_SUPPORT_VERSION_H
#define ASSIZE_SUPPORT_VERSION_H

#include "support/text.h"

// Whether a text may be a version at all (LANGUAGE.md 3.2): 1 to 255 bytes without white space and control characters.
enum { LONGEST_VERSION = 255 };
bool version_is_text(Text text);

// A version by SemVer 2.0.0.
typedef struct Version {
    Text core[3];     // major, minor, patch: digits without leading zeros, of any length
    Text pre_release; // behind `-`; empty where there is none
} Version;

// False where the text is no version by SemVer; its parts are slices of the text.
bool version_read(Text text, Version *version);
// A version as one number, so that most of them compare as numbers do: not negative, but for these.
enum { VERSION_NONE = -1, VERSION_LARGE = -2 }; // the text is no version by SemVer; one of its three numbers is large
int64_t version_key(Text text);
// Whether two keys compare as their versions do: both are versions with small numbers, and no two pre-releases of one release.
static inline bool version_keys_decide(int64_t a, int64_t b)
{
    return a >= 0 && b >= 0 && (a != b || (a & 1));
}
// By precedence: negative, zero or positive. Numbers may have leading zeros here, which do not count.
int version_compare(const Version *a, const Version *b);

#endif
