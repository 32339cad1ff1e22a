// SPDX-License-Identifier: MIT
// Keyed hashing, for tables in memory that hold what others choose: texts of submissions and policies, numbers of parts. Without
// the key nobody can choose texts that collide (hash.c says why). What is stored is never hashed like this, and no output hangs
// on the order in which a table holds its entries: the key differs from process to process.
#ifndef ASSIZE_SUPPORT_HASH_H
#define ASSIZE_SUPPORT_HASH_H

#include "support/number.h"

// The key, for all tables of the process. It must not change while any of them is in use.
typedef struct HashKey {
    uint64_t point; // below 2^60: where polynomials are evaluated
    uint64_t factor_high, factor_low, summand;
} HashKey;
extern HashKey hash_key;

// Makes a key of 256 bits: for tests, which want one that they know.
void hash_use_key(const uint64_t bits[4]);
// Takes a key from the system, the first time that it is called in a process. False where the system gives none.
bool hash_use_secret(void);

// Of different numbers, independent in pairs: the upper half of number * factor + summand, modulo 2^128. Numbers that rise by
// equal steps are scattered first, without a secret and without loss: a product would keep their steps.
static inline uint32_t hash_number(uint64_t number)
{
    number = (number ^ number >> 32) * 0x9e3779b97f4a7c15u;
    number ^= number >> 29;
    uint64_t carried = (uint64_t)((UnsignedWide)hash_key.factor_low * number >> 64);
    return (uint32_t)((carried + hash_key.factor_high * number + hash_key.summand) >> 32);
}

// Of two numbers together.
static inline uint32_t hash_pair(uint64_t first, uint64_t second)
{
    return hash_number(first + second * (hash_key.point | 1));
}

// Of a text (hash.c says how).
uint32_t hash_text(Text text);

#endif
