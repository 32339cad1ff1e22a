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
// A version whose three numbers are small, and which is no pre-release: most are. Their keys compare as the versions do.
typedef struct VersionKey {
    uint64_t high, low; // major and minor; patch
} VersionKey;
// False where the version is none of them.
bool version_key(const Version *version, VersionKey *key);
// By precedence: negative, zero or positive.
int version_compare(const Version *a, const Version *b);

#endif
