// SPDX-License-Identifier: MIT
// Base64 (RFC 4648, the standard alphabet with padding): bytes of any kind as ASCII.
#ifndef ASSIZE_SUPPORT_BASE64_H
#define ASSIZE_SUPPORT_BASE64_H

#include "support/text.h"

// Writes bytes in base64, on one line, into room for BASE64_LENGTH of them; gives how many characters were written.
#define BASE64_LENGTH(bytes) (((bytes) + 2) / 3 * 4)
size_t base64_write(Text bytes, char *to);
// What a text in base64 says, in the arena. False where it is none: a character that does not belong there, no or wrong padding,
// bits left over that are not zero.
bool base64_read(Arena *arena, Text text, Text *bytes);

#endif
