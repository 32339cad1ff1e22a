// SPDX-License-Identifier: MIT
// OpenVEX 0.2 (github.com/openvex/spec, OPENVEX-SPEC.md) as one of the formats of documents: statements about vulnerabilities of
// products, and of subcomponents in them.
//
// A statement about the product of the dossier, or about a component as a product of its own, is claimed of that; about a
// subcomponent of the dossier's product, of the component that it is. As part of another product it says nothing that would clear
// the component in this one: then its status cannot be read. What is in no dossier is said of the product.
#include "import/document.h"
#include "import/ties.h"

static const TiesFormat openvex = {.component = RECORD_openvex_component,
                                   .statement = RECORD_openvex_statement,
                                   .components = DERIVED_openvex_document_components,
                                   .vulnerabilities = DERIVED_openvex_document_vulnerabilities,
                                   .of_component = DERIVED_openvex_component_vulnerabilities};

// ---- what it says of itself ----

static const char context[] = "https://openvex.dev/ns";

static bool recognise(Text text, const JsonDocument *document)
{
    (void)text;
    uint32_t member = json_member(document, 0, "@context");
    return member != UINT32_MAX && json_kind(document, member) == JSON_STRING &&
           text_starts(json_raw(document, member), text_of(context));
}

// The only product of all statements, by its purl or its id; empty where there are several.
static Text only_product(const ForeignImport *import, uint32_t *value)
{
    const JsonDocument *document = import->document;
    Text only = {"", 0};
    uint32_t statements = json_member(document, 0, "statements");
    if (statements == UINT32_MAX || json_kind(document, statements) != JSON_ARRAY)
        return only;
    for (uint32_t one = statements + 1; one < json_next(document, statements); one = json_next(document, one)) {
        uint32_t products = json_member(document, one, "products");
        if (products == UINT32_MAX || json_kind(document, products) != JSON_ARRAY)
            continue;
        for (uint32_t product = products + 1; product < json_next(document, products); product = json_next(document, product)) {
            Text id = foreign_text(import, product, "@id");
            if (only.length && !text_equal(id, only))
                return (Text){"", 0};
            *value = only.length ? *value : product;
            only = id;
        }
    }
    return only;
}

// When it was changed last, else when it was made.
static Text made(const ForeignImport *import)
{
    Text changed = foreign_text(import, 0, "last_updated");
    return changed.length ? changed : foreign_text(import, 0, "timestamp");
}

static bool identify(const ForeignImport *import, DocumentIdentity *identity)
{
    static const char version[] = "/v0.2";
    Text said = foreign_text(import, 0, "@context"), own = foreign_text(import, 0, "version");
    said = text_slice(said, sizeof context - 1, said.length);
    Purl purl;
    uint32_t value = 0;
    Text product = only_product(import, &value);
    // Without a version it does not say which one it is about.
    bool whole = purl_read(import->facts, product, &purl) && purl.version.length;
    *identity = (DocumentIdentity){.title = text_of("OpenVEX"),
                                   .id = whole ? purl_canonical(import->facts, &purl) : (Text){"", 0},
                                   .id_value = value,
                                   .series = foreign_text(import, 0, "@id"),
                                   .version = own.length ? own : text_of("1"),
                                   .made = made(import),
                                   .by_name = true};
    if (!said.length || text_starts(said, text_of(version)))
        return true;
    Span place = span_at(import->source->file, json_offset(import->document, json_member(import->document, 0, "@context")));
    Diagnostic *other = diagnose(import->diagnostics, MESSAGE_FOREIGN_FORMAT, place, 1, text_of("OpenVEX of another version"));
    diagnostic_expect(other, text_of("OpenVEX 0.2: `https://openvex.dev/ns/v0.2.0`"));
    return false;
}

// ---- statements ----

typedef struct Vex {
    Reading *reading;
    Ties *ties;
    uint32_t timestamp; // of the document
} Vex;

// A statement under way: a part as it stands and, once it is needed, one that clears nothing.
typedef struct Statement {
    uint32_t value; // of the document
    Text id, status;
    uint32_t status_value, timestamp;
    TiedTime time;
    uint32_t plain, doubtful; // parts
} Statement;

static uint32_t make_part(Vex *vex, Statement *statement, ReadingRecord *record, bool doubtful)
{
    reading_say(vex->reading, DERIVED_openvex_statement_id, statement->id, statement->value);
    reading_say(vex->reading, DERIVED_openvex_statement_timestamp, reading_text(vex->reading, statement->timestamp),
                statement->timestamp);
    if (doubtful)
        reading_say_unreadable(vex->reading, DERIVED_openvex_statement_status, statement->status, statement->status_value);
    else
        reading_say(vex->reading, DERIVED_openvex_statement_status, statement->status, statement->status_value);
    return reading_statement(vex->reading, record, statement->id);
}

// Says it of a thing: where that is not meant, as a part of which what would clear it is not readable.
static void say(Vex *vex, Statement *statement, const TiedThing *thing, uint32_t value)
{
    bool clears = text_is(statement->status, "not_affected") || text_is(statement->status, "fixed");
    bool doubtful = clears && !ties_is_meant(vex->ties, thing);
    ReadingRecord record;
    if (doubtful && statement->doubtful == READING_NONE) {
        reading_open_again(vex->reading, RECORD_openvex_statement, statement->value, &record);
        statement->doubtful = make_part(vex, statement, &record, true);
    }
    TiedStatement said = {doubtful ? statement->doubtful : statement->plain, statement->id, statement->time};
    ties_say(vex->ties, thing, &said, value, doubtful);
}

