// SPDX-License-Identifier: MIT
// Components of CycloneDX: what they claim of themselves, their ids, and what their bom-refs lead to.
#include "import/cyclonedx_inside.h"

#include "support/hash.h"

#include <stdlib.h>

static const struct {
    const char *name;
    size_t digits;
} algorithms[] = {
#define HASH(algorithm, digits) {algorithm, digits},
#include "import/cyclonedx.def"
};

// ---- sets of texts ----

static int by_text(const void *a, const void *b)
{
    const FactDatum *x = a, *y = b;
    return text_compare(x->text, y->text);
}

// In order and each once, so that two lists that differ in their order alone are the same.
static void order_texts(FactCollection *set)
{
    enum { FEW = 16 };
    for (uint32_t i = 1; i < set->count && set->count <= FEW; i++) {
        FactDatum item = set->items[i];
        uint32_t at = i;
        for (; at > 0 && text_compare(set->items[at - 1].text, item.text) > 0; at--)
            set->items[at] = set->items[at - 1];
        set->items[at] = item;
    }
    if (set->count > FEW)
        qsort(set->items, set->count, sizeof *set->items, by_text);
    uint32_t kept = 0;
    for (uint32_t i = 0; i < set->count; i++) {
        if (!kept || !text_equal(set->items[kept - 1].text, set->items[i].text))
            set->items[kept++] = set->items[i];
    }
    set->count = kept;
}

// The text of a licence: its SPDX identifier, else its name; or an expression.
static Text text_of_COMPONENT_LICENCES(Importer *importer, uint32_t item)
{
    Members choice = members_of(importer, IN_LICENCE_CHOICE, item);
    uint32_t licence = member_value(&choice, FROM_LICENCE_CHOICE_LICENCE);
    Text text = {"", 0};
    if (licence != UINT32_MAX) {
        Members members = members_of(importer, IN_LICENCE, licence);
        text = value_text(importer, member_value(&members, FROM_LICENCE_ID));
        if (!text.length)
            text = value_text(importer, member_value(&members, FROM_LICENCE_NAME));
    }
    if (!text.length)
        text = value_text(importer, member_value(&choice, FROM_LICENCE_CHOICE_EXPRESSION));
    if (!text.length)
        note_at(importer, &importer->unusable[FROM_COMPONENT_LICENCES], item, text_of("{}"));
    return text;
}

// Without a branch for each digit: there are many.
static bool is_hexadecimal(Text text)
{
    unsigned other = 0;
    for (size_t i = 0; i < text.length; i++) {
        unsigned char byte = (unsigned char)text.bytes[i];
        other |= ((unsigned char)(byte - '0') > 9) & ((unsigned char)((byte | 0x20) - 'a') > 5);
    }
    return !other;
}

// `SHA-256:` and the digits in lower case.
static Text text_of_COMPONENT_HASHES(Importer *importer, uint32_t item)
{
    const Text none = {"", 0};
    Members members = members_of(importer, IN_HASHED, item);
    uint32_t algorithm = member_needed(importer, &members, FROM_HASHED_ALGORITHM, item);
    uint32_t content = member_needed(importer, &members, FROM_HASHED_CONTENT, item);
    Text name = value_text(importer, algorithm), digits = value_text(importer, content);
    size_t known = 0, count = sizeof algorithms / sizeof *algorithms;
    if (algorithm == UINT32_MAX || content == UINT32_MAX)
        return none;
    while (known < count && !text_is(name, algorithms[known].name))
        known++;
    if (known == count) {
        note_at(importer, &importer->unusable[FROM_HASHED_ALGORITHM], algorithm, name);
        return none;
    }
    if (digits.length != algorithms[known].digits || !is_hexadecimal(digits)) {
        note_at(importer, &importer->unusable[FROM_HASHED_CONTENT], content, digits);
        return none;
    }
    char *bytes = arena_raw(importer->facts, name.length + 1 + digits.length);
    memcpy(bytes, name.bytes, name.length);
    bytes[name.length] = ':';
    for (size_t i = 0; i < digits.length; i++)
        bytes[name.length + 1 + i] = (char)(digits.bytes[i] >= 'A' ? digits.bytes[i] | 0x20 : digits.bytes[i]);
    return (Text){bytes, name.length + 1 + digits.length};
}

