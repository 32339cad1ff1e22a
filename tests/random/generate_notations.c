// SPDX-License-Identifier: MIT
// Random calls of natives that read texts with a grammar of their own: pieces, values that a text writes, licence expressions,
// CVSS vectors. Of the texts most are such, others are any.
#include "generate.h"

static const char *const numbers[] = {"0",  "-3", "7", "12.5", "-0.75", "007", "9223372036854775807", "9223372036854775808",
                                      "1.", "x"};
static const char *const days[] = {"2026-11-22", "2024-02-29", "2026-02-29", "0001-01-01", "2026-1-1", "soon"};
static const char *const instants[] = {"2026-11-22T08:00:00Z", "2024-02-29T23:59:59Z", "2026-11-22T24:00:00Z", "2026-11-22"};
static const char *const lists[] = {"a,b,a", "a", "", ",", "b,,ab", "x/b/x"};
static const char *const separators[] = {",", "/", "", "b", ",,"};
static const char *const licences[] = {"MIT",          "isc",           "Apache-2.0",       "Apache-2.0+",
                                       "GPL-2.0-only", "GPL-3.0-only",  "GPL-2.0-or-later", "GPL-3.0-or-later",
                                       "GPL-2.0",      "LicenseRef-own"};

static void put_text(Writer *writer, const char *text)
{
    text_append_format(writer->to, "\"%s\"", text);
}

static void write_licences(Writer *writer, int depth)
{
    uint32_t form = depth > 0 ? below(writer, 100) : 99;
    if (form < 60) {
        bool parentheses = form < 20;
        put(writer, parentheses ? "(" : "");
        write_licences(writer, depth - 1);
        put(writer, chance(writer, 50) ? " AND " : " OR ");
        write_licences(writer, depth - 1);
        put(writer, parentheses ? ")" : "");
        return;
    }
    put(writer, ONE_OF(writer, licences));
    put(writer, chance(writer, 10) ? " WITH Bison-exception-2.2" : "");
}

static void write_expression(Writer *writer, int depth)
{
    if (chance(writer, 30)) {
        write_value(writer, SORT_TEXT, 0);
        return;
    }
    put(writer, "\"");
    write_licences(writer, depth);
    put(writer, chance(writer, 4) ? " )\"" : "\"");
}

static void write_vector(Writer *writer)
{
    static const char *const metrics[] = {"AV:", "/AC:", "/PR:", "/UI:", "/S:", "/C:", "/I:", "/A:"};
    static const char *const values[] = {"NALP", "LH", "NLH", "NR", "UC", "HLN", "HLN", "HLN"};
    if (chance(writer, 30)) {
        static const char *const names[] = {"AV:", "/AC:", "/Au:", "/C:", "/I:", "/A:"};
        static const char *const of_two[] = {"LAN", "HML", "MSN", "NPC", "NPC", "NPC"};
        put(writer, "\"");
        for (size_t i = 0; i < sizeof names / sizeof *names; i++)
            text_append_format(writer->to, "%s%c", names[i], of_two[i][below(writer, 3)]);
        put(writer, "\"");
        return;
    }
    put(writer, chance(writer, 70) ? "\"CVSS:3.1/" : "\"CVSS:3.0/");
    for (size_t i = 0; i < sizeof metrics / sizeof *metrics; i++) {
        uint32_t value = below(writer, (uint32_t)strlen(values[i]));
        text_append_format(writer->to, "%s%c", metrics[i], values[i][value]);
    }
    put(writer, "\"");
}

bool write_notation_value(Writer *writer, Sort sort)
{
    const char *call = sort == SORT_INTEGER   ? "to_integer("
                       : sort == SORT_DECIMAL ? chance(writer, 50) ? "to_decimal(" : "cvss_score("
                       : sort == SORT_DATE    ? "to_date("
                       : sort == SORT_INSTANT ? "to_instant("
                                              : NULL;
    if (!call)
        return false;
    put(writer, call);
    if (chance(writer, 40))
        write_value(writer, SORT_TEXT, 0);
    else if (call[0] == 'c')
        write_vector(writer);
    else
        put_text(writer, sort == SORT_DATE      ? ONE_OF(writer, days)
                         : sort == SORT_INSTANT ? ONE_OF(writer, instants)
                                                : ONE_OF(writer, numbers));
    put(writer, ")");
    return true;
}

void write_notation_set(Writer *writer, int depth)
{
    if (chance(writer, 50)) {
        put(writer, "split(");
        if (chance(writer, 60))
            write_value(writer, SORT_TEXT, depth - 1);
        else
            put_text(writer, ONE_OF(writer, lists));
        put(writer, ", ");
        put_text(writer, ONE_OF(writer, separators));
    } else {
        put(writer, chance(writer, 50) ? "licences_in(" : "licence_choices(");
        write_expression(writer, 2);
    }
    put(writer, ")");
}

void write_notation_truth(Writer *writer, int depth)
{
    uint32_t form = below(writer, 100);
    put(writer, form < 60 ? "permits(" : form < 80 ? "covers(" : "is_licence_expression(");
    write_expression(writer, form < 60 || form >= 80 ? 2 : 0);
    if (form < 80)
        put(writer, ", ");
    if (form < 60 && (chance(writer, 40) || !write_set(writer, SORT_TEXT, depth - 1))) {
        put(writer, "{");
        for (uint32_t i = 0, count = 1 + below(writer, 3); i < count; i++) {
            put(writer, i ? ", " : "");
            write_expression(writer, 0);
        }
        put(writer, "}");
    } else if (form >= 60 && form < 80) {
        write_expression(writer, 0);
    }
    put(writer, ")");
}