// What a thing is called.
typedef struct Names {
    TiedName items[4];
    uint32_t count;
} Names;

static Names names_of(const Vex *vex, const ReadingRecord *record)
{
    static const unsigned uses[] = {USE_openvex_component_purl, USE_openvex_component_id, USE_openvex_component_cpe23,
                                    USE_openvex_component_cpe22};
    Names names = {.count = 0};
    for (size_t i = 0; i < sizeof uses / sizeof *uses; i++) {
        Text text = reading_text(vex->reading, reading_used(record, uses[i]));
        if (text.length)
            names.items[names.count++] = (TiedName){.text = text};
    }
    return names;
}

static Text first_name(const Names *names)
{
    return names->count ? names->items[0].text : text_of("(without a name)");
}

// Finds what an object names, as a thing; gives its subcomponents.
static uint32_t find_thing(Vex *vex, uint32_t value, TiedThing *thing)
{
    ReadingRecord record;
    reading_open(vex->reading, RECORD_openvex_component, value, &record);
    Names names = names_of(vex, &record);
    uint32_t subcomponents = reading_used(&record, USE_openvex_component_subcomponents);
    *thing = (TiedThing){.name = first_name(&names)};
    thing->tied = ties_find(vex->ties, names.items, names.count, value);
    ties_close(vex->ties, &record, &thing->tied);
    return subcomponents;
}

static void say_of_product(Vex *vex, Statement *statement, uint32_t value)
{
    TiedThing product, part;
    uint32_t list = find_thing(vex, value, &product);
    for (uint32_t item = reading_next(vex->reading, list, list, JSON_OBJECT); item != READING_NONE;
         item = reading_next(vex->reading, list, item, JSON_OBJECT)) {
        find_thing(vex, item, &part);
        part.is_part = true;
        part.product = product.tied;
        part.product_name = product.name;
        say(vex, statement, &part, item);
    }
    if (list == READING_NONE || json_is_empty(reading_document(vex->reading), list))
        say(vex, statement, &product, value);
}

static Text vulnerability_of(const Vex *vex, const ReadingRecord *record)
{
    Text own = reading_text(vex->reading, reading_used(record, USE_openvex_statement_name));
    if (!own.length)
        own = reading_text(vex->reading, reading_used(record, USE_openvex_statement_vulnerability_id));
    return ties_vulnerability(vex->ties, own, reading_used(record, USE_openvex_statement_aliases));
}

static void read_statement(Vex *vex, uint32_t value)
{
    ReadingRecord record;
    reading_open(vex->reading, RECORD_openvex_statement, value, &record);
    uint32_t own_time = reading_used(&record, USE_openvex_statement_timestamp);
    uint32_t status = reading_used(&record, USE_openvex_statement_status);
    uint32_t products = reading_used(&record, USE_openvex_statement_products);
    Statement statement = {.value = value,
                           .id = vulnerability_of(vex, &record),
                           .status = reading_text(vex->reading, status),
                           .status_value = status == READING_NONE ? value : status,
                           .timestamp = own_time == READING_NONE ? vex->timestamp : own_time,
                           .doubtful = READING_NONE};
    statement.time = ties_time(reading_text(vex->reading, statement.timestamp));
    statement.plain = make_part(vex, &statement, &record, false);
    if (products == READING_NONE || json_is_empty(reading_document(vex->reading), products)) {
        say(vex, &statement, &(TiedThing){.name = text_of("(no product)")}, value);
        return;
    }
    for (uint32_t item = reading_next(vex->reading, products, products, JSON_OBJECT); item != READING_NONE;
         item = reading_next(vex->reading, products, item, JSON_OBJECT))
        say_of_product(vex, &statement, item);
}

static bool read(const ForeignImport *import, const DocumentIdentity *identity, FactRecord *facts, ForeignReport *report)
{
    (void)identity;
    ReadingRecord document;
    Vex vex = {.reading = reading_begin(import, FORMAT_openvex, NULL)};
    if (!vex.reading)
        return false;
    vex.ties = ties_begin(import, vex.reading, &openvex);
    reading_open(vex.reading, RECORD_openvex_document, 0, &document);
    uint32_t statements = reading_needed(vex.reading, &document, USE_openvex_document_statements);
    vex.timestamp = reading_used(&document, USE_openvex_document_timestamp);
    ties_entity(vex.ties, &document);
    uint32_t held = statements + 1;
    for (uint32_t item = reading_next(vex.reading, statements, statements, JSON_OBJECT); item != READING_NONE;
         item = reading_next(vex.reading, statements, item, JSON_OBJECT)) {
        reading_pass(vex.reading, &held, item);
        read_statement(&vex, item);
    }
    ties_finish(vex.ties);
    reading_report(vex.reading)->format = text_of("OpenVEX 0.2");
    return reading_finish(vex.reading, facts, report);
}

const DocumentFormat document_openvex = {.id = FORMAT_openvex,
                                         .json = true,
                                         .recognise = recognise,
                                         .identify = identify,
                                         .read = read,
                                         .order = foreign_number_order};
