// SPDX-License-Identifier: MIT
// The public library: attestations verified, step by step. See assize.h.
#include "library_register.h"

#include "attest/statement.h"
#include "attest/trust.h"
#include "support/calendar.h"

typedef struct VerifyCall {
    Call call;
    const AssizeVerification *asked;
    Trust trust;
    Text verdict, dossiers; // digests of what is at hand: the verdict, and its dossiers; empty: it is not at hand
    ReportVerified verified;
    // Of the envelope that is looked at.
    Envelope envelope;
    const CheckedSignature *checked;
    Statement statement;
    VerifiedEnvelope *one;
    AgainCall *again; // what its verdict is made again in; null: it is not
} VerifyCall;

static Arena *arena_of(const VerifyCall *call)
{
    return &call->call.assize->arena;
}

// ---- steps: each adds one, and gives whether those behind it are to be looked at ----

static bool step(VerifyCall *call, const char *name, StepState state, Text said)
{
    call->one->steps[call->one->count++] = (VerifiedStep){name, state, said};
    call->one->verified &= state != STEP_FAILED;
    return state != STEP_FAILED;
}

static bool step_said(VerifyCall *call, const char *name, StepState state, const char *said)
{
    return step(call, name, state, text_of(said));
}

// Of all that signed, at least one is known, and none that is known is wrong.
static bool verify_signature(VerifyCall *call)
{
    Arena *arena = arena_of(call);
    size_t unknown = 0;
    Text reason;
    TextBuilder keys = text_builder(arena);
    if (!trust_signer(arena, call->checked, call->envelope.count, &reason))
        return step(call, "signature", STEP_FAILED, reason);
    for (size_t i = 0; i < call->envelope.count; i++) {
        const TrustedKey *key = call->checked[i].key;
        unknown += !key;
        if (!key)
            continue;
        Text digest = digest_text(arena, &key->fingerprint);
        text_append_format(&keys, "%s%.*s (%.*s)", keys.length ? ", " : "", (int)digest.length, digest.bytes,
                           (int)key->path.length, key->path.bytes);
    }
    if (unknown)
        text_append_format(&keys, "; and %zu of keys that are not trusted", unknown);
    return step(call, "signature", STEP_FINE, text_built(&keys));
}

static bool verify_statement(VerifyCall *call)
{
    Text reason;
    return statement_read(arena_of(call), call->envelope.payload, &call->statement, &reason) ||
           step(call, "statement", STEP_FAILED, reason);
}

static bool verify_subject(VerifyCall *call)
{
    const Statement *statement = &call->statement;
    Arena *arena = arena_of(call);
    bool office = text_is(statement->audience, "office");
    Text what = text_of(office ? "the dossiers of" : "a view of the verdict on");
    Text said = text_format(arena, "%.*s %.*s, %.*s", (int)what.length, what.bytes, (int)statement->subject_name.length,
                            statement->subject_name.bytes, (int)statement->subject.length, statement->subject.bytes);
    if (!call->asked->verdict)
        return step(call, "subject", STEP_FINE, said);
    if (!text_equal(call->verdict, statement->verdict))
        return step_said(call, "subject", STEP_FAILED, "it is about another verdict than the one that is given");
    if (office && !text_equal(call->dossiers, statement->subject))
        return step_said(call, "subject", STEP_FAILED, "it is about other dossiers than the verdict that is given");
    return step(call, "subject", STEP_FINE,
                text_format(arena, "%.*s, of the verdict that is given", (int)said.length, said.bytes));
}

