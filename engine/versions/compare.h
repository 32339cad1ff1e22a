// SPDX-License-Identifier: MIT
// What the orders of versions share: classes of ASCII characters, runs of them, numbers of any length.
#ifndef ASSIZE_VERSIONS_COMPARE_H
#define ASSIZE_VERSIONS_COMPARE_H

#include "support/text.h"

#define SCHEME(name, about)                                                                                                      \
    bool name##_has(Text text);                                                                                                  \
    int name##_compare(Text a, Text b);
#include "versions/schemes.def"
#undef SCHEME

static inline bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static inline char lower_letter(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c | 0x20) : c;
}

static inline bool is_letter(char c)
{
    return lower_letter(c) >= 'a' && lower_letter(c) <= 'z';
}

// The character at a place; a zero, which no version has, behind the end.
static inline char char_at(Text text, size_t at)
{
    return at < text.length ? text.bytes[at] : 0;
}

// Where a run of digits, or of letters, that begins at a place ends.
static inline size_t digits_end(Text text, size_t at)
{
    while (is_digit(char_at(text, at)))
        at++;
    return at;
}

static inline size_t letters_end(Text text, size_t at)
{
    while (is_letter(char_at(text, at)))
        at++;
    return at;
}

// Passes over one character if it stands there.
static inline bool take_char(Text text, size_t *at, char c)
{
    bool there = char_at(text, *at) == c && *at < text.length;
    *at += there;
    return there;
}

// Takes a run of digits, or of letters; it may be empty.
static inline Text take_digits(Text text, size_t *at)
{
    size_t start = *at;
    *at = digits_end(text, start);
    return text_slice(text, start, *at);
}

static inline Text take_letters(Text text, size_t *at)
{
    size_t start = *at;
    *at = letters_end(text, start);
    return text_slice(text, start, *at);
}

static inline bool is_zero(Text digits)
{
    for (size_t i = 0; i < digits.length; i++) {
        if (digits.bytes[i] != '0')
            return false;
    }
    return true;
}

// Two numbers by their digits; of none at all: zero.
static inline int compare_digits(Text a, Text b)
{
    while (a.length && a.bytes[0] == '0')
        a = text_slice(a, 1, a.length);
    while (b.length && b.bytes[0] == '0')
        b = text_slice(b, 1, b.length);
    return a.length != b.length ? (a.length < b.length ? -1 : 1) : text_compare(a, b);
}

static inline int compare_ranks(int a, int b)
{
    return (a > b) - (a < b);
}

// By bytes, where upper and lower case of ASCII are one.
static inline int compare_folded(Text a, Text b)
{
    for (size_t i = 0; i < a.length && i < b.length; i++) {
        unsigned char x = (unsigned char)lower_letter(a.bytes[i]), y = (unsigned char)lower_letter(b.bytes[i]);
        if (x != y)
            return x < y ? -1 : 1;
    }
    return (a.length > b.length) - (a.length < b.length);
}

// The piece of a text that begins at a place and ends before a character that ends pieces, or with the text; moves behind that.
static inline Text take_piece(Text text, size_t *at, bool (*ends)(char c))
{
    size_t start = *at;
    while (*at < text.length && !ends(text.bytes[*at]))
        ++*at;
    Text piece = text_slice(text, start, *at);
    ++*at;
    return piece;
}

// Piece by piece: numbers as numbers, words without regard to case; numbers: how a number stands to a word, -1 before it, 1
// behind it. Where one text begins with the other, the shorter one comes first.
static inline int compare_pieces(Text a, Text b, bool (*ends)(char c), int numbers)
{
    size_t x = 0, y = 0;
    while (x < a.length && y < b.length) {
        Text one = take_piece(a, &x, ends), other = take_piece(b, &y, ends);
        bool number = digits_end(one, 0) == one.length, number_too = digits_end(other, 0) == other.length;
        int order = number != number_too ? (number ? numbers : -numbers)
                    : number             ? compare_digits(one, other)
                                         : compare_folded(one, other);
        if (order)
            return order;
    }
    return (x < a.length) - (y < b.length);
}

static inline bool is_word(Text text, const char *word)
{
    return compare_folded(text, text_of(word)) == 0;
}

#endif
