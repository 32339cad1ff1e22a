// SPDX-License-Identifier: MIT
// What is mapped of records, as records of the bundle: by record, each with the blocks that stand in it behind it (preorder).
#include "emit/emit.h"

#include <stdlib.h>

#define ADD(emit, section, record) pool_add((emit)->pools, &(emit)->pools->section, &(record), sizeof(record))

static void add_path(Emit *emit, const MappingPath *path)
{
    PathInfo info = {emit->pools->steps.count, 0};
    for (const PathStep *step = path->steps; step; step = step->next, info.step_count++) {
        bool name = step->kind == STEP_MEMBER || step->kind == STEP_WHERE || step->kind == STEP_DERIVED;
        bool text = step->kind == STEP_WHERE || step->kind == STEP_NAMED;
        StepInfo one = {step->kind, name ? pool_string(emit->pools, step->name) : NO_INDEX,
                        text ? pool_string(emit->pools, step->text) : NO_INDEX};
        ADD(emit, steps, one);
    }
    ADD(emit, paths, info);
}

static int by_text(const void *a, const void *b)
{
    return text_compare((*(MeantWord *const *)a)->text, (*(MeantWord *const *)b)->text);
}

static void add_word(Emit *emit, const Attribute *attribute, const MeantWord *word)
{
    Literal literal = core_literal(word->value);
    MappingWord info = {pool_string(emit->pools, word->text), NO_INDEX, 0};
    if (literal.type == TYPE_TEXT)
        info.value_text = pool_string(emit->pools, literal.text);
    else
        info.value = pool_constant_number(emit->pools, &literal, type_item(attribute->type));
    ADD(emit, mapping_words, info);
}

static uint32_t add_words(Emit *emit, const Mapping *mapping)
{
    size_t count = 0;
    for (const MeantWord *word = mapping->words; word; word = word->next)
        count++;
    const MeantWord **sorted = arena_array(emit->arena, count + 1, sizeof *sorted);
    size_t at = 0;
    for (const MeantWord *word = mapping->words; word; word = word->next)
        sorted[at++] = word;
    qsort(sorted, count, sizeof *sorted, by_text);
    for (size_t i = 0; i < count; i++)
        add_word(emit, mapping->attribute, sorted[i]);
    return (uint32_t)count;
}

static int by_attribute(const void *a, const void *b)
{
    uint32_t x = (*(const Mapping *const *)a)->attribute->number, y = (*(const Mapping *const *)b)->attribute->number;
    return (x > y) - (x < y);
}

// Blocks inside of each other are few (DEEPEST_BLOCK).
static void add_mapping(Emit *emit, FormatRecord record, const Mapping *mapping, uint32_t within)
{
    Pools *pools = emit->pools;
    MappingInfo info = {.format = format_record_infos[record].format,
                        .record = record,
                        .type = mapping->attribute->owner->number,
                        .attribute = mapping->attribute->number,
                        .within = within,
                        .first_path = pools->paths.count,
                        .first_word = pools->mapping_words.count,
                        .span = stored_span(mapping->span)};
    for (const MappingPath *path = mapping->paths; path; path = path->next, info.path_count++)
        add_path(emit, path);
    info.word_count = add_words(emit, mapping);
    uint32_t number = pools->mappings.count;
    ADD(emit, mappings, info);
    size_t count = 0, at = 0;
    for (const Mapping *inner = mapping->block; inner; inner = inner->next)
        count++;
    const Mapping **sorted = arena_array(emit->arena, count + 1, sizeof *sorted);
    for (const Mapping *inner = mapping->block; inner; inner = inner->next)
        sorted[at++] = inner;
    qsort(sorted, count, sizeof *sorted, by_attribute);
    for (size_t i = 0; i < count; i++)
        add_mapping(emit, record, sorted[i], number);
}

void formats_add(Emit *emit)
{
    const Policy *policy = emit->policy;
    for (unsigned i = 0; policy->records && i < FORMAT_RECORDS; i++) {
        const FilledRecord *filled = &policy->records[i];
        for (size_t at = 0; at < filled->count; at++)
            add_mapping(emit, (FormatRecord)i, filled->items[at], NO_INDEX);
    }
}
