// SPDX-License-Identifier: MIT
// A dossier image: all submissions about one entity as columns, read in place. It names itself by the SHA-256 of its bytes and
// never changes. Every array is aligned for its items; offsets count from the image's first byte; all is little-endian.
//
// Our word = the field's word:
//   image       immutable columnar segment, content-addressed; read in place (zero-copy) from the memory map
//   texts       dictionary: each text once, sorted, so that numbers compare as texts do; columns of texts are dictionary-encoded.
//               `index` finds a text's number: a hash table by open addressing
//   mask        bitmap, 64 rows a word; `known` is the validity bitmap (null mask) of a column
//   source      provenance column: a constant, or (`sources`) a value for each row
//   voice       interned provenance set: a submission by its number, or, behind these numbers, several that say the same
//   side list   overflow (exception) list: rows that no single value describes
//   first       CSR offsets: the run of row r is first[r] up to first[r + 1]
//   section     row group
//   claim       cell version: a value with its provenance
//
//   head | directory of columns | tables | sections | submissions | entities | texts | voices | columns and their arrays
//
// Rows. The entity is the one row of its type's table. Each type of parts has a table; the parts in one attribute are a
// section of it, in the order of their parents, and a section begins at a multiple of 64 rows, so that masks can be cut
// without a shift. Parts that only references name (in an attribute that is left open) stand in a section of no attribute.
//
// Columns, one for each attribute about which there is any claim:
//   of values   `known` says of which rows all claims agree; `values` are what these say, one width for all; `source` is the
//               voice of all of them, or PER_ROW: then `sources` has one for each row. Rows about which claims disagree, and
//               those of which one is unreadable, are not known there: they stand in the side list, with all their claims. Behind
//               the values of versions stand their keys (support/version.h), by which most of them compare. A claim of a
//               statement says so: of those by one author about a row the latest counts on the day of a review.
//   of truth    likewise, with the masks of what is true (`values`) and what is false (`known`).
//   of sets     `first` gives the run of elements of each row; elements are values as above, or, of owned parts, the rows
//               of a section in their order. Where one voice claims all of them (`source`), and of several submissions each
//               lists the same, `claimed` and `closed` say for which rows, and where it says that this is all; else `claims`
//               lists for each row who claims the set, and `supports` for each element who lists it.
#ifndef ASSIZE_IMAGE_IMAGE_H
#define ASSIZE_IMAGE_IMAGE_H

#include "submission/submission.h"

#define PER_ROW UINT32_MAX

#define RECORD(name, ...)                                                                                                        \
    typedef struct name {                                                                                                        \
        __VA_ARGS__                                                                                                              \
    } name;
#include "model/records.def"
#undef RECORD

// An image's first bytes.
static const char IMAGE_MARK[8] = {'A', 'S', 'Z', 'I', '\r', '\n', 0x1a, '\n'};

static inline const ImageHead *image_head(Text image)
{
    return (const ImageHead *)(const void *)image.bytes;
}

static inline const void *image_at(Text image, uint32_t offset)
{
    return image.bytes + offset;
}

static inline const ImageTable *image_table(Text image, uint32_t type)
{
    return (const ImageTable *)image_at(image, image_head(image)->tables) + type;
}

static inline const ImageSubmission *image_submission(Text image, uint32_t number)
{
    return (const ImageSubmission *)image_at(image, image_head(image)->submissions) + number;
}

static inline const ImageEntity *image_entity(Text image, uint32_t number)
{
    return (const ImageEntity *)image_at(image, image_head(image)->entities) + number;
}

static inline Text image_text(Text image, uint32_t number)
{
    const uint32_t *starts = image_at(image, image_head(image)->texts);
    const char *bytes = image_at(image, image_head(image)->text_bytes);
    return (Text){bytes + starts[number], starts[number + 1] - starts[number]};
}

#define NOT_WITHDRAWN INT64_MAX

