// SPDX-License-Identifier: MIT
// Components and services of CycloneDX, with what stands inside of them, and their keys.
#include "import/cyclonedx_inside.h"

Text bom_canonical_purl(Bom *bom, Text text, bool *is_purl)
{
    Purl purl;
    *is_purl = true;
    if (purl_is_canonical(text))
        return text;
    *is_purl = text.length && purl_read(bom->given->facts, text, &purl);
    return *is_purl ? purl_canonical(bom->given->facts, &purl) : text;
}

// ---- keys ----

// The members that things are called by.
typedef struct Called {
    Text purl, group, name, version, reference;
} Called;

static Text said(const Bom *bom, const ReadingRecord *record, unsigned use)
{
    Text text = reading_text(bom->reading, reading_used(record, use));
    return reading_says_nothing(bom->reading, text) ? (Text){"", 0} : text;
}

// The purl, else group/name@version, else the bom-ref, else that it is the how many-th to have none of these.
static Text key_of(Bom *bom, const Called *called, const char *what)
{
    bool is_purl = false;
    Text purl = called->purl.length ? bom_canonical_purl(bom, called->purl, &is_purl) : called->purl;
    if (is_purl)
        return purl;
    if (!called->name.length && called->reference.length)
        return called->reference;
    if (!called->name.length)
        return text_format(bom->given->facts, "%s without a name %u", what, ++bom->nameless);
    if (!called->group.length && !called->version.length)
        return called->name;
    TextBuilder id = text_builder(bom->given->facts);
    text_append(&id, called->group);
    if (called->group.length)
        text_append_byte(&id, '/');
    text_append(&id, called->name);
    if (called->version.length)
        text_append_byte(&id, '@');
    text_append(&id, called->version);
    return text_settled(&id);
}

// ---- names in the dossier ----

void bom_add_names(const Bom *bom, uint32_t type, Text key, Text reference, Text purl, Text cpe)
{
    Directory *directory = bom->given->directory;
    Purl read;
    if (!directory)
        return;
    if (bom->link.length && reference.length) {
        TextBuilder link = text_builder(directory->arena);
        text_append(&link, bom->link);
        text_append_byte(&link, '#');
        text_append(&link, reference);
        directory_add(directory, NAMED_BY_LINK, text_settled(&link), type, key);
    }
    if (purl.length && purl_read(directory->arena, purl, &read))
        directory_add(directory, NAMED_BY_PURL, purl_canonical(directory->arena, &read), type, key);
    directory_add(directory, NAMED_BY_CPE, cpe, type, key);
}

// What has no place is still something that others may refer to.
static void name_only(Bom *bom, uint32_t array, const char *inside)
{
    Reading *reading = bom->reading;
    for (uint32_t item = array; (item = reading_next(reading, array, item, JSON_OBJECT)) != READING_NONE;) {
        uint32_t reference = reading_member(reading, item, "bom-ref"), within = reading_member(reading, item, inside);
        reading_name(reading, reading_text(reading, reference), reference, TARGET_ELSEWHERE);
        if (within != READING_NONE && json_kind(bom->document, within) == JSON_ARRAY)
            name_only(bom, within, inside); // JSON is nested 256 levels deep at most
    }
}

// ---- components ----

static void add_component(Bom *bom, uint32_t number)
{
    while (bom->component_count <= number) {
        bom->components = arena_grow(bom->given->scratch, bom->components, bom->component_count, &bom->component_capacity,
                                     sizeof(BomComponent *));
        bom->components[bom->component_count++] = NULL;
    }
}

BomComponent *bom_component(Bom *bom, uint32_t number)
{
    if (!bom->components[number])
        bom->components[number] = arena_take(bom->given->scratch, sizeof(BomComponent));
    return bom->components[number];
}

uint32_t bom_component_elsewhere(Bom *bom, Text key)
{
    ReadingRecord record;
    reading_make(bom->reading, OBJECT_cyclonedx_component, 0, &record);
    uint32_t number = reading_part(bom->reading, &record, key, (Text){"", 0});
    if (number != READING_NONE)
        add_component(bom, number);
    return number;
}

