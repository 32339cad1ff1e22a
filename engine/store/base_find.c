// SPDX-License-Identifier: MIT
// Finds entities without a look at all of them: those of an id, whatever their type, and those whose id is near to one that was
// looked for. Both walk the table's tree by seeking (a skip scan): the second one as a trie of ids, with a row of edit distances
// for each code point on the way (a Levenshtein automaton), past all ids that begin with what is too far already.
#include "store/base_inside.h"

enum { LONGEST_NEAR = 128, MOST_EDITS = 6 };

// ---- types ----

typedef struct NextType {
    Arena *arena;
    Text type; // bytes null: there is none
} NextType;

static bool take_type(void *with, Text key, Text value)
{
    NextType *next = with;
    Text type, id;
    (void)value;
    base_split_key(key, &type, &id);
    next->type = text_copy(next->arena, type);
    return false;
}

// The type behind another one (empty: the first) of which there is any entity; bytes null: there is none.
static EnvFault type_behind(BaseReader *reader, Text type, Text *found)
{
    NextType next = {.arena = reader->arena};
    Text from = base_key(reader->arena, type, (Text){"", 0});
    if (type.length)
        ((char *)(uintptr_t)from.bytes)[type.length] = 1; // behind all of its ids
    EnvFault fault = env_each(reader->txn, TABLE_ENTITY, type.length ? from : (Text){NULL, 0}, take_type, &next);
    *found = next.type;
    if (fault == ENV_FINE && next.type.bytes && text_compare(next.type, type) <= 0)
        return ENV_DAMAGED; // a tree out of order: the walk would not end
    return fault;
}

// ---- by id ----

static EnvFault visit_record(BaseReader *reader, Text key, Text value, BaseEntityVisit *visit, void *with, bool *more)
{
    EntityRecord record;
    const char *digests;
    EnvFault fault = record_read(reader->base, reader->txn, reader->arena, key, value, &record, &digests);
    if (fault != ENV_FINE)
        return fault;
    BaseEntity entity = {.dossier = record.dossier, .changed = record.changed, .submissions = record.count};
    base_split_key(key, &entity.type, &entity.id);
    *more = visit(with, &entity);
    return ENV_FINE;
}

static EnvFault visit_of_type(BaseReader *reader, Text type, Text id, BaseEntityVisit *visit, void *with, bool *more)
{
    Text value, key = base_key(reader->arena, type, id);
    EnvFault fault = env_get(reader->txn, TABLE_ENTITY, key, &value);
    if (fault == ENV_FINE)
        return visit_record(reader, key, value, visit, with, more);
    return fault == ENV_NOT_FOUND || fault == ENV_KEY_TOO_LONG ? ENV_FINE : fault;
}

BaseAnswer base_each_named(BaseReader *reader, Text type, Text id, BaseEntityVisit *visit, void *with)
{
    bool more = true;
    Text each = type;
    EnvFault fault = type.length ? ENV_FINE : type_behind(reader, type, &each);
    while (fault == ENV_FINE && each.bytes && more) {
        fault = visit_of_type(reader, each, id, visit, with, &more);
        if (fault != ENV_FINE || type.length)
            break;
        fault = type_behind(reader, each, &each);
    }
    return fault == ENV_FINE ? BASE_DONE : base_fault(reader->base, reader->arena, fault, &reader->error);
}

// ---- near to an id ----

// The row of a code point on the way down: the least number of edits that make what was read so far of what was looked for up to
// each place. What differs in case alone is alike here.
typedef struct NearRow {
    int32_t point;
    size_t end; // of it, in the id
    uint8_t least, edits[LONGEST_NEAR + 1];
} NearRow;

typedef struct Near {
    BaseReader *reader;
    BaseEntityVisit *visit;
    void *with;
    EnvFault fault;
    Text type;
    int32_t wanted[LONGEST_NEAR];
    size_t length; // of these
    size_t edits;  // as many at most
    size_t left;   // so many ids may still be looked at
    bool seeks, ended;
    Text from; // where it goes on
    char id[LONGEST_ID];
    size_t id_length, depth; // of what the rows are of
    NearRow rows[LONGEST_NEAR + MOST_EDITS + 2];
    char key[2 * LONGEST_ID]; // of where it goes on
} Near;

static int32_t folded(int32_t point)
{
    return point >= 'A' && point <= 'Z' ? point + ('a' - 'A') : point;
}

static uint8_t least_of(unsigned a, unsigned b)
{
    return (uint8_t)(a < b ? a : b);
}

