// SPDX-License-Identifier: MIT
// Submissions from JSON, checked against the schema: the members around the facts. Whatever is wrong is refused; nothing is
// guessed.
#include "submission/reader.h"

#include "submission/document.h"

#include "support/calendar.h"

typedef struct Envelope { // the members of a submission, by name; UINT32_MAX where one is left out
    uint32_t entity, id, evidence, facts, open, asked;
    uint32_t kind, by, on, document, title, confidential, replaces;
    uint32_t format, closed, keep_earlier, cpe, separator, rows; // of a document
} Envelope;

typedef struct Member {
    const char *name;
    uint32_t *place;
    JsonKind kind;
    bool needed;
} Member;

// Finds the members of an object; what is none of them, missing or of another kind is refused.
static bool find_members(const Reader *reader, uint32_t object, const Member *members, size_t count)
{
    const JsonDocument *document = reader->document;
    for (size_t i = 0; i < count; i++)
        *members[i].place = UINT32_MAX;
    for (uint32_t key = object + 1; key < json_next(document, object); key = json_next(document, key + 1)) {
        size_t i = 0;
        while (i < count && !json_string_is(document, key, members[i].name))
            i++;
        if (i == count) {
            Diagnostic *unknown = reader_refuse(reader, MESSAGE_FACT_MEMBER, key, reader_text(reader, key));
            Nearest nearest = nearest_to(reader_text(reader, key));
            for (i = 0; i < count; i++)
                nearest_offer(&nearest, text_of(members[i].name));
            diagnostic_did_you_mean(reader->diagnostics, unknown, &nearest);
            return false;
        }
        bool boolean = members[i].kind == JSON_TRUE && reader_kind(reader, key + 1) == JSON_FALSE;
        if (reader_kind(reader, key + 1) != members[i].kind && !boolean) {
            static const char *const kinds[] = {"null",     "true or false", "true or false", "a number",
                                                "a string", "an array",      "an object"};
            return reader_expected(reader, key + 1, kinds[members[i].kind]);
        }
        *members[i].place = key + 1;
    }
    for (size_t i = 0; i < count; i++) {
        if (members[i].needed && *members[i].place == UINT32_MAX) {
            reader_refuse(reader, MESSAGE_FACT_MEMBER_MISSING, object, text_of(members[i].name));
            return false;
        }
    }
    return true;
}

static bool find_evidence(const Reader *reader, Envelope *envelope)
{
    const Member inner[] = {
        {"kind", &envelope->kind, JSON_STRING, true},        {"on", &envelope->on, JSON_STRING, true},
        {"by", &envelope->by, JSON_STRING, false},           {"document", &envelope->document, JSON_STRING, false},
        {"title", &envelope->title, JSON_STRING, false},     {"confidential", &envelope->confidential, JSON_TRUE, false},
        {"replaces", &envelope->replaces, JSON_ARRAY, false}};
    return find_members(reader, envelope->evidence, inner, sizeof inner / sizeof *inner);
}

static bool find_envelope(const Reader *reader, uint32_t value, Envelope *envelope)
{
    const Member outer[] = {{"entity", &envelope->entity, JSON_STRING, true},     {"id", &envelope->id, JSON_STRING, true},
                            {"evidence", &envelope->evidence, JSON_OBJECT, true}, {"facts", &envelope->facts, JSON_OBJECT, true},
                            {"open", &envelope->open, JSON_ARRAY, false},         {"asked", &envelope->asked, JSON_ARRAY, false}};
    if (reader_kind(reader, value) != JSON_OBJECT)
        return reader_expected(reader, value, "a submission: an object with `entity`, `id`, `evidence` and `facts`");
    return find_members(reader, value, outer, sizeof outer / sizeof *outer) && find_evidence(reader, envelope);
}

