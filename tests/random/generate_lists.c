// SPDX-License-Identifier: MIT
// The lists of random policies: the same values in all of them, written in the policy, or in a file: one value a line, or in a
// column of a table, with all that may stand around them.
#include "generate.h"

enum { MOST_VALUES = 3, SPELLINGS = 2 };

typedef struct MadeList {
    const char *name, *type;
    const char *values[MOST_VALUES][SPELLINGS]; // as a file may write them; the first one in the policy too
} MadeList;

static const MadeList made[] = {
    {"small", "integer", {{"1", "1"}, {"2", "2"}, {"3", "3"}}},
    {"letters", "text", {{"a", "a"}, {"b", "b"}, {"é", "e\u0301"}}},
    {"holidays", "date", {{"2026-10-01", "2026-10-01"}, {"2026-10-02", "2026-10-02"}, {"2026-11-23", "2026-11-23"}}},
    {"heights", "Level", {{"medium", "medium"}, {"top", "top"}}},
    {"nets", "address", {{"10.0.0.0/8", "::ffff:10.0.0.0/104"}, {"2001:db8::1", "2001:DB8:0::1"}}},
    {"old", "version", {{"1.0.0", "1.0.0"}, {"2.0.0-rc.1", "2.0.0-rc.1"}}},
};
enum { LISTS = sizeof made / sizeof *made };

static bool is_quoted(const MadeList *list)
{
    return !strcmp(list->type, "text") || !strcmp(list->type, "address") || !strcmp(list->type, "version");
}

void write_lists(Writer *writer)
{
    writer->lines = writer->columns = 0;
    for (uint32_t i = 0; i < LISTS; i++) {
        const MadeList *list = &made[i];
        uint32_t form = below(writer, 100);
        text_append_format(writer->to, "list %s : %s = ", list->name, list->type);
        if (form < 20) {
            writer->lines |= 1u << i;
            text_append_format(writer->to, "file \"%s.txt\"\n", list->name);
            continue;
        }
        if (form < 40) {
            writer->columns |= 1u << i;
            text_append_format(writer->to, "file \"%s.csv\" column \"of, all\"\n", list->name);
            continue;
        }
        const char *quote = is_quoted(list) ? "\"" : "";
        for (uint32_t at = 0; at < MOST_VALUES && list->values[at][0]; at++)
            text_append_format(writer->to, "%s%s%s%s", at ? ", " : "{ ", quote, list->values[at][0], quote);
        put(writer, " }\n");
    }
}

static void write_mark(Writer *writer)
{
    put(writer, chance(writer, 25) ? "\xef\xbb\xbf" : "");
}

// Between the values stands what is none.
static void write_lines(Writer *writer, const MadeList *list, const char *end)
{
    static const char *const blanks[] = {"", "", " ", "\t", " \t "}, *const others[] = {"# 7", " # \"a\"", "", "  ", "#"};
    write_mark(writer);
    for (uint32_t at = 0; at < MOST_VALUES && list->values[at][0]; at++) {
        for (uint32_t i = 0, count = below(writer, 3); i < count; i++)
            text_append_format(writer->to, "%s%s", ONE_OF(writer, others), end);
        put(writer, ONE_OF(writer, blanks));
        put(writer, list->values[at][below(writer, SPELLINGS)]);
        put(writer, ONE_OF(writer, blanks));
        put(writer, end);
    }
}

static void write_cell(Writer *writer, const char *value)
{
    const char *quote = chance(writer, 40) ? "\"" : "";
    text_append_format(writer->to, "%s%s%s", quote, value, quote);
}

static void write_columns(Writer *writer, const MadeList *list, const char *end)
{
    static const char *const others[] = {"",        "x", "7", " a ", "\"\"", "\"a,b\"", "\"so \"\"it\"\" is\"", "\"two\nlines\"",
                                         "\"\"\"\""};
    uint32_t before = below(writer, 3), behind = below(writer, 3);
    write_mark(writer);
    for (uint32_t i = 0; i < before; i++)
        text_append_format(writer->to, "b%u,", i);
    put(writer, "\"of, all\"");
    for (uint32_t i = 0; i < behind; i++)
        text_append_format(writer->to, ",\"c%u\"", i);
    put(writer, end);
    for (uint32_t at = 0; at < MOST_VALUES && list->values[at][0]; at++) {
        put(writer, chance(writer, 15) ? end : "");
        for (uint32_t i = 0; i < before; i++)
            text_append_format(writer->to, "%s,", ONE_OF(writer, others));
        write_cell(writer, list->values[at][below(writer, SPELLINGS)]);
        for (uint32_t i = 0; i < behind; i++)
            text_append_format(writer->to, ",%s", ONE_OF(writer, others));
        put(writer, end);
    }
}

void write_list_files(Writer *writer)
{
    for (uint32_t i = 0; i < LISTS; i++) {
        bool lines = writer->lines >> i & 1, columns = writer->columns >> i & 1;
        if (!lines && !columns)
            continue;
        const char *end = chance(writer, 30) ? "\r\n" : "\n";
        text_append_format(writer->to, "#= %s.%s\n", made[i].name, lines ? "txt" : "csv");
        if (lines)
            write_lines(writer, &made[i], end);
        else
            write_columns(writer, &made[i], end);
    }
}
