// SPDX-License-Identifier: MIT
// Reading both bindings of CPE names into attributes, and comparing them. See cpe.h.
#include "notation/cpe.h"

// ---- reading ----

static char lowered(char byte)
{
    return byte >= 'A' && byte <= 'Z' ? (char)(byte - 'A' + 'a') : byte;
}

// A value of the form of 2.3: what is behind a backslash is itself; `*` and `?` without one are wildcards.
static bool read_formatted(Arena *arena, Text raw, CpeKind *kind, Text *value)
{
    TextBuilder plain = text_builder(arena);
    bool wild = false;
    *kind = text_is(raw, "*") ? CPE_ANY : CPE_NOT_APPLICABLE;
    if (text_is(raw, "*") || text_is(raw, "-"))
        return true;
    for (size_t i = 0; i < raw.length; i++) {
        wild |= raw.bytes[i] == '*' || raw.bytes[i] == '?';
        i += raw.bytes[i] == '\\';
        if (i == raw.length)
            return false;
        text_append_byte(&plain, lowered(raw.bytes[i]));
    }
    *kind = wild ? CPE_PATTERN : CPE_VALUE;
    *value = text_built(&plain);
    return plain.length > 0;
}

static int hex_digit(char byte)
{
    char low = lowered(byte);
    return low >= '0' && low <= '9' ? low - '0' : low >= 'a' && low <= 'f' ? low - 'a' + 10 : -1;
}

// A value of the form of 2.2: an empty one is any, percent encodings are bytes, `%01` and `%02` wildcards.
static bool read_encoded(Arena *arena, Text raw, CpeKind *kind, Text *value)
{
    TextBuilder plain = text_builder(arena);
    bool wild = false;
    *kind = raw.length ? CPE_NOT_APPLICABLE : CPE_ANY;
    if (!raw.length || text_is(raw, "-"))
        return true;
    for (size_t i = 0; i < raw.length; i++) {
        char byte = raw.bytes[i];
        if (byte == '%') {
            int high = i + 2 < raw.length ? hex_digit(raw.bytes[i + 1]) : -1;
            int low = i + 2 < raw.length ? hex_digit(raw.bytes[i + 2]) : -1;
            if (high < 0 || low < 0)
                return false;
            byte = (char)(high * 16 + low);
            i += 2;
        }
        wild |= byte == 1 || byte == 2;
        text_append_byte(&plain, lowered(byte));
    }
    *kind = wild ? CPE_PATTERN : CPE_VALUE;
    *value = text_built(&plain);
    return true;
}

// The piece up to a byte that no backslash stands before; *at moves behind it.
static Text take_piece(Text text, size_t *at, char end, bool escapes)
{
    size_t start = *at;
    while (*at < text.length && text.bytes[*at] != end)
        *at += escapes && text.bytes[*at] == '\\' && *at + 1 < text.length ? 2 : 1;
    Text piece = text_slice(text, start, *at);
    ++*at;
    return piece;
}

static bool read_23(Arena *arena, Text text, size_t at, Cpe *cpe)
{
    for (int i = 0; i < CPE_ATTRIBUTES; i++) {
        if (at > text.length || !read_formatted(arena, take_piece(text, &at, ':', true), &cpe->kinds[i], &cpe->values[i]))
            return false;
    }
    return at == text.length + 1;
}

// What stands between tildes where the edition begins with one: edition, software edition, target software and hardware, other.
static bool read_packed(Arena *arena, Text packed, Cpe *cpe)
{
    static const CpeAttribute attributes[] = {CPE_EDITION, CPE_SW_EDITION, CPE_TARGET_SW, CPE_TARGET_HW, CPE_OTHER};
    size_t at = 1;
    for (size_t i = 0; i < sizeof attributes / sizeof *attributes && at <= packed.length; i++) {
        CpeAttribute attribute = attributes[i];
        if (!read_encoded(arena, take_piece(packed, &at, '~', false), &cpe->kinds[attribute], &cpe->values[attribute]))
            return false;
    }
    return at == packed.length + 1;
}

static bool read_22(Arena *arena, Text text, size_t at, Cpe *cpe)
{
    for (int i = CPE_PART; i <= CPE_LANGUAGE && at <= text.length; i++) {
        Text piece = take_piece(text, &at, ':', false);
        bool packed = i == CPE_EDITION && text_starts(piece, text_of("~"));
        if (!(packed ? read_packed(arena, piece, cpe) : read_encoded(arena, piece, &cpe->kinds[i], &cpe->values[i])))
            return false;
    }
    return at == text.length + 1;
}

bool cpe_read(Arena *arena, Text text, Cpe *cpe)
{
    static const char form_23[] = "cpe:2.3:", form_22[] = "cpe:/";
    *cpe = (Cpe){.kinds = {CPE_ANY}};
    if (text_malformed(text) < text.length)
        return false;
    if (text_starts(text, text_of(form_23)))
        return read_23(arena, text, sizeof form_23 - 1, cpe);
    return text_starts(text, text_of(form_22)) && read_22(arena, text, sizeof form_22 - 1, cpe);
}

// ---- comparing ----

static bool is_same_value(const Cpe *a, const Cpe *b, int attribute)
{
    return a->kinds[attribute] == CPE_VALUE && b->kinds[attribute] == CPE_VALUE &&
           text_equal(a->values[attribute], b->values[attribute]);
}

bool cpe_may_mean(const Cpe *said, const Cpe *thing)
{
    for (int i = CPE_PART; i <= CPE_VERSION; i++) {
        if (!is_same_value(said, thing, i))
            return false;
    }
    for (int i = CPE_UPDATE; i < CPE_ATTRIBUTES; i++) {
        bool both_not = said->kinds[i] == CPE_NOT_APPLICABLE && thing->kinds[i] == CPE_NOT_APPLICABLE;
        if (said->kinds[i] != CPE_ANY && !both_not && !is_same_value(said, thing, i))
            return false;
    }
    return true;
}

Text cpe_base(Arena *arena, const Cpe *cpe)
{
    TextBuilder base = text_builder(arena);
    for (int i = CPE_PART; i <= CPE_PRODUCT; i++) {
        if (cpe->kinds[i] != CPE_VALUE)
            return (Text){"", 0};
        text_append_string(&base, i ? ":" : "");
        text_append(&base, cpe->values[i]);
    }
    return text_built(&base);
}
