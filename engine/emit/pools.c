// SPDX-License-Identifier: MIT
// The pools of a bundle: every text, constant, list, pattern and slot is interned (one number for equal ones).
#include "emit/emit.h"

#include <stdlib.h>

void pools_open(Pools *pools, Arena *arena)
{
    *pools = (Pools){.arena = arena};
    TextIndex *indices[] = {&pools->strings_by_text,  &pools->constants_by_value, &pools->lists_by_content,
                            &pools->lists_by_decl,    &pools->regexes_by_pattern, &pools->slots_by_content,
                            &pools->modes_by_content, &pools->rows_by_text};
    for (size_t i = 0; i < sizeof indices / sizeof *indices; i++)
        text_index_open(indices[i], arena);
}

void *pool_add(Pools *pools, PoolArray *array, const void *item, size_t size)
{
    array->items = arena_grow(pools->arena, array->items, array->count, &array->capacity, size);
    void *place = (char *)array->items + array->count * size;
    memcpy(place, item, size);
    array->count++;
    return place;
}

void pool_bytes(Pools *pools, PoolArray *bytes, Text text)
{
    size_t larger = bytes->capacity ? bytes->capacity : 4096;
    while (larger - bytes->count < text.length)
        larger *= 2;
    if (larger > bytes->capacity)
        bytes->items = arena_resize(pools->arena, bytes->items, &bytes->capacity, bytes->count, larger);
    if (text.length)
        memcpy((char *)bytes->items + bytes->count, text.bytes, text.length);
    bytes->count += (uint32_t)text.length;
}

uint32_t pool_string(Pools *pools, Text text)
{
    uint32_t before = pools->strings_by_text.count;
    uint32_t number = text_index_add(&pools->strings_by_text, text);
    if (number == before) {
        StringEntry entry = {pools->string_bytes.count, (uint32_t)text.length};
        pool_bytes(pools, &pools->string_bytes, text);
        pool_add(pools, &pools->strings, &entry, sizeof entry);
    }
    return number;
}

// The number of an item whose content is a run of bytes: the one that it has already, or a new one. The content must stay where
// it is.
static bool is_new_kept(TextIndex *index, const void *content, size_t size, uint32_t *number)
{
    uint32_t before = index->count;
    *number = text_index_add(index, (Text){content, size});
    return *number == before;
}

// The same of a content that need not stay.
static bool is_new(Pools *pools, TextIndex *index, const void *content, size_t size, uint32_t *number)
{
    bool new = is_new_kept(index, content, size, number);
    if (new)
        index->texts[*number] = text_copy(pools->arena, (Text){content, size});
    return new;
}

uint32_t pool_constant(Pools *pools, int64_t value)
{
    uint32_t number;
    if (is_new(pools, &pools->constants_by_value, &value, sizeof value, &number))
        pools->constants_by_value.values[number] = pool_constant_own(pools, value);
    return pools->constants_by_value.values[number];
}

uint32_t pool_constant_own(Pools *pools, int64_t value)
{
    pool_add(pools, &pools->constants, &value, sizeof value);
    return pools->constants.count - 1;
}

static int by_value(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return (x > y) - (x < y);
}

// Puts values in order, each once; how many there are then. Texts that no list had before have rising numbers already.
static size_t put_in_order(int64_t *values, size_t count)
{
    size_t rising = 1, distinct = 0;
    while (rising < count && values[rising - 1] < values[rising])
        rising++;
    if (rising >= count)
        return count;
    qsort(values, count, sizeof *values, by_value);
    for (size_t i = 0; i < count; i++) {
        if (!distinct || values[distinct - 1] != values[i])
            values[distinct++] = values[i];
    }
    return distinct;
}

enum { BEHIND_A_LIST = 2 };

// A list of values in an array in the arena, with BEHIND_A_LIST places more, which the list takes over.
static uint32_t take_list(Pools *pools, RegisterContent content, int64_t *values, size_t count, uint32_t name)
{
    size_t distinct = put_in_order(values, count);
    values[distinct] = (int64_t)content; // behind the values, for the comparison alone
    values[distinct + 1] = name;
    uint32_t number;
    if (is_new_kept(&pools->lists_by_content, values, (distinct + BEHIND_A_LIST) * sizeof *values, &number)) {
        ListInfo list = {pools->list_values.count, (uint32_t)distinct, content, name};
        for (size_t i = 0; i < distinct; i++)
            pool_add(pools, &pools->list_values, &values[i], sizeof *values);
        pool_add(pools, &pools->lists, &list, sizeof list);
    }
    return number;
}

static int64_t *list_room(Pools *pools, size_t count)
{
    return arena_raw(pools->arena, (count + BEHIND_A_LIST) * sizeof(int64_t));
}

