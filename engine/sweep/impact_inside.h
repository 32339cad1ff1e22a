// SPDX-License-Identifier: MIT
// Inside of impact*.c: what a record holds.
#ifndef ASSIZE_SWEEP_IMPACT_INSIDE_H
#define ASSIZE_SWEEP_IMPACT_INSIDE_H

#include "outcome/mixture.h"
#include "sweep/impact.h"

// A record begins with it; a byte for the status of each rule follows, of two reviews (KeptVerdict) also those of each, then what
// is missing.
typedef struct RecordHead {
    uint32_t best, worst; // outcomes of its program
    uint32_t needs;
    bool two;                       // it was made from two reviews
    uint64_t applies[MOST_REVIEWS]; // the profiles of each
    int64_t last;                   // day of the last submission; INT64_MIN: none shows
    Digest dossier;                 // all zero: none shows
} RecordHead;

// A need follows the statuses: its head, then its path.
typedef struct NeedHead {
    uint32_t rank, length;
} NeedHead;

RecordHead record_head(const ImpactRecord *record);
// Of a rule by its number in the record's program; NO_INDEX: it does not apply.
Status record_status(const ImpactRecord *record, uint32_t rule);
// The verdict that it was made of, by a side's program; for as long as the record.
KeptVerdict record_verdict(const ImpactRecord *record, const Program *program);
// The outcome of the impact that a record has, and an outcome of a side's program.
uint32_t record_outcome(const ReportImpact *impact, int side, const ImpactRecord *record);
uint32_t impact_outcome(const ReportImpact *impact, int side, uint32_t number);
// An outcome by its name; their count where there is none.
uint32_t impact_outcome_named(const ReportImpact *impact, Text name);

// Finds which changes are why a subject has another outcome, and counts them by rule (impact_causes.c).
void impact_find_causes(const ReportImpact *impact, ImpactDay *day, const ImpactRecord *const records[IMPACT_SIDES],
                        ImpactSubject *subject, Arena *arena);

#endif
