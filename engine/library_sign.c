// SPDX-License-Identifier: MIT
// The public library: keys made, and what is signed with them. See assize.h.
#include "library_inside.h"

#include <errno.h>
#include <unistd.h>

#include "attest/envelope.h"
#include "attest/statement.h"
#include "support/file.h"
#include "support/signature.h"

// ---- keys ----

typedef struct KeyCall {
    Call call;
    const char *kind, *paths[2]; // paths: of the private key, and of the public one
    PrivateKey key;
} KeyCall;

static bool find_kind(KeyCall *call, KeyKind *kind)
{
    for (int i = 0; i < KEY_KINDS; i++) {
        *kind = (KeyKind)i;
        if (!call->kind || strcmp(call->kind, key_kind_names[i]) == 0)
            return true;
    }
    call_refuse(&call->call, ASSIZE_WRONG_USE, "there are no keys `%s`; there are `%s` and `%s`", call->kind,
                key_kind_names[KEY_ED25519], key_kind_names[KEY_P256]);
    return false;
}

static bool write_key(Call *call, const char *path, Text text, bool secret)
{
    int code = file_create(path, text, secret);
    if (code == EEXIST)
        call_refuse(call, ASSIZE_WRONG_USE, "%s is there already: no key is written over", path);
    else if (code)
        call_refuse(call, ASSIZE_ENVIRONMENT, "cannot write %s: %s", path, file_fault_text(code).bytes);
    return code == 0;
}

static void make_key(void *with)
{
    KeyCall *call = with;
    Arena *arena = &call->call.assize->arena;
    KeyKind kind;
    if (!call_form(&call->call, DOCUMENT_KEY_MADE) || !find_kind(call, &kind) ||
        !call_has(&call->call, call->paths[0], "path of the private key") ||
        !call_has(&call->call, call->paths[1], "path of the public key"))
        return;
    if (!key_make(kind, &call->key)) {
        call_refuse(&call->call, ASSIZE_ENVIRONMENT, "the system gives no random bytes");
        return;
    }
    // Of the public one there is none yet: else the private one would be of no use.
    if (!write_key(&call->call, call->paths[1], public_key_text(arena, &call->key.open), false))
        return;
    Text secret = private_key_text(arena, &call->key);
    bool written = write_key(&call->call, call->paths[0], secret, true);
    explicit_bzero((void *)(uintptr_t)secret.bytes, secret.length);
    if (!written) {
        unlink(call->paths[1]);
        return;
    }
    const Digest fingerprint = key_fingerprint(&call->key.open);
    call_print_key_made(&call->call, &fingerprint);
}

AssizeAnswer assize_make_key(Assize *assize, const AssizeRequest *request, const char *kind, const char *private_path,
                             const char *public_path, AssizeText *text)
{
    KeyCall call = {.call = call_begin(assize, request), .kind = kind, .paths = {private_path, public_path}};
    AssizeAnswer answer = call_run_text(&call.call, make_key, text);
    explicit_bzero(&call.key, sizeof call.key);
    return answer;
}

// ---- signing ----

typedef struct SignCall {
    Call call;
    const AssizeSigning *asked;
    AssizeText given; // what is signed; bytes null: the file
    PrivateKey key;   // with a signer the public half alone
    Text fingerprint;
    TextBuilder envelopes;
} SignCall;

enum { LARGEST_KEY = 1 << 16 };

static bool read_private(SignCall *call, Text *pem, Text *reason)
{
    Arena *arena = &call->call.assize->arena;
    const char *path = call->asked->key;
    int code = file_read_secret(arena, path, LARGEST_KEY, pem);
    if (code == EPERM)
        call_refuse(&call->call, ASSIZE_BAD_INPUT,
                    "others than its owner may read the private key %s: `chmod 600` it, if nobody has", path);
    else if (code)
        call_refuse(&call->call, call_input_fault(code) ? ASSIZE_BAD_INPUT : ASSIZE_ENVIRONMENT, "cannot read %s: %s", path,
                    file_fault_text(code).bytes);
    if (code)
        return false;
    bool read = private_key_read(arena, *pem, &call->key, reason);
    explicit_bzero((void *)(uintptr_t)pem->bytes, pem->length);
    return read;
}

static bool read_key(SignCall *call)
{
    Arena *arena = &call->call.assize->arena;
    Text pem, reason = {"", 0};
    bool read;
    if (!call->asked->signer)
        read = read_private(call, &pem, &reason);
    else
        read = call_read_file(&call->call, arena, call->asked->key, &pem) &&
               public_key_read(arena, pem, &call->key.open, &reason);
    if (!read && reason.length)
        call_refuse(&call->call, ASSIZE_BAD_INPUT, "%s cannot sign: %.*s", call->asked->key, (int)reason.length, reason.bytes);
    if (!read)
        return false;
    const Digest fingerprint = key_fingerprint(&call->key.open);
    call->fingerprint = digest_text(arena, &fingerprint);
    return true;
}

