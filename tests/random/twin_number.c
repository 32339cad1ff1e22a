// SPDX-License-Identifier: MIT
// Numbers of the second evaluator (LANGUAGE.md 4, 4.1, 4.2): exact ones, dates and durations, and ranges of
// them; comparing and arithmetic. A known number is a range whose ends are one, so that each rule stands here
// once.
#include "twin_value.h"

#include "support/calendar.h"

#include <stdlib.h>

Range number_bounds(Value value, bool decimal)
{
    Range range = value.range;
    if (value.kind == VALUE_NUMBER)
        range = (Range){value.number, value.number, true, true};
    if (decimal && value.type.kind == TYPE_INTEGER) {
        range.low = range.has_low ? range.low * DECIMAL_ONE : 0;
        range.high = range.has_high ? range.high * DECIMAL_ONE : 0;
    }
    return range;
}

// a < b for two that may be ranges: true or false if every value in them agrees.
static Value ranges_less(Range a, Range b, Reasons reasons)
{
    if (a.has_high && b.has_low && a.high < b.low)
        return truth_value(true);
    if (a.has_low && b.has_high && a.low >= b.high)
        return truth_value(false);
    return value_unknown(reasons);
}

// A range is all that lies between its ends: whether a number between two values that it can take is among
// them is not asked, because the specification gives a range no steps.
static Value ranges_equal(Range a, Range b, Reasons reasons)
{
    if (value_is_true(ranges_less(a, b, 0)) || value_is_true(ranges_less(b, a, 0)))
        return truth_value(false);
    bool single = a.has_low && a.has_high && a.low == a.high && b.has_low && b.has_high && b.low == b.high;
    return single ? truth_value(true) : value_unknown(reasons);
}

Value number_compare(ExprKind relation, Value a, Value b)
{
    bool decimal = a.type.kind == TYPE_DECIMAL || b.type.kind == TYPE_DECIMAL;
    Range x = number_bounds(a, decimal), y = number_bounds(b, decimal);
    Reasons reasons = value_reasons(a) | value_reasons(b);
    switch (relation) {
    case EXPR_EQUAL:
        return ranges_equal(x, y, reasons);
    case EXPR_DIFFERENT:
        return value_not(ranges_equal(x, y, reasons));
    case EXPR_LESS:
        return ranges_less(x, y, reasons);
    case EXPR_AT_MOST:
        return value_not(ranges_less(y, x, reasons));
    case EXPR_GREATER:
        return ranges_less(y, x, reasons);
    case EXPR_AT_LEAST:
        return value_not(ranges_less(x, y, reasons));
    default:
        bug("no comparison");
    }
}

// ---- sums ----

static Range range_negated(Range a)
{
    return (Range){.low = -a.high, .high = -a.low, .has_low = a.has_high, .has_high = a.has_low};
}

static Range range_sum(Range a, Range b)
{
    Range sum = {.has_low = a.has_low && b.has_low, .has_high = a.has_high && b.has_high};
    sum.low = sum.has_low ? a.low + b.low : 0;
    sum.high = sum.has_high ? a.high + b.high : 0;
    return sum;
}

static Value negated(Value a)
{
    return range_value(a.type.kind, range_negated(number_bounds(a, false)), value_reasons(a));
}

Value number_negated(Value a)
{
    return a.kind == VALUE_UNKNOWN ? a : negated(a);
}

// Two numbers or two durations.
static Value plain_sum(Value a, Value b)
{
    bool decimal = a.type.kind == TYPE_DECIMAL || b.type.kind == TYPE_DECIMAL;
    Range sum = range_sum(number_bounds(a, decimal), number_bounds(b, decimal));
    return range_value(decimal ? TYPE_DECIMAL : a.type.kind, sum, value_reasons(a) | value_reasons(b));
}

// A date or an instant, and a duration: from a date's midnight, and then the day that the sum falls on.
static Value moment_and_duration(Value moment, Value duration)
{
    Range from = number_bounds(moment, false), by = number_bounds(duration, false), sum = range_sum(from, by);
    if (moment.type.kind == TYPE_DATE) {
        sum.low = sum.has_low ? from.low + days_of_seconds(by.low) : 0;
        sum.high = sum.has_high ? from.high + days_of_seconds(by.high) : 0;
    }
    return range_value(moment.type.kind, sum, value_reasons(moment) | value_reasons(duration));
}

// Between two dates or two instants.
static Value moments_apart(Value a, Value b)
{
    Range apart = range_sum(number_bounds(a, false), range_negated(number_bounds(b, false)));
    Wide unit = a.type.kind == TYPE_DATE ? SECONDS_A_DAY : 1;
    apart.low = apart.has_low ? apart.low * unit : 0;
    apart.high = apart.has_high ? apart.high * unit : 0;
    return range_value(TYPE_DURATION, apart, value_reasons(a) | value_reasons(b));
}

static bool is_moment(Value a)
{
    return a.type.kind == TYPE_DATE || a.type.kind == TYPE_INSTANT;
}

