// SPDX-License-Identifier: MIT
// The tree of products, and what each of them is. A relationship is resolved to the innermost part and the outermost product,
// however many stand between; one that leads back to itself is neither. See csaf_products.h.
#include "import/csaf_products.h"

typedef struct CsafGroup {
    uint32_t first, count; // members
} CsafGroup;

#define NO_PRODUCT UINT32_MAX

typedef struct Product {
    uint32_t value; // of the document; READING_NONE: it is in no tree
    TiedName names[2];
    uint32_t name_count;
    bool is_relationship, ambiguous;
    uint32_t part, whole; // of a relationship: at first what it says, once resolved what they are; NO_PRODUCT
    bool resolved[2], found;
    uint32_t passed; // one more than the product from which a walk came by last
    Tied tied;
} Product;

struct CsafProducts {
    Reading *reading;
    Ties *ties;
    Arena *arena;
    TextIndex ids;
    Product *items;
    size_t capacity;
    TextIndex group_ids;
    CsafGroup *groups;
    size_t group_capacity;
    uint32_t *members;
    size_t member_count, member_capacity;
};

uint32_t csaf_product(CsafProducts *products, Text id)
{
    uint32_t before = products->ids.count, number = text_index_add(&products->ids, id);
    if (number != before)
        return number;
    products->items = arena_grow(products->arena, products->items, number, &products->capacity, sizeof *products->items);
    products->items[number] = (Product){.value = READING_NONE, .part = NO_PRODUCT, .whole = NO_PRODUCT};
    return number;
}

Text csaf_product_id(const CsafProducts *products, uint32_t product)
{
    return products->ids.texts[product];
}

uint32_t csaf_group(const CsafProducts *products, Text id, const uint32_t **members)
{
    uint32_t number = text_index_find(&products->group_ids, id);
    if (number == UINT32_MAX)
        return 0;
    *members = &products->members[products->groups[number].first];
    return products->groups[number].count;
}

// ---- reading ----

// What a branch says of the versions of the product at its end.
typedef struct Versions {
    Text range, version;
} Versions;

static Versions versions_of(const Reading *reading, const ReadingRecord *branch)
{
    Text category = reading_text(reading, reading_used(branch, USE_csaf_branch_category));
    Text name = reading_text(reading, reading_used(branch, USE_csaf_branch_name));
    Versions versions = {{"", 0}, {"", 0}};
    if (text_is(category, "product_version_range"))
        versions.range = name.length ? name : text_of("?");
    else if (text_is(category, "product_version"))
        versions.version = name;
    return versions;
}

static void add_name(Product *product, Text text, const Versions *versions)
{
    if (text.length)
        product->names[product->name_count++] = (TiedName){.text = text, .range = versions->range, .version = versions->version};
}

// A product, by its id: READING_NONE where it has none.
static uint32_t read_product(CsafProducts *products, uint32_t value, const Versions *versions)
{
    Reading *reading = products->reading;
    ReadingRecord record;
    reading_open(reading, RECORD_csaf_component, value, &record);
    uint32_t id = reading_needed(reading, &record, USE_csaf_component_id);
    Text purl = reading_text(reading, reading_used(&record, USE_csaf_component_purl));
    Text cpe = reading_text(reading, reading_used(&record, USE_csaf_component_cpe));
    reading_close(reading, &record);
    if (id == READING_NONE)
        return READING_NONE;
    uint32_t number = csaf_product(products, reading_text(reading, id));
    Product *product = &products->items[number];
    if (product->value != READING_NONE) {
        product->ambiguous = true;
        reading_note(reading, MESSAGE_FOREIGN_SAME_REF, id, csaf_product_id(products, number));
        return number;
    }
    product->value = value;
    add_name(product, purl, versions);
    add_name(product, cpe, versions);
    return number;
}

// As deep as JSON may be (JSON_DEPTH).
static void read_branches(CsafProducts *products, uint32_t list)
{
    Reading *reading = products->reading;
    for (uint32_t item = reading_next(reading, list, list, JSON_OBJECT); item != READING_NONE;
         item = reading_next(reading, list, item, JSON_OBJECT)) {
        ReadingRecord branch;
        reading_open(reading, OBJECT_csaf_branch, item, &branch);
        Versions versions = versions_of(reading, &branch);
        uint32_t product = reading_used(&branch, USE_csaf_branch_product);
        uint32_t branches = reading_used(&branch, USE_csaf_branch_branches);
        reading_close(reading, &branch);
        if (product != READING_NONE)
            read_product(products, product, &versions);
        read_branches(products, branches);
    }
}

static void read_list(CsafProducts *products, uint32_t list)
{
    static const Versions any = {{"", 0}, {"", 0}};
    for (uint32_t item = reading_next(products->reading, list, list, JSON_OBJECT); item != READING_NONE;
         item = reading_next(products->reading, list, item, JSON_OBJECT))
        read_product(products, item, &any);
}

