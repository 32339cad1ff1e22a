// SPDX-License-Identifier: MIT
// Calendar arithmetic in the 400-year cycles of the proleptic Gregorian calendar; holidays by binary search. See calendar.h.
#include "support/calendar.h"
#include "support/search.h"

#include <stdio.h>

// A cycle of the Gregorian calendar is 400 years; years here begin in March, so that a leap day is a year's last.
enum { YEARS_A_CYCLE = 400, DAYS_A_CYCLE = 146097, DAYS_TO_1970 = 719468 }; // from 0000-03-01

static int64_t floor_divide(int64_t a, int64_t b)
{
    return a / b - (a % b != 0 && (a < 0) != (b < 0));
}

// Within 64 bits; other dates are brought there by whole cycles.
static int64_t of_civil(int64_t year, int of_month, int of_day)
{
    if (of_month <= 2)
        year--;
    int64_t month = of_month > 2 ? of_month - 3 : of_month + 9;
    int64_t cycle = floor_divide(year, YEARS_A_CYCLE);
    int64_t of_cycle = year - cycle * YEARS_A_CYCLE;
    int64_t day = (153 * month + 2) / 5 + of_day - 1;
    return cycle * DAYS_A_CYCLE + of_cycle * 365 + of_cycle / 4 - of_cycle / 100 + day - DAYS_TO_1970;
}

static Civil to_civil(int64_t date)
{
    int64_t days = date + DAYS_TO_1970;
    int64_t cycle = floor_divide(days, DAYS_A_CYCLE);
    int64_t day = days - cycle * DAYS_A_CYCLE;
    int64_t year = (day - day / 1460 + day / 36524 - day / 146096) / 365;
    day -= year * 365 + year / 4 - year / 100;
    int64_t month = (5 * day + 2) / 153;
    Civil civil = {.day = (int)(day - (153 * month + 2) / 5 + 1), .month = (int)(month < 10 ? month + 3 : month - 9)};
    civil.year = cycle * YEARS_A_CYCLE + year + (civil.month <= 2);
    return civil;
}

// Takes whole cycles out of what lies far off, so that the rest fits; how many.
static Wide take_cycles(Wide *value, int64_t cycle)
{
    enum { NEAR_BITS = 40 };
    if (number_bits(*value) <= NEAR_BITS)
        return 0;
    Wide cycles = *value / cycle;
    *value -= cycles * cycle;
    return cycles;
}

Wide date_of_civil(Civil civil)
{
    Wide year = civil.year, cycles = take_cycles(&year, YEARS_A_CYCLE);
    return of_civil((int64_t)year, civil.month, civil.day) + cycles * DAYS_A_CYCLE;
}

Civil date_to_civil(Wide date)
{
    Wide cycles = take_cycles(&date, DAYS_A_CYCLE);
    Civil civil = to_civil((int64_t)date);
    civil.year += cycles * YEARS_A_CYCLE;
    return civil;
}

static int days_of_month(int64_t year, int month)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    return days[month - 1] + (month == 2 && leap);
}

// count digits from *at on; -1 where they are not all digits.
static int64_t take_digits(Text text, size_t *at, size_t count)
{
    int64_t value = 0;
    if (text.length - *at < count)
        return -1;
    for (size_t i = 0; i < count; i++) {
        char c = text.bytes[*at + i];
        if (c < '0' || c > '9')
            return -1;
        value = value * 10 + (c - '0');
    }
    *at += count;
    return value;
}

static bool take_byte(Text text, size_t *at, char byte)
{
    if (*at >= text.length || text.bytes[*at] != byte)
        return false;
    ++*at;
    return true;
}

static bool take_date(Text text, size_t *at, int64_t *date)
{
    int64_t year = take_digits(text, at, 4);
    if (year < 1 || !take_byte(text, at, '-'))
        return false;
    int64_t month = take_digits(text, at, 2);
    if (month < 1 || month > 12 || !take_byte(text, at, '-'))
        return false;
    int64_t day = take_digits(text, at, 2);
    if (day < 1 || day > days_of_month(year, (int)month))
        return false;
    *date = of_civil(year, (int)month, (int)day);
    return true;
}

bool date_read(Text text, int64_t *date)
{
    size_t at = 0;
    return take_date(text, &at, date) && at == text.length;
}

