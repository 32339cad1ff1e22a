// SPDX-License-Identifier: MIT
// A JSON reader onto a tape, without recursion: containers under way are a stack. See json.h.
#include "support/json.h"

#include "support/search.h"

#ifdef __SSE2__
#include <emmintrin.h>
#endif

typedef struct Reader {
    JsonDocument *document;
    Arena *arena;
    const char *bytes;
    size_t at, end;
    JsonError *error;
} Reader;

static bool fail(Reader *reader, size_t offset, const char *reason, const char *expected)
{
    *reader->error = (JsonError){.offset = offset, .reason = reason, .expected = expected};
    return false;
}

static size_t skip_space(const char *bytes, size_t at, size_t end)
{
    while (at < end && (bytes[at] == ' ' || bytes[at] == '\n' || bytes[at] == '\t' || bytes[at] == '\r'))
        at++;
    return at;
}

bool json_at_end(Text text, size_t at)
{
    return skip_space(text.bytes, at, text.length) == text.length;
}

const uint8_t json_kinds[256] = {
    ['"'] = JSON_STRING, ['['] = JSON_ARRAY,  ['{'] = JSON_OBJECT, ['f'] = JSON_FALSE,  ['t'] = JSON_TRUE,   ['-'] = JSON_NUMBER,
    ['0'] = JSON_NUMBER, ['1'] = JSON_NUMBER, ['2'] = JSON_NUMBER, ['3'] = JSON_NUMBER, ['4'] = JSON_NUMBER, ['5'] = JSON_NUMBER,
    ['6'] = JSON_NUMBER, ['7'] = JSON_NUMBER, ['8'] = JSON_NUMBER, ['9'] = JSON_NUMBER,
};

uint32_t json_count(const JsonDocument *document, uint32_t container)
{
    uint32_t count = 0, step = json_kind(document, container) == JSON_OBJECT, end = json_next(document, container);
    for (uint32_t item = container + 1; item < end; item = json_next(document, item + step))
        count++;
    return count;
}

size_t json_extent(const JsonDocument *document, uint32_t value)
{
    JsonKind kind = json_kind(document, value);
    return kind >= JSON_ARRAY ? 1 : json_raw(document, value).length + (kind == JSON_STRING ? 2 : 0);
}

static void add_value(Reader *reader, size_t start, uint32_t rest)
{
    JsonDocument *document = reader->document;
    document->values = arena_grow(reader->arena, document->values, document->count, &document->capacity, sizeof(JsonValue));
    document->values[document->count++] = (JsonValue){(uint32_t)start, rest};
}

static bool fail_long(Reader *reader)
{
    return fail(reader, reader->at, "a value too long", "less than 512 MB");
}

// The first byte of a string that needs a look: a quote, a backslash, a control or a byte beyond ASCII.
static size_t plain_until(const char *bytes, size_t at, size_t end)
{
#ifdef __SSE2__
    const __m128i quote = _mm_set1_epi8('"'), backslash = _mm_set1_epi8('\\'), blank = _mm_set1_epi8(0x20);
    for (; at + 16 <= end; at += 16) {
        __m128i part = _mm_loadu_si128((const __m128i *)(const void *)(bytes + at));
        // As signed bytes all beyond ASCII are below a blank, as the controls are.
        __m128i special = _mm_or_si128(_mm_or_si128(_mm_cmpeq_epi8(part, quote), _mm_cmpeq_epi8(part, backslash)),
                                       _mm_cmplt_epi8(part, blank));
        int mask = _mm_movemask_epi8(special);
        if (mask)
            return at + (size_t)__builtin_ctz((unsigned)mask);
    }
#endif
    while (at < end && (signed char)bytes[at] >= 0x20 && bytes[at] != '"' && bytes[at] != '\\')
        at++;
    return at;
}

static int hex_digit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    c |= 0x20;
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

// The four digits behind `\u`, or -1.
static int32_t hex_unit(const char *bytes, size_t at, size_t end)
{
    if (end - at < 4)
        return -1;
    int32_t unit = 0;
    for (size_t i = 0; i < 4; i++) {
        int digit = hex_digit(bytes[at + i]);
        if (digit < 0)
            return -1;
        unit = unit * 16 + digit;
    }
    return unit;
}

