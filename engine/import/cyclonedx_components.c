// SPDX-License-Identifier: MIT
// Components of CycloneDX: what they claim of themselves, and their keys.
#include "import/cyclonedx_inside.h"

#include "support/hash.h"

static const struct {
    const char *name;
    size_t digits;
} algorithms[] = {
#define HASH(algorithm, digits) {algorithm, digits},
#include "import/cyclonedx.def"
};

// ---- texts of a component ----

// The text of a licence: its SPDX identifier, else its name; or an expression.
static Text text_of_COMPONENT_LICENCES(Import *import, uint32_t item)
{
    Text text = {"", 0};
    if (!import_is(import, item, JSON_OBJECT))
        return text;
    ImportMembers choice = import_members(import, IN_LICENCE_CHOICE, item);
    uint32_t licence = import_value(&choice, FROM_LICENCE_CHOICE_LICENCE);
    if (licence != IMPORT_NONE) {
        ImportMembers members = import_members(import, IN_LICENCE, licence);
        text = import_text(import, import_value(&members, FROM_LICENCE_ID));
        if (!text.length)
            text = import_text(import, import_value(&members, FROM_LICENCE_NAME));
    }
    if (!text.length)
        text = import_text(import, import_value(&choice, FROM_LICENCE_CHOICE_EXPRESSION));
    if (!text.length)
        import_note(import, &import->unusable[FROM_COMPONENT_LICENCES], item, text_of("{}"));
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
static Text text_of_COMPONENT_HASHES(Import *import, uint32_t item)
{
    const Text none = {"", 0};
    if (!import_is(import, item, JSON_OBJECT))
        return none;
    ImportMembers members = import_members(import, IN_HASHED, item);
    uint32_t algorithm = import_needed(import, &members, FROM_HASHED_ALGORITHM, item);
    uint32_t content = import_needed(import, &members, FROM_HASHED_CONTENT, item);
    Text name = import_text(import, algorithm), digits = import_text(import, content);
    size_t known = 0, count = sizeof algorithms / sizeof *algorithms;
    if (algorithm == IMPORT_NONE || content == IMPORT_NONE)
        return none;
    while (known < count && !text_is(name, algorithms[known].name))
        known++;
    if (known == count) {
        import_note(import, &import->unusable[FROM_HASHED_ALGORITHM], algorithm, name);
        return none;
    }
    if (digits.length != algorithms[known].digits || !is_hexadecimal(digits)) {
        import_note(import, &import->unusable[FROM_HASHED_CONTENT], content, digits);
        return none;
    }
    char *bytes = arena_raw(import->facts, name.length + 1 + digits.length);
    memcpy(bytes, name.bytes, name.length);
    bytes[name.length] = ':';
    for (size_t i = 0; i < digits.length; i++)
        bytes[name.length + 1 + i] = (char)(digits.bytes[i] >= 'A' ? digits.bytes[i] | 0x20 : digits.bytes[i]);
    return (Text){bytes, name.length + 1 + digits.length};
}

// ---- components ----

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
static ImportTextOfItem *const texts_of_items[CLAIMS] = {
#define ATTRIBUTE(id, owner, name, taken) TELLS_##taken(id),
#include "import/cyclonedx.def"
};

void bom_declare(Bom *bom, uint32_t value, int32_t target)
{
    Text text = import_text(bom->import, value);
    import_declare(bom->import, text, hash_text(text), value, target);
}

// The purl, else group/name@version, else the bom-ref, else that it is the how many-th to have none of these.
static Text natural_id(Bom *bom, const ImportMembers *members)
{
    Text purl = import_text(bom->import, import_value(members, FROM_COMPONENT_PURL));
    if (purl.length)
        return purl;
    Text name = import_text(bom->import, import_value(members, FROM_COMPONENT_NAME));
    if (!name.length) {
        Text reference = import_text(bom->import, import_value(members, FROM_COMPONENT_REF));
        return reference.length ? reference : text_format(bom->import->facts, "component without a name %u", ++bom->nameless);
    }
    Text group = import_text(bom->import, import_value(members, FROM_COMPONENT_GROUP));
    Text version = import_text(bom->import, import_value(members, FROM_COMPONENT_VERSION));
    TextBuilder id = text_builder(bom->import->facts);
    text_append(&id, group);
    if (group.length)
        text_append_byte(&id, '/');
    text_append(&id, name);
    if (version.length)
        text_append_byte(&id, '@');
    text_append(&id, version);
    return text_built(&id);
}

static void claim_all(Bom *bom, ImportClaims *claims, const ImportMembers *members)
{
    const ImportFormat *format = bom->import->format;
    import_claim_members(bom->import, claims, members);
    for (uint32_t member = members->first; member < MEMBERS && format->members[member].object == IN_COMPONENT; member++) {
        uint32_t claim = format->members[member].attribute;
        if (claim < CLAIMS && texts_of_items[claim])
            import_claim_texts(bom->import, claims, members, member, texts_of_items[claim]);
    }
}

static void read_component(Bom *bom, uint32_t value)
{
    ImportMembers members = import_members(bom->import, IN_COMPONENT, value);
    ImportClaims claims;
    claims.count = 0; // the rest is many bytes
    uint32_t reference = import_value(&members, FROM_COMPONENT_REF);
    Text id = natural_id(bom, &members), name = import_text(bom->import, reference);
    uint32_t id_hash = hash_text(id), name_hash = hash_text(name);
    // Memory fetches where they stand in the meantime.
    text_index_prefetch(&bom->components.keys, id_hash);
    text_index_prefetch(&bom->import->names, name_hash);
    claim_all(bom, &claims, &members);
    uint32_t number = import_part(bom->import, &bom->components, &claims, id, id_hash, name, value);
    if (number == bom->saying_count) {
        bom->saying = arena_grow(bom->import->scratch, bom->saying, number, &bom->saying_capacity, sizeof *bom->saying);
        bom->saying[bom->saying_count++] = (Component){.nests = false};
    }
    import_declare(bom->import, name, name_hash, reference, (int32_t)number);
    uint32_t inside = import_value(&members, FROM_COMPONENT_COMPONENTS);
    if (inside == IMPORT_NONE)
        return;
    bom->saying[number].nests |= !json_is_empty(bom->import->document, inside);
    for (uint32_t item = inside; (item = import_next(bom->import, inside, item, JSON_OBJECT)) != IMPORT_NONE;)
        read_component(bom, item); // JSON is nested 256 levels deep at most
}

void bom_components(Bom *bom, uint32_t array)
{
    enum { SOME = 32 * 1024 }; // entries
    const JsonDocument *document = bom->import->document;
    bom->listed = true;
    uint32_t held = array + 1, end = json_next(document, array);
    for (uint32_t item = array + 1, next; item < end; item = next) {
        next = json_next(document, item);
        if (import_is(bom->import, item, JSON_OBJECT))
            read_component(bom, item);
        if (next - held < SOME && next < end)
            continue;
        import_let_go(bom->import, held, next);
        held = next;
    }
}
