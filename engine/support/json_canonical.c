// SPDX-License-Identifier: MIT
// The canonical form of JSON that somebody else wrote (RFC 8785): members in order, strings in their shortest escapes, numbers as
// ECMAScript prints the double that is nearest; but of a number that no double keeps all digits are printed. See json.h.
#include "support/json.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

// ---- numbers ----

enum {
    SURE_DIGITS = 15, // any so many are kept by a double, far enough from its ends
    MOST_DIGITS = 17, // that the shortest form of a double takes
    SURE_PLACES = 300,
    MOST_PLAIN = 400, // zeros: beyond, no double is near, and an exponent is shorter than a page
};

// The number 0.DIGITS × 10^point; no digit of zero stands at either end. No digits: zero.
typedef struct Decimal {
    bool negative;
    const char *digits;
    size_t count;
    int64_t point;
} Decimal;

static int64_t read_exponent(Text text, size_t at)
{
    const int64_t bound = INT64_C(1) << 40; // more than any text has digits
    bool negative = at < text.length && text.bytes[at] == '-';
    int64_t exponent = 0;
    for (at += at < text.length && (text.bytes[at] == '-' || text.bytes[at] == '+'); at < text.length; at++)
        exponent = exponent < bound ? exponent * 10 + (text.bytes[at] - '0') : exponent;
    return negative ? -exponent : exponent;
}

static Decimal read_decimal(Text text, Arena *arena)
{
    Decimal decimal = {.negative = text.bytes[0] == '-'};
    char *digits = arena_raw(arena, text.length);
    bool fraction = false;
    size_t at = decimal.negative;
    for (; at < text.length && (text.bytes[at] | 0x20) != 'e'; at++) {
        if (text.bytes[at] == '.') {
            fraction = true;
            continue;
        }
        if (decimal.count || text.bytes[at] != '0')
            digits[decimal.count++] = text.bytes[at];
        decimal.point += fraction ? -(decimal.count == 0) : decimal.count > 0;
    }
    if (at < text.length)
        decimal.point += read_exponent(text, at + 1);
    while (decimal.count && digits[decimal.count - 1] == '0')
        decimal.count--;
    decimal.digits = digits;
    return decimal;
}

// The double that is nearest to digits × 10^exponent. Without a decimal point no locale matters.
static double nearest_double(const char *digits, size_t count, int64_t exponent)
{
    char text[64];
    snprintf(text, sizeof text, "%.*se%lld", (int)count, digits, (long long)exponent);
    return strtod(text, NULL);
}

// A double to so many digits, without zeros at their end; gives its point. up: one more in the last place.
static int64_t round_double(double number, int places, bool up, char digits[MOST_DIGITS + 1], size_t *count)
{
    char text[64];
    snprintf(text, sizeof text, "%.*e", places - 1, number);
    char *exponent = strchr(text, 'e');
    *count = 0;
    for (const char *c = text; c < exponent; c++) { // whatever the locale puts between them
        if (*c >= '0' && *c <= '9')
            digits[(*count)++] = *c;
    }
    int64_t point = strtol(exponent + 1, NULL, 10) + 1;
    while (up && *count && digits[*count - 1] == '9')
        --*count;
    if (up && !*count) {
        digits[(*count)++] = '1';
        return point + 1;
    }
    if (up)
        digits[*count - 1]++;
    while (*count > 1 && digits[*count - 1] == '0')
        --*count;
    return point;
}

// Whether the shortest form of the nearest double is the number itself. At a power of two the doubles below are nearer than those
// above: there the form may end in one more than what the double is rounded to.
static bool double_keeps(const Decimal *decimal)
{
    if (decimal->count > MOST_DIGITS || decimal->point > SURE_PLACES + MOST_DIGITS ||
        decimal->point < -SURE_PLACES - MOST_DIGITS * 2)
        return false;
    if (decimal->count <= SURE_DIGITS && decimal->point < SURE_PLACES && decimal->point > -SURE_PLACES)
        return true;
    double number = nearest_double(decimal->digits, decimal->count, decimal->point - (int64_t)decimal->count);
    if (number == 0 || !isfinite(number))
        return false;
    for (int places = 1; places <= MOST_DIGITS; places++) {
        for (int up = 0; up <= 1; up++) {
            char digits[MOST_DIGITS + 1];
            size_t count;
            int64_t point = round_double(number, places, up, digits, &count);
            if (nearest_double(digits, count, point - (int64_t)count) == number)
                return count == decimal->count && point == decimal->point && memcmp(digits, decimal->digits, count) == 0;
        }
    }
    return false;
}

