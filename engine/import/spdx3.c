// SPDX-License-Identifier: MIT
// SPDX 3.0 in JSON-LD as one of the formats of documents. Its JSON is a strict subset of JSON-LD: elements stand in `@graph` and
// name each other by their ids, so that no JSON-LD processor is needed. See document.h, and spdx_inside.h for what SPDX 2 has in
// common with it.
//
// The product is the root of the document, through the collections that are roots; else what it describes. A file that a package
// is handed out as, and of which nothing more is said, is no part of its own: its name and hashes are the package's. A
// relationship that says to be complete closes the set of its `from`, unless it speaks of one part of the life cycle alone, or
// another one says that there may be more.
#include "import/spdx3_inside.h"

static const char *const nothing[] = {"NOASSERTION", NULL}, *const none[] = {"NONE", NULL};
static const ReadingWords words = {.nothing = nothing, .none = none};

static const SpdxDerived derived[3] = {
    {{DERIVED_spdx3_product_depends_on, DERIVED_NAMES, DERIVED_spdx3_product_generated_from},
     DERIVED_spdx3_product_relationships},
    {{DERIVED_spdx3_package_depends_on, DERIVED_spdx3_package_contained_in, DERIVED_spdx3_package_generated_from},
     DERIVED_spdx3_package_relationships},
    {{DERIVED_spdx3_file_depends_on, DERIVED_spdx3_file_contained_in, DERIVED_spdx3_file_generated_from},
     DERIVED_spdx3_file_relationships},
};

static Spdx3Node *node_of(Spdx3 *spdx, uint32_t value)
{
    Text id = spdx_text(spdx->import, value);
    return id.length ? spdx3_find(&spdx->graph, id) : NULL;
}

static bool is_element(const Spdx3Node *node)
{
    return node && (node->kind == SPDX3_PACKAGE || node->kind == SPDX3_FILE);
}

// ---- what belongs to elements and stands elsewhere ----

// What relationships of a type attach to their `from`.
static bool attaches(Text type, Spdx3Attachment *what)
{
    static const struct {
        const char *type;
        Spdx3Attachment what;
    } types[] = {{"hasDeclaredLicense", SPDX3_DECLARED},
                 {"hasConcludedLicense", SPDX3_CONCLUDED},
                 {"hasDistributionArtifact", SPDX3_ARTEFACT}};
    for (size_t i = 0; i < sizeof types / sizeof *types; i++) {
        *what = types[i].what;
        if (text_is(type, types[i].type))
            return true;
    }
    return false;
}

static void attach_relationship(Spdx3 *spdx, uint32_t value)
{
    const JsonDocument *document = spdx->import->document;
    Spdx3Attachment what;
    bool attaching = attaches(spdx_member_text(spdx->import, value, "relationshipType"), &what);
    uint32_t from_value = json_member(document, value, "from"), array = json_member(document, value, "to");
    Spdx3Node *from = node_of(spdx, from_value);
    if (from && !(attaching && what == SPDX3_ARTEFACT))
        from->is_named = true;
    for (uint32_t item = array; (item = spdx3_next(spdx, array, item)) != READING_NONE;) {
        Spdx3Node *to = node_of(spdx, item);
        bool artefact = attaching && what == SPDX3_ARTEFACT && from && from->kind == SPDX3_PACKAGE && to &&
                        to->kind == SPDX3_FILE;
        if (to && !artefact)
            to->is_named = true;
        if (to && artefact)
            to->is_artefact = true;
        if (artefact || (attaching && what != SPDX3_ARTEFACT && is_element(from)))
            spdx3_attach(&spdx->graph, from, what, item);
    }
}

static void attach_all(Spdx3 *spdx)
{
    for (size_t i = 0; i < spdx->graph.count; i++) {
        const Spdx3Node *node = &spdx->graph.nodes[i];
        if (node->kind == SPDX3_RELATIONSHIP)
            attach_relationship(spdx, node->value);
        if (node->kind != SPDX3_ANNOTATION)
            continue;
        Spdx3Node *subject = node_of(spdx, json_member(spdx->import->document, node->value, "subject"));
        if (subject)
            subject->is_named = true;
        if (is_element(subject))
            spdx3_attach(&spdx->graph, subject, SPDX3_NOTE, node->value);
    }
}

