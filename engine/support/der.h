// SPDX-License-Identifier: MIT
// DER (ITU-T X.690), as far as keys and signatures have it: values of definite lengths, each in its shortest form, read from the
// front of a text.
#ifndef ASSIZE_SUPPORT_DER_H
#define ASSIZE_SUPPORT_DER_H

#include "support/text.h"

enum {
    DER_INTEGER = 0x02,
    DER_BITS = 0x03,
    DER_OCTETS = 0x04,
    DER_OBJECT = 0x06,
    DER_SEQUENCE = 0x30,
};

// Takes a value with that tag from the front of the rest, and gives what it holds. False where no such value stands there, or it
// goes beyond the end; then the rest is as it was.
bool der_take(Text *rest, uint8_t tag, Text *content);
// Takes an INTEGER that is not negative, into so many bytes, the first ones zero. False where it is none, or larger.
bool der_take_number(Text *rest, uint8_t *bytes, size_t count);
// Writes such a number, of at most 32 bytes, as an INTEGER; gives how many bytes that took, at most 35.
size_t der_write_number(const uint8_t *bytes, size_t count, uint8_t *to);

#endif
