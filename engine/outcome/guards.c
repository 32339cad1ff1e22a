// SPDX-License-Identifier: MIT
// Guards from those that they are made of, and the first outcome whose guard holds. See guards.h.
#include "outcome/guards.h"

// Guards stand behind those that they are made of.
static Holds guard_holds(const GuardInfo *guard, const Holds *holds, GuardLook *look, const void *with)
{
    if (guard->kind != GUARD_AND && guard->kind != GUARD_OR)
        return look(with, guard);
    Holds left = holds[guard->left], right = holds[guard->right];
    return guard->kind == GUARD_AND ? (Holds){left.best && right.best, left.worst && right.worst}
                                    : (Holds){left.best || right.best, left.worst || right.worst};
}

// An outcome is by its own guard, or by one that a profile adds.
static Holds outcome_holds(const Program *program, const Holds *holds, uint32_t outcome)
{
    uint32_t guard = program->outcomes[outcome].guard;
    Holds all = guard == NO_INDEX ? (Holds){true, true} : holds[guard];
    for (uint32_t i = 0; i < program->alsos_count; i++) {
        const AlsoInfo *also = &program->alsos[i];
        if (also->outcome != outcome || !program_says(program, also->profile))
            continue;
        all.best |= holds[also->guard].best;
        all.worst |= holds[also->guard].worst;
    }
    return all;
}

Holds *guards_hold(const Program *program, Arena *arena, GuardLook *look, const void *with)
{
    Holds *holds = arena_raw(arena, (size_t)program->guards_count * sizeof *holds);
    for (uint32_t i = 0; i < program->guards_count; i++)
        holds[i] = guard_holds(&program->guards[i], holds, look, with);
    return holds;
}

void outcomes_by_guards(const Program *program, Arena *arena, GuardLook *look, const void *with, uint32_t *best, uint32_t *worst)
{
    const Holds *holds = guards_hold(program, arena, look, with);
    *best = *worst = 0;
    while (!outcome_holds(program, holds, *best).best)
        ++*best;
    while (!outcome_holds(program, holds, *worst).worst)
        ++*worst;
}
