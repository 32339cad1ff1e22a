// SPDX-License-Identifier: MIT
// Why two verdicts on one subject have different outcomes: what is changed of each rule taken alone, and all but it, over what
// the rules came to in both (counterfactuals over the guards; no review is made for them).
#ifndef ASSIZE_OUTCOME_MIXTURE_H
#define ASSIZE_OUTCOME_MIXTURE_H

#include "outcome/verdict.h"

// What is kept of a verdict for that: of each review that it was made from, the one in which its worst outcome is found, then the
// one in which its best is (the same, where there is one review).
typedef struct KeptVerdict {
    const Program *program; // as its bundle has it: severities, weights and guards are those of the profiles that apply
    uint64_t applies[MOST_REVIEWS];
    const uint8_t *statuses[MOST_REVIEWS]; // Status, by number in the program
    uint32_t best, worst;                  // outcomes
} KeptVerdict;
// Of a verdict, with statuses that stay where they are.
KeptVerdict verdict_keep(const Verdict *verdict, const Program *program);

enum { MIXED_BEFORE, MIXED_AFTER, MIXED_SIDES };

// A rule of either program, by its code.
typedef struct MixedRule {
    Text code;
    uint32_t number[MIXED_SIDES]; // NO_INDEX: it is not there
} MixedRule;

// What is changed of a rule, as far as it is a cause of another outcome.
typedef struct OutcomeCause {
    size_t rule; // by place in what was asked of; their count: when which outcome is
    bool alone;  // this change by itself makes the outcome what it becomes
    bool needed; // all other changes without it make it something else
} OutcomeCause;

// The changes that are one or the other. A change of outcome is that of its name, `undetermined` being one. rules: at least those
// that are violated or undetermined in some review. Lies in the arena.
OutcomeCause *outcome_causes(const KeptVerdict sides[MIXED_SIDES], const MixedRule *rules, size_t rule_count, Arena *arena,
                             size_t *count);

// By number, whether one of the guards that profiles add in the later program is why the worst outcome is worse, or the best: it
// holds, and is one of the outcome that this now is. In the arena.
bool *alsos_that_count(const KeptVerdict sides[MIXED_SIDES], Arena *arena);

#endif
