// SPDX-License-Identifier: MIT
// Sets of ways, and whether the comparisons of one can all come out as it asks: shortest paths over the differences that they
// allow (all pairs), then what must not be equal. See way_sets.h.
#include "outcome/way_sets.h"

// ---- whether a way is possible ----

enum { NODES = MOST_WAY_FACTS + 1 };

typedef struct Bounds {
    Wide most[NODES][NODES]; // first - second is at most that
    bool any[NODES][NODES];  // else there is no bound
} Bounds;

static void bound(Bounds *bounds, uint32_t first, uint32_t second, Wide most)
{
    if (bounds->any[first][second] && bounds->most[first][second] <= most)
        return;
    bounds->any[first][second] = true;
    bounds->most[first][second] = most;
}

static void close_bounds(Bounds *bounds)
{
    for (uint32_t via = 0; via < NODES; via++) {
        for (uint32_t from = 0; from < NODES; from++) {
            for (uint32_t to = 0; to < NODES && bounds->any[from][via]; to++) {
                if (bounds->any[via][to])
                    bound(bounds, from, to, bounds->most[from][via] + bounds->most[via][to]);
            }
        }
    }
}

static bool holds_together(const Bounds *bounds)
{
    for (uint32_t i = 0; i < NODES; i++) {
        if (bounds->any[i][i] && bounds->most[i][i] < 0)
            return false;
    }
    return true;
}

static void bound_by(Bounds *bounds, const WayLeaf *leaf, bool holds)
{
    if (holds)
        bound(bounds, leaf->first, leaf->second, leaf->most);
    if (holds && leaf->equal)
        bound(bounds, leaf->second, leaf->first, -leaf->most);
    if (!holds && !leaf->equal)
        bound(bounds, leaf->second, leaf->first, -leaf->most - 1);
}

// Two that must not be equal: where a bound is just that, it is one less. False: nothing changed.
static bool set_apart(Bounds *bounds, const WayLeaf *leaf)
{
    uint32_t first = leaf->first, second = leaf->second;
    if (bounds->any[first][second] && bounds->most[first][second] == leaf->most) {
        bounds->most[first][second]--;
        return true;
    }
    if (bounds->any[second][first] && bounds->most[second][first] == -leaf->most) {
        bounds->most[second][first]--;
        return true;
    }
    return false;
}

static bool is_possible(const WayMaking *making, const Way *way)
{
    Bounds bounds = {.any = {{false}}};
    bool compares = false, changed = true;
    if (way->yes & way->no)
        return false;
    for (uint32_t i = 0; i < making->leaf_count; i++) {
        const WayLeaf *leaf = &making->leaves[i];
        bool asked = leaf->compares && ((way->yes | way->no) >> i & 1);
        compares |= asked;
        if (asked)
            bound_by(&bounds, leaf, way->yes >> i & 1);
    }
    for (uint32_t i = 0; i < MOST_WAY_FACTS && compares; i++) {
        if (making->values[i]) {
            bound(&bounds, i, WAY_ZERO, (Wide)making->values[i] - 1);
            bound(&bounds, WAY_ZERO, i, 0);
        }
    }
    while (compares && changed) {
        close_bounds(&bounds);
        if (!holds_together(&bounds))
            return false;
        changed = false;
        for (uint32_t i = 0; i < making->leaf_count && !changed; i++) {
            const WayLeaf *leaf = &making->leaves[i];
            changed = leaf->compares && leaf->equal && (way->no >> i & 1) && set_apart(&bounds, leaf);
        }
    }
    return true;
}

// ---- sets ----

static bool asks_no_more(const Way *less, const Way *more)
{
    return (less->facts & more->facts) == less->facts && (less->yes & more->yes) == less->yes &&
           (less->no & more->no) == less->no;
}

static void add_way(WayMaking *making, WaySets *sets, const Way *way)
{
    size_t kept = 0;
    making->beyond |= ++making->made > MOST_WAYS_MADE;
    for (size_t i = 0; i < sets->count && !making->beyond; i++) {
        if (asks_no_more(&sets->items[i], way))
            return;
    }
    if (making->beyond || !is_possible(making, way))
        return;
    for (size_t i = 0; i < sets->count; i++) {
        if (!asks_no_more(way, &sets->items[i]))
            sets->items[kept++] = sets->items[i];
    }
    sets->count = kept;
    making->beyond |= kept == MOST_WAYS_AT_ONCE;
    sets->items = arena_grow(making->arena, sets->items, sets->count, &sets->capacity, sizeof *sets->items);
    sets->items[sets->count++] = *way;
}

WaySets way_just(WayMaking *making, Way way)
{
    WaySets sets = {.items = NULL};
    add_way(making, &sets, &way);
    return sets;
}

WaySets way_either(WayMaking *making, WaySets a, WaySets b)
{
    WaySets sets = {.items = NULL};
    for (size_t i = 0; i < a.count + b.count; i++)
        add_way(making, &sets, i < a.count ? &a.items[i] : &b.items[i - a.count]);
    return sets;
}

WaySets way_both(WayMaking *making, WaySets a, WaySets b)
{
    WaySets sets = {.items = NULL};
    for (size_t i = 0; i < a.count && !making->beyond; i++) {
        guard_look(making->arena->guard);
        for (size_t j = 0; j < b.count; j++) {
            const Way *x = &a.items[i], *y = &b.items[j];
            const Way way = {x->facts | y->facts, x->yes | y->yes, x->no | y->no};
            add_way(making, &sets, &way);
        }
    }
    return sets;
}

FactSet *way_facts(WayMaking *making, const WaySets *sets, size_t *count)
{
    FactSet *found = arena_array(making->arena, sets->count + 1, sizeof *found);
    *count = 0;
    for (size_t i = 0; i < sets->count; i++) {
        FactSet set = sets->items[i].facts;
        bool less = false;
        for (size_t j = 0; j < sets->count && !less; j++) {
            FactSet other = sets->items[j].facts;
            less = (other & set) == other && (other != set || j < i);
        }
        if (!less)
            found[(*count)++] = set;
    }
    return found;
}
