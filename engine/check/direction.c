// SPDX-License-Identifier: MIT
// Directions: that a parameter moved in its stricter direction, and a rule that turns out violated, can only tighten what
// stands around (LANGUAGE.md 5.3). Each expression is visited with the moves that it is allowed: up (towards true, larger,
// more members), down, both, or none. A definition is visited once for each of these; what it asks of its arguments is kept.
#include "check/check.h"

enum { STILL = 0, UP = 1, DOWN = 2, ANY = 3, MOVES = 4 };

typedef unsigned Moves;

typedef struct Asked { // of a definition's arguments, for one set of moves allowed to its result
    bool known;
    uint8_t *of_argument;
} Asked;

typedef struct Directions {
    Policy *policy;
    uint8_t *asked_of; // by variable: of the arguments of the definition under way
    TextIndex defines; // by address, so that each has a number
    Asked (*known)[MOVES];
    size_t capacity;
    const char *field; // of the rule, for messages
    Span condition;
} Directions;

static Moves flip(Moves moves)
{
    return (moves & UP ? DOWN : 0) | (moves & DOWN ? UP : 0);
}

static void visit(Directions *directions, Expr *expr, Moves allowed);

static Diagnostic *report(Directions *directions, const Expr *expr, MessageCode code, Text name)
{
    Diagnostic *wrong = diagnose(directions->policy->diagnostics, code, expr->span, 2, name, text_of(directions->field));
    if (!span_within(expr->span, directions->condition))
        diagnostic_also(wrong, directions->condition, "it is reached from here");
    return wrong;
}

static void visit_name(Directions *directions, const Expr *expr, Moves allowed)
{
    if (expr->meaning.kind == MEANING_VARIABLE) {
        directions->asked_of[expr->meaning.variable->number] &= (uint8_t)allowed;
        return;
    }
    if (expr->meaning.kind != MEANING_PARAMETER)
        return;
    const Decl *parameter = expr->meaning.decl;
    Moves moves = parameter->direction == DIRECTION_LOWER ? DOWN : parameter->direction == DIRECTION_HIGHER ? UP : STILL;
    if (!(moves & ~allowed))
        return;
    Diagnostic *wrong = report(directions, expr, MESSAGE_PARAMETER_DIRECTION, parameter->word.name->text);
    if (!span_is_known(wrong->also[0].span))
        diagnostic_also(wrong, parameter->word.span,
                        parameter->direction == DIRECTION_LOWER ? "a lower value is declared to be stricter here"
                                                                : "a higher value is declared to be stricter here");
}

// The sign of a factor that no fact and no profile can change: -1, 0, 1; 2 where it is none. A count is never negative, so
// both ends of its product move with the other factor (and not at all where it is 0): it does as well as a positive one.
static int constant_sign(const Expr *expr)
{
    if (expr->kind == EXPR_COUNT)
        return 1;
    if (expr->kind == EXPR_NEGATE) {
        int sign = constant_sign(expr->left);
        return sign == 2 ? 2 : -sign;
    }
    if (expr->kind == EXPR_NAME && expr->meaning.kind == MEANING_PARAMETER && expr->meaning.decl->direction == DIRECTION_FIXED)
        return constant_sign(expr->meaning.decl->value);
    bool number = expr->kind == EXPR_LITERAL && (expr->literal.type == TYPE_INTEGER || expr->literal.type == TYPE_DECIMAL);
    return number ? (expr->literal.number > 0) - (expr->literal.number < 0) : 2;
}

static Moves through_factor(const Expr *factor, Moves allowed)
{
    switch (constant_sign(factor)) {
    case 1:
        return allowed;
    case -1:
        return flip(allowed);
    case 0:
        return ANY;
    default:
        return STILL;
    }
}

static void visit_binders(Directions *directions, Binder *binder, Moves allowed)
{
    for (; binder; binder = binder->next) {
        visit(directions, binder->set, allowed);
        if (binder->where)
            visit(directions, binder->where, allowed);
    }
}

