// SPDX-License-Identifier: MIT
// The part that is the same in both reviews written by hand. usage: rows|columns STORE PRODUCT_NUMBER
#define PCRE2_CODE_UNIT_WIDTH 8
#include "bench/by_hand.h"
#include "bench/protocol.h"

#include <pcre2.h>
#include <stdio.h>
#include <stdlib.h>

static MDB_env *environment;
static MDB_txn *transaction;
static MDB_dbi table;
static uint32_t product_number;
static pcre2_code **codes;
static pcre2_match_data *match;
static HandReview made;

static void must(int status)
{
    if (status)
        fail("LMDB", mdb_strerror(status));
}

void add_finding(HandReview *review, uint32_t rule, Words component, Words vulnerability)
{
    if (review->finding_count == review->finding_capacity) {
        review->finding_capacity = 2 * review->finding_capacity + 64;
        review->findings = room(review->findings, review->finding_capacity, sizeof *review->findings);
    }
    review->findings[review->finding_count++] = (HandFinding){rule, component, vulnerability};
}

bool is_found(uint32_t pattern, Words text)
{
    return pcre2_jit_match(codes[pattern], (PCRE2_SPTR)text.bytes, text.length, 0, PCRE2_NO_UTF_CHECK, match, NULL) >= 0;
}

static void compile_patterns(void)
{
    codes = room(NULL, pattern_count, sizeof *codes);
    match = pcre2_match_data_create(1, NULL);
    for (uint32_t i = 0; i < pattern_count; i++) {
        int error;
        size_t place;
        codes[i] = pcre2_compile((PCRE2_SPTR)patterns[i], PCRE2_ZERO_TERMINATED, PCRE2_UTF, &error, &place, NULL);
        if (!codes[i] || pcre2_jit_compile(codes[i], PCRE2_JIT_COMPLETE))
            fail("a pattern cannot be compiled", patterns[i]);
    }
}

Key key_of(char letter, uint32_t product, uint32_t number)
{
    Key key = {{(uint8_t)letter}};
    product = __builtin_bswap32(product);
    number = __builtin_bswap32(number);
    memcpy(key.bytes + 1, &product, 4);
    memcpy(key.bytes + 5, &number, 4);
    return key;
}

bool find(MDB_txn *in, MDB_dbi from, Key key, MDB_val *value)
{
    MDB_val name = {sizeof key.bytes, key.bytes};
    int status = mdb_get(in, from, &name, value);
    if (status != MDB_NOTFOUND)
        must(status);
    return status == 0;
}

Product read_product(const void *bytes)
{
    Product product = {.record = bytes};
    const uint8_t *at = product.record->rest;
    for (size_t i = 0; i < ROOTS; i++) {
        product.roots[i] = (const Loose32 *)at;
        at += 4 * (size_t)product.record->root_counts[i];
    }
    product.suppliers = (const Loose32 *)at;
    at += 4 * (size_t)product.record->supplier_count;
    for (size_t i = 0; i < TEXTS; i++) {
        product.texts[i] = (Words){(const char *)at, product.record->text_lengths[i]};
        at += product.texts[i].length;
    }
    return product;
}

void read_suppliers(MDB_txn *in, MDB_dbi from, const Product *product, Supplier *suppliers)
{
    static const Supplier *kept; // of the one product that this process reviews; they lie in the map, which stays
    if (kept == suppliers)
        return;
    kept = suppliers;
    for (uint32_t i = 0; i < product->record->supplier_count; i++) {
        MDB_val value;
        suppliers[i] = (Supplier){.trusted = PERHAPS};
        if (!find(in, from, key_of('s', 0, product->suppliers[i]), &value))
            continue;
        const SupplierRecord *record = value.mv_data;
        suppliers[i] = (Supplier){record->rating, record->trusted, true, {record->country, record->country_length}};
    }
}

static uint64_t review(size_t count)
{
    uint64_t start = nanoseconds();
    for (size_t i = 0; i < count; i++) {
        must(mdb_txn_renew(transaction));
        memset(made.rules, 0, rule_count * sizeof *made.rules);
        made.finding_count = 0;
        review_in(transaction, table, product_number, &made);
        finish_rules(&made);
        mdb_txn_reset(transaction);
    }
    return nanoseconds() - start;
}

static void print_findings(uint32_t rule)
{
    const char *before = "";
    for (size_t i = 0; i < made.finding_count; i++) {
        const HandFinding *one = &made.findings[i];
        if (one->rule != rule)
            continue;
        printf("%s\"%.*s%s%.*s\"", before, (int)one->component.length, one->component.bytes, one->vulnerability.length ? " " : "",
               (int)one->vulnerability.length, one->vulnerability.bytes);
        before = ", ";
    }
}

static void answers(void)
{
    static const char *const names[] = {"satisfied", "violated", "undetermined", "not_applicable"};
    review(1);
    for (uint32_t i = 0; i < rule_count; i++) {
        printf("%s\"%s\": [\"%s\", [", i ? ", " : "{", rule_codes[i], names[made.rules[i].status]);
        if (made.rules[i].status == VIOLATED)
            print_findings(i);
        printf("]]");
    }
    puts("}");
}

int main(int count, char **arguments)
{
    static const Measure measures[] = {{"review", review}, {NULL, NULL}};
    if (count != 3)
        fail("usage", "STORE PRODUCT_NUMBER");
    product_number = (uint32_t)strtoul(arguments[2], NULL, 10);
    must(mdb_env_create(&environment));
    must(mdb_env_set_mapsize(environment, (size_t)1 << 30));
    must(mdb_env_open(environment, arguments[1], MDB_RDONLY | MDB_NOLOCK, 0));
    must(mdb_txn_begin(environment, NULL, MDB_RDONLY, &transaction));
    must(mdb_dbi_open(transaction, NULL, 0, &table));
    mdb_txn_reset(transaction);
    compile_patterns();
    made.rules = room(NULL, rule_count, sizeof *made.rules);
    obey(answers, measures);
    mdb_txn_abort(transaction);
    mdb_env_close(environment);
    return 0;
}
