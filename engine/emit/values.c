// SPDX-License-Identifier: MIT
// Instruction selection by width: intervals of bits say how wide a value can be, so that arithmetic is done in 64 bits where it
// fits, else in 128 bits, or on ranges.
#include "emit/emit.h"

#include "support/calendar.h"

enum { FACT_BITS = 63, SCALE_BITS = 20, ROUNDED_BITS = 19, DATE_BITS = 22, DAY_BITS = 17 };

Value value_truth(NodeId node)
{
    return (Value){.node = node, .kind = OPERAND_TRUTH, .type = {.kind = TYPE_BOOLEAN}};
}

int value_bits(Type type)
{
    switch (type.kind) {
    case TYPE_INTEGER:
    case TYPE_DECIMAL:
    case TYPE_INSTANT:
    case TYPE_DURATION:
        return FACT_BITS;
    case TYPE_DATE:
        return DATE_BITS; // the days of the years 1 to 9999
    default:
        return 0;
    }
}

Value value_constant(Emit *emit, Type type, int64_t number, Span span)
{
    NodeId node = node_plain(emit, OP_NUMBER, 0, pool_constant(emit->pools, number), 0, 0, span);
    return (Value){.node = node, .kind = OPERAND_VALUE, .bits = number_bits(number), .type = type};
}

Value value_literal(Emit *emit, const Literal *literal, Type type, Span span)
{
    switch (literal->type) {
    case TYPE_BOOLEAN:
        return value_truth(node_plain(emit, literal->number ? OP_TRUE : OP_FALSE, 0, 0, 0, 0, span));
    case TYPE_TEXT: {
        uint32_t text = pool_string(emit->pools, literal->text);
        return (Value){.node = node_plain(emit, OP_TEXT, 0, text, 0, 0, span), .kind = OPERAND_VALUE, .type = type};
    }
    case TYPE_INTEGER: // a parameter that is a decimal may be written as one
        return value_as(emit, value_constant(emit, (Type){.kind = TYPE_INTEGER}, literal->number, span), type);
    default:
        return value_constant(emit, type, literal->number, span);
    }
}

static Span span_of(const Emit *emit, Value value)
{
    return emit->graph.nodes[value.node].span;
}

Value value_wide(Emit *emit, Value value)
{
    if (value.kind == OPERAND_VALUE)
        value.node = node_same(emit, OP_WIDEN, value.node, 0, 0, span_of(emit, value));
    else if (value.kind == OPERAND_RANGE)
        return value_point(emit, value);
    value.kind = OPERAND_WIDE;
    return value;
}

static Value value_range(Emit *emit, Value value)
{
    if (value.kind == OPERAND_RANGE)
        return value;
    Value wide = value_wide(emit, value);
    wide.node = node_same(emit, OP_RANGE, wide.node, 0, 0, span_of(emit, value));
    wide.kind = OPERAND_RANGE;
    return wide;
}

Value value_point(Emit *emit, Value value)
{
    value.node = node_same(emit, OP_POINT, value.node, 0, 0, span_of(emit, value));
    value.kind = OPERAND_WIDE;
    return value;
}

Value value_plain(Emit *emit, Value value)
{
    if (value.kind == OPERAND_RANGE)
        value = value_point(emit, value);
    if (value.kind == OPERAND_WIDE) {
        if (value.bits > FACT_BITS)
            bug("a wide value is taken for a narrow one");
        value.node = node_same(emit, OP_NARROW, value.node, 0, 0, span_of(emit, value));
        value.kind = OPERAND_VALUE;
    }
    return value;
}

// A wide value in 64 bits where it fits.
static Value narrowed(Emit *emit, Value value)
{
    return value.kind == OPERAND_WIDE && value.bits <= FACT_BITS ? value_plain(emit, value) : value;
}

Value value_as(Emit *emit, Value value, Type type)
{
    if (value.type.kind != TYPE_INTEGER || type.kind != TYPE_DECIMAL)
        return value;
    Value million = value_constant(emit, (Type){.kind = TYPE_INTEGER}, DECIMAL_ONE, span_of(emit, value));
    value.bits += SCALE_BITS;
    if (value.kind == OPERAND_RANGE) {
        value.node = node_same(emit, OP_MULTIPLY_RANGE, value.node, value_range(emit, million).node, 0, span_of(emit, value));
    } else if (value.bits <= FACT_BITS && value.kind == OPERAND_VALUE) {
        value.node = node_same(emit, OP_MULTIPLY, value.node, million.node, 0, span_of(emit, value));
    } else {
        value.bits -= SCALE_BITS;
        Value wide = value_wide(emit, value);
        wide.node = node_same(emit, OP_MULTIPLY_WIDE, wide.node, value_wide(emit, million).node, 0, span_of(emit, value));
        wide.bits += SCALE_BITS;
        value = wide;
    }
    value.type = type;
    return value;
}

