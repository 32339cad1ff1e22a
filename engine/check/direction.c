// SPDX-License-Identifier: MIT
// Variance analysis: that a parameter moved in its stricter direction, and a rule that turns out violated, can only tighten what
// stands around (LANGUAGE.md 5.3). Each expression is visited with the moves that it is allowed: up (towards true, larger,
// more members), down, both, or none; and whether it may become a range, or stop being one: a range divided, or times a range, is
// unknown. nodes.def has the variance of each operand. A definition is visited once for each of these; a memo table keeps what it
// asks of its arguments.
#include "check/check.h"

enum { STILL = 0, UP = 1, DOWN = 2, WIDTH = 4, ANY = UP | DOWN | WIDTH, MOVES = 8 };

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
    const Decl *table; // in whose arguments the visit is; null: in none
    bool exact;        // it is in what must not become a range, or stop being one
} Directions;

static Moves flip(Moves moves)
{
    return (moves & UP ? DOWN : 0) | (moves & DOWN ? UP : 0) | (moves & WIDTH);
}

static void visit(Directions *directions, const Expr *expr, Moves allowed);

static Diagnostic *report(Directions *directions, const Expr *expr, MessageCode code, Text name)
{
    Diagnostic *wrong = diagnose(directions->policy->diagnostics, code, expr->span, 2, name, text_of(directions->field));
    if (!span_within(expr->span, directions->condition))
        diagnostic_also(wrong, directions->condition, "it is reached from here");
    if (directions->table) {
        diagnostic_also(wrong, directions->table->word.span, "it stands in an argument of this table");
        diagnostic_correct(wrong,
                           text_of(code == MESSAGE_PARAMETER_DIRECTION
                                       ? "what a table gives may move either way: compare outside of it, or make this `fixed`"
                                       : "what a table gives may move either way: ask outside of it"));
    } else if (directions->exact) {
        diagnostic_correct(wrong,
                           text_of("what is divided, or times a count, is unknown where it is a range, so that it may move "
                                   "either way: compare before that"));
    }
    return wrong;
}

static void visit_parameter(Directions *directions, const Expr *expr, Moves allowed)
{
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

// Whether a factor is no range, whatever the facts are.
static bool is_constant(const Expr *expr)
{
    return expr->kind == EXPR_NEGATE ? is_constant(expr->left) : expr->kind != EXPR_COUNT && constant_sign(expr) != 2;
}

static Moves through_sign(const Expr *factor, Moves allowed)
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

// What is divided must stay a range, or none; so must what is times a factor that may be one.
static Moves through_factor(const Expr *expr, const Expr *factor, Moves allowed)
{
    Moves moves = through_sign(factor, allowed);
    if (expr->kind == EXPR_DIVIDE)
        return moves & ~(Moves)WIDTH;
    if (is_constant(factor))
        return moves;
    return allowed & WIDTH ? moves & ~(Moves)WIDTH : STILL;
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

static void visit_call(Directions *directions, const Expr *expr, Moves allowed)
{
    Decl *decl = expr->meaning.decl;
    bool whole = decl->kind == DECL_DEFINE && decl->body;
    const uint8_t *asked = whole ? asked_by(directions, decl, allowed) : NULL;
    const Decl *outer = directions->table;
    directions->table = decl->kind == DECL_TABLE ? decl : outer;
    size_t i = 0;
    for (ExprChild at = expr_first(expr); at.expr; expr_next(&at), i++) {
        Moves moves = asked ? asked[i] : STILL;
        bool each = expr->kind == EXPR_MEMBER && at.expr->type.many; // then it is called with each member
        visit(directions, at.expr, each ? moves & allowed : moves);
    }
    directions->table = outer;
}

// Whether a number is a range where an operand is one, and only there.
static bool keeps_width(ExprKind kind)
{
    return kind == EXPR_ADD || kind == EXPR_SUBTRACT || kind == EXPR_NEGATE || kind == EXPR_MULTIPLY || kind == EXPR_DIVIDE;
}

// The moves that an operand is allowed where the whole is allowed some.
static Moves through(const Expr *expr, const ExprChild *operand, Moves allowed)
{
    if (!(allowed & WIDTH) && !keeps_width(expr->kind))
        return STILL;
    switch (expr_infos[expr->kind].variance[operand->operand]) {
    case VARIANCE_SAME:
        return allowed;
    case VARIANCE_OPPOSITE:
        return flip(allowed);
    case VARIANCE_FACTOR:
        return through_factor(expr, operand->operand ? expr->left : expr->right, allowed);
    case VARIANCE_TRUTH:
        // A number that may become known where two possibilities fall together moves both ways.
        return expr->type.kind == TYPE_BOOLEAN ? allowed : STILL;
    case VARIANCE_SET:
        return operand->expr->type.many ? allowed : STILL;
    case VARIANCE_NEITHER:
        return STILL;
    case VARIANCE_CALLEE:
        break;
    }
    bug("what is called means nothing that can be called");
}

static void visit(Directions *directions, const Expr *expr, Moves allowed)
{
    switch (expr->meaning.kind) {
    case MEANING_DEFINE:
    case MEANING_TABLE:
        visit_call(directions, expr, allowed);
        return;
    case MEANING_VARIABLE:
        directions->asked_of[expr->meaning.variable->number] &= (uint8_t)allowed;
        return;
    case MEANING_PARAMETER:
        visit_parameter(directions, expr, allowed);
        return;
    case MEANING_RULE:
        if (!(allowed & DOWN))
            report(directions, expr, MESSAGE_HOLDS_DIRECTION, expr->word.name->text);
        return;
    default:
        break;
    }
    bool exact = directions->exact;
    for (ExprChild at = expr_first(expr); at.expr; expr_next(&at)) {
        directions->exact = exact || (allowed && !(allowed & WIDTH));
        visit(directions, at.expr, through(expr, &at, allowed));
    }
    directions->exact = exact;
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
        visit_conditions(&directions, rule->whens, "when", UP | WIDTH);
        visit_conditions(&directions, rule->excepts, "except when", DOWN | WIDTH);
        visit_conditions(&directions, rule->requires, "require", DOWN | WIDTH);
    }
}
