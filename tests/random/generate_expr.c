// SPDX-License-Identifier: MIT
// Random expressions, right by construction: every sort of value, and every form that gives it.
#include "generate.h"

static void put(Writer *writer, const char *text)
{
    text_append_string(writer->to, text);
}

static uint32_t below(Writer *writer, uint32_t limit)
{
    return random_below(&writer->random, limit);
}

static bool chance(Writer *writer, uint32_t percent)
{
    return random_chance(&writer->random, percent);
}

// ---- what can be read ----

static bool write_owner(Writer *writer, Sort sort, int depth);

// An attribute of a sort, of anything that is known; false where there is none (nothing is written then).
static bool write_attribute(Writer *writer, Sort sort, bool many, int depth)
{
    size_t first = below(writer, (uint32_t)attribute_sort_count);
    for (size_t i = 0; i < attribute_sort_count; i++) {
        const AttributeSort *attribute = &attribute_sorts[(first + i) % attribute_sort_count];
        if (attribute->sort != sort || attribute->many != many || !write_owner(writer, attribute->owner, depth))
            continue;
        text_append_format(writer->to, ".%s", attribute->name);
        return true;
    }
    return false;
}

static bool write_variable(Writer *writer, Sort sort)
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

static void forget(Writer *writer, uint32_t known)
{
    writer->known_count = known;
}

static void write_set(Writer *writer, Sort sort, int depth);

static void write_comprehension(Writer *writer, Sort sort, int depth)
{
    uint32_t known = writer->known_count;
    if (sort_is_owner(sort)) { // some of those that are in another set
        text_append_format(writer->to, "{ w%u for w%u in ", depth, depth);
        write_set(writer, sort, depth - 1);
        put(writer, " where ");
        write_boolean(writer, 0);
        put(writer, " }");
        return;
    }
    // Binders come behind the element: they are written aside first, so that it may name them.
    TextBuilder aside = text_builder(writer->to->arena), *to = writer->to;
    writer->to = &aside;
    write_binder(writer, depth - 1);
    writer->to = to;
    put(writer, "{ ");
    write_value(writer, sort, depth - 1);
    put(writer, " for ");
    text_append(to, text_built(&aside));
    put(writer, " }");
    forget(writer, known);
}

static void write_listed(Writer *writer, Sort sort, int depth)
{
    put(writer, "{");
    for (uint32_t i = 0, count = 1 + below(writer, 3); i < count; i++) {
        put(writer, i ? ", " : "");
        if (i > 0 || sort_is_owner(sort) || sort == SORT_LEVEL || sort == SORT_ZONE)
            write_value(writer, sort, depth - 1);
        else
            write_literal(&writer->random, sort, writer->to);
    }
    put(writer, "}");
}

// The set of the results of an attribute over a set.
static bool write_mapped(Writer *writer, Sort sort, int depth)
{
    size_t first = below(writer, (uint32_t)attribute_sort_count);
    for (size_t i = 0; i < attribute_sort_count; i++) {
        const AttributeSort *attribute = &attribute_sorts[(first + i) % attribute_sort_count];
        if (attribute->sort != sort)
            continue;
        size_t before = writer->to->length;
        if (write_attribute(writer, attribute->owner, true, depth - 1)) {
            text_append_format(writer->to, ".%s", attribute->name);
            return true;
        }
        writer->to->length = before;
    }
    return false;
}

static void write_set(Writer *writer, Sort sort, int depth)
{
    if (depth > 0 && sort == SORT_ITEM && chance(writer, 35)) {
        put(writer, "(");
        write_set(writer, sort, depth - 1);
        put(writer, " via depends_on)");
        return;
    }
    if (depth > 0 && sort == SORT_PRODUCT && chance(writer, 35)) {
        put(writer, "(");
        write_set(writer, sort, depth - 1);
        put(writer, " via others)");
        return;
    }
    uint32_t form = depth > 0 ? below(writer, 100) : 0;
    if (form >= 50 && form < 70 && write_mapped(writer, sort, depth))
        return;
    if (form >= 70 && form < 85) {
        write_comprehension(writer, sort, depth);
        return;
    }
    if (form < 85 && write_attribute(writer, sort, true, depth > 1 ? 1 : 0))
        return;
    if (write_mapped(writer, sort, 1) || write_attribute(writer, sort, true, 2))
        return;
    write_listed(writer, sort, depth);
}

