// SPDX-License-Identifier: MIT
// Why: from a rule, or a question, down to the facts, as a tree. Each node is a piece of the policy's text with its value in one
// row; below it stands what decided that, and nothing else; at the end stand facts, with who claims them.
#ifndef ASSIZE_OUTCOME_EXPLAIN_H
#define ASSIZE_OUTCOME_EXPLAIN_H

#include "outcome/verdict.h"

// A claim about a fact.
typedef struct Claimed {
    const ImageSubmission *submission;
    Text kind, by, document, title, value; // by, document, title: bytes null where the submission names none
    Acceptability acceptability;
    bool expired, decides;
    bool named; // its digest, and that of its document, may be given
} Claimed;

typedef struct Explained {
    StoredSpan span; // in the policy's files
    Text source;     // what stands there
    Text row;        // of what it is said: `ports 23/tcp`; empty: of the entity itself
    Text value;      // as a finding prints it; empty: of a set
    bool has_fact;
    bool hidden; // what it comes to is hidden, and what decided that: below it stand the operands that are not, whichever decided
    ReviewFact fact;
    Text entity, path, part; // of a fact
    Claimed *claims;
    size_t claim_count;
    const char *note; // why it is unknown, where no claim says it; null
    struct Explained *children, *last, *next;
    size_t left_out; // children like the last ones that are not shown
} Explained;

// The conditions and requirements of a rule, one behind the other, as far as they decide its status; values in a language.
Explained *explain_rule(Review *review, View *view, uint32_t rule, Tongue tongue);
// A question of the program, whose segment has run.
Explained *explain_question(Review *review, View *view, uint32_t question, Tongue tongue);

#endif
