// SPDX-License-Identifier: MIT
// Random policies: the schema is the same in all of them, the rules are not.
#include "generate.h"

const char *const sort_names[SORTS] = {"boolean", "integer", "decimal", "text",  "date", "instant", "duration", "version",
                                       "Level",   "Zone",    "Product", "Maker", "Port", "Item",    "Fault"};

const AttributeSort attribute_sorts[] = {
    {SORT_PRODUCT, "b1", SORT_BOOLEAN, false, false, false},     {SORT_PRODUCT, "b2", SORT_BOOLEAN, false, false, false},
    {SORT_PRODUCT, "b3", SORT_BOOLEAN, false, false, false},     {SORT_PRODUCT, "n1", SORT_INTEGER, false, false, false},
    {SORT_PRODUCT, "n2", SORT_INTEGER, false, false, false},     {SORT_PRODUCT, "r1", SORT_DECIMAL, false, false, false},
    {SORT_PRODUCT, "r2", SORT_DECIMAL, false, false, false},     {SORT_PRODUCT, "t1", SORT_TEXT, false, false, false},
    {SORT_PRODUCT, "t2", SORT_TEXT, false, false, false},        {SORT_PRODUCT, "d1", SORT_DATE, false, false, false},
    {SORT_PRODUCT, "d2", SORT_DATE, false, false, false},        {SORT_PRODUCT, "at", SORT_INSTANT, false, false, false},
    {SORT_PRODUCT, "span", SORT_DURATION, false, false, false},  {SORT_PRODUCT, "release", SORT_VERSION, false, false, false},
    {SORT_PRODUCT, "level", SORT_LEVEL, false, false, false},    {SORT_PRODUCT, "zone", SORT_ZONE, false, false, false},
    {SORT_PRODUCT, "numbers", SORT_INTEGER, true, false, false}, {SORT_PRODUCT, "words", SORT_TEXT, true, false, false},
    {SORT_PRODUCT, "levels", SORT_LEVEL, true, false, false},    {SORT_PRODUCT, "ports", SORT_PORT, true, false, false},
    {SORT_PRODUCT, "items", SORT_ITEM, true, false, false},      {SORT_PRODUCT, "roots", SORT_ITEM, true, true, false},
    {SORT_PRODUCT, "main", SORT_ITEM, false, true, false},       {SORT_PRODUCT, "other", SORT_PRODUCT, false, false, false},
    {SORT_PRODUCT, "others", SORT_PRODUCT, true, false, false},  {SORT_PRODUCT, "maker", SORT_MAKER, false, false, false},
    {SORT_PRODUCT, "makers", SORT_MAKER, true, false, false},    {SORT_MAKER, "good", SORT_BOOLEAN, false, false, false},
    {SORT_MAKER, "until", SORT_DATE, false, false, false},       {SORT_MAKER, "grade", SORT_INTEGER, false, false, false},
    {SORT_MAKER, "rate", SORT_DECIMAL, false, false, false},     {SORT_MAKER, "place", SORT_TEXT, false, false, false},
    {SORT_MAKER, "level", SORT_LEVEL, false, false, false},      {SORT_MAKER, "marks", SORT_TEXT, true, false, false},
    {SORT_MAKER, "owner", SORT_MAKER, false, false, false},      {SORT_PORT, "number", SORT_INTEGER, false, false, true},
    {SORT_PORT, "ok", SORT_BOOLEAN, false, false, false},        {SORT_PORT, "label", SORT_TEXT, false, false, false},
    {SORT_PORT, "level", SORT_LEVEL, false, false, false},       {SORT_PORT, "since", SORT_DATE, false, false, false},
    {SORT_PORT, "serves", SORT_ITEM, true, true, false},         {SORT_ITEM, "id", SORT_TEXT, false, false, true},
    {SORT_ITEM, "bad", SORT_BOOLEAN, false, false, false},       {SORT_ITEM, "size", SORT_INTEGER, false, false, false},
    {SORT_ITEM, "rate", SORT_DECIMAL, false, false, false},      {SORT_ITEM, "day", SORT_DATE, false, false, false},
    {SORT_ITEM, "release", SORT_VERSION, false, false, false},   {SORT_ITEM, "zone", SORT_ZONE, false, false, false},
    {SORT_ITEM, "depends_on", SORT_ITEM, true, true, false},     {SORT_ITEM, "parent", SORT_ITEM, false, true, false},
    {SORT_ITEM, "faults", SORT_FAULT, true, false, false},       {SORT_ITEM, "maker", SORT_MAKER, false, false, false},
    {SORT_FAULT, "id", SORT_TEXT, false, false, true},           {SORT_FAULT, "known", SORT_BOOLEAN, false, false, false},
    {SORT_FAULT, "score", SORT_DECIMAL, false, false, false},    {SORT_FAULT, "found", SORT_DATE, false, false, false},
    {SORT_FAULT, "fixed", SORT_DATE, false, false, false},
};
const size_t attribute_sort_count = sizeof attribute_sorts / sizeof *attribute_sorts;