// Whether a key may speak for a verifier, on the day of the statement; the reason where it may not.
static bool may_speak(VerifyCall *call, const TrustedKey *key, Text *reason)
{
    const Statement *statement = &call->statement;
    Arena *arena = arena_of(call);
    int64_t on = 0;
    Text own = statement_verifier(arena, &key->fingerprint);
    bool of_key = text_starts(statement->verifier, text_of("urn:assize:key:"));
    if (of_key ? !text_equal(statement->verifier, own)
               : key->verifier.length && !text_equal(key->verifier, statement->verifier)) {
        *reason = text_format(arena, "the key may not speak for %.*s", (int)statement->verifier.length,
                              statement->verifier.bytes);
        return false;
    }
    TextBuilder text = text_builder(arena);
    date_read(statement->on, &on); // which it is (statement_read)
    if (on < key->from || on > key->until) {
        text_append_string(&text, on < key->from ? "the key counts from " : "the key was ended: it counts until ");
        date_append(&text, on < key->from ? key->from : key->until);
        text_append_format(&text, ", and the review is of %.*s", (int)statement->on.length, statement->on.bytes);
        *reason = text_built(&text);
        return false;
    }
    return true;
}

static bool verify_verifier(VerifyCall *call)
{
    const Statement *statement = &call->statement;
    const char *asked = call->asked->verifier;
    Text reason = {"", 0};
    if (asked && !text_is(statement->verifier, asked))
        return step(call, "verifier", STEP_FAILED,
                    text_format(arena_of(call), "it is %.*s, and not %s", (int)statement->verifier.length,
                                statement->verifier.bytes, asked));
    for (size_t i = 0; i < call->envelope.count; i++) {
        if (call->checked[i].state == SIGNATURE_GOOD && may_speak(call, call->checked[i].key, &reason))
            return step(call, "verifier", STEP_FINE, statement->verifier);
    }
    return step(call, "verifier", STEP_FAILED, reason);
}

static bool verify_resource(VerifyCall *call)
{
    const Statement *statement = &call->statement;
    const char *asked = call->asked->subject;
    Text id = statement->subject_name;
    bool same = !asked || text_is(id, asked);
    if (!same)
        return step(call, "resource", STEP_FAILED,
                    text_format(arena_of(call), "it is about %.*s, and not %s", (int)id.length, id.bytes, asked));
    // The type stands in the URI alone.
    Text end = statement_resource(arena_of(call), (Text){"", 0}, id);
    Text tail = text_starts(end, text_of("pkg:")) ? end : text_slice(end, strlen("urn:assize:"), end.length);
    if (!text_ends(statement->resource, tail))
        return step(call, "resource", STEP_FAILED,
                    text_format(arena_of(call), "%.*s is not the subject, %.*s", (int)statement->resource.length,
                                statement->resource.bytes, (int)id.length, id.bytes));
    return step(call, "resource", STEP_FINE, statement->resource);
}

static bool verify_result(VerifyCall *call)
{
    const Statement *statement = &call->statement;
    Text until = statement->valid_until;
    bool passed = text_is(statement->result, "PASSED");
    Text said = text_format(arena_of(call), "%.*s: %.*s by %.*s, as of %.*s%s%.*s, for the audience %.*s",
                            (int)statement->result.length, statement->result.bytes, (int)statement->outcome.length,
                            statement->outcome.bytes, (int)statement->policy_name.length, statement->policy_name.bytes,
                            (int)statement->on.length, statement->on.bytes, until.length ? ", valid until " : "",
                            (int)until.length, until.bytes, (int)statement->audience.length, statement->audience.bytes);
    return step(call, "result", call->asked->passed && !passed ? STEP_FAILED : STEP_FINE, said);
}

// The review once more, from the register's copies of all that the verdict names.
static void verify_review(VerifyCall *call)
{
    Arena *arena = arena_of(call);
    const char *verdict = text_terminated(arena, call->statement.verdict);
    Text said = {"", 0};
    if (!call->call.base) {
        step_said(call, "review", STEP_NOT_MADE, "no register is given that may have what the verdict was made from");
        return;
    }
    again_close(call->again); // of another envelope
    switch (again_compare(&call->again, &call->call, verdict, &said)) {
    case AGAIN_SAME:
        step_said(call, "review", STEP_FINE, "made again from what the register kept: the same bytes");
        break;
    case AGAIN_OTHER:
        step(call, "review", STEP_FAILED,
             text_format(arena, "made again from what the register kept, it is another verdict: %.*s is something else",
                         (int)said.length, said.bytes));
        break;
    case AGAIN_UNKNOWN:
        step(call, "review", STEP_NOT_MADE, text_copy(arena, said));
        break;
    case AGAIN_FAILED:
        step(call, "review", STEP_FAILED, text_copy(arena, said));
    }
}

