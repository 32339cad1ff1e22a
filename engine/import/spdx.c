// SPDX-License-Identifier: MIT
// SPDX 2.2 and 2.3 in JSON as one of the formats of documents: packages and files are elements, and relationships say how they
// hang together. See document.h, and spdx_inside.h for what SPDX 3 has in common with it.
//
// The product is the element that the document describes: the only package of those that a relationship says it describes, in
// either direction, or `documentDescribes` does; else the only file. Where these are none or several it is the one of them (or of
// all) that has the id of the dossier, if there is one. All others are parts.
#include "import/document.h"
#include "import/spdx_inside.h"

static const char *const nothing[] = {"NOASSERTION", NULL}, *const none[] = {"NONE", NULL};
static const ReadingWords words = {.nothing = nothing, .none = none};

// ---- what it describes ----

static void add_described(TextIndex *described, const ForeignImport *import)
{
    Text itself = spdx_member_text(import, 0, "SPDXID");
    uint32_t array = json_member(import->document, 0, "relationships");
    for (uint32_t item = array; (item = spdx_next_item(import->document, array, item)) != READING_NONE;) {
        const SpdxRelation *relation = spdx_relation_2(spdx_member_text(import, item, "relationshipType"));
        if (!relation || relation->set != SPDX_DESCRIBED_BY)
            continue;
        Text first = spdx_member_text(import, item, "spdxElementId"),
             second = spdx_member_text(import, item, "relatedSpdxElement");
        if (text_equal(relation->of_second ? first : second, itself))
            text_index_add(described, relation->of_second ? second : first);
    }
}

static void add_listed(TextIndex *described, const ForeignImport *import)
{
    uint32_t array = json_member(import->document, 0, "documentDescribes");
    for (uint32_t item = array; (item = spdx_next_item(import->document, array, item)) != READING_NONE;)
        text_index_add(described, spdx_text(import, item));
}

// The purl of a package: the first that is one, in canonical form.
static Text package_purl(const ForeignImport *import, uint32_t package)
{
    uint32_t array = json_member(import->document, package, "externalRefs");
    for (uint32_t item = array; (item = spdx_next_item(import->document, array, item)) != READING_NONE;) {
        bool is_purl = spdx_names_purl(spdx_member_text(import, item, "referenceType"));
        Text purl = is_purl ? spdx_purl(import->facts, spdx_member_text(import, item, "referenceLocator")) : (Text){"", 0};
        if (purl.length)
            return purl;
    }
    return (Text){"", 0};
}

static Text element_id(const ForeignImport *import, uint32_t element)
{
    Text purl = package_purl(import, element);
    Text name = spdx_member_text(import, element, "name"), version = spdx_member_text(import, element, "versionInfo");
    if (purl.length || !name.length || !version.length)
        return purl;
    return spdx_joined(import->facts, name, "@", version);
}

// The elements of a list that are described (null: all), and have an id (empty: any); and the last of them.
typedef struct Found {
    uint32_t count, value;
} Found;

static Found find_elements(const ForeignImport *import, const char *list, const TextIndex *described, Text id)
{
    Found found = {0, READING_NONE};
    uint32_t array = json_member(import->document, 0, list);
    for (uint32_t item = array; (item = spdx_next_item(import->document, array, item)) != READING_NONE;) {
        if (described && text_index_find(described, spdx_member_text(import, item, "SPDXID")) == READING_NONE)
            continue;
        if (id.length && !text_equal(element_id(import, item), id))
            continue;
        found = (Found){found.count + 1, item};
    }
    return found;
}

// The entry of the element that is the product; READING_NONE: it does not say. id: of the dossier, where it is known.
static uint32_t find_product(const ForeignImport *import, Text id)
{
    const Text any = {"", 0};
    TextIndex described;
    text_index_open(&described, import->scratch);
    add_described(&described, import);
    Found packages = find_elements(import, "packages", &described, any);
    if (packages.count != 1) {
        add_listed(&described, import);
        packages = find_elements(import, "packages", &described, any);
    }
    if (packages.count == 1)
        return packages.value;
    Found files = packages.count ? (Found){0, READING_NONE} : find_elements(import, "files", &described, any);
    if (files.count == 1)
        return files.value;
    Found named = id.length ? find_elements(import, "packages", packages.count ? &described : NULL, id)
                            : (Found){0, READING_NONE};
    return named.count == 1 ? named.value : READING_NONE;
}