static void claim_texts(Importer *importer, Claims *claims, const Members *members, MemberId member,
                        Text (*text_of_item)(Importer *importer, uint32_t item))
{
    ClaimId claim = member_infos[member].claim;
    uint32_t array = member_value(members, member);
    // An empty list says that nothing was found, not that there is nothing.
    bool listed = array != UINT32_MAX && !json_is_empty(importer->document, array);
    if (!is_bound(importer, claim) || (!listed && !importer->closed[claim]))
        return;
    FactCollection *set = arena_take(importer->facts, sizeof *set);
    uint32_t end = listed ? json_next(importer->document, array) : 0;
    set->items = arena_raw(importer->facts, (listed ? json_count(importer->document, array) : 0) * sizeof *set->items);
    for (uint32_t item = array + 1; item < end; item = json_next(importer->document, item)) {
        Text text = item_is(importer, item, JSON_OBJECT) ? text_of_item(importer, item) : (Text){"", 0};
        if (text.length)
            set->items[set->count++].text = text;
        else
            set->open = true;
    }
    order_texts(set);
    add_claim(importer, claims, claim, (FactDatum){.set = set});
}

// ---- ids ----

static void declare_text(Importer *importer, Text text, uint32_t hash, uint32_t value, int32_t target)
{
    if (!text.length)
        return;
    uint32_t before = importer->refs.count, number = text_index_add_hashed(&importer->refs, text, hash);
    uint32_t *known = &importer->refs.values[number];
    if (number == before || (int32_t)*known == TARGET_PRODUCT) { // the product may stand among its own components
        *known = (uint32_t)target;
    } else if ((int32_t)*known != target) {
        *known = (uint32_t)TARGET_AMBIGUOUS;
        note_at(importer, &importer->notes[NOTE_SAME_REF], value, text);
    }
}

void declare_reference(Importer *importer, uint32_t value, int32_t target)
{
    Text text = value_text(importer, value);
    declare_text(importer, text, hash_text(text), value, target);
}

// The purl, else group/name@version, else the bom-ref.
static Text natural_id(Importer *importer, const Members *members)
{
    Text purl = value_text(importer, member_value(members, FROM_COMPONENT_PURL));
    if (purl.length)
        return purl;
    Text name = value_text(importer, member_value(members, FROM_COMPONENT_NAME));
    if (!name.length)
        return value_text(importer, member_value(members, FROM_COMPONENT_REF));
    Text group = value_text(importer, member_value(members, FROM_COMPONENT_GROUP));
    Text version = value_text(importer, member_value(members, FROM_COMPONENT_VERSION));
    TextBuilder id = text_builder(importer->facts);
    text_append(&id, group);
    if (group.length)
        text_append_byte(&id, '/');
    text_append(&id, name);
    if (version.length)
        text_append_byte(&id, '@');
    text_append(&id, version);
    return text_built(&id);
}

// An id that no component has: the bom-ref, else a number behind the natural one.
static Text distinct_id(Importer *importer, Text natural, uint32_t number, Text reference)
{
    if (reference.length && text_index_find(&importer->ids, reference) == UINT32_MAX)
        return reference;
    for (;;) { // the next number is kept, so that many of one id take no longer each
        uint32_t *last = &importer->ids.values[number];
        *last += *last ? 1 : 2;
        Text id = joined_text(importer->facts, natural, "#", text_format(importer->facts, "%u", *last));
        if (text_index_find(&importer->ids, id) == UINT32_MAX)
            return id;
    }
}

static bool same_value(const AttributeInfo *attribute, const FactDatum *a, const FactDatum *b)
{
    if (!attribute_is_many(attribute))
        return attribute_is_text(attribute) || attribute->kind == TYPE_ENTITY ? text_equal(a->text, b->text)
                                                                              : a->number == b->number;
    if (a->set->count != b->set->count || a->set->open != b->set->open)
        return false;
    for (uint32_t i = 0; i < a->set->count; i++) {
        if (!text_equal(a->set->items[i].text, b->set->items[i].text))
            return false;
    }
    return true;
}

// Whether a component that is known says the same: but for its key, and before its links are there.
static bool says_the_same(const Importer *importer, const FactRecord *known, const Claims *claims)
{
    uint32_t key = importer->attributes[CLAIM_COMPONENT_ID], other = 0;
    for (uint32_t i = 0; i < known->count; i++) {
        const FactClaim *claim = &known->claims[i];
        if (claim->attribute == key)
            continue;
        if (other == claims->count || claims->items[other].attribute != claim->attribute ||
            !same_value(&importer->schema->attributes[claim->attribute], &claim->value, &claims->items[other].value))
            return false;
        other++;
    }
    return other == claims->count;
}

