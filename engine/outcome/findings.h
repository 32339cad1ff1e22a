// SPDX-License-Identifier: MIT
// Inside of outcome/: what is wrong with a violated rule, and what an undetermined one waits for.
#ifndef ASSIZE_OUTCOME_FINDINGS_H
#define ASSIZE_OUTCOME_FINDINGS_H

#include "outcome/verdict.h"

typedef struct RegisterRow { // a value: a register, and of which row
    uint32_t reg, row;
} RegisterRow;

// Whether one of these values is made from what is not for the public. seen holds what was looked at by earlier questions, and
// is not looked at again.
bool values_are_confidential(Review *review, const RegisterRow *cells, size_t count, TextIndex *seen);

bool guard_selects(const GuardInfo *guard, const RuleInfo *rule); // verdict.c
// Where a violated rule is breached; then what there is to say about that.
void find_findings(Review *review, RuleVerdict *found, const RuleInfo *rule);
void explain_findings(Review *review, RuleVerdict *found, const RuleInfo *rule);
void find_reasons(Review *review, RuleVerdict *found, const RuleInfo *rule);

#endif
