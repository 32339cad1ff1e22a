// SPDX-License-Identifier: MIT
// Random expressions that give a value: numbers, moments, texts, enumerations, entities and parts, and what natives and
// definitions make of them.
#include "generate.h"

// ---- functions ----

bool write_call(Writer *writer, Sort sort, bool many, int depth)
{
    uint32_t first = writer->ground.function_count ? below(writer, writer->ground.function_count) : 0;
    for (uint32_t i = 0; i < writer->ground.function_count; i++) {
        const Function *function = &writer->ground.functions[(first + i) % writer->ground.function_count];
        size_t before = writer->to->length;
        if (function->result != sort || (function->many && !many))
            continue;
        if (many && !function->many) { // of a set, the set of all results
            if (function->count > 1 || !sort_is_owner(function->arguments[0]) ||
                !write_set(writer, function->arguments[0], depth))
                continue;
            text_append_format(writer->to, ".%s", function->name);
            return true;
        }
        if (function->count == 1 && sort_is_owner(function->arguments[0]) && chance(writer, 50)) {
            if (write_value(writer, function->arguments[0], depth)) {
                text_append_format(writer->to, ".%s", function->name);
                return true;
            }
            writer->to->length = before;
            continue;
        }
        bool written = true;
        text_append_format(writer->to, "%s(", function->name);
        for (uint32_t j = 0; j < function->count && written; j++) {
            put(writer, j ? ", " : "");
            written = write_value(writer, function->arguments[j], depth);
        }
        put(writer, ")");
        if (written)
            return true;
        writer->to->length = before;
    }
    return false;
}

typedef struct Native {
    const char *name;
    Sort argument, result;
} Native;

static const Native natives[] = {
    {"length", SORT_TEXT, SORT_INTEGER},
    {"lower", SORT_TEXT, SORT_TEXT},
    {"upper", SORT_TEXT, SORT_TEXT},
    {"year", SORT_DATE, SORT_INTEGER},
    {"month", SORT_DATE, SORT_INTEGER},
    {"day_of_month", SORT_DATE, SORT_INTEGER},
    {"weekday", SORT_DATE, SORT_INTEGER},
    {"date_of", SORT_INSTANT, SORT_DATE},
    {"whole_days", SORT_DURATION, SORT_INTEGER},
    {"absolute", SORT_DECIMAL, SORT_DECIMAL},
    {"floor", SORT_DECIMAL, SORT_INTEGER},
    {"ceiling", SORT_DECIMAL, SORT_INTEGER},
    {"semver", SORT_TEXT, SORT_VERSION},
    {"major", SORT_VERSION, SORT_INTEGER},
    {"minor", SORT_VERSION, SORT_INTEGER},
    {"patch", SORT_VERSION, SORT_INTEGER},
    {"is_weekend", SORT_DATE, SORT_BOOLEAN},
};

static bool write_native(Writer *writer, Sort sort, int depth)
{
    enum { NATIVES = sizeof natives / sizeof *natives };
    uint32_t first = below(writer, NATIVES);
    for (uint32_t i = 0; i < NATIVES; i++) {
        const Native *native = &natives[(first + i) % NATIVES];
        if (native->result != sort)
            continue;
        text_append_format(writer->to, "%s(", native->name);
        write_value(writer, native->argument, depth - 1);
        put(writer, ")");
        return true;
    }
    return false;
}

// ---- numbers and moments ----

// An integer may stand where a decimal is wanted.
static void write_operand(Writer *writer, Sort sort, int depth)
{
    write_value(writer, sort == SORT_DECIMAL && chance(writer, 20) ? SORT_INTEGER : sort, depth);
}

static void write_count(Writer *writer, int depth)
{
    uint32_t known = writer->known_count;
    put(writer, "count(");
    if (!chance(writer, 30) || !write_set(writer, set_sort(writer), 1))
        write_binders(writer, depth - 1, 0);
    put(writer, ")");
    writer->known_count = known;
}

static bool write_number(Writer *writer, Sort sort, int depth)
{
    static const char *const signs[] = {" + ", " - ", " * ", " / "};
    uint32_t form = below(writer, 100);
    if (form < 35) {
        put(writer, "(");
        write_operand(writer, sort, depth - 1);
        // A quotient is a decimal.
        put(writer, signs[below(writer, sort == SORT_DECIMAL ? 4 : 3)]);
        write_value(writer, sort, depth - 1);
    } else if (form < 42 && sort == SORT_DECIMAL) {
        put(writer, "(");
        write_value(writer, SORT_INTEGER, depth - 1);
        put(writer, " / ");
        write_value(writer, SORT_INTEGER, depth - 1);
    } else if (form < 47) {
        put(writer, "-(");
        write_value(writer, sort, depth - 1);
    } else if (form < 72 && sort == SORT_INTEGER) {
        write_count(writer, depth);
        return true;
    } else {
        return false;
    }
    put(writer, ")");
    return true;
}

