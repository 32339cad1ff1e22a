// SPDX-License-Identifier: MIT
// Whether a version is one of those that an entry names: listed, or in one of its ranges (ossf.github.io/osv-schema,
// "Evaluation"). What an entry says of a package is put in the order of its versions once; then each component is looked up by
// binary search. See match_inside.h.
#include "match/match_inside.h"

#include <stdlib.h>

#include "support/search.h"

static const char *const event_names[EVENT_KINDS] = {"introduced", "fixed", "last_affected", "limit"};

// ---- reading ----

static int by_version(const void *a, const void *b)
{
    const Event *x = a, *y = b;
    int order = scheme_compare(x->scheme, x->at, y->at);
    return order ? order : (int)x->kind - (int)y->kind;
}

// An event of a range that has room for it.
static void add_event(Range *range, EventKind kind, Text at)
{
    bool any = kind == EVENT_LIMIT && text_is(at, "*");
    if (kind == EVENT_INTRODUCED && text_is(at, "0")) {
        range->begins = true;
    } else if (!any && !(range->scheme && scheme_has(range->scheme, at))) {
        range->unordered = true;
    } else if (kind != EVENT_LIMIT) {
        range->events[range->count++] = (Event){range->scheme, kind, at};
    } else {
        bool farther = !range->limited || (!any && range->limit.length && scheme_compare(range->scheme, at, range->limit) > 0);
        range->limit = any ? (Text){"", 0} : farther ? at : range->limit;
        range->limited = true;
    }
}

static void read_range(const JsonDocument *document, Arena *arena, uint32_t value, Range *range)
{
    uint32_t events = json_member(document, value, "events");
    range->events = arena_raw(arena, (size_t)json_count(document, events) * EVENT_KINDS * sizeof *range->events);
    for (uint32_t event = events + 1; event < json_next(document, events); event = json_next(document, event)) {
        for (int kind = 0; kind < EVENT_KINDS; kind++) {
            uint32_t at = json_member(document, event, event_names[kind]);
            if (at != UINT32_MAX)
                add_event(range, (EventKind)kind, json_string(document, arena, at));
        }
    }
    if (range->count)
        qsort(range->events, range->count, sizeof *range->events, by_version);
}

// Ranges of SemVer may be of an ecosystem whose versions are SemVer's with something before them.
static const VersionScheme *semver_of(const VersionScheme *scheme)
{
    bool alike = scheme && (strcmp(scheme->name, "npm") == 0 || strcmp(scheme->name, "golang") == 0);
    return alike ? scheme : version_scheme(text_of("semver"));
}

static void read_ranges(const JsonDocument *document, Arena *arena, uint32_t list, Affected *affected)
{
    affected->ranges = arena_array(arena, json_count(document, list), sizeof *affected->ranges);
    for (uint32_t value = list + 1; value < json_next(document, list); value = json_next(document, value)) {
        uint32_t type = json_member(document, value, "type");
        if (json_string_is(document, type, "GIT")) {
            affected->commits = true;
            continue;
        }
        Range *range = &affected->ranges[affected->range_count++];
        range->scheme = json_string_is(document, type, "SEMVER") ? semver_of(affected->scheme) : affected->scheme;
        read_range(document, arena, value, range);
    }
}

static void read_versions(const JsonDocument *document, Arena *arena, uint32_t list, Affected *affected)
{
    uint32_t count = json_count(document, list);
    affected->versions = arena_array(arena, count, sizeof *affected->versions);
    affected->ordered.events = arena_array(arena, count, sizeof *affected->ordered.events);
    for (uint32_t item = list + 1; item < json_next(document, list); item++) {
        Text version = json_string(document, arena, item);
        affected->versions[affected->version_count++] = version;
        if (affected->scheme && scheme_has(affected->scheme, version))
            affected->ordered.events[affected->ordered.count++] = (Event){affected->scheme, EVENT_INTRODUCED, version};
    }
    if (!count)
        return;
    text_sort(affected->versions, affected->version_count);
    qsort(affected->ordered.events, affected->ordered.count, sizeof *affected->ordered.events, by_version);
}

