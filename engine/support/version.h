// SPDX-License-Identifier: MIT
// Versions by SemVer 2.0.0 (semver.org): reading and precedence. Build metadata does not count in the order.
#ifndef ASSIZE_SUPPORT_VERSION_H
#define ASSIZE_SUPPORT_VERSION_H

#include "support/text.h"

typedef struct Version {
    Text core[3];     // major, minor, patch: digits without leading zeros, of any length
    Text pre_release; // behind `-`; empty where there is none
} Version;

// False where the text is no version; its parts are slices of the text.
bool version_read(Text text, Version *version);
// A version as one number, so that most of them compare as numbers do: not negative, but for these.
enum { VERSION_NONE = -1, VERSION_LARGE = -2 }; // the text is no version; one of its three numbers is large
int64_t version_key(Text text);
// Whether two keys compare as their versions do: both are versions with small numbers, and no two pre-releases of one release.
static inline bool version_keys_decide(int64_t a, int64_t b)
{
    return a >= 0 && b >= 0 && (a != b || (a & 1));
}
// By precedence: negative, zero or positive.
int version_compare(const Version *a, const Version *b);

#endif
