// SPDX-License-Identifier: MIT
// The least and the greatest of versions, of which not all need have an order: a reduction that says what keeps it from a result.
#include "machine/ops/version.h"

#include "support/version.h"

typedef struct Search {
    const Run *run;
    const Register *items, *members;
    uint32_t from, to;
    bool greatest;
    Version best; // of the row that is the best so far
    int64_t text;
} Search;

static Search search_open(const Run *run, uint32_t items, uint32_t members, uint32_t from, uint32_t to, bool greatest)
{
    return (Search){
        .run = run, .items = reg(run, items), .members = reg(run, members), .from = from, .to = to, .greatest = greatest};
}

static bool read_row(const Search *search, uint32_t row, Version *version)
{
    return version_read(review_text(search->run->review, value_at(search->items, row)), version);
}

// Whether a row takes part: it is in, or may be. And whether its value is known then.
static bool takes_part(const Search *search, uint32_t row)
{
    return !bit(search->members->f, row);
}

static bool is_known(const Search *search, uint32_t row)
{
    return bit(search->items->t, row);
}

static bool is_sure(const Search *search, uint32_t row)
{
    return bit(search->members->t, row) && is_known(search, row);
}

// How a version stands to the best one: positive, it goes before.
static int order_to_best(const Search *search, const Version *version)
{
    int order = version_compare(version, &search->best);
    return search->greatest ? order : -order;
}

// Takes a row for the best one. False where it is no version by SemVer.
static bool take_best(Search *search, uint32_t row)
{
    search->text = value_at(search->items, row);
    return read_row(search, row, &search->best);
}

// Whether one text is all that is known.
static bool has_one_text(const Search *search)
{
    bool any = false;
    int64_t text = 0;
    for (uint32_t row = search->from; row < search->to; row++) {
        if (!takes_part(search, row) || !is_known(search, row))
            continue;
        if (any && value_at(search->items, row) != text)
            return false;
        text = value_at(search->items, row);
        any = true;
    }
    return true;
}

// The best row of those that are in for sure and versions by SemVer; the end of the rows where there is none.
static uint32_t find_best(Search *search)
{
    uint32_t best = search->to;
    Version version;
    for (uint32_t row = search->from; row < search->to; row++) {
        if (!is_sure(search, row) || !read_row(search, row, &version))
            continue;
        if (best == search->to || order_to_best(search, &version) > 0) {
            take_best(search, row);
            best = row;
        }
    }
    return best;
}

// What the others say against the best one.
static void compare_others(const Search *search, VersionExtreme *extreme)
{
    for (uint32_t row = search->from; row < search->to; row++) {
        Version version;
        if (!takes_part(search, row))
            continue;
        if (!is_known(search, row)) {
            extreme->unknown = true;
            continue;
        }
        bool ordered = read_row(search, row, &version);
        int order = ordered && extreme->best < search->to ? order_to_best(search, &version) : 1;
        extreme->unordered |= !ordered;
        extreme->tied |= order == 0 && value_at(search->items, row) != search->text;
        extreme->surpassed |= order > 0 && !bit(search->members->t, row);
    }
}

VersionExtreme version_extreme(const Run *run, uint32_t items, uint32_t members, uint32_t from, uint32_t to, bool greatest)
{
    Search search = search_open(run, items, members, from, to, greatest);
    VersionExtreme extreme = {.best = to};
    if (!has_one_text(&search)) {
        extreme.best = find_best(&search);
        compare_others(&search, &extreme);
        return extreme;
    }
    for (uint32_t row = from; row < to; row++) {
        extreme.unknown |= takes_part(&search, row) && !is_known(&search, row);
        if (extreme.best == to && is_sure(&search, row))
            extreme.best = row;
    }
    return extreme;
}

bool version_may_surpass(const Run *run, uint32_t items, uint32_t row, const VersionExtreme *extreme, uint32_t to, bool greatest)
{
    Search search = search_open(run, items, items, row, to, greatest);
    Version version;
    if (extreme->best == to)
        return true;
    if (!take_best(&search, extreme->best) || value_at(search.items, row) == search.text)
        return false; // it is there anyway
    // Of texts without an order any could be the only one left.
    return extreme->unordered || (read_row(&search, row, &version) && order_to_best(&search, &version) >= 0);
}
