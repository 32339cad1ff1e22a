// SPDX-License-Identifier: MIT
// Decision diagrams by recursive splitting: an argument after the other, the values are cut where some row that is left begins or
// ends, and what is left in each piece is gone on with; a memo table keeps what came of the same rows. See cases.h.
#include "check/cases.h"

#include "support/search.h"

#include <stdlib.h>

#define NO_ROW UINT32_MAX // what a gap leads to

typedef struct Builder {
    Arena *arena;
    const CaseTable *table;
    Cases cases;
    size_t node_capacity, edge_capacity;
    CaseFaults *faults;
    uint32_t *any_from; // by row: from this argument on its cells take anything
    CaseRun *path;      // by argument: the case under way
    TextIndex known;    // an argument and the rows that are left -> what it leads to
    TextIndex nodes;    // an argument and its edges -> the node
    TextIndex pairs;    // rows that were told of
    // A stack of numbers: of each node under way its cuts, and for each piece between two of them a list of rows, with a place
    // before it for the argument. It may move.
    uint32_t *stack;
    size_t used, capacity;
    uint64_t steps;
} Builder;

typedef struct Rows { // a list on the stack
    size_t at;
    uint32_t count;
} Rows;

static uint32_t build(Builder *builder, uint32_t argument, Rows rows);

static const CaseCell *cell_of(const Builder *builder, uint32_t row, uint32_t argument)
{
    return &builder->table->cells[(size_t)row * builder->table->arguments + argument];
}

// Room for some numbers more on the stack; where they begin.
static size_t push(Builder *builder, size_t count)
{
    size_t at = builder->used;
    while (builder->capacity < at + count)
        builder->stack = arena_grow(builder->arena, builder->stack, builder->capacity, &builder->capacity, sizeof(uint32_t));
    builder->used += count;
    return at;
}

// Counts work; false where there is too much of it.
static bool works(Builder *builder, uint64_t steps)
{
    builder->steps += steps;
    builder->faults->too_large |= builder->steps > MOST_CASE_STEPS;
    return !builder->faults->too_large;
}

// ---- faults ----

// The case under way, which says nothing of arguments from one on.
static const CaseRun *case_here(Builder *builder, uint32_t argument)
{
    const CaseTable *table = builder->table;
    CaseRun *runs = arena_array(builder->arena, (size_t)table->arguments + 1, sizeof *runs);
    for (uint32_t i = 0; i < table->arguments; i++)
        runs[i] = i < argument ? builder->path[i] : (CaseRun){0, table->pieces[i] - 1};
    return runs;
}

static void note_gap(Builder *builder, uint32_t argument)
{
    CaseFaults *faults = builder->faults;
    if (faults->gap_count < MOST_CASES_TOLD)
        faults->gaps[faults->gap_count++] = case_here(builder, argument);
}

static void note_overlap(Builder *builder, uint32_t one, uint32_t other)
{
    CaseFaults *faults = builder->faults;
    const uint32_t pair[] = {one, other};
    Text key = {(const char *)pair, sizeof pair};
    if (faults->overlap_count == MOST_CASES_TOLD || text_index_find(&builder->pairs, key) != UINT32_MAX)
        return;
    text_index_add(&builder->pairs, text_copy(builder->arena, key));
    faults->overlaps[faults->overlap_count++] = (struct CaseOverlap){one, other, case_here(builder, builder->table->arguments)};
}

// ---- one node ----

static int by_number(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return (x > y) - (x < y);
}

// Puts onto the stack where pieces begin that the rows tell apart, rising; the first is 0. How many there are.
static uint32_t push_cuts(Builder *builder, uint32_t argument, Rows rows)
{
    size_t from = push(builder, 1);
    builder->stack[from] = 0;
    for (uint32_t i = 0; i < rows.count; i++) {
        const CaseCell *cell = cell_of(builder, builder->stack[rows.at + i], argument);
        for (uint32_t j = 0; j < cell->count && !cell->any; j++) {
            size_t two = push(builder, 2);
            builder->stack[two] = cell->runs[j].from;
            builder->stack[two + 1] = cell->runs[j].to + 1;
        }
    }
    uint32_t *cuts = builder->stack + from, count = 0;
    size_t all = builder->used - from;
    qsort(cuts, all, sizeof *cuts, by_number);
    for (size_t i = 0; i < all; i++) {
        if (cuts[i] < builder->table->pieces[argument] && (!count || cuts[i] != cuts[count - 1]))
            cuts[count++] = cuts[i];
    }
    builder->used = from + count;
    return count;
}

