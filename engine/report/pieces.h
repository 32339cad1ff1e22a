// SPDX-License-Identifier: MIT
// Pieces of a verdict as texts of their own, told as the text form tells them: for forms that put them into cells, messages and
// elements. What nobody would see is named `U+202E` in them.
#ifndef ASSIZE_REPORT_PIECES_H
#define ASSIZE_REPORT_PIECES_H

#include "report/text_sheet.h"

// Tells something on a sheet, as texts do.
typedef void TellPiece(Sheet *sheet, const void *of);
// The text of a piece of a sheet's report, told in a language: of reports themselves, and of what the policy says; in the arena.
Text piece_in(const Sheet *sheet, Tongue tongue, Text language, TellPiece *tell, const void *of);
// The same in the language of the sheet.
Text piece_of(const Sheet *sheet, TellPiece *tell, const void *of);

// What can be told so: of a finding, a reason, a text of the policy (WordingList), texts of a finding (WordedTexts), a rule's
// clauses (RuleInfo), what there is to tell of a rule beside its findings and reasons (ToldRule): its waiver, its exceptions; of
// the verdict the outcome in words, and whether the policy is in force (the report's).
typedef struct WordedTexts {
    const Worded *items;
    uint32_t count;
} WordedTexts;
void tell_finding(Sheet *sheet, const void *finding);
void tell_reason(Sheet *sheet, const void *reason);
void tell_wording(Sheet *sheet, const void *list);
void tell_worded(Sheet *sheet, const void *texts);
void tell_clauses(Sheet *sheet, const void *rule);
void tell_waiver(Sheet *sheet, const void *told);
void tell_outcome(Sheet *sheet, const void *report);
void tell_validity(Sheet *sheet, const void *report);

// What there is to tell of a rule of the sheet's report, by its number in the program; never null.
const ToldRule *piece_rule(const Sheet *sheet, uint32_t rule);
// Calls visit with the text of each thing that is told of a rule: its waiver, findings, reasons, the exceptions that hold, that
// something is hidden.
typedef void VisitPiece(Sheet *sheet, Text text, const Finding *finding, const Reason *reason);
void pieces_of_rule(Sheet *sheet, uint32_t rule, VisitPiece *visit);

// The rules of the sheet's report that it is to list, by number from one on; NO_INDEX behind the last.
uint32_t piece_next_rule(const Sheet *sheet, uint32_t from);

#endif
