// SPDX-License-Identifier: MIT
// Random decision tables, which answer every case with one row: of those that are `first` the last row takes what is left, the
// others part the values of their arguments.
#include "generate.h"

#include <stdio.h>

enum { RISING = 5 };

// Values of each sort that rise, where they have an order.
static const char *const rising[SORT_VALUES][RISING] = {
    [SORT_BOOLEAN] = {"false", "true", NULL},
    [SORT_INTEGER] = {"-2", "0", "1", "2", "7"},
    [SORT_DECIMAL] = {"-0.75", "0.5", "1.25", "2", "2.000001"},
    [SORT_TEXT] = {"\"a\"", "\"ab\"", "\"b\"", "\"x\"", "\"é\""},
    [SORT_DATE] = {"2024-02-29", "2025-06-15", "2026-01-31", "2026-10-01", "2026-11-22"},
    [SORT_INSTANT] = {"2024-02-29T01:00:00Z", "2025-06-15T12:30:00Z", "2026-01-31T23:59:59Z", "2026-10-01T00:00:00Z",
                      "2026-11-22T08:00:00Z"},
    [SORT_DURATION] = {"1 second", "90 minutes", "24 hours", "30 days", "400 days"},
    [SORT_VERSION] = {"\"1.0.0\"", "\"1.10.0\"", "\"2.0.0\"", "\"2.0.0+a\"", "\"2.0.0-rc.1\""},
    [SORT_LEVEL] = {"low", "medium", "high", "top", NULL},
    [SORT_ZONE] = {"inner", "outer", "away", NULL},
    [SORT_GRADE1] = {"ka1", "kb1", "kc1", NULL},
    [SORT_GRADE2] = {"ka2", "kb2", "kc2", NULL},
    [SORT_GRADE3] = {"ka3", "kb3", "kc3", NULL},
};

static uint32_t count_rising(Sort sort)
{
    uint32_t count = 0;
    while (count < RISING && rising[sort][count])
        count++;
    return count;
}

static bool is_compared(Sort sort)
{
    return sort_is_ordered(sort) && sort != SORT_VERSION;
}

static void write_one(Writer *writer, Sort sort)
{
    put(writer, rising[sort][below(writer, count_rising(sort))]);
}

// One test of a cell.
static void write_test(Writer *writer, Sort sort)
{
    static const char *const signs[] = {"< ", "<= ", "> ", ">= "};
    uint32_t form = is_compared(sort) ? below(writer, 4) : 0, count = count_rising(sort);
    if (form == 1) {
        uint32_t low = below(writer, count);
        text_append_format(writer->to, "%s..%s", rising[sort][low], rising[sort][low + below(writer, count - low)]);
        return;
    }
    if (form > 1)
        put(writer, ONE_OF(writer, signs));
    write_one(writer, sort);
}

static void write_cell(Writer *writer, Sort sort)
{
    if (chance(writer, 25)) {
        put(writer, "_");
        return;
    }
    write_test(writer, sort);
    for (uint32_t i = 0, more = chance(writer, 30) ? 1 + below(writer, 2) : 0; i < more; i++)
        put(writer, " | "), write_test(writer, sort);
}

static void write_result(Writer *writer, Sort sort)
{
    put(writer, " => ");
    if (sort == SORT_DECIMAL && chance(writer, 30))
        sort = SORT_INTEGER;
    write_one(writer, sort);
    put(writer, "\n");
}

static void write_first(Writer *writer, const Function *table)
{
    for (uint32_t row = 0, rows = 1 + below(writer, 5); row < rows; row++) {
        put(writer, "  ");
        for (uint32_t i = 0; i < table->count; i++)
            put(writer, i ? ", " : ""), write_cell(writer, table->arguments[i]);
        write_result(writer, table->result);
    }
    put(writer, table->count > 1 ? "  _, _" : "  _");
    write_result(writer, table->result);
}

// The values of a sort in up to three parts; of texts there are ever others, so that they stay whole.
static uint32_t part_values(Writer *writer, Sort sort, char parts[3][64])
{
    uint32_t count = count_rising(sort), at = 1 + below(writer, count - 1);
    const char *const *values = rising[sort];
    if (sort == SORT_TEXT || sort == SORT_VERSION || chance(writer, 10)) {
        snprintf(parts[0], sizeof parts[0], "_");
        return 1;
    }
    if (!is_compared(sort)) {
        snprintf(parts[0], sizeof parts[0], "%s", values[0]);
        snprintf(parts[1], sizeof parts[1], "%s%s%s", values[1], count > 2 ? " | " : "", count > 2 ? values[2] : "");
        return 2;
    }
    snprintf(parts[0], sizeof parts[0], "< %s", values[at]);
    snprintf(parts[1], sizeof parts[1], "%s", values[at]);
    snprintf(parts[2], sizeof parts[2], "> %s", values[at]);
    return (sort == SORT_LEVEL || sort == SORT_GRADE2) && at + 1 == count ? 2 : 3; // nothing lies above the last one
}

static void write_parts(Writer *writer, const Function *table)
{
    char first[3][64], second[3][64];
    uint32_t count = part_values(writer, table->arguments[0], first);
    for (uint32_t i = 0; i < count; i++) {
        uint32_t inner = table->count > 1 ? part_values(writer, table->arguments[1], second) : 1;
        for (uint32_t j = 0; j < inner; j++) {
            text_append_format(writer->to, table->count > 1 ? "  %s, %s" : "  %s", first[i], second[j]);
            write_result(writer, table->result);
        }
    }
}

void write_table(Writer *writer, Function *table)
{
    static const Sort sorts[] = {SORT_INTEGER,  SORT_INTEGER, SORT_INTEGER, SORT_LEVEL,   SORT_LEVEL,
                                 SORT_ZONE,     SORT_BOOLEAN, SORT_DECIMAL, SORT_DECIMAL, SORT_TEXT,
                                 SORT_DURATION, SORT_VERSION, SORT_INSTANT, SORT_DATE};
    static const char *const names[] = {"a", "b"};
    enum { SORT_COUNT = sizeof sorts / sizeof *sorts };
    bool first = chance(writer, 65);
    table->result = sorts[below(writer, SORT_COUNT)];
    choose_extension(writer, 30, false, &table->result);
    table->count = 1 + below(writer, 2);
    text_append_format(writer->to, "table %s(", table->name);
    for (uint32_t i = 0; i < table->count; i++) {
        table->arguments[i] = sorts[below(writer, SORT_COUNT)];
        choose_extension(writer, 50, false, &table->arguments[i]);
        text_append_format(writer->to, "%s%s: %s", i ? ", " : "", names[i], sort_names[table->arguments[i]]);
    }
    text_append_format(writer->to, ") : %s%s {\n", sort_names[table->result],
                       first                ? " first"
                       : chance(writer, 30) ? " unique"
                                            : "");
    if (first)
        write_first(writer, table);
    else
        write_parts(writer, table);
    put(writer, "}\n");
}
