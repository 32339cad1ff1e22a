// SPDX-License-Identifier: MIT
// The schema of random policies and facts: the same in all of them, with every sort of attribute that there is.
#include "generate.h"

const char *const sort_names[SORTS] = {"boolean", "integer", "decimal", "text",       "date",   "instant", "duration",
                                       "version", "Level",   "Zone",    "Grade1",     "Grade2", "Grade3",  "address",
                                       "kind",    "Product", "Maker",   "Submission", "Port",   "Item",    "Fault",
                                       "Box",     "Note",    "Line",    "Gear1",      "Gear2",  "Gear3"};

// What the profile with a number declares.
#define EXTENSION(n)                                                                                                             \
    {SORT_PRODUCT, "xb" #n, SORT_BOOLEAN, n * OF_PROFILE}, {SORT_PRODUCT, "xn" #n, SORT_INTEGER, n * OF_PROFILE},                \
        {SORT_PRODUCT, "xk" #n, SORT_GRADE##n, n * OF_PROFILE},                                                                  \
        {SORT_PRODUCT, "xs" #n, SORT_GRADE##n, IS_MANY | n * OF_PROFILE},                                                        \
        {SORT_PRODUCT, "xt" #n, SORT_TEXT, IS_MANY | n * OF_PROFILE},                                                            \
        {SORT_PRODUCT, "xg" #n, SORT_GEAR##n, IS_MANY | n * OF_PROFILE},                                                         \
        {SORT_PRODUCT, "xf" #n, SORT_GEAR##n, IS_REF | n * OF_PROFILE},                                                          \
        {SORT_PRODUCT, "xm" #n, SORT_MAKER, IS_MANY | n * OF_PROFILE}, {SORT_ITEM, "xw" #n, SORT_INTEGER, n * OF_PROFILE},       \
        {SORT_ITEM, "xl" #n, SORT_GRADE##n, n * OF_PROFILE}, {SORT_MAKER, "xr" #n, SORT_DECIMAL, n * OF_PROFILE},                \
        {SORT_GEAR##n, "id", SORT_TEXT, IS_KEY | n * OF_PROFILE}, {SORT_GEAR##n, "ok", SORT_BOOLEAN, n * OF_PROFILE},            \
        {SORT_GEAR##n, "size", SORT_INTEGER, n * OF_PROFILE}, {SORT_GEAR##n, "grade", SORT_GRADE##n, n * OF_PROFILE},            \
        {SORT_GEAR##n, "since", SORT_DATE, n * OF_PROFILE}, {SORT_GEAR##n, "kin", SORT_ITEM, IS_MANY | IS_REF | n * OF_PROFILE}, \
        {SORT_GEAR##n, "mate", SORT_GEAR##n, IS_REF | n * OF_PROFILE},

const AttributeSort attribute_sorts[] = {
    {SORT_PRODUCT, "b1", SORT_BOOLEAN, 0},
    {SORT_PRODUCT, "b2", SORT_BOOLEAN, 0},
    {SORT_PRODUCT, "b3", SORT_BOOLEAN, 0},
    {SORT_PRODUCT, "n1", SORT_INTEGER, 0},
    {SORT_PRODUCT, "n2", SORT_INTEGER, 0},
    {SORT_PRODUCT, "r1", SORT_DECIMAL, 0},
    {SORT_PRODUCT, "r2", SORT_DECIMAL, 0},
    {SORT_PRODUCT, "t1", SORT_TEXT, 0},
    {SORT_PRODUCT, "t2", SORT_TEXT, 0},
    {SORT_PRODUCT, "d1", SORT_DATE, 0},
    {SORT_PRODUCT, "d2", SORT_DATE, 0},
    {SORT_PRODUCT, "moment", SORT_INSTANT, 0},
    {SORT_PRODUCT, "span", SORT_DURATION, 0},
    {SORT_PRODUCT, "release", SORT_VERSION, 0},
    {SORT_PRODUCT, "level", SORT_LEVEL, 0},
    {SORT_PRODUCT, "zone", SORT_ZONE, 0},
    {SORT_PRODUCT, "numbers", SORT_INTEGER, IS_MANY},
    {SORT_PRODUCT, "rates", SORT_DECIMAL, IS_MANY},
    {SORT_PRODUCT, "words", SORT_TEXT, IS_MANY},
    {SORT_PRODUCT, "days", SORT_DATE, IS_MANY},
    {SORT_PRODUCT, "spans", SORT_DURATION, IS_MANY},
    {SORT_PRODUCT, "releases", SORT_VERSION, IS_MANY},
    {SORT_PRODUCT, "levels", SORT_LEVEL, IS_MANY},
    {SORT_PRODUCT, "zones", SORT_ZONE, IS_MANY},
    {SORT_PRODUCT, "host", SORT_ADDRESS, 0},
    {SORT_PRODUCT, "hosts", SORT_ADDRESS, IS_MANY},
    {SORT_PRODUCT, "flags", SORT_BOOLEAN, IS_MANY},
    {SORT_PRODUCT, "ports", SORT_PORT, IS_MANY},
    {SORT_PRODUCT, "items", SORT_ITEM, IS_MANY},
    {SORT_PRODUCT, "faults", SORT_FAULT, IS_MANY},
    {SORT_PRODUCT, "notes", SORT_NOTE, IS_MANY},
    {SORT_PRODUCT, "lines", SORT_LINE, IS_MANY},
    {SORT_PRODUCT, "uplinks", SORT_LINE, IS_MANY | IS_REF},
    {SORT_PRODUCT, "box", SORT_BOX, 0},
    {SORT_PRODUCT, "roots", SORT_ITEM, IS_MANY | IS_REF},
    {SORT_PRODUCT, "doors", SORT_PORT, IS_MANY | IS_REF},
    {SORT_PRODUCT, "root", SORT_ITEM, IS_REF},
    {SORT_PRODUCT, "worst", SORT_FAULT, IS_MANY | IS_REF}, // whose key several owners may use
    {SORT_PRODUCT, "other", SORT_PRODUCT, 0},
    {SORT_PRODUCT, "others", SORT_PRODUCT, IS_MANY},
    {SORT_PRODUCT, "maker", SORT_MAKER, 0},
    {SORT_PRODUCT, "makers", SORT_MAKER, IS_MANY},
    {SORT_PRODUCT, "submissions", SORT_SUBMISSION, IS_MANY | IS_EVIDENCE},
    {SORT_MAKER, "good", SORT_BOOLEAN, 0},
    {SORT_MAKER, "until", SORT_DATE, 0},
    {SORT_MAKER, "grade", SORT_INTEGER, 0},
    {SORT_MAKER, "rate", SORT_DECIMAL, 0},
    {SORT_MAKER, "place", SORT_TEXT, 0},
    {SORT_MAKER, "level", SORT_LEVEL, 0},
    {SORT_MAKER, "marks", SORT_TEXT, IS_MANY},
    {SORT_MAKER, "owner", SORT_MAKER, 0},
    {SORT_MAKER, "ports", SORT_PORT, IS_MANY},
    {SORT_MAKER, "submissions", SORT_SUBMISSION, IS_MANY | IS_EVIDENCE},
    {SORT_SUBMISSION, "kind", SORT_KIND, IS_EVIDENCE},
    {SORT_SUBMISSION, "by", SORT_MAKER, IS_EVIDENCE},
    {SORT_SUBMISSION, "on", SORT_DATE, IS_EVIDENCE},
    {SORT_SUBMISSION, "acceptable", SORT_BOOLEAN, IS_EVIDENCE},
    {SORT_SUBMISSION, "title", SORT_TEXT, IS_EVIDENCE},
    {SORT_SUBMISSION, "signer", SORT_TEXT, IS_EVIDENCE},
    {SORT_PORT, "number", SORT_INTEGER, IS_KEY},
    {SORT_PORT, "protocol", SORT_TEXT, IS_KEY},
    {SORT_PORT, "ok", SORT_BOOLEAN, 0},
    {SORT_PORT, "label", SORT_TEXT, 0},
    {SORT_PORT, "level", SORT_LEVEL, 0},
    {SORT_PORT, "since", SORT_DATE, 0},
    {SORT_PORT, "serves", SORT_ITEM, IS_MANY | IS_REF},
    {SORT_ITEM, "id", SORT_TEXT, IS_KEY},
    {SORT_ITEM, "bad", SORT_BOOLEAN, 0},
    {SORT_ITEM, "size", SORT_INTEGER, 0},
    {SORT_ITEM, "rate", SORT_DECIMAL, 0},
    {SORT_ITEM, "day", SORT_DATE, 0},
    {SORT_ITEM, "release", SORT_VERSION, 0},
    {SORT_ITEM, "zone", SORT_ZONE, 0},
    {SORT_ITEM, "host", SORT_ADDRESS, 0},
    {SORT_ITEM, "tags", SORT_TEXT, IS_MANY},
    {SORT_ITEM, "depends_on", SORT_ITEM, IS_MANY | IS_REF},
    {SORT_ITEM, "parent", SORT_ITEM, IS_REF},
    {SORT_ITEM, "faults", SORT_FAULT, IS_MANY},
    {SORT_ITEM, "box", SORT_BOX, 0},
    {SORT_ITEM, "maker", SORT_MAKER, 0},
    {SORT_FAULT, "id", SORT_TEXT, IS_KEY},
    {SORT_FAULT, "known", SORT_BOOLEAN, 0},
    {SORT_FAULT, "score", SORT_DECIMAL, 0},
    {SORT_FAULT, "found", SORT_DATE, 0},
    {SORT_FAULT, "fixed", SORT_DATE, 0},
    {SORT_FAULT, "door", SORT_PORT, IS_REF},
    {SORT_BOX, "label", SORT_LEVEL, IS_KEY},
    {SORT_BOX, "lid", SORT_BOOLEAN, 0},
    {SORT_BOX, "weight", SORT_DECIMAL, 0},
    {SORT_BOX, "marks", SORT_LEVEL, IS_MANY},
    {SORT_NOTE, "line", SORT_TEXT, 0},
    {SORT_NOTE, "page", SORT_INTEGER, 0},
    {SORT_NOTE, "about", SORT_ITEM, IS_MANY | IS_REF},
    {SORT_NOTE, "written", SORT_INSTANT, 0},
    {SORT_LINE, "end", SORT_ADDRESS, IS_KEY},
    {SORT_LINE, "up", SORT_BOOLEAN, 0},
    {SORT_LINE, "speed", SORT_INTEGER, 0},
    {SORT_LINE, "routes", SORT_ADDRESS, IS_MANY},
    {SORT_LINE, "next", SORT_LINE, IS_REF},
    EXTENSION(1) EXTENSION(2) EXTENSION(3)};
const size_t attribute_sort_count = sizeof attribute_sorts / sizeof *attribute_sorts;

void write_literal(Random *random, Sort sort, TextBuilder *to)
{
    static const char *const words[SORT_VALUES][6] = {
        [SORT_BOOLEAN] = {"true", "false", "true", "false", "true", "false"},
        [SORT_INTEGER] = {"0", "1", "2", "3", "-2", "7"},
        [SORT_DECIMAL] = {"0.0", "0.5", "1.25", "2.0", "-0.75", "7.5"},
        [SORT_TEXT] = {"\"a\"", "\"b\"", "\"ab\"", "\"1.2.0\"", "\"x\"", "\"é\""},
        [SORT_DATE] = {"2026-11-22", "2026-10-01", "2026-01-31", "2025-06-15", "2024-02-29", "2026-12-24"},
        [SORT_INSTANT] = {"2026-11-22T08:00:00Z", "2026-10-01T00:00:00Z", "2026-01-31T23:59:59Z", "2025-06-15T12:30:00Z",
                          "2024-02-29T01:00:00Z", "2026-11-21T22:00:00Z"},
        [SORT_DURATION] = {"30 days", "24 hours", "90 minutes", "2 weeks", "1 second", "400 days"},
        [SORT_VERSION] = {"\"1.0.0\"", "\"1.1.1k\"", "\"2.0.0-rc.1\"", "\"2.0.0\"", "\"2.0.0+a\"", "\"1.10.0\""},
        [SORT_LEVEL] = {"low", "medium", "high", "top", "low", "high"},
        [SORT_ZONE] = {"inner", "outer", "away", "inner", "outer", "away"},
        [SORT_GRADE1] = {"ka1", "kb1", "kc1", "ka1", "kb1", "kb1"},
        [SORT_GRADE2] = {"ka2", "kb2", "kc2", "ka2", "kb2", "kb2"},
        [SORT_GRADE3] = {"ka3", "kb3", "kc3", "ka3", "kb3", "kb3"},
        [SORT_ADDRESS] = {"\"10.0.0.1\"", "\"10.0.0.0/8\"", "\"10.0.0.0/30\"", "\"2001:db8::/32\"", "\"2001:DB8:0::1\"",
                          "\"192.0.2.7\""},
        [SORT_KIND] = {"declaration", "report", "assessment", "laboratory", "government", "report"},
    };
    enum { RARE = 3, MOST_RARE = 11 };
    static const char *const rare[SORT_VALUES][MOST_RARE] = {
        [SORT_INTEGER] = {"9223372036854775807", "-9223372036854775807", "4294967296"},
        [SORT_DECIMAL] = {"9223372036854.775807", "-9223372036854.775807", "0.000001"},
        [SORT_TEXT] = {"\"e\u0301\"", "\"\"", "\"A B\"", "\"a,b,a\"", "\"-3\"", "\"2024-02-29\"", "\"MIT\"",
                       "\"GPL-2.0-or-later OR MIT AND ISC\"", "\"CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:N\"",
                       "\"pkg:npm/%40Acme/left_pad@1.10.0\"",
                       "\"pkg:PyPI/Left_.Pad?b=2&a=1#/x/./y\""}, // the first one decomposed
        [SORT_DATE] = {"0001-01-01", "9999-12-31", "1969-12-31"},
        [SORT_INSTANT] = {"0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z", "1969-12-31T23:59:59Z"},
        [SORT_DURATION] = {"100000000 days", "0 seconds", "86399 seconds"},
        [SORT_ADDRESS] = {"\"::ffff:10.0.0.1\"", "\"0.0.0.0/0\"", "\"fd00::/8\""},
        [SORT_VERSION] = {"\"1:1.2.13~rc1-1+b1\"", "\"1.99999999999999999999.0\"", "\"2.0.0+b\"", "\"v1.2\"",
                          "\"1.0.0-alpha.10\"", "\"1.0.0-alpha.2\"", "\"1.2-3.el9\"", "\"1.0^a\"", "\"1.0.0.0\"",
                          "\"1.0.0-RC.1\"", "\"1.0.a\""},
    };
    bool many = sort == SORT_TEXT || sort == SORT_VERSION, seldom = random_chance(random, many ? 12 : 4) && rare[sort][0];
    uint32_t count = many ? MOST_RARE : RARE;
    text_append_string(to, seldom ? rare[sort][random_below(random, count)] : words[sort][random_below(random, 6)]);
}

static bool is_declared(const AttributeSort *attribute, Sort owner)
{
    return attribute->owner == owner && !(attribute->flags & IS_EVIDENCE) && !attribute_profile(attribute);
}

void write_schema(TextBuilder *to)
{
    text_append_string(to,
                       "type Zone = inner \"inside\" zh \"内\" | outer \"outside\" | away\n"
                       "ordered type Level = low < medium \"middling\" zh \"中\" fr \"moyen\" < high < top \"top\" zh \"顶\"\n");
    for (Sort owner = SORT_VALUES; owner < SORTS; owner++) {
        if (owner == SORT_SUBMISSION || owner >= SORT_GEAR1)
            continue;
        text_append_format(to, "%s %s", sort_is_part(owner) ? "part" : "entity", sort_names[owner]);
        const char *before = " key ";
        for (size_t i = 0; i < attribute_sort_count; i++) {
            if (attribute_sorts[i].owner == owner && attribute_sorts[i].flags & IS_KEY) {
                text_append_format(to, "%s%s", before, attribute_sorts[i].name);
                before = ", ";
            }
        }
        text_append_string(to, " {");
        for (size_t i = 0; i < attribute_sort_count; i++) {
            const AttributeSort *attribute = &attribute_sorts[i];
            if (is_declared(attribute, owner))
                text_append_format(to, "\n  %s: %s%s%s", attribute->name, attribute->flags & IS_MANY ? "many " : "",
                                   attribute->flags & IS_REF ? "ref " : "", sort_names[attribute->sort]);
        }
        text_append_string(to, "\n}\n");
    }
}