typedef struct Deal { // of rows to the parts between cuts
    // Places on the stack, one number for each part: where it begins, how many rows it has, where these stand, and the last one.
    size_t cuts, sizes, starts, last;
    size_t open; // likewise, and one more: the first part from there on, or near it, that is not settled
    uint32_t count;
    bool filling; // or counting
} Deal;

// The part that begins with a cut.
static uint32_t part_at(const Builder *builder, const Deal *deal, uint32_t cut)
{
    BinarySearch search = search_of(0, deal->count);
    while (search_on(&search))
        search_narrow(&search, builder->stack[deal->cuts + (size_t)search.middle] < cut);
    return (uint32_t)search.low;
}

// Whether nothing behind the last row of a part can be the answer there.
static bool is_settled(const Builder *builder, const Deal *deal, uint32_t part, uint32_t argument)
{
    uint32_t last = builder->stack[deal->last + part];
    return builder->table->first && last != NO_ROW && builder->any_from[last] <= argument + 1;
}

// The first part from one on that is not settled; what was passed on the way is not looked at again (a union-find forest).
static uint32_t open_from(const Builder *builder, const Deal *deal, uint32_t part)
{
    uint32_t *next = builder->stack + deal->open;
    while (next[part] != part)
        part = next[part] = next[next[part]];
    return part;
}

static void deal_row(Builder *builder, const Deal *deal, uint32_t part, uint32_t row)
{
    uint32_t size = builder->stack[deal->sizes + part]++;
    if (deal->filling)
        builder->stack[builder->stack[deal->starts + part] + size] = row;
    builder->stack[deal->last + part] = row;
}

// Gives each row to the parts that it takes, in the order of rows: how many they are, or the lists themselves.
static bool deal_rows(Builder *builder, const Deal *deal, uint32_t argument, Rows rows)
{
    for (uint32_t part = 0; part < deal->count; part++) {
        builder->stack[deal->sizes + part] = 0;
        builder->stack[deal->last + part] = NO_ROW;
        builder->stack[deal->open + part] = part;
    }
    builder->stack[deal->open + deal->count] = deal->count;
    const CaseRun all = {0, builder->table->pieces[argument] - 1};
    for (uint32_t i = 0; i < rows.count; i++) {
        uint32_t row = builder->stack[rows.at + i];
        const CaseCell *cell = cell_of(builder, row, argument);
        const CaseRun *runs = cell->any ? &all : cell->runs;
        for (uint32_t j = 0; j < (cell->any ? 1 : cell->count); j++) {
            uint32_t part = part_at(builder, deal, runs[j].from), end = part_at(builder, deal, runs[j].to + 1);
            if (!works(builder, 1))
                return false;
            for (part = open_from(builder, deal, part); part < end; part = open_from(builder, deal, part + 1)) {
                if (!works(builder, 1))
                    return false;
                deal_row(builder, deal, part, row);
                if (is_settled(builder, deal, part, argument))
                    builder->stack[deal->open + part] = part + 1;
            }
        }
    }
    return true;
}

// The node with the edges that stand on the stack from a place on as pairs, behind a place for the argument: an equal one if
// there is one.
static uint32_t node_with(Builder *builder, uint32_t argument, size_t edges, uint32_t count)
{
    Cases *cases = &builder->cases;
    builder->stack[edges - 1] = argument;
    Text key = {(const char *)(builder->stack + edges - 1), (2 * (size_t)count + 1) * sizeof(uint32_t)};
    uint32_t before = text_index_find(&builder->nodes, key);
    if (before != UINT32_MAX)
        return before;
    text_index_add(&builder->nodes, text_copy(builder->arena, key));
    CaseNode node = {argument, cases->edge_count, count};
    for (uint32_t i = 0; i < count; i++) {
        cases->edges = arena_grow(builder->arena, cases->edges, cases->edge_count, &builder->edge_capacity, sizeof(CaseEdge));
        cases->edges[cases->edge_count++] = (CaseEdge){builder->stack[edges + 2 * i], builder->stack[edges + 2 * i + 1]};
    }
    cases->nodes = arena_grow(builder->arena, cases->nodes, cases->node_count, &builder->node_capacity, sizeof(CaseNode));
    cases->nodes[cases->node_count] = node;
    return cases->node_count++;
}