// ---- elements ----

typedef struct Spdx {
    const ForeignImport *import;
    Reading *reading;
    Text namespace;   // of the document
    uint32_t product; // entry; READING_NONE
    SpdxElements elements;
    struct Holding { // the deprecated list of the files of a package
        ReadingTarget package;
        uint32_t files;
    } * holdings;
    size_t holding_count, holding_capacity;
    bool asked[SPDX_SETS]; // by the policy
} Spdx;

static const SpdxParts parts = SPDX_PARTS(spdx);

// Members that the reader uses of elements of any kind: their USES in formats_spdx.def stand in this order.
enum {
    ELEMENT_REFERENCE,
    ELEMENT_NAME,
    ELEMENT_DECLARED,
    ELEMENT_CONCLUDED,
    ELEMENT_HASHES,
    ELEMENT_VERSION, // this and what follows: of packages alone
    ELEMENT_SUPPLIER,
    ELEMENT_ORIGINATOR,
    ELEMENT_REFERENCES,
    ELEMENT_WEBSITE,
    ELEMENT_DOWNLOAD,
    ELEMENT_FILES,
};

// What is derived of elements of a kind; DERIVED_NAMES: not of this one.
typedef struct ElementKind {
    FormatRecord record;
    Derived id, licences, hashes, supplier, supplier_contacts, manufacturer, authors, purl, purls, cpe, cpes, references;
} ElementKind;
#define OF_PACKAGE(record)                                                                                                       \
    DERIVED_spdx_##record##_licences, DERIVED_spdx_##record##_hashes, DERIVED_spdx_##record##_supplier,                          \
        DERIVED_spdx_##record##_supplier_contacts, DERIVED_spdx_##record##_manufacturer, DERIVED_spdx_##record##_authors,        \
        DERIVED_spdx_##record##_purl, DERIVED_spdx_##record##_purls, DERIVED_spdx_##record##_cpe, DERIVED_spdx_##record##_cpes,  \
        DERIVED_spdx_##record##_references
static const ElementKind product_kind = {RECORD_spdx_product, DERIVED_NAMES, OF_PACKAGE(product)};
static const ElementKind package_kind = {RECORD_spdx_package, DERIVED_spdx_package_id, OF_PACKAGE(package)};
static const ElementKind file_kind = {.record = RECORD_spdx_file,
                                      .id = DERIVED_spdx_file_id,
                                      .licences = DERIVED_spdx_file_licences,
                                      .hashes = DERIVED_spdx_file_hashes};

// An element that is open, and what was found of it so far.
typedef struct Element {
    const ElementKind *kind;
    ReadingRecord record;
    Text purl, cpe; // the first ones
    uint32_t purl_value, cpe_value;
} Element;

static Text used_text(const Spdx *spdx, const Element *element, unsigned use)
{
    return reading_text(spdx->reading, element->record.uses[use]);
}

static void say_agent(Spdx *spdx, const Element *element, unsigned use, Derived name, Derived contacts)
{
    uint32_t value = element->record.uses[use];
    SpdxAgent agent = spdx_agent(reading_text(spdx->reading, value));
    spdx_say_agent(spdx->reading, &parts, name, contacts, &agent, use == ELEMENT_SUPPLIER, value);
}

// ---- external references ----

// One that names the package is no reference to something else.
static void read_reference(Spdx *spdx, Element *element, uint32_t value)
{
    ReadingRecord reference;
    Reading *reading = spdx->reading;
    const ElementKind *kind = element->kind;
    uint32_t type_value = reading_member(reading, value, "referenceType"),
             locator = reading_member(reading, value, "referenceLocator");
    Text type = reading_text(reading, type_value), text = reading_text(reading, locator);
    bool purl = spdx_names_purl(type);
    if (!purl && !spdx_names_cpe(type)) {
        reading_open(reading, RECORD_spdx_reference, value, &reference);
        reading_say(reading, DERIVED_spdx_reference_kind, type, type_value);
        reading_say(reading, DERIVED_spdx_reference_address, text, locator);
        reading_within(reading, kind->references, &reference, text);
        return;
    }
    reading_open(reading, OBJECT_spdx_name, value, &reference);
    reading_close(reading, &reference);
    Text *first = purl ? &element->purl : &element->cpe;
    reading_say(reading, purl ? kind->purls : kind->cpes, text, locator);
    if (!first->length)
        reading_say(reading, purl ? kind->purl : kind->cpe, *first = text, locator);
}

