// SPDX-License-Identifier: MIT
// Exact numbers. A decimal is an integer of millionths. Facts, literals and parameters fit 64 bits; what is computed
// from them fits Wide, because the compiler bounds every expression (LANGUAGE.md 4.2).
#ifndef ASSIZE_SUPPORT_NUMBER_H
#define ASSIZE_SUPPORT_NUMBER_H

#include "support/text.h"

__extension__ typedef __int128 Wide;
__extension__ typedef unsigned __int128 UnsignedWide;

enum { DECIMAL_PLACES = 6, DECIMAL_ONE = 1000000 };

#define WIDE_MAX ((Wide)(~(UnsignedWide)0 >> 1))
#define WIDE_MIN (-WIDE_MAX - 1)

typedef enum NumberFault {
    NUMBER_FINE,
    NUMBER_MALFORMED,    // no number, or an integer with a fraction or an exponent
    NUMBER_OUT_OF_RANGE, // beyond -(2^63-1) .. 2^63-1 (decimals: in millionths)
    NUMBER_TOO_FINE,     // a digit other than zero past the sixth place
} NumberFault;

// An integer as JSON and the language write it, `_` between digits allowed where separators is set.
NumberFault number_read_integer(Text text, bool separators, int64_t *value);
// A decimal in millionths: digits, point, fraction, exponent, all as JSON has them. Never through binary.
NumberFault number_read_decimal(Text text, bool separators, int64_t *value);

// How many bits the magnitude takes beside the sign: 0 for 0, 63 for 2^63-1.
int number_bits(Wide value);

// a * b / 10^6, rounded half to even; |a| and |b| together below 2^146, so that the result fits.
Wide number_multiply_decimals(Wide a, Wide b);
// a * factor / b, rounded half to even; |a * factor| below 2^127; b is not 0.
Wide number_divide(Wide a, int64_t factor, Wide b);

// Appends a number in base ten; scaled: in millionths, without trailing zeros (but `2` and never `2.`).
void number_append(TextBuilder *builder, Wide value, bool scaled);
// The same as a text, in an arena.
Text number_text(Arena *arena, Wide value, bool scaled);
// Appends numerator * 10^places / denominator as a decimal with that many places, rounded half to even.
void number_append_ratio(TextBuilder *builder, Wide numerator, Wide denominator, int places);

#endif
