// SPDX-License-Identifier: MIT
// Reading package URLs from right to left, as the specification says it, and writing them. See purl.h.
#include "notation/purl.h"

#include <stdlib.h>

// ---- types ----

typedef enum Namespace { NAMESPACE_OPTIONAL, NAMESPACE_REQUIRED, NAMESPACE_NONE } Namespace;

// What is not as every other type has it. Lower case: of ASCII letters alone.
typedef struct PurlType {
    const char *type, *scheme; // scheme: of its versions; null: the type
    bool lower_namespace, lower_name, lower_version;
    Namespace namespace;
} PurlType;

// From the types' definitions of the specification. Which types refuse a namespace is taken from its tests: others have been used
// with one for long.
static const PurlType types[] = {
    {"alpm", NULL, true, true, false, NAMESPACE_OPTIONAL},
    {"apk", "alpine", true, true, false, NAMESPACE_OPTIONAL},
    {"bitbucket", NULL, true, true, false, NAMESPACE_OPTIONAL},
    {"bitnami", NULL, false, true, false, NAMESPACE_OPTIONAL},
    {"brew", NULL, true, true, false, NAMESPACE_OPTIONAL},
    {"cargo", "semver", false, false, false, NAMESPACE_OPTIONAL},
    {"chrome-extension", NULL, false, false, false, NAMESPACE_NONE},
    {"composer", NULL, true, true, false, NAMESPACE_OPTIONAL},
    {"deb", NULL, true, true, false, NAMESPACE_OPTIONAL},
    {"github", NULL, true, true, false, NAMESPACE_OPTIONAL},
    {"golang", NULL, true, true, false, NAMESPACE_OPTIONAL},
    {"hex", "semver", true, true, false, NAMESPACE_OPTIONAL},
    {"huggingface", NULL, false, false, true, NAMESPACE_OPTIONAL},
    {"luarocks", NULL, true, true, false, NAMESPACE_OPTIONAL},
    {"npm", NULL, true, true, false, NAMESPACE_OPTIONAL},
    {"oci", NULL, false, true, false, NAMESPACE_OPTIONAL},
    {"otp", NULL, false, true, false, NAMESPACE_NONE},
    {"pub", NULL, false, true, false, NAMESPACE_OPTIONAL},
    {"pypi", NULL, false, true, false, NAMESPACE_OPTIONAL},
    {"qpkg", NULL, true, false, false, NAMESPACE_OPTIONAL},
    {"rpm", NULL, true, false, false, NAMESPACE_OPTIONAL},
    {"swift", "semver", false, false, false, NAMESPACE_REQUIRED},
    {"vcpkg", NULL, false, true, false, NAMESPACE_NONE},
    {"vscode-extension", NULL, true, true, false, NAMESPACE_REQUIRED},
};

// As text_is, where many are asked of one after the other: most differ in their first byte.
static bool is_type(Text name, const char *type)
{
    return name.length && name.bytes[0] == *type && text_is(name, type);
}

static const PurlType *type_of(Text type)
{
    static const PurlType other = {.type = ""};
    for (size_t i = 0; i < sizeof types / sizeof *types; i++) {
        if (is_type(type, types[i].type))
            return &types[i];
    }
    return &other;
}

// ---- bytes ----

static bool is_digit(char byte)
{
    return byte >= '0' && byte <= '9';
}

static bool is_upper(char byte)
{
    return byte >= 'A' && byte <= 'Z';
}

static bool is_lower(char byte)
{
    return byte >= 'a' && byte <= 'z';
}

static char lowered(char byte)
{
    return is_upper(byte) ? (char)(byte - 'A' + 'a') : byte;
}

static Text lower_ascii(Arena *arena, Text text)
{
    TextBuilder lower = text_builder(arena);
    for (size_t i = 0; i < text.length; i++)
        text_append_byte(&lower, lowered(text.bytes[i]));
    return text_built(&lower);
}

static int hex_digit(char byte)
{
    char low = lowered(byte);
    return is_digit(byte) ? byte - '0' : low >= 'a' && low <= 'f' ? low - 'a' + 10 : -1;
}

