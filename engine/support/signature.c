// SPDX-License-Identifier: MIT
// Signatures. ECDSA takes its nonce from a function that is made for random bytes: it is given what RFC 6979 derives from the key
// and the message instead, and the next of these whenever it asks again. See signature.h.
#include "support/signature.h"

#include <assert.h>
#include <nettle/ecc-curve.h>
#include <nettle/ecdsa.h>
#include <nettle/eddsa.h>
#include <nettle/hmac.h>

#include "support/der.h"

enum { P256_BYTES = 32, DIGEST_BYTES = 32 };

static_assert(ED25519_KEY_SIZE == KEY_SECRET && ED25519_SIGNATURE_SIZE == SIGNATURE_RAW, "keys and signatures fit");

// ---- numbers of P-256 ----

// Into a number that is initialised.
static void number_in(mpz_t number, const uint8_t *bytes)
{
    mpz_import(number, P256_BYTES, 1, 1, 1, 0, bytes);
}

static void number_out(const mpz_t number, uint8_t *bytes)
{
    size_t count = (mpz_sizeinbase(number, 2) + 7) / 8;
    memset(bytes, 0, P256_BYTES);
    mpz_export(bytes + P256_BYTES - count, NULL, 1, 1, 1, 0, number);
}

// Takes a secret of P-256; false where it is zero or beyond the group's order. Then nothing is to be cleared.
static bool scalar_in(struct ecc_scalar *scalar, const uint8_t *secret)
{
    mpz_t number;
    mpz_init(number);
    number_in(number, secret);
    ecc_scalar_init(scalar, nettle_get_secp_256r1());
    bool fits = ecc_scalar_set(scalar, number) == 1;
    explicit_bzero(mpz_limbs_modify(number, (mp_size_t)mpz_size(number)), mpz_size(number) * sizeof(mp_limb_t));
    mpz_clear(number);
    if (!fits)
        ecc_scalar_clear(scalar);
    return fits;
}

// Takes a point; false where it does not lie on the curve. Then nothing is to be cleared.
static bool point_in(struct ecc_point *point, const uint8_t *bytes)
{
    mpz_t x, y;
    mpz_init(x);
    mpz_init(y);
    number_in(x, bytes);
    number_in(y, bytes + P256_BYTES);
    ecc_point_init(point, nettle_get_secp_256r1());
    bool fits = ecc_point_set(point, x, y) == 1;
    mpz_clear(x);
    mpz_clear(y);
    if (!fits)
        ecc_point_clear(point);
    return fits;
}

static bool p256_public(PrivateKey *key)
{
    struct ecc_scalar secret;
    struct ecc_point point;
    mpz_t x, y;
    if (!scalar_in(&secret, key->secret))
        return false;
    ecc_point_init(&point, nettle_get_secp_256r1());
    ecc_point_mul_g(&point, &secret);
    mpz_init(x);
    mpz_init(y);
    ecc_point_get(&point, x, y);
    number_out(x, key->open.bytes);
    number_out(y, key->open.bytes + P256_BYTES);
    mpz_clear(x);
    mpz_clear(y);
    ecc_point_clear(&point);
    ecc_scalar_clear(&secret);
    return true;
}

bool signature_public(PrivateKey *key)
{
    memset(key->open.bytes, 0, sizeof key->open.bytes);
    if (key->open.kind == KEY_P256)
        return p256_public(key);
    ed25519_sha512_public_key(key->open.bytes, key->secret);
    return true;
}

bool signature_public_is_valid(const PublicKey *key)
{
    struct ecc_point point;
    if (key->kind != KEY_P256)
        return true;
    bool valid = point_in(&point, key->bytes);
    if (valid)
        ecc_point_clear(&point);
    return valid;
}

// ---- nonces: RFC 6979, 3.2, with HMAC and SHA-256 ----

typedef struct Nonces {
    uint8_t key[DIGEST_BYTES], value[DIGEST_BYTES];
    bool begun; // whether one was given
} Nonces;

// value = HMAC(key, value)
static void nonces_step(Nonces *nonces)
{
    struct hmac_sha256_ctx hmac;
    hmac_sha256_set_key(&hmac, sizeof nonces->key, nonces->key);
    hmac_sha256_update(&hmac, sizeof nonces->value, nonces->value);
    hmac_sha256_digest(&hmac, sizeof nonces->value, nonces->value);
    explicit_bzero(&hmac, sizeof hmac);
}

// key = HMAC(key, value, byte, seed), then a step.
static void nonces_mix(Nonces *nonces, uint8_t byte, const uint8_t *seed, size_t length)
{
    struct hmac_sha256_ctx hmac;
    hmac_sha256_set_key(&hmac, sizeof nonces->key, nonces->key);
    hmac_sha256_update(&hmac, sizeof nonces->value, nonces->value);
    hmac_sha256_update(&hmac, 1, &byte);
    hmac_sha256_update(&hmac, length, seed);
    hmac_sha256_digest(&hmac, sizeof nonces->key, nonces->key);
    explicit_bzero(&hmac, sizeof hmac);
    nonces_step(nonces);
}

