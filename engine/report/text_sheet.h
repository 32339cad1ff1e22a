// SPDX-License-Identifier: MIT
// Inside of the text form (text*.c): what all of its documents are written with: colours, columns, the reader's language. Forms
// that are no text take pieces of it (pieces.h).
#ifndef ASSIZE_REPORT_TEXT_SHEET_H
#define ASSIZE_REPORT_TEXT_SHEET_H

#include "report/forms.h"
#include "support/markup.h"

typedef enum Colour { PLAIN, BOLD, FAINT, RED, GREEN, YELLOW, MAGENTA, COLOURS } Colour;

void sheet_colour(Sheet *sheet, Colour to);
// Appends a text of facts or of the policy as it may be shown.
static inline void sheet_show(Sheet *sheet, Text text)
{
    if (sheet->style->code_points)
        markup_append_shown(sheet->to, text);
    else
        text_append_shown(sheet->to, text);
}
// Appends a text as it may be shown, in a colour.
void sheet_say(Sheet *sheet, Colour with, Text text);

// A piece of the report itself, given in English, in its reader's language (phrases.def); appended; appended in a colour.
static inline const char *sheet_tell(const Sheet *sheet, const char *english)
{
    return tongue_told(english, sheet->style->tongue);
}
static inline void sheet_put(Sheet *sheet, const char *english)
{
    text_append_string(sheet->to, sheet_tell(sheet, english));
}
static inline void sheet_put_in(Sheet *sheet, Colour with, const char *english)
{
    sheet_say(sheet, with, text_of(sheet_tell(sheet, english)));
}
// Appends such a piece, and behind it a text of facts or of the policy, as it may be shown.
static inline void sheet_put_text(Sheet *sheet, const char *english, Text text)
{
    sheet_put(sheet, english);
    sheet_show(sheet, text);
}

static inline Text sheet_string(const Sheet *sheet, uint32_t number)
{
    return program_string(sheet->program, number);
}
static inline Text sheet_wording(const Sheet *sheet, WordingList list)
{
    return program_wording(sheet->program, list, sheet->style->language);
}

// A text in the reader's language, or the first one.
Text sheet_worded(const Sheet *sheet, const Worded *texts, uint32_t count);

// An outcome as people read it.
static inline Text sheet_outcome(const Sheet *sheet, uint32_t number)
{
    const OutcomeInfo *outcome = &sheet->program->outcomes[number];
    return outcome->wording.count ? sheet_wording(sheet, outcome->wording) : sheet_string(sheet, outcome->name);
}

// Appends blanks; a text that fills a column of that width; one at a column's right edge.
void sheet_blanks(Sheet *sheet, size_t count);
void sheet_column(Sheet *sheet, Text text, size_t width);
void sheet_right(Sheet *sheet, const char *text, size_t width);

// Appends a text of facts; of a long one the beginning, and how long it is.
void sheet_value(Sheet *sheet, Text value);
// Appends a piece of a policy's source on one line; a long one is cut.
void sheet_source(Sheet *sheet, Text source);

// ---- text_reasons.c ----

// Append why a claim does not decide, in parentheses; of one that does, nothing.
void sheet_fault(Sheet *sheet, const Claimed *claim);
// Append the parts that a part stands in, the nearest first (PartName); null: none.
void sheet_within(Sheet *sheet, const PartName *within);
// Append where a fact stands: keys of the parts that it is about, of which some are listed; an entity that is not the subject (0)
// by its id, and the path in it.
void sheet_parts(Sheet *sheet, const PartName *parts, size_t listed, size_t count);
void sheet_path(Sheet *sheet, uint32_t entity, Text id, Text path);
// Appends why something is unknown, on the line under way; and, where that is wanted, of which profiles it keeps open whether
// they apply.
void sheet_reason(Sheet *sheet, const Reason *reason, bool names_profiles);
// Append lines about a rule: why something is unknown.
void sheet_reasons(Sheet *sheet, const Reason *reasons, size_t count);
// The same of a condition of acceptance, below a claim; indent: in blanks.
void sheet_conditions(Sheet *sheet, const Reason *reasons, size_t count, size_t indent);
// Of a condition that is what it is by some facts: these, likewise.
void sheet_facts(Sheet *sheet, const Reason *facts, size_t count, size_t indent);
// Appends names of profiles, by a bit for each.
void sheet_profile_names(Sheet *sheet, uint64_t profiles);
// Behind what it hangs on whether some profiles apply, a bit for each: ` (whether finance applies)`.
void sheet_whether(Sheet *sheet, uint64_t profiles);

// ---- text_questions.c ----

// What is asked about an attribute, in words.
Text question_text(const Program *program, uint32_t attribute, Tongue tongue, Arena *arena);

// ---- text.c ----

// Append: clauses, in brackets; whether the policy is in force and how long the verdict may be relied on; the outcome in words; a
// score, or that no rule counts; how many rules there are, and the limits that were hit; a finding; by which evidence a fact is
// needed.
void sheet_cites(Sheet *sheet, uint32_t first, uint32_t count);
void sheet_validity(Sheet *sheet);
void sheet_verdict(Sheet *sheet);
void sheet_score(Sheet *sheet, const Score *score);
void sheet_foot(Sheet *sheet);
void sheet_finding(Sheet *sheet, const Finding *finding);
void sheet_need_evidence(Sheet *sheet, const Need *need);

// Append lines about a rule, each behind an indent: the exceptions that are the case, with what they cite; how the authority
// reads it as of a day.
void sheet_excepts(Sheet *sheet, const char *indent, const RuleInfo *rule, const ToldExcept *excepts);
void sheet_interpretations(Sheet *sheet, const char *indent, const RuleInfo *rule, int64_t on);

// ---- text_profiles.c ----

// Append: in a line of its own whether a profile applies, behind what stands there already; all of them, with why, below the head
// of a verdict.
uint64_t sheet_unknown_profiles(const Sheet *sheet); // of the report, by a bit for each: whether they apply
void sheet_applies(Sheet *sheet, uint32_t profile, const ToldProfile *told);
void sheet_profiles(Sheet *sheet);
void sheet_change(Sheet *sheet, const ChangeInfo *change); // what an entry of a profile changes
// Append lines about a rule, each behind an indent: what profiles change of it, with the places that say so where places are
// wanted; what it comes to with the profiles of which it is unknown whether they apply, and without them; its waiver.
void sheet_changes(Sheet *sheet, const char *indent, const RuleInfo *rule, bool waived, bool places);
void sheet_difference(Sheet *sheet, const char *indent, uint64_t profiles, const ToldRule *told);
void sheet_waiver(Sheet *sheet, const char *indent, const RuleInfo *rule, Status otherwise, int64_t until);

// ---- text_resolved.c ----

// What a change does, in words (null: there is no word for it); appends how many of each a profile has.
extern const char *const effect_words[CHANGE_EFFECTS];
void sheet_change_counts(Sheet *sheet, const size_t *counts);

// ---- text_sheet.c ----

// Since when, or whether, a policy or a profile is in force on the day of the report.
void sheet_in_force(Sheet *sheet, int64_t effective, int64_t until);

// Why a submission does not count, in parentheses; empty of FAULT_NONE.
const char *sheet_because(SubmissionFault because);

#endif
