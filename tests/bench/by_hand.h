// SPDX-License-Identifier: MIT
// What the two reviews written by hand share: a store in LMDB, patterns, and what a review finds. The rules themselves are
// functions in a file of their own, made by write_c.py as somebody would write them.
#ifndef BENCH_BY_HAND_H
#define BENCH_BY_HAND_H

#include "bench/records.h"

#include <lmdb.h>
#include <stddef.h>
#include <string.h>

typedef struct Words {
    const char *bytes;
    size_t length;
} Words;

static inline bool is_text(Words text, const char *other, size_t length)
{
    return text.length == length && memcmp(text.bytes, other, length) == 0;
}

// What is counted while a rule is worked out, then its status.
typedef struct RuleResult {
    uint32_t sure, never, unknown;
    uint8_t status;
} RuleResult;
enum { SATISFIED, VIOLATED, UNDETERMINED, NOT_APPLICABLE };

typedef struct HandFinding {
    uint32_t rule;
    Words component, vulnerability; // empty: none
} HandFinding;

typedef struct HandReview {
    RuleResult *rules;
    HandFinding *findings;
    size_t finding_count, finding_capacity;
} HandReview;

void add_finding(HandReview *review, uint32_t rule, Words component, Words vulnerability);

// By number: whether a pattern is found in a text.
bool is_found(uint32_t pattern, Words text);

typedef struct Product {
    const ProductRecord *record;
    Words texts[TEXTS];
    const Loose32 *roots[ROOTS];
    const Loose32 *suppliers; // keys
} Product;

typedef struct Supplier {
    int64_t rating;
    uint8_t trusted;
    bool known;
    Words country;
} Supplier;

Product read_product(const void *bytes);

// One product's key: a letter, its number, a number in it.
typedef struct Key {
    uint8_t bytes[9];
} Key;
Key key_of(char letter, uint32_t product, uint32_t number);
// The value of a key; false where there is none.
bool find(MDB_txn *transaction, MDB_dbi table, Key key, MDB_val *value);
// The suppliers of the product, in its order; as many as it has. They are read once and kept, as dossiers are between reviews.
void read_suppliers(MDB_txn *transaction, MDB_dbi table, const Product *product, Supplier *suppliers);

// ---- what the file of rules has ----

extern const uint32_t rule_count, pattern_count;
extern const char *const rule_codes[], *const patterns[];
// Whether each rule applies, and what product rules say.
void review_product(const Product *p, HandReview *review);
// Statuses from what was counted.
void finish_rules(HandReview *review);

// ---- what a form has ----

// Reviews the product in a transaction that is open.
void review_in(MDB_txn *transaction, MDB_dbi table, uint32_t product, HandReview *review);

#endif