// Percent encodings as the bytes that they stand for. False where they are none, or stand for what no text holds.
static bool decode(Arena *arena, Text text, Text *decoded)
{
    TextBuilder bytes = text_builder(arena);
    for (size_t i = 0; i < text.length; i++) {
        char byte = text.bytes[i];
        if (byte == '%') {
            int high = i + 2 < text.length ? hex_digit(text.bytes[i + 1]) : -1;
            int low = i + 2 < text.length ? hex_digit(text.bytes[i + 2]) : -1;
            if (high < 0 || low < 0)
                return false;
            byte = (char)(high * 16 + low);
            i += 2;
        }
        if ((unsigned char)byte < ' ' || byte == 0x7f)
            return false;
        text_append_byte(&bytes, byte);
    }
    *decoded = text_built(&bytes);
    if (text_malformed(*decoded) != decoded->length)
        return false;
    *decoded = decoded->length ? text_nfc(arena, *decoded) : (Text){"", 0};
    return true;
}

// Where a byte stands for the last time; SIZE_MAX where it does not.
static size_t last_of(Text text, char byte)
{
    const char *at = text.length ? memrchr(text.bytes, byte, text.length) : NULL;
    return at ? (size_t)(at - text.bytes) : SIZE_MAX;
}

// Takes what stands behind the last such byte off a text; nothing where it does not stand there.
static Text take_behind(Text *text, char byte)
{
    size_t at = last_of(*text, byte);
    if (at == SIZE_MAX)
        return (Text){"", 0};
    Text behind = text_slice(*text, at + 1, text->length);
    text->length = at;
    return behind;
}

static Text take_up_to(Text *text, char byte)
{
    const char *at = text->length ? memchr(text->bytes, byte, text->length) : NULL;
    size_t end = at ? (size_t)(at - text->bytes) : text->length;
    Text piece = text_slice(*text, 0, end);
    *text = text_slice(*text, at ? end + 1 : end, text->length);
    return piece;
}

// ---- reading ----

// Segments with `/` between them, without empty ones and, where dots is set, without `.` and `..`.
static bool read_segments(Arena *arena, Text text, bool dots, Text *segments)
{
    TextBuilder joined = text_builder(arena);
    while (text.length) {
        Text segment;
        if (!decode(arena, take_up_to(&text, '/'), &segment) || last_of(segment, '/') != SIZE_MAX)
            return false;
        if (!segment.length || (dots && (text_is(segment, ".") || text_is(segment, ".."))))
            continue;
        text_append_string(&joined, joined.length ? "/" : "");
        text_append(&joined, segment);
    }
    *segments = joined.length ? text_built(&joined) : (Text){"", 0};
    return true;
}

static int by_key(const void *a, const void *b)
{
    return text_compare(((const PurlQualifier *)a)->key, ((const PurlQualifier *)b)->key);
}

// Keys have no case, but for the first letter: the specification's tests want `Platform` refused, and `repositorY_url` read.
static bool is_key(Text key)
{
    for (size_t i = 0; i < key.length; i++) {
        char byte = key.bytes[i];
        bool letter = is_lower(byte) || (i > 0 && is_upper(byte));
        if (!letter && (i == 0 || !(is_digit(byte) || byte == '.' || byte == '-' || byte == '_')))
            return false;
    }
    return key.length > 0;
}

static bool read_qualifiers(Arena *arena, Text text, Purl *purl)
{
    size_t capacity = 0;
    while (text.length) {
        Text pair = take_up_to(&text, '&'), value;
        bool has_value = pair.length && memchr(pair.bytes, '=', pair.length);
        Text key = take_up_to(&pair, '=');
        if (!has_value || !is_key(key) || !decode(arena, pair, &value))
            return false;
        if (!value.length)
            continue;
        purl->qualifiers = arena_grow(arena, purl->qualifiers, purl->qualifier_count, &capacity, sizeof *purl->qualifiers);
        purl->qualifiers[purl->qualifier_count++] = (PurlQualifier){lower_ascii(arena, key), value};
    }
    if (purl->qualifier_count)
        qsort(purl->qualifiers, purl->qualifier_count, sizeof *purl->qualifiers, by_key);
    for (size_t i = 1; i < purl->qualifier_count; i++) {
        if (text_equal(purl->qualifiers[i - 1].key, purl->qualifiers[i].key))
            return false;
    }
    return true;
}

