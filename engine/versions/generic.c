// SPDX-License-Identifier: MIT
// Versions of no ecosystem in particular, by the algorithm of libversion (github.com/repology/libversion, doc/ALGORITHM.md):
// sequences of numbers and words, which go on with zeros as far as the other one.
#include "versions/compare.h"

typedef enum Rank { RANK_PRE_RELEASE, RANK_ZERO, RANK_POST_RELEASE, RANK_NONZERO, RANK_LETTER_SUFFIX } Rank;

typedef struct Component {
    Rank rank;
    Text text; // a number, or a word; empty behind the end
    bool end;
} Component;

// ASCII alone, and a number first, but for a `v`: of `latest` and `dev-master` nobody knows what comes before them.
bool generic_has(Text text)
{
    for (size_t i = 0; i < text.length; i++) {
        if ((unsigned char)text.bytes[i] >= 0x80)
            return false;
    }
    return is_digit(char_at(text, lower_letter(char_at(text, 0)) == 'v'));
}

static bool is_one_of(Text word, const char *const *words, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (is_word(word, words[i]))
            return true;
    }
    return false;
}

// behind: whether the word stands right behind a number; before: whether a number stands right behind it.
static Rank rank_of_word(Text word, bool behind, bool before)
{
    static const char *const early[] = {"alpha", "beta", "rc", "pre"}, *const late[] = {"post", "patch", "pl", "errata"};
    if (is_one_of(word, early, sizeof early / sizeof *early))
        return RANK_PRE_RELEASE;
    if (is_one_of(word, late, sizeof late / sizeof *late))
        return RANK_POST_RELEASE;
    return behind && !before ? RANK_LETTER_SUFFIX : RANK_PRE_RELEASE;
}

static Component next_component(Text text, size_t *at)
{
    if (*at == 0 && lower_letter(char_at(text, 0)) == 'v')
        ++*at;
    while (*at < text.length && !is_digit(text.bytes[*at]) && !is_letter(text.bytes[*at]))
        ++*at;
    if (*at == text.length)
        return (Component){RANK_ZERO, {"", 0}, true};
    size_t start = *at;
    if (is_digit(text.bytes[start])) {
        Text number = take_digits(text, at);
        return (Component){is_zero(number) ? RANK_ZERO : RANK_NONZERO, number, false};
    }
    Text word = take_letters(text, at);
    bool behind = start > 0 && is_digit(text.bytes[start - 1]);
    return (Component){rank_of_word(word, behind, is_digit(char_at(text, *at))), word, false};
}

// Words are told apart by their first letter, so that 1.0a1 is 1.0alpha1.
static int compare_components(const Component *a, const Component *b)
{
    if (a->rank != b->rank)
        return compare_ranks((int)a->rank, (int)b->rank);
    if (a->rank == RANK_ZERO || a->rank == RANK_NONZERO)
        return compare_digits(a->text, b->text);
    return compare_ranks(lower_letter(a->text.bytes[0]), lower_letter(b->text.bytes[0]));
}

int generic_compare(Text a, Text b)
{
    for (size_t x = 0, y = 0;;) {
        Component one = next_component(a, &x), other = next_component(b, &y);
        int order = compare_components(&one, &other);
        if (order || (one.end && other.end))
            return order;
    }
}
