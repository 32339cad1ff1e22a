// SPDX-License-Identifier: MIT
// Escaping for HTML and XML. See markup.h.
#include "support/markup.h"

static const char *reference_of(char c)
{
    switch (c) {
    case '&':
        return "&amp;";
    case '<':
        return "&lt;";
    case '>':
        return "&gt;";
    case '"':
        return "&quot;";
    case '\'':
        return "&#39;";
    default:
        return NULL;
    }
}

// Code points that are no characters: an XML document has none of them.
static bool is_no_character(int32_t c)
{
    return (c & 0xfffe) == 0xfffe || (c >= 0xfdd0 && c <= 0xfdef);
}

// What text_show escapes it begins with a backslash that is not there.
static void append_one(TextBuilder *to, Text text, size_t *at, bool escapes)
{
    char shown[LONGEST_SHOWN_CHARACTER];
    size_t start = *at;
    size_t after = start;
    char first = text.bytes[start];
    int32_t c = text_next(text, &after);
    size_t length = text_show(text, at, shown);
    const char *reference = escapes ? reference_of(first) : NULL;
    if (c < 0)
        text_append_format(to, "0x%02X", (unsigned char)first);
    else if ((shown[0] == '\\' && first != '\\') || is_no_character(c))
        text_append_format(to, "U+%04X", (unsigned)c);
    else if (reference)
        text_append_string(to, reference);
    else
        text_append(to, (Text){shown, length});
}

void markup_append_shown(TextBuilder *to, Text text)
{
    for (size_t at = 0; at < text.length;)
        append_one(to, text, &at, false);
}

void markup_append(TextBuilder *to, Text text)
{
    for (size_t at = 0; at < text.length;)
        append_one(to, text, &at, true);
}

void markup_append_plain(TextBuilder *to, Text text)
{
    size_t start = 0;
    for (size_t at = 0; at < text.length; at++) {
        const char *reference = reference_of(text.bytes[at]);
        if (!reference)
            continue;
        text_append(to, text_slice(text, start, at));
        text_append_string(to, reference);
        start = at + 1;
    }
    text_append(to, text_slice(text, start, text.length));
}
