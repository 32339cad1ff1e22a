// SPDX-License-Identifier: MIT
// Columns by their names: a schema whose mappings of tables are made up, one for each attribute of a type. See csv_table.h.
#include "import/csv_table.h"

_Static_assert((int)FORMAT_csv + 1 == FORMATS, "the mappings of tables come last");

bool csv_is_mapped(const Program *schema, uint32_t entity)
{
    return program_maps(schema, FORMAT_csv) && program_record_type(schema, RECORD_csv_file) == entity;
}

typedef struct Made {
    Program *program;
    MappingInfo *mappings;
    PathInfo *paths;
    StepInfo *steps;
} Made;

static void add(Made *made, MappingInfo mapping, StepInfo step)
{
    Program *program = made->program;
    mapping.format = FORMAT_csv;
    mapping.within = NO_INDEX;
    mapping.first_path = program->paths_count;
    mapping.path_count = 1;
    made->steps[program->steps_count] = step;
    made->paths[program->paths_count++] = (PathInfo){program->steps_count++, 1};
    made->mappings[program->mappings_count++] = mapping;
}

static void *copied(Arena *arena, const void *items, uint32_t count, uint32_t more, size_t size)
{
    char *copy = arena_raw(arena, ((size_t)count + more) * size);
    if (count)
        memcpy(copy, items, count * size);
    return copy;
}

// One more text in the pool.
static uint32_t add_string(Program *program, Text text, Arena *arena)
{
    StringEntry *entries = copied(arena, program->strings, program->strings_count, 1, sizeof *entries);
    char *bytes = copied(arena, program->string_bytes, program->string_bytes_count, (uint32_t)text.length, 1);
    memcpy(bytes + program->string_bytes_count, text.bytes, text.length);
    entries[program->strings_count] = (StringEntry){.offset = program->string_bytes_count, .length = (uint32_t)text.length};
    program->strings = entries;
    program->string_bytes = bytes;
    program->string_bytes_count += (uint32_t)text.length;
    return program->strings_count++;
}

// The only attribute of an entity that holds parts of a type; NO_INDEX: none does, or several do.
static uint32_t owner_of(const Program *schema, uint32_t entity, uint32_t part)
{
    const TypeInfo *type = &schema->types[entity];
    uint32_t found = NO_INDEX;
    for (uint32_t i = type->first_attribute; i < type->first_attribute + type->attribute_count; i++) {
        const AttributeInfo *attribute = &schema->attributes[i];
        bool holds = attribute->kind == TYPE_PART && (attribute->flags & ATTRIBUTE_OWNED) && attribute_is_many(attribute);
        if (!holds || attribute->target != part)
            continue;
        if (found != NO_INDEX)
            return NO_INDEX;
        found = i;
    }
    return found;
}

const Program *csv_columns(const Program *schema, uint32_t entity, uint32_t type, Arena *arena)
{
    const TypeInfo *info = &schema->types[type];
    uint32_t more = info->attribute_count + 1, owner = info->is_part ? owner_of(schema, entity, type) : NO_INDEX;
    Program *program = arena_raw(arena, sizeof *program);
    if (info->is_part && owner == NO_INDEX)
        return NULL;
    *program = *schema;
    while (program->mappings_count && program->mappings[program->mappings_count - 1].format == FORMAT_csv)
        program->mappings_count--;
    Made made = {.program = program,
                 .mappings = copied(arena, schema->mappings, program->mappings_count, more, sizeof *made.mappings),
                 .paths = copied(arena, schema->paths, schema->paths_count, more, sizeof *made.paths),
                 .steps = copied(arena, schema->steps, schema->steps_count, more, sizeof *made.steps)};
    if (info->is_part)
        add(&made, (MappingInfo){.record = RECORD_csv_file, .type = entity, .attribute = owner},
            (StepInfo){.kind = STEP_DERIVED, .name = add_string(program, text_of("rows"), arena), .text = NO_INDEX});
    for (uint32_t i = info->first_attribute; i < info->first_attribute + info->attribute_count; i++) {
        const AttributeInfo *attribute = &schema->attributes[i];
        MappingInfo mapping = {.record = info->is_part ? RECORD_csv_row : RECORD_csv_file, .type = type, .attribute = i};
        if (attribute->kind != TYPE_PART) // no cell is one
            add(&made, mapping, (StepInfo){.kind = STEP_MEMBER, .name = attribute->name, .text = NO_INDEX});
    }
    program->mappings = made.mappings;
    program->paths = made.paths;
    program->steps = made.steps;
    return program;
}
