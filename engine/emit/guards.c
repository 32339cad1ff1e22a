// SPDX-License-Identifier: MIT
// Records that rules, outcomes and what profiles add to them have in common: guards, in topological order, and places.
#include "emit/emit.h"

#define ADD(emit, section, record) pool_add((emit)->pools, &(emit)->pools->section, &(record), sizeof(record))

uint32_t emit_places(Emit *emit, const PlaceList *places)
{
    uint32_t count = 0;
    for (size_t i = 0; i < places->count; i++) {
        const struct PlaceNote *note = &places->items[i];
        if (!emit->graph.nodes[note->node].region)
            continue;
        const Type *type = &note->core->type;
        PlaceInfo info = {emit_register(emit, note->node), stored_span(note->core->span),
                          type->many ? TYPE_NONE : (uint32_t)type->kind, type->many ? NO_INDEX : pool_target(*type)};
        ADD(emit, places, info);
        count++;
    }
    return count;
}

// ---- guards ----

static GuardInfo guard_term(const GuardNode *guard)
{
    GuardInfo info = {.kind = (uint32_t)guard->kind,
                      .left = NO_INDEX,
                      .right = NO_INDEX,
                      .severity = NO_INDEX,
                      .aspect = NO_INDEX,
                      .rule = NO_INDEX,
                      .threshold = guard->threshold.millionths};
    if (guard->selector.has_severity)
        info.severity = guard->selector.severity;
    if (guard->selector.aspect_decl)
        info.aspect = guard->selector.aspect_decl->place;
    if (guard->rule)
        info.rule = guard->rule->place;
    return info;
}

static uint32_t add_guard_info(Emit *emit, GuardInfo info)
{
    ADD(emit, guards, info);
    return emit->pools->guards.count - 1;
}

// A row of terms nests to the left: it is added from its first term on, without a stack.
uint32_t emit_guard(Emit *emit, const GuardNode *guard)
{
    size_t count = 0;
    for (const GuardNode *pair = guard; pair->left; pair = pair->left)
        count++;
    const GuardNode **pairs = arena_array(emit->arena, count + 1, sizeof *pairs);
    for (size_t i = count; i > 0; guard = guard->left)
        pairs[--i] = guard;
    uint32_t row = add_guard_info(emit, guard_term(guard));
    for (size_t i = 0; i < count; i++) {
        GuardInfo info = guard_term(pairs[i]);
        info.left = row;
        info.right = emit_guard(emit, pairs[i]->right);
        row = add_guard_info(emit, info);
    }
    return row;
}
