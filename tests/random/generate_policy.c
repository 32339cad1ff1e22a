// SPDX-License-Identifier: MIT
// Random policies: evidence, parameters, lists, definitions, rules, the verdict.
#include "generate.h"

#include <stdio.h>

// ---- what stands before the rules ----

static void write_acceptance(Writer *writer, const char *kinds)
{
    static const char *const plain[] = {"by.good",
                                        "on <= by.until and by != product.maker",
                                        "on > product.d1",
                                        "by.grade >= 2",
                                        "signer = \"\" and by.good",
                                        "signer != \"\" or by.good",
                                        "signer = \"sha256:6b7b147fed43f67600c60220c58c7bace4d68aeb0e184cb06d1c69da690e3c92\"",
                                        "product.b1 or by.owner.good"};
    bool monotone = writer->monotone;
    text_append_format(writer->to, "  accept %s when ", kinds);
    if (chance(writer, 60)) {
        put(writer, writer->has_by ? ONE_OF(writer, plain) : "on > product.d1");
    } else {
        writer->known_count = 0;
        know(writer, "product", SORT_PRODUCT);
        know(writer, "on", SORT_DATE);
        if (writer->has_by)
            know(writer, "by", SORT_MAKER);
        // What is declared may be asked there too, but not what is listed or submitted; settling facts may turn it.
        writer->monotone = true;
        writer->accepts = !monotone;
        write_boolean(writer, 1);
        writer->accepts = false;
        writer->monotone = monotone;
    }
    put(writer, "\n");
}

// The strongest kind is accepted as it is, so that what it says settles a fact.
static void write_evidence(Writer *writer)
{
    static const char *const ranks[] = {"declaration, report < assessment < laboratory < government",
                                        "declaration < report < assessment, laboratory < government",
                                        "declaration, report, assessment, laboratory < government",
                                        "report < declaration < laboratory < assessment < government"};
    writer->has_by = chance(writer, 90);
    put(writer, writer->has_by ? "evidence {\n  by Maker\n  rank " : "evidence {\n  rank ");
    put(writer, ONE_OF(writer, ranks));
    put(writer, "\n");
    if (chance(writer, 30))
        write_acceptance(writer, "laboratory");
    if (chance(writer, 25))
        write_acceptance(writer, chance(writer, 50) ? "assessment, report" : "declaration");
    if (chance(writer, 40))
        put(writer, "  expire declaration after 365 days\n");
    if (chance(writer, 40))
        put(writer, "  expire laboratory after 300 days\n");
    if (chance(writer, 20))
        put(writer, "  expire assessment after 36 hours\n");
    put(writer, "}\n");
}

static void write_constants(Writer *writer)
{
    write_lists(writer);
    put(writer, "define some_host : address = \"10.0.0.1\"\n"
                "parameter most : integer = 3, lower is stricter\nparameter least : decimal = 0.5, higher is stricter\n"
                "parameter deadline : duration = 30 days, lower is stricter\nparameter bar : Level = medium, higher is stricter\n"
                "parameter some_number : integer = 2, fixed\nparameter some_date : date = 2026-10-01, fixed\n"
                "parameter some_version : version = \"1.2.0\", fixed\n"
                "parameter some_level : Level = medium, fixed\ndefine some_zone : Zone = outer\n");
}

Function *new_function(Writer *writer, char letter, Sort result)
{
    Function *function = &writer->ground.functions[writer->ground.function_count];
    TextBuilder name = text_builder(writer->to->arena);
    if (writer->profile) // names of all profiles differ
        text_append_format(&name, "%cp%u", letter, writer->profile);
    else
        text_append_format(&name, "%c%u", letter, writer->ground.function_count);
    *function = (Function){.result = result};
    memcpy(function->name, name.bytes, name.length);
    return function;
}

