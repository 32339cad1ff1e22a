// SPDX-License-Identifier: MIT
// Making an image of a dossier's submissions. See image.h and build.h.
#include "facts/build.h"

#include <stdlib.h>

static const char MARK[8] = {'A', 'S', 'Z', 'I', '\r', '\n', 0x1a, '\n'};

uint32_t build_text(Build *build, Text text)
{
    return text_index_add(&build->texts, text);
}

uint32_t build_entity(Build *build, uint32_t type, Text id)
{
    char few[LONGEST_ID + sizeof type];
    char *key = id.length <= LONGEST_ID ? few : arena_raw(build->arena, id.length + sizeof type);
    memcpy(key, &type, sizeof type);
    memcpy(key + sizeof type, id.bytes, id.length);
    uint32_t before = build->entities.count;
    uint32_t number = text_index_add(&build->entities, (Text){key, id.length + sizeof type});
    if (number == before) {
        build->entities.texts[number] = text_copy(build->arena, (Text){key, id.length + sizeof type});
        build->entities.values[number] = build_text(build, id);
    }
    return number;
}

static int by_date(const void *a, const void *b)
{
    const Submission *x = *(Submission *const *)a, *y = *(Submission *const *)b;
    if (x->on != y->on)
        return x->on < y->on ? -1 : 1;
    return memcmp(x->digest.bytes, y->digest.bytes, sizeof x->digest.bytes);
}

typedef struct Sorted { // a text or an entity, and the number that it had
    Text text;
    uint32_t number;
} Sorted;

static int by_text(const void *a, const void *b)
{
    const Sorted *x = a, *y = b;
    return text_compare(x->text, y->text);
}

static int by_type_and_text(const void *a, const void *b)
{
    const Sorted *x = a, *y = b;
    uint32_t type_x, type_y;
    memcpy(&type_x, x->text.bytes, sizeof type_x);
    memcpy(&type_y, y->text.bytes, sizeof type_y);
    if (type_x != type_y)
        return type_x < type_y ? -1 : 1;
    return text_compare(x->text, y->text);
}

// The final numbers: those of the sorted order, of which the first stay where they are.
static uint32_t *sorted_numbers(Build *build, const TextIndex *index, uint32_t stay, int (*order)(const void *, const void *),
                                Sorted **sorted)
{
    *sorted = arena_array(build->arena, (size_t)index->count + 1, sizeof **sorted);
    for (uint32_t i = 0; i < index->count; i++)
        (*sorted)[i] = (Sorted){index->texts[i], i};
    if (index->count > stay)
        qsort(*sorted + stay, index->count - stay, sizeof **sorted, order);
    uint32_t *numbers = arena_array(build->arena, (size_t)index->count + 1, sizeof *numbers);
    for (uint32_t i = 0; i < index->count; i++)
        numbers[(*sorted)[i].number] = i;
    return numbers;
}

static void write_texts(ImageWriter *writer, uint32_t head, const Sorted *texts, uint32_t count)
{
    size_t bytes = 0;
    for (uint32_t i = 0; i < count; i++)
        bytes += texts[i].text.length;
    uint32_t mask = 7;
    while (mask < count * 2)
        mask = mask * 2 + 1;
    uint32_t starts = image_reserve(writer, ((size_t)count + 1) * sizeof(uint32_t), sizeof(uint32_t));
    uint32_t index = image_reserve(writer, ((size_t)mask + 1) * sizeof(uint32_t), sizeof(uint32_t));
    uint32_t heap = image_reserve(writer, bytes, 1);
    uint32_t *start = image_place(writer, starts), *slots = image_place(writer, index);
    char *place = image_place(writer, heap);
    uint32_t at = 0;
    for (uint32_t i = 0; i < count; i++) {
        start[i] = at;
        memcpy(place + at, texts[i].text.bytes, texts[i].text.length);
        at += (uint32_t)texts[i].text.length;
        uint32_t slot = text_hash(texts[i].text) & mask;
        while (slots[slot])
            slot = (slot + 1) & mask;
        slots[slot] = i + 1;
    }
    start[count] = at;
    ImageHead *image = image_place(writer, head);
    image->texts = starts;
    image->text_bytes = heap;
    image->index = index;
    image->index_mask = mask;
    image->text_count = count;
}

static void write_submissions(Build *build, ImageWriter *writer, uint32_t head, const Renumbering *renumbering)
{
    size_t count = build->submissions->count;
    uint32_t place = image_reserve(writer, count * sizeof(ImageSubmission), sizeof(uint64_t));
    ImageSubmission *entry = image_place(writer, place);
    uint32_t by_type = build->schema->head.by_type;
    for (size_t i = 0; i < count; i++) {
        const Submission *one = build->submissions->items[i];
        entry[i] = (ImageSubmission){
            .digest = one->digest, .kind = one->kind, .by = NO_INDEX, .on = one->on, .document = NO_INDEX, .title = NO_INDEX};
        // Without a type of those who submit an institution is a mere name, which nothing can ask for.
        if (one->by.bytes && by_type != NO_INDEX)
            entry[i].by = renumbering->entities[build_entity(build, by_type, one->by)];
        if (one->document.bytes)
            entry[i].document = renumbering->texts[build_text(build, one->document)];
        if (one->title.bytes)
            entry[i].title = renumbering->texts[build_text(build, one->title)];
        entry[i].flags = (one->withdrawn ? SUBMISSION_WITHDRAWN : 0) | (one->confidential ? SUBMISSION_CONFIDENTIAL : 0);
    }
    ImageHead *image = image_place(writer, head);
    image->submissions = place;
    image->submission_count = (uint32_t)count;
}

