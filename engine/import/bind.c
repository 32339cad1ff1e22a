// SPDX-License-Identifier: MIT
// A format's table is bound to the schema of a policy: which attributes it has, as what they are declared, which words its
// enumerations know, which sets the evidence closes; and the members of each object are hashed by their names. See import.h.
#include "import/import.h"

// Where the policy, or a library of it, declares an attribute.
static Span declared_at(const Import *import, const AttributeInfo *attribute)
{
    const FileInfo *file = &import->schema->files[attribute->span.file - 1];
    Text path = program_string(import->schema, file->path);
    uint32_t number = attribute->span.file ? sources_add(import->given->sources, path, program_file_text(import->schema, file))
                                           : 0;
    return (Span){number, attribute->span.start, attribute->span.end};
}

static bool declared_otherwise(Import *import, uint32_t attribute, Text type, const char *expected)
{
    Text name = text_format(import->arena, "%.*s.%s", (int)type.length, type.bytes, import->format->attributes[attribute].name);
    Span span = declared_at(import, &import->schema->attributes[import->attributes[attribute]]);
    Diagnostic *wrong = diagnose(import->given->diagnostics, MESSAGE_FOREIGN_DECLARED, span, 1, name);
    diagnostic_expect(wrong, text_of(expected));
    import->failed = true;
    return false;
}

static bool is_kept_by_id(const Import *import, uint32_t number)
{
    const TypeInfo *type = &import->schema->types[number];
    if (type->key_count != 1)
        return false;
    const AttributeInfo *key = &import->schema->attributes[import->schema->keys[type->first_key]];
    return key->kind == TYPE_TEXT && text_is(program_string(import->schema, key->name), "id");
}

// What an attribute must be declared as; null where it is.
static const char *wanted_declaration(const Import *import, ImportTaken taken, const AttributeInfo *attribute)
{
    bool many = attribute_is_many(attribute), owned = attribute->flags & ATTRIBUTE_OWNED;
    switch (taken) {
    case TAKEN_KEY:
    case TAKEN_TEXT:
        return !many && attribute->kind == TYPE_TEXT ? NULL : "text";
    case TAKEN_VERSION:
        return !many && (attribute->kind == TYPE_VERSION || attribute->kind == TYPE_TEXT) ? NULL : "version, or text";
    case TAKEN_WORD:
        return !many && attribute->kind == TYPE_ENUM ? NULL : "an enumeration";
    case TAKEN_SUPPLIER:
        return !many && attribute->kind == TYPE_ENTITY ? NULL : "an entity";
    case TAKEN_DAY:
        return !many && attribute->kind == TYPE_DATE ? NULL : "date";
    case TAKEN_TEXTS:
        return many && attribute->kind == TYPE_TEXT ? NULL : "many text";
    case TAKEN_PARTS:
        return many && owned && attribute->kind == TYPE_PART && is_kept_by_id(import, attribute->target)
                   ? NULL
                   : "many of a part whose key is `id : text`";
    case TAKEN_REFERENCES:
        return many && !owned && attribute->kind == TYPE_PART && attribute->target == attribute->owner
                   ? NULL
                   : "many ref of its own type";
    case TAKEN_HIGHEST_WORD:
        return !many && attribute->kind == TYPE_ENUM && import->schema->enums[attribute->target].ordered
                   ? NULL
                   : "an ordered enumeration";
    case TAKEN_HIGHEST_SCORE:
        break;
    }
    return !many && attribute->kind == TYPE_DECIMAL ? NULL : "decimal";
}

static bool bind_attribute(Import *import, uint32_t number)
{
    const ImportAttribute *info = &import->format->attributes[number];
    uint32_t type = import->types[info->owner];
    import->attributes[number] = type == NO_INDEX ? NO_INDEX : schema_attribute(import->schema, type, text_of(info->name));
    if (!import_has(import, number))
        return true;
    const AttributeInfo *attribute = &import->schema->attributes[import->attributes[number]];
    Text owner = program_string(import->schema, import->schema->types[type].name);
    const char *wanted = wanted_declaration(import, info->taken, attribute);
    if (wanted)
        return declared_otherwise(import, number, owner, wanted);
    if (info->taken != TAKEN_PARTS)
        return true;
    if (import->types[info->part] != NO_INDEX && import->types[info->part] != attribute->target)
        return declared_otherwise(import, number, owner, "parts of the same type as the product's");
    import->types[info->part] = attribute->target;
    return true;
}

