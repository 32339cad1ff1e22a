// SPDX-License-Identifier: MIT
// The complete check of an image, when it is written and when a fact base is verified: after it, no reader can be led outside
// of the image or of its arrays.
#include "image/image.h"

#include "support/calendar.h"
#include "support/version.h"

typedef struct Checker {
    const Program *schema; // null: only the frame is checked
    Text image;
    const ImageHead *head;
    const char **reason;
} Checker;

static bool wrong(const Checker *checker, const char *why)
{
    *checker->reason = why;
    return false;
}

static bool array_fits(const Checker *checker, uint32_t offset, size_t count, size_t size, size_t alignment)
{
    return offset % alignment == 0 && offset <= checker->image.length && count <= (checker->image.length - offset) / size;
}

static bool words_fit(const Checker *checker, uint32_t offset, size_t count)
{
    return array_fits(checker, offset, count, sizeof(uint32_t), sizeof(uint32_t));
}

static bool mask_fits(const Checker *checker, uint32_t offset, size_t rows)
{
    if (!array_fits(checker, offset, (rows + 63) / 64, sizeof(uint64_t), sizeof(uint64_t)))
        return false;
    const uint64_t *mask = image_at(checker->image, offset);
    return rows % 64 == 0 || mask[rows / 64] >> (rows % 64) == 0; // nothing behind the last row
}

// Runs: count + 1 numbers that never fall, from 0 up to the total.
static bool runs_fit(const Checker *checker, uint32_t offset, size_t count, uint32_t total)
{
    if (!words_fit(checker, offset, count + 1))
        return false;
    const uint32_t *first = image_at(checker->image, offset);
    if (first[0] != 0 || first[count] != total)
        return false;
    for (size_t i = 0; i < count; i++) {
        if (first[i] > first[i + 1])
            return false;
    }
    return true;
}

static bool numbers_below(const Checker *checker, uint32_t offset, size_t count, uint32_t limit)
{
    if (!words_fit(checker, offset, count))
        return false;
    const uint32_t *numbers = image_at(checker->image, offset);
    for (size_t i = 0; i < count; i++) {
        if (numbers[i] >= limit)
            return false;
    }
    return true;
}

// Every text is found. Memory fetches the slots of some texts while it hashes the others.
static bool check_index(const Checker *checker)
{
    const ImageHead *head = checker->head;
    const uint32_t *slots = image_at(checker->image, head->index);
    uint32_t hashes[TEXTS_AT_ONCE];
    for (uint32_t first = 0, end; first < head->text_count; first = end) {
        end = head->text_count - first < TEXTS_AT_ONCE ? head->text_count : first + TEXTS_AT_ONCE;
        for (uint32_t i = first; i < end; i++) {
            hashes[i - first] = image_hash(image_text(checker->image, i));
            __builtin_prefetch(&slots[hashes[i - first] & head->index_mask]);
        }
        for (uint32_t i = first; i < end; i++) {
            if (image_find_text(checker->image, image_text(checker->image, i), hashes[i - first]) != i)
                return false;
        }
    }
    return true;
}

static bool check_texts(const Checker *checker)
{
    const ImageHead *head = checker->head;
    if (!words_fit(checker, head->texts, (size_t)head->text_count + 1) || head->text_bytes > checker->image.length)
        return wrong(checker, "the texts lie outside of it");
    const uint32_t *starts = image_at(checker->image, head->texts);
    if (starts[0] != 0 || starts[head->text_count] > checker->image.length - head->text_bytes)
        return wrong(checker, "the texts lie outside of it");
    for (uint32_t i = 0; i < head->text_count; i++) {
        if (starts[i] > starts[i + 1])
            return wrong(checker, "the texts overlap");
    }
    for (uint32_t i = 0; i < head->text_count; i++) {
        Text text = image_text(checker->image, i);
        if (text_malformed(text) != text.length || (i > 0 && text_compare(image_text(checker->image, i - 1), text) >= 0))
            return wrong(checker, "the texts are not in order");
    }
    if ((head->index_mask & (head->index_mask + 1)) != 0 || head->index_mask < head->text_count ||
        head->index_mask == UINT32_MAX ||
        !numbers_below(checker, head->index, (size_t)head->index_mask + 1, head->text_count + 1))
        return wrong(checker, "the index of the texts is damaged");
    return check_index(checker) || wrong(checker, "the index of the texts is damaged");
}

