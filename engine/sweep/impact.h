// SPDX-License-Identifier: MIT
// What becomes of many subjects under two policies: verdicts as records, in the order of subjects, and the sums over them. See
// report/impact.h for what comes of it.
#ifndef ASSIZE_SWEEP_IMPACT_H
#define ASSIZE_SWEEP_IMPACT_H

#include "report/impact.h"
#include "report/report.h"
#include "sweep/sweep.h"

// What is kept of a verdict.
typedef struct ImpactRecord {
    Text id;
    Text kept; // as impact_record has made it
} ImpactRecord;

typedef struct ImpactRecords {
    ImpactRecord *items; // in the order of ids
    size_t count, capacity;
    uint64_t failed; // subjects of which there is no verdict
} ImpactRecords;

// A verdict as a record, in the arena of its review. needs: also what is missing, as the viewer is told it. Bytes null where a
// dossier failed.
Text impact_record(SubjectReview *subject, const Viewer *viewer, bool needs);
// Adds a record; copied into the arena.
void impact_add(ImpactRecords *records, Arena *arena, Text id, Text kept);

// Finds the outcomes of both programs, into the arena.
void impact_open(ReportImpact *impact, Arena *arena);
// Adds a day: the records of both programs on it.
void impact_add_day(ReportImpact *impact, const ImpactRecords records[IMPACT_SIDES], int64_t on, Arena *arena);
// Adds a value of the parameter that is swept: the records of the later program with it.
void impact_add_point(ReportImpact *impact, const ImpactRecords *records, Text value, Arena *arena);
// Finds what the records rest on.
void impact_find_corpus(ReportImpact *impact, const ImpactRecords *records, Arena *arena);

#endif
