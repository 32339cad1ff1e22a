// SPDX-License-Identifier: MIT
// The claims of all rows, column by column: a counting pass, then a filling pass, with the numbers that their texts, entities and
// parts have before these are put in order (interning). Texts are looked up in batches with software prefetch: what one of them
// waits for, memory fetches while the others are hashed.
#include "image/build.h"

#include "submission/document.h"
#include "support/hash.h"

typedef struct PendingText { // whose number is still to be looked up
    Text text;
    uint32_t hash, column;
    size_t place; // among the column's claims
} PendingText;

typedef struct PendingReference { // whose row is
    const FactRecord *key;
    uint32_t submission;
    bool open;
    size_t place;
} PendingReference;

typedef struct Collect {
    Build *build;
    ColumnBuild *columns;
    PendingText texts[TEXTS_AT_ONCE];
    uint32_t text_count;
    PendingReference references[TEXTS_AT_ONCE]; // of one attribute
    uint32_t reference_count;
    size_t *counted; // by type: the rows whose claims were counted
} Collect;

// ---- what has a number: texts, and entities by type and id ----

uint32_t build_text(Build *build, Text text)
{
    return text_index_add(&build->texts, text);
}

// An entity's type as four bytes whose order is that of the numbers.
static void write_type(uint32_t type, char bytes[sizeof(uint32_t)])
{
    type = __builtin_bswap32(type);
    memcpy(bytes, &type, sizeof type);
}

uint32_t build_entity_type(Text key)
{
    uint32_t type;
    memcpy(&type, key.bytes, sizeof type);
    return __builtin_bswap32(type);
}

uint32_t build_entity(Build *build, uint32_t type, Text id)
{
    char few[LONGEST_ID + sizeof type];
    char *key = id.length <= LONGEST_ID ? few : arena_raw(build->arena, id.length + sizeof type);
    write_type(type, key);
    memcpy(key + sizeof type, id.bytes, id.length);
    uint32_t before = build->entities.count;
    uint32_t number = text_index_add(&build->entities, (Text){key, id.length + sizeof type});
    if (number == before) {
        build->entities.texts[number] = text_copy(build->arena, (Text){key, id.length + sizeof type});
        build->entities.values[number] = build_text(build, id);
    }
    return number;
}

// ---- texts ----

static void look_up_texts(Collect *collect)
{
    Build *build = collect->build;
    for (uint32_t i = 0; i < collect->text_count; i++) {
        const PendingText *one = &collect->texts[i];
        uint32_t number = text_index_add_hashed(&build->texts, one->text, one->hash);
        claim_set_value(&collect->columns[one->column], one->place, number);
    }
    collect->text_count = 0;
}

static void add_text(Collect *collect, uint32_t column, size_t place, Text text)
{
    uint32_t hash = hash_text(text);
    text_index_prefetch(&collect->build->texts, hash);
    collect->texts[collect->text_count++] = (PendingText){text, hash, column, place};
    if (collect->text_count == TEXTS_AT_ONCE)
        look_up_texts(collect);
}

// ---- references ----

// Their rows, in the order in which they came: one that leads nowhere may add a part to which the next one leads.
static void look_up_references(Collect *collect, uint32_t attribute)
{
    Build *build = collect->build;
    const AttributeInfo *info = &build->schema->attributes[attribute];
    Text keys[TEXTS_AT_ONCE];
    uint32_t found[TEXTS_AT_ONCE], count = collect->reference_count;
    if (!count)
        return;
    for (uint32_t i = 0; i < count; i++)
        keys[i] = record_key(build->schema, collect->references[i].key, build->arena);
    text_index_find_many(build_keys(build, info->target), keys, count, found);
    for (uint32_t i = 0; i < count; i++) {
        const PendingReference *one = &collect->references[i];
        Reference reference = {info, one->key, keys[i], found[i], one->submission, one->open};
        claim_set_value(&collect->columns[attribute], one->place, build_reference(build, &reference));
    }
    collect->reference_count = 0;
}

static void add_reference(Collect *collect, uint32_t attribute, PendingReference reference)
{
    collect->references[collect->reference_count++] = reference;
    if (collect->reference_count == TEXTS_AT_ONCE)
        look_up_references(collect, attribute);
}

// ---- claims ----

