// SPDX-License-Identifier: MIT
// The second evaluator's orders of versions, and its ranges, from the text of LANGUAGE.md C: each part of a version becomes a
// list of keys that are compared one by one, and a range is looked through as a whole for each version.
#include "twin_evaluator.h"

#include "support/version.h"

enum { MOST_KEYS = 2 * LONGEST_VERSION + 4, KEY_BYTES = LONGEST_VERSION + 2 };

// What a version comes to: keys in the order in which they decide. Of equal ranks the bytes decide.
typedef struct Keys {
    size_t count;
    struct {
        int rank;
        char bytes[KEY_BYTES]; // of a number its digits, behind a byte for how many there are
        size_t length;
    } keys[MOST_KEYS];
} Keys;

static bool a_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool a_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static void add_word(Keys *keys, int rank, Text word)
{
    keys->keys[keys->count].rank = rank;
    keys->keys[keys->count].length = word.length;
    if (word.length)
        memcpy(keys->keys[keys->count].bytes, word.bytes, word.length);
    keys->count++;
}

// The digits from a place on, without leading zeros; *at moves behind them.
static void add_number(Keys *keys, int rank, Text text, size_t *at)
{
    while (*at < text.length && text.bytes[*at] == '0')
        ++*at;
    size_t start = *at;
    while (*at < text.length && a_digit(text.bytes[*at]))
        ++*at;
    char bytes[KEY_BYTES];
    bytes[0] = (char)(unsigned char)(*at - start);
    memcpy(bytes + 1, text.bytes + start, *at - start);
    add_word(keys, rank, (Text){bytes, *at - start + 1});
}

// ---- deb ----

static bool only(Text text, const char *others)
{
    for (size_t i = 0; i < text.length; i++) {
        if (!a_digit(text.bytes[i]) && !a_letter(text.bytes[i]) && !(text.bytes[i] && strchr(others, text.bytes[i])))
            return false;
    }
    return true;
}

// Each character that is no digit is a key, then what ends them, then the number.
static void add_debian(Keys *keys, Text text)
{
    enum { TILDE, ENDS, LETTER, OTHER };
    for (size_t at = 0;;) {
        for (; at < text.length && !a_digit(text.bytes[at]); at++)
            add_word(keys,
                     text.bytes[at] == '~'      ? TILDE
                     : a_letter(text.bytes[at]) ? LETTER
                                                : OTHER,
                     text_slice(text, at, at + 1));
        add_word(keys, ENDS, (Text){"", 0});
        add_number(keys, 0, text, &at);
        if (at >= text.length)
            break;
    }
    add_word(keys, ENDS, (Text){"", 0});
}

static bool read_debian(Text text, Keys *keys)
{
    size_t colon = 0, hyphen = text.length, at = 0;
    while (colon < text.length && a_digit(text.bytes[colon]))
        colon++;
    bool epoch = colon > 0 && colon < text.length && text.bytes[colon] == ':';
    for (size_t i = 0; i < text.length; i++)
        hyphen = text.bytes[i] == '-' ? i : hyphen;
    size_t from = epoch ? colon + 1 : 0;
    if (hyphen <= from)
        return false;
    Text upstream = text_slice(text, from, hyphen);
    Text revision = hyphen < text.length ? text_slice(text, hyphen + 1, text.length) : text_of("0");
    if (!revision.length || !a_digit(upstream.bytes[0]) || !only(revision, ".+~") || !only(upstream, epoch ? ".+-~:" : ".+-~"))
        return false;
    Text number = epoch ? text_slice(text, 0, colon) : text_of("0");
    add_number(keys, 0, number, &at);
    add_debian(keys, upstream);
    add_debian(keys, revision);
    return true;
}

// ---- generic ----

enum { EARLY, ZERO, LATE, NUMBER, SUFFIX };

static bool among(Text word, const char *const *words)
{
    for (; *words; words++) {
        bool same = strlen(*words) == word.length;
        for (size_t i = 0; same && i < word.length; i++)
            same = (word.bytes[i] | 0x20) == (*words)[i];
        if (same)
            return true;
    }
    return false;
}

