// SPDX-License-Identifier: MIT
// The tables of relationships of SPDX, the links that they become, and names of those who make things. See spdx_inside.h.
#include "import/spdx_inside.h"

#include "notation/purl.h"
#include "support/search.h"

// ---- what stands in a document ----

Text spdx_text(const ForeignImport *import, uint32_t value)
{
    const JsonDocument *document = import->document;
    if (value == READING_NONE || json_kind(document, value) != JSON_STRING)
        return (Text){"", 0};
    Text text = json_string(document, import->facts, value);
    return json_is_plain(document, value) ? text : text_nfc(import->facts, text);
}

Text spdx_member_text(const ForeignImport *import, uint32_t object, const char *name)
{
    return spdx_text(import, json_member(import->document, object, name));
}

uint32_t spdx_next_item(const JsonDocument *document, uint32_t array, uint32_t item)
{
    if (array == READING_NONE || json_kind(document, array) != JSON_ARRAY)
        return READING_NONE;
    item = item == array ? array + 1 : json_next(document, item);
    return item < json_next(document, array) ? item : READING_NONE;
}

// ---- relationships ----

#define FIRST false
#define SECOND true
static const SpdxRelation relations_2[] = {
#define RELATION_2(type, set, whose) {type, SPDX_##set, whose},
#include "import/spdx_relations.def"
};
static const SpdxRelation relations_3[] = {
#define RELATION_3(type, set, whose) {type, SPDX_##set, whose},
#include "import/spdx_relations.def"
};

static const SpdxRelation *find_relation(const SpdxRelation *relations, size_t count, Text type)
{
    for (BinarySearch search = search_of(0, (int64_t)count); search_on(&search);) {
        int order = text_compare(text_of(relations[search.middle].type), type);
        if (order == 0)
            return &relations[search.middle];
        search_narrow(&search, order < 0);
    }
    return NULL;
}

const SpdxRelation *spdx_relation_2(Text type)
{
    return find_relation(relations_2, sizeof relations_2 / sizeof *relations_2, type);
}

const SpdxRelation *spdx_relation_3(Text type)
{
    return find_relation(relations_3, sizeof relations_3 / sizeof *relations_3, type);
}

// ---- links ----

void spdx_add_element(SpdxElements *elements, const ForeignImport *import, ReadingTarget target)
{
    if (target > TARGET_PARTS)
        return;
    bool file = elements->apart && reading_target_record(elements->reading, target) == elements->file;
    uint32_t number = reading_target_number(target);
    elements->arena = import->scratch;
    while (elements->counts[file] <= number) { // one more, but where it was known already
        elements->items[file] = arena_grow(elements->arena, elements->items[file], elements->counts[file],
                                           &elements->capacities[file], sizeof(SpdxElement *));
        elements->items[file][elements->counts[file]++] = NULL;
    }
}

// The element that a target is; null: it is none.
static SpdxElement *element_of(SpdxElements *elements, ReadingTarget target)
{
    if (target == TARGET_ENTITY)
        return &elements->product;
    if (target > TARGET_PARTS)
        return NULL;
    bool file = elements->apart && reading_target_record(elements->reading, target) == elements->file;
    SpdxElement **element = &elements->items[file][reading_target_number(target)];
    if (!*element)
        *element = arena_take(elements->arena, sizeof(SpdxElement));
    return *element;
}

bool spdx_keep(SpdxElements *elements, ReadingTarget target, uint32_t number)
{
    SpdxElement *element = element_of(elements, target);
    if (element)
        reading_link(elements->reading, &element->relationships, number);
    return element != NULL;
}

SpdxSaid *spdx_set_of(SpdxElements *elements, SpdxSet set, const SpdxEnd *of)
{
    Reading *reading = elements->reading;
    SpdxElement *element = element_of(elements, of->target);
    if (element && (element != &elements->product || set != SPDX_CONTAINED_IN))
        return &element->sets[set];
    if (of->target == TARGET_NONE || of->target == TARGET_AMBIGUOUS)
        reading_note(reading, MESSAGE_FOREIGN_UNDECLARED, of->value, of->name);
    else
        reading_elsewhere(reading, of->use, of->value, of->name);
    return NULL;
}