// The row of an owned part that is no set: among those of its parent, the one with an instance of this record.
static uint32_t owned_row(const Build *build, uint32_t attribute, uint32_t parent, const FactRecord *part)
{
    const TableBuild *table = &build->tables[build->schema->attributes[attribute].target];
    size_t sections;
    const SectionBuild *section = build_section(build, attribute, &sections);
    for (uint32_t row = section->first[parent]; row < section->first[parent + 1]; row++) {
        for (uint32_t i = 0; i < table->rows[row].count; i++) {
            if (row_instance(&table->rows[row], i).record == part)
                return row;
        }
    }
    bug("a part without its row");
}

static void mark(Arena *arena, const ColumnBuild *column, uint64_t **mask, size_t place)
{
    if (!*mask)
        *mask = arena_array(arena, (column->capacity + 63) / 64, sizeof **mask);
    (*mask)[place / 64] |= (uint64_t)1 << (place % 64);
}

static void add_claim(Collect *collect, uint32_t attribute, uint32_t row, uint32_t submission, const FactDatum *datum, bool open,
                      bool unreadable)
{
    Build *build = collect->build;
    const AttributeInfo *info = &build->schema->attributes[attribute];
    ColumnBuild *column = &collect->columns[attribute];
    size_t place = column->count++;
    if (column->rows)
        column->rows[place] = row;
    if (column->submissions)
        column->submissions[place] = submission;
    if (unreadable)
        mark(build->arena, column, &column->unreadable, place);
    if (attribute_is_text(info) || unreadable)
        add_text(collect, attribute, place, text_unpacked(datum->text));
    else if (info->kind == TYPE_ENTITY)
        claim_set_value(column, place, build_entity(build, info->target, text_unpacked(datum->text)));
    else if (info->kind != TYPE_PART)
        claim_set_value(column, place, datum->number);
    else if (info->flags & ATTRIBUTE_OWNED)
        claim_set_value(column, place, owned_row(build, attribute, row, datum->part));
    else
        add_reference(collect, attribute, (PendingReference){datum->part, submission, open, place});
}

// Statements alone: one that is tied to nothing takes the place of nothing.
static bool lists_statements(const FactCollection *set)
{
    for (uint32_t i = 0; i < set->count; i++) {
        if (!set->items[i].part->states)
            return false;
    }
    return set->count > 0;
}

static uint32_t set_claim_bits(const AttributeInfo *info, const FactCollection *set, bool states)
{
    uint32_t bits = (set->open ? 0 : SET_CLAIM_CLOSED) | (states ? SET_CLAIM_STATES : 0);
    bool lists = !states && info->flags & ATTRIBUTE_OWNED && lists_statements(set);
    return bits | (lists ? SET_CLAIM_LISTS : 0);
}

static void add_claims(Collect *collect, uint32_t row, const Instance *instance, const FactClaim *claim)
{
    uint32_t submission = instance->submission;
    bool states = instance->record->states;
    const AttributeInfo *info = &collect->build->schema->attributes[claim->attribute];
    ColumnBuild *column = &collect->columns[claim->attribute];
    if (!attribute_is_many(info)) {
        if (states)
            mark(collect->build->arena, column, &column->states, column->count);
        add_claim(collect, claim->attribute, row, submission, &claim->value, false, claim->unreadable);
        return;
    }
    const FactCollection *set = claim->value.set;
    column->set_claims[column->set_count++] = row;
    column->set_claims[column->set_count++] = set_claim(submission, set_claim_bits(info, set, states));
    for (uint32_t i = 0; !(info->flags & ATTRIBUTE_OWNED) && i < set->count; i++)
        add_claim(collect, claim->attribute, row, submission, &set->items[i], set->open, false);
}

// ---- columns ----

static bool is_reference(const AttributeInfo *info)
{
    return info->kind == TYPE_PART && !(info->flags & ATTRIBUTE_OWNED);
}

// Calls visit for every claim about the rows of a type, from one on.
typedef void ClaimVisitor(Collect *collect, uint32_t row, const Instance *instance, const FactClaim *claim);
static void each_claim(Collect *collect, uint32_t type, size_t from, ClaimVisitor *visit)
{
    const TableBuild *table = &collect->build->tables[type];
    for (uint32_t row = (uint32_t)from; row < table->count; row++) {
        for (uint32_t i = 0; i < table->rows[row].count; i++) {
            Instance instance = row_instance(&table->rows[row], i);
            for (uint32_t j = 0; j < instance.record->count; j++)
                visit(collect, row, &instance, &instance.record->claims[j]);
        }
    }
}

