// SPDX-License-Identifier: MIT
// Keys as PEM. Of each kind there is one form in DER that is written, and forms of private keys that others write too: with the
// public key in it, or without. See key.h.
#include "support/key.h"

#include <string.h>
#include <sys/random.h>

#include "support/base64.h"
#include "support/der.h"
#include "support/signature.h"

const char *const key_kind_names[KEY_KINDS] = {"ed25519", "ecdsa-p256"};

// What stands before the key itself in its one form.
#define ALGORITHM_ED25519 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70
#define ALGORITHM_P256                                                                                                           \
    0x30, 0x13, 0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01, 0x06, 0x08, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07
static const uint8_t ed25519_public[] = {0x30, 0x2a, ALGORITHM_ED25519, 0x03, 0x21, 0x00};
static const uint8_t ed25519_private[] = {0x30, 0x2e, 0x02, 0x01, 0x00, ALGORITHM_ED25519, 0x04, 0x22, 0x04, 0x20};
static const uint8_t p256_public[] = {0x30, 0x59, ALGORITHM_P256, 0x03, 0x42, 0x00, 0x04};
static const uint8_t p256_private[] = {0x30, 0x81, 0x87, 0x02, 0x01, 0x00, ALGORITHM_P256, 0x04,
                                       0x6d, 0x30, 0x6b, 0x02, 0x01, 0x01, 0x04,           0x20};
static const uint8_t p256_private_end[] = {0xa1, 0x44, 0x03, 0x42, 0x00, 0x04}; // between the secret and the public key

typedef struct Form {
    const uint8_t *bytes;
    size_t length, key; // bytes of the public key
} Form;
static const Form public_forms[KEY_KINDS] = {{ed25519_public, sizeof ed25519_public, 32}, {p256_public, sizeof p256_public, 64}};

enum { LONGEST_DER = 160 };

typedef struct Der {
    uint8_t bytes[LONGEST_DER];
    size_t length;
} Der;

static void der_add(Der *der, const void *bytes, size_t count)
{
    memcpy(der->bytes + der->length, bytes, count);
    der->length += count;
}

static Der public_der(const PublicKey *key)
{
    const Form *form = &public_forms[key->kind];
    Der der = {.length = 0};
    der_add(&der, form->bytes, form->length);
    der_add(&der, key->bytes, form->key);
    return der;
}

Digest key_fingerprint(const PublicKey *key)
{
    const Der der = public_der(key);
    return digest_of((Text){(const char *)der.bytes, der.length});
}

// ---- PEM ----

static Text write_pem(Arena *arena, const char *label, const Der *der)
{
    enum { WIDTH = 64 };
    char lines[BASE64_LENGTH(LONGEST_DER)];
    size_t length = base64_write((Text){(const char *)der->bytes, der->length}, lines);
    TextBuilder text = text_builder(arena);
    text_append_format(&text, "-----BEGIN %s-----\n", label);
    for (size_t at = 0; at < length; at += WIDTH)
        text_append_format(&text, "%.*s\n", (int)(length - at < WIDTH ? length - at : WIDTH), lines + at);
    text_append_format(&text, "-----END %s-----\n", label);
    explicit_bzero(lines, sizeof lines);
    return text_built(&text);
}

Text public_key_text(Arena *arena, const PublicKey *key)
{
    const Der der = public_der(key);
    return write_pem(arena, "PUBLIC KEY", &der);
}

Text private_key_text(Arena *arena, const PrivateKey *key)
{
    Der der = {.length = 0};
    if (key->open.kind == KEY_P256)
        der_add(&der, p256_private, sizeof p256_private);
    else
        der_add(&der, ed25519_private, sizeof ed25519_private);
    der_add(&der, key->secret, sizeof key->secret);
    if (key->open.kind == KEY_P256) {
        der_add(&der, p256_private_end, sizeof p256_private_end);
        der_add(&der, key->open.bytes, sizeof key->open.bytes);
    }
    Text text = write_pem(arena, "PRIVATE KEY", &der);
    explicit_bzero(&der, sizeof der);
    return text;
}

