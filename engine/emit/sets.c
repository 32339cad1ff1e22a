// SPDX-License-Identifier: MIT
// Sets, in three-valued logic: a frame of elements, a mask of which are members, and a truth value for each row above that says
// whether nothing else is.
#include "emit/emit.h"

static const Span NOWHERE = {0};

static NodeId true_node(Emit *emit)
{
    return node_plain(emit, OP_TRUE, 0, 0, 0, 0, NOWHERE);
}

static NodeId every(Emit *emit, uint16_t frame, uint16_t home, NodeId member, NodeId body, NodeId closed, Span span)
{
    NodeId first = node_down(emit, member, frame), second = node_down(emit, body, frame);
    return node_plain(emit, OP_EVERY, home, first, second, node_down(emit, closed, home), span);
}

// An element as a value: a truth value where the elements are booleans.
static Value element_value(Emit *emit, NodeId element, Type type, int bits)
{
    Value value = {.node = element, .kind = emit->graph.nodes[element].kind, .bits = bits, .type = type_item(type)};
    if (type.kind == TYPE_BOOLEAN)
        value = value_truth(node_same(emit, OP_NUMBER_TRUTH, element, 0, 0, emit->graph.nodes[element].span));
    return value;
}

SetValue set_made(Emit *emit, NodeId element, uint16_t home, Type type, int bits, bool sure)
{
    SetValue set = {.element = element, .frame = node_frame_of(emit, element), .home = home, .distinct = true};
    Span span = emit->graph.nodes[element].span;
    set.member = sure ? node_plain(emit, OP_TRUE, 0, 0, 0, 0, span) : node_plain(emit, OP_MEMBER, set.frame, element, 0, 0, span);
    set.closed = sure ? true_node(emit) : node_plain(emit, OP_CLOSED, home, element, 0, 0, span);
    set.item = element_value(emit, element, type, bits);
    return set;
}

Value set_element(Emit *emit, Value item)
{
    if (item.kind == OPERAND_TRUTH) {
        item.node = node_same(emit, OP_TRUTH_NUMBER, item.node, 0, 0, emit->graph.nodes[item.node].span);
        item.kind = OPERAND_VALUE;
        item.bits = 1;
    } else if (item.kind == OPERAND_RANGE) {
        item = value_point(emit, item);
    }
    return item;
}

SetValue set_distinct(Emit *emit, Value item, NodeId member, NodeId closed, uint16_t frame, uint16_t home, Span span)
{
    Type type = item.type;
    item = set_element(emit, item);
    NodeId value = node_down(emit, item.node, frame), sure = node_down(emit, member, frame);
    Op op = item.kind == OPERAND_WIDE ? OP_DISTINCT_WIDE : OP_DISTINCT;
    NodeId element = node_frame(emit, op, home, NO_FRAME, value, sure, 0, span);
    SetValue set = set_made(emit, element, home, type, item.bits, false);
    // What is unknown may be another element: it leaves the set open.
    Value known = item;
    known.node = value;
    set.closed = every(emit, frame, home, member, value_known(emit, known), closed, span);
    return set;
}

// The elements of a set with what is asked of each: one set for all.
static SetValue set_joined(Emit *emit, SetValue set, SetValue inner, bool owned, Span span)
{
    NodeId member = node_and(emit, node_down(emit, set.member, inner.frame), inner.member, span);
    NodeId closed = every(emit, set.frame, set.home, set.member, node_down(emit, inner.closed, set.frame), set.closed, span);
    if (!owned || !set.distinct)
        return set_distinct(emit, inner.item, member, closed, inner.frame, set.home, span);
    inner.member = member; // a part and a submission belong to one element alone: no two are the same
    inner.closed = closed;
    inner.home = set.home;
    return inner;
}

SetValue emit_each_set(Emit *emit, const Core *core)
{
    const Core *asked = core->operands[1];
    SetValue set = emit_set(emit, core->operands[0]), inner = {0};
    Value value = {0};
    emit->bindings[core->variable->number] = (Binding){.bound = true, .value = set.item};
    if (asked->type.many)
        inner = emit_set(emit, asked);
    else
        value = emit_value(emit, asked);
    emit->bindings[core->variable->number].bound = false;
    if (!asked->type.many)
        return set_distinct(emit, value, set.member, set.closed, set.frame, set.home, core->span);
    bool owned = asked->kind == CORE_SUBMISSIONS || (asked->kind == CORE_READ && asked->attribute->owned);
    return set_joined(emit, set, inner, owned, core->span);
}

SetValue emit_list_set(Emit *emit, const Core *core)
{
    Type type = core->decl->item_type;
    uint32_t list = pool_list_declared(emit->pools, core->decl);
    NodeId element = node_frame(emit, OP_MEMBERS, 0, NO_FRAME, list, 0, 0, core->span);
    return set_made(emit, element, 0, type, value_bits(type), true);
}

SetValue emit_written_set(Emit *emit, const Core *core)
{
    Value *items = arena_array(emit->arena, core->count + 1, sizeof *items);
    uint16_t home = 0;
    bool wide = false;
    int bits = 0;
    for (uint32_t i = 0; i < core->count; i++) {
        items[i] = set_element(emit, value_as(emit, emit_value(emit, core->operands[i]), type_item(core->type)));
        wide |= items[i].kind == OPERAND_WIDE;
        bits = items[i].bits > bits ? items[i].bits : bits;
        home = frame_deeper(emit, home, node_frame_of(emit, items[i].node));
    }
    uint32_t *nodes = arena_array(emit->arena, core->count + 1, sizeof *nodes);
    NodeId closed = true_node(emit);
    for (uint32_t i = 0; i < core->count; i++) {
        if (wide)
            items[i] = value_wide(emit, items[i]);
        nodes[i] = node_down(emit, items[i].node, home);
        if (emit->graph.nodes[items[i].node].op != OP_NUMBER && emit->graph.nodes[items[i].node].op != OP_TEXT)
            closed = node_and(emit, closed, value_known(emit, items[i]), core->span);
    }
    uint32_t operands = pool_items(emit, nodes, core->count);
    NodeId element = node_frame(emit, wide ? OP_ITEMS_WIDE : OP_ITEMS, home, NO_FRAME, operands, core->count, 0, core->span);
    SetValue set = set_made(emit, element, home, core->type, bits, false);
    set.closed = closed;
    if (core->count <= 1)
        return set;
    return set_distinct(emit, set.item, set.member, closed, set.frame, home, core->span);
}

SetValue emit_comprehension_set(Emit *emit, const Core *core)
{
    const Core *body = core_body(core);
    Flat flat = binders_emit(emit, core, binders_home(emit, core));
    Value item = emit_value(emit, body);
    SetValue set = emit->bindings[core->variables[0]->number].set;
    bool filter = core_bound(core) == 1 && body->kind == CORE_VARIABLE && body->variable == core->variables[0] && set.distinct;
    if (filter) { // some of the elements, and those as they are
        set.member = flat.member;
        set.closed = flat.closed;
        set.home = flat.home;
    } else {
        set = set_distinct(emit, item, flat.member, flat.closed, flat.frame, flat.home, core->span);
    }
    binders_unbind(emit, core);
    return set;
}
