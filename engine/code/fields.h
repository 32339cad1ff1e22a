// SPDX-License-Identifier: MIT
// Reflection: the list of what a bundle holds (sections.def) as data: for the reference page of the format, and for the test that
// changes each field.
#ifndef ASSIZE_CODE_FIELDS_H
#define ASSIZE_CODE_FIELDS_H

#include "code/program.h"

typedef enum PromiseKind {
    PROMISE_INDEX,
    PROMISE_OPTIONAL,
    PROMISE_RUN,
    PROMISE_PARTITION,
    PROMISE_COUNT,
    PROMISE_WORDING,
    PROMISE_FLAG,
    PROMISE_BETWEEN,
    PROMISE_ZERO,
    PROMISE_ANY,
    PROMISE_VERIFIED,
} PromiseKind;

typedef struct Promise {
    PromiseKind kind;
    SectionNumber section; // of INDEX, OPTIONAL, RUN, PARTITION
    int64_t least, most;   // of BETWEEN
    const char *by;        // of VERIFIED: the function; of RUN and PARTITION: the field that counts
    const char *text;      // as it is written
} Promise;

typedef struct FieldInfo {
    const char *record, *type, *name, *about;
    Promise promise;
    size_t offset, size; // bytes
} FieldInfo;

typedef struct RecordInfo {
    const char *name, *about;
    const FieldInfo *fields;
    size_t count, size;
} RecordInfo;

// All records in the order of the list, the head of the program among them; of a section of plain numbers, a record of one field
// that has no name.
extern const RecordInfo record_infos[];
extern const size_t record_info_count;
// The record of that name; null: there is none (a number).
const RecordInfo *record_named(const char *name);

typedef struct SectionInfo {
    const char *name;
    const RecordInfo *record;
} SectionInfo;
// The name of a section and the record of its items.
SectionInfo section_info(SectionNumber section);

// Appends the reference page of the format of bundles, as Markdown.
void bundle_reference(TextBuilder *to);

#endif
