// SPDX-License-Identifier: MIT
// Dates, durations and periods (LANGUAGE.md 4.2): maps over columns of days and seconds.
#include "machine/ops/by_kind.h"
#include "machine/ops/operations.h"

#include "support/calendar.h"

void op_DAYS(Run *run, const Instr *instr, Register *out)
{
    Mask *known;
    int64_t *values = register_values(run, out, instr->frame, &known);
    uint32_t rows = rows_of(run, instr->frame);
    one_known(run, instr, known);
    load_values(run, instr->a, instr->frame, 0, rows, values);
    for (uint32_t row = 0; row < rows; row++) {
        int64_t days = values[row] / SECONDS_A_DAY;
        values[row] = days - (values[row] % SECONDS_A_DAY < 0);
    }
}

static Wide days_of_value(const void *with, Wide seconds)
{
    (void)with;
    return days_of_seconds(seconds);
}

static Wide days_of_end(const void *with, Wide end)
{
    (void)with;
    return end == WIDE_MIN || end == WIDE_MAX ? end : days_of_seconds(end);
}

INSTANCE(op_DAYS_WIDE, map_rows, KIND_WIDE, KIND_WIDE, days_of_value, NULL)
INSTANCE(op_DAYS_RANGE, map_rows, KIND_RANGE, KIND_RANGE, days_of_end, NULL)

static Wide months_later(const void *with, Wide date)
{
    return date_add_months(date, *(const int64_t *)with);
}

INSTANCE(op_DATE_MONTHS, map_rows, KIND_WIDE, KIND_WIDE, months_later, &run->constants[instr->b])

typedef struct WorkingDays {
    int64_t count, *holidays;
    size_t holiday_count;
} WorkingDays;

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

static Wide working_days_later(const void *with, Wide date)
{
    const WorkingDays *days = with;
    return date_add_working_days(date, days->count, days->holidays, days->holiday_count);
}

void op_DATE_WORKING_DAYS(Run *run, const Instr *instr, Register *out)
{
    WorkingDays days = {.count = run->constants[instr->b]};
    days.holiday_count = workday_holidays(run, &run->review->program->lists[instr->c], &days.holidays);
    map_rows(run, instr, out, KIND_WIDE, KIND_WIDE, working_days_later, &days);
}
