// SPDX-License-Identifier: MIT
// Random policies and facts over one schema, as texts. Both follow from a seed alone.
#ifndef ASSIZE_TESTS_RANDOM_GENERATE_H
#define ASSIZE_TESTS_RANDOM_GENERATE_H

#include "support/text.h"

// Numbers in an order that looks random: a 64-bit counter, mixed.
typedef struct Random {
    uint64_t state;
} Random;

static inline uint64_t random_next(Random *random)
{
    uint64_t mixed = random->state += 0x9e3779b97f4a7c15u;
    mixed = (mixed ^ mixed >> 30) * 0xbf58476d1ce4e5b9u;
    mixed = (mixed ^ mixed >> 27) * 0x94d049bb133111ebu;
    return mixed ^ mixed >> 31;
}
static inline uint32_t random_below(Random *random, uint32_t limit)
{
    return (uint32_t)(random_next(random) % limit);
}
static inline bool random_chance(Random *random, uint32_t percent)
{
    return random_below(random, 100) < percent;
}

// ---- the schema ----

typedef enum Sort {
    SORT_BOOLEAN,
    SORT_INTEGER,
    SORT_DECIMAL,
    SORT_TEXT,
    SORT_DATE,
    SORT_INSTANT,
    SORT_DURATION,
    SORT_VERSION,
    SORT_LEVEL, // ordered
    SORT_ZONE,  // not ordered
    SORT_VALUES,
    SORT_PRODUCT = SORT_VALUES,
    SORT_MAKER,
    SORT_PORT,
    SORT_ITEM,
    SORT_FAULT,
    SORTS,
} Sort;

typedef struct AttributeSort {
    Sort owner;
    const char *name;
    Sort sort;
    bool many, ref, key;
} AttributeSort;
extern const AttributeSort attribute_sorts[];
extern const size_t attribute_sort_count;
extern const char *const sort_names[SORTS];

static inline bool sort_is_owner(Sort sort)
{
    return sort >= SORT_VALUES;
}
static inline bool sort_is_part(Sort sort)
{
    return sort >= SORT_PORT;
}
static inline bool sort_is_ordered(Sort sort)
{
    return sort >= SORT_INTEGER && sort <= SORT_LEVEL && sort != SORT_TEXT;
}

// A value of a sort, as the language writes it: quoted for a text.
void write_literal(Random *random, Sort sort, TextBuilder *to);

// ---- policies ----

enum { MOST_RULES = 8, MOST_SUBMISSIONS = 12 };

// Appends a policy. monotone: without what asks about the evidence itself.
void generate_policy(uint64_t seed, bool monotone, TextBuilder *to);

// A variable of an expression under way.
typedef struct Known {
    char name[8];
    Sort sort;
} Known;

enum { MOST_KNOWN = 24 };

typedef struct Writer {
    Random random;
    TextBuilder *to;
    Known known[MOST_KNOWN];
    uint32_t known_count, names;
    uint32_t rule; // earlier rules may be asked with `holds`
    bool monotone, in_definition;
} Writer;

void write_boolean(Writer *writer, int depth);
void write_value(Writer *writer, Sort sort, int depth);
// Appends `x in S where P`, and makes x known.
void write_binder(Writer *writer, int depth);

// ---- facts ----

enum { ENTITY_IDS = 3 };
extern const char *const product_ids[ENTITY_IDS], *const maker_ids[ENTITY_IDS];

// Appends a value as a submission has it: of no owned part.
void write_fact_value(Random *random, const AttributeSort *attribute, TextBuilder *to);
// Appends submissions, one a line.
void generate_facts(uint64_t seed, TextBuilder *to);

#endif
