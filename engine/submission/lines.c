// SPDX-License-Identifier: MIT
// The framing of a source of submissions: one object, an array, or one object a line (NDJSON). What stands there is a submission;
// or, as exports have it, a document with what was said about it, a withdrawal, or what a register held. See submission.h.
#include "attest/trust.h"
#include "submission/document.h"
#include "submission/reader.h"

#include "model/formats.h"
#include "support/base64.h"
#include "support/calendar.h"
#include "support/compress.h"

typedef struct Lines {
    Reader reader;
    Arena *scratch;
    SubmissionList *list;
    bool signed_once; // they stand in an envelope: there is none in it
} Lines;

// Refuses members of an object that are none of some.
static bool has_only(const Reader *reader, uint32_t object, const char *const *names, size_t count)
{
    const JsonDocument *document = reader->document;
    for (uint32_t key = object + 1; key < json_next(document, object); key = json_next(document, key + 1)) {
        size_t i = 0;
        while (i < count && !json_string_is(document, key, names[i]))
            i++;
        if (i == count) {
            reader_refuse(reader, MESSAGE_FACT_MEMBER, key, reader_text(reader, key));
            return false;
        }
    }
    return true;
}

// ---- documents ----

// The bytes of an exported document, as a frame. False: refused, or not those that were named.
static bool read_bytes(const Lines *lines, uint32_t value, Submission *submission)
{
    const Reader *reader = &lines->reader;
    ArenaMark mark = arena_mark(lines->scratch);
    Digest said, found;
    Text bytes;
    bool text = value != UINT32_MAX && reader_kind(reader, value) == JSON_STRING;
    if (!text || !base64_read(lines->scratch, json_string(reader->document, lines->scratch, value), &bytes))
        return reader_expected(reader, value == UINT32_MAX ? 0 : value, "`bytes`, the bytes of the document in base64");
    found = digest_of(bytes);
    if (!digest_read(submission->document, &said) || !digest_equal(&said, &found))
        return reader_expected(reader, value, "the bytes whose SHA-256 is `evidence.document`");
    submission->content->frame = compressed(reader->arena, lines->scratch, bytes);
    if (lines->scratch != reader->arena)
        arena_reset(lines->scratch, mark);
    return true;
}

static bool read_document(Lines *lines, uint32_t value, uint32_t said)
{
    static const char *const names[] = {"bytes", "said"};
    const Reader *reader = &lines->reader;
    if (!has_only(reader, value, names, 2))
        return false;
    Submission *submission = document_read(reader->schema, reader->mode, reader->arena, reader->diagnostics, reader->source,
                                           reader->document, said);
    if (!submission)
        return false;
    if (format_named(submission->content->format) == FORMATS)
        return reader_expected(reader, json_member(reader->document, said, "format"), "the name of a format that is read");
    if (!read_bytes(lines, json_member(reader->document, value, "bytes"), submission))
        return false;
    submission->content->path = text_format(reader->arena, "%.*s (document %.*s)", (int)reader->source->shown.length,
                                            reader->source->shown.bytes, (int)submission->document.length,
                                            submission->document.bytes);
    submission_add(lines->list, reader->arena, submission);
    return true;
}

// ---- withdrawals ----

static bool read_withdrawal(Lines *lines, uint32_t object, uint32_t withdraw)
{
    static const char *const names[] = {"because", "on", "withdraw"};
    const Reader *reader = &lines->reader;
    const JsonDocument *document = reader->document;
    SubmissionList *list = lines->list;
    SaidWithdrawal said = {.place = reader_span(reader, withdraw)};
    uint32_t on = json_member(document, object, "on"), because = json_member(document, object, "because");
    if (!has_only(reader, object, names, 3))
        return false;
    if (reader_kind(reader, withdraw) != JSON_STRING || !digest_read(reader_text(reader, withdraw), &said.submission))
        return reader_expected(reader, withdraw, "the digest of a submission, \"sha256:\" and 64 hexadecimal digits");
    bool day = on != UINT32_MAX && reader_kind(reader, on) == JSON_STRING && date_read(reader_text(reader, on), &said.on);
    if (!day)
        return reader_expected(reader, on == UINT32_MAX ? object : on, "`on`, the day as of which the submission is withdrawn");
    if (because == UINT32_MAX || reader_kind(reader, because) != JSON_STRING || !text_is_seen(reader_text(reader, because)))
        return reader_expected(reader, because == UINT32_MAX ? object : because, "`because`, the reason of the withdrawal");
    said.because = reader_text(reader, because);
    list->withdrawals = arena_grow(reader->arena, list->withdrawals, list->withdrawal_count, &list->withdrawal_capacity,
                                   sizeof *list->withdrawals);
    list->withdrawals[list->withdrawal_count++] = said;
    return true;
}