// Whether nothing is said of a file but its name and hashes.
static bool says_no_more(const Spdx3 *spdx, uint32_t file)
{
    static const char *const plain[] = {"type", "spdxId", "@id", "creationInfo", "name", "verifiedUsing"};
    enum { PLAIN = sizeof plain / sizeof *plain };
    const JsonDocument *document = spdx->import->document;
    for (uint32_t key = file + 1, end = json_next(document, file); key < end; key = json_next(document, key + 1)) {
        size_t i = 0;
        while (i < PLAIN && !json_string_is(document, key, plain[i]))
            i++;
        if (i == PLAIN)
            return false;
    }
    return true;
}

// ---- relationships ----

// Says of a set what a relationship says of how complete it is.
static void say_completeness(const Spdx3 *spdx, SpdxSaid *said, const ReadingRecord *record)
{
    Text completeness = reading_text(spdx->reading, reading_used(record, USE_spdx3_relationship_completeness));
    bool scoped = reading_used(record, USE_spdx3_relationship_scope) != READING_NONE;
    bool complete = text_is(completeness, "complete") && !scoped;
    said->complete |= complete;
    said->unsure |= !complete;
}

static SpdxEnd end_of(Spdx3 *spdx, uint32_t value, unsigned use)
{
    const Spdx3Node *node = node_of(spdx, value);
    return (SpdxEnd){reading_text(spdx->reading, value), value, use, node ? node->target : TARGET_NONE};
}

// A relation that is said of `from`: all of `to` is in its set, and how complete that is stands there, too.
static void relate_from(Spdx3 *spdx, const SpdxRelation *relation, const ReadingRecord *record)
{
    const unsigned use = USE_spdx3_relationship_to;
    uint32_t array = reading_used(record, use);
    SpdxEnd from = end_of(spdx, reading_used(record, USE_spdx3_relationship_from), USE_spdx3_relationship_from);
    SpdxSaid *said = spdx_set_of(&spdx->elements, relation->set, &from);
    if (!said)
        return;
    say_completeness(spdx, said, record);
    for (uint32_t item = array; (item = spdx_next(spdx->reading, array, item, JSON_STRING)) != READING_NONE;) {
        SpdxEnd to = end_of(spdx, item, use);
        said->none |= spdx3_is_none(to.name);
        said->unsure |= spdx3_is_unsaid(to.name);
        if (!spdx3_is_none(to.name) && !spdx3_is_unsaid(to.name))
            spdx_link(&spdx->elements, relation->set, said, &to);
    }
}

// One that is said of each of `to`: of how complete their sets are it says nothing.
static void relate_to(Spdx3 *spdx, const SpdxRelation *relation, const ReadingRecord *record)
{
    const unsigned use = USE_spdx3_relationship_to;
    uint32_t array = reading_used(record, use);
    SpdxEnd from = end_of(spdx, reading_used(record, USE_spdx3_relationship_from), USE_spdx3_relationship_from);
    for (uint32_t item = array; (item = spdx_next(spdx->reading, array, item, JSON_STRING)) != READING_NONE;) {
        SpdxEnd to = end_of(spdx, item, use);
        bool nobody = spdx3_is_none(to.name) || spdx3_is_unsaid(to.name);
        SpdxSaid *said = nobody ? NULL : spdx_set_of(&spdx->elements, relation->set, &to);
        if (nobody)
            reading_elsewhere(spdx->reading, use, item, to.name);
        if (said)
            spdx_link(&spdx->elements, relation->set, said, &from);
    }
}

// What the document is about was found before; it speaks of other elements, too.
static void describe(Spdx3 *spdx, const ReadingRecord *record)
{
    uint32_t array = reading_used(record, USE_spdx3_relationship_to);
    for (uint32_t item = array; (item = spdx3_next(spdx, array, item)) != READING_NONE;) {
        const Spdx3Node *node = node_of(spdx, item);
        if (!node)
            reading_note(spdx->reading, MESSAGE_FOREIGN_UNDECLARED, item, reading_text(spdx->reading, item));
        else if (node->target != TARGET_ENTITY)
            reading_elsewhere(spdx->reading, USE_spdx3_relationship_to, item, reading_text(spdx->reading, item));
    }
}

