// SPDX-License-Identifier: MIT
// Sets: a frame of elements, whether each is a member, and whether nothing else is.
#include "emit/emit.h"

static const Span NOWHERE = {0};

static NodeId true_node(Emit *emit)
{
    return node_plain(emit, OP_TRUE, 0, 0, 0, 0, NOWHERE);
}

static bool is_true(const Emit *emit, NodeId node)
{
    return emit->graph.nodes[node].op == OP_TRUE;
}

static NodeId and_node(Emit *emit, NodeId a, NodeId b, Span span)
{
    if (is_true(emit, a) || is_true(emit, b))
        return is_true(emit, a) ? b : a;
    return node_same(emit, OP_AND, a, b, 0, span);
}

// Reductions take operands that have a row for each row below.
static NodeId below(Emit *emit, NodeId node, uint16_t frame)
{
    return node_down(emit, node, frame);
}

static NodeId every(Emit *emit, uint16_t frame, uint16_t home, NodeId member, NodeId body, NodeId closed, Span span)
{
    NodeId first = below(emit, member, frame), second = below(emit, body, frame);
    return node_plain(emit, OP_EVERY, home, first, second, below(emit, closed, home), span);
}

// An element as a value: a truth value where the elements are booleans.
static Value element_value(Emit *emit, NodeId element, Type type, int bits)
{
    Value value = {.node = element, .kind = emit->graph.nodes[element].kind, .bits = bits, .type = type_item(type)};
    if (type.kind == TYPE_BOOLEAN)
        value = value_truth(node_same(emit, OP_NUMBER_TRUTH, element, 0, 0, emit->graph.nodes[element].span));
    return value;
}

static SetValue made_set(Emit *emit, NodeId element, uint16_t home, Type type, int bits, bool sure)
{
    SetValue set = {.element = element, .frame = node_frame_of(emit, element), .home = home, .distinct = true};
    Span span = emit->graph.nodes[element].span;
    set.member = sure ? node_plain(emit, OP_TRUE, 0, 0, 0, 0, span) : node_plain(emit, OP_MEMBER, set.frame, element, 0, 0, span);
    set.closed = sure ? true_node(emit) : node_plain(emit, OP_CLOSED, home, element, 0, 0, span);
    set.item = element_value(emit, element, type, bits);
    return set;
}

// What a set holds as one kind of register: elements of sets are values or wide values.
static Value as_element(Emit *emit, Value item)
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

// The items have a row for each row of a frame below home, though they, and whether they are in, may be known above it.
static SetValue set_distinct(Emit *emit, Value item, NodeId member, NodeId closed, uint16_t frame, uint16_t home, Span span)
{
    Type type = item.type;
    item = as_element(emit, item);
    NodeId value = below(emit, item.node, frame), sure = below(emit, member, frame);
    Op op = item.kind == OPERAND_WIDE ? OP_DISTINCT_WIDE : OP_DISTINCT;
    NodeId element = node_frame(emit, op, home, NO_FRAME, value, sure, 0, span);
    SetValue set = made_set(emit, element, home, type, item.bits, false);
    // What is unknown may be another element: it leaves the set open.
    Value known = item;
    known.node = value;
    set.closed = every(emit, frame, home, member, value_known(emit, known), closed, span);
    return set;
}

// The elements that a set-valued attribute of one entity or part has.
static SetValue emit_elements(Emit *emit, Value base, const Expr *expr)
{
    const Attribute *attribute = expr->meaning.attribute;
    uint16_t home = node_frame_of(emit, base.node);
    uint32_t slot = slot_of(emit, attribute);
    NodeId element = node_frame(emit, OP_ELEMENTS, home, NO_FRAME, base.node, slot, 0, expr->span);
    return made_set(emit, element, home, attribute->type, bits_of_type(type_item(attribute->type)), false);
}

static SetValue emit_submissions(Emit *emit, Value base, const Expr *expr)
{
    uint16_t home = node_frame_of(emit, base.node);
    NodeId element = node_frame(emit, OP_SUBMISSIONS, home, NO_FRAME, base.node, 0, 0, expr->span);
    SetValue set = made_set(emit, element, home, expr->type, 0, true);
    // Of an entity that is not known nothing is known; of a known one all submissions are.
    set.closed = value_known(emit, base);
    return set;
}

