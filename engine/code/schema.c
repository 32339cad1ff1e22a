// SPDX-License-Identifier: MIT
// Validation of the schema (parts own each other without a circle: a topological sort), and its digest, by which stored images
// are told to fit.
#include "code/verify.h"

static bool wrong(RecordVerifier *verifier, const char *why)
{
    *verifier->reason = text_of(why);
    return false;
}

// ---- the digest ----

static void put_number(TextBuilder *to, uint32_t number)
{
    text_append(to, (Text){(const char *)&number, sizeof number});
}

// With its length: no other names run together to the same bytes.
static void put_name(TextBuilder *to, const Program *program, uint32_t string)
{
    Text name = program_string(program, string);
    put_number(to, (uint32_t)name.length);
    text_append(to, name);
}

static void put_type(TextBuilder *to, const Program *program, const TypeInfo *type)
{
    put_name(to, program, type->name);
    put_number(to, type->is_part);
    put_number(to, type->attribute_count);
    for (uint32_t i = 0; i < type->attribute_count; i++) {
        const AttributeInfo *attribute = &program->attributes[type->first_attribute + i];
        put_name(to, program, attribute->name);
        put_number(to, attribute->kind);
        put_number(to, attribute->target);
        put_number(to, attribute->flags & ~(uint32_t)ATTRIBUTE_CONFIDENTIAL);
    }
    put_number(to, type->key_count);
    for (uint32_t i = 0; i < type->key_count; i++)
        put_number(to, program->keys[type->first_key + i]);
}

static void put_enum(TextBuilder *to, const Program *program, const EnumInfo *one)
{
    put_name(to, program, one->name);
    put_number(to, one->value_count);
    for (uint32_t i = 0; i < one->value_count; i++)
        put_name(to, program, program->enum_values[one->first_value + i].name);
}

static void put_path(TextBuilder *to, const Program *program, const PathInfo *path)
{
    put_number(to, path->step_count);
    for (uint32_t i = 0; i < path->step_count; i++) {
        const StepInfo *step = &program->steps[path->first_step + i];
        put_number(to, step->kind);
        if (step->name != NO_INDEX)
            put_name(to, program, step->name);
        if (step->text != NO_INDEX)
            put_name(to, program, step->text);
    }
}

static void put_word(TextBuilder *to, const Program *program, const MappingWord *word)
{
    put_name(to, program, word->text);
    put_number(to, word->value_text != NO_INDEX);
    if (word->value_text != NO_INDEX)
        put_name(to, program, word->value_text);
    text_append(to, (Text){(const char *)&word->value, sizeof word->value});
}

static void put_mapping(TextBuilder *to, const Program *program, const MappingInfo *mapping)
{
    const uint32_t numbers[] = {mapping->format, mapping->record,     mapping->type,      mapping->attribute,
                                mapping->within, mapping->path_count, mapping->word_count};
    text_append(to, (Text){(const char *)numbers, sizeof numbers});
    for (uint32_t i = 0; i < mapping->path_count; i++)
        put_path(to, program, &program->paths[mapping->first_path + i]);
    for (uint32_t i = 0; i < mapping->word_count; i++)
        put_word(to, program, &program->mapping_words[mapping->first_word + i]);
}

// All that the making and the reading of an image hang on, and not how a policy ranks or hides it: each list with its length
// before it.
Digest schema_digest(const Program *program, Arena *arena)
{
    ArenaMark mark = arena_mark(arena);
    TextBuilder text = text_builder(arena);
    put_number(&text, program->types_count);
    for (uint32_t i = 0; i < program->types_count; i++)
        put_type(&text, program, &program->types[i]);
    put_number(&text, program->enums_count);
    for (uint32_t i = 0; i < program->enums_count; i++)
        put_enum(&text, program, &program->enums[i]);
    put_number(&text, program->kinds_count);
    for (uint32_t i = 0; i < program->kinds_count; i++)
        put_name(&text, program, program->kinds[i].name);
    put_number(&text, program->head.by_type);
    put_number(&text, program->mappings_count);
    for (uint32_t i = 0; i < program->mappings_count; i++)
        put_mapping(&text, program, &program->mappings[i]);
    Digest digest = digest_of(text_built(&text));
    arena_reset(arena, mark);
    return digest;
}

bool verify_schema_digest(RecordVerifier *verifier)
{
    if (verifier->program->own)
        return true;
    Digest digest = schema_digest(verifier->program, verifier->arena);
    return digest_equal(&digest, &verifier->program->head.schema) ||
           wrong(verifier, "the digest of the schema does not fit the schema");
}

// ---- types ----

