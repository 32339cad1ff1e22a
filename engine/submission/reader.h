// SPDX-License-Identifier: MIT
// Inside of submission_read, each file above those before it: read_values.c reads values and refuses them, read_facts.c records,
// parts and sets, reader.c what stands around the facts. A function that gives false has queued the diagnostic.
#ifndef ASSIZE_SUBMISSION_READER_H
#define ASSIZE_SUBMISSION_READER_H

#include "submission/submission.h"

typedef struct PathStep { // the attributes from the entity down, the innermost first
    Text name;
    const struct PathStep *outer;
} PathStep;

typedef struct Reader {
    const Program *schema;
    ReadMode mode;
    bool *partial; // of the submission: something was left out
    Arena *arena;
    Arena *records;     // claims, without their texts
    FactPieces *pieces; // in it; null: in it alone
    // What makes frames of long submissions, and what that needs meanwhile; null: canonical forms are kept.
    struct Compressor **compressor;
    Arena *scratch;
    Diagnostics *diagnostics;
    const Source *source;
    const JsonDocument *document;
    const uint32_t *open; // entries of the submission's list of open paths
    uint32_t open_count;
    const PathStep *path; // of the record under way
    bool asks;            // it was to be filled in: what is null in it is not said
} Reader;

static inline JsonKind reader_kind(const Reader *reader, uint32_t value)
{
    return json_kind(reader->document, value);
}
// Where a value of the document stands.
Span reader_span(const Reader *reader, uint32_t value);
// A string of the document in NFC, in the document's text or in the arena.
Text reader_text(const Reader *reader, uint32_t value);
// A value as a message shows it.
Text reader_shown(const Reader *reader, uint32_t value);

// Refuses a value with its place and pointer; about: what the message names. The diagnostic may be added to.
Diagnostic *reader_refuse(const Reader *reader, MessageCode code, uint32_t value, Text about);
// Refuses a value where `what` was expected, or one of that kind (TypeKind). Both give false.
static inline bool reader_expected(const Reader *reader, uint32_t value, const char *what)
{
    diagnostic_expect(reader_refuse(reader, MESSAGE_FACT_VALUE, value, reader_shown(reader, value)), text_of(what));
    return false;
}
bool reader_wrong_kind(const Reader *reader, uint32_t kind, uint32_t value);

// Whether a text, at that place, may be the id of an entity: refused where it may not, warned of where it holds what nobody sees.
// Of what is stored already, any text that is not empty may.
bool reader_id(const Reader *reader, uint32_t value, Text id);
// Reads an integer or a decimal.
bool reader_number(const Reader *reader, const AttributeInfo *attribute, uint32_t value, FactDatum *datum);
// Reads what stands in a string: texts, days, versions, words of an enumeration, ids of entities.
bool reader_string(const Reader *reader, const AttributeInfo *attribute, uint32_t value, FactDatum *datum);
// As submission_read, by a reader of which all is set that is not of one submission.
Submission *reader_submission(const Reader *by, uint32_t value);
// Reads the claims of an object about an entity or part of the record's type; keys_only: of a reference, which says nothing else.
bool reader_record(const Reader *reader, uint32_t object, bool keys_only, FactRecord *record);

#endif