static void read_references(Spdx *spdx, Element *element)
{
    const uint32_t *uses = element->record.uses;
    uint32_t array = uses[ELEMENT_REFERENCES];
    spdx_say_reference(spdx->reading, &parts, element->kind->references, "website", uses[ELEMENT_WEBSITE]);
    spdx_say_reference(spdx->reading, &parts, element->kind->references, "distribution", uses[ELEMENT_DOWNLOAD]);
    for (uint32_t item = array; (item = spdx_next(spdx->reading, array, item, JSON_OBJECT)) != READING_NONE;)
        read_reference(spdx, element, item);
}

static void read_hashes(Spdx *spdx, const Element *element)
{
    ReadingRecord hash;
    uint32_t array = element->record.uses[ELEMENT_HASHES];
    for (uint32_t item = array; (item = spdx_next(spdx->reading, array, item, JSON_OBJECT)) != READING_NONE;) {
        reading_open(spdx->reading, RECORD_spdx_hash, item, &hash);
        reading_within(spdx->reading, element->kind->hashes, &hash, (Text){"", 0});
    }
}

// ---- licences ----

static bool is_none(Text text)
{
    return text_is(text, none[0]);
}

static bool read_licence(Spdx *spdx, const Element *element, uint32_t value, const char *acknowledgement)
{
    Text text = reading_text(spdx->reading, value);
    if (reading_says_nothing(spdx->reading, text) || is_none(text))
        return false;
    spdx_say_licence(spdx->reading, &parts, element->kind->licences, text, acknowledgement, value);
    return true;
}

// Whether a member that holds a text, or several, says that there is none.
static bool says_none(const Spdx *spdx, uint32_t value)
{
    if (value == READING_NONE || json_kind(reading_document(spdx->reading), value) != JSON_ARRAY)
        return is_none(reading_text(spdx->reading, value));
    return !json_is_empty(reading_document(spdx->reading), value) && is_none(reading_text(spdx->reading, value + 1));
}

// What is declared, of a file: what was found in it; and what was concluded. That there is none, both have to say.
static void read_licences(Spdx *spdx, const Element *element)
{
    uint32_t declared = element->record.uses[ELEMENT_DECLARED], concluded = element->record.uses[ELEMENT_CONCLUDED];
    bool any = read_licence(spdx, element, concluded, "concluded");
    if (element->kind != &file_kind)
        any |= read_licence(spdx, element, declared, "declared");
    for (uint32_t item = declared; element->kind == &file_kind;) {
        item = spdx_next(spdx->reading, declared, item, JSON_STRING);
        if (item == READING_NONE)
            break;
        any |= read_licence(spdx, element, item, "declared");
    }
    bool none_there = !any && says_none(spdx, declared) && says_none(spdx, concluded);
    reading_say_none(spdx->reading, element->kind->licences, none_there, element->record.value);
}

// ---- packages and files ----

static Element open_element(Spdx *spdx, const ElementKind *kind, uint32_t value)
{
    Element element = {.kind = kind};
    reading_open(spdx->reading, kind->record, value, &element.record);
    if (kind != &file_kind) {
        say_agent(spdx, &element, ELEMENT_SUPPLIER, kind->supplier, kind->supplier_contacts);
        say_agent(spdx, &element, ELEMENT_ORIGINATOR, kind->manufacturer, kind->authors);
        read_references(spdx, &element);
    } else {
        reading_say(spdx->reading, DERIVED_spdx_file_kind, text_of("file"), value);
    }
    read_hashes(spdx, &element);
    read_licences(spdx, &element);
    return element;
}

// The purl, else name@version, else the reference that the document has for it.
static Text key_of(const Spdx *spdx, const Element *element, Text reference)
{
    Text purl = spdx_purl(spdx->import->facts, element->purl);
    if (purl.length)
        return purl;
    Text name = used_text(spdx, element, ELEMENT_NAME);
    Text version = element->kind == &file_kind ? (Text){"", 0} : used_text(spdx, element, ELEMENT_VERSION);
    if (reading_says_nothing(spdx->reading, name))
        return reference;
    bool versioned = !reading_says_nothing(spdx->reading, version);
    return versioned ? spdx_joined(spdx->import->facts, name, "@", version) : name;
}

