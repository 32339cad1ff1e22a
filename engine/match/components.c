// SPDX-License-Identifier: MIT
// What an image says of components: their keys, package URLs and versions, as far as submissions say it that stand on a day. See
// match_inside.h.
#include "match/match_inside.h"

#include "machine/claims/claims.h"

// What is read of the image, and which of its submissions count.
typedef struct Reading {
    Match *match;
    Text image;
    int64_t on;
    const bool *replaced; // null: none is
} Reading;

static bool stands(const Reading *reading, uint32_t submission)
{
    return submission_stands(image_submission(reading->image, submission), reading->on) &&
           !(reading->replaced && reading->replaced[submission]);
}

// ---- one component ----

typedef struct Said { // of a text: the first that is said, and whether others are
    const Reading *reading;
    Text text;
    bool others;
} Said;

static bool note_said(void *with, const ImageClaim *claim)
{
    Said *said = with;
    if (!stands(said->reading, claim->submission))
        return true;
    Text text = image_text(said->reading->image, (uint32_t)claim->value);
    said->others |= said->text.length && !text_equal(text, said->text);
    said->text = said->text.length ? said->text : text;
    return true;
}

static Said said_of(const Reading *reading, enum MatchAttribute attribute, uint32_t row)
{
    Said said = {.reading = reading};
    if (reading->match->attributes[attribute] != NO_INDEX)
        image_claims(reading->image, reading->match->attributes[attribute], row, note_said, &said);
    return said;
}

static bool keep_value(void *with, const ImageClaim *claim)
{
    *(int64_t *)with = claim->value;
    return false;
}

// Its key attributes, with room for one claim more; their texts together are its name.
static void read_key(const Reading *reading, uint32_t row, Component *component)
{
    Match *match = reading->match;
    const TypeInfo *type = &match->schema->types[match->component];
    FactRecord *key = arena_take(match->arena, sizeof *key);
    *key = (FactRecord){.type = match->component, .claims = arena_array(match->arena, type->key_count + 1, sizeof *key->claims)};
    TextBuilder name = text_builder(match->arena);
    for (uint32_t i = 0; i < type->attribute_count; i++) { // in the order of attributes
        uint32_t attribute = type->first_attribute + i;
        int64_t value = 0;
        if (!schema_is_key(match->schema, attribute))
            continue;
        image_claims(reading->image, attribute, row, keep_value, &value);
        FactClaim *claim = &key->claims[key->count++];
        *claim = (FactClaim){.attribute = attribute & FACT_NUMBER, .value.number = value};
        text_append_string(&name, name.length ? "/" : "");
        if (attribute_is_text(&match->schema->attributes[attribute])) {
            Text text = text_copy(match->arena, image_text(reading->image, (uint32_t)value));
            claim->value.text = text_packed(match->arena, text);
            text_append(&name, text);
        } else {
            text_append_format(&name, "%lld", (long long)value);
        }
    }
    component->key = key;
    component->name = text_built(&name);
}

static void add_candidate(Match *match, uint32_t component, Text key, Text version)
{
    uint32_t number = text_index_add(&match->packages, key);
    match->candidates = arena_grow(match->arena, match->candidates, match->candidate_count, &match->candidate_capacity,
                                   sizeof *match->candidates);
    match->candidates[match->candidate_count++] = (Candidate){component, match->packages.values[number], version};
    match->packages.values[number] = (uint32_t)match->candidate_count;
}

// A version as its scheme has it: of rpm, the epoch stands before it, and among the qualifiers of a package URL.
static Text version_of(const Purl *purl, Arena *arena)
{
    for (size_t i = 0; i < purl->qualifier_count && purl->version.length; i++) {
        const PurlQualifier *one = &purl->qualifiers[i];
        if (text_is(purl->type, "rpm") && text_is(one->key, "epoch"))
            return text_format(arena, "%.*s:%.*s", (int)one->value.length, one->value.bytes, (int)purl->version.length,
                               purl->version.bytes);
    }
    return purl->version;
}

static void read_package(const Reading *reading, uint32_t row, Component *component, uint32_t number)
{
    Match *match = reading->match;
    Said text = said_of(reading, MATCH_PURL, row), version = said_of(reading, MATCH_VERSION, row);
    Purl purl;
    Text canonical = text.text.length ? text.text : component->name;
    if (!purl_read(match->arena, text_copy(match->arena, canonical), &purl))
        return;
    component->purl = canonical;
    component->package = package_of_purl(&purl, match->arena);
    Text own = version_of(&purl, match->arena), key, source_version;
    component->contested = text.others || (!own.length && version.others);
    if (!own.length && !component->contested)
        own = text_copy(match->arena, version.text);
    add_candidate(match, number, component->package.key, component->contested ? (Text){"", 0} : own);
    component->source_said = purl_is_source(&purl);
    if (!package_source(&purl, match->arena, &key, &source_version))
        return;
    component->source_said = true;
    if (!text_equal(key, component->package.key))
        add_candidate(match, number, key, source_version.length ? source_version : own);
}

// ---- all of them ----

// Whether a submission that stands lists an element.
static bool is_listed(const Reading *reading, const ImageColumn *column, uint32_t element)
{
    uint32_t count;
    const uint32_t *listers = column_supporters(reading->image, column, element, &count);
    bool listed = false;
    for (uint32_t i = 0; i < count && !listed; i++)
        listed = stands(reading, listers[i]);
    return listed;
}

void match_components(Match *match, Text image, int64_t on)
{
    const ImageColumn *column = image_column(image, match->attributes[MATCH_COMPONENTS]);
    text_index_open(&match->packages, match->arena);
    if (!column)
        return;
    Reading reading = {match, image, on, replaced_find(image, on, match->arena)};
    const uint32_t *first = image_at(image, column_sets(column)->first);
    match->components = arena_array(match->arena, first[1] - first[0], sizeof *match->components);
    for (uint32_t element = first[0]; element < first[1]; element++) {
        if (!is_listed(&reading, column, element))
            continue;
        uint32_t row = column->known + element;
        Component *component = &match->components[match->component_count];
        read_key(&reading, row, component);
        read_package(&reading, row, component, match->component_count++);
    }
    match->touched = arena_array(match->arena, match->component_count, sizeof *match->touched);
}