static void count_claim(Collect *collect, uint32_t row, const Instance *instance, const FactClaim *claim)
{
    (void)row, (void)instance;
    const AttributeInfo *info = &collect->build->schema->attributes[claim->attribute];
    ColumnBuild *column = &collect->columns[claim->attribute];
    if (!attribute_is_many(info))
        column->capacity++;
    else if (!(info->flags & ATTRIBUTE_OWNED))
        column->capacity += claim->value.set->count;
    column->set_capacity += attribute_is_many(info) ? 2 : 0;
}

static void add_values(Collect *collect, uint32_t row, const Instance *instance, const FactClaim *claim)
{
    if (!is_reference(&collect->build->schema->attributes[claim->attribute]))
        add_claims(collect, row, instance, claim);
}

// Whether values are numbers of something, and not numbers themselves.
static bool is_narrow(const AttributeInfo *info)
{
    return attribute_is_text(info) || info->kind == TYPE_ENTITY || info->kind == TYPE_PART || info->kind == TYPE_ENUM ||
           info->kind == TYPE_BOOLEAN;
}

static void reserve_column(const Build *build, const AttributeInfo *info, ColumnBuild *column)
{
    Arena *arena = build->arena;
    // Of one submission a row has no two claims that are no set's.
    bool dense = build->submissions->count == 1 && !attribute_is_many(info) &&
                 column->capacity == build->tables[info->owner].count;
    if (!dense)
        column->rows = arena_raw(arena, column->capacity * sizeof *column->rows);
    if (build->submissions->count > 1)
        column->submissions = arena_raw(arena, column->capacity * sizeof *column->submissions);
    if (is_narrow(info))
        column->narrow = arena_raw(arena, column->capacity * sizeof *column->narrow);
    else
        column->wide = arena_raw(arena, column->capacity * sizeof *column->wide);
    column->set_claims = arena_raw(arena, column->set_capacity * sizeof *column->set_claims);
}

// Counts the claims about rows that are new, and makes room for those that refer to parts, or for all others.
static void reserve_claims(Collect *collect, bool references)
{
    const Program *schema = collect->build->schema;
    for (uint32_t type = 0; type < schema->types_count; type++) {
        each_claim(collect, type, collect->counted[type], count_claim);
        collect->counted[type] = collect->build->tables[type].count;
    }
    for (uint32_t i = 0; i < schema->attributes_count; i++) {
        if (is_reference(&schema->attributes[i]) == references)
            reserve_column(collect->build, &schema->attributes[i], &collect->columns[i]);
    }
}

// The claims about an attribute that refers to parts. Parts of which only the key is known are added as rows on the way: they
// have no claims but their keys, which refer to nothing.
static void add_references(Collect *collect, uint32_t attribute)
{
    const TableBuild *table = &collect->build->tables[collect->build->schema->attributes[attribute].owner];
    for (uint32_t row = 0; row < table->count; row++) {
        for (uint32_t i = 0; i < table->rows[row].count; i++) {
            Instance instance = row_instance(&table->rows[row], i);
            const FactClaim *claim = record_claim(instance.record, attribute);
            if (claim)
                add_claims(collect, row, &instance, claim);
        }
    }
    look_up_references(collect, attribute);
}

// References were collected before; nobody looks at records of this type again.
static void forget_records(const Build *build, uint32_t type)
{
    for (size_t i = 0; i < build->submissions->count; i++) {
        const Document *content = build->submissions->items[i]->content;
        const FactPieces *pieces = content ? content->read ? content->pieces : NULL : build->submissions->items[i]->pieces;
        if (pieces)
            facts_forget(pieces, type);
    }
}

ColumnBuild *build_claims(Build *build)
{
    const Program *schema = build->schema;
    Collect *collect = arena_take(build->arena, sizeof *collect);
    collect->build = build;
    collect->columns = arena_array(build->arena, (size_t)schema->attributes_count + 1, sizeof *collect->columns);
    collect->counted = arena_array(build->arena, (size_t)schema->types_count + 1, sizeof *collect->counted);
    reserve_claims(collect, true);
    for (uint32_t i = 0; i < schema->attributes_count; i++) {
        if (is_reference(&schema->attributes[i]))
            add_references(collect, i);
    }
    build_forget_keys(build);
    // Only now: the keys of parts that references added are claims too.
    reserve_claims(collect, false);
    for (uint32_t type = 0; type < schema->types_count; type++) {
        each_claim(collect, type, 0, add_values);
        if (build->forgets)
            forget_records(build, type);
    }
    look_up_texts(collect);
    return collect->columns;
}