static void visit_comparison(Directions *directions, Expr *expr, Moves allowed)
{
    Moves left = STILL, right = STILL;
    if (expr->kind == EXPR_LESS || expr->kind == EXPR_AT_MOST) {
        left = flip(allowed);
        right = allowed;
    } else if (expr->kind == EXPR_GREATER || expr->kind == EXPR_AT_LEAST) {
        left = allowed;
        right = flip(allowed);
    }
    visit(directions, expr->left, left);
    visit(directions, expr->right, right);
}

static void visit_in(Directions *directions, Expr *expr, Moves allowed)
{
    visit(directions, expr->left, STILL);
    if (expr->right->kind == EXPR_RANGE) {
        visit(directions, expr->right->left, flip(allowed));
        visit(directions, expr->right->right, allowed);
    } else {
        visit(directions, expr->right, allowed);
    }
}

// What a definition asks of its arguments where its result is allowed these moves.
static const uint8_t *asked_by(Directions *directions, Decl *decl, Moves allowed)
{
    uint32_t before = directions->defines.count;
    Text key = text_copy(directions->policy->arena, (Text){(const char *)&decl, sizeof decl});
    uint32_t number = text_index_add(&directions->defines, key);
    if (number == before) {
        directions->known = arena_grow(directions->policy->arena, directions->known, number, &directions->capacity,
                                       sizeof *directions->known);
        memset(directions->known[number], 0, sizeof *directions->known);
    }
    if (directions->known[number][allowed].known)
        return directions->known[number][allowed].of_argument;
    size_t count = 0;
    for (const Argument *argument = decl->arguments; argument; argument = argument->next, count++)
        directions->asked_of[argument->variable->number] = ANY;
    visit(directions, decl->body, allowed);
    uint8_t *asked = arena_take(directions->policy->arena, count + 1);
    size_t i = 0;
    for (const Argument *argument = decl->arguments; argument; argument = argument->next)
        asked[i++] = directions->asked_of[argument->variable->number];
    directions->known[number][allowed] = (Asked){true, asked};
    return asked;
}

static void visit_call(Directions *directions, Expr *expr, Moves allowed)
{
    Decl *decl = expr->meaning.decl;
    bool whole = decl->kind == DECL_DEFINE && decl->body;
    const uint8_t *asked = whole ? asked_by(directions, decl, allowed) : NULL;
    size_t i = 0;
    if (expr->kind == EXPR_MEMBER)
        visit(directions, expr->base, expr->base->type.many ? allowed & (asked ? asked[0] : STILL) : asked ? asked[0] : STILL);
    for (ExprList *argument = expr->kind == EXPR_CALL ? expr->arguments : NULL; argument; argument = argument->next, i++)
        visit(directions, argument->expr, asked ? asked[i] : STILL);
}

