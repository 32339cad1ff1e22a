// SPDX-License-Identifier: MIT
// Binders: what is claimed of each element of a set, of each pair of two, and so on. All binders of an expression become
// one frame (a join by nested loops) with a row for each way to bind them, below the frame of whatever else the expression
// mentions; what is claimed of them comes back up by a segmented reduction.
#include "emit/emit.h"

// ---- what an expression mentions ----

typedef struct Mentioned {
    Emit *emit;
    uint16_t frame;
} Mentioned;

static void find_mentioned(void *with, const Core *core)
{
    Mentioned *mentioned = with;
    if (core->kind == CORE_VARIABLE) {
        const Binding *binding = emit_binding(mentioned->emit, core->variable);
        if (binding->bound) {
            uint16_t frame = binding->is_set ? binding->set.home : node_frame_of(mentioned->emit, binding->value.node);
            mentioned->frame = frame_deeper(mentioned->emit, mentioned->frame, frame);
        }
    }
    core_each(core, find_mentioned, with);
}

uint16_t binders_home(Emit *emit, const Core *core)
{
    Mentioned mentioned = {emit, 0};
    find_mentioned(&mentioned, core);
    return mentioned.frame;
}

// ---- sets below another frame ----

// The frames from below home down to the frame of a set's elements, outermost first.
static uint16_t *path_down(const Emit *emit, const SetValue *set, size_t *count)
{
    *count = (size_t)(emit->graph.frames[set->frame].depth - emit->graph.frames[set->home].depth);
    uint16_t *path = arena_array(emit->arena, *count + 1, sizeof *path), frame = set->frame;
    for (size_t i = *count; i-- > 0; frame = emit->graph.frames[frame].parent)
        path[i] = frame;
    return path;
}

SetValue set_below(Emit *emit, SetValue set, uint16_t frame)
{
    if (set.home == frame)
        return set;
    size_t count;
    const uint16_t *path = path_down(emit, &set, &count);
    uint16_t above = frame;
    NodeId crossed = NO_NODE;
    for (size_t i = 0; i < count; i++) {
        NodeId maker = emit->graph.frames[path[i]].maker;
        bool wide = emit->graph.nodes[maker].kind == OPERAND_WIDE;
        crossed = node_frame(emit, wide ? OP_CROSS_WIDE : OP_CROSS, above, path[i], maker, i > 0, 0,
                             emit->graph.nodes[maker].span);
        above = node_frame_of(emit, crossed);
    }
    SetValue below = set;
    below.frame = above;
    below.home = frame;
    if (node_frame_of(emit, set.member) != 0)
        below.member = node_plain(emit, OP_PULL_TRUTH, above, node_down(emit, set.member, set.frame), 0, 0,
                                  emit->graph.nodes[set.member].span);
    below.closed = node_down(emit, set.closed, frame);
    below.element = crossed;
    below.item.node = crossed;
    if (set.item.kind == OPERAND_TRUTH)
        below.item = value_truth(node_same(emit, OP_NUMBER_TRUTH, crossed, 0, 0, emit->graph.nodes[crossed].span));
    return below;
}

static void bind(Emit *emit, const Variable *variable, const SetValue *set)
{
    // The set stands beside its element, for a comprehension that only leaves some out.
    emit->bindings[variable->number] = (Binding){.bound = true, .value = set->item, .set = *set};
}

void binders_unbind(Emit *emit, const Core *core)
{
    for (uint32_t i = 0; i < core_bound(core); i++)
        emit->bindings[core->variables[i]->number].bound = false;
}

Flat binders_emit(Emit *emit, const Core *core, uint16_t home)
{
    Flat flat = {.frame = home, .home = home};
    for (uint32_t i = 0; i < core_bound(core); i++) {
        const Core *over = core->operands[2 * i], *where = core->operands[2 * i + 1];
        SetValue set = set_below(emit, emit_set(emit, over), flat.frame);
        bind(emit, core->variables[i], &set);
        NodeId member = set.member;
        if (where)
            member = node_and(emit, member, emit_truth(emit, where), where->span);
        if (i == 0) {
            flat.member = member;
            flat.closed = set.closed;
        } else {
            // Nothing else is in only if no pair could be: each sure or possible element above has a closed set below.
            NodeId above = node_down(emit, flat.member, flat.frame);
            NodeId below_closed = node_down(emit, set.closed, flat.frame), closed = node_down(emit, flat.closed, home);
            flat.closed = node_plain(emit, OP_EVERY, home, above, below_closed, closed, over->span);
            flat.member = node_and(emit, node_down(emit, flat.member, set.frame), member, over->span);
        }
        flat.frame = set.frame;
    }
    return flat;
}

NodeId binders_reduce(Emit *emit, Op op, const Flat *flat, NodeId a, NodeId b, Span span)
{
    const OpInfo *info = &op_infos[op];
    uint32_t second = operand_is_register(info->operands[1]) ? node_down(emit, b, flat->frame) : 0;
    NodeId first = node_down(emit, a, flat->frame), closed = node_down(emit, flat->closed, flat->home);
    return node_plain(emit, op, flat->home, first, second, closed, span);
}

Value emit_quantifier_value(Emit *emit, const Core *core)
{
    Flat flat = binders_emit(emit, core, binders_home(emit, core));
    NodeId body = emit_truth(emit, core_body(core));
    binders_unbind(emit, core);
    Op op = core->operation == OPERATION_SOME ? OP_SOME : OP_EVERY;
    return value_truth(binders_reduce(emit, op, &flat, flat.member, body, core->span));
}

