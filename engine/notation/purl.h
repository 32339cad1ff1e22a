// SPDX-License-Identifier: MIT
// Package URLs: pkg:type/namespace/name@version?qualifiers#subpath, by the purl specification (ECMA-427; github.com/package-url/
// purl-spec) and its definitions of types. What is read is normalised: percent encodings are read, case is that of the type.
#ifndef ASSIZE_NOTATION_PURL_H
#define ASSIZE_NOTATION_PURL_H

#include "support/text.h"

typedef struct PurlQualifier {
    Text key, value;
} PurlQualifier;

// What a purl does not have is empty.
typedef struct Purl {
    Text type;
    Text namespace, name, version, subpath; // segments of the namespace and of the subpath with `/` between them
    PurlQualifier *qualifiers;              // by key
    size_t qualifier_count;
} Purl;

// False where a text is no purl, or one that its type does not have. Its parts lie in the arena, or are slices of the text; they
// are in NFC, and have no control characters.
bool purl_read(Arena *arena, Text text, Purl *purl);
// The canonical form: two texts are the same purl if theirs are equal.
Text purl_canonical(Arena *arena, const Purl *purl);
// Whether a text surely is a purl in its canonical form, at the price of a look at each byte: of some that are it is not known.
bool purl_is_canonical(Text text);
// What a text is called by that may be a purl: its canonical form, in the arena; any other text as it is.
Text purl_settled(Arena *arena, Text text);
// The scheme of the versions of its type, as std.versions names it: the type itself, but for types that have another one's.
Text purl_scheme(const Purl *purl);

#endif
