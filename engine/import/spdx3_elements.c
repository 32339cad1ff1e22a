// SPDX-License-Identifier: MIT
// Packages and files of SPDX 3 as records, with what stands elsewhere in the graph and belongs to them. See spdx3_inside.h.
#include "import/spdx3_inside.h"

const SpdxParts spdx3_parts = SPDX_PARTS(spdx3);

// Members that the reader uses: the USES of elements in formats_spdx.def stand in this order.
enum {
    ELEMENT_TYPE,
    ELEMENT_REFERENCE,
    ELEMENT_CREATION,
    ELEMENT_NAME,
    ELEMENT_HASHES,
    ELEMENT_IDENTIFIERS,
    ELEMENT_REFERENCES,
    ELEMENT_PURL, // this and what follows: of packages alone
    ELEMENT_VERSION,
    ELEMENT_SUPPLIER,
    ELEMENT_ORIGINATOR,
    ELEMENT_WEBSITE,
    ELEMENT_DOWNLOAD,
};

// What is derived of elements of a kind; DERIVED_NAMES: not of this one.
typedef struct ElementKind {
    FormatRecord record;
    unsigned first_use;
    Derived id, licences, hashes, references, annotations;
    Derived supplier, supplier_contacts, manufacturer, authors, purl, purls, cpe, cpes, file_name; // of packages alone
} ElementKind;
#define OF_ELEMENT(record)                                                                                                       \
    DERIVED_spdx3_##record##_licences, DERIVED_spdx3_##record##_hashes, DERIVED_spdx3_##record##_references,                     \
        DERIVED_spdx3_##record##_annotations
#define OF_PACKAGE(record)                                                                                                       \
    DERIVED_spdx3_##record##_supplier, DERIVED_spdx3_##record##_supplier_contacts, DERIVED_spdx3_##record##_manufacturer,        \
        DERIVED_spdx3_##record##_authors, DERIVED_spdx3_##record##_purl, DERIVED_spdx3_##record##_purls,                         \
        DERIVED_spdx3_##record##_cpe, DERIVED_spdx3_##record##_cpes, DERIVED_spdx3_##record##_file_name
static const ElementKind product_kind = {RECORD_spdx3_product, USE_spdx3_product_type, DERIVED_NAMES, OF_ELEMENT(product),
                                         OF_PACKAGE(product)};
static const ElementKind package_kind = {RECORD_spdx3_package, USE_spdx3_package_type, DERIVED_spdx3_package_id,
                                         OF_ELEMENT(package), OF_PACKAGE(package)};
static const ElementKind file_kind = {.record = RECORD_spdx3_file,
                                      .first_use = USE_spdx3_file_type,
                                      .id = DERIVED_spdx3_file_id,
                                      .licences = DERIVED_spdx3_file_licences,
                                      .hashes = DERIVED_spdx3_file_hashes,
                                      .references = DERIVED_spdx3_file_references,
                                      .annotations = DERIVED_spdx3_file_annotations};

// An element that is open, and what was found of it so far.
typedef struct Element {
    const ElementKind *kind;
    const Spdx3Node *node;
    ReadingRecord record;
    Text purl, cpe; // the first ones
} Element;

// ---- what a member leads to ----

// The entry of a node. Packages and files are looked at once, and let go; who names one as something else has all of it stay.
static uint32_t entry_of(Spdx3 *spdx, const Spdx3Node *node)
{
    if (node->kind == SPDX3_PACKAGE || node->kind == SPDX3_FILE) {
        json_bring_back(spdx->import->document, spdx->import->scratch);
        spdx->stays = true;
    }
    return node->value;
}

uint32_t spdx3_object(Spdx3 *spdx, uint32_t value)
{
    if (value == READING_NONE || json_kind(spdx->import->document, value) == JSON_OBJECT)
        return value;
    Text id = spdx_text(spdx->import, value);
    const Spdx3Node *node = id.length ? spdx3_find(&spdx->graph, id) : NULL;
    return node ? entry_of(spdx, node) : READING_NONE;
}

uint32_t spdx3_next(const Spdx3 *spdx, uint32_t member, uint32_t item)
{
    const JsonDocument *document = spdx->import->document;
    return member == READING_NONE || json_kind(document, member) != JSON_ARRAY ? READING_NONE
                                                                               : spdx_next_item(document, member, item);
}

