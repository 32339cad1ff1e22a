// SPDX-License-Identifier: MIT
// What the natives do: scalar functions, each as native_NAME, in a table made from builtins.def. See natives.h.
#include "machine/ops/natives.h"

#include "machine/ops/licence.h"
#include "notation/cvss.h"
#include "notation/purl.h"
#include "support/address.h"
#include "support/calendar.h"
#include "support/version.h"
#include "versions/range.h"

static Truth as_truth(bool yes)
{
    return yes ? TRUTH_TRUE : TRUTH_FALSE;
}

// ---- of two texts ----

static Truth native_starts_with(Review *review, int64_t whole, int64_t start)
{
    return as_truth(text_starts(review_text(review, whole), review_text(review, start)));
}

static Truth native_ends_with(Review *review, int64_t whole, int64_t end)
{
    return as_truth(text_ends(review_text(review, whole), review_text(review, end)));
}

static Truth native_contains(Review *review, int64_t whole, int64_t piece)
{
    return as_truth(text_contains(review_text(review, whole), review_text(review, piece)));
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

// ---- what a text writes ----

static Truth known_where(bool there)
{
    return there ? TRUTH_TRUE : TRUTH_UNKNOWN;
}

static Truth native_to_integer(Review *review, int64_t text, int64_t *result)
{
    return known_where(number_read_integer(review_text(review, text), false, result) == NUMBER_FINE);
}

static Truth native_to_decimal(Review *review, int64_t text, int64_t *result)
{
    return known_where(number_read_decimal(review_text(review, text), false, result) == NUMBER_FINE);
}

static Truth native_to_date(Review *review, int64_t text, int64_t *result)
{
    return known_where(date_read(review_text(review, text), result));
}

static Truth native_to_instant(Review *review, int64_t text, int64_t *result)
{
    return known_where(instant_read(review_text(review, text), result));
}

// ---- of package URLs ----

// What a purl has in one place; unknown where the text is none.
static Truth purl_part(Review *review, int64_t text, Text (*part)(Arena *arena, const Purl *purl), int64_t *result)
{
    Purl purl;
    if (!purl_read(review->arena, review_text(review, text), &purl))
        return TRUTH_UNKNOWN;
    *result = review_text_of(review, part(review->arena, &purl));
    return TRUTH_TRUE;
}

static Text purl_type_part(Arena *arena, const Purl *purl)
{
    (void)arena;
    return purl->type;
}

static Text purl_namespace_part(Arena *arena, const Purl *purl)
{
    (void)arena;
    return purl->namespace;
}

static Text purl_name_part(Arena *arena, const Purl *purl)
{
    (void)arena;
    return purl->name;
}

static Text purl_scheme_part(Arena *arena, const Purl *purl)
{
    (void)arena;
    return purl_scheme(purl);
}

static Truth native_purl_type(Review *review, int64_t text, int64_t *result)
{
    return purl_part(review, text, purl_type_part, result);
}

static Truth native_purl_namespace(Review *review, int64_t text, int64_t *result)
{
    return purl_part(review, text, purl_namespace_part, result);
}

static Truth native_purl_name(Review *review, int64_t text, int64_t *result)
{
    return purl_part(review, text, purl_name_part, result);
}

static Truth native_purl_version(Review *review, int64_t text, int64_t *result)
{
    Purl purl;
    if (!purl_read(review->arena, review_text(review, text), &purl) || !version_is_text(purl.version))
        return TRUTH_UNKNOWN; // without a version, or with one that is none
    *result = review_text_of(review, purl.version);
    return TRUTH_TRUE;
}

static Truth native_scheme_of(Review *review, int64_t text, int64_t *result)
{
    return purl_part(review, text, purl_scheme_part, result);
}

static Truth native_canonical_purl(Review *review, int64_t text, int64_t *result)
{
    return purl_part(review, text, purl_canonical, result);
}

// ---- of vulnerabilities ----

static Truth native_cvss_score(Review *review, int64_t text, int64_t *result)
{
    int tenths;
    bool there = cvss_score(review_text(review, text), &tenths);
    *result = there ? tenths * (DECIMAL_ONE / 10) : 0;
    return known_where(there);
}

// ---- of licences ----

static Truth native_is_licence_expression(Review *review, int64_t text, int64_t *result)
{
    (void)result;
    LicenceFault fault = licence_check(review->arena, review_text(review, text));
    return fault == LICENCE_TOO_COSTLY ? TRUTH_UNKNOWN : as_truth(fault == LICENCE_FINE);
}

static Truth native_covers(Review *review, int64_t allowed, int64_t needed)
{
    const KnownLicence *one = review_licence(review, allowed), *other = review_licence(review, needed);
    if (one->fault != LICENCE_FINE || other->fault != LICENCE_FINE)
        return TRUTH_UNKNOWN;
    return as_truth(licence_covers(&one->licence, &other->licence));
}

// ---- of versions ----

// The range that was asked for last, as it was read: most are constants, and asked of many versions. Null where it is none.
struct KnownRange {
    Text text; // a copy
    size_t capacity;
    bool fine;
    VersionRange range;
    RangeBound *bounds;
};

static const VersionRange *known_range(Review *review, Text text)
{
    if (!review->range)
        review->range = arena_take(review->arena, sizeof *review->range);
    KnownRange *known = review->range;
    if (known->range.bounds && text_equal(known->text, text))
        return known->fine ? &known->range : NULL;
    size_t bounds = range_most_bounds(text);
    if (bounds > known->capacity || !known->bounds) {
        known->capacity = 2 * bounds;
        known->bounds = arena_array(review->arena, known->capacity, sizeof *known->bounds);
    }
    known->text = text_copy(review->arena, text);
    known->fine = range_read(known->text, known->bounds, &known->range);
    return known->fine ? &known->range : NULL;
}

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
    return as_truth(version.pre_release.length > 0);
}

