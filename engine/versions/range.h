// SPDX-License-Identifier: MIT
// Ranges of versions, `vers:SCHEME/…` (Version Range Specifier, package-url/vers-spec, clause 5, and "How to parse and validate
// VERS"): bounds as signposts along the versions of a scheme, between which intervals lie.
#ifndef ASSIZE_VERSIONS_RANGE_H
#define ASSIZE_VERSIONS_RANGE_H

#include "versions/scheme.h"

typedef enum Comparator { AT_VERSION, NOT_VERSION, BELOW, AT_MOST_VERSION, ABOVE, AT_LEAST_VERSION } Comparator;

typedef struct RangeBound {
    Comparator comparator;
    bool encoded;          // its version has percent-encoded bytes
    Text version;          // as it stands in the range
    uint32_t below, above; // the next ends of intervals on both sides of it; NO_BOUND: there is none
} RangeBound;
#define NO_BOUND UINT32_MAX

typedef struct VersionRange {
    const VersionScheme *scheme;
    bool all;           // `*`: any version of the scheme
    bool all_but;       // any version but those that it excludes
    RangeBound *bounds; // in the order of their versions
    uint32_t count;
} VersionRange;

// How many bounds a range has at most, by its text.
size_t range_most_bounds(Text text);
// Reads a range. bounds: room for range_most_bounds of it, which the range then holds, as it does the text. False where the text
// is no range of a known scheme: bounds may stand in any order, but each version once, and ends of intervals in turns.
bool range_read(Text text, RangeBound *bounds, VersionRange *range);
// Whether a version of the range's scheme lies in it.
bool range_has(const VersionRange *range, Text version);

#endif
