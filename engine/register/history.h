// SPDX-License-Identifier: MIT
// What the register knows of a subject, from its steps in the log: which verdicts there are, and what became of each. Nothing of
// this is kept: it follows from the steps.
//
// Of the verdicts on a subject under one policy (by its name) and the same profiles the one of the latest day counts, of one day
// the one that was registered last: it supersedes the others. A revoked one still supersedes: what was withdrawn does not bring
// back what was before it.
#ifndef ASSIZE_REGISTER_HISTORY_H
#define ASSIZE_REGISTER_HISTORY_H

#include "store/register.h"
#include "submission/viewer.h"

typedef enum VerdictState { VERDICT_CURRENT, VERDICT_SUPERSEDED, VERDICT_REVOKED, VERDICT_STATES } VerdictState;
extern const char *const verdict_state_names[VERDICT_STATES];

// Where on the scale of its policy the outcome of a verdict lies.
typedef enum VerdictRank { RANK_BEST, RANK_BETWEEN, RANK_UNDETERMINED, RANK_WORST, VERDICT_RANKS } VerdictRank;
extern const char *const verdict_rank_names[VERDICT_RANKS];
// That which a name is of; UNDETERMINED where it is none.
VerdictRank verdict_rank_named(Text name);

#define NO_DAY INT64_MAX

// A verdict of the register, as a viewer may see it.
typedef struct HeldVerdict {
    RegisterStep issued;
    Text called;                     // the digest by which the viewer knows it: of its bytes, or of the view that was released
    int64_t on;                      // its day
    const RegisterStep *revoked;     // of several revocations the one of the earliest day; null: none
    const RegisterStep *released;    // to the viewer, last; null: the viewer is the office
    const struct HeldVerdict *newer; // the one that counts in its place; null: none
    int64_t hidden_from;             // the day of the first one that counts in its place and that the viewer does not see; NO_DAY
} HeldVerdict;

typedef struct History {
    Text type, id;
    RegisterStep *steps; // that the viewer sees, in their order
    size_t count, capacity;
    HeldVerdict *verdicts; // likewise
    size_t verdict_count;
} History;

// Reads the history of a subject for a viewer: for others than the office, of what was released to them. All of it lies in the
// arena.
BaseAnswer history_read(BaseReader *reader, Text type, Text id, const Viewer *viewer, Arena *arena, History *history);
// Whether a step of a history releases a verdict of it.
static inline bool step_releases(const RegisterStep *step, const HeldVerdict *verdict)
{
    return step->entry.kind == LOG_RELEASE && step->about == verdict->issued.sequence;
}
VerdictState held_state(const HeldVerdict *verdict);
// The verdict of a history that a digest names: of its bytes, or of a view; null: there is none.
const HeldVerdict *history_find(const History *history, Text digest);
// The name of the policy, without the version.
Text held_policy(const HeldVerdict *verdict);
// A day that an entry has; NO_DAY where it has none.
int64_t entry_day(Text day);

#endif
