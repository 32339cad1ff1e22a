// SPDX-License-Identifier: MIT
// Dispatch: an expression goes to the emitter of its kind through the table that the entry hands down, so that the emitters,
// which lead to each other as expressions stand in each other, do not refer to each other.
#include "emit/emit.h"

const Binding *emit_binding(const Emit *emit, const Variable *variable)
{
    const Binding *binding = &emit->bindings[variable->number];
    return binding->plain && emit->mode == MODE_PLAIN ? binding->plain : binding;
}

void emit_place(Emit *emit, NodeId node, const Core *core)
{
    PlaceList *places = emit->places;
    if (!places)
        return;
    places->items = arena_grow(emit->arena, places->items, places->count, &places->capacity, sizeof *places->items);
    places->items[places->count++] = (struct PlaceNote){core, node};
}

// Before an expression is emitted, and behind it: what is asked of the evidence as it is, and where its node comes from. enter
// gives the reading that was under way. What accepts claims cannot ask which are accepted.
static uint32_t enter(Emit *emit, const Core *core)
{
    uint32_t mode = emit->mode;
    if (core->plain && mode != MODE_UNCONDITIONED)
        emit->mode = MODE_PLAIN;
    return mode;
}

static void leave(Emit *emit, const Core *core, uint32_t mode, NodeId node)
{
    emit->mode = mode;
    if (core->placed)
        emit_place(emit, node, core);
}

Value emit_value(Emit *emit, const Core *core)
{
    const Emitter *emitter = &emit->emitters[core->kind];
    if (!emitter->value)
        bug("a set is taken for a value");
    uint32_t mode = enter(emit, core);
    Value value = emitter->value(emit, core);
    leave(emit, core, mode, value.node);
    return value;
}

NodeId emit_truth(Emit *emit, const Core *core)
{
    return emit_value(emit, core).node;
}

SetValue emit_set(Emit *emit, const Core *core)
{
    const Emitter *emitter = &emit->emitters[core->kind];
    if (!emitter->set)
        bug("a value is taken for a set");
    uint32_t mode = enter(emit, core);
    SetValue set = emitter->set(emit, core);
    leave(emit, core, mode, set.element);
    return set;
}