void write_definition(Writer *writer)
{
    static const Sort sorts[] = {SORT_PRODUCT, SORT_PRODUCT, SORT_ITEM, SORT_ITEM, SORT_PORT,  SORT_MAKER,  SORT_FAULT,
                                 SORT_LINE,    SORT_INTEGER, SORT_DATE, SORT_TEXT, SORT_LEVEL, SORT_DECIMAL};
    static const Sort results[] = {SORT_BOOLEAN,  SORT_BOOLEAN, SORT_BOOLEAN, SORT_INTEGER, SORT_DECIMAL,
                                   SORT_TEXT,     SORT_DATE,    SORT_LEVEL,   SORT_ITEM,    SORT_PORT,
                                   SORT_DURATION, SORT_ZONE,    SORT_ADDRESS, SORT_LINE};
    static const char *const names[] = {"a", "b"};
    Function *function = new_function(writer, 'f', results[below(writer, sizeof results / sizeof *results)]);
    choose_extension(writer, 20, true, &function->result);
    choose_extension(writer, 20, false, &function->result);
    function->many = chance(writer, 30);
    function->count = 1 + below(writer, 2);
    writer->known_count = 0;
    writer->names = 0;
    size_t start = writer->to->length;
    text_append_format(writer->to, "define %s(", function->name);
    for (uint32_t i = 0; i < function->count; i++) {
        function->arguments[i] = sorts[below(writer, i ? sizeof sorts / sizeof *sorts : 8)];
        choose_extension(writer, 30, !i || chance(writer, 50), &function->arguments[i]);
        text_append_format(writer->to, "%s%s: %s", i ? ", " : "", names[i], sort_names[function->arguments[i]]);
        know(writer, names[i], function->arguments[i]);
    }
    text_append_format(writer->to, ") : %s%s = ", function->many ? "many " : "", sort_names[function->result]);
    if (function->many ? write_set(writer, function->result, 2) : write_value(writer, function->result, 2))
        writer->ground.function_count++;
    else
        writer->to->length = start;
    put(writer, "\n");
}

// Tables are called as definitions are; some policies have none.
static void write_functions(Writer *writer)
{
    for (uint32_t i = 0, count = 2 + below(writer, MOST_FUNCTIONS - 1); i < count; i++) {
        if (chance(writer, 25)) {
            write_table(writer, new_function(writer, 't', SORT_BOOLEAN));
            writer->ground.function_count++;
        } else {
            write_definition(writer);
        }
    }
}

// ---- rules ----

// Of the leading binders, how many variables a finding may show.
static void write_leading(Writer *writer)
{
    bool parentheses = chance(writer, 15), none = chance(writer, 30);
    uint32_t levels = chance(writer, 20) ? 2 : 1;
    put(writer, parentheses ? "(" : "");
    for (uint32_t i = 0; i < levels; i++) {
        put(writer, none && i + 1 == levels ? "no " : "every ");
        write_binders(writer, levels > 1 ? 1 : 2, -1);
        put(writer, " : ");
    }
    uint32_t known = writer->known_count;
    writer->tight = none ? -1 : 1;
    write_boolean(writer, chance(writer, 60) ? 1 : 2);
    writer->tight = 1;
    writer->known_count = known;
    put(writer, parentheses ? ")" : "");
}

// A value in braces; a text in it is escaped, as it stands in a text.
static void write_shown(Writer *writer, const char *without)
{
    static const Sort shown[] = {SORT_INTEGER, SORT_DECIMAL, SORT_ITEM, SORT_DATE,    SORT_LEVEL,   SORT_DURATION,
                                 SORT_VERSION, SORT_INSTANT, SORT_TEXT, SORT_BOOLEAN, SORT_PRODUCT, SORT_PORT,
                                 SORT_ZONE,    SORT_LEVEL,   SORT_BOX,  SORT_ADDRESS, SORT_LINE};
    put(writer, "{");
    TextBuilder aside = text_builder(writer->to->arena), *to = writer->to;
    writer->to = &aside;
    if (!write_value(writer, shown[below(writer, sizeof shown / sizeof *shown)], chance(writer, 40) ? 1 : 0))
        put(writer, without);
    writer->to = to;
    for (size_t i = 0; i < aside.length; i++) {
        if (aside.bytes[i] == '"' || aside.bytes[i] == '\\')
            put(writer, "\\");
        text_append_byte(to, aside.bytes[i]);
    }
    put(writer, "}");
}

