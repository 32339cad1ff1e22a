// SPDX-License-Identifier: MIT
// Random policies and facts over one schema, as texts. Both follow from a seed alone. Policies are well-typed by construction:
// what the compiler still refuses it refuses for a cause that a generator cannot see, such as the width of an expression.
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

// ---- the schema (generate_schema.c) ----

typedef enum Sort {
    SORT_BOOLEAN,
    SORT_INTEGER,
    SORT_DECIMAL,
    SORT_TEXT,
    SORT_DATE,
    SORT_INSTANT,
    SORT_DURATION,
    SORT_VERSION,
    SORT_LEVEL,  // ordered
    SORT_ZONE,   // not ordered
    SORT_GRADE1, // declared by profiles, by their number; the second one's are ordered
    SORT_GRADE2,
    SORT_GRADE3,
    SORT_ADDRESS,
    SORT_KIND, // of evidence
    SORT_VALUES,
    SORT_PRODUCT = SORT_VALUES,
    SORT_MAKER,
    SORT_SUBMISSION,
    SORT_PORT,  // a key of two attributes
    SORT_ITEM,  // refers to others of its kind
    SORT_FAULT, // owned by products and by items
    SORT_BOX,   // owned singly
    SORT_NOTE,  // no key
    SORT_LINE,  // its key is an address
    SORT_GEAR1, // declared by profiles
    SORT_GEAR2,
    SORT_GEAR3,
    SORTS,
} Sort;

typedef enum AttributeFlag {
    IS_MANY = 1,
    IS_REF = 2,
    IS_KEY = 4,
    IS_EVIDENCE = 8, // of a submission, or the submissions of an entity: nobody declares it
    OF_PROFILE = 16, // so many times the number of the profile that declares it
} AttributeFlag;

typedef struct AttributeSort {
    Sort owner;
    const char *name;
    Sort sort;
    unsigned flags;
} AttributeSort;
extern const AttributeSort attribute_sorts[]; // those of profiles last
extern const size_t attribute_sort_count;
// The profile that declares it, from 1; 0: the base.
static inline uint32_t attribute_profile(const AttributeSort *attribute)
{
    return attribute->flags / OF_PROFILE;
}
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
    return (sort >= SORT_INTEGER && sort <= SORT_LEVEL && sort != SORT_TEXT) || sort == SORT_GRADE2;
}
// Whether there may be no value of it at hand: evidence kinds are named beside another one only.
static inline bool sort_may_lack(Sort sort)
{
    return sort >= SORT_KIND;
}
// Whether a literal of it says what it is wherever it stands; others do beside a value of their sort only.
static inline bool sort_speaks(Sort sort)
{
    return sort < SORT_VERSION;
}

// A value as the language writes it: quoted for a text.
void write_literal(Random *random, Sort sort, TextBuilder *to);
// The types, entities and parts.
void write_schema(TextBuilder *to);

// ---- facts (generate_facts.c) ----

enum { ENTITY_IDS = 3, MOST_SUBMISSIONS = 12 };
extern const char *const product_ids[ENTITY_IDS], *const maker_ids[ENTITY_IDS];

// Appends submissions, one a line. big: with sets of more than a hundred elements; extended: the attributes of profiles that they
// may have, which change nothing of the rest.
void generate_facts(uint64_t seed, bool big, uint64_t extended, TextBuilder *to);
// Appends a value as a submission has it: of no owned part.
void write_fact_value(Random *random, const AttributeSort *attribute, TextBuilder *to);

// ---- policies (generate_policy.c) ----

enum { MOST_RULES = 10, MOST_PROFILES_MADE = 3, MOST_MADE = MOST_RULES + 3 * MOST_PROFILES_MADE };

// Appends a policy. monotone: without what asks about the evidence itself. big: of few rules, for big facts. profiles: it has
// some, which stand behind it, each behind a line `#= FILE`.
typedef struct PolicyWish {
    bool monotone, big, profiles;
} PolicyWish;
void generate_policy(uint64_t seed, PolicyWish wish, TextBuilder *to);

// A variable of an expression under way.
typedef struct Known {
    char name[8];
    Sort sort;
} Known;

// A definition that has been written.
typedef struct Function {
    char name[8];
    Sort arguments[2], result;
    uint32_t count;
    bool many; // its result is a set
} Function;

enum { MOST_KNOWN = 24, MOST_FUNCTIONS = 8, PARAMETERS = 4 };

// A rule that has been written, as far as profiles must know it to change it as they may.
typedef struct MadeRule {
    char code[8];
    uint32_t number;   // rules that it may ask with `holds` stand before it
    uint32_t severity; // place from advisory on
    uint32_t weight;   // how high a profile has set it
    bool waivable;
    bool floored;     // it asks for evidence of some strength
    uint32_t reasons; // of exceptions that have no values in them, a bit for each
} MadeRule;

// What profiles stand on: the base, or it with what they refine.
typedef struct Ground {
    MadeRule rules[MOST_MADE];
    uint32_t rule_count, function_count, outcomes, base_rules;
    Function functions[MOST_FUNCTIONS + 2 * MOST_PROFILES_MADE];
    uint32_t strictness[PARAMETERS]; // how far each directed parameter has moved
    uint64_t extended;               // the attributes of profiles that are there (attribute_bit)
    uint32_t types;                  // a bit for each profile whose types are there
    bool conditional;
} Ground;

