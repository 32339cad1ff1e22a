// SPDX-License-Identifier: MIT
// Formats and their records as data, made from formats.def (X-macros). See formats.h.
#include "model/formats.h"

const FormatInfo format_infos[FORMATS] = {
#define FORMAT(format, title) {#format, title},
#include "model/formats.def"
};

const FormatRecordInfo format_record_infos[FORMAT_RECORDS] = {
#define RECORD(format, record, path, fills, about) {FORMAT_##format, #record, path, FILLS_##fills, about},
#include "model/formats.def"
};

enum { // what a derived value is of that is of no record
#define FORMAT(format, title) RECORD_##format##_none = FORMAT_RECORDS,
#include "model/formats.def"
};

const DerivedInfo derived_infos[DERIVED_NAMES] = {
#define DERIVED(format, record, name, kind, of, about)                                                                           \
    {RECORD_##format##_##record, #name, DERIVES_##kind, (FormatRecord)RECORD_##format##_##of, about},
#include "model/formats.def"
};

enum { // what is gone through that has no name
#define FORMAT(format, title) OBJECT_##format##_none = FORMAT_OBJECTS,
#include "model/formats.def"
};

const FormatUseInfo format_use_infos[] = {
#define USES(format, object, name, path, kind, of, about)                                                                        \
    {OBJECT_##format##_##object, path, USES_##kind, (FormatObject)OBJECT_##format##_##of, about},
#include "model/formats.def"
    {FORMAT_OBJECTS, NULL, USES_VALUE, FORMAT_OBJECTS, NULL}, // so that there is one
};

const FormatId format_object_formats[FORMAT_OBJECTS + 1] = {
#define RECORD(format, record, path, fills, about) FORMAT_##format,
#include "model/formats.def"
#define OBJECT(format, object, path) FORMAT_##format,
#include "model/formats.def"
    FORMATS, // of none
};

const char *const format_object_paths[FORMAT_OBJECTS + 1] = {
#define RECORD(format, record, path, fills, about) path,
#include "model/formats.def"
#define OBJECT(format, object, path) path,
#include "model/formats.def"
};

const bool format_record_states[FORMAT_RECORDS] = {
#define STATEMENT(format, record) [RECORD_##format##_##record] = true,
#include "model/formats.def"
};

FormatId format_named(Text name)
{
    for (unsigned i = 0; i < FORMATS; i++) {
        if (text_is(name, format_infos[i].name))
            return (FormatId)i;
    }
    return FORMATS;
}

FormatRecord format_record_named(FormatId format, Text name)
{
    for (unsigned i = 0; i < FORMAT_RECORDS; i++) {
        if (format_record_infos[i].format == format && text_is(name, format_record_infos[i].name))
            return (FormatRecord)i;
    }
    return FORMAT_RECORDS;
}

Derived derived_named(FormatRecord record, Text name)
{
    for (unsigned i = 0; i < DERIVED_NAMES; i++) {
        if (derived_infos[i].record == record && text_is(name, derived_infos[i].name))
            return (Derived)i;
    }
    return DERIVED_NAMES;
}

bool derived_fits(const DerivedInfo *derived, TypeKind kind, bool many, bool owned)
{
    switch (derived->kind) {
    case DERIVES_TEXT:
    case DERIVES_TEXTS:
        return kind != TYPE_PART;
    case DERIVES_NUMBER:
        return kind == TYPE_INTEGER || kind == TYPE_DECIMAL || kind == TYPE_TEXT;
    case DERIVES_PARTS:
        return kind == TYPE_PART && owned && many;
    case DERIVES_LINK:
        return kind == TYPE_PART && !owned;
    case DERIVES_LINKS:
        return kind == TYPE_PART && !owned && many;
    }
    return false;
}

static void append_quoted(TextBuilder *to, Text text)
{
    text_append_byte(to, '"');
    for (size_t at = 0, next = 0; at < text.length; at = next) {
        char shown[LONGEST_SHOWN_CHARACTER];
        size_t length = text_show(text, &next, shown);
        if (length == 1 && (*shown == '"' || *shown == '\\'))
            text_append_byte(to, '\\');
        text_append(to, (Text){shown, length});
    }
    text_append_byte(to, '"');
}

static void append_member(TextBuilder *to, Text name)
{
    if (text_is_identifier(name))
        text_append(to, name);
    else
        append_quoted(to, name);
}

void step_append(TextBuilder *to, StepKind kind, Text name, Text text, bool first)
{
    switch (kind) {
    case STEP_MEMBER:
        text_append_string(to, first ? "" : ".");
        if (first && text_is(name, "record"))
            append_quoted(to, name);
        else
            append_member(to, name);
        break;
    case STEP_EACH:
        text_append_string(to, "[]");
        break;
    case STEP_WHERE:
        text_append_byte(to, '[');
        append_member(to, name);
        text_append_string(to, " = ");
        append_quoted(to, text);
        text_append_byte(to, ']');
        break;
    case STEP_NAMED:
        text_append_byte(to, '[');
        append_quoted(to, text);
        text_append_byte(to, ']');
        break;
    case STEP_DERIVED:
        text_append_string(to, "record.");
        text_append(to, name);
        break;
    case STEP_KINDS:
        break;
    }
}
