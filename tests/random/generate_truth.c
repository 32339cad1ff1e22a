// SPDX-License-Identifier: MIT
// Random expressions that are true, false or unknown.
#include "generate.h"

static Sort any_sort(Writer *writer)
{
    static const Sort sorts[] = {SORT_INTEGER, SORT_INTEGER, SORT_INTEGER, SORT_DECIMAL,  SORT_DECIMAL, SORT_TEXT,
                                 SORT_DATE,    SORT_DATE,    SORT_INSTANT, SORT_DURATION, SORT_VERSION, SORT_LEVEL,
                                 SORT_LEVEL,   SORT_ZONE,    SORT_KIND,    SORT_ADDRESS};
    Sort extended;
    if (choose_extension(writer, 25, false, &extended))
        return extended;
    return sorts[below(writer, sizeof sorts / sizeof *sorts)];
}

static void write_comparison(Writer *writer, int depth)
{
    static const char *const equal[] = {" = ", " != "}, *const ordered[] = {" < ", " <= ", " > ", " >= "};
    static const Sort owners[] = {SORT_PRODUCT, SORT_MAKER, SORT_ITEM, SORT_PORT, SORT_LINE};
    put(writer, "(");
    Sort sort = owners[below(writer, sizeof owners / sizeof *owners)];
    size_t start = writer->to->length;
    if (chance(writer, 15) && write_value(writer, sort, depth > 0 ? 1 : 0)) {
        put(writer, ONE_OF(writer, equal));
        if (write_value(writer, sort, 0)) {
            put(writer, ")");
            return;
        }
    }
    writer->to->length = start;
    sort = any_sort(writer);
    if (!write_value(writer, sort, depth)) {
        sort = SORT_INTEGER;
        write_value(writer, sort, depth);
    }
    put(writer, sort_is_ordered(sort) && chance(writer, 65) ? ONE_OF(writer, ordered) : ONE_OF(writer, equal));
    if (sort == SORT_DECIMAL && chance(writer, 20))
        write_value(writer, SORT_INTEGER, depth - 1);
    else
        write_beside(writer, sort, depth - 1);
    put(writer, ")");
}

// a..b
static bool write_range(Writer *writer, Sort sort, int depth)
{
    if (sort != SORT_INTEGER && sort != SORT_DECIMAL && sort != SORT_DATE && sort != SORT_LEVEL)
        return false;
    write_beside(writer, sort, depth);
    put(writer, "..");
    write_beside(writer, sort, depth);
    return true;
}

// Literals that mean something beside a value only.
static void write_names(Writer *writer, Sort sort)
{
    put(writer, "{");
    for (uint32_t i = 0, count = 1 + below(writer, 3); i < count; i++) {
        put(writer, i ? ", " : "");
        write_literal(&writer->random, sort, writer->to);
    }
    put(writer, "}");
}

static void write_membership(Writer *writer, int depth)
{
    static const Sort sorts[] = {SORT_INTEGER, SORT_INTEGER, SORT_DECIMAL, SORT_TEXT, SORT_LEVEL,   SORT_ITEM,
                                 SORT_ITEM,    SORT_MAKER,   SORT_PRODUCT, SORT_DATE, SORT_VERSION, SORT_PORT,
                                 SORT_ZONE,    SORT_KIND,    SORT_ADDRESS, SORT_LINE};
    Sort sort = sorts[below(writer, sizeof sorts / sizeof *sorts)];
    if (!choose_extension(writer, 15, true, &sort))
        choose_extension(writer, 20, false, &sort);
    put(writer, "(");
    if (!write_value(writer, sort, depth - 1)) {
        sort = SORT_INTEGER;
        write_value(writer, sort, depth - 1);
    }
    put(writer, chance(writer, 70) ? " in " : " not in ");
    if (chance(writer, 25) && write_range(writer, sort, depth > 1 ? 1 : 0)) {
        put(writer, ")");
        return;
    }
    if (!sort_is_owner(sort) && chance(writer, 20))
        write_names(writer, sort);
    else if (chance(writer, 20) || !write_set(writer, sort, depth > 1 ? 1 : 0))
        write_listed(writer, sort, depth);
    put(writer, ")");
}