static bool find_said(const Reader *reader, uint32_t value, Envelope *envelope)
{
    const Member outer[] = {
        {"entity", &envelope->entity, JSON_STRING, true},     {"id", &envelope->id, JSON_STRING, true},
        {"evidence", &envelope->evidence, JSON_OBJECT, true}, {"format", &envelope->format, JSON_STRING, true},
        {"closed", &envelope->closed, JSON_ARRAY, false},     {"keep_earlier", &envelope->keep_earlier, JSON_TRUE, false},
        {"tied_by_cpe", &envelope->cpe, JSON_STRING, false},  {"separator", &envelope->separator, JSON_STRING, false},
        {"rows", &envelope->rows, JSON_STRING, false}};
    if (reader_kind(reader, value) != JSON_OBJECT)
        return reader_expected(reader, value,
                               "what was said about a document: an object with `entity`, `id`, `evidence`, `format`");
    return find_members(reader, value, outer, sizeof outer / sizeof *outer) && find_evidence(reader, envelope);
}

static bool read_type(const Reader *reader, uint32_t value, uint32_t *type)
{
    Text name = reader_text(reader, value);
    *type = schema_type(reader->schema, name);
    if (*type != UINT32_MAX && !reader->schema->types[*type].is_part)
        return true;
    Diagnostic *unknown = reader_refuse(reader, MESSAGE_FACT_ENTITY, value, name);
    Nearest nearest = nearest_to(name);
    for (uint32_t i = 0; i < reader->schema->types_count; i++) {
        if (!reader->schema->types[i].is_part)
            nearest_offer(&nearest, program_string(reader->schema, reader->schema->types[i].name));
    }
    diagnostic_did_you_mean(reader->diagnostics, unknown, &nearest);
    return false;
}

// The digests of those whose place it takes.
static bool read_replaces(const Reader *reader, uint32_t array, Submission *submission)
{
    const JsonDocument *document = reader->document;
    submission->replaces = arena_array(reader->arena, (size_t)json_count(document, array) + 1, sizeof *submission->replaces);
    if (reader->mode == READ_ALL)
        submission->replaces_pointer = json_pointer(document, reader->arena, array);
    for (uint32_t item = array + 1; item < json_next(document, array); item = json_next(document, item)) {
        Replaced *replaced = &submission->replaces[submission->replaces_count++];
        if (reader_kind(reader, item) != JSON_STRING || !digest_read(reader_text(reader, item), &replaced->digest))
            return reader_expected(reader, item, "the digest of a submission, \"sha256:\" and 64 hexadecimal digits");
        replaced->place = reader_span(reader, item);
    }
    return true;
}

static bool read_evidence(const Reader *reader, const Envelope *envelope, Submission *submission)
{
    Text kind = reader_text(reader, envelope->kind);
    submission->kind = schema_kind(reader->schema, kind);
    if (submission->kind == UINT32_MAX) {
        Diagnostic *unknown = reader_refuse(reader, MESSAGE_FACT_KIND, envelope->kind, kind);
        Nearest nearest = nearest_to(kind);
        for (uint32_t i = 0; i < reader->schema->kinds_count; i++)
            nearest_offer(&nearest, program_string(reader->schema, reader->schema->kinds[i].name));
        diagnostic_did_you_mean(reader->diagnostics, unknown, &nearest);
        return false;
    }
    if (!date_read(reader_text(reader, envelope->on), &submission->on))
        return reader_wrong_kind(reader, TYPE_DATE, envelope->on);
    if (envelope->by != UINT32_MAX)
        submission->by = reader_text(reader, envelope->by);
    if (envelope->by != UINT32_MAX && !reader_id(reader, envelope->by, submission->by))
        return false;
    if (envelope->document != UINT32_MAX)
        submission->document = reader_text(reader, envelope->document);
    if (envelope->title != UINT32_MAX)
        submission->title = reader_text(reader, envelope->title);
    submission->confidential = envelope->confidential != UINT32_MAX && reader_kind(reader, envelope->confidential) == JSON_TRUE;
    return envelope->replaces == UINT32_MAX || read_replaces(reader, envelope->replaces, submission);
}

// Whether a path names a set: `components`, or `components.vulnerabilities`.
static bool path_is_set(const Reader *reader, uint32_t type, Text path)
{
    const AttributeInfo *attribute = NULL;
    for (size_t start = 0; start <= path.length;) {
        const char *dot = path.length > start ? memchr(path.bytes + start, '.', path.length - start) : NULL;
        size_t end = dot ? (size_t)(dot - path.bytes) : path.length;
        if (attribute && !(attribute->flags & ATTRIBUTE_OWNED))
            return false;
        uint32_t number = schema_attribute(reader->schema, attribute ? attribute->target : type, text_slice(path, start, end));
        if (number == UINT32_MAX)
            return false;
        attribute = &reader->schema->attributes[number];
        start = end + 1;
    }
    return attribute && attribute_is_many(attribute);
}

