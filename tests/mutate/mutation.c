// SPDX-License-Identifier: MIT
// Changes to bundles, field by field. See mutation.h.
#include "mutate/mutation.h"

#include <stdio.h>

#include "support/calendar.h"

enum { SIZE_AT = 8, HEAD_AT = 16 + 2 * sizeof(Digest), TABLE_AT = HEAD_AT + sizeof(ProgramHead), ENTRY = 8 };

// ---- random numbers (splitmix64) ----

uint64_t random_next(MutationRandom *random)
{
    uint64_t mixed = random->state += UINT64_C(0x9e3779b97f4a7c15);
    mixed = (mixed ^ mixed >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
    mixed = (mixed ^ mixed >> 27) * UINT64_C(0x94d049bb133111eb);
    return mixed ^ mixed >> 31;
}

MutationRandom random_of_case(uint64_t seed, uint64_t number)
{
    MutationRandom random = {seed};
    random.state = random_next(&random) + number * UINT64_C(0xd1342543de82ef95);
    return random;
}

uint64_t random_below(MutationRandom *random, uint64_t bound)
{
    return bound ? random_next(random) % bound : 0;
}

// ---- fields ----

static void add_field(BundleFields *fields, uint32_t section, const char *place, const FieldInfo *info, size_t offset)
{
    const RecordInfo *inner = record_named(info->type);
    char name[96];
    snprintf(name, sizeof name, "%s%s%s", place, *info->name ? "." : "", info->name);
    for (size_t i = 0; inner && i < inner->count; i++)
        add_field(fields, section, name, &inner->fields[i], offset + info->offset);
    if (inner)
        return;
    if (fields->count == sizeof fields->items / sizeof *fields->items)
        bug("a bundle has more fields than there is room for");
    BundleField *field = &fields->items[fields->count++];
    *field = (BundleField){.section = section, .offset = offset + info->offset, .size = info->size, .promise = info->promise};
    memcpy(field->name, name, sizeof name);
}

static void add_record(BundleFields *fields, uint32_t section, const char *place, const RecordInfo *record)
{
    for (size_t i = 0; i < record->count; i++)
        add_field(fields, section, place, &record->fields[i], 0);
}

void bundle_fields(BundleFields *fields)
{
    static const FieldInfo front[] = {
        {"BundleHead", "uint64_t", "size", "", {.kind = PROMISE_VERIFIED, .by = "bundle_open"}, SIZE_AT, 8},
        {"SectionEntry", "uint32_t", "offset", "", {.kind = PROMISE_VERIFIED, .by = "bundle_open"}, 0, 4},
        {"SectionEntry", "uint32_t", "count", "", {.kind = PROMISE_VERIFIED, .by = "bundle_open"}, 4, 4},
    };
    fields->count = 0;
    add_record(fields, IN_PROGRAM_HEAD, "head", record_named("ProgramHead"));
    for (SectionNumber section = 0; section < SECTIONS; section++)
        add_record(fields, section, section_info(section).name, section_info(section).record);
    add_field(fields, IN_BUNDLE_HEAD, "bundle", &front[0], 0);
    add_field(fields, IN_SECTION_TABLE, "table", &front[1], 0);
    add_field(fields, IN_SECTION_TABLE, "table", &front[2], 0);
}

// ---- where they stand ----

typedef struct Items { // of a section, in the bytes of a bundle
    size_t at, count, size;
} Items;

static Items items_of(const Origin *origin, uint32_t section)
{
    const Program *program = &origin->program;
    const Items sections[] = {
#define SECTION(name, type) {(size_t)((const char *)program->name - origin->bundle.bytes), program->name##_count, sizeof(type)},
#include "code/sections.def"
        [IN_PROGRAM_HEAD] = {HEAD_AT, 1, sizeof(ProgramHead)},
        [IN_SECTION_TABLE] = {TABLE_AT, SECTIONS, ENTRY},
        [IN_BUNDLE_HEAD] = {0, 1, HEAD_AT},
    };
    return sections[section];
}

static uint64_t read_number(const char *at, size_t size)
{
    uint64_t number = 0;
    memcpy(&number, at, size);
    return number;
}

// ---- what becomes of them ----

// Numbers at the ends of something: of widths, of the calendar, of what stands for nothing.
static uint64_t end_of_something(MutationRandom *random)
{
    static const uint64_t ends[] = {0,
                                    1,
                                    2,
                                    3,
                                    7,
                                    8,
                                    63,
                                    64,
                                    65,
                                    0x7f,
                                    0x80,
                                    0xff,
                                    0x100,
                                    0x7fff,
                                    0x8000,
                                    0xfffe,
                                    0xffff,
                                    0x10000,
                                    0x7fffffff,
                                    0x80000000,
                                    0xfffffffd,
                                    0xfffffffe,
                                    0xffffffff,
                                    0x100000000,
                                    0x7fffffffffffffff,
                                    0x8000000000000000,
                                    0xffffffffffffffff,
                                    DATE_LAST,
                                    DATE_LAST + 1,
                                    (uint64_t)DATE_FIRST,
                                    (uint64_t)DATE_FIRST - 1,
                                    1000000};
    return ends[random_below(random, sizeof ends / sizeof *ends)];
}

typedef struct Change {
    MutationRandom *random;
    const Origin *origin;
    const BundleField *field;
    Items items;
    size_t record;
    char *at; // the field of that record
    char *bytes;
} Change;

// The same field of another record.
static char *field_of(const Change *change, size_t record)
{
    return change->bytes + change->items.at + record * change->items.size + change->field->offset;
}

static uint64_t count_of(const Change *change, uint32_t section)
{
    return items_of(change->origin, section).count;
}

enum { WAYS = 10 };

static uint64_t wrong_number(const Change *change, uint64_t number)
{
    MutationRandom *random = change->random;
    switch (random_below(random, WAYS)) {
    case 0:
        return number + 1;
    case 1:
        return number - 1;
    case 2:
        return end_of_something(random);
    case 3:
        return number ^ (uint64_t)1 << random_below(random, change->field->size * 8);
    case 4: // what another record has
        return read_number(field_of(change, random_below(random, change->items.count)), change->field->size);
    case 5: // what another field of this one has
        return read_number(change->at - change->field->offset + random_below(random, change->items.size / 4) * 4, 4);
    case 6: // the end of what it should lead to, or of another section
        return count_of(change,
                        random_below(random, 2) ? change->field->promise.section : (uint32_t)random_below(random, SECTIONS)) -
               random_below(random, 2);
    case 7: // something else that is there
        return random_below(random, count_of(change, change->field->promise.section));
    case 8:
        return random_below(random, 32);
    default:
        return random_next(random);
    }
}

// Two neighbours change places, in one field or wholly.
static void swap_neighbours(const Change *change, bool whole)
{
    char room[256];
    size_t other = change->record + 1 < change->items.count ? change->record + 1 : 0;
    size_t size = whole ? change->items.size : change->field->size;
    char *a = field_of(change, change->record), *b = field_of(change, other);
    if (whole) {
        a -= change->field->offset;
        b -= change->field->offset;
    }
    memcpy(room, a, size);
    memmove(a, b, size);
    memcpy(b, room, size);
}

bool field_mutate(MutationRandom *random, const Origin *origin, const BundleField *field, char *bytes, TextBuilder *said)
{
    Items items = items_of(origin, field->section);
    if (!items.count)
        return false;
    Change change = {random, origin, field, items, random_below(random, items.count), NULL, bytes};
    change.at = field_of(&change, change.record);
    uint64_t before = read_number(change.at, field->size < 8 ? field->size : 8), after = before;
    uint64_t way = random_below(random, 12);
    text_append_format(said, " %s[%zu]", field->name, change.record);
    if (field->size > sizeof after) {
        change.at[random_below(random, field->size)] ^= (char)(1 << random_below(random, 8));
        text_append_string(said, ": a bit");
        return true;
    }
    if (way < 2 && items.count > 1) {
        char *copy = change.at - field->offset;
        uint64_t rest = read_number(copy, items.size < 8 ? items.size : 8);
        swap_neighbours(&change, way == 0);
        text_append_string(said, way ? ": its neighbour's" : ": changes places");
        return before != read_number(change.at, field->size) || rest != read_number(copy, items.size < 8 ? items.size : 8);
    }
    after = wrong_number(&change, before);
    memcpy(change.at, &after, field->size);
    after = read_number(change.at, field->size);
    text_append_format(said, ": %llu, was %llu", (unsigned long long)after, (unsigned long long)before);
    return after != before;
}

// ---- digests ----

void mutant_put_schema(char *bytes, const Digest *schema)
{
    memcpy(bytes + HEAD_AT + offsetof(ProgramHead, schema), schema, sizeof *schema);
}