static void write_quantifier(Writer *writer, int depth)
{
    static const char *const words[] = {"every ", "some ", "no "};
    uint32_t known = writer->known_count, word = below(writer, 3);
    int tight = writer->tight;
    put(writer, words[word]);
    write_binders(writer, depth - 1, word == 1 ? tight : -tight);
    put(writer, " : ");
    writer->tight = word == 2 ? -tight : tight;
    write_boolean(writer, depth - 1);
    writer->tight = tight;
    writer->known_count = known;
}

// Versions in the order of an ecosystem: of those that the second evaluator knows, or of one that nobody does.
static void write_version_test(Writer *writer, int depth)
{
    static const char *const schemes[] = {"semver", "generic", "generic", "deb", "deb", "conan",
                                          "npm",    "golang",  "nuget",   "gem", "rpm"};
    static const char *const ranges[] = {"vers:npm/>=1.0.0-alpha.2|<=2.0.0-rc.1",
                                         "vers:npm/<1.1.0|2.0.0-rc.1|>v1.10.0",
                                         "vers:golang/>=v1|!=1.2.0|<v2.0.0",
                                         "vers:nuget/>1.0|<=2.0.0-RC.1",
                                         "vers:nuget/1.2|>=1.2.0.0",
                                         "vers:gem/>=1.0.a|<2.0.0",
                                         "vers:rpm/>1.0.0|<2.0.0-1",
                                         "vers:rpm/1:1.0^a|<1.0~rc1",
                                         "vers:semver/>=1.0.0|<2.0.0",
                                         "vers:generic/>1.1|<=2|!=1.10.0",
                                         "vers:deb/<2.0.0|>=2.0.0-1",
                                         "vers:generic/1.1.1k|>1.10|<3",
                                         "vers:semver/*",
                                         "vers:deb/!=1.10.0",
                                         "vers:semver/>1.0.0|>2.0.0",
                                         "vers:conan/>1.0",
                                         "vers:generic/1.0|1.0.0"};
    bool range = chance(writer, 50);
    put(writer, range ? "in_range(" : "older(");
    write_value(writer, SORT_VERSION, depth - 1);
    put(writer, ", ");
    if (!range) {
        write_value(writer, SORT_VERSION, 0);
        put(writer, ", ");
    }
    put(writer, "\"");
    put(writer, range ? ONE_OF(writer, ranges) : ONE_OF(writer, schemes));
    put(writer, "\")");
}

static void write_text_test(Writer *writer, int depth)
{
    static const char *const tests[] = {" matches `^a`", " matches `[bc]$`", " like \"a*\"", " like \"?b*\"",
                                        " matches `a.?b|x`"};
    static const char *const natives[] = {"starts_with(", "ends_with(", "contains("};
    if (chance(writer, 25)) {
        write_version_test(writer, depth);
        return;
    }
    if (chance(writer, 25)) {
        write_purl_test(writer);
        return;
    }
    if (chance(writer, 15)) {
        put(writer, "is_pre_release(");
        write_value(writer, SORT_VERSION, depth - 1);
        put(writer, ")");
        return;
    }
    if (chance(writer, 20)) {
        write_notation_truth(writer, depth);
        return;
    }
    if (chance(writer, 20)) {
        bool two = chance(writer, 70);
        put(writer, two ? "within(" : "is_private(");
        write_value(writer, SORT_ADDRESS, depth - 1);
        put(writer, two ? ", " : "");
        if (two)
            write_beside(writer, SORT_ADDRESS, depth - 1);
        put(writer, ")");
        return;
    }
    if (chance(writer, 50)) {
        put(writer, "(");
        write_value(writer, SORT_TEXT, depth - 1);
        put(writer, ONE_OF(writer, tests));
        put(writer, ")");
        return;
    }
    put(writer, ONE_OF(writer, natives));
    write_value(writer, SORT_TEXT, depth - 1);
    put(writer, ", ");
    write_value(writer, SORT_TEXT, 0);
    put(writer, ")");
}

