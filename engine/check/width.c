// SPDX-License-Identifier: MIT
// Interval analysis of widths: how many bits beside the sign a number can take, whatever the facts are (LANGUAGE.md 4.2). What
// could pass 127 is refused, so that no arithmetic can fail later. A memo table holds each definition once for each widths of its
// arguments; nodes.def names the rule of each kind.
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

static int width(Widths *widths, const Expr *expr);

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

static int pair_width(Widths *widths, const Expr *left, const Expr *right)
{
    Type type = joined(left, right);
    int a = widened(widths, left, width(widths, left), type);
    return widest(a, widened(widths, right, width(widths, right), type));
}

static bool is_decimal(const Expr *expr)
{
    return expr->type.kind == TYPE_DECIMAL;
}

static int width_of_sum(Widths *widths, const Expr *expr)
{
    int a = width(widths, expr->left), b = width(widths, expr->right);
    a = widened(widths, expr->left, a, expr->type);
    b = widened(widths, expr->right, b, expr->type);
    return bounded(widths, expr, widest(a, b) + 1);
}

static int width_of_product(Widths *widths, const Expr *expr)
{
    int a = width(widths, expr->left), b = width(widths, expr->right);
    return bounded(widths, expr, a + b - (is_decimal(expr->left) && is_decimal(expr->right) ? ROUNDED_BITS : 0));
}

static int width_of_quotient(Widths *widths, const Expr *expr)
{
    int a = width(widths, expr->left);
    width(widths, expr->right);
    return bounded(widths, expr, a + SCALE_BITS + (!is_decimal(expr->left) && is_decimal(expr->right) ? SCALE_BITS : 0));
}

static int width_of_literal(Widths *widths, const Expr *expr)
{
    (void)widths;
    const Literal *literal = &expr->literal;
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

static int callee_width(Widths *widths, const Expr *expr, Decl *decl, uint8_t *arguments, size_t count)
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

// Of what is no number; what stands in it may be one.
static int width_of_nothing(Widths *widths, const Expr *expr)
{
    for (ExprChild at = expr_first(expr); at.expr; expr_next(&at))
        width(widths, at.expr);
    return 0;
}

static int width_of_fact(Widths *widths, const Expr *expr)
{
    width_of_nothing(widths, expr);
    return FACT_BITS;
}

static int width_of_call(Widths *widths, const Expr *expr)
{
    Decl *decl = expr->meaning.decl;
    uint8_t arguments[MOST_ARGUMENTS] = {0};
    size_t count = 0;
    if (decl->kind != DECL_DEFINE)
        return width_of_fact(widths, expr);
    const Argument *takes = decl->arguments;
    for (ExprChild at = expr_first(expr); at.expr && takes; expr_next(&at), takes = takes->next) {
        int bits = width(widths, at.expr);
        arguments[count++] = (uint8_t)widened(widths, at.expr, bits, type_item(takes->variable->type));
    }
    return callee_width(widths, expr, decl, arguments, count);
}

static int width_of_name(Widths *widths, const Expr *expr)
{
    switch (expr->meaning.kind) {
    case MEANING_VARIABLE:
        return widths->of_variable[expr->meaning.variable->number];
    case MEANING_PARAMETER:
    case MEANING_LIST:
        return FACT_BITS;
    case MEANING_DEFINE:
        return width_of_call(widths, expr);
    default:
        return 0;
    }
}

static int width_of_member(Widths *widths, const Expr *expr)
{
    if (expr->meaning.kind == MEANING_DEFINE || expr->meaning.kind == MEANING_TABLE)
        return width_of_call(widths, expr);
    if (expr->meaning.kind == MEANING_ENUM_VALUE)
        return 0;
    width(widths, expr->base);
    return FACT_BITS;
}

static int width_of_operand(Widths *widths, const Expr *expr)
{
    return width(widths, expr->operands[0]);
}

static int width_of_pair(Widths *widths, const Expr *expr)
{
    return pair_width(widths, expr->left, expr->right);
}

static int width_of_if(Widths *widths, const Expr *expr)
{
    width(widths, expr->condition);
    return pair_width(widths, expr->yes, expr->otherwise);
}

static int width_of_items(Widths *widths, const Expr *expr)
{
    int bits = 0;
    for (ExprChild at = expr_first(expr); at.expr; expr_next(&at))
        bits = widest(bits, widened(widths, at.expr, width(widths, at.expr), type_item(expr->type)));
    return bits;
}

static int width_of_body(Widths *widths, const Expr *expr)
{
    for (const Binder *binder = expr->binders; binder; binder = binder->next) {
        widths->of_variable[binder->variable->number] = (uint8_t)width(widths, binder->set);
        if (binder->where)
            width(widths, binder->where);
    }
    return expr->body ? width(widths, expr->body) : 0;
}

static int width_of_count(Widths *widths, const Expr *expr)
{
    width_of_body(widths, expr);
    return COUNT_BITS;
}

static int width_of_total(Widths *widths, const Expr *expr)
{
    return bounded(widths, expr, width_of_body(widths, expr) + COUNT_BITS);
}

typedef int WidthRule(Widths *widths, const Expr *expr);

static WidthRule *const width_rules[EXPR_KINDS] = {
#define EXPR(kind, name, children, reads, check, width, lower, core) width_of_##width,
#include "ast/nodes.def"
#undef EXPR
};

static int width(Widths *widths, const Expr *expr)
{
    return width_rules[expr->kind](widths, expr);
}

static void conditions_width(Widths *widths, Condition *condition)
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

static void widths_open(Widths *widths, Policy *policy)
{
    *widths = (Widths){.policy = policy, .key = text_builder(policy->arena)};
    widths->of_variable = arena_take(policy->arena, policy->tree.variables + 1);
    text_index_open(&widths->calls, policy->arena);
}

void check_widths(Policy *policy)
{
    Widths widths;
    widths_open(&widths, policy);
    for (size_t i = 0; i < policy->kind_count; i++) {
        if (policy->kinds[i].accept)
            width(&widths, policy->kinds[i].accept->condition);
    }
    for (size_t i = 0; i < policy->rules.count; i++) {
        const Rule *rule = &policy->rules.items[i]->rule;
        conditions_width(&widths, rule->whens);
        conditions_width(&widths, rule->excepts);
        conditions_width(&widths, rule->requires);
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
    Widths widths;
    widths_open(&widths, policy);
    width(&widths, expr);
}
