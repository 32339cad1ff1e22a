// SPDX-License-Identifier: MIT
// Writes an image of a dossier's submissions: a sorted dictionary with its hash index, and the directories of all that has a
// number. See image.h and build.h.
#include "image/build.h"

#include <stdlib.h>

#include "import/document.h"
#include "import/reading.h"
#include "model/formats.h"

static int by_date(const void *a, const void *b)
{
    const Submission *x = *(Submission *const *)a, *y = *(Submission *const *)b;
    if (x->on != y->on)
        return x->on < y->on ? -1 : 1;
    return memcmp(x->digest.bytes, y->digest.bytes, sizeof x->digest.bytes);
}

void submissions_in_order(SubmissionList *submissions)
{
    if (submissions->count)
        qsort(submissions->items, submissions->count, sizeof(Submission *), by_date);
}

// The final numbers of all texts: those of their order.
static uint32_t *text_numbers(Build *build, uint32_t **order)
{
    uint32_t count = build->texts.count;
    uint32_t *numbers = arena_raw(build->arena, count * sizeof *numbers);
    *order = arena_raw(build->arena, count * sizeof **order);
    text_order(build->arena, build->texts.texts, count, *order);
    for (uint32_t i = 0; i < count; i++)
        numbers[(*order)[i]] = i;
    return numbers;
}

// Entities are in the order of their types and ids, behind the one that the image is about.
static uint32_t *entity_numbers(Build *build, uint32_t **order)
{
    uint32_t count = build->entities.count;
    uint32_t *numbers = arena_raw(build->arena, count * sizeof *numbers);
    Text *keys = arena_array(build->arena, count, sizeof *keys);
    *order = arena_raw(build->arena, count * sizeof **order);
    for (uint32_t i = 1; i < count; i++)
        keys[i] = build->entities.texts[i];
    text_order(build->arena, keys, count, *order); // the first one, empty here, comes first
    for (uint32_t i = 0; i < count; i++)
        numbers[(*order)[i]] = i;
    return numbers;
}

static void put_in_index(uint32_t *slots, uint32_t mask, Text text, uint32_t number)
{
    uint32_t hash = image_hash(text);
    for (uint32_t probe = 0; probe < INDEX_PROBES; probe++) {
        uint32_t *slot = &slots[(hash + probe) & mask];
        if (*slot)
            continue;
        *slot = number + 1;
        return;
    }
}

static void write_texts(Build *build, ImageWriter *writer, uint32_t head, const uint32_t *order)
{
    uint32_t count = build->texts.count, mask = 7;
    const Text *texts = build->texts.texts;
    size_t bytes = 0;
    for (uint32_t i = 0; i < count; i++)
        bytes += texts[i].length;
    while (mask < count * 2)
        mask = mask * 2 + 1;
    uint32_t starts = image_reserve(writer, ((size_t)count + 1) * sizeof(uint32_t), sizeof(uint32_t));
    uint32_t index = image_reserve(writer, ((size_t)mask + 1) * sizeof(uint32_t), sizeof(uint32_t));
    uint32_t heap = image_reserve(writer, bytes, 1);
    uint32_t *start = image_place(writer, starts), *slots = image_place(writer, index);
    char *place = image_place(writer, heap);
    uint32_t at = 0;
    for (uint32_t i = 0; i < count; i++) {
        Text text = texts[order[i]];
        start[i] = at;
        if (text.length)
            memcpy(place + at, text.bytes, text.length);
        at += (uint32_t)text.length;
        put_in_index(slots, mask, text, i);
    }
    start[count] = at;
    ImageHead *image = image_place(writer, head);
    image->texts = starts;
    image->text_bytes = heap;
    image->index = index;
    image->index_mask = mask;
    image->text_count = count;
}

static int by_number(const void *a, const void *b)
{
    const uint32_t *x = a, *y = b;
    return (*x > *y) - (*x < *y);
}