// A sort of which there are sets.
static Sort set_sort(Writer *writer)
{
    static const Sort sorts[] = {SORT_PORT,  SORT_ITEM,  SORT_ITEM,    SORT_FAULT, SORT_INTEGER, SORT_TEXT,
                                 SORT_LEVEL, SORT_MAKER, SORT_PRODUCT, SORT_ITEM,  SORT_PORT};
    return sorts[below(writer, sizeof sorts / sizeof *sorts)];
}

static bool can_read(const Writer *writer, Sort owner)
{
    for (uint32_t i = 0; i < writer->known_count; i++) {
        if (writer->known[i].sort == owner)
            return true;
    }
    return false;
}

void write_binder(Writer *writer, int depth)
{
    Sort sort = set_sort(writer);
    if (sort == SORT_FAULT && !can_read(writer, SORT_ITEM))
        sort = SORT_ITEM;
    if (writer->known_count + 4 >= MOST_KNOWN)
        sort = SORT_INTEGER;
    char name[8];
    TextBuilder builder = text_builder(writer->to->arena);
    text_append_format(&builder, "v%u", writer->names++);
    memcpy(name, builder.bytes, builder.length);
    name[builder.length] = 0;
    put(writer, name);
    put(writer, " in ");
    write_set(writer, sort, depth > 2 ? 2 : depth);
    if (writer->known_count < MOST_KNOWN) {
        Known *known = &writer->known[writer->known_count++];
        memcpy(known->name, name, sizeof name);
        known->sort = sort;
    }
    if (depth > 0 && chance(writer, 45)) {
        put(writer, " where ");
        write_boolean(writer, depth > 1 ? 1 : 0);
    }
}

// ---- values ----

static void write_number(Writer *writer, Sort sort, int depth)
{
    static const char *const signs[] = {" + ", " - ", " * ", " / "};
    uint32_t form = below(writer, 100), known = writer->known_count;
    if (form < 25) {
        put(writer, "(");
        write_value(writer, sort, depth - 1);
        // A quotient is a decimal.
        put(writer, signs[below(writer, sort == SORT_DECIMAL ? 4 : 2)]);
        write_value(writer, sort, depth - 1);
        put(writer, ")");
    } else if (form < 30 && sort == SORT_INTEGER) {
        put(writer, "(");
        write_value(writer, sort, 0);
        put(writer, " * ");
        write_literal(&writer->random, sort, writer->to);
        put(writer, ")");
    } else if (form < 35) {
        put(writer, "-(");
        write_value(writer, sort, depth - 1);
        put(writer, ")");
    } else if (form < 55 && sort == SORT_INTEGER) {
        put(writer, "count(");
        if (chance(writer, 30))
            write_set(writer, set_sort(writer) == SORT_INTEGER ? SORT_INTEGER : SORT_ITEM, 1);
        else
            write_binder(writer, depth - 1);
        put(writer, ")");
    } else if (form < 80) {
        TextBuilder aside = text_builder(writer->to->arena), *to = writer->to;
        writer->to = &aside;
        write_binder(writer, depth - 1);
        writer->to = to;
        put(writer, chance(writer, 60) ? "sum(" : chance(writer, 50) ? "min(" : "max(");
        write_value(writer, sort, depth > 1 ? 1 : 0);
        put(writer, " for ");
        text_append(to, text_built(&aside));
        put(writer, ")");
        forget(writer, known);
    } else {
        write_literal(&writer->random, sort, writer->to);
    }
    forget(writer, known);
}

static void write_utmost(Writer *writer, Sort sort, int depth)
{
    uint32_t known = writer->known_count;
    TextBuilder aside = text_builder(writer->to->arena), *to = writer->to;
    writer->to = &aside;
    write_binder(writer, depth - 1);
    writer->to = to;
    put(writer, chance(writer, 50) ? "min(" : "max(");
    write_value(writer, sort, 0);
    put(writer, " for ");
    text_append(to, text_built(&aside));
    put(writer, ")");
    forget(writer, known);
}

