// SPDX-License-Identifier: MIT
// Inside of explanations (explain*.c): one that is being made.
#ifndef ASSIZE_OUTCOME_EXPLAINING_H
#define ASSIZE_OUTCOME_EXPLAINING_H

#include "outcome/explain.h"
#include "outcome/findings.h"

enum { DEEPEST = 100 };

// Whether a number decided because it is as low as it is, or as high.
typedef enum Level { LEVEL_ANY, LEVEL_LOW, LEVEL_HIGH } Level;

typedef struct Explain {
    Review *review;
    View *view;
    const Program *program;
    Arena *arena;
    const PlaceInfo *places; // of the rule, the profile or the question
    uint32_t place_count;
    Speech speech; // of values
    size_t nodes, steps, depth;
    TextIndex asked; // entities and submissions whose conditions of acceptance were looked at
    Claimed *seen;   // a claim of each
    size_t seen_capacity;
    RegisterRow levelled; // a number that decided because it is low, or high: of a low one it is told what is not counted
    Level level;
    RegisterRow path[DEEPEST]; // to the value under way: what is reached may be reached from itself
} Explain;

static inline ShownAs explain_shown_as(const Explain *explain, uint32_t kind, uint32_t target)
{
    return (ShownAs){kind, target, explain->speech.tongue, explain->speech.language};
}

// Whether a value of a type is printed as a key that is hidden.
static inline bool explain_hides_key(const Explain *explain, uint32_t kind, uint32_t target)
{
    return kind == TYPE_PART && !viewer_sees_keys(view_viewer(explain->view), explain->program, target);
}

// ---- explain_levels.c ----

// The level by which an operand of a value decided that. own: of the value.
Level explain_level(const Explain *explain, uint32_t number, uint32_t row, Level own, RegisterRow operand);

// ---- explain_facts.c ----

// Tells of a fact at a node: where it stands, and who claims it.
void explain_fact(Explain *explain, Explained *node, const ReviewFact *fact);

#endif
