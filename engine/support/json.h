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

// One value, in eight bytes: documents have many. The members of an object follow it, each a string and its value; so do the
// items of an array.
typedef struct JsonValue {
    uint32_t start; // offset of its first byte, of a string: of its quote
    uint32_t rest;  // of a container: CONTAINER and the entry behind it; of others: their length, of strings with what they hold
} JsonValue;

enum {
    JSON_ESCAPED = 1 << 30,     // a string that holds a backslash
    JSON_NO_ASCII = 1 << 29,    // a string that holds more than ASCII
    JSON_LENGTH = (1 << 29) - 1 // of a string between its quotes, or of a number
};
#define JSON_CONTAINER (UINT32_C(1) << 31)

typedef struct JsonDocument {
    Text text;
    JsonValue *values;
    uint32_t count;
    size_t capacity;
    bool incomplete; // whether some entries were let go
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
// Lets go of the entries from one to another, which are neither looked at again nor containers around others; and brings them
// back, for json_pointer, by reading once more.
void json_let_go(JsonDocument *document, uint32_t from, uint32_t to);
void json_bring_back(JsonDocument *document, Arena *arena);
// Whether nothing but white space stands from at on.
bool json_at_end(Text text, size_t at);

// What a value is: its first byte says it.
extern const uint8_t json_kinds[256];
static inline JsonKind json_kind(const JsonDocument *document, uint32_t value)
{
    return (JsonKind)json_kinds[(unsigned char)document->text.bytes[document->values[value].start]];
}
// The entry behind a value and all that it holds.
static inline uint32_t json_next(const JsonDocument *document, uint32_t value)
{
    uint32_t rest = document->values[value].rest;
    return rest & JSON_CONTAINER ? rest & ~JSON_CONTAINER : value + 1;
}
// Whether a container has neither members nor items.
static inline bool json_is_empty(const JsonDocument *document, uint32_t container)
{
    return json_next(document, container) == container + 1;
}
// How many members or items a container has, by going over them.
uint32_t json_count(const JsonDocument *document, uint32_t container);
// A string of ASCII without escapes: its text is what stands between its quotes, and in NFC.
static inline bool json_is_plain(const JsonDocument *document, uint32_t string)
{
    return !(document->values[string].rest & (JSON_ESCAPED | JSON_NO_ASCII));
}
// How many bytes of the text a value takes; of a container the first.
size_t json_extent(const JsonDocument *document, uint32_t value);
// A value that is no container as it stands; of a string what is between its quotes.
static inline Text json_raw(const JsonDocument *document, uint32_t value)
{
    size_t start = document->values[value].start, length = document->values[value].rest & JSON_LENGTH;
    start += document->text.bytes[start] == '"';
    return (Text){document->text.bytes + start, length};
}
// The text of a string, its escapes resolved; in place where there are none. Not brought to NFC.
Text json_string(const JsonDocument *document, Arena *arena, uint32_t value);
// The member of an object with that name, or UINT32_MAX, also where the value is no object.
uint32_t json_member(const JsonDocument *document, uint32_t object, const char *name);
// Whether a string says just that.
bool json_string_is(const JsonDocument *document, uint32_t value, const char *text);
// Where a value stands in the text.
static inline size_t json_offset(const JsonDocument *document, uint32_t value)
{
    return document->values[value].start;
}
// The value that begins at an offset of the text; UINT32_MAX: none does. Of a document of which nothing was let go.
uint32_t json_value_at(const JsonDocument *document, size_t offset);
// The JSON pointer (RFC 6901) of a value in the document.
Text json_pointer(const JsonDocument *document, Arena *arena, uint32_t value);

// A writer of canonical JSON.
typedef struct JsonWriter {
    TextBuilder builder;
    bool after_value; // a comma is due before the next one
    size_t depth, key_capacity;
    Text *last_key; // by depth: members must come in the order of their UTF-16 code units
} JsonWriter;

// Writes into the arena. A value is written where one is due: at first, in an array, and behind a key in an object. Texts are to
// be UTF-8; keys out of order, or brackets that do not fit, are our own bugs.
JsonWriter json_writer(Arena *arena);
void json_begin_object(JsonWriter *writer);
void json_end_object(JsonWriter *writer);
void json_begin_array(JsonWriter *writer);
void json_end_array(JsonWriter *writer);
void json_key(JsonWriter *writer, Text key);
void json_write_string(JsonWriter *writer, Text text);
// The same in pieces: text then lies in what was written or, where it was written with escapes, in the writer's arena.
void json_write_kept(JsonWriter *writer, Text *text);
void json_write_integer(JsonWriter *writer, int64_t value);
void json_write_bool(JsonWriter *writer, bool value);
void json_write_null(JsonWriter *writer);
// A value of a document in its canonical form (RFC 8785), whatever form it has there; a number of more digits than a double keeps
// is written with all of them, without an exponent or zeros that say nothing, so that no two numbers look alike.
void json_write_value(JsonWriter *writer, const JsonDocument *document, uint32_t value);
// Appends canonical JSON as people write it: a member or an item a line, and a line's end.
void json_append_indented(Text canonical, TextBuilder *to);
// A value that is canonical JSON already.
void json_write_raw(JsonWriter *writer, Text value);
// The same, appended by the caller to what is returned.
TextBuilder *json_begin_raw(JsonWriter *writer);
// A member whole: its key and its value.
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
static inline void json_key_bool(JsonWriter *writer, const char *key, bool value)
{
    json_key(writer, text_of(key));
    json_write_bool(writer, value);
}
static inline void json_key_null(JsonWriter *writer, const char *key)
{
    json_key(writer, text_of(key));
    json_write_null(writer);
}
static inline void json_key_array(JsonWriter *writer, const char *key)
{
    json_key(writer, text_of(key));
    json_begin_array(writer);
}
static inline void json_key_object(JsonWriter *writer, const char *key)
{
    json_key(writer, text_of(key));
    json_begin_object(writer);
}
static inline void json_key_texts(JsonWriter *writer, const char *key, const Text *texts, size_t count)
{
    json_key_array(writer, key);
    for (size_t i = 0; i < count; i++)
        json_write_string(writer, texts[i]);
    json_end_array(writer);
}
// The order of keys in RFC 8785: by UTF-16 code units.
int json_key_order(Text a, Text b);

#endif