uint32_t pool_list(Pools *pools, RegisterContent content, const int64_t *values, size_t count, uint32_t name)
{
    int64_t *taken = list_room(pools, count);
    if (count)
        memcpy(taken, values, count * sizeof *values);
    return take_list(pools, content, taken, count, name);
}

uint32_t pool_items(Emit *emit, const uint32_t *items, size_t count)
{
    TextIndex *index = &emit->item_lists;
    Text content = {(const char *)items, count * sizeof *items};
    uint32_t before = index->count, number = text_index_add(index, content);
    if (number == before)
        index->texts[number] = text_copy(emit->arena, content);
    return number;
}

uint32_t pool_regex(Pools *pools, Text pattern)
{
    uint32_t number, string = pool_string(pools, pattern);
    if (is_new(pools, &pools->regexes_by_pattern, &string, sizeof string, &number))
        pool_add(pools, &pools->regexes, &string, sizeof string);
    return number;
}

uint32_t pool_slot(Pools *pools, uint32_t attribute, uint32_t mode, uint32_t kinds)
{
    uint32_t number;
    SlotInfo slot = {attribute, mode, kinds};
    if (is_new(pools, &pools->slots_by_content, &slot, sizeof slot, &number))
        pool_add(pools, &pools->slots, &slot, sizeof slot);
    return number;
}

uint32_t pool_table_row(Pools *pools, const TableRow *row, Type type)
{
    uint32_t number;
    TableRowInfo info = {{row->span.file, row->span.start, row->span.end}, type.kind, pool_target(type)};
    if (is_new(pools, &pools->rows_by_text, &info, sizeof info, &number))
        pool_add(pools, &pools->table_rows, &info, sizeof info);
    return number;
}

static uint32_t named_attribute(const Policy *policy, const Name *name)
{
    return attribute_named(policy->subject_type, name)->number;
}

static int by_attribute(const void *a, const void *b)
{
    const ModeRank *x = a, *y = b;
    return (x->attribute > y->attribute) - (x->attribute < y->attribute);
}

// The thresholds of a rule while its mode is made: the general rank, and those of attributes, in any order.
typedef struct ModeRanks {
    uint32_t general;
    ModeRank *items;
    size_t count;
} ModeRanks;

static size_t count_attributes(const Threshold *threshold)
{
    size_t count = 0;
    for (; threshold; threshold = threshold->next) {
        for (const WordList *word = threshold->attributes; word; word = word->next)
            count++;
    }
    return count;
}

// The highest of some thresholds; every claim has the lowest rank.
static ModeRanks mode_ranks(Pools *pools, const Policy *policy, const Threshold *thresholds)
{
    ModeRanks ranks = {.items = arena_array(pools->arena, count_attributes(thresholds) + 1, sizeof *ranks.items)};
    for (const Threshold *threshold = thresholds; threshold; threshold = threshold->next) {
        if (!threshold->attributes && threshold->rank > ranks.general)
            ranks.general = threshold->rank;
    }
    if (ranks.general <= 1)
        ranks.general = 0;
    for (const Threshold *threshold = thresholds; threshold; threshold = threshold->next) {
        for (const WordList *word = threshold->attributes; word; word = word->next) {
            uint32_t attribute = named_attribute(policy, word->word.name);
            size_t i = 0;
            while (i < ranks.count && ranks.items[i].attribute != attribute)
                i++;
            if (threshold->rank <= 1 || threshold->rank <= ranks.general ||
                (i < ranks.count && ranks.items[i].rank >= threshold->rank))
                continue;
            ranks.items[i] = (ModeRank){attribute, threshold->rank};
            ranks.count += i == ranks.count;
        }
    }
    if (ranks.count)
        qsort(ranks.items, ranks.count, sizeof *ranks.items, by_attribute);
    return ranks;
}

static int by_attribute_and_profile(const void *a, const void *b)
{
    const ModeRaiseInfo *x = a, *y = b;
    if (x->attribute != y->attribute)
        return x->attribute < y->attribute ? -1 : 1;
    return (x->profile > y->profile) - (x->profile < y->profile);
}

// What profiles raise of that, the general rank last (NO_INDEX); of no mode as yet.
static ModeRaiseInfo *mode_raises(Pools *pools, const Policy *policy, const RuleRaise *raises, size_t *count)
{
    size_t most = 0;
    for (const RuleRaise *raise = raises; raise; raise = raise->next)
        most += count_attributes(raise->thresholds) + 1;
    ModeRaiseInfo *made = arena_array(pools->arena, most + 1, sizeof *made);
    *count = 0;
    for (const RuleRaise *raise = raises; raise; raise = raise->next) {
        ModeRanks ranks = mode_ranks(pools, policy, raise->thresholds);
        for (size_t i = 0; i < ranks.count; i++)
            made[(*count)++] = (ModeRaiseInfo){0, ranks.items[i].attribute, raise->profile->number, ranks.items[i].rank};
        if (ranks.general)
            made[(*count)++] = (ModeRaiseInfo){0, NO_INDEX, raise->profile->number, ranks.general};
    }
    if (*count)
        qsort(made, *count, sizeof *made, by_attribute_and_profile);
    return made;
}

