// SPDX-License-Identifier: MIT
// Inside of outcome/: what is wrong with a violated rule, what an undetermined one waits for, and in what order that is told.
#ifndef ASSIZE_OUTCOME_FINDINGS_H
#define ASSIZE_OUTCOME_FINDINGS_H

#include "outcome/explain.h"

typedef struct RegisterRow { // a value: a register, and of which row
    uint32_t reg, row;
} RegisterRow;

// Whether a guard looks at a rule: by its severity and its aspect, and never at an advisory one (verdict.c).
bool guard_selects(const GuardInfo *guard, const RuleInfo *rule);

// ---- findings.c ----
// Finds where a violated rule is breached: a finding for each row, by its number alone. The review has run.
void findings_find(Review *review, RuleVerdict *found, const RuleInfo *rule);
// Runs what the findings of a rule show: before there is a view, which looks at all that has run.
void findings_run(Review *review, const RuleVerdict *found);
// Adds what there is to say about the findings to the viewer of the verdict. everybody: the view of the public, who may be that
// viewer.
void findings_explain(const Verdict *verdict, View *everybody, RuleVerdict *found, const RuleInfo *rule);

// ---- reasons.c ----
// Finds why an undetermined rule is that, as far as it shows to the viewer of the verdict.
void reasons_find(const Verdict *verdict, RuleVerdict *found, const RuleInfo *rule);

// ---- explain_order.c ----
// Put the claims of a node, and what stands below it, in an order of what is told of them; the children by a list in the arena.
void explained_order_claims(Explained *node);
void explained_order_children(Explained *node, Arena *arena);

#endif
