// SPDX-License-Identifier: MIT
// Formats of files that others make, their records and what readers derive of them, from formats.def. Numbers of formats and
// records stand in bundles.
#ifndef ASSIZE_MODEL_FORMATS_H
#define ASSIZE_MODEL_FORMATS_H

#include "model/stored.h"
#include "support/text.h"

typedef enum FormatId {
#define FORMAT(format, title) FORMAT_##format,
#include "model/formats.def"
    FORMATS
} FormatId;

typedef enum FormatRecord {
#define RECORD(format, record, path, fills, about) RECORD_##format##_##record,
#include "model/formats.def"
    FORMAT_RECORDS // none
} FormatRecord;

// Objects that readers go through: the records, and those that are none.
typedef enum FormatObject {
#define RECORD(format, record, path, fills, about) OBJECT_##format##_##record,
#include "model/formats.def"
#define OBJECT(format, object, path) OBJECT_##format##_##object,
#include "model/formats.def"
    FORMAT_OBJECTS // none
} FormatObject;

typedef enum FormatUse {
#define USES(format, object, name, path, kind, of, about) USE_##format##_##object##_##name,
#include "model/formats.def"
    FORMAT_USES
} FormatUse;

typedef enum Derived {
#define DERIVED(format, record, name, kind, of, about) DERIVED_##format##_##record##_##name,
#include "model/formats.def"
    DERIVED_NAMES // none
} Derived;

// So many blocks may stand inside of each other in a mapping.
enum { DEEPEST_BLOCK = 16 };

// What a record may fill.
typedef enum RecordFills { FILLS_ENTITY, FILLS_PART, FILLS_ANY } RecordFills;

typedef enum DerivedKind {
    DERIVES_TEXT,
    DERIVES_NUMBER, // a decimal
    DERIVES_TEXTS,
    DERIVES_PARTS, // records that stand within this one
    DERIVES_LINK,  // a record that this one refers to
    DERIVES_LINKS
} DerivedKind;

typedef struct FormatInfo {
    const char *name, *title;
} FormatInfo;

typedef struct FormatRecordInfo {
    FormatId format;
    const char *name, *path; // path: where it stands, as people read it; empty: it is the whole document
    RecordFills fills;
    const char *about;
} FormatRecordInfo;

typedef struct DerivedInfo {
    FormatRecord record;
    const char *name;
    DerivedKind kind;
    FormatRecord of; // of PARTS, LINK, LINKS; else FORMAT_RECORDS
    const char *about;
} DerivedInfo;

// What a member that a reader itself uses must be.
typedef enum UseKind { USES_TEXT, USES_NUMBER, USES_VALUE, USES_FACT, USES_ARRAY, USES_OBJECT } UseKind;

typedef struct FormatUseInfo {
    FormatObject object;
    const char *path; // within it
    UseKind kind;
    FormatObject of; // of ARRAY and OBJECT: what is gone through there; FORMAT_OBJECTS: nothing that has a name
    const char *about;
} FormatUseInfo;

extern const FormatInfo format_infos[FORMATS];
extern const FormatRecordInfo format_record_infos[FORMAT_RECORDS];
extern const DerivedInfo derived_infos[DERIVED_NAMES];
extern const FormatUseInfo format_use_infos[]; // FORMAT_USES of them
extern const FormatId format_object_formats[FORMAT_OBJECTS + 1];
extern const char *const format_object_paths[FORMAT_OBJECTS + 1]; // as people read them, from the whole document

// Whether a record is a statement.
extern const bool format_record_states[FORMAT_RECORDS];

// By name; FORMATS, FORMAT_RECORDS, DERIVED_NAMES where there is none of that name.
FormatId format_named(Text name);
FormatRecord format_record_named(FormatId format, Text name);
Derived derived_named(FormatRecord record, Text name);

// Whether an attribute of that kind holds what a reader derives. many: it is a set. owned: its parts stand in it, and are no
// references to parts.
bool derived_fits(const DerivedInfo *derived, TypeKind kind, bool many, bool owned);

// Appends a step of a path as it is written; first: it begins the path.
void step_append(TextBuilder *to, StepKind kind, Text name, Text text, bool first);

#endif
