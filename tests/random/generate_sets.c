// SPDX-License-Identifier: MIT
// Random expressions: what can be read, sets, and the binders that go through them.
#include "generate.h"

void know(Writer *writer, const char *name, Sort sort)
{
    Known *known = &writer->known[writer->known_count++];
    memcpy(known->name, name, strlen(name) + 1);
    known->sort = sort;
}

bool can_read(const Writer *writer, Sort owner)
{
    for (uint32_t i = 0; i < writer->known_count; i++) {
        if (writer->known[i].sort == owner)
            return true;
    }
    return false;
}

// ---- what can be read ----

static bool write_owner(Writer *writer, Sort sort, int depth);

static bool may_read(const Writer *writer, const AttributeSort *attribute)
{
    bool by = attribute->owner == SORT_SUBMISSION && attribute->sort == SORT_MAKER;
    return !(attribute->flags & IS_EVIDENCE && writer->monotone) && !(by && !writer->has_by) &&
           attribute_is_there(writer, attribute);
}

bool write_attribute(Writer *writer, Sort sort, bool many, int depth)
{
    uint32_t first = below(writer, (uint32_t)attribute_sort_count);
    for (size_t i = 0; i < attribute_sort_count; i++) {
        const AttributeSort *attribute = &attribute_sorts[(first + i) % attribute_sort_count];
        bool fits = attribute->sort == sort && !(attribute->flags & IS_MANY) == !many && may_read(writer, attribute);
        if (!fits || !write_owner(writer, attribute->owner, depth))
            continue;
        text_append_format(writer->to, ".%s", attribute->name);
        return true;
    }
    return false;
}

bool write_variable(Writer *writer, Sort sort)
{
    uint32_t fits[MOST_KNOWN], count = 0;
    for (uint32_t i = 0; i < writer->known_count; i++) {
        if (writer->known[i].sort == sort)
            fits[count++] = i;
    }
    if (!count)
        return false;
    // The newest ones most often.
    uint32_t chosen = chance(writer, 70) ? count - 1 : below(writer, count);
    put(writer, writer->known[fits[chosen]].name);
    return true;
}

// An entity or a part.
static bool write_owner(Writer *writer, Sort sort, int depth)
{
    if ((depth <= 0 || chance(writer, 75)) && write_variable(writer, sort))
        return true;
    if (depth <= 0)
        return false;
    return write_attribute(writer, sort, false, depth - 1) || write_variable(writer, sort);
}

// ---- sets ----

void write_over(Writer *writer, const char *name, Sort sort, int depth)
{
    uint32_t known = writer->known_count;
    bool brace = name[0] == '{';
    // Binders come behind the value: they are written aside first, so that it may name them.
    TextBuilder aside = text_builder(writer->to->arena), *to = writer->to;
    writer->to = &aside;
    write_binders(writer, depth - 1, 0);
    writer->to = to;
    put(writer, name);
    write_value(writer, sort, depth > 1 ? 1 : 0);
    put(writer, " for ");
    text_append(to, text_built(&aside));
    put(writer, brace ? " }" : ")");
    writer->known_count = known;
}

void write_listed(Writer *writer, Sort sort, int depth)
{
    put(writer, "{");
    for (uint32_t i = 0, count = 1 + below(writer, 3); i < count; i++) {
        put(writer, i ? ", " : "");
        if ((i == 0 && sort_speaks(sort)) || !write_value(writer, sort, depth - 1))
            write_literal(&writer->random, sort, writer->to);
    }
    put(writer, "}");
}

// The set of the results of an attribute over a set.
static bool write_mapped(Writer *writer, Sort sort, int depth)
{
    uint32_t first = below(writer, (uint32_t)attribute_sort_count);
    for (size_t i = 0; i < attribute_sort_count; i++) {
        const AttributeSort *attribute = &attribute_sorts[(first + i) % attribute_sort_count];
        if (attribute->sort != sort || !may_read(writer, attribute))
            continue;
        size_t before = writer->to->length;
        if (depth > 1 && chance(writer, 30) ? write_set(writer, attribute->owner, depth - 1)
                                            : write_attribute(writer, attribute->owner, true, depth - 1)) {
            text_append_format(writer->to, ".%s", attribute->name);
            return true;
        }
        writer->to->length = before;
    }
    return false;
}

