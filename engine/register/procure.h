// SPDX-License-Identifier: MIT
// May it be bought? From the verdicts on a subject, and from what its facts are now.
#ifndef ASSIZE_REGISTER_PROCURE_H
#define ASSIZE_REGISTER_PROCURE_H

#include "register/history.h"

typedef enum Procurement { PROCURE_PREFER, PROCURE_ALLOW, PROCURE_HOLD, PROCURE_FORBID, PROCUREMENTS } Procurement;
extern const char *const procurement_names[PROCUREMENTS];

// THE TABLE OF REASONS: PROCURE(id, answer, name for programs, why, what to do)
typedef enum ProcureReason {
#define PROCURE(id, answer, name, why, next) PROCURE_##id,
#include "register/procure.def"
#undef PROCURE
    PROCURE_REASONS
} ProcureReason;
typedef struct ProcureInfo {
    Procurement answer;
    const char *name, *why, *next; // next: empty where nothing is to be done
} ProcureInfo;
extern const ProcureInfo procure_infos[PROCURE_REASONS];

// What is asked.
typedef struct ProcureCase {
    Text type, id;
    bool other_type; // the policy reviews things of another type
    int64_t on;      // day
    Text policy;     // its name; bytes null: any
    Text profiles;   // names, in order, parted by blanks; bytes null: none
    const Viewer *viewer;
} ProcureCase;

typedef struct Procured {
    ProcureCase what;
    ProcureReason reason;
    const HeldVerdict *rests_on; // null: none
    Text others;                 // the profiles of verdicts that were not asked for, where there are only such; empty: none
} Procured;

// Answers for a subject; of several policies the strictest answer counts. In the arena.
BaseAnswer procure(BaseReader *reader, const ProcureCase *what, Arena *arena, Procured *procured);

#endif