// The label of the first block, and what stands between its lines; false where there is none, or it does not end.
static bool find_block(Text pem, Text *label, Text *body)
{
    const Text begin = text_of("-----BEGIN "), end = text_of("-----END "), dashes = text_of("-----");
    size_t at = text_find(pem, 0, begin);
    if (at == SIZE_MAX)
        return false;
    size_t from = at + begin.length, to = text_find(pem, from, dashes);
    if (to == SIZE_MAX)
        return false;
    *label = text_slice(pem, from, to);
    size_t last = text_find(pem, to, end);
    if (last == SIZE_MAX)
        return false;
    *body = text_slice(pem, to + dashes.length, last);
    Text rest = text_slice(pem, last + end.length, pem.length);
    return text_starts(rest, *label) && text_starts(text_slice(rest, label->length, rest.length), dashes);
}

bool key_is_private(Text pem)
{
    Text label, body;
    return find_block(pem, &label, &body) && text_ends(label, text_of("PRIVATE KEY"));
}

static bool refuse(Text *reason, const char *why)
{
    *reason = text_of(why);
    return false;
}

static const char *const not_read = "it is damaged, or in a form that is not read";

// What else a block is that has another label.
static const char *other_block(Text label, bool secret)
{
    if (text_is(label, "ENCRYPTED PRIVATE KEY"))
        return "it is enciphered, which is not read: `openssl pkey -in FILE -out PLAIN` takes that off; keep the file for "
               "yourself";
    if (text_starts(label, text_of("RSA ")) || text_starts(label, text_of("DSA ")))
        return "it is a key of RSA or DSA; keys are of Ed25519 or ECDSA over P-256";
    if (text_starts(label, text_of("EC ")))
        return "it is in the form of SEC 1; `openssl pkcs8 -topk8 -nocrypt -in FILE` makes PKCS #8 of it";
    if (text_starts(label, text_of("OPENSSH ")))
        return "it is in the form of OpenSSH; keys are PEM by PKCS #8, as `assize keygen` and `openssl genpkey` make them";
    if (text_is(label, "CERTIFICATE"))
        return "it is a certificate; `openssl x509 -pubkey -noout -in FILE` prints the key in it";
    if (secret && text_is(label, "PUBLIC KEY"))
        return "it is a public key, and a private one is needed";
    if (!secret && text_is(label, "PRIVATE KEY"))
        return "it is a private key, and a public one is needed: `openssl pkey -pubout -in FILE` prints it";
    return "it is something else";
}

// What the first block holds, in DER.
static bool read_pem(Arena *arena, Text pem, const char *wanted, Text *der, Text *reason)
{
    Text label, body;
    if (!find_block(pem, &label, &body))
        return refuse(reason, "there is no key in it: no `-----BEGIN PRIVATE KEY-----` or `-----BEGIN PUBLIC KEY-----`");
    if (!text_is(label, wanted))
        return refuse(reason, other_block(label, strcmp(wanted, "PRIVATE KEY") == 0));
    char *plain = arena_raw(arena, body.length + 1);
    size_t length = 0;
    for (size_t i = 0; i < body.length; i++) {
        if (!strchr(" \t\r\n", body.bytes[i]))
            plain[length++] = body.bytes[i];
    }
    bool read = base64_read(arena, (Text){plain, length}, der);
    explicit_bzero(plain, body.length);
    return read || refuse(reason, not_read);
}

// ---- keys ----

// Takes the algorithm of a key. False, with the reason, where it is neither of the two.
static bool take_algorithm(Text *rest, KeyKind *kind, Text *reason)
{
    static const uint8_t ed25519[] = {ALGORITHM_ED25519}, p256[] = {ALGORITHM_P256};
    static const uint8_t rsa[] = {0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01},
                         curve[] = {0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01};
    Text whole = *rest, algorithm, object;
    if (!der_take(rest, DER_SEQUENCE, &algorithm))
        return refuse(reason, not_read);
    whole.length -= rest->length;
    *kind = KEY_KINDS;
    if (text_equal(whole, (Text){(const char *)ed25519, sizeof ed25519}))
        *kind = KEY_ED25519;
    if (text_equal(whole, (Text){(const char *)p256, sizeof p256}))
        *kind = KEY_P256;
    if (*kind < KEY_KINDS)
        return true;
    if (!der_take(&algorithm, DER_OBJECT, &object))
        return refuse(reason, not_read);
    if (text_starts(object, (Text){(const char *)rsa, sizeof rsa}))
        return refuse(reason, "it is a key of RSA; keys are of Ed25519 or ECDSA over P-256");
    if (text_equal(object, (Text){(const char *)curve, sizeof curve}))
        return refuse(reason, "its curve is another one than P-256");
    return refuse(reason, "it is of another kind than Ed25519 or ECDSA over P-256");
}

