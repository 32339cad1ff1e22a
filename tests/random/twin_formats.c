// SPDX-License-Identifier: MIT
// `format` blocks by the second evaluator (LANGUAGE.md 5.10): what stands in them, which types and attributes they name, and that
// nothing is mapped twice. A reader of its own, by tokens. See twin_formats.h.
#include "twin_formats.h"

typedef struct Declared { // an attribute of a type; name empty: the type itself
    Text owner, name, type;
    bool part; // of the type itself
} Declared;

typedef struct MappedOnce {
    Text format, record, attribute;
} MappedOnce;

typedef struct FormatsRead {
    Arena *arena;
    const Tokens *tokens;
    size_t at;
    Text format, wrong;
    Declared *declared;
    size_t declared_count, declared_capacity;
    MappedOnce *mapped;
    size_t mapped_count, mapped_capacity;
} FormatsRead;

static bool wrong(FormatsRead *read, const char *what, Text about)
{
    if (!read->wrong.length)
        read->wrong = text_format(read->arena, "%s: %.*s", what, (int)about.length, about.bytes);
    return false;
}

// ---- what is declared ----

static void declare(FormatsRead *read, Declared one)
{
    read->declared = arena_grow(read->arena, read->declared, read->declared_count, &read->declared_capacity, sizeof one);
    read->declared[read->declared_count++] = one;
}

static const Declared *declared(const FormatsRead *read, Text owner, Text name)
{
    for (size_t i = 0; i < read->declared_count; i++) {
        if (text_equal(read->declared[i].owner, owner) && text_equal(read->declared[i].name, name))
            return &read->declared[i];
    }
    return NULL;
}

// `entity T { a: many ref U … }`, `part`, `extend`.
static void declare_type(FormatsRead *read, const Tokens *tokens, Piece piece)
{
    Text owner = token_text(tokens, piece.first + 1);
    if (piece.keyword != KEYWORD_EXTEND)
        declare(read, (Declared){owner, {"", 0}, {"", 0}, piece.keyword == KEYWORD_PART});
    for (size_t i = piece.first; i + 2 < piece.behind; i++) {
        if (tokens->items[i].depth != 1 || tokens->items[i].kind != TOKEN_WORD || !token_says(tokens, i + 1, ":"))
            continue;
        size_t type = i + 2;
        while (token_is(tokens, type, KEYWORD_MANY) || token_is(tokens, type, KEYWORD_REF))
            type++;
        declare(read, (Declared){owner, token_text(tokens, i), token_text(tokens, type), false});
    }
}

// ---- blocks ----

static bool take(FormatsRead *read, const char *sign)
{
    if (!token_says(read->tokens, read->at, sign))
        return wrong(read, "something else is expected", token_text(read->tokens, read->at));
    read->at++;
    return true;
}

static bool take_from(FormatsRead *read)
{
    if (!token_is(read->tokens, read->at, KEYWORD_FROM))
        return wrong(read, "`from` is expected", token_text(read->tokens, read->at));
    read->at++;
    return true;
}

static Text take_name(FormatsRead *read)
{
    if (read->at >= read->tokens->count || read->tokens->items[read->at].kind != TOKEN_WORD) {
        wrong(read, "a name is expected", token_text(read->tokens, read->at));
        return (Text){"", 0};
    }
    return token_text(read->tokens, read->at++);
}

// Paths are passed by their brackets; each but the first follows on a `|`.
static void pass_paths(FormatsRead *read)
{
    const Tokens *tokens = read->tokens;
    do {
        read->at++;
        while (token_says(tokens, read->at, ".") || token_says(tokens, read->at, "[")) {
            uint32_t depth = tokens->items[read->at].depth;
            read->at++;
            while (tokens->items[read->at].depth > depth && read->at < tokens->count)
                read->at++;
            read->at++;
        }
    } while (token_says(tokens, read->at, "|") && ++read->at);
}

static bool read_mappings(FormatsRead *read, Text type, Text record);

