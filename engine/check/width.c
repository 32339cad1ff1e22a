// SPDX-License-Identifier: MIT
// Widths: how many bits beside the sign a number can take, whatever the facts are (LANGUAGE.md 4.2). What could pass 127 is
// refused, so that no arithmetic can fail later. A definition is looked at once for each widths of its arguments.
#include "model/builtin.h"
#include "check/check.h"

enum { FACT_BITS = 63, COUNT_BITS = 32, SCALE_BITS = 20, ROUNDED_BITS = 19, WIDEST = 127 };

typedef struct Widths {
    Policy *policy;
    uint8_t *of_variable; // by number
    TextIndex calls;      // a definition with the widths of its arguments -> the width of its result
    TextBuilder key;      // of the call that is looked for
    Span call;            // the outermost call under way; start 0: none
    bool too_much;        // was reported
} Widths;

static int width(Widths *widths, Expr *expr);

static int bounded(Widths *widths, const Expr *expr, int bits)
{
    if (bits <= WIDEST)
        return bits;
    Diagnostic *wide = diagnose(widths->policy->diagnostics, MESSAGE_TOO_WIDE, expr->span, 1,
                                text_format(widths->policy->arena, "%d", bits));
    diagnostic_correct(wide, text_of("split this expression, or compare its parts"));
    if (span_is_known(widths->call))
        diagnostic_also(wide, widths->call, "with the arguments of this call");
    return FACT_BITS; // reported once
}

static int widest(int a, int b)
{
    return a > b ? a : b;
}

// The width of an operand where the whole is of type `as`: an integer among decimals is widened.
static int widened(Widths *widths, const Expr *expr, int bits, Type as)
{
    bool meets = expr->type.kind == TYPE_INTEGER && as.kind == TYPE_DECIMAL;
    return meets ? bounded(widths, expr, bits + SCALE_BITS) : bits;
}

static Type joined(const Expr *a, const Expr *b)
{
    return type_join(type_item(a->type), type_item(b->type));
}

static int pair_width(Widths *widths, Expr *left, Expr *right)
{
    Type type = joined(left, right);
    int a = widened(widths, left, width(widths, left), type);
    return widest(a, widened(widths, right, width(widths, right), type));
}

static void bind(Widths *widths, Binder *binder)
{
    for (; binder; binder = binder->next) {
        widths->of_variable[binder->variable->number] = (uint8_t)width(widths, binder->set);
        if (binder->where)
            width(widths, binder->where);
    }
}

static int arithmetic_width(Widths *widths, Expr *expr)
{
    int a = width(widths, expr->left), b = width(widths, expr->right);
    bool decimal_a = expr->left->type.kind == TYPE_DECIMAL, decimal_b = expr->right->type.kind == TYPE_DECIMAL;
    if (expr->kind == EXPR_MULTIPLY)
        return bounded(widths, expr, a + b - (decimal_a && decimal_b ? ROUNDED_BITS : 0));
    if (expr->kind == EXPR_DIVIDE)
        return bounded(widths, expr, a + SCALE_BITS + (!decimal_a && decimal_b ? SCALE_BITS : 0));
    a = widened(widths, expr->left, a, expr->type);
    b = widened(widths, expr->right, b, expr->type);
    return bounded(widths, expr, widest(a, b) + 1);
}

static int literal_width(const Literal *literal)
{
    switch (literal->type) {
    case TYPE_INTEGER:
    case TYPE_DECIMAL:
        return number_bits(literal->number);
    case TYPE_DATE:
    case TYPE_INSTANT:
    case TYPE_DURATION:
        return FACT_BITS;
    default:
        return 0;
    }
}

static int native_width(const Decl *decl, const uint8_t *arguments)
{
    if (builtin_is_wide(decl->builtin))
        return widest(arguments[0], FACT_BITS);
    return decl->builtin == BUILTIN_length ? COUNT_BITS : FACT_BITS;
}

// A definition that is called with ever other widths takes code for each of them.
static void report_too_much(Widths *widths, const Expr *expr)
{
    if (!widths->too_much)
        policy_too_much_code(widths->policy, span_is_known(widths->call) ? widths->call : expr->span);
    widths->too_much = true;
}

