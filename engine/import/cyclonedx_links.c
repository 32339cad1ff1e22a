// SPDX-License-Identifier: MIT
// What refers to components in CycloneDX, by bom-ref and BOM-Link: compositions and dependencies.
#include "import/cyclonedx_inside.h"

// ---- references ----

static int hex_digit(char c)
{
    return c >= '0' && c <= '9' ? c - '0' : (c | 0x20) >= 'a' && (c | 0x20) <= 'f' ? (c | 0x20) - 'a' + 10 : -1;
}

Text bom_percent_decoded(Arena *arena, Text text)
{
    char *bytes = arena_raw(arena, text.length);
    size_t length = 0;
    for (size_t i = 0; i < text.length; i++, length++) {
        bool escape = text.bytes[i] == '%' && i + 2 < text.length && hex_digit(text.bytes[i + 1]) >= 0 &&
                      hex_digit(text.bytes[i + 2]) >= 0;
        bytes[length] = escape ? (char)(hex_digit(text.bytes[i + 1]) * 16 + hex_digit(text.bytes[i + 2])) : text.bytes[i];
        i += escape ? 2 : 0;
    }
    return (Text){bytes, length};
}

Text bom_lower(Arena *arena, Text link)
{
    char *bytes = arena_raw(arena, link.length);
    for (size_t i = 0; i < link.length; i++)
        bytes[i] = (char)(link.bytes[i] >= 'A' && link.bytes[i] <= 'Z' ? link.bytes[i] | 0x20 : link.bytes[i]);
    return (Text){bytes, link.length};
}

ReadingTarget bom_find_link(const Bom *bom, Text text)
{
    const char *mark = text_starts(text, text_of("urn:cdx:")) ? memchr(text.bytes, '#', text.length) : NULL;
    if (!mark)
        return TARGET_NONE;
    size_t at = (size_t)(mark - text.bytes);
    Text file = bom_lower(bom->given->scratch, text_slice(text, 0, at)), reference = text_slice(text, at + 1, text.length);
    const char *slash = memchr(file.bytes, '/', file.length);
    size_t serial = slash ? (size_t)(slash - file.bytes) : file.length;
    if (bom->link.length && (bom->link.length < serial || memcmp(bom->link.bytes, file.bytes, serial) != 0))
        return TARGET_NONE; // where the file says its serial number, it must be that one
    ReadingTarget target = reading_find(bom->reading, reference);
    return target == TARGET_NONE ? reading_find(bom->reading, bom_percent_decoded(bom->given->scratch, reference)) : target;
}

ReadingTarget bom_find(const Bom *bom, Text reference)
{
    ReadingTarget target = reading_find(bom->reading, reference);
    return target == TARGET_NONE ? bom_find_link(bom, reference) : target;
}

// The component, or the product, that a target is; null: neither.
static BomComponent *component_of(Bom *bom, ReadingTarget target)
{
    if (target == TARGET_ENTITY)
        return &bom->product;
    if (reading_target_record(bom->reading, target) != RECORD_cyclonedx_component)
        return NULL;
    return bom_component(bom, reading_target_number(target));
}

static bool leads_nowhere(ReadingTarget target)
{
    return target == TARGET_NONE || target == TARGET_AMBIGUOUS;
}

// ---- compositions ----

// What a composition says of each thing that it names: what it is made of, or what it depends on.
static void say_of_each(Bom *bom, uint32_t array, bool complete, bool dependencies)
{
    for (uint32_t item = array; (item = reading_next(bom->reading, array, item, JSON_STRING)) != READING_NONE;) {
        Text reference = reading_text(bom->reading, item);
        ReadingTarget target = bom_find(bom, reference);
        BomComponent *component = component_of(bom, target);
        if (leads_nowhere(target))
            reading_note(bom->reading, MESSAGE_FOREIGN_UNDECLARED, item, reference);
        bom->dependencies_open |= leads_nowhere(target) && dependencies && !complete;
        if (!component)
            continue;
        component->nests_all |= complete && !dependencies;
        component->dependencies_complete |= complete && dependencies;
        component->dependencies_open |= !complete && dependencies;
    }
}

static void read_composition(Bom *bom, uint32_t item)
{
    ReadingRecord record;
    reading_open(bom->reading, OBJECT_cyclonedx_composition, item, &record);
    uint32_t aggregate = reading_needed(bom->reading, &record, USE_cyclonedx_composition_aggregate);
    uint32_t assemblies = reading_used(&record, USE_cyclonedx_composition_assemblies);
    uint32_t dependencies = reading_used(&record, USE_cyclonedx_composition_dependencies);
    bool of_all = assemblies == READING_NONE && dependencies == READING_NONE &&
                  reading_used(&record, USE_cyclonedx_composition_vulnerabilities) == READING_NONE;
    bool complete = text_is(reading_text(bom->reading, aggregate), "complete");
    bom->complete |= of_all && complete;
    bom->dependencies_open |= of_all && !complete;
    // What is missing somewhere is missing in the whole.
    bom->incomplete |= !complete && (of_all || assemblies != READING_NONE);
    say_of_each(bom, assemblies, complete, false);
    say_of_each(bom, dependencies, complete, true);
    reading_close(bom->reading, &record);
}

