// SPDX-License-Identifier: MIT
// The table of forms, a dispatch table by form and document. See forms.h.
#include "report/forms.h"

// In the order of documents.def.
const Form forms[] = {
    {"text",
     true,
     verdict_as_text,
     line_as_text,
     needs_as_text,
     explanation_as_text,
     applies_as_text,
     answer_as_text,
     test_as_text,
     tests_as_text,
     resolved_as_text,
     differences_as_text,
     rebase_as_text,
     facts_list_as_text,
     facts_shown_as_text,
     facts_checked_as_text,
     imported_as_text,
     matched_as_text,
     upgraded_as_text,
     formats_as_text,
     inspection_as_text,
     cost_as_text,
     messages_as_text,
     listing_as_text},
    {"json",
     false,
     verdict_as_json,
     NULL,
     needs_as_json,
     explanation_as_json,
     applies_as_json,
     answer_as_json,
     test_as_json,
     tests_as_json,
     resolved_as_json,
     differences_as_json,
     rebase_as_json,
     facts_list_as_json,
     facts_shown_as_json,
     facts_checked_as_json,
     imported_as_json,
     matched_as_json,
     upgraded_as_json,
     formats_as_json,
     inspection_as_json,
     cost_as_json,
     messages_as_json,
     NULL},
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

void report_canonical(Report *report, Arena *arena)
{
    Sheet sheet;
    sheet_open(&sheet, NULL, arena);
    verdict_canonical(report, &sheet);
    report->canonical = text_built(sheet.to);
}
