// SPDX-License-Identifier: MIT
// The second evaluator's orders of versions, and its ranges, from the text of LANGUAGE.md B: each part of a version becomes a
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

// ---- semver, and what is like it: npm, golang, nuget ----

typedef struct Likeness {
    bool v;           // may stand before it
    bool short_alone; // it may have fewer than three numbers, if nothing stands behind them
    bool loose;       // up to four numbers, as few as one, with zeros before them; labels without regard to case
    bool safe;        // no number is above 2^53-1
} Likeness;

// Identifiers between dots. strict: without zeros before a number.
static bool add_identifiers(Keys *keys, Text text, bool strict, bool count)
{
    enum { NUMERIC, WORD };
    for (size_t at = 0, end; at <= text.length; at = end + 1) {
        char word[KEY_BYTES];
        bool number = true;
        for (end = at; end < text.length && text.bytes[end] != '.'; end++) {
            char byte = text.bytes[end];
            if (!a_digit(byte) && !a_letter(byte) && byte != '-')
                return false;
            number &= a_digit(byte);
            word[end - at] = (char)(!strict && a_letter(byte) ? byte | 0x20 : byte);
        }
        size_t from = at;
        if (end == at || (strict && count && number && end - at > 1 && text.bytes[at] == '0'))
            return false;
        if (count && number)
            add_number(keys, NUMERIC, text_slice(text, 0, end), &from);
        else if (count)
            add_word(keys, WORD, (Text){word, end - at});
    }
    return true;
}

static bool is_unsafe(Text digits)
{
    static const char most[] = "9007199254740991";
    size_t length = sizeof most - 1;
    return digits.length > length || (digits.length == length && memcmp(digits.bytes, most, length) > 0);
}

// The numbers; *at moves behind them. Those that are missing are zero.
static bool add_core(Keys *keys, Text text, size_t *at, Likeness like, int *count)
{
    int most = like.loose ? 4 : 3;
    for (*count = 0; *count < most; ++*count) {
        if (*count && (*at >= text.length || text.bytes[*at] != '.'))
            break;
        *at += *count > 0;
        size_t start = *at;
        add_number(keys, 0, text, at);
        if (*at == start || (!like.loose && *at - start > 1 && text.bytes[start] == '0') ||
            (like.safe && is_unsafe(text_slice(text, start, *at))))
            return false;
    }
    for (int i = *count; i < most; i++) {
        size_t none = 0;
        add_number(keys, 0, (Text){"", 0}, &none);
    }
    return true;
}

static bool read_like_semver(Text text, Keys *keys, Likeness like)
{
    enum { BEFORE_RELEASE, RELEASE };
    int count;
    size_t at = like.v && text.length && text.bytes[0] == 'v';
    if (!add_core(keys, text, &at, like, &count))
        return false;
    if (at == text.length) {
        add_word(keys, RELEASE, (Text){"", 0});
        return count == 3 || like.loose || like.short_alone;
    }
    if (count < 3 && !like.loose)
        return false;
    size_t plus = text_find(text, at, text_of("+"));
    Text labels = text_slice(text, at, plus == SIZE_MAX ? text.length : plus);
    if (plus != SIZE_MAX && !add_identifiers(keys, text_slice(text, plus + 1, text.length), !like.loose, false))
        return false;
    add_word(keys, labels.length ? BEFORE_RELEASE : RELEASE, (Text){"", 0});
    return !labels.length ||
           (labels.bytes[0] == '-' && add_identifiers(keys, text_slice(labels, 1, labels.length), !like.loose, true));
}

// ---- gem ----

enum { GEM_WORD, GEM_NUMBER };

// Pieces between dots, the first one a number; behind the first hyphen, which is the word `pre`, hyphens too.
static bool is_gem(Text text)
{
    bool begins = true, hyphen = false, first = true;
    for (size_t i = 0; i < text.length; i++) {
        char byte = text.bytes[i];
        bool dot = byte == '.' || (byte == '-' && !hyphen);
        if (dot ? begins : !(a_digit(byte) || (a_letter(byte) && !first) || (byte == '-' && hyphen)))
            return false;
        hyphen |= byte == '-';
        first &= !dot;
        begins = dot;
    }
    return !begins;
}

// Zeros at the end of the numbers before the first word, and at the end of all, do not count.
static bool read_gem(Text text, Keys *keys)
{
    bool words = false;
    for (size_t at = 0; at < text.length;) {
        size_t start = at;
        if (a_digit(text.bytes[at])) {
            add_number(keys, GEM_NUMBER, text, &at);
            continue;
        }
        while (at < text.length && a_letter(text.bytes[at]))
            at++;
        bool hyphen = at == start && text.bytes[at] == '-';
        while ((at > start || hyphen) && !words && keys->count && keys->keys[keys->count - 1].length == 1)
            keys->count--;
        words |= at > start || hyphen;
        if (at > start || hyphen)
            add_word(keys, GEM_WORD, hyphen ? text_of("pre") : text_slice(text, start, at));
        at += at == start;
    }
    return is_gem(text);
}

// ---- rpm ----