// Tells others by which names they find a part, or the product (key null).
static void name_thing(const Spdx *spdx, const Element *element, Text reference, uint32_t type, Text key)
{
    Directory *directory = spdx->import->directory;
    if (!directory)
        return;
    directory_add(directory, NAMED_BY_PURL, spdx_purl(spdx->import->facts, element->purl), type, key);
    directory_add(directory, NAMED_BY_CPE, element->cpe, type, key);
    if (spdx->namespace.length && reference.length)
        directory_add(directory, NAMED_BY_LINK, spdx_joined(spdx->import->facts, spdx->namespace, "#", reference), type, key);
}

static void keep_files(Spdx *spdx, const Element *element, ReadingTarget package)
{
    uint32_t files = element->record.uses[ELEMENT_FILES];
    if (element->kind == &file_kind || files == READING_NONE)
        return;
    spdx->holdings = arena_grow(spdx->import->scratch, spdx->holdings, spdx->holding_count, &spdx->holding_capacity,
                                sizeof *spdx->holdings);
    spdx->holdings[spdx->holding_count++] = (struct Holding){package, files};
}

static void read_product(Spdx *spdx)
{
    if (spdx->product == READING_NONE)
        return;
    Element element = open_element(spdx, &product_kind, spdx->product);
    Text reference = used_text(spdx, &element, ELEMENT_REFERENCE);
    const Text whole = {NULL, 0};
    reading_entity(spdx->reading, &element.record);
    reading_name(spdx->reading, reference, element.record.uses[ELEMENT_REFERENCE], TARGET_ENTITY);
    keep_files(spdx, &element, TARGET_ENTITY);
    name_thing(spdx, &element, reference, spdx->import->evidence->type, whole);
}

static void read_element(Spdx *spdx, const ElementKind *kind, uint32_t value)
{
    Element element = open_element(spdx, kind, value);
    Text reference = used_text(spdx, &element, ELEMENT_REFERENCE), key = key_of(spdx, &element, reference);
    reading_say(spdx->reading, kind->id, key, value);
    uint32_t number = reading_part(spdx->reading, &element.record, key, reference);
    ReadingTarget target = reading_target(spdx->reading, kind->record, number);
    reading_name(spdx->reading, reference, element.record.uses[ELEMENT_REFERENCE], target);
    spdx_add_element(&spdx->elements, spdx->import, target);
    keep_files(spdx, &element, target);
    if (number != READING_NONE)
        name_thing(spdx, &element, reference, program_record_type(spdx->import->schema, kind->record),
                   reading_key(spdx->reading, kind->record, number));
}

static void read_elements(Spdx *spdx, const ElementKind *kind, uint32_t array)
{
    if (array != READING_NONE)
        reading_expect(spdx->reading, kind->record, json_count(reading_document(spdx->reading), array));
    uint32_t held = array + 1;
    for (uint32_t item = array; (item = spdx_next(spdx->reading, array, item, JSON_OBJECT)) != READING_NONE;) {
        size_t before = spdx->holding_count;
        reading_pass(spdx->reading, &held, item);
        if (item != spdx->product)
            read_element(spdx, kind, item);
        if (spdx->holding_count != before) // its list of files is gone through later
            held = json_next(reading_document(spdx->reading), item);
    }
}

// ---- relationships ----

static const SpdxDerived derived[3] = {
    {{DERIVED_spdx_product_depends_on, DERIVED_NAMES, DERIVED_spdx_product_generated_from}, DERIVED_spdx_product_relationships},
    {{DERIVED_spdx_package_depends_on, DERIVED_spdx_package_contained_in, DERIVED_spdx_package_generated_from},
     DERIVED_spdx_package_relationships},
    {{DERIVED_spdx_file_depends_on, DERIVED_spdx_file_contained_in, DERIVED_spdx_file_generated_from},
     DERIVED_spdx_file_relationships},
};

static void relate(Spdx *spdx, const SpdxRelation *relation, const SpdxEnd *first, const SpdxEnd *second)
{
    const SpdxEnd *of = relation->of_second ? second : first, *to = relation->of_second ? first : second;
    Reading *reading = spdx->reading;
    bool unsaid = reading_says_nothing(reading, second->name);
    if (relation->of_second && (unsaid || is_none(second->name))) { // that it is said of nothing has no place
        reading_elsewhere(reading, second->use, second->value, second->name);
        return;
    }
    SpdxSaid *said = spdx_set_of(&spdx->elements, relation->set, of);
    if (!said)
        return;
    said->unsure |= unsaid;
    said->none |= is_none(to->name);
    if (!unsaid && !is_none(to->name))
        spdx_link(&spdx->elements, relation->set, said, to);
}

