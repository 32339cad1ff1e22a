// SPDX-License-Identifier: MIT
// Definitions are expanded where they are called (inlining). A memo table keeps each expansion by definition, arguments and
// reading, so that definitions that call each other twice do not double the work at each level.
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

enum { NATIVE_OPERANDS = 3 };

// What a native is called with.
static void emit_arguments(Emit *emit, const Core *core, Value arguments[NATIVE_OPERANDS])
{
    const Argument *takes = core->decl->arguments;
    for (uint32_t i = 0; i < core->count && i < NATIVE_OPERANDS; i++, takes = takes->next)
        arguments[i] = value_as(emit, emit_value(emit, core->operands[i]), takes->variable->type);
}

// The registers of its arguments, in the frame of the deepest, or of the root, where one row serves for all. Returns that frame.
static uint16_t place_arguments(Emit *emit, const Core *core, const Value *arguments, NodeId nodes[NATIVE_OPERANDS])
{
    uint16_t frame = 0;
    nodes[0] = 0;
    uint32_t taken = core->count < NATIVE_OPERANDS ? core->count : NATIVE_OPERANDS;
    for (uint32_t i = 0; i < taken; i++) {
        nodes[i] = value_plain(emit, arguments[i]).node;
        frame = frame_deeper(emit, frame, node_frame_of(emit, nodes[i]));
    }
    for (uint32_t i = taken; i < NATIVE_OPERANDS; i++)
        nodes[i] = nodes[0]; // all operands are registers; one that the native does not take is not looked at
    for (int i = 0; i < NATIVE_OPERANDS; i++) {
        if (node_frame_of(emit, nodes[i]) != 0)
            nodes[i] = node_down(emit, nodes[i], frame);
    }
    return frame;
}

static NodeId native_node(Emit *emit, const Core *core, uint16_t frame, const NodeId nodes[NATIVE_OPERANDS])
{
    const Decl *decl = core->decl;
    if (core->count > NATIVE_OPERANDS)
        bug("a native with so many arguments");
    if (core->count > 2)
        return node_plain(emit, OP_NATIVE_TRUTH_OF, frame, pool_items(emit, nodes, core->count), core->count, decl->builtin,
                          core->span);
    Op op = decl->result_type.kind == TYPE_BOOLEAN ? OP_NATIVE_TRUTH : OP_NATIVE;
    return node_plain(emit, op, frame, nodes[0], nodes[1], decl->builtin, core->span);
}

Value emit_native_value(Emit *emit, const Core *core)
{
    const Decl *decl = core->decl;
    Value arguments[NATIVE_OPERANDS] = {{0}};
    NodeId nodes[NATIVE_OPERANDS];
    emit_arguments(emit, core, arguments);
    if (builtin_is_wide(decl->builtin))
        return emit_wide_native(emit, decl, arguments[0], core->span);
    uint16_t frame = place_arguments(emit, core, arguments, nodes);
    NodeId node = native_node(emit, core, frame, nodes);
    if (decl->result_type.kind == TYPE_BOOLEAN)
        return value_truth(node);
    return (Value){.node = node, .kind = OPERAND_VALUE, .bits = value_bits(decl->result_type), .type = decl->result_type};
}

