// SPDX-License-Identifier: MIT
// The review written by hand, row by row: one pass with a cursor over the records of a product's components, all rules on each.
// What is reached from roots is looked at afterwards, by the records' places in the map.
#include "bench/rows.h"
#include "bench/protocol.h"

static Component *components;
static uint32_t component_count, component_capacity;
static Supplier *suppliers;
static uint32_t supplier_capacity;
static uint32_t *queue;
static uint8_t *reached;

Words vulnerability_id(const Component *component, size_t place)
{
    const char *at = component->vulnerability_ids;
    for (size_t i = 0; i < place; i++)
        at += component->vulnerabilities[i].id_length;
    return (Words){at, component->vulnerabilities[place].id_length};
}

static inline Words take(const char **at, size_t length)
{
    Words taken = {*at, length};
    *at += length;
    return taken;
}

static inline Component read_component(const void *bytes)
{
    const ComponentRecord *record = bytes;
    Component c = {.record = record, .supplier = &suppliers[record->supplier]};
    c.vulnerabilities = (const VulnerabilityRecord *)record->rest;
    c.dependencies = (const Loose32 *)(c.vulnerabilities + record->vulnerability_count);
    const char *at = (const char *)(c.dependencies + record->dependency_count);
    c.id = take(&at, record->id_length);
    c.name = take(&at, record->name_length);
    c.licence = take(&at, record->licence_length);
    c.origin = take(&at, record->origin_length);
    c.vulnerability_ids = at;
    return c;
}

static void keep(Component c)
{
    if (component_count == component_capacity) {
        component_capacity = 2 * component_capacity + 1024;
        components = room(components, component_capacity, sizeof *components);
        queue = room(queue, component_capacity, sizeof *queue);
        reached = room(reached, component_capacity, 1);
    }
    components[component_count++] = c;
}

// Breadth first over the dependencies.
static void review_roots(const Product *product, uint32_t roots, HandReview *review)
{
    uint32_t end = 0;
    memset(reached, 0, component_count);
    for (uint32_t i = 0; i < product->record->root_counts[roots]; i++) {
        queue[end++] = product->roots[roots][i];
        reached[product->roots[roots][i]] = 1;
    }
    for (uint32_t at = 0; at < end; at++) {
        const Component *c = &components[queue[at]];
        review_reached(c, roots, review);
        for (uint32_t i = 0; i < c->record->dependency_count; i++) {
            uint32_t other = c->dependencies[i];
            if (!reached[other]) {
                reached[other] = 1;
                queue[end++] = other;
            }
        }
    }
}

static Product read_all_of_product(MDB_txn *transaction, MDB_dbi table, uint32_t number)
{
    MDB_val value;
    if (!find(transaction, table, key_of('p', number, 0), &value))
        fail("rows", "no such product");
    Product product = read_product(value.mv_data);
    if (product.record->supplier_count > supplier_capacity) {
        supplier_capacity = product.record->supplier_count;
        suppliers = room(suppliers, supplier_capacity, sizeof *suppliers);
    }
    read_suppliers(transaction, table, &product, suppliers);
    return product;
}

void review_in(MDB_txn *transaction, MDB_dbi table, uint32_t number, HandReview *review)
{
    Product product = read_all_of_product(transaction, table, number);
    MDB_cursor *cursor;
    Key first = key_of('c', number, 0);
    MDB_val key = {sizeof first.bytes, first.bytes}, value;
    review_product(&product, review);
    component_count = 0;
    if (mdb_cursor_open(transaction, table, &cursor))
        fail("rows", "no cursor");
    for (int status = mdb_cursor_get(cursor, &key, &value, MDB_SET_RANGE); status == 0;
         status = mdb_cursor_get(cursor, &key, &value, MDB_NEXT)) {
        if (memcmp(key.mv_data, first.bytes, 5) != 0)
            break;
        keep(read_component(value.mv_data));
        review_component(&components[component_count - 1], review);
    }
    mdb_cursor_close(cursor);
    for (uint32_t roots = 0; roots < ROOTS; roots++) {
        if (roots_wanted[roots])
            review_roots(&product, roots, review);
    }
}