// Licences and files that something is handed out as are with it already, where it is an element.
static void check_attached(Spdx3 *spdx, const ReadingRecord *record, Spdx3Attachment what)
{
    Reading *reading = spdx->reading;
    uint32_t from = reading_used(record, USE_spdx3_relationship_from), array = reading_used(record, USE_spdx3_relationship_to);
    const Spdx3Node *node = node_of(spdx, from);
    if (!node)
        reading_note(reading, MESSAGE_FOREIGN_UNDECLARED, from, reading_text(reading, from));
    else if (!is_element(node))
        reading_elsewhere(reading, USE_spdx3_relationship_from, from, reading_text(reading, from));
    for (uint32_t item = array; what == SPDX3_ARTEFACT && (item = spdx3_next(spdx, array, item)) != READING_NONE;) {
        const Spdx3Node *to = node_of(spdx, item);
        if (!to || !to->is_artefact)
            reading_elsewhere(reading, USE_spdx3_relationship_to, item, reading_text(reading, item));
    }
}

// As parts of the element that it stands with first: one for each of `to`.
static void keep_relationship(Spdx3 *spdx, uint32_t value)
{
    Reading *reading = spdx->reading;
    ReadingRecord record;
    const Text keyless = {"", 0};
    uint32_t array = json_member(spdx->import->document, value, "to");
    SpdxEnd from = end_of(spdx, json_member(spdx->import->document, value, "from"), USE_spdx3_relationship_from);
    if (from.value == READING_NONE) // which is refused
        return;
    for (uint32_t item = array; (item = spdx3_next(spdx, array, item)) != READING_NONE;) {
        const Spdx3Node *node = node_of(spdx, item);
        bool part = node && node->target < TARGET_PARTS;
        reading_open(reading, RECORD_spdx3_relationship, value, &record);
        reading_say(reading, DERIVED_spdx3_relationship_other,
                    part ? reading_key(reading, reading_target_record(reading, node->target), reading_target_number(node->target))
                         : reading_text(reading, item),
                    item);
        uint32_t number = reading_statement(reading, &record, keyless);
        if (number != READING_NONE && !spdx_keep(&spdx->elements, from.target, number))
            reading_elsewhere(reading, from.use, from.value, from.name);
    }
}

static void read_relationship(Spdx3 *spdx, uint32_t value)
{
    ReadingRecord record;
    Spdx3Attachment what;
    Reading *reading = spdx->reading;
    if (reading_has(reading, RECORD_spdx3_relationship))
        keep_relationship(spdx, value);
    reading_open(reading, RECORD_spdx3_relationship, value, &record);
    uint32_t type = reading_needed(reading, &record, USE_spdx3_relationship_type);
    uint32_t from = reading_needed(reading, &record, USE_spdx3_relationship_from);
    uint32_t to = reading_needed(reading, &record, USE_spdx3_relationship_to);
    Text text = reading_text(reading, type);
    const SpdxRelation *relation = spdx_relation_3(text);
    bool linked = relation && (relation->set == SPDX_DESCRIBED_BY || spdx->asked[relation->set]);
    reading_close(reading, &record);
    if (type == READING_NONE || from == READING_NONE || to == READING_NONE)
        return;
    if (attaches(text, &what))
        check_attached(spdx, &record, what);
    else if (linked && relation->set == SPDX_DESCRIBED_BY)
        describe(spdx, &record);
    else if (linked && relation->of_second)
        relate_to(spdx, relation, &record);
    else if (linked)
        relate_from(spdx, relation, &record);
    else if (!reading_has(reading, RECORD_spdx3_relationship))
        reading_unplaced_value(reading, &record, USE_spdx3_relationship_type);
}

// ---- the document ----

static void say_creators(Spdx3 *spdx, uint32_t list, SpdxCreators *creators, unsigned use)
{
    SpdxAgent agent;
    for (uint32_t item = spdx3_first(spdx, list); item != READING_NONE; item = spdx3_next(spdx, list, item)) {
        if (!spdx3_agent(spdx, item, use, &agent))
            continue;
        if (use == USE_spdx3_creation_using)
            agent.kind = SPDX_TOOL;
        spdx_say_creator(spdx->reading, &spdx3_parts, creators, &agent, item);
    }
}

