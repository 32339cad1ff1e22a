// SPDX-License-Identifier: MIT
// Instruction selection for what reads evidence: attributes, as thresholds have their claims count, and submissions.
#include "emit/emit.h"

// Whether a threshold says anything of an attribute; if not, the strict reading is the plain one.
static bool threshold_covers(const Emit *emit, const Threshold *threshold, const Attribute *attribute)
{
    Decl *subject = emit->policy->subject_type;
    bool own = attribute->owner == subject;
    if (threshold->rank <= 1 ||
        (!own && (attribute->owner->kind != DECL_PART || !part_is_inside(emit, subject, attribute->owner))))
        return false;
    if (!threshold->attributes)
        return true;
    for (const WordList *word = threshold->attributes; word; word = word->next) {
        const Attribute *named = attribute_named(subject, word->word.name);
        bool below = named->owned && attribute->owner->kind == DECL_PART &&
                     part_is_inside_attribute(emit, named, attribute->owner);
        if (named == attribute || below)
            return true;
    }
    return false;
}

static bool rule_covers(const Emit *emit, const Rule *rule, const Attribute *attribute)
{
    bool covered = false;
    for (const Threshold *threshold = rule->thresholds; threshold; threshold = threshold->next)
        covered |= threshold_covers(emit, threshold, attribute);
    for (const RuleRaise *raise = emitted_raises(emit, rule); raise; raise = raise->next) {
        for (const Threshold *threshold = raise->thresholds; threshold; threshold = threshold->next)
            covered |= threshold_covers(emit, threshold, attribute);
    }
    return covered;
}

// The slot of an attribute in the reading under way: the plain one where no threshold of the rule says anything of it.
static uint32_t slot_of(Emit *emit, const Attribute *attribute)
{
    uint32_t mode = emit->mode;
    if (mode >= MODE_STRICT && !rule_covers(emit, emit->rule, attribute))
        mode = MODE_PLAIN;
    return pool_slot(emit->pools, attribute->number, mode, NO_INDEX);
}

// The slot of a question about the evidence itself, of the kinds that it asks of.
static uint32_t asked_slot(Emit *emit, const Core *core)
{
    uint32_t kinds = NO_INDEX;
    if (core->kind_count) {
        int64_t *numbers = arena_array(emit->arena, core->kind_count, sizeof *numbers);
        for (uint32_t i = 0; i < core->kind_count; i++)
            numbers[i] = core->kinds[i];
        kinds = pool_list(emit->pools, CONTENT_NUMBER, numbers, core->kind_count, NO_INDEX);
    }
    return pool_slot(emit->pools, core->attribute->number, emit->mode, kinds);
}

Value emit_read_value(Emit *emit, const Core *core)
{
    NodeId base = emit_value(emit, core->operands[0]).node;
    uint32_t slot = slot_of(emit, core->attribute);
    bool truth = core->attribute->type.kind == TYPE_BOOLEAN;
    NodeId node = node_plain(emit, truth ? OP_READ_TRUTH : OP_READ, node_frame_of(emit, base), base, slot, 0, core->span);
    if (truth)
        return value_truth(node);
    return (Value){.node = node, .kind = OPERAND_VALUE, .bits = value_bits(core->type), .type = core->type};
}

SetValue emit_read_set(Emit *emit, const Core *core)
{
    NodeId base = emit_value(emit, core->operands[0]).node;
    uint16_t home = node_frame_of(emit, base);
    uint32_t slot = slot_of(emit, core->attribute);
    NodeId element = node_frame(emit, OP_ELEMENTS, home, NO_FRAME, base, slot, 0, core->span);
    return set_made(emit, element, home, core->type, value_bits(core->type), false);
}

Value emit_claimed_value(Emit *emit, const Core *core)
{
    NodeId base = emit_value(emit, core->operands[0]).node;
    Op op = core->operation == OPERATION_DECLARED ? OP_DECLARED : OP_DISPUTED;
    return value_truth(node_plain(emit, op, node_frame_of(emit, base), base, asked_slot(emit, core), 0, core->span));
}

SetValue emit_listed_set(Emit *emit, const Core *core)
{
    NodeId base = emit_value(emit, core->operands[0]).node;
    uint16_t home = node_frame_of(emit, base);
    NodeId element = node_frame(emit, OP_LISTED, home, NO_FRAME, base, asked_slot(emit, core), 0, core->span);
    return set_made(emit, element, home, core->type, value_bits(core->type), false);
}

SetValue emit_submissions_set(Emit *emit, const Core *core)
{
    Value base = emit_value(emit, core->operands[0]);
    uint16_t home = node_frame_of(emit, base.node);
    NodeId element = node_frame(emit, OP_SUBMISSIONS, home, NO_FRAME, base.node, 0, 0, core->span);
    SetValue set = set_made(emit, element, home, core->type, 0, true);
    // Of an entity that is not known nothing is known; of a known one all submissions are.
    set.closed = value_known(emit, base);
    return set;
}

Value emit_field_value(Emit *emit, const Core *core)
{
    NodeId base = emit_value(emit, core->operands[0]).node;
    uint16_t frame = node_frame_of(emit, base);
    if (core->field == SUBMISSION_ACCEPTABLE)
        return value_truth(node_plain(emit, OP_ACCEPTABLE, frame, base, 0, 0, core->span));
    NodeId node = node_plain(emit, OP_FIELD, frame, base, core->field, 0, core->span);
    return (Value){.node = node, .kind = OPERAND_VALUE, .bits = value_bits(core->type), .type = core->type};
}

SetValue emit_closure_set(Emit *emit, const Core *core)
{
    SetValue base = emit_set(emit, core->operands[0]);
    uint32_t slot = slot_of(emit, core->attribute);
    NodeId member = node_down(emit, base.member, base.frame);
    NodeId element = node_frame(emit, OP_REACH, base.home, NO_FRAME, base.element, member, slot, core->span);
    SetValue reached = set_made(emit, element, base.home, core->type, 0, false);
    reached.closed = node_and(emit, base.closed, reached.closed, core->span);
    return reached;
}