// ---- registers ----

static const char *const kept_names[] = {[KEPT_CONTENT] = "content", [KEPT_VERDICT] = "verdict", [KEPT_ENTRY] = "entry"};
enum { KEPT_KINDS = sizeof kept_names / sizeof *kept_names };

// Whether an object has one member alone, which is one of these.
static bool is_kept(const JsonDocument *document, uint32_t object, KeptKind *kind)
{
    if (json_kind(document, object) != JSON_OBJECT || json_count(document, object) != 1)
        return false;
    size_t i = 0;
    while (i < KEPT_KINDS && !json_string_is(document, object + 1, kept_names[i]))
        i++;
    *kind = (KeptKind)i;
    return i < KEPT_KINDS;
}

static bool read_kept(Lines *lines, uint32_t value, KeptKind kind)
{
    const Reader *reader = &lines->reader;
    const JsonDocument *document = reader->document;
    SubmissionList *list = lines->list;
    KeptLine line = {.kind = kind, .place = reader_span(reader, value)};
    JsonWriter json = json_writer(reader->arena);
    if (kind == KEPT_CONTENT && (reader_kind(reader, value) != JSON_STRING ||
                                 !base64_read(reader->arena, json_string(document, lines->scratch, value), &line.text)))
        return reader_expected(reader, value, "the bytes of a text in base64");
    if (kind != KEPT_CONTENT && reader_kind(reader, value) != JSON_OBJECT)
        return reader_expected(reader, value, "an object, as `assize facts export` prints it");
    if (kind != KEPT_CONTENT) {
        json_write_value(&json, document, value);
        line.text = text_built(&json.builder);
    }
    list->kept = arena_grow(reader->arena, list->kept, list->kept_count, &list->kept_capacity, sizeof *list->kept);
    list->kept[list->kept_count++] = line;
    return true;
}

// ---- envelopes ----

static bool refuse_signature(const Reader *reader, uint32_t value, Text reason, const char *expected)
{
    Diagnostic *refused = reader_refuse(reader, MESSAGE_FACT_SIGNATURE, value, reason);
    if (expected)
        diagnostic_expect(refused, text_of(expected));
    return false;
}

// Of an envelope whose signature counts: who signed it, with one key. Null, refused.
static const TrustedKey *read_signer(const Lines *lines, uint32_t value, Envelope *envelope)
{
    const Reader *reader = &lines->reader;
    EnvelopeFault fault;
    Text reason;
    if (!lines->list->trust) {
        refuse_signature(reader, value, text_of("nothing says whose signatures count"),
                         "`--trust PATH`: the public keys of institutions");
        return NULL;
    }
    if (!envelope_read(reader->arena, reader->document, value, envelope, &fault)) {
        Diagnostic *wrong = diagnose(reader->diagnostics, MESSAGE_FOREIGN_ENVELOPE, reader_span(reader, fault.value), 0);
        wrong->pointer = json_pointer(reader->document, reader->diagnostics->arena, fault.value);
        diagnostic_expect(wrong, text_of(fault.expected));
        return NULL;
    }
    const CheckedSignature *checked = trust_check(reader->arena, lines->list->trust, envelope);
    const TrustedKey *signer = trust_signer(reader->arena, checked, envelope->count, &reason);
    for (size_t i = 0; i < envelope->count && signer; i++) {
        if (checked[i].key && checked[i].key != signer) {
            reason = text_of("two keys that are trusted have made it, and a submission has one signer");
            signer = NULL;
        }
    }
    if (!signer)
        refuse_signature(reader, value, reason, NULL);
    return signer;
}

