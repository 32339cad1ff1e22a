// SPDX-License-Identifier: MIT
// What changed between two verdicts of a subject, made from the verdicts alone: whoever may read both may read this.
#ifndef ASSIZE_REPORT_DIFFERENCE_H
#define ASSIZE_REPORT_DIFFERENCE_H

#include "report/impact.h"
#include "support/json.h"

typedef struct DiffedVerdict {
    Digest digest;
    Text on, outcome, type, id;
} DiffedVerdict;

typedef struct ReportVerdictDiff {
    DiffedVerdict verdicts[2];
    PolicyDifference difference; // of the day, the outcome, the policy, profiles, dossiers, rules, scores, needs: in this order
} ReportVerdictDiff;

// Whether a document is a verdict, as far as this relies on it.
bool json_is_verdict(const JsonDocument *document, Arena *arena);
// What changed from one verdict to another one; findings and titles in that language, where they have it. In the arena.
ReportVerdictDiff verdicts_diffed(const JsonDocument *before, const JsonDocument *after, Text language, Arena *arena);

#endif
