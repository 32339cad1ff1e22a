// SPDX-License-Identifier: MIT
// Scalar functions (UDFs): what the natives of stdlib/builtins.def do, one of these for each, by what it takes.
#ifndef ASSIZE_MACHINE_OPS_NATIVES_H
#define ASSIZE_MACHINE_OPS_NATIVES_H

#include "machine/entities.h"
#include "model/builtin.h"

// Of a text: a truth value; or true with a number or a text as the result, unknown where there is none.
typedef Truth NativeOfText(Review *review, int64_t text, int64_t *result);
typedef bool NativeOfTwo(Text a, Text b);
typedef Wide NativeOfNumber(Wide number);

typedef struct Native { // one of them
    NativeOfText *of_text;
    NativeOfTwo *of_two;
    NativeOfNumber *of_number;
} Native;
extern const Native natives[BUILTINS];

#endif