static void add_generic_word(Keys *keys, Text text, size_t from, size_t to)
{
    static const char *const early[] = {"alpha", "beta", "pre", "rc", NULL}, *const late[] = {"patch", "post", "pl", "errata",
                                                                                              NULL};
    Text word = text_slice(text, from, to);
    char letter = (char)(word.bytes[0] | 0x20);
    bool suffix = from > 0 && a_digit(text.bytes[from - 1]) && !(to < text.length && a_digit(text.bytes[to]));
    add_word(keys, among(word, early) ? EARLY : among(word, late) ? LATE : suffix ? SUFFIX : EARLY, (Text){&letter, 1});
}

static bool read_generic(Text text, Keys *keys)
{
    size_t at = text.length && (text.bytes[0] | 0x20) == 'v';
    if (at >= text.length || !a_digit(text.bytes[at]))
        return false;
    for (size_t i = 0; i < text.length; i++) {
        if ((unsigned char)text.bytes[i] > 0x7e)
            return false;
    }
    while (at < text.length) {
        size_t start = at;
        if (a_digit(text.bytes[at])) {
            add_number(keys, NUMBER, text, &at);
            if (keys->keys[keys->count - 1].length == 1)
                keys->keys[keys->count - 1].rank = ZERO;
            continue;
        }
        while (at < text.length && a_letter(text.bytes[at]))
            at++;
        if (at > start)
            add_generic_word(keys, text, start, at);
        else
            at++;
    }
    return true;
}

// ---- any two ----

typedef enum Scheme { SCHEME_SEMVER, SCHEME_GENERIC, SCHEME_DEB, SCHEME_NONE } Scheme;

static Scheme scheme_named(Text name)
{
    return text_is(name, "semver")    ? SCHEME_SEMVER
           : text_is(name, "generic") ? SCHEME_GENERIC
           : text_is(name, "deb")     ? SCHEME_DEB
                                      : SCHEME_NONE;
}

static bool read_keys(Scheme scheme, Text text, Keys *keys)
{
    keys->count = 0;
    return scheme == SCHEME_DEB ? read_debian(text, keys) : read_generic(text, keys);
}

static bool is_of(Scheme scheme, Text text)
{
    Version version;
    Keys keys;
    if (scheme == SCHEME_NONE || !version_is_text(text))
        return false;
    return scheme == SCHEME_SEMVER ? version_read(text, &version) : read_keys(scheme, text, &keys);
}

// A generic version goes on with zeros.
static int compare_keys(Keys *a, Keys *b, Scheme scheme)
{
    char none = 0;
    for (size_t i = 0; i < a->count || i < b->count; i++) {
        if (i >= a->count && scheme == SCHEME_GENERIC)
            add_word(a, ZERO, (Text){&none, 1});
        if (i >= b->count && scheme == SCHEME_GENERIC)
            add_word(b, ZERO, (Text){&none, 1});
        if (i >= a->count || i >= b->count)
            return i >= a->count ? -1 : 1;
        if (a->keys[i].rank != b->keys[i].rank)
            return a->keys[i].rank < b->keys[i].rank ? -1 : 1;
        int order = text_compare((Text){a->keys[i].bytes, a->keys[i].length}, (Text){b->keys[i].bytes, b->keys[i].length});
        if (order)
            return order;
    }
    return 0;
}

static int compare_of(Scheme scheme, Text a, Text b)
{
    if (scheme != SCHEME_SEMVER) {
        Keys one, other;
        read_keys(scheme, a, &one);
        read_keys(scheme, b, &other);
        return compare_keys(&one, &other, scheme);
    }
    Version x, y;
    version_read(a, &x);
    version_read(b, &y);
    return version_compare(&x, &y);
}

Value twin_older(Text version, Text than, Text scheme)
{
    Scheme order = scheme_named(scheme);
    if (!is_of(order, version) || !is_of(order, than))
        return value_unknown(TWIN_NOT_COMPARABLE);
    return truth_value(compare_of(order, version, than) < 0);
}