// Who made the document, when and with what: an object that several elements share.
static void say_creation(Spdx3 *spdx, uint32_t value)
{
    const JsonDocument *document = spdx->import->document;
    uint32_t creation = spdx3_object(spdx, value);
    SpdxCreators creators = {DERIVED_spdx3_document_maker, DERIVED_spdx3_document_authors, DERIVED_spdx3_document_tools, false};
    if (creation == READING_NONE || json_kind(document, creation) != JSON_OBJECT)
        return;
    uint32_t created = json_member(document, creation, "created");
    if (created != READING_NONE)
        reading_say(spdx->reading, DERIVED_spdx3_document_created, spdx_text(spdx->import, created), created);
    say_creators(spdx, json_member(document, creation, "createdBy"), &creators, USE_spdx3_creation_by);
    say_creators(spdx, json_member(document, creation, "createdUsing"), &creators, USE_spdx3_creation_using);
}

// Under which licence the document itself may be used, by its IRI or by an element.
static void say_licence(Spdx3 *spdx, uint32_t value)
{
    Text expression = value == READING_NONE ? (Text){"", 0} : spdx3_expression(spdx, spdx_text(spdx->import, value));
    if (expression.length)
        spdx_say_licence(spdx->reading, &spdx3_parts, DERIVED_spdx3_document_licences, expression, "", value);
    else if (value != READING_NONE)
        reading_elsewhere(spdx->reading, USE_spdx3_document_licence, value, spdx_text(spdx->import, value));
}

// The element that is the document, else the first collection.
static const Spdx3Node *document_of(const Spdx3 *spdx)
{
    const Spdx3Node *found = NULL;
    for (size_t i = 0; i < spdx->graph.count; i++) {
        const Spdx3Node *node = &spdx->graph.nodes[i];
        if (node->kind == SPDX3_DOCUMENT)
            return node;
        found = !found && node->kind == SPDX3_COLLECTION ? node : found;
    }
    return found;
}

static void read_entity(Spdx3 *spdx, const Spdx3Node *product)
{
    ReadingRecord document;
    Reading *reading = spdx->reading;
    const Spdx3Node *node = document_of(spdx);
    if (node && node->kind == SPDX3_DOCUMENT)
        reading_open(reading, RECORD_spdx3_document, node->value, &document);
    else
        reading_make(reading, RECORD_spdx3_document, 0, &document);
    if (node)
        say_creation(spdx, json_member(spdx->import->document, node->value, "creationInfo"));
    say_licence(spdx, reading_used(&document, USE_spdx3_document_licence));
    Text id = node ? spdx_member_text(spdx->import, node->value, "spdxId") : (Text){"", 0};
    reading_say(reading, DERIVED_spdx3_document_id, text_copy(spdx->import->facts, spdx3_expand(&spdx->graph, id)), 0);
    reading_say(reading, DERIVED_spdx3_document_version, spdx->version, 0);
    reading_entity(reading, &document);
    if (product)
        spdx3_read_product(spdx, &spdx->graph.nodes[product - spdx->graph.nodes]);
}

// Identifiers of an agent: those that are addresses go along with its name.
static void read_addresses(Spdx3 *spdx, uint32_t array)
{
    ReadingRecord address;
    for (uint32_t item = array; (item = spdx3_next(spdx, array, item)) != READING_NONE;) {
        bool mail = text_is(spdx_member_text(spdx->import, item, "externalIdentifierType"), "email");
        if (json_kind(spdx->import->document, item) != JSON_OBJECT)
            continue;
        reading_open(spdx->reading, OBJECT_spdx3_address, item, &address);
        if (!mail)
            reading_unplaced(spdx->reading, &address, USE_spdx3_address_identifier);
        reading_close(spdx->reading, &address);
    }
}

// What is read of a node that is no package, file or relationship.
static void read_other(Spdx3 *spdx, const Spdx3Node *node)
{
    static const uint32_t objects[] = {[SPDX3_OTHER] = OBJECT_spdx3_element,  [SPDX3_VULNERABILITY] = OBJECT_spdx3_element,
                                       [SPDX3_LICENCE] = OBJECT_spdx3_text,   [SPDX3_AGENT] = OBJECT_spdx3_agent,
                                       [SPDX3_TOOL] = OBJECT_spdx3_agent,     [SPDX3_CREATION] = OBJECT_spdx3_creation,
                                       [SPDX3_COLLECTION] = OBJECT_spdx3_sbom};
    ReadingRecord record;
    Reading *reading = spdx->reading;
    uint32_t object = objects[node->kind];
    if (object == OBJECT_spdx3_element) {
        reading_make(reading, object, node->value, &record);
        record.uses[0] = json_member(spdx->import->document, node->value, "type");
        reading_unplaced_value(reading, &record, USE_spdx3_element_type);
    } else {
        reading_open(reading, object, node->value, &record);
    }
    if (node->kind == SPDX3_AGENT)
        read_addresses(spdx, reading_used(&record, USE_spdx3_agent_identifiers));
    if (node->kind == SPDX3_COLLECTION)
        reading_entity(reading, &record);
    else
        reading_close(reading, &record);
}

