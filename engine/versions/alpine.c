// SPDX-License-Identifier: MIT
// Alpine's versions (wiki.alpinelinux.org, Package policies; apk-tools): numbers with dots between them, a letter, suffixes with
// a number each, the hash of a commit, a revision: 1.2.3b_rc1_p2~0a1b-r3.
#include "versions/compare.h"

// What a version goes on with, in rising order: _alpha to _rc come before the end, all else behind it.
typedef enum AlpineToken {
    ALPINE_NONE, // it is none
    ALPINE_BEFORE,
    ALPINE_END,
    ALPINE_REVISION,
    ALPINE_HASH,
    ALPINE_SUFFIX_NUMBER,
    ALPINE_BEHIND,
    ALPINE_LETTER,
    ALPINE_NUMBER
} AlpineToken;

typedef struct Alpine {
    Text text;
    size_t at;
    AlpineToken last; // NONE: nothing yet
    Text token;       // of a suffix its name
    int suffix;       // its place in the order of suffixes
} Alpine;

static AlpineToken read_suffix(Alpine *alpine)
{
    static const char *const suffixes[] = {"alpha", "beta", "pre", "rc", "cvs", "svn", "git", "hg", "p"};
    enum { BEFORE = 4 };
    alpine->token = take_letters(alpine->text, &alpine->at);
    for (int i = 0; i < (int)(sizeof suffixes / sizeof *suffixes); i++) {
        if (!text_is(alpine->token, suffixes[i]))
            continue;
        alpine->suffix = i;
        return i < BEFORE ? ALPINE_BEFORE : ALPINE_BEHIND;
    }
    return ALPINE_NONE;
}

static AlpineToken read_number(Alpine *alpine, AlpineToken kind)
{
    alpine->token = take_digits(alpine->text, &alpine->at);
    return alpine->token.length ? kind : ALPINE_NONE;
}

static AlpineToken read_hash(Alpine *alpine)
{
    size_t start = alpine->at;
    while (is_digit(char_at(alpine->text, alpine->at)) ||
           (char_at(alpine->text, alpine->at) >= 'a' && char_at(alpine->text, alpine->at) <= 'f'))
        alpine->at++;
    alpine->token = text_slice(alpine->text, start, alpine->at);
    return alpine->token.length ? ALPINE_HASH : ALPINE_NONE;
}

static AlpineToken read_token(Alpine *alpine)
{
    bool numbers = alpine->last == ALPINE_NUMBER, suffix = alpine->last == ALPINE_BEFORE || alpine->last == ALPINE_BEHIND;
    char c = char_at(alpine->text, alpine->at);
    if (alpine->at == alpine->text.length)
        return ALPINE_END;
    if (numbers && take_char(alpine->text, &alpine->at, '.'))
        return read_number(alpine, ALPINE_NUMBER);
    if (suffix && is_digit(c))
        return read_number(alpine, ALPINE_SUFFIX_NUMBER);
    if (numbers && c >= 'a' && c <= 'z') {
        alpine->token = text_slice(alpine->text, alpine->at, alpine->at + 1);
        alpine->at++;
        return ALPINE_LETTER;
    }
    bool early = numbers || suffix || alpine->last == ALPINE_LETTER || alpine->last == ALPINE_SUFFIX_NUMBER;
    if (early && take_char(alpine->text, &alpine->at, '_'))
        return read_suffix(alpine);
    if (early && take_char(alpine->text, &alpine->at, '~'))
        return read_hash(alpine);
    if (alpine->last != ALPINE_REVISION && take_char(alpine->text, &alpine->at, '-') && take_char(alpine->text, &alpine->at, 'r'))
        return read_number(alpine, ALPINE_REVISION);
    return ALPINE_NONE;
}

static AlpineToken next_token(Alpine *alpine)
{
    alpine->last = alpine->last == ALPINE_NONE ? read_number(alpine, ALPINE_NUMBER) : read_token(alpine);
    return alpine->last;
}

bool alpine_has(Text text)
{
    Alpine alpine = {.text = text};
    AlpineToken token = next_token(&alpine);
    while (token != ALPINE_NONE && token != ALPINE_END)
        token = next_token(&alpine);
    return token == ALPINE_END;
}

// A number behind a dot with a leading zero is a fraction: it is compared by its digits.
static int compare_tokens(const Alpine *a, const Alpine *b, bool first)
{
    bool fraction = !first && a->last == ALPINE_NUMBER && (a->token.bytes[0] == '0' || b->token.bytes[0] == '0');
    switch (a->last) {
    case ALPINE_NUMBER:
    case ALPINE_SUFFIX_NUMBER:
    case ALPINE_REVISION:
        return fraction ? text_compare(a->token, b->token) : compare_digits(a->token, b->token);
    case ALPINE_BEFORE:
    case ALPINE_BEHIND:
        return compare_ranks(a->suffix, b->suffix);
    case ALPINE_LETTER:
    case ALPINE_HASH:
        return text_compare(a->token, b->token);
    case ALPINE_NONE:
    case ALPINE_END:
        break;
    }
    return 0;
}

int alpine_compare(Text a, Text b)
{
    Alpine x = {.text = a}, y = {.text = b};
    for (bool first = true;; first = false) {
        AlpineToken kind = next_token(&x);
        int order = compare_ranks((int)kind, (int)next_token(&y));
        order = order ? order : compare_tokens(&x, &y, first);
        if (order || kind == ALPINE_END || kind == ALPINE_NONE)
            return order;
    }
}