// What asks about the evidence itself.
static bool write_question(Writer *writer)
{
    static const char *const forms[] = {" is declared", " is not declared", " is disputed", " is not disputed"};
    static const Sort sorts[] = {SORT_BOOLEAN, SORT_INTEGER, SORT_TEXT, SORT_DATE,    SORT_LEVEL, SORT_ITEM,
                                 SORT_MAKER,   SORT_FAULT,   SORT_PORT, SORT_ADDRESS, SORT_LINE};
    size_t start = writer->to->length;
    Sort sort = sorts[below(writer, sizeof sorts / sizeof *sorts)];
    if (!choose_extension(writer, 20, true, &sort))
        choose_extension(writer, 20, false, &sort);
    put(writer, "(");
    if (!write_attribute(writer, sort, chance(writer, 40), chance(writer, 30) ? 1 : 0) ||
        text_ends(text_built(writer->to), text_of(".submissions"))) {
        writer->to->length = start;
        return false;
    }
    // A field of a submission is no claim.
    Text written = text_slice(text_built(writer->to), start, writer->to->length);
    for (size_t i = 0; i < attribute_sort_count; i++) {
        if (attribute_sorts[i].owner == SORT_SUBMISSION && text_ends(written, text_of(attribute_sorts[i].name))) {
            writer->to->length = start;
            return false;
        }
    }
    uint32_t form = below(writer, 4);
    put(writer, forms[form]);
    if (form < 2)
        write_kinds(writer);
    put(writer, ")");
    return true;
}

// The right side may do without parentheses.
static void write_implication(Writer *writer, int depth)
{
    int tight = writer->tight;
    put(writer, "(");
    writer->tight = -tight;
    write_boolean(writer, depth - 1);
    writer->tight = tight;
    put(writer, " implies ");
    if (depth > 1 && chance(writer, 30))
        write_quantifier(writer, depth - 1);
    else
        write_boolean(writer, depth - 1);
    put(writer, ")");
}

static void write_connective(Writer *writer, int depth)
{
    int tight = writer->tight;
    if (chance(writer, 25)) {
        write_implication(writer, depth);
        return;
    }
    if (chance(writer, 25)) {
        put(writer, "(not ");
        writer->tight = -tight;
        write_boolean(writer, depth - 1);
        writer->tight = tight;
    } else {
        put(writer, "(");
        write_boolean(writer, depth - 1);
        put(writer, chance(writer, 50) ? " and " : " or ");
        write_boolean(writer, depth - 1);
    }
    put(writer, ")");
}

static void write_if(Writer *writer, int depth)
{
    int tight = writer->tight;
    writer->tight = 0;
    put(writer, "(if ");
    write_boolean(writer, depth - 1);
    writer->tight = tight;
    put(writer, " then ");
    write_boolean(writer, depth - 1);
    put(writer, " else ");
    write_boolean(writer, depth - 1);
    put(writer, ")");
}

// A number that moves with a parameter: down with `most`, up with `least`, as they get stricter.
static void write_moving(Writer *writer, bool most, int depth)
{
    const char *name = most ? "most" : "least";
    Sort sort = most ? SORT_INTEGER : SORT_DECIMAL;
    uint32_t form = below(writer, 100), known = writer->known_count;
    if (form < 60) {
        put(writer, name);
    } else if (form < 70) {
        text_append_format(writer->to, "(%s + ", name);
        write_value(writer, sort, depth);
        put(writer, ")");
    } else if (form < 80) {
        text_append_format(writer->to, most ? "(3 * %s)" : "(%s / 2)", name);
    } else if (form < 90) {
        text_append_format(writer->to, "(%s * count(", name);
        write_binder(writer, 1, 0);
        put(writer, "))");
    } else {
        put(writer, "-(");
        write_value(writer, sort, depth);
        text_append_format(writer->to, " - %s)", name);
    }
    writer->known_count = known;
}