void write_literal(Random *random, Sort sort, TextBuilder *to)
{
    static const char *const words[SORTS][6] = {
        [SORT_BOOLEAN] = {"true", "false", "true", "false", "true", "false"},
        [SORT_INTEGER] = {"0", "1", "2", "3", "-2", "7"},
        [SORT_DECIMAL] = {"0.0", "0.5", "1.25", "2.0", "-0.75", "7.5"},
        [SORT_TEXT] = {"\"a\"", "\"b\"", "\"ab\"", "\"abc\"", "\"x\"", "\"é\""},
        [SORT_DATE] = {"2026-11-22", "2026-10-01", "2026-01-31", "2025-06-15", "2024-02-29", "2026-12-24"},
        [SORT_INSTANT] = {"2026-11-22T08:00:00Z", "2026-10-01T00:00:00Z", "2026-01-31T23:59:59Z", "2025-06-15T12:30:00Z",
                          "2024-02-29T01:00:00Z", "2026-11-21T22:00:00Z"},
        [SORT_DURATION] = {"30 days", "24 hours", "90 minutes", "2 weeks", "1 second", "400 days"},
        [SORT_VERSION] = {"\"1.0.0\"", "\"1.2.0\"", "\"2.0.0-rc.1\"", "\"2.0.0\"", "\"2.0.0-rc.2\"", "\"1.10.0\""},
        [SORT_LEVEL] = {"low", "medium", "high", "top", "low", "high"},
        [SORT_ZONE] = {"inner", "outer", "away", "inner", "outer", "away"},
    };
    text_append_string(to, words[sort][random_below(random, 6)]);
}

static void put(Writer *writer, const char *text)
{
    text_append_string(writer->to, text);
}

static void write_schema(TextBuilder *to)
{
    text_append_string(to, "type Zone = inner | outer | away\nordered type Level = low < medium < high < top\n");
    for (Sort owner = SORT_VALUES; owner < SORTS; owner++) {
        const char *key = NULL;
        for (size_t i = 0; i < attribute_sort_count; i++)
            key = attribute_sorts[i].owner == owner && attribute_sorts[i].key ? attribute_sorts[i].name : key;
        text_append_format(to, "%s %s%s%s {", sort_is_part(owner) ? "part" : "entity", sort_names[owner], key ? " key " : "",
                           key ? key : "");
        for (size_t i = 0; i < attribute_sort_count; i++) {
            const AttributeSort *attribute = &attribute_sorts[i];
            if (attribute->owner == owner)
                text_append_format(to, " %s: %s%s%s", attribute->name, attribute->many ? "many " : "",
                                   attribute->ref ? "ref " : "", sort_names[attribute->sort]);
        }
        text_append_string(to, " }\n");
    }
}

static void write_head(Writer *writer, uint64_t kind)
{
    put(writer, "policy random version \"1.0.0\" { title \"Random\" reviews product : Product }\nuse std.text\n");
    put(writer, "source s \"S\" { clause 1 \"c\" }\naspect x1 \"X1\"\naspect x2 \"X2\"\n");
    put(writer, "evidence {\n  by Maker\n  rank declaration, report < assessment < laboratory < government\n");
    if ((kind & 0x11) == 1)
        put(writer, "  accept laboratory when by.good\n");
    if ((kind & 0x22) == 2)
        put(writer, "  accept assessment, report when on <= by.until and by != product.maker\n");
    if (kind & 4)
        put(writer, "  expire declaration after 365 days\n");
    if (kind & 8)
        put(writer, "  expire laboratory after 300 days\n");
    put(writer, "}\n");
    write_schema(writer->to);
    put(writer, "list small : integer = { 1, 2, 3 }\nparameter most : integer = 3, lower is stricter\n"
                "parameter least : decimal = 0.5, higher is stricter\n");
}

