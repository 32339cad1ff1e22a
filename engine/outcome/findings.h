// SPDX-License-Identifier: MIT
// Inside of outcome/: what is wrong with a violated rule, what an undetermined one waits for, and in what order that is told.
#ifndef ASSIZE_OUTCOME_FINDINGS_H
#define ASSIZE_OUTCOME_FINDINGS_H

#include "outcome/explain.h"
#include "outcome/told.h"

// ---- verdict.c ----

// Whether a guard looks at a rule: by its severity and its aspect, and never at an advisory one.
bool guard_selects(const GuardInfo *guard, const RuleInfo *rule);
// A verdict in which no rule applies, in the review's arena.
Verdict *verdict_open(Review *review);
// How many rules of an aspect that may apply have each status, and what they weigh.
typedef struct Tally {
    uint32_t counts[STATUSES];
    Wide weights[STATUSES];
} Tally;
// Takes counts and scores from the tallies of all aspects.
void verdict_sum(Verdict *verdict, const Tally *tallies);
// The verdict of a review of the policy by itself: statuses, and where rules are breached, but no outcome.
Verdict *verdict_of_rules(Review *review);
// Takes a rule's status, without waivers, and with them.
void verdict_take_status(Verdict *verdict, uint32_t rule, Status otherwise);
// Takes counts and scores anew from the statuses. of_rule: what there is to say of an open rule; each once, in order.
typedef OpenRule OfRule(void *with, uint32_t rule, Status status);
void verdict_count(Verdict *verdict, OfRule *of_rule, void *with);
// From statuses to the outcome: the best and the worst.
void verdict_find_outcomes(Verdict *verdict);

// ---- alone.c ----

// Takes from the verdict of the policy by itself what a limit has kept the verdict of a review with profiles from: a rule that is
// violated by itself is violated, and one that the profiles leave as it is has the status that it has by itself.
void verdict_take_alone(Verdict *verdict, Verdict *alone);
// ---- findings.c ----

typedef struct RegisterRow { // a value: a register, and of which row
    uint32_t reg, row;
} RegisterRow;

// Finds where a violated rule is breached. The review has run.
void breaches_find(Review *review, OpenRule *open, const RuleInfo *rule);
// Runs what the findings of the open rules, and the reasons of their exceptions, show, once for a verdict: before there is a
// view, which looks at all that has run.
void findings_run(Verdict *verdict);

// ---- explain_order.c ----
// Put the claims of a node, and what stands below it, in an order of what is told of them; the children by a list in the arena.
void explained_order_claims(Explained *node);
void explained_order_children(Explained *node, Arena *arena);

#endif