// What was submitted on a day on which the key does not count is refused.
static bool counts_on(const Lines *lines, uint32_t value, const TrustedKey *signer, const Submission *submission)
{
    TextBuilder reason = text_builder(lines->reader.arena);
    if (submission->on >= signer->from && submission->on <= signer->until)
        return true;
    bool early = submission->on < signer->from;
    text_append_string(&reason, early ? "the key counts from " : "the key was ended: it counts until ");
    date_append(&reason, early ? signer->from : signer->until);
    text_append_string(&reason, ", and a submission is of ");
    date_append(&reason, submission->on);
    return refuse_signature(&lines->reader, value, text_built(&reason), NULL);
}

// What is read from here on stands in an envelope.
static bool sign_those_from(Lines *lines, uint32_t value, size_t from, const TrustedKey *signer)
{
    const Reader *reader = &lines->reader;
    JsonWriter json = json_writer(reader->arena);
    json_write_value(&json, reader->document, value);
    Text fingerprint = digest_text(reader->arena, &signer->fingerprint), key = public_key_text(reader->arena, &signer->key);
    for (size_t i = from; i < lines->list->count; i++) {
        Submission *one = lines->list->items[i];
        if (!counts_on(lines, value, signer, one))
            return false;
        one->signer = fingerprint;
        one->envelope = text_built(&json.builder);
        one->place = reader_span(reader, value);
        one->key = key;
    }
    return true;
}

static bool read_lines(Lines *lines, JsonDocument *document, size_t at);

static bool read_envelope(Lines *lines, uint32_t value)
{
    const Reader *reader = &lines->reader;
    Envelope envelope;
    size_t from = lines->list->count;
    const TrustedKey *signer = read_signer(lines, value, &envelope);
    if (!signer)
        return false;
    Text name = text_format(reader->arena, "%.*s (signed)", (int)reader->source->shown.length, reader->source->shown.bytes);
    uint32_t file = sources_add(reader->diagnostics->sources, name, envelope.payload);
    if (!file)
        return refuse_signature(reader, value, text_of("what is signed is too large"), NULL);
    const Source source = *sources_file(reader->diagnostics->sources, file);
    JsonDocument document = {.values = NULL};
    SubmissionList *list = lines->list;
    size_t at;
    Lines inner = {.reader = *reader, .scratch = lines->scratch, .list = list, .signed_once = true};
    inner.reader.source = &source;
    inner.reader.document = &document;
    return submissions_begin(reader->arena, reader->diagnostics, &source, &document, &at) && read_lines(&inner, &document, at) &&
           sign_those_from(lines, value, from, signer);
}

// ---- framing ----

bool submissions_are_exported(const JsonDocument *document)
{
    KeptKind kind;
    return envelope_holds(document, 0, ENVELOPE_SUBMISSION) || json_member(document, 0, "said") != UINT32_MAX ||
           json_member(document, 0, "withdraw") != UINT32_MAX || is_kept(document, 0, &kind);
}

static bool read_value(Lines *lines, uint32_t value)
{
    Reader *reader = &lines->reader;
    uint32_t said = json_member(reader->document, value, "said"), withdraw = json_member(reader->document, value, "withdraw");
    if (said != UINT32_MAX)
        return read_document(lines, value, said);
    KeptKind kind;
    if (withdraw != UINT32_MAX)
        return read_withdrawal(lines, value, withdraw);
    if (!lines->signed_once && is_kept(reader->document, value, &kind))
        return read_kept(lines, value + 2, kind);
    if (!lines->signed_once && envelope_is(reader->document, value))
        return read_envelope(lines, value);
    Submission *submission = reader_submission(reader, value);
    if (submission && submission_is_unanswered(submission))
        diagnose(reader->diagnostics, MESSAGE_FACT_UNANSWERED, reader_span(reader, value), 0);
    else if (submission)
        submission_add(lines->list, reader->arena, submission);
    return submission != NULL;
}

