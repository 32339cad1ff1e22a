// SPDX-License-Identifier: MIT
// Envelopes of what is signed, every byte changed in turn to every other one: it is refused, or what was taken from it is what
// was signed, and by whom.
#include "attest/trust.h"
#include "support/signature.h"
#include "unit/unit.h"

static const char payload[] = "{\"_type\":\"https://in-toto.io/Statement/v1\",\"subject\":[{\"name\":\"+?>~\"}]}";

typedef struct Signed {
    PrivateKey key;
    Trust trust;
    Text text, hint, bytes; // the envelope; what it says of its key; the signature
} Signed;

static Signed sign(KeyKind kind)
{
    Signed made;
    Envelope envelope = {.type = text_of(ENVELOPE_STATEMENT), .payload = text_of(payload)};
    Signature signature;
    assert_true(key_make(kind, &made.key));
    TrustedKey *trusted = arena_take(unit_arena(), sizeof *trusted);
    *trusted = (TrustedKey){
        .key = made.key.open, .fingerprint = key_fingerprint(&made.key.open), .from = INT64_MIN, .until = INT64_MAX};
    made.trust = (Trust){trusted, 1, 1};
    signature_make(&made.key, envelope_message(unit_arena(), &envelope), &signature);
    made.hint = digest_text(unit_arena(), &trusted->fingerprint);
    made.bytes = text_copy(unit_arena(), (Text){(const char *)signature.bytes, signature.length});
    envelope_add(unit_arena(), &envelope, made.hint, made.bytes);
    made.text = envelope_text(unit_arena(), &envelope);
    return made;
}

// Whether a text is an envelope with a signature that counts; then what it holds.
static bool accepted(const Signed *made, Text text, Envelope *envelope)
{
    JsonDocument document = {.values = NULL};
    JsonError error;
    EnvelopeFault fault;
    Text reason;
    size_t at = 0;
    if (!json_read(&document, unit_arena(), text, &at, &error) || !json_at_end(text, at) || !envelope_is(&document, 0) ||
        !envelope_holds(&document, 0, ENVELOPE_STATEMENT) || !envelope_read(unit_arena(), &document, 0, envelope, &fault))
        return false;
    CheckedSignature *checked = trust_check(unit_arena(), &made->trust, envelope);
    return trust_signer(unit_arena(), checked, envelope->count, &reason) == made->trust.keys;
}

static void change_each_byte(KeyKind kind, int step)
{
    const Signed made = sign(kind);
    size_t hint = made.text.length, kept = 0;
    Envelope envelope;
    assert_true(accepted(&made, made.text, &envelope));
    for (size_t i = 0; i + strlen("\"keyid\"") < made.text.length; i++) {
        if (memcmp(made.text.bytes + i, "\"keyid\"", strlen("\"keyid\"")) == 0)
            hint = i;
    }
    assert_true(hint < made.text.length);
    size_t behind = hint + strlen("\"keyid\":\"\"") + made.hint.length;
    ArenaMark mark = arena_mark(unit_arena());
    step *= unit_slowdown() > 1 ? 17 : 1;
    for (size_t i = 0; i < made.text.length; i++) {
        for (int other = 1; other < 256; other += step) {
            char *changed = arena_raw(unit_arena(), made.text.length);
            memcpy(changed, made.text.bytes, made.text.length);
            changed[i] = (char)(changed[i] ^ other);
            if (accepted(&made, (Text){changed, made.text.length}, &envelope)) {
                unit_assert_text(envelope.payload, payload);
                unit_assert_text(envelope.type, ENVELOPE_STATEMENT);
                assert_true(text_equal(envelope.signatures[0].bytes, made.bytes));
                // What it says of its key may go, and the two alphabets of base64 have two characters of their own each.
                bool alphabet = strchr("+/-_", made.text.bytes[i]) && strchr("+/-_", changed[i]);
                assert_true((i >= hint && i < behind) || alphabet);
                kept++;
            }
            arena_reset(unit_arena(), mark);
        }
    }
    assert_true(kept < (behind - hint) * 255);
    // Of another key's fingerprint in its place the signature is not looked at.
    char *changed = arena_raw(unit_arena(), made.text.length);
    memcpy(changed, made.text.bytes, made.text.length);
    char *digit = changed + behind - 2;
    *digit = *digit == '0' ? '1' : '0';
    assert_false(accepted(&made, (Text){changed, made.text.length}, &envelope));
}

static void bytes_of_ed25519(void **state)
{
    (void)state;
    change_each_byte(KEY_ED25519, 1);
}

static void bytes_of_p256(void **state)
{
    (void)state;
    change_each_byte(KEY_P256, 5);
}

int main(void)
{
    const struct CMUnitTest tests[] = {UNIT_TEST(bytes_of_ed25519), UNIT_TEST(bytes_of_p256)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
