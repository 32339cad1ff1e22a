// SPDX-License-Identifier: MIT
// Keyed hashing: a text is a polynomial over the field of 2^61 - 1 elements, whose coefficients are its length and its bytes,
// seven at a time; it is evaluated at the secret point. Two different texts of n bytes meet at no more than n / 7 + 1 of the 2^60
// points, whatever they are (J. L. Carter and M. N. Wegman, Universal classes of hash functions, 1979); the result is then spread
// by a secret factor (hash_number), since tables look at a few of its bits.
#include "support/hash.h"

#include <errno.h>
#include <pthread.h>
#include <sys/random.h>

#define PRIME (((uint64_t)1 << 61) - 1)
#define POINTS ((uint64_t)1 << 60)

// What those have who ask for no other: digits of pi.
HashKey hash_key = {0x03f6a8885a308d31, 0x13198a2e03707344, 0xa4093822299f31d1, 0x082efa98ec4e6c89};

void hash_use_key(const uint64_t bits[4])
{
    hash_key = (HashKey){bits[0] % POINTS, bits[1], bits[2], bits[3]};
}

static bool has_secret;

static void take_secret(void)
{
    uint64_t bits[4];
    size_t had = 0;
    while (had < sizeof bits) {
        ssize_t more = getrandom((char *)bits + had, sizeof bits - had, 0);
        if (more < 0 && errno != EINTR)
            return;
        had += more > 0 ? (size_t)more : 0;
    }
    hash_use_key(bits);
    has_secret = true;
}

bool hash_use_secret(void)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, take_secret);
    return has_secret;
}

// hash * point + coefficient, but for multiples of the prime; below 2^62 where hash is.
static inline uint64_t next_term(uint64_t hash, uint64_t coefficient)
{
    UnsignedWide sum = (UnsignedWide)hash * hash_key.point + coefficient;
    return (uint64_t)(sum & PRIME) + (uint64_t)(sum >> 61);
}

uint32_t hash_text(Text text)
{
    enum { BYTES = 7 };
    uint64_t hash = text.length + 1, word;
    size_t at = 0;
    for (; text.length - at > BYTES; at += BYTES) {
        memcpy(&word, text.bytes + at, sizeof word);
        hash = next_term(hash, word & (((uint64_t)1 << 8 * BYTES) - 1));
    }
    return hash_number(next_term(hash, at < text.length ? text_few(text.bytes + at, text.length - at) : 0));
}