uint32_t spdx3_first(const Spdx3 *spdx, uint32_t member)
{
    bool array = member != READING_NONE && json_kind(spdx->import->document, member) == JSON_ARRAY;
    return array ? spdx3_next(spdx, member, member) : member;
}

// The address of an agent; empty: it has none.
static Text mail_of(const Spdx3 *spdx, uint32_t agent)
{
    uint32_t array = json_member(spdx->import->document, agent, "externalIdentifier");
    for (uint32_t item = array; (item = spdx3_next(spdx, array, item)) != READING_NONE;) {
        if (text_is(spdx_member_text(spdx->import, item, "externalIdentifierType"), "email"))
            return spdx_member_text(spdx->import, item, "identifier");
    }
    return (Text){"", 0};
}

bool spdx3_agent(Spdx3 *spdx, uint32_t item, unsigned use, SpdxAgent *agent)
{
    Text id = spdx_text(spdx->import, item);
    uint32_t value = spdx3_object(spdx, item);
    if (value == READING_NONE) {
        if (!spdx3_is_unsaid(id) && !spdx3_is_none(id))
            reading_note(spdx->reading, MESSAGE_FOREIGN_UNDECLARED, item, id);
        return false;
    }
    Text type = spdx_member_text(spdx->import, value, "type");
    agent->kind = text_is(type, "Person") ? SPDX_PERSON : text_is(type, "Tool") ? SPDX_TOOL : SPDX_ORGANISATION;
    agent->name = spdx_member_text(spdx->import, value, "name");
    agent->mail = mail_of(spdx, value);
    if (!agent->name.length)
        reading_elsewhere(spdx->reading, use, item, id);
    return agent->name.length > 0;
}

static void say_agents(Spdx3 *spdx, const ElementKind *kind, const uint32_t *uses, unsigned use)
{
    bool supplier = use == ELEMENT_SUPPLIER;
    SpdxAgent agent;
    for (uint32_t item = spdx3_first(spdx, uses[use]); item != READING_NONE; item = spdx3_next(spdx, uses[use], item)) {
        if (spdx3_agent(spdx, item, kind->first_use + use, &agent))
            spdx_say_agent(spdx->reading, &spdx3_parts, supplier ? kind->supplier : kind->manufacturer,
                           supplier ? kind->supplier_contacts : kind->authors, &agent, supplier, item);
    }
}

// ---- hashes ----

static void read_hash(Spdx3 *spdx, const Element *element, uint32_t value)
{
    ReadingRecord hash;
    Reading *reading = spdx->reading;
    Text type = spdx_member_text(spdx->import, value, "type");
    const Text keyless = {"", 0};
    if (!type.length || text_is(type, "Hash")) {
        reading_open(reading, RECORD_spdx3_hash, value, &hash);
        reading_within(reading, element->kind->hashes, &hash, keyless);
        return;
    }
    reading_make(reading, OBJECT_spdx3_method, value, &hash);
    hash.uses[0] = json_member(spdx->import->document, value, "type");
    reading_unplaced_value(reading, &hash, USE_spdx3_method_type);
    reading_close(reading, &hash);
}

static void read_hashes(Spdx3 *spdx, const Element *element, uint32_t array)
{
    for (uint32_t item = array; (item = spdx3_next(spdx, array, item)) != READING_NONE;) {
        uint32_t value = spdx3_object(spdx, item);
        if (value == READING_NONE)
            reading_say_lost(spdx->reading, element->kind->hashes, item);
        else
            read_hash(spdx, element, value);
    }
}

// ---- names and references ----

// A purl or CPE name; a file has neither, in the words of policies.
static void say_name(Spdx3 *spdx, Element *element, bool purl, uint32_t value)
{
    const ElementKind *kind = element->kind;
    Text text = reading_text(spdx->reading, value), *first = purl ? &element->purl : &element->cpe;
    if (reading_says_nothing(spdx->reading, text))
        return;
    reading_say(spdx->reading, purl ? kind->purls : kind->cpes, text, value);
    if (!first->length)
        reading_say(spdx->reading, purl ? kind->purl : kind->cpe, *first = text, value);
}