static void append_zeros(TextBuilder *to, int64_t count)
{
    for (int64_t i = 0; i < count; i++)
        text_append_byte(to, '0');
}

static void append_plain(TextBuilder *to, const Decimal *decimal)
{
    Text digits = {decimal->digits, decimal->count};
    int64_t point = decimal->point, count = (int64_t)decimal->count;
    if (point <= 0)
        text_append_string(to, "0.");
    append_zeros(to, -point);
    text_append(to, text_slice(digits, 0, point <= 0 ? 0 : point < count ? (size_t)point : digits.length));
    if (point > 0 && point < count)
        text_append_byte(to, '.');
    if (point < count)
        text_append(to, text_slice(digits, point <= 0 ? 0 : (size_t)point, digits.length));
    append_zeros(to, point - count);
}

static void append_number(TextBuilder *to, Text text)
{
    Decimal decimal = read_decimal(text, to->arena);
    if (!decimal.count) {
        text_append_byte(to, '0');
        return;
    }
    enum { LONGEST_WHOLE = 21, MOST_ZEROS = 6 }; // that ECMAScript prints without an exponent
    bool near = decimal.point <= LONGEST_WHOLE && decimal.point > -MOST_ZEROS;
    bool plain = near || (!double_keeps(&decimal) && decimal.point <= MOST_PLAIN + 1 && decimal.point >= -MOST_PLAIN);
    if (decimal.negative)
        text_append_byte(to, '-');
    if (plain) {
        append_plain(to, &decimal);
        return;
    }
    text_append_byte(to, decimal.digits[0]);
    if (decimal.count > 1)
        text_append_byte(to, '.');
    text_append(to, (Text){decimal.digits + 1, decimal.count - 1});
    text_append_format(to, "e%+lld", (long long)decimal.point - 1);
}

// ---- values ----

typedef struct Member {
    Text key;
    uint32_t value;
} Member;

static int by_key(const void *a, const void *b)
{
    return json_key_order(((const Member *)a)->key, ((const Member *)b)->key);
}

// Most objects have a few: qsort asks for memory.
static void sort_members(Member *members, size_t count, size_t few)
{
    if (count > few) {
        qsort(members, count, sizeof *members, by_key);
        return;
    }
    for (size_t i = 1; i < count; i++) {
        Member member = members[i];
        size_t at = i;
        for (; at > 0 && json_key_order(members[at - 1].key, member.key) > 0; at--)
            members[at] = members[at - 1];
        members[at] = member;
    }
}

static void write_members(JsonWriter *writer, const JsonDocument *document, uint32_t object)
{
    enum { FEW = 24 };
    Arena *arena = writer->builder.arena;
    Member some[FEW], *members = some;
    size_t count = json_count(document, object), at = 0;
    bool sorted = true;
    if (count > FEW)
        members = arena_array(arena, count, sizeof *members);
    for (uint32_t key = object + 1; key < json_next(document, object); key = json_next(document, key + 1)) {
        members[at++] = (Member){json_string(document, arena, key), key + 1};
        sorted = sorted && (at == 1 || json_key_order(members[at - 2].key, members[at - 1].key) < 0);
    }
    if (!sorted)
        sort_members(members, at, FEW);
    json_begin_object(writer);
    for (size_t i = 0; i < at; i++) {
        json_key(writer, members[i].key);
        json_write_value(writer, document, members[i].value);
    }
    json_end_object(writer);
}

void json_write_value(JsonWriter *writer, const JsonDocument *document, uint32_t value)
{
    JsonKind kind = json_kind(document, value);
    switch (kind) {
    case JSON_OBJECT:
        write_members(writer, document, value);
        break;
    case JSON_ARRAY:
        json_begin_array(writer);
        for (uint32_t item = value + 1; item < json_next(document, value); item = json_next(document, item))
            json_write_value(writer, document, item);
        json_end_array(writer);
        break;
    case JSON_STRING:
        json_write_string(writer, json_string(document, writer->builder.arena, value));
        break;
    case JSON_NUMBER:
        append_number(json_begin_raw(writer), json_raw(document, value));
        break;
    case JSON_NULL:
        json_write_null(writer);
        break;
    default:
        json_write_bool(writer, kind == JSON_TRUE);
        break;
    }
}
