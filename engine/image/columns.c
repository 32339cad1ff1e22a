// SPDX-License-Identifier: MIT
// Writes the columns of an image: vectors of the least width with validity bitmaps, provenance, overflow lists; sets as CSR. See
// image.h for how they lie.
#include "image/build.h"

#include "support/version.h"

#include <stdlib.h>

uint32_t image_reserve(ImageWriter *writer, size_t size, size_t alignment)
{
    size_t start = (writer->size + alignment - 1) & ~(alignment - 1);
    if (start + size > UINT32_MAX / 2)
        arena_exhausted(writer->arena);
    if (start + size > writer->capacity) {
        size_t larger = writer->capacity ? writer->capacity : 16384;
        while (larger < start + size)
            larger *= 2;
        writer->bytes = arena_resize(writer->arena, writer->bytes, &writer->capacity, writer->size, larger);
    }
    memset(writer->bytes + writer->size, 0, start + size - writer->size);
    writer->size = start + size;
    return (uint32_t)start;
}

static uint32_t write_words(ImageWriter *writer, const uint32_t *words, size_t count)
{
    uint32_t at = image_reserve(writer, count * sizeof *words, sizeof *words);
    if (count)
        memcpy(image_place(writer, at), words, count * sizeof *words);
    return at;
}

static uint32_t reserve_mask(ImageWriter *writer, size_t rows)
{
    return image_reserve(writer, (rows + 63) / 64 * sizeof(uint64_t), sizeof(uint64_t));
}

static void set_bit(const ImageWriter *writer, uint32_t mask, size_t row)
{
    uint64_t *words = image_place(writer, mask);
    words[row / 64] |= (uint64_t)1 << (row % 64);
}

static uint8_t width_of(int64_t low, int64_t high)
{
    if (low >= INT8_MIN && high <= INT8_MAX)
        return 1;
    if (low >= INT16_MIN && high <= INT16_MAX)
        return 2;
    return low >= INT32_MIN && high <= INT32_MAX ? 4 : 8;
}

static void put_value(const ImageWriter *writer, uint32_t values, uint8_t width, size_t row, int64_t value)
{
    char *place = (char *)image_place(writer, values) + row * width;
    switch (width) { // little-endian: the low bytes
    case 1:
        memcpy(place, &value, 1);
        return;
    case 2:
        memcpy(place, &value, 2);
        return;
    case 4:
        memcpy(place, &value, 4);
        return;
    default:
        memcpy(place, &value, sizeof value);
        return;
    }
}

static void renumber(const AttributeInfo *attribute, const ColumnBuild *column, const Renumbering *renumbering)
{
    const uint32_t *numbers = attribute_is_text(attribute)     ? renumbering->texts
                              : attribute->kind == TYPE_ENTITY ? renumbering->entities
                                                               : NULL;
    for (size_t i = 0; i < column->count && (numbers || column->unreadable); i++) {
        const uint32_t *of_claim = claim_is_unreadable(column, i) ? renumbering->texts : numbers;
        if (of_claim)
            claim_set_value(column, i, of_claim[claim_value(column, i)]);
    }
}

// Whether a run of claims is one value that can be read, which stands in its row; all others stand in the side list.
static bool is_plain(const ColumnBuild *column, size_t at, size_t end)
{
    return end == at + 1 && !claim_is_unreadable(column, at);
}

// How many submissions a voice is of, where it is of several; else 0.
static uint32_t several_of(const Build *build, uint32_t voice)
{
    uint32_t count = 0;
    if (voice >= build->submissions->count)
        voice_submissions(build, voice, &count);
    return count;
}

static uint32_t common_source(const ColumnBuild *column)
{
    uint32_t source = NO_INDEX;
    for (size_t at = 0; at < column->count; at = claims_end(column, at)) {
        if (!is_plain(column, at, claims_end(column, at)))
            continue;
        if (source == NO_INDEX)
            source = claim_submission(column, at);
        else if (source != claim_submission(column, at))
            return PER_ROW;
    }
    return source == NO_INDEX ? 0 : source;
}

