// SPDX-License-Identifier: MIT
// Random `format` blocks, which decide nothing of a review: of each attribute who maps it, the base or one of its profiles, so
// that none is mapped twice.
#include "generate.h"

enum { MAPPERS = MOST_PROFILES_MADE + 1 };

// Records of a format, and what they fill.
static const struct {
    const char *format, *record;
    Sort fills;
} records[] = {{"cyclonedx", "bom", SORT_PRODUCT},  {"cyclonedx", "component", SORT_ITEM},
               {"cyclonedx", "service", SORT_PORT}, {"cyclonedx", "vulnerability", SORT_FAULT},
               {"spdx", "document", SORT_PRODUCT},  {"spdx", "package", SORT_ITEM},
               {"sarif", "result", SORT_NOTE}};
enum { RECORDS = sizeof records / sizeof *records };

static void write_path(Writer *writer, bool one)
{
    static const char *const members[] = {"a", "name", "from", "in", "\"b-c\"", "when", "properties", "\"a b\"", "版本"};
    static const char *const steps[] = {".a",          ".\"x\"",         ".if",           "[\"n\"]", "[]",
                                        "[a = \"b\"]", "[from = \"é\"]", "[\"a\" = \"\"]"};
    put(writer, ONE_OF(writer, members));
    for (uint32_t i = 0, count = below(writer, 4); i < count; i++)
        put(writer, steps[below(writer, one ? 4 : 8)]);
}

static void write_words(Writer *writer, Sort sort)
{
    put(writer, " { \"x\" => ");
    write_literal(&writer->random, sort, writer->to);
    put(writer, chance(writer, 50) ? " }" : ", \"X\" => ");
    if (writer->to->bytes[writer->to->length - 1] == '}')
        return;
    write_literal(&writer->random, sort, writer->to);
    put(writer, " }");
}

static void write_mapping(Writer *writer, const AttributeSort *attribute, int depth);

// Of a reference its key alone.
static void write_block(Writer *writer, const AttributeSort *of, int depth)
{
    uint32_t written = 0;
    put(writer, " {");
    for (size_t i = 0; i < attribute_sort_count; i++) {
        const AttributeSort *inner = &attribute_sorts[i];
        bool fits = inner->owner == of->sort && (!(of->flags & IS_REF) || inner->flags & IS_KEY) &&
                    attribute_is_there(writer, inner);
        bool first = !written && inner->flags & IS_KEY;
        if (!fits || (!first && chance(writer, 60)) || (inner->owner != SORT_NOTE && sort_is_part(inner->sort) && depth > 2))
            continue;
        write_mapping(writer, inner, depth + 1);
        written++;
    }
    if (!written) // a part without a key, of which nothing was chosen
        put(writer, " page from p");
    put(writer, " }");
}

static void write_mapping(Writer *writer, const AttributeSort *attribute, int depth)
{
    bool part = sort_is_part(attribute->sort), many = attribute->flags & IS_MANY;
    text_append_format(writer->to, "%s%s from ", depth ? " " : "\n    ", attribute->name);
    write_path(writer, part && !many);
    while (chance(writer, 20)) {
        put(writer, " | ");
        write_path(writer, part && !many);
    }
    if (part)
        write_block(writer, attribute, depth);
    else if (attribute->sort < SORT_KIND && chance(writer, 40))
        write_words(writer, attribute->sort);
}

// Whether an attribute is for who writes now. What the engine makes parts of goes where it does without saying, and so does their
// key, which is the base's for that.
static bool is_own(const Writer *writer, size_t attribute, size_t record)
{
    if (attribute_profile(&attribute_sorts[attribute]))
        return attribute_profile(&attribute_sorts[attribute]) == writer->profile;
    if (attribute_sorts[attribute].flags & IS_KEY)
        return !writer->profile;
    return (attribute * 7 + record * 3 + 1) % MAPPERS == writer->profile;
}

void write_formats(Writer *writer)
{
    if (!writer->profile)
        put(writer, "format csv { Product from file { n1 from \"n 1\" } }\n");
    for (size_t record = 0; record < RECORDS; record++) {
        if (!chance(writer, 40))
            continue;
        text_append_format(writer->to, "format %s {\n  %s from %s {", records[record].format, sort_names[records[record].fills],
                           records[record].record);
        for (size_t i = 0; i < attribute_sort_count; i++) {
            const AttributeSort *attribute = &attribute_sorts[i];
            bool made = sort_is_part(attribute->sort) && !(attribute->flags & IS_REF) && attribute->flags & IS_MANY;
            if (attribute->owner == records[record].fills && !(attribute->flags & IS_EVIDENCE) && !made &&
                attribute_is_there(writer, attribute) && is_own(writer, i, record) && chance(writer, 50))
                write_mapping(writer, attribute, 0);
        }
        put(writer, "\n  }\n}\n");
    }
}
