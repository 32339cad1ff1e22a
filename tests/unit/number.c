// SPDX-License-Identifier: MIT
// Exact numbers: reading, rounding, printing, each against another way to the same result.
#include <stdio.h>
#include <stdlib.h>

#include "support/number.h"
#include "unit/unit.h"

static void reads_integer(const char *text, bool separators, NumberFault fault, int64_t expected)
{
    int64_t value = 77;
    NumberFault got = number_read_integer(text_of(text), separators, &value);
    if (got != fault || (fault == NUMBER_FINE && value != expected))
        fail_msg("%s: fault %d, value %lld", text, got, (long long)value);
}

static void reads_decimal(const char *text, NumberFault fault, int64_t expected)
{
    int64_t value = 77;
    NumberFault got = number_read_decimal(text_of(text), false, &value);
    if (got != fault || (fault == NUMBER_FINE && value != expected))
        fail_msg("%s: fault %d, value %lld", text, got, (long long)value);
}

static void integers(void **state)
{
    (void)state;
    reads_integer("0", false, NUMBER_FINE, 0);
    reads_integer("-0", false, NUMBER_FINE, 0);
    reads_integer("9223372036854775807", false, NUMBER_FINE, INT64_MAX);
    reads_integer("-9223372036854775807", false, NUMBER_FINE, -INT64_MAX);
    reads_integer("9223372036854775808", false, NUMBER_OUT_OF_RANGE, 0);
    reads_integer("-9223372036854775808", false, NUMBER_OUT_OF_RANGE, 0);
    reads_integer("99999999999999999999999999999999999999999", false, NUMBER_OUT_OF_RANGE, 0);
    reads_integer("1_000", true, NUMBER_FINE, 1000);
    reads_integer("1_000", false, NUMBER_MALFORMED, 0);
    reads_integer("", false, NUMBER_MALFORMED, 0);
    reads_integer("-", false, NUMBER_MALFORMED, 0);
    reads_integer("1.0", false, NUMBER_MALFORMED, 0);
    reads_integer("1e2", false, NUMBER_MALFORMED, 0);
    reads_integer("12x", false, NUMBER_MALFORMED, 0);
}

static void decimals(void **state)
{
    (void)state;
    reads_decimal("0.1", NUMBER_FINE, 100000);
    reads_decimal("-12.000001", NUMBER_FINE, -12000001);
    reads_decimal("1e-6", NUMBER_FINE, 1);
    reads_decimal("1e-7", NUMBER_TOO_FINE, 0);
    reads_decimal("0.1234560000", NUMBER_FINE, 123456);
    reads_decimal("0.1234561", NUMBER_TOO_FINE, 0);
    reads_decimal("1.5E+3", NUMBER_FINE, 1500000000);
    reads_decimal("9223372036854.775807", NUMBER_FINE, INT64_MAX);
    reads_decimal("9223372036854.775808", NUMBER_OUT_OF_RANGE, 0);
    reads_decimal("1e400", NUMBER_OUT_OF_RANGE, 0);
    reads_decimal("1e99999999999999999999", NUMBER_OUT_OF_RANGE, 0);
    reads_decimal("0e99999999999999999999", NUMBER_FINE, 0);
    reads_decimal("0.0e-99999999999999999999", NUMBER_FINE, 0);
    reads_decimal("1e-99999999999999999999", NUMBER_TOO_FINE, 0);
    reads_decimal("1000000000000000000000e-20", NUMBER_FINE, 10000000);
    reads_decimal("1.", NUMBER_MALFORMED, 0);
    reads_decimal(".5", NUMBER_MALFORMED, 0);
    reads_decimal("1e", NUMBER_MALFORMED, 0);
}

static void prints(Wide value, bool scaled, const char *expected)
{
    TextBuilder text = text_builder(unit_arena());
    number_append(&text, value, scaled);
    unit_assert_text(text_built(&text), expected);
}

