// SPDX-License-Identifier: MIT
// The JSON form of formats: each with its records, what is derived, used and mapped of them; where what stands in a file goes.
// See forms.h and formats.h.
#include "report/forms.h"

static void write_derived(JsonWriter *json, const DerivedInfo *info)
{
    json_begin_object(json);
    json_key_string(json, "about", text_of(info->about));
    json_key_string(json, "kind", text_of(derived_kind_names[info->kind]));
    json_key_string(json, "name", text_of(info->name));
    if (info->of < FORMAT_RECORDS)
        json_key_string(json, "of", text_of(format_record_infos[info->of].name));
    json_end_object(json);
}

static void key_mappings(const ReportFormats *formats, Sheet *sheet, unsigned record)
{
    const Program *program = formats->program;
    uint32_t count, first = program_mappings(program, record, &count);
    json_key_array(&sheet->json, "mappings");
    for (uint32_t i = first; i < first + count; i++) {
        json_begin_object(&sheet->json);
        json_key_string(&sheet->json, "attribute", formats_attribute(program, i, sheet->to->arena));
        json_key_string(&sheet->json, "from", formats_paths(program, &program->mappings[i], sheet->to->arena));
        json_end_object(&sheet->json);
    }
    json_end_array(&sheet->json);
}

static void key_uses(JsonWriter *json, unsigned record)
{
    json_key_array(json, "uses");
    for (unsigned i = 0; i < FORMAT_USES; i++) {
        const FormatUseInfo *info = &format_use_infos[i];
        if ((unsigned)info->object != record)
            continue;
        json_begin_object(json);
        json_key_string(json, "about", text_of(info->about));
        json_key_string(json, "path", text_of(info->path));
        json_end_object(json);
    }
    json_end_array(json);
}

static void key_type(const ReportFormats *formats, JsonWriter *json, unsigned record)
{
    uint32_t type = program_record_type(formats->program, record);
    json_key(json, text_of("type"));
    if (type == NO_INDEX)
        json_write_null(json);
    else
        json_write_string(json, program_string(formats->program, formats->program->types[type].name));
}

static void write_record(const ReportFormats *formats, Sheet *sheet, unsigned record)
{
    JsonWriter *json = &sheet->json;
    const FormatRecordInfo *info = &format_record_infos[record];
    json_begin_object(json);
    json_key_string(json, "about", text_of(info->about));
    json_key_array(json, "derived");
    for (unsigned i = 0; i < DERIVED_NAMES; i++) {
        if (derived_infos[i].record == record)
            write_derived(json, &derived_infos[i]);
    }
    json_end_array(json);
    json_key_string(json, "fills", text_of(record_fills_names[info->fills]));
    if (formats->program)
        key_mappings(formats, sheet, record);
    json_key_string(json, "name", text_of(info->name));
    json_key_string(json, "path", text_of(info->path));
    if (formats->program)
        key_type(formats, json, record);
    key_uses(json, record);
    json_end_object(json);
}

static void write_format(const ReportFormats *formats, Sheet *sheet, unsigned format)
{
    JsonWriter *json = &sheet->json;
    json_begin_object(json);
    json_key_string(json, "name", text_of(format_infos[format].name));
    json_key_array(json, "records");
    for (unsigned record = 0; record < FORMAT_RECORDS; record++) {
        if (format_record_infos[record].format == format)
            write_record(formats, sheet, record);
    }
    json_end_array(json);
    json_key_string(json, "title", text_of(format_infos[format].title));
    json_end_object(json);
}

// ---- a file ----

static void write_place(const ReportFormats *formats, Sheet *sheet, const ForeignPlace *place)
{
    JsonWriter *json = &sheet->json;
    json_begin_object(json);
    json_key_array(json, "attributes");
    for (uint32_t i = 0; i < place->mapped_count; i++)
        json_write_string(json, formats_attribute(formats->program, place->mapped[i], sheet->to->arena));
    json_end_array(json);
    json_key_integer(json, "count", place->count);
    if (place->example.length)
        json_key_string(json, "example", place->example);
    json_key_string(json, "path", place->path);
    if ((unsigned)place->object < FORMAT_RECORDS)
        json_key_string(json, "record", text_of(format_record_infos[place->object].name));
    if (place->use < FORMAT_USES)
        json_key_string(json, "used_for", text_of(format_use_infos[place->use].about));
    json_end_object(json);
}

static void key_unasked(JsonWriter *json, const ForeignReport *example)
{
    json_key_array(json, "unasked");
    for (size_t i = 0; i < example->gap_count; i++) {
        if (example->gaps[i].kind != GAP_MEMBER)
            continue;
        json_begin_object(json);
        json_key_integer(json, "count", example->gaps[i].count);
        json_key_string(json, "path", example->gaps[i].path);
        json_end_object(json);
    }
    json_end_array(json);
}

static void write_example(const ReportFormats *formats, Sheet *sheet)
{
    JsonWriter *json = &sheet->json;
    const ForeignReport *example = formats->example;
    json_begin_object(json);
    json_key_string(json, "file", example->path);
    json_key_string(json, "format", example->format);
    json_key_array(json, "places");
    for (size_t i = 0; i < example->place_count; i++)
        write_place(formats, sheet, &example->places[i]);
    json_end_array(json);
    json_key_object(json, "records");
    for (unsigned record = 0; record < FORMAT_RECORDS; record++) {
        if (format_record_infos[record].format == formats->format && example->records)
            json_key_integer(json, format_record_infos[record].name, example->records[record]);
    }
    json_end_object(json);
    key_unasked(json, example);
    json_end_object(json);
}

void formats_as_json(const ReportFormats *formats, Sheet *sheet)
{
    JsonWriter *json = &sheet->json;
    if (formats->example) {
        write_example(formats, sheet);
    } else {
        json_begin_array(json);
        for (unsigned format = 0; format < FORMATS; format++) {
            if (formats->format == FORMATS || formats->format == (FormatId)format)
                write_format(formats, sheet, format);
        }
        json_end_array(json);
    }
    text_append_byte(sheet->to, '\n');
}