// An annotation of what is no element has no place.
static void check_annotation(Spdx3 *spdx, uint32_t value)
{
    Reading *reading = spdx->reading;
    uint32_t subject = json_member(spdx->import->document, value, "subject");
    const Spdx3Node *node = subject == READING_NONE ? NULL : node_of(spdx, subject);
    if (subject != READING_NONE && !node)
        reading_note(reading, MESSAGE_FOREIGN_UNDECLARED, subject, reading_text(reading, subject));
    else if (!is_element(node))
        reading_elsewhere(reading, USE_spdx3_annotation_subject, value, reading_text(reading, subject));
}

// Packages and files that were read are let go; other nodes may be looked at again.
static void pass_elements(Spdx3 *spdx, uint32_t *held, const Spdx3Node *node)
{
    if (is_element(node) && !spdx->stays)
        reading_pass(spdx->reading, held, node->value);
    else
        *held = json_next(spdx->import->document, node->value);
}

static void read_nodes(Spdx3 *spdx)
{
    uint32_t held = spdx->graph.array + 1;
    for (size_t i = 0; i < spdx->graph.count; i++) {
        Spdx3Node *node = &spdx->graph.nodes[i];
        pass_elements(spdx, &held, node);
        bool folded = node->is_artefact && !node->is_named && says_no_more(spdx, node->value);
        if (is_element(node) && node->target != TARGET_ENTITY && !folded)
            spdx3_read_element(spdx, node);
        else if (node->kind == SPDX3_ANNOTATION)
            check_annotation(spdx, node->value);
        else if (!is_element(node) && node->kind != SPDX3_RELATIONSHIP && node->kind != SPDX3_DOCUMENT)
            read_other(spdx, node);
    }
    for (int set = 0; set < SPDX_SETS; set++)
        spdx->asked[set] = spdx_asks(&spdx->elements, derived, (SpdxSet)set);
    for (size_t i = 0; i < spdx->graph.count; i++) {
        if (spdx->graph.nodes[i].kind == SPDX3_RELATIONSHIP)
            read_relationship(spdx, spdx->graph.nodes[i].value);
    }
}

static void claim_parts(Reading *reading, Derived to, FormatRecord record)
{
    ReadingSet all = {.all = true, .listed = true};
    if (reading_has(reading, record))
        reading_set(reading, READING_ENTITY, to, &all);
}

// Ids that would be longer than the document, once their prefixes are expanded, are none that anybody means.
static bool refuse_overflow(const Spdx3 *spdx)
{
    if (!spdx->graph.overflow)
        return false;
    uint32_t context = json_member(spdx->import->document, 0, "@context");
    diagnostic_expect(reading_refuse_value(spdx->reading, context), text_of("prefixes that stand for less"));
    return true;
}

static bool read(const ForeignImport *import, const DocumentIdentity *identity, FactRecord *facts, ForeignReport *report)
{
    Spdx3 spdx = {.import = import, .reading = reading_begin(import, FORMAT_spdx3, &words)};
    if (!spdx.reading)
        return false;
    ReadingRecord whole;
    const Program *schema = import->schema;
    spdx.version = spdx_joined(import->facts, text_of("SPDX"), "-",
                               text_slice(identity->title, strlen("SPDX "), identity->title.length));
    reading_open(spdx.reading, OBJECT_spdx3_whole, 0, &whole);
    reading_close(spdx.reading, &whole);
    uint32_t graph = reading_used(&whole, USE_spdx3_whole_graph);
    for (uint32_t item = graph; (item = spdx_next(spdx.reading, graph, item, JSON_OBJECT)) != READING_NONE;) {
    }
    if (reading_failed(spdx.reading))
        return false;
    spdx3_graph_open(&spdx.graph, import);
    const Spdx3Node *product = spdx3_product(&spdx.graph, import->evidence->id.bytes ? import->evidence->id : identity->id);
    spdx.elements = (SpdxElements){.reading = spdx.reading, .package = RECORD_spdx3_package, .file = RECORD_spdx3_file};
    spdx.elements.apart = program_record_type(schema, RECORD_spdx3_package) != program_record_type(schema, RECORD_spdx3_file);
    attach_all(&spdx);
    read_entity(&spdx, product);
    read_nodes(&spdx);
    if (refuse_overflow(&spdx))
        return false;
    spdx_claim(&spdx.elements, derived);
    claim_parts(spdx.reading, DERIVED_spdx3_document_packages, RECORD_spdx3_package);
    claim_parts(spdx.reading, DERIVED_spdx3_document_files, RECORD_spdx3_file);
    return reading_finish(spdx.reading, facts, report);
}

