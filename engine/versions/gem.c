// SPDX-License-Identifier: MIT
// Versions of Ruby's gems (Gem::Version): numbers and words, which go on with zeros as far as the other one. A word comes before
// a number, so that 1.0.a is before 1.0; zeros right before the first word do not count.
#include "versions/compare.h"

// Runs of letters and digits, the first one a number, joined by dots; behind a hyphen, once, further ones may be letters.
bool gem_has(Text text)
{
    size_t at = digits_end(text, 0);
    bool empty = at == 0, letters = false, hyphens = false;
    for (; at < text.length && !(empty && at == 0); at++) {
        char c = text.bytes[at];
        if (c == '.' || (c == '-' && !hyphens)) {
            if (empty)
                return false;
            letters = empty = true;
            hyphens |= c == '-';
        } else if (is_digit(c) || (is_letter(c) && letters) || c == '-') {
            empty = false;
        } else {
            return false;
        }
    }
    return !empty;
}

typedef struct Segment {
    Text text; // a number, or a word; empty behind the end: zero
    bool word, end;
} Segment;

// The next one as it stands there; a hyphen is the word `pre`.
static Segment next_written(Text text, size_t *at)
{
    take_char(text, at, '.');
    if (*at >= text.length)
        return (Segment){{"", 0}, false, true};
    if (take_char(text, at, '-'))
        return (Segment){text_of("pre"), true, false};
    bool word = !is_digit(text.bytes[*at]);
    return (Segment){word ? take_letters(text, at) : take_digits(text, at), word, false};
}

// The next one that counts. words: whether one has been met.
static Segment next_segment(Text text, size_t *at, bool *words)
{
    Segment segment = next_written(text, at);
    if (!segment.word && !segment.end && !*words && is_zero(segment.text)) {
        size_t ahead = *at;
        Segment behind = next_written(text, &ahead);
        while (!behind.word && !behind.end && is_zero(behind.text))
            behind = next_written(text, &ahead);
        if (behind.word) {
            segment = behind;
            *at = ahead;
        }
    }
    *words |= segment.word;
    return segment;
}

int gem_compare(Text a, Text b)
{
    bool words = false, words_too = false;
    for (size_t x = 0, y = 0;;) {
        Segment one = next_segment(a, &x, &words), other = next_segment(b, &y, &words_too);
        if (one.end && other.end)
            return 0;
        int order = compare_ranks(!one.word, !other.word);
        if (!order)
            order = one.word ? text_compare(one.text, other.text) : compare_digits(one.text, other.text);
        if (order)
            return order;
    }
}