static Truth native_older(Review *review, int64_t version, int64_t than, int64_t scheme)
{
    const VersionScheme *order = version_scheme(review_text(review, scheme));
    Text one = review_text(review, version), other = review_text(review, than);
    if (!order || !scheme_has(order, one) || !scheme_has(order, other))
        return TRUTH_UNKNOWN;
    return as_truth(scheme_compare(order, one, other) < 0);
}

static Truth native_in_range(Review *review, int64_t version, int64_t text)
{
    const VersionRange *range = known_range(review, review_text(review, text));
    Text one = review_text(review, version);
    if (!range || !scheme_has(range->scheme, one))
        return TRUTH_UNKNOWN;
    return as_truth(range_has(range, one));
}

// ---- of addresses ----

static Truth native_within(Review *review, int64_t inner, int64_t outer)
{
    Address a, b;
    if (address_read(review_text(review, inner), &a) != ADDRESS_FINE ||
        address_read(review_text(review, outer), &b) != ADDRESS_FINE)
        return TRUTH_UNKNOWN;
    return as_truth(address_within(&a, &b));
}

static Truth native_is_private(Review *review, int64_t text, int64_t *result)
{
    Address address;
    (void)result;
    if (address_read(review_text(review, text), &address) != ADDRESS_FINE)
        return TRUTH_UNKNOWN;
    return as_truth(address_is_private(&address));
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

// ---- sets ----

static void add_element(Elements *to, Text text)
{
    Review *review = to->review;
    to->texts = arena_grow(review->arena, to->texts, to->count, &to->capacity, sizeof *to->texts);
    to->texts[to->count++] = review_text_of(review, text);
}

// Without a separator a text is whole: there is nothing at which it could be split.
static bool native_split(Elements *to, int64_t whole, int64_t separator)
{
    Text text = review_text(to->review, whole), at = review_text(to->review, separator);
    size_t from = 0;
    for (size_t found; at.length && (found = text_find(text, from, at)) != SIZE_MAX; from = found + at.length)
        add_element(to, text_slice(text, from, found));
    add_element(to, text_slice(text, from, text.length));
    return true;
}

// The elements that a reader of licence expressions gives.
static bool add_licences(Elements *to, int64_t expression, LicenceFault (*read)(Text expression, LicenceTexts *to))
{
    LicenceTexts texts = {.arena = to->review->arena};
    if (read(review_text(to->review, expression), &texts) != LICENCE_FINE)
        return false;
    for (size_t i = 0; i < texts.count; i++)
        add_element(to, texts.items[i]);
    return true;
}

static bool native_licences_in(Elements *to, int64_t expression, int64_t same)
{
    (void)same;
    return add_licences(to, expression, licence_names);
}

static bool native_licence_choices(Elements *to, int64_t expression, int64_t same)
{
    (void)same;
    return add_licences(to, expression, licence_choices);
}

// ---- the table: a native without its function does not compile ----

#define NATIVE_NUMBER_TEXT_NONE_NONE(function) .of_text = function
#define NATIVE_TEXT_TEXT_NONE_NONE(function) .of_text = function
#define NATIVE_TRUTH_TEXT_NONE_NONE(function) .of_text = function
#define NATIVE_TRUTH_TEXT_TEXT_NONE(function) .of_two = function
#define NATIVE_TRUTH_TEXT_TEXT_TEXT(function) .of_three = function
#define NATIVE_WIDE_WIDE_NONE_NONE(function) .of_number = function
#define NATIVE_TEXTS_TEXT_NONE_NONE(function) .set = function
#define NATIVE_TEXTS_TEXT_TEXT_NONE(function) .set = function

const Native natives[BUILTINS] = {
#define BUILTIN(name, result, a, b, c, why, unknown, about) {NATIVE_##result##_##a##_##b##_##c(native_##name)},
#include "builtins.def"
#undef BUILTIN
};
