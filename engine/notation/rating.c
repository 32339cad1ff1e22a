// SPDX-License-Identifier: MIT
// Ratings of vulnerabilities, put together. Where the words of a score begin: CVSS 3.1, 5 ("Qualitative severity rating scale"),
// and 4.0, 6; of 2.0, that of NVD, which knows three. See rating.h.
#include "notation/rating.h"

#include "notation/cvss.h"

static uint8_t standard_of(Text vector)
{
    return text_starts(vector, text_of("CVSS:4.0/"))   ? 40
           : text_starts(vector, text_of("CVSS:3.1/")) ? 31
           : text_starts(vector, text_of("CVSS:3.0/")) ? 30
                                                       : 20;
}

void rating_add_score(Rating *rating, uint8_t standard, int tenths)
{
    if (standard < rating->standard || (standard == rating->standard && tenths <= rating->tenths))
        return;
    rating->standard = standard;
    rating->tenths = (int16_t)tenths;
}

void rating_add_vector(Rating *rating, Text vector)
{
    int tenths;
    if (cvss_score(vector, &tenths))
        rating_add_score(rating, standard_of(vector), tenths);
    else if (!rating->no_vector.bytes)
        rating->no_vector = vector;
}

void rating_add_word(Rating *rating, Text word)
{
    static const struct {
        const char *word;
        RatingSeverity severity;
    } words[] = {
        {"none", RATING_NONE},       {"negligible", RATING_LOW}, {"low", RATING_LOW},        {"medium", RATING_MEDIUM},
        {"moderate", RATING_MEDIUM}, {"high", RATING_HIGH},      {"important", RATING_HIGH}, {"critical", RATING_CRITICAL},
    };
    enum { LONGEST = 10 };
    char lower[LONGEST];
    for (size_t i = 0; i < word.length && i < LONGEST; i++)
        lower[i] = (char)(word.bytes[i] >= 'A' && word.bytes[i] <= 'Z' ? word.bytes[i] + 32 : word.bytes[i]);
    for (size_t i = 0; i < sizeof words / sizeof *words && word.length <= LONGEST; i++) {
        if (!text_is((Text){lower, word.length}, words[i].word))
            continue;
        if (words[i].severity > rating->word)
            rating->word = (uint8_t)words[i].severity;
        return;
    }
    if (!rating->no_word.bytes)
        rating->no_word = word;
}

void rating_add(Rating *rating, const Rating *other)
{
    if (other->standard)
        rating_add_score(rating, other->standard, other->tenths);
    if (other->word > rating->word)
        rating->word = other->word;
    if (!rating->no_vector.bytes)
        rating->no_vector = other->no_vector;
    if (!rating->no_word.bytes)
        rating->no_word = other->no_word;
}

RatingSeverity rating_severity(const Rating *rating)
{
    enum { MEDIUM = 40, HIGH = 70, CRITICAL = 90 };
    int tenths = rating->tenths;
    if (!rating->standard)
        return (RatingSeverity)rating->word;
    if (rating->standard < 30)
        return tenths < MEDIUM ? RATING_LOW : tenths < HIGH ? RATING_MEDIUM : RATING_HIGH;
    return tenths == 0         ? RATING_NONE
           : tenths < MEDIUM   ? RATING_LOW
           : tenths < HIGH     ? RATING_MEDIUM
           : tenths < CRITICAL ? RATING_HIGH
                               : RATING_CRITICAL;
}

Text rating_name(RatingSeverity severity)
{
    static const char *const names[] = {"", "none", "low", "medium", "high", "critical"};
    return text_of(names[severity]);
}