static void visit(Directions *directions, Expr *expr, Moves allowed)
{
    switch (expr->kind) {
    case EXPR_NAME:
        if (expr->meaning.kind == MEANING_DEFINE)
            visit_call(directions, expr, allowed);
        else
            visit_name(directions, expr, allowed);
        return;
    case EXPR_CALL:
        visit_call(directions, expr, allowed);
        return;
    case EXPR_MEMBER:
        if (expr->meaning.kind == MEANING_DEFINE || expr->meaning.kind == MEANING_TABLE)
            visit_call(directions, expr, allowed);
        else
            visit(directions, expr->base, expr->base->type.many ? allowed : STILL);
        return;
    case EXPR_VIA:
        visit(directions, expr->base, allowed);
        return;
    case EXPR_NOT:
    case EXPR_NEGATE:
        visit(directions, expr->left, flip(allowed));
        return;
    case EXPR_AND:
    case EXPR_OR:
    case EXPR_ADD:
        visit(directions, expr->left, allowed);
        visit(directions, expr->right, allowed);
        return;
    case EXPR_SUBTRACT:
        visit(directions, expr->left, allowed);
        visit(directions, expr->right, flip(allowed));
        return;
    case EXPR_MULTIPLY:
        visit(directions, expr->left, through_factor(expr->right, allowed));
        visit(directions, expr->right, through_factor(expr->left, allowed));
        return;
    case EXPR_DIVIDE:
        visit(directions, expr->left, through_factor(expr->right, allowed));
        visit(directions, expr->right, STILL);
        return;
    case EXPR_EQUAL:
    case EXPR_DIFFERENT:
    case EXPR_LESS:
    case EXPR_AT_MOST:
    case EXPR_GREATER:
    case EXPR_AT_LEAST:
        visit_comparison(directions, expr, allowed);
        return;
    case EXPR_IN:
        visit_in(directions, expr, allowed);
        return;
    case EXPR_NOT_IN:
        visit_in(directions, expr, flip(allowed));
        return;
    case EXPR_IF: {
        // A number that may become known where two possibilities fall together moves both ways.
        Moves branch = expr->type.kind == TYPE_BOOLEAN ? allowed : STILL;
        visit(directions, expr->condition, STILL);
        visit(directions, expr->yes, branch);
        visit(directions, expr->otherwise, branch);
        return;
    }
    case EXPR_EVERY:
        visit_binders(directions, expr->binders, flip(allowed));
        visit(directions, expr->body, allowed);
        return;
    case EXPR_SOME:
        visit_binders(directions, expr->binders, allowed);
        visit(directions, expr->body, allowed);
        return;
    case EXPR_NO:
        visit_binders(directions, expr->binders, flip(allowed));
        visit(directions, expr->body, flip(allowed));
        return;
    case EXPR_COUNT:
        visit_binders(directions, expr->binders, allowed);
        if (expr->body)
            visit(directions, expr->body, allowed);
        return;
    case EXPR_SUM:
        visit_binders(directions, expr->binders, STILL);
        visit(directions, expr->body, allowed);
        return;
    case EXPR_COMPREHENSION:
        visit_binders(directions, expr->binders, allowed);
        visit(directions, expr->body, STILL);
        return;
    case EXPR_MIN:
    case EXPR_MAX:
        visit_binders(directions, expr->binders, STILL);
        visit(directions, expr->body, STILL);
        return;
    case EXPR_SET:
        for (ExprList *item = expr->items; item; item = item->next)
            visit(directions, item->expr, STILL);
        return;
    case EXPR_MATCHES:
    case EXPR_LIKE:
    case EXPR_DECLARED:
    case EXPR_NOT_DECLARED:
    case EXPR_DISPUTED:
    case EXPR_NOT_DISPUTED:
        visit(directions, expr->left, STILL);
        return;
    case EXPR_HOLDS:
        if (!(allowed & DOWN))
            report(directions, expr, MESSAGE_HOLDS_DIRECTION, expr->word.name->text);
        return;
    case EXPR_LITERAL:
    case EXPR_TODAY:
    case EXPR_RANGE:
    case EXPR_KINDS:
        return;
    }
}

static void visit_conditions(Directions *directions, Condition *condition, const char *field, Moves allowed)
{
    directions->field = field;
    for (; condition; condition = condition->next) {
        directions->condition = condition->span;
        visit(directions, condition->expr, allowed);
    }
}

void check_directions(Policy *policy)
{
    Directions directions = {.policy = policy};
    directions.asked_of = arena_take(policy->arena, policy->tree.variables + 1);
    text_index_open(&directions.defines, policy->arena);
    for (size_t i = 0; i < policy->rules.count; i++) {
        const Rule *rule = &policy->rules.items[i]->rule;
        visit_conditions(&directions, rule->whens, "when", UP);
        visit_conditions(&directions, rule->excepts, "except when", DOWN);
        visit_conditions(&directions, rule->requires, "require", DOWN);
    }
}
