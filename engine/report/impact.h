// SPDX-License-Identifier: MIT
// What a policy would do that takes another one's place: how the two differ as texts, and what comes of it over the subjects of a
// fact base. Made by resolve/ and sweep/ for one viewer; forms lay out what stands here.
#ifndef ASSIZE_REPORT_IMPACT_H
#define ASSIZE_REPORT_IMPACT_H

#include "code/program.h"

// One thing in which two policies differ.
typedef struct PolicyChange {
    const char *kind; // `rule`, `parameter`, `definition` …
    Text name;        // its name; of the policy's own lines empty
    const char *what; // of what both have: which part of it; null: all of it
    Text from, to;    // as it is written, on one line; bytes null: it is not there
} PolicyChange;

typedef struct PolicyDifference {
    PolicyChange *items; // by kind, then by name
    size_t count, capacity;
} PolicyDifference;

enum { IMPACT_BEFORE, IMPACT_AFTER, IMPACT_SIDES };

// Where an outcome moves: down or up the scale that both policies have, or neither can be said.
typedef enum ImpactMove { MOVE_NONE, MOVE_LOSES, MOVE_WINS, MOVE_OTHER, MOVES } ImpactMove;
extern const char *const impact_move_names[MOVES];

// What is changed of a rule, as far as it is a cause of a subject's other outcome.
typedef struct ImpactCause {
    uint32_t rule;  // of the impact; NO_INDEX: when which outcome is
    bool alone;     // this change by itself makes the outcome what it becomes
    bool needed;    // all other changes without it make it something else
    Text *profiles; // by name: those by which it is made, which apply, or may, under one of the policies alone
    size_t profile_count;
} ImpactCause;

typedef struct ImpactSubject {
    Text id;
    uint32_t outcome[IMPACT_SIDES]; // of the impact; outcome_count: undetermined
    ImpactMove move;
    ImpactCause *causes; // those that are one or the other
    size_t cause_count;
    bool together; // no change by itself makes the outcome what it becomes
} ImpactSubject;

typedef struct ImpactRule {
    Text code;
    uint32_t number[IMPACT_SIDES];             // in each program; NO_INDEX: it is not there
    uint64_t statuses[IMPACT_SIDES][STATUSES]; // of subjects
    uint64_t alone[MOVES], needed[MOVES];      // subjects: which it changes so alone, and which not without it
} ImpactRule;

// What is missing under the later policy, of however many subjects.
typedef struct ImpactMissing {
    Text path; // with the type of what it is about, if that is not the subject
    uint32_t rank;
    uint64_t subjects;
} ImpactMissing;

// One day on which all subjects are reviewed by both.
typedef struct ImpactDay {
    int64_t on;
    uint64_t reviewed, failed;
    uint64_t *matrix; // [outcome_count + 1] rows of as many: before, then after
    uint64_t moves[MOVES];
    ImpactSubject *changed; // in the order of ids; those whose outcome is another one
    size_t changed_count, changed_capacity;
    ImpactRule *rules; // by code
    size_t rule_count;
    ImpactMissing *missing; // of most subjects first
    size_t missing_count, missing_capacity;
} ImpactDay;

// One value of a parameter that goes through several.
typedef struct ImpactPoint {
    Text value;
    uint64_t *counts; // by outcome
} ImpactPoint;

typedef struct ImpactSetting {
    Text name, value;
} ImpactSetting;

typedef struct ReportImpact {
    const Program *program[IMPACT_SIDES];
    const struct RuleChanges *changes[IMPACT_SIDES]; // of all profiles
    const PolicyDifference *difference;
    Text *outcomes; // of both, the worst first
    uint32_t outcome_count;
    bool ordered; // both have the same scale
    ImpactSetting *settings;
    size_t setting_count;
    ImpactDay *days;
    size_t day_count;
    Text swept; // the parameter; empty: none
    ImpactPoint *points;
    size_t point_count;
    uint64_t subjects, sampled_from; // sampled_from: 0: all were taken
    bool selected;                   // by an expression
    uint64_t untold;                 // of which it is unknown, or hidden, whether it is true
    bool tells_corpus;               // the viewer may be told of all evidence
    Digest corpus;                   // of the subjects and the digests of their dossiers
    int64_t oldest, newest, median;  // days of the last evidence about each; INT64_MIN: there is none
    uint64_t min_count;              // what fewer subjects are is not told, nor which they are; 0: all is told
} ReportImpact;

#endif
