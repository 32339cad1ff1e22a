// SPDX-License-Identifier: MIT
// CycloneDX as one of the formats of documents: what a file says of itself, and the order in which it is read. See
// cyclonedx_inside.h.
#include "import/cyclonedx_inside.h"

// ---- what a file says of itself ----

static bool recognise(Text text, const JsonDocument *document)
{
    (void)text;
    // Without bomFormat the version of the format gives it away; what is missing is said then.
    return json_member(document, 0, "bomFormat") != UINT32_MAX || json_member(document, 0, "specVersion") != UINT32_MAX;
}

// A member that is a text in NFC, or a number as it stands; empty where it is neither, or blank.
static Text member_text(const ForeignImport *import, uint32_t object, const char *name)
{
    const JsonDocument *document = import->document;
    uint32_t member = object == UINT32_MAX ? UINT32_MAX : json_member(document, object, name);
    Text none = {"", 0};
    if (member == UINT32_MAX)
        return none;
    if (json_kind(document, member) == JSON_NUMBER)
        return json_raw(document, member);
    if (json_kind(document, member) != JSON_STRING)
        return none;
    Text text = text_nfc(import->facts, json_string(document, import->facts, member));
    return text_trimmed(text).length ? text : none;
}

static bool refuse(const ForeignImport *import, const char *name, const char *expected)
{
    const JsonDocument *document = import->document;
    uint32_t member = json_member(document, 0, name);
    uint32_t start = (uint32_t)json_offset(document, member == UINT32_MAX ? 0 : member);
    Span span = {import->source->file, start, start + (uint32_t)json_extent(document, member == UINT32_MAX ? 0 : member)};
    Diagnostic *refused;
    if (member == UINT32_MAX || json_kind(document, member) == JSON_NULL) {
        refused = diagnose(import->diagnostics, MESSAGE_FOREIGN_MEMBER, span, 1, text_of(name));
    } else {
        Text raw = json_kind(document, member) >= JSON_ARRAY
                       ? text_of("this")
                       : text_slice(document->text, start, start + json_extent(document, member));
        refused = diagnose(import->diagnostics, MESSAGE_FACT_VALUE, span, 1, raw);
        diagnostic_expect(refused, text_of(expected));
    }
    refused->pointer = json_pointer(document, import->arena, member == UINT32_MAX ? 0 : member);
    return false;
}

// The format and its version; false, refused, where they are not those that are read.
static bool check_format(const ForeignImport *import, DocumentIdentity *identity)
{
    static const char *const versions[] = {"1.2", "1.3", "1.4", "1.5", "1.6", "1.7"};
    if (!text_is(member_text(import, 0, "bomFormat"), "CycloneDX"))
        return refuse(import, "bomFormat", "\"CycloneDX\"");
    uint32_t said = json_member(import->document, 0, "specVersion");
    bool text = said != UINT32_MAX && json_kind(import->document, said) == JSON_STRING;
    Text version = text ? member_text(import, 0, "specVersion") : (Text){"", 0};
    for (size_t i = 0; i < sizeof versions / sizeof *versions; i++) {
        if (!text_is(version, versions[i]))
            continue;
        identity->title = text_format(import->facts, "CycloneDX %s", versions[i]);
        return true;
    }
    return refuse(import, "specVersion", "a version of CycloneDX from \"1.2\" to \"1.7\"");
}

// The purl, else group/name@version. Without a version the file does not say which of them it is about.
static Text subject_id(const ForeignImport *import, uint32_t subject)
{
    Text purl = member_text(import, subject, "purl");
    Text group = member_text(import, subject, "group"), name = member_text(import, subject, "name");
    Text version = member_text(import, subject, "version");
    Purl read;
    if (purl.length && purl_read(import->facts, purl, &read))
        return purl_canonical(import->facts, &read);
    if (!name.length || !version.length)
        return (Text){"", 0};
    TextBuilder id = text_builder(import->facts);
    text_append(&id, group);
    if (group.length)
        text_append_byte(&id, '/');
    text_append(&id, name);
    text_append_byte(&id, '@');
    text_append(&id, version);
    return text_built(&id);
}

