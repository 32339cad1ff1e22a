// SPDX-License-Identifier: MIT
// Finding the numbers of an image. See spots.h.
#include "damage/spots.h"

typedef struct Finder {
    const Program *schema;
    Text image;
    Arena *arena;
    Spots *spots;
} Finder;

static void add(Finder *finder, SpotKind kind, size_t offset, size_t count, uint32_t size)
{
    Spots *spots = &finder->spots[kind];
    for (size_t i = 0; i < count; i++) {
        spots->items = arena_grow(finder->arena, spots->items, spots->count, &spots->capacity, sizeof *spots->items);
        spots->items[spots->count++] = (Spot){(uint32_t)(offset + i * size), size};
    }
}

static void add_words(Finder *finder, SpotKind kind, uint32_t offset, size_t count)
{
    add(finder, kind, offset, count, sizeof(uint32_t));
}

static void add_mask(Finder *finder, uint32_t offset, size_t rows)
{
    add(finder, SPOT_MASK, offset, (rows + 63) / 64, sizeof(uint64_t));
}

static uint32_t offset_of(const Finder *finder, const void *place)
{
    return (uint32_t)((const char *)place - finder->image.bytes);
}

static void find_values(Finder *finder, const ImageColumn *column, const AttributeInfo *attribute, size_t rows)
{
    add_mask(finder, column->known, rows);
    if (column->kind == COLUMN_TRUTH)
        add_mask(finder, column->values, rows);
    else
        add(finder, SPOT_VALUE, column->values, rows, column->width);
    if (attribute->kind == TYPE_VERSION)
        add(finder, SPOT_VERSION_KEY, column_keys(column, rows), rows, sizeof(int64_t));
    if (column->source == PER_ROW) {
        add_words(finder, SPOT_COLUMN, offset_of(finder, column->more), 1);
        add_words(finder, SPOT_SOURCE, column->more[0], rows);
    }
    const ImageSide *side = column_side(column);
    if (!side)
        return;
    const uint32_t *first = image_at(finder->image, side->first);
    add_words(finder, SPOT_SIDE, offset_of(finder, side), sizeof *side / sizeof(uint32_t));
    add_words(finder, SPOT_SIDE, side->rows, side->count);
    add_words(finder, SPOT_RUN, side->first, side->count + 1);
    for (uint32_t i = 0; i < first[side->count]; i++) {
        add_words(finder, SPOT_CLAIM, side->claims + i * (uint32_t)sizeof(ImageClaim), 2);
        add(finder, SPOT_CLAIM, side->claims + i * sizeof(ImageClaim) + offsetof(ImageClaim, value), 1, sizeof(int64_t));
    }
}

static void find_sets(Finder *finder, const ImageColumn *column, size_t rows)
{
    const ImageSets *sets = column_sets(column);
    add_words(finder, SPOT_SETS, offset_of(finder, sets), sizeof *sets / sizeof(uint32_t));
    add_words(finder, SPOT_RUN, sets->first, rows + 1);
    if (column->values)
        add(finder, SPOT_VALUE, column->values, sets->element_count, column->width);
    if (!column->general) {
        add_mask(finder, sets->claimed, rows);
        add_mask(finder, sets->closed, rows);
        return;
    }
    const uint32_t *claims = image_at(finder->image, sets->claim_first), *supports = image_at(finder->image, sets->support_first);
    add_words(finder, SPOT_RUN, sets->claim_first, rows + 1);
    add_words(finder, SPOT_RUN, sets->support_first, sets->element_count + 1);
    add_words(finder, SPOT_SET_CLAIM, sets->claims, claims[rows]);
    add_words(finder, SPOT_SET_CLAIM, sets->supports, supports[sets->element_count]);
}

static void find_columns(Finder *finder)
{
    for (uint32_t i = 0; i < finder->schema->attributes_count; i++) {
        const ImageColumn *column = image_column(finder->image, i);
        const AttributeInfo *attribute = &finder->schema->attributes[i];
        if (!column)
            continue;
        size_t rows = image_table(finder->image, attribute->owner)->rows;
        add(finder, SPOT_COLUMN, offset_of(finder, column), 4, 1);
        add_words(finder, SPOT_COLUMN, offset_of(finder, &column->source), 4);
        if (column->kind == COLUMN_SETS)
            find_sets(finder, column, rows);
        else
            find_values(finder, column, attribute, rows);
    }
}

static void find_submissions(Finder *finder, const ImageHead *head)
{
    for (uint32_t i = 0; i < head->submission_count; i++) {
        uint32_t at = head->submissions + i * (uint32_t)sizeof(ImageSubmission);
        add_words(finder, SPOT_SUBMISSION, at, offsetof(ImageSubmission, on) / sizeof(uint32_t));
        add(finder, SPOT_SUBMISSION, at + offsetof(ImageSubmission, on), 1, sizeof(int64_t));
        add_words(finder, SPOT_SUBMISSION, at + (uint32_t)offsetof(ImageSubmission, document), 6);
        add(finder, SPOT_SUBMISSION, at + offsetof(ImageSubmission, stated_at), 1, sizeof(int64_t));
    }
}

void find_spots(const Program *schema, Text image, Arena *arena, Spots spots[SPOT_KINDS])
{
    const ImageHead *head = image_head(image);
    Finder finder = {schema, image, arena, spots};
    const uint32_t *starts = image_at(image, head->texts);
    uint32_t rest = (uint32_t)offsetof(ImageHead, fingerprint);
    add_words(&finder, SPOT_HEAD, 0, offsetof(ImageHead, digest) / sizeof(uint32_t));
    add_words(&finder, SPOT_HEAD, rest, (sizeof *head - rest) / sizeof(uint32_t));
    add_words(&finder, SPOT_DIRECTORY, head->columns, head->column_count);
    add_words(&finder, SPOT_TABLE, head->tables, head->table_count * sizeof(ImageTable) / sizeof(uint32_t));
    add_words(&finder, SPOT_SECTION, head->sections, head->section_count * sizeof(ImageSection) / sizeof(uint32_t));
    add_words(&finder, SPOT_ENTITY, head->entities, head->entity_count * sizeof(ImageEntity) / sizeof(uint32_t));
    add_words(&finder, SPOT_TEXT_START, head->texts, head->text_count + 1);
    add(&finder, SPOT_TEXT_BYTE, head->text_bytes, starts[head->text_count], 1);
    add_words(&finder, SPOT_INDEX, head->index, head->index_mask + 1);
    add_words(&finder, SPOT_RUN, head->voices, head->voice_count + 1);
    add_words(&finder, SPOT_VOICE, head->voice_members, ((const uint32_t *)image_at(image, head->voices))[head->voice_count]);
    for (uint32_t type = 0; type < head->table_count; type++) {
        if (schema->types[type].is_part)
            add_words(&finder, SPOT_PARENT, image_table(image, type)->parents, image_table(image, type)->rows);
    }
    find_submissions(&finder, head);
    find_columns(&finder);
}
