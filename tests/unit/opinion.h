// SPDX-License-Identifier: MIT
// What another JSON reader makes of a document. It stands alone because both readers use the same names.
#ifndef ASSIZE_TESTS_UNIT_OPINION_H
#define ASSIZE_TESTS_UNIT_OPINION_H

#include <stddef.h>

// The document in a form that tells all of its values: numbers as `%.17g` (and 0 for -0), strings by their length. Null where it
// is refused, then reason says why. The caller frees it.
char *opinion_of(const char *bytes, size_t length, size_t *form_length, char reason[160]);

#endif