// ---- ranges ----

typedef struct Bound {
    char sign; // `=`, `!`, `<`, `>`
    bool with; // its version is in, of `<` and `>`
    Text version;
} Bound;

enum { MOST_BOUNDS = 64 };

typedef struct Intervals {
    Scheme scheme;
    bool all;
    Bound bounds[MOST_BOUNDS];
    size_t count;
} Intervals;

static bool read_bound(Text text, Scheme scheme, Bound *bound)
{
    char first = text.length ? text.bytes[0] : 0;
    bool equal = text.length > 1 && text.bytes[1] == '=';
    *bound = (Bound){.sign = '='};
    if (first == '<' || first == '>' || (first == '!' && equal))
        bound->sign = first;
    bound->with = equal;
    bound->version = text_slice(text, bound->sign == '=' ? 0 : equal ? 2 : 1, text.length);
    for (size_t i = 0; i < bound->version.length; i++) {
        if (bound->version.bytes[i] && strchr("<>=!*%", bound->version.bytes[i]))
            return false; // the programs of the generator write no percent signs
    }
    return is_of(scheme, bound->version);
}

// The nearest end of an interval below a version, or above it; null: there is none.
static const Bound *nearest(const Intervals *range, Text version, bool below)
{
    const Bound *found = NULL;
    for (size_t i = 0; i < range->count; i++) {
        const Bound *bound = &range->bounds[i];
        int side = compare_of(range->scheme, bound->version, version);
        if (bound->sign == '=' || bound->sign == '!' || (below ? side >= 0 : side <= 0))
            continue;
        int order = found ? compare_of(range->scheme, bound->version, found->version) : 0;
        if (!found || (below ? order > 0 : order < 0))
            found = bound;
    }
    return found;
}

static bool is_sound(const Intervals *range)
{
    for (size_t i = 0; i < range->count; i++) {
        const Bound *bound = &range->bounds[i];
        for (size_t j = 0; j < i; j++) {
            if (compare_of(range->scheme, bound->version, range->bounds[j].version) == 0)
                return false;
        }
        const Bound *next = nearest(range, bound->version, false);
        if ((bound->sign == '<' || bound->sign == '>') && next && next->sign == bound->sign)
            return false;
    }
    return true;
}

static bool read_range(Text text, Intervals *range)
{
    size_t slash = text_find(text, 0, text_of("/"));
    if (!text_starts(text, text_of("vers:")) || slash == SIZE_MAX)
        return false;
    range->scheme = scheme_named(text_slice(text, 5, slash));
    range->count = 0;
    Text rest = text_slice(text, slash + 1, text.length);
    range->all = text_is(rest, "*");
    if (range->scheme == SCHEME_NONE || range->all)
        return range->all && range->scheme != SCHEME_NONE;
    for (size_t at = 0; at <= rest.length;) {
        size_t pipe = text_find(rest, at, text_of("|"));
        pipe = pipe == SIZE_MAX ? rest.length : pipe;
        if (range->count == MOST_BOUNDS)
            bug("a range with too many bounds for the second evaluator");
        if (!read_bound(text_slice(rest, at, pipe), range->scheme, &range->bounds[range->count++]))
            return false;
        at = pipe + 1;
    }
    return is_sound(range);
}

static bool lies_in(const Intervals *range, Text version)
{
    bool excludes = true;
    for (size_t i = 0; i < range->count; i++) {
        const Bound *bound = &range->bounds[i];
        excludes &= bound->sign == '!';
        if (compare_of(range->scheme, version, bound->version) == 0)
            return bound->sign == '=' || (bound->sign != '!' && bound->with);
    }
    const Bound *below = nearest(range, version, true), *above = nearest(range, version, false);
    if (!below && !above)
        return excludes;
    return below ? below->sign == '>' : above->sign == '<';
}

Value twin_in_range(Text version, Text text)
{
    Intervals range;
    if (!read_range(text, &range) || !is_of(range.scheme, version))
        return value_unknown(TWIN_NOT_COMPARABLE);
    return truth_value(range.all || lies_in(&range, version));
}
