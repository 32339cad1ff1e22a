// SPDX-License-Identifier: MIT
// What random profiles declare beside rules: an enumeration and a part, attributes of what the base declares, lists, a table.
// They are named after the profile's number, so that no two declare one name. And facts without any of it.
#include "generate.h"

#include "support/digest.h"
#include "support/json.h"

#include <stdio.h>

static const Sort grades[MOST_PROFILES_MADE] = {SORT_GRADE1, SORT_GRADE2, SORT_GRADE3};
static const Sort gears[MOST_PROFILES_MADE] = {SORT_GEAR1, SORT_GEAR2, SORT_GEAR3};

uint64_t attribute_bit(const AttributeSort *attribute)
{
    size_t number = (size_t)(attribute_sorts + attribute_sort_count - attribute); // from the last one on
    return attribute_profile(attribute) ? UINT64_C(1) << (number - 1) : 0;
}

uint64_t attributes_declared(Text policy)
{
    uint64_t declared = 0;
    for (size_t i = 0; i < attribute_sort_count && text_contains(policy, text_of("\nextend ")); i++) {
        const AttributeSort *attribute = &attribute_sorts[i];
        char name[24];
        bool gear = attribute->owner >= SORT_GEAR1;
        snprintf(name, sizeof name, gear ? "\npart %s key" : "\n  %s: ", gear ? sort_names[attribute->owner] : attribute->name);
        if (attribute_profile(attribute) && text_contains(policy, text_of(name)))
            declared |= attribute_bit(attribute);
    }
    return declared;
}

// ---- what a profile declares ----

static void write_types(Writer *writer, uint32_t number)
{
    static const char *const between[] = {" | ", " < ", " | "};
    const char *sign = between[number - 1];
    text_append_format(writer->to, "%stype Grade%u = ka%u%skb%u \"so so\" zh \"中\"%skc%u\n", number == 2 ? "ordered " : "",
                       number, number, sign, number, sign, number);
}

// Some of its own attributes of an owner; all of its part.
static void write_attributes(Writer *writer, Sort owner, const char *beginning)
{
    bool any = false;
    for (size_t i = 0; i < attribute_sort_count; i++) {
        const AttributeSort *attribute = &attribute_sorts[i];
        bool whole = owner >= SORT_GEAR1 || sort_is_part(attribute->sort); // a `ref` leads to what somebody owns
        if (attribute->owner != owner || attribute_profile(attribute) != writer->profile || !(whole || chance(writer, 60)))
            continue;
        put(writer, any ? "" : beginning);
        text_append_format(writer->to, "\n  %s: %s%s%s", attribute->name, attribute->flags & IS_MANY ? "many " : "",
                           attribute->flags & IS_REF ? "ref " : "", sort_names[attribute->sort]);
        writer->ground.extended |= attribute_bit(attribute);
        any = true;
    }
    put(writer, any ? "\n}\n" : "");
}

static void write_own_lists(Writer *writer, uint32_t number)
{
    static const char *const numbers[] = {"{ 1, 7 }", "{ -2 }", "{ 0, 2, 3 }"}, *const chosen[] = {"ka", "kb", "kc"};
    text_append_format(writer->to, "list small%u : integer = %s\nlist grades%u : Grade%u = { %s%u, %s%u }\n", number,
                       ONE_OF(writer, numbers), number, number, ONE_OF(writer, chosen), number, ONE_OF(writer, chosen), number);
}

void write_extensions(Writer *writer)
{
    uint32_t number = writer->profile;
    char part[24];
    snprintf(part, sizeof part, "part Gear%u key id {", number);
    write_types(writer, number);
    write_attributes(writer, gears[number - 1], part);
    write_attributes(writer, SORT_PRODUCT, "extend Product {");
    write_attributes(writer, SORT_ITEM, "extend Item {");
    write_attributes(writer, SORT_MAKER, "extend Maker {");
    write_own_lists(writer, number);
    writer->ground.types |= 1u << (number - 1);
    if (!chance(writer, 60))
        return;
    write_table(writer, new_function(writer, 't', SORT_BOOLEAN));
    writer->ground.function_count++;
}

// ---- where it is used ----