static void write_side(ImageWriter *writer, uint32_t place, const ColumnBuild *column, size_t rows, size_t claims)
{
    ImageSide side = {.count = (uint32_t)rows};
    side.rows = image_reserve(writer, rows * sizeof(uint32_t), sizeof(uint32_t));
    side.first = image_reserve(writer, (rows + 1) * sizeof(uint32_t), sizeof(uint32_t));
    side.claims = image_reserve(writer, claims * sizeof(ImageClaim), sizeof(int64_t));
    uint32_t *numbers = image_place(writer, side.rows), *first = image_place(writer, side.first);
    ImageClaim *list = image_place(writer, side.claims);
    uint32_t row = 0, claim = 0;
    for (size_t at = 0, end; at < column->count; at = end) {
        end = claims_end(column, at);
        if (is_plain(column, at, end))
            continue;
        numbers[row] = claim_row(column, at);
        first[row++] = claim;
        for (size_t i = at; i < end; i++)
            list[claim++] = (ImageClaim){claim_submission(column, i), claim_is_unreadable(column, i), claim_states(column, i),
                                         claim_value(column, i)};
    }
    first[row] = claim;
    memcpy(image_place(writer, place), &side, sizeof side);
}

// The keys of versions, behind their values.
static void write_keys(const Build *build, ImageWriter *writer, const ColumnBuild *column, size_t rows,
                       const uint32_t *text_order)
{
    uint32_t place = image_reserve(writer, rows * sizeof(int64_t), sizeof(int64_t));
    int64_t *keys = image_place(writer, place);
    for (size_t at = 0, end; at < column->count; at = end) {
        end = claims_end(column, at);
        if (is_plain(column, at, end))
            keys[claim_row(column, at)] = version_key(build->texts.texts[text_order[claim_value(column, at)]]);
    }
}

static uint32_t write_values(Build *build, ImageWriter *writer, const AttributeInfo *attribute, const ColumnBuild *column,
                             const uint32_t *text_order)
{
    size_t rows = build->tables[attribute->owner].count;
    bool truth = attribute->kind == TYPE_BOOLEAN;
    int64_t low = 0, high = 0;
    size_t side_rows = 0, side_claims = 0, claims = 0;
    bool states = false;
    for (size_t at = 0, end; at < column->count; at = end) {
        end = claims_end(column, at);
        if (!is_plain(column, at, end)) {
            side_rows++;
            side_claims += end - at;
            states |= claims_state(column, at, end);
        } else {
            int64_t value = claim_value(column, at);
            low = value < low ? value : low;
            high = value > high ? value : high;
            claims += several_of(build, claim_submission(column, at));
        }
    }
    ImageColumn head = {.kind = truth ? COLUMN_TRUTH : COLUMN_VALUES,
                        .width = truth ? 0 : width_of(low, high),
                        .has_side = !side_rows ? CLAIMS_SINGLE
                                    : states   ? CLAIMS_STATED
                                               : CLAIMS_SEVERAL,
                        .source = common_source(column),
                        .claims = (uint32_t)(claims + side_claims)};
    bool per_row = head.source == PER_ROW;
    size_t more = per_row * sizeof(uint32_t) + (side_rows ? sizeof(ImageSide) : 0);
    uint32_t place = image_reserve(writer, sizeof head + more, sizeof(uint64_t));
    head.values = truth ? reserve_mask(writer, rows) : image_reserve(writer, rows * head.width, sizeof(uint64_t));
    if (attribute->kind == TYPE_VERSION)
        write_keys(build, writer, column, rows, text_order);
    head.known = reserve_mask(writer, rows);
    uint32_t sources = per_row ? image_reserve(writer, rows * sizeof(uint32_t), sizeof(uint32_t)) : 0;
    for (size_t at = 0, end; at < column->count; at = end) {
        end = claims_end(column, at);
        if (!is_plain(column, at, end))
            continue;
        uint32_t row = claim_row(column, at);
        int64_t value = claim_value(column, at);
        if (truth) {
            set_bit(writer, value ? head.values : head.known, row);
        } else {
            put_value(writer, head.values, head.width, row, value);
            set_bit(writer, head.known, row);
        }
        if (per_row)
            ((uint32_t *)image_place(writer, sources))[row] = claim_submission(column, at);
    }
    if (per_row)
        memcpy(image_place(writer, place + (uint32_t)sizeof head), &sources, sizeof sources);
    if (side_rows)
        write_side(writer, place + (uint32_t)(sizeof head + per_row * sizeof(uint32_t)), column, side_rows, side_claims);
    memcpy(image_place(writer, place), &head, sizeof head);
    return place;
}

