// SPDX-License-Identifier: MIT
// Inside of image_build, a builder in passes: first the rows (rows.c: parts are merged by their keys); then what is claimed about
// them (collect.c: texts, entities, parts are interned); then all is renumbered by its final order (a dictionary remap) and
// written: columns (columns.c) and the other bytes (build.c). Between these claims that agree become one (voices.c). All of it
// lies in the arena of the build, and ends with it.
#ifndef ASSIZE_IMAGE_BUILD_H
#define ASSIZE_IMAGE_BUILD_H

#include "image/image.h"

// What one submission says of a row.
typedef struct Instance {
    uint32_t submission;
    const FactRecord *record;
} Instance;

typedef struct __attribute__((packed, aligned(4))) RowBuild {
    uint32_t parent;
    uint32_t count;
    uint32_t submission; // of the only instance
    union {
        const FactRecord *record; // of the only instance; most rows have one
        Instance *instances;      // of several: in the order of the submissions
    };
} RowBuild;

static inline Instance row_instance(const RowBuild *row, uint32_t number)
{
    return row->count == 1 ? (Instance){row->submission, row->record} : row->instances[number];
}

typedef struct SectionBuild {
    uint32_t attribute, first_row, rows, root;
    uint32_t *first;     // of an owning attribute, for all its sections: the run of rows of each parent's row
    uint32_t owner_rows; // how many of those there are
} SectionBuild;

typedef struct TableBuild {
    RowBuild *rows;
    size_t count, capacity;
    SectionBuild *sections;
    size_t section_count, section_capacity;
    bool *claimed;        // by attribute: whether a row says something of it, once all rows are there; null: nobody asked
    TextIndex keys;       // of the parts, where references look for them
    bool keys_ready;      // whether keys is filled
    uint32_t *row_of_key; // by key; NO_INDEX where two parts of the dossier have it
    size_t key_capacity;
} TableBuild;

// What a submission says of itself, by the numbers of the build; NO_INDEX: nothing.
typedef struct SubmissionNumbers {
    uint32_t by, document, title, signer;
} SubmissionNumbers;

struct Build {
    const Program *schema;
    Arena *arena;
    Diagnostics *diagnostics;
    uint32_t type;
    Digest dossier;
    SubmissionList *submissions;
    SubmissionNumbers *numbers;  // of these
    TableBuild *tables;          // by type
    TextIndex texts, entities;   // entities: four bytes of type, then the id
    TextIndex voices;            // of several submissions: their numbers, as bytes
    bool forgets;                // records of documents go as soon as their claims are collected
    bool failed;                 // a reference was refused
    JsonDocument refused;        // the document that it stands in, read again
    Span refused_span;           // where that document stands
    struct ColumnBuild *columns; // by attribute, once all claims are collected
    uint32_t *authors;           // by submission: the first one of whose statements those are; NO_INDEX: it makes none
};

// Puts submissions in the order in which an image has them (build.c).
void submissions_in_order(SubmissionList *submissions);

// ---- rows.c ----

// Makes the tables of all types: their rows with the instances of each, their sections.
void build_rows(Build *build);
// The keys of the parts of a type, where references look for them; filled when they are asked for first.
const TextIndex *build_keys(Build *build, uint32_t type);
// References were looked for: nobody asks for keys again.
void build_forget_keys(Build *build);
typedef struct Reference {
    const AttributeInfo *attribute;
    const FactRecord *key;
    Text bytes;     // of the key
    uint32_t found; // its number among the keys, or UINT32_MAX
    uint32_t submission;
    bool open; // whether what it stands in may hold what leads nowhere
} Reference;
// The row of the part that a reference names. Where nothing has its key, and what it stands in is open (or was stored, and so was
// resolved once), a row is added of which only the key is known; else it is refused, `failed` is set, and the row is 0.
uint32_t build_reference(Build *build, const Reference *reference);
// The first section of the rows that an attribute owns, or null; how many there are.
const SectionBuild *build_section(const Build *build, uint32_t attribute, size_t *count);

