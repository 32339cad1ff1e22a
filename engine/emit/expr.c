// SPDX-License-Identifier: MIT
// Expressions that are one value for each row.
#include "emit/emit.h"

static Value emit_literal(Emit *emit, const Expr *expr)
{
    const Literal *literal = &expr->literal;
    switch (literal->type) {
    case TYPE_BOOLEAN:
        return value_truth(node_plain(emit, literal->number ? OP_TRUE : OP_FALSE, 0, 0, 0, 0, expr->span));
    case TYPE_TEXT: {
        uint32_t text = pool_string(emit->pools, literal->text);
        return (Value){.node = node_plain(emit, OP_TEXT, 0, text, 0, 0, expr->span), .kind = OPERAND_VALUE, .type = expr->type};
    }
    default:
        return value_constant(emit, expr->type, literal->number, expr->span);
    }
}

static Value emit_parameter(Emit *emit, const Expr *expr)
{
    const Decl *parameter = expr->meaning.decl;
    Expr constant = *parameter->value;
    if (constant.kind != EXPR_LITERAL)
        return value_constant(emit, expr->type, constant.meaning.index, expr->span);
    constant.type = parameter->parameter_resolved;
    if (constant.literal.type == TYPE_INTEGER && constant.type.kind == TYPE_DECIMAL)
        return value_as(emit, value_constant(emit, (Type){.kind = TYPE_INTEGER}, constant.literal.number, expr->span),
                        constant.type);
    return emit_literal(emit, &constant);
}

static Value emit_given(Emit *emit, const Expr *expr)
{
    const Given *given = expr->meaning.given;
    uint32_t id = pool_string(emit->pools, given->word.name->text);
    NodeId node = node_plain(emit, OP_ENTITY, 0, id, given->entity_decl->number, 0, expr->span);
    return (Value){.node = node, .kind = OPERAND_VALUE, .type = expr->type};
}

const Binding *binding_of(const Emit *emit, const Variable *variable)
{
    const Binding *binding = &emit->bindings[variable->number];
    return binding->plain && emit->mode == MODE_PLAIN ? binding->plain : binding;
}

static Value emit_name(Emit *emit, Expr *expr)
{
    switch (expr->meaning.kind) {
    case MEANING_VARIABLE: {
        const Binding *binding = binding_of(emit, expr->meaning.variable);
        if (!binding->bound || binding->is_set)
            bug("a variable is not bound to a value where it is emitted");
        return binding->value;
    }
    case MEANING_PARAMETER:
        return emit_parameter(emit, expr);
    case MEANING_ENUM_VALUE:
    case MEANING_KIND:
        return value_constant(emit, expr->type, expr->meaning.index, expr->span);
    case MEANING_GIVEN:
        return emit_given(emit, expr);
    case MEANING_DEFINE: {
        Value value;
        SetValue set;
        if (emit_call(emit, expr, &value, &set))
            bug("a set is taken for a value");
        return value;
    }
    default:
        bug("a name of no meaning is emitted");
    }
}

// Whether a threshold says anything of an attribute; if not, the strict reading is the plain one.
static bool threshold_covers(const Emit *emit, const Threshold *threshold, const Attribute *attribute)
{
    Decl *subject = emit->policy->subject_type;
    bool own = attribute->owner == subject;
    if (threshold->rank <= 1 ||
        (!own && (attribute->owner->kind != DECL_PART || !stands_inside(emit, subject, attribute->owner))))
        return false;
    if (!threshold->attributes)
        return true;
    for (const WordList *word = threshold->attributes; word; word = word->next) {
        const Attribute *named = attribute_named(subject, word->word.name);
        bool below = named->owned && attribute->owner->kind == DECL_PART &&
                     stands_inside_attribute(emit, named, attribute->owner);
        if (named == attribute || below)
            return true;
    }
    return false;
}

uint32_t slot_of(Emit *emit, const Attribute *attribute)
{
    uint32_t mode = emit->mode;
    if (mode >= MODE_STRICT) {
        bool covered = false;
        for (const Threshold *threshold = emit->thresholds; threshold; threshold = threshold->next)
            covered |= threshold_covers(emit, threshold, attribute);
        if (!covered)
            mode = MODE_PLAIN;
    }
    return pool_slot(emit->pools, attribute->number, mode);
}