// Checks an escape whose backslash stands at *at, and moves behind it.
static bool pass_escape(Reader *reader, size_t *at)
{
    size_t start = *at;
    if (start + 1 >= reader->end)
        return fail(reader, start, "the text ends inside of a string", "`\"`");
    char c = reader->bytes[start + 1];
    if (c != 'u') {
        if (!strchr("\"\\/bfnrt", c) || !c)
            return fail(reader, start, "no such escape", "one of `\\\" \\\\ \\/ \\b \\f \\n \\r \\t \\uXXXX`");
        *at = start + 2;
        return true;
    }
    int32_t unit = hex_unit(reader->bytes, start + 2, reader->end);
    if (unit < 0)
        return fail(reader, start, "an escape without its digits", "four hexadecimal digits behind `\\u`");
    *at = start + 6;
    if (unit >= 0xd800 && unit <= 0xdbff) {
        bool pair = *at + 6 <= reader->end && reader->bytes[*at] == '\\' && reader->bytes[*at + 1] == 'u';
        int32_t second = pair ? hex_unit(reader->bytes, *at + 2, reader->end) : -1;
        if (second < 0xdc00 || second > 0xdfff)
            return fail(reader, start, "half of a surrogate pair", "the other half behind it");
        *at += 6;
    } else if (unit >= 0xdc00 && unit <= 0xdfff) {
        return fail(reader, start, "half of a surrogate pair", "its first half before it");
    }
    return true;
}

// Reads a string whose quote stands at reader->at.
static bool read_string(Reader *reader)
{
    size_t at = reader->at + 1;
    uint32_t holds = 0;
    for (;;) {
        at = plain_until(reader->bytes, at, reader->end);
        if (at >= reader->end)
            return fail(reader, reader->at, "a string without its end", "`\"`");
        unsigned char c = (unsigned char)reader->bytes[at];
        if (c == '"')
            break;
        if (c == '\\') {
            holds |= JSON_ESCAPED;
            if (!pass_escape(reader, &at))
                return false;
        } else if (c < 0x20) {
            return fail(reader, at, "a control character inside of a string", "an escape such as `\\n`");
        } else {
            holds |= JSON_NO_ASCII;
            Text rest = {reader->bytes, reader->end};
            if (text_next(rest, &at) < 0)
                return fail(reader, at, "bytes that are not UTF-8", "UTF-8");
        }
    }
    if (at - reader->at > JSON_LENGTH)
        return fail_long(reader);
    add_value(reader, reader->at, (uint32_t)(at - reader->at - 1) | holds);
    reader->at = at + 1;
    return true;
}

static size_t pass_digits(const char *bytes, size_t at, size_t end)
{
    while (at < end && bytes[at] >= '0' && bytes[at] <= '9')
        at++;
    return at;
}

static bool read_number(Reader *reader)
{
    const char *bytes = reader->bytes;
    size_t start = reader->at, end = reader->end;
    size_t at = start + (bytes[start] == '-');
    size_t digits = at;
    at = pass_digits(bytes, at, end);
    if (at == digits)
        return fail(reader, start, "a number without digits", "digits");
    if (bytes[digits] == '0' && at > digits + 1)
        return fail(reader, start, "a number with a leading zero", "digits without it");
    if (at < end && bytes[at] == '.') {
        size_t fraction = ++at;
        at = pass_digits(bytes, at, end);
        if (at == fraction)
            return fail(reader, start, "a number without digits behind its point", "digits");
    }
    if (at < end && (bytes[at] | 0x20) == 'e') {
        at++;
        if (at < end && (bytes[at] == '+' || bytes[at] == '-'))
            at++;
        size_t exponent = at;
        at = pass_digits(bytes, at, end);
        if (at == exponent)
            return fail(reader, start, "a number without digits in its exponent", "digits");
    }
    if (at - start > JSON_LENGTH)
        return fail_long(reader);
    add_value(reader, start, (uint32_t)(at - start));
    reader->at = at;
    return true;
}

