// SPDX-License-Identifier: MIT
// Package URLs of the second evaluator: of the types that random policies name, by the words of the specification. A purl is
// taken apart into pieces by the characters between them; each piece is decoded when it is asked for.
#include "twin_evaluator.h"

#include "support/version.h"

enum { MOST_PIECES = 16 };

typedef struct TypeRules {
    const char *type, *scheme;
    bool lower_namespace, lower_name, needs_namespace;
} TypeRules;

static const TypeRules type_rules[] = {
    {"npm", "npm", true, true, false},       {"pypi", "pypi", false, true, false},
    {"deb", "deb", true, true, false},       {"golang", "golang", true, true, false},
    {"apk", "alpine", true, true, false},    {"cargo", "semver", false, false, false},
    {"swift", "semver", false, false, true}, {"maven", "maven", false, false, false},
    {"rpm", "rpm", true, false, false},      {"generic", "generic", false, false, false},
};

typedef struct Pieces {
    Text items[MOST_PIECES];
    int count;
} Pieces;

typedef struct TwinPurl {
    const TypeRules *rules;
    Pieces namespace, subpath, keys, values; // keys and values in the order of the keys
    Text name, version;
} TwinPurl;

static const Text nothing = {"", 0};

// ---- bytes ----

static bool is_letter(char byte)
{
    return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z');
}

static bool is_number(char byte)
{
    return byte >= '0' && byte <= '9';
}

static Text in_lower_case(Arena *arena, Text text)
{
    TextBuilder lower = text_builder(arena);
    for (size_t i = 0; i < text.length; i++)
        text_append_byte(&lower, (char)(text.bytes[i] >= 'A' && text.bytes[i] <= 'Z' ? text.bytes[i] + 32 : text.bytes[i]));
    return text_built(&lower);
}

static int value_of_digit(char byte)
{
    const char *digits = "0123456789abcdefABCDEF", *at = byte ? strchr(digits, byte) : NULL;
    int place = at ? (int)(at - digits) : -1;
    return place > 15 ? place - 6 : place;
}

// False where a percent sign stands before anything but two digits. None of the generator's stand for half a character.
static bool decoded(Arena *arena, Text text, Text *plain)
{
    TextBuilder bytes = text_builder(arena);
    for (size_t i = 0; i < text.length; i++) {
        if (text.bytes[i] != '%') {
            text_append_byte(&bytes, text.bytes[i]);
            continue;
        }
        if (i + 2 >= text.length || value_of_digit(text.bytes[i + 1]) < 0 || value_of_digit(text.bytes[i + 2]) < 0)
            return false;
        text_append_byte(&bytes, (char)(value_of_digit(text.bytes[i + 1]) * 16 + value_of_digit(text.bytes[i + 2])));
        i += 2;
    }
    *plain = bytes.length ? text_nfc(arena, text_built(&bytes)) : nothing;
    for (size_t i = 0; i < plain->length; i++) {
        if ((unsigned char)plain->bytes[i] < 0x20 || plain->bytes[i] == 0x7f)
            return false;
    }
    return true;
}

static Pieces pieces_between(Text text, char between)
{
    Pieces pieces = {.count = 0};
    size_t start = 0;
    for (size_t at = 0; at <= text.length; at++) {
        if (at < text.length && text.bytes[at] != between)
            continue;
        if (pieces.count == MOST_PIECES)
            bug("a purl with too many pieces for the second evaluator");
        pieces.items[pieces.count++] = text_slice(text, start, at);
        start = at + 1;
    }
    return pieces;
}

// Cuts a text at the last such character: what stands behind it; nothing, and the text as it was, where there is none.
static Text cut_last(Text *text, char at)
{
    for (size_t i = text->length; i > 0; i--) {
        if (text->bytes[i - 1] == at) {
            Text behind = text_slice(*text, i, text->length);
            text->length = i - 1;
            return behind;
        }
    }
    return nothing;
}

// ---- reading ----

