// SPDX-License-Identifier: MIT
// Random submissions about a few entities, as JSON: some say the same, some contradict, some say nothing.
#include "generate.h"

#include "support/calendar.h"

typedef struct Facts {
    Random random;
    TextBuilder *to;
} Facts;

static void put(Facts *facts, const char *text)
{
    text_append_string(facts->to, text);
}

static void write_record(Facts *facts, Sort owner, int density);

static void write_key_of_item(Facts *facts)
{
    text_append_format(facts->to, "\"i%u\"", 1 + random_below(&facts->random, 4));
}

// Values of texts and the like are quoted in JSON; literals of the language are, where they are texts.
static void write_fact(Facts *facts, const AttributeSort *attribute, int density)
{
    static const char *const products[] = {"\"x\"", "\"y\"", "\"z\""}, *const makers[] = {"\"m1\"", "\"m2\"", "\"m3\""};
    Random *random = &facts->random;
    bool quoted = attribute->sort >= SORT_DATE && attribute->sort <= SORT_ZONE && attribute->sort != SORT_VERSION;
    switch (attribute->sort) {
    case SORT_PRODUCT:
        put(facts, products[random_below(random, 3)]);
        return;
    case SORT_MAKER:
        put(facts, makers[random_below(random, 3)]);
        return;
    case SORT_ITEM:
        if (attribute->ref) {
            write_key_of_item(facts);
            return;
        }
        write_record(facts, SORT_ITEM, density);
        return;
    case SORT_PORT:
    case SORT_FAULT:
        write_record(facts, attribute->sort, density);
        return;
    default:
        break;
    }
    if (quoted)
        put(facts, "\"");
    write_literal(random, attribute->sort, facts->to);
    if (quoted)
        put(facts, "\"");
}

static void write_set(Facts *facts, const AttributeSort *attribute, int density)
{
    // A reference that nothing resolves is fine in an open set only.
    bool open = random_chance(&facts->random, attribute->ref ? 88 : 8);
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
    date_append(&on, REVIEW_DAY - (random_chance(random, 4) ? -1 : (Wide)random_below(random, random_chance(random, 70) ? 200 : 600)));
    text_append_format(facts->to, "{\"entity\": \"%s\", \"id\": \"%s\", \"evidence\": {\"kind\": \"%s\", \"on\": \"%.*s\"",
                       maker ? "Maker" : "Product", maker ? makers[random_below(random, 3)] : products[random_below(random, 6)],
                       kinds[random_below(random, 6)], (int)on.length, on.bytes);
    if (random_chance(random, 80))
        text_append_format(facts->to, ", \"by\": \"%s\"", makers[random_below(random, 3)]);
    put(facts, "}, \"facts\": ");
    write_record(facts, maker ? SORT_MAKER : SORT_PRODUCT, (int)(70 + random_below(random, 31)));
    put(facts, "}\n");
}

static Random seeded(uint64_t seed, uint32_t number)
{
    return (Random){(seed ^ 0xfac75) * 31 + (uint64_t)(number + 1) * 0x1000193u};
}

void generate_facts(uint64_t seed, uint32_t submissions, TextBuilder *to)
{
    Random count = {seed};
    uint32_t most = 4 + random_below(&count, MOST_SUBMISSIONS - 4);
    for (uint32_t i = 0; i < most; i++) {
        Facts facts = {seeded(seed, i), to};
        if (submissions >> i & 1)
            write_submission(&facts, i);
    }
}

bool facts_withdrawn(uint64_t seed, uint32_t submission)
{
    Random random = seeded(~seed, submission);
    return random_chance(&random, 5);
}
