// SPDX-License-Identifier: MIT
// What all forms tell of formats. See formats.h.
#include "report/formats.h"

const char *const derived_kind_names[] = {"text", "number", "texts", "parts", "link", "links"};
const char *const record_fills_names[] = {"entity", "part", "any"};

Text formats_attribute(const Program *program, uint32_t mapping, Arena *arena)
{
    uint32_t around[DEEPEST_BLOCK + 1], count = 0;
    do {
        around[count++] = mapping;
        mapping = program->mappings[mapping].within;
    } while (mapping != NO_INDEX && count <= DEEPEST_BLOCK);
    TextBuilder name = text_builder(arena);
    text_append(&name, program_string(program, program->types[program->mappings[around[count - 1]].type].name));
    while (count-- > 0) {
        text_append_byte(&name, '.');
        text_append(&name, program_string(program, program->attributes[program->mappings[around[count]].attribute].name));
    }
    return text_built(&name);
}

Text formats_paths(const Program *program, const MappingInfo *mapping, Arena *arena)
{
    TextBuilder paths = text_builder(arena);
    for (uint32_t i = 0; i < mapping->path_count; i++) {
        text_append_string(&paths, i ? " | " : "");
        path_append(program, &program->paths[mapping->first_path + i], &paths);
    }
    return text_built(&paths);
}
