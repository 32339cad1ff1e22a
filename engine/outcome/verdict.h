// SPDX-License-Identifier: MIT
// From what the machine has found to a verdict: the status of each rule, its findings and its reasons, the outcome, penalty
// and scores (LANGUAGE.md 5.2, 5.3). A verdict lies in the review's arena, and stays while that does.
#ifndef ASSIZE_OUTCOME_VERDICT_H
#define ASSIZE_OUTCOME_VERDICT_H

#include "machine/secrets/view.h"

// A text in the languages in which it was written, the first one foremost.
typedef struct Worded {
    Text language, text;
} Worded;

// One way to bind the leading variables of a requirement that makes it false; and what verdict_explain says about it.
typedef struct Finding {
    uint32_t require; // of the program
    uint32_t row;     // of its frame
    uint32_t text_count;
    bool confidential; // what it says is hidden from the public
    bool hidden;       // and from the viewer: its text is the rule's title then
    bool traced;       // whether the evidence shows: it is not hidden what decided
    Worded *texts;
    Digest *evidence; // the submissions from which the deciding facts came and that can be named, in order
    size_t evidence_count;
} Finding;

// Why a rule is undetermined: the same why about the same attribute, of however many parts.
typedef struct Reason {
    Why why;
    uint32_t entity;    // of the review; NO_INDEX: of no entity
    uint32_t attribute; // NO_INDEX: of a submission, or none
    uint32_t row;       // the first one that has it
    Text path;          // where it stands: `components.licence`; empty: of no entity
    Text source;        // in the words of the policy, where it stands nowhere
    Text *parts;        // keys of the parts that it is about, as a finding prints them; those of the entity itself: none
    size_t part_count;  // of all
    size_t parts_listed, part_capacity;
    bool parts_hidden; // their keys are hidden: none is listed
    bool hidden;       // it stands for all that are: nothing else is said of it
} Reason;
enum { MOST_PARTS_LISTED = 20 };

// A rule, and why it is what it is.
typedef struct RuleVerdict {
    uint32_t rule; // of the program
    Status status;
    Finding *findings; // of a violated rule
    size_t finding_count, finding_capacity;
    // By verdict_explain:
    Reason *reasons; // of an undetermined rule, sorted
    size_t reason_count;
    bool *excepts; // of an excepted rule: by exception, whether it is the case, and shows
    bool hidden;   // some reason, or exception, does not show
} RuleVerdict;

// From every undetermined rule violated to every one satisfied, of the weight of all that count; in millionths.
typedef struct Score {
    Wide low, high, whole; // whole 0: no rule counts
} Score;

typedef struct Dispute {
    uint32_t entity, attribute, row;
    bool part_hidden; // the part that it is about cannot be named
    Text name;        // where it stands, for those who put them in order
} Dispute;

// What the same facts mean under the same policy: raised whenever what a native, a form of facts or the language means is
// changed, so that who reviews once more can tell that from a difference.
enum { VERDICT_SEMANTICS = 1 };

typedef struct Verdict {
    Review *review;
    uint8_t *statuses; // Status, by number in the program
    RuleVerdict *open; // the rules that are violated, undetermined or excepted, in order: few of many
    size_t open_count;
    uint32_t best, worst; // outcomes of the program
    Wide penalty;         // in millionths
    Score all, *aspects;  // by number in the program
    uint32_t applicable, decided;
    uint32_t (*counts)[STATUSES]; // by aspect and status
    View *view;                   // by verdict_explain: whom it is explained to
    Dispute *disputes;            // likewise, those that show
    size_t dispute_count, dispute_capacity;
} Verdict;

// Takes all statuses from a review that has run, where its rules are breached, and the outcome.
Verdict *verdict_of(Review *review);
// Adds what a report for a viewer says besides: texts and evidence of findings, reasons, what is disputed; what is hidden from
// the viewer is not in it. Findings of a rule that are hidden become one. Does nothing the second time. False where the dossiers
// failed.
bool verdict_explain(Verdict *verdict, const Viewer *viewer);

// What there is to say about a rule, by its number in the program.
const RuleVerdict *verdict_rule(const Verdict *verdict, uint32_t rule);

// What the leading variables of a finding's requirement are bound to, each under its name; none where that is hidden from whom
// the verdict is explained to. Made when it is asked for: there may be many findings.
Worded *finding_bindings(const Verdict *verdict, const Finding *finding, uint32_t *count);

// `undetermined`, or the one outcome that best and worst agree on.
Text verdict_outcome(const Verdict *verdict);
bool verdict_is_decided(const Verdict *verdict);

// Appends a score as a verdict writes it: two decimals, rounded half to even.
void score_append(TextBuilder *to, Wide part, Wide whole);

extern const char *const why_names[WHYS];
extern const char *const severity_names[];

// ---- for those who walk on their own ----

// A fact that is needed: what a rule, or several, wait for.
typedef struct Need {
    uint32_t entity, attribute, row;
    Why why;
    uint32_t rank; // that a claim must have to serve all of those rules
    Text path;
    Text *parts;
    size_t part_count, parts_listed;
    bool parts_hidden;
    uint32_t *rules; // that wait for it, by number
    size_t rule_count, rule_capacity;
    Wide weight; // of those rules
} Need;
// The facts that could decide what is undetermined, those that decide most first.
Need *verdict_needs(const Verdict *verdict, size_t *count);

// The reasons of an unknown value that is not hidden.
Reason *reasons_of(View *view, Review *review, uint32_t reg, size_t *count);

#endif
