// SPDX-License-Identifier: MIT
// Whose signatures count: public keys, in a folder (its files that end with `.pem`, private keys among them passed over), in one
// file, or in a trust file that says more of each:
//   { "format": "assize-trust/1", "keys": [ { "key": "office.pem", "verifier": "https://office.example", "from": "2026-01-01",
//     "until": "2027-12-31" } ] }
// `key` is a path from the trust file's folder, or the key itself as PEM; the other members may be left out.
#ifndef ASSIZE_ATTEST_TRUST_H
#define ASSIZE_ATTEST_TRUST_H

#include "attest/envelope.h"
#include "support/key.h"

typedef struct TrustedKey {
    PublicKey key;
    Digest fingerprint;
    Text path;           // where it stands
    Text verifier;       // whose it is; empty: that is not said
    int64_t from, until; // days: what it signs is of one of these
} TrustedKey;

typedef struct Trust {
    TrustedKey *keys;
    size_t count, capacity;
} Trust;

// Reads whose signatures count, into the arena. 0, or the errno of what could not be read; EINVAL where what was read is refused:
// the reason says why, in either case.
int trust_read(Arena *arena, const char *path, Trust *trust, Text *reason);

typedef enum SignatureState {
    SIGNATURE_GOOD,
    SIGNATURE_WRONG,   // it names a trusted key, which did not make it
    SIGNATURE_UNKNOWN, // no trusted key made it
} SignatureState;

typedef struct CheckedSignature {
    SignatureState state;
    const TrustedKey *key; // of one that is unknown: null
} CheckedSignature;

// Checks the signatures of an envelope: as many results, in the arena. What a signature says of its key is a hint, but for a
// fingerprint: one of no trusted key is unknown, whoever made it.
CheckedSignature *trust_check(Arena *arena, const Trust *trust, const Envelope *envelope);
// The first key that has made one of them; null, with the reason, where none has, or one that names a trusted key is wrong.
const TrustedKey *trust_signer(Arena *arena, const CheckedSignature *checked, size_t count, Text *reason);

#endif
