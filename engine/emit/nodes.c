// SPDX-License-Identifier: MIT
// The graph of nodes, in SSA form: hash consing makes equal ones one (common subexpression elimination as the graph is built).
#include "emit/emit.h"

#include "code/verify.h"
#include "support/hash.h"

enum { MOST_FRAMES = UINT16_MAX - 1 };

void graph_open(Graph *graph, Arena *arena)
{
    *graph = (Graph){.arena = arena};
    graph->frames = arena_grow(arena, NULL, 0, &graph->frame_capacity, sizeof(Frame));
    graph->frames[0] = (Frame){.parent = NO_FRAME, .origin = NO_FRAME, .maker = NO_NODE};
    graph->frame_count = 1;
    graph->outermost = (Region){.skip = OPS};
}

uint16_t node_frame_of(const Emit *emit, NodeId node)
{
    return emit->graph.nodes[node].frame;
}

static bool frame_is_below(const Emit *emit, uint16_t frame, uint16_t ancestor)
{
    while (emit->graph.frames[frame].depth > emit->graph.frames[ancestor].depth)
        frame = emit->graph.frames[frame].parent;
    return frame == ancestor;
}

uint16_t frame_deeper(const Emit *emit, uint16_t a, uint16_t b)
{
    bool a_deeper = emit->graph.frames[a].depth >= emit->graph.frames[b].depth;
    if (!frame_is_below(emit, a_deeper ? a : b, a_deeper ? b : a))
        bug("two frames of one expression stand beside each other");
    return a_deeper ? a : b;
}

static uint32_t node_hash(const Node *node)
{
    uint64_t what = node->op | (uint64_t)node->frame << 16 | (uint64_t)node->a << 32;
    return hash_pair(what, node->b | (uint64_t)node->c << 32);
}

// Nodes that make a frame are equal whatever the frame's number is: it is the parent that counts.
static uint16_t frame_for_hash(const Emit *emit, const Node *node)
{
    bool makes = op_infos[node->op].frame == FRAME_NEW;
    return makes && node->frame < emit->graph.frame_count ? emit->graph.frames[node->frame].parent : node->frame;
}

static bool equal_nodes(const Emit *emit, const Node *a, const Node *b)
{
    return a->op == b->op && a->a == b->a && a->b == b->b && a->c == b->c && frame_for_hash(emit, a) == frame_for_hash(emit, b);
}

static uint32_t hash_for_table(const Emit *emit, const Node *node)
{
    Node key = *node;
    key.frame = frame_for_hash(emit, node);
    return node_hash(&key) ^ hash_pair(node->segment, 0); // many questions may ask the same
}

// Finds an equal node of the same segment.
static NodeId find_within(const Emit *emit, const Node *node)
{
    const Graph *graph = &emit->graph;
    for (size_t at = hash_for_table(emit, node) & (graph->slot_count - 1); graph->slots[at];
         at = (at + 1) & (graph->slot_count - 1)) {
        const Node *other = &graph->nodes[graph->slots[at] - 1];
        if (other->segment == node->segment && equal_nodes(emit, other, node))
            return graph->slots[at] - 1;
    }
    return NO_NODE;
}

// Finds an equal node that may be used here: one of the review, or one of the segment under way.
static NodeId find_node(const Emit *emit, Node node)
{
    if (!emit->graph.slots)
        return NO_NODE;
    node.segment = 0;
    NodeId found = find_within(emit, &node);
    node.segment = emit->segment;
    return found != NO_NODE || !emit->segment ? found : find_within(emit, &node);
}

static void put_slot(Emit *emit, NodeId node)
{
    Graph *graph = &emit->graph;
    size_t at = hash_for_table(emit, &graph->nodes[node]) & (graph->slot_count - 1);
    while (graph->slots[at])
        at = (at + 1) & (graph->slot_count - 1);
    graph->slots[at] = node + 1;
}

static _Noreturn void refuse(const Emit *emit, Span span)
{
    CodeBound *bound = emit->bound;
    Span whole = span_is_known(bound->under_way) ? bound->under_way : span;
    Diagnostic *much = policy_too_much_code(emit->policy, whole);
    if (!span_within(span, whole))
        diagnostic_also(much, span, "it is reached here");
    guard_leave(&bound->guard);
}

void graph_count_call(Emit *emit, Span call)
{
    if (++emit->bound->calls > emit->policy->most_code)
        refuse(emit, call);
}