// ---- envelopes ----

static void verify_envelope(VerifyCall *call)
{
    bool submission = text_is(call->envelope.type, ENVELOPE_SUBMISSION);
    if (!verify_signature(call))
        return;
    if (submission) {
        step_said(call, "content", STEP_FINE, "submissions, which `assize facts import` reads");
        return;
    }
    if (verify_statement(call) && verify_subject(call) && verify_verifier(call) && verify_resource(call) && verify_result(call))
        verify_review(call);
}

static bool verify_value(VerifyCall *call, const Source *source, const JsonDocument *document)
{
    Arena *arena = arena_of(call);
    if (!call_read_envelope(&call->call, source, document, &call->envelope))
        return false;
    ReportVerified *verified = &call->verified;
    verified->items = arena_grow(arena, verified->items, verified->count, &verified->capacity, sizeof *verified->items);
    call->one = &verified->items[verified->count++];
    *call->one = (VerifiedEnvelope){.verified = true};
    call->checked = trust_check(arena, &call->trust, &call->envelope);
    verify_envelope(call);
    if (!call->one->verified)
        call->call.answer = ASSIZE_NO;
    return true;
}

// ---- what is at hand ----

static bool read_trust(VerifyCall *call)
{
    Text reason;
    int code = trust_read(arena_of(call), call->asked->trust, &call->trust, &reason);
    if (code)
        call_refuse(&call->call, call_input_fault(code) ? ASSIZE_BAD_INPUT : ASSIZE_ENVIRONMENT, "%.*s", (int)reason.length,
                    reason.bytes);
    return code == 0;
}

static bool read_verdict(VerifyCall *call)
{
    const char *path = call->asked->verdict;
    Arena *arena = arena_of(call);
    JsonDocument document = {.values = NULL};
    Source source;
    size_t at = 0;
    if (!path)
        return true;
    if (!call_read_source(&call->call, path, &source) || !call_read_json(&call->call, &source, &document, &at))
        return false;
    uint32_t dossiers = json_member(&document, 0, "dossiers"), format = json_member(&document, 0, "format");
    if (dossiers == UINT32_MAX || format == UINT32_MAX || !json_string_is(&document, format, VERDICT_FORMAT)) {
        call_refuse(&call->call, ASSIZE_BAD_INPUT, "%s is no verdict, as `assize review --format json` prints it", path);
        return false;
    }
    const Digest whole = statement_digest(arena, &document, 0), part = statement_digest(arena, &document, dossiers);
    call->verdict = digest_text(arena, &whole);
    call->dossiers = digest_text(arena, &part);
    return true;
}

static void verify(void *with)
{
    VerifyCall *call = with;
    JsonDocument document = {.values = NULL};
    Source source;
    size_t at = 0;
    if (!call_form(&call->call, DOCUMENT_VERIFIED) || !call_has(&call->call, call->asked, "verification") ||
        !call_has(&call->call, call->asked->file, "file") || !call_has(&call->call, call->asked->trust, "trust") ||
        !read_trust(call) || !read_verdict(call) || !call_read_source(&call->call, call->asked->file, &source))
        return;
    do {
        if (!call_read_json(&call->call, &source, &document, &at) || !verify_value(call, &source, &document))
            return;
    } while (!json_at_end(source.text, at));
    call_print_verified(&call->call, &call->verified);
}

AssizeAnswer assize_verify(Assize *assize, const AssizeRequest *request, const AssizeVerification *verification, AssizeText *text)
{
    AssizeBase *base = verification ? verification->base : NULL;
    VerifyCall call = {.call = call_begin_on(assize, request, base, NULL), .asked = verification};
    AssizeAnswer answer = call_run_text(&call.call, verify, text);
    again_close(call.again);
    return answer;
}