static void read_component(Bom *bom, uint32_t value, uint32_t around)
{
    Reading *reading = bom->reading;
    ReadingRecord record;
    reading_open(reading, OBJECT_cyclonedx_component, value, &record);
    uint32_t inside = reading_used(&record, USE_cyclonedx_component_components);
    uint32_t reference = reading_used(&record, USE_cyclonedx_component_ref);
    Called called = {.purl = said(bom, &record, USE_cyclonedx_component_purl),
                     .group = said(bom, &record, USE_cyclonedx_component_group),
                     .name = said(bom, &record, USE_cyclonedx_component_name),
                     .version = said(bom, &record, USE_cyclonedx_component_version),
                     .reference = reading_text(reading, reference)};
    Text cpe = said(bom, &record, USE_cyclonedx_component_cpe);
    uint32_t number = reading_part(reading, &record, key_of(bom, &called, "component"), called.reference);
    reading_name(reading, called.reference, reference, reading_target(reading, RECORD_cyclonedx_component, number));
    if (number != READING_NONE) {
        add_component(bom, number);
        if (bom->has_vulnerabilities)
            bom_component(bom, number)->version = called.version;
        if (inside != READING_NONE && !json_is_empty(bom->document, inside))
            bom_component(bom, number)->nests = true;
        if (around != READING_NONE && around != number)
            reading_link(reading, &bom_component(bom, number)->contained_in, around);
        bom->any_nested |= around != READING_NONE;
        if (bom->given->directory)
            bom_add_names(bom, reading_type(reading, RECORD_cyclonedx_component),
                          reading_key(reading, RECORD_cyclonedx_component, number), called.reference, called.purl, cpe);
    }
    for (uint32_t item = inside; (item = reading_next(reading, inside, item, JSON_OBJECT)) != READING_NONE;)
        read_component(bom, item, number); // JSON is nested 256 levels deep at most
}

void bom_components(Bom *bom, uint32_t array)
{
    const JsonDocument *document = bom->document;
    if (array == READING_NONE)
        return;
    if (!reading_has(bom->reading, RECORD_cyclonedx_component)) {
        name_only(bom, array, "components");
        return;
    }
    bom->listed = true;
    uint32_t held = array + 1, end = json_next(document, array);
    for (uint32_t item = array + 1, next; item < end; item = next) {
        next = json_next(document, item);
        if (reading_is(bom->reading, item, JSON_OBJECT))
            read_component(bom, item, READING_NONE);
        reading_pass(bom->reading, &held, next);
    }
    reading_let_go(bom->reading, held, end);
}

// ---- services ----

static void read_service(Bom *bom, uint32_t value)
{
    Reading *reading = bom->reading;
    ReadingRecord record;
    reading_open(reading, OBJECT_cyclonedx_service, value, &record);
    uint32_t inside = reading_used(&record, USE_cyclonedx_service_services);
    uint32_t reference = reading_used(&record, USE_cyclonedx_service_ref);
    Called called = {.purl = {"", 0},
                     .group = said(bom, &record, USE_cyclonedx_service_group),
                     .name = said(bom, &record, USE_cyclonedx_service_name),
                     .version = said(bom, &record, USE_cyclonedx_service_version),
                     .reference = reading_text(reading, reference)};
    uint32_t number = reading_part(reading, &record, key_of(bom, &called, "service"), called.reference);
    reading_name(reading, called.reference, reference, reading_target(reading, RECORD_cyclonedx_service, number));
    for (uint32_t item = inside; (item = reading_next(reading, inside, item, JSON_OBJECT)) != READING_NONE;)
        read_service(bom, item);
}

void bom_services(Bom *bom, uint32_t array)
{
    if (!reading_has(bom->reading, RECORD_cyclonedx_service)) {
        name_only(bom, array, "services");
        return;
    }
    for (uint32_t item = array; (item = reading_next(bom->reading, array, item, JSON_OBJECT)) != READING_NONE;)
        read_service(bom, item);
}
