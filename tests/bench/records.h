// SPDX-License-Identifier: MIT
// What the reviews written by hand store in LMDB, as write_records.py lays it out: a record for each component, or all columns
// of a product in one value. Little-endian; LMDB gives values that are aligned to two bytes only, so records are packed.
#ifndef BENCH_RECORDS_H
#define BENCH_RECORDS_H

#include <stdbool.h>
#include <stdint.h>

enum { NO = 0, YES = 1, PERHAPS = 2 };
#define NO_DATE INT32_MIN
#define NO_NUMBER INT64_MIN
enum { FLAGS = 15, NUMBERS = 12, DATES = 5, TEXTS = 4, SHARES = 2, LEVELS = 2, ROOTS = 3 };

// A number that stands where it stands.
typedef uint32_t Loose32 __attribute__((aligned(1)));

typedef struct __attribute__((packed)) ProductRecord {
    int64_t numbers[NUMBERS], shares[SHARES]; // shares in millionths
    int32_t dates[DATES];
    uint32_t root_counts[ROOTS], supplier_count;
    uint16_t text_lengths[TEXTS];
    uint8_t flags[FLAGS], levels[LEVELS], unused[3];
    uint8_t rest[]; // the numbers of the roots, of the suppliers; the texts
} ProductRecord;

typedef struct __attribute__((packed)) SupplierRecord {
    int64_t rating;
    uint8_t trusted, country_length;
    char country[];
} SupplierRecord;

typedef struct __attribute__((packed)) ComponentRecord {
    int64_t size, score, version; // score in millionths; a version's three numbers of 20 bits each
    int32_t released, support_until, audited_on;
    uint32_t supplier; // its place among the product's suppliers
    uint8_t is_signed, level;
    uint16_t id_length, name_length, licence_length, origin_length;
    uint16_t dependency_count, vulnerability_count, unused;
    uint8_t rest[]; // vulnerabilities; dependencies, by number; the texts, those of the vulnerabilities last
} ComponentRecord;

typedef struct __attribute__((packed)) VulnerabilityRecord {
    int64_t cvss;
    int32_t found;
    uint16_t id_length;
    uint8_t severity, fixed, exploited, unused[7];
} VulnerabilityRecord;

// Begins the one value of a product: where each column begins, in bytes, after the counts.
typedef enum Column {
    COLUMN_PRODUCT, // a ProductRecord
    COLUMN_SIZE,
    COLUMN_SCORE,
    COLUMN_VERSION,
    COLUMN_CVSS,
    COLUMN_RELEASED,
    COLUMN_SUPPORT_UNTIL,
    COLUMN_AUDITED_ON,
    COLUMN_FOUND,
    COLUMN_SUPPLIER,
    COLUMN_NAME, // texts by number
    COLUMN_LICENCE,
    COLUMN_ORIGIN,
    COLUMN_DEPENDENCY_OFFSETS,
    COLUMN_DEPENDENCIES,
    COLUMN_VULNERABILITY_OFFSETS,
    COLUMN_PARENT, // of a vulnerability, its component
    COLUMN_ID_OFFSETS,
    COLUMN_VULNERABILITY_ID_OFFSETS,
    COLUMN_TEXT_OFFSETS,
    COLUMN_SIGNED, // bytes from here
    COLUMN_LEVEL,
    COLUMN_SEVERITY,
    COLUMN_FIXED,
    COLUMN_EXPLOITED,
    COLUMN_IDS,
    COLUMN_VULNERABILITY_IDS,
    COLUMN_TEXTS, // distinct, in order
    COLUMN_COUNT
} Column;

typedef struct ColumnsHeader {
    uint32_t components, vulnerabilities, texts, unused;
    uint32_t offsets[COLUMN_COUNT];
} ColumnsHeader;

#endif