typedef struct Writer {
    Random random;
    TextBuilder *to;
    Known known[MOST_KNOWN];
    uint32_t known_count, names;
    Ground ground;
    uint32_t profile; // which one is written, from 1; 0: the base
    uint32_t rule;    // those before it may be asked with `holds`
    int tight;        // what tightens the rule: 1 turning false, -1 turning true, 0 it is not known
    bool monotone, has_by;
    bool accepts;            // a condition of acceptance
    uint32_t lines, columns; // which lists stand in files, one value a line or in a column
} Writer;

static inline void put(Writer *writer, const char *text)
{
    text_append_string(writer->to, text);
}
static inline uint32_t below(Writer *writer, uint32_t limit)
{
    return random_below(&writer->random, limit);
}
static inline bool chance(Writer *writer, uint32_t percent)
{
    return random_chance(&writer->random, percent);
}
static inline const char *one_of(Writer *writer, const char *const *words, uint32_t count)
{
    return words[below(writer, count)];
}
#define ONE_OF(writer, words) one_of(writer, words, (uint32_t)(sizeof words / sizeof *words))

void know(Writer *writer, const char *name, Sort sort);

// The parts of rules, which profiles write too.
void write_requirement(Writer *writer);
void write_rule(Writer *writer, const char *code, uint32_t number);
void write_guard(Writer *writer);
void write_definition(Writer *writer);
void write_condition(Writer *writer, const char *field, int tight, uint32_t flat);

// A name for one more function, which counts once it is written.
Function *new_function(Writer *writer, char letter, Sort result);

// ---- profiles (generate_profiles.c) ----

// One to three of them, on the ground of a base that has been written.
void write_profiles(Writer *writer);

// ---- what profiles declare (generate_extensions.c) ----

// The bit of an attribute that a profile declares; 0 of the base's.
uint64_t attribute_bit(const AttributeSort *attribute);
static inline bool attribute_is_there(const Writer *writer, const AttributeSort *attribute)
{
    return !attribute_profile(attribute) || writer->ground.extended & attribute_bit(attribute);
}
// The bits of those that a policy's profiles declare.
uint64_t attributes_declared(Text policy);
// Types, attributes of what the base declares, lists and a table of the profile under way.
void write_extensions(Writer *writer);
// An enumeration, or a part, that a profile declares. Of a base, and one time in so many, none is chosen: false.
bool choose_extension(Writer *writer, uint32_t percent, bool part, Sort *sort);
// ` for` some attributes of the product that profiles declare; false where there are none.
bool write_extended_names(Writer *writer);
// Submissions without what profiles declare, as whoever has the base alone has them: what they replace, they replace still.
Text facts_of_base(Text facts, Arena *arena);

// ---- files that others make (generate_formats.c) ----

// What the base, or the profile under way, maps of documents.
void write_formats(Writer *writer);

// ---- lists (generate_lists.c) ----

// Those that every policy has: written, or in files of their own.
void write_lists(Writer *writer);
// These files, each behind a line `#= FILE`.
void write_list_files(Writer *writer);

// ---- decision tables (generate_tables.c) ----

// A table with a name, whose arguments and result it chooses.
void write_table(Writer *writer, Function *table);

// ---- sets and binders (generate_sets.c) ----

// A set of a sort; false where nothing at hand has one, and then nothing is written.
bool write_set(Writer *writer, Sort sort, int depth);
// An attribute of that sort, of anything that is known.
bool write_attribute(Writer *writer, Sort sort, bool many, int depth);
bool write_variable(Writer *writer, Sort sort);
bool can_read(const Writer *writer, Sort owner);
// Appends `x in S where P`, and makes x known. tight: as the writer's, for the `where`.
void write_binder(Writer *writer, int depth, int tight);
// One or two of them.
void write_binders(Writer *writer, int depth, int tight);
// `name(e for x in S)` or, with a brace for a name, `{ e for x in S }`.
void write_over(Writer *writer, const char *name, Sort sort, int depth);
// A sort of which there may be sets.
Sort set_sort(Writer *writer);
// The kinds of evidence that a question asks of, behind `by`; or nothing.
void write_kinds(Writer *writer);
// `{a, b}`
void write_listed(Writer *writer, Sort sort, int depth);

// ---- values (generate_values.c) ----

// A value of a sort; false, with nothing written, where none is at hand.
bool write_value(Writer *writer, Sort sort, int depth);
// The same, or a literal, beside a value of the sort. Of owners there are no literals.
void write_beside(Writer *writer, Sort sort, int depth);
// A call of a function whose result is of that sort; false where there is none.
bool write_call(Writer *writer, Sort sort, bool many, int depth);

// ---- texts with a grammar of their own (generate_notations.c, generate_purls.c) ----

// A value that a text writes; false where there is none of that sort.
bool write_notation_value(Writer *writer, Sort sort);
// A set of texts, and a truth value, that a native makes of one.
void write_notation_set(Writer *writer, int depth);
void write_notation_truth(Writer *writer, int depth);
// What a native makes of a package URL: a text, or a version.
void write_purl_value(Writer *writer, Sort sort);
void write_purl_test(Writer *writer);

// ---- truth (generate_truth.c) ----

void write_boolean(Writer *writer, int depth);

#endif