// All elements are members; whether they are all there are hangs on whether the native has a result.
SetValue emit_native_set(Emit *emit, const Core *core)
{
    Value arguments[NATIVE_OPERANDS] = {{0}};
    NodeId nodes[NATIVE_OPERANDS];
    emit_arguments(emit, core, arguments);
    uint16_t home = place_arguments(emit, core, arguments, nodes);
    NodeId element = node_frame(emit, OP_NATIVE_SET, home, NO_FRAME, nodes[0], nodes[1], core->decl->builtin, core->span);
    SetValue set = set_made(emit, element, home, core->type, value_bits(type_item(core->type)), true);
    set.closed = node_plain(emit, OP_CLOSED, home, element, 0, 0, core->span);
    emit_place(emit, set.closed, core); // reasons name the call
    return set;
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
    graph_count_call(emit, call);
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
static Expansion expand(Emit *emit, const CoreDefine *define, size_t place)
{
    const Decl *decl = define->decl;
    exchange(emit, decl, place);
    Expansion made = {.is_set = decl->result_type.many};
    if (made.is_set)
        made.set = emit_set(emit, define->body);
    else
        made.value = value_as(emit, emit_value(emit, define->body), decl->result_type);
    exchange(emit, decl, place);
    return made;
}

static Binding bind_once(Emit *emit, const Core *core, const Argument *takes)
{
    // NOLINTNEXTLINE(clang-analyzer-core.NullDereference): a call has no more arguments than its definition
    Binding binding = {.bound = true, .is_set = takes->variable->type.many};
    if (binding.is_set)
        binding.set = emit_set(emit, core);
    else
        binding.value = value_as(emit, emit_value(emit, core), takes->variable->type);
    return binding;
}

// What is declared, disputed or submitted is asked of all acceptable claims, in a strict reading too, and so is the way to it:
// then an argument that it may lead through is there in both readings.
static Binding bind_argument(Emit *emit, const Core *core, const Argument *takes, bool in_both)
{
    Binding binding = bind_once(emit, core, takes);
    if (!in_both)
        return binding;
    uint32_t mode = emit->mode;
    emit->mode = MODE_PLAIN;
    Binding *plain = arena_take(emit->arena, sizeof *plain);
    *plain = bind_once(emit, core, takes);
    emit->mode = mode;
    binding.plain = plain;
    return binding;
}

static void push(Emit *emit, Binding binding)
{
    emit->stack = arena_grow(emit->arena, emit->stack, emit->stack_count, &emit->stack_capacity, sizeof *emit->stack);
    emit->stack[emit->stack_count++] = binding;
}

// The number of a call's expansion.
static uint32_t emit_call(Emit *emit, const Core *core)
{
    const Decl *decl = core->define->decl;
    const Argument *takes = decl->arguments;
    size_t place = emit->stack_count;
    bool in_both = emit->mode >= MODE_STRICT && takes && core_asks(core->define);
    for (uint32_t i = 0; i < core->count; i++, takes = takes->next)
        push(emit, bind_argument(emit, core->operands[i], takes, in_both));
    bool fresh;
    uint32_t at = expansion(emit, call_key(emit, decl, emit->stack + place, core->count), core->span, &fresh);
    if (fresh) {
        Expansion made = expand(emit, core->define, place); // may add others and move the array
        emit->calls[at] = made;
    }
    emit->stack_count = place;
    return at;
}

Value emit_call_value(Emit *emit, const Core *core)
{
    uint32_t at = emit_call(emit, core);
    return emit->calls[at].value;
}

SetValue emit_call_set(Emit *emit, const Core *core)
{
    uint32_t at = emit_call(emit, core);
    return emit->calls[at].set;
}

// Likewise once for each arguments; an integer that stands for a decimal is not widened.
Value emit_table_value(Emit *emit, const Core *core)
{
    size_t place = emit->stack_count;
    for (uint32_t i = 0; i < core->count; i++)
        push(emit, (Binding){.bound = true, .value = emit_value(emit, core->operands[i])});
    bool fresh;
    uint32_t at = expansion(emit, call_key(emit, core->decl, emit->stack + place, core->count), core->span, &fresh);
    if (fresh) {
        Value arguments[MOST_ARGUMENTS] = {{0}};
        for (uint32_t i = 0; i < core->count; i++)
            arguments[i] = emit->stack[place + i].value;
        Value value = table_value(emit, core->decl, arguments, core->span);
        emit->calls[at] = (Expansion){.value = value};
    }
    emit->stack_count = place;
    return emit->calls[at].value;
}