// Decoded, without empty pieces; false where one cannot be decoded, or has a slash in it.
static bool read_path(Arena *arena, Text text, bool without_dots, Pieces *path)
{
    Pieces all = pieces_between(text, '/');
    path->count = 0;
    for (int i = 0; i < all.count; i++) {
        Text piece;
        if (!decoded(arena, all.items[i], &piece) || text_contains(piece, text_of("/")))
            return false;
        bool dots = text_is(piece, ".") || text_is(piece, "..");
        if (piece.length && !(dots && without_dots))
            path->items[path->count++] = piece;
    }
    return true;
}

static bool is_right_key(Text key)
{
    bool right = key.length > 0 && key.bytes[0] >= 'a' && key.bytes[0] <= 'z';
    for (size_t i = 0; i < key.length; i++)
        right &= is_letter(key.bytes[i]) || is_number(key.bytes[i]) || (key.bytes[i] && strchr("._-", key.bytes[i]));
    return right;
}

// Puts a qualifier where it belongs; false where its key is there.
static bool add_qualifier(TwinPurl *purl, Text key, Text value)
{
    int place = 0;
    while (place < purl->keys.count && text_compare(purl->keys.items[place], key) < 0)
        place++;
    if (place < purl->keys.count && text_equal(purl->keys.items[place], key))
        return false;
    if (purl->keys.count == MOST_PIECES)
        bug("a purl with too many qualifiers for the second evaluator");
    for (int i = purl->keys.count++; i > place; i--) {
        purl->keys.items[i] = purl->keys.items[i - 1];
        purl->values.items[i] = purl->values.items[i - 1];
    }
    purl->keys.items[place] = key;
    purl->values.items[place] = value;
    return true;
}

static bool read_qualifiers(Arena *arena, Text text, TwinPurl *purl)
{
    Pieces pairs = pieces_between(text, '&');
    for (int i = 0; i < pairs.count && text.length; i++) {
        Text pair = pairs.items[i], value;
        size_t sign = text_find(pair, 0, text_of("="));
        if (!pair.length && i + 1 == pairs.count)
            continue; // behind the last `&`
        if (sign == SIZE_MAX || !is_right_key(text_slice(pair, 0, sign)) ||
            !decoded(arena, text_slice(pair, sign + 1, pair.length), &value))
            return false;
        if (value.length && !add_qualifier(purl, in_lower_case(arena, text_slice(pair, 0, sign)), value))
            return false;
    }
    return true;
}

static const TypeRules *rules_of(Arena *arena, Text type)
{
    Text lower = in_lower_case(arena, type);
    for (size_t i = 0; i < sizeof type_rules / sizeof *type_rules; i++) {
        if (text_is(lower, type_rules[i].type))
            return &type_rules[i];
    }
    return NULL; // the generator's others are none
}

// What types ask for: PyPI has one `-` for any run of `-`, `_` and `.`.
static void normalise(Arena *arena, TwinPurl *purl)
{
    for (int i = 0; purl->rules->lower_namespace && i < purl->namespace.count; i++)
        purl->namespace.items[i] = in_lower_case(arena, purl->namespace.items[i]);
    if (purl->rules->lower_name)
        purl->name = in_lower_case(arena, purl->name);
    if (!text_is(text_of(purl->rules->type), "pypi"))
        return;
    TextBuilder name = text_builder(arena);
    bool dash = false;
    for (size_t i = 0; i < purl->name.length; i++) {
        bool is_dash = strchr("-_.", purl->name.bytes[i]) != NULL;
        if (!is_dash)
            text_append_byte(&name, purl->name.bytes[i]);
        else if (!dash)
            text_append_byte(&name, '-');
        dash = is_dash;
    }
    purl->name = text_built(&name);
}

