// SPDX-License-Identifier: MIT
// Signatures, by nettle's hogweed: Ed25519 (RFC 8032), and ECDSA over P-256 with SHA-256 (FIPS 186-4), its nonces by RFC 6979.
// The same key and message give the same signature, and no signature hangs on how good random bytes are.
#ifndef ASSIZE_SUPPORT_SIGNATURE_H
#define ASSIZE_SUPPORT_SIGNATURE_H

#include "support/key.h"

enum { SIGNATURE_RAW = 64, SIGNATURE_MOST = 72 };

// Of Ed25519 64 bytes; of ECDSA what SEQUENCE { r INTEGER, s INTEGER } is in DER (RFC 3279).
typedef struct Signature {
    uint8_t bytes[SIGNATURE_MOST];
    size_t length;
} Signature;

// Fills in the public key that goes with a secret; false where the secret is none of the kind: zero, or beyond the group's order.
bool signature_public(PrivateKey *key);
// Whether a public key is one: of P-256, that its point lies on the curve.
bool signature_public_is_valid(const PublicKey *key);
// Signs a message.
void signature_make(const PrivateKey *key, Text message, Signature *signature);
// Whether a signature is that of a message.
bool signature_verify(const PublicKey *key, Text message, Text signature);
// A signature of ECDSA whose r and s stand one behind the other, in 32 bytes each, in the form above. False: it is none.
bool signature_from_raw(Text raw, Signature *signature);

#endif
