// SPDX-License-Identifier: MIT
// The table of forms, a dispatch table by form and document. See forms.h.
#include "report/forms.h"

// In the order of AssizeFormat; what a row does not name it does not have.
const Form forms[] = {
    {.name = "text",
     .lines = true,
     .speaks = true,
     .chooses = true,
     .verdict = verdict_as_text,
     .line = line_as_text,
     .needs = needs_as_text,
     .skeletons = skeletons_as_text,
     .impact = impact_as_text,
     .verdict_diff = verdict_diff_as_text,
     .explanation = explanation_as_text,
     .applies = applies_as_text,
     .answer = answer_as_text,
     .test = test_as_text,
     .tests = tests_as_text,
     .resolved = resolved_as_text,
     .differences = differences_as_text,
     .rebase = rebase_as_text,
     .facts_list = facts_list_as_text,
     .facts_shown = facts_shown_as_text,
     .facts_checked = facts_checked_as_text,
     .imported = imported_as_text,
     .matched = matched_as_text,
     .upgraded = upgraded_as_text,
     .compacted = compacted_as_text,
     .registered = registered_as_text,
     .history = history_as_text,
     .procured = procured_as_text,
     .provider = provider_as_text,
     .compared = compared_as_text,
     .formats = formats_as_text,
     .inspection = inspection_as_text,
     .cost = cost_as_text,
     .verified = verified_as_text,
     .key_made = key_made_as_text,
     .messages = messages_as_text,
     .listing = listing_as_text},
    {.name = "json",
     .lines = true,
     .verdict = verdict_as_json,
     .needs = needs_as_json,
     .skeletons = skeletons_as_json,
     .impact = impact_as_json,
     .verdict_diff = verdict_diff_as_json,
     .explanation = explanation_as_json,
     .applies = applies_as_json,
     .answer = answer_as_json,
     .test = test_as_json,
     .tests = tests_as_json,
     .resolved = resolved_as_json,
     .differences = differences_as_json,
     .rebase = rebase_as_json,
     .facts_list = facts_list_as_json,
     .facts_shown = facts_shown_as_json,
     .facts_checked = facts_checked_as_json,
     .imported = imported_as_json,
     .matched = matched_as_json,
     .upgraded = upgraded_as_json,
     .compacted = compacted_as_json,
     .registered = registered_as_json,
     .history = history_as_json,
     .procured = procured_as_json,
     .provider = provider_as_json,
     .compared = compared_as_json,
     .formats = formats_as_json,
     .inspection = inspection_as_json,
     .cost = cost_as_json,
     .verified = verified_as_json,
     .key_made = key_made_as_json,
     .messages = messages_as_json,
     .listing = listing_as_json},
    {.name = "html",
     .speaks = true,
     .chooses = true,
     .explains = true,
     .places = true,
     .verdict = verdict_as_html,
     .verdict_diff = verdict_diff_as_html,
     .differences = differences_as_html,
     .impact = impact_as_html,
     .provider = provider_as_html},
    {.name = "sarif", .chooses = true, .places = true, .verdict = verdict_as_sarif},
    {.name = "junit", .chooses = true, .verdict = verdict_as_junit},
    {.name = "csv", .chooses = true, .verdict = verdict_as_csv, .skeletons = skeletons_as_csv},
    {.name = "csv-findings", .chooses = true, .places = true, .verdict = verdict_as_csv_findings},
};
const uint32_t form_count = sizeof forms / sizeof *forms;

static bool has_document(const Form *form, DocumentKind document)
{
    const bool has[DOCUMENTS] = {
#define DOCUMENT(id, member, type, about) form->member != NULL,
#include "report/documents.def"
#undef DOCUMENT
    };
    return has[document];
}

const Form *form_for(uint32_t number, DocumentKind document, Arena *arena, Text *reason)
{
    static const char *const about[] = {
#define DOCUMENT(id, member, type, about) about,
#include "report/documents.def"
#undef DOCUMENT
    };
    if (number < form_count && has_document(&forms[number], document))
        return &forms[number];
    TextBuilder text = text_builder(arena);
    if (number < form_count)
        text_append_format(&text, "there is no form `%s` of %s; there are", forms[number].name, about[document]);
    else
        text_append_format(&text, "there is no form of output %u; of %s there are", number, about[document]);
    const char *between = " ";
    for (uint32_t i = 0; i < form_count; i++) {
        if (!has_document(&forms[i], document))
            continue;
        text_append_format(&text, "%s`%s`", between, forms[i].name);
        between = ", ";
    }
    *reason = text_built(&text);
    return NULL;
}

bool form_tells_many(const Form *form, Arena *arena, Text *reason)
{
    TextBuilder text = text_builder(arena);
    text_append_format(&text, "there is no form `%s` of many verdicts; there are", form->name);
    const char *between = " ";
    for (uint32_t i = 0; i < form_count; i++) {
        if (!forms[i].lines)
            continue;
        text_append_format(&text, "%s`%s`", between, forms[i].name);
        between = ", ";
    }
    *reason = text_built(&text);
    return form->lines;
}

void report_canonical(Report *report, Arena *arena)
{
    Sheet sheet;
    sheet_open(&sheet, NULL, arena);
    verdict_canonical(report, &sheet);
    report->canonical = text_built(sheet.to);
}