static void write_limit(Writer *writer, int depth)
{
    int tight = writer->tight;
    uint32_t form = below(writer, 100), known = writer->known_count;
    writer->tight = 0;
    put(writer, "(");
    if (form < 40) {
        bool most = chance(writer, 50);
        write_value(writer, most ? SORT_INTEGER : SORT_DECIMAL, depth);
        put(writer, most ? (tight > 0 ? " <= " : " > ") : tight > 0 ? " >= " : " < ");
        write_moving(writer, most, depth);
    } else if (form < 55) {
        write_value(writer, SORT_DURATION, depth);
        put(writer, tight > 0 ? " <= deadline" : " > deadline");
    } else if (form < 70) {
        write_value(writer, SORT_LEVEL, depth);
        put(writer, tight > 0 ? " >= bar" : " < bar");
    } else if (form < 85) { // the more of them are counted, the stricter
        put(writer, "count(w0 in product.items where w0.size > most) ");
        put(writer, tight > 0 ? "<= " : "> ");
        write_value(writer, SORT_INTEGER, 0);
    } else {
        put(writer, tight > 0 ? "" : "not (");
        write_value(writer, SORT_INTEGER, depth);
        put(writer, " in -3..most");
        put(writer, tight > 0 ? "" : ")");
    }
    put(writer, ")");
    writer->tight = tight;
    writer->known_count = known;
}

// Another rule, or a parameter, where it can only tighten the rule when it moves.
static bool write_tightening(Writer *writer, int depth)
{
    if (!writer->tight)
        return false;
    if (writer->rule > 0 && chance(writer, 40))
        text_append_format(writer->to, writer->tight > 0 ? "R-%02u holds" : "(not R-%02u holds)",
                           1 + below(writer, writer->rule));
    else
        write_limit(writer, depth - 1);
    return true;
}

static bool write_form(Writer *writer, uint32_t form, int depth)
{
    if (form < 20)
        return write_connective(writer, depth), true;
    if (form < 34) {
        put(writer, "(");
        write_quantifier(writer, depth);
        put(writer, ")");
        return true;
    }
    if (form < 56)
        return write_comparison(writer, depth), true;
    if (form < 61)
        return write_text_test(writer, depth), true;
    if (form < 72)
        return write_membership(writer, depth), true;
    if (form < 76)
        return write_if(writer, depth), true;
    if (form < 81)
        return (!writer->monotone || writer->accepts) && write_question(writer);
    if (form < 84)
        return write_call(writer, SORT_BOOLEAN, false, depth - 1);
    if (form < 92)
        return write_tightening(writer, depth);
    if (form < 94) {
        put(writer, "is_weekend(");
        write_value(writer, SORT_DATE, depth - 1);
        put(writer, ")");
        return true;
    }
    return false;
}

void write_boolean(Writer *writer, int depth)
{
    uint32_t form = below(writer, 100);
    size_t before = writer->to->length;
    if (depth <= 0) // what stays flat
        form = form < 45 ? 99 : form < 80 ? 40 : form < 92 ? 65 : 78;
    if (write_form(writer, form, depth > 0 ? depth : 0))
        return;
    writer->to->length = before;
    if (chance(writer, 20) && write_variable(writer, SORT_BOOLEAN))
        return;
    if (!write_attribute(writer, SORT_BOOLEAN, false, depth > 0 ? 1 : 0))
        put(writer, chance(writer, 50) ? "true" : "false");
}