static bool write_moment(Writer *writer, Sort sort, int depth)
{
    static const char *const periods[] = {" + 1 months", " - 2 months",       " + 1 years",         " - 30 days",
                                          " + 36 hours", " + 3 working days", " - 10 working days", " - 25 hours"};
    put(writer, "(");
    if (sort == SORT_DURATION && chance(writer, 50)) {
        Sort of = chance(writer, 70) ? SORT_DATE : SORT_INSTANT;
        write_value(writer, of, depth - 1);
        put(writer, " - ");
        write_value(writer, of, depth - 1);
    } else {
        write_value(writer, sort, depth - 1);
        if (sort == SORT_DATE && chance(writer, 60))
            put(writer, ONE_OF(writer, periods));
        else
            put(writer, chance(writer, 50) ? " + " : " - "), write_value(writer, SORT_DURATION, 0);
    }
    put(writer, ")");
    return true;
}

// ---- everything ----

static void write_choice(Writer *writer, Sort sort, int depth)
{
    int tight = writer->tight;
    writer->tight = 0;
    put(writer, "(if ");
    write_boolean(writer, depth - 1);
    put(writer, " then ");
    write_value(writer, sort, depth - 1);
    put(writer, " else ");
    write_value(writer, sort, depth - 1);
    put(writer, ")");
    writer->tight = tight;
}

static bool write_operation(Writer *writer, Sort sort, int depth)
{
    uint32_t form = below(writer, 100);
    bool adds = sort == SORT_INTEGER || sort == SORT_DECIMAL || sort == SORT_DURATION;
    if (form < 25) {
        write_choice(writer, sort, depth);
        return true;
    }
    if (form < 40)
        return write_call(writer, sort, false, depth - 1);
    if (form < 44 && write_notation_value(writer, sort))
        return true;
    if (form < 48 && (sort == SORT_TEXT || sort == SORT_VERSION)) {
        write_purl_value(writer, sort);
        return true;
    }
    if (form < 52)
        return write_native(writer, sort, depth);
    if (form < 66 && sort_is_ordered(sort)) {
        write_over(writer, adds && chance(writer, 60) ? "sum(" : chance(writer, 50) ? "min(" : "max(", sort, depth);
        return true;
    }
    if (sort == SORT_INTEGER || sort == SORT_DECIMAL)
        return write_number(writer, sort, depth);
    return (sort == SORT_DATE || sort == SORT_INSTANT || sort == SORT_DURATION) && write_moment(writer, sort, depth);
}

// A constant: a literal, a value by its type, or a parameter that says what a name or a text alone does not.
static void write_constant(Writer *writer, Sort sort)
{
    static const char *const parameters[SORT_VALUES] = {
        [SORT_VERSION] = "some_version", [SORT_LEVEL] = "some_level",    [SORT_ZONE] = "some_zone",
        [SORT_ADDRESS] = "some_host",    [SORT_INTEGER] = "some_number", [SORT_DATE] = "some_date"};
    static const char *const types[SORT_VALUES] = {[SORT_LEVEL] = "Level.",
                                                   [SORT_ZONE] = "Zone.",
                                                   [SORT_GRADE1] = "Grade1.",
                                                   [SORT_GRADE2] = "Grade2.",
                                                   [SORT_GRADE3] = "Grade3."};
    if (types[sort] && (!parameters[sort] || chance(writer, 50))) {
        put(writer, types[sort]); // which says the type itself
        write_literal(&writer->random, sort, writer->to);
        return;
    }
    if (parameters[sort] && (!sort_speaks(sort) || chance(writer, 20)))
        put(writer, parameters[sort]);
    else
        write_literal(&writer->random, sort, writer->to);
}

// An entity, a part, a submission, or its kind.
static bool write_owner_value(Writer *writer, Sort sort, int depth)
{
    if (depth > 0 && chance(writer, 15) && can_read(writer, sort == SORT_KIND ? SORT_SUBMISSION : sort)) {
        write_choice(writer, sort, depth);
        return true;
    }
    if (depth > 0 && chance(writer, 10) && write_call(writer, sort, false, depth - 1))
        return true;
    if (chance(writer, 60) && write_variable(writer, sort))
        return true;
    return write_attribute(writer, sort, false, depth > 0 ? 1 : 0) || write_variable(writer, sort);
}

bool write_value(Writer *writer, Sort sort, int depth)
{
    size_t before = writer->to->length;
    if (sort == SORT_BOOLEAN) {
        int tight = writer->tight;
        writer->tight = 0;
        write_boolean(writer, depth);
        writer->tight = tight;
        return true;
    }
    if (sort_may_lack(sort))
        return write_owner_value(writer, sort, depth);
    if (depth > 0 && chance(writer, 40)) {
        if (write_operation(writer, sort, depth))
            return true;
        writer->to->length = before;
    }
    if (sort == SORT_DATE && chance(writer, 10)) {
        put(writer, "today");
        return true;
    }
    if (chance(writer, 15)) {
        write_constant(writer, sort);
        return true;
    }
    if (chance(writer, 30) && write_variable(writer, sort))
        return true;
    if (!write_attribute(writer, sort, false, depth > 0 ? 1 : 0) && !write_variable(writer, sort))
        write_constant(writer, sort);
    return true;
}

void write_beside(Writer *writer, Sort sort, int depth)
{
    if (chance(writer, 50) || !write_value(writer, sort, depth))
        write_literal(&writer->random, sort, writer->to);
}