static void printing(void **state)
{
    (void)state;
    prints(0, true, "0");
    prints(2000000, true, "2");
    prints(-2500000, true, "-2.5");
    prints(1, true, "0.000001");
    prints(-1, true, "-0.000001");
    prints(1230, true, "0.00123");
    prints(INT64_MIN, false, "-9223372036854775808");
    prints(WIDE_MAX, false, "170141183460469231731687303715884105727");
    prints(WIDE_MIN, false, "-170141183460469231731687303715884105728");
}

static void round_trips(void **state)
{
    (void)state;
    UnitRandom random = {99};
    for (int i = 0; i < 20000; i++) {
        TextBuilder text = text_builder(unit_arena());
        int64_t value = (int64_t)(unit_random(&random) << 16 ^ unit_random(&random)) >> unit_below(&random, 63), back;
        if (value == INT64_MIN)
            continue;
        number_append(&text, value, true);
        assert_int_equal(number_read_decimal(text_built(&text), false, &back), NUMBER_FINE);
        assert_true(back == value);
    }
}

static void bits(void **state)
{
    (void)state;
    assert_int_equal(number_bits(0), 0);
    assert_int_equal(number_bits(1), 1);
    assert_int_equal(number_bits(-1), 1);
    assert_int_equal(number_bits(INT64_MAX), 63);
    assert_int_equal(number_bits((Wide)INT64_MAX + 1), 64);
    assert_int_equal(number_bits(WIDE_MAX), 127);
}

// Rounds half to even, by its definition: the quotient q such that 2|a - qb| is less than |b|, or equal with q even.
static bool is_rounded(Wide a, Wide b, Wide quotient)
{
    Wide rest = a - quotient * b;
    rest = rest < 0 ? -rest : rest;
    b = b < 0 ? -b : b;
    return rest * 2 < b || (rest * 2 == b && quotient % 2 == 0);
}

static void rounding(void **state)
{
    (void)state;
    UnitRandom random = {5};
    for (int i = 0; i < 100000; i++) {
        Wide a = (int64_t)unit_random(&random) - ((int64_t)1 << 47), b = (int64_t)unit_below(&random, 4000) - 2000;
        if (b == 0)
            continue;
        assert_true(is_rounded(a, b, number_divide(a, 1, b)));
        assert_true(is_rounded(a * DECIMAL_ONE, b, number_divide(a, DECIMAL_ONE, b)));
        assert_true(is_rounded(a * b, DECIMAL_ONE, number_multiply_decimals(a, b)));
    }
    assert_true(number_divide(5, 1, 2) == 2 && number_divide(7, 1, 2) == 4 && number_divide(-5, 1, 2) == -2);
    assert_true(number_multiply_decimals(500000, 1) == 0 && number_multiply_decimals(500000, 3) == 2);
}

// Products of up to 146 bits, in pieces that fit: (p * 2^k) * q / 10^6 with p a multiple of 10^6.
static void wide_products(void **state)
{
    (void)state;
    Wide a = (Wide)DECIMAL_ONE << 70, b = ((Wide)1 << 35) - 1;
    assert_true(number_multiply_decimals(a, b) == ((Wide)1 << 70) * b);
    assert_true(number_multiply_decimals(-a, b) == -((Wide)1 << 70) * b);
}

static void ratios(void **state)
{
    (void)state;
    TextBuilder text = text_builder(unit_arena());
    number_append_ratio(&text, 200, 3, 2);
    text_append_byte(&text, ' ');
    number_append_ratio(&text, 1, 8, 2);
    text_append_byte(&text, ' ');
    number_append_ratio(&text, 3, 8, 2);
    text_append_byte(&text, ' ');
    number_append_ratio(&text, 100, 1, 2);
    unit_assert_text(text_built(&text), "66.67 0.12 0.38 100.00");
}

int main(void)
{
    const struct CMUnitTest tests[] = {UNIT_TEST(integers), UNIT_TEST(decimals), UNIT_TEST(printing),      UNIT_TEST(round_trips),
                                       UNIT_TEST(bits),     UNIT_TEST(rounding), UNIT_TEST(wide_products), UNIT_TEST(ratios)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