bool choose_extension(Writer *writer, uint32_t percent, bool part, Sort *sort)
{
    if (!writer->ground.types || !chance(writer, percent))
        return false;
    uint32_t number = below(writer, MOST_PROFILES_MADE);
    while (!(writer->ground.types >> number & 1))
        number = (number + 1) % MOST_PROFILES_MADE;
    *sort = (part ? gears : grades)[number];
    return true;
}

bool write_extended_names(Writer *writer)
{
    const char *before = " for ";
    if (!writer->ground.types || chance(writer, 50))
        return false;
    for (size_t i = 0; i < attribute_sort_count; i++) {
        const AttributeSort *attribute = &attribute_sorts[i];
        if (attribute->owner != SORT_PRODUCT || !(writer->ground.extended & attribute_bit(attribute)) || chance(writer, 70))
            continue;
        text_append_format(writer->to, "%s%s", before, attribute->name);
        before = ", ";
    }
    return *before == ',';
}

// ---- facts without it ----

typedef struct Renamed {
    Text before, now; // digests of a submission
} Renamed;

typedef struct Bare {
    Arena *arena;
    JsonDocument document;
    TextBuilder to;
    Renamed items[32];
    size_t count;
} Bare;

static bool is_extension(Text name)
{
    char last = name.length > 2 ? name.bytes[name.length - 1] : 0;
    return name.length == 3 && name.bytes[0] == 'x' && last >= '1' && last < '1' + MOST_PROFILES_MADE;
}

static Text digest_in(Arena *arena, const JsonDocument *document)
{
    JsonWriter writer = json_writer(arena);
    json_write_value(&writer, document, 0);
    Digest digest = digest_of(text_built(&writer.builder));
    return digest_text(arena, &digest);
}

static void append_scalar(Bare *bare, uint32_t value)
{
    Text text = text_slice(bare->document.text, json_offset(&bare->document, value),
                           json_offset(&bare->document, value) + json_extent(&bare->document, value));
    for (size_t i = 0; i < bare->count; i++) {
        if (json_kind(&bare->document, value) == JSON_STRING &&
            text_equal(json_raw(&bare->document, value), bare->items[i].before)) {
            text_append_format(&bare->to, "\"%.*s\"", (int)bare->items[i].now.length, bare->items[i].now.bytes);
            return;
        }
    }
    text_append(&bare->to, text);
}

// A value as it stands, without the members of its objects that profiles declare.
static void append_bare(Bare *bare, uint32_t value) // NOLINT(misc-no-recursion): generated facts are flat
{
    const JsonDocument *document = &bare->document;
    JsonKind kind = json_kind(document, value);
    if (kind != JSON_OBJECT && kind != JSON_ARRAY) {
        append_scalar(bare, value);
        return;
    }
    const char *between = kind == JSON_OBJECT ? "{" : "[";
    for (uint32_t at = value + 1; at < json_next(document, value); at = json_next(document, at)) {
        uint32_t key = at;
        at += kind == JSON_OBJECT;
        if (kind == JSON_OBJECT && is_extension(json_raw(document, key)))
            continue;
        text_append_string(&bare->to, between);
        between = ", ";
        if (kind == JSON_OBJECT) {
            append_scalar(bare, key);
            text_append_string(&bare->to, ": ");
        }
        append_bare(bare, at);
    }
    text_append_string(&bare->to, *between != ',' ? (kind == JSON_OBJECT ? "{}" : "[]") : kind == JSON_OBJECT ? "}" : "]");
}

Text facts_of_base(Text facts, Arena *arena)
{
    Bare bare = {.arena = arena, .to = text_builder(arena)};
    JsonError error;
    for (size_t at = 0, next; at < facts.length; at = next) {
        size_t end = text_find(facts, at, text_of("\n")), start = bare.to.length, from = 0;
        next = end == SIZE_MAX ? facts.length : end + 1;
        if (!json_read(&bare.document, arena, text_slice(facts, at, next), &from, &error))
            return facts; // it was cut while a case is made small
        append_bare(&bare, 0);
        Text before = digest_in(arena, &bare.document),
             line = text_copy(arena, text_slice(text_built(&bare.to), start, bare.to.length));
        text_append_byte(&bare.to, '\n');
        from = 0;
        if (bare.count == sizeof bare.items / sizeof *bare.items || !json_read(&bare.document, arena, line, &from, &error))
            continue;
        bare.items[bare.count++] = (Renamed){before, digest_in(arena, &bare.document)};
    }
    return text_built(&bare.to);
}
