// SPDX-License-Identifier: MIT
// Random submissions about a few entities, as JSON: some say the same, some contradict, some say nothing.
#include "generate.h"

#include "support/calendar.h"
#include "support/digest.h"
#include "support/json.h"
#include "trial.h"

enum { KEYS = 4, MANY_KEYS = 160 };

const char *const product_ids[ENTITY_IDS] = {"x", "y", "z"}, *const maker_ids[ENTITY_IDS] = {"m1", "m2", "m3"};

// Which parts some submission owns, by key: a closed set may refer to these only.
typedef struct Owned {
    bool is[SORTS][MANY_KEYS];
    uint32_t count[SORTS];
} Owned;

typedef struct Facts {
    Random random;
    TextBuilder *to;
    Owned *owned; // of the entity that is written about: is filled, or read
    bool fills, big;
    uint64_t extended; // attributes of profiles that it may have
} Facts;

static void put_fact(Facts *facts, const char *text)
{
    text_append_string(facts->to, text);
}

// A line's key is an address, however it is written: by the place where it stands, so that all else is drawn alike.
static void write_end(TextBuilder *to, uint32_t number)
{
    static const char *const spelt[KEYS][3] = {{"10.0.0.1", "::ffff:10.0.0.1", "::ffff:a00:1"},
                                               {"2001:db8::1", "2001:DB8:0::1", "2001:0db8:0:0:0:0:0:1"},
                                               {"10.0.0.0/8", "::ffff:10.0.0.0/104", "10.0.0.0/8"},
                                               {"fd00::/8", "FD00:0::/8", "fd00:0:0:0:0:0:0:0/8"}};
    if (number < KEYS)
        text_append_format(to, "\"%s\"", spelt[number][to->length % 3]);
    else
        text_append_format(to, to->length % 2 ? "\"10.1.1.%u\"" : "\"::ffff:10.1.1.%u\"", number);
}

// The key attributes of the part with a number below KEYS.
static void write_key(TextBuilder *to, Sort sort, uint32_t number)
{
    static const char *const levels[KEYS] = {"low", "medium", "high", "top"};
    switch (sort) {
    case SORT_PORT:
        text_append_format(to, "\"number\": %u, \"protocol\": \"%s\"", 1 + number / 2, number % 2 ? "udp" : "tcp");
        return;
    case SORT_ITEM:
        text_append_format(to, "\"id\": \"i%u\"", 1 + number);
        return;
    case SORT_FAULT:
        text_append_format(to, "\"id\": \"f%u\"", 1 + number);
        return;
    case SORT_BOX:
        text_append_format(to, "\"label\": \"%s\"", levels[number % KEYS]);
        return;
    case SORT_LINE:
        text_append_string(to, "\"end\": ");
        write_end(to, number);
        return;
    case SORT_GEAR1:
    case SORT_GEAR2:
    case SORT_GEAR3:
        text_append_format(to, "\"id\": \"g%u\"", 1 + number);
        return;
    default:
        return;
    }
}

static void write_reference(TextBuilder *to, Sort sort, uint32_t number)
{
    if (sort == SORT_ITEM) {
        text_append_format(to, "\"i%u\"", 1 + number);
        return;
    }
    if (sort == SORT_LINE && to->length % 2) {
        write_end(to, number);
        return;
    }
    text_append_string(to, "{");
    write_key(to, sort, number);
    text_append_string(to, "}");
}

// Values of texts and the like are quoted in JSON; literals of the language are, where they are texts.
void write_fact_value(Random *random, const AttributeSort *attribute, TextBuilder *to)
{
    Sort sort = attribute->sort;
    bool quoted = sort >= SORT_DATE && sort <= SORT_GRADE3 && sort != SORT_VERSION; // addresses, too, have quotes of their own
    if (sort == SORT_PRODUCT || sort == SORT_MAKER) {
        text_append_format(to, "\"%s\"", (sort == SORT_MAKER ? maker_ids : product_ids)[random_below(random, ENTITY_IDS)]);
    } else if (sort_is_part(sort)) {
        write_reference(to, sort, random_below(random, KEYS));
    } else {
        text_append_string(to, quoted ? "\"" : "");
        write_literal(random, sort, to);
        text_append_string(to, quoted ? "\"" : "");
    }
}

static void write_record(Facts *facts, Sort owner, uint32_t key, int density);

static void write_owned(Facts *facts, const AttributeSort *attribute, uint32_t key, int density)
{
    bool *owned = &facts->owned->is[attribute->sort][key];
    facts->owned->count[attribute->sort] += facts->fills && !*owned;
    *owned |= facts->fills;
    write_record(facts, attribute->sort, key, density);
}

