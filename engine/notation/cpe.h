// SPDX-License-Identifier: MIT
// Names of products in the Common Platform Enumeration: `cpe:2.3:a:openssl:openssl:1.1.1k:*:*:*:*:*:*:*` (NISTIR 7695, 6.2) and
// `cpe:/a:openssl:openssl:1.1.1k` (2.2, 6.1).
#ifndef ASSIZE_NOTATION_CPE_H
#define ASSIZE_NOTATION_CPE_H

#include "support/text.h"

typedef enum CpeAttribute {
    CPE_PART,
    CPE_VENDOR,
    CPE_PRODUCT,
    CPE_VERSION,
    CPE_UPDATE,
    CPE_EDITION,
    CPE_LANGUAGE,
    CPE_SW_EDITION,
    CPE_TARGET_SW,
    CPE_TARGET_HW,
    CPE_OTHER,
    CPE_ATTRIBUTES
} CpeAttribute;

typedef enum CpeKind { CPE_ANY, CPE_NOT_APPLICABLE, CPE_PATTERN, CPE_VALUE } CpeKind; // PATTERN: with wildcards in it

typedef struct Cpe {
    CpeKind kinds[CPE_ATTRIBUTES];
    Text values[CPE_ATTRIBUTES]; // of CPE_VALUE: in lower case, without escapes
} Cpe;

// False where a text is no CPE of either form. Its values lie in the arena.
bool cpe_read(Arena *arena, Text text, Cpe *cpe);
// Whether what is said of a CPE may be said of a thing with another one: both name one part, vendor and product, and the same
// version; of the rest the first one says nothing, or the same. One without a version speaks of none.
bool cpe_may_mean(const Cpe *said, const Cpe *thing);
// `a:openssl:openssl`: the same of all that may mean each other; empty where one of the three is no value.
Text cpe_base(Arena *arena, const Cpe *cpe);

#endif