void spdx_link(SpdxElements *elements, SpdxSet set, SpdxSaid *said, const SpdxEnd *to)
{
    Reading *reading = elements->reading;
    ReadingTarget target = to->target;
    if (target == TARGET_ENTITY && set == SPDX_CONTAINED_IN) // the product is around all of its parts
        return;
    bool apart = target < TARGET_PARTS && elements->apart && reading_target_record(reading, target) == elements->file;
    if (target == TARGET_ENTITY || target == TARGET_ELSEWHERE || apart) {
        reading_elsewhere(reading, to->use, to->value, to->name);
        return;
    }
    if (target < TARGET_PARTS) {
        reading_link(reading, &said->set.links, reading_target_number(target));
        return;
    }
    reading_note(reading, MESSAGE_FOREIGN_UNDECLARED, to->value, to->name);
    reading_link_lost(reading, &said->set.links, elements->package, to->name, to->value);
    said->set.lost = true;
}

// ---- claims ----

bool spdx_asks(const SpdxElements *elements, const SpdxDerived derived[3], SpdxSet set)
{
    for (int i = 0; i < 3; i++) {
        if (derived[i].sets[set] != DERIVED_NAMES && reading_asks(elements->reading, derived[i].sets[set]))
            return true;
    }
    return false;
}

// A set that has something is not one that has nothing, whatever else was said.
static void claim_sets(Reading *reading, ReadingOwner owner, const SpdxDerived *derived, SpdxElement *element)
{
    for (int i = 0; i < SPDX_SETS; i++) {
        SpdxSaid *said = &element->sets[i];
        bool any = said->set.links.first != 0;
        said->set.complete = (any ? said->complete && !said->none : said->complete || said->none) && !said->unsure;
        said->set.listed = any || said->set.complete;
        if (derived->sets[i] != DERIVED_NAMES)
            reading_set(reading, owner, derived->sets[i], &said->set);
    }
    ReadingSet relationships = {.links = element->relationships, .listed = element->relationships.first != 0};
    reading_set(reading, owner, derived->relationships, &relationships);
}

void spdx_claim(SpdxElements *elements, const SpdxDerived derived[3])
{
    Reading *reading = elements->reading;
    claim_sets(reading, READING_ENTITY, &derived[0], &elements->product);
    for (int list = 0; list < 2; list++) {
        for (size_t i = 0; i < elements->counts[list]; i++) {
            SpdxElement nothing_said = {.relationships = {0, 0}}, *element = elements->items[list][i];
            ReadingTarget target = reading_target(reading, list ? elements->file : elements->package, (uint32_t)i);
            FormatRecord record = reading_target_record(reading, target);
            const SpdxDerived *of_record = &derived[record == elements->file ? 2 : 1];
            claim_sets(reading, (ReadingOwner){record, (uint32_t)i}, of_record, element ? element : &nothing_said);
        }
    }
}

uint32_t spdx_next(Reading *reading, uint32_t array, uint32_t item, JsonKind kind)
{
    const JsonDocument *document = reading_document(reading);
    if (array == READING_NONE)
        return READING_NONE;
    uint32_t end = json_next(document, array);
    for (item = item == array ? array + 1 : json_next(document, item); item < end; item = json_next(document, item)) {
        if (json_kind(document, item) != JSON_NULL && reading_is(reading, item, kind))
            return item;
    }
    return READING_NONE;
}

// ---- names ----

bool spdx_names_purl(Text type)
{
    return text_is(type, "purl") || text_is(type, "packageUrl") || text_ends(type, text_of("/references/purl"));
}

bool spdx_names_cpe(Text type)
{
    static const char *const types[] = {"cpe23Type", "cpe22Type", "cpe23", "cpe22"};
    for (size_t i = 0; i < sizeof types / sizeof *types; i++) {
        if (text_is(type, types[i]))
            return true;
    }
    return text_ends(type, text_of("/references/cpe23Type")) || text_ends(type, text_of("/references/cpe22Type"));
}

Text spdx_joined(Arena *arena, Text first, const char *between, Text second)
{
    Text items[] = {first, text_of(between), second};
    size_t length = first.length + items[1].length + second.length;
    return text_joined(arena, &(TextPieces){.items = items, .count = 3, .length = length});
}

Text spdx_purl(Arena *arena, Text text)
{
    Purl purl;
    return text.length && purl_read(arena, text, &purl) ? purl_canonical(arena, &purl) : (Text){"", 0};
}
