// SPDX-License-Identifier: MIT
// Binders: what is claimed of each element of a set, of each pair of two, and so on. All binders of an expression become
// one frame with a row for each way to bind them, below the frame of whatever else the expression mentions.
#include "emit/emit.h"

// ---- what an expression mentions ----

typedef struct Mentioned {
    Emit *emit;
    uint16_t frame;
} Mentioned;

static void find_mentioned(void *with, Expr *expr)
{
    Mentioned *mentioned = with;
    if (expr->kind == EXPR_NAME && expr->meaning.kind == MEANING_VARIABLE) {
        const Binding *binding = binding_of(mentioned->emit, expr->meaning.variable);
        if (binding->bound) {
            uint16_t frame = binding->is_set ? binding->set.home : node_frame_of(mentioned->emit, binding->value.node);
            mentioned->frame = deeper_frame(mentioned->emit, mentioned->frame, frame);
        }
    }
    for (ExprChild at = expr_first(expr); at.expr; expr_next(&at))
        find_mentioned(with, at.expr);
}

// The deepest frame of the variables that are bound around an expression and mentioned in it.
uint16_t deepest_mentioned(Emit *emit, Expr *expr)
{
    Mentioned mentioned = {emit, 0};
    find_mentioned(&mentioned, expr);
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

// The same set once more for each row of a deeper frame.
static SetValue set_below(Emit *emit, SetValue set, uint16_t frame)
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

void unbind(Emit *emit, Binder *const *binders, size_t count)
{
    for (size_t i = 0; i < count; i++)
        emit->bindings[binders[i]->variable->number].bound = false;
}

static NodeId and_node(Emit *emit, NodeId a, NodeId b, Span span)
{
    if (emit->graph.nodes[a].op == OP_TRUE || emit->graph.nodes[b].op == OP_TRUE)
        return emit->graph.nodes[a].op == OP_TRUE ? b : a;
    return node_same(emit, OP_AND, a, b, 0, span);
}

Flat emit_binders(Emit *emit, Binder *const *binders, size_t count, uint16_t home)
{
    Flat flat = {.frame = home, .home = home};
    for (size_t i = 0; i < count; i++) {
        Span span = binders[i]->set->span;
        SetValue set = set_below(emit, emit_set(emit, binders[i]->set), flat.frame);
        bind(emit, binders[i]->variable, &set);
        NodeId member = set.member;
        if (binders[i]->where) {
            NodeId where = emit_truth(emit, binders[i]->where);
            member = and_node(emit, member, where, binders[i]->where->span);
        }
        if (i == 0) {
            flat.member = member;
            flat.closed = set.closed;
        } else {
            // Nothing else is in only if no pair could be: each sure or possible element above has a closed set below.
            NodeId above = node_down(emit, flat.member, flat.frame);
            NodeId below_closed = node_down(emit, set.closed, flat.frame), closed = node_down(emit, flat.closed, home);
            flat.closed = node_plain(emit, OP_EVERY, home, above, below_closed, closed, span);
            flat.member = and_node(emit, node_down(emit, flat.member, set.frame), member, span);
        }
        flat.frame = set.frame;
    }
    return flat;
}

static size_t binder_array(Emit *emit, Binder *first, Binder ***binders)
{
    size_t count = 0;
    for (Binder *binder = first; binder; binder = binder->next)
        count++;
    *binders = arena_array(emit->arena, count + 1, sizeof **binders);
    count = 0;
    for (Binder *binder = first; binder; binder = binder->next)
        (*binders)[count++] = binder;
    return count;
}

// A reduction from the flat frame to its home: a and b have the rows below, c those of the home.
static NodeId reduce(Emit *emit, Op op, const Flat *flat, NodeId a, NodeId b, Span span)
{
    const OpInfo *info = &op_infos[op];
    uint32_t second = operand_is_register(info->operands[1]) ? node_down(emit, b, flat->frame) : 0;
    NodeId first = node_down(emit, a, flat->frame), closed = node_down(emit, flat->closed, flat->home);
    return node_plain(emit, op, flat->home, first, second, closed, span);
}

NodeId emit_quantifier(Emit *emit, Expr *expr)
{
    Binder **binders;
    size_t count = binder_array(emit, expr->binders, &binders);
    Flat flat = emit_binders(emit, binders, count, deepest_mentioned(emit, expr));
    NodeId body = emit_truth(emit, expr->body);
    unbind(emit, binders, count);
    if (expr->kind == EXPR_NO)
        body = node_same(emit, OP_NOT, body, 0, 0, expr->body->span);
    return reduce(emit, expr->kind == EXPR_SOME ? OP_SOME : OP_EVERY, &flat, flat.member, body, expr->span);
}

// `x in S`: some element is equal to x.
static NodeId emit_in_set(Emit *emit, Expr *expr, Value item)
{
    SetValue set = emit_set(emit, expr->right);
    uint16_t home = deeper_frame(emit, set.home, node_frame_of(emit, item.node));
    set = set_below(emit, set, home);
    Flat flat = {.frame = set.frame, .home = home, .member = set.member, .closed = set.closed};
    Type type = type_join(item.type, set.item.type);
    if (item.kind == OPERAND_RANGE) {
        Value element = value_wide(emit, value_as(emit, set.item, type)), range = value_as(emit, item, type);
        NodeId each = node_down(emit, element.node, set.frame), member = node_down(emit, set.member, set.frame);
        NodeId among = node_plain(emit, OP_RANGE_AMONG, home, each, member, node_down(emit, range.node, home), expr->span);
        // What else may be in could be among the values too.
        NodeId open = node_same(emit, OP_NOT, set.closed, 0, 0, expr->span);
        return node_same(emit, OP_OR, among, open, 0, expr->span);
    }
    NodeId equal = value_compare(emit, EXPR_EQUAL, item, set.item, expr->span);
    return reduce(emit, OP_SOME, &flat, set.member, equal, expr->span);
}

// `x in a..b`. Of a range that is empty nothing is in, not even an unknown x.
static NodeId emit_in_range(Emit *emit, const Expr *expr, Value item)
{
    Value low = emit_value(emit, expr->right->left), high = emit_value(emit, expr->right->right);
    NodeId above = value_compare(emit, EXPR_AT_MOST, low, item, expr->span);
    NodeId within = value_compare(emit, EXPR_AT_MOST, item, high, expr->span);
    NodeId both = node_same(emit, OP_AND, above, within, 0, expr->span);
    // What is known lies in no empty range by itself.
    if (expr->left->kind == EXPR_LITERAL)
        return both;
    const Expr *left = expr->right->left, *right = expr->right->right;
    bool literals = left->kind == EXPR_LITERAL && right->kind == EXPR_LITERAL && left->literal.type == right->literal.type;
    if (literals && left->literal.type != TYPE_TEXT && left->literal.number <= right->literal.number)
        return both;
    return node_same(emit, OP_AND, both, value_compare(emit, EXPR_AT_MOST, low, high, expr->span), 0, expr->span);
}

// Whether the items of a written set are constants that lie in 64 bits.
static bool is_constant_set(const Expr *expr)
{
    if (expr->kind != EXPR_SET || !expr->items)
        return false;
    for (const ExprList *item = expr->items; item; item = item->next) {
        const Expr *one = item->expr;
        bool constant = one->kind == EXPR_LITERAL || one->meaning.kind == MEANING_ENUM_VALUE || one->meaning.kind == MEANING_KIND;
        if (!constant || one->type.kind == TYPE_BOOLEAN || one->type.kind != expr->type.kind)
            return false;
    }
    return true;
}

NodeId emit_in(Emit *emit, Expr *expr)
{
    Value item = emit_value(emit, expr->left);
    NodeId node;
    bool list = expr->right->kind == EXPR_NAME && expr->right->meaning.kind == MEANING_LIST;
    bool plain = item.kind == OPERAND_VALUE && item.type.kind == expr->right->type.kind;
    if (expr->right->kind == EXPR_SET && !expr->right->items) {
        node = node_plain(emit, OP_FALSE, 0, 0, 0, 0, expr->span); // nothing is in it, not even what is unknown
    } else if (expr->right->kind == EXPR_RANGE) {
        node = emit_in_range(emit, expr, item);
    } else if (plain && (list || is_constant_set(expr->right))) {
        uint32_t values = list ? list_of_decl(emit, expr->right->meaning.decl) : list_of_items(emit, expr->right);
        node = node_plain(emit, OP_IN_LIST, node_frame_of(emit, item.node), item.node, values, 0, expr->span);
    } else {
        node = emit_in_set(emit, expr, item);
    }
    return expr->kind == EXPR_NOT_IN ? node_same(emit, OP_NOT, node, 0, 0, expr->span) : node;
}

static Value emit_count(Emit *emit, Expr *expr, const Flat *flat)
{
    NodeId node = reduce(emit, OP_COUNT, flat, flat->member, 0, expr->span);
    return (Value){.node = node, .kind = OPERAND_RANGE, .bits = 32, .type = expr->type};
}

// An extreme of an ordered enumeration that some sure member has: no other member could change it.
static Value settle(Emit *emit, const Expr *expr, Value extreme, Value item, const Flat *flat)
{
    if (item.type.kind != TYPE_ENUM)
        return extreme;
    int64_t last = expr->kind == EXPR_MAX ? (int64_t)item.type.decl->value_count - 1 : 0;
    Value limit = value_constant(emit, item.type, last, expr->span);
    NodeId equal = value_compare(emit, EXPR_EQUAL, item, limit, expr->span);
    NodeId has = reduce(emit, OP_SOME, flat, flat->member, equal, expr->span);
    extreme.node = node_same(emit, OP_SETTLED, extreme.node, limit.node, has, expr->span);
    return extreme;
}

static Value emit_extreme(Emit *emit, const Expr *expr, Value item, const Flat *flat)
{
    bool max = expr->kind == EXPR_MAX;
    if (item.kind == OPERAND_RANGE)
        item = value_point(emit, item);
    Op op = item.kind == OPERAND_WIDE        ? max ? OP_MAX_WIDE : OP_MIN_WIDE
            : item.type.kind == TYPE_VERSION ? max ? OP_MAX_VERSION : OP_MIN_VERSION
            : max                            ? OP_MAX
                                             : OP_MIN;
    Value extreme = item;
    extreme.node = reduce(emit, op, flat, item.node, flat->member, expr->span);
    return settle(emit, expr, extreme, item, flat);
}

Value emit_aggregate(Emit *emit, Expr *expr)
{
    if (!expr->binders) {
        SetValue set = emit_set(emit, expr->body);
        Flat flat = {.frame = set.frame, .home = set.home, .member = set.member, .closed = set.closed};
        return emit_count(emit, expr, &flat);
    }
    Binder **binders;
    size_t count = binder_array(emit, expr->binders, &binders);
    Flat flat = emit_binders(emit, binders, count, deepest_mentioned(emit, expr));
    if (expr->kind == EXPR_COUNT) {
        unbind(emit, binders, count);
        return emit_count(emit, expr, &flat);
    }
    Value item = emit_value(emit, expr->body);
    unbind(emit, binders, count);
    if (expr->kind != EXPR_SUM)
        return emit_extreme(emit, expr, item, &flat);
    Op op = item.kind == OPERAND_RANGE ? OP_SUM_RANGE : item.kind == OPERAND_WIDE ? OP_SUM_WIDE : OP_SUM;
    NodeId node = reduce(emit, op, &flat, item.node, flat.member, expr->span);
    return (Value){.node = node, .kind = OPERAND_RANGE, .bits = item.bits + 32, .type = expr->type};
}