Value number_sum(ExprKind kind, Value a, Value b)
{
    if (a.kind == VALUE_UNKNOWN || b.kind == VALUE_UNKNOWN)
        return value_unknown(value_reasons(a) | value_reasons(b));
    if (is_moment(a) && is_moment(b))
        return moments_apart(a, b);
    if (kind == EXPR_SUBTRACT)
        b = negated(b);
    if (is_moment(a))
        return moment_and_duration(a, b);
    if (is_moment(b))
        return moment_and_duration(b, a);
    return plain_sum(a, b);
}

// ---- working days, months ----

static int by_date(const void *a, const void *b)
{
    const int64_t *x = a, *y = b;
    return (*x > *y) - (*x < *y);
}

// The policy's holidays that are no Saturdays and Sundays, sorted, each once.
static size_t holidays_of(const Policy *policy, Arena *arena, int64_t **dates)
{
    size_t count = 0, capacity = 0, kept = 0;
    *dates = NULL;
    for (size_t i = 0; i < policy->lists.count; i++) {
        const Decl *list = policy->lists.items[i];
        if (!text_is(list->word.name->text, "holidays"))
            continue;
        Set *days = span_is_known(list->list_file_span) ? twin_file_list(policy, arena, list) : set_new(arena);
        for (const ExprList *item = list->list_items; item; item = item->next)
            set_add(days, value_number(TYPE_DATE, item->expr->literal.number), true, 0);
        for (size_t day = 0; day < days->count; day++) {
            *dates = arena_grow(arena, *dates, count, &capacity, sizeof **dates);
            if (date_weekday(days->members[day].value.number) < 6)
                (*dates)[count++] = (int64_t)days->members[day].value.number;
        }
    }
    if (count)
        qsort(*dates, count, sizeof **dates, by_date);
    for (size_t i = 0; i < count; i++) {
        if (!kept || (*dates)[kept - 1] != (*dates)[i])
            (*dates)[kept++] = (*dates)[i];
    }
    return kept;
}

static Wide later(const Policy *policy, Arena *arena, Wide date, PeriodUnit unit, int64_t count)
{
    if (unit == PERIOD_MONTHS)
        return date_add_months(date, count);
    int64_t *holidays;
    size_t holiday_count = holidays_of(policy, arena, &holidays);
    return date_add_working_days(date, count, holidays, holiday_count);
}

Value date_and_period(const Policy *policy, Arena *arena, ExprKind kind, Value date, const Literal *period)
{
    if (date.kind == VALUE_UNKNOWN)
        return date;
    int64_t count = kind == EXPR_SUBTRACT ? -period->number : period->number;
    Range range = number_bounds(date, false);
    range.low = range.has_low ? later(policy, arena, range.low, period->unit, count) : 0;
    range.high = range.has_high ? later(policy, arena, range.high, period->unit, count) : 0;
    return range_value(TYPE_DATE, range, value_reasons(date));
}

// ---- products ----

static Wide product(Wide a, Wide b, bool both_decimal)
{
    return both_decimal ? number_multiply_decimals(a, b) : a * b;
}

// A range times a number is a range (times 0: 0); a range times a range is unknown.
Value number_product(Value a, Value b)
{
    Reasons reasons = value_reasons(a) | value_reasons(b);
    if (a.kind == VALUE_UNKNOWN || b.kind == VALUE_UNKNOWN || (a.kind == VALUE_RANGE && b.kind == VALUE_RANGE))
        return value_unknown(reasons);
    bool decimal = a.type.kind == TYPE_DECIMAL || b.type.kind == TYPE_DECIMAL;
    bool both = a.type.kind == TYPE_DECIMAL && b.type.kind == TYPE_DECIMAL;
    Range range = number_bounds(a.kind == VALUE_RANGE ? a : b, false);
    Wide factor = a.kind == VALUE_RANGE ? b.number : a.number;
    TypeKind type = decimal ? TYPE_DECIMAL : TYPE_INTEGER;
    if (factor == 0)
        return value_number(type, 0);
    range.low = range.has_low ? product(range.low, factor, both) : 0;
    range.high = range.has_high ? product(range.high, factor, both) : 0;
    if (factor < 0)
        range = (Range){range.high, range.low, range.has_high, range.has_low};
    return range_value(type, range, reasons);
}

// The result is a decimal. An integer that is divided by a decimal is widened first.
Value number_quotient(Value a, Value b)
{
    if (b.kind == VALUE_NUMBER && b.number == 0)
        return value_unknown(TWIN_ARITHMETIC); // whatever the dividend is
    if (a.kind != VALUE_NUMBER || b.kind != VALUE_NUMBER)
        return value_unknown(value_reasons(a) | value_reasons(b));
    bool by_decimal = b.type.kind == TYPE_DECIMAL;
    Range dividend = number_bounds(a, by_decimal);
    int64_t factor = a.type.kind == TYPE_DECIMAL && !by_decimal ? 1 : DECIMAL_ONE;
    return value_number(TYPE_DECIMAL, number_divide(dividend.low, factor, b.number));
}
