// SPDX-License-Identifier: MIT
// `S union T`: the rows of both sets as one frame, and of these the distinct ones. An element is in if it is in one of them.
#include "emit/emit.h"

// The elements of a set as a type holds them, with a row for each row of the set's frame.
static Value elements_as(Emit *emit, const SetValue *set, Type type, bool wide)
{
    Value item = set_element(emit, value_as(emit, set->item, type_item(type)));
    if (wide)
        item = value_wide(emit, item);
    item.node = node_down(emit, item.node, set->frame);
    return item;
}

SetValue emit_union_set(Emit *emit, const Core *core)
{
    SetValue left = emit_set(emit, core->operands[0]), right = emit_set(emit, core->operands[1]);
    uint16_t home = frame_deeper(emit, left.home, right.home);
    left = set_below(emit, left, home);
    right = set_below(emit, right, home);
    Value a = elements_as(emit, &left, core->type, false), b = elements_as(emit, &right, core->type, false);
    bool wide = a.kind == OPERAND_WIDE || b.kind == OPERAND_WIDE;
    if (wide && a.kind != b.kind) {
        a = elements_as(emit, &left, core->type, true);
        b = elements_as(emit, &right, core->type, true);
    }
    NodeId element = node_frame(emit, wide ? OP_JOINED_WIDE : OP_JOINED, home, NO_FRAME, a.node, b.node, 0, core->span);
    uint16_t frame = node_frame_of(emit, element);
    NodeId of_left = node_down(emit, left.member, left.frame), of_right = node_down(emit, right.member, right.frame);
    NodeId member = node_plain(emit, OP_JOINED_TRUTH, frame, element, of_left, of_right, core->span);
    NodeId left_closed = node_down(emit, left.closed, home), right_closed = node_down(emit, right.closed, home);
    NodeId closed = node_and(emit, left_closed, right_closed, core->span);
    Value item = {.node = element, .kind = a.kind, .bits = a.bits > b.bits ? a.bits : b.bits, .type = type_item(core->type)};
    return set_distinct(emit, item, member, closed, frame, home, core->span);
}