// ---- membership ----

// `x in S`: some element is equal to x.
static NodeId among_elements(Emit *emit, const Core *core, Value item)
{
    SetValue set = emit_set(emit, core->operands[1]);
    uint16_t home = frame_deeper(emit, set.home, node_frame_of(emit, item.node));
    set = set_below(emit, set, home);
    Flat flat = {.frame = set.frame, .home = home, .member = set.member, .closed = set.closed};
    Type type = type_join(item.type, set.item.type);
    if (item.kind == OPERAND_RANGE) {
        Value element = value_wide(emit, value_as(emit, set.item, type)), range = value_as(emit, item, type);
        NodeId each = node_down(emit, element.node, set.frame), member = node_down(emit, set.member, set.frame);
        NodeId among = node_plain(emit, OP_RANGE_AMONG, home, each, member, node_down(emit, range.node, home), core->span);
        // What else may be in could be among the values too.
        NodeId open = node_same(emit, OP_NOT, set.closed, 0, 0, core->span);
        return node_same(emit, OP_OR, among, open, 0, core->span);
    }
    NodeId equal = value_compare(emit, OPERATION_EQUAL, item, set.item, core->span);
    return binders_reduce(emit, OP_SOME, &flat, set.member, equal, core->span);
}

// Whether the items of a written set are constants that lie in 64 bits.
static bool is_constant_set(const Core *core)
{
    if (core->kind != CORE_WRITTEN || !core->count)
        return false;
    for (uint32_t i = 0; i < core->count; i++) {
        const Core *item = core->operands[i];
        bool constant = item->kind == CORE_CONSTANT && !item->parameter;
        if (!constant || item->type.kind == TYPE_BOOLEAN || item->type.kind != core->type.kind)
            return false;
    }
    return true;
}

Value emit_among_value(Emit *emit, const Core *core)
{
    const Core *set = core->operands[1];
    Value item = emit_value(emit, core->operands[0]);
    bool list = set->kind == CORE_LIST, plain = item.kind == OPERAND_VALUE && item.type.kind == set->type.kind;
    if (set->kind == CORE_WRITTEN && !set->count) // nothing is in it, not even what is unknown
        return value_truth(node_plain(emit, OP_FALSE, 0, 0, 0, 0, core->span));
    if (!plain || (!list && !is_constant_set(set)))
        return value_truth(among_elements(emit, core, item));
    uint32_t values = list ? pool_list_declared(emit->pools, set->decl) : pool_list_written(emit->pools, set);
    return value_truth(node_plain(emit, OP_IN_LIST, node_frame_of(emit, item.node), item.node, values, 0, core->span));
}

// ---- aggregates ----

static Value emit_count(Emit *emit, const Core *core, const Flat *flat)
{
    NodeId node = binders_reduce(emit, OP_COUNT, flat, flat->member, 0, core->span);
    return (Value){.node = node, .kind = OPERAND_RANGE, .bits = 32, .type = core->type};
}

// An extreme of an ordered enumeration that some sure member has: no other member could change it.
static Value settle(Emit *emit, const Core *core, Value extreme, Value item, const Flat *flat)
{
    if (item.type.kind != TYPE_ENUM)
        return extreme;
    int64_t last = core->operation == OPERATION_MAX ? (int64_t)item.type.decl->value_count - 1 : 0;
    Value limit = value_constant(emit, item.type, last, core->span);
    NodeId equal = value_compare(emit, OPERATION_EQUAL, item, limit, core->span);
    NodeId has = binders_reduce(emit, OP_SOME, flat, flat->member, equal, core->span);
    extreme.node = node_same(emit, OP_SETTLED, extreme.node, limit.node, has, core->span);
    return extreme;
}

static Value emit_extreme(Emit *emit, const Core *core, Value item, const Flat *flat)
{
    bool max = core->operation == OPERATION_MAX;
    if (item.kind == OPERAND_RANGE)
        item = value_point(emit, item);
    Op op = item.kind == OPERAND_WIDE        ? max ? OP_MAX_WIDE : OP_MIN_WIDE
            : item.type.kind == TYPE_VERSION ? max ? OP_MAX_VERSION : OP_MIN_VERSION
            : max                            ? OP_MAX
                                             : OP_MIN;
    Value extreme = item;
    extreme.node = binders_reduce(emit, op, flat, item.node, flat->member, core->span);
    return settle(emit, core, extreme, item, flat);
}

Value emit_aggregate_value(Emit *emit, const Core *core)
{
    const Core *body = core_body(core);
    if (!core_bound(core)) {
        SetValue set = emit_set(emit, body);
        return emit_count(emit, core, &(Flat){.frame = set.frame, .home = set.home, .member = set.member, .closed = set.closed});
    }
    Flat flat = binders_emit(emit, core, binders_home(emit, core));
    Value item = {0};
    if (core->operation != OPERATION_COUNT)
        item = emit_value(emit, body);
    binders_unbind(emit, core);
    if (core->operation == OPERATION_COUNT)
        return emit_count(emit, core, &flat);
    if (core->operation != OPERATION_SUM)
        return emit_extreme(emit, core, item, &flat);
    Op op = item.kind == OPERAND_RANGE ? OP_SUM_RANGE : item.kind == OPERAND_WIDE ? OP_SUM_WIDE : OP_SUM;
    NodeId node = binders_reduce(emit, op, &flat, item.node, flat.member, core->span);
    return (Value){.node = node, .kind = OPERAND_RANGE, .bits = item.bits + 32, .type = core->type};
}
