// SPDX-License-Identifier: MIT
// SHA-256, by libcrypto: the name of everything that must not change.
#ifndef ASSIZE_SUPPORT_DIGEST_H
#define ASSIZE_SUPPORT_DIGEST_H

#include "support/text.h"

typedef struct Digest {
    uint8_t bytes[32];
} Digest;

enum { DIGEST_TEXT = 7 + 64 }; // of `sha256:` and the digits

// Fetched once for a library instance and shared by its reviews; libcrypto's own tables are behind it.
typedef struct Digester Digester;
// Null where libcrypto or memory fails. own_process: nobody else here uses libcrypto, which then starts without a configuration.
Digester *digester_open(bool own_process);
void digester_close(Digester *digester);
// False where libcrypto fails, which needs memory for each text.
bool digest_of(const Digester *digester, Text text, Digest *digest);
// The digest of two texts one behind the other.
bool digest_of_two(const Digester *digester, Text first, Text second, Digest *digest);

Text digest_text(Arena *arena, const Digest *digest); // `sha256:9f2c…`
bool digest_read(Text text, Digest *digest);          // of that form
static inline bool digest_equal(const Digest *a, const Digest *b)
{
    return memcmp(a->bytes, b->bytes, sizeof a->bytes) == 0;
}

#endif
