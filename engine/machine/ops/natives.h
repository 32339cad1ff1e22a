// SPDX-License-Identifier: MIT
// Scalar functions (UDFs): what the natives of stdlib/builtins.def do, one of these for each, by what it takes.
#ifndef ASSIZE_MACHINE_OPS_NATIVES_H
#define ASSIZE_MACHINE_OPS_NATIVES_H

#include "machine/entities.h"
#include "model/builtin.h"

// Of a text: a truth value; or true with a number or a text as the result, unknown where there is none.
typedef Truth NativeOfText(Review *review, int64_t text, int64_t *result);
// Of two texts, or three: a truth value.
typedef Truth NativeOfTwo(Review *review, int64_t a, int64_t b);
typedef Truth NativeOfThree(Review *review, int64_t a, int64_t b, int64_t c);
typedef Wide NativeOfNumber(Wide number);
// Of one or two texts (of one, they are equal): the elements of a set, each once, added to others. False where there is no
// such set; what was added does not count then.
typedef struct Elements {
    Review *review;
    int64_t *texts;
    size_t count, capacity; // of all that were added
} Elements;
typedef bool NativeSet(Elements *to, int64_t a, int64_t b);

typedef struct Native { // one of them
    NativeOfText *of_text;
    NativeOfTwo *of_two;
    NativeOfThree *of_three;
    NativeOfNumber *of_number;
    NativeSet *set;
} Native;
extern const Native natives[BUILTINS];

#endif