// What can be reached, along a set or along a single reference.
static bool write_closure(Writer *writer, Sort sort, int depth)
{
    static const char *const of_item[] = {"depends_on", "depends_on", "parent"}, *const of_product[] = {"others", "other"};
    static const char *const of_maker[] = {"owner"}, *const of_line[] = {"next"};
    size_t before = writer->to->length;
    put(writer, "(");
    if (!write_set(writer, sort, depth - 1)) {
        writer->to->length = before;
        return false;
    }
    put(writer, " via ");
    put(writer, sort == SORT_ITEM      ? ONE_OF(writer, of_item)
                : sort == SORT_PRODUCT ? ONE_OF(writer, of_product)
                : sort == SORT_LINE    ? ONE_OF(writer, of_line)
                : sort >= SORT_GEAR1   ? "mate"
                                       : ONE_OF(writer, of_maker));
    put(writer, ")");
    return true;
}

// Some of those that are in another set.
static bool write_part_of_set(Writer *writer, Sort sort, int depth)
{
    char name[16];
    size_t before = writer->to->length;
    uint32_t known = writer->known_count;
    TextBuilder number = text_builder(writer->to->arena);
    text_append_format(&number, "w%u", writer->names++);
    memcpy(name, number.bytes, number.length);
    name[number.length] = 0;
    text_append_format(writer->to, "{ %s for %s in ", name, name);
    if (known >= MOST_KNOWN || !write_set(writer, sort, depth - 1)) {
        writer->to->length = before;
        return false;
    }
    know(writer, name, sort);
    put(writer, " where ");
    int tight = writer->tight;
    writer->tight = 0;
    write_boolean(writer, depth > 1 ? 1 : 0);
    writer->tight = tight;
    writer->known_count = known;
    put(writer, " }");
    return true;
}

static bool write_union(Writer *writer, Sort sort, int depth)
{
    size_t before = writer->to->length;
    put(writer, "(");
    if (write_set(writer, sort, depth - 1)) {
        put(writer, " union ");
        if (write_set(writer, sort, depth - 1)) {
            put(writer, ")");
            return true;
        }
    }
    writer->to->length = before;
    return false;
}

void write_kinds(Writer *writer)
{
    static const char *const kinds[] = {
        " by laboratory",   " by government",  " by {report, declaration}",           " by {laboratory, report}",
        " by {government}", " by declaration", " by {assessment, report, government}"};
    if (!writer->accepts && chance(writer, 45))
        put(writer, ONE_OF(writer, kinds));
}

// What submissions list as an attribute.
static bool write_listing(Writer *writer, Sort sort, int depth)
{
    uint32_t first = below(writer, (uint32_t)attribute_sort_count);
    size_t before = writer->to->length;
    for (size_t i = 0; i < attribute_sort_count && !writer->monotone; i++) {
        const AttributeSort *attribute = &attribute_sorts[(first + i) % attribute_sort_count];
        put(writer, "listed(");
        bool fits = attribute->sort == sort && attribute->flags & IS_MANY && !(attribute->flags & IS_EVIDENCE) &&
                    attribute_is_there(writer, attribute);
        if (fits && write_owner(writer, attribute->owner, depth)) {
            text_append_format(writer->to, ".%s", attribute->name);
            write_kinds(writer);
            put(writer, ")");
            return true;
        }
        writer->to->length = before;
    }
    return false;
}

static bool write_list(Writer *writer, Sort sort)
{
    static const char *const lists[SORT_VALUES] = {[SORT_INTEGER] = "small", [SORT_TEXT] = "letters", [SORT_DATE] = "holidays",
                                                   [SORT_LEVEL] = "heights", [SORT_VERSION] = "old",  [SORT_ADDRESS] = "nets"};
    static const Sort own[] = {SORT_GRADE1, SORT_GRADE2, SORT_GRADE3};
    for (uint32_t i = 0; i < MOST_PROFILES_MADE; i++) { // those of profiles
        bool grades = sort == own[i];
        if (!(writer->ground.types >> i & 1) || !(grades || (sort == SORT_INTEGER && chance(writer, 30))))
            continue;
        text_append_format(writer->to, grades ? "grades%u" : "small%u", i + 1);
        return true;
    }
    if (sort >= SORT_VALUES || !lists[sort])
        return false;
    put(writer, lists[sort]);
    return true;
}