uint32_t pool_mode(Pools *pools, const Policy *policy, const Threshold *thresholds, const RuleRaise *raising)
{
    size_t raised;
    ModeRanks ranks = mode_ranks(pools, policy, thresholds);
    ModeRaiseInfo *raises = mode_raises(pools, policy, raising, &raised);
    if (!ranks.general && !ranks.count && !raised)
        return MODE_PLAIN;
    TextBuilder content = text_builder(pools->arena);
    text_append(&content, (Text){(const char *)&ranks.general, sizeof ranks.general});
    text_append(&content, (Text){(const char *)&ranks.count, sizeof ranks.count});
    text_append(&content, (Text){(const char *)ranks.items, ranks.count * sizeof *ranks.items});
    text_append(&content, (Text){(const char *)raises, raised * sizeof *raises});
    uint32_t number;
    Text key = text_built(&content);
    if (is_new(pools, &pools->modes_by_content, key.bytes, key.length, &number)) {
        ModeInfo mode = {ranks.general, pools->mode_ranks.count, (uint32_t)ranks.count};
        for (size_t i = 0; i < ranks.count; i++)
            pool_add(pools, &pools->mode_ranks, &ranks.items[i], sizeof *ranks.items);
        for (size_t i = 0; i < raised; i++) {
            raises[i].mode = number;
            pool_add(pools, &pools->mode_raises, &raises[i], sizeof *raises);
        }
        pool_add(pools, &pools->modes, &mode, sizeof mode);
    }
    return number + MODE_STRICT;
}

int64_t pool_constant_number(Pools *pools, const Literal *literal, Type type)
{
    if (literal->type == TYPE_TEXT)
        return pool_string(pools, literal->text);
    bool widened = literal->type == TYPE_INTEGER && type.kind == TYPE_DECIMAL;
    // A literal that outgrows 64 bits as a decimal is equal to no decimal fact; the width check keeps it out of sums.
    Wide number = (Wide)literal->number * (widened ? DECIMAL_ONE : 1);
    return number > INT64_MAX ? INT64_MAX : number < -INT64_MAX ? -INT64_MAX : (int64_t)number;
}

static uint32_t list_of(Pools *pools, const Literal *literals, size_t count, Type type, uint32_t name)
{
    int64_t *values = list_room(pools, count);
    for (size_t i = 0; i < count; i++)
        values[i] = pool_constant_number(pools, &literals[i], type);
    bool text = type.kind == TYPE_TEXT || type.kind == TYPE_VERSION || type.kind == TYPE_ADDRESS;
    return take_list(pools, text ? CONTENT_TEXT : CONTENT_NUMBER, values, count, name);
}

uint32_t pool_list_declared(Pools *pools, const Decl *list)
{
    uint32_t number;
    if (!is_new(pools, &pools->lists_by_decl, &list, sizeof(Decl *), &number))
        return pools->lists_by_decl.values[number];
    size_t count = 0, capacity = 0;
    Literal *literals = NULL;
    for (const ExprList *item = list->list_items; item; item = item->next) {
        literals = arena_grow(pools->arena, literals, count, &capacity, sizeof *literals);
        literals[count++] = core_literal(item->expr);
    }
    uint32_t name = pool_string(pools, list->word.name->text);
    if (span_is_known(list->list_file_span)) {
        literals = list->list_values;
        count = list->list_count;
    }
    return pools->lists_by_decl.values[number] = list_of(pools, literals, count, list->item_type, name);
}

uint32_t pool_list_written(Pools *pools, const Core *written)
{
    Literal *literals = arena_array(pools->arena, written->count, sizeof *literals);
    for (uint32_t i = 0; i < written->count; i++)
        literals[i] = written->operands[i]->literal;
    return list_of(pools, literals, written->count, type_item(written->type), NO_INDEX);
}

uint32_t pool_language(Pools *pools, const Wording *wording)
{
    return pool_string(pools, wording->language ? wording->language->text : text_of("en"));
}

WordingList pool_wording(Pools *pools, const Wording *wording)
{
    WordingList list = {pools->wordings.count, 0};
    for (; wording; wording = wording->next, list.count++) {
        WordingEntry entry = {pool_language(pools, wording), pool_string(pools, wording->text)};
        pool_add(pools, &pools->wordings, &entry, sizeof entry);
    }
    return list;
}

uint32_t pool_target(Type type)
{
    if (type.kind == TYPE_ENUM)
        return type.decl->enum_number;
    return type.kind == TYPE_ENTITY || type.kind == TYPE_PART ? type.decl->number : NO_INDEX;
}