static Text qualifier(const Purl *purl, const char *key)
{
    for (size_t i = 0; i < purl->qualifier_count; i++) {
        if (text_is(purl->qualifiers[i].key, key))
            return purl->qualifiers[i].value;
    }
    return (Text){"", 0};
}

static bool read_type(Arena *arena, Text type, Purl *purl)
{
    for (size_t i = 0; i < type.length; i++) {
        char byte = lowered(type.bytes[i]);
        if (!is_lower(byte) && (i == 0 || !(is_digit(byte) || byte == '.' || byte == '+' || byte == '-')))
            return false;
    }
    purl->type = lower_ascii(arena, type);
    return type.length > 0;
}

// The version is behind the last `@` that no `/` follows: `@` may begin a namespace too.
static bool read_version(Arena *arena, Text *left, Purl *purl)
{
    size_t at = last_of(*left, '@'), slash = last_of(*left, '/');
    if (at == SIZE_MAX || (slash != SIZE_MAX && slash > at))
        return true;
    bool nameless = at == 0 || left->bytes[at - 1] == '/';
    return !nameless && decode(arena, take_behind(left, '@'), &purl->version);
}

// The name is the last segment; of git, whose namespace is the host, all behind the first one.
static bool read_path(Arena *arena, Text left, Purl *purl)
{
    while (left.length && left.bytes[left.length - 1] == '/')
        left.length--;
    if (text_is(purl->type, "git")) {
        Text host = take_up_to(&left, '/');
        return read_segments(arena, host, false, &purl->namespace) && read_segments(arena, left, false, &purl->name) &&
               purl->namespace.length && purl->name.length;
    }
    size_t slash = last_of(left, '/');
    Text name = slash == SIZE_MAX ? left : take_behind(&left, '/');
    if (slash == SIZE_MAX)
        left.length = 0;
    return decode(arena, name, &purl->name) && purl->name.length && read_segments(arena, left, false, &purl->namespace);
}

// ---- what types ask for ----

// PyPI: runs of `-`, `_` and `.` are one `-`.
static Text dashed(Arena *arena, Text name)
{
    TextBuilder text = text_builder(arena);
    for (size_t i = 0; i < name.length; i++) {
        bool dash = name.bytes[i] == '-' || name.bytes[i] == '_' || name.bytes[i] == '.';
        bool again = dash && text.length && text.bytes[text.length - 1] == '-';
        if (!again)
            text_append_byte(&text, dash ? '-' : name.bytes[i]);
    }
    return text_built(&text);
}

static void normalise(Arena *arena, Purl *purl)
{
    const PurlType *type = type_of(purl->type);
    bool databricks = text_is(purl->type, "mlflow") && text_contains(qualifier(purl, "repository_url"), text_of("databricks"));
    if (type->lower_namespace)
        purl->namespace = lower_ascii(arena, purl->namespace);
    if (type->lower_name || databricks)
        purl->name = lower_ascii(arena, purl->name);
    if (type->lower_version)
        purl->version = lower_ascii(arena, purl->version);
    if (text_is(purl->type, "pypi"))
        purl->name = dashed(arena, purl->name);
}

// 32 letters from a to p; a version of at most four numbers.
static bool is_chrome_extension(const Purl *purl)
{
    enum { LENGTH = 32, NUMBERS = 4 };
    int numbers = 1;
    for (size_t i = 0; i < purl->name.length; i++) {
        if (purl->name.bytes[i] < 'a' || purl->name.bytes[i] > 'p')
            return false;
    }
    for (size_t i = 0; i < purl->version.length; i++) {
        numbers += purl->version.bytes[i] == '.';
        if (!is_digit(purl->version.bytes[i]) && purl->version.bytes[i] != '.')
            return false;
    }
    return purl->name.length == LENGTH && numbers <= NUMBERS;
}

