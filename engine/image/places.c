// SPDX-License-Identifier: MIT
// Where what an image holds stands in what was submitted: rows are made once more, with the offset of each record, and an offset
// is looked for among the values of its text. See places.h.
#include "image/places.h"

#include "image/build.h"
#include "import/document.h"
#include "support/search.h"

// The text that a submission's records were read from, as JSON.
typedef struct PlacedText {
    bool opened, fine;
    JsonDocument document;
} PlacedText;

struct ImagePlaces {
    Build build;
    PlacedText *texts; // by submission
};

ImagePlaces *image_places(const Program *schema, Arena *arena, uint32_t type, SubmissionList *submissions)
{
    ImagePlaces *places = arena_take(arena, sizeof *places);
    submissions_in_order(submissions);
    if (documents_read(schema, arena, arena, submissions, NULL) != DOCUMENTS_READ)
        return NULL;
    places->build = (Build){.schema = schema, .arena = arena, .type = type, .submissions = submissions};
    places->texts = arena_array(arena, submissions->count + 1, sizeof *places->texts);
    build_rows(&places->build);
    return places;
}

// Of an envelope the records are those of what stands in it, which is another text.
static bool is_envelope(const JsonDocument *document)
{
    return json_member(document, 0, "payload") != UINT32_MAX;
}

static PlacedText *open_text(ImagePlaces *places, uint32_t submission)
{
    Arena *arena = places->build.arena;
    const Submission *of = places->build.submissions->items[submission];
    PlacedText *placed = &places->texts[submission];
    JsonError error;
    Text text;
    if (placed->opened)
        return placed;
    placed->opened = true;
    if (of->content) {
        const DocumentFormat *format = document_format(of->content->format);
        if (!format || !format->json || !document_bytes(of, arena, &text))
            return placed;
    } else {
        text = text_joined(arena, &of->canonical);
    }
    size_t at = text_starts(text, text_of(BYTE_ORDER_MARK)) ? strlen(BYTE_ORDER_MARK) : 0;
    placed->fine = json_read(&placed->document, arena, text, &at, &error) && !(of->content && is_envelope(&placed->document));
    return placed;
}

static const FactRecord *record_of(const ImagePlaces *places, uint32_t submission, uint32_t attribute, uint32_t row)
{
    const TableBuild *table = &places->build.tables[places->build.schema->attributes[attribute].owner];
    if (row >= table->count)
        return NULL;
    for (uint32_t i = 0; i < table->rows[row].count; i++) {
        Instance instance = row_instance(&table->rows[row], i);
        if (instance.submission == submission)
            return instance.record;
    }
    return NULL;
}

Text image_pointer(ImagePlaces *places, uint32_t submission, uint32_t attribute, uint32_t row)
{
    Arena *arena = places->build.arena;
    const Program *schema = places->build.schema;
    const FactRecord *record = record_of(places, submission, attribute, row);
    const PlacedText *placed = record && record_claim(record, attribute) ? open_text(places, submission) : NULL;
    if (!placed || !placed->fine)
        return (Text){"", 0};
    uint32_t value = json_value_at(&placed->document, record->offset);
    if (value == UINT32_MAX)
        return (Text){"", 0};
    if (places->build.submissions->items[submission]->content)
        return json_pointer(&placed->document, arena, value);
    TextBuilder name = text_builder(arena);
    text_append(&name, program_string(schema, schema->attributes[attribute].name));
    uint32_t member = json_member(&placed->document, value, text_terminated(arena, text_built(&name)));
    return json_pointer(&placed->document, arena, member == UINT32_MAX ? value : member);
}
