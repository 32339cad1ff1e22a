// SPDX-License-Identifier: MIT
// How bad a vulnerability is, of what several sources say of one: by the vectors of the latest version of the standard (CVSS 2.0,
// 3.0, 3.1, 4.0), of several the worst, computed; where there is no vector, by the worst of the words that were given.
#ifndef ASSIZE_NOTATION_RATING_H
#define ASSIZE_NOTATION_RATING_H

#include "support/text.h"

typedef enum RatingSeverity {
    RATING_UNSAID,
    RATING_NONE,
    RATING_LOW,
    RATING_MEDIUM,
    RATING_HIGH,
    RATING_CRITICAL
} RatingSeverity;

// All zero: nothing is said.
typedef struct Rating {
    uint8_t standard; // of the vectors that count: 0 there is none, else 20, 30, 31 or 40
    uint8_t word;     // a RatingSeverity: the worst that was given
    int16_t tenths;   // the worst score, where there is a vector
    Text no_vector;   // what was given as a vector, and is none; bytes null: nothing was
    Text no_word;     // likewise as a word
} Rating;

// Adds a vector; the text must live as long as the rating, where it is none.
void rating_add_vector(Rating *rating, Text vector);
// Adds a score by a version of the standard (20 … 40), where there is no vector.
void rating_add_score(Rating *rating, uint8_t standard, int tenths);
// Adds a word, in any case, such as `HIGH`, `moderate`, `important`; the text must live as long as the rating, where it is none.
void rating_add_word(Rating *rating, Text word);
// Adds what another rating says.
void rating_add(Rating *rating, const Rating *other);
// What all of it comes to.
RatingSeverity rating_severity(const Rating *rating);
// `none` … `critical`; of what is unsaid, an empty text.
Text rating_name(RatingSeverity severity);

#endif
