// SPDX-License-Identifier: MIT
// Inside of the JSON form (json*.c): what several of its documents say of a rule.
#ifndef ASSIZE_REPORT_JSON_SHEET_H
#define ASSIZE_REPORT_JSON_SHEET_H

#include "report/forms.h"

// Members of any object: a text in its languages; a wording; a date; whose something is, in English, null where it does not say;
// `place`, and `parts`, nothing where there are none; why something is unknown; the facts by which something is what it is.
void json_worded(Sheet *sheet, const char *key, const Worded *texts, uint32_t count);
void json_wording(Sheet *sheet, const char *key, WordingList list);
void json_date(Sheet *sheet, const char *key, Wide date);
void json_authority(Sheet *sheet, WordingList authority);
void json_reasons(Sheet *sheet, const Reason *reasons, size_t count);
void json_facts(Sheet *sheet, const Reason *facts, size_t count);
void json_place(Sheet *sheet, StoredSpan span);
void json_parts(Sheet *sheet, const PartName *parts, size_t count);
// The parts that a part stands in, the nearest first; where there are none, nothing. Of several parts: of each a list, where some
// stand in others.
void json_within(Sheet *sheet, const PartName *within);
void json_all_within(Sheet *sheet, const PartName *parts, size_t count);

// ---- json_profiles.c ----

// Members `profiles` of a policy; `applies` of a profile; names of profiles, by a bit for each.
void json_profiles(Sheet *sheet);
void json_applies(Sheet *sheet, Truth applies);
void json_applies_reasons(Sheet *sheet, const ToldProfile *told); // nothing where its own condition is known
void json_profile_names(Sheet *sheet, const char *key, uint64_t profiles);
// Members of a rule: `changes`, with the places that say so where places are wanted, nothing where there are none; `depends`,
// what it comes to with the profiles of which it is unknown whether they apply, and without them; `waiver`.
void json_changes(Sheet *sheet, const RuleInfo *rule, bool waived, bool places);
void json_difference(Sheet *sheet, const ToldRule *told);
void json_waiver(Sheet *sheet, const RuleInfo *rule, int64_t until);

// ---- json.c ----

// Members of a rule; nothing where there are none: `excepted`, the exceptions that are the case, by exception; `interpretations`
// (json_sheet.c), how the authority reads it as of a day.
void json_excepts(Sheet *sheet, const RuleInfo *rule, const ToldExcept *excepts);
void json_interpretations(Sheet *sheet, const RuleInfo *rule, int64_t on);

#endif