// The numbers of the submissions that one takes the place of, rising, each once; what is not in the dossier is left out.
static uint32_t *replaced_numbers(Build *build, const TextIndex *digests, const Submission *one, uint32_t *count)
{
    uint32_t named = one->replaces_count + one->again_count;
    uint32_t *numbers = arena_array(build->arena, (size_t)named + 1, sizeof *numbers), found = 0;
    *count = 0;
    for (uint32_t i = 0; i < named; i++) {
        bool said = i < one->replaces_count;
        const Digest *digest = said ? &one->replaces[i].digest : &one->again[i - one->replaces_count];
        uint32_t number = text_index_find(digests, digest_bytes(digest));
        if (number != UINT32_MAX && build->submissions->items[number] != one)
            numbers[found++] = number;
    }
    qsort(numbers, found, sizeof *numbers, by_number);
    for (uint32_t i = 0; i < found; i++) {
        if (i == 0 || numbers[i] != numbers[*count - 1])
            numbers[(*count)++] = numbers[i];
    }
    return numbers;
}

// Who takes whose place, where anybody does. entries: where the submissions begin, whose places may move.
static void write_replaced(Build *build, ImageWriter *writer, uint32_t entries)
{
    const SubmissionList *list = build->submissions;
    bool any = false;
    TextIndex digests;
    for (size_t i = 0; i < list->count; i++)
        any |= list->items[i]->replaces_count + list->items[i]->again_count > 0;
    if (!any)
        return;
    text_index_open(&digests, build->arena);
    for (size_t i = 0; i < list->count; i++)
        text_index_add(&digests, digest_bytes(&list->items[i]->digest));
    for (size_t i = 0; i < list->count; i++) {
        uint32_t count, *numbers = replaced_numbers(build, &digests, list->items[i], &count);
        uint32_t place = count ? image_reserve(writer, count * sizeof *numbers, sizeof *numbers) : 0;
        if (count)
            memcpy(image_place(writer, place), numbers, count * sizeof *numbers);
        ImageSubmission *entry = (ImageSubmission *)image_place(writer, entries) + i;
        entry->replaces = place;
        entry->replaces_count = count;
        for (uint32_t j = 0; j < count; j++)
            ((ImageSubmission *)image_place(writer, entries))[numbers[j]].flags |= SUBMISSION_REPLACED;
    }
}

// Of which institution's documents statements are: of one whose earlier statements stay, of none's.
static void find_authors(Build *build)
{
    const SubmissionList *list = build->submissions;
    TextIndex institutions;
    build->authors = arena_array(build->arena, list->count + 1, sizeof *build->authors);
    text_index_open(&institutions, build->arena);
    for (size_t i = 0; i < list->count; i++) {
        const Document *content = list->items[i]->content;
        FormatId format = content ? format_named(content->format) : FORMATS;
        build->authors[i] = NO_INDEX;
        if (format == FORMATS || content->keep_earlier)
            continue;
        // Two that name nobody count as one's. What a CPE alone may mean takes the place of nothing that is sure, nor that of it.
        Text by = list->items[i]->by;
        const char *apart = content->cpe == CPE_ALONE ? "\n" : "";
        Text author = text_format(build->arena, "%s%.*s", apart, (int)by.length, by.bytes ? by.bytes : "");
        uint32_t before = institutions.count, number = text_index_add(&institutions, author);
        if (number == before)
            institutions.values[number] = (uint32_t)i;
        build->authors[i] = institutions.values[number];
    }
}

// When a document says it was made.
static int64_t stated_at(const Submission *one)
{
    int64_t instant;
    return one->content && reading_instant(one->content->made, &instant) ? instant : INT64_MIN;
}

static uint32_t renumbered(const uint32_t *numbers, uint32_t number)
{
    return number == NO_INDEX ? NO_INDEX : numbers[number];
}