static bool read_open(Reader *reader, uint32_t array, uint32_t type)
{
    const JsonDocument *document = reader->document;
    uint32_t count = json_count(document, array);
    uint32_t *open = arena_array(reader->arena, (size_t)count + 1, sizeof *open);
    uint32_t index = 0;
    for (uint32_t item = array + 1; item < json_next(document, array); item = json_next(document, item)) {
        bool path = reader_kind(reader, item) == JSON_STRING && path_is_set(reader, type, reader_text(reader, item));
        if (!path && reader->mode == READ_ALL) {
            Diagnostic *wrong = reader_refuse(reader, MESSAGE_FACT_OPEN, item, reader_shown(reader, item));
            diagnostic_expect(
                wrong, text_of("the path of an attribute that is a set, such as \"components\" or \"components.depends_on\""));
            return false;
        }
        *reader->partial |= !path;
        if (path)
            open[index++] = item;
    }
    reader->open = open;
    reader->open_count = index;
    return true;
}

enum { LONG = 256 * 1024, TAKEN = 128 * 1024 }; // bytes

// Whether a submission is so long that neither its claims nor its canonical form are to stay longer than anybody needs them.
static bool is_long(const Reader *reader, uint32_t value)
{
    const JsonValue *values = reader->document->values;
    return reader->compressor && values[json_next(reader->document, value) - 1].start - values[value].start >= LONG;
}

typedef struct Framing {
    DigestUnderWay digest;
    Compression *compression;
} Framing;

static void take_piece(void *with, Text piece)
{
    Framing *framing = with;
    digest_add(&framing->digest, piece);
    compression_add(framing->compression, piece);
}

static void keep_frame(const Reader *reader, uint32_t value, Submission *submission)
{
    ArenaMark mark = arena_mark(reader->scratch);
    Framing framing = {.compression = compression_begin(reader->compressor, reader->arena)};
    JsonWriter writer = json_writer(reader->scratch);
    digest_begin(&framing.digest);
    writer.builder = text_builder_taken(reader->scratch, TAKEN, take_piece, &framing);
    json_write_value(&writer, reader->document, value);
    text_builder_end(&writer.builder);
    arena_reset(reader->scratch, mark);
    submission->framed = compression_end(framing.compression);
    submission->digest = digest_end(&framing.digest);
}

// What was submitted, in its canonical form: whatever the schema makes of it, others make the same of it with ordinary tools.
static void keep_submitted(const Reader *reader, uint32_t value, Submission *submission)
{
    if (is_long(reader, value)) {
        keep_frame(reader, value, submission);
        return;
    }
    JsonWriter writer = json_writer(reader->arena);
    writer.builder = text_builder_of_pieces(reader->arena, &submission->canonical);
    json_write_value(&writer, reader->document, value);
    text_builder_end(&writer.builder);
    submission->digest = digest_of_pieces(&submission->canonical);
}

void submission_warn(const Program *schema, const Submission *submission, Diagnostics *diagnostics, Span place)
{
    const KindInfo *kind = &schema->kinds[submission->kind];
    if (kind->names_by && !submission->by.bytes)
        diagnose(diagnostics, MESSAGE_FACT_WITHOUT_BY, place, 1, program_string(schema, kind->name));
}

// What a submission says of itself, whoever wrote it.
static bool read_envelope(const Reader *reader, const Envelope *envelope, Submission *submission)
{
    if (!read_type(reader, envelope->entity, &submission->facts.type) || !read_evidence(reader, envelope, submission))
        return false;
    submission->id = reader_text(reader, envelope->id);
    return reader_id(reader, envelope->id, submission->id);
}

// Where all of it is read, it is what was submitted.
static Submission *finish_reading(const Reader *reader, const Envelope *envelope, uint32_t value, Submission *submission)
{
    if (reader->mode != READ_ALL)
        return submission;
    keep_submitted(reader, value, submission);
    if (!submission_is_unanswered(submission))
        submission_warn(reader->schema, submission, reader->diagnostics, reader_span(reader, envelope->evidence));
    return submission;
}