// What is asked of each element of a set, as the set of all results.
SetValue emit_for_each(Emit *emit, SetValue set, Expr *expr)
{
    Value value = {0};
    SetValue inner;
    bool many = false;
    switch (expr->meaning.kind) {
    case MEANING_ATTRIBUTE:
        many = expr->meaning.attribute->type.many;
        if (many)
            inner = emit_elements(emit, set.item, expr);
        break;
    case MEANING_SUBMISSIONS:
        many = true;
        inner = emit_submissions(emit, set.item, expr);
        break;
    default:
        break;
    }
    if (!many) {
        // The element takes the place of the base: of a definition's argument too.
        Variable element = {.word = {0}, .type = set.item.type, .number = emit->policy->tree.variables};
        Expr base = *expr->base, member = *expr;
        base.kind = EXPR_NAME;
        base.type = set.item.type;
        base.meaning = (Meaning){.kind = MEANING_VARIABLE, .variable = &element};
        member.base = &base;
        Binding before = emit->bindings[element.number];
        emit->bindings[element.number] = (Binding){.bound = true, .value = set.item};
        bool call = expr->meaning.kind == MEANING_DEFINE || expr->meaning.kind == MEANING_TABLE;
        if (call)
            many = emit_call(emit, &member, &value, &inner);
        else
            value = emit_value(emit, &member);
        emit->bindings[element.number] = before;
    }
    if (!many)
        return set_distinct(emit, value, set.member, set.closed, set.frame, set.home, expr->span);
    NodeId member = and_node(emit, below(emit, set.member, inner.frame), inner.member, expr->span);
    NodeId closed = every(emit, set.frame, set.home, set.member, below(emit, inner.closed, set.frame), set.closed, expr->span);
    bool owned = expr->meaning.kind == MEANING_SUBMISSIONS ||
                 (expr->meaning.kind == MEANING_ATTRIBUTE && expr->meaning.attribute->owned);
    if (!owned || !set.distinct)
        return set_distinct(emit, inner.item, member, closed, inner.frame, set.home, expr->span);
    inner.member = member; // a part and a submission belong to one element alone: no two are the same
    inner.closed = closed;
    inner.home = set.home;
    return inner;
}

static SetValue emit_member_set(Emit *emit, Expr *expr)
{
    Expr *base = expr->base;
    uint32_t mode = emit->mode;
    if (expr->meaning.kind == MEANING_SUBMISSIONS)
        emit->mode = MODE_PLAIN; // asked in the strict reading as in the plain one
    SetValue set;
    Value value;
    bool whole = expr->meaning.kind == MEANING_DEFINE && expr->meaning.decl->arguments->variable->type.many;
    if (base->type.many && !whole) {
        set = emit_for_each(emit, emit_set(emit, base), expr);
    } else if (expr->meaning.kind == MEANING_ATTRIBUTE) {
        set = emit_elements(emit, emit_value(emit, base), expr);
    } else if (expr->meaning.kind == MEANING_SUBMISSIONS) {
        set = emit_submissions(emit, emit_value(emit, base), expr);
    } else if (!emit_call(emit, expr, &value, &set)) {
        bug("a value is taken for a set");
    }
    emit->mode = mode;
    return set;
}

static SetValue emit_list(Emit *emit, const Expr *expr)
{
    const Decl *decl = expr->meaning.decl;
    uint32_t list = list_of_decl(emit, decl);
    NodeId element = node_frame(emit, OP_MEMBERS, 0, NO_FRAME, list, 0, 0, expr->span);
    return made_set(emit, element, 0, decl->item_type, bits_of_type(decl->item_type), true);
}

