// SPDX-License-Identifier: MIT
// Definitions are expanded where they are called. The same definition with the same arguments in the same reading is
// expanded once, so that definitions that call each other twice do not double the work at each level.
#include "emit/emit.h"

static Value emit_wide_native(Emit *emit, const Decl *decl, Value argument, Span span)
{
    argument = value_wide(emit, argument);
    enum { FACT_BITS = 63 };
    Value result = {
        .kind = OPERAND_WIDE, .bits = argument.bits > FACT_BITS ? argument.bits : FACT_BITS, .type = decl->result_type};
    result.node = node_plain(emit, OP_NATIVE_WIDE, node_frame_of(emit, argument.node), argument.node, 0, decl->builtin, span);
    return result.bits > FACT_BITS ? result : value_plain(emit, result);
}

static Value emit_native(Emit *emit, const Decl *decl, const Binding *arguments, size_t count, Span span)
{
    if (builtin_is_wide(decl->builtin))
        return emit_wide_native(emit, decl, arguments[0].value, span);
    NodeId nodes[2] = {0, 0};
    for (size_t i = 0; i < count && i < 2; i++)
        nodes[i] = value_plain(emit, arguments[i].value).node;
    if (count < 2)
        nodes[1] = nodes[0]; // both operands are registers; the second one is not looked at
    uint16_t frame = deeper_frame(emit, node_frame_of(emit, nodes[0]), node_frame_of(emit, nodes[1]));
    for (int i = 0; i < 2; i++) {
        if (node_frame_of(emit, nodes[i]) != 0)
            nodes[i] = node_down(emit, nodes[i], frame);
    }
    bool truth = decl->result_type.kind == TYPE_BOOLEAN;
    NodeId node = node_plain(emit, truth ? OP_NATIVE_TRUTH : OP_NATIVE, frame, nodes[0], nodes[1], decl->builtin, span);
    if (truth)
        return value_truth(node);
    return (Value){.node = node, .kind = OPERAND_VALUE, .bits = bits_of_type(decl->result_type), .type = decl->result_type};
}

static void append_bound(TextBuilder *key, const Binding *argument)
{
    uint32_t bound[] = {argument->is_set ? argument->set.element : argument->value.node,
                        argument->is_set ? argument->set.member : (uint32_t)argument->value.kind,
                        argument->is_set ? argument->set.closed : (uint32_t)argument->value.bits};
    text_append(key, (Text){(const char *)bound, sizeof bound});
}

// What tells one expansion of a definition from another: what is bound to its arguments, and the reading. Stays until the next.
static Text call_key(Emit *emit, const Decl *decl, const Binding *arguments, size_t count)
{
    TextBuilder *key = &emit->key;
    key->length = 0;
    uint32_t reading[] = {emit->mode, emit->segment};
    text_append(key, (Text){(const char *)&decl, sizeof decl});
    text_append(key, (Text){(const char *)reading, sizeof reading});
    for (size_t i = 0; i < count; i++) {
        append_bound(key, &arguments[i]);
        if (arguments[i].plain)
            append_bound(key, arguments[i].plain);
    }
    return text_built(key);
}

// The number of an expansion; *fresh where there is none yet.
static uint32_t expansion(Emit *emit, Text key, Span call, bool *fresh)
{
    uint32_t at = text_index_find(&emit->expansions, key);
    *fresh = at == UINT32_MAX;
    if (!*fresh)
        return at;
    count_call(emit, call);
    at = text_index_add(&emit->expansions, text_copy(emit->arena, key));
    emit->calls = arena_grow(emit->arena, emit->calls, at, &emit->call_capacity, sizeof *emit->calls);
    return at;
}

// Exchanges what the arguments are bound to with what stands on the stack from a place on.
static void exchange(Emit *emit, const Decl *decl, size_t place)
{
    for (const Argument *argument = decl->arguments; argument; argument = argument->next, place++) {
        Binding *bound = &emit->bindings[argument->variable->number], before = *bound;
        *bound = emit->stack[place];
        emit->stack[place] = before;
    }
}

