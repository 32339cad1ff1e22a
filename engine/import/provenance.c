// SPDX-License-Identifier: MIT
// Attestations: in-toto statements of versions 0.1 and 1, as they are or in an envelope (DSSE). Of the predicates the provenance
// of SLSA 0.2 and 1 is read for what the build was made from; what others say is there for whoever maps it. An attestation says
// of which artefacts it speaks, by their digests: whether those are the product's is for the policy to ask.
//
// The signatures of an envelope are checked where keys are trusted; else they are not, and that is said.
#include "import/document.h"
#include "import/reading.h"
#include "attest/trust.h"

static bool is_envelope(const JsonDocument *document)
{
    return json_member(document, 0, "payloadType") != UINT32_MAX;
}

static bool recognise(Text text, const JsonDocument *document)
{
    (void)text;
    return (is_envelope(document) && !envelope_holds(document, 0, ENVELOPE_SUBMISSION)) ||
           json_member(document, 0, "predicateType") != UINT32_MAX;
}

// ---- envelopes ----

// A statement under way: what is given, or what stands in the envelope that is given.
typedef struct Statement {
    ForeignImport import;
    Source source;
    JsonDocument document;
} Statement;

static bool refuse_envelope(const ForeignImport *import, uint32_t value, const char *expected)
{
    uint32_t place = value == UINT32_MAX ? 0 : value;
    Diagnostic *refused = diagnose(import->diagnostics, MESSAGE_FOREIGN_ENVELOPE,
                                   span_at(import->source->file, json_offset(import->document, place)), 0);
    refused->pointer = json_pointer(import->document, import->diagnostics->arena, place);
    diagnostic_expect(refused, text_of(expected));
    return false;
}

// Whether a type of payload is an in-toto statement: `application/vnd.in-toto+json`, or with the name of its predicate.
static bool holds_statement(Text type)
{
    Text start = text_of("application/vnd.in-toto"), end = text_of("+json");
    return text_starts(type, start) && type.length >= start.length + end.length &&
           text_equal(text_slice(type, type.length - end.length, type.length), end);
}

static bool open_envelope(const ForeignImport *given, Statement *statement)
{
    const JsonDocument *envelope = given->document;
    uint32_t type = json_member(envelope, 0, "payloadType"), payload = json_member(envelope, 0, "payload");
    bool texts = json_kind(envelope, type) == JSON_STRING && payload != UINT32_MAX && json_kind(envelope, payload) == JSON_STRING;
    if (!texts || !holds_statement(json_string(envelope, given->scratch, type)))
        return refuse_envelope(given, type, "an envelope of an in-toto statement: `application/vnd.in-toto+json`");
    Text decoded;
    JsonError error;
    size_t at = 0;
    if (!envelope_decode(given->facts, json_string(envelope, given->scratch, payload), &decoded))
        return refuse_envelope(given, payload, "a payload in base64");
    uint32_t file = sources_add(given->sources, text_of("the payload of the envelope"), decoded);
    if (!file || !json_read(&statement->document, given->scratch, decoded, &at, &error) || !json_at_end(decoded, at) ||
        json_kind(&statement->document, 0) != JSON_OBJECT)
        return refuse_envelope(given, payload, "a payload that is an in-toto statement, a JSON object");
    statement->source = *sources_file(given->sources, file);
    statement->import.source = &statement->source;
    statement->import.document = &statement->document;
    return true;
}

static bool open_statement(const ForeignImport *given, Statement *statement)
{
    *statement = (Statement){.import = *given, .document = {.values = NULL}};
    return !is_envelope(given->document) || open_envelope(given, statement);
}

// ---- what it says of itself ----

static Text text_member(const ForeignImport *import, uint32_t object, const char *name)
{
    uint32_t member = json_member(import->document, object, name);
    bool text = member != UINT32_MAX && json_kind(import->document, member) == JSON_STRING;
    return text ? text_nfc(import->facts, json_string(import->document, import->facts, member)) : (Text){"", 0};
}

// Of one artefact that has a purl it says what it is about.
static bool identify(const ForeignImport *given, DocumentIdentity *identity)
{
    Statement statement;
    *identity = (DocumentIdentity){.title = text_of("an in-toto statement")};
    if (!open_statement(given, &statement))
        return false;
    const JsonDocument *document = statement.import.document;
    uint32_t subjects = json_member(document, 0, "subject");
    if (subjects == UINT32_MAX || json_kind(document, subjects) != JSON_ARRAY || json_count(document, subjects) != 1)
        return true;
    Text address = text_member(&statement.import, subjects + 1, "uri"),
         name = text_member(&statement.import, subjects + 1, "name");
    Text purl = text_starts(address, text_of("pkg:")) ? address : name;
    if (text_starts(purl, text_of("pkg:")))
        identity->id = purl;
    return true;
}

// ---- digests ----

// The digests of an artefact as texts such as `sha256:…`, which the record that is open derives; the first one.
static Text say_digests(Reading *reading, Arena *arena, Derived derived, uint32_t object)
{
    const JsonDocument *document = reading_document(reading);
    Text first = {"", 0};
    if (object == READING_NONE || json_kind(document, object) != JSON_OBJECT)
        return first;
    for (uint32_t key = object + 1; key < json_next(document, object); key = json_next(document, key + 1)) {
        Text name = reading_text(reading, key), value = reading_text(reading, key + 1);
        if (reading_says_nothing(reading, value))
            continue;
        Text digest = text_format(arena, "%.*s:%.*s", (int)name.length, name.bytes, (int)value.length, value.bytes);
        reading_say(reading, derived, digest, key + 1);
        first = first.length ? first : digest;
    }
    return first;
}

