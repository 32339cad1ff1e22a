// SPDX-License-Identifier: MIT
// What documents say of things by their names, and of several statements about one thing the latest. See ties.h.
#include "import/ties.h"

#include <stdlib.h>

#include "versions/range.h"

// A statement about one thing.
typedef struct Mention {
    uint32_t target; // 0: the entity; else one more than the number of a component
    uint32_t vulnerability;
    uint32_t thing; // 0: the target itself; else one more than the number of a name
    uint32_t statement, place;
    TiedTime time;
} Mention;

enum { MOST_TIES = 1 << 22 }; // that a document may make, and names that are looked at for it

struct Ties {
    const ForeignImport *given;
    Reading *reading;
    const TiesFormat *format;
    uint32_t type; // of components, in the schema
    Arena *arena;
    TextIndex known; // names that were looked for; values: places in `found`
    Tied *found;
    size_t found_count, found_capacity;
    uint32_t *parts; // the lists of all that was found
    size_t part_count, part_capacity;
    TextIndex keys; // of components; values: their numbers
    ReadingLinks components;
    TextIndex vulnerabilities, things; // names
    Mention *mentions;
    size_t mention_count, mention_capacity;
    uint64_t looked; // names
    bool lost;
};

Ties *ties_begin(const ForeignImport *given, Reading *reading, const TiesFormat *format)
{
    Ties *ties = arena_take(given->scratch, sizeof *ties);
    *ties = (Ties){.given = given,
                   .reading = reading,
                   .format = format,
                   .type = program_record_type(given->schema, format->component),
                   .arena = given->scratch};
    text_index_open(&ties->known, given->scratch);
    text_index_open(&ties->keys, given->scratch);
    text_index_open(&ties->vulnerabilities, given->scratch);
    text_index_open(&ties->things, given->scratch);
    return ties;
}

static bool is_too_much(Ties *ties)
{
    if (ties->mention_count + ties->looked < MOST_TIES)
        return false;
    if (!reading_failed(ties->reading))
        reading_refuse(ties->reading, MESSAGE_FOREIGN_TIES, 0, text_format(ties->arena, "%d", MOST_TIES));
    return true;
}

// ---- what names lead to ----

// A search under way.
typedef struct Search {
    Ties *ties;
    Tied *tied;
    uint32_t value;
    const TiedName *name;      // that is looked for
    const VersionRange *range; // null: any version
} Search;

// The number of a component, which is one of the document's parts from then on.
static uint32_t component_number(Ties *ties, Text key, uint32_t value)
{
    ReadingRecord record;
    uint32_t before = ties->keys.count, place = text_index_add(&ties->keys, key);
    if (place != before)
        return ties->keys.values[place];
    reading_open_again(ties->reading, ties->format->component, value, &record);
    uint32_t number = reading_part(ties->reading, &record, key, (Text){"", 0});
    if (number != READING_NONE)
        reading_link(ties->reading, &ties->components, number);
    return ties->keys.values[place] = number;
}

static void add_things(const Search *search, const DirectoryThing *things)
{
    Ties *ties = search->ties;
    for (; things; things = things->next) {
        search->tied->entity |= !things->key.bytes;
        if (!things->key.bytes || things->type != ties->type || !reading_has(ties->reading, ties->format->component))
            continue;
        uint32_t number = component_number(ties, things->key, search->value);
        if (number == READING_NONE)
            continue;
        ties->parts = arena_grow(ties->arena, ties->parts, ties->part_count, &ties->part_capacity, sizeof *ties->parts);
        ties->parts[ties->part_count++] = number;
        search->tied->count++;
    }
}

// Whether a version is one that the name speaks of.
static bool is_version(const Search *search, const Purl *named)
{
    Text version = search->name->version;
    const VersionScheme *scheme = version.length ? version_scheme(purl_scheme(named)) : NULL;
    if (search->range)
        return scheme_has(search->range->scheme, named->version) && range_has(search->range, named->version);
    return !version.length || text_equal(version, named->version) ||
           (scheme && scheme_has(scheme, version) && scheme_has(scheme, named->version) &&
            scheme_compare(scheme, version, named->version) == 0);
}

static bool visit_purl(void *with, const Purl *named, const DirectoryThing *things)
{
    Search *search = with;
    search->ties->looked++;
    if (things && is_version(search, named))
        add_things(search, things);
    return !is_too_much(search->ties);
}

static bool visit_cpe(void *with, const Purl *named, const DirectoryThing *things)
{
    Search *search = with;
    (void)named;
    search->ties->looked++;
    if (things)
        add_things(search, things);
    return !is_too_much(search->ties);
}

static void find_purl(Search *search, const TiedName *name)
{
    Ties *ties = search->ties;
    Purl purl;
    VersionRange range;
    TiedName itself = {.text = name->text};
    if (!purl_read(ties->arena, name->text, &purl))
        return;
    if (purl.version.length) // which is the one that is meant, whatever stands around it
        name = &itself;
    bool ranged = name->range.length > 0;
    if (ranged && !range_read(name->range, arena_raw(ties->arena, range_most_bounds(name->range) * sizeof(RangeBound)), &range))
        return; // of a scheme that is not known: what lies in it is not known either
    search->range = ranged ? &range : NULL;
    search->name = name;
    directory_each_purl(ties->given->directory, &purl, visit_purl, search);
    search->range = NULL;
}

