// SPDX-License-Identifier: MIT
// JSON by RFC 8259, strictly: well-formed UTF-8, no key twice in one object, bounded depth, numbers kept as text.
// A document is a tape: one entry for each value in the order of the text, so that reading allocates nothing for
// each value. Writing is canonical (RFC 8785): the caller names the members in order and the writer checks it.
#ifndef ASSIZE_SUPPORT_JSON_H
#define ASSIZE_SUPPORT_JSON_H

#include "support/text.h"

typedef enum JsonKind {
    JSON_NULL,
    JSON_FALSE,
    JSON_TRUE,
    JSON_NUMBER,
    JSON_STRING,
    JSON_ARRAY,
    JSON_OBJECT,
} JsonKind;

// One value. The members of an object follow it, each a string and its value; so do the items of an array.
typedef struct JsonValue {
    uint32_t start;  // offset of its first byte; of a string: of the byte behind its quote
    uint32_t length; // bytes of a number, of a string between its quotes; members or items of a container
    uint32_t next;   // index of the entry behind this value and all that it holds
    uint8_t kind;
    bool escaped; // a string that holds a backslash
    bool ascii;   // a string of nothing but ASCII
} JsonValue;

typedef struct JsonDocument {
    Text text;
    JsonValue *values;
    uint32_t count;
    size_t capacity;
} JsonDocument;

enum { JSON_DEPTH = 256 };

typedef struct JsonError {
    size_t offset;      // in the text
    const char *reason; // what is wrong
    const char *expected;
} JsonError;

// Reads one value from *at on, white space before it passed over; *at moves behind it. The document is emptied
// first and may be used again and again. False with the place and the reason where the text is no JSON.
bool json_read(JsonDocument *document, Arena *arena, Text text, size_t *at, JsonError *error);
// Whether nothing but white space stands from at on.
bool json_at_end(Text text, size_t at);

// The text of a string, its escapes resolved; in place where there are none. Not brought to NFC.
Text json_string(const JsonDocument *document, Arena *arena, uint32_t value);
// The text of a number as it stands.
static inline Text json_number(const JsonDocument *document, uint32_t value)
{
    const JsonValue *number = &document->values[value];
    return text_slice(document->text, number->start, number->start + number->length);
}
// The member of an object with that name, or UINT32_MAX.
uint32_t json_member(const JsonDocument *document, uint32_t object, const char *name);
// Whether a string says just that.
bool json_string_is(const JsonDocument *document, uint32_t value, const char *text);
// Where a value stands in the text: its first byte, of a string its quote.
static inline size_t json_offset(const JsonDocument *document, uint32_t value)
{
    const JsonValue *entry = &document->values[value];
    return entry->start - (entry->kind == JSON_STRING);
}
// The JSON pointer (RFC 6901) of a value in the document.
Text json_pointer(const JsonDocument *document, Arena *arena, uint32_t value);

// A writer of canonical JSON.
typedef struct JsonWriter {
    TextBuilder builder;
    bool after_value; // a comma is due before the next one
    size_t depth, key_capacity;
    Text *last_key; // by depth: members must come in the order of their UTF-16 code units
} JsonWriter;

JsonWriter json_writer(Arena *arena);
void json_begin_object(JsonWriter *writer);
void json_end_object(JsonWriter *writer);
void json_begin_array(JsonWriter *writer);
void json_end_array(JsonWriter *writer);
void json_key(JsonWriter *writer, Text key);
void json_write_string(JsonWriter *writer, Text text);
void json_write_integer(JsonWriter *writer, int64_t value);
void json_write_bool(JsonWriter *writer, bool value);
void json_write_null(JsonWriter *writer);
// A value that is canonical JSON already.
void json_write_raw(JsonWriter *writer, Text value);
// The same, appended by the caller to what is returned.
TextBuilder *json_begin_raw(JsonWriter *writer);
static inline void json_key_string(JsonWriter *writer, const char *key, Text text)
{
    json_key(writer, text_of(key));
    json_write_string(writer, text);
}
static inline void json_key_integer(JsonWriter *writer, const char *key, int64_t value)
{
    json_key(writer, text_of(key));
    json_write_integer(writer, value);
}
// The order of keys in RFC 8785: by UTF-16 code units.
int json_key_order(Text a, Text b);

#endif