// A reference to a part that somebody owns; false, with nothing written, where there is none.
static bool write_resolved(Facts *facts, Sort sort)
{
    uint32_t number = random_below(&facts->random, facts->big ? MANY_KEYS : KEYS);
    if (!facts->owned->count[sort] || facts->fills)
        return false;
    while (!facts->owned->is[sort][number])
        number = (number + 1) % MANY_KEYS;
    write_reference(facts->to, sort, number);
    return true;
}

// How many elements: few, or more than a mask of rows holds.
static uint32_t set_count(Facts *facts, const AttributeSort *attribute)
{
    bool many = facts->big && (attribute->owner == SORT_PRODUCT || attribute->owner == SORT_MAKER);
    uint32_t share = attribute->flags & IS_REF ? 5 : 50; // looking up what is referred to takes the twin long
    return many && random_chance(&facts->random, share) ? 50 + random_below(&facts->random, 90) : random_below(&facts->random, 4);
}

// An open set may refer to what nothing owns.
static void write_set_fact(Facts *facts, const AttributeSort *attribute, int density)
{
    Random *random = &facts->random;
    bool ref = attribute->flags & IS_REF, open = random_chance(random, ref ? 20 : 12);
    uint32_t count = set_count(facts, attribute), key = random_below(random, KEYS);
    uint32_t keys = attribute->sort != SORT_BOX && facts->big ? MANY_KEYS : KEYS;
    put_fact(facts, open ? "{\"open\": [" : "[");
    bool any = false;
    for (uint32_t i = 0; i < count; i++) {
        size_t before = facts->to->length;
        bool written = true;
        put_fact(facts, any ? ", " : "");
        if (sort_is_part(attribute->sort) && !ref)
            write_owned(facts, attribute, (key + i) % keys, density);
        else if (!ref || (open && random_chance(random, 30)))
            write_fact_value(random, attribute, facts->to);
        else
            written = write_resolved(facts, attribute->sort);
        if (!written)
            facts->to->length = before;
        any |= written;
    }
    put_fact(facts, open ? "]}" : "]");
}

static void write_fact(Facts *facts, const AttributeSort *attribute, int density)
{
    if (attribute->flags & IS_MANY)
        write_set_fact(facts, attribute, density);
    else if (sort_is_part(attribute->sort))
        write_owned(facts, attribute, random_chance(&facts->random, 80) ? 1 : random_below(&facts->random, KEYS), density);
    else if (random_chance(&facts->random, 8))
        put_fact(facts, random_chance(&facts->random, 60) ? "{\"unreadable\": \"?\"}" : "{\"unreadable\": \"low\"}");
    else
        write_fact_value(&facts->random, attribute, facts->to);
}

// start: where the record's first member stands, or would.
static void write_member(Facts *facts, const AttributeSort *attribute, size_t start, int density)
{
    if (!random_chance(&facts->random, (uint32_t)density))
        return;
    size_t before = facts->to->length;
    put_fact(facts, before > start ? ", \"" : "\"");
    put_fact(facts, attribute->name);
    put_fact(facts, "\": ");
    if (!(attribute->flags & IS_REF) || attribute->flags & IS_MANY)
        write_fact(facts, attribute, density);
    else if (!write_resolved(facts, attribute->sort))
        facts->to->length = before;
}

static void write_record(Facts *facts, Sort owner, uint32_t key, int density)
{
    put_fact(facts, "{");
    size_t start = facts->to->length;
    write_key(facts->to, owner, key);
    for (size_t i = 0; i < attribute_sort_count; i++) {
        const AttributeSort *attribute = &attribute_sorts[i];
        if (attribute->owner == owner && !(attribute->flags & (IS_KEY | IS_EVIDENCE)) && !attribute_profile(attribute))
            write_member(facts, attribute, start, density);
    }
    Random random = facts->random; // what profiles declare changes nothing of the rest
    facts->random.state ^= 0x5bd1e995;
    for (size_t i = 0; i < attribute_sort_count && facts->extended; i++) {
        const AttributeSort *attribute = &attribute_sorts[i];
        if (attribute->owner == owner && !(attribute->flags & IS_KEY) && attribute_bit(attribute) & facts->extended)
            write_member(facts, attribute, start, density);
    }
    facts->random = random;
    put_fact(facts, "}");
}

// What was said of a submission, which a later one may take the place of.
typedef struct Said {
    bool maker;
    uint32_t which; // of those entities
    const char *kind, *by;
    int64_t on;
    size_t start, end; // the line
} Said;

