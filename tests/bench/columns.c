// SPDX-License-Identifier: MIT
// The review written by hand, over columns: a product is one value, a rule is a loop over the columns that it reads.
#include "bench/columns.h"
#include "bench/protocol.h"

uint8_t *text_marks, *supplier_sure, *supplier_never;
static Supplier *suppliers;
static uint32_t *reached[ROOTS], reached_counts[ROOTS];
static uint8_t *seen, *marked;
static uint32_t room_components, room_texts, room_suppliers;

Words distinct_text(const Columns *k, uint32_t number)
{
    return (Words){k->text_bytes + k->text_offsets[number], k->text_offsets[number + 1] - k->text_offsets[number]};
}

static int order(Words a, const char *bytes, size_t length)
{
    int found = memcmp(a.bytes, bytes, a.length < length ? a.length : length);
    return found ? found : (a.length > length) - (a.length < length);
}

uint32_t text_number(const Columns *k, const char *bytes, size_t length)
{
    uint32_t low = 0, high = k->texts;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        int found = order(distinct_text(k, middle), bytes, length);
        if (found == 0)
            return middle;
        if (found < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return UINT32_MAX;
}

void mark_found(const Columns *k, const uint32_t *column, uint32_t pattern)
{
    memset(marked, 0, k->texts);
    for (uint32_t i = 0; i < k->components; i++) {
        uint32_t text = column[i];
        if (!marked[text]) {
            marked[text] = 1;
            text_marks[text] = is_found(pattern, distinct_text(k, text));
        }
    }
}

static Words cut(const Columns *k, Column offsets, Column bytes, uint32_t number)
{
    const uint8_t *base = (const uint8_t *)k->header;
    const uint32_t *at = (const uint32_t *)(const void *)(base + k->header->offsets[offsets]);
    return (Words){(const char *)base + k->header->offsets[bytes] + at[number], at[number + 1] - at[number]};
}

Words component_id(const Columns *k, uint32_t component)
{
    return cut(k, COLUMN_ID_OFFSETS, COLUMN_IDS, component);
}

Words vulnerability_id(const Columns *k, uint32_t vulnerability)
{
    return cut(k, COLUMN_VULNERABILITY_ID_OFFSETS, COLUMN_VULNERABILITY_IDS, vulnerability);
}

const uint32_t *reached_from(const Columns *k, const Product *p, uint32_t roots, uint32_t *count)
{
    uint32_t end = 0, *queue = reached[roots];
    if (!reached_counts[roots]) {
        memset(seen, 0, k->components);
        for (uint32_t i = 0; i < p->record->root_counts[roots]; i++) {
            queue[end++] = p->roots[roots][i];
            seen[p->roots[roots][i]] = 1;
        }
        for (uint32_t at = 0; at < end; at++) {
            for (uint32_t i = k->dependency_offsets[queue[at]]; i < k->dependency_offsets[queue[at] + 1]; i++) {
                uint32_t other = k->dependencies[i];
                if (!seen[other]) {
                    seen[other] = 1;
                    queue[end++] = other;
                }
            }
        }
        reached_counts[roots] = end;
    }
    *count = reached_counts[roots];
    return queue;
}

static void make_room(const Columns *k)
{
    if (k->components > room_components) {
        room_components = k->components;
        seen = room(seen, room_components, 1);
        for (size_t i = 0; i < ROOTS; i++)
            reached[i] = room(reached[i], room_components, sizeof *reached[i]);
    }
    if (k->texts > room_texts) {
        room_texts = k->texts;
        text_marks = room(text_marks, room_texts, 1);
        marked = room(marked, room_texts, 1);
    }
    if (k->supplier_count > room_suppliers) {
        room_suppliers = k->supplier_count;
        suppliers = room(suppliers, room_suppliers, sizeof *suppliers);
        supplier_sure = room(supplier_sure, room_suppliers, 1);
        supplier_never = room(supplier_never, room_suppliers, 1);
    }
}

static Columns read_columns(const void *bytes)
{
    const ColumnsHeader *header = bytes;
    Columns k = {
        .header = header, .components = header->components, .vulnerabilities = header->vulnerabilities, .texts = header->texts};
    const uint8_t *base = bytes;
#define COLUMN(name, NUMBER) k.name = (const void *)(base + header->offsets[NUMBER])
    COLUMN(size, COLUMN_SIZE);
    COLUMN(score, COLUMN_SCORE);
    COLUMN(version, COLUMN_VERSION);
    COLUMN(cvss, COLUMN_CVSS);
    COLUMN(released, COLUMN_RELEASED);
    COLUMN(support_until, COLUMN_SUPPORT_UNTIL);
    COLUMN(audited_on, COLUMN_AUDITED_ON);
    COLUMN(found, COLUMN_FOUND);
    COLUMN(supplier, COLUMN_SUPPLIER);
    COLUMN(name, COLUMN_NAME);
    COLUMN(licence, COLUMN_LICENCE);
    COLUMN(origin, COLUMN_ORIGIN);
    COLUMN(dependency_offsets, COLUMN_DEPENDENCY_OFFSETS);
    COLUMN(dependencies, COLUMN_DEPENDENCIES);
    COLUMN(parent, COLUMN_PARENT);
    COLUMN(is_signed, COLUMN_SIGNED);
    COLUMN(level, COLUMN_LEVEL);
    COLUMN(severity, COLUMN_SEVERITY);
    COLUMN(fixed, COLUMN_FIXED);
    COLUMN(exploited, COLUMN_EXPLOITED);
    COLUMN(text_offsets, COLUMN_TEXT_OFFSETS);
    COLUMN(text_bytes, COLUMN_TEXTS);
#undef COLUMN
    return k;
}

void review_in(MDB_txn *transaction, MDB_dbi table, uint32_t number, HandReview *review)
{
    MDB_val value;
    if (!find(transaction, table, key_of('k', number, 0), &value))
        fail("columns", "no such product");
    Columns k = read_columns(value.mv_data);
    Product product = read_product((const uint8_t *)value.mv_data + k.header->offsets[COLUMN_PRODUCT]);
    k.supplier_count = product.record->supplier_count;
    make_room(&k);
    read_suppliers(transaction, table, &product, suppliers);
    k.suppliers = suppliers;
    memset(reached_counts, 0, sizeof reached_counts);
    review_product(&product, review);
    review_columns(&k, &product, review);
}
