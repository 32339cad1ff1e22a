// SPDX-License-Identifier: MIT
// The public library: all that a fact base was told, line by line, as an import takes it again. See assize.h.
#include "library_inside.h"

#include "store/register.h"
#include "support/base64.h"
#include "support/calendar.h"
#include "support/compress.h"

typedef struct ExportCall {
    Call call;
    AssizeWrite *write;
    void *with;
    BaseReader *reader;
    TextIndex envelopes; // digests of those that are written
    Text wrong;          // why what is stored cannot be told
    bool stopped;
} ExportCall;

static bool write_bytes(ExportCall *export, const char *bytes, size_t length)
{
    export->stopped = export->stopped || !export->write(export->with, (AssizeText){bytes, length});
    return !export->stopped;
}

static bool write_text(ExportCall *export, Text text)
{
    return write_bytes(export, text.bytes, text.length);
}

// ---- documents ----

// Bytes become base64 as they come; those of a group that is not full wait for the next ones.
enum { GROUPS_AT_ONCE = 1024 };
typedef struct Encoding {
    ExportCall *export;
    char waiting[3 * GROUPS_AT_ONCE];
    size_t count;
} Encoding;

static bool write_encoded(Encoding *encoding)
{
    char text[BASE64_LENGTH(sizeof encoding->waiting)];
    size_t length = base64_write((Text){encoding->waiting, encoding->count}, text);
    encoding->count = 0;
    return write_bytes(encoding->export, text, length);
}

static bool encode(void *with, Text piece)
{
    Encoding *encoding = with;
    for (size_t at = 0; at < piece.length;) {
        size_t room = sizeof encoding->waiting - encoding->count, left = piece.length - at, taken = left < room ? left : room;
        memcpy(encoding->waiting + encoding->count, piece.bytes + at, taken);
        encoding->count += taken;
        at += taken;
        if (encoding->count == sizeof encoding->waiting && !write_encoded(encoding))
            return false;
    }
    return true;
}

static bool write_document(ExportCall *export, const StoredSubmission *stored, Arena *arena)
{
    Encoding encoding = {.export = export};
    return write_text(export, text_of("{\"bytes\":\"")) && decompress_pieces(arena, stored->frame, encode, &encoding) &&
           write_encoded(&encoding) && write_text(export, text_of("\",\"said\":")) && write_text(export, stored->said) &&
           write_text(export, text_of("}\n"));
}

// ---- entities ----

static bool write_withdrawal(ExportCall *export, const BaseSubmission *one, Arena *arena)
{
    JsonWriter json = json_writer(arena);
    TextBuilder on = text_builder(arena);
    date_append(&on, one->withdrawn_on);
    json_begin_object(&json);
    json_key_string(&json, "because", one->because);
    json_key_string(&json, "on", text_built(&on));
    json_key_string(&json, "withdraw", digest_text(arena, &one->digest));
    json_end_object(&json);
    text_append_byte(&json.builder, '\n');
    return write_text(export, text_built(&json.builder));
}

// Nothing of what is not what its digest says.
static bool is_whole(ExportCall *export, const BaseSubmission *one, Arena *arena)
{
    Digest digest = digest_of(one->stored.said);
    bool whole = digest_equal(&digest, &one->digest) && (!one->stored.frame.bytes || document_matches(&one->stored, arena));
    Text name = digest_text(&export->call.assize->results, &one->digest);
    if (!whole)
        export->wrong = text_format(
            &export->call.assize->results,
            "the submission %.*s is not what its digest says (`assize facts verify` says what else is wrong)", (int)name.length,
            name.bytes);
    return whole;
}

// The envelope of submissions, once: it signs all of them again.
static bool write_envelope(ExportCall *export, const BaseSubmission *one)
{
    Text envelope;
    if (base_submission_envelope(export->reader, one, &envelope) != BASE_DONE) {
        export->wrong = text_copy(&export->call.assize->results, base_reader_error(export->reader));
        return false;
    }
    if (text_index_find(&export->envelopes, digest_bytes(&one->envelope)) != UINT32_MAX)
        return true;
    text_index_add(&export->envelopes, text_copy(&export->call.assize->results, digest_bytes(&one->envelope)));
    return write_text(export, envelope) && write_text(export, text_of("\n"));
}

static bool write_submission(ExportCall *export, const BaseSubmission *one, Arena *arena)
{
    if (!is_whole(export, one, arena))
        return false;
    bool written = one->stored.frame.bytes ? write_document(export, &one->stored, arena)
                                           : write_text(export, one->stored.said) && write_text(export, text_of("\n"));
    written = written && (!one->signer.bytes || write_envelope(export, one));
    return written && (!one->withdrawn || write_withdrawal(export, one, arena));
}

static bool export_entity(void *with, const BaseEntity *entity)
{
    ExportCall *export = with;
    Arena *arena = &export->call.assize->arena;
    ArenaMark mark = arena_mark(arena);
    BaseSubmission *list;
    size_t count;
    bool fine = base_submissions(export->reader, entity->type, entity->id, &list, &count) == BASE_DONE;
    if (!fine)
        export->wrong = text_copy(&export->call.assize->results, base_reader_error(export->reader));
    for (size_t i = 0; i < count && fine; i++)
        fine = write_submission(export, &list[i], arena);
    arena_reset(arena, mark);
    return fine;
}

// ---- the register ----

// What came with the submissions that it signs stands there already.
static bool export_kept(void *with, const KeptLine *line, const Digest *digest)
{
    static const char *const names[] = {
        [KEPT_CONTENT] = "{\"content\":\"", [KEPT_VERDICT] = "{\"verdict\":", [KEPT_ENTRY] = "{\"entry\":"};
    ExportCall *export = with;
    Encoding encoding = {.export = export};
    bool content = line->kind == KEPT_CONTENT;
    guard_look(&export->call.assize->guard);
    if (content && text_index_find(&export->envelopes, digest_bytes(digest)) != UINT32_MAX)
        return true;
    return write_text(export, text_of(names[line->kind])) &&
           (content ? encode(&encoding, line->text) && write_encoded(&encoding) : write_text(export, line->text)) &&
           write_text(export, text_of(content ? "\"}\n" : "}\n"));
}

static void export_facts(void *with)
{
    ExportCall *export = with;
    Call *call = &export->call;
    Text error = {"", 0};
    if (!call_has(call, call->base, "fact base"))
        return;
    BaseAnswer answer = base_read(call->base, NULL, &call->assize->arena, &export->reader, &error);
    if (!call_base_done(call, answer, error) || !call_may_look(call, "facts export"))
        return;
    text_index_open(&export->envelopes, &call->assize->results);
    answer = base_each_entity(export->reader, export_entity, export);
    if (answer == BASE_DONE && !export->wrong.length && !export->stopped && call->viewer.audience == AUDIENCE_OFFICE)
        answer = base_each_kept(export->reader, export_kept, export);
    if (call_base_done(call, answer, base_reader_error(export->reader)) && export->wrong.length)
        call_base_done(call, BASE_FAILED, export->wrong);
}

AssizeAnswer assize_facts_export(Assize *assize, const AssizeRequest *request, AssizeBase *base, AssizeWrite *write, void *with)
{
    ExportCall export = {.call = call_begin_on(assize, request, base, NULL), .write = write, .with = with};
    AssizeAnswer answer = call_run(&export.call, export_facts);
    base_read_end(export.reader);
    return answer;
}
