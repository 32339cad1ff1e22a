// SPDX-License-Identifier: MIT
// Keys of signatures: Ed25519 (RFC 8032), and ECDSA over P-256 (FIPS 186-4). They stand in files as PEM (RFC 7468): a public key
// as SubjectPublicKeyInfo (RFC 5280; 8410 and 5480), a private one as PKCS #8 (RFC 5208), neither of them enciphered.
#ifndef ASSIZE_SUPPORT_KEY_H
#define ASSIZE_SUPPORT_KEY_H

#include "support/digest.h"

typedef enum KeyKind { KEY_ED25519, KEY_P256, KEY_KINDS } KeyKind;
extern const char *const key_kind_names[KEY_KINDS]; // as they are called on a command line

enum { KEY_PUBLIC = 64, KEY_SECRET = 32 };

typedef struct PublicKey {
    KeyKind kind;
    uint8_t bytes[KEY_PUBLIC]; // of Ed25519 32, then zeros; of P-256 the point's two coordinates, most significant byte first
} PublicKey;

typedef struct PrivateKey {
    PublicKey open; // that goes with it
    uint8_t secret[KEY_SECRET];
} PrivateKey;

// Reads the first key of a PEM text. False, with the reason (in the arena), where there is none of these kinds: what else it is
// (a key of RSA, an enciphered one) is told. What was read of a private key is wiped from everywhere but the text.
bool public_key_read(Arena *arena, Text pem, PublicKey *key, Text *reason);
bool private_key_read(Arena *arena, Text pem, PrivateKey *key, Text *reason);
// Whether a text is PEM of a private key, whatever its kind.
bool key_is_private(Text pem);

// As PEM, in the arena.
Text public_key_text(Arena *arena, const PublicKey *key);
Text private_key_text(Arena *arena, const PrivateKey *key);
// Its fingerprint: the SHA-256 of the SubjectPublicKeyInfo, in DER.
Digest key_fingerprint(const PublicKey *key);

// Makes a new key of random bytes. False where the system gives none.
bool key_make(KeyKind kind, PrivateKey *key);

#endif
