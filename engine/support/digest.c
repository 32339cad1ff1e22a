// SPDX-License-Identifier: MIT
// SHA-256. See digest.h.
#include "support/digest.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>

struct Digester {
    EVP_MD *sha256;
};

Digester *digester_open(bool own_process)
{
    // SHA-256 needs no configuration; to read it takes longer than a whole review.
    if (own_process)
        OPENSSL_init_crypto(OPENSSL_INIT_NO_LOAD_CONFIG | OPENSSL_INIT_NO_ADD_ALL_CIPHERS | OPENSSL_INIT_NO_ADD_ALL_DIGESTS |
                                OPENSSL_INIT_NO_LOAD_CRYPTO_STRINGS,
                            NULL);
    Digester *digester = memory_take(sizeof *digester);
    if (!digester)
        return NULL;
    digester->sha256 = EVP_MD_fetch(NULL, "SHA256", NULL);
    if (!digester->sha256) {
        memory_give(digester);
        return NULL;
    }
    return digester;
}

void digester_close(Digester *digester)
{
    if (!digester)
        return;
    EVP_MD_free(digester->sha256);
    memory_give(digester);
}

bool digest_of_two(const Digester *digester, Text first, Text second, Digest *digest)
{
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    if (!context)
        return false;
    unsigned length = sizeof digest->bytes;
    bool fine = EVP_DigestInit_ex2(context, digester->sha256, NULL) && EVP_DigestUpdate(context, first.bytes, first.length) &&
                EVP_DigestUpdate(context, second.bytes, second.length) && EVP_DigestFinal_ex(context, digest->bytes, &length);
    EVP_MD_CTX_free(context);
    return fine;
}

bool digest_of(const Digester *digester, Text text, Digest *digest)
{
    return digest_of_two(digester, text, (Text){"", 0}, digest);
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