bool write_set(Writer *writer, Sort sort, int depth)
{
    uint32_t form = below(writer, 100);
    bool closes = sort == SORT_ITEM || sort == SORT_PRODUCT || sort == SORT_MAKER || sort == SORT_LINE || sort >= SORT_GEAR1;
    if (depth > 0 && closes && form < 30 && write_closure(writer, sort, depth))
        return true;
    if (depth > 0 && form >= 30 && form < 45 && write_mapped(writer, sort, depth))
        return true;
    if (depth > 0 && form >= 45 && form < 52 && !sort_may_lack(sort)) {
        write_over(writer, "{ ", sort, depth);
        return true;
    }
    if (depth > 0 && form >= 52 && form < 58 && write_part_of_set(writer, sort, depth))
        return true;
    if (depth > 0 && form >= 58 && form < 64 && write_call(writer, sort, true, depth - 1))
        return true;
    bool grades = sort >= SORT_GRADE1 && sort <= SORT_GRADE3;
    if (form >= (grades ? 40 : 64) && form < 68 && write_list(writer, sort))
        return true;
    if (depth > 0 && form >= 68 && form < 78 && write_union(writer, sort, depth))
        return true;
    if (form >= 78 && form < 88 && write_listing(writer, sort, depth > 1 ? 1 : 0))
        return true;
    if (depth > 0 && sort == SORT_TEXT && form >= 88 && form < 94) {
        write_notation_set(writer, depth);
        return true;
    }
    if (write_attribute(writer, sort, true, depth > 1 ? 1 : 0) || write_mapped(writer, sort, 1) ||
        write_attribute(writer, sort, true, 2))
        return true;
    if (sort_may_lack(sort) && !can_read(writer, sort))
        return false;
    write_listed(writer, sort, depth);
    return true;
}

// ---- binders ----

Sort set_sort(Writer *writer)
{
    static const Sort sorts[] = {SORT_PORT,    SORT_PORT,     SORT_ITEM,  SORT_ITEM,    SORT_ITEM,  SORT_ITEM,       SORT_FAULT,
                                 SORT_INTEGER, SORT_TEXT,     SORT_DATE,  SORT_DECIMAL, SORT_LEVEL, SORT_ZONE,       SORT_ADDRESS,
                                 SORT_VERSION, SORT_PRODUCT,  SORT_MAKER, SORT_NOTE,    SORT_BOX,   SORT_SUBMISSION, SORT_KIND,
                                 SORT_BOOLEAN, SORT_DURATION, SORT_LINE,  SORT_LINE};
    Sort extended;
    if (choose_extension(writer, 30, true, &extended) || choose_extension(writer, 15, false, &extended))
        return extended;
    return sorts[below(writer, sizeof sorts / sizeof *sorts)];
}

void write_binder(Writer *writer, int depth, int tight)
{
    char name[16];
    TextBuilder builder = text_builder(writer->to->arena);
    text_append_format(&builder, "v%u", writer->names++);
    memcpy(name, builder.bytes, builder.length);
    name[builder.length] = 0;
    put(writer, name);
    put(writer, " in ");
    int before = writer->tight;
    writer->tight = 0;
    Sort sort = set_sort(writer);
    if (writer->known_count + 4 >= MOST_KNOWN || !write_set(writer, sort, depth > 2 ? 2 : depth)) {
        sort = SORT_INTEGER;
        write_listed(writer, sort, 0);
    }
    if (writer->known_count < MOST_KNOWN)
        know(writer, name, sort);
    writer->tight = tight;
    if (depth > 0 && chance(writer, 40)) {
        put(writer, " where ");
        write_boolean(writer, depth > 1 ? 1 : 0);
    }
    writer->tight = before;
}

void write_binders(Writer *writer, int depth, int tight)
{
    for (uint32_t i = 0, count = chance(writer, 25) ? 2 : 1; i < count; i++) {
        put(writer, i ? ", " : "");
        write_binder(writer, depth, tight);
    }
}
