// SPDX-License-Identifier: MIT
// SHA-256 (FIPS 180-4), by nettle: the name of everything that must not change.
#ifndef ASSIZE_SUPPORT_DIGEST_H
#define ASSIZE_SUPPORT_DIGEST_H

#include "support/text.h"

typedef struct Digest {
    uint8_t bytes[32];
} Digest;

enum { DIGEST_TEXT = 7 + 64 }; // of `sha256:` and the digits

Digest digest_of(Text text);                          // of a text in one piece
Digest digest_of_pieces(const TextPieces *pieces);    // of the text that they are together
Text digest_text(Arena *arena, const Digest *digest); // `sha256:9f2c…`
bool digest_read(Text text, Digest *digest);          // of that form
static inline bool digest_equal(const Digest *a, const Digest *b)
{
    return memcmp(a->bytes, b->bytes, sizeof a->bytes) == 0;
}
// The digest of a text that comes piece by piece: begun, added to, and ended once.
typedef struct DigestUnderWay {
    uint64_t state[16];
} DigestUnderWay;
void digest_begin(DigestUnderWay *digest);
void digest_add(DigestUnderWay *digest, Text piece);
Digest digest_end(DigestUnderWay *digest);
// Its bytes, where it stands.
static inline Text digest_bytes(const Digest *digest)
{
    return (Text){(const char *)digest->bytes, sizeof digest->bytes};
}
// The order of digests, for qsort.
static inline int digest_order(const void *a, const void *b)
{
    return memcmp(a, b, sizeof(Digest));
}

#endif