// Which submissions one takes the place of: so many numbers.
static inline const uint32_t *image_replaced(Text image, const ImageSubmission *submission)
{
    return (const uint32_t *)image_at(image, submission->replaces);
}

// The submissions of a voice, in their order; source: where its number stands, in the image.
static inline const uint32_t *image_voice(Text image, const uint32_t *source, uint32_t *count)
{
    const ImageHead *head = image_head(image);
    *count = 1;
    if (*source < head->submission_count)
        return source;
    const uint32_t *first = (const uint32_t *)image_at(image, head->voices) + (*source - head->submission_count);
    *count = first[1] - first[0];
    return (const uint32_t *)image_at(image, head->voice_members) + first[0];
}

// The column of an attribute, or null where there is no claim about it.
static inline const ImageColumn *image_column(Text image, uint32_t attribute)
{
    uint32_t offset = ((const uint32_t *)image_at(image, image_head(image)->columns))[attribute];
    return offset ? image_at(image, offset) : NULL;
}

static inline const uint32_t *column_sources(Text image, const ImageColumn *column)
{
    return column->source == PER_ROW ? image_at(image, column->more[0]) : NULL;
}

static inline bool mask_bit(const uint64_t *mask, size_t row)
{
    return mask[row / 64] >> (row % 64) & 1;
}

// Whether a column of values knows what is said of a row.
static inline bool column_knows(Text image, const ImageColumn *column, uint32_t row)
{
    return mask_bit(image_at(image, column->known), row) ||
           (column->kind == COLUMN_TRUTH && mask_bit(image_at(image, column->values), row));
}

// Where the number of the voice stands that speaks of a row of a column of values, of which the row is known.
static inline const uint32_t *column_source(Text image, const ImageColumn *column, uint32_t row)
{
    const uint32_t *sources = column_sources(image, column);
    return sources ? &sources[row] : &column->source;
}

static inline const ImageSide *column_side(const ImageColumn *column)
{
    return column->has_side ? (const ImageSide *)(const void *)(column->more + (column->source == PER_ROW)) : NULL;
}

static inline const ImageSets *column_sets(const ImageColumn *column)
{
    return (const ImageSets *)(const void *)column->more;
}

// The submissions that list an element of a set that is claimed.
static inline const uint32_t *column_supporters(Text image, const ImageColumn *column, uint32_t element, uint32_t *count)
{
    if (!column->general)
        return image_voice(image, &column->source, count);
    const uint32_t *first = (const uint32_t *)image_at(image, column_sets(column)->support_first) + element;
    *count = first[1] - first[0];
    return (const uint32_t *)image_at(image, column_sets(column)->supports) + first[0];
}

// Where the keys of a column of versions begin: eight bytes for each row, 0 where it is not known.
static inline uint32_t column_keys(const ImageColumn *column, size_t rows)
{
    return (column->values + (uint32_t)rows * column->width + 7) & ~(uint32_t)7;
}

// A claim of a set: a submission and SetClaimBits; and whose it is.
static inline uint32_t set_claim(uint32_t submission, uint32_t bits)
{
    return submission * SET_CLAIM_SUBMISSION + bits;
}

static inline uint32_t set_claim_submission(uint32_t claim)
{
    return claim / SET_CLAIM_SUBMISSION;
}

// A value of a column of values, in whatever width.
static inline int64_t wide_value(const void *values, uint8_t width, size_t row)
{
    switch (width) {
    case 1:
        return ((const int8_t *)values)[row];
    case 2:
        return ((const int16_t *)values)[row];
    case 4:
        return ((const int32_t *)values)[row];
    default:
        return ((const int64_t *)values)[row];
    }
}