Affected affected_read(const JsonDocument *document, Arena *arena, const AffectedValues *values, const VersionScheme *scheme)
{
    Affected affected = {.scheme = scheme};
    if (values->ranges != UINT32_MAX)
        read_ranges(document, arena, values->ranges, &affected);
    if (values->versions != UINT32_MAX)
        read_versions(document, arena, values->versions, &affected);
    return affected;
}

// ---- asking ----

// How many events of a range come at or before a version; of the last affected version, that alone which is before it.
static uint32_t events_reached(const Range *range, Text version)
{
    BinarySearch search = search_of(0, range->count);
    while (search_on(&search)) {
        const Event *event = &range->events[search.middle];
        int order = scheme_compare(event->scheme, version, event->at);
        search_narrow(&search, event->kind == EVENT_LAST_AFFECTED ? order > 0 : order >= 0);
    }
    return (uint32_t)search.low;
}

static Inside range_says(const Range *range, Text version)
{
    bool has_place = range->scheme && version.length && scheme_has(range->scheme, version);
    if (range->unordered || (!has_place && (range->count || range->limit.length)))
        return INSIDE_UNKNOWN;
    uint32_t reached = has_place ? events_reached(range, version) : 0;
    bool inside = reached ? range->events[reached - 1].kind == EVENT_INTRODUCED : range->begins;
    bool before = !range->limit.length || scheme_compare(range->scheme, version, range->limit) < 0;
    return inside && before ? INSIDE_YES : INSIDE_NOT;
}

// Whether a version is listed by itself: as it stands, or as another spelling of it in the order.
static bool is_listed(const Affected *affected, Text version)
{
    BinarySearch search = search_of(0, affected->version_count);
    while (search_on(&search))
        search_narrow(&search, text_compare(affected->versions[search.middle], version) < 0);
    if (search.low < affected->version_count && text_equal(affected->versions[search.low], version))
        return version.length > 0;
    const VersionScheme *scheme = affected->scheme;
    if (!affected->ordered.count || !version.length || !scheme_has(scheme, version))
        return false;
    uint32_t reached = events_reached(&affected->ordered, version);
    return reached && scheme_compare(scheme, affected->ordered.events[reached - 1].at, version) == 0;
}

Inside affected_has(const Affected *affected, Text version, MatchDoubt *doubt)
{
    bool ordered = affected->range_count > 0, listed = affected->version_count > 0, unknown = false;
    if (is_listed(affected, version))
        return INSIDE_YES;
    for (uint32_t i = 0; i < affected->range_count; i++) {
        Inside inside = range_says(&affected->ranges[i], version);
        if (inside == INSIDE_YES)
            return INSIDE_YES;
        unknown |= inside == INSIDE_UNKNOWN;
    }
    *doubt = (ordered ? unknown : listed) && !version.length ? DOUBT_NO_VERSION
             : unknown                                       ? DOUBT_VERSION
             : ordered                                       ? DOUBT_NONE
             : affected->commits                             ? DOUBT_COMMITS
             : listed                                        ? DOUBT_NONE
                                                             : DOUBT_NOTHING;
    return *doubt ? INSIDE_UNKNOWN : INSIDE_NOT;
}

// In steps: those of a binary search, and what looking at a component takes besides.
uint64_t affected_cost(const Affected *affected)
{
    enum { FIXED = 8, BITS = 32 };
    uint64_t cost = FIXED + (affected->version_count ? BITS - (uint64_t)__builtin_clz(affected->version_count) : 0);
    for (uint32_t i = 0; i < affected->range_count; i++)
        cost += 1 + (affected->ranges[i].count ? BITS - (uint64_t)__builtin_clz(affected->ranges[i].count) : 0);
    return cost;
}
