// SPDX-License-Identifier: MIT
// The text form of formats: a list of them, one in full, where what stands in a file goes. See forms.h and formats.h.
#include "report/text_sheet.h"

enum { NAME_COLUMN = 16, PATH_COLUMN = 48, COUNT_COLUMN = 8 }; // characters

static void put_column(Sheet *sheet, const char *indent, Text text, size_t width)
{
    text_append_string(sheet->to, indent);
    size_t columns = text_columns(text);
    sheet_show(sheet, text);
    sheet_blanks(sheet, columns + 2 < width ? width - columns : 2);
}

static void put_heading(Sheet *sheet, const char *heading)
{
    text_append_format(sheet->to, "    %s\n", heading);
}

static void put_title(Sheet *sheet, FormatId format)
{
    sheet_say(sheet, BOLD, text_of(format_infos[format].name));
    text_append_format(sheet->to, "  %s\n", format_infos[format].title);
}

// The type that a record fills under the policy; empty: none, or there is no policy.
static Text filled_type(const ReportFormats *formats, uint32_t record)
{
    uint32_t type = formats->program ? program_record_type(formats->program, record) : NO_INDEX;
    return type == NO_INDEX ? (Text){"", 0} : program_string(formats->program, formats->program->types[type].name);
}

static void put_record(const ReportFormats *formats, Sheet *sheet, uint32_t record)
{
    const FormatRecordInfo *info = &format_record_infos[record];
    put_column(sheet, "  ", text_of(info->name), NAME_COLUMN);
    text_append_string(sheet->to, info->about);
    Text type = filled_type(formats, record);
    text_append_string(sheet->to, type.length ? "; fills " : "");
    sheet_show(sheet, type);
    text_append_byte(sheet->to, '\n');
}

static void put_list(const ReportFormats *formats, Sheet *sheet)
{
    for (unsigned format = 0; format < FORMATS; format++) {
        put_title(sheet, (FormatId)format);
        for (unsigned record = 0; record < FORMAT_RECORDS; record++) {
            if (format_record_infos[record].format == format)
                put_record(formats, sheet, record);
        }
    }
}

// ---- one in full ----

static void put_derived(Sheet *sheet, unsigned record)
{
    for (unsigned i = 0; i < DERIVED_NAMES; i++) {
        const DerivedInfo *info = &derived_infos[i];
        if (info->record != record)
            continue;
        put_column(sheet, "    ", text_format(sheet->to->arena, "record.%s", info->name), PATH_COLUMN - 2);
        text_append_string(sheet->to, derived_kind_names[info->kind]);
        if (info->of < FORMAT_RECORDS)
            text_append_format(sheet->to, ": %s", format_record_infos[info->of].name);
        text_append_format(sheet->to, "; %s\n", info->about);
    }
}

static void put_uses(Sheet *sheet, unsigned record)
{
    bool any = false;
    for (unsigned i = 0; i < FORMAT_USES; i++) {
        const FormatUseInfo *info = &format_use_infos[i];
        if ((unsigned)info->object != record)
            continue;
        if (!any)
            put_heading(sheet, "used by the reader itself:");
        any = true;
        put_column(sheet, "      ", text_of(info->path), PATH_COLUMN - 4);
        text_append_format(sheet->to, "%s\n", info->about);
    }
}

static void put_mappings(const ReportFormats *formats, Sheet *sheet, unsigned record)
{
    const Program *program = formats->program;
    Arena *arena = sheet->to->arena;
    uint32_t count = 0, first = program ? program_mappings(program, record, &count) : 0;
    if (count)
        put_heading(sheet, "mapped by the policy:");
    for (uint32_t i = first; i < first + count; i++) {
        size_t depth = 0; // of what stands in blocks
        for (uint32_t at = i; program->mappings[at].within != NO_INDEX; at = program->mappings[at].within)
            depth += 2;
        sheet_blanks(sheet, depth);
        put_column(sheet, "      ", formats_paths(program, &program->mappings[i], arena), PATH_COLUMN - 4 - depth);
        sheet_show(sheet, formats_attribute(program, i, arena));
        text_append_byte(sheet->to, '\n');
    }
}

