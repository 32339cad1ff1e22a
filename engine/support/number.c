// SPDX-License-Identifier: MIT
// Fixed-point arithmetic in 128 bits, rounded half to even; numbers are read from their digits, never through binary. See
// number.h.
#include "support/number.h"

// The digits of a number's text, one after the other, `_` left out.
typedef struct Digits {
    Text text;
    size_t at;
    bool separators;
} Digits;

static int next_digit(Digits *digits)
{
    if (digits->separators && digits->at > 0 && digits->at + 1 < digits->text.length && digits->text.bytes[digits->at] == '_' &&
        digits->text.bytes[digits->at - 1] != '_')
        digits->at++;
    if (digits->at >= digits->text.length)
        return -1;
    char c = digits->text.bytes[digits->at];
    if (c < '0' || c > '9')
        return -1;
    digits->at++;
    return c - '0';
}

static const Wide LARGEST_FACT = INT64_MAX;

static bool take_sign(Digits *digits)
{
    if (digits->at < digits->text.length && digits->text.bytes[digits->at] == '-') {
        digits->at++;
        return true;
    }
    return false;
}

NumberFault number_read_integer(Text text, bool separators, int64_t *value)
{
    Digits digits = {text, 0, separators};
    bool negative = take_sign(&digits);
    Wide sum = 0;
    size_t count = 0;
    for (int digit; (digit = next_digit(&digits)) >= 0; count++) {
        if (sum <= LARGEST_FACT)
            sum = sum * 10 + digit;
    }
    if (!count || digits.at != text.length)
        return NUMBER_MALFORMED;
    if (sum > LARGEST_FACT)
        return NUMBER_OUT_OF_RANGE;
    *value = (int64_t)(negative ? -sum : sum);
    return NUMBER_FINE;
}

// Reads `e+12`, bounded so that a long exponent cannot overflow; 0 where there is none.
static bool take_exponent(Digits *digits, long *exponent)
{
    *exponent = 0;
    if (digits->at >= digits->text.length || (digits->text.bytes[digits->at] | 0x20) != 'e')
        return true;
    digits->at++;
    bool negative = false;
    if (digits->at < digits->text.length && strchr("+-", digits->text.bytes[digits->at]))
        negative = digits->text.bytes[digits->at++] == '-';
    size_t count = 0;
    for (int digit; (digit = next_digit(digits)) >= 0; count++) {
        if (*exponent < 1000000000)
            *exponent = *exponent * 10 + digit;
    }
    if (negative)
        *exponent = -*exponent;
    return count > 0;
}

NumberFault number_read_decimal(Text text, bool separators, int64_t *value)
{
    Digits digits = {text, 0, separators};
    bool negative = take_sign(&digits);
    // Where the digits end, and the exponent behind them, come first: they say which place each digit has.
    Digits ahead = digits;
    long whole = 0, fraction = 0;
    while (next_digit(&ahead) >= 0)
        whole++;
    if (!whole)
        return NUMBER_MALFORMED;
    bool point = ahead.at < text.length && text.bytes[ahead.at] == '.';
    if (point) {
        ahead.at++;
        while (next_digit(&ahead) >= 0)
            fraction++;
        if (!fraction)
            return NUMBER_MALFORMED;
    }
    long exponent;
    if (!take_exponent(&ahead, &exponent) || ahead.at != text.length)
        return NUMBER_MALFORMED;

    Wide sum = 0;
    bool beyond = false, too_fine = false;
    long place = whole - 1 + exponent; // the power of ten of the digit that comes next
    for (long i = 0; i < whole + fraction; i++, place--) {
        if (point && i == whole)
            digits.at++;
        int digit = next_digit(&digits);
        if (place < -DECIMAL_PLACES) {
            too_fine |= digit != 0;
        } else {
            sum = sum * 10 + digit;
            beyond |= sum > LARGEST_FACT;
            if (beyond)
                sum = 0;
        }
    }
    for (long missing = place + 1 + DECIMAL_PLACES; missing > 0 && sum && !beyond; missing--) {
        sum *= 10;
        beyond = sum > LARGEST_FACT;
    }
    if (beyond)
        return NUMBER_OUT_OF_RANGE;
    if (too_fine)
        return NUMBER_TOO_FINE;
    *value = (int64_t)(negative ? -sum : sum);
    return NUMBER_FINE;
}

