// SPDX-License-Identifier: MIT
// What is called: definitions, and the natives of the standard library
// (stdlib/builtins.def).
#include "twin_evaluator.h"

#include "model/builtin.h"
#include "support/calendar.h"
#include "support/version.h"

// ---- definitions ----

// The body sees its arguments and nothing else of where it is called; it is read as the caller is.
static Value call_definition(const Context *context, const Expr *body, const Argument *argument, const Value *values,
                             const Value *plain, const Binding *bindings)
{
    if (!argument) {
        Context inner = context_with(context, bindings);
        return evaluate(&inner, body);
    }
    Binding binding = {argument->variable, *values, plain, bindings};
    return call_definition(context, body, argument->next, values + 1, plain ? plain + 1 : NULL, &binding);
}

// ---- natives ----

static Wide divided_down(Wide a, Wide b)
{
    return a / b - (a % b != 0 && (a < 0) != (b < 0));
}

// A part of a version's core as a number.
static Value version_number(Value version, int at)
{
    Version read;
    int64_t number;
    if (!version_read(version.text, &read) || number_read_integer(read.core[at], false, &number) != NUMBER_FINE)
        return value_unknown(TWIN_NOT_COMPARABLE);
    return value_number(TYPE_INTEGER, number);
}

static Value semver(Value text)
{
    Version read;
    return version_read(text.text, &read) ? value_text(TYPE_VERSION, text.text) : value_unknown(TWIN_NOT_COMPARABLE);
}

static Value is_pre_release(Value version)
{
    Version read;
    if (!version_read(version.text, &read))
        return value_unknown(TWIN_NOT_COMPARABLE);
    return truth_value(read.pre_release.length > 0);
}

const char *const twin_leaves_out[] = {"older, in_range: maven, pypi, alpine",
                                       "cvss_score: 4.0, and metrics beside those of the base",
                                       "licences beside ten, exceptions beside one", "types of package URLs beside ten", NULL};

static Value call_on_text(Arena *arena, Builtin builtin, const Value *arguments)
{
    Text text = arguments[0].text;
    Value result;
    if (notation_call(arena, builtin, arguments, &result) || purl_call(arena, builtin, text, &result))
        return result;
    switch (builtin) {
    case BUILTIN_length:
        return value_number(TYPE_INTEGER, (Wide)text_points(text));
    case BUILTIN_lower:
        return value_text(TYPE_TEXT, text_lower(arena, text));
    case BUILTIN_upper:
        return value_text(TYPE_TEXT, text_upper(arena, text));
    case BUILTIN_starts_with:
        return truth_value(text_starts(text, arguments[1].text));
    case BUILTIN_ends_with:
        return truth_value(text_ends(text, arguments[1].text));
    case BUILTIN_contains:
        return truth_value(text_contains(text, arguments[1].text));
    case BUILTIN_semver:
        return semver(arguments[0]);
    case BUILTIN_major:
        return version_number(arguments[0], 0);
    case BUILTIN_minor:
        return version_number(arguments[0], 1);
    case BUILTIN_patch:
        return version_number(arguments[0], 2);
    case BUILTIN_is_pre_release:
        return is_pre_release(arguments[0]);
    case BUILTIN_older:
        return twin_older(arguments[0].text, arguments[1].text, arguments[2].text);
    case BUILTIN_in_range:
        return twin_in_range(arguments[0].text, arguments[1].text);
    case BUILTIN_within:
        return truth_value(twin_address_within(text, arguments[1].text));
    case BUILTIN_is_private:
        return truth_value(twin_address_is_private(text));
    default:
        bug("a native that takes no text");
    }
}

static Value call_on_number(Builtin builtin, Value argument)
{
    Wide number = argument.number;
    Wide unit = argument.type.kind == TYPE_DECIMAL ? DECIMAL_ONE : 1;
    switch (builtin) {
    case BUILTIN_year:
        return value_number(TYPE_INTEGER, date_to_civil(number).year);
    case BUILTIN_month:
        return value_number(TYPE_INTEGER, date_to_civil(number).month);
    case BUILTIN_day_of_month:
        return value_number(TYPE_INTEGER, date_to_civil(number).day);
    case BUILTIN_weekday:
        return value_number(TYPE_INTEGER, date_weekday(number));
    case BUILTIN_date_of:
        return value_number(TYPE_DATE, days_of_seconds(number));
    case BUILTIN_whole_days:
        return value_number(TYPE_INTEGER, days_of_seconds(number));
    case BUILTIN_absolute:
        return value_number(argument.type.kind, number < 0 ? -number : number);
    case BUILTIN_floor:
        return value_number(TYPE_INTEGER, divided_down(number, unit));
    case BUILTIN_ceiling:
        return value_number(TYPE_INTEGER, -divided_down(-number, unit));
    default:
        bug("a native that takes no number");
    }
}

// Unknown where an argument is; a range is not one known value either.
static Value call_native(const Context *context, const Decl *decl, const Value *arguments, size_t count)
{
    Builtin builtin = (Builtin)decl->builtin;
    Reasons reasons = 0;
    bool known = true;
    for (size_t i = 0; i < count; i++) {
        known = known && value_is_known(arguments[i]);
        reasons |= value_reasons(arguments[i]);
    }
    if (!known && decl->result_type.many) {
        Set *set = set_new(context->evaluator->review.arena);
        set_leave_open(set, reasons);
        return value_set(set);
    }
    if (!known)
        return value_unknown(reasons);
    if (arguments[0].kind == VALUE_TEXT)
        return call_on_text(context->evaluator->review.arena, builtin, arguments);
    return call_on_number(builtin, arguments[0]);
}

Value call_value(const Context *context, const Decl *decl, const Value *arguments, const Value *plain, size_t count)
{
    if (decl->kind == DECL_TABLE)
        return evaluate_table(context, decl, arguments);
    if (!decl->body)
        return call_native(context, decl, arguments, count);
    return call_definition(context, decl->body, decl->arguments, arguments, plain, NULL);
}

static Value *argument_values(const Context *context, Reading reading, const Expr *expr, size_t *count)
{
    *count = 0;
    for (const ExprList *argument = expr->arguments; argument; argument = argument->next)
        ++*count;
    Value *values = arena_array(context->evaluator->review.arena, *count + 1, sizeof *values);
    size_t i = 0;
    for (const ExprList *argument = expr->arguments; argument; argument = argument->next)
        values[i++] = evaluate_in(context, reading, argument->expr);
    return values;
}

Value evaluate_call(const Context *context, const Expr *expr)
{
    size_t count;
    const Value *arguments = argument_values(context, context->reading, expr, &count), *plain = NULL;
    if (context->reading == READING_STRICT)
        plain = argument_values(context, READING_PLAIN, expr, &count);
    return call_value(context, expr->meaning.decl, arguments, plain, count);
}