// The secret and the digest modulo the group's order q, one behind the other.
static void nonces_open(Nonces *nonces, const uint8_t *secret, const uint8_t *digest)
{
    static const uint8_t q[P256_BYTES] = {0xff, 0xff, 0xff, 0xff, 0,    0,    0,    0,    0xff, 0xff, 0xff,
                                          0xff, 0xff, 0xff, 0xff, 0xff, 0xbc, 0xe6, 0xfa, 0xad, 0xa7, 0x17,
                                          0x9e, 0x84, 0xf3, 0xb9, 0xca, 0xc2, 0xfc, 0x63, 0x25, 0x51};
    uint8_t seed[2 * P256_BYTES];
    memcpy(seed, secret, P256_BYTES);
    memcpy(seed + P256_BYTES, digest, P256_BYTES);
    if (memcmp(digest, q, sizeof q) >= 0) { // it is less than twice q
        int borrow = 0;
        for (size_t i = P256_BYTES; i-- > 0;) {
            int rest = digest[i] - q[i] - borrow;
            seed[P256_BYTES + i] = (uint8_t)rest;
            borrow = rest < 0;
        }
    }
    memset(nonces->key, 0, sizeof nonces->key);
    memset(nonces->value, 1, sizeof nonces->value);
    nonces->begun = false;
    nonces_mix(nonces, 0, seed, sizeof seed);
    nonces_mix(nonces, 1, seed, sizeof seed);
    explicit_bzero(seed, sizeof seed);
}

// What ECDSA calls for random bytes; it takes those of a nonce at once, and others where a nonce will not do.
static void nonces_give(void *with, size_t length, uint8_t *bytes)
{
    Nonces *nonces = with;
    if (length != sizeof nonces->value)
        bug("a nonce of another length");
    if (nonces->begun)
        nonces_mix(nonces, 0, NULL, 0);
    nonces->begun = true;
    nonces_step(nonces);
    memcpy(bytes, nonces->value, length);
}

// ---- ECDSA ----

bool signature_from_raw(Text raw, Signature *signature)
{
    if (raw.length != SIGNATURE_RAW)
        return false;
    const uint8_t *bytes = (const uint8_t *)raw.bytes;
    uint8_t *at = signature->bytes + 2;
    at += der_write_number(bytes, P256_BYTES, at);
    at += der_write_number(bytes + P256_BYTES, P256_BYTES, at);
    signature->length = (size_t)(at - signature->bytes);
    signature->bytes[0] = DER_SEQUENCE;
    signature->bytes[1] = (uint8_t)(signature->length - 2);
    return true;
}

static void p256_sign(const PrivateKey *key, const Digest *digest, Signature *signature)
{
    struct ecc_scalar secret;
    struct dsa_signature numbers;
    Nonces nonces;
    uint8_t raw[SIGNATURE_RAW];
    if (!scalar_in(&secret, key->secret))
        bug("a private key that is none");
    nonces_open(&nonces, key->secret, digest->bytes);
    dsa_signature_init(&numbers);
    ecdsa_sign(&secret, &nonces, nonces_give, sizeof digest->bytes, digest->bytes, &numbers);
    number_out(numbers.r, raw);
    number_out(numbers.s, raw + P256_BYTES);
    dsa_signature_clear(&numbers);
    ecc_scalar_clear(&secret);
    explicit_bzero(&nonces, sizeof nonces);
    signature_from_raw((Text){(const char *)raw, sizeof raw}, signature);
}

static bool p256_verify(const PublicKey *key, const Digest *digest, Text signature)
{
    struct ecc_point point;
    struct dsa_signature numbers;
    uint8_t r[P256_BYTES], s[P256_BYTES];
    Text content;
    bool read = der_take(&signature, DER_SEQUENCE, &content) && !signature.length && der_take_number(&content, r, sizeof r) &&
                der_take_number(&content, s, sizeof s) && !content.length;
    if (!read || !point_in(&point, key->bytes))
        return false;
    dsa_signature_init(&numbers);
    number_in(numbers.r, r);
    number_in(numbers.s, s);
    bool fine = ecdsa_verify(&point, sizeof digest->bytes, digest->bytes, &numbers) == 1;
    dsa_signature_clear(&numbers);
    ecc_point_clear(&point);
    return fine;
}

// ---- of either kind ----

void signature_make(const PrivateKey *key, Text message, Signature *signature)
{
    if (key->open.kind == KEY_P256) {
        const Digest digest = digest_of(message);
        p256_sign(key, &digest, signature);
        return;
    }
    ed25519_sha512_sign(key->open.bytes, key->secret, message.length, (const uint8_t *)message.bytes, signature->bytes);
    signature->length = ED25519_SIGNATURE_SIZE;
}

bool signature_verify(const PublicKey *key, Text message, Text signature)
{
    if (key->kind == KEY_P256) {
        const Digest digest = digest_of(message);
        return p256_verify(key, &digest, signature);
    }
    return signature.length == ED25519_SIGNATURE_SIZE &&
           ed25519_sha512_verify(key->bytes, message.length, (const uint8_t *)message.bytes, (const uint8_t *)signature.bytes) ==
               1;
}
