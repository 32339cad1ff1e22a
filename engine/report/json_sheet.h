// SPDX-License-Identifier: MIT
// Inside of the JSON form (json*.c): what several of its documents say of a rule.
#ifndef ASSIZE_REPORT_JSON_SHEET_H
#define ASSIZE_REPORT_JSON_SHEET_H

#include "report/forms.h"

// Members of a rule; nothing where there are none: `excepted`, the exceptions that are the case, by exception; `interpretations`,
// how the authority reads it as of a day.
void json_excepts(Sheet *sheet, const RuleInfo *rule, const ToldExcept *excepts);
void json_interpretations(Sheet *sheet, const RuleInfo *rule, int64_t on);

#endif