// ---- collect.c ----

// Gives a text, or an entity, a number for the time of the build, where it has none. A text must stay while the build lasts; an
// id is copied.
uint32_t build_text(Build *build, Text text);
uint32_t build_entity(Build *build, uint32_t type, Text id);
uint32_t build_entity_type(Text key); // of an entity's key

// Bytes under way.
typedef struct ImageWriter {
    Arena *arena;
    char *bytes;
    size_t size, capacity;
} ImageWriter;
// Adds zeros at a multiple of the alignment (a power of two) and gives their offset; they may move with the next call. An image
// of 2 GB ends the work as memory that runs out does.
uint32_t image_reserve(ImageWriter *writer, size_t size, size_t alignment);
static inline void *image_place(const ImageWriter *writer, uint32_t offset)
{
    return writer->bytes + offset;
}

// The final numbers of texts and entities by those that they had during the build.
typedef struct Renumbering {
    const uint32_t *texts, *entities;
    const uint32_t *text_order; // the other way round
} Renumbering;
// The claims come first, so that all texts and entities are known before any column is written.
typedef struct ColumnBuild {
    uint32_t *rows;        // of claims about values: in the order of rows and submissions; of sets: of their elements. Null: each
                           // row of the table has one claim, in their order
    uint32_t *submissions; // null: there is one alone; voices, once claims that agree are one
    uint32_t *narrow;      // values: what has a number
    int64_t *wide;         // or (narrow null) what is one
    uint64_t *unreadable;  // a mask; null: none is. The value is a text then
    uint64_t *states;      // likewise: which are of statements
    size_t count, capacity;
    uint32_t voice;       // of sets: who claims each of them alike, if several do; else NO_INDEX
    uint32_t *set_claims; // of sets: row, set_claim
    size_t set_count, set_capacity;
} ColumnBuild;
static inline uint32_t claim_row(const ColumnBuild *column, size_t claim)
{
    return column->rows ? column->rows[claim] : (uint32_t)claim;
}
static inline int64_t claim_value(const ColumnBuild *column, size_t claim)
{
    return column->narrow ? column->narrow[claim] : column->wide[claim];
}
static inline void claim_set_value(const ColumnBuild *column, size_t claim, int64_t value)
{
    if (column->narrow)
        column->narrow[claim] = (uint32_t)value;
    else
        column->wide[claim] = value;
}
static inline uint32_t claim_submission(const ColumnBuild *column, size_t claim)
{
    return column->submissions ? column->submissions[claim] : 0;
}
static inline bool claim_states(const ColumnBuild *column, size_t claim)
{
    return column->states && mask_bit(column->states, claim);
}
static inline bool claim_is_unreadable(const ColumnBuild *column, size_t claim)
{
    return column->unreadable && mask_bit(column->unreadable, claim);
}
// Collects the claims of all rows; by attribute.
ColumnBuild *build_claims(Build *build);

// ---- voices.c ----

// The run of claims about one row, from its first on.
static inline size_t claims_end(const ColumnBuild *column, size_t at)
{
    size_t end = at + 1;
    while (end < column->count && claim_row(column, end) == claim_row(column, at))
        end++;
    return end;
}
// Whether several of a run of claims are statements: of those of one author the latest counts.
bool claims_state(const ColumnBuild *column, size_t at, size_t end);
// Makes one claim of those about a value that agree, by the voice of all; and finds which sets are claimed by one voice.
void build_voices(Build *build);
// The submissions of a voice of several.
const uint32_t *voice_submissions(const Build *build, uint32_t voice, uint32_t *count);

// ---- columns.c ----

// Writes the column of an attribute, whose claims get their final numbers with it; gives its offset, or 0 where there is no
// claim.
uint32_t build_column(Build *build, ImageWriter *writer, uint32_t attribute, ColumnBuild *column, const Renumbering *renumbering);

#endif