static Value emit_attribute(Emit *emit, Value base, const Expr *expr)
{
    uint32_t slot = slot_of(emit, expr->meaning.attribute);
    uint16_t frame = node_frame_of(emit, base.node);
    bool truth = expr->meaning.attribute->type.kind == TYPE_BOOLEAN;
    NodeId node = node_plain(emit, truth ? OP_READ_TRUTH : OP_READ, frame, base.node, slot, 0, expr->span);
    if (truth)
        return value_truth(node);
    Type type = type_item(expr->meaning.attribute->type);
    return (Value){.node = node, .kind = OPERAND_VALUE, .bits = bits_of_type(type), .type = type};
}

static Value emit_field(Emit *emit, Value base, const Expr *expr)
{
    uint16_t frame = node_frame_of(emit, base.node);
    if (expr->meaning.index == SUBMISSION_ACCEPTABLE)
        return value_truth(node_plain(emit, OP_ACCEPTABLE, frame, base.node, 0, 0, expr->span));
    Type type = type_item(expr->type);
    NodeId node = node_plain(emit, OP_FIELD, frame, base.node, expr->meaning.index, 0, expr->span);
    return (Value){.node = node, .kind = OPERAND_VALUE, .bits = bits_of_type(type), .type = type};
}

static Value emit_member(Emit *emit, Expr *expr)
{
    if (expr->meaning.kind == MEANING_ENUM_VALUE)
        return value_constant(emit, expr->type, expr->meaning.index, expr->span);
    if (expr->meaning.kind == MEANING_ATTRIBUTE)
        return emit_attribute(emit, emit_value(emit, expr->base), expr);
    if (expr->meaning.kind == MEANING_SUBMISSION_FIELD)
        return emit_field(emit, emit_value(emit, expr->base), expr);
    Value value;
    SetValue set;
    if (emit_call(emit, expr, &value, &set))
        bug("a set is taken for a value");
    return value;
}

static Value emit_arithmetic(Emit *emit, Expr *expr)
{
    bool minus = expr->kind == EXPR_SUBTRACT;
    if (expr->right->type.kind == TYPE_PERIOD)
        return value_add_period(emit, emit_value(emit, expr->left), &expr->right->literal, minus, expr->span);
    if (expr->left->type.kind == TYPE_PERIOD)
        return value_add_period(emit, emit_value(emit, expr->right), &expr->left->literal, false, expr->span);
    Value left = emit_value(emit, expr->left);
    Value right = emit_value(emit, expr->right);
    return value_arithmetic(emit, expr->kind, left, right, expr->type, expr->span);
}

static Value emit_comparison(Emit *emit, Expr *expr)
{
    Value left = emit_value(emit, expr->left);
    Value right = emit_value(emit, expr->right);
    NodeId node = value_compare(emit, expr->kind, left, right, expr->span);
    // The inverse has a place of its own in an explanation: the comparison that it inverts is the same text.
    return value_truth(node);
}

static Value emit_text_test(Emit *emit, Expr *expr)
{
    NodeId text = emit_value(emit, expr->left).node;
    uint16_t frame = node_frame_of(emit, text);
    Text pattern = expr->right->literal.text;
    NodeId node = expr->kind == EXPR_MATCHES
                      ? node_plain(emit, OP_MATCHES, frame, text, pool_regex(emit->pools, pattern), 0, expr->span)
                      : node_plain(emit, OP_LIKE, frame, text, pool_string(emit->pools, pattern), 0, expr->span);
    return value_truth(node);
}