static bool is_of_its_type(const Purl *purl)
{
    Namespace namespace = type_of(purl->type)->namespace;
    if ((namespace == NAMESPACE_NONE && purl->namespace.length) || (namespace == NAMESPACE_REQUIRED && !purl->namespace.length))
        return false;
    if (text_is(purl->type, "chrome-extension"))
        return is_chrome_extension(purl);
    if (text_is(purl->type, "cpan")) // a distribution, no module
        return !text_contains(purl->name, text_of("::"));
    if (text_is(purl->type, "julia"))
        return qualifier(purl, "uuid").length > 0;
    return true;
}

bool purl_read(Arena *arena, Text text, Purl *purl)
{
    static const Text empty = {"", 0};
    *purl = (Purl){.namespace = empty, .name = empty, .version = empty, .subpath = empty};
    Text subpath = take_behind(&text, '#'), qualifiers = take_behind(&text, '?');
    if (!read_segments(arena, subpath, true, &purl->subpath) || !read_qualifiers(arena, qualifiers, purl))
        return false;
    if (!text.length || !memchr(text.bytes, ':', text.length) || !text_is(lower_ascii(arena, take_up_to(&text, ':')), "pkg"))
        return false;
    while (text.length && text.bytes[0] == '/')
        text = text_slice(text, 1, text.length);
    if (!text.length || !read_type(arena, take_up_to(&text, '/'), purl) || !read_version(arena, &text, purl) ||
        !read_path(arena, text, purl))
        return false;
    normalise(arena, purl);
    return is_of_its_type(purl);
}

// ---- writing ----

static void append_encoded(TextBuilder *to, Text text, bool slashes)
{
    static const char hex[] = "0123456789ABCDEF";
    for (size_t i = 0; i < text.length; i++) {
        char byte = text.bytes[i];
        bool plain = is_digit(byte) || is_lower(lowered(byte)) || byte == '.' || byte == '-' || byte == '_' || byte == '~' ||
                     byte == ':' || (slashes && byte == '/');
        if (plain) {
            text_append_byte(to, byte);
            continue;
        }
        text_append_byte(to, '%');
        text_append_byte(to, hex[(unsigned char)byte >> 4]);
        text_append_byte(to, hex[byte & 0xf]);
    }
}

Text purl_canonical(Arena *arena, const Purl *purl)
{
    TextBuilder text = text_builder(arena);
    text_append_string(&text, "pkg:");
    text_append(&text, purl->type);
    text_append_byte(&text, '/');
    append_encoded(&text, purl->namespace, true);
    text_append_string(&text, purl->namespace.length ? "/" : "");
    append_encoded(&text, purl->name, text_is(purl->type, "git"));
    text_append_string(&text, purl->version.length ? "@" : "");
    append_encoded(&text, purl->version, false);
    for (size_t i = 0; i < purl->qualifier_count; i++) {
        text_append_byte(&text, i ? '&' : '?');
        text_append(&text, purl->qualifiers[i].key);
        text_append_byte(&text, '=');
        append_encoded(&text, purl->qualifiers[i].value, false);
    }
    text_append_string(&text, purl->subpath.length ? "#" : "");
    append_encoded(&text, purl->subpath, true);
    return text_built(&text);
}

Text purl_scheme(const Purl *purl)
{
    const PurlType *type = type_of(purl->type);
    return type->scheme ? text_of(type->scheme) : purl->type;
}

// ---- canonical as it stands ----

// What a byte is in a canonical purl: the low bits of a letter, for each byte of ASCII.
enum { PLAIN_BYTE = 1, UPPER_BYTE = 2, KEY_BYTE = 4, TYPE_BYTE = 8, ALL_BITS = 15 };
static const char bytes_are[] = "@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@" // controls
                                "@@@@@@@@@@@H@MM@"                 // `+`; `-` and `.`
                                "MMMMMMMMMMA@@@@@"                 // digits; `:`
                                "@CCCCCCCCCCCCCCC"
                                "CCCCCCCCCCC@@@@E" // `_`
                                "@MMMMMMMMMMMMMMM"
                                "MMMMMMMMMMM@@@A@"; // `~`