// Whether a call with these widths is looked at for the first time, and its number.
static bool is_new_call(Widths *widths, const Decl *decl, const uint8_t *arguments, size_t count, uint32_t *call)
{
    TextBuilder *key = &widths->key;
    key->length = 0;
    text_append(key, (Text){(const char *)&decl, sizeof decl});
    text_append(key, (Text){(const char *)arguments, count});
    *call = text_index_find(&widths->calls, text_built(key));
    if (*call != UINT32_MAX)
        return false;
    *call = text_index_add(&widths->calls, text_copy(widths->policy->arena, text_built(key)));
    return true;
}

// Gives the arguments of a definition their widths; those that they had before come back in their place.
static void exchange(Widths *widths, const Decl *decl, uint8_t *given)
{
    for (const Argument *argument = decl->arguments; argument; argument = argument->next, given++) {
        uint8_t *place = &widths->of_variable[argument->variable->number], before = *place;
        *place = *given;
        *given = before;
    }
}

static int call_width(Widths *widths, const Expr *expr, Decl *decl, uint8_t *arguments, size_t count)
{
    if (!decl->body)
        return native_width(decl, arguments);
    uint32_t call;
    if (!is_new_call(widths, decl, arguments, count, &call))
        return (int)widths->calls.values[call];
    widths->calls.values[call] = FACT_BITS;
    if (call >= widths->policy->most_code) {
        report_too_much(widths, expr);
        return FACT_BITS;
    }
    exchange(widths, decl, arguments);
    bool outermost = !span_is_known(widths->call);
    if (outermost)
        widths->call = expr->span;
    int bits = widened(widths, decl->body, width(widths, decl->body), type_item(decl->result_type));
    if (outermost)
        widths->call = (Span){0};
    exchange(widths, decl, arguments);
    widths->calls.values[call] = (uint32_t)bits;
    return bits;
}

static int argument_width(Widths *widths, Expr *given, const Argument *takes)
{
    return widened(widths, given, width(widths, given), type_item(takes->variable->type));
}

static int callee_width(Widths *widths, Expr *expr)
{
    Decl *decl = expr->meaning.decl;
    uint8_t arguments[MOST_ARGUMENTS] = {0};
    size_t count = 0;
    if (decl->kind != DECL_DEFINE)
        return FACT_BITS;
    const Argument *takes = decl->arguments;
    if (expr->kind == EXPR_MEMBER && takes)
        arguments[count++] = (uint8_t)argument_width(widths, expr->base, takes);
    for (ExprList *argument = expr->kind == EXPR_CALL ? expr->arguments : NULL; argument; argument = argument->next) {
        arguments[count++] = (uint8_t)argument_width(widths, argument->expr, takes);
        takes = takes->next;
    }
    return call_width(widths, expr, decl, arguments, count);
}

static int name_width(Widths *widths, Expr *expr)
{
    switch (expr->meaning.kind) {
    case MEANING_VARIABLE:
        return widths->of_variable[expr->meaning.variable->number];
    case MEANING_PARAMETER:
    case MEANING_LIST:
        return FACT_BITS;
    case MEANING_DEFINE:
        return callee_width(widths, expr);
    default:
        return 0;
    }
}

static int set_width(Widths *widths, Expr *expr)
{
    int bits = 0;
    for (ExprList *item = expr->items; item; item = item->next)
        bits = widest(bits, widened(widths, item->expr, width(widths, item->expr), type_item(expr->type)));
    return bits;
}

static int quantifier_width(Widths *widths, Expr *expr)
{
    bind(widths, expr->binders);
    int bits = expr->body ? width(widths, expr->body) : 0;
    switch (expr->kind) {
    case EXPR_COUNT:
        return COUNT_BITS;
    case EXPR_SUM:
        return bounded(widths, expr, bits + COUNT_BITS);
    default:
        return bits;
    }
}