static void write_moment(Writer *writer, Sort sort, int depth)
{
    static const char *const periods[] = {" + 1 months", " - 2 months", " + 1 years", " - 30 days", " + 36 hours", " - 1 weeks"};
    put(writer, "(");
    if (sort == SORT_DURATION && chance(writer, 60)) {
        Sort of = chance(writer, 70) ? SORT_DATE : SORT_INSTANT;
        write_value(writer, of, depth - 1);
        put(writer, " - ");
        write_value(writer, of, depth - 1);
    } else {
        write_value(writer, sort, depth - 1);
        if (sort == SORT_DATE && chance(writer, 50))
            put(writer, periods[below(writer, 6)]);
        else
            put(writer, chance(writer, 50) ? " + " : " - "), write_value(writer, SORT_DURATION, 0);
    }
    put(writer, ")");
}

static void write_choice(Writer *writer, Sort sort, int depth)
{
    put(writer, "(if ");
    write_boolean(writer, depth - 1);
    put(writer, " then ");
    write_value(writer, sort, depth - 1);
    put(writer, " else ");
    write_value(writer, sort, depth - 1);
    put(writer, ")");
}

void write_value(Writer *writer, Sort sort, int depth)
{
    if (sort == SORT_BOOLEAN) {
        write_boolean(writer, depth);
        return;
    }
    uint32_t form = below(writer, 100);
    if (depth > 0 && form < 30 && (sort == SORT_INTEGER || sort == SORT_DECIMAL)) {
        write_number(writer, sort, depth);
        return;
    }
    if (depth > 0 && form < 30 && (sort == SORT_DATE || sort == SORT_INSTANT || sort == SORT_DURATION)) {
        write_moment(writer, sort, depth);
        return;
    }
    if (depth > 0 && form < 30 && sort == SORT_LEVEL) {
        write_utmost(writer, sort, depth);
        return;
    }
    if (depth > 0 && form >= 30 && form < 38) {
        write_choice(writer, sort, depth);
        return;
    }
    // Names of values and texts that are versions mean something beside another value only.
    bool names = sort == SORT_LEVEL || sort == SORT_ZONE || sort == SORT_VERSION;
    if (form >= 38 && form < 48 && !sort_is_owner(sort) && !names) {
        write_literal(&writer->random, sort, writer->to);
        return;
    }
    if (form < 60 && write_variable(writer, sort))
        return;
    if (sort_is_owner(sort) ? write_owner(writer, sort, depth > 0 ? 1 : 0)
                            : write_attribute(writer, sort, false, depth > 0 ? 1 : 0))
        return;
    static const char *const of_subject[SORTS] = {[SORT_VERSION] = ".release",
                                                  [SORT_LEVEL] = ".level",
                                                  [SORT_ZONE] = ".zone",
                                                  [SORT_MAKER] = ".maker",
                                                  [SORT_ITEM] = ".main"};
    if (!names && !sort_is_owner(sort)) {
        write_literal(&writer->random, sort, writer->to);
        return;
    }
    put(writer, writer->known[0].name);
    put(writer, of_subject[sort] ? of_subject[sort] : "");
}

// ---- truth ----

static Sort any_sort(Writer *writer)
{
    static const Sort sorts[] = {SORT_INTEGER,  SORT_INTEGER, SORT_DECIMAL, SORT_TEXT,  SORT_DATE, SORT_INSTANT,
                                 SORT_DURATION, SORT_VERSION, SORT_LEVEL,   SORT_LEVEL, SORT_ZONE};
    return sorts[below(writer, sizeof sorts / sizeof *sorts)];
}

static void write_comparison(Writer *writer, int depth)
{
    static const char *const equal[] = {" = ", " != "}, *const ordered[] = {" < ", " <= ", " > ", " >= "};
    Sort sort = any_sort(writer);
    put(writer, "(");
    write_value(writer, sort, depth);
    put(writer, sort_is_ordered(sort) && chance(writer, 65) ? ordered[below(writer, 4)] : equal[below(writer, 2)]);
    if (chance(writer, 50))
        write_literal(&writer->random, sort, writer->to);
    else
        write_value(writer, sort, depth - 1);
    put(writer, ")");
}