static Text say_subjects(Reading *reading, Arena *arena, uint32_t array)
{
    Text first = {"", 0};
    for (uint32_t item = array; (item = reading_next(reading, array, item, JSON_OBJECT)) != READING_NONE;) {
        ReadingRecord subject;
        reading_open(reading, OBJECT_provenance_subject, item, &subject);
        Text name = reading_text(reading, reading_used(&subject, USE_provenance_subject_name));
        if (!name.length)
            name = reading_text(reading, reading_used(&subject, USE_provenance_subject_uri));
        uint32_t digests = reading_used(&subject, USE_provenance_subject_digest);
        reading_close(reading, &subject);
        reading_say(reading, DERIVED_provenance_attestation_names, name, item);
        Text digest = say_digests(reading, arena, DERIVED_provenance_attestation_subjects, digests);
        first = first.length ? first : digest.length ? digest : name;
    }
    return first;
}

// ---- what it was made from ----

static void read_materials(Reading *reading, Arena *arena, uint32_t array, ReadingLinks *links)
{
    uint32_t held = array + 1;
    for (uint32_t item = array; (item = reading_next(reading, array, item, JSON_OBJECT)) != READING_NONE;) {
        ReadingRecord material;
        reading_pass(reading, &held, item);
        reading_open(reading, RECORD_provenance_material, item, &material);
        Text address = reading_text(reading, reading_used(&material, USE_provenance_material_uri));
        Text name = reading_text(reading, reading_used(&material, USE_provenance_material_name));
        Text digest = say_digests(reading, arena, DERIVED_provenance_material_digests,
                                  reading_used(&material, USE_provenance_material_digest));
        Text id = address.length ? address : name.length ? name : digest;
        uint32_t number = reading_part(reading, &material, id, digest);
        if (number != READING_NONE)
            reading_link(reading, links, number);
    }
}

static bool is_true(const Reading *reading, uint32_t value)
{
    return value != READING_NONE && json_kind(reading_document(reading), value) == JSON_TRUE;
}

// The attestation is the statement itself, as a part of what it is about: there may be several.
static void read_attestation(Reading *reading, Arena *arena)
{
    ReadingRecord one;
    ReadingLinks links = {0, 0};
    reading_open(reading, RECORD_provenance_attestation, 0, &one);
    uint32_t subjects = reading_needed(reading, &one, USE_provenance_attestation_subject);
    uint32_t older = reading_used(&one, USE_provenance_attestation_materials);
    uint32_t newer = reading_used(&one, USE_provenance_attestation_dependencies);
    bool complete = is_true(reading, reading_used(&one, USE_provenance_attestation_complete));
    Text run = reading_text(reading, reading_used(&one, USE_provenance_attestation_older_run));
    if (!run.length)
        run = reading_text(reading, reading_used(&one, USE_provenance_attestation_run));
    Text type = reading_text(reading, reading_used(&one, USE_provenance_attestation_predicate));
    Text first = say_subjects(reading, arena, subjects);
    Text id = run.length ? run : text_format(arena, "%.*s of %.*s", (int)type.length, type.bytes, (int)first.length, first.bytes);
    uint32_t number = reading_part(reading, &one, id, (Text){"", 0});
    read_materials(reading, arena, older, &links);
    read_materials(reading, arena, newer, &links);
    ReadingSet materials = {.links = links, .listed = older != READING_NONE || newer != READING_NONE, .complete = complete};
    if (number != READING_NONE)
        reading_set(reading, (ReadingOwner){RECORD_provenance_attestation, number}, DERIVED_provenance_attestation_materials,
                    &materials);
    ReadingSet attestations = {.all = true, .listed = true};
    reading_set(reading, READING_ENTITY, DERIVED_provenance_statement_attestations, &attestations);
}

// Where keys are trusted, one of them has signed it; else that nobody knows who has is told.
static bool check_signatures(const ForeignImport *given)
{
    Envelope envelope;
    EnvelopeFault fault;
    Text reason;
    uint32_t signatures = json_member(given->document, 0, "signatures");
    size_t at = json_offset(given->document, signatures == UINT32_MAX ? 0 : signatures);
    if (!given->trust) {
        diagnose(given->diagnostics, MESSAGE_FOREIGN_SIGNATURES, span_at(given->source->file, at), 0);
        return true;
    }
    if (!envelope_read(given->scratch, given->document, 0, &envelope, &fault))
        return refuse_envelope(given, fault.value, fault.expected);
    const CheckedSignature *checked = trust_check(given->scratch, given->trust, &envelope);
    if (trust_signer(given->scratch, checked, envelope.count, &reason))
        return true;
    diagnose(given->diagnostics, MESSAGE_FACT_SIGNATURE, span_at(given->source->file, at), 1, reason);
    return false;
}

static bool read(const ForeignImport *given, const DocumentIdentity *identity, FactRecord *facts, ForeignReport *report)
{
    (void)identity;
    Statement statement;
    ReadingRecord whole;
    if (!open_statement(given, &statement) || (is_envelope(given->document) && !check_signatures(given)))
        return false;
    Reading *reading = reading_begin(&statement.import, FORMAT_provenance, NULL);
    if (!reading || !reading_is(reading, 0, JSON_OBJECT))
        return false;
    reading_open(reading, RECORD_provenance_statement, 0, &whole);
    reading_entity(reading, &whole);
    read_attestation(reading, given->facts);
    return reading_finish(reading, facts, report);
}

const DocumentFormat document_provenance = {
    .id = FORMAT_provenance, .json = true, .recognise = recognise, .identify = identify, .read = read};