NodeId value_known(Emit *emit, Value value)
{
    switch (value.kind) {
    case OPERAND_TRUTH: // elements are numbers
        bug("a truth value is asked whether it is known");
    case OPERAND_WIDE:
        return node_same(emit, OP_KNOWN_WIDE, value.node, 0, 0, span_of(emit, value));
    case OPERAND_RANGE:
        return value_known(emit, value_point(emit, value));
    default:
        return node_same(emit, OP_KNOWN, value.node, 0, 0, span_of(emit, value));
    }
}

// Brings two values to the wider one's kind.
static OperandKind same_kind(Emit *emit, Value *left, Value *right)
{
    if (left->kind == OPERAND_RANGE || right->kind == OPERAND_RANGE) {
        *left = value_range(emit, *left);
        *right = value_range(emit, *right);
        return OPERAND_RANGE;
    }
    if (left->kind == OPERAND_WIDE || right->kind == OPERAND_WIDE) {
        *left = value_wide(emit, *left);
        *right = value_wide(emit, *right);
        return OPERAND_WIDE;
    }
    return left->kind;
}

static Type joined(Value left, Value right)
{
    return type_join(left.type, right.type);
}

NodeId value_compare(Emit *emit, CoreOperation operation, Value left, Value right, Span span)
{
    if (left.kind == OPERAND_TRUTH && right.kind == OPERAND_TRUTH)
        return node_same(emit, OP_SAME, left.node, right.node, 0, span);
    Type type = joined(left, right);
    left = value_as(emit, left, type);
    right = value_as(emit, right, type);
    enum { EQUAL, LESS, AT_MOST };
    int relation = operation == OPERATION_LESS ? LESS : operation == OPERATION_AT_MOST ? AT_MOST : EQUAL;
    static const Op ops[][3] = {
        {OP_EQUAL, OP_LESS, OP_AT_MOST},
        {OP_EQUAL_WIDE, OP_LESS_WIDE, OP_AT_MOST_WIDE},
        {OP_EQUAL_RANGE, OP_LESS_RANGE, OP_AT_MOST_RANGE},
        {OP_EQUAL, OP_LESS_VERSION, OP_AT_MOST_VERSION}, // equal versions are the same text
    };
    OperandKind operands = same_kind(emit, &left, &right);
    int row = type.kind == TYPE_VERSION ? 3 : operands == OPERAND_RANGE ? 2 : operands == OPERAND_WIDE ? 1 : 0;
    return node_same(emit, ops[row][relation], left.node, right.node, 0, span);
}

static int widest(int a, int b)
{
    return a > b ? a : b;
}

static Value emit_sum(Emit *emit, bool minus, Value left, Value right, Type type, Span span)
{
    left = value_as(emit, left, type);
    right = value_as(emit, right, type);
    Value sum = {.bits = widest(left.bits, right.bits) + 1, .type = type};
    if (sum.bits > FACT_BITS && left.kind == OPERAND_VALUE && right.kind == OPERAND_VALUE)
        left = value_wide(emit, left);
    sum.kind = same_kind(emit, &left, &right);
    Op op = sum.kind == OPERAND_RANGE  ? minus ? OP_SUBTRACT_RANGE : OP_ADD_RANGE
            : sum.kind == OPERAND_WIDE ? minus ? OP_SUBTRACT_WIDE : OP_ADD_WIDE
            : minus                    ? OP_SUBTRACT
                                       : OP_ADD;
    sum.node = node_same(emit, op, left.node, right.node, 0, span);
    return narrowed(emit, sum);
}

static Value emit_product(Emit *emit, Value left, Value right, Type type, Span span)
{
    bool rounded = left.type.kind == TYPE_DECIMAL && right.type.kind == TYPE_DECIMAL;
    Value product = {.bits = left.bits + right.bits - (rounded ? ROUNDED_BITS : 0), .type = type};
    if (left.kind == OPERAND_RANGE || right.kind == OPERAND_RANGE) {
        product.kind = same_kind(emit, &left, &right);
        product.node = node_same(emit, OP_MULTIPLY_RANGE, left.node, right.node, rounded ? DECIMAL_PLACES : 0, span);
        return product;
    }
    if (!rounded && product.bits <= FACT_BITS && left.kind == OPERAND_VALUE && right.kind == OPERAND_VALUE) {
        product.kind = OPERAND_VALUE;
        product.node = node_same(emit, OP_MULTIPLY, left.node, right.node, 0, span);
        return product;
    }
    product.kind = OPERAND_WIDE;
    NodeId a = value_wide(emit, left).node, b = value_wide(emit, right).node;
    product.node = node_same(emit, rounded ? OP_MULTIPLY_DECIMAL : OP_MULTIPLY_WIDE, a, b, 0, span);
    return narrowed(emit, product);
}

