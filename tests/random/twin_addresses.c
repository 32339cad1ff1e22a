// SPDX-License-Identifier: MIT
// Addresses and blocks of the second evaluator, as the C library reads and writes them: which bits are fixed, and to what.
#include <arpa/inet.h>

#include "twin_evaluator.h"

// As many bits as its prefix has.
typedef struct Bits {
    int family;
    size_t count;
    uint8_t bytes[16]; // bits behind the prefix are 0
} Bits;

enum { V4_BYTES = 4, V6_BYTES = 16, MAPPED_BYTES = V6_BYTES - V4_BYTES };

// ::ffff:a.b.c.d is a.b.c.d, and so of blocks.
static void take_mapped(Bits *bits)
{
    static const uint8_t before[MAPPED_BYTES] = {[10] = 0xff, 0xff};
    if (bits->family != AF_INET6 || bits->count < 8 * MAPPED_BYTES || memcmp(bits->bytes, before, sizeof before) != 0)
        return;
    memmove(bits->bytes, bits->bytes + MAPPED_BYTES, V4_BYTES);
    memset(bits->bytes + V4_BYTES, 0, MAPPED_BYTES);
    bits->family = AF_INET;
    bits->count -= 8 * MAPPED_BYTES;
}

static Bits bits_of(Text text)
{
    Bits bits = {.family = memchr(text.bytes, ':', text.length) ? AF_INET6 : AF_INET};
    char address[64] = "";
    const char *slash = memchr(text.bytes, '/', text.length);
    size_t length = slash ? (size_t)(slash - text.bytes) : text.length;
    if (length >= sizeof address)
        bug("an address that is none");
    memcpy(address, text.bytes, length);
    if (inet_pton(bits.family, address, bits.bytes) != 1)
        bug("an address that is none");
    bits.count = bits.family == AF_INET ? 8 * V4_BYTES : 8 * V6_BYTES;
    if (slash) {
        bits.count = 0;
        for (size_t i = length + 1; i < text.length; i++)
            bits.count = bits.count * 10 + (size_t)(text.bytes[i] - '0');
    }
    take_mapped(&bits);
    return bits;
}

static bool bit_at(const Bits *bits, size_t at)
{
    return bits->bytes[at / 8] >> (7 - at % 8) & 1;
}

bool twin_address_within(Text inner, Text outer)
{
    Bits a = bits_of(inner), b = bits_of(outer);
    bool within = a.family == b.family && a.count >= b.count;
    for (size_t i = 0; within && i < b.count; i++)
        within = bit_at(&a, i) == bit_at(&b, i);
    return within;
}

bool addresses_equal(Text a, Text b)
{
    return twin_address_within(a, b) && twin_address_within(b, a);
}

bool twin_address_is_private(Text address)
{
    return twin_address_within(address, text_of("10.0.0.0/8")) || twin_address_within(address, text_of("172.16.0.0/12")) ||
           twin_address_within(address, text_of("192.168.0.0/16")) || twin_address_within(address, text_of("fc00::/7"));
}

void address_show(TextBuilder *to, Text text)
{
    char address[INET6_ADDRSTRLEN];
    Bits bits = bits_of(text);
    if (!inet_ntop(bits.family, bits.bytes, address, sizeof address))
        bug("an address that cannot be written");
    text_append_string(to, address);
    if (bits.count < (bits.family == AF_INET ? 8 * V4_BYTES : 8 * V6_BYTES))
        text_append_format(to, "/%zu", bits.count);
}
