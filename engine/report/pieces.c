// SPDX-License-Identifier: MIT
// Pieces of a verdict as texts of their own. See pieces.h.
#include "report/pieces.h"

#include "support/calendar.h"

Text piece_in(const Sheet *sheet, Tongue tongue, Text language, TellPiece *tell, const void *of)
{
    TextStyle style = *sheet->style;
    Sheet inside;
    style.colours = false;
    style.tongue = tongue;
    style.language = language;
    style.code_points = true;
    sheet_open(&inside, &style, sheet->to->arena);
    inside.program = sheet->program;
    inside.report = sheet->report;
    inside.changes = sheet->changes;
    tell(&inside, of);
    Text told = text_built(inside.to);
    while (told.length && told.bytes[told.length - 1] == '\n') // what texts tell in lines of their own
        told.length--;
    return told;
}

Text piece_of(const Sheet *sheet, TellPiece *tell, const void *of)
{
    return piece_in(sheet, sheet->style->tongue, sheet->style->language, tell, of);
}

void tell_finding(Sheet *sheet, const void *finding)
{
    sheet_finding(sheet, finding);
}

// With the facts that a condition of acceptance waits for.
void tell_reason(Sheet *sheet, const void *of)
{
    const Reason *reason = of;
    sheet_reason(sheet, reason, true);
    for (size_t i = 0; i < reason->condition_count; i++) {
        sheet_put(sheet, i ? ", " : ": ");
        sheet_reason(sheet, &reason->conditions[i], false);
    }
}

void tell_wording(Sheet *sheet, const void *list)
{
    sheet_show(sheet, sheet_wording(sheet, *(const WordingList *)list));
}

void tell_worded(Sheet *sheet, const void *of)
{
    const WordedTexts *texts = of;
    sheet_show(sheet, sheet_worded(sheet, texts->items, texts->count));
}

void tell_clauses(Sheet *sheet, const void *of)
{
    const RuleInfo *rule = of;
    for (uint32_t i = 0; i < rule->cite_count; i++) {
        const CiteInfo *cite = &sheet->program->cites[rule->first_cite + i];
        sheet_put_text(sheet, i ? ", " : "", sheet_string(sheet, sheet->program->sources[cite->source].name));
        sheet_put_text(sheet, " ", sheet_string(sheet, sheet->program->clauses[cite->clause].number));
    }
}

// In one line, with what each profile says of it.
void tell_waiver(Sheet *sheet, const void *of)
{
    const ToldRule *told = of;
    sheet_put(sheet, "would be ");
    sheet_put(sheet, status_names[told->otherwise]);
    sheet_put(sheet, "; ");
    sheet_put(sheet, "waived until ");
    date_append(sheet->to, told->waived_until);
    for (uint32_t i = 0; i < sheet->program->waivers_count; i++) {
        const WaiverInfo *waiver = &sheet->program->waivers[i];
        if (waiver->rule != told->rule || !program_says(sheet->program, waiver->profile))
            continue;
        sheet_put_text(sheet, "; ", sheet_string(sheet, sheet->program->profiles[waiver->profile].name));
        sheet_put(sheet, ", until ");
        date_append(sheet->to, waiver->until);
        sheet_put_text(sheet, ": ", sheet_wording(sheet, waiver->because));
    }
}

void tell_outcome(Sheet *sheet, const void *report)
{
    (void)report;
    sheet_verdict(sheet);
}

void tell_validity(Sheet *sheet, const void *report)
{
    (void)report;
    sheet_validity(sheet);
}

static void tell_hidden(Sheet *sheet, const void *of)
{
    (void)of;
    sheet_put(sheet, hidden_text);
}

const ToldRule *piece_rule(const Sheet *sheet, uint32_t rule)
{
    static const ToldRule nothing = {.rule = 0}; // is told of it but its status
    const ToldRule *told = report_rule(sheet->report, rule);
    return told ? told : &nothing;
}

static void visit_excepts(Sheet *sheet, uint32_t rule, const ToldRule *told, VisitPiece *visit)
{
    for (uint32_t i = 0; told->excepts && i < sheet->program->rules[rule].except_count; i++) {
        WordedTexts reasons = {told->excepts[i].reasons, told->excepts[i].reason_count};
        if (told->excepts[i].holds)
            visit(sheet, piece_of(sheet, tell_worded, &reasons), NULL, NULL);
    }
}

void pieces_of_rule(Sheet *sheet, uint32_t rule, VisitPiece *visit)
{
    const ToldRule *told = piece_rule(sheet, rule);
    if (sheet->report->verdict.statuses[rule] == STATUS_WAIVED)
        visit(sheet, piece_of(sheet, tell_waiver, told), NULL, NULL);
    for (size_t i = 0; i < told->finding_count; i++)
        visit(sheet, piece_of(sheet, tell_finding, &told->findings[i]), &told->findings[i], NULL);
    for (size_t i = 0; i < told->reason_count; i++)
        visit(sheet, piece_of(sheet, tell_reason, &told->reasons[i]), NULL, &told->reasons[i]);
    visit_excepts(sheet, rule, told, visit);
    if (told->hidden)
        visit(sheet, piece_of(sheet, tell_hidden, NULL), NULL, NULL);
}

uint32_t piece_next_rule(const Sheet *sheet, uint32_t from)
{
    const Program *program = sheet->program;
    for (uint32_t i = from; i < program->rules_count; i++) {
        if (program_says_of(program, program->rules[i].profiles) &&
            sheet_wants(sheet, (Status)sheet->report->verdict.statuses[i]))
            return i;
    }
    return NO_INDEX;
}