// Behind the first, which is the entity itself, they are in the order of their types and ids.
static bool check_entities(const Checker *checker)
{
    const ImageHead *head = checker->head;
    const Program *schema = checker->schema;
    if (!head->entity_count || !array_fits(checker, head->entities, head->entity_count, sizeof(ImageEntity), sizeof(uint32_t)))
        return wrong(checker, "the entities lie outside of it");
    for (uint32_t i = 0; i < head->entity_count; i++) {
        const ImageEntity *entity = image_entity(checker->image, i), *before = i > 1 ? entity - 1 : NULL;
        if ((schema && (entity->type >= schema->types_count || schema->types[entity->type].is_part)) ||
            entity->id >= head->text_count)
            return wrong(checker, "an entity is damaged");
        if (before && (entity->type < before->type || (entity->type == before->type && entity->id <= before->id)))
            return wrong(checker, "the entities are not in order");
    }
    return image_entity(checker->image, 0)->type == head->type || wrong(checker, "the first entity is another one");
}

static bool text_or_none(const Checker *checker, uint32_t text)
{
    return text == NO_INDEX || text < checker->head->text_count;
}

static bool submission_fits(const Checker *checker, const ImageSubmission *one)
{
    const ImageHead *head = checker->head;
    return (!checker->schema || one->kind < checker->schema->kinds_count) &&
           (one->by == NO_INDEX || one->by < head->entity_count) && one->on >= DATE_FIRST && one->on <= DATE_LAST &&
           text_or_none(checker, one->document) && text_or_none(checker, one->title) && text_or_none(checker, one->signer) &&
           one->reserved == 0 &&
           (one->flags & ~(uint32_t)(SUBMISSION_CONFIDENTIAL | SUBMISSION_PARTIAL | SUBMISSION_REPLACED)) == 0 &&
           (one->author == NO_INDEX || one->author < head->submission_count);
}

// It takes the place of others that are there, each named once.
static bool replaced_fits(const Checker *checker, const ImageSubmission *one, uint32_t number)
{
    if (!numbers_below(checker, one->replaces, one->replaces_count, checker->head->submission_count))
        return false;
    const uint32_t *replaced = image_replaced(checker->image, one);
    for (uint32_t i = 0; i < one->replaces_count; i++) {
        if (replaced[i] == number || (i > 0 && replaced[i] <= replaced[i - 1]))
            return false;
    }
    return true;
}

static bool check_submissions(const Checker *checker)
{
    const ImageHead *head = checker->head;
    if (!array_fits(checker, head->submissions, head->submission_count, sizeof(ImageSubmission), sizeof(uint64_t)))
        return wrong(checker, "the submissions lie outside of it");
    for (uint32_t i = 0; i < head->submission_count; i++) {
        const ImageSubmission *one = image_submission(checker->image, i), *before = i > 0 ? one - 1 : NULL;
        if (!submission_fits(checker, one) || !replaced_fits(checker, one, i))
            return wrong(checker, "a submission is damaged");
        if (checker->schema && one->by != NO_INDEX &&
            image_entity(checker->image, one->by)->type != checker->schema->head.by_type)
            return wrong(checker, "a submission comes from something that is no institution");
        if (before &&
            (one->on < before->on || (one->on == before->on && memcmp(&one->digest, &before->digest, sizeof(Digest)) <= 0)))
            return wrong(checker, "the submissions are not in order");
    }
    return true;
}

