// SPDX-License-Identifier: MIT
// Ranges: read once, sorted (heap sort, in place), and asked by binary search. See range.h.
#include "versions/range.h"

#include "support/search.h"
#include "support/version.h"
#include "versions/compare.h"

// ---- the version of a bound ----

// A version, decoded into room of its own where that differs.
typedef struct Plain {
    char decoded[LONGEST_VERSION];
    Text text;
} Plain;

static int hexadecimal(char c)
{
    if (is_digit(c))
        return c - '0';
    c = lower_letter(c);
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

// False where a percent sign begins no byte, or the version is longer than any.
static bool decode(const RangeBound *bound, Plain *plain)
{
    size_t length = 0;
    plain->text = bound->version;
    for (size_t at = 0; bound->encoded && at < bound->version.length; at++) {
        char c = bound->version.bytes[at];
        if (length == sizeof plain->decoded)
            return false;
        if (c == '%') {
            int high = hexadecimal(char_at(bound->version, at + 1)), low = hexadecimal(char_at(bound->version, at + 2));
            if (high < 0 || low < 0)
                return false;
            c = (char)(high * 16 + low);
            at += 2;
        }
        plain->decoded[length++] = c;
    }
    if (bound->encoded)
        plain->text = (Text){plain->decoded, length};
    return true;
}

static int compare_to(const VersionRange *range, Text version, const RangeBound *bound)
{
    Plain plain;
    decode(bound, &plain);
    return scheme_compare(range->scheme, version, plain.text);
}

static int compare_bounds(const VersionRange *range, const RangeBound *a, const RangeBound *b)
{
    Plain plain;
    decode(a, &plain);
    return compare_to(range, plain.text, b);
}

// ---- sorting ----

static bool is_sorted(const VersionRange *range)
{
    for (uint32_t i = 1; i < range->count; i++) {
        if (compare_bounds(range, &range->bounds[i - 1], &range->bounds[i]) >= 0)
            return false;
    }
    return true;
}

static void sift(const VersionRange *range, uint32_t at, uint32_t count)
{
    RangeBound *bounds = range->bounds;
    for (uint32_t child = 2 * at + 1; child < count; child = 2 * at + 1) {
        if (child + 1 < count && compare_bounds(range, &bounds[child], &bounds[child + 1]) < 0)
            child++;
        if (compare_bounds(range, &bounds[at], &bounds[child]) >= 0)
            return;
        RangeBound larger = bounds[child];
        bounds[child] = bounds[at];
        bounds[at] = larger;
        at = child;
    }
}

static void sort_bounds(const VersionRange *range)
{
    for (uint32_t i = range->count / 2; i-- > 0;)
        sift(range, i, range->count);
    for (uint32_t end = range->count; end-- > 1;) {
        RangeBound greatest = range->bounds[0];
        range->bounds[0] = range->bounds[end];
        range->bounds[end] = greatest;
        sift(range, 0, end);
    }
}

// ---- reading ----

static bool begins_interval(Comparator comparator)
{
    return comparator == ABOVE || comparator == AT_LEAST_VERSION;
}

static Comparator take_comparator(Text text, size_t *at)
{
    if (take_char(text, at, '>'))
        return take_char(text, at, '=') ? AT_LEAST_VERSION : ABOVE;
    if (take_char(text, at, '<'))
        return take_char(text, at, '=') ? AT_MOST_VERSION : BELOW;
    if (char_at(text, *at) == '!' && char_at(text, *at + 1) == '=') {
        *at += 2;
        return NOT_VERSION;
    }
    return AT_VERSION;
}

// A bound up to the next pipe. False where it is none, or of no version of the scheme.
static bool take_bound(Text text, size_t *at, const VersionScheme *scheme, RangeBound *bound)
{
    bound->comparator = take_comparator(text, at);
    bound->encoded = false;
    size_t start = *at;
    for (; *at < text.length && text.bytes[*at] != '|'; ++*at) {
        if (strchr("<>=!*", text.bytes[*at]))
            return false; // they are percent-encoded in a version
        bound->encoded |= text.bytes[*at] == '%';
    }
    bound->version = text_slice(text, start, *at);
    Plain plain;
    return decode(bound, &plain) && scheme_has(scheme, plain.text);
}

static bool is_end(const RangeBound *bound)
{
    return bound->comparator != AT_VERSION && bound->comparator != NOT_VERSION;
}

// Each version once; and where the others are left aside, beginnings and ends of intervals in turns.
static bool is_sound(const VersionRange *range)
{
    const RangeBound *last = NULL;
    for (uint32_t i = 0; i < range->count; i++) {
        const RangeBound *bound = &range->bounds[i];
        if (!is_end(bound))
            continue;
        if (last && begins_interval(last->comparator) == begins_interval(bound->comparator))
            return false;
        last = bound;
    }
    return is_sorted(range);
}

// Tells each bound which ends of intervals lie around it.
static void link_ends(VersionRange *range)
{
    uint32_t end = NO_BOUND;
    range->all_but = true;
    for (uint32_t i = 0; i < range->count; i++) {
        range->bounds[i].below = end;
        range->all_but &= range->bounds[i].comparator == NOT_VERSION;
        end = is_end(&range->bounds[i]) ? i : end;
    }
    end = NO_BOUND;
    for (uint32_t i = range->count; i-- > 0;) {
        range->bounds[i].above = end;
        end = is_end(&range->bounds[i]) ? i : end;
    }
}

size_t range_most_bounds(Text text)
{
    size_t count = 1;
    for (size_t i = 0; i < text.length; i++)
        count += text.bytes[i] == '|';
    return count;
}

bool range_read(Text text, RangeBound *bounds, VersionRange *range)
{
    static const char prefix[] = "vers:";
    size_t at = sizeof prefix - 1;
    *range = (VersionRange){.bounds = bounds};
    if (!text_starts(text, text_of(prefix)))
        return false;
    while (at < text.length && text.bytes[at] != '/')
        at++;
    range->scheme = version_scheme(text_slice(text, sizeof prefix - 1, at));
    if (!range->scheme || !take_char(text, &at, '/'))
        return false;
    range->all = text_is(text_slice(text, at, text.length), "*");
    if (range->all)
        return true;
    do {
        if (!take_bound(text, &at, range->scheme, &bounds[range->count++]))
            return false;
    } while (take_char(text, &at, '|'));
    if (!is_sorted(range))
        sort_bounds(range);
    link_ends(range);
    return is_sound(range);
}

// ---- asking ----

// The ends of intervals around a place among the bounds; null: there is none.
static const RangeBound *end_below(const VersionRange *range, uint32_t place)
{
    if (place == 0)
        return NULL;
    const RangeBound *bound = &range->bounds[place - 1];
    return is_end(bound) ? bound : bound->below == NO_BOUND ? NULL : &range->bounds[bound->below];
}

static const RangeBound *end_above(const VersionRange *range, uint32_t place)
{
    if (place == range->count)
        return NULL;
    const RangeBound *bound = &range->bounds[place];
    return is_end(bound) ? bound : bound->above == NO_BOUND ? NULL : &range->bounds[bound->above];
}

// Whether an end of the interval is a pre-release of the version's own release.
static bool names_release(const RangeBound *bound, Text version)
{
    Plain plain;
    return bound && decode(bound, &plain) && scheme_is_pre_release(plain.text) && scheme_same_release(plain.text, version);
}

// Whether a version that equals none of the bounds lies in an interval between two ends.
static bool lies_between(const VersionRange *range, const RangeBound *below, const RangeBound *above, Text version)
{
    bool in = below ? begins_interval(below->comparator) : above ? !begins_interval(above->comparator) : range->all_but;
    if (!in || !scheme_leaves_pre_releases(range->scheme) || !scheme_is_pre_release(version))
        return in;
    return names_release(below, version) || names_release(above, version);
}

bool range_has(const VersionRange *range, Text version)
{
    if (range->all)
        return true;
    BinarySearch search = search_of(0, range->count);
    while (search_on(&search))
        search_narrow(&search, compare_to(range, version, &range->bounds[search.middle]) > 0);
    uint32_t place = (uint32_t)search.low;
    if (place < range->count && compare_to(range, version, &range->bounds[place]) == 0) {
        Comparator comparator = range->bounds[place].comparator;
        return comparator == AT_VERSION || comparator == AT_MOST_VERSION || comparator == AT_LEAST_VERSION;
    }
    return lies_between(range, end_below(range, place), end_above(range, place), version);
}
