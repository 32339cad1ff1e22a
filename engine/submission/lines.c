// SPDX-License-Identifier: MIT
// The framing of a source of submissions: one object, an array, or one object a line (NDJSON). What stands there is a submission;
// or, as exports have it, a document with what was said about it, or a withdrawal. See submission.h.
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

// ---- framing ----

bool submissions_are_exported(const JsonDocument *document)
{
    return json_member(document, 0, "said") != UINT32_MAX || json_member(document, 0, "withdraw") != UINT32_MAX;
}

static bool read_value(Lines *lines, uint32_t value)
{
    Reader *reader = &lines->reader;
    uint32_t said = json_member(reader->document, value, "said"), withdraw = json_member(reader->document, value, "withdraw");
    if (said != UINT32_MAX)
        return read_document(lines, value, said);
    if (withdraw != UINT32_MAX)
        return read_withdrawal(lines, value, withdraw);
    Submission *submission = submission_read(reader->schema, reader->mode, reader->arena, reader->diagnostics, reader->source,
                                             reader->document, value);
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

bool submissions_continue(const Program *schema, ReadMode mode, Arena *arena, Arena *scratch, Diagnostics *diagnostics,
                          const Source *source, JsonDocument *document, size_t at, SubmissionList *list)
{
    Lines lines = {
        .reader =
            {.schema = schema, .mode = mode, .arena = arena, .diagnostics = diagnostics, .source = source, .document = document},
        .scratch = scratch,
        .list = list};
    bool fine = true;
    for (bool first = true;; first = false) {
        bool array = json_kind(document, 0) == JSON_ARRAY;
        if (array && !(first && json_at_end(source->text, at))) {
            diagnose(diagnostics, MESSAGE_FACTS_MIXED, span_at(source->file, at), 0);
            return false;
        }
        uint32_t end = array ? json_next(document, 0) : 1;
        for (uint32_t value = array ? 1 : 0; value < end; value = json_next(document, value))
            fine &= read_value(&lines, value);
        // What was read may lie in the document's text, never in its tape: that serves the next line too.
        JsonError error;
        if (json_at_end(source->text, at))
            return fine;
        if (!next_line(source->text, &at)) {
            Diagnostic *same = diagnose(diagnostics, MESSAGE_FACTS_SAME_LINE, span_at(source->file, at), 0);
            diagnostic_expect(same, text_of("one submission a line, or an array of them"));
            return false;
        }
        if (!json_read(document, arena, source->text, &at, &error))
            return refuse_next(diagnostics, source, &error);
    }
}

bool submissions_read(const Program *schema, ReadMode mode, Arena *arena, Diagnostics *diagnostics, const Source *source,
                      SubmissionList *list)
{
    JsonDocument document = {.values = NULL};
    size_t at;
    return submissions_begin(arena, diagnostics, source, &document, &at) &&
           submissions_continue(schema, mode, arena, arena, diagnostics, source, &document, at, list);
}