static Submission *begin_reading(Reader *reader)
{
    Submission *submission = arena_take(reader->arena, sizeof *submission);
    reader->partial = &submission->partial;
    submission->file = reader->source->file;
    return submission;
}

Submission *reader_submission(const Reader *by, uint32_t value)
{
    Reader reader = *by;
    const JsonDocument *document = reader.document;
    Envelope envelope;
    Submission *submission = begin_reading(&reader);
    if (is_long(&reader, value))
        reader.pieces = submission->pieces = fact_pieces(reader.schema, reader.records);
    if (!find_envelope(&reader, value, &envelope) || !read_envelope(&reader, &envelope, submission))
        return NULL;
    if (envelope.open != UINT32_MAX && !read_open(&reader, envelope.open, submission->facts.type))
        return NULL;
    reader.asks = envelope.asked != UINT32_MAX;
    submission->facts.offset = (uint32_t)json_offset(document, envelope.facts);
    if (!reader_record(&reader, envelope.facts, false, &submission->facts))
        return NULL;
    return finish_reading(&reader, &envelope, value, submission);
}

Submission *submission_read(const Program *schema, ReadMode mode, Arena *arena, Diagnostics *diagnostics, const Source *source,
                            const JsonDocument *document, uint32_t value)
{
    const Reader reader = {.schema = schema,
                           .mode = mode,
                           .arena = arena,
                           .records = arena,
                           .diagnostics = diagnostics,
                           .source = source,
                           .document = document};
    return reader_submission(&reader, value);
}

// ---- documents ----

static bool read_closed(const Reader *reader, uint32_t array, Document *content)
{
    const JsonDocument *document = reader->document;
    Text *closed = arena_array(reader->arena, (size_t)json_count(document, array) + 1, sizeof *closed);
    for (uint32_t item = array + 1; item < json_next(document, array); item = json_next(document, item)) {
        if (reader_kind(reader, item) != JSON_STRING)
            return reader_expected(reader, item, "the path of a set, such as \"components\"");
        closed[content->closed_count++] = reader_text(reader, item);
    }
    content->closed = closed;
    return true;
}

static bool read_cpe(const Reader *reader, uint32_t value, Document *content)
{
    for (content->cpe = CPE_APART; content->cpe <= CPE_ALONE; content->cpe++) {
        if (text_is(reader_text(reader, value), cpe_claims_names[content->cpe]))
            return true;
    }
    return reader_expected(reader, value, "\"apart\" or \"alone\"");
}

// What a document is said to be like, beside what all submissions say of themselves.
static bool read_content(const Reader *reader, const Envelope *envelope, Document *content)
{
    content->format = reader_text(reader, envelope->format);
    content->keep_earlier = envelope->keep_earlier != UINT32_MAX && reader_kind(reader, envelope->keep_earlier) == JSON_TRUE;
    if (envelope->separator != UINT32_MAX)
        content->separator = reader_text(reader, envelope->separator);
    if (content->separator.length > 1)
        return reader_expected(reader, envelope->separator, "one character, such as \";\"");
    if (envelope->rows != UINT32_MAX)
        content->rows = reader_text(reader, envelope->rows);
    return (envelope->cpe == UINT32_MAX || read_cpe(reader, envelope->cpe, content)) &&
           (envelope->closed == UINT32_MAX || read_closed(reader, envelope->closed, content));
}

Submission *document_read(const Program *schema, ReadMode mode, Arena *arena, Diagnostics *diagnostics, const Source *source,
                          const JsonDocument *document, uint32_t value)
{
    Reader reader = {
        .schema = schema, .mode = mode, .arena = arena, .diagnostics = diagnostics, .source = source, .document = document};
    Envelope envelope;
    Digest digest;
    Submission *submission = begin_reading(&reader);
    Document *content = submission->content = arena_take(arena, sizeof *content);
    if (!find_said(&reader, value, &envelope) || !read_envelope(&reader, &envelope, submission))
        return NULL;
    if (!submission->document.bytes || !digest_read(submission->document, &digest)) {
        reader_expected(&reader, envelope.evidence, "evidence with `document`, the SHA-256 of the document's bytes");
        return NULL;
    }
    if (!read_content(&reader, &envelope, content))
        return NULL;
    return finish_reading(&reader, &envelope, value, submission);
}