static bool lists(const JsonDocument *document, uint32_t object, const char *name)
{
    uint32_t member = object == UINT32_MAX ? UINT32_MAX : json_member(document, object, name);
    return member != UINT32_MAX && json_kind(document, member) == JSON_ARRAY && !json_is_empty(document, member);
}

static bool identify(const ForeignImport *import, DocumentIdentity *identity)
{
    const JsonDocument *document = import->document;
    *identity = (DocumentIdentity){.id_value = 0};
    if (!check_format(import, identity))
        return false;
    uint32_t metadata = json_member(document, 0, "metadata");
    uint32_t subject = metadata == UINT32_MAX ? UINT32_MAX : json_member(document, metadata, "component");
    Text version = member_text(import, 0, "version");
    identity->id = subject_id(import, subject);
    identity->id_value = subject == UINT32_MAX ? 0 : subject;
    identity->series = bom_lower(import->facts, member_text(import, 0, "serialNumber"));
    identity->version = version.length ? version : text_of("1");
    identity->made = member_text(import, metadata, "timestamp");
    // Without components it speaks of those of others (VEX).
    identity->by_name = lists(document, 0, "vulnerabilities") && !lists(document, 0, "components") &&
                        !lists(document, subject, "components");
    return true;
}

// ---- reading it ----

static uint32_t bom_used(const Bom *bom, unsigned use)
{
    return reading_used(&bom->record, use);
}

// The product, and its names.
static void read_product(Bom *bom)
{
    Reading *reading = bom->reading;
    uint32_t reference = bom_used(bom, USE_cyclonedx_bom_subject_ref);
    Text name = reading_text(reading, reference);
    bom->product_version = reading_text(reading, bom_used(bom, USE_cyclonedx_bom_subject_version));
    reading_name(reading, name, reference, TARGET_ENTITY);
    reading_entity(reading, &bom->record);
    if (bom->given->directory && !bom->identity->by_name) {
        Text product = {NULL, 0};
        uint32_t type = bom->given->evidence->type;
        bom_add_names(bom, type, product, name, reading_text(reading, bom_used(bom, USE_cyclonedx_bom_subject_purl)),
                      reading_text(reading, bom_used(bom, USE_cyclonedx_bom_subject_cpe)));
        directory_add(bom->given->directory, NAMED_BY_LINK, bom->link, type, product);
    }
}

// The components first, so that whatever refers to them finds them.
static void read_all(Bom *bom)
{
    Reading *reading = bom->reading;
    uint32_t components = bom_used(bom, USE_cyclonedx_bom_components), services = bom_used(bom, USE_cyclonedx_bom_services);
    bom->has_vulnerabilities = bom_used(bom, USE_cyclonedx_bom_vulnerabilities) != READING_NONE;
    bool has_components = reading_has(reading, RECORD_cyclonedx_component);
    if (has_components && components != READING_NONE)
        reading_expect(reading, RECORD_cyclonedx_component, json_count(bom->document, components));
    if (!has_components)
        reading_unplaced(reading, &bom->record, USE_cyclonedx_bom_components);
    if (!reading_has(reading, RECORD_cyclonedx_service))
        reading_unplaced(reading, &bom->record, USE_cyclonedx_bom_services);
    bom_components(bom, bom_used(bom, USE_cyclonedx_bom_subject_components));
    bom_components(bom, components);
    bom_services(bom, services);
    bom_compositions(bom, bom_used(bom, USE_cyclonedx_bom_compositions));
    bom_dependencies(bom, bom_used(bom, USE_cyclonedx_bom_dependencies));
    bom_vulnerabilities(bom, bom_used(bom, USE_cyclonedx_bom_vulnerabilities));
}

// ---- sets ----

static void set_dependencies(Bom *bom, ReadingOwner owner, Derived derived, const BomComponent *component)
{
    ReadingSet set = {.links = component->depends_on,
                      .listed = component->has_entry || component->dependencies_complete || component->dependencies_lost,
                      .complete = !component->dependencies_open && !bom->dependencies_open,
                      .lost = component->dependencies_lost};
    reading_set(bom->reading, owner, derived, &set);
}

static void set_vulnerabilities(Bom *bom, ReadingOwner owner, Derived derived, const BomComponent *component)
{
    ReadingSet set = {
        .links = component->vulnerabilities, .listed = component->vulnerabilities.first, .lost = bom->vulnerabilities_lost};
    reading_set(bom->reading, owner, derived, &set);
}