// Where a text begins to be looked for in an image: the same on every machine, of what tells most texts apart. Nobody relies on
// it to differ.
static inline uint32_t image_hash(Text text)
{
    uint64_t first, middle, last;
    if (text.length < sizeof first) {
        first = last = text.length ? text_few(text.bytes, text.length) : 0;
        middle = 0;
    } else {
        memcpy(&first, text.bytes, sizeof first);
        memcpy(&middle, text.bytes + (text.length - sizeof middle) / 2, sizeof middle);
        memcpy(&last, text.bytes + text.length - sizeof last, sizeof last);
    }
    uint64_t mixed = (first ^ text.length) * 0x9e3779b97f4a7c15u;
    mixed = (mixed ^ mixed >> 32 ^ middle) * 0xff51afd7ed558ccdu;
    mixed = (mixed ^ mixed >> 32 ^ last) * 0xc4ceb9fe1a85ec53u;
    return (uint32_t)(mixed >> 32);
}

// The number of a text in the image, or UINT32_MAX. hash is its image_hash.
uint32_t image_find_text(Text image, Text text, uint32_t hash);
// The section in which a row of a table stands.
const ImageSection *image_section_of(Text image, uint32_t type, uint32_t row);

// The run of claims about a row of a column of values that stands in its side list, [from, to) of that; false: it does not.
bool image_side_run(Text image, const ImageColumn *column, uint32_t row, uint32_t *from, uint32_t *to);

// Calls visit for every claim about an attribute of a row, in the order of the submissions, until it gives false.
typedef bool ClaimVisit(void *with, const ImageClaim *claim);
void image_claims(Text image, uint32_t attribute, uint32_t row, ClaimVisit *visit, void *with);

// What became of an image that was to be made.
typedef enum ImageAnswer {
    IMAGE_MADE,
    IMAGE_REFUSED, // what is being imported, with diagnostics
    IMAGE_DAMAGED, // a document that is stored
} ImageAnswer;

// Makes an image of all submissions about an entity, which are put in the order of date and digest first; the claims of documents
// among them are made (import/document.h). dossier: its digest; what the schema has no place for is in that, too. A reference
// that nothing resolves and that is not left open is reported where it was read; then the submissions are refused. (Of what is
// stored already, and of documents, only the key is known then.) The image lies in the arena; scratch is what the work needs, and
// as it was before where the image is made and scratch is another arena.
ImageAnswer image_build(const Program *schema, Arena *arena, Arena *scratch, uint32_t type, Text id, const Digest *dossier,
                        SubmissionList *submissions, Diagnostics *diagnostics, Text *image);

// The same in two steps. Behind the first one what the submissions say is collected: the facts of documents are gone, but the
// texts in them are needed. beside: what documents need while they are read; as it was before, where it is another arena than
// scratch and no document is being imported.
typedef struct Build Build;
ImageAnswer image_begin(const Program *schema, Arena *scratch, Arena *beside, uint32_t type, Text id, const Digest *dossier,
                        SubmissionList *submissions, Diagnostics *diagnostics, Build **begun);
void image_end(Build *build, Arena *arena, Text *image);

// What an image is stored under.
typedef struct ImageName {
    Digest dossier, layout;
} ImageName;

// Makes the digest of an image whose bytes have been changed, and puts it in: they must be writable.
void image_seal(Text image);
// Whether the bytes claim to be an image that this version of the program made. False with the reason.
bool image_is_ours(Text image, const char **reason);
// Whether the bytes are an image, of whatever version of the program, and what its digest says. False with the reason.
bool image_is_whole(Text image, const char **reason);
// Of an image that is whole: whether it was made by a version that laid out all that is stored as this one does.
bool image_is_current(Text image);

// A cheap look at what claims to be an image: mark, size, layout. False with the reason.
bool image_fits(Text image, const Digest *layout, const char **reason);
// Checks all of it: digest, bounds, order, every number that refers to something (check.c). False with the reason.
bool image_check(const Program *schema, Text image, const char **reason);
// The same without the digest: of an image that was made a moment ago.
bool image_check_numbers(const Program *schema, Text image, const char **reason);

// Checks what needs no schema, without the digest: that texts, entities and submissions lie within the image, their order, and
// what they refer to. Those may be read then; rows and columns may not.
bool image_check_frame(Text image, const char **reason);

#endif
