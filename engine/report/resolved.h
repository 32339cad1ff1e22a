// SPDX-License-Identifier: MIT
// What is told of profiles to those who write them and to those who are asked what they think of them: a policy as it stands with
// its profiles, what each of them changes, and how one fits a new version of what it refines. Made by resolve/ from the overlay;
// all texts are as they are written, on the lines that are named.
#ifndef ASSIZE_REPORT_RESOLVED_H
#define ASSIZE_REPORT_RESOLVED_H

#include "support/diagnostic.h"

// A line of a file that a policy or a profile is made of.
typedef struct ReportPlace {
    Text file;
    uint32_t line; // from 1; 0: nowhere
} ReportPlace;

// What somebody says, and where.
typedef struct Stated {
    Text text; // empty: nothing
    ReportPlace place;
    Text profile; // whose words these are; empty: the policy's own, or those of a library that it uses
} Stated;

// The head of a policy or a profile.
typedef struct ReportHead {
    Text name, version, title;
    Text refines, refines_version; // of a profile: what it refines, and which versions of that
    ReportPlace place;
    Stated applies; // of a profile with a condition of its own
} ReportHead;

// A policy and the profiles that are given with it, by name.
typedef struct ReportHeads {
    ReportHead policy;
    ReportHead *profiles;
    size_t count;
} ReportHeads;

// ---- the policy as it stands ----

// One thing that is said of a rule, a parameter or an outcome.
typedef struct ResolvedField {
    const char *name; // `severity`, `require`, `waive` …
    Stated now;    // what holds, with its keyword but of `value`, `weight`, `when` of an outcome and `also when`; of an exception
                   // that is dropped: who drops it, with an empty text
    Stated before; // what holds without the profiles, where that is something else; empty: nothing
    Text but;      // why it does not hold all the same; empty: it does
} ResolvedField;

// A MAPPING is all that is mapped of one record of a format.
typedef enum ResolvedKind { RESOLVED_PARAMETER, RESOLVED_RULE, RESOLVED_OUTCOME, RESOLVED_MAPPING, RESOLVED_KINDS } ResolvedKind;

typedef struct ResolvedItem {
    ResolvedKind kind;
    Text name, title; // title: empty where it has none
    ReportPlace place;
    Text profile; // that adds it; empty: none
    ResolvedField *fields;
    size_t count, capacity;
} ResolvedItem;

typedef struct ReportResolved {
    ReportHeads heads;
    ResolvedItem *items; // by kind; parameters and outcomes in the order of the text, rules by code, mappings by record
    size_t count, capacity;
} ReportResolved;

// ---- what profiles change ----

// What a change does to what a review may come to, facts being what they are. WAIVED: the one that may make it better.
typedef enum ChangeEffect { EFFECT_STRICTER, EFFECT_SAME, EFFECT_WAIVED, EFFECT_NONE, CHANGE_EFFECTS } ChangeEffect;
extern const char *const change_effect_names[CHANGE_EFFECTS];

// One profile's side of a difference.
typedef struct DifferenceSide {
    Stated to; // of an exception that is dropped: empty
    ChangeEffect effect;
    Text because; // of a changed test; else empty
} DifferenceSide;

// One thing that one or several profiles change.
typedef struct Difference {
    const char *kind;      // `parameter`, `severity`, `require` …, or what is added: `rule`, `source`, `test` …
    Text name;             // of the parameter, the rule's code, the outcome, the test's title; of what is added, its own
    const char *stricter;  // of a parameter the direction: `lower` or `higher`; else null
    Stated from;           // what it is without them; empty: nothing
    DifferenceSide *sides; // by name of the profile
    size_t count, capacity;
    bool added;
} Difference;

typedef struct ReportDifferences {
    ReportHeads heads;
    size_t (*counts)[CHANGE_EFFECTS]; // by profile
    Difference *items;
    size_t count, capacity;
} ReportDifferences;

// ---- on a new base ----

// How an entry of a profile stands to a new base. All behind IMPLIED no longer fit.
typedef enum RebaseState {
    REBASE_NEEDED,  // it does what it did
    REBASE_IMPLIED, // the base says as much itself
    REBASE_WEAKER,  // the base says more than it, or it is not allowed any more
    REBASE_RENAMED, // what it names is not there, and something that is called nearly so is
    REBASE_GONE,    // what it names is not there
    REBASE_WRONG,   // something else in it does not fit: the message says what
    REBASE_UNKNOWN, // it hangs on what the base declares now, and the profile too
    REBASE_STATES
} RebaseState;
extern const char *const rebase_state_names[REBASE_STATES];

typedef struct RebaseEntry {
    RebaseState state;
    Stated entry;
    Stated base;               // the base's line; empty where it has none
    const Diagnostic *refused; // what is the matter; null where nothing is
    Text nearest;              // of RENAMED: what has nearly that name
} RebaseEntry;

typedef struct ReportRebase {
    ReportHead profile, base;
    bool proved;          // the types fit: what is proved of the whole was looked at
    bool version_fits;    // the profile's header asks for such a version
    RebaseEntry *entries; // in the order of the text
    size_t count, capacity;
    size_t counts[REBASE_STATES];
} ReportRebase;

#endif