// Makes the signature by whoever signs. False, refused, where what comes back is none of the key.
static bool make_signature(SignCall *call, Text message, Signature *signature)
{
    char raw[ASSIZE_SIGNATURE_ROOM];
    if (!call->asked->signer) {
        signature_make(&call->key, message, signature);
        return true;
    }
    size_t length = call->asked->signer(call->asked->signer_with, text_taken(message), raw, sizeof raw);
    Text given = {raw, length};
    if (!length || length > sizeof raw) {
        call_refuse(&call->call, ASSIZE_ENVIRONMENT, "the signer gives no signature");
        return false;
    }
    if (length <= sizeof signature->bytes && signature_verify(&call->key.open, message, given)) {
        memcpy(signature->bytes, raw, length);
        signature->length = length;
        return true;
    }
    if (call->key.open.kind == KEY_P256 && signature_from_raw(given, signature) &&
        signature_verify(&call->key.open, message, (Text){(const char *)signature->bytes, signature->length}))
        return true;
    call_refuse(&call->call, ASSIZE_BAD_INPUT, "what the signer gives is no signature by the key %s", call->asked->key);
    return false;
}

static void sign_envelope(SignCall *call, Envelope *envelope)
{
    Arena *arena = &call->call.assize->arena;
    Signature signature;
    for (size_t i = 0; i < envelope->count; i++) {
        if (text_equal(envelope->signatures[i].key, call->fingerprint)) {
            call_refuse(&call->call, ASSIZE_BAD_INPUT, "it is signed with this key already");
            return;
        }
    }
    if (call->asked->sigstore && envelope->count > 0) {
        call_refuse(&call->call, ASSIZE_WRONG_USE, "a bundle of sigstore has one signature, and there is one already");
        return;
    }
    if (!make_signature(call, envelope_message(arena, envelope), &signature))
        return;
    envelope_add(arena, envelope, call->fingerprint, text_copy(arena, (Text){(const char *)signature.bytes, signature.length}));
    text_append(&call->envelopes, call->asked->sigstore ? envelope_bundle(arena, envelope) : envelope_text(arena, envelope));
    text_append_byte(&call->envelopes, '\n');
}

// ---- what is signed ----

// Whether the verdict's outcome is the best one of the policy, which must be its own.
static bool judge(SignCall *call, const JsonDocument *document, bool *is_best)
{
    Arena *arena = &call->call.assize->arena;
    const Program *program = call_program(&call->call);
    uint32_t policy = json_member(document, 0, "policy");
    uint32_t digest = policy == UINT32_MAX ? UINT32_MAX : json_member(document, policy, "digest");
    if (!call_has(&call->call, program, "policy"))
        return false;
    const char *own = text_terminated(arena, digest_text(arena, &program->policy));
    if (digest == UINT32_MAX || !json_string_is(document, digest, own)) {
        call_refuse(&call->call, ASSIZE_BAD_INPUT, "the verdict is by another policy than the one that is given, %s", own);
        return false;
    }
    Text best = program_string(program, program->outcomes[program->outcomes_count - 1].name);
    uint32_t outcome = json_member(document, 0, "outcome");
    *is_best = outcome != UINT32_MAX && json_kind(document, outcome) == JSON_STRING &&
               text_equal(json_string(document, arena, outcome), best);
    return true;
}

static Text verifier_of(SignCall *call)
{
    const Digest fingerprint = key_fingerprint(&call->key.open);
    return call->asked->verifier ? text_of(call->asked->verifier) : statement_verifier(&call->call.assize->arena, &fingerprint);
}

static void sign_verdict(SignCall *call, const Source *source, const JsonDocument *document)
{
    Arena *arena = &call->call.assize->arena;
    Statement statement;
    Text reason;
    bool is_best = false;
    // What is no verdict is told first.
    bool verdict = statement_of(arena, document, false, verifier_of(call), &statement, &reason);
    if (verdict && !judge(call, document, &is_best))
        return;
    if (!verdict || !statement_of(arena, document, is_best, verifier_of(call), &statement, &reason)) {
        call_refuse(&call->call, ASSIZE_BAD_INPUT, "%.*s cannot be signed: %.*s", (int)source->shown.length, source->shown.bytes,
                    (int)reason.length, reason.bytes);
        return;
    }
    Envelope envelope = {.type = text_of(ENVELOPE_STATEMENT), .payload = statement_text(arena, &statement)};
    sign_envelope(call, &envelope);
}

