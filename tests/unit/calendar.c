// SPDX-License-Identifier: MIT
// Days and times, against counting days one by one and against the system's own calendar.
#include <time.h>

#include "support/calendar.h"
#include "unit/unit.h"

static int days_in(int64_t year, int month)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    return days[month - 1] + (month == 2 && (year % 400 == 0 || (year % 4 == 0 && year % 100 != 0)));
}

static void every_day(void **state)
{
    (void)state;
    Civil civil = {1, 1, 1};
    for (int64_t date = DATE_FIRST; date <= DATE_LAST; date++) {
        Civil got = date_to_civil(date);
        if (got.year != civil.year || got.month != civil.month || got.day != civil.day || date_of_civil(civil) != date)
            fail_msg("day %lld is wrong", (long long)date);
        if (++civil.day > days_in((int64_t)civil.year, civil.month)) {
            civil.day = 1;
            if (++civil.month > 12) {
                civil.month = 1;
                civil.year++;
            }
        }
    }
    assert_true(civil.year == 10000);
}

static void far_days(void **state)
{
    (void)state;
    TextBuilder text = text_builder(unit_arena());
    date_append(&text, (Wide)DATE_LAST + 1);
    text_append_byte(&text, ' ');
    date_append(&text, (Wide)DATE_FIRST - 1);
    text_append_byte(&text, ' ');
    date_append(&text, (Wide)DATE_FIRST - 367);
    unit_assert_text(text_built(&text), "10000-01-01 0000-12-31 -0001-12-31");
    // Whole cycles away, the calendar is the same.
    Wide far = (Wide)146097 << 70;
    Civil here = date_to_civil(12345), there = date_to_civil(far + 12345);
    assert_true(there.year - here.year == (Wide)400 << 70 && there.month == here.month && there.day == here.day);
    assert_true(date_of_civil(there) == far + 12345);
}

static void reads_date(const char *text, bool fine, int64_t expected)
{
    int64_t date = -1;
    if (date_read(text_of(text), &date) != fine || (fine && date != expected))
        fail_msg("%s: %lld", text, (long long)date);
}

static void dates(void **state)
{
    (void)state;
    reads_date("1970-01-01", true, 0);
    reads_date("2026-11-22", true, 20779);
    reads_date("2024-02-29", true, 19782);
    reads_date("0001-01-01", true, DATE_FIRST);
    reads_date("9999-12-31", true, DATE_LAST);
    static const char *const none[] = {"",           "2023-02-29", "1900-02-29",  "2024-13-01", "2024-00-01",
                                       "2024-01-00", "0000-01-01", "2024-1-01",   "2024-01-1",  "2024-01-01 ",
                                       "2024/01/01", "+024-01-01", "20240-01-01", "2024-04-31"};
    for (size_t i = 0; i < sizeof none / sizeof *none; i++)
        reads_date(none[i], false, 0);
}

static void reads_instant(const char *text, bool fine, int64_t expected)
{
    int64_t instant = -1;
    if (instant_read(text_of(text), &instant) != fine || (fine && instant != expected))
        fail_msg("%s: %lld", text, (long long)instant);
}

static void instants(void **state)
{
    (void)state;
    reads_instant("1970-01-01T00:00:00Z", true, 0);
    reads_instant("1970-01-01T08:00:00+08:00", true, 0);
    reads_instant("1969-12-31T19:30:00-04:30", true, 0);
    reads_instant("2026-11-22T08:00:00Z", true, 20779 * (int64_t)86400 + 28800);
    static const char *const none[] = {"2026-11-22T08:00:00",  "2026-11-22 08:00:00Z",      "2026-11-22T24:00:00Z",
                                       "2026-11-22T08:60:00Z", "2026-11-22T08:00:00+25:00", "2026-11-22T08:00:00.5Z",
                                       "2026-11-22T08:00Z",    "2026-02-30T08:00:00Z",      "2026-11-22T08:00:00+08"};
    for (size_t i = 0; i < sizeof none / sizeof *none; i++)
        reads_instant(none[i], false, 0);
}