static NodeId add_node(Emit *emit, const Node *node)
{
    Graph *graph = &emit->graph;
    if (++emit->bound->nodes > emit->policy->most_code)
        refuse(emit, node->span);
    graph->nodes = arena_grow(graph->arena, graph->nodes, graph->count, &graph->capacity, sizeof(Node));
    graph->nodes[graph->count] = *node;
    NodeId id = (NodeId)graph->count++;
    if (graph->count * 2 > graph->slot_count) {
        graph->slot_count = graph->slot_count ? graph->slot_count * 2 : 1024;
        graph->slots = arena_array(graph->arena, graph->slot_count, sizeof *graph->slots);
        for (NodeId i = 0; i < graph->count; i++)
            put_slot(emit, i);
    } else {
        put_slot(emit, id);
    }
    return id;
}

static NodeId find_or_add(Emit *emit, Node node)
{
    NodeId found = find_node(emit, node);
    if (found != NO_NODE)
        return found;
    node.segment = emit->segment;
    return add_node(emit, &node);
}

// The kind of register that an opcode gives: VALUE for what is numbers, texts and handles alike.
static OperandKind result_kind(Op op)
{
    OperandKind kind = op_infos[op].result;
    return kind == OPERAND_NUMBER || kind == OPERAND_TEXT || kind == OPERAND_HANDLE ? OPERAND_VALUE : kind;
}

NodeId node_plain(Emit *emit, Op op, uint16_t frame, uint32_t a, uint32_t b, uint32_t c, Span span)
{
    return find_or_add(emit,
                       (Node){.op = (uint16_t)op, .frame = frame, .a = a, .b = b, .c = c, .kind = result_kind(op), .span = span});
}

NodeId node_frame(Emit *emit, Op op, uint16_t parent, uint16_t origin, uint32_t a, uint32_t b, uint32_t c, Span span)
{
    Graph *graph = &emit->graph;
    bool deep = graph->frames[parent].depth >= DEEPEST_FRAME;
    if (deep || graph->frame_count >= MOST_FRAMES) {
        diagnose(emit->policy->diagnostics, deep ? MESSAGE_SETS_TOO_DEEP : MESSAGE_TOO_MANY_FRAMES, span, 0);
        guard_leave(&emit->bound->guard);
    }
    // The node is looked up as if its frame were there already; it stays only if the node is new.
    graph->frames = arena_grow(graph->arena, graph->frames, graph->frame_count, &graph->frame_capacity, sizeof(Frame));
    uint16_t frame = (uint16_t)graph->frame_count;
    graph->frames[frame] = (Frame){.parent = parent, .origin = origin, .depth = (uint16_t)(graph->frames[parent].depth + 1)};
    graph->frame_count++;
    Node node = {.op = (uint16_t)op, .frame = frame, .a = a, .b = b, .c = c, .kind = result_kind(op), .span = span};
    NodeId found = find_node(emit, node);
    if (found != NO_NODE) {
        graph->frame_count--;
        return found;
    }
    node.segment = emit->segment;
    found = add_node(emit, &node);
    emit->graph.frames[frame].maker = found;
    return found;
}

static Op gather_op(OperandKind kind)
{
    switch (kind) {
    case OPERAND_TRUTH:
        return OP_GATHER_TRUTH;
    case OPERAND_WIDE:
        return OP_GATHER_WIDE;
    case OPERAND_RANGE:
        return OP_GATHER_RANGE;
    default:
        return OP_GATHER;
    }
}

NodeId node_down(Emit *emit, NodeId node, uint16_t frame)
{
    const Node *above = &emit->graph.nodes[node];
    if (above->frame == frame)
        return node;
    if (!frame_is_below(emit, frame, above->frame))
        bug("a register is asked for in a frame that is not below its own");
    return node_plain(emit, gather_op(above->kind), frame, node, 0, 0, above->span);
}

NodeId node_same(Emit *emit, Op op, NodeId a, NodeId b, NodeId c, Span span)
{
    const OpInfo *info = &op_infos[op];
    NodeId nodes[3] = {a, b, c};
    uint16_t frame = 0;
    for (int i = 0; i < 3; i++) {
        if (operand_is_register(info->operands[i]))
            frame = frame_deeper(emit, frame, node_frame_of(emit, nodes[i]));
    }
    for (int i = 0; i < 3; i++) {
        // One row of the root serves for all rows; the rows of other ancestors are repeated.
        if (operand_is_register(info->operands[i]) && node_frame_of(emit, nodes[i]) != 0)
            nodes[i] = node_down(emit, nodes[i], frame);
    }
    return node_plain(emit, op, frame, nodes[0], nodes[1], nodes[2], span);
}

NodeId node_and(Emit *emit, NodeId a, NodeId b, Span span)
{
    bool a_true = emit->graph.nodes[a].op == OP_TRUE, b_true = emit->graph.nodes[b].op == OP_TRUE;
    if (a_true || b_true)
        return a_true ? b : a;
    return node_same(emit, OP_AND, a, b, 0, span);
}

uint32_t emit_register(const Emit *emit, NodeId node)
{
    return node == NO_NODE ? NO_REGISTER : emit->graph.nodes[node].number;
}