static void put_format(const ReportFormats *formats, Sheet *sheet)
{
    put_title(sheet, formats->format);
    for (unsigned record = 0; record < FORMAT_RECORDS; record++) {
        const FormatRecordInfo *info = &format_record_infos[record];
        if (info->format != formats->format)
            continue;
        text_append_byte(sheet->to, '\n');
        put_record(formats, sheet, record);
        if (*info->path)
            text_append_format(sheet->to, "    %s\n", info->path);
        put_derived(sheet, record);
        put_uses(sheet, record);
        put_mappings(formats, sheet, record);
    }
}

// ---- a file ----

static void put_count(Sheet *sheet, Text path, uint32_t count)
{
    put_column(sheet, "  ", path, PATH_COLUMN);
    text_append_format(sheet->to, "%*u  ", COUNT_COLUMN, count);
}

// Where several records have the same path, whose it is.
static void put_whose(const ReportFormats *formats, Sheet *sheet, const ForeignPlace *place)
{
    const ForeignPlace *first = formats->example->places, *end = first + formats->example->place_count;
    bool before = place > first && text_equal(place[-1].path, place->path);
    bool behind = place + 1 < end && text_equal(place[1].path, place->path);
    if ((before || behind) && (unsigned)place->object < FORMAT_RECORDS)
        text_append_format(sheet->to, "%s: ", format_record_infos[place->object].name);
}

// asked: some attribute, or the format, has a place for all of it.
static void put_place(const ReportFormats *formats, Sheet *sheet, const ForeignPlace *place, bool asked)
{
    put_count(sheet, place->path, place->count);
    put_whose(formats, sheet, place);
    for (uint32_t i = 0; i < place->mapped_count; i++) {
        text_append_string(sheet->to, i ? ", " : "");
        sheet_show(sheet, formats_attribute(formats->program, place->mapped[i], sheet->to->arena));
    }
    if (place->use < FORMAT_USES)
        text_append_format(sheet->to, "%sthe reader: %s", place->mapped_count ? "; " : "", format_use_infos[place->use].about);
    text_append_string(sheet->to, asked ? "\n" : "; no attribute asks for it\n");
}

// Both by their paths, together; what the reader uses may be asked for by nobody all the same.
static void put_places(const ReportFormats *formats, Sheet *sheet)
{
    const ForeignReport *example = formats->example;
    const ForeignPlace *place = example->places, *end = place + example->place_count;
    const ForeignGap *gap = example->gaps, *last = gap + example->gap_count;
    while (place < end || gap < last) {
        int order = place == end ? 1 : gap == last ? -1 : text_compare(place->path, gap->path);
        if (gap < last && gap->kind != GAP_MEMBER) {
            gap++;
        } else if (order <= 0) {
            put_place(formats, sheet, place++, order < 0);
            gap += order == 0;
        } else {
            put_count(sheet, gap->path, gap->count);
            text_append_string(sheet->to, "no attribute asks for it\n");
            gap++;
        }
    }
}

static void put_example(const ReportFormats *formats, Sheet *sheet)
{
    const ForeignReport *example = formats->example;
    sheet_show(sheet, example->path);
    text_append_string(sheet->to, ": ");
    sheet_show(sheet, example->format);
    text_append_byte(sheet->to, '\n');
    for (unsigned record = 0; record < FORMAT_RECORDS; record++) {
        if (format_record_infos[record].format != formats->format || !example->records || !example->records[record])
            continue;
        put_column(sheet, "  ", text_of(format_record_infos[record].name), PATH_COLUMN);
        text_append_format(sheet->to, "%*u", COUNT_COLUMN, example->records[record]);
        Text type = filled_type(formats, record);
        text_append_string(sheet->to, type.length ? "  " : "");
        sheet_show(sheet, type);
        text_append_byte(sheet->to, '\n');
    }
    text_append_byte(sheet->to, '\n');
    put_places(formats, sheet);
}

void formats_as_text(const ReportFormats *formats, Sheet *sheet)
{
    if (formats->example)
        put_example(formats, sheet);
    else if (formats->format < FORMATS)
        put_format(formats, sheet);
    else
        put_list(formats, sheet);
}
