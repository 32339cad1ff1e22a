// SPDX-License-Identifier: MIT
// SemVer precedence, and keys that keep its order: three numbers packed into one. See version.h.
#include "support/version.h"

bool version_is_text(Text text)
{
    return text.length > 0 && text.length <= LONGEST_VERSION && text_blank(text) == text.length;
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_numeric(Text text)
{
    for (size_t i = 0; i < text.length; i++) {
        if (!is_digit(text.bytes[i]))
            return false;
    }
    return text.length > 0;
}

static bool no_leading_zero(Text digits)
{
    return digits.length == 1 || digits.bytes[0] != '0';
}

// Whether a text is identifiers joined by dots; numeric ones without leading zeros where strict.
static bool identifiers(Text text, bool strict)
{
    size_t start = 0;
    for (size_t i = 0; i <= text.length; i++) {
        char c = i < text.length ? text.bytes[i] : '.';
        if (c == '.') {
            Text part = text_slice(text, start, i);
            if (!part.length || (strict && is_numeric(part) && !no_leading_zero(part)))
                return false;
            start = i + 1;
        } else if (!is_digit(c) && c != '-' && !((c | 0x20) >= 'a' && (c | 0x20) <= 'z')) {
            return false;
        }
    }
    return true;
}

bool version_read(Text text, Version *version)
{
    size_t at = 0;
    *version = (Version){.pre_release = {"", 0}};
    for (int i = 0; i < 3; i++) {
        size_t start = at;
        while (at < text.length && is_digit(text.bytes[at]))
            at++;
        version->core[i] = text_slice(text, start, at);
        if (at == start || !no_leading_zero(version->core[i]))
            return false;
        if (i < 2 && (at >= text.length || text.bytes[at++] != '.'))
            return false;
    }
    if (at < text.length && text.bytes[at] == '-') {
        size_t start = ++at;
        while (at < text.length && text.bytes[at] != '+')
            at++;
        version->pre_release = text_slice(text, start, at);
        if (!identifiers(version->pre_release, true))
            return false;
    }
    if (at < text.length && text.bytes[at] == '+')
        return identifiers(text_slice(text, at + 1, text.length), false);
    return at == text.length;
}

static Text without_leading_zeros(Text digits)
{
    size_t at = 0;
    while (at + 1 < digits.length && digits.bytes[at] == '0')
        at++;
    return text_slice(digits, at, digits.length);
}

static int compare_numbers(Text a, Text b)
{
    a = without_leading_zeros(a);
    b = without_leading_zeros(b);
    if (a.length != b.length)
        return a.length < b.length ? -1 : 1;
    return text_compare(a, b);
}

static Text next_identifier(Text text, size_t *at)
{
    size_t start = *at;
    while (*at < text.length && text.bytes[*at] != '.')
        ++*at;
    Text part = text_slice(text, start, *at);
    ++*at;
    return part;
}

static int compare_pre_releases(Text a, Text b)
{
    if (!a.length || !b.length)
        return (b.length > 0) - (a.length > 0); // without one it is the release, which comes later
    size_t x = 0, y = 0;
    while (x < a.length && y < b.length) {
        Text p = next_identifier(a, &x), q = next_identifier(b, &y);
        bool numeric_p = is_numeric(p), numeric_q = is_numeric(q);
        int order = numeric_p && numeric_q   ? compare_numbers(p, q)
                    : numeric_p != numeric_q ? (numeric_p ? -1 : 1)
                                             : text_compare(p, q);
        if (order)
            return order;
    }
    return (x < a.length) - (y < b.length);
}

int version_compare(const Version *a, const Version *b)
{
    for (int i = 0; i < 3; i++) {
        int order = compare_numbers(a->core[i], b->core[i]);
        if (order)
            return order;
    }
    return compare_pre_releases(a->pre_release, b->pre_release);
}

enum { CORE_BITS = 20, CORE_DIGITS = 7 };

// Takes the small number that stands at *at; false where another thing does, or digits that need a closer look.
static bool take_number(Text text, size_t *at, int64_t *number)
{
    size_t start = *at;
    *number = 0;
    while (*at < text.length && is_digit(text.bytes[*at]) && *at - start < CORE_DIGITS)
        *number = *number * 10 + (text.bytes[(*at)++] - '0');
    return *at > start && (text.bytes[start] != '0' || *at - start == 1) && *number >> CORE_BITS == 0;
}

// Most versions are three small numbers and nothing else.
static bool key_of_numbers(Text text, int64_t *key)
{
    size_t at = 0;
    int64_t number;
    *key = 0;
    for (int i = 0; i < 3; i++) {
        if (i > 0 && (at >= text.length || text.bytes[at++] != '.'))
            return false;
        if (!take_number(text, &at, &number))
            return false;
        *key = *key << CORE_BITS | number;
    }
    return at == text.length;
}

// The lowest bit says whether it is a release: that comes behind its pre-releases.
int64_t version_key(Text text)
{
    Version version;
    int64_t key, number;
    if (key_of_numbers(text, &key))
        return key << 1 | 1;
    if (!version_read(text, &version))
        return VERSION_NONE;
    key = 0;
    for (int i = 0; i < 3; i++) {
        size_t at = 0;
        if (!take_number(version.core[i], &at, &number) || at < version.core[i].length)
            return VERSION_LARGE;
        key = key << CORE_BITS | number;
    }
    return key << 1 | (version.pre_release.length == 0);
}