// Goes on with each part, and joins neighbours that lead to the same.
static uint32_t go_on(Builder *builder, const Deal *deal, uint32_t argument)
{
    size_t edges = push(builder, 2 * (size_t)deal->count + 1) + 1;
    uint32_t count = 0, pieces = builder->table->pieces[argument];
    for (uint32_t part = 0; part < deal->count && !builder->faults->too_large; part++) {
        const uint32_t *cut = builder->stack + deal->cuts + part;
        uint32_t from = *cut;
        builder->path[argument] = (CaseRun){from, part + 1 < deal->count ? cut[1] - 1 : pieces - 1};
        Rows rows = {builder->stack[deal->starts + part], builder->stack[deal->sizes + part]};
        uint32_t target = build(builder, argument + 1, rows);
        if (count && builder->stack[edges + 2 * count - 1] == target)
            continue;
        builder->stack[edges + 2 * (size_t)count] = from;
        builder->stack[edges + 2 * (size_t)count++ + 1] = target;
    }
    return count == 1 ? builder->stack[edges + 1] : node_with(builder, argument, edges, count);
}

static uint32_t split(Builder *builder, uint32_t argument, Rows rows)
{
    size_t before = builder->used;
    Deal deal = {.cuts = before};
    deal.count = push_cuts(builder, argument, rows);
    deal.sizes = push(builder, deal.count);
    deal.starts = push(builder, deal.count);
    deal.last = push(builder, deal.count);
    deal.open = push(builder, (size_t)deal.count + 1);
    bool fits = deal_rows(builder, &deal, argument, rows);
    for (uint32_t part = 0; part < deal.count && fits; part++) {
        size_t list = push(builder, (size_t)builder->stack[deal.sizes + part] + 1); // the argument, and the rows
        builder->stack[deal.starts + part] = (uint32_t)list + 1;
    }
    deal.filling = true;
    fits = fits && deal_rows(builder, &deal, argument, rows);
    uint32_t target = fits ? go_on(builder, &deal, argument) : NO_ROW;
    builder->used = before;
    return target;
}

// ---- the whole ----

static uint32_t leaf(Builder *builder, Rows rows)
{
    const uint32_t *fit = builder->stack + rows.at;
    builder->faults->reached[fit[0]] = true;
    for (uint32_t i = 0; i < rows.count && !builder->table->first; i++) {
        builder->faults->reached[fit[i]] = true;
        for (uint32_t j = i + 1; j < rows.count && works(builder, 1); j++)
            note_overlap(builder, fit[i], fit[j]);
    }
    return fit[0] | CASE_ROW;
}

static bool all_any(Builder *builder, uint32_t argument, Rows rows)
{
    for (uint32_t i = 0; i < rows.count && works(builder, 1); i++) {
        if (!cell_of(builder, builder->stack[rows.at + i], argument)->any)
            return false;
    }
    return true;
}

// What the arguments from one on lead to, where some rows are left.
static uint32_t build(Builder *builder, uint32_t argument, Rows rows)
{
    const CaseTable *table = builder->table;
    if (!rows.count) {
        note_gap(builder, argument);
        return NO_ROW;
    }
    for (; argument < table->arguments && all_any(builder, argument, rows); argument++)
        builder->path[argument] = (CaseRun){0, table->pieces[argument] - 1};
    if (builder->faults->too_large)
        return NO_ROW;
    if (argument == table->arguments || (table->first && builder->any_from[builder->stack[rows.at]] <= argument))
        return leaf(builder, rows);
    builder->stack[rows.at - 1] = argument;
    Text key = {(const char *)(builder->stack + rows.at - 1), ((size_t)rows.count + 1) * sizeof(uint32_t)};
    uint32_t number = text_index_find(&builder->known, key);
    if (number != UINT32_MAX)
        return builder->known.values[number];
    number = text_index_add(&builder->known, text_copy(builder->arena, key));
    uint32_t target = split(builder, argument, rows);
    builder->known.values[number] = target;
    return target;
}

static void find_any(Builder *builder)
{
    const CaseTable *table = builder->table;
    builder->any_from = arena_array(builder->arena, (size_t)table->rows + 1, sizeof(uint32_t));
    for (uint32_t row = 0; row < table->rows; row++) {
        uint32_t from = table->arguments;
        while (from > 0 && cell_of(builder, row, from - 1)->any)
            from--;
        builder->any_from[row] = from;
    }
}

Cases cases_of(Arena *arena, const CaseTable *table, CaseFaults *faults)
{
    *faults = (CaseFaults){.reached = arena_array(arena, (size_t)table->rows + 1, sizeof(bool))};
    Builder builder = {.arena = arena, .table = table, .faults = faults};
    builder.path = arena_array(arena, (size_t)table->arguments + 1, sizeof *builder.path);
    text_index_open(&builder.known, arena);
    text_index_open(&builder.nodes, arena);
    text_index_open(&builder.pairs, arena);
    find_any(&builder);
    Rows rows = {push(&builder, (size_t)table->rows + 1) + 1, table->rows};
    for (uint32_t row = 0; row < table->rows; row++)
        builder.stack[rows.at + row] = row;
    builder.cases.root = build(&builder, 0, rows);
    return builder.cases;
}