// Digits as they come, as many as a day or a month has.
static int64_t take_short(Text text, size_t *at)
{
    int64_t tens = take_digits(text, at, 2);
    return tens >= 0 ? tens : take_digits(text, at, 1);
}

bool date_meant(Text text, int64_t *date)
{
    static const char signs[] = "-/.";
    size_t at = 0;
    int64_t year = take_digits(text, &at, 4);
    const char *sign = year >= 0 && at < text.length ? memchr(signs, text.bytes[at], sizeof signs - 1) : NULL;
    if (!sign || !take_byte(text, &at, *sign))
        return false;
    int64_t month = take_short(text, &at);
    if (month < 0 || !take_byte(text, &at, *sign))
        return false;
    int64_t day = take_short(text, &at);
    if (day < 0 || at != text.length)
        return false;
    char written[16];
    snprintf(written, sizeof written, "%04d-%02d-%02d", (int)year, (int)month, (int)day);
    return date_read(text_of(written), date);
}

static bool take_offset(Text text, size_t *at, int64_t *seconds)
{
    *seconds = 0;
    if (take_byte(text, at, 'Z') || take_byte(text, at, 'z'))
        return true;
    bool west = take_byte(text, at, '-');
    if (!west && !take_byte(text, at, '+'))
        return false;
    int64_t hours = take_digits(text, at, 2);
    if (hours < 0 || hours > 23 || !take_byte(text, at, ':'))
        return false;
    int64_t minutes = take_digits(text, at, 2);
    if (minutes < 0 || minutes > 59)
        return false;
    *seconds = (hours * 60 + minutes) * (west ? -60 : 60);
    return true;
}

bool instant_read(Text text, int64_t *instant)
{
    size_t at = 0;
    int64_t date, offset;
    if (!take_date(text, &at, &date) || !(take_byte(text, &at, 'T') || take_byte(text, &at, 't')))
        return false;
    int64_t hour = take_digits(text, &at, 2);
    if (hour < 0 || hour > 23 || !take_byte(text, &at, ':'))
        return false;
    int64_t minute = take_digits(text, &at, 2);
    if (minute < 0 || minute > 59 || !take_byte(text, &at, ':'))
        return false;
    int64_t second = take_digits(text, &at, 2);
    if (second < 0 || second > 59)
        return false;
    if (take_byte(text, &at, '.')) { // a fraction of zero says nothing; another one cannot be kept
        size_t first = at;
        while (take_byte(text, &at, '0'))
            continue;
        if (at == first)
            return false;
    }
    if (!take_offset(text, &at, &offset) || at != text.length)
        return false;
    *instant = date * SECONDS_A_DAY + (hour * 60 + minute) * 60 + second - offset;
    return *instant >= DATE_FIRST * (int64_t)SECONDS_A_DAY && *instant < (DATE_LAST + 1) * (int64_t)SECONDS_A_DAY;
}

static const struct DurationUnit {
    const char *name;
    int64_t seconds;
} duration_units[] = {{"second", 1}, {"minute", 60}, {"hour", 3600}, {"day", SECONDS_A_DAY}, {"week", 7 * SECONDS_A_DAY}};

enum { DURATION_UNITS = sizeof duration_units / sizeof *duration_units, LARGEST_PRINTED_UNIT = 3 };

bool duration_read(Text text, int64_t *seconds)
{
    const char *blank = text.length ? memchr(text.bytes, ' ', text.length) : NULL;
    if (!blank)
        return false;
    size_t split = (size_t)(blank - text.bytes);
    int64_t count;
    if (number_read_integer(text_slice(text, 0, split), false, &count) != NUMBER_FINE)
        return false;
    Text unit = text_slice(text, split + 1, text.length);
    if (unit.length > 1 && unit.bytes[unit.length - 1] == 's')
        unit.length--;
    for (size_t i = 0; i < DURATION_UNITS; i++) {
        if (text_is(unit, duration_units[i].name)) {
            Wide product = (Wide)count * duration_units[i].seconds;
            *seconds = (int64_t)product;
            return product >= -INT64_MAX && product <= INT64_MAX;
        }
    }
    return false;
}

Wide date_add_months(Wide date, int64_t months)
{
    Wide cycles = take_cycles(&date, DAYS_A_CYCLE);
    Civil civil = to_civil((int64_t)date);
    int64_t total = (int64_t)civil.year * 12 + (civil.month - 1) + months;
    int64_t year = floor_divide(total, 12);
    int month = (int)(total - year * 12) + 1;
    int last = days_of_month(year, month);
    return of_civil(year, month, civil.day > last ? last : civil.day) + cycles * DAYS_A_CYCLE;
}

