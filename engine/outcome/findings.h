// SPDX-License-Identifier: MIT
// Inside of outcome/: what is wrong with a violated rule, and what an undetermined one waits for.
#ifndef ASSIZE_OUTCOME_FINDINGS_H
#define ASSIZE_OUTCOME_FINDINGS_H

#include "outcome/verdict.h"

bool guard_selects(const GuardInfo *guard, const RuleInfo *rule); // verdict.c
void find_findings(Review *review, RuleVerdict *found, const RuleInfo *rule);
void find_reasons(Review *review, RuleVerdict *found, const RuleInfo *rule);

#endif