static unsigned byte_is(char byte)
{
    unsigned char at = (unsigned char)byte;
    return at < sizeof bytes_are - 1 ? (unsigned char)bytes_are[at] & ALL_BITS : 0;
}

// An encoded byte that cannot stand there otherwise: printable, in capitals.
static bool is_needed_encoding(Text text, size_t at)
{
    if (at + 2 >= text.length || is_lower(text.bytes[at + 1]) || is_lower(text.bytes[at + 2]))
        return false;
    int high = hex_digit(text.bytes[at + 1]), low = hex_digit(text.bytes[at + 2]);
    int byte = high * 16 + low;
    return high >= 0 && low >= 0 && byte >= ' ' && byte < 0x7f && byte != '/' && !(byte_is((char)byte) & PLAIN_BYTE);
}

// Where a run of plain and encoded bytes ends; *upper: whether a capital is among them.
static size_t behind_plain(Text text, size_t at, bool *upper)
{
    for (; at < text.length; at++) {
        unsigned is = byte_is(text.bytes[at]);
        if (text.bytes[at] == '%' && is_needed_encoding(text, at)) {
            at += 2;
            continue;
        }
        if (!(is & PLAIN_BYTE))
            break;
        *upper |= (is & UPPER_BYTE) != 0;
    }
    return at;
}

static bool has_canonical_qualifiers(Text text, size_t at)
{
    Text last = {"", 0};
    bool upper = false;
    while (at < text.length) {
        size_t begin = at;
        while (at < text.length && byte_is(text.bytes[at]) & KEY_BYTE)
            at++;
        Text key = text_slice(text, begin, at);
        size_t value = at + 1;
        if (!key.length || !is_lower(key.bytes[0]) || at == text.length || text.bytes[at] != '=' || text_compare(last, key) >= 0)
            return false;
        at = behind_plain(text, value, &upper);
        if (at == value || (at < text.length && text.bytes[at++] != '&') || (at == text.length && text.bytes[at - 1] == '&'))
            return false;
        last = key;
    }
    return last.length > 0;
}

// Types whose purls are not told by their bytes alone.
static bool is_special(const PurlType *type, Text name)
{
    static const char *const special[] = {"git", "pypi", "cpan", "julia", "mlflow"};
    bool is = type->namespace != NAMESPACE_OPTIONAL || type->lower_version;
    for (size_t i = 0; i < sizeof special / sizeof *special && !is; i++)
        is = is_type(name, special[i]);
    return is;
}

bool purl_is_canonical(Text text)
{
    enum { BEHIND_SCHEME = 4 };
    size_t at = BEHIND_SCHEME;
    bool upper = false, upper_version = false;
    if (!text_starts(text, text_of("pkg:")))
        return false;
    while (at < text.length && byte_is(text.bytes[at]) & TYPE_BYTE)
        at++;
    Text name = text_slice(text, BEHIND_SCHEME, at);
    if (!name.length || !is_lower(name.bytes[0]) || at == text.length || text.bytes[at] != '/')
        return false;
    const PurlType *type = type_of(name);
    while (at < text.length && text.bytes[at] == '/') {
        size_t segment = at + 1;
        at = behind_plain(text, segment, &upper);
        if (at == segment)
            return false;
    }
    if (is_special(type, name) || (upper && (type->lower_namespace || type->lower_name)))
        return false;
    if (at < text.length && text.bytes[at] == '@') {
        size_t version = at + 1;
        at = behind_plain(text, version, &upper_version);
        if (at == version)
            return false;
    }
    return at == text.length || (text.bytes[at] == '?' && has_canonical_qualifiers(text, at + 1));
}

Text purl_settled(Arena *arena, Text text)
{
    Purl purl;
    bool other = text_starts(text, text_of("pkg:")) && !purl_is_canonical(text) && purl_read(arena, text, &purl);
    return other ? purl_canonical(arena, &purl) : text;
}
