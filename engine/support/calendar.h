// SPDX-License-Identifier: MIT
// Days, instants, durations. A date is a number of days since 1970-01-01 in the proleptic Gregorian calendar, an
// instant a number of seconds since that day's midnight in UTC, a duration a number of seconds.
#ifndef ASSIZE_SUPPORT_CALENDAR_H
#define ASSIZE_SUPPORT_CALENDAR_H

#include "support/number.h"
#include "support/tongue.h"

enum { SECONDS_A_DAY = 86400 };

// Dates of facts, literals and reviews lie in the years 1 to 9999.
#define DATE_FIRST (-719162) // 0001-01-01
#define DATE_LAST 2932896    // 9999-12-31

typedef struct Civil {
    Wide year;
    int month, day; // from 1
} Civil;

// Computed dates go on in both directions, beyond 64 bits too.
Wide date_of_civil(Civil civil);
Civil date_to_civil(Wide date);

// `2026-11-22`; false where the text is no date of the years 1 to 9999.
bool date_read(Text text, int64_t *date);
// The date that was probably meant by a text that is none, such as `2024-5-1` or `2024/05/01`.
bool date_meant(Text text, int64_t *date);
// `2026-11-22T08:00:00Z` or with an offset such as `+08:00` (RFC 3339, whole seconds).
bool instant_read(Text text, int64_t *instant);
// `30 days`, `-1 hour`; false where the text is no duration or out of range.
bool duration_read(Text text, int64_t *seconds);

// The same day of the month that many months on, or the month's last where it has no such day.
Wide date_add_months(Wide date, int64_t months);
// The whole days of a duration, rounded down; of an instant: its date.
Wide days_of_seconds(Wide seconds);
// Monday is 1, Sunday 7.
int date_weekday(Wide date);
// That many working days on (or back): neither weekends nor holidays, which are sorted, distinct, and none of them a
// Saturday or Sunday. count 0: the date itself.
Wide date_add_working_days(Wide date, int64_t count, const int64_t *holidays, size_t holiday_count);

void date_append(TextBuilder *builder, Wide date);        // `2026-11-22`, `10000-01-01`, `-0001-12-31`
void instant_append(TextBuilder *builder, Wide instant);  // `2026-11-22T08:00:00Z`
void duration_append(TextBuilder *builder, Wide seconds); // `21 days`, `36 hours`: the largest whole unit up to days
void duration_append_in(TextBuilder *builder, Wide seconds, Tongue tongue); // `21 天`

#endif
