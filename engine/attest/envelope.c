// SPDX-License-Identifier: MIT
// Envelopes, read and written. See envelope.h.
#include "attest/envelope.h"

#include "support/base64.h"

#define BUNDLE_TYPE "application/vnd.dev.sigstore.bundle.v0.3+json"

// The envelope within a bundle; the object itself where it is none.
static uint32_t inner(const JsonDocument *document, uint32_t object)
{
    uint32_t within = json_member(document, object, "dsseEnvelope");
    return within == UINT32_MAX ? object : within;
}

bool envelope_is(const JsonDocument *document, uint32_t object)
{
    return json_member(document, inner(document, object), "payloadType") != UINT32_MAX;
}

bool envelope_holds(const JsonDocument *document, uint32_t object, const char *type)
{
    uint32_t member = json_member(document, inner(document, object), "payloadType");
    return member != UINT32_MAX && json_string_is(document, member, type);
}

// ---- reading ----

static bool fails(EnvelopeFault *fault, uint32_t value, const char *expected)
{
    *fault = (EnvelopeFault){value, expected};
    return false;
}

bool envelope_decode(Arena *arena, Text text, Text *decoded)
{
    char *plain = arena_raw(arena, text.length + 1);
    bool standard = false, other = false;
    for (size_t i = 0; i < text.length; i++) {
        char byte = text.bytes[i];
        standard |= byte == '+' || byte == '/';
        other |= byte == '-' || byte == '_';
        plain[i] = byte == '-' ? '+' : byte == '_' ? '/' : byte;
    }
    return !(standard && other) && base64_read(arena, (Text){plain, text.length}, decoded);
}

// A member that is a text; false, told of by what is expected, where it is something else, or missing and needed.
static bool read_text(Arena *arena, const JsonDocument *document, uint32_t object, const char *name, const char *expected,
                      bool needed, Text *text, EnvelopeFault *fault)
{
    uint32_t value = json_member(document, object, name);
    *text = (Text){"", 0};
    if (value == UINT32_MAX)
        return !needed || fails(fault, object, expected);
    if (json_kind(document, value) != JSON_STRING)
        return fails(fault, value, expected);
    *text = json_string(document, arena, value);
    return true;
}

static bool read_bytes(Arena *arena, const JsonDocument *document, uint32_t object, const char *name, const char *expected,
                       Text *bytes, EnvelopeFault *fault)
{
    Text text;
    if (!read_text(arena, document, object, name, expected, true, &text, fault))
        return false;
    return envelope_decode(arena, text, bytes) || fails(fault, json_member(document, object, name), expected);
}

static bool read_signature(Arena *arena, const JsonDocument *document, uint32_t object, EnvelopeSignature *signature,
                           EnvelopeFault *fault)
{
    if (json_kind(document, object) != JSON_OBJECT)
        return fails(fault, object, "a signature: an object with `sig`");
    return read_text(arena, document, object, "keyid", "`keyid`, a text", false, &signature->key, fault) &&
           read_bytes(arena, document, object, "sig", "`sig`, a text in base64", &signature->bytes, fault);
}

bool envelope_read(Arena *arena, const JsonDocument *document, uint32_t object, Envelope *envelope, EnvelopeFault *fault)
{
    *envelope = (Envelope){.count = 0};
    object = inner(document, object);
    if (json_kind(document, object) != JSON_OBJECT)
        return fails(fault, object, "an envelope: an object with `payloadType`, `payload` and `signatures`");
    if (!read_text(arena, document, object, "payloadType", "`payloadType`, a text", true, &envelope->type, fault) ||
        !read_bytes(arena, document, object, "payload", "`payload`, a text in base64", &envelope->payload, fault))
        return false;
    uint32_t list = json_member(document, object, "signatures");
    if (list == UINT32_MAX || json_kind(document, list) != JSON_ARRAY)
        return fails(fault, list == UINT32_MAX ? object : list, "`signatures`, a list");
    envelope->signatures = arena_array(arena, json_count(document, list) + 1, sizeof *envelope->signatures);
    for (uint32_t at = list + 1; at < json_next(document, list); at = json_next(document, at)) {
        if (!read_signature(arena, document, at, &envelope->signatures[envelope->count], fault))
            return false;
        envelope->count++;
    }
    return envelope->count > 0 || fails(fault, list, "at least one signature");
}

// ---- writing ----

Text envelope_message(Arena *arena, const Envelope *envelope)
{
    TextBuilder text = text_builder(arena);
    text_append_format(&text, "DSSEv1 %zu ", envelope->type.length);
    text_append(&text, envelope->type);
    text_append_format(&text, " %zu ", envelope->payload.length);
    text_append(&text, envelope->payload);
    return text_built(&text);
}

static void write_bytes(JsonWriter *json, const char *key, Text bytes)
{
    char *text = arena_raw(json->builder.arena, BASE64_LENGTH(bytes.length) + 1);
    size_t length = base64_write(bytes, text);
    json_key_string(json, key, (Text){text, length});
}

static void write_envelope(JsonWriter *json, const Envelope *envelope)
{
    json_begin_object(json);
    write_bytes(json, "payload", envelope->payload);
    json_key_string(json, "payloadType", envelope->type);
    json_key_array(json, "signatures");
    for (size_t i = 0; i < envelope->count; i++) {
        json_begin_object(json);
        if (envelope->signatures[i].key.length)
            json_key_string(json, "keyid", envelope->signatures[i].key);
        write_bytes(json, "sig", envelope->signatures[i].bytes);
        json_end_object(json);
    }
    json_end_array(json);
    json_end_object(json);
}

Text envelope_text(Arena *arena, const Envelope *envelope)
{
    JsonWriter json = json_writer(arena);
    write_envelope(&json, envelope);
    return text_built(&json.builder);
}

Text envelope_bundle(Arena *arena, const Envelope *envelope)
{
    JsonWriter json = json_writer(arena);
    json_begin_object(&json);
    json_key(&json, text_of("dsseEnvelope"));
    write_envelope(&json, envelope);
    json_key_string(&json, "mediaType", text_of(BUNDLE_TYPE));
    json_key_object(&json, "verificationMaterial");
    json_key_object(&json, "publicKey");
    json_key_string(&json, "hint", envelope->signatures[0].key);
    json_end_object(&json);
    json_end_object(&json);
    json_end_object(&json);
    return text_built(&json.builder);
}

void envelope_add(Arena *arena, Envelope *envelope, Text key, Text bytes)
{
    EnvelopeSignature *more = arena_array(arena, envelope->count + 1, sizeof *more);
    for (size_t i = 0; i < envelope->count; i++)
        more[i] = envelope->signatures[i];
    more[envelope->count++] = (EnvelopeSignature){key, bytes};
    envelope->signatures = more;
}
