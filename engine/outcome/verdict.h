// SPDX-License-Identifier: MIT
// From what the machine has found to a verdict: the status of each rule, its findings and its reasons, the outcome, penalty
// and scores (LANGUAGE.md 5.2, 5.3). A verdict lies in the review's arena, and stays while that does.
#ifndef ASSIZE_OUTCOME_VERDICT_H
#define ASSIZE_OUTCOME_VERDICT_H

#include "machine/profiles.h"

// Where a requirement is breached: a row of its frame.
typedef struct Breach {
    uint32_t require; // of the program
    uint32_t row;
} Breach;

// A rule that is violated, undetermined, excepted or waived.
typedef struct OpenRule {
    uint32_t rule;            // of the program
    Status status, otherwise; // otherwise: without waivers
    uint32_t side;            // the review (verdict_of_review) whose rows the breaches are
    Breach *breaches;         // of a rule that is otherwise violated
    size_t breach_count, breach_capacity;
} OpenRule;

// From every undetermined rule violated to every one satisfied, of the weight of all that count; in millionths.
typedef struct Score {
    Wide low, high, whole; // whole 0: no rule counts
} Score;

// What the same facts mean under the same policy: raised whenever what a native, a form of facts or the language means is
// changed, so that who reviews once more can tell that from a difference.
enum { VERDICT_SEMANTICS = 3 };

// A verdict is made from one review, or from two where it is unknown of some profiles whether they apply: the first with all of
// these, the second with none of them. Such a one speaks of the rules of the first, and holds a verdict of each.
enum { MOST_REVIEWS = 2 };
typedef struct Verdict {
    Review *review;                         // the only one, or the first
    struct Verdict *reviewed[MOST_REVIEWS]; // of two reviews: the verdict of each; else null
    uint8_t *statuses, *otherwise;          // Status, by number in the program; without waivers
    OpenRule *open;                         // in order: few of many
    size_t open_count;
    uint32_t best, worst; // outcomes of the program
    Wide penalty;         // in millionths
    Score all, *aspects;  // by number in the program
    uint32_t applicable, decided;
    uint32_t (*counts)[STATUSES]; // by aspect and status
    bool findings_ran;
    struct Verdict *alone; // of the policy by itself, of which the statuses alone count: where a limit was hit; else null
    bool *by_itself;       // by rule, whether its status is from there; null: of none
} Verdict;

// Takes all statuses from a review that has run, where its rules are breached, and the outcome. Lies in the review's arena.
Verdict *verdict_of(Review *review);
// The verdict of all reviews that were made of a subject with its profiles (LANGUAGE.md 6). Where there are two: with all of
// which it is unknown whether they apply, and with none of them. Lies in the arena of the first.
Verdict *verdict_of_all(const ProfiledReview *reviews);
// Through which day a rule of a program is waived, by its number: every profile that applies waives it, and the earliest day of
// these counts. INT64_MIN: it is not.
int64_t verdict_waived_until(const Program *program, uint32_t rule);
// From how many reviews a verdict was made, and the verdict of one of these alone, by its place.
static inline size_t verdict_reviews(const Verdict *verdict)
{
    return verdict->reviewed[0] ? MOST_REVIEWS : 1;
}
static inline Verdict *verdict_of_review(Verdict *verdict, size_t place)
{
    return verdict->reviewed[0] ? verdict->reviewed[place] : verdict;
}

// Whether a rule has another status with the profiles of which it is unknown whether they apply than without them, or is not
// there without them.
bool verdict_differs(const Verdict *verdict, uint32_t rule);
// Whether a profile applies, by its number in the program.
Truth verdict_applies(const Verdict *verdict, uint32_t profile);

// `undetermined`, or the one outcome that best and worst agree on.
Text verdict_outcome(const Verdict *verdict);
bool verdict_is_decided(const Verdict *verdict);

// Appends a score as a verdict writes it: two decimals, rounded half to even.
void score_append(TextBuilder *to, Wide part, Wide whole);

extern const char *const why_names[WHYS];
extern const char *const because_names[SUBMISSION_FAULTS]; // empty of FAULT_NONE

#endif