// What may be shown: the leading binders' variables, and whatever hangs on them and the subject.
static void write_finding(Writer *writer)
{
    int tight = writer->tight;
    writer->tight = 0;
    put(writer, " else \"at {");
    const Known *last = &writer->known[writer->known_count - 1];
    if (last->sort == SORT_SUBMISSION || chance(writer, 50) || !write_variable(writer, last->sort))
        put(writer, "product.n1");
    put(writer, "} of ");
    write_shown(writer, "product");
    put(writer, "\"");
    if (chance(writer, 30)) {
        put(writer, " zh \"在 ");
        write_shown(writer, "product.zone");
        put(writer, "\"");
    }
    writer->tight = tight;
}

// Why there is an exception; the number keeps a rule's reasons apart. Whether it is told without values.
static bool write_reason(Writer *writer, uint32_t number)
{
    bool shows = chance(writer, 60);
    text_append_format(writer->to, " because \"so %u", number);
    if (shows)
        write_shown(writer, "product.level");
    put(writer, "\"");
    if (chance(writer, 30)) {
        put(writer, " zh \"因 ");
        write_shown(writer, "product.level");
        put(writer, "\"");
    }
    put(writer, chance(writer, 20) ? " citing s 1\n" : "\n");
    return !shows;
}

void write_requirement(Writer *writer)
{
    uint32_t known = writer->known_count;
    put(writer, "  require ");
    writer->tight = 1;
    if (chance(writer, 60))
        write_leading(writer);
    else
        write_boolean(writer, 1 + (int)below(writer, 3));
    if (chance(writer, 60))
        write_finding(writer);
    writer->tight = 0;
    writer->known_count = known;
    put(writer, "\n");
}

static void write_threshold(Writer *writer)
{
    static const char *const kinds[] = {"report", "assessment", "laboratory", "laboratory", "government"};
    static const char *const names[] = {"",
                                        " for items",
                                        " for b1, n1, r1, t1",
                                        " for ports, numbers",
                                        " for words, level, d1",
                                        " for faults, box",
                                        " for other, maker, items"};
    text_append_format(writer->to, "  evidence at least %s", ONE_OF(writer, kinds));
    if (!write_extended_names(writer))
        put(writer, ONE_OF(writer, names));
    put(writer, "\n");
}

void write_condition(Writer *writer, const char *field, int tight, uint32_t flat)
{
    put(writer, field);
    writer->tight = tight;
    write_boolean(writer, chance(writer, flat) ? 0 : 1 + (int)below(writer, 2));
    writer->tight = 0;
}

// What a rule is about before its requirements.
static void write_applicability(Writer *writer, MadeRule *made)
{
    for (uint32_t i = 0, count = chance(writer, 35) ? 1 + below(writer, 2) : 0; i < count; i++)
        write_condition(writer, "  when ", -1, 60), put(writer, "\n");
    for (uint32_t i = 0, count = chance(writer, 35) ? 1 + below(writer, 2) : 0; i < count; i++) {
        write_condition(writer, "  except when ", 1, 75);
        made->reasons |= (uint32_t)write_reason(writer, i) << i;
    }
    for (uint32_t i = 0, count = chance(writer, 30) ? 1 + below(writer, 2) : 0; i < count; i++) {
        write_threshold(writer);
        made->floored = true;
    }
}

void write_rule(Writer *writer, const char *code, uint32_t number)
{
    static const char *const severities[] = {"advisory", "minor", "major", "critical"};
    MadeRule *made = &writer->ground.rules[writer->ground.rule_count++];
    *made = (MadeRule){.number = number, .severity = below(writer, 4), .waivable = chance(writer, 40)};
    memcpy(made->code, code, strlen(code) + 1);
    writer->rule = number;
    writer->names = 0;
    writer->known_count = 0;
    know(writer, "product", SORT_PRODUCT);
    text_append_format(writer->to, "rule %s \"rule %u\" {\n  cites ", code, number + 1);
    if (writer->profile)
        text_append_format(writer->to, "own%u 1  aspect y%u", writer->profile, writer->profile);
    else
        text_append_format(writer->to, "s 1  aspect x%u", 1 + below(writer, 2));
    text_append_format(writer->to, "  severity %s%s\n", severities[made->severity], made->waivable ? "  waivable" : "");
    if (chance(writer, 15))
        put(writer, "  weight 2.5\n");
    write_applicability(writer, made);
    for (uint32_t i = 0, count = chance(writer, 25) ? 2 : 1; i < count; i++)
        write_requirement(writer);
    put(writer, "}\n");
}