// As others compute it, of the line that was written.
static Text digest_of_line(TextBuilder *to, const Said *said)
{
    JsonDocument document = {.values = NULL};
    JsonError error;
    size_t at = 0;
    Text line = text_copy(to->arena, text_slice(text_built(to), said->start, said->end));
    if (!json_read(&document, to->arena, line, &at, &error))
        bug("a submission that was just written is no JSON");
    JsonWriter writer = json_writer(to->arena);
    json_write_value(&writer, &document, 0);
    Digest digest = digest_of(text_built(&writer.builder));
    return digest_text(to->arena, &digest);
}

static Said draw_said(Random *random, bool maker)
{
    static const char *const kinds[] = {"declaration", "report", "assessment", "laboratory", "government", "government"};
    static const uint32_t products[] = {0, 0, 0, 0, 1, 1, 2};
    Said said = {.maker = maker, .which = maker ? random_below(random, ENTITY_IDS) : products[random_below(random, 7)]};
    bool future = random_chance(random, 4), recent = random_chance(random, 70);
    said.on = future ? REVIEW_DAY + 1 : REVIEW_DAY - (int64_t)random_below(random, recent ? 200 : 600);
    said.kind = kinds[random_below(random, 6)];
    if (random_chance(random, 80))
        said.by = maker_ids[random_below(random, ENTITY_IDS)];
    return said;
}

// Sometimes it takes the place of one that was written before: then it is about the same, and not dated before that one.
static const Said *draw_replaced(Random *random, const Said *before, uint32_t count, Said *said)
{
    const Said *other = count ? &before[random_below(random, count)] : NULL;
    if (!random_chance(random, 25) || !other || other->maker != said->maker)
        return NULL;
    int64_t on = said->on > other->on ? said->on : other->on;
    *said = *other;
    said->on = on;
    return other;
}

static void write_submission(Facts *facts, Owned *owned, Said *list, uint32_t number)
{
    Random *random = &facts->random;
    size_t start = facts->to->length;
    Said *said = &list[number];
    *said = draw_said(random, number % 4 == 3);
    const Said *replaced = draw_replaced(random, list, number, said);
    Text digest = replaced && !facts->fills ? digest_of_line(facts->to, replaced) : text_of("");
    facts->owned = &owned[said->maker ? ENTITY_IDS + said->which : said->which];
    TextBuilder on = text_builder(facts->to->arena);
    date_append(&on, said->on);
    text_append_format(facts->to, "{\"entity\": \"%s\", \"id\": \"%s\", \"evidence\": {\"kind\": \"%s\", \"on\": \"%.*s\"",
                       said->maker ? "Maker" : "Product", (said->maker ? maker_ids : product_ids)[said->which], said->kind,
                       (int)on.length, on.bytes);
    if (said->by)
        text_append_format(facts->to, ", \"by\": \"%s\"", said->by);
    if (replaced)
        text_append_format(facts->to, ", \"replaces\": [\"%.*s\"]", (int)digest.length, digest.bytes);
    if (random_chance(random, 20))
        put_fact(facts, random_chance(random, 20)   ? ", \"title\": \"withdrawn\""
                        : random_chance(random, 20) ? ", \"title\": \"withdrawn the day after\""
                                                    : ", \"title\": \"ab\"");
    put_fact(facts, "}, \"facts\": ");
    write_record(facts, said->maker ? SORT_MAKER : SORT_PRODUCT, 0, (int)(55 + random_below(random, 45)));
    put_fact(facts, "}");
    said->start = start;
    said->end = facts->to->length;
    put_fact(facts, "\n");
}

void generate_facts(uint64_t seed, bool big, uint64_t extended, TextBuilder *to)
{
    Owned *owned = arena_array(to->arena, 2 * ENTITY_IDS, sizeof *owned);
    Random count = {seed};
    uint32_t submissions = big ? 2 + random_below(&count, 3) : 4 + random_below(&count, MOST_SUBMISSIONS - 4);
    size_t start = to->length;
    Said said[MOST_SUBMISSIONS];
    for (int round = 0; round < 2; round++) { // first to see what is owned: it is all drawn alike
        to->length = start;
        for (uint32_t i = 0; i < submissions; i++) {
            Random random = {(seed ^ 0xfac75) * 31 + (uint64_t)(i + 1) * 0x1000193u};
            Facts facts = {.random = random, .to = to, .fills = round == 0, .big = big, .extended = extended};
            write_submission(&facts, owned, said, i);
        }
    }
}