static void set_of_component(Bom *bom, uint32_t number)
{
    static const BomComponent nothing_said;
    const BomComponent *component = bom->components[number] ? bom->components[number] : &nothing_said;
    ReadingOwner owner = {RECORD_cyclonedx_component, number};
    ReadingSet around = {.links = component->contained_in, .listed = bom->any_nested, .complete = true};
    set_dependencies(bom, owner, DERIVED_cyclonedx_component_depends_on, component);
    reading_set(bom->reading, owner, DERIVED_cyclonedx_component_contained_in, &around);
    set_vulnerabilities(bom, owner, DERIVED_cyclonedx_component_vulnerabilities, component);
}

// Whether compositions say that all components are listed: of the whole, or of the product and of each component that others
// stand inside of, since what is said of one is not said of what is in it.
static bool lists_all(const Bom *bom)
{
    bool all = bom->product.nests_all;
    for (size_t i = 0; i < bom->component_count && all; i++)
        all = !bom->components[i] || !bom->components[i]->nests || bom->components[i]->nests_all;
    return (bom->complete || all) && !bom->incomplete;
}

static void make_sets(Bom *bom)
{
    Reading *reading = bom->reading;
    bool elsewhere = bom->identity->by_name;
    for (uint32_t i = 0; i < bom->component_count; i++)
        set_of_component(bom, i);
    ReadingSet components = {
        .all = true, .listed = bom->listed || bom->component_count, .complete = !elsewhere && lists_all(bom)};
    ReadingSet services = {.all = true,
                           .listed = reading_count(reading, RECORD_cyclonedx_service) > 0,
                           .complete = bom->complete && !bom->incomplete};
    reading_set(reading, READING_ENTITY, DERIVED_cyclonedx_bom_components, &components);
    reading_set(reading, READING_ENTITY, DERIVED_cyclonedx_bom_services, &services);
    set_dependencies(bom, READING_ENTITY, DERIVED_cyclonedx_bom_depends_on, &bom->product);
    set_vulnerabilities(bom, READING_ENTITY, DERIVED_cyclonedx_bom_vulnerabilities, &bom->product);
}

// `urn:cdx:SERIAL/VERSION` of a file of `urn:uuid:SERIAL`.
static Text link_of(const ForeignImport *import, const DocumentIdentity *identity)
{
    Text own = text_of("urn:uuid:"), serial = identity->series;
    if (!text_starts(serial, own))
        return (Text){"", 0};
    TextBuilder link = text_builder(import->facts);
    text_append_string(&link, "urn:cdx:");
    text_append(&link, text_slice(serial, own.length, serial.length));
    text_append_byte(&link, '/');
    text_append(&link, identity->version);
    return text_built(&link);
}

static bool read(const ForeignImport *import, const DocumentIdentity *identity, FactRecord *facts, ForeignReport *report)
{
    Bom *bom = arena_take(import->scratch, sizeof *bom);
    *bom = (Bom){.given = import, .identity = identity, .document = import->document, .link = link_of(import, identity)};
    bom->reading = reading_begin(import, FORMAT_cyclonedx, NULL);
    if (!bom->reading)
        return false;
    // Of what several statements of one vulnerability are rated the worst counts.
    reading_highest(bom->reading, DERIVED_cyclonedx_vulnerability_severity);
    reading_highest(bom->reading, DERIVED_cyclonedx_vulnerability_score);
    reading_open(bom->reading, OBJECT_cyclonedx_bom, 0, &bom->record);
    read_product(bom);
    read_all(bom);
    if (!reading_failed(bom->reading))
        make_sets(bom);
    return reading_finish(bom->reading, facts, report);
}

// Numbers of any length, without the zeros before them.
static int order(Text a, Text b)
{
    while (a.length && *a.bytes == '0')
        a = text_slice(a, 1, a.length);
    while (b.length && *b.bytes == '0')
        b = text_slice(b, 1, b.length);
    return a.length != b.length ? a.length < b.length ? -1 : 1 : text_compare(a, b);
}

const DocumentFormat document_cyclonedx = {
    .id = FORMAT_cyclonedx, .json = true, .recognise = recognise, .identify = identify, .read = read, .order = order};