static SetValue emit_written_set(Emit *emit, const Expr *expr)
{
    size_t count = 0;
    for (const ExprList *item = expr->items; item; item = item->next)
        count++;
    Value *items = arena_array(emit->arena, count + 1, sizeof *items);
    uint16_t home = 0;
    bool wide = false;
    int bits = 0;
    size_t i = 0;
    for (const ExprList *item = expr->items; item; item = item->next, i++) {
        items[i] = as_element(emit, value_as(emit, emit_value(emit, item->expr), type_item(expr->type)));
        wide |= items[i].kind == OPERAND_WIDE;
        bits = items[i].bits > bits ? items[i].bits : bits;
        home = deeper_frame(emit, home, node_frame_of(emit, items[i].node));
    }
    uint32_t *nodes = arena_array(emit->arena, count + 1, sizeof *nodes);
    NodeId closed = true_node(emit);
    for (i = 0; i < count; i++) {
        if (wide)
            items[i] = value_wide(emit, items[i]);
        nodes[i] = below(emit, items[i].node, home);
        if (emit->graph.nodes[items[i].node].op != OP_NUMBER && emit->graph.nodes[items[i].node].op != OP_TEXT)
            closed = and_node(emit, closed, value_known(emit, items[i]), expr->span);
    }
    uint32_t operands = pool_items(emit, nodes, count);
    NodeId element = node_frame(emit, wide ? OP_ITEMS_WIDE : OP_ITEMS, home, NO_FRAME, operands, (uint32_t)count, 0, expr->span);
    SetValue set = made_set(emit, element, home, expr->type, bits, false);
    set.closed = closed;
    if (count <= 1)
        return set;
    return set_distinct(emit, set.item, set.member, closed, set.frame, home, expr->span);
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

static SetValue emit_comprehension(Emit *emit, Expr *expr)
{
    Binder **binders;
    size_t count = binder_array(emit, expr->binders, &binders);
    uint16_t home = deepest_mentioned(emit, expr);
    Flat flat = emit_binders(emit, binders, count, home);
    Value item = emit_value(emit, expr->body);
    const Binding *only = count == 1 ? &emit->bindings[binders[0]->variable->number] : NULL;
    SetValue set;
    bool filter = only && expr->body->kind == EXPR_NAME && expr->body->meaning.variable == binders[0]->variable &&
                  expr->body->meaning.kind == MEANING_VARIABLE && only->set.distinct;
    if (filter) {
        set = only->set; // some of the elements, and those as they are
        set.member = flat.member;
        set.closed = flat.closed;
        set.home = flat.home;
    } else {
        set = set_distinct(emit, item, flat.member, flat.closed, flat.frame, flat.home, expr->span);
    }
    unbind(emit, binders, count);
    return set;
}

static SetValue emit_via(Emit *emit, Expr *expr)
{
    SetValue base = emit_set(emit, expr->base);
    uint32_t slot = slot_of(emit, expr->meaning.attribute);
    NodeId member = below(emit, base.member, base.frame);
    NodeId element = node_frame(emit, OP_REACH, base.home, NO_FRAME, base.element, member, slot, expr->span);
    SetValue reached = made_set(emit, element, base.home, expr->type, 0, false);
    reached.closed = and_node(emit, base.closed, reached.closed, expr->span);
    return reached;
}

SetValue emit_set(Emit *emit, Expr *expr)
{
    SetValue set;
    Value value;
    switch (expr->kind) {
    case EXPR_NAME:
        if (expr->meaning.kind == MEANING_VARIABLE)
            return binding_of(emit, expr->meaning.variable)->set;
        if (expr->meaning.kind == MEANING_LIST)
            return emit_list(emit, expr);
        break;
    case EXPR_MEMBER:
        set = emit_member_set(emit, expr);
        note_place(emit, set.element, expr->span, expr->type);
        return set;
    case EXPR_SET:
        return emit_written_set(emit, expr);
    case EXPR_COMPREHENSION:
        return emit_comprehension(emit, expr);
    case EXPR_VIA:
        set = emit_via(emit, expr);
        note_place(emit, set.element, expr->span, expr->type);
        return set;
    default:
        break;
    }
    if ((expr->kind == EXPR_CALL || expr->kind == EXPR_NAME) && emit_call(emit, expr, &value, &set))
        return set;
    bug("a value is taken for a set");
}