static void read_reference(Spdx3 *spdx, Element *element, uint32_t value)
{
    ReadingRecord record;
    Reading *reading = spdx->reading;
    Text type = spdx_member_text(spdx->import, value, "externalIdentifierType");
    bool purl = spdx_names_purl(type);
    if (purl || spdx_names_cpe(type)) {
        reading_open(reading, OBJECT_spdx3_name, value, &record);
        uint32_t identifier = reading_used(&record, USE_spdx3_name_identifier);
        reading_close(reading, &record);
        say_name(spdx, element, purl, identifier);
        return;
    }
    reading_open(reading, RECORD_spdx3_reference, value, &record);
    uint32_t kind = reading_used(&record, type.length ? USE_spdx3_reference_identifier_kind : USE_spdx3_reference_kind);
    uint32_t address = reading_used(&record, type.length ? USE_spdx3_reference_identifier : USE_spdx3_reference_locator);
    reading_say(reading, DERIVED_spdx3_reference_kind, reading_text(reading, kind), kind);
    for (uint32_t item = spdx3_first(spdx, address); item != READING_NONE; item = spdx3_next(spdx, address, item))
        reading_say(reading, DERIVED_spdx3_reference_address, reading_text(reading, item), item);
    reading_within(reading, element->kind->references, &record, (Text){"", 0});
}

static void read_references(Spdx3 *spdx, Element *element, uint32_t array)
{
    for (uint32_t item = array; (item = spdx_next(spdx->reading, array, item, JSON_OBJECT)) != READING_NONE;)
        read_reference(spdx, element, item);
}

// ---- what is attached ----

Text spdx3_expression(Spdx3 *spdx, Text id)
{
    const Text listed = text_of("https://spdx.org/licenses/");
    if (text_starts(id, listed))
        return text_slice(id, listed.length, id.length);
    const Spdx3Node *node = spdx3_find(&spdx->graph, id);
    return node ? spdx_member_text(spdx->import, entry_of(spdx, node), "simplelicensing_licenseExpression") : (Text){"", 0};
}

typedef enum LicenceSaid { LICENCE_UNSAID, LICENCE_NONE, LICENCE_SAID } LicenceSaid;

static LicenceSaid read_licence(Spdx3 *spdx, const Element *element, const Spdx3Attached *attached)
{
    Reading *reading = spdx->reading;
    Text id = reading_text(reading, attached->value), text = spdx3_expression(spdx, id);
    if (spdx3_is_none(id) || text_is(text, "NONE"))
        return LICENCE_NONE;
    if (spdx3_is_unsaid(id) || text_is(text, "NOASSERTION"))
        return LICENCE_UNSAID;
    if (!text.length) {
        reading_elsewhere(reading, USE_spdx3_relationship_to, attached->value, id);
        reading_say_lost(reading, element->kind->licences, attached->value);
        return LICENCE_SAID;
    }
    spdx_say_licence(reading, &spdx3_parts, element->kind->licences, text,
                     attached->what == SPDX3_DECLARED ? "declared" : "concluded", attached->value);
    return LICENCE_SAID;
}

static void read_artefact(Spdx3 *spdx, const Element *element, const Spdx3Attached *attached)
{
    uint32_t file = spdx3_object(spdx, attached->value);
    if (element->kind != &file_kind)
        reading_say(spdx->reading, element->kind->file_name, spdx_member_text(spdx->import, file, "name"), attached->value);
    read_hashes(spdx, element, json_member(spdx->import->document, file, "verifiedUsing"));
}

static void read_annotation(Spdx3 *spdx, const Element *element, const Spdx3Attached *attached)
{
    ReadingRecord annotation;
    Reading *reading = spdx->reading;
    const Text keyless = {"", 0};
    reading_open(reading, RECORD_spdx3_annotation, attached->value, &annotation);
    uint32_t creation = spdx3_object(spdx, reading_used(&annotation, USE_spdx3_annotation_creation));
    if (creation != READING_NONE) {
        const JsonDocument *document = spdx->import->document;
        uint32_t created = json_member(document, creation, "created"), by = json_member(document, creation, "createdBy");
        SpdxAgent agent;
        reading_say(reading, DERIVED_spdx3_annotation_created, spdx_text(spdx->import, created), created);
        for (uint32_t item = spdx3_first(spdx, by); item != READING_NONE; item = spdx3_next(spdx, by, item)) {
            if (spdx3_agent(spdx, item, USE_spdx3_creation_by, &agent))
                reading_say(reading, DERIVED_spdx3_annotation_author, agent.name, item);
        }
    }
    reading_within(reading, element->kind->annotations, &annotation, keyless);
}