// ---- the format ----

static bool names_spdx(const JsonDocument *document, uint32_t value)
{
    return json_kind(document, value) == JSON_STRING && text_contains(json_raw(document, value), text_of("spdx"));
}

// A graph whose context is one of SPDX, or that has an element with an `spdxId`.
static bool recognise(Text text, const JsonDocument *document)
{
    (void)text;
    uint32_t graph = json_member(document, 0, "@graph"), context = json_member(document, 0, "@context");
    if (graph == UINT32_MAX)
        return context != UINT32_MAX && names_spdx(document, context);
    if (context != UINT32_MAX && names_spdx(document, context))
        return true;
    for (uint32_t item = context; context != UINT32_MAX && (item = spdx_next_item(document, context, item)) != UINT32_MAX;) {
        if (names_spdx(document, item))
            return true;
    }
    for (uint32_t item = graph; (item = spdx_next_item(document, graph, item)) != UINT32_MAX;) {
        if (json_member(document, item, "spdxId") != UINT32_MAX)
            return true;
    }
    return false;
}

// The version that the context names, else that a CreationInfo says; empty: neither does. *value: where it stands.
static Text version_of(const ForeignImport *import, const Spdx3Graph *graph, uint32_t *value)
{
    const JsonDocument *document = import->document;
    uint32_t context = json_member(document, 0, "@context");
    bool array = context != READING_NONE && json_kind(document, context) == JSON_ARRAY;
    uint32_t item = array ? spdx_next_item(document, context, context) : context;
    for (; item != READING_NONE; item = array ? spdx_next_item(document, context, item) : READING_NONE) {
        Text url = spdx_text(import, item), before = text_of("spdx.org/rdf/");
        size_t start = text_find(url, 0, before), end;
        if (start == url.length)
            continue;
        start += before.length;
        for (end = start; end < url.length && url.bytes[end] != '/';)
            end++;
        *value = item;
        return text_slice(url, start, end);
    }
    for (size_t i = 0; i < graph->count; i++) {
        *value = json_member(document, graph->nodes[i].value, "specVersion");
        if (graph->nodes[i].kind == SPDX3_CREATION && *value != READING_NONE)
            return spdx_text(import, *value);
    }
    return (Text){"", 0};
}

static bool identify_graph(const ForeignImport *import, DocumentIdentity *identity)
{
    Spdx3Graph graph;
    const Text any = {"", 0};
    uint32_t value = 0;
    spdx3_graph_open(&graph, import);
    Text version = version_of(import, &graph, &value);
    if (version.length && !text_is(version, "3.0") && !text_starts(version, text_of("3.0.")))
        return foreign_refuse_value(import, value, "SPDX 3.0");
    const Spdx3Node *product = spdx3_product(&graph, any);
    *identity = (DocumentIdentity){.title = text_format(import->arena, "SPDX %.*s", (int)version.length, version.bytes)};
    if (!version.length)
        identity->title = text_of("SPDX 3.0");
    if (product) {
        identity->id = spdx3_id(import, product->value);
        identity->id_value = product->value;
    }
    return true;
}

// The graph is opened once more where it is read.
static bool identify(const ForeignImport *import, DocumentIdentity *identity)
{
    ArenaMark mark = arena_mark(import->scratch);
    bool identified = identify_graph(import, identity);
    if (import->scratch != import->facts && import->scratch != import->arena)
        arena_reset(import->scratch, mark);
    return identified;
}

const DocumentFormat document_spdx3 = {
    .id = FORMAT_spdx3, .json = true, .recognise = recognise, .identify = identify, .read = read};