static Value emit_claimed(Emit *emit, Expr *expr)
{
    // Asked of all acceptable claims, in the strict reading too; so is the way to what is asked.
    uint32_t mode = emit->mode;
    emit->mode = MODE_PLAIN;
    Value base = emit_value(emit, expr->left->base);
    uint32_t slot = slot_of(emit, expr->left->meaning.attribute);
    emit->mode = mode;
    bool declared = expr->kind == EXPR_DECLARED || expr->kind == EXPR_NOT_DECLARED;
    bool inverse = expr->kind == EXPR_NOT_DECLARED || expr->kind == EXPR_NOT_DISPUTED;
    NodeId node = node_plain(emit, declared ? OP_DECLARED : OP_DISPUTED, node_frame_of(emit, base.node), base.node, slot, 0,
                             expr->span);
    return value_truth(inverse ? node_same(emit, OP_NOT, node, 0, 0, expr->span) : node);
}

static Value emit_if(Emit *emit, Expr *expr)
{
    NodeId condition = emit_truth(emit, expr->condition);
    Value yes = emit_value(emit, expr->yes);
    Value otherwise = emit_value(emit, expr->otherwise);
    return value_choose(emit, condition, yes, otherwise, expr->type, expr->span);
}

static Value emit_pair(Emit *emit, Expr *expr, Op op)
{
    NodeId left = emit_truth(emit, expr->left);
    NodeId right = emit_truth(emit, expr->right);
    return value_truth(node_same(emit, op, left, right, 0, expr->span));
}

static Value emit_by_kind(Emit *emit, Expr *expr)
{
    switch (expr->kind) {
    case EXPR_LITERAL:
        return emit_literal(emit, expr);
    case EXPR_NAME:
        return emit_name(emit, expr);
    case EXPR_MEMBER:
        return emit_member(emit, expr);
    case EXPR_CALL: {
        Value value;
        SetValue set;
        if (emit_call(emit, expr, &value, &set))
            bug("a set is taken for a value");
        return value;
    }
    case EXPR_NOT:
        return value_truth(node_same(emit, OP_NOT, emit_truth(emit, expr->left), 0, 0, expr->span));
    case EXPR_NEGATE:
        return value_negate(emit, emit_value(emit, expr->left), expr->span);
    case EXPR_AND:
        return emit_pair(emit, expr, OP_AND);
    case EXPR_OR:
        return emit_pair(emit, expr, OP_OR);
    case EXPR_EQUAL:
    case EXPR_DIFFERENT:
    case EXPR_LESS:
    case EXPR_AT_MOST:
    case EXPR_GREATER:
    case EXPR_AT_LEAST:
        return emit_comparison(emit, expr);
    case EXPR_ADD:
    case EXPR_SUBTRACT:
    case EXPR_MULTIPLY:
    case EXPR_DIVIDE:
        return emit_arithmetic(emit, expr);
    case EXPR_IN:
    case EXPR_NOT_IN:
        return value_truth(emit_in(emit, expr));
    case EXPR_MATCHES:
    case EXPR_LIKE:
        return emit_text_test(emit, expr);
    case EXPR_DECLARED:
    case EXPR_NOT_DECLARED:
    case EXPR_DISPUTED:
    case EXPR_NOT_DISPUTED:
        return emit_claimed(emit, expr);
    case EXPR_IF:
        return emit_if(emit, expr);
    case EXPR_EVERY:
    case EXPR_SOME:
    case EXPR_NO:
        return value_truth(emit_quantifier(emit, expr));
    case EXPR_COUNT:
    case EXPR_SUM:
    case EXPR_MIN:
    case EXPR_MAX:
        return emit_aggregate(emit, expr);
    case EXPR_HOLDS:
        return value_truth(emit_rule_holds(emit, expr->meaning.decl));
    case EXPR_TODAY: {
        NodeId node = node_plain(emit, OP_TODAY, 0, 0, 0, 0, expr->span);
        return (Value){.node = node, .kind = OPERAND_VALUE, .bits = bits_of_type(expr->type), .type = expr->type};
    }
    case EXPR_SET:
    case EXPR_COMPREHENSION:
    case EXPR_RANGE:
    case EXPR_VIA:
    case EXPR_KINDS:
        break;
    }
    bug("a set is taken for a value");
}

Value emit_value(Emit *emit, Expr *expr)
{
    Value value = emit_by_kind(emit, expr);
    note_place(emit, value.node, expr->span, value.type);
    return value;
}

NodeId emit_truth(Emit *emit, Expr *expr)
{
    return emit_value(emit, expr).node;
}