void bom_compositions(Bom *bom, uint32_t array)
{
    if (!reading_has(bom->reading, RECORD_cyclonedx_component)) {
        reading_unplaced(bom->reading, &bom->record, USE_cyclonedx_bom_compositions);
        return;
    }
    for (uint32_t item = array; (item = reading_next(bom->reading, array, item, JSON_OBJECT)) != READING_NONE;)
        read_composition(bom, item);
}

// ---- dependencies ----

// References are looked for many at once, those of several entries together.
typedef struct PendingReferences {
    uint32_t count;
    uint32_t values[TEXTS_AT_ONCE];
    Text texts[TEXTS_AT_ONCE];
    bool begins[TEXTS_AT_ONCE]; // an entry: the component whose references follow
    BomComponent *from;         // of the entry that went before; null: what becomes no component
} PendingReferences;

// What cannot be told: what it leads to is not in the file, or is several things; or it is in the file and no component.
static void note_target(Bom *bom, ReadingTarget target, unsigned use, uint32_t value, Text text)
{
    if (leads_nowhere(target))
        reading_note(bom->reading, MESSAGE_FOREIGN_UNDECLARED, value, text);
    else
        reading_elsewhere(bom->reading, use, value, text);
}

static BomComponent *begin_entry(Bom *bom, uint32_t value, Text text, ReadingTarget target)
{
    bool product_asks = reading_asks(bom->reading, DERIVED_cyclonedx_bom_depends_on);
    BomComponent *from = component_of(bom, target);
    if (from && (from != &bom->product || product_asks)) {
        from->has_entry = true;
        return from;
    }
    note_target(bom, target, USE_cyclonedx_dependency_ref, value, text);
    // What is not in the file is somewhere in the product, which then has what it depends on.
    bom->product.dependencies_lost |= leads_nowhere(target);
    return leads_nowhere(target) && product_asks ? &bom->product : NULL;
}

static void add_dependency(Bom *bom, BomComponent *from, uint32_t value, Text text, ReadingTarget target)
{
    Reading *reading = bom->reading;
    const BomComponent *to = component_of(bom, target);
    if (!to || to == &bom->product)
        note_target(bom, target, USE_cyclonedx_dependency_depends_on, value, text);
    if (!from)
        return;
    if (to && to != &bom->product)
        reading_link(reading, &from->depends_on, reading_target_number(target));
    if (target == TARGET_NONE) {
        bool is_purl;
        reading_link_lost(reading, &from->depends_on, RECORD_cyclonedx_component, bom_canonical_purl(bom, text, &is_purl), value);
    }
    from->dependencies_lost |= leads_nowhere(target);
}

static void settle_pending(Bom *bom, PendingReferences *pending)
{
    ReadingTarget targets[TEXTS_AT_ONCE];
    reading_find_many(bom->reading, pending->texts, pending->count, targets);
    for (uint32_t i = 0; i < pending->count; i++) {
        Text text = pending->texts[i];
        ReadingTarget target = targets[i] == TARGET_NONE ? bom_find_link(bom, text) : targets[i];
        if (pending->begins[i])
            pending->from = begin_entry(bom, pending->values[i], text, target);
        else
            add_dependency(bom, pending->from, pending->values[i], text, target);
    }
    pending->count = 0;
}

static void add_pending(Bom *bom, PendingReferences *pending, uint32_t value, bool begins)
{
    if (pending->count == TEXTS_AT_ONCE)
        settle_pending(bom, pending);
    pending->values[pending->count] = value;
    pending->texts[pending->count] = reading_text(bom->reading, value);
    pending->begins[pending->count++] = begins;
}

static void read_dependency(Bom *bom, PendingReferences *pending, uint32_t item)
{
    ReadingRecord record;
    reading_open(bom->reading, OBJECT_cyclonedx_dependency, item, &record);
    uint32_t reference = reading_needed(bom->reading, &record, USE_cyclonedx_dependency_ref);
    uint32_t array = reading_used(&record, USE_cyclonedx_dependency_depends_on);
    reading_close(bom->reading, &record);
    if (reference == READING_NONE)
        return;
    add_pending(bom, pending, reference, true);
    for (uint32_t to = array; (to = reading_next(bom->reading, array, to, JSON_STRING)) != READING_NONE;)
        add_pending(bom, pending, to, false);
}

void bom_dependencies(Bom *bom, uint32_t array)
{
    PendingReferences pending = {.count = 0, .from = NULL};
    bool asked = reading_asks(bom->reading, DERIVED_cyclonedx_component_depends_on) ||
                 reading_asks(bom->reading, DERIVED_cyclonedx_bom_depends_on);
    if (array == READING_NONE)
        return;
    if (!asked) {
        reading_unplaced(bom->reading, &bom->record, USE_cyclonedx_bom_dependencies);
        return;
    }
    for (uint32_t item = array; (item = reading_next(bom->reading, array, item, JSON_OBJECT)) != READING_NONE;)
        read_dependency(bom, &pending, item);
    settle_pending(bom, &pending);
    reading_let_go(bom->reading, array + 1, json_next(bom->document, array));
}
