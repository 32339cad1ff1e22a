// SPDX-License-Identifier: MIT
// Licence expressions, as annex D of the SPDX specification 2.3 has them: identifiers of stdlib/licences.def and LicenseRefs,
// with
// `+`, WITH, AND, OR, which bind in that order, and parentheses. Identifiers are matched in any case, operators in capitals.
#ifndef ASSIZE_NOTATION_LICENCE_H
#define ASSIZE_NOTATION_LICENCE_H

#include "support/text.h"

// The version of the list of identifiers.
extern const char licence_list_version[];

typedef enum LicenceFault {
    LICENCE_FINE,
    LICENCE_NONE,       // the text is no licence expression
    LICENCE_TOO_COSTLY, // it is longer than LONGEST_LICENCE_EXPRESSION, or has more choices than are told
} LicenceFault;
enum { LONGEST_LICENCE_EXPRESSION = 16384 }; // bytes

// Texts in an arena.
typedef struct LicenceTexts {
    Arena *arena;
    Text *items;
    size_t count, capacity;
} LicenceTexts;

// Whether a text is a licence expression. What it takes lies in the arena.
LicenceFault licence_check(Arena *arena, Text expression);
// Adds each single licence that an expression names, with its `+` and its exception, once, identifiers as the list spells them.
LicenceFault licence_names(Text expression, LicenceTexts *to);
// Adds what must be chosen from if all of an expression is to be met (its conjunctive normal form): each one of the texts is
// single licences with OR between them, of which one must be met. Of `A AND (B OR C)` they are `A` and `B OR C`.
LicenceFault licence_choices(Text expression, LicenceTexts *to);

// A single licence: a family and a version, from which on later ones do too where it says so; and an exception.
typedef struct Licence {
    Text family, rest;  // `GFDL` and `-invariants` of GFDL-1.2-invariants-or-later; of a LicenseRef all of it
    Text version;       // dotted numbers; empty: the licence has none
    Text exception;     // as the list spells it; empty: none
    bool or_later, own; // own: a LicenseRef, whose case counts
} Licence;

// Reads a single licence. LICENCE_NONE where the text is an expression of several, or none. The texts are slices of the text or
// of the list.
LicenceFault licence_read(Text text, Licence *licence);
// Whether who may use an allowed licence may use what is under another one: they are the same, or one may be taken in a version
// that is the other, or both in a later one; with the same exception, or none.
bool licence_covers(const Licence *allowed, const Licence *needed);

#endif