// Expands the body with its arguments, which are on the stack, bound; what was bound to them before comes back behind it.
static Expansion expand(Emit *emit, const Decl *decl, size_t place)
{
    exchange(emit, decl, place);
    Expansion made = {.is_set = decl->result_type.many};
    if (made.is_set)
        made.set = emit_set(emit, decl->body);
    else
        made.value = value_as(emit, emit_value(emit, decl->body), decl->result_type);
    exchange(emit, decl, place);
    return made;
}

static Binding bind_once(Emit *emit, Expr *expr, const Argument *takes)
{
    // NOLINTNEXTLINE(clang-analyzer-core.NullDereference): a call has no more arguments than its definition
    Binding binding = {.bound = true, .is_set = takes->variable->type.many};
    if (binding.is_set)
        binding.set = emit_set(emit, expr);
    else
        binding.value = value_as(emit, emit_value(emit, expr), takes->variable->type);
    return binding;
}

// What is declared, disputed or submitted is asked of all acceptable claims, in a strict reading too, and so is the way to it:
// then an argument that it may lead through is there in both readings.
static Binding bind_argument(Emit *emit, Expr *expr, const Argument *takes, bool in_both)
{
    Binding binding = bind_once(emit, expr, takes);
    if (!in_both)
        return binding;
    uint32_t mode = emit->mode;
    emit->mode = MODE_PLAIN;
    Binding *plain = arena_take(emit->arena, sizeof *plain);
    *plain = bind_once(emit, expr, takes);
    emit->mode = mode;
    binding.plain = plain;
    return binding;
}

static void visit_asking(ExprWalk *walk, Expr *expr)
{
    *(bool *)walk->with |= expr_infos[expr->kind].reads == READS_CLAIMS || expr->meaning.kind == MEANING_SUBMISSIONS;
}

// Whether a definition, or one that it calls, asks about the evidence itself. It is looked up once.
static bool asks_about_evidence(Emit *emit, Decl *decl)
{
    enum { NOT_LOOKED_UP, ASKS_NOT, ASKS };
    if (decl->asks == NOT_LOOKED_UP && decl->body) {
        bool asks = false;
        ExprWalk walk = {.visit = visit_asking, .with = &asks, .policy = emit->policy};
        expr_walk(&walk, decl->body);
        decl->asks = asks ? ASKS : ASKS_NOT;
    }
    return decl->asks == ASKS;
}

static void push(Emit *emit, Binding binding)
{
    emit->stack = arena_grow(emit->arena, emit->stack, emit->stack_count, &emit->stack_capacity, sizeof *emit->stack);
    emit->stack[emit->stack_count++] = binding;
}

// Puts what is given to a definition on the stack.
static void push_arguments(Emit *emit, const Expr *expr, Decl *decl)
{
    const Argument *takes = decl->arguments;
    bool in_both = emit->mode >= MODE_STRICT && takes && asks_about_evidence(emit, decl);
    if (expr->kind == EXPR_MEMBER && takes) {
        push(emit, bind_argument(emit, expr->base, takes, in_both));
        takes = takes->next;
    }
    for (ExprList *argument = expr->kind == EXPR_CALL ? expr->arguments : NULL; argument; argument = argument->next) {
        push(emit, bind_argument(emit, argument->expr, takes, in_both));
        takes = takes->next;
    }
}

bool emit_call(Emit *emit, Expr *expr, Value *value, SetValue *set)
{
    Decl *decl = expr->meaning.decl;
    size_t place = emit->stack_count;
    push_arguments(emit, expr, decl);
    const Binding *arguments = emit->stack + place;
    size_t count = emit->stack_count - place;
    if (!decl->body) {
        *value = emit_native(emit, decl, arguments, count, expr->span);
        emit->stack_count = place;
        return false;
    }
    bool fresh;
    uint32_t at = expansion(emit, call_key(emit, decl, arguments, count), expr->span, &fresh);
    if (fresh) {
        Expansion made = expand(emit, decl, place); // may add others and move the array
        emit->calls[at] = made;
    }
    emit->stack_count = place;
    const Expansion *known = &emit->calls[at];
    if (known->is_set)
        *set = known->set;
    else
        *value = known->value;
    return known->is_set;
}