static void add_row(Near *near, int32_t point, size_t end)
{
    size_t i = ++near->depth;
    NearRow *row = &near->rows[i];
    const NearRow *above = row - 1;
    row->point = point;
    row->end = end;
    row->least = row->edits[0] = (uint8_t)i;
    for (size_t j = 1; j <= near->length; j++) {
        unsigned cost = above->edits[j - 1] + (point != near->wanted[j - 1] ? 1u : 0u);
        cost = least_of(cost, row->edits[j - 1] + 1u);
        cost = least_of(cost, above->edits[j] + 1u);
        if (i > 1 && j > 1 && point == near->wanted[j - 2] && above->point == near->wanted[j - 1])
            cost = least_of(cost, near->rows[i - 2].edits[j - 2] + 1u);
        row->edits[j] = (uint8_t)cost;
        row->least = least_of(row->least, cost);
    }
}

// Goes on behind all ids that begin with what the rows are of.
static bool seek_behind(Near *near, Text id)
{
    size_t length = near->rows[near->depth].end, before = near->type.length + 1;
    memcpy(near->key, near->type.bytes, near->type.length);
    near->key[near->type.length] = 0;
    memcpy(near->key + before, id.bytes, length);
    while (length && (unsigned char)near->key[before + length - 1] == 0xff) // in no UTF-8
        length--;
    if (!length) {
        near->ended = true;
        return false;
    }
    near->key[before + length - 1]++;
    near->from = (Text){near->key, before + length};
    near->seeks = true;
    return false;
}

// Whether a near id may begin as this one does, up to where the rows end then.
static bool goes_down(Near *near, Text id)
{
    size_t same = 0;
    while (same < id.length && same < near->id_length && id.bytes[same] == near->id[same])
        same++;
    while (near->depth && near->rows[near->depth].end > same)
        near->depth--;
    memcpy(near->id + same, id.bytes + same, id.length - same);
    near->id_length = id.length;
    for (size_t at = near->rows[near->depth].end; at < id.length;) {
        int32_t point = text_next(id, &at);
        if (point < 0)
            return true; // damaged: it is as if it ended here
        add_row(near, folded(point), at);
        if (near->rows[near->depth].least > near->edits)
            return false;
    }
    return true;
}

static bool visit_near(void *with, Text key, Text value)
{
    Near *near = with;
    Text type, id;
    bool more = true;
    base_split_key(key, &type, &id);
    near->seeks = false;
    near->ended = !text_equal(type, near->type) || id.length > LONGEST_ID || near->left == 0;
    if (near->ended)
        return false;
    near->left--;
    guard_look(near->reader->arena->guard);
    if (!goes_down(near, id))
        return seek_behind(near, id);
    if (near->rows[near->depth].edits[near->length] > near->edits)
        return true;
    near->fault = visit_record(near->reader, key, value, near->visit, near->with, &more);
    near->ended = !more || near->fault != ENV_FINE;
    return !near->ended;
}

static void near_of_type(Near *near, Text type)
{
    near->type = type;
    near->from = base_key(near->reader->arena, type, (Text){"", 0});
    near->id_length = near->depth = 0;
    do {
        near->seeks = false;
        EnvFault fault = env_each(near->reader->txn, TABLE_ENTITY, near->from, visit_near, near);
        if (near->fault == ENV_FINE)
            near->fault = fault;
    } while (near->seeks && near->fault == ENV_FINE);
}

BaseAnswer base_each_near(BaseReader *reader, const BaseNear *wanted, BaseEntityVisit *visit, void *with)
{
    if (wanted->id.length > LONGEST_NEAR || wanted->edits > MOST_EDITS)
        return BASE_DONE;
    Near *near = arena_take(reader->arena, sizeof *near);
    *near = (Near){.reader = reader, .visit = visit, .with = with, .edits = wanted->edits, .left = wanted->most};
    for (size_t at = 0; at < wanted->id.length; near->length++) {
        int32_t point = text_next(wanted->id, &at);
        if (point < 0)
            return BASE_DONE;
        near->wanted[near->length] = folded(point);
    }
    for (size_t j = 0; j <= near->length; j++)
        near->rows[0].edits[j] = (uint8_t)j;
    Text type = wanted->type;
    if (!type.length)
        near->fault = type_behind(reader, type, &type);
    while (near->fault == ENV_FINE && type.bytes) {
        near_of_type(near, type);
        if (wanted->type.length || near->fault != ENV_FINE)
            break;
        near->fault = type_behind(reader, type, &type);
    }
    return near->fault == ENV_FINE ? BASE_DONE : base_fault(reader->base, reader->arena, near->fault, &reader->error);
}