static bool is_cpe(Text text)
{
    return text_starts(text, text_of("cpe:"));
}

static void find_one(Search *search, const TiedName *name, bool cpes)
{
    Cpe cpe;
    if (is_cpe(name->text) != cpes)
        return;
    if (cpes && cpe_read(search->ties->arena, name->text, &cpe))
        directory_each_cpe(search->ties->given->directory, &cpe, visit_cpe, search);
    else if (text_starts(name->text, text_of("pkg:")))
        find_purl(search, name);
    else if (!cpes)
        add_things(search, directory_find(search->ties->given->directory, NAMED_BY_LINK, name->text));
}

static Text joined_names(Arena *arena, const TiedName *names, uint32_t count)
{
    TextBuilder joined = text_builder(arena);
    for (uint32_t i = 0; i < count; i++) {
        text_append(&joined, names[i].text);
        text_append_byte(&joined, 0);
        text_append(&joined, names[i].range);
        text_append_byte(&joined, 0);
        text_append(&joined, names[i].version);
        text_append_byte(&joined, 0);
    }
    return text_settled(&joined);
}

Tied ties_find(Ties *ties, const TiedName *names, uint32_t count, uint32_t value)
{
    uint32_t before = ties->known.count, place = text_index_add(&ties->known, joined_names(ties->arena, names, count));
    Tied tied = {.first = (uint32_t)ties->part_count};
    if (place != before)
        return ties->found[place];
    Search search = {.ties = ties, .tied = &tied, .value = value};
    for (int cpes = 0; cpes < 2 && ties->given->directory; cpes++) {
        for (uint32_t i = 0; i < count && !tied.entity && !tied.count; i++) {
            find_one(&search, &names[i], cpes);
            tied.by_cpe = cpes && (tied.entity || tied.count);
        }
    }
    ties->found = arena_grow(ties->arena, ties->found, place, &ties->found_capacity, sizeof *ties->found);
    return ties->found[place] = tied;
}

static CpeClaims cpe_claims(const Ties *ties)
{
    return ties->given->evidence->cpe;
}

void ties_close(Ties *ties, ReadingRecord *record, const Tied *tied)
{
    bool empty = reading_is_empty(ties->reading, record) || tied->by_cpe != (cpe_claims(ties) == CPE_ALONE);
    reading_close(ties->reading, record);
    for (uint32_t i = 0; i < tied->count && !empty; i++) {
        ReadingRecord again;
        Text key = reading_key(ties->reading, ties->format->component, ties->parts[tied->first + i]);
        reading_open_again(ties->reading, ties->format->component, record->value, &again);
        uint32_t number = reading_statement(ties->reading, &again, key);
        if (number != READING_NONE)
            reading_link(ties->reading, &ties->components, number);
    }
}

static const DirectoryThing *known_vulnerability(const Ties *ties, Text name)
{
    return ties->given->directory && name.length ? directory_find(ties->given->directory, NAMED_AS_VULNERABILITY, name) : NULL;
}

Text ties_vulnerability(const Ties *ties, Text first, uint32_t others)
{
    const JsonDocument *document = reading_document(ties->reading);
    const DirectoryThing *known = known_vulnerability(ties, first);
    for (uint32_t item = others + 1; !known && others != READING_NONE && item < json_next(document, others);
         item = json_next(document, item))
        known = known_vulnerability(ties, reading_text(ties->reading, item));
    return known ? known->key : first;
}

// ---- statements ----

TiedTime ties_time(Text text)
{
    TiedTime time = {.seconds = INT64_MIN, .fraction = {"", 0}};
    int64_t seconds;
    if (!reading_instant(text, &seconds))
        return time;
    time.seconds = seconds;
    const char *point = memchr(text.bytes, '.', text.length);
    size_t at = point ? (size_t)(point - text.bytes) + 1 : text.length, end = at;
    while (end < text.length && text.bytes[end] >= '0' && text.bytes[end] <= '9')
        end++;
    while (end > at && text.bytes[end - 1] == '0')
        end--;
    time.fraction = text_slice(text, at, end);
    return time;
}

static int compare_times(const TiedTime *a, const TiedTime *b)
{
    int order = (a->seconds > b->seconds) - (a->seconds < b->seconds);
    return order ? order : text_compare(a->fraction, b->fraction);
}

static void add_mention(Ties *ties, uint32_t target, const TiedStatement *statement, uint32_t thing)
{
    if (statement->part == READING_NONE || is_too_much(ties))
        return;
    ties->mentions = arena_grow(ties->arena, ties->mentions, ties->mention_count, &ties->mention_capacity,
                                sizeof *ties->mentions);
    Mention *mention = &ties->mentions[ties->mention_count];
    *mention = (Mention){.target = target, .thing = thing, .statement = statement->part, .time = statement->time};
    mention->vulnerability = text_index_add(&ties->vulnerabilities, statement->vulnerability);
    mention->place = (uint32_t)ties->mention_count++;
}

