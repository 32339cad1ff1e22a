// SPDX-License-Identifier: MIT
// What all documents of the text form are written with. See text_sheet.h.
#include "report/text_sheet.h"

#include "support/calendar.h"
#include "support/diagnostic.h"
#include "support/source.h"

enum { LONGEST_SOURCE = 100, LONGEST_VALUE = 200 }; // characters

void sheet_colour(Sheet *sheet, Colour to)
{
    static const char *const codes[COLOURS] = {"\033[0m",    "\033[1m",    "\033[2m",   "\033[1;31m",
                                               "\033[1;32m", "\033[1;33m", "\033[1;35m"};
    if (sheet->style->colours)
        text_append_string(sheet->to, codes[to]);
}

void sheet_say(Sheet *sheet, Colour with, Text text)
{
    sheet_colour(sheet, with);
    sheet_show(sheet, text);
    if (with != PLAIN)
        sheet_colour(sheet, PLAIN);
}

void sheet_blanks(Sheet *sheet, size_t count)
{
    while (count-- > 0)
        text_append_byte(sheet->to, ' ');
}

void sheet_column(Sheet *sheet, Text text, size_t width)
{
    Text shown = text_shown(sheet->to->arena, text);
    size_t columns = text_columns(shown);
    text_append(sheet->to, shown);
    sheet_blanks(sheet, columns < width ? width - columns : 1);
}

void sheet_right(Sheet *sheet, const char *text, size_t width)
{
    size_t columns = text_columns(text_of(text));
    sheet_blanks(sheet, columns < width ? width - columns : 1);
    text_append_string(sheet->to, text);
}

void sheet_source(Sheet *sheet, Text source)
{
    Text line = source_folded(sheet->to->arena, source);
    size_t at = 0;
    for (size_t points = 0; at < line.length && points < LONGEST_SOURCE; points++) {
        if (text_next(line, &at) < 0)
            break;
    }
    bool whole = at == line.length;
    sheet_show(sheet, whole ? line : text_trimmed(text_slice(line, 0, at)));
    text_append_string(sheet->to, whole ? "" : " …");
}

void sheet_value(Sheet *sheet, Text value)
{
    TextBuilder *to = sheet->to;
    size_t at = 0;
    for (size_t points = 0; points < LONGEST_VALUE && at < value.length; points++) {
        if (text_next(value, &at) < 0)
            at++;
    }
    sheet_show(sheet, text_slice(value, 0, at));
    if (at < value.length)
        text_append_format(to, sheet_tell(sheet, "… (%zu characters)"), text_points(value));
}

const char *sheet_because(SubmissionFault because)
{
    static const char *const fault_texts[SUBMISSION_FAULTS] = {
        [FAULT_NONE] = "",
        [FAULT_OLD_ONLY] = " (too old)",
        [FAULT_WITHDRAWN] = " (withdrawn)",
        [FAULT_REPLACED] = " (replaced)",
        [FAULT_LATER] = " (dated after the review)",
        [FAULT_CONDITION] = " (the condition of acceptance is false)",
        [FAULT_CONDITION_UNKNOWN] = " (the condition of acceptance is unknown)",
        [FAULT_SAID_ANEW] = " (said anew by a later statement)",
    };
    return fault_texts[because];
}

void sheet_in_force(Sheet *sheet, int64_t effective, int64_t until)
{
    InForce in_force = dates_in_force(effective, until, sheet->report->on);
    if (in_force == IN_FORCE_UNDATED) {
        sheet_put(sheet, "no date of effect is determined");
        return;
    }
    bool ends = in_force == IN_FORCE && until != INT64_MAX;
    if (in_force == IN_FORCE)
        sheet_put(sheet, ends ? "in force from " : "in force since ");
    else
        sheet_put_in(sheet, YELLOW, in_force == IN_FORCE_NOT_YET ? "not in force before " : "not in force after ");
    date_append(sheet->to, in_force == IN_FORCE_NO_LONGER ? until : effective);
    if (!ends)
        return;
    sheet_put(sheet, " to ");
    date_append(sheet->to, until);
}