bool public_key_read(Arena *arena, Text pem, PublicKey *key, Text *reason)
{
    Text der, content, bits;
    *key = (PublicKey){.kind = KEY_KINDS};
    if (!read_pem(arena, pem, "PUBLIC KEY", &der, reason))
        return false;
    if (!der_take(&der, DER_SEQUENCE, &content) || der.length)
        return refuse(reason, not_read);
    if (!take_algorithm(&content, &key->kind, reason))
        return false;
    if (!der_take(&content, DER_BITS, &bits) || content.length || bits.length < 2 || bits.bytes[0])
        return refuse(reason, not_read);
    const Form *form = &public_forms[key->kind];
    size_t before = key->kind == KEY_P256 ? 2 : 1; // no bits left over; an uncompressed point
    if (key->kind == KEY_P256 && (bits.bytes[1] == 2 || bits.bytes[1] == 3))
        return refuse(reason, "its point is compressed; `openssl ec -pubin -conv_form uncompressed` writes it out");
    if (bits.length != before + form->key || (key->kind == KEY_P256 && bits.bytes[1] != 4))
        return refuse(reason, not_read);
    memcpy(key->bytes, bits.bytes + before, form->key);
    return signature_public_is_valid(key) || refuse(reason, "its point does not lie on the curve");
}

// The secret within the OCTET STRING of PKCS #8: of Ed25519 another one, of P-256 an ECPrivateKey (RFC 5915).
static bool take_secret(KeyKind kind, Text octets, PrivateKey *key)
{
    Text secret, content;
    uint8_t version;
    if (kind == KEY_ED25519) {
        if (!der_take(&octets, DER_OCTETS, &secret) || octets.length)
            return false;
    } else if (!der_take(&octets, DER_SEQUENCE, &content) || octets.length || !der_take_number(&content, &version, 1) ||
               version != 1 || !der_take(&content, DER_OCTETS, &secret)) {
        return false;
    }
    if (secret.length != sizeof key->secret)
        return false;
    memcpy(key->secret, secret.bytes, sizeof key->secret);
    return true;
}

// The public key that may stand beside the secret is not believed: it is made of the secret.
static bool read_private(Text der, PrivateKey *key, Text *reason)
{
    Text content, octets;
    uint8_t version;
    if (!der_take(&der, DER_SEQUENCE, &content) || der.length || !der_take_number(&content, &version, 1) || version > 1)
        return refuse(reason, not_read);
    if (!take_algorithm(&content, &key->open.kind, reason))
        return false;
    if (!der_take(&content, DER_OCTETS, &octets) || !take_secret(key->open.kind, octets, key) || !signature_public(key))
        return refuse(reason, not_read);
    return true;
}

bool private_key_read(Arena *arena, Text pem, PrivateKey *key, Text *reason)
{
    Text der;
    *key = (PrivateKey){.open = {.kind = KEY_KINDS}};
    if (!read_pem(arena, pem, "PRIVATE KEY", &der, reason))
        return false;
    bool read = read_private(der, key, reason);
    explicit_bzero((void *)(uintptr_t)der.bytes, der.length);
    if (!read)
        explicit_bzero(key, sizeof *key);
    return read;
}

bool key_make(KeyKind kind, PrivateKey *key)
{
    *key = (PrivateKey){.open = {.kind = kind}};
    do {
        if (getrandom(key->secret, sizeof key->secret, 0) != sizeof key->secret)
            return false;
    } while (!signature_public(key));
    return true;
}
