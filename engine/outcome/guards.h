// SPDX-License-Identifier: MIT
// What the guards of a policy come to, and the outcomes by them (LANGUAGE.md 5.3): a bottom-up evaluation, over statuses that
// whoever asks has, of one review or of a mixture of two.
#ifndef ASSIZE_OUTCOME_GUARDS_H
#define ASSIZE_OUTCOME_GUARDS_H

#include "machine/profiles.h"

// What a guard comes to where every undetermined rule is taken as satisfied, and as violated.
typedef struct Holds {
    bool best, worst;
} Holds;

// What counts of the rules that a guard looks at, in millionths: rules, or for a penalty their weights.
typedef struct GuardSum {
    Wide violated, undetermined;
} GuardSum;
// Adds a rule that the guard selects, by its status.
static inline void guard_add(GuardSum *sum, const GuardInfo *guard, const RuleInfo *rule, Status status)
{
    Wide counts = guard->kind == GUARD_PENALTY ? rule->weight : DECIMAL_ONE;
    sum->violated += status == STATUS_VIOLATED ? counts : 0;
    sum->undetermined += status == STATUS_UNDETERMINED ? counts : 0;
}
// Whether it is enough: one rule for a guard that asks for any, or for a certain one.
static inline Holds guard_reached(const GuardInfo *guard, const GuardSum *sum)
{
    Wide threshold = guard->kind == GUARD_ANY || guard->kind == GUARD_RULE ? 1 : guard->threshold;
    return (Holds){sum->violated >= threshold, sum->violated + sum->undetermined >= threshold};
}

// What a guard comes to that looks at rules, and is not made of others.
typedef Holds GuardLook(const void *with, const GuardInfo *guard);
// What each guard of a program comes to, by number; in the arena.
Holds *guards_hold(const Program *program, Arena *arena, GuardLook *look, const void *with);
// The best and the worst outcome of a program, by number; takes room in the arena.
void outcomes_by_guards(const Program *program, Arena *arena, GuardLook *look, const void *with, uint32_t *best, uint32_t *worst);

#endif
