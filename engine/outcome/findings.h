// SPDX-License-Identifier: MIT
// Inside of outcome/: what is wrong with a violated rule, and what an undetermined one waits for.
#ifndef ASSIZE_OUTCOME_FINDINGS_H
#define ASSIZE_OUTCOME_FINDINGS_H

#include "outcome/verdict.h"

typedef struct RegisterRow { // a value: a register, and of which row
    uint32_t reg, row;
} RegisterRow;

bool guard_selects(const GuardInfo *guard, const RuleInfo *rule); // verdict.c
// Finds where a violated rule is breached; then runs what there is to say about that.
void find_findings(Review *review, RuleVerdict *found, const RuleInfo *rule);
void run_findings(Review *review, const RuleVerdict *found);
// Says it to the verdict's viewer. everybody is the view of the public, who may be the viewer.
void explain_findings(const Verdict *verdict, View *everybody, RuleVerdict *found, const RuleInfo *rule);
// Finds the reasons for which a rule is undetermined, as the verdict's viewer may see them.
void find_reasons(const Verdict *verdict, RuleVerdict *found, const RuleInfo *rule);

#endif
