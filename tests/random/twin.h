// SPDX-License-Identifier: MIT
// The second evaluator. It walks the checked tree of a policy over the submissions, a row at a time, straight
// from the text of the language, and shares nothing with the machine but that tree: tests compare the two. It
// is slow on purpose: nothing is kept, shared or reordered that does not have to be.
#ifndef ASSIZE_TESTS_RANDOM_TWIN_H
#define ASSIZE_TESTS_RANDOM_TWIN_H

#include "bind/policy.h"
#include "submission/submission.h"

// Why something is unknown, as bits. The bits above them say about which facts: a bit for each, found by a hash, so that two
// facts may share one. What is no fact (a division by zero) has none.
typedef enum TwinReason {
    TWIN_MISSING = 1 << 0,
    TWIN_TOO_WEAK = 1 << 1,
    TWIN_EXPIRED = 1 << 2,
    TWIN_NOT_ACCEPTED = 1 << 3,
    TWIN_CONTESTED = 1 << 4,
    TWIN_OPEN_SET = 1 << 5,
    TWIN_UNREADABLE = 1 << 6,
    TWIN_NOT_COMPARABLE = 1 << 7,
    TWIN_ARITHMETIC = 1 << 8,
    TWIN_TOO_COSTLY = 1 << 9,
} TwinReason;
enum { TWIN_REASONS = 10 };
enum { TWIN_BETWEEN = '\n' }; // behind each language of a finding
typedef UnsignedWide Reasons;

// The reasons of one fact: why, and where it stands. part: the key of the part that it is about; empty: of the entity itself.
Reasons reasons_of_fact(TwinReason why, Text type, Text id, Text path, Text part);

extern const char *const twin_reason_names[TWIN_REASONS]; // by bit, as a verdict writes them

// What of a native the second evaluator does not know, so that no random program asks for it; null at the end.
extern const char *const twin_leaves_out[];

// What a review is about. Nothing of it is changed.
typedef struct TwinReview {
    const Policy *policy;              // checked, without errors
    const SubmissionList *submissions; // about all entities, numbered by the schema of this policy
    Text subject;                      // id, in NFC; its type is the policy's
    const Text *waived;                // codes of the rules under a waiver
    size_t waived_count;
    int64_t on;   // the date of the review: days since 1970-01-01
    Arena *arena; // holds the verdict and all that is worked out on the way
} TwinReview;

typedef struct TwinRule {
    Status status;
    Status otherwise; // of a waived rule: what it would be
    Text *findings; // what is said in all languages, in no order, equal texts as often as they were found: of a violated rule; of
                    // an excepted one why it is
    size_t finding_count, finding_capacity;
    Reasons reasons;        // of an undetermined rule
    Text readings;          // how the authority reads it
    bool strict_knows_more; // never: a strict reading says what a plain one does not
} TwinRule;

// A score as two fractions: 100 * low / whole and 100 * high / whole, and the same as texts with two
// decimals. Weights are in millionths.
typedef struct TwinScore {
    const Decl *aspect;    // null: of all
    Wide low, high, whole; // whole 0: no rule counts, there is no score
    Text low_text, high_text;
} TwinScore;

typedef enum TwinAnswer { TWIN_FALSE, TWIN_TRUE, TWIN_UNKNOWN } TwinAnswer;

typedef struct TwinVerdict {
    const Policy *policy;      // whose rules those are
    const TwinAnswer *applies; // whether each profile does, in the order of their names; null: there are none
    uint32_t profile_count;
    TwinRule *rules;           // in the order of policy->rules
    Text outcome, best, worst; // outcome is `undetermined` where best and worst differ
    Wide penalty;              // of the rules that are violated, in millionths
    TwinScore all;
    TwinScore *aspects; // in the order of policy->aspects
    size_t declared, applicable, decided;
    bool dated, in_force; // whether the policy says when it is in force; whether it is
    bool gave_up;         // it took too many steps: the verdict says nothing
} TwinVerdict;

TwinVerdict *twin_review(const TwinReview *review);
// Counts and scores, and the penalty, anew from the statuses of the rules.
void twin_tally(const TwinReview *review, TwinVerdict *verdict);

// Answers a boolean expression about the subject (`expect e` of a test). A given of a test is the entity
// whose id is the given's name. *reasons: why it is unknown; 0 where it is not.
TwinAnswer twin_answer(const TwinReview *review, const Expr *expr, Reasons *reasons);

#endif
