// SPDX-License-Identifier: MIT
// THE TABLE OF FORMS: a row for each form of output, in it a function for each kind of document (documents.def) that lays it out,
// or null. What there is no function for is refused, here and nowhere else. A new form is a row in forms.c, a
// file with its functions, which are declared below, and its number in the public header.
#ifndef ASSIZE_REPORT_FORMS_H
#define ASSIZE_REPORT_FORMS_H

#include "code/cost.h"
#include "report/formats.h"
#include "report/difference.h"
#include "report/impact.h"
#include "report/report.h"
#include "support/json.h"

// How a text is laid out; forms for programs ask little of it.
typedef struct TextStyle {
    bool colours;
    Text language;  // of titles and findings, where they have it
    Tongue tongue;  // of all else
    bool all_rules; // also those that are satisfied or do not apply
    // Of a verdict, where the form can leave rules out: those of these statuses alone, a bit for each; 0: all of them.
    uint32_t only;
    bool open;        // of pages: nothing is folded
    bool code_points; // what nobody would see is named `U+202E`, and not `\u{202E}`
} TextStyle;

typedef enum DocumentKind {
#define DOCUMENT(id, member, type, about) DOCUMENT_##id,
#include "report/documents.def"
#undef DOCUMENT
    DOCUMENTS
} DocumentKind;

// What a document is laid out on.
typedef struct Sheet {
    const TextStyle *style;
    JsonWriter json; // of forms that are JSON
    TextBuilder *to; // of json: what all forms append to
    const Program *program;
    const Report *report;       // of a verdict
    const RuleChanges *changes; // of the program; null: not asked for
    uint32_t rule, place;       // that is being laid out, of the program, and which one that is; where a form keeps it
} Sheet;
static inline void sheet_open(Sheet *sheet, const TextStyle *style, Arena *arena)
{
    *sheet = (Sheet){.style = style, .json = json_writer(arena), .to = &sheet->json.builder};
}

// Whether a form that can leave rules out is to list those of a status.
static inline bool sheet_wants(const Sheet *sheet, Status status)
{
    return !sheet->style->only || (sheet->style->only >> status & 1);
}

// What changes a rule (report_changes), for all rules of a document by one look.
static inline const ChangeInfo **sheet_changes_of(Sheet *sheet, const RuleInfo *rule, bool waived, size_t *count)
{
    Arena *arena = sheet->to->arena;
    if (!sheet->changes)
        sheet->changes = changes_by_rule(sheet->program, arena);
    return report_changes(sheet->changes, (uint32_t)(rule - sheet->program->rules), waived, arena, count);
}

typedef struct Form {
    const char *name;
    bool lines;    // of many verdicts it tells each in a line
    bool chooses;  // it can leave rules of a verdict out (TextStyle)
    bool explains; // it tells the details of a verdict (report_add_details)
    bool places;   // and where the evidence of findings stands (report_add_places)
    bool speaks;   // values in it are in the reader's language; else in English, those of enumerations by their names
#define DOCUMENT(id, member, type, about) void (*member)(const type *document, Sheet *sheet);
#include "report/documents.def"
#undef DOCUMENT
} Form;

// Lay out a document that the form has, each as a text in the arena: form_verdict, form_line …
#define DOCUMENT(id, member, type, about)                                                                                        \
    static inline Text form_##member(const Form *form, const type *document, const TextStyle *style, Arena *arena)               \
    {                                                                                                                            \
        Sheet sheet;                                                                                                             \
        sheet_open(&sheet, style, arena);                                                                                        \
        form->member(document, &sheet);                                                                                          \
        return text_built(sheet.to);                                                                                             \
    }
#include "report/documents.def"
#undef DOCUMENT

// The forms by their number, that of AssizeFormat in the public header.
extern const Form forms[];
extern const uint32_t form_count;

// The form of that number, where it can lay out such a document. Null, with the reason (in the arena) for whoever asked, where
// there is no such form, or it has no such document.
const Form *form_for(uint32_t number, DocumentKind document, Arena *arena, Text *reason);
// Whether a form tells many verdicts. False with the reason likewise.
bool form_tells_many(const Form *form, Arena *arena, Text *reason);
// How a form tells values.
static inline Speech form_speech(const Form *form, const TextStyle *style)
{
    return form->speaks ? (Speech){style->tongue, style->language} : (Speech){TONGUE_ENGLISH, {NULL, 0}};
}

// Makes a report's canonical JSON in the arena, whatever form will show it, before any form lays it out: forms name a verdict by
// the digest of that, where they do.
void report_canonical(Report *report, Arena *arena);
void verdict_canonical(const Report *report, Sheet *sheet); // json.c

// ---- one file a form: text*.c, json*.c ----
#define DOCUMENT(id, member, type, about)                                                                                        \
    void member##_as_text(const type *document, Sheet *sheet);                                                                   \
    void member##_as_json(const type *document, Sheet *sheet);
#include "report/documents.def"
#undef DOCUMENT
void verdict_as_html(const Report *report, Sheet *sheet); // html*.c
void impact_as_html(const ReportImpact *impact, Sheet *sheet);
void provider_as_html(const ProviderReport *report, Sheet *sheet);
void differences_as_html(const ReportDifferences *differences, Sheet *sheet);
void verdict_diff_as_html(const ReportVerdictDiff *diff, Sheet *sheet);
void skeletons_as_csv(const ReportSkeletons *skeletons, Sheet *sheet); // csv.c
void verdict_as_sarif(const Report *report, Sheet *sheet);
void verdict_as_junit(const Report *report, Sheet *sheet);
void verdict_as_csv(const Report *report, Sheet *sheet);
void verdict_as_csv_findings(const Report *report, Sheet *sheet); // csv.c

#endif