// The elements of sets, in the order of rows and, within one, of their first supporter.
typedef struct Elements {
    uint32_t *first; // by row
    int64_t *values; // null where they are the rows of a section
    uint32_t base;   // the first of those rows
    uint32_t count;
    bool supported; // who lists each is to be known: several submissions say something of the sets
    uint32_t *support_first, *supports;
    uint32_t support_count;
} Elements;

static void reserve_supports(const Build *build, Elements *elements, size_t count, size_t supports)
{
    if (!elements->supported)
        return;
    elements->supports = arena_raw(build->arena, (supports + 1) * sizeof(uint32_t));
    elements->support_first = arena_raw(build->arena, (count + 2) * sizeof(uint32_t));
}

static void begin_supports(Elements *elements)
{
    if (elements->supported)
        elements->support_first[elements->count] = elements->support_count;
}

static void add_support(Elements *elements, uint32_t submission)
{
    if (elements->supported)
        elements->supports[elements->support_count++] = submission;
}

static void owned_elements(const Build *build, uint32_t attribute, size_t rows, Elements *elements)
{
    const AttributeInfo *info = &build->schema->attributes[attribute];
    const TableBuild *table = &build->tables[info->target];
    size_t sections;
    const SectionBuild *section = build_section(build, attribute, &sections);
    size_t supports = 0;
    for (size_t row = 0; row < table->count; row++)
        supports += table->rows[row].count;
    reserve_supports(build, elements, table->count, supports);
    if (sections > 1) // there are gaps between the rows
        elements->values = arena_array(build->arena, table->count + 1, sizeof(int64_t));
    for (size_t row = 0; row < rows; row++) {
        elements->first[row] = elements->count;
        bool owner = section && row < section->owner_rows; // parts of which only the key is known own nothing
        uint32_t from = owner ? section->first[row] : 0, to = owner ? section->first[row + 1] : 0;
        if (from < to && !elements->count)
            elements->base = from;
        for (uint32_t part = from; part < to; part++) {
            if (elements->values)
                elements->values[elements->count] = part;
            begin_supports(elements);
            elements->count++;
            for (uint32_t i = 0; i < table->rows[part].count; i++)
                add_support(elements, row_instance(&table->rows[part], i).submission);
        }
    }
}

typedef struct Listed { // an element of a set as one submission lists it
    int64_t value;
    uint32_t place; // among the claims about the set
} Listed;

static int by_value(const void *a, const void *b)
{
    const Listed *x = a, *y = b;
    int order = (x->value > y->value) - (x->value < y->value);
    return order ? order : (x->place > y->place) - (x->place < y->place);
}

// A set that several submissions list: an element that an earlier one listed is the same one.
static void merged_elements(const Build *build, const ColumnBuild *column, size_t from, uint32_t count, Elements *elements)
{
    ArenaMark mark = arena_mark(build->arena);
    Listed *listed = arena_raw(build->arena, count * sizeof *listed);
    uint32_t *run = arena_raw(build->arena, count * sizeof *run); // by place: where the element's run begins, if it is the first
    for (uint32_t i = 0; i < count; i++)
        listed[i] = (Listed){claim_value(column, from + i), i};
    qsort(listed, count, sizeof *listed, by_value);
    for (uint32_t i = 0; i < count; i++)
        run[listed[i].place] = i == 0 || listed[i - 1].value != listed[i].value ? i : NO_INDEX;
    for (uint32_t i = 0; i < count; i++) {
        if (run[i] == NO_INDEX)
            continue;
        int64_t value = elements->values[elements->count] = claim_value(column, from + i);
        begin_supports(elements);
        elements->count++;
        for (uint32_t j = run[i]; j < count && listed[j].value == value; j++)
            add_support(elements, claim_submission(column, from + listed[j].place));
    }
    arena_reset(build->arena, mark);
}

