// SPDX-License-Identifier: MIT
// Base64, four characters for three bytes. See base64.h.
#include "support/base64.h"

static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

static void write_group(char *to, const unsigned char *bytes, size_t count)
{
    uint32_t bits = (uint32_t)bytes[0] << 16 | (count > 1 ? (uint32_t)bytes[1] << 8 : 0) | (count > 2 ? bytes[2] : 0);
    to[0] = alphabet[bits >> 18];
    to[1] = alphabet[bits >> 12 & 63];
    to[2] = count > 1 ? alphabet[bits >> 6 & 63] : '=';
    to[3] = count > 2 ? alphabet[bits & 63] : '=';
}

size_t base64_write(Text bytes, char *to)
{
    const unsigned char *from = (const unsigned char *)bytes.bytes;
    size_t length = 0;
    for (size_t at = 0; at < bytes.length; at += 3, length += 4)
        write_group(to + length, from + at, bytes.length - at);
    return length;
}

// What characters stand for; 64: none.
static void fill_values(unsigned char values[256])
{
    memset(values, 64, 256);
    for (unsigned char i = 0; i < 64; i++)
        values[(unsigned char)alphabet[i]] = i;
}

bool base64_read(Arena *arena, Text text, Text *bytes)
{
    unsigned char values[256], other = 0;
    size_t padding = text_ends(text, text_of("==")) ? 2 : text_ends(text, text_of("=")) ? 1 : 0;
    fill_values(values);
    if (text.length % 4 || (padding && !text.length))
        return false;
    size_t groups = text.length / 4, length = groups * 3 - padding, at = 0;
    char *to = arena_raw(arena, groups * 3);
    for (size_t i = 0; i < groups; i++) {
        uint32_t bits = 0;
        for (size_t j = 0; j < 4; j++) {
            size_t place = i * 4 + j;
            unsigned char value = place >= text.length - padding ? 0 : values[(unsigned char)text.bytes[place]];
            other |= value & 64;
            bits = bits << 6 | (value & 63);
        }
        to[at++] = (char)(bits >> 16);
        to[at++] = (char)(bits >> 8);
        to[at++] = (char)bits;
    }
    for (size_t i = length; i < at; i++)
        other |= (unsigned char)to[i];
    *bytes = (Text){to, length};
    return !other;
}
