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

// The reading that an expression is emitted in. What accepts claims cannot ask which are accepted.
static uint32_t mode_of(const Emit *emit, const Core *core)
{
    return core->plain && emit->mode != MODE_BARE ? MODE_PLAIN : emit->mode;
}

Value emit_value(Emit *emit, const Core *core)
{
    const Emitter *emitter = &emit->emitters[core->kind];
    if (!emitter->value)
        bug("a set is taken for a value");
    uint32_t mode = emit->mode;
    emit->mode = mode_of(emit, core);
    Value value = emitter->value(emit, core);
    emit->mode = mode;
    if (core->placed)
        emit_place(emit, value.node, core);
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
    uint32_t mode = emit->mode;
    emit->mode = mode_of(emit, core);
    SetValue set = emitter->set(emit, core);
    emit->mode = mode;
    if (core->placed)
        emit_place(emit, set.element, core);
    return set;
}
