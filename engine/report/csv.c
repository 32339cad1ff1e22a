// SPDX-License-Identifier: MIT
// The forms for spreadsheets: comma-separated values (RFC 4180) of rules, and of what is told of each, in UTF-8 with a byte order
// mark, without which spreadsheets take it for something else. A cell that one of them would run as a formula begins with an
// apostrophe (CSV injection). See forms.h.
#include "report/pieces.h"

#include "support/calendar.h"

#define LINE_END "\r\n"

// Whether a spreadsheet would take what a cell says for a formula: also by the wide forms of those characters.
static bool runs(Text text)
{
    static const char *const beginnings[] = {"=", "+", "-", "@", "\t", "\r", "\uff1d", "\uff0b", "\uff0d", "\uff20"};
    bool runs = false;
    for (size_t i = 0; i < sizeof beginnings / sizeof *beginnings; i++)
        runs |= text_starts(text, text_of(beginnings[i]));
    return runs;
}

// The text may be shown.
static void put_cell(Sheet *sheet, Text text)
{
    TextBuilder *to = sheet->to;
    bool quoted = runs(text);
    for (size_t i = 0; i < text.length && !quoted; i++)
        quoted = strchr("\",;'\n\r\t ", text.bytes[i]) != NULL; // a zero, too, which no text that may be shown has
    if (!quoted) {
        text_append(to, text);
        return;
    }
    text_append_byte(to, '"');
    if (runs(text))
        text_append_byte(to, '\'');
    for (size_t i = 0; i < text.length; i++) {
        if (text.bytes[i] == '"')
            text_append_byte(to, '"');
        text_append_byte(to, text.bytes[i]);
    }
    text_append_byte(to, '"');
}

static void put_next_cell(Sheet *sheet, Text text)
{
    text_append_byte(sheet->to, ',');
    put_cell(sheet, text);
}

// A text of facts or of the policy.
static Text shown(const Sheet *sheet, Text text)
{
    TextBuilder builder = text_builder(sheet->to->arena);
    markup_append_shown(&builder, text);
    return text_built(&builder);
}

static Text day(const Sheet *sheet, Wide date)
{
    TextBuilder builder = text_builder(sheet->to->arena);
    date_append(&builder, date);
    return text_built(&builder);
}

// Of which verdict a row is, and of which rule: rows of several may be put together.
static void begin_row(Sheet *sheet, uint32_t number)
{
    const Report *report = sheet->report;
    const RuleInfo *rule = &sheet->program->rules[number];
    put_cell(sheet, shown(sheet, report->subject));
    put_next_cell(sheet, day(sheet, report->on));
    put_next_cell(sheet, shown(sheet, sheet_string(sheet, sheet->program->head.name)));
    put_next_cell(sheet, shown(sheet, sheet_string(sheet, sheet->program->head.version)));
    put_next_cell(sheet, shown(sheet, sheet_string(sheet, rule->code)));
    put_next_cell(sheet, text_of(status_names[report->verdict.statuses[number]]));
    put_next_cell(sheet, text_of(rule_severity_names[rule->severity]));
}
#define ROW_HEAD BYTE_ORDER_MARK "subject,on,policy,version,code,status,severity"

static void open_rows(const Report *report, Sheet *sheet, const char *head)
{
    sheet->program = report->program;
    sheet->report = report;
    text_append_string(sheet->to, head);
}

// ---- rules ----

static void put_rule(Sheet *sheet, uint32_t number)
{
    const RuleInfo *rule = &sheet->program->rules[number];
    const ToldRule *told = piece_rule(sheet, number);
    bool waived = sheet->report->verdict.statuses[number] == STATUS_WAIVED;
    Digest verdict = digest_of(sheet->report->canonical);
    begin_row(sheet, number);
    put_next_cell(sheet, text_of(waived ? status_names[told->otherwise] : ""));
    put_next_cell(sheet, waived ? day(sheet, told->waived_until) : text_of(""));
    put_next_cell(sheet, shown(sheet, sheet_string(sheet, sheet->program->aspects[rule->aspect].name)));
    put_next_cell(sheet, piece_of(sheet, tell_clauses, rule));
    put_next_cell(sheet, piece_of(sheet, tell_wording, &rule->title));
    put_next_cell(sheet, rule->remedy.count ? piece_of(sheet, tell_wording, &rule->remedy) : text_of(""));
    text_append_format(sheet->to, ",%zu,%zu", told->finding_count, told->reason_count);
    put_next_cell(sheet, digest_text(sheet->to->arena, &verdict));
    text_append_string(sheet->to, LINE_END);
}

