// SPDX-License-Identifier: MIT
// Random submissions about a few entities, as JSON: some say the same, some contradict, some say nothing.
#include "generate.h"

#include "support/calendar.h"
#include "trial.h"

typedef struct Facts {
    Random random;
    TextBuilder *to;
} Facts;

static void put(Facts *facts, const char *text)
{
    text_append_string(facts->to, text);
}

static void write_record(Facts *facts, Sort owner, int density);

const char *const product_ids[ENTITY_IDS] = {"x", "y", "z"}, *const maker_ids[ENTITY_IDS] = {"m1", "m2", "m3"};

void write_fact_value(Random *random, const AttributeSort *attribute, TextBuilder *to)
{
    bool quoted = attribute->sort >= SORT_DATE && attribute->sort <= SORT_ZONE && attribute->sort != SORT_VERSION;
    if (attribute->sort == SORT_PRODUCT || attribute->sort == SORT_MAKER)
        text_append_format(to, "\"%s\"",
                           (attribute->sort == SORT_MAKER ? maker_ids : product_ids)[random_below(random, ENTITY_IDS)]);
    else if (attribute->sort == SORT_ITEM)
        text_append_format(to, "\"i%u\"", 1 + random_below(random, 4));
    else {
        text_append_string(to, quoted ? "\"" : "");
        write_literal(random, attribute->sort, to);
        text_append_string(to, quoted ? "\"" : "");
    }
}

static void write_fact(Facts *facts, const AttributeSort *attribute, int density)
{
    if (sort_is_part(attribute->sort) && !attribute->ref)
        write_record(facts, attribute->sort, density);
    else
        write_fact_value(&facts->random, attribute, facts->to);
}

static void write_set(Facts *facts, const AttributeSort *attribute, int density)
{
    // A reference that nothing resolves is fine in an open set only.
    bool open = random_chance(&facts->random, attribute->ref ? 45 : 12);
    put(facts, open ? "{\"open\": [" : "[");
    bool keyed = sort_is_part(attribute->sort) && !attribute->ref;
    uint32_t count = random_below(&facts->random, 4), key = random_below(&facts->random, 3);
    for (uint32_t i = 0; i < count; i++) {
        put(facts, i ? ", " : "");
        if (keyed) { // each key once: part after part
            size_t start = facts->to->length;
            write_record(facts, attribute->sort, density);
            char *number = memchr(facts->to->bytes + start, '@', facts->to->length - start);
            *number = (char)('1' + (key + i) % 4);
        } else {
            write_fact(facts, attribute, density);
        }
    }
    put(facts, open ? "]}" : "]");
}

// A part's own key comes first, its number left open as `@`.
static void write_record(Facts *facts, Sort owner, int density)
{
    bool any = false;
    put(facts, "{");
    if (owner == SORT_PORT)
        put(facts, "\"number\": @"), any = true;
    if (owner == SORT_ITEM || owner == SORT_FAULT)
        put(facts, owner == SORT_ITEM ? "\"id\": \"i@\"" : "\"id\": \"f@\""), any = true;
    for (size_t i = 0; i < attribute_sort_count; i++) {
        const AttributeSort *attribute = &attribute_sorts[i];
        if (attribute->owner != owner || attribute->key || !random_chance(&facts->random, (uint32_t)density))
            continue;
        // A single reference has to be resolved, or be left out.
        if (attribute->ref && !attribute->many && !random_chance(&facts->random, 20))
            continue;
        text_append_format(facts->to, "%s\"%s\": ", any ? ", " : "", attribute->name);
        any = true;
        if (attribute->many)
            write_set(facts, attribute, density);
        else
            write_fact(facts, attribute, density);
    }
    put(facts, "}");
}

static void write_submission(Facts *facts, uint32_t number)
{
    static const char *const kinds[] = {"declaration", "report", "assessment", "laboratory", "government", "government"};
    static const char *const makers[] = {"m1", "m2", "m3"}, *const products[] = {"x", "x", "x", "y", "y", "z"};
    Random *random = &facts->random;
    bool maker = number % 4 == 3;
    TextBuilder on = text_builder(facts->to->arena);
    date_append(&on,
                REVIEW_DAY - (random_chance(random, 4) ? -1 : (Wide)random_below(random, random_chance(random, 70) ? 200 : 600)));
    text_append_format(facts->to, "{\"entity\": \"%s\", \"id\": \"%s\", \"evidence\": {\"kind\": \"%s\", \"on\": \"%.*s\"",
                       maker ? "Maker" : "Product", maker ? makers[random_below(random, 3)] : products[random_below(random, 6)],
                       kinds[random_below(random, 6)], (int)on.length, on.bytes);
    if (random_chance(random, 80))
        text_append_format(facts->to, ", \"by\": \"%s\"", makers[random_below(random, 3)]);
    if (random_chance(random, 5))
        put(facts, ", \"title\": \"withdrawn\"");
    put(facts, "}, \"facts\": ");
    write_record(facts, maker ? SORT_MAKER : SORT_PRODUCT, (int)(55 + random_below(random, 45)));
    put(facts, "}\n");
}

static Random seeded(uint64_t seed, uint32_t number)
{
    return (Random){(seed ^ 0xfac75) * 31 + (uint64_t)(number + 1) * 0x1000193u};
}

void generate_facts(uint64_t seed, TextBuilder *to)
{
    Random count = {seed};
    uint32_t submissions = 4 + random_below(&count, MOST_SUBMISSIONS - 4);
    for (uint32_t i = 0; i < submissions; i++) {
        Facts facts = {seeded(seed, i), to};
        write_submission(&facts, i);
    }
}
