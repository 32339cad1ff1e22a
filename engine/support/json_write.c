// SPDX-License-Identifier: MIT
// A streaming writer of canonical JSON (RFC 8785), which checks the order of keys as it goes. See json.h.
#include "support/json.h"

JsonWriter json_writer(Arena *arena)
{
    return (JsonWriter){.builder = text_builder(arena)};
}

int json_key_order(Text a, Text b)
{
    if (a.length && b.length && a.bytes[0] != b.bytes[0] && ((a.bytes[0] | b.bytes[0]) & 0x80) == 0)
        return a.bytes[0] < b.bytes[0] ? -1 : 1;
    // UTF-8 orders by code point. UTF-16 puts those beyond the first plane (as surrogates) before U+E000..U+FFFF.
    size_t i = 0;
    while (i < a.length && i < b.length && a.bytes[i] == b.bytes[i])
        i++;
    if (i == a.length || i == b.length)
        return (a.length > b.length) - (a.length < b.length);
    unsigned char x = (unsigned char)a.bytes[i], y = (unsigned char)b.bytes[i];
    bool last_of_plane_x = x == 0xee || x == 0xef, last_of_plane_y = y == 0xee || y == 0xef;
    if ((x >= 0xf0 && last_of_plane_y) || (y >= 0xf0 && last_of_plane_x))
        return x >= 0xf0 ? -1 : 1;
    return x < y ? -1 : 1;
}

static void before_value(JsonWriter *writer)
{
    if (writer->after_value)
        text_append_byte(&writer->builder, ',');
    writer->after_value = true;
}

static void begin_container(JsonWriter *writer, char bracket)
{
    before_value(writer);
    text_append_byte(&writer->builder, bracket);
    writer->after_value = false;
    writer->last_key = arena_grow(writer->builder.arena, writer->last_key, writer->depth, &writer->key_capacity,
                                  sizeof *writer->last_key);
    writer->last_key[writer->depth++] = (Text){NULL, 0};
}

static void end_container(JsonWriter *writer, char bracket)
{
    text_append_byte(&writer->builder, bracket);
    writer->after_value = true;
    writer->depth--;
}

void json_begin_object(JsonWriter *writer)
{
    begin_container(writer, '{');
}

void json_end_object(JsonWriter *writer)
{
    end_container(writer, '}');
}

void json_begin_array(JsonWriter *writer)
{
    begin_container(writer, '[');
}

void json_end_array(JsonWriter *writer)
{
    end_container(writer, ']');
}

// Where in eight bytes one may have to be escaped: a byte that is below 0x20, or zero after the comparison, borrows from its
// top bit, and so may those behind it.
static bool may_escape(uint64_t bytes)
{
    const uint64_t ones = 0x0101010101010101u, tops = 0x8080808080808080u;
    uint64_t quote = bytes ^ ones * '"', backslash = bytes ^ ones * '\\';
    return ((bytes - ones * 0x20) | (quote - ones) | (backslash - ones)) & ~bytes & tops;
}

static bool may_escape_at(const char *place)
{
    uint64_t bytes;
    memcpy(&bytes, place, sizeof bytes);
    return may_escape(bytes);
}

// Whether nothing in a text has to be escaped; where it is not sure, it is said not to be so.
static bool is_plain(Text text)
{
    const char *bytes = text.bytes;
    size_t length = text.length;
    if (length < 8) // blanks stand for what is not there
        return !may_escape(text_few(bytes, length) | (uint64_t)0x2020202020202020u << 8 * length);
    for (size_t i = 0; i + 8 < length; i += 8) {
        if (may_escape_at(bytes + i))
            return false;
    }
    return !may_escape_at(bytes + length - 8);
}

static void append_escaped(TextBuilder *builder, Text text)
{
    size_t plain = 0;
    for (size_t i = 0; i < text.length; i++) {
        unsigned char c = (unsigned char)text.bytes[i];
        if (c >= 0x20 && c != '"' && c != '\\')
            continue;
        text_append(builder, text_slice(text, plain, i));
        plain = i + 1;
        static const char from[] = "\b\t\n\f\r\"\\", to[] = "btnfr\"\\";
        const char *known = c ? strchr(from, c) : NULL;
        if (known)
            text_append_format(builder, "\\%c", to[known - from]);
        else
            text_append_format(builder, "\\u%04x", c);
    }
    text_append(builder, text_slice(text, plain, text.length));
}