static bool refuse_json(Diagnostics *diagnostics, const Source *source, const JsonError *error)
{
    Diagnostic *broken = diagnose(diagnostics, MESSAGE_JSON, span_at(source->file, error->offset), 1, text_of(error->reason));
    diagnostic_expect(broken, text_of(error->expected));
    return false;
}

// What does not read as one submission more.
static bool refuse_next(Diagnostics *diagnostics, const Source *source, JsonError *error)
{
    if (error->offset < source->text.length && source->text.bytes[error->offset] == ',')
        error->expected = "one submission a line without commas between them, or an array of them";
    return refuse_json(diagnostics, source, error);
}

bool submissions_begin(Arena *arena, Diagnostics *diagnostics, const Source *source, JsonDocument *document, size_t *at)
{
    JsonError error;
    *at = 0;
    if (json_at_end(source->text, 0)) {
        diagnose(diagnostics, MESSAGE_FACTS_EMPTY, (Span){.file = source->file}, 0);
        return false;
    }
    return json_read(document, arena, source->text, at, &error) || refuse_json(diagnostics, source, &error);
}

// Moves behind the line's end, where white space alone stands before it; else to what stands there.
static bool next_line(Text text, size_t *at)
{
    while (*at < text.length && (text.bytes[*at] == ' ' || text.bytes[*at] == '\t' || text.bytes[*at] == '\r'))
        ++*at;
    return *at < text.length && text.bytes[*at] == '\n';
}

// Goes on behind the first value.
static bool read_lines(Lines *lines, JsonDocument *document, size_t at)
{
    const Source *source = lines->reader.source;
    Diagnostics *diagnostics = lines->reader.diagnostics;
    bool fine = true;
    for (bool first = true;; first = false) {
        bool array = json_kind(document, 0) == JSON_ARRAY;
        if (array && !(first && json_at_end(source->text, at))) {
            diagnose(diagnostics, MESSAGE_FACTS_MIXED, span_at(source->file, at), 0);
            return false;
        }
        uint32_t end = array ? json_next(document, 0) : 1;
        for (uint32_t value = array ? 1 : 0; value < end; value = json_next(document, value))
            fine &= read_value(lines, value);
        // What was read may lie in the document's text, never in its tape: that serves the next line too.
        JsonError error;
        if (json_at_end(source->text, at))
            return fine;
        if (!next_line(source->text, &at)) {
            Diagnostic *same = diagnose(diagnostics, MESSAGE_FACTS_SAME_LINE, span_at(source->file, at), 0);
            diagnostic_expect(same, text_of("one submission a line, or an array of them"));
            return false;
        }
        if (!json_read(document, lines->reader.arena, source->text, &at, &error))
            return refuse_next(diagnostics, source, &error);
    }
}

bool submissions_continue(const Program *schema, ReadMode mode, Arena *arena, Arena *scratch, Diagnostics *diagnostics,
                          const Source *source, JsonDocument *document, size_t at, SubmissionList *list)
{
    Lines lines = {.reader = {.schema = schema,
                              .mode = mode,
                              .arena = arena,
                              .records = list->records ? list->records : arena,
                              .compressor = list->compressor,
                              .scratch = scratch,
                              .diagnostics = diagnostics,
                              .source = source,
                              .document = document},
                   .scratch = scratch,
                   .list = list};
    return read_lines(&lines, document, at);
}

bool submissions_read(const Program *schema, ReadMode mode, Arena *arena, Diagnostics *diagnostics, const Source *source,
                      SubmissionList *list)
{
    JsonDocument document = {.values = NULL};
    size_t at;
    return submissions_begin(arena, diagnostics, source, &document, &at) &&
           submissions_continue(schema, mode, arena, arena, diagnostics, source, &document, at, list);
}