static bool read_purl(Arena *arena, Text text, TwinPurl *purl)
{
    *purl = (TwinPurl){.name = nothing, .version = nothing};
    Text subpath = cut_last(&text, '#'), qualifiers = cut_last(&text, '?');
    size_t colon = text_find(text, 0, text_of(":"));
    if (colon == SIZE_MAX || !text_is(in_lower_case(arena, text_slice(text, 0, colon)), "pkg"))
        return false;
    size_t from = colon + 1;
    while (from < text.length && text.bytes[from] == '/')
        from++;
    Text rest = text_slice(text, from, text.length);
    size_t slash = text_find(rest, 0, text_of("/"));
    purl->rules = slash == SIZE_MAX ? NULL : rules_of(arena, text_slice(rest, 0, slash));
    if (!purl->rules || !read_path(arena, subpath, true, &purl->subpath) || !read_qualifiers(arena, qualifiers, purl))
        return false;
    // A version stands behind the last `@` of the last piece, unless a slash ends that.
    rest = text_slice(rest, slash + 1, rest.length);
    bool ended = text_ends(rest, text_of("/"));
    while (text_ends(rest, text_of("/")))
        rest.length--;
    Text path = rest, last = text_contains(rest, text_of("/")) ? cut_last(&path, '/') : rest;
    path.length = last.length == rest.length ? 0 : path.length;
    Text version = ended ? nothing : cut_last(&last, '@');
    if (!decoded(arena, last, &purl->name) || !purl->name.length || !decoded(arena, version, &purl->version) ||
        !read_path(arena, path, false, &purl->namespace))
        return false;
    normalise(arena, purl);
    return !purl->rules->needs_namespace || purl->namespace.count;
}

// ---- what is asked of one ----

static void append_plain(TextBuilder *to, const Pieces *path)
{
    for (int i = 0; i < path->count; i++) {
        text_append_string(to, i ? "/" : "");
        text_append(to, path->items[i]);
    }
}

static void append_coded(TextBuilder *to, Text text)
{
    for (size_t i = 0; i < text.length; i++) {
        char byte = text.bytes[i];
        if (is_letter(byte) || is_number(byte) || (byte && strchr("._-~:", byte)))
            text_append_byte(to, byte);
        else
            text_append_format(to, "%%%02X", (unsigned)(unsigned char)byte);
    }
}

static void append_coded_path(TextBuilder *to, const Pieces *path)
{
    for (int i = 0; i < path->count; i++) {
        text_append_string(to, i ? "/" : "");
        append_coded(to, path->items[i]);
    }
}

static Text canonical(Arena *arena, const TwinPurl *purl)
{
    TextBuilder to = text_builder(arena);
    text_append_format(&to, "pkg:%s/", purl->rules->type);
    append_coded_path(&to, &purl->namespace);
    text_append_string(&to, purl->namespace.count ? "/" : "");
    append_coded(&to, purl->name);
    text_append_string(&to, purl->version.length ? "@" : "");
    append_coded(&to, purl->version);
    for (int i = 0; i < purl->keys.count; i++) {
        text_append_string(&to, i ? "&" : "?");
        text_append(&to, purl->keys.items[i]);
        text_append_string(&to, "=");
        append_coded(&to, purl->values.items[i]);
    }
    text_append_string(&to, purl->subpath.count ? "#" : "");
    append_coded_path(&to, &purl->subpath);
    return text_built(&to);
}

static bool is_version(Text text)
{
    bool is = text.length > 0 && text.length <= LONGEST_VERSION;
    for (size_t i = 0; i < text.length; i++)
        is &= (unsigned char)text.bytes[i] > ' ';
    return is;
}

bool purl_call(Arena *arena, Builtin builtin, Text text, Value *result)
{
    TwinPurl purl;
    TextBuilder namespace = text_builder(arena);
    bool asks = builtin == BUILTIN_scheme_of || builtin == BUILTIN_purl_type || builtin == BUILTIN_purl_namespace ||
                builtin == BUILTIN_purl_name || builtin == BUILTIN_purl_version || builtin == BUILTIN_canonical_purl;
    if (!asks)
        return false;
    bool right = read_purl(arena, text, &purl);
    if (!right || (builtin == BUILTIN_purl_version && !is_version(purl.version))) {
        *result = value_unknown(TWIN_ARITHMETIC);
        return true;
    }
    append_plain(&namespace, &purl.namespace);
    Text of = builtin == BUILTIN_scheme_of        ? text_of(purl.rules->scheme)
              : builtin == BUILTIN_purl_type      ? text_of(purl.rules->type)
              : builtin == BUILTIN_purl_namespace ? text_built(&namespace)
              : builtin == BUILTIN_purl_name      ? purl.name
              : builtin == BUILTIN_purl_version   ? purl.version
                                                  : canonical(arena, &purl);
    *result = value_text(builtin == BUILTIN_purl_version ? TYPE_VERSION : TYPE_TEXT, of);
    return true;
}