static bool read_word(Reader *reader, const char *word)
{
    size_t length = strlen(word);
    if (reader->end - reader->at < length || memcmp(reader->bytes + reader->at, word, length) != 0)
        return fail(reader, reader->at, "no such word in JSON", "`true`, `false` or `null`");
    add_value(reader, reader->at, (uint32_t)length);
    reader->at += length;
    return true;
}

static bool fail_twice(Reader *reader, uint32_t key)
{
    return fail(reader, json_offset(reader->document, key), "a key that the object has already", "each key once");
}

// What tells most keys apart: the first bytes and the length.
static uint64_t key_mark(Text name)
{
    uint64_t mark = 0;
    if (name.length >= sizeof mark)
        memcpy(&mark, name.bytes, sizeof mark);
    else if (name.length)
        memcpy(&mark, name.bytes, name.length);
    return mark * 0x9e3779b97f4a7c15u + name.length;
}

enum { FEW_MEMBERS = 64 };

// Of one with many members, or with escapes in a key.
static bool check_many_keys(Reader *reader, uint32_t object)
{
    const JsonDocument *document = reader->document;
    ArenaMark mark = arena_mark(reader->arena);
    TextIndex index;
    text_index_open(&index, reader->arena);
    uint32_t seen = 0, end = json_next(document, object), twice = 0;
    for (uint32_t key = object + 1; key < end && !twice; key = json_next(document, key + 1)) {
        if (text_index_add(&index, json_string(document, reader->arena, key)) != seen++)
            twice = key;
    }
    arena_reset(reader->arena, mark);
    return !twice || fail_twice(reader, twice);
}

// Whether all keys of an object differ.
static bool check_keys(Reader *reader, uint32_t object)
{
    const JsonDocument *document = reader->document;
    uint64_t marks[FEW_MEMBERS];
    uint32_t keys[FEW_MEMBERS], count = 0, end = json_next(document, object);
    for (uint32_t key = object + 1; key < end; key = json_next(document, key + 1)) {
        Text name = json_raw(document, key);
        if (count == FEW_MEMBERS || (document->values[key].rest & JSON_ESCAPED))
            return check_many_keys(reader, object);
        uint64_t mark = key_mark(name);
        bool seen = false;
        for (uint32_t i = 0; i < count; i++)
            seen |= marks[i] == mark;
        for (uint32_t i = 0; seen && i < count; i++) {
            if (text_equal(json_raw(document, keys[i]), name))
                return fail_twice(reader, key);
        }
        keys[count] = key;
        marks[count++] = mark;
    }
    return true;
}

static bool read_scalar(Reader *reader)
{
    if (reader->at >= reader->end)
        return fail(reader, reader->end, "the text ends where a value is due", "a value");
    switch (reader->bytes[reader->at]) {
    case '"':
        return read_string(reader);
    case 't':
        return read_word(reader, "true");
    case 'f':
        return read_word(reader, "false");
    case 'n':
        return read_word(reader, "null");
    default:
        if (reader->bytes[reader->at] == '-' || (reader->bytes[reader->at] >= '0' && reader->bytes[reader->at] <= '9'))
            return read_number(reader);
        if (reader->end - reader->at >= 3 && memcmp(reader->bytes + reader->at, "\xef\xbb\xbf", 3) == 0)
            return fail(reader, reader->at, "a byte order mark stands before it", "UTF-8 without one");
        if (reader->bytes[reader->at] == '\xfe' || reader->bytes[reader->at] == '\xff')
            return fail(reader, reader->at, "it begins as UTF-16 does", "UTF-8");
        return fail(reader, reader->at, "no value begins like this", "a value");
    }
}

static bool read_key(Reader *reader)
{
    reader->at = skip_space(reader->bytes, reader->at, reader->end);
    if (reader->at >= reader->end || reader->bytes[reader->at] != '"')
        return fail(reader, reader->at, "a member without its name", "a string");
    if (!read_string(reader))
        return false;
    reader->at = skip_space(reader->bytes, reader->at, reader->end);
    if (reader->at >= reader->end || reader->bytes[reader->at] != ':')
        return fail(reader, reader->at, "a name without its value", "`:`");
    reader->at++;
    return true;
}

// The containers that are open, innermost last.
typedef struct Nesting {
    uint32_t open[JSON_DEPTH];
    int depth;
} Nesting;