static void write_membership(Writer *writer, int depth)
{
    static const Sort sorts[] = {SORT_INTEGER, SORT_TEXT, SORT_LEVEL, SORT_ITEM, SORT_MAKER};
    Sort sort = sorts[below(writer, 5)];
    if (sort == SORT_ITEM && !can_read(writer, SORT_ITEM))
        sort = SORT_INTEGER;
    put(writer, "(");
    write_value(writer, sort, depth - 1);
    put(writer, chance(writer, 70) ? " in " : " not in ");
    if (sort == SORT_INTEGER && chance(writer, 20))
        put(writer, "-1..4");
    else if (sort == SORT_INTEGER && chance(writer, 20))
        put(writer, "small");
    else if (!sort_is_owner(sort) && chance(writer, 30))
        write_listed(writer, sort, depth);
    else
        write_set(writer, sort, depth > 1 ? 1 : 0);
    put(writer, ")");
}

static void write_quantifier(Writer *writer, int depth)
{
    static const char *const words[] = {"every ", "some ", "no "};
    uint32_t known = writer->known_count;
    put(writer, "(");
    put(writer, words[below(writer, 3)]);
    for (uint32_t i = 0, count = chance(writer, 30) ? 2 : 1; i < count; i++) {
        put(writer, i ? ", " : "");
        write_binder(writer, depth - 1);
    }
    put(writer, " : ");
    write_boolean(writer, depth - 1);
    put(writer, ")");
    forget(writer, known);
}

static void write_text_test(Writer *writer)
{
    static const char *const tests[] = {" matches `^a`", " matches `[bc]$`", " like \"a*\"", " like \"?b*\"",
                                        " matches `a.?b|x`"};
    static const char *const natives[] = {"starts_with(", "ends_with(", "contains("};
    if (chance(writer, 50)) {
        put(writer, "(");
        write_value(writer, SORT_TEXT, 0);
        put(writer, tests[below(writer, 5)]);
        put(writer, ")");
        return;
    }
    put(writer, natives[below(writer, 3)]);
    write_value(writer, SORT_TEXT, 0);
    put(writer, ", ");
    write_literal(&writer->random, SORT_TEXT, writer->to);
    put(writer, ")");
}

// What asks about the evidence itself.
static void write_meta(Writer *writer, int depth)
{
    static const char *const forms[] = {" is declared", " is not declared", " is disputed"};
    static const char *const questions[] = {"s.acceptable", "s.kind = report", "(s.acceptable and s.kind != declaration)",
                                            "s.by.good", "s.on < today - 200 days"};
    if (chance(writer, 65)) {
        put(writer, "(");
        write_attribute(writer, any_sort(writer), false, 0);
        put(writer, forms[below(writer, 3)]);
        put(writer, ")");
        return;
    }
    put(writer, chance(writer, 50) ? "(some s in product.submissions : " : "(every s in product.submissions : ");
    put(writer, questions[below(writer, 5)]);
    put(writer, ")");
    (void)depth;
}

static void write_connective(Writer *writer, int depth)
{
    if (chance(writer, 25)) {
        put(writer, "(not ");
        write_boolean(writer, depth - 1);
    } else {
        put(writer, "(");
        write_boolean(writer, depth - 1);
        put(writer, chance(writer, 50) ? " and " : " or ");
        write_boolean(writer, depth - 1);
    }
    put(writer, ")");
}

void write_boolean(Writer *writer, int depth)
{
    uint32_t form = below(writer, 100);
    if (depth <= 0)
        form = form < 50 ? 99 : form < 85 ? 40 : 60;
    if (form < 22)
        write_connective(writer, depth);
    else if (form < 34)
        write_quantifier(writer, depth);
    else if (form < 54)
        write_comparison(writer, depth > 0 ? depth : 0);
    else if (form < 61)
        write_text_test(writer);
    else if (form < 71)
        write_membership(writer, depth);
    else if (form < 75)
        write_choice(writer, SORT_BOOLEAN, depth);
    else if (form < 79 && !writer->monotone && !writer->in_definition)
        write_meta(writer, depth);
    else if (form < 82 && !writer->in_definition)
        put(writer, chance(writer, 50) ? "product.good" : "close(product, 2)");
    else if (!write_attribute(writer, SORT_BOOLEAN, false, depth > 0 ? 1 : 0))
        put(writer, "true");
}
