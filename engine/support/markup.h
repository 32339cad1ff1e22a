// SPDX-License-Identifier: MIT
// Texts in HTML and XML, and in cells and messages that are read outside of a terminal: what would end a text or begin markup is
// a character reference (escaping), and what nobody would see is named by its code point, `U+202E`.
#ifndef ASSIZE_SUPPORT_MARKUP_H
#define ASSIZE_SUPPORT_MARKUP_H

#include "support/text.h"

// Appends a text without markup in it: each character that text_show would escape, and each that XML 1.0 does not have, as
// `U+202E`; a byte that is no UTF-8 as `0xFF`. Nothing else is changed.
void markup_append_shown(TextBuilder *to, Text text);
// The same, and `&`, `<`, `>`, `"` and `'` as references: for text and for values of attributes.
void markup_append(TextBuilder *to, Text text);
// As markup_append, of a text that may be shown as it is.
void markup_append_plain(TextBuilder *to, Text text);

#endif
