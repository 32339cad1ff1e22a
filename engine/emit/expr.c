// SPDX-License-Identifier: MIT
// Instruction selection for expressions that are one value for each row and read no evidence.
#include "emit/emit.h"

Value emit_constant_value(Emit *emit, const Core *core)
{
    if (core->parameter && core->parameter->settings && !emits_alone(emit))
        return parameter_value(emit, core->parameter, core->span);
    return value_literal(emit, &core->literal, core->type, core->span);
}

Value emit_variable_value(Emit *emit, const Core *core)
{
    const Binding *binding = emit_binding(emit, core->variable);
    if (!binding->bound || binding->is_set)
        bug("a variable is not bound to a value where it is emitted");
    return binding->value;
}

SetValue emit_variable_set(Emit *emit, const Core *core)
{
    return emit_binding(emit, core->variable)->set;
}

Value emit_today_value(Emit *emit, const Core *core)
{
    NodeId node = node_plain(emit, OP_TODAY, 0, 0, 0, 0, core->span);
    return (Value){.node = node, .kind = OPERAND_VALUE, .bits = value_bits(core->type), .type = core->type};
}

Value emit_given_value(Emit *emit, const Core *core)
{
    uint32_t id = pool_string(emit->pools, core->given->word.name->text);
    NodeId node = node_plain(emit, OP_ENTITY, 0, id, core->given->entity_decl->number, 0, core->span);
    return (Value){.node = node, .kind = OPERAND_VALUE, .type = core->type};
}

Value emit_not_value(Emit *emit, const Core *core)
{
    return value_truth(node_same(emit, OP_NOT, emit_truth(emit, core->operands[0]), 0, 0, core->span));
}

static Value emit_pair(Emit *emit, const Core *core, Op op)
{
    NodeId left = emit_truth(emit, core->operands[0]);
    NodeId right = emit_truth(emit, core->operands[1]);
    return value_truth(node_same(emit, op, left, right, 0, core->span));
}

Value emit_and_value(Emit *emit, const Core *core)
{
    return emit_pair(emit, core, OP_AND);
}

Value emit_or_value(Emit *emit, const Core *core)
{
    return emit_pair(emit, core, OP_OR);
}

Value emit_comparison_value(Emit *emit, const Core *core)
{
    Value operands[2];
    operands[core->exchanged] = emit_value(emit, core->operands[core->exchanged]);
    operands[!core->exchanged] = emit_value(emit, core->operands[!core->exchanged]);
    return value_truth(value_compare(emit, core->operation, operands[0], operands[1], core->span));
}

// `x in a..b`; see lower.c for what is sure.
Value emit_within_value(Emit *emit, const Core *core)
{
    Value item = emit_value(emit, core->operands[0]);
    Value low = emit_value(emit, core->operands[1]);
    Value high = emit_value(emit, core->operands[2]);
    NodeId above = value_compare(emit, OPERATION_AT_MOST, low, item, core->span);
    NodeId below = value_compare(emit, OPERATION_AT_MOST, item, high, core->span);
    NodeId both = node_same(emit, OP_AND, above, below, 0, core->span);
    if (core->sure)
        return value_truth(both);
    NodeId ordered = value_compare(emit, OPERATION_AT_MOST, low, high, core->span);
    return value_truth(node_same(emit, OP_AND, both, ordered, 0, core->span));
}

Value emit_pattern_value(Emit *emit, const Core *core)
{
    NodeId text = emit_value(emit, core->operands[0]).node;
    bool regex = core->operation == OPERATION_MATCHES;
    Text written = core->operands[1]->literal.text;
    uint32_t pattern = regex ? pool_regex(emit->pools, written) : pool_string(emit->pools, written);
    uint16_t frame = node_frame_of(emit, text);
    return value_truth(node_plain(emit, regex ? OP_MATCHES : OP_LIKE, frame, text, pattern, 0, core->span));
}

Value emit_negation_value(Emit *emit, const Core *core)
{
    return value_negate(emit, emit_value(emit, core->operands[0]), core->span);
}

Value emit_arithmetic_value(Emit *emit, const Core *core)
{
    Value left = emit_value(emit, core->operands[0]);
    Value right = emit_value(emit, core->operands[1]);
    return value_arithmetic(emit, core->operation, left, right, core->type, core->span);
}

Value emit_later_value(Emit *emit, const Core *core)
{
    return value_add_period(emit, emit_value(emit, core->operands[0]), &core->literal, core->span);
}

Value emit_if_value(Emit *emit, const Core *core)
{
    NodeId condition = emit_truth(emit, core->operands[0]);
    Value yes = emit_value(emit, core->operands[1]);
    Value otherwise = emit_value(emit, core->operands[2]);
    return value_choose(emit, condition, yes, otherwise, core->type, core->span);
}