static void write_entities(Build *build, ImageWriter *writer, uint32_t head, const Sorted *entities, const uint32_t *texts)
{
    uint32_t count = build->entities.count;
    uint32_t place = image_reserve(writer, count * sizeof(ImageEntity), sizeof(uint32_t));
    ImageEntity *entry = image_place(writer, place);
    for (uint32_t i = 0; i < count; i++) {
        memcpy(&entry[i].type, entities[i].text.bytes, sizeof entry[i].type);
        entry[i].id = texts[build->entities.values[entities[i].number]];
    }
    ImageHead *image = image_place(writer, head);
    image->entities = place;
    image->entity_count = count;
}

static void write_tables(Build *build, ImageWriter *writer, uint32_t head)
{
    uint32_t count = build->schema->types_count, sections = 0;
    for (uint32_t i = 0; i < count; i++)
        sections += (uint32_t)build->tables[i].section_count;
    uint32_t tables = image_reserve(writer, count * sizeof(ImageTable), sizeof(uint32_t));
    uint32_t place = image_reserve(writer, sections * sizeof(ImageSection), sizeof(uint32_t));
    uint32_t section = 0;
    for (uint32_t i = 0; i < count; i++) {
        const TableBuild *table = &build->tables[i];
        ImageTable entry = {(uint32_t)table->count, section, (uint32_t)table->section_count, 0};
        if (build->schema->types[i].is_part && table->count) {
            entry.parents = image_reserve(writer, table->count * sizeof(uint32_t), sizeof(uint32_t));
            uint32_t *parents = image_place(writer, entry.parents);
            for (size_t row = 0; row < table->count; row++)
                parents[row] = table->rows[row].parent;
        }
        for (size_t j = 0; j < table->section_count; j++) {
            const SectionBuild *one = &table->sections[j];
            ((ImageSection *)image_place(writer, place))[section++] = (ImageSection){one->attribute, one->first_row, one->rows,
                                                                                     one->root};
        }
        ((ImageTable *)image_place(writer, tables))[i] = entry;
    }
    ImageHead *image = image_place(writer, head);
    image->tables = tables;
    image->table_count = count;
    image->sections = place;
    image->section_count = sections;
}

static void write_columns(Build *build, ImageWriter *writer, uint32_t head, ColumnBuild *columns, const Renumbering *renumbering)
{
    uint32_t count = build->schema->attributes_count;
    uint32_t directory = image_reserve(writer, count * sizeof(uint32_t), sizeof(uint32_t));
    for (uint32_t i = 0; i < count; i++) {
        uint32_t column = build_column(build, writer, i, &columns[i], renumbering);
        ((uint32_t *)image_place(writer, directory))[i] = column;
    }
    ImageHead *image = image_place(writer, head);
    image->columns = directory;
    image->column_count = count;
}

// Everything that has a number in the image must be known before the numbers are given.
static ColumnBuild *collect(Build *build, Text id)
{
    build_entity(build, build->type, id);
    uint32_t by_type = build->schema->head.by_type;
    for (size_t i = 0; i < build->submissions->count; i++) {
        const Submission *one = build->submissions->items[i];
        if (one->by.bytes && by_type != NO_INDEX)
            build_entity(build, by_type, one->by);
        if (one->document.bytes)
            build_text(build, one->document);
        if (one->title.bytes)
            build_text(build, one->title);
    }
    build_rows(build);
    uint32_t count = build->schema->attributes_count;
    ColumnBuild *columns = arena_array(build->arena, (size_t)count + 1, sizeof *columns);
    // References first: they may add parts of which only the key is known, and their keys are claims too.
    for (int round = 0; round < 2; round++) {
        for (uint32_t i = 0; i < count; i++) {
            const AttributeInfo *info = &build->schema->attributes[i];
            bool reference = info->kind == TYPE_PART && !(info->flags & ATTRIBUTE_OWNED);
            if (reference == (round == 0))
                build_column_claims(build, i, &columns[i]);
        }
    }
    return columns;
}

