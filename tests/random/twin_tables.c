// SPDX-License-Identifier: MIT
// Decision tables of the second evaluator (LANGUAGE.md 5.9): all cases that may be are tried, by values that stand for all: those
// that cells name, and what lies beside them.
#include "twin_evaluator.h"

enum { MOST_SAMPLES = 200 };

// What stands for the values of an argument.
typedef struct Samples {
    Value values[MOST_SAMPLES];
    size_t count;
} Samples;

typedef struct Trial {
    const Context *context;
    const Decl *table;
    const Value *arguments;
    const Samples *possible, *all; // by argument: what it may be, and what others might be
    size_t count;
    Value *chosen; // the case under way
} Trial;

static bool fits_test(const Context *context, const CellTest *test, Value value)
{
    Value bound = evaluate(context, test->value);
    if (test->relation != EXPR_RANGE)
        return value_is_true(values_compare(test->relation, value, bound));
    return value_is_true(values_compare(EXPR_AT_LEAST, value, bound)) &&
           value_is_true(values_compare(EXPR_AT_MOST, value, evaluate(context, test->upper)));
}

static bool fits(const Context *context, const TableRow *row, const Value *values)
{
    for (const Cell *cell = row->cells; cell; cell = cell->next, values++) {
        bool any = !cell->tests; // `_`
        for (const CellTest *test = cell->tests; test && !any; test = test->next)
            any = fits_test(context, test, *values);
        if (!any)
            return false;
    }
    return true;
}

// The row that is the answer in the case that is chosen.
static const TableRow *answer(const Trial *trial)
{
    for (const TableRow *row = trial->table->rows; row; row = row->next) {
        if (fits(trial->context, row, trial->chosen))
            return row;
    }
    bug("a table without a row for a case");
}

// Whether the arguments chosen up to one lead to the same rows with two values of it, whatever those behind it are.
static bool same_rows(const Trial *trial, size_t at, Value one, Value other, size_t behind)
{
    if (behind == trial->count) {
        trial->chosen[at] = one;
        const TableRow *row = answer(trial);
        trial->chosen[at] = other;
        return row == answer(trial);
    }
    for (size_t i = 0; i < trial->all[behind].count; i++) {
        trial->chosen[behind] = trial->all[behind].values[i];
        if (!same_rows(trial, at, one, other, behind + 1))
            return false;
    }
    return true;
}

// What the table gives, the arguments before one being chosen: what is known whatever the others are; else unknown, for want of
// those that lead to different rows.
static Value try_from(const Trial *trial, size_t at)
{
    if (at == trial->count)
        return evaluate(trial->context, answer(trial)->result);
    const Samples *possible = &trial->possible[at];
    Reasons reasons = 0;
    Value result = value_unknown(0);
    bool settled = true;
    for (size_t i = 0; i < possible->count; i++) {
        trial->chosen[at] = possible->values[i];
        Value given = try_from(trial, at + 1);
        settled = settled && value_is_known(given) && (i == 0 || values_equal(result, given));
        result = given;
        reasons |= value_reasons(given);
        if (i > 0 && !same_rows(trial, at, possible->values[0], possible->values[i], at + 1))
            reasons |= value_reasons(trial->arguments[at]);
    }
    return settled ? result : value_unknown(reasons);
}

// ---- values that stand for all ----

static void stand(Samples *samples, Value value)
{
    if (samples->count == MOST_SAMPLES)
        bug("a table names more values than a test has room for");
    samples->values[samples->count++] = value;
}

static void stand_number(Samples *samples, Type type, Wide number)
{
    Value value = value_number(type.kind, number);
    value.type = type;
    stand(samples, value);
}

static Wide rounded_down(Wide number, Wide unit)
{
    return number / unit - (number % unit != 0 && number < 0);
}

// A number that a cell names, and its neighbours; what an integer is asked for as a decimal is an integer all the same.
static void stand_beside(const Context *context, const Expr *constant, Type type, Type column, Samples *samples)
{
    Value value = evaluate(context, constant);
    if (value.kind == VALUE_TEXT) {
        stand(samples, value_text(type.kind, value.text));
        return;
    }
    bool scaled = value.type.kind == TYPE_DECIMAL, decimal = column.kind == TYPE_DECIMAL;
    Wide number = decimal && !scaled ? value.number * DECIMAL_ONE : value.number;
    if (decimal && type.kind == TYPE_INTEGER)
        number = rounded_down(number, DECIMAL_ONE);
    for (Wide i = -1; i <= 1; i++)
        stand_number(samples, type, number + i);
}

// Of all values of a column, as they are where the argument is of a type.
static void stand_for_all(const Context *context, const Decl *table, size_t at, Type type, Type column, Samples *samples)
{
    if (column.kind == TYPE_BOOLEAN) {
        stand(samples, truth_value(false));
        stand(samples, truth_value(true));
        return;
    }
    for (uint32_t i = 0; column.kind == TYPE_ENUM && i < column.decl->value_count; i++)
        stand_number(samples, column, i);
    if (column.kind == TYPE_ENUM)
        return;
    bool text = column.kind == TYPE_TEXT || column.kind == TYPE_VERSION;
    if (text)
        stand(samples, value_text(column.kind, text_of("\x7fno text that a cell names")));
    else
        stand_number(samples, type, 0);
    for (const TableRow *row = table->rows; row; row = row->next) {
        const Cell *cell = row->cells;
        for (size_t i = 0; i < at; i++)
            cell = cell->next;
        for (const CellTest *test = cell->tests; test; test = test->next) {
            stand_beside(context, test->value, type, column, samples);
            if (test->upper)
                stand_beside(context, test->upper, type, column, samples);
        }
    }
}

// Of a known value itself; of a range those that lie in it, and its ends.
static void stand_for_possible(Value argument, const Samples *all, Samples *samples)
{
    if (value_is_known(argument)) {
        stand(samples, argument);
        return;
    }
    for (size_t i = 0; i < all->count; i++) {
        if (argument.kind != VALUE_RANGE || !value_is_false(values_compare(EXPR_EQUAL, argument, all->values[i])))
            stand(samples, all->values[i]);
    }
    if (argument.kind != VALUE_RANGE)
        return;
    if (argument.range.has_low)
        stand_number(samples, argument.type, argument.range.low);
    if (argument.range.has_high)
        stand_number(samples, argument.type, argument.range.high);
}

Value evaluate_table(const Context *context, const Decl *table, const Value *arguments)
{
    Arena *arena = context->evaluator->review.arena;
    size_t count = 0;
    for (const Argument *argument = table->table_arguments; argument; argument = argument->next)
        count++;
    Samples *possible = arena_array(arena, count, sizeof *possible), *all = arena_array(arena, count, sizeof *all);
    Value *chosen = arena_array(arena, count, sizeof *chosen);
    size_t at = 0;
    for (const Argument *argument = table->table_arguments; argument; argument = argument->next, at++) {
        Type column = argument->variable->type, type = column;
        // An integer that stands for a decimal stays one.
        if ((arguments[at].kind == VALUE_RANGE || arguments[at].kind == VALUE_NUMBER) && arguments[at].type.kind == TYPE_INTEGER)
            type = arguments[at].type;
        stand_for_all(context, table, at, type, column, &all[at]);
        stand_for_possible(arguments[at], &all[at], &possible[at]);
    }
    Trial trial = {context, table, arguments, possible, all, count, chosen};
    return try_from(&trial, 0);
}