static void instants_as_the_system_has_them(void **state)
{
    (void)state;
    UnitRandom random = {3};
    for (int i = 0; i < 20000; i++) {
        time_t moment = (time_t)unit_below(&random, 4102444800U);
        struct tm civil;
        char expected[64];
        TextBuilder text = text_builder(unit_arena());
        gmtime_r(&moment, &civil);
        strftime(expected, sizeof expected, "%Y-%m-%dT%H:%M:%SZ", &civil);
        instant_append(&text, moment);
        unit_assert_text(text_built(&text), expected);
        int64_t back = -1;
        assert_true(instant_read(text_built(&text), &back) && back == moment);
        assert_int_equal(date_weekday(days_of_seconds(moment)) % 7, civil.tm_wday);
    }
}

static void reads_duration(const char *text, bool fine, int64_t expected)
{
    int64_t seconds = -1;
    if (duration_read(text_of(text), &seconds) != fine || (fine && seconds != expected))
        fail_msg("%s: %lld", text, (long long)seconds);
}

static void durations(void **state)
{
    (void)state;
    reads_duration("30 days", true, 2592000);
    reads_duration("1 day", true, 86400);
    reads_duration("-1 hour", true, -3600);
    reads_duration("2 weeks", true, 1209600);
    reads_duration("0 seconds", true, 0);
    static const char *const none[] = {"", "30", "days", "30 months", "30  days", "1.5 days", "106751991167301 days", "30 dayss"};
    for (size_t i = 0; i < sizeof none / sizeof *none; i++)
        reads_duration(none[i], false, 0);
    TextBuilder text = text_builder(unit_arena());
    static const int64_t shown[] = {1814400, 129600, 86400, 3600, 90, 61, 0, -86400};
    for (size_t i = 0; i < sizeof shown / sizeof *shown; i++) {
        duration_append(&text, shown[i]);
        text_append_byte(&text, ';');
    }
    unit_assert_text(text_built(&text), "21 days;36 hours;1 day;1 hour;90 seconds;61 seconds;0 days;-1 day;");
}

static void months(void **state)
{
    (void)state;
    int64_t from = 0, to = 0;
    static const struct {
        const char *from;
        int64_t months;
        const char *to;
    } cases[] = {{"2024-01-31", 1, "2024-02-29"},  {"2023-01-31", 1, "2023-02-28"},   {"2024-03-31", -1, "2024-02-29"},
                 {"2024-02-29", 12, "2025-02-28"}, {"2024-02-29", -48, "2020-02-29"}, {"2024-12-31", 2, "2025-02-28"},
                 {"2024-05-15", 0, "2024-05-15"},  {"2024-01-15", -13, "2022-12-15"}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        assert_true(date_read(text_of(cases[i].from), &from) && date_read(text_of(cases[i].to), &to));
        assert_true(date_add_months(from, cases[i].months) == to);
    }
}

// One day after the other, as the definition has it.
static int64_t working_days_slowly(int64_t date, int64_t count, const int64_t *holidays, size_t holiday_count)
{
    while (count) {
        date += count > 0 ? 1 : -1;
        bool off = date_weekday(date) > 5;
        for (size_t i = 0; i < holiday_count; i++)
            off |= holidays[i] == date;
        if (!off)
            count += count > 0 ? -1 : 1;
    }
    return date;
}

static void working_days(void **state)
{
    (void)state;
    UnitRandom random = {11};
    for (int i = 0; i < 3000; i++) {
        int64_t holidays[8], at = 19990, date = 19990 + (int64_t)unit_below(&random, 80);
        size_t count = 0;
        while (count < unit_below(&random, 9)) {
            at += 1 + (int64_t)unit_below(&random, 12);
            if (date_weekday(at) <= 5)
                holidays[count++] = at;
        }
        int64_t days = (int64_t)unit_below(&random, 121) - 60;
        int64_t slow = working_days_slowly(date, days, holidays, count);
        Wide got = date_add_working_days(date, days, holidays, count);
        if (got != slow)
            fail_msg("%lld and %lld days: %lld, expected %lld", (long long)date, (long long)days, (long long)got,
                     (long long)slow);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {UNIT_TEST(every_day),
                                       UNIT_TEST(far_days),
                                       UNIT_TEST(dates),
                                       UNIT_TEST(instants),
                                       UNIT_TEST(instants_as_the_system_has_them),
                                       UNIT_TEST(durations),
                                       UNIT_TEST(months),
                                       UNIT_TEST(working_days)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
