// SPDX-License-Identifier: MIT
// A report on a provider: all verdicts of the register that rest on what is known of it, as a viewer may see them. Whose products
// they are is taken from the verdicts alone: each names the dossiers that were read for it.
#ifndef ASSIZE_REGISTER_PROVIDER_H
#define ASSIZE_REGISTER_PROVIDER_H

#include "register/history.h"

typedef enum ProviderTrend { TREND_FIRST, TREND_BETTER, TREND_SAME, TREND_WORSE, PROVIDER_TRENDS } ProviderTrend;
extern const char *const provider_trend_names[PROVIDER_TRENDS];

// What is missing for a verdict.
typedef struct ProviderNeed {
    Text entity, path, why; // path: or the words of the policy
} ProviderNeed;

// As what a subject's own submissions name the entity, in the dossier that the verdict rests on: by the names of the subject's
// attributes. The policy may map documents of others to such an attribute, too: then it is not known.
typedef enum ProviderRole {
    ROLE_NOT_TOLD, // the verdict is not for the office
    ROLE_NAMED,
    ROLE_UNKNOWN, // none of them names it, and there are documents
    ROLE_OTHER,   // none of them does: it is read for another reason, such as what it submitted
} ProviderRole;

// On one subject, by one policy and profiles.
typedef struct ProviderLine {
    const HeldVerdict *verdict; // the latest
    const HeldVerdict *before;  // the one that it took the place of; null: none
    ProviderTrend trend;        // by where the outcomes lie on the scale
    size_t count, revoked;      // verdicts since the day; of these revoked
    ProviderNeed *needs;
    size_t need_count;
    ProviderRole role;
    Text *roles; // attributes, in order
    size_t role_count;
} ProviderLine;

typedef struct ProviderCase {
    Text provider; // its id, or Type:id
    int64_t since; // verdicts of this day and later ones
    const Viewer *viewer;
} ProviderCase;

typedef struct ProviderReport {
    ProviderCase what;
    ProviderLine *lines; // by subject, then in the order in which they were registered
    size_t count, capacity;
    size_t ranks[VERDICT_RANKS]; // of the latest verdicts, those that are not revoked
    size_t revoked;              // the others
    size_t other_roles;          // verdicts that are left out: ROLE_OTHER
} ProviderReport;

// In the arena.
BaseAnswer provider_report(BaseReader *reader, const ProviderCase *what, Arena *arena, ProviderReport *report);

#endif
