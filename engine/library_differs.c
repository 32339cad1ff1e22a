// SPDX-License-Identifier: MIT
// The public library: where a verdict that was made again differs from the one that was kept. See library_register.h.
#include "library_register.h"

// The innermost value that holds an entry of a document: itself, or, of the name of a member, its object.
static uint32_t value_at(const JsonDocument *document, uint32_t entry)
{
    uint32_t value = 0;
    while (value != entry) {
        bool object = json_kind(document, value) == JSON_OBJECT;
        uint32_t at = value + 1;
        while (json_next(document, at + object) <= entry) // of an object, names come before values
            at = json_next(document, at + object);
        if (object && at == entry)
            return value;
        value = at + object;
    }
    return value;
}

// The value in which a text has a byte.
static uint32_t value_of_byte(const JsonDocument *document, size_t byte)
{
    uint32_t entry = document->count - 1;
    while (entry > 0 && json_offset(document, entry) > byte)
        entry--;
    return value_at(document, entry);
}

enum { MOST_SHOWN = 200 }; // bytes of a value that are shown

static Text shown_value(const JsonDocument *document, uint32_t value)
{
    size_t start = json_offset(document, value), length = document->text.length - start;
    if (json_kind(document, value) < JSON_ARRAY)
        length = json_extent(document, value);
    Text text = text_slice(document->text, start, start + (length < MOST_SHOWN ? length : MOST_SHOWN));
    return text_slice(text, 0, text_malformed(text)); // a character may be cut
}

void again_difference(Text was, Text is, Arena *arena, ReportCompared *compared)
{
    JsonDocument before = {.values = NULL}, now = {.values = NULL};
    JsonError error;
    size_t at = 0, byte = 0, end = 0;
    while (byte < was.length && byte < is.length && was.bytes[byte] == is.bytes[byte])
        byte++;
    if (!json_read(&before, arena, was, &at, &error) || !json_read(&now, arena, is, &end, &error))
        return;
    uint32_t of_was = value_of_byte(&before, byte), of_is = value_of_byte(&now, byte);
    compared->pointer = json_pointer(&before, arena, of_was);
    compared->was = shown_value(&before, of_was);
    compared->is = shown_value(&now, of_is);
}
