// SPDX-License-Identifier: MIT
// The review written by hand, over columns: what a rule sees of a product.
#ifndef BENCH_COLUMNS_H
#define BENCH_COLUMNS_H

#include "bench/by_hand.h"

typedef struct Columns {
    uint32_t components, vulnerabilities, texts;
    const int64_t *size, *score, *version, *cvss;
    const int32_t *released, *support_until, *audited_on, *found;
    const uint32_t *supplier, *name, *licence, *origin, *dependency_offsets, *dependencies, *parent;
    const uint8_t *is_signed, *level, *severity, *fixed, *exploited;
    const uint32_t *text_offsets;
    const char *text_bytes;
    const Supplier *suppliers;
    uint32_t supplier_count;
    const ColumnsHeader *header;
} Columns;

// Room for one byte for each distinct text, or each supplier.
extern uint8_t *text_marks, *supplier_sure, *supplier_never;

Words distinct_text(const Columns *k, uint32_t number);
// The number of a distinct text; UINT32_MAX where it does not occur.
uint32_t text_number(const Columns *k, const char *bytes, size_t length);
// Marks the texts of a column in which a pattern is found.
void mark_found(const Columns *k, const uint32_t *column, uint32_t pattern);

Words component_id(const Columns *k, uint32_t component);
Words vulnerability_id(const Columns *k, uint32_t vulnerability);

// What is reached from roots; searched for once in a review.
const uint32_t *reached_from(const Columns *k, const Product *p, uint32_t roots, uint32_t *count);

// ---- what the file of rules has ----

void review_columns(const Columns *k, const Product *p, HandReview *review);

#endif
