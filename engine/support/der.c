// SPDX-License-Identifier: MIT
// DER, a strict subset of BER: one encoding for each value, so that what was signed has no second form. See der.h.
#include "support/der.h"

enum { LONG_FORM = 0x80, SIGN = 0x80 };

static uint8_t byte_at(Text text, size_t at)
{
    return (uint8_t)text.bytes[at];
}

// The length behind the tag, and how many bytes it takes; 0: there is none in its shortest form.
static size_t read_length(Text text, size_t *length)
{
    if (text.length < 2)
        return 0;
    size_t bytes = byte_at(text, 1) & (LONG_FORM - 1);
    if (byte_at(text, 1) < LONG_FORM) {
        *length = byte_at(text, 1);
        return 1;
    }
    if (bytes < 1 || bytes > 3 || text.length < 2 + bytes || byte_at(text, 2) == 0)
        return 0;
    *length = 0;
    for (size_t i = 0; i < bytes; i++)
        *length = *length << 8 | byte_at(text, 2 + i);
    return *length < LONG_FORM ? 0 : 1 + bytes;
}

bool der_take(Text *rest, uint8_t tag, Text *content)
{
    size_t length = 0, head = read_length(*rest, &length) + 1;
    if (head == 1 || byte_at(*rest, 0) != tag || rest->length - head < length)
        return false;
    *content = text_slice(*rest, head, head + length);
    *rest = text_slice(*rest, head + length, rest->length);
    return true;
}

bool der_take_number(Text *rest, uint8_t *bytes, size_t count)
{
    Text before = *rest, number;
    if (!der_take(rest, DER_INTEGER, &number))
        return false;
    bool zero = number.length > 0 && byte_at(number, 0) == 0;
    bool shortest = number.length > 0 && (!zero || number.length == 1 || byte_at(number, 1) >= SIGN);
    bool negative = number.length > 0 && byte_at(number, 0) >= SIGN;
    if (zero && number.length > 1)
        number = text_slice(number, 1, number.length);
    if (!shortest || negative || number.length > count) {
        *rest = before;
        return false;
    }
    memset(bytes, 0, count - number.length);
    memcpy(bytes + count - number.length, number.bytes, number.length);
    return true;
}

size_t der_write_number(const uint8_t *bytes, size_t count, uint8_t *to)
{
    while (count > 1 && bytes[0] == 0) {
        bytes++;
        count--;
    }
    size_t zero = bytes[0] >= SIGN ? 1 : 0;
    to[0] = DER_INTEGER;
    to[1] = (uint8_t)(zero + count);
    to[2] = 0;
    memcpy(to + 2 + zero, bytes, count);
    return 2 + zero + count;
}
