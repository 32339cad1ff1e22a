// SPDX-License-Identifier: MIT
// From what the machine has found to a verdict: the status of each rule, its findings and its reasons, the outcome, penalty
// and scores (LANGUAGE.md 5.2, 5.3). A verdict lies in the review's arena, and stays while that does.
#ifndef ASSIZE_OUTCOME_VERDICT_H
#define ASSIZE_OUTCOME_VERDICT_H

#include "machine/machine.h"

// Where a requirement is breached: a row of its frame.
typedef struct Breach {
    uint32_t require; // of the program
    uint32_t row;
} Breach;

// A rule that is violated, undetermined or excepted.
typedef struct OpenRule {
    uint32_t rule; // of the program
    Status status;
    Breach *breaches; // of a violated rule
    size_t breach_count, breach_capacity;
} OpenRule;

// From every undetermined rule violated to every one satisfied, of the weight of all that count; in millionths.
typedef struct Score {
    Wide low, high, whole; // whole 0: no rule counts
} Score;

// What the same facts mean under the same policy: raised whenever what a native, a form of facts or the language means is
// changed, so that who reviews once more can tell that from a difference.
enum { VERDICT_SEMANTICS = 2 };

typedef struct Verdict {
    Review *review;
    uint8_t *statuses; // Status, by number in the program
    OpenRule *open;    // in order: few of many
    size_t open_count;
    uint32_t best, worst; // outcomes of the program
    Wide penalty;         // in millionths
    Score all, *aspects;  // by number in the program
    uint32_t applicable, decided;
    uint32_t (*counts)[STATUSES]; // by aspect and status
    bool findings_ran;
} Verdict;

// Takes all statuses from a review that has run, where its rules are breached, and the outcome. Lies in the review's arena.
Verdict *verdict_of(Review *review);

// `undetermined`, or the one outcome that best and worst agree on.
Text verdict_outcome(const Verdict *verdict);
bool verdict_is_decided(const Verdict *verdict);

// Appends a score as a verdict writes it: two decimals, rounded half to even.
void score_append(TextBuilder *to, Wide part, Wide whole);

extern const char *const why_names[WHYS];
extern const char *const because_names[SUBMISSION_FAULTS]; // empty of FAULT_NONE

#endif
