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

// A part by itself.
static PartName name_of(Review *review, uint32_t entity, uint32_t type, uint32_t row)
{
    const Program *program = review_program(review);
    const WordLanguages *languages = &review_prepared(review)->languages;
    Arena *arena = review_arena(review);
    uint32_t count = key_has_enum(program, &program->types[type]) ? languages->count : 0;
    TextBuilder name = text_builder(arena);
    review_append_place(review, entity, type, row, (Text){NULL, 0}, &name);
    Worded *worded = arena_array(arena, count, sizeof *worded);
    for (uint32_t i = 0; i < count; i++) {
        TextBuilder text = text_builder(arena);
        review_append_place(review, entity, type, row, languages->items[i], &text);
        worded[i] = (Worded){languages->items[i], text_built(&text)};
    }
    return (PartName){text_built(&name), worded, count, row, NULL};
}

PartName part_named(View *view, uint32_t entity, uint32_t attribute, uint32_t row)
{
    Review *review = view_review(view);
    const Program *program = review_program(review);
    uint32_t type = program->attributes[attribute].owner, holder, above;
    PartName told = name_of(review, entity, type, row), *inner = &told;
    bool own = true; // then of those that it stands in: of what is the only one there, the path says enough
    while (review_part_stands(review, entity, type, row, &holder, &above)) {
        if (!own && view_hides_part(view, entity, type, row))
            break;
        if (!own && attribute_is_many(&program->attributes[holder])) {
            PartName *within = arena_take(review_arena(review), sizeof *within);
            *within = name_of(review, entity, type, row);
            inner->within = within;
            inner = within;
        }
        own = false;
        type = program->attributes[holder].owner;
        row = above;
    }
    return told;
}

int part_compare(const PartName *a, const PartName *b)
{
    int order = 0;
    for (; a && b && !order; a = a->within, b = b->within)
        order = text_compare(a->name, b->name);
    return order ? order : (a != NULL) - (b != NULL);
}

Text part_in(const PartName *part, Text language)
{
    for (uint32_t i = 0; i < part->count; i++) {
        if (text_equal(part->worded[i].language, language))
            return part->worded[i].text;
    }
    return part->count ? part->worded[0].text : part->name;
}