static bool check_voices(const Checker *checker)
{
    const ImageHead *head = checker->head;
    if (head->reserved != 0 || !words_fit(checker, head->voices, (size_t)head->voice_count + 1))
        return wrong(checker, "the voices lie outside of it");
    const uint32_t *first = image_at(checker->image, head->voices);
    uint32_t count = first[head->voice_count];
    if (!runs_fit(checker, head->voices, head->voice_count, count) ||
        !numbers_below(checker, head->voice_members, count, head->submission_count))
        return wrong(checker, "the voices are damaged");
    const uint32_t *members = image_at(checker->image, head->voice_members);
    for (uint32_t i = 0; i < head->voice_count; i++) {
        bool fine = first[i + 1] - first[i] > 1;
        for (uint32_t j = first[i] + 1; j < first[i + 1]; j++)
            fine &= members[j - 1] <= members[j];
        if (!fine)
            return wrong(checker, "a voice is not of several submissions, in order");
    }
    return true;
}

// Whether something is the number of a voice, of one submission or several.
static bool is_voice(const Checker *checker, uint32_t number)
{
    return number < (uint64_t)checker->head->submission_count + checker->head->voice_count;
}

// How many submissions a voice is of, where it is of several; else 0.
static uint32_t several_of(const Checker *checker, uint32_t voice)
{
    uint32_t count;
    image_voice(checker->image, &voice, &count);
    return count > 1 ? count : 0;
}

static bool check_table(const Checker *checker, uint32_t type)
{
    const ImageHead *head = checker->head;
    const Program *schema = checker->schema;
    const ImageTable *table = image_table(checker->image, type);
    bool part = schema->types[type].is_part;
    if (!part)
        return table->rows == (type == head->type) || wrong(checker, "an entity with more than one row");
    if (table->first_section > head->section_count || table->section_count > head->section_count - table->first_section)
        return wrong(checker, "a section lies outside of it");
    if (table->rows && !words_fit(checker, table->parents, table->rows))
        return wrong(checker, "the parents of parts lie outside of it");
    const ImageSection *sections = (const ImageSection *)image_at(checker->image, head->sections) + table->first_section;
    uint32_t end = 0;
    for (uint32_t i = 0; i < table->section_count; i++) {
        const ImageSection *section = &sections[i];
        bool loose = section->attribute == NO_INDEX;
        if (section->first_row % SECTION_ROWS != 0 || section->first_row < end || section->first_row > table->rows ||
            section->rows > table->rows - section->first_row ||
            (section->root != NO_INDEX && section->root >= schema->attributes_count))
            return wrong(checker, "a section is damaged");
        end = section->first_row + section->rows;
        if (!loose && (section->attribute >= schema->attributes_count ||
                       !(schema->attributes[section->attribute].flags & ATTRIBUTE_OWNED) ||
                       schema->attributes[section->attribute].target != type))
            return wrong(checker, "a section of an attribute that does not own it");
        uint32_t limit = loose ? 0 : image_table(checker->image, schema->attributes[section->attribute].owner)->rows;
        const uint32_t *parents = (const uint32_t *)image_at(checker->image, table->parents) + section->first_row;
        for (uint32_t row = 0; row < section->rows; row++) {
            if (loose ? parents[row] != NO_INDEX : parents[row] >= limit || (row > 0 && parents[row] < parents[row - 1]))
                return wrong(checker, "the parents of parts are not in order");
        }
    }
    return end == table->rows || wrong(checker, "rows that no section has");
}

// What a value of an attribute must lie below; 0 where any number is fine.
static uint32_t value_limit(const Checker *checker, const AttributeInfo *attribute)
{
    if (attribute_is_text(attribute))
        return checker->head->text_count;
    switch (attribute->kind) {
    case TYPE_ENTITY:
        return checker->head->entity_count;
    case TYPE_PART:
        return image_table(checker->image, attribute->target)->rows;
    case TYPE_ENUM:
        return checker->schema->enums[attribute->target].value_count;
    case TYPE_BOOLEAN:
        return 2;
    default:
        return 0;
    }
}