static void write_submissions(Build *build, ImageWriter *writer, uint32_t head, const Renumbering *renumbering)
{
    size_t count = build->submissions->count;
    uint32_t place = image_reserve(writer, count * sizeof(ImageSubmission), sizeof(uint64_t));
    ImageSubmission *entry = image_place(writer, place);
    for (size_t i = 0; i < count; i++) {
        const Submission *one = build->submissions->items[i];
        const SubmissionNumbers *numbers = &build->numbers[i];
        entry[i] = (ImageSubmission){.digest = one->digest,
                                     .kind = one->kind,
                                     .by = renumbered(renumbering->entities, numbers->by),
                                     .on = one->on,
                                     .withdrawn_on = one->withdrawn ? one->withdrawn_on : NOT_WITHDRAWN,
                                     .document = renumbered(renumbering->texts, numbers->document),
                                     .title = renumbered(renumbering->texts, numbers->title),
                                     .signer = renumbered(renumbering->texts, numbers->signer),
                                     .author = build->authors[i],
                                     .stated_at = stated_at(one)};
        entry[i].flags = (one->confidential ? SUBMISSION_CONFIDENTIAL : 0) | (one->partial ? SUBMISSION_PARTIAL : 0);
    }
    write_replaced(build, writer, place);
    ImageHead *image = image_place(writer, head);
    image->submissions = place;
    image->submission_count = (uint32_t)count;
}

static void write_voices(Build *build, ImageWriter *writer, uint32_t head)
{
    uint32_t count = build->voices.count, at = 0;
    size_t bytes = 0;
    for (uint32_t i = 0; i < count; i++)
        bytes += build->voices.texts[i].length;
    uint32_t voices = image_reserve(writer, ((size_t)count + 1) * sizeof(uint32_t), sizeof(uint32_t));
    uint32_t members = image_reserve(writer, bytes, sizeof(uint32_t));
    uint32_t *first = image_place(writer, voices), *place = image_place(writer, members);
    for (uint32_t i = 0; i < count; i++) {
        Text voice = build->voices.texts[i];
        first[i] = at;
        memcpy(place + at, voice.bytes, voice.length);
        at += (uint32_t)(voice.length / sizeof *place);
    }
    first[count] = at;
    ImageHead *image = image_place(writer, head);
    image->voice_count = count;
    image->voices = voices;
    image->voice_members = members;
}

static void write_entities(Build *build, ImageWriter *writer, uint32_t head, const uint32_t *order, const uint32_t *texts)
{
    uint32_t count = build->entities.count;
    uint32_t place = image_reserve(writer, count * sizeof(ImageEntity), sizeof(uint32_t));
    ImageEntity *entry = image_place(writer, place);
    for (uint32_t i = 0; i < count; i++) {
        entry[i].type = build_entity_type(build->entities.texts[order[i]]);
        entry[i].id = texts[build->entities.values[order[i]]];
    }
    ImageHead *image = image_place(writer, head);
    image->entities = place;
    image->entity_count = count;
}

enum { MUCH = 16 * 1024 }; // less is not worth the system's time

// Rows that are written are no longer needed.
static void forget_rows(const TableBuild *table)
{
    if (table->capacity >= MUCH)
        memory_forget(table->rows, table->capacity * sizeof *table->rows);
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
        forget_rows(table);
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
    build->numbers = arena_raw(build->arena, build->submissions->count * sizeof *build->numbers);
    for (size_t i = 0; i < build->submissions->count; i++) {
        const Submission *one = build->submissions->items[i];
        // Without a type of those who submit an institution is a mere name, which nothing can ask for.
        bool by = one->by.bytes && by_type != NO_INDEX;
        build->numbers[i] = (SubmissionNumbers){.by = by ? build_entity(build, by_type, one->by) : NO_INDEX,
                                                .document = one->document.bytes ? build_text(build, one->document) : NO_INDEX,
                                                .title = one->title.bytes ? build_text(build, one->title) : NO_INDEX,
                                                .signer = one->signer.bytes ? build_text(build, one->signer) : NO_INDEX};
    }
    build_rows(build);
    return build_claims(build);
}

