// SPDX-License-Identifier: MIT
// Inside of the HTML form (html*.c): a page of its own, without a script or a request, that reads well without its styles, too.
// What is told in English and in Chinese stands there in both, as a pair of `span` elements of which the styles show one; what
// is the same in both, or is there in one language alone, stands there once, in a `bdi`. Every text of facts or of the policy
// goes through page_text, page_tell or page_worded, which escape it.
#ifndef ASSIZE_REPORT_HTML_H
#define ASSIZE_REPORT_HTML_H

#include "report/pieces.h"

// ---- html_sheet.c ----

// Begins a page, by what it is of and what it is, which stand in its title; ends it.
void page_begin(Sheet *sheet, Text of, Text what);
void page_end(Sheet *sheet);
// Appends markup, and words that are the same in all languages, as they are.
static inline void page_put(Sheet *sheet, const char *markup)
{
    text_append_string(sheet->to, markup);
}
// Appends words of the report itself, given in English, in both languages.
void page_say(Sheet *sheet, const char *english);
// Appends an element around such words, by its name and (null: none) attributes.
void page_say_in(Sheet *sheet, const char *element, const char *attributes, const char *english);
// Appends a text of facts, or a name; set apart from what stands around it whichever way its letters run.
void page_text(Sheet *sheet, Text text);
void page_string(Sheet *sheet, uint32_t string); // of the program
// Appends a piece of the report in both languages (pieces.h).
void page_tell(Sheet *sheet, TellPiece *tell, const void *of);
// Appends a text in the languages that it has.
void page_worded(Sheet *sheet, const Worded *texts, uint32_t count);
void page_wording(Sheet *sheet, WordingList list);
void page_date(Sheet *sheet, Wide date);
void page_digest(Sheet *sheet, const Digest *digest);
void page_pointer(Sheet *sheet, Text pointer);
// What statuses are called. Appends one: its symbol, and that; a link to a rule by its number.
extern const char *const page_statuses[STATUSES];
const char *page_symbol(Status status);
void page_status(Sheet *sheet, Status status);
void page_rule_link(Sheet *sheet, uint32_t rule);
// Appends a table's head; columns are words of the report, `#` before those of columns of numbers.
void page_table(Sheet *sheet, const char *const *columns, size_t count);
// Begins a part of the page below a heading; whoever begins it ends it by `</section>`.
void page_section(Sheet *sheet, const char *id, const char *heading);

// ---- html_style.c ----

extern const char page_style[];

// ---- html_tree.c ----

// Appends why a rule has its status, folded; no more than fits. start: where on the page the rule begins.
void page_explanation(Sheet *sheet, uint32_t rule, size_t start);

// ---- html_rules.c ----

// Appends all rules that the sheet is to list, by status: what is open first.
void page_rules(Sheet *sheet);
extern const Status page_order[STATUSES];

// ---- html_tables.c ----

// Append parts of the page: what would decide the verdict; which rules each clause has; on what submissions disagree; what
// profiles change; what was read.
void page_needs(Sheet *sheet);
void page_matrix(Sheet *sheet);
void page_disputes(Sheet *sheet);
void page_profiles(Sheet *sheet);
void page_dossiers(Sheet *sheet);

#endif