bool image_build(const Program *schema, Arena *arena, const Digester *digester, uint32_t type, Text id,
                 SubmissionList *submissions, Diagnostics *diagnostics, Text *image, Digest *digest)
{
    Build build = {.schema = schema, .arena = arena, .diagnostics = diagnostics, .type = type, .submissions = submissions};
    text_index_open(&build.texts, arena);
    text_index_open(&build.entities, arena);
    if (submissions->count)
        qsort(submissions->items, submissions->count, sizeof(Submission *), by_date);
    ColumnBuild *columns = collect(&build, id);
    if (build.failed)
        return false;
    Sorted *texts, *entities;
    Renumbering renumbering = {.texts = sorted_numbers(&build, &build.texts, 0, by_text, &texts),
                               .entities = sorted_numbers(&build, &build.entities, 1, by_type_and_text, &entities)};
    ImageWriter writer = {.arena = arena};
    uint32_t head = image_reserve(&writer, sizeof(ImageHead), sizeof(uint64_t));
    write_columns(&build, &writer, head, columns, &renumbering);
    write_tables(&build, &writer, head);
    write_submissions(&build, &writer, head, &renumbering);
    write_entities(&build, &writer, head, entities, renumbering.texts);
    write_texts(&writer, head, texts, build.texts.count);
    image_reserve(&writer, 0, sizeof(uint64_t));
    ImageHead *front = image_place(&writer, head);
    memcpy(front->mark, MARK, sizeof MARK);
    front->format = IMAGE_FORMAT;
    front->size = (uint32_t)writer.size;
    front->schema = schema->head.schema;
    front->type = type;
    *image = (Text){writer.bytes, writer.size};
    if (!image_seal(*image, digester, digest))
        arena_exhausted(arena);
    return true;
}

static bool digest_image(Text image, const Digester *digester, Digest *digest)
{
    return digest_of(digester, text_slice(image, offsetof(ImageHead, schema), image.length), digest);
}

bool image_seal(Text image, const Digester *digester, Digest *digest)
{
    if (!digest_image(image, digester, digest))
        return false;
    ((ImageHead *)(uintptr_t)image.bytes)->digest = *digest;
    return true;
}

bool image_is_whole(Text image, const Digester *digester, const char **reason)
{
    const ImageHead *head = image_head(image);
    Digest digest;
    if (image.length < sizeof *head || memcmp(head->mark, MARK, sizeof MARK) != 0 || head->size != image.length)
        *reason = "it is no dossier image";
    else if (head->format != IMAGE_FORMAT)
        *reason = "the image has another format";
    else if (!digest_image(image, digester, &digest))
        *reason = NULL;
    else if (!digest_equal(&digest, &head->digest))
        *reason = "the image is damaged: its digest is another one";
    else
        return true;
    return false;
}

bool image_fits(Text image, const Digest *schema, const char **reason)
{
    const ImageHead *head = image_head(image);
    if (image.length < sizeof *head || memcmp(head->mark, MARK, sizeof MARK) != 0 || head->size != image.length)
        *reason = "it is no dossier image";
    else if (head->format != IMAGE_FORMAT)
        *reason = "it has another format";
    else if (!digest_equal(&head->schema, schema))
        *reason = "it was made after another schema";
    else
        return true;
    return false;
}

uint32_t image_find_text(Text image, Text text, uint32_t hash)
{
    const ImageHead *head = image_head(image);
    const uint32_t *slots = image_at(image, head->index);
    for (uint32_t slot = hash & head->index_mask; slots[slot]; slot = (slot + 1) & head->index_mask) {
        if (text_equal(image_text(image, slots[slot] - 1), text))
            return slots[slot] - 1;
    }
    return UINT32_MAX;
}

const ImageSection *image_section_of(Text image, uint32_t type, uint32_t row)
{
    const ImageTable *table = image_table(image, type);
    const ImageSection *section = (const ImageSection *)image_at(image, image_head(image)->sections) + table->first_section;
    for (uint32_t i = 0; i < table->section_count; i++, section++) {
        if (row >= section->first_row && row - section->first_row < section->rows)
            return section;
    }
    return NULL;
}

void image_claims(Text image, uint32_t attribute, uint32_t row, ClaimVisit *visit, void *with)
{
    const ImageColumn *column = image_column(image, attribute);
    if (!column || column->kind == COLUMN_SETS)
        return;
    bool truth = column->kind == COLUMN_TRUTH;
    const uint64_t *known = image_at(image, column->known);
    bool is_true = truth && mask_bit(image_at(image, column->values), row);
    if (is_true || mask_bit(known, row)) {
        const uint32_t *sources = column_sources(image, column);
        int64_t value = truth ? is_true : wide_value(image_at(image, column->values), column->width, row);
        visit(with, sources ? sources[row] : column->source, value);
        return;
    }
    const ImageSide *side = column_side(column);
    if (!side)
        return;
    const uint32_t *rows = image_at(image, side->rows), *first = image_at(image, side->first);
    const ImageClaim *claims = image_at(image, side->claims);
    uint32_t low = 0, high = side->count;
    while (low < high) {
        uint32_t middle = (low + high) / 2;
        if (rows[middle] < row)
            low = middle + 1;
        else
            high = middle;
    }
    if (low == side->count || rows[low] != row)
        return;
    for (uint32_t i = first[low]; i < first[low + 1]; i++) {
        if (!visit(with, claims[i].submission, claims[i].value))
            return;
    }
}