static void sign_value(SignCall *call, const Source *source, const JsonDocument *document)
{
    Envelope envelope;
    if (!envelope_is(document, 0))
        sign_verdict(call, source, document);
    else if (call_read_envelope(&call->call, source, document, &envelope))
        sign_envelope(call, &envelope);
}

// Submissions are signed as they stand; that they are some is seen by the first of them.
static void sign_submissions(SignCall *call, const Source *source, const JsonDocument *document)
{
    uint32_t first = json_kind(document, 0) == JSON_ARRAY && !json_is_empty(document, 0) ? 1 : 0;
    if (json_kind(document, first) != JSON_OBJECT || json_member(document, first, "entity") == UINT32_MAX) {
        call_refuse(&call->call, ASSIZE_BAD_INPUT,
                    "%.*s cannot be signed: it holds no submission, an object with `entity` and `evidence`",
                    (int)source->shown.length, source->shown.bytes);
        return;
    }
    Envelope envelope = {.type = text_of(ENVELOPE_SUBMISSION), .payload = source->text};
    sign_envelope(call, &envelope);
}

static void sign_source(SignCall *call, const Source *source)
{
    JsonDocument document = {.values = NULL};
    size_t at = 0;
    do {
        if (!call_read_json(&call->call, source, &document, &at))
            return;
        if (call->asked->submission && !envelope_is(&document, 0)) {
            sign_submissions(call, source, &document);
            return;
        }
        sign_value(call, source, &document);
    } while (call->call.answer == ASSIZE_DONE && !json_at_end(source->text, at));
}

static bool check_verifier(SignCall *call)
{
    const char *verifier = call->asked->verifier;
    size_t scheme = verifier ? strspn(verifier, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+-.") : 1;
    bool fine = !verifier || (scheme > 0 && verifier[scheme] == ':' && verifier[scheme + 1]);
    for (const char *at = verifier; fine && at && *at; at++)
        fine = *at > ' ' && *at < 0x7f && !strchr("<>\"\\^`{|}", *at);
    if (!fine)
        call_refuse(&call->call, ASSIZE_WRONG_USE, "the verifier `%s` is no URI such as https://office.example", verifier);
    return fine;
}

static void give(SignCall *call)
{
    const Text envelopes = text_built(&call->envelopes);
    const char *to = call->asked->to;
    int code = to ? file_write(&call->call.assize->arena, to, envelopes) : 0;
    if (code)
        call_refuse(&call->call, ASSIZE_ENVIRONMENT, "cannot write %s: %s", to, file_fault_text(code).bytes);
    else
        call_result(&call->call, envelopes);
}

// The file, or the text that is given.
static bool read_source(SignCall *call, Source *source)
{
    Assize *assize = call->call.assize;
    if (!call->given.bytes)
        return call_has(&call->call, call->asked->file, "file") && call_read_source(&call->call, call->asked->file, source);
    uint32_t number = sources_add(&assize->sources, text_of("the verdict"), (Text){call->given.bytes, call->given.length});
    if (number)
        *source = *sources_file(&assize->sources, number);
    else
        call_refuse(&call->call, ASSIZE_BAD_INPUT, "the verdict is too large to be signed");
    return number != 0;
}

static void sign(void *with)
{
    SignCall *call = with;
    Source source;
    if (!call_has(&call->call, call->asked, "signing") || !call_has(&call->call, call->asked->key, "key") ||
        !check_verifier(call) || !read_key(call) || !read_source(call, &source))
        return;
    call->envelopes = text_builder(&call->call.assize->arena);
    sign_source(call, &source);
    if (call->call.answer == ASSIZE_DONE)
        give(call);
}

AssizeAnswer library_sign_text(Assize *assize, const AssizeRequest *request, const AssizePolicy *policy,
                               const AssizeSigning *signing, AssizeText verdict, AssizeText *text)
{
    SignCall call = {.call = call_begin_on(assize, request, NULL, policy), .asked = signing, .given = verdict};
    AssizeAnswer answer = call_run_text(&call.call, sign, text);
    explicit_bzero(&call.key, sizeof call.key);
    return answer;
}

AssizeAnswer assize_sign(Assize *assize, const AssizeRequest *request, const AssizePolicy *policy, const AssizeSigning *signing,
                         AssizeText *text)
{
    SignCall call = {.call = call_begin_on(assize, request, NULL, policy), .asked = signing};
    AssizeAnswer answer = call_run_text(&call.call, sign, text);
    explicit_bzero(&call.key, sizeof call.key);
    return answer;
}
