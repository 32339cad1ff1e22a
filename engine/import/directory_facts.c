// SPDX-License-Identifier: MIT
// Names that claims give to things: of submissions, the purls and CPEs of parts; of all that names things, how vulnerabilities
// are called. See directory.h.
#include "import/directory_facts.h"

static void add_purl(Directory *directory, Text text, uint32_t type, Text key)
{
    Purl purl;
    if (text_starts(text, text_of("pkg:")) && purl_read(directory->arena, text, &purl))
        directory_add(directory, NAMED_BY_PURL, purl_canonical(directory->arena, &purl), type, key);
}

// The text that is the key of a part; bytes null: it is no text.
static Text text_key(const Program *schema, const FactRecord *part)
{
    const TypeInfo *type = &schema->types[part->type];
    uint32_t key = type->key_count == 1 ? schema->keys[type->first_key] : NO_INDEX;
    const FactClaim *claim = key != NO_INDEX && attribute_is_text(&schema->attributes[key]) ? record_claim(part, key) : NULL;
    return claim ? text_unpacked(claim->value.text) : (Text){NULL, 0};
}

static void add_part(Directory *directory, const Program *schema, const FactRecord *part)
{
    Text key = text_key(schema, part);
    if (!key.bytes)
        return;
    add_purl(directory, key, part->type, key);
    for (uint32_t i = 0; i < part->count; i++) {
        const AttributeInfo *attribute = &schema->attributes[part->claims[i].attribute];
        if (attribute->kind != TYPE_TEXT || attribute_is_many(attribute) || part->claims[i].unreadable)
            continue;
        Text name = program_string(schema, attribute->name), text = text_unpacked(part->claims[i].value.text);
        if (text_is(name, "purl"))
            add_purl(directory, text, part->type, key);
        else if (text_is(name, "cpe"))
            directory_add(directory, NAMED_BY_CPE, text, part->type, key);
    }
}

static void add_vulnerability(Directory *directory, const Program *schema, const FactRecord *part)
{
    Text key = text_key(schema, part);
    uint32_t aliases = schema_attribute(schema, part->type, text_of("aliases"));
    const FactClaim *claim = aliases == NO_INDEX ? NULL : record_claim(part, aliases);
    bool texts = claim && attribute_is_many(&schema->attributes[aliases]) && schema->attributes[aliases].kind == TYPE_TEXT;
    if (!key.bytes)
        return;
    directory_add(directory, NAMED_AS_VULNERABILITY, key, part->type, key);
    for (uint32_t i = 0; texts && i < claim->value.set->count; i++)
        directory_add(directory, NAMED_AS_VULNERABILITY, text_unpacked(claim->value.set->items[i].text), part->type, key);
}

// Parts stand no deeper in each other than their types are declared.
void directory_add_facts(Directory *directory, const Program *schema, const FactRecord *facts, bool things)
{
    for (uint32_t i = 0; i < facts->count; i++) {
        const AttributeInfo *attribute = &schema->attributes[facts->claims[i].attribute];
        if (!(attribute->flags & ATTRIBUTE_OWNED) || !attribute_is_many(attribute))
            continue;
        const FactCollection *set = facts->claims[i].value.set;
        bool vulnerabilities = text_is(program_string(schema, attribute->name), "vulnerabilities");
        for (uint32_t j = 0; j < set->count; j++) {
            if (vulnerabilities)
                add_vulnerability(directory, schema, set->items[j].part);
            else if (things)
                add_part(directory, schema, set->items[j].part);
            directory_add_facts(directory, schema, set->items[j].part, things);
        }
    }
}

void directory_add_entity(Directory *directory, uint32_t type, Text id)
{
    directory_add(directory, NAMED_BY_LINK, id, type, (Text){NULL, 0});
    add_purl(directory, id, type, (Text){NULL, 0});
}