// ---- components ----

// A component whose id has the next number.
static void add_component(Importer *importer, Claims *claims, Text id, uint32_t value)
{
    add_claim(importer, claims, CLAIM_COMPONENT_ID, (FactDatum){.text = id});
    importer->components = arena_grow(importer->scratch, importer->components, importer->component_count,
                                      &importer->component_capacity, sizeof *importer->components);
    importer->components[importer->component_count++] = (Component){
        .record = make_record(importer, OWNER_COMPONENT, claims, importer->linked_sets, value)};
}

// How the items of each set of texts are told, by a function each: text_of_ATTRIBUTE.
#define TELLS_TEXTS(id) text_of_##id
#define TELLS_KEY(id) NULL
#define TELLS_TEXT(id) NULL
#define TELLS_VERSION(id) NULL
#define TELLS_WORD(id) NULL
#define TELLS_SUPPLIER(id) NULL
#define TELLS_DAY(id) NULL
#define TELLS_PARTS(id) NULL
#define TELLS_REFERENCES(id) NULL
#define TELLS_HIGHEST_WORD(id) NULL
#define TELLS_HIGHEST_SCORE(id) NULL
typedef Text TextOfItem(Importer *importer, uint32_t item);
static TextOfItem *const texts_of_items[CLAIMS] = {
#define ATTRIBUTE(id, owner, name, taken) TELLS_##taken(id),
#include "import/cyclonedx.def"
};

static void claim_all(Importer *importer, Claims *claims, const Members *members)
{
    claim_members(importer, claims, members);
    for (MemberId member = members->first; member < MEMBERS && member_infos[member].object == IN_COMPONENT; member++) {
        ClaimId claim = member_infos[member].claim;
        if (claim < CLAIMS && texts_of_items[claim])
            claim_texts(importer, claims, members, member, texts_of_items[claim]);
    }
}

static void read_component(Importer *importer, uint32_t value)
{
    Members members = members_of(importer, IN_COMPONENT, value);
    Claims claims;
    claims.count = 0; // the rest is many bytes
    uint32_t reference = member_value(&members, FROM_COMPONENT_REF);
    Text id = natural_id(importer, &members), name = value_text(importer, reference);
    uint32_t id_hash = hash_text(id), name_hash = hash_text(name);
    // Memory fetches where they stand in the meantime.
    text_index_prefetch(&importer->ids, id_hash);
    text_index_prefetch(&importer->refs, name_hash);
    claim_all(importer, &claims, &members);
    if (!id.length) {
        Diagnostic *nameless = importer_refuse(importer, MESSAGE_FOREIGN_MEMBER, value, text_of("name"));
        diagnostic_expect(nameless, text_of("a component with a purl, a name or a bom-ref"));
        return;
    }
    uint32_t before = importer->ids.count, number = text_index_add_hashed(&importer->ids, id, id_hash);
    if (number == before) {
        add_component(importer, &claims, id, value);
    } else if (says_the_same(importer, importer->components[number].record, &claims)) {
        importer->report.merged++;
    } else {
        note_at(importer, &importer->notes[NOTE_SAME_ID], value, id);
        id = distinct_id(importer, id, number, name);
        number = text_index_add(&importer->ids, id);
        add_component(importer, &claims, id, value);
    }
    declare_text(importer, name, name_hash, reference, (int32_t)number);
    uint32_t inside = member_value(&members, FROM_COMPONENT_COMPONENTS);
    if (inside == UINT32_MAX)
        return;
    importer->components[number].nests |= !json_is_empty(importer->document, inside);
    for (uint32_t item = inside + 1; item < json_next(importer->document, inside); item = json_next(importer->document, item)) {
        if (item_is(importer, item, JSON_OBJECT)) // JSON is nested 256 levels deep at most
            read_component(importer, item);
    }
}

void read_components(Importer *importer, uint32_t array)
{
    enum { SOME = 32 * 1024 }; // entries
    const JsonDocument *document = importer->document;
    importer->listed = true;
    uint32_t held = array + 1, end = json_next(document, array);
    for (uint32_t item = array + 1, next; item < end; item = next) {
        next = json_next(document, item);
        if (item_is(importer, item, JSON_OBJECT))
            read_component(importer, item);
        if (next - held < SOME && next < end)
            continue;
        importer_let_go(importer, held, next);
        held = next;
    }
}