Wide days_of_seconds(Wide seconds)
{
    Wide days = seconds / SECONDS_A_DAY;
    return seconds % SECONDS_A_DAY < 0 ? days - 1 : days;
}

int date_weekday(Wide date)
{
    int since_monday = (int)((date + 3) % 7); // 1970-01-01 was a Thursday
    return (since_monday < 0 ? since_monday + 7 : since_monday) + 1;
}

// How many of the sorted days lie before a date.
static int64_t days_before(const int64_t *days, size_t count, int64_t date)
{
    BinarySearch search = search_of(0, (int64_t)count);
    while (search_on(&search))
        search_narrow(&search, days[search.middle] < date);
    return search.low;
}

// How many of the days from the first Monday of the calendar up to a date (and with it) are Monday to Friday.
static int64_t weekdays_until(int64_t date)
{
    int64_t days = date + 4; // since 1969-12-29, a Monday, and with the date itself
    int64_t weeks = floor_divide(days, 7), rest = days - weeks * 7;
    return weeks * 5 + (rest < 5 ? rest : 5);
}

static int64_t add_working_days(int64_t date, int64_t count, const int64_t *holidays, size_t holiday_count)
{
    // Working days up to a date never fall: the day is the first one (or, backwards, the last) with enough between.
    int64_t until = weekdays_until(date) - days_before(holidays, holiday_count, date + 1);
    int64_t before = weekdays_until(date - 1) - days_before(holidays, holiday_count, date);
    int64_t wanted = count > 0 ? until + count : before + count + 1;
    int64_t span = (count < 0 ? -count : count) / 5 * 7 + 14 + (int64_t)holiday_count * 7 / 5 + 7;
    BinarySearch search = search_of(count > 0 ? date : date - span, count > 0 ? date + span : date);
    while (search_on(&search)) // the first day by whose end that many have passed
        search_narrow(&search, weekdays_until(search.middle) - days_before(holidays, holiday_count, search.middle + 1) < wanted);
    return search.low;
}

Wide date_add_working_days(Wide date, int64_t count, const int64_t *holidays, size_t holiday_count)
{
    if (!count)
        return date;
    // A cycle is a whole number of weeks; holidays lie in the years that can be written.
    Wide cycles = take_cycles(&date, DAYS_A_CYCLE);
    return add_working_days((int64_t)date, count, holidays, cycles ? 0 : holiday_count) + cycles * DAYS_A_CYCLE;
}

void date_append(TextBuilder *builder, Wide date)
{
    Civil civil = date_to_civil(date);
    Wide year = civil.year < 0 ? -civil.year : civil.year;
    text_append_string(builder, civil.year < 0 ? "-" : "");
    for (Wide digits = 1000; year < digits && digits > 1; digits /= 10)
        text_append_byte(builder, '0');
    number_append(builder, year, false);
    const char rest[] = {'-', (char)('0' + civil.month / 10), (char)('0' + civil.month % 10),
                         '-', (char)('0' + civil.day / 10),   (char)('0' + civil.day % 10)};
    text_append(builder, (Text){rest, sizeof rest});
}

void instant_append(TextBuilder *builder, Wide instant)
{
    Wide day = days_of_seconds(instant);
    date_append(builder, day);
    int of_day = (int)(instant - day * SECONDS_A_DAY);
    text_append_format(builder, "T%02d:%02d:%02dZ", of_day / 3600, of_day / 60 % 60, of_day % 60);
}

void duration_append(TextBuilder *builder, Wide seconds)
{
    duration_append_in(builder, seconds, TONGUE_ENGLISH);
}

void duration_append_in(TextBuilder *builder, Wide seconds, Tongue tongue)
{
    int unit = LARGEST_PRINTED_UNIT;
    while (unit > 0 && seconds % duration_units[unit].seconds != 0)
        unit--;
    Wide count = seconds / duration_units[unit].seconds;
    number_append(builder, count, false);
    bool plural = tongue == TONGUE_ENGLISH && count != 1 && count != -1;
    text_append_format(builder, " %s%s", tongue_told(duration_units[unit].name, tongue), plural ? "s" : "");
}
