// SPDX-License-Identifier: MIT
// Reflection of records: what a bundle holds, as data made from sections.def (X-macros). See fields.h.
#include "code/fields.h"

// ---- what is promised of a field, as sections.def writes it ----

#define PROMISED_INDEX(of) .kind = PROMISE_INDEX, .section = SECTION_##of
#define PROMISED_OPTIONAL(of) .kind = PROMISE_OPTIONAL, .section = SECTION_##of
#define PROMISED_RUN(of, field) .kind = PROMISE_RUN, .section = SECTION_##of, .by = #field
#define PROMISED_PARTITION(of, field) .kind = PROMISE_PARTITION, .section = SECTION_##of, .by = #field
#define PROMISED_COUNT .kind = PROMISE_COUNT
#define PROMISED_WORDING .kind = PROMISE_WORDING
#define PROMISED_FLAG .kind = PROMISE_FLAG, .most = 1
#define PROMISED_BELOW(bound) .kind = PROMISE_BETWEEN, .most = (bound)-1
#define PROMISED_BETWEEN(from, to) .kind = PROMISE_BETWEEN, .least = (from), .most = (to)
#define PROMISED_ZERO .kind = PROMISE_ZERO
#define PROMISED_ANY .kind = PROMISE_ANY
#define PROMISED_VERIFIED(function) .kind = PROMISE_VERIFIED, .by = #function

// ---- the fields of each record ----

// clang-format off
#define RECORD(record, about) static const FieldInfo fields_of_##record[] = {
#define FIELD(record, type, field, promise, about)                                                                               \
    {#record, #type, #field, about, {PROMISED_##promise, .text = #promise}, offsetof(record, field), sizeof(type)},
#define END(record) };
#define NUMBERS(section, type, promise, about)                                                                                   \
    static const FieldInfo field_of_##section = {                                                                                \
        #section, #type, "", about, {PROMISED_##promise, .text = #promise}, 0, sizeof(type)};
#include "code/sections.def"

#define RECORD(record, about) {#record, about, fields_of_##record, sizeof fields_of_##record / sizeof(FieldInfo), sizeof(record)},
#define NUMBERS(section, type, promise, about) {#section, about, &field_of_##section, 1, sizeof(type)},
const RecordInfo record_infos[] = {
#include "code/sections.def"
};
// clang-format on
const size_t record_info_count = sizeof record_infos / sizeof *record_infos;

const RecordInfo *record_named(const char *name)
{
    for (size_t i = 0; i < record_info_count; i++) {
        if (strcmp(record_infos[i].name, name) == 0)
            return &record_infos[i];
    }
    return NULL;
}

SectionInfo section_info(SectionNumber section)
{
    static const struct {
        const char *name, *record;
    } sections[SECTIONS] = {
#define SECTION(section, record) {#section, #record},
#define NUMBERS(section, type, promise, about) {#section, #section},
#include "code/sections.def"
    };
    return (SectionInfo){sections[section].name, record_named(sections[section].record)};
}

// ---- the reference page ----

static void append_fields(TextBuilder *to, const RecordInfo *record)
{
    for (size_t i = 0; i < record->count; i++) {
        const FieldInfo *field = &record->fields[i];
        text_append_format(to, "| %s | %s | %s | %s |\n", *field->name ? field->name : "each", field->type, field->promise.text,
                           field->about);
    }
}

void bundle_reference(TextBuilder *to)
{
    text_append_string(to,
                       "# Bundles\n\nA bundle is a mark, its format, its size and the SHA-256 of all that follows; the head of "
                       "its program; a table of sections, of the offset and the count of each; and the sections one behind "
                       "the other, each aligned to 16. Integers are little-endian. Each field below stands with what the "
                       "verifier promises of it: what does not keep to that is refused when a bundle is opened.\n");
    text_append_string(to, "\n| section | of |\n| --- | --- |\n");
    for (SectionNumber section = 0; section < SECTIONS; section++) {
        SectionInfo info = section_info(section);
        text_append_format(to, "| %s | %s |\n", info.name, *info.record->fields->name ? info.record->name : "numbers");
    }
    for (size_t i = 0; i < record_info_count; i++) {
        const RecordInfo *record = &record_infos[i];
        text_append_format(to, "\n## %s\n\n%s\n\n| field | type | promise | |\n| --- | --- | --- | --- |\n", record->name,
                           record->about);
        append_fields(to, record);
    }
}