static bool value_fits(const Checker *checker, const AttributeInfo *attribute, int64_t value, uint32_t limit)
{
    if (attribute->kind == TYPE_DATE)
        return value >= DATE_FIRST && value <= DATE_LAST;
    if (!limit)
        return value != INT64_MIN && !attribute_is_text(attribute) && attribute->kind != TYPE_PART &&
               attribute->kind != TYPE_ENTITY;
    if (value < 0 || value >= limit)
        return false;
    return attribute->kind != TYPE_ENTITY || image_entity(checker->image, (uint32_t)value)->type == attribute->target;
}

static bool check_side(const Checker *checker, const ImageColumn *column, const AttributeInfo *attribute, uint32_t rows)
{
    const ImageSide *side = column_side(column);
    if (!words_fit(checker, side->rows, side->count) || !words_fit(checker, side->first, (size_t)side->count + 1))
        return wrong(checker, "a side list lies outside of it");
    const uint32_t *numbers = image_at(checker->image, side->rows), *first = image_at(checker->image, side->first);
    uint32_t claims = first[side->count], limit = value_limit(checker, attribute);
    if (!runs_fit(checker, side->first, side->count, claims) ||
        !array_fits(checker, side->claims, claims, sizeof(ImageClaim), sizeof(int64_t)))
        return wrong(checker, "a side list lies outside of it");
    for (uint32_t i = 0; i < side->count; i++) {
        bool known = mask_bit(image_at(checker->image, column->known), numbers[i] < rows ? numbers[i] : 0);
        if (numbers[i] >= rows || (i > 0 && numbers[i] <= numbers[i - 1]) || known || first[i] == first[i + 1])
            return wrong(checker, "a side list is not in order");
    }
    const ImageClaim *list = image_at(checker->image, side->claims);
    bool may = schema_may_be_unreadable(checker->schema, (uint32_t)(attribute - checker->schema->attributes));
    for (uint32_t i = 0; i < claims; i++) {
        const ImageClaim *one = &list[i];
        bool fits = one->unreadable ? one->unreadable == 1 && may && one->value >= 0 && one->value < checker->head->text_count
                                    : value_fits(checker, attribute, one->value, limit);
        if (one->submission >= checker->head->submission_count || one->states > 1 || !fits)
            return wrong(checker, "a claim is damaged");
    }
    return true;
}

// The keys of versions say what their texts do.
static bool check_keys(const Checker *checker, const ImageColumn *column, uint32_t rows)
{
    if (!array_fits(checker, column_keys(column, rows), rows, sizeof(int64_t), sizeof(int64_t)))
        return wrong(checker, "the keys of versions lie outside of it");
    const int64_t *keys = image_at(checker->image, column_keys(column, rows));
    for (uint32_t row = 0; row < rows; row++) {
        int64_t key = 0;
        if (mask_bit(image_at(checker->image, column->known), row)) {
            int64_t text = wide_value(image_at(checker->image, column->values), column->width, row);
            key = version_key(image_text(checker->image, (uint32_t)text));
        }
        if (keys[row] != key)
            return wrong(checker, "the key of a version is another one's");
    }
    return true;
}