// What has a number is looked for no more.
static void forget_slots(TextIndex *index)
{
    if (index->slots && index->mask >= MUCH)
        memory_forget(index->slots, ((size_t)index->mask + 1) * sizeof *index->slots);
    index->slots = NULL;
}

// Writes an image's bytes, once all that has a number is known.
static void write_image(Build *build, ImageWriter *writer, ColumnBuild *columns)
{
    uint32_t *texts, *entities;
    Renumbering renumbering = {.texts = text_numbers(build, &texts), .entities = entity_numbers(build, &entities)};
    renumbering.text_order = texts;
    uint32_t head = image_reserve(writer, sizeof(ImageHead), sizeof(uint64_t));
    write_columns(build, writer, head, columns, &renumbering);
    write_tables(build, writer, head);
    write_submissions(build, writer, head, &renumbering);
    write_entities(build, writer, head, entities, renumbering.texts);
    write_texts(build, writer, head, texts);
    write_voices(build, writer, head);
    image_reserve(writer, 0, sizeof(uint64_t));
    ImageHead *front = image_place(writer, head);
    memcpy(front->mark, IMAGE_MARK, sizeof front->mark);
    front->size = writer->size;
    front->fingerprint = stored_fingerprint;
    front->layout = build->schema->layout;
    front->dossier = build->dossier;
    front->type = build->type;
}

static Build *new_build(const Program *schema, Arena *scratch, uint32_t type, const Digest *dossier, SubmissionList *submissions,
                        Diagnostics *diagnostics)
{
    Build *build = arena_take(scratch, sizeof *build);
    *build = (Build){.schema = schema,
                     .arena = scratch,
                     .diagnostics = diagnostics,
                     .type = type,
                     .dossier = *dossier,
                     .submissions = submissions};
    text_index_open(&build->texts, scratch);
    build->texts.bare = true;
    text_index_open(&build->entities, scratch);
    return build;
}

static ImageAnswer begin(Build *build, Arena *beside, Text id)
{
    SubmissionList *submissions = build->submissions;
    submissions_in_order(submissions);
    DocumentsAnswer read = documents_read(build->schema, build->arena, beside, submissions, build->diagnostics);
    if (read != DOCUMENTS_READ)
        return read == DOCUMENTS_DAMAGED ? IMAGE_DAMAGED : IMAGE_REFUSED;
    find_authors(build);
    build->columns = collect(build, id);
    build_voices(build);
    forget_slots(&build->texts);
    return build->failed ? IMAGE_REFUSED : IMAGE_MADE;
}

ImageAnswer image_begin(const Program *schema, Arena *scratch, Arena *beside, uint32_t type, Text id, const Digest *dossier,
                        SubmissionList *submissions, Diagnostics *diagnostics, Build **begun)
{
    *begun = new_build(schema, scratch, type, dossier, submissions, diagnostics);
    (*begun)->forgets = true;
    return begin(*begun, beside, id);
}

void image_end(Build *build, Arena *arena, Text *image)
{
    ImageWriter writer = {.arena = arena};
    write_image(build, &writer, build->columns);
    *image = (Text){writer.bytes, writer.size};
    image_seal(*image);
}

ImageAnswer image_build(const Program *schema, Arena *arena, Arena *scratch, uint32_t type, Text id, const Digest *dossier,
                        SubmissionList *submissions, Diagnostics *diagnostics, Text *image)
{
    ArenaMark mark = arena_mark(scratch);
    Build *build = new_build(schema, scratch, type, dossier, submissions, diagnostics);
    ImageAnswer answer = begin(build, arena, id);
    if (answer != IMAGE_MADE)
        return answer;
    image_end(build, arena, image);
    if (scratch != arena)
        arena_reset(scratch, mark);
    return IMAGE_MADE;
}
