// SPDX-License-Identifier: MIT
// Reading an image in place: whether it is one, and of what; its text index (open addressing, then binary search in the sorted
// dictionary), its row groups, and the overflow lists of columns.
#include "image/image.h"

#include "support/search.h"

// ---- whether it is one ----

static Digest digest_image(Text image)
{
    return digest_of(text_slice(image, offsetof(ImageHead, fingerprint), image.length));
}

void image_seal(Text image)
{
    ((ImageHead *)(uintptr_t)image.bytes)->digest = digest_image(image);
}

// All versions of the program begin images alike, up to the fingerprint.
static bool is_image(Text image)
{
    const ImageHead *head = image_head(image);
    return image.length >= offsetof(ImageHead, layout) && memcmp(head->mark, IMAGE_MARK, sizeof head->mark) == 0 &&
           head->size == image.length;
}

static bool says_its_digest(Text image)
{
    Digest digest = digest_image(image);
    return digest_equal(&digest, &image_head(image)->digest);
}

bool image_is_whole(Text image, const char **reason)
{
    if (!is_image(image))
        *reason = "it is no dossier image";
    else if (!says_its_digest(image))
        *reason = "the image is damaged: its digest is another one";
    else
        return true;
    return false;
}

bool image_is_current(Text image)
{
    return digest_equal(&image_head(image)->fingerprint, &stored_fingerprint);
}

bool image_is_ours(Text image, const char **reason)
{
    *reason = "it is no dossier image";
    if (!is_image(image) || image.length < sizeof(ImageHead))
        return false;
    *reason = "it was made by another version of the program";
    return image_is_current(image);
}

bool image_fits(Text image, const Digest *layout, const char **reason)
{
    if (!is_image(image) || image.length < sizeof(ImageHead))
        *reason = "it is no dossier image";
    else if (digest_equal(&image_head(image)->layout, layout))
        return true;
    else
        *reason = image_is_current(image) ? "it was made after another schema" : "it was made by another version of the program";
    return false;
}

// ---- what stands in it ----

// Of a text whose slots are all taken by others.
static uint32_t find_by_order(Text image, Text text)
{
    for (BinarySearch search = search_of(0, image_head(image)->text_count); search_on(&search);) {
        int order = text_compare(image_text(image, (uint32_t)search.middle), text);
        if (order == 0)
            return (uint32_t)search.middle;
        search_narrow(&search, order < 0);
    }
    return UINT32_MAX;
}

uint32_t image_find_text(Text image, Text text, uint32_t hash)
{
    const ImageHead *head = image_head(image);
    const uint32_t *slots = image_at(image, head->index);
    for (uint32_t probe = 0; probe < INDEX_PROBES; probe++) {
        uint32_t number = slots[(hash + probe) & head->index_mask];
        if (!number)
            return UINT32_MAX;
        if (text_equal_short(image_text(image, number - 1), text))
            return number - 1;
    }
    return find_by_order(image, text);
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

bool image_side_run(Text image, const ImageColumn *column, uint32_t row, uint32_t *from, uint32_t *to)
{
    const ImageSide *side = column_side(column);
    if (!side)
        return false;
    const uint32_t *rows = image_at(image, side->rows), *first = image_at(image, side->first);
    BinarySearch search = search_of(0, side->count);
    while (search_on(&search))
        search_narrow(&search, rows[search.middle] < row);
    if (search.low == side->count || rows[search.low] != row)
        return false;
    *from = first[search.low];
    *to = first[search.low + 1];
    return true;
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
        uint32_t count;
        const uint32_t *voice = image_voice(image, column_source(image, column, row), &count);
        int64_t value = truth ? is_true : wide_value(image_at(image, column->values), column->width, row);
        for (uint32_t i = 0, on = true; i < count && on; i++)
            on = visit(with, &(ImageClaim){.submission = voice[i], .value = value});
        return;
    }
    uint32_t from, to;
    if (!image_side_run(image, column, row, &from, &to))
        return;
    const ImageClaim *claims = image_at(image, column_side(column)->claims);
    for (uint32_t i = from; i < to; i++) {
        if (!visit(with, &claims[i]))
            return;
    }
}