static bool check_values(const Checker *checker, const ImageColumn *column, const AttributeInfo *attribute, uint32_t rows)
{
    bool truth = column->kind == COLUMN_TRUTH;
    if (truth != (attribute->kind == TYPE_BOOLEAN) || column->has_side > CLAIMS_STATED || column->general)
        return wrong(checker, "a column of another kind than its attribute");
    bool width = truth || column->width == 1 || column->width == 2 || column->width == 4 || column->width == 8;
    if (!width || !mask_fits(checker, column->known, rows) ||
        (truth ? !mask_fits(checker, column->values, rows)
               : !array_fits(checker, column->values, rows, column->width, sizeof(uint64_t))))
        return wrong(checker, "a column lies outside of it");
    bool per_row = column->source == PER_ROW;
    if (per_row ? !words_fit(checker, column->more[0], rows) : !is_voice(checker, column->source))
        return wrong(checker, "a column without its submissions");
    uint32_t limit = value_limit(checker, attribute);
    uint64_t claims = 0;
    const uint32_t *sources = column_sources(checker->image, column);
    for (uint32_t row = 0; row < rows; row++) {
        bool known = mask_bit(image_at(checker->image, column->known), row);
        bool is_true = truth && mask_bit(image_at(checker->image, column->values), row);
        if (known && is_true)
            return wrong(checker, "a claim that is true and false");
        if (!known && !is_true)
            continue;
        claims += sources && !is_voice(checker, sources[row]) ? 0 : several_of(checker, sources ? sources[row] : column->source);
        if ((sources && !is_voice(checker, sources[row])) ||
            (!truth &&
             !value_fits(checker, attribute, wide_value(image_at(checker->image, column->values), column->width, row), limit)))
            return wrong(checker, "a claim is damaged");
    }
    if (attribute->kind == TYPE_VERSION && !check_keys(checker, column, rows))
        return false;
    if (column->has_side && !check_side(checker, column, attribute, rows))
        return false;
    claims += column->has_side
                  ? ((const uint32_t *)image_at(checker->image, column_side(column)->first))[column_side(column)->count]
                  : 0;
    return column->claims == claims || wrong(checker, "a column's claims are miscounted");
}

static bool check_elements(const Checker *checker, const ImageColumn *column, const ImageSets *sets,
                           const AttributeInfo *attribute)
{
    uint32_t limit = value_limit(checker, attribute);
    if (!column->values) { // the rows of a section, one behind the other
        bool owned = attribute->flags & ATTRIBUTE_OWNED;
        return (!sets->element_count || (owned && column->known <= limit && sets->element_count <= limit - column->known)) ||
               wrong(checker, "a set of parts lies outside of its table");
    }
    bool width = column->width == 1 || column->width == 2 || column->width == 4 || column->width == 8;
    if (!width || !array_fits(checker, column->values, sets->element_count, column->width, sizeof(uint64_t)))
        return wrong(checker, "the elements of a set lie outside of it");
    for (uint32_t i = 0; i < sets->element_count; i++) {
        if (!value_fits(checker, attribute, wide_value(image_at(checker->image, column->values), column->width, i), limit))
            return wrong(checker, "an element of a set is damaged");
    }
    return true;
}

// Of sets that one voice claims.
static bool check_claimed(const Checker *checker, const ImageColumn *column, uint32_t rows)
{
    const ImageSets *sets = column_sets(column);
    if (!is_voice(checker, column->source) || !mask_fits(checker, sets->claimed, rows) || !mask_fits(checker, sets->closed, rows))
        return wrong(checker, "a column of sets without its submission");
    const uint64_t *claimed = image_at(checker->image, sets->claimed);
    uint64_t count = sets->element_count;
    for (uint32_t i = 0; i < (rows + 63) / 64; i++)
        count += (uint32_t)__builtin_popcountll(claimed[i]);
    return column->claims == count * several_of(checker, column->source) || wrong(checker, "a column's claims are miscounted");
}