static Value emit_quotient(Emit *emit, Value left, Value right, Type type, Span span)
{
    bool decimal_left = left.type.kind == TYPE_DECIMAL, decimal_right = right.type.kind == TYPE_DECIMAL;
    // In millionths: a decimal by an integer as it is; decimals and integers by their like times a million; an integer
    // by a decimal, which counts millionths itself, times a million twice.
    uint32_t places = decimal_left == decimal_right ? DECIMAL_PLACES : decimal_left ? 0 : 2 * DECIMAL_PLACES;
    int bits = left.bits + (decimal_left && !decimal_right ? 0 : SCALE_BITS) + (!decimal_left && decimal_right ? SCALE_BITS : 0);
    Value quotient = {.kind = OPERAND_WIDE, .bits = bits, .type = type};
    NodeId a = value_wide(emit, left).node, b = value_wide(emit, right).node;
    quotient.node = node_same(emit, OP_DIVIDE, a, b, places, span);
    return narrowed(emit, quotient);
}

// The days that a duration from midnight goes on.
static Value emit_days(Emit *emit, Value length, Type type, Span span)
{
    static const Op ops[] = {[OPERAND_VALUE] = OP_DAYS, [OPERAND_WIDE] = OP_DAYS_WIDE, [OPERAND_RANGE] = OP_DAYS_RANGE};
    Value days = {.kind = length.kind, .bits = length.bits > DAY_BITS ? length.bits - DAY_BITS + 2 : 1, .type = type};
    days.node = node_same(emit, ops[length.kind], length.node, 0, 0, span);
    return narrowed(emit, days);
}

static Value emit_date_sum(Emit *emit, bool minus, Value date, Value length, Span span)
{
    if (minus)
        length = value_negate(emit, length, span); // the day that the sum falls on: rounded down, not towards the date
    return emit_sum(emit, false, date, emit_days(emit, length, date.type, span), date.type, span);
}

Value value_add_period(Emit *emit, Value date, const Literal *period, Span span)
{
    enum { PERIOD_BITS = 32 }; // of the days of the longest one
    Value from = value_wide(emit, date);
    Value sum = {.kind = OPERAND_WIDE, .bits = widest(date.bits, PERIOD_BITS) + 1, .type = date.type};
    uint32_t count = pool_constant(emit->pools, period->number);
    uint16_t frame = node_frame_of(emit, from.node);
    if (period->unit == PERIOD_MONTHS)
        sum.node = node_plain(emit, OP_DATE_MONTHS, frame, from.node, count, 0, span);
    else
        sum.node = node_plain(emit, OP_DATE_WORKING_DAYS, frame, from.node, count, emit->holidays, span);
    return narrowed(emit, sum);
}

static Value emit_date_difference(Emit *emit, Value left, Value right, Type type, Span span)
{
    Value days = emit_sum(emit, true, left, right, left.type, span);
    Value day = value_constant(emit, (Type){.kind = TYPE_INTEGER}, SECONDS_A_DAY, span);
    return emit_product(emit, days, day, type, span);
}

Value value_arithmetic(Emit *emit, CoreOperation operation, Value left, Value right, Type type, Span span)
{
    if (operation == OPERATION_MULTIPLY)
        return emit_product(emit, left, right, type, span);
    if (operation == OPERATION_DIVIDE)
        return emit_quotient(emit, left, right, type, span);
    bool minus = operation == OPERATION_SUBTRACT;
    if (type.kind == TYPE_DATE) {
        bool swapped = left.type.kind != TYPE_DATE;
        Value date = swapped ? right : left, length = swapped ? left : right;
        return emit_date_sum(emit, minus, date, length, span);
    }
    if (left.type.kind == TYPE_DATE)
        return emit_date_difference(emit, left, right, type, span);
    return emit_sum(emit, minus, left, right, type, span);
}

Value value_negate(Emit *emit, Value value, Span span)
{
    Op op = value.kind == OPERAND_RANGE ? OP_NEGATE_RANGE : value.kind == OPERAND_WIDE ? OP_NEGATE_WIDE : OP_NEGATE;
    value.node = node_same(emit, op, value.node, 0, 0, span);
    return value;
}

Value value_choose(Emit *emit, NodeId condition, Value yes, Value otherwise, Type type, Span span)
{
    if (yes.kind == OPERAND_TRUTH)
        return value_truth(node_same(emit, OP_CHOOSE_TRUTH, condition, yes.node, otherwise.node, span));
    yes = value_as(emit, yes, type);
    otherwise = value_as(emit, otherwise, type);
    Value chosen = {.bits = widest(yes.bits, otherwise.bits), .type = type};
    chosen.kind = same_kind(emit, &yes, &otherwise);
    Op op = chosen.kind == OPERAND_RANGE ? OP_CHOOSE_RANGE : chosen.kind == OPERAND_WIDE ? OP_CHOOSE_WIDE : OP_CHOOSE;
    chosen.node = node_same(emit, op, condition, yes.node, otherwise.node, span);
    return chosen;
}