static void add_rpm(Keys *keys, Text text)
{
    enum { TILDE, ENDS, CARET, LETTERS, DIGITS };
    for (size_t at = 0; at < text.length;) {
        size_t start = at;
        while (at < text.length && a_letter(text.bytes[at]))
            at++;
        if (at > start)
            add_word(keys, LETTERS, text_slice(text, start, at));
        else if (a_digit(text.bytes[at]))
            add_number(keys, DIGITS, text, &at);
        else if (text.bytes[at++] == '~')
            add_word(keys, TILDE, (Text){"", 0});
        else if (text.bytes[at - 1] == '^')
            add_word(keys, CARET, (Text){"", 0});
    }
    add_word(keys, ENDS, (Text){"", 0});
}

// One without a release comes before those with one.
static bool read_rpm(Text text, Keys *keys)
{
    size_t colon = 0, at = 0, hyphen = text_find(text, 0, text_of("-"));
    while (colon < text.length && a_digit(text.bytes[colon]))
        colon++;
    bool epoch = colon > 0 && colon < text.length && text.bytes[colon] == ':', release = hyphen != SIZE_MAX;
    Text version = text_slice(text, epoch ? colon + 1 : 0, release ? hyphen : text.length);
    Text behind = release ? text_slice(text, hyphen + 1, text.length) : text_of("0");
    if (!version.length || !behind.length || !only(version, "._+~^") || !only(behind, "._+~^"))
        return false;
    add_number(keys, 0, epoch ? text_slice(text, 0, colon) : text_of("0"), &at);
    add_rpm(keys, version);
    add_word(keys, release, (Text){"", 0});
    if (release)
        add_rpm(keys, behind);
    return true;
}

// ---- any two ----

typedef enum Scheme {
    SCHEME_SEMVER,
    SCHEME_NPM,
    SCHEME_GOLANG,
    SCHEME_NUGET,
    SCHEME_GEM,
    SCHEME_RPM,
    SCHEME_GENERIC,
    SCHEME_DEB,
    SCHEME_NONE
} Scheme;

static Scheme scheme_named(Text name)
{
    static const char *const names[] = {"semver", "npm", "golang", "nuget", "gem", "rpm", "generic", "deb"};
    int scheme = 0;
    while (scheme < SCHEME_NONE && !text_is(name, names[scheme]))
        scheme++;
    return (Scheme)scheme;
}

static bool read_keys(Scheme scheme, Text text, Keys *keys)
{
    static const Likeness likenesses[] = {[SCHEME_SEMVER] = {.v = false},
                                          [SCHEME_NPM] = {.v = true, .safe = true},
                                          [SCHEME_GOLANG] = {.v = true, .short_alone = true},
                                          [SCHEME_NUGET] = {.loose = true}};
    keys->count = 0;
    switch (scheme) {
    case SCHEME_DEB:
        return read_debian(text, keys);
    case SCHEME_GENERIC:
        return read_generic(text, keys);
    case SCHEME_GEM:
        return read_gem(text, keys);
    case SCHEME_RPM:
        return read_rpm(text, keys);
    case SCHEME_NONE:
        return false;
    default:
        return read_like_semver(text, keys, likenesses[scheme]);
    }
}

static bool is_of(Scheme scheme, Text text)
{
    Keys keys;
    return version_is_text(text) && read_keys(scheme, text, &keys);
}

// What a version goes on with where the other one is longer; false where it ends.
static bool add_nothing(Keys *keys, Scheme scheme)
{
    char none = 0;
    if (scheme == SCHEME_GENERIC || scheme == SCHEME_GEM)
        add_word(keys, scheme == SCHEME_GEM ? (int)GEM_NUMBER : (int)ZERO, (Text){&none, 1});
    return scheme == SCHEME_GENERIC || scheme == SCHEME_GEM;
}

static int compare_keys(Keys *a, Keys *b, Scheme scheme)
{
    for (size_t i = 0; i < a->count || i < b->count; i++) {
        if (i >= a->count && !add_nothing(a, scheme))
            return -1;
        if (i >= b->count && !add_nothing(b, scheme))
            return 1;
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
    Keys one, other;
    read_keys(scheme, a, &one);
    read_keys(scheme, b, &other);
    return compare_keys(&one, &other, scheme);
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

// Of a version of npm before its release: whether a bound is one of the same release. Their numbers are the first three keys.
static bool is_of_release(const Bound *bound, Text version)
{
    enum { NUMBERS = 3 };
    Keys a, b;
    if (!bound || !read_keys(SCHEME_NPM, bound->version, &a) || !read_keys(SCHEME_NPM, version, &b) || !a.count)
        return false;
    a.count = b.count = NUMBERS;
    return compare_keys(&a, &b, SCHEME_NPM) == 0;
}

static bool is_before_release(Text version)
{
    Keys keys;
    read_keys(SCHEME_NPM, version, &keys);
    return keys.keys[3].rank == 0;
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
    bool in = !below && !above ? excludes : below ? below->sign == '>' : above->sign == '<';
    if (!in || range->scheme != SCHEME_NPM || !is_before_release(version))
        return in;
    return (below && is_before_release(below->version) && is_of_release(below, version)) ||
           (above && is_before_release(above->version) && is_of_release(above, version));
}

Value twin_in_range(Text version, Text text)
{
    Intervals range;
    if (!read_range(text, &range) || !is_of(range.scheme, version))
        return value_unknown(TWIN_NOT_COMPARABLE);
    return truth_value(range.all || lies_in(&range, version));
}