static bool check_sets(const Checker *checker, const ImageColumn *column, const AttributeInfo *attribute, uint32_t rows)
{
    const ImageSets *sets = column_sets(column);
    if (!array_fits(checker, (uint32_t)((const char *)sets - checker->image.bytes), 1, sizeof *sets, sizeof(uint32_t)) ||
        !runs_fit(checker, sets->first, rows, sets->element_count))
        return wrong(checker, "a column of sets lies outside of it");
    if (!check_elements(checker, column, sets, attribute))
        return false;
    uint32_t submissions = checker->head->submission_count;
    if (column->general > (CLAIMS_STATED | CLAIMS_LISTED))
        return wrong(checker, "a column of another kind than its attribute");
    if (!column->general)
        return check_claimed(checker, column, rows);
    if (!words_fit(checker, sets->claim_first, (size_t)rows + 1) ||
        !words_fit(checker, sets->support_first, (size_t)sets->element_count + 1))
        return wrong(checker, "the claims of sets lie outside of it");
    uint32_t claims = ((const uint32_t *)image_at(checker->image, sets->claim_first))[rows];
    uint32_t supports = ((const uint32_t *)image_at(checker->image, sets->support_first))[sets->element_count];
    bool fine = runs_fit(checker, sets->claim_first, rows, claims) &&
                runs_fit(checker, sets->support_first, sets->element_count, supports) &&
                submissions <= UINT32_MAX / SET_CLAIM_SUBMISSION &&
                numbers_below(checker, sets->claims, claims, submissions * SET_CLAIM_SUBMISSION) &&
                numbers_below(checker, sets->supports, supports, submissions);
    fine &= column->claims == (uint64_t)claims + supports;
    return fine || wrong(checker, "the claims of sets are damaged");
}

static bool check_columns(const Checker *checker)
{
    const ImageHead *head = checker->head;
    if (head->column_count != checker->schema->attributes_count || !words_fit(checker, head->columns, head->column_count))
        return wrong(checker, "the columns are not those of the schema");
    for (uint32_t i = 0; i < head->column_count; i++) {
        uint32_t offset = ((const uint32_t *)image_at(checker->image, head->columns))[i];
        if (!offset)
            continue;
        enum { MOST = sizeof(ImageColumn) + sizeof(uint32_t) + sizeof(ImageSide) };
        if (!array_fits(checker, offset, 1, MOST, sizeof(uint64_t)))
            return wrong(checker, "a column lies outside of it");
        const AttributeInfo *attribute = &checker->schema->attributes[i];
        const ImageColumn *column = image_column(checker->image, i);
        uint32_t rows = image_table(checker->image, attribute->owner)->rows;
        if ((column->kind == COLUMN_SETS) != attribute_is_many(attribute))
            return wrong(checker, "a column of another kind than its attribute");
        if (column->kind == COLUMN_SETS ? !check_sets(checker, column, attribute, rows)
                                        : !check_values(checker, column, attribute, rows))
            return false;
    }
    return true;
}

bool image_check(const Program *schema, Text image, const char **reason)
{
    return image_fits(image, &schema->layout, reason) && image_is_whole(image, reason) &&
           image_check_numbers(schema, image, reason);
}

bool image_check_numbers(const Program *schema, Text image, const char **reason)
{
    if (!image_fits(image, &schema->layout, reason))
        return false;
    Checker checker = {schema, image, image_head(image), reason};
    const ImageHead *head = checker.head;
    if (head->type >= schema->types_count || schema->types[head->type].is_part || head->table_count != schema->types_count ||
        !array_fits(&checker, head->tables, head->table_count, sizeof(ImageTable), sizeof(uint32_t)) ||
        !array_fits(&checker, head->sections, head->section_count, sizeof(ImageSection), sizeof(uint32_t)))
        return wrong(&checker, "its tables are not those of the schema");
    if (!check_texts(&checker) || !check_entities(&checker) || !check_submissions(&checker) || !check_voices(&checker))
        return false;
    for (uint32_t type = 0; type < schema->types_count; type++) {
        if (!check_table(&checker, type))
            return false;
    }
    return check_columns(&checker);
}

bool image_check_frame(Text image, const char **reason)
{
    Checker checker = {NULL, image, image_head(image), reason};
    return image_is_ours(image, reason) && check_texts(&checker) && check_entities(&checker) && check_submissions(&checker);
}