static void close_container(JsonDocument *document, uint32_t container)
{
    document->values[container].rest = JSON_CONTAINER | document->count;
}

// After a value: closes what ends here, and passes the comma before the next value. *done where the outermost ended.
static bool after_value(Reader *reader, Nesting *nesting, bool *done)
{
    while (nesting->depth) {
        uint32_t container = nesting->open[nesting->depth - 1];
        reader->at = skip_space(reader->bytes, reader->at, reader->end);
        bool object = json_kind(reader->document, container) == JSON_OBJECT;
        char c = reader->at < reader->end ? reader->bytes[reader->at] : 0;
        if (c == ',') {
            reader->at++;
            return !object || read_key(reader);
        }
        if (c != (object ? '}' : ']'))
            return fail(reader, reader->at, "a container without its end", object ? "`,` or `}`" : "`,` or `]`");
        reader->at++;
        close_container(reader->document, container);
        nesting->depth--;
        if (object && !check_keys(reader, container))
            return false;
    }
    *done = true;
    return true;
}

// Opens a container at reader->at. *empty where it ends at once.
static bool open_container(Reader *reader, Nesting *nesting, bool *empty)
{
    bool object = reader->bytes[reader->at] == '{';
    if (nesting->depth == JSON_DEPTH)
        return fail(reader, reader->at, "containers nested too deep", "at most 256 levels");
    uint32_t container = reader->document->count;
    add_value(reader, reader->at, 0);
    reader->at = skip_space(reader->bytes, reader->at + 1, reader->end);
    *empty = reader->at < reader->end && reader->bytes[reader->at] == (object ? '}' : ']');
    if (*empty) {
        reader->at++;
        close_container(reader->document, container);
        return true;
    }
    nesting->open[nesting->depth++] = container;
    return !object || read_key(reader);
}

// A long text has room for all its values at once, so that the tape need not move as it grows. Most values take more bytes than
// their entries do, and room that is not used takes no memory.
static void make_room(JsonDocument *document, Arena *arena, size_t length)
{
    enum { LONG = 1024 * 1024 };
    size_t bytes = 0;
    if (document->values || length < LONG)
        return;
    document->values = arena_resize(arena, NULL, &bytes, 0, length);
    document->capacity = bytes / sizeof(JsonValue);
}

bool json_read(JsonDocument *document, Arena *arena, Text text, size_t *at, JsonError *error)
{
    document->text = text;
    document->count = 0;
    document->incomplete = false;
    Reader reader = {document, arena, text.bytes, *at, text.length, error};
    if (text.length > UINT32_MAX - 1)
        return fail(&reader, 0, "the text is too long", "less than 4 GB");
    make_room(document, arena, text.length - *at);
    Nesting nesting = {.depth = 0};
    for (bool done = false; !done;) {
        reader.at = skip_space(reader.bytes, reader.at, reader.end);
        bool container = reader.at < reader.end && (reader.bytes[reader.at] == '{' || reader.bytes[reader.at] == '[');
        if (container) {
            bool empty;
            if (!open_container(&reader, &nesting, &empty))
                return false;
            if (!empty)
                continue;
        } else if (!read_scalar(&reader)) {
            return false;
        }
        if (!after_value(&reader, &nesting, &done))
            return false;
    }
    *at = reader.at;
    return true;
}

void json_let_go(JsonDocument *document, uint32_t from, uint32_t to)
{
    document->incomplete = true;
    memory_forget(document->values + from, (to - from) * sizeof *document->values);
}

void json_bring_back(JsonDocument *document, Arena *arena)
{
    JsonError error;
    size_t at = json_offset(document, 0);
    if (document->incomplete && !json_read(document, arena, document->text, &at, &error))
        bug("what was read as JSON is none when it is read again");
}