static void write_definitions(Writer *writer)
{
    writer->in_definition = true;
    writer->known_count = 1;
    writer->known[0] = (Known){"q", SORT_PRODUCT};
    put(writer, "define good(q: Product) : boolean = ");
    write_boolean(writer, 1);
    put(writer, "\ndefine close(q: Product, x: integer) : boolean = (q.n1 - x in -2..2)\n");
    writer->in_definition = false;
}

static void write_requirement(Writer *writer)
{
    uint32_t form = random_below(&writer->random, 100), known = writer->known_count;
    put(writer, "  require ");
    if (form < 50) {
        static const char *const words[] = {"every ", "no ", "every "};
        put(writer, words[random_below(&writer->random, 3)]);
        for (uint32_t i = 0, count = random_chance(&writer->random, 30) ? 2 : 1; i < count; i++) {
            put(writer, i ? ", " : "");
            write_binder(writer, 2);
        }
        put(writer, " : ");
        write_boolean(writer, 2);
    } else if (form < 57) {
        put(writer, "count(w in product.items where w.bad) <= most");
    } else if (form < 63) {
        put(writer, "every w in product.items : w.rate >= least");
    } else if (form < 70 && writer->rule > 0) {
        text_append_format(writer->to, "R-%02u holds", 1 + random_below(&writer->random, writer->rule));
        put(writer, " or ");
        write_boolean(writer, 1);
    } else {
        write_boolean(writer, 3);
    }
    if (random_chance(&writer->random, 60)) {
        put(writer, " else \"at {");
        // What may be shown: the leading binders' variables, and whatever hangs on the subject.
        static const Sort shown[] = {SORT_INTEGER, SORT_DECIMAL,  SORT_ITEM,    SORT_DATE,
                                     SORT_LEVEL,   SORT_DURATION, SORT_VERSION, SORT_INSTANT};
        if (form < 50 && random_chance(&writer->random, 50))
            put(writer, writer->known[writer->known_count - 1].name);
        else
            write_value(writer, shown[random_below(&writer->random, 8)], 0);
        put(writer, "} of {product.n1}\"");
    }
    writer->known_count = known;
    put(writer, "\n");
}

static void write_threshold(Writer *writer)
{
    static const char *const kinds[] = {"report", "assessment", "laboratory", "government"};
    static const char *const names[] = {"", " for items", " for b1, n1, r1, t1", " for ports, numbers", " for words, level, d1"};
    text_append_format(writer->to, "  evidence at least %s%s\n", kinds[random_below(&writer->random, 4)],
                       names[random_below(&writer->random, 5)]);
}

static void write_rule(Writer *writer, uint32_t number)
{
    static const char *const severities[] = {"critical", "major", "minor", "advisory"};
    Random *random = &writer->random;
    writer->rule = number;
    writer->known_count = 1;
    writer->known[0] = (Known){"product", SORT_PRODUCT};
    text_append_format(writer->to, "rule R-%02u \"rule %u\" {\n  cites s 1  aspect x%u  severity %s\n", number + 1, number + 1,
                       1 + random_below(random, 2), severities[random_below(random, 4)]);
    if (random_chance(random, 15))
        put(writer, "  weight 2.5\n");
    if (random_chance(random, 40))
        put(writer, "  when "), write_boolean(writer, random_chance(random, 50) ? 0 : 1), put(writer, "\n");
    if (random_chance(random, 40))
        put(writer, "  except when "), write_boolean(writer, random_chance(random, 75) ? 0 : 1), put(writer, " because \"so\"\n");
    for (uint32_t i = 0, count = random_chance(random, 30) ? 1 + random_below(random, 2) : 0; i < count; i++)
        write_threshold(writer);
    for (uint32_t i = 0, count = random_chance(random, 25) ? 2 : 1; i < count; i++)
        write_requirement(writer);
    put(writer, "}\n");
}

void generate_policy(uint64_t seed, bool monotone, TextBuilder *to)
{
    Writer writer = {.random = {seed}, .to = to, .monotone = monotone};
    write_head(&writer, random_next(&writer.random));
    write_definitions(&writer);
    for (uint32_t i = 0; i < MOST_RULES; i++) {
        writer.names = 0;
        write_rule(&writer, i);
    }
    put(&writer,
        "verdict {\n  rejected when any critical violated or penalty >= 18\n  conditional when count of major violated >= 2 or "
        "penalty of x2 >= 5\n  passed otherwise\n}\n");
}