static bool attribute_fits(const Program *program, const AttributeInfo *attribute)
{
    const uint32_t flags = ATTRIBUTE_MANY | ATTRIBUTE_OWNED | ATTRIBUTE_CONFIDENTIAL;
    if ((attribute->flags & ~flags) || ((attribute->flags & ATTRIBUTE_OWNED) && attribute->kind != TYPE_PART))
        return false;
    switch (attribute->kind) {
    case TYPE_BOOLEAN:
    case TYPE_INTEGER:
    case TYPE_DECIMAL:
    case TYPE_TEXT:
    case TYPE_DATE:
    case TYPE_INSTANT:
    case TYPE_DURATION:
    case TYPE_VERSION:
    case TYPE_ADDRESS:
        return attribute->target == NO_INDEX;
    case TYPE_ENUM:
        return attribute->target < program->enums_count;
    case TYPE_ENTITY:
    case TYPE_PART:
        return attribute->target < program->types_count &&
               program->types[attribute->target].is_part == (attribute->kind == TYPE_PART);
    default:
        return false;
    }
}

// Attributes are found by name in halves.
static bool attributes_fit(const Program *program, uint32_t number)
{
    const TypeInfo *type = &program->types[number];
    for (uint32_t i = 0; i < type->attribute_count; i++) {
        const AttributeInfo *attribute = &program->attributes[type->first_attribute + i];
        if (attribute->owner != number || !attribute_fits(program, attribute))
            return false;
        if (i > 0 && text_compare(program_string(program, attribute[-1].name), program_string(program, attribute->name)) >= 0)
            return false;
    }
    return true;
}

static bool keys_fit(const Program *program, const TypeInfo *type)
{
    for (uint32_t i = 0; i < type->key_count; i++) {
        uint32_t key = program->keys[type->first_key + i];
        bool own = key >= type->first_attribute && key - type->first_attribute < type->attribute_count;
        if (!own || (program->attributes[key].flags & ATTRIBUTE_MANY) || program->attributes[key].kind >= TYPE_ENTITY)
            return false;
    }
    return type->is_part || !type->key_count;
}

// Takes a type away that nothing owns any more, and what it owns with it: types that are left own each other in a circle.
static bool owns_no_circle(RecordVerifier *verifier)
{
    const Program *program = verifier->program;
    uint32_t count = program->types_count, ready = 0;
    ArenaMark mark = arena_mark(verifier->arena);
    uint32_t *owners = arena_array(verifier->arena, (size_t)count + 1, sizeof *owners);
    uint32_t *taken = arena_array(verifier->arena, (size_t)count + 1, sizeof *taken);
    for (uint32_t i = 0; i < program->attributes_count; i++) {
        if (program->attributes[i].flags & ATTRIBUTE_OWNED)
            owners[program->attributes[i].target]++;
    }
    for (uint32_t i = 0; i < count; i++) {
        if (!owners[i])
            taken[ready++] = i;
    }
    for (uint32_t at = 0; at < ready; at++) {
        const TypeInfo *type = &program->types[taken[at]];
        for (uint32_t i = 0; i < type->attribute_count; i++) {
            const AttributeInfo *attribute = &program->attributes[type->first_attribute + i];
            if ((attribute->flags & ATTRIBUTE_OWNED) && !--owners[attribute->target])
                taken[ready++] = attribute->target;
        }
    }
    arena_reset(verifier->arena, mark);
    return ready == count;
}

bool verify_schema(RecordVerifier *verifier)
{
    const Program *program = verifier->program;
    for (uint32_t i = 0; i < program->types_count; i++) {
        if (!attributes_fit(program, i))
            return wrong(verifier, "an attribute is damaged");
        if (!keys_fit(program, &program->types[i]))
            return wrong(verifier, "a key is no attribute of its part");
    }
    return owns_no_circle(verifier) || wrong(verifier, "a part that owns itself");
}

// ---- evidence ----

static bool is_rank(const Program *program, uint32_t rank)
{
    return rank >= 1 && rank <= program->head.ranks;
}

bool verify_kinds(RecordVerifier *verifier)
{
    const Program *program = verifier->program;
    if (program->head.ranks > program->kinds_count)
        return wrong(verifier, "there are more ranks than kinds of evidence");
    for (uint32_t i = 0; i < program->kinds_count; i++) {
        if (!is_rank(program, program->kinds[i].rank))
            return wrong(verifier, "a kind of evidence is damaged");
    }
    return true;
}

bool verify_ranks(RecordVerifier *verifier)
{
    const Program *program = verifier->program;
    for (uint32_t i = 0; i < program->modes_count; i++) {
        const ModeInfo *mode = &program->modes[i];
        if (mode->general && !is_rank(program, mode->general))
            return wrong(verifier, "a threshold is damaged");
        for (uint32_t j = 0; j < mode->count; j++) {
            const ModeRank *one = &program->mode_ranks[mode->first + j];
            bool fine = one->attribute < program->attributes_count && is_rank(program, one->rank) &&
                        program->attributes[one->attribute].owner == program->head.subject_type &&
                        (j == 0 || one[-1].attribute < one->attribute);
            if (!fine)
                return wrong(verifier, "a threshold is damaged");
        }
    }
    return true;
}
