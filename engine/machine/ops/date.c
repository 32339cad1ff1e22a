// SPDX-License-Identifier: MIT
// Dates, durations and periods (LANGUAGE.md 4.2).
#include "machine/ops/operations.h"
#include "machine/registers.h"

#include "support/calendar.h"

void op_DAYS(Run *run, const Instr *instr, Register *out)
{
    Mask *known;
    int64_t *values = value_room(run, out, instr->frame, &known);
    uint32_t rows = rows_of(run, instr->frame);
    one_known(run, instr, known);
    load_values(run, instr->a, instr->frame, 0, rows, values);
    for (uint32_t row = 0; row < rows; row++) {
        int64_t days = values[row] / SECONDS_A_DAY;
        values[row] = days - (values[row] % SECONDS_A_DAY < 0);
    }
}

void op_DAYS_WIDE(Run *run, const Instr *instr, Register *out)
{
    const Register *a = reg(run, instr->a);
    bool spread = is_spread(run, instr->a, instr->frame);
    Mask *known;
    Wide *values = wide_room(run, out, instr->frame, &known);
    uint32_t rows = rows_of(run, instr->frame);
    one_known(run, instr, known);
    for (uint32_t row = 0; row < rows; row++)
        values[row] = days_of_seconds(a->low[row_for(spread, row)]);
}

static Wide days_of_end(Wide end)
{
    return end == WIDE_MIN || end == WIDE_MAX ? end : days_of_seconds(end);
}

void op_DAYS_RANGE(Run *run, const Instr *instr, Register *out)
{
    const Register *a = reg(run, instr->a);
    bool spread = is_spread(run, instr->a, instr->frame);
    Mask *known;
    Wide *low, *high;
    range_room(run, out, instr->frame, &known, &low, &high);
    uint32_t rows = rows_of(run, instr->frame);
    one_known(run, instr, known);
    for (uint32_t row = 0; row < rows; row++) {
        low[row] = days_of_end(a->low[row_for(spread, row)]);
        high[row] = days_of_end(a->high[row_for(spread, row)]);
    }
}

void op_DATE_MONTHS(Run *run, const Instr *instr, Register *out)
{
    const Register *a = reg(run, instr->a);
    bool spread = is_spread(run, instr->a, instr->frame);
    int64_t months = run->review->program->constants[instr->b];
    Mask *known;
    Wide *values = wide_room(run, out, instr->frame, &known);
    uint32_t rows = rows_of(run, instr->frame);
    one_known(run, instr, known);
    for (uint32_t row = 0; row < rows; row++)
        values[row] = bit(known, row) ? date_add_months(a->low[row_for(spread, row)], months) : 0;
}

// The holidays that are no weekends anyway.
static size_t workday_holidays(Run *run, const ListInfo *list, int64_t **holidays)
{
    const int64_t *all = run->review->program->list_values + list->first;
    size_t count = 0;
    enum { SATURDAY = 6 };
    *holidays = arena_raw(run->review->arena, ((size_t)list->count + 1) * sizeof **holidays);
    for (uint32_t i = 0; i < list->count; i++) {
        if (date_weekday(all[i]) < SATURDAY)
            (*holidays)[count++] = all[i];
    }
    return count;
}

void op_DATE_WORKING_DAYS(Run *run, const Instr *instr, Register *out)
{
    const Register *a = reg(run, instr->a);
    bool spread = is_spread(run, instr->a, instr->frame);
    int64_t count = run->review->program->constants[instr->b];
    int64_t *holidays;
    size_t holiday_count = workday_holidays(run, &run->review->program->lists[instr->c], &holidays);
    Mask *known;
    Wide *values = wide_room(run, out, instr->frame, &known);
    uint32_t rows = rows_of(run, instr->frame);
    one_known(run, instr, known);
    for (uint32_t row = 0; row < rows; row++)
        values[row] = bit(known, row) ? date_add_working_days(a->low[row_for(spread, row)], count, holidays, holiday_count) : 0;
}