// What the document is about was found before; it speaks of other elements, too.
static void describe(Spdx *spdx, const SpdxRelation *relation, const SpdxEnd *first, const SpdxEnd *second)
{
    const SpdxEnd *of = relation->of_second ? second : first;
    if (of->target == TARGET_NONE)
        reading_note(spdx->reading, MESSAGE_FOREIGN_UNDECLARED, of->value, of->name);
    else if (of->target != TARGET_ENTITY)
        reading_elsewhere(spdx->reading, of->use, of->value, of->name);
}

// As a part of the element that it stands with first.
static void keep_relationship(Spdx *spdx, ReadingRecord *record, const SpdxEnd *first, const SpdxEnd *second)
{
    Reading *reading = spdx->reading;
    ReadingTarget other = second->target;
    Text id = other > TARGET_PARTS ? second->name
                                   : reading_key(reading, reading_target_record(reading, other), reading_target_number(other));
    const Text none_given = {"", 0};
    reading_say(reading, DERIVED_spdx_relationship_other, id, second->value);
    uint32_t number = reading_statement(reading, record, none_given);
    if (number != READING_NONE && !spdx_keep(&spdx->elements, first->target, number))
        reading_elsewhere(reading, first->use, first->value, first->name);
}

static void read_relationship(Spdx *spdx, uint32_t value)
{
    ReadingRecord record;
    Reading *reading = spdx->reading;
    reading_open(reading, RECORD_spdx_relationship, value, &record);
    uint32_t type = reading_needed(reading, &record, USE_spdx_relationship_type);
    SpdxEnd first = {.value = reading_needed(reading, &record, USE_spdx_relationship_first), .use = USE_spdx_relationship_first};
    SpdxEnd second = {.value = reading_needed(reading, &record, USE_spdx_relationship_second),
                      .use = USE_spdx_relationship_second};
    const SpdxRelation *relation = spdx_relation_2(reading_text(reading, type));
    bool linked = relation && (relation->set == SPDX_DESCRIBED_BY || spdx->asked[relation->set]);
    first.target = reading_find(reading, first.name = reading_text(reading, first.value));
    second.target = reading_find(reading, second.name = reading_text(reading, second.value));
    if (type == READING_NONE || first.value == READING_NONE || second.value == READING_NONE) {
        reading_close(reading, &record);
        return;
    }
    if (linked && relation->set == SPDX_DESCRIBED_BY)
        describe(spdx, relation, &first, &second);
    else if (linked)
        relate(spdx, relation, &first, &second);
    else if (!reading_has(reading, RECORD_spdx_relationship))
        reading_unplaced_value(reading, &record, USE_spdx_relationship_type);
    keep_relationship(spdx, &record, &first, &second);
}

static void read_relationships(Spdx *spdx, uint32_t array)
{
    for (int set = 0; set < SPDX_SETS; set++)
        spdx->asked[set] = spdx_asks(&spdx->elements, derived, (SpdxSet)set);
    uint32_t held = array + 1;
    for (uint32_t item = array; (item = spdx_next(spdx->reading, array, item, JSON_OBJECT)) != READING_NONE;) {
        reading_pass(spdx->reading, &held, item);
        read_relationship(spdx, item);
    }
}

static void read_holdings(Spdx *spdx)
{
    Reading *reading = spdx->reading;
    const JsonDocument *document = spdx->import->document;
    for (size_t i = 0; i < spdx->holding_count; i++) {
        const struct Holding *holding = &spdx->holdings[i];
        const SpdxEnd package = {.value = holding->files, .use = USE_spdx_package_files, .target = holding->package};
        for (uint32_t item = holding->files; (item = spdx_next_item(document, holding->files, item)) != READING_NONE;) {
            Text name = reading_text(reading, item);
            const SpdxEnd file = {name, item, USE_spdx_package_files, reading_find(reading, name)};
            SpdxSaid *said = file.name.length ? spdx_set_of(&spdx->elements, SPDX_CONTAINED_IN, &file) : NULL;
            if (said)
                spdx_link(&spdx->elements, SPDX_CONTAINED_IN, said, &package);
        }
    }
}