void verdict_as_csv(const Report *report, Sheet *sheet)
{
    open_rows(report, sheet, ROW_HEAD ",otherwise,waived_until,aspect,clauses,title,remedy,findings,reasons,verdict" LINE_END);
    for (uint32_t i = piece_next_rule(sheet, 0); i != NO_INDEX; i = piece_next_rule(sheet, i + 1))
        put_rule(sheet, i);
}

// ---- findings ----

static void put_evidence(Sheet *sheet, const Finding *finding)
{
    TextBuilder digests = text_builder(sheet->to->arena);
    for (size_t i = 0; i < finding->evidence_count; i++) {
        text_append_string(&digests, i ? " " : "");
        text_append(&digests, digest_text(sheet->to->arena, &finding->evidence[i]));
    }
    put_next_cell(sheet, text_built(&digests));
}

// A JSON pointer as the fragment of a URI (RFC 6901, 6).
static void append_fragment(TextBuilder *to, Text pointer)
{
    for (size_t i = 0; i < pointer.length; i++) {
        unsigned char byte = (unsigned char)pointer.bytes[i];
        bool plain = (byte >= '0' && byte <= '9') || (byte >= 'A' && byte <= 'Z') || (byte >= 'a' && byte <= 'z') ||
                     (byte && strchr("/-._~", byte));
        if (plain)
            text_append_byte(to, pointer.bytes[i]);
        else
            text_append_format(to, "%%%02X", byte);
    }
}

static void put_places(Sheet *sheet, const Finding *finding)
{
    TextBuilder places = text_builder(sheet->to->arena);
    for (size_t i = 0; i < finding->evidence_count && finding->places; i++) {
        for (size_t j = 0; j < finding->places[i].count; j++) {
            text_append_string(&places, places.length ? " " : "");
            text_append(&places, digest_text(sheet->to->arena, &finding->evidence[i]));
            text_append_byte(&places, '#');
            append_fragment(&places, finding->places[i].pointers[j]);
        }
    }
    put_next_cell(sheet, text_built(&places));
}

// Takes the row's beginning over from the one before it: all rows of a rule have the same.
static void put_told(Sheet *sheet, Text text, const Finding *finding, const Reason *reason)
{
    bool placed = reason && reason->entity != NO_INDEX;
    begin_row(sheet, sheet->rule);
    put_next_cell(sheet, text_of(finding ? "finding" : reason ? "reason" : "note"));
    put_next_cell(sheet, text);
    put_next_cell(sheet, reason ? text_of(why_names[reason->why]) : text_of(""));
    put_next_cell(sheet, placed ? shown(sheet, reason->id) : text_of(""));
    put_next_cell(sheet, placed ? shown(sheet, reason->path) : text_of(""));
    put_evidence(sheet, finding ? finding : &(Finding){.evidence_count = 0});
    put_places(sheet, finding ? finding : &(Finding){.evidence_count = 0});
    text_append_string(sheet->to, LINE_END);
}

void verdict_as_csv_findings(const Report *report, Sheet *sheet)
{
    open_rows(report, sheet, ROW_HEAD ",kind,text,why,entity,path,evidence,places" LINE_END);
    for (uint32_t i = piece_next_rule(sheet, 0); i != NO_INDEX; i = piece_next_rule(sheet, i + 1)) {
        sheet->rule = i;
        pieces_of_rule(sheet, i, put_told);
    }
}

// ---- submissions to be filled in ----

// Quoted as they are: what is imported again must say the same. Rows that a spreadsheet would run are left out.
static void put_exactly(Sheet *sheet, Text text)
{
    text_append_byte(sheet->to, '"');
    for (size_t i = 0; i < text.length; i++) {
        if (text.bytes[i] == '"')
            text_append_byte(sheet->to, '"');
        text_append_byte(sheet->to, text.bytes[i]);
    }
    text_append_byte(sheet->to, '"');
}

static void put_row(Sheet *sheet, const Text *cells, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        text_append_string(sheet->to, i ? "," : "");
        if (cells[i].length)
            put_exactly(sheet, cells[i]);
    }
    text_append_string(sheet->to, LINE_END);
}

void skeletons_as_csv(const ReportSkeletons *skeletons, Sheet *sheet)
{
    const SkeletonTable *table = &skeletons->table;
    put_row(sheet, table->heads, table->column_count);
    for (size_t row = 0; row < table->row_count; row++) {
        bool safe = true;
        for (size_t i = 0; i < table->column_count; i++)
            safe &= !runs(table->rows[row][i]);
        if (safe)
            put_row(sheet, table->rows[row], table->column_count);
    }
}