static int width(Widths *widths, Expr *expr)
{
    switch (expr->kind) {
    case EXPR_LITERAL:
        return literal_width(&expr->literal);
    case EXPR_NAME:
        return name_width(widths, expr);
    case EXPR_MEMBER: {
        bool call = expr->meaning.kind == MEANING_DEFINE || expr->meaning.kind == MEANING_TABLE;
        if (call)
            return callee_width(widths, expr);
        if (expr->meaning.kind == MEANING_ENUM_VALUE)
            return 0;
        width(widths, expr->base);
        return FACT_BITS;
    }
    case EXPR_CALL:
        return callee_width(widths, expr);
    case EXPR_NEGATE:
        return width(widths, expr->left);
    case EXPR_ADD:
    case EXPR_SUBTRACT:
    case EXPR_MULTIPLY:
    case EXPR_DIVIDE:
        return arithmetic_width(widths, expr);
    case EXPR_IF:
        width(widths, expr->condition);
        return pair_width(widths, expr->yes, expr->otherwise);
    case EXPR_EQUAL:
    case EXPR_DIFFERENT:
    case EXPR_LESS:
    case EXPR_AT_MOST:
    case EXPR_GREATER:
    case EXPR_AT_LEAST:
    case EXPR_RANGE:
        return pair_width(widths, expr->left, expr->right);
    case EXPR_IN:
    case EXPR_NOT_IN:
        return pair_width(widths, expr->left, expr->right);
    case EXPR_SET:
        return set_width(widths, expr);
    case EXPR_EVERY:
    case EXPR_SOME:
    case EXPR_NO:
    case EXPR_COUNT:
    case EXPR_SUM:
    case EXPR_MIN:
    case EXPR_MAX:
    case EXPR_COMPREHENSION:
        return quantifier_width(widths, expr);
    case EXPR_NOT:
    case EXPR_DECLARED:
    case EXPR_NOT_DECLARED:
    case EXPR_DISPUTED:
    case EXPR_NOT_DISPUTED:
        width(widths, expr->left);
        return 0;
    case EXPR_AND:
    case EXPR_OR:
    case EXPR_MATCHES:
    case EXPR_LIKE:
        width(widths, expr->left);
        width(widths, expr->right);
        return 0;
    case EXPR_VIA:
        return width(widths, expr->base);
    case EXPR_HOLDS:
        return 0;
    case EXPR_TODAY:
        return FACT_BITS;
    case EXPR_KINDS:
        break;
    }
    bug("an expression of no kind");
}

static void width_of_conditions(Widths *widths, Condition *condition)
{
    for (; condition; condition = condition->next) {
        if (condition->expr)
            width(widths, condition->expr);
        for (const Wording *wording = condition->wording; wording; wording = wording->next) {
            for (const FindingPiece *piece = wording->pieces; piece; piece = piece->next) {
                if (piece->expr)
                    width(widths, piece->expr);
            }
        }
    }
}

void check_widths(Policy *policy)
{
    Widths widths = {.policy = policy};
    widths.of_variable = arena_take(policy->arena, policy->tree.variables + 1);
    text_index_open(&widths.calls, policy->arena);
    widths.key = text_builder(policy->arena);
    for (size_t i = 0; i < policy->kind_count; i++) {
        if (policy->kinds[i].accept)
            width(&widths, policy->kinds[i].accept->condition);
    }
    for (size_t i = 0; i < policy->rules.count; i++) {
        const Rule *rule = &policy->rules.items[i]->rule;
        width_of_conditions(&widths, rule->whens);
        width_of_conditions(&widths, rule->excepts);
        width_of_conditions(&widths, rule->requires);
    }
    for (size_t i = 0; i < policy->tests.count; i++) {
        for (const Expect *expect = policy->tests.items[i]->expects; expect; expect = expect->next) {
            if (expect->kind == EXPECT_TRUE)
                width(&widths, expect->expr);
        }
    }
}

void check_question_width(Policy *policy, Expr *expr)
{
    Widths widths = {.policy = policy};
    widths.of_variable = arena_take(policy->arena, policy->tree.variables + 1);
    text_index_open(&widths.calls, policy->arena);
    widths.key = text_builder(policy->arena);
    width(&widths, expr);
}