// A string with what stands before and behind it: a comma or nothing, a colon or nothing. Whether it stands there as it is.
static bool append_string(JsonWriter *writer, Text text, bool key)
{
    TextBuilder *builder = &writer->builder;
    enum { AROUND = 4 };
    text_builder_grow(builder, text.length + AROUND);
    char *to = builder->bytes + builder->length;
    bool plain = is_plain(text);
    if (writer->after_value)
        *to++ = ',';
    *to++ = '"';
    if (plain && text.length) {
        memcpy(to, text.bytes, text.length);
        to += text.length;
    } else if (!plain) {
        builder->length = (size_t)(to - builder->bytes);
        append_escaped(builder, text);
        text_builder_grow(builder, AROUND);
        to = builder->bytes + builder->length;
    }
    *to++ = '"';
    if (key)
        *to++ = ':';
    builder->length = (size_t)(to - builder->bytes);
    writer->after_value = !key;
    return plain;
}

void json_key(JsonWriter *writer, Text key)
{
    Text *last = &writer->last_key[writer->depth - 1];
    if (last->bytes && json_key_order(*last, key) >= 0)
        bug("members of canonical JSON written out of order");
    *last = key;
    append_string(writer, key, true);
}

void json_write_string(JsonWriter *writer, Text text)
{
    append_string(writer, text, false);
}

void json_write_kept(JsonWriter *writer, Text *text)
{
    const TextBuilder *builder = &writer->builder;
    if (append_string(writer, *text, false))
        text->bytes = builder->bytes + builder->length - 1 - text->length;
    else
        *text = text_copy(builder->arena, *text);
}

// A verdict has dozens of numbers: without printf.
static void append_integer(TextBuilder *builder, int64_t value)
{
    char digits[20]; // and a sign
    size_t at = sizeof digits;
    uint64_t left = value < 0 ? -(uint64_t)value : (uint64_t)value;
    do {
        digits[--at] = (char)('0' + left % 10);
        left /= 10;
    } while (left);
    if (value < 0)
        text_append_byte(builder, '-');
    text_append(builder, (Text){digits + at, sizeof digits - at});
}

void json_write_integer(JsonWriter *writer, int64_t value)
{
    before_value(writer);
    append_integer(&writer->builder, value);
}

void json_write_bool(JsonWriter *writer, bool value)
{
    before_value(writer);
    text_append_string(&writer->builder, value ? "true" : "false");
}

void json_write_null(JsonWriter *writer)
{
    before_value(writer);
    text_append_string(&writer->builder, "null");
}

void json_write_raw(JsonWriter *writer, Text value)
{
    before_value(writer);
    text_append(&writer->builder, value);
}

TextBuilder *json_begin_raw(JsonWriter *writer)
{
    before_value(writer);
    return &writer->builder;
}

// ---- for people ----

static void new_line(TextBuilder *to, size_t depth)
{
    text_append_byte(to, '\n');
    while (depth-- > 0)
        text_append_string(to, "  ");
}

void json_append_indented(Text canonical, TextBuilder *to)
{
    size_t depth = 0;
    bool quoted = false;
    for (size_t i = 0; i < canonical.length; i++) {
        char byte = canonical.bytes[i];
        if (quoted && byte == '\\') {
            text_append_byte(to, byte);
            byte = canonical.bytes[++i];
        } else if (byte == '"') {
            quoted = !quoted;
        } else if (!quoted && (byte == '}' || byte == ']')) {
            depth--;
            if (canonical.bytes[i - 1] != (byte == '}' ? '{' : '['))
                new_line(to, depth);
        }
        text_append_byte(to, byte);
        if (quoted || i + 1 == canonical.length)
            continue;
        bool empty = canonical.bytes[i + 1] == '}' || canonical.bytes[i + 1] == ']';
        depth += byte == '{' || byte == '[';
        if (byte == ',' || ((byte == '{' || byte == '[') && !empty))
            new_line(to, depth);
        else if (byte == ':')
            text_append_byte(to, ' ');
    }
    text_append_byte(to, '\n');
}