// ---- the document ----

static void say_creators(Spdx *spdx, const ReadingRecord *document)
{
    Reading *reading = spdx->reading;
    SpdxCreators creators = {DERIVED_spdx_document_maker, DERIVED_spdx_document_authors, DERIVED_spdx_document_tools, false};
    uint32_t array = reading_used(document, USE_spdx_document_creators);
    for (uint32_t item = array; (item = spdx_next_item(spdx->import->document, array, item)) != READING_NONE;) {
        SpdxAgent agent = spdx_agent(reading_text(reading, item));
        spdx_say_creator(reading, &parts, &creators, &agent, item);
    }
    uint32_t licence = reading_used(document, USE_spdx_document_licence);
    Text expression = reading_text(reading, licence);
    if (!reading_says_nothing(reading, expression))
        spdx_say_licence(reading, &parts, DERIVED_spdx_document_licences, expression, "", licence);
}

static void claim_parts(Reading *reading, Derived to, FormatRecord record)
{
    ReadingSet all = {.all = true, .listed = true};
    if (reading_has(reading, record))
        reading_set(reading, READING_ENTITY, to, &all);
}

static void read_document(Spdx *spdx)
{
    ReadingRecord document;
    Reading *reading = spdx->reading;
    reading_open(reading, RECORD_spdx_document, 0, &document);
    uint32_t reference = reading_used(&document, USE_spdx_document_reference);
    say_creators(spdx, &document);
    reading_entity(reading, &document);
    reading_name(reading, reading_text(reading, reference), reference, TARGET_ELSEWHERE);
    read_product(spdx);
    read_elements(spdx, &package_kind, reading_used(&document, USE_spdx_document_packages));
    read_elements(spdx, &file_kind, reading_used(&document, USE_spdx_document_files));
    read_holdings(spdx);
    read_relationships(spdx, reading_used(&document, USE_spdx_document_relationships));
    spdx_claim(&spdx->elements, derived);
    claim_parts(reading, DERIVED_spdx_document_packages, RECORD_spdx_package);
    claim_parts(reading, DERIVED_spdx_document_files, RECORD_spdx_file);
}

static bool read(const ForeignImport *import, const DocumentIdentity *identity, FactRecord *facts, ForeignReport *report)
{
    Spdx spdx = {.import = import, .namespace = spdx_member_text(import, 0, "documentNamespace")};
    spdx.reading = reading_begin(import, FORMAT_spdx, &words);
    if (!spdx.reading)
        return false;
    const Program *schema = import->schema;
    spdx.product = find_product(import, import->evidence->id.bytes ? import->evidence->id : identity->id);
    spdx.elements = (SpdxElements){.reading = spdx.reading, .package = RECORD_spdx_package, .file = RECORD_spdx_file};
    spdx.elements.apart = program_record_type(schema, RECORD_spdx_package) != program_record_type(schema, RECORD_spdx_file);
    read_document(&spdx);
    return reading_finish(spdx.reading, facts, report);
}

// ---- the format ----

static bool recognise(Text text, const JsonDocument *document)
{
    (void)text;
    return json_member(document, 0, "spdxVersion") != UINT32_MAX;
}

// A version such as SPDX-2.3, or with a number more.
static bool is_version(Text version)
{
    Text known = text_slice(version, 0, strlen("SPDX-2.3"));
    return (text_is(known, "SPDX-2.2") || text_is(known, "SPDX-2.3")) &&
           (version.length == known.length || version.bytes[known.length] == '.');
}

static bool identify(const ForeignImport *import, DocumentIdentity *identity)
{
    const Text any = {"", 0};
    Text version = spdx_member_text(import, 0, "spdxVersion");
    if (!is_version(version))
        return foreign_refuse_value(import, json_member(import->document, 0, "spdxVersion"), "\"SPDX-2.2\" or \"SPDX-2.3\"");
    uint32_t product = find_product(import, any);
    *identity = (DocumentIdentity){.title = text_format(import->arena, "SPDX %.*s", (int)version.length - 5, version.bytes + 5)};
    if (product != READING_NONE) {
        identity->id = element_id(import, product);
        identity->id_value = product;
    }
    return true;
}

const DocumentFormat document_spdx = {
    .id = FORMAT_spdx, .json = true, .recognise = recognise, .identify = identify, .read = read};
