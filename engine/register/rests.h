// SPDX-License-Identifier: MIT
// What a verdict of the register rests on, and whether that is still so: an entry's validity by what it was made of.
#ifndef ASSIZE_REGISTER_RESTS_H
#define ASSIZE_REGISTER_RESTS_H

#include "register/history.h"

typedef struct RestsOn {
    bool out_of_force; // the policy was not in force on its day
    bool same;         // each dossier that was read, or was not there, is what it was
} RestsOn;

// Looks at the dossiers that a verdict names. In the arena.
BaseAnswer verdict_rests(BaseReader *reader, const HeldVerdict *verdict, Arena *arena, RestsOn *rests);

// What is asked of the verdicts on a subject.
typedef struct VerdictQuestion {
    Text policy;   // its name
    Text profiles; // names, in order, parted by blanks; empty: none
    int64_t on;    // day
} VerdictQuestion;
// The verdict that counts on the day: the latest; null: there is none.
const HeldVerdict *history_counting(const History *history, const VerdictQuestion *question);

#endif
