// SPDX-License-Identifier: MIT
// Profiles and the overlay: what each of them changes of the policy that it refines, as data (an ordered list of edits). The
// policy stays as it is: what a profile changes hangs beside it, under the profile's name, so that any set of profiles can be
// taken together, in any order, with the same result. bind/ makes the profiles, refine/ the overlay.
#ifndef ASSIZE_AST_OVERLAY_H
#define ASSIZE_AST_OVERLAY_H

#include "ast/tree.h"

struct Profile {
    File *file;
    uint32_t number;         // in the order of names, from 0: its bit in masks
    struct Profile *refines; // null: the policy itself
    Expr *applies;           // its own condition; null: none
    bool conditional;        // it, or one that it refines, has a condition
};

// The bits of a profile and of all that it refines.
static inline uint64_t profile_chain(const Profile *profile)
{
    uint64_t mask = 0;
    for (; profile; profile = profile->refines)
        mask |= UINT64_C(1) << profile->number;
    return mask;
}

// How many lead from a profile to the policy, itself among them; 0: it is the policy (null).
static inline uint32_t profile_depth(const Profile *profile)
{
    uint32_t depth = 0;
    for (; profile; profile = profile->refines)
        depth++;
    return depth;
}

// ---- what hangs in the tree, under the profile's name ----

typedef struct RuleRaise { // what a profile raises of a rule
    const Profile *profile;
    RuleSeverity severity; // of the rule under the policy, the profile and what that refines: never below what they were
    int64_t weight;        // the same, in millionths
    Threshold *thresholds; // that the profile adds itself; the highest of all that apply holds
    struct RuleRaise *next;
} RuleRaise;

typedef struct Waiver { // waive CODE until DATE because "…"
    const Profile *profile;
    int64_t until; // through this day
    Wording *because;
    Span span;
    struct Waiver *next;
} Waiver;

typedef struct Setting { // set NAME = VALUE
    const Profile *profile;
    Expr *value;
    struct Setting *next;
} Setting;

typedef struct AlsoGuard { // OUTCOME also when GUARD
    const Profile *profile;
    GuardNode *guard;
    struct AlsoGuard *next;
} AlsoGuard;

// ---- the same as data ----

// One entry of a profile.
typedef struct Change {
    ChangeKind kind;
    const Profile *profile;
    Decl *decl;           // the profile's
    Decl *of;             // what it changes: a rule, a parameter, a test, the verdict; null: nothing that was there
    Span span, base_span; // what says so; what it changes (nowhere: nothing)
    Text from, to;        // as written: `30 days`, `15 days`; empty where there is none
    Wording *because;     // of a waiver, of a changed test
    bool needless;        // it restates what holds without it
} Change;

typedef struct Overlay {
    Change *items; // in the order of the profiles' names, then of their text
    size_t count, capacity;
} Overlay;

#endif
