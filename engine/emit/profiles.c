// SPDX-License-Identifier: MIT
// Code that hangs on which profiles apply: it asks, and what they set has constants of its own, which a variant of the program
// sets (machine/variant.h).
#include "emit/emit.h"

#include <stdlib.h>

#define ADD(emit, section, record) pool_add((emit)->pools, &(emit)->pools->section, &(record), sizeof(record))

uint32_t profile_number(const Profile *profile)
{
    return profile ? profile->number : NO_INDEX;
}

NodeId profile_applies(Emit *emit, const Profile *profile, Span span)
{
    return node_plain(emit, OP_APPLIES, 0, profile->number, 0, 0, span);
}

uint64_t profiles_of(const Decl *decl)
{
    return file_is_base(decl->file) ? 0 : decl->file->users >> 1;
}

NodeId profiles_apply(Emit *emit, uint64_t profiles, Span span)
{
    NodeId any = NO_NODE;
    for (uint32_t i = 0; i < emit->policy->profile_count; i++) {
        const Profile *profile = emit->policy->profiles[i];
        if (!(profiles >> i & 1))
            continue;
        if (!profile->conditional)
            return NO_NODE;
        NodeId applies = profile_applies(emit, profile, span);
        any = any == NO_NODE ? applies : node_same(emit, OP_OR, any, applies, 0, span);
    }
    return any;
}

bool except_is_dropped(const Emit *emit, const Condition *except)
{
    for (uint32_t i = 0; i < emit->policy->profile_count && !emits_alone(emit); i++) {
        if ((except->dropped >> i & 1) && !emit->policy->profiles[i]->conditional)
            return true;
    }
    return false;
}

// ---- parameters ----

// A value of a parameter as a number of its type; false where it is a text, or outgrows 64 bits.
static bool number_of(const Decl *parameter, const Expr *expr, int64_t *number)
{
    Literal literal = core_literal(expr);
    bool widened = literal.type == TYPE_INTEGER && parameter->parameter_resolved.kind == TYPE_DECIMAL;
    Wide wide = (Wide)literal.number * (widened ? DECIMAL_ONE : 1);
    *number = (int64_t)wide;
    return literal.type != TYPE_TEXT && wide >= -INT64_MAX && wide <= INT64_MAX;
}

static bool all_are_numbers(const Decl *parameter)
{
    int64_t number;
    bool all = number_of(parameter, parameter->value, &number);
    for (const Setting *setting = parameter->settings; setting && all; setting = setting->next)
        all = number_of(parameter, setting->value, &number);
    return all;
}

// The constant that a variant sets: of the parameter alone, whatever others are equal to it.
static Value constant_of(Emit *emit, const Decl *parameter, Span span)
{
    int64_t number;
    int bits = 0;
    for (const Setting *setting = parameter->settings; setting; setting = setting->next) {
        number_of(parameter, setting->value, &number);
        bits = number_bits(number) > bits ? number_bits(number) : bits;
    }
    number_of(parameter, parameter->value, &number);
    bits = number_bits(number) > bits ? number_bits(number) : bits;
    uint32_t *constant = &emit->pools->parameter_constants[parameter->place];
    if (*constant == NO_INDEX)
        *constant = pool_constant_own(emit->pools, number);
    NodeId node = node_plain(emit, OP_NUMBER, 0, *constant, 0, 0, span);
    return (Value){.node = node, .kind = OPERAND_VALUE, .bits = bits, .type = parameter->parameter_resolved};
}

Value parameter_value(Emit *emit, const Decl *parameter, Span span)
{
    if (all_are_numbers(parameter))
        return constant_of(emit, parameter, span);
    // Of others, of which there are few, the code chooses: the last one that applies.
    Type type = parameter->parameter_resolved;
    Literal literal = core_literal(parameter->value);
    Value value = value_literal(emit, &literal, type, span);
    for (const Setting *setting = parameter->settings; setting; setting = setting->next) {
        literal = core_literal(setting->value);
        Value set = value_literal(emit, &literal, type, span);
        value = value_choose(emit, profile_applies(emit, setting->profile, span), set, value, type, span);
    }
    return value;
}