// ---- the verdict ----

void write_guard(Writer *writer)
{
    static const char *const guards[] = {"any critical violated",
                                         "any x1 violated",
                                         "any major x2 violated",
                                         "count of major violated >= 2",
                                         "count of x1 violated >= 3",
                                         "count of minor x2 violated >= 1",
                                         "penalty >= 18",
                                         "penalty >= 7.5",
                                         "penalty of x2 >= 5"};
    put(writer, ONE_OF(writer, guards));
    if (chance(writer, 40)) {
        put(writer, chance(writer, 50) ? " and " : " or ");
        put(writer, ONE_OF(writer, guards));
    }
}

static void write_verdict(Writer *writer)
{
    static const char *const outcomes[] = {"rejected \"Not passed\" zh \"不通过\"", "doubtful", "conditional \"On conditions\""};
    if (chance(writer, 30))
        put(writer, "weights { critical 8, major 4.5, minor 0.5 }\n");
    put(writer, "verdict {\n");
    writer->ground.outcomes = 1 + below(writer, 3);
    for (uint32_t i = 0; i < writer->ground.outcomes; i++) {
        text_append_format(writer->to, "  %s when ", outcomes[i]);
        write_guard(writer);
        put(writer, "\n");
    }
    put(writer, "  passed otherwise\n}\n");
}

// How rules and the clause are read, which decides nothing.
static void write_interpretations(Writer *writer, uint32_t rules)
{
    static const char *const days[] = {"2026-01-01", "2026-11-21", "2026-11-22", "2026-11-23", "2026-01-01"};
    for (uint32_t i = 0, count = below(writer, 4); i < count; i++) {
        if (chance(writer, 40))
            put(writer, "interpret s 1");
        else
            text_append_format(writer->to, "interpret R-%02u", 1 + below(writer, rules));
        text_append_format(writer->to, " on %s \"read %u\"%s\n", ONE_OF(writer, days), i, chance(writer, 30) ? " zh \"读\"" : "");
    }
}

static void write_header(Writer *writer)
{
    static const char *const dates[] = {"",
                                        "",
                                        " effective 2026-11-22",
                                        " effective 2026-11-23",
                                        " effective 2026-01-01 until 2026-11-21",
                                        " effective 2026-01-01 until 2026-11-22"};
    put(writer, "policy random version \"1.0.0\" { title \"Random\"");
    put(writer, ONE_OF(writer, dates));
    put(writer, chance(writer, 20) ? " valid for 48 hours authority \"A\"" : "");
    put(writer, " reviews product : Product }\n");
}

void generate_policy(uint64_t seed, PolicyWish wish, TextBuilder *to)
{
    Writer writer = {.random = {seed}, .to = to, .monotone = wish.monotone};
    uint32_t rules = wish.big ? MOST_RULES / 3 : MOST_RULES;
    write_header(&writer);
    put(&writer, "use std.text\nuse std.dates\nuse std.numbers\nuse std.versions\nuse std.licences\nuse std.cvss\nuse "
                 "std.addresses\nuse std.packages\n"
                 "source s \"S\" { clause 1 \"c\" }\naspect x1 \"X1\"\naspect x2 \"X2\"\n");
    write_evidence(&writer);
    write_schema(to);
    write_constants(&writer);
    write_functions(&writer);
    for (uint32_t i = 0; i < rules; i++) {
        char code[8];
        snprintf(code, sizeof code, "R-%02u", i + 1);
        write_rule(&writer, code, i);
    }
    write_interpretations(&writer, rules);
    write_verdict(&writer);
    Random random = writer.random; // what is mapped changes nothing of the rest
    write_formats(&writer);
    writer.random = random;
    write_list_files(&writer);
    if (wish.profiles)
        write_profiles(&writer);
}