// What texts mean is passed; else a block of the type that the attribute has.
static bool read_braces(FormatsRead *read, const Declared *attribute)
{
    const Tokens *tokens = read->tokens;
    bool words = read->at + 1 < tokens->count && tokens->items[read->at + 1].kind == TOKEN_TEXT;
    if (!words)
        return read_mappings(read, attribute->type, (Text){"", 0});
    uint32_t depth = tokens->items[read->at].depth;
    do
        read->at++;
    while (read->at < tokens->count && tokens->items[read->at].depth > depth);
    return take(read, "}");
}

static bool map_once(FormatsRead *read, Text record, Text attribute, size_t first)
{
    for (size_t i = first; i < read->mapped_count; i++) {
        const MappedOnce *one = &read->mapped[i];
        if (text_equal(one->format, read->format) && text_equal(one->record, record) && text_equal(one->attribute, attribute))
            return wrong(read, "it is mapped twice", attribute);
    }
    read->mapped = arena_grow(read->arena, read->mapped, read->mapped_count, &read->mapped_capacity, sizeof *read->mapped);
    read->mapped[read->mapped_count++] = (MappedOnce){read->format, record, attribute};
    return true;
}

// record empty: in a block, where an attribute is told apart from those of the same block alone.
static bool read_mappings(FormatsRead *read, Text type, Text record)
{
    size_t first = record.length ? 0 : read->mapped_count;
    if (!take(read, "{"))
        return false;
    while (!token_says(read->tokens, read->at, "}")) {
        Text name = take_name(read);
        const Declared *attribute = name.length ? declared(read, type, name) : NULL;
        if (!name.length || !take_from(read))
            return false;
        if (!attribute)
            return wrong(read, "there is no such attribute", name);
        bool derived = token_says(read->tokens, read->at, "record");
        const Declared *part = declared(read, attribute->type, (Text){"", 0});
        if (!map_once(read, record, name, first))
            return false;
        pass_paths(read);
        bool braces = token_says(read->tokens, read->at, "{");
        if (part && part->part && !braces && !derived)
            return wrong(read, "a part without a block", name);
        size_t kept = read->mapped_count;
        if (braces && !read_braces(read, attribute))
            return false;
        read->mapped_count = kept; // what was mapped in the block is told apart there alone
    }
    return take(read, "}");
}

static bool read_format(FormatsRead *read, const Tokens *tokens, Piece piece)
{
    read->tokens = tokens;
    read->at = piece.first + 1;
    read->format = take_name(read);
    if (!take(read, "{"))
        return false;
    while (!token_says(tokens, read->at, "}")) {
        Text type = take_name(read);
        if (!type.length || !take_from(read))
            return false;
        Text record = take_name(read);
        if (!declared(read, type, (Text){"", 0}))
            return wrong(read, "there is no such type", type);
        if (!record.length || !read_mappings(read, type, record))
            return false;
    }
    return true;
}

Text formats_refusal(Arena *arena, const Files *files, bool *any)
{
    FormatsRead read = {.arena = arena};
    Tokens *tokens = arena_array(arena, files->count + 1, sizeof *tokens);
    PieceList *pieces = arena_array(arena, files->count + 1, sizeof *pieces);
    *any = false;
    for (size_t i = 0; i < files->count; i++) {
        tokens[i] = tokens_of(arena, files->items[i].text);
        pieces[i] = pieces_of(arena, &tokens[i]);
        for (size_t j = 0; j < pieces[i].count; j++) {
            Piece piece = pieces[i].items[j];
            if (piece.keyword == KEYWORD_ENTITY || piece.keyword == KEYWORD_PART || piece.keyword == KEYWORD_EXTEND)
                declare_type(&read, &tokens[i], piece);
        }
    }
    for (size_t i = 0; i < files->count; i++) {
        for (size_t j = 0; j < pieces[i].count; j++) {
            if (pieces[i].items[j].keyword != KEYWORD_FORMAT)
                continue;
            *any = true;
            read_format(&read, &tokens[i], pieces[i].items[j]);
        }
    }
    return read.wrong;
}
