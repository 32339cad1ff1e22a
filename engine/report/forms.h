// SPDX-License-Identifier: MIT
// THE TABLE OF FORMS: a row for each form of output, in it a function for each kind of document (documents.def) that lays it out,
// or null. What there is no function for is refused, here and nowhere else. A new form is a row in forms.c, a
// file with its functions, which are declared below, and its number in the public header.
#ifndef ASSIZE_REPORT_FORMS_H
#define ASSIZE_REPORT_FORMS_H

#include "code/cost.h"
#include "report/formats.h"
#include "report/report.h"
#include "support/json.h"

// How a text is laid out; forms for programs ask none of it.
typedef struct TextStyle {
    bool colours;
    Text language;  // of titles and findings, where they have it
    Tongue tongue;  // of all else
    bool all_rules; // also those that are satisfied or do not apply
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
} Sheet;
static inline void sheet_open(Sheet *sheet, const TextStyle *style, Arena *arena)
{
    *sheet = (Sheet){.style = style, .json = json_writer(arena), .to = &sheet->json.builder};
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
    bool speaks; // values in it are in the reader's language; else in English, those of enumerations by their names
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

#endif