static void read_relationship(CsafProducts *products, uint32_t value)
{
    static const Versions any = {{"", 0}, {"", 0}};
    Reading *reading = products->reading;
    ReadingRecord record;
    reading_open(reading, OBJECT_csaf_relationship, value, &record);
    uint32_t part = reading_needed(reading, &record, USE_csaf_relationship_part);
    uint32_t whole = reading_needed(reading, &record, USE_csaf_relationship_whole);
    uint32_t product = reading_needed(reading, &record, USE_csaf_relationship_product);
    reading_close(reading, &record);
    if (part == READING_NONE || whole == READING_NONE || product == READING_NONE)
        return;
    uint32_t number = read_product(products, product, &any);
    uint32_t of_part = csaf_product(products, reading_text(reading, part));
    uint32_t of_whole = csaf_product(products, reading_text(reading, whole));
    if (number == READING_NONE || products->items[number].ambiguous)
        return;
    products->items[number].is_relationship = true;
    products->items[number].part = of_part;
    products->items[number].whole = of_whole;
}

static void read_group(CsafProducts *products, uint32_t value)
{
    Reading *reading = products->reading;
    ReadingRecord record;
    reading_open(reading, OBJECT_csaf_group, value, &record);
    uint32_t id = reading_needed(reading, &record, USE_csaf_group_id), list = reading_used(&record, USE_csaf_group_products);
    reading_close(reading, &record);
    uint32_t before = products->group_ids.count, first = (uint32_t)products->member_count;
    uint32_t number = id == READING_NONE ? before : text_index_add(&products->group_ids, reading_text(reading, id));
    if (id == READING_NONE || number != before)
        return;
    for (uint32_t item = reading_next(reading, list, list, JSON_STRING); item != READING_NONE;
         item = reading_next(reading, list, item, JSON_STRING)) {
        products->members = arena_grow(products->arena, products->members, products->member_count, &products->member_capacity,
                                       sizeof *products->members);
        products->members[products->member_count++] = csaf_product(products, reading_text(reading, item));
    }
    products->groups = arena_grow(products->arena, products->groups, number, &products->group_capacity, sizeof *products->groups);
    products->groups[number] = (CsafGroup){first, (uint32_t)products->member_count - first};
}

CsafProducts *csaf_products_read(Reading *reading, Ties *ties, const ReadingRecord *document, Arena *arena)
{
    CsafProducts *products = arena_take(arena, sizeof *products);
    *products = (CsafProducts){.reading = reading, .ties = ties, .arena = arena};
    text_index_open(&products->ids, arena);
    text_index_open(&products->group_ids, arena);
    read_branches(products, reading_used(document, USE_csaf_document_branches));
    read_list(products, reading_used(document, USE_csaf_document_products));
    uint32_t list = reading_used(document, USE_csaf_document_relationships);
    for (uint32_t item = reading_next(reading, list, list, JSON_OBJECT); item != READING_NONE;
         item = reading_next(reading, list, item, JSON_OBJECT))
        read_relationship(products, item);
    list = reading_used(document, USE_csaf_document_groups);
    for (uint32_t item = reading_next(reading, list, list, JSON_OBJECT); item != READING_NONE;
         item = reading_next(reading, list, item, JSON_OBJECT))
        read_group(products, item);
    return products;
}

// ---- resolving ----

static uint32_t *next_of(Product *product, bool whole)
{
    return whole ? &product->whole : &product->part;
}

// The product at the end of the parts, or of the wholes, of a relationship, kept for all on the way; NO_PRODUCT: they lead back.
static uint32_t end_of(CsafProducts *products, uint32_t number, bool whole)
{
    Product *end = &products->items[number];
    uint32_t mark = 2 * number + whole + 1, found = number;
    while (end->is_relationship && !end->resolved[whole] && end->passed != mark) {
        end->passed = mark;
        found = *next_of(end, whole);
        end = &products->items[found];
    }
    if (end->is_relationship)
        found = end->resolved[whole] ? *next_of(end, whole) : NO_PRODUCT;
    while (products->items[number].is_relationship && !products->items[number].resolved[whole]) {
        uint32_t *next = next_of(&products->items[number], whole);
        products->items[number].resolved[whole] = true;
        number = *next;
        *next = found;
    }
    return found;
}

// What a product by itself is, found once.
static Tied tied_of(CsafProducts *products, uint32_t number)
{
    Product *product = &products->items[number];
    ReadingRecord record;
    if (product->found)
        return product->tied;
    product->found = true;
    if (product->value == READING_NONE || product->ambiguous)
        return product->tied;
    product->tied = ties_find(products->ties, product->names, product->name_count, product->value);
    reading_open_again(products->reading, RECORD_csaf_component, product->value, &record);
    ties_close(products->ties, &record, &product->tied);
    return product->tied;
}

// The first of its names, else its id.
static Text name_of(const CsafProducts *products, uint32_t number)
{
    const Product *product = &products->items[number];
    return product->name_count ? product->names[0].text : csaf_product_id(products, number);
}

TiedThing csaf_thing(CsafProducts *products, uint32_t number)
{
    const Product *product = &products->items[number];
    TiedThing thing = {.name = name_of(products, number)};
    if (!product->is_relationship) {
        thing.tied = tied_of(products, number);
        return thing;
    }
    uint32_t part = product->name_count ? number : end_of(products, number, false), whole = end_of(products, number, true);
    if (part == NO_PRODUCT || whole == NO_PRODUCT)
        return thing;
    thing = (TiedThing){.name = name_of(products, part), .is_part = true, .product_name = name_of(products, whole)};
    thing.tied = tied_of(products, part);
    thing.product = tied_of(products, whole);
    return thing;
}
