// SPDX-License-Identifier: MIT
// The signature of a submission: the envelope among the contents, which its record names. The signature is there to be checked
// again, whoever wrote the fact base. See base_inside.h.
#include "store/base_inside.h"

#include "attest/trust.h"

EnvFault signed_envelope(EnvTxn *txn, Arena *arena, const Signed *found, Text *envelope)
{
    Text value;
    EnvFault fault = env_get(txn, TABLE_CONTENT, digest_key(&found->envelope), &value);
    if (fault == ENV_FINE && !stored_content_read(arena, value, envelope))
        fault = ENV_DAMAGED;
    if (fault != ENV_FINE)
        return fault == ENV_NOT_FOUND ? ENV_DAMAGED : fault;
    const Digest is = digest_of(*envelope);
    return digest_equal(&is, &found->envelope) ? ENV_FINE : ENV_DAMAGED;
}

// ---- whether it is so ----

static bool is_value(Arena *arena, const JsonDocument *document, uint32_t value, const Digest *digest)
{
    uint32_t said = json_member(document, value, "said");
    JsonWriter json = json_writer(arena);
    json_write_value(&json, document, said == UINT32_MAX ? value : said);
    const Digest is = digest_of(text_built(&json.builder));
    return digest_equal(&is, digest);
}

// Whether a source of submissions has one: a value, or an element of the only one.
static bool holds(Arena *arena, Text payload, const Digest *digest)
{
    JsonDocument document = {.values = NULL};
    JsonError error;
    for (size_t at = 0; !json_at_end(payload, at);) {
        if (!json_read(&document, arena, payload, &at, &error))
            return false;
        bool array = json_kind(&document, 0) == JSON_ARRAY;
        uint32_t end = array ? json_next(&document, 0) : 1;
        for (uint32_t value = array ? 1 : 0; value < end; value = json_next(&document, value)) {
            if (is_value(arena, &document, value, digest))
                return true;
        }
    }
    return false;
}

static const char *envelope_wrong(Arena *arena, const Digest *digest, const Signed *found, Text text)
{
    JsonDocument document = {.values = NULL};
    JsonError error;
    EnvelopeFault fault;
    Envelope envelope;
    TrustedKey key = {.path = {"", 0}};
    Text reason;
    size_t at = 0;
    if (!public_key_read(arena, found->key, &key.key, &reason))
        return "the key that signed it is damaged";
    key.fingerprint = key_fingerprint(&key.key);
    if (!text_equal(digest_text(arena, &key.fingerprint), found->signer))
        return "the key that signed it is another one than its record says";
    if (!json_read(&document, arena, text, &at, &error) || !envelope_read(arena, &document, 0, &envelope, &fault) ||
        !text_is(envelope.type, ENVELOPE_SUBMISSION))
        return "what it was signed with is no envelope";
    const Trust trust = {.keys = &key, .count = 1};
    if (!trust_signer(arena, trust_check(arena, &trust, &envelope), envelope.count, &reason))
        return "its signature is wrong";
    return holds(arena, envelope.payload, digest) ? NULL : "the envelope with its signature does not hold it";
}

const char *signature_wrong(EnvTxn *txn, Arena *arena, const Digest *digest, EnvFault *fault)
{
    Signed found;
    Text envelope;
    ArenaMark mark = arena_mark(arena);
    const char *wrong = "what is kept of its signature is damaged";
    *fault = signed_get(txn, arena, digest, &found);
    if (*fault == ENV_FINE && found.there)
        *fault = signed_envelope(txn, arena, &found, &envelope);
    if (*fault == ENV_FINE)
        wrong = found.there ? envelope_wrong(arena, digest, &found, envelope) : NULL;
    arena_reset(arena, mark);
    return wrong;
}