static void bind_words(Import *import)
{
    const ImportFormat *format = import->format;
    for (size_t i = 0; i < format->word_count; i++) {
        uint32_t attribute = format->members[format->words[i].member].attribute;
        import->word_values[i] = NO_INDEX;
        if (attribute >= format->attribute_count || !import_has(import, attribute))
            continue;
        char *name = text_terminated(import->arena, text_of(format->words[i].word));
        for (char *c = name; *c; c++)
            *c = *c == '-' ? '_' : *c;
        uint32_t number = import->schema->attributes[import->attributes[attribute]].target;
        import->word_values[i] = schema_enum_value(import->schema, number, text_of(name));
    }
}

static void index_members(Import *import)
{
    const ImportFormat *format = import->format;
    memset(import->slots, IMPORT_NO_SLOT, sizeof import->slots);
    for (uint32_t i = format->member_count; i-- > 0;) {
        const ImportMember *member = &format->members[i];
        if (i + IMPORT_OBJECT_MEMBERS < format->member_count && member[IMPORT_OBJECT_MEMBERS].object == member->object)
            bug("an object with more members than there is room for");
        import->first_member[member->object] = i;
        uint8_t *slots = import->slots[member->object];
        uint32_t slot = import_slot(member->name);
        while (slots[slot] != IMPORT_NO_SLOT)
            slot = (slot + 1) % IMPORT_SLOTS;
        slots[slot] = (uint8_t)i;
    }
    for (uint32_t i = 0; i < format->object_count; i++)
        text_index_open(&import->unplaced[i], import->scratch);
}

// Whether the type that was asked for is made up of parts, as what such a file is about. Of the type that is reviewed nobody
// asked: what a policy has no place for is counted.
static bool check_type(Import *import)
{
    const ImportFormat *format = import->format;
    bool any = import->types[0] == import->schema->head.subject_type;
    TextBuilder names = text_builder(import->arena);
    for (uint32_t i = 0; i < format->attribute_count; i++) {
        const ImportAttribute *info = &format->attributes[i];
        if (info->owner != 0 || info->taken != TAKEN_PARTS)
            continue;
        any |= import_has(import, i);
        text_append_format(&names, "%s`%s`", names.length ? " or " : "an entity with ", info->name);
    }
    if (any)
        return true;
    const TypeInfo *type = &import->schema->types[import->types[0]];
    Diagnostic *other = import_refuse(import, MESSAGE_FOREIGN_TYPE, 0, program_string(import->schema, type->name));
    diagnostic_expect(other, text_built(&names));
    return false;
}

// The set that a path of the evidence names.
static bool close_path(Import *import, Text path)
{
    for (uint32_t i = 0; i < import->format->attribute_count; i++) {
        const ImportAttribute *info = &import->format->attributes[i];
        bool set = info->taken == TAKEN_TEXTS || info->taken == TAKEN_PARTS || info->taken == TAKEN_REFERENCES;
        if (!set || !import_has(import, i))
            continue;
        Text owner = text_of(import->format->owners[info->owner]), name = text_of(info->name);
        if (path.length == owner.length + name.length && text_starts(path, owner) && text_ends(path, name))
            return import->closed[i] = true;
    }
    if (import->given->stored)
        return true;
    Diagnostic *wrong = import_refuse(import, MESSAGE_FOREIGN_CLOSED, 0, path);
    diagnostic_expect(
        wrong, text_format(import->arena, "a set of the policy that such a file can name, such as %s", import->format->sets));
    return false;
}

bool import_begin(Import *import, const ForeignImport *given, const ImportFormat *format)
{
    const ForeignEvidence *evidence = given->evidence;
    import->given = given;
    import->format = format;
    import->schema = given->schema;
    import->arena = given->arena;
    import->facts = given->facts;
    import->scratch = given->scratch;
    import->document = given->document;
    import->types[0] = evidence->type;
    for (uint32_t owner = 1; owner < format->owner_count; owner++)
        import->types[owner] = NO_INDEX;
    for (uint32_t i = 0; i < format->attribute_count; i++) {
        if (!bind_attribute(import, i))
            return false;
    }
    if (!check_type(import))
        return false;
    bind_words(import);
    index_members(import);
    for (size_t i = 0; i < evidence->closed_count; i++) {
        if (!close_path(import, evidence->closed[i]))
            return false;
    }
    return true;
}
