// SPDX-License-Identifier: MIT
// What the natives do: scalar functions, each as native_NAME, in a table made from builtins.def. See natives.h.
#include "machine/ops/natives.h"

#include "support/calendar.h"
#include "support/version.h"

// ---- of two texts ----

static bool native_starts_with(Text whole, Text start)
{
    return text_starts(whole, start);
}

static bool native_ends_with(Text whole, Text end)
{
    return text_ends(whole, end);
}

static bool native_contains(Text whole, Text piece)
{
    return text_contains(whole, piece);
}

// ---- of a text ----

static Truth native_length(Review *review, int64_t text, int64_t *result)
{
    *result = (int64_t)text_points(review_text(review, text));
    return TRUTH_TRUE;
}

static Truth native_lower(Review *review, int64_t text, int64_t *result)
{
    Text lower = text_lower(review->arena, review_text(review, text));
    *result = review_text_of(review, lower);
    return TRUTH_TRUE;
}

static Truth native_upper(Review *review, int64_t text, int64_t *result)
{
    Text upper = text_upper(review->arena, review_text(review, text));
    *result = review_text_of(review, upper);
    return TRUTH_TRUE;
}

// ---- of versions ----

static Truth native_semver(Review *review, int64_t text, int64_t *result)
{
    Version version;
    *result = text;
    return version_read(review_text(review, text), &version) ? TRUTH_TRUE : TRUTH_UNKNOWN;
}

static Truth core_number(const Review *review, int64_t text, int which, int64_t *result)
{
    Version version;
    bool there = version_read(review_text(review, text), &version) &&
                 number_read_integer(version.core[which], false, result) == NUMBER_FINE;
    return there ? TRUTH_TRUE : TRUTH_UNKNOWN;
}

static Truth native_major(Review *review, int64_t text, int64_t *result)
{
    return core_number(review, text, 0, result);
}

static Truth native_minor(Review *review, int64_t text, int64_t *result)
{
    return core_number(review, text, 1, result);
}

static Truth native_patch(Review *review, int64_t text, int64_t *result)
{
    return core_number(review, text, 2, result);
}

static Truth native_is_pre_release(Review *review, int64_t text, int64_t *result)
{
    Version version;
    (void)result;
    if (!version_read(review_text(review, text), &version))
        return TRUTH_UNKNOWN;
    return version.pre_release.length > 0 ? TRUTH_TRUE : TRUTH_FALSE;
}

// ---- of numbers: days, seconds, millionths ----

static Wide native_year(Wide date)
{
    return date_to_civil(date).year;
}

static Wide native_month(Wide date)
{
    return date_to_civil(date).month;
}

static Wide native_day_of_month(Wide date)
{
    return date_to_civil(date).day;
}

static Wide native_weekday(Wide date)
{
    return date_weekday(date);
}

static Wide native_date_of(Wide instant)
{
    return days_of_seconds(instant);
}

static Wide native_whole_days(Wide seconds)
{
    return days_of_seconds(seconds);
}

static Wide negated(Wide number)
{
    return (Wide)(0 - (UnsignedWide)number);
}

static Wide native_absolute(Wide number)
{
    return number < 0 ? negated(number) : number;
}

static Wide native_floor(Wide millionths)
{
    return millionths / DECIMAL_ONE - (millionths % DECIMAL_ONE < 0);
}

static Wide native_ceiling(Wide millionths)
{
    return -native_floor(negated(millionths));
}

// ---- the table: a native without its function does not compile ----

#define NATIVE_TEXT_NONE(function) .of_text = function
#define NATIVE_TEXT_TEXT(function) .of_two = function
#define NATIVE_WIDE_NONE(function) .of_number = function

const Native natives[BUILTINS] = {
#define BUILTIN(name, result, a, b, unknown, about) {NATIVE_##a##_##b(native_##name)},
#include "builtins.def"
#undef BUILTIN
};
