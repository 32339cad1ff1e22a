// SPDX-License-Identifier: MIT
// Versions in the order of an ecosystem: whether a text is one of its versions, and which of two comes first (LANGUAGE.md C).
// Each order is a total preorder of its versions: two may be equal in it whose texts differ. Nothing is allocated; numbers may
// have any number of digits.
#ifndef ASSIZE_VERSIONS_SCHEME_H
#define ASSIZE_VERSIONS_SCHEME_H

#include "support/text.h"

typedef struct VersionScheme {
    const char *name, *about; // about: where it is specified
    bool (*has)(Text text);
    int (*compare)(Text a, Text b); // of two of its versions: negative, zero or positive
} VersionScheme;

// All of them, in the order of schemes.def.
extern const VersionScheme version_schemes[];
extern const size_t version_scheme_count;

// The scheme with a name; null: there is none.
const VersionScheme *version_scheme(Text name);
// Whether a text is one of its versions. What is longer than any version (LONGEST_VERSION), or holds white space, is none.
bool scheme_has(const VersionScheme *scheme, Text text);
// Of two of its versions: negative, where a comes before b, zero or positive.
int scheme_compare(const VersionScheme *scheme, Text a, Text b);
// Whether ranges of the scheme leave out a version that comes before its release, unless an end of its interval does so too and
// is of the same release (node-semver, "Prerelease Tags").
bool scheme_leaves_pre_releases(const VersionScheme *scheme);
// Whether a version comes before its release; and whether two are of one release. Of such a scheme.
bool scheme_is_pre_release(Text version);
bool scheme_same_release(Text a, Text b);

#endif