static UnsignedWide magnitude(Wide value)
{
    return value < 0 ? -(UnsignedWide)value : (UnsignedWide)value;
}

int number_bits(Wide value)
{
    UnsignedWide left = magnitude(value);
    int bits = 0;
    while (left) {
        bits++;
        left >>= 1;
    }
    return bits;
}

// Whether a quotient has to grow by one: half to even.
static bool rounds_up(UnsignedWide quotient, UnsignedWide rest, UnsignedWide divisor)
{
    UnsignedWide other = divisor - rest;
    return rest > other || (rest == other && (quotient & 1));
}

Wide number_multiply_decimals(Wide a, Wide b)
{
    bool negative = (a < 0) != (b < 0);
    UnsignedWide x = magnitude(a), y = magnitude(b);
    // The product in four words of 32 bits more than 128: schoolbook on halves, then long division by the scale.
    uint64_t x0 = (uint64_t)x, x1 = (uint64_t)(x >> 64), y0 = (uint64_t)y, y1 = (uint64_t)(y >> 64);
    UnsignedWide low = (UnsignedWide)x0 * y0;
    UnsignedWide cross1 = (UnsignedWide)x0 * y1, cross2 = (UnsignedWide)x1 * y0;
    UnsignedWide middle = (low >> 64) + (uint64_t)cross1 + (uint64_t)cross2;
    UnsignedWide high = (UnsignedWide)x1 * y1 + (cross1 >> 64) + (cross2 >> 64) + (middle >> 64);
    uint64_t words[4] = {(uint64_t)(high >> 64), (uint64_t)high, (uint64_t)middle, (uint64_t)low};
    uint64_t rest = 0;
    UnsignedWide quotient = 0;
    for (int i = 0; i < 4; i++) {
        UnsignedWide part = (UnsignedWide)rest << 64 | words[i];
        uint64_t digit = (uint64_t)(part / DECIMAL_ONE);
        rest = (uint64_t)(part % DECIMAL_ONE);
        quotient = quotient << 64 | digit;
    }
    quotient += rounds_up(quotient, rest, DECIMAL_ONE);
    return negative ? -(Wide)quotient : (Wide)quotient;
}

Wide number_divide(Wide a, int64_t factor, Wide b)
{
    bool negative = (a < 0) != (b < 0);
    UnsignedWide dividend = magnitude(a) * magnitude(factor), divisor = magnitude(b);
    UnsignedWide quotient = dividend / divisor, rest = dividend % divisor;
    quotient += rounds_up(quotient, rest, divisor);
    return negative ? -(Wide)quotient : (Wide)quotient;
}

void number_append(TextBuilder *builder, Wide value, bool scaled)
{
    char digits[48];
    size_t count = 0;
    UnsignedWide left = magnitude(value);
    do {
        digits[count++] = (char)('0' + (int)(left % 10));
        left /= 10;
    } while (left || (scaled && count <= DECIMAL_PLACES));
    size_t end = 0;
    if (scaled) {
        while (end < DECIMAL_PLACES && digits[end] == '0')
            end++;
    }
    if (value < 0)
        text_append_byte(builder, '-');
    for (size_t i = count; i-- > end;) {
        text_append_byte(builder, digits[i]);
        if (scaled && i == DECIMAL_PLACES && end < DECIMAL_PLACES)
            text_append_byte(builder, '.');
    }
}

Text number_text(Arena *arena, Wide value, bool scaled)
{
    TextBuilder text = text_builder(arena);
    number_append(&text, value, scaled);
    return text_settled(&text);
}

void number_append_ratio(TextBuilder *builder, Wide numerator, Wide denominator, int places)
{
    int64_t factor = 1;
    for (int i = 0; i < places; i++)
        factor *= 10;
    Wide value = number_divide(numerator, factor, denominator);
    char digits[48];
    int count = 0;
    UnsignedWide left = magnitude(value);
    do {
        digits[count++] = (char)('0' + (int)(left % 10));
        left /= 10;
    } while (left || count <= places);
    if (value < 0)
        text_append_byte(builder, '-');
    while (count-- > 0) {
        text_append_byte(builder, digits[count]);
        if (count == places && places)
            text_append_byte(builder, '.');
    }
}