Text json_string(const JsonDocument *document, Arena *arena, uint32_t value)
{
    Text raw = json_raw(document, value);
    if (!(document->values[value].rest & JSON_ESCAPED))
        return raw;
    char *bytes = arena_raw(arena, raw.length); // an escape is never shorter than what it stands for
    size_t length = 0;
    for (size_t i = 0; i < raw.length;) {
        char c = raw.bytes[i];
        if (c != '\\') {
            bytes[length++] = c;
            i++;
            continue;
        }
        c = raw.bytes[i + 1];
        i += 2;
        if (c != 'u') {
            static const char from[] = "bfnrt", to[] = "\b\f\n\r\t";
            const char *known = strchr(from, c);
            bytes[length++] = known ? to[known - from] : c;
            continue;
        }
        int32_t unit = hex_unit(raw.bytes, i, raw.length);
        i += 4;
        if (unit >= 0xd800 && unit <= 0xdbff) {
            unit = 0x10000 + (unit - 0xd800) * 0x400 + (hex_unit(raw.bytes, i + 2, raw.length) - 0xdc00);
            i += 6;
        }
        length += text_encode((uint32_t)unit, bytes + length);
    }
    return (Text){bytes, length};
}

bool json_string_is(const JsonDocument *document, uint32_t value, const char *text)
{
    if (json_kind(document, value) != JSON_STRING)
        return false;
    if (!(document->values[value].rest & JSON_ESCAPED))
        return text_is(json_raw(document, value), text);
    // An escape makes a string longer, never equal to a shorter one: resolve it in room of its own.
    char decoded[256];
    Text raw = json_raw(document, value);
    size_t wanted = strlen(text), length = 0;
    if (raw.length > sizeof decoded || raw.length < wanted)
        return false;
    for (size_t i = 0; i < raw.length;) {
        if (raw.bytes[i] != '\\') {
            decoded[length++] = raw.bytes[i++];
        } else if (raw.bytes[i + 1] == 'u') {
            int32_t unit = hex_unit(raw.bytes, i + 2, raw.length);
            if (unit >= 0xd800 && unit <= 0xdfff)
                return false; // none of the names that are asked for holds such a character
            length += text_encode((uint32_t)unit, decoded + length);
            i += 6;
        } else {
            static const char from[] = "bfnrt", to[] = "\b\f\n\r\t";
            const char *known = strchr(from, raw.bytes[i + 1]);
            decoded[length++] = known ? to[known - from] : raw.bytes[i + 1];
            i += 2;
        }
    }
    return length == wanted && memcmp(decoded, text, wanted) == 0;
}

uint32_t json_member(const JsonDocument *document, uint32_t object, const char *name)
{
    uint32_t end = json_kind(document, object) == JSON_OBJECT ? json_next(document, object) : 0;
    for (uint32_t key = object + 1; key < end; key = json_next(document, key + 1)) {
        if (json_string_is(document, key, name))
            return key + 1;
    }
    return UINT32_MAX;
}

uint32_t json_value_at(const JsonDocument *document, size_t offset)
{
    BinarySearch search = search_of(0, (int64_t)document->count);
    while (search_on(&search))
        search_narrow(&search, json_offset(document, (uint32_t)search.middle) < offset);
    uint32_t found = (uint32_t)search.low;
    return found < document->count && json_offset(document, found) == offset ? found : UINT32_MAX;
}

Text json_pointer(const JsonDocument *document, Arena *arena, uint32_t value)
{
    TextBuilder pointer = text_builder(arena);
    uint32_t container = 0;
    while (container != value) {
        bool object = json_kind(document, container) == JSON_OBJECT;
        uint32_t step = object ? 1 : 0, index = 0, inner = UINT32_MAX, behind = json_next(document, container);
        for (uint32_t item = container + 1; item < behind; index++) {
            uint32_t held = item + step;
            uint32_t end = json_next(document, held);
            if (value < end) { // a member's name counts as the member
                inner = held;
                if (!object) {
                    text_append_format(&pointer, "/%u", index);
                    break;
                }
                Text name = json_string(document, arena, item);
                text_append_byte(&pointer, '/');
                for (size_t i = 0; i < name.length; i++) {
                    if (name.bytes[i] == '~' || name.bytes[i] == '/')
                        text_append_string(&pointer, name.bytes[i] == '~' ? "~0" : "~1");
                    else
                        text_append_byte(&pointer, name.bytes[i]);
                }
                if (item == value)
                    return text_built(&pointer);
                break;
            }
            item = end;
        }
        if (inner == UINT32_MAX)
            break;
        container = inner;
    }
    return text_built(&pointer);
}
