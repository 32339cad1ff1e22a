// SPDX-License-Identifier: MIT
// Cases of decision tables against all cases tried one by one, on random tables: what no row fits, which rows fit the same case,
// which are ever the answer, and where the diagram leads.
#include "check/cases.h"
#include "unit/unit.h"

enum { MOST_ARGUMENTS_TRIED = 4, MOST_PIECES = 6, MOST_ROWS = 9, MOST_RUNS = 3, TABLES = 30000 };

// Numbers in an order that looks random, from a seed of their own: the test is the same each time.
static uint64_t counter;
static uint32_t below(uint32_t limit)
{
    uint64_t mixed = counter += 0x9e3779b97f4a7c15u;
    mixed = (mixed ^ mixed >> 30) * 0xbf58476d1ce4e5b9u;
    mixed = (mixed ^ mixed >> 27) * 0x94d049bb133111ebu;
    return (uint32_t)((mixed ^ mixed >> 31) % limit);
}

typedef struct Tried {
    CaseTable table;
    uint32_t pieces[MOST_ARGUMENTS_TRIED];
    CaseCell cells[MOST_ROWS * MOST_ARGUMENTS_TRIED];
    CaseRun runs[MOST_ROWS * MOST_ARGUMENTS_TRIED][MOST_RUNS];
    bool gap, overlaps[MOST_ROWS][MOST_ROWS], reached[MOST_ROWS];
    uint32_t overlap_count;
} Tried;

// A cell of runs that rise and lie apart; sometimes of none.
static void make_cell(CaseCell *cell, CaseRun *runs, uint32_t pieces)
{
    *cell = (CaseCell){.runs = runs, .any = below(100) < 30};
    for (uint32_t at = below(2) ? 0 : below(pieces); at < pieces && cell->count < MOST_RUNS && !cell->any && below(10);) {
        uint32_t to = at + below(pieces - at);
        runs[cell->count++] = (CaseRun){at, to};
        at = to + 2 + below(2);
    }
}

static void make_table(Tried *tried)
{
    memset(tried, 0, sizeof *tried);
    CaseTable *table = &tried->table;
    *table = (CaseTable){tried->pieces, tried->cells, 1 + below(MOST_ARGUMENTS_TRIED), below(MOST_ROWS + 1), below(2)};
    for (uint32_t i = 0; i < table->arguments; i++)
        tried->pieces[i] = 1 + below(MOST_PIECES);
    for (uint32_t i = 0; i < table->rows * table->arguments; i++)
        make_cell(&tried->cells[i], tried->runs[i], tried->pieces[i % table->arguments]);
}

static bool takes(const CaseCell *cell, uint32_t piece)
{
    for (uint32_t i = 0; i < cell->count && !cell->any; i++) {
        if (piece >= cell->runs[i].from && piece <= cell->runs[i].to)
            return true;
    }
    return cell->any;
}

static bool fits(const Tried *tried, uint32_t row, const uint32_t *at)
{
    for (uint32_t i = 0; i < tried->table.arguments; i++) {
        if (!takes(&tried->cells[row * tried->table.arguments + i], at[i]))
            return false;
    }
    return true;
}

// Where the diagram leads in a case.
static uint32_t target_of(const Cases *cases, const uint32_t *at)
{
    uint32_t target = cases->root;
    while (!(target & CASE_ROW)) {
        const CaseNode *node = &cases->nodes[target];
        const CaseEdge *edges = &cases->edges[node->first];
        uint32_t edge = node->count - 1;
        while (edges[edge].from > at[node->argument])
            edge--;
        target = edges[edge].target;
    }
    return target;
}

static void try_case(Tried *tried, const Cases *cases, const uint32_t *at)
{
    uint32_t first = UINT32_MAX, count = 0;
    for (uint32_t row = 0; row < tried->table.rows; row++) {
        if (!fits(tried, row, at))
            continue;
        for (uint32_t other = 0; other < row && !tried->table.first; other++) {
            if (!fits(tried, other, at) || tried->overlaps[other][row])
                continue;
            tried->overlaps[other][row] = true;
            tried->overlap_count++;
        }
        first = count++ ? first : row;
        tried->reached[row] |= row == first || !tried->table.first;
    }
    tried->gap |= count == 0;
    assert_int_equal(target_of(cases, at), count ? first | CASE_ROW : UINT32_MAX);
}

static bool next_case(const Tried *tried, uint32_t *at)
{
    for (uint32_t i = 0; i < tried->table.arguments; i++) {
        if (++at[i] < tried->pieces[i])
            return true;
        at[i] = 0;
    }
    return false;
}

// The corners of a case that is told: all of it is like them where nothing tells its pieces apart.
static void check_told(const Tried *tried, const CaseRun *where, uint32_t one, uint32_t other)
{
    for (int corner = 0; corner < 2; corner++) {
        uint32_t at[MOST_ARGUMENTS_TRIED];
        for (uint32_t i = 0; i < tried->table.arguments; i++)
            at[i] = corner ? where[i].to : where[i].from;
        for (uint32_t row = 0; row < tried->table.rows; row++)
            assert_true(one != UINT32_MAX || !fits(tried, row, at));
        assert_true(one == UINT32_MAX || (fits(tried, one, at) && fits(tried, other, at)));
    }
}

static void all_cases_of_random_tables(void **state)
{
    (void)state;
    uint32_t gaps = 0, overlaps = 0, whole = 0;
    for (int number = 0; number < TABLES; number++) {
        static Tried tried;
        make_table(&tried);
        CaseFaults faults;
        Cases cases = cases_of(unit_arena(), &tried.table, &faults);
        assert_false(faults.too_large);
        uint32_t at[MOST_ARGUMENTS_TRIED] = {0};
        do
            try_case(&tried, &cases, at);
        while (next_case(&tried, at));
        assert_int_equal(faults.gap_count > 0, tried.gap);
        uint32_t told = tried.overlap_count < MOST_CASES_TOLD ? tried.overlap_count : MOST_CASES_TOLD;
        assert_int_equal(faults.overlap_count, told);
        for (uint32_t i = 0; i < faults.gap_count; i++)
            check_told(&tried, faults.gaps[i], UINT32_MAX, 0);
        for (uint32_t i = 0; i < faults.overlap_count; i++) {
            assert_true(tried.overlaps[faults.overlaps[i].one][faults.overlaps[i].other]);
            check_told(&tried, faults.overlaps[i].where, faults.overlaps[i].one, faults.overlaps[i].other);
        }
        for (uint32_t row = 0; row < tried.table.rows; row++)
            assert_int_equal(faults.reached[row], tried.reached[row]);
        gaps += tried.gap;
        overlaps += tried.overlap_count > 0;
        whole += !tried.gap && !tried.overlap_count;
    }
    assert_true(gaps > TABLES / 10 && overlaps > TABLES / 10 && whole > TABLES / 10);
}

int main(void)
{
    const struct CMUnitTest tests[] = {UNIT_TEST(all_cases_of_random_tables)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
