// SPDX-License-Identifier: MIT
// Parts by their keys, in each language that values of these are worded in: who reads a report is not known where it is made.
#include "outcome/told.h"

static bool key_has_enum(const Program *program, const TypeInfo *type)
{
    bool has = false;
    for (uint32_t i = 0; i < type->key_count; i++)
        has |= program->attributes[program->keys[type->first_key + i]].kind == TYPE_ENUM;
    return has;
}

PartName part_named(Review *review, uint32_t entity, uint32_t attribute, uint32_t row, Arena *arena)
{
    const Program *program = review_program(review);
    const WordLanguages *languages = &review_prepared(review)->languages;
    bool worded_key = key_has_enum(program, &program->types[program->attributes[attribute].owner]);
    uint32_t count = worded_key ? languages->count : 0;
    TextBuilder name = text_builder(arena);
    review_append_owner_part(review, entity, attribute, row, (Text){NULL, 0}, &name);
    Worded *worded = arena_array(arena, count, sizeof *worded);
    for (uint32_t i = 0; i < count; i++) {
        TextBuilder text = text_builder(arena);
        review_append_owner_part(review, entity, attribute, row, languages->items[i], &text);
        worded[i] = (Worded){languages->items[i], text_built(&text)};
    }
    return (PartName){text_built(&name), worded, count, row};
}

Text part_in(const PartName *part, Text language)
{
    for (uint32_t i = 0; i < part->count; i++) {
        if (text_equal(part->worded[i].language, language))
            return part->worded[i].text;
    }
    return part->count ? part->worded[0].text : part->name;
}
