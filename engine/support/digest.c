// SPDX-License-Identifier: MIT
// SHA-256. See digest.h.
#include "support/digest.h"

#include <assert.h>
#include <nettle/sha2.h>

static_assert(sizeof(struct sha256_ctx) <= sizeof(DigestUnderWay), "what nettle keeps of a digest fits");

static struct sha256_ctx *context_of(DigestUnderWay *digest)
{
    return (struct sha256_ctx *)(void *)digest->state;
}

void digest_begin(DigestUnderWay *digest)
{
    sha256_init(context_of(digest));
}

void digest_add(DigestUnderWay *digest, Text piece)
{
    sha256_update(context_of(digest), piece.length, (const uint8_t *)piece.bytes);
}

Digest digest_end(DigestUnderWay *digest)
{
    Digest ended;
    sha256_digest(context_of(digest), sizeof ended.bytes, ended.bytes);
    return ended;
}

Digest digest_of_pieces(const TextPieces *pieces)
{
    DigestUnderWay digest;
    digest_begin(&digest);
    for (size_t i = 0; i < pieces->count; i++)
        digest_add(&digest, pieces->items[i]);
    return digest_end(&digest);
}

Digest digest_of(Text text)
{
    return digest_of_pieces(&(TextPieces){.items = &text, .count = 1, .length = text.length});
}

static const char PREFIX[] = "sha256:";
enum { PREFIX_LENGTH = sizeof PREFIX - 1 };

Text digest_text(Arena *arena, const Digest *digest)
{
    static const char digits[] = "0123456789abcdef";
    char *bytes = arena_raw(arena, DIGEST_TEXT);
    memcpy(bytes, PREFIX, PREFIX_LENGTH);
    for (size_t i = 0; i < sizeof digest->bytes; i++) {
        bytes[PREFIX_LENGTH + 2 * i] = digits[digest->bytes[i] >> 4];
        bytes[PREFIX_LENGTH + 2 * i + 1] = digits[digest->bytes[i] & 15];
    }
    return (Text){bytes, DIGEST_TEXT};
}

bool digest_read(Text text, Digest *digest)
{
    if (text.length != DIGEST_TEXT || !text_starts(text, text_of(PREFIX)))
        return false;
    for (size_t i = 0; i < 2 * sizeof digest->bytes; i++) {
        char c = text.bytes[PREFIX_LENGTH + i];
        int digit = c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
        if (digit < 0)
            return false;
        uint8_t *byte = &digest->bytes[i / 2];
        *byte = (uint8_t)(i % 2 ? *byte | digit : digit << 4);
    }
    return true;
}