static void listed_elements(const Build *build, const ColumnBuild *column, size_t rows, Elements *elements)
{
    elements->values = arena_raw(build->arena, (column->count + 1) * sizeof(int64_t));
    reserve_supports(build, elements, column->count, column->count);
    size_t at = 0;
    for (uint32_t row = 0; row < rows; row++) {
        elements->first[row] = elements->count;
        size_t end = at;
        while (end < column->count && claim_row(column, end) == row)
            end++;
        if (end > at && claim_submission(column, at) != claim_submission(column, end - 1)) {
            merged_elements(build, column, at, (uint32_t)(end - at), elements);
            at = end;
        }
        for (; at < end; at++) { // in one submission all differ
            elements->values[elements->count] = claim_value(column, at);
            begin_supports(elements);
            elements->count++;
            add_support(elements, claim_submission(column, at));
        }
    }
}

static void write_elements(ImageWriter *writer, ImageColumn *head, const Elements *elements)
{
    if (!elements->values) {
        head->known = elements->base;
        return;
    }
    int64_t low = 0, high = 0;
    for (uint32_t i = 0; i < elements->count; i++) {
        low = elements->values[i] < low ? elements->values[i] : low;
        high = elements->values[i] > high ? elements->values[i] : high;
    }
    head->width = width_of(low, high);
    head->values = image_reserve(writer, (size_t)elements->count * head->width, sizeof(uint64_t));
    for (uint32_t i = 0; i < elements->count; i++)
        put_value(writer, head->values, head->width, i, elements->values[i]);
}

// Whether each submission of a voice lists every element.
static bool lists_all(const Build *build, const Elements *elements, uint32_t voice)
{
    uint32_t count;
    const uint32_t *members = voice_submissions(build, voice, &count);
    if (elements->support_count != (size_t)elements->count * count)
        return false;
    for (uint32_t i = 0; i < elements->count; i++) {
        uint32_t first = elements->support_first[i];
        if (elements->support_first[i + 1] - first != count ||
            memcmp(elements->supports + first, members, count * sizeof *members) != 0)
            return false;
    }
    return true;
}

// A ColumnClaims: whether submissions other than one claim the sets; whether several statements do so of one set; whether
// statements are listed in one that is claimed closed by another submission.
static uint8_t sets_claimed(const ColumnBuild *column, uint32_t source)
{
    uint32_t several = 0, found = 0, before = 0; // SetClaimBits of the row so far
    for (size_t i = 0; i < column->set_count; i += 2) {
        uint32_t claim = column->set_claims[i + 1];
        bool same_row = i > 0 && column->set_claims[i] == column->set_claims[i - 2];
        before = same_row ? before : 0;
        several |= set_claim_submission(claim) != source ? CLAIMS_SEVERAL : 0;
        found |= before & claim & SET_CLAIM_STATES ? CLAIMS_STATED : 0;
        found |= before & SET_CLAIM_CLOSED && claim & SET_CLAIM_LISTS ? CLAIMS_LISTED : 0;
        found |= before & SET_CLAIM_LISTS && claim & SET_CLAIM_CLOSED ? CLAIMS_LISTED : 0;
        before |= claim & (SET_CLAIM_SUBMISSION - 1);
    }
    return (uint8_t)(found ? found : several);
}