// That there is no licence, both kinds have to say.
static void read_attached(Spdx3 *spdx, const Element *element)
{
    bool any = false, none[] = {false, false};
    for (uint32_t at = element->node->attached; at;) {
        const Spdx3Attached *attached = &spdx->graph.attached[at - 1];
        at = attached->next;
        if (attached->what == SPDX3_ARTEFACT) {
            read_artefact(spdx, element, attached);
        } else if (attached->what == SPDX3_NOTE) {
            read_annotation(spdx, element, attached);
        } else {
            LicenceSaid said = read_licence(spdx, element, attached);
            any |= said == LICENCE_SAID;
            none[attached->what == SPDX3_DECLARED] |= said == LICENCE_NONE;
        }
    }
    reading_say_none(spdx->reading, element->kind->licences, !any && none[0] && none[1], element->record.value);
}

// ---- elements ----

static Element open_element(Spdx3 *spdx, const ElementKind *kind, const Spdx3Node *node)
{
    Element element = {.kind = kind, .node = node};
    reading_open(spdx->reading, kind->record, node->value, &element.record);
    const uint32_t *uses = element.record.uses;
    if (kind != &file_kind) {
        say_agents(spdx, kind, uses, ELEMENT_SUPPLIER);
        say_agents(spdx, kind, uses, ELEMENT_ORIGINATOR);
        say_name(spdx, &element, true, uses[ELEMENT_PURL]);
        spdx_say_reference(spdx->reading, &spdx3_parts, kind->references, "website", uses[ELEMENT_WEBSITE]);
        spdx_say_reference(spdx->reading, &spdx3_parts, kind->references, "distribution", uses[ELEMENT_DOWNLOAD]);
    }
    read_references(spdx, &element, uses[ELEMENT_IDENTIFIERS]);
    read_references(spdx, &element, uses[ELEMENT_REFERENCES]);
    read_hashes(spdx, &element, uses[ELEMENT_HASHES]);
    read_attached(spdx, &element);
    if (kind == &file_kind)
        reading_say(spdx->reading, DERIVED_spdx3_file_kind, text_of("file"), node->value);
    return element;
}

static Text key_of(const Spdx3 *spdx, const Element *element, Text reference)
{
    Text id = spdx3_id(spdx->import, element->node->value);
    Text name = reading_text(spdx->reading, element->record.uses[ELEMENT_NAME]);
    return id.length ? id : reading_says_nothing(spdx->reading, name) ? reference : name;
}

// Tells others by which names they find a part, or the product (key null).
static void name_thing(const Spdx3 *spdx, const Element *element, Text reference, uint32_t type, Text key)
{
    Directory *directory = spdx->import->directory;
    if (!directory)
        return;
    directory_add(directory, NAMED_BY_PURL, spdx_purl(spdx->import->facts, element->purl), type, key);
    directory_add(directory, NAMED_BY_CPE, element->cpe, type, key);
    directory_add(directory, NAMED_BY_LINK, reference, type, key);
}

void spdx3_read_product(Spdx3 *spdx, Spdx3Node *node)
{
    Element element = open_element(spdx, &product_kind, node);
    const Text whole = {NULL, 0};
    reading_entity(spdx->reading, &element.record);
    node->target = TARGET_ENTITY;
    name_thing(spdx, &element, reading_text(spdx->reading, element.record.uses[ELEMENT_REFERENCE]), spdx->import->evidence->type,
               whole);
}

void spdx3_read_element(Spdx3 *spdx, Spdx3Node *node)
{
    Reading *reading = spdx->reading;
    const ElementKind *kind = node->kind == SPDX3_FILE ? &file_kind : &package_kind;
    Element element = open_element(spdx, kind, node);
    Text reference = reading_text(reading, element.record.uses[ELEMENT_REFERENCE]), key = key_of(spdx, &element, reference);
    reading_say(reading, kind->id, key, node->value);
    uint32_t number = reading_part(reading, &element.record, key, reference);
    node->target = reading_target(reading, kind->record, number);
    spdx_add_element(&spdx->elements, spdx->import, node->target);
    if (number != READING_NONE)
        name_thing(spdx, &element, reference, program_record_type(spdx->import->schema, kind->record),
                   reading_key(reading, kind->record, number));
}