static uint32_t thing_of(Ties *ties, Text name)
{
    return name.length ? text_index_add(&ties->things, name) + 1 : 0;
}

static bool is_found(const Tied *tied)
{
    return tied->entity || tied->count;
}

static bool is_by_cpe(const TiedThing *thing)
{
    return thing->tied.by_cpe || (thing->is_part && thing->product.by_cpe);
}

bool ties_is_meant(const Ties *ties, const TiedThing *thing)
{
    bool sure = is_by_cpe(thing) == (cpe_claims(ties) == CPE_ALONE);
    return sure && (thing->is_part ? thing->product.entity : is_found(&thing->tied));
}

static void say_of_entity(Ties *ties, const TiedThing *thing, const TiedStatement *statement, uint32_t value)
{
    ties->lost = true;
    add_mention(ties, 0, statement, thing_of(ties, thing->name));
    if (ties->given->directory)
        reading_note(ties->reading, MESSAGE_FOREIGN_NOT_TIED, value, thing->name);
}

void ties_say(Ties *ties, const TiedThing *thing, const TiedStatement *statement, uint32_t value, bool cleared)
{
    bool own = !thing->is_part || thing->product.entity,
         found = thing->tied.count || (!(thing->is_part && own) && thing->tied.entity);
    bool by_cpe = is_by_cpe(thing) && found;
    if (by_cpe ? cpe_claims(ties) == CPE_APART : cpe_claims(ties) == CPE_ALONE)
        return; // the document's other submission says it
    if (!found || (by_cpe && cpe_claims(ties) == CPE_NOT_TIED)) {
        say_of_entity(ties, thing, statement, value);
        return;
    }
    uint32_t within = own ? 0 : thing_of(ties, thing->product_name);
    if (cleared)
        reading_note(ties->reading, MESSAGE_FOREIGN_OTHER_PRODUCT, value, thing->product_name);
    if (thing->tied.entity)
        add_mention(ties, 0, statement, within);
    for (uint32_t i = 0; i < thing->tied.count; i++)
        add_mention(ties, ties->parts[thing->tied.first + i] + 1, statement, within);
}

// ---- the end ----

void ties_entity(Ties *ties, ReadingRecord *record)
{
    if (cpe_claims(ties) == CPE_ALONE) {
        reading_close(ties->reading, record);
        reading_make(ties->reading, record->object, record->value, record);
    }
    reading_entity(ties->reading, record);
}

static int compare_numbers(uint32_t a, uint32_t b)
{
    return (a > b) - (a < b);
}

// Of one target, vulnerability and thing together, the latest first.
static int by_thing(const void *a, const void *b)
{
    const Mention *x = a, *y = b;
    int order = compare_numbers(x->target, y->target);
    if (!order)
        order = compare_numbers(x->vulnerability, y->vulnerability);
    if (!order)
        order = compare_numbers(x->thing, y->thing);
    if (!order)
        order = compare_times(&y->time, &x->time);
    return order ? order : compare_numbers(x->place, y->place);
}

// The statements that count about one target, from a place on; gives the place behind all about it.
static size_t latest(Ties *ties, size_t at, ReadingLinks *links)
{
    const Mention *mentions = ties->mentions, *first = &mentions[at], *of_thing = first;
    bool itself = false; // something was said of a component itself
    for (; at < ties->mention_count && mentions[at].target == first->target; at++) {
        const Mention *one = &mentions[at];
        bool other = one->vulnerability != of_thing->vulnerability;
        itself = first->target && (other ? one->thing == 0 : itself || one->thing == 0);
        of_thing = other || one->thing != of_thing->thing ? one : of_thing;
        if (compare_times(&of_thing->time, &one->time) == 0 && !(itself && one->thing))
            (one->thing ? reading_link_loose : reading_link)(ties->reading, links, one->statement);
    }
    return at;
}

void ties_finish(Ties *ties)
{
    const TiesFormat *format = ties->format;
    ReadingSet own = {.listed = ties->lost, .lost = ties->lost}, components = {.lost = ties->lost};
    if (ties->mention_count)
        qsort(ties->mentions, ties->mention_count, sizeof *ties->mentions, by_thing);
    for (size_t at = 0; at < ties->mention_count;) {
        uint32_t target = ties->mentions[at].target;
        ReadingSet set = {.listed = true, .lost = ties->lost};
        at = latest(ties, at, target ? &set.links : &own.links);
        own.listed |= !target;
        if (!target)
            continue;
        ReadingOwner owner = {format->component, target - 1};
        reading_set(ties->reading, owner, format->of_component, &set);
    }
    components.links = ties->components;
    components.listed = ties->components.first != 0;
    reading_set(ties->reading, READING_ENTITY, format->components, &components);
    reading_set(ties->reading, READING_ENTITY, format->vulnerabilities, &own);
}