static uint32_t write_sets(Build *build, ImageWriter *writer, uint32_t attribute, const ColumnBuild *column)
{
    const AttributeInfo *info = &build->schema->attributes[attribute];
    size_t rows = build->tables[info->owner].count;
    uint32_t source = set_claim_submission(column->set_claims[1]);
    uint8_t general = sets_claimed(column, source);
    Elements elements = {.first = arena_array(build->arena, rows + 1, sizeof(uint32_t)), .supported = general};
    if (info->flags & ATTRIBUTE_OWNED)
        owned_elements(build, attribute, rows, &elements);
    else
        listed_elements(build, column, rows, &elements);
    elements.first[rows] = elements.count;
    begin_supports(&elements);
    if (general == CLAIMS_SEVERAL && column->voice != NO_INDEX && lists_all(build, &elements, column->voice)) {
        general = CLAIMS_SINGLE;
        source = column->voice;
    }
    uint32_t cost = (uint32_t)(column->set_count / 2) + elements.support_count;
    ImageColumn head = {
        .kind = COLUMN_SETS, .general = general, .source = general ? PER_ROW : source, .claims = elements.supported ? cost : 0};
    ImageSets sets = {.element_count = elements.count};
    uint32_t place = image_reserve(writer, sizeof head + sizeof sets, sizeof(uint64_t));
    write_elements(writer, &head, &elements);
    sets.first = write_words(writer, elements.first, rows + 1);
    if (!general) {
        sets.claimed = reserve_mask(writer, rows);
        sets.closed = reserve_mask(writer, rows);
        for (size_t i = 0; i < column->set_count; i += 2) {
            set_bit(writer, sets.claimed, column->set_claims[i]);
            if (column->set_claims[i + 1] & SET_CLAIM_CLOSED)
                set_bit(writer, sets.closed, column->set_claims[i]);
        }
    } else {
        size_t count = column->set_count / 2, at = 0;
        uint32_t *first = arena_array(build->arena, rows + 1, sizeof *first);
        uint32_t *claims = arena_array(build->arena, count + 1, sizeof *claims);
        for (uint32_t row = 0; row < rows; row++) {
            first[row] = (uint32_t)at;
            for (; at < count && column->set_claims[2 * at] == row; at++)
                claims[at] = column->set_claims[2 * at + 1];
        }
        first[rows] = (uint32_t)at;
        sets.claim_first = write_words(writer, first, rows + 1);
        sets.claims = write_words(writer, claims, count);
        sets.support_first = write_words(writer, elements.support_first, (size_t)elements.count + 1);
        sets.supports = write_words(writer, elements.supports, elements.support_count);
    }
    memcpy(image_place(writer, place), &head, sizeof head);
    memcpy(image_place(writer, place + (uint32_t)sizeof head), &sets, sizeof sets);
    return place;
}

static void forget(void *array, size_t count, size_t size)
{
    enum { MUCH = 64 * 1024 }; // less is not worth the system's time
    if (array && count * size >= MUCH)
        memory_forget(array, count * size);
}

// What is written is no longer needed.
static void forget_column(const ColumnBuild *column)
{
    forget(column->rows, column->capacity, sizeof *column->rows);
    forget(column->submissions, column->capacity, sizeof *column->submissions);
    forget(column->narrow, column->capacity, sizeof *column->narrow);
    forget(column->wide, column->capacity, sizeof *column->wide);
    forget(column->set_claims, column->set_capacity, sizeof *column->set_claims);
}

uint32_t build_column(Build *build, ImageWriter *writer, uint32_t attribute, ColumnBuild *column, const Renumbering *renumbering)
{
    const AttributeInfo *info = &build->schema->attributes[attribute];
    ArenaMark mark = arena_mark(build->arena);
    uint32_t place = 0;
    renumber(info, column, renumbering);
    if (attribute_is_many(info) && column->set_count)
        place = write_sets(build, writer, attribute, column);
    else if (!attribute_is_many(info) && column->count)
        place = write_values(build, writer, info, column, renumbering->text_order);
    forget_column(column);
    if (writer->arena != build->arena)
        arena_reset(build->arena, mark);
    return place;
}
