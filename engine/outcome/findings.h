// SPDX-License-Identifier: MIT
// Inside of outcome/: what is wrong with a violated rule, what an undetermined one waits for, and in what order that is told.
#ifndef ASSIZE_OUTCOME_FINDINGS_H
#define ASSIZE_OUTCOME_FINDINGS_H

#include "outcome/explain.h"
#include "outcome/told.h"

typedef struct RegisterRow { // a value: a register, and of which row
    uint32_t reg, row;
} RegisterRow;

// Whether a guard looks at a rule: by its severity and its aspect, and never at an advisory one (verdict.c).
bool guard_selects(const GuardInfo *guard, const RuleInfo *rule);

// Finds where a violated rule is breached (findings.c). The review has run.
void breaches_find(Review *review, OpenRule *open, const RuleInfo *rule);

// ---- explain_order.c ----
// Put the claims of a node, and what stands below it, in an order of what is told of them; the children by a list in the arena.
void explained_order_claims(Explained *node);
void explained_order_children(Explained *node, Arena *arena);

#endif
