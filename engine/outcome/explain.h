// SPDX-License-Identifier: MIT
// Why: from a rule, or a question, down to the facts, as a tree (a dynamic backward slice). Each node is a piece of the policy's
// text with its value in one row; below it stands what decided that, and nothing else; at the end stand facts, with who claims
// them. What is hidden from the viewer is left out where the tree is made: those who lay it out need not ask.
#ifndef ASSIZE_OUTCOME_EXPLAIN_H
#define ASSIZE_OUTCOME_EXPLAIN_H

#include "outcome/told.h"

// A claim about a fact.
typedef struct Claimed {
    Text kind, value;
    Text by, document, title; // bytes null where the submission names none, or the document is hidden
    const Digest *submission; // null: hidden
    Text pointer;             // where it stands in that (review_pointer); empty: hidden, or not known
    int64_t on;               // days since 1970-01-01
    Acceptability acceptability;
    SubmissionFault fault;
    bool decides, unreadable;
    bool unasked;       // its kind is none of those that were asked
    Reason *conditions; // of a condition of acceptance that is not true: why (reasons_of_condition)
    size_t condition_count;
} Claimed;

// What a node says of a set that its fact is, where it stands nowhere in the text.
typedef enum SetSaid {
    SAID_NOTHING,
    SAID_ALL,    // what is known of it is all of it
    SAID_LISTED, // somebody has said what is in it
    SAID_IN      // the row is in it
} SetSaid;

// A node of the tree: a piece of the policy's text, what it comes to in one row, and below it what decided that.
typedef struct Explained {
    StoredSpan span; // in the policy's files
    Text source;     // what stands there
    Text row;        // of what it is said: `ports 23/tcp`; empty: of the entity itself
    Text value;      // as a finding prints it; empty: of a set
    bool has_fact;
    SetSaid said;
    bool hidden; // what it comes to is hidden, and what decided that: below it stand the operands that are not, whichever decided
    Text entity, path, part; // of a fact
    const PartName *within;  // those that this part stands in (PartName); null: none
    Claimed *claims;
    size_t claim_count;
    const char *note; // why it is unknown, where no claim says it; null
    struct Explained *children, *last, *next;
    size_t left_out; // children, or claims, like the last ones that are not shown
} Explained;

// Explains the conditions and requirements of a rule (by its number in the program) to a viewer, one behind the other, as far as
// they decide its status. The review has run; values are told in that speech. The tree, never null, lies in the review's arena.
Explained *explain_rule(Review *review, View *view, uint32_t rule, Speech speech);
// The same of the condition of a profile, which has run; of one that has none a tree without children.
Explained *explain_profile(Review *review, View *view, uint32_t profile, Speech speech);
// Whether two trees tell the same.
bool explained_equal(const Explained *a, const Explained *b);
// The same of a question of the program, whose segment has run.
Explained *explain_question(Review *review, View *view, uint32_t question, Speech speech);

#endif
