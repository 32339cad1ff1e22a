// SPDX-License-Identifier: MIT
// Lowering (desugaring): from the checked tree to core. What is made of one expression in several steps has its span; the step
// that stands for the whole is the one that explanations tell of. Bodies of definitions wait in a list, so that the depth of the
// recursion is that of one expression.
#include "core/core.h"

typedef struct Lower {
    Policy *policy;
    DeclList waiting; // definitions whose bodies are yet to be lowered
} Lower;

// What a kind of expression becomes (ast/nodes.def).
typedef struct Form {
    Core *(*lower)(Lower *lower, Expr *expr, const struct Form *form);
    CoreKind kind;
    CoreOperation operation;
    bool opposite; // the text says that it is false
} Form;

static Core *lower_expr(Lower *lower, Expr *expr);

// A core expression for an expression of the tree, its operands to be filled in.
static Core *make(const Lower *lower, CoreKind kind, const Expr *expr, size_t operands)
{
    Core *core = arena_take(lower->policy->arena, sizeof *core + operands * sizeof(Core *));
    core->kind = kind;
    core->span = expr->span;
    core->type = expr->type;
    // Of sets, explanations tell where they are read.
    core->placed = !expr->type.many || expr->kind == EXPR_MEMBER || expr->kind == EXPR_VIA || expr->kind == EXPR_LISTED;
    core->count = (uint32_t)operands;
    return core;
}

static Core *opposite(const Lower *lower, const Expr *expr, Core *core)
{
    Core *not = make(lower, CORE_NOT, expr, 1);
    not ->operands[0] = core;
    return not ;
}

// What stands below an expression, in its order.
static Core *lower_operands(Lower *lower, Expr *expr, const Form *form)
{
    size_t count = 0;
    for (ExprChild at = expr_first(expr); at.expr; expr_next(&at))
        count++;
    Core *core = make(lower, form->kind, expr, count);
    core->operation = form->operation;
    count = 0;
    for (ExprChild at = expr_first(expr); at.expr; expr_next(&at))
        core->operands[count++] = lower_expr(lower, at.expr);
    return core;
}

// What is first in the text is second.
static Core *lower_exchanged(Lower *lower, Expr *expr, const Form *form)
{
    Core *core = lower_operands(lower, expr, form), *first = core->operands[0];
    core->exchanged = true;
    core->operands[0] = core->operands[1];
    core->operands[1] = first;
    return core;
}

// Also a date and a period, whichever stands first.
static Core *lower_arithmetic(Lower *lower, Expr *expr, const Form *form)
{
    bool left = expr->left->type.kind == TYPE_PERIOD;
    if (!left && expr->right->type.kind != TYPE_PERIOD)
        return lower_operands(lower, expr, form);
    Core *core = make(lower, CORE_LATER, expr, 1);
    core->literal = left ? expr->left->literal : expr->right->literal;
    if (expr->kind == EXPR_SUBTRACT)
        core->literal.number = -core->literal.number;
    core->operands[0] = lower_expr(lower, left ? expr->right : expr->left);
    return core;
}

// Whether `x in a..b` says no more than a <= x and x <= b. Of a range that is empty nothing is in, not even an unknown x: so a
// and b must be known to be in order, or x to be known, which lies in no empty range by itself.
static bool ends_do_not_matter(const Expr *item, const Expr *low, const Expr *high)
{
    bool literals = low->kind == EXPR_LITERAL && high->kind == EXPR_LITERAL && low->literal.type == high->literal.type;
    return item->kind == EXPR_LITERAL ||
           (literals && low->literal.type != TYPE_TEXT && low->literal.number <= high->literal.number);
}

static Core *lower_in(Lower *lower, Expr *expr, const Form *form)
{
    Expr *low = expr->right->left, *high = expr->right->right;
    if (expr->right->kind != EXPR_RANGE)
        return lower_operands(lower, expr, form);
    Core *core = make(lower, CORE_WITHIN, expr, 3);
    core->sure = ends_do_not_matter(expr->left, low, high);
    core->operands[0] = lower_expr(lower, expr->left);
    core->operands[1] = lower_expr(lower, low);
    core->operands[2] = lower_expr(lower, high);
    return core;
}

static Core *lower_range(Lower *lower, Expr *expr, const Form *form)
{
    (void)lower, (void)expr, (void)form;
    bug("a range stands elsewhere than behind `in`");
}

// `a implies b` is `not a or b`; what is told of it is a itself.
static Core *lower_implication(Lower *lower, Expr *expr, const Form *form)
{
    Core *core = lower_operands(lower, expr, form);
    core->operands[0] = opposite(lower, expr->left, core->operands[0]);
    core->operands[0]->placed = false;
    return core;
}

static Core *lower_claimed(Lower *lower, Expr *expr, const Form *form)
{
    Core *core = make(lower, form->kind, expr, 1);
    core->operation = form->operation;
    core->attribute = expr->left->meaning.attribute;
    core->kinds = expr->kind_numbers;
    core->kind_count = expr->kind_count;
    core->plain = true;
    core->operands[0] = lower_expr(lower, expr->left->base);
    return core;
}

static Core *lower_closure(Lower *lower, Expr *expr, const Form *form)
{
    Core *core = lower_operands(lower, expr, form);
    core->attribute = expr->meaning.attribute;
    return core;
}

// ---- constants and names ----

Literal core_literal(const Expr *constant)
{
    if (constant->kind == EXPR_LITERAL)
        return constant->literal;
    return (Literal){.type = constant->type.kind, .number = constant->meaning.index};
}

static Core *lower_constant(Lower *lower, Expr *expr, const Form *form)
{
    (void)form;
    Core *core = make(lower, CORE_CONSTANT, expr, 0);
    core->parameter = expr->meaning.kind == MEANING_PARAMETER ? expr->meaning.decl : NULL;
    core->literal = core_literal(core->parameter ? core->parameter->value : expr);
    return core;
}

static Core *lower_holds(Lower *lower, Expr *expr, const Form *form)
{
    Core *core = make(lower, form->kind, expr, 0);
    core->decl = expr->meaning.decl;
    return core;
}

static CoreDefine *define_of(Lower *lower, Decl *decl)
{
    if (!decl->core) {
        decl->core = arena_take(lower->policy->arena, sizeof *decl->core);
        decl->core->decl = decl;
        decl_list_add(lower->policy, &lower->waiting, decl);
    }
    return decl->core;
}

// A call of a definition, a native or a table; base: its first argument, that it is asked of as a member (null: none).
static Core *lower_called(Lower *lower, Expr *expr, Core *base)
{
    Decl *decl = expr->meaning.decl;
    bool table = decl->kind == DECL_TABLE, body = !table && decl->body;
    const Form form = {.kind = table ? CORE_TABLE : body ? CORE_CALL : CORE_NATIVE};
    Core *core = base ? make(lower, form.kind, expr, 1) : lower_operands(lower, expr, &form);
    core->type = table ? decl->table_result_type : decl->result_type;
    if (base)
        core->operands[0] = base;
    if (body)
        core->define = define_of(lower, decl);
    else
        core->decl = decl;
    return core;
}

static Core *lower_call(Lower *lower, Expr *expr, const Form *form)
{
    (void)form;
    return lower_called(lower, expr, NULL);
}

static Core *lower_name(Lower *lower, Expr *expr, const Form *form)
{
    Core *core;
    switch (expr->meaning.kind) {
    case MEANING_VARIABLE:
        core = make(lower, CORE_VARIABLE, expr, 0);
        core->variable = expr->meaning.variable;
        return core;
    case MEANING_PARAMETER:
    case MEANING_ENUM_VALUE:
    case MEANING_KIND:
        return lower_constant(lower, expr, form);
    case MEANING_GIVEN:
        core = make(lower, CORE_GIVEN, expr, 0);
        core->given = expr->meaning.given;
        return core;
    case MEANING_LIST:
        core = make(lower, CORE_LIST, expr, 0);
        core->decl = expr->meaning.decl;
        return core;
    case MEANING_DEFINE:
        return lower_called(lower, expr, NULL);
    default:
        bug("a name of no meaning is lowered");
    }
}

// ---- members ----

// What is asked of one entity, part or submission.
static Core *lower_asked(Lower *lower, Expr *expr, Core *base)
{
    Core *core;
    switch (expr->meaning.kind) {
    case MEANING_ATTRIBUTE:
        core = make(lower, CORE_READ, expr, 1);
        core->attribute = expr->meaning.attribute;
        core->type = core->attribute->type;
        break;
    case MEANING_SUBMISSIONS:
        core = make(lower, CORE_SUBMISSIONS, expr, 1);
        core->plain = true;
        break;
    case MEANING_SUBMISSION_FIELD:
        core = make(lower, CORE_FIELD, expr, 1);
        core->field = (SubmissionField)expr->meaning.index;
        core->type = type_item(expr->type);
        break;
    default:
        return lower_called(lower, expr, base);
    }
    core->operands[0] = base;
    return core;
}

static Core *lower_member(Lower *lower, Expr *expr, const Form *form)
{
    if (expr->meaning.kind == MEANING_ENUM_VALUE)
        return lower_constant(lower, expr, form);
    bool whole = expr->meaning.kind == MEANING_DEFINE && expr->meaning.decl->arguments->variable->type.many;
    if (!expr->base->type.many || whole)
        return lower_asked(lower, expr, lower_expr(lower, expr->base));
    // Asked of a set, it is asked of each element.
    Core *each = make(lower, CORE_EACH, expr, 2), *element = make(lower, CORE_VARIABLE, expr->base, 0);
    each->operands[0] = lower_expr(lower, expr->base);
    each->variable = element->variable = tree_variable(&lower->policy->tree, (Word){0});
    element->type = element->variable->type = type_item(expr->base->type);
    Core *asked = each->operands[1] = lower_asked(lower, expr, element);
    each->plain = asked->plain;
    element->placed = !asked->type.many || asked->kind == CORE_CALL;
    asked->placed = !asked->type.many && asked->kind != CORE_CALL && asked->kind != CORE_NATIVE;
    return each;
}

// ---- what binds ----

// A kind that binds variables; where none is said, the opposite of the body is claimed of each binding.
static Core *bound(Lower *lower, Expr *expr, const Form *form, const LeadingBinders *binders)
{
    Core *core = make(lower, form->kind, expr, 2 * binders->count + 1);
    core->operation = form->operation;
    core->variables = arena_array(lower->policy->arena, binders->count + 1, sizeof *core->variables);
    for (size_t i = 0; i < binders->count; i++) {
        const Binder *binder = binders->items[i];
        core->variables[i] = binder->variable;
        core->operands[2 * i] = lower_expr(lower, binder->set);
        core->operands[2 * i + 1] = binder->where ? lower_expr(lower, binder->where) : NULL;
    }
    Core *body = binders->body ? lower_expr(lower, binders->body) : NULL;
    if (body && binders->none) {
        body = opposite(lower, binders->body, body);
        body->placed = false;
    }
    core->operands[core->count - 1] = body;
    return core;
}

static Core *lower_binders(Lower *lower, Expr *expr, const Form *form)
{
    LeadingBinders binders = {.body = expr->body, .none = expr->kind == EXPR_NO};
    for (Binder *binder = expr->binders; binder; binder = binder->next) {
        binders.items = arena_grow(lower->policy->arena, binders.items, binders.count, &binders.capacity, sizeof *binders.items);
        binders.items[binders.count++] = binder;
    }
    return bound(lower, expr, form, &binders);
}

// ---- the table of desugarings: the last two columns of ast/nodes.def ----

#define IS(kind, operation) CORE_##kind, OPERATION_##operation, false
#define IS_NOT(kind, operation) CORE_##kind, OPERATION_##operation, true
static const Form forms[EXPR_KINDS] = {
#define EXPR(kind, name, children, reads, check, width, lower, core) {lower_##lower, core},
#include "ast/nodes.def"
#undef EXPR
};

static Core *lower_expr(Lower *lower, Expr *expr)
{
    const Form *form = &forms[expr->kind];
    Core *core = form->lower(lower, expr, form);
    if (!form->opposite)
        return core;
    core->placed = false; // its place is that of the opposite
    return opposite(lower, expr, core);
}

// ---- the policy ----

// A requirement's claim: what it leads with binds its variables together.
static Core *lower_claim(Lower *lower, Expr *claim)
{
    LeadingBinders leading = expr_leading_binders(lower->policy->arena, claim);
    return leading.count ? bound(lower, claim, &forms[EXPR_EVERY], &leading) : lower_expr(lower, claim);
}

static size_t count_conditions(const Condition *condition)
{
    size_t count = 0;
    for (; condition; condition = condition->next)
        count++;
    return count;
}

static Core **lower_conditions(Lower *lower, const Condition *condition, size_t *count)
{
    *count = count_conditions(condition);
    Core **cores = arena_array(lower->policy->arena, *count + 1, sizeof(Core *));
    for (size_t i = 0; condition; condition = condition->next)
        cores[i++] = lower_expr(lower, condition->expr);
    return cores;
}

static CoreShown lower_shown(Lower *lower, const Wording *wording)
{
    CoreShown shown = {.items = NULL};
    for (; wording; wording = wording->next) {
        for (const FindingPiece *piece = wording->pieces; piece; piece = piece->next) {
            if (!piece->expr)
                continue;
            shown.items = arena_grow(lower->policy->arena, shown.items, shown.count, &shown.capacity, sizeof(Core *));
            shown.items[shown.count++] = lower_expr(lower, piece->expr);
        }
    }
    return shown;
}

static CoreRule lower_rule(Lower *lower, const Rule *rule)
{
    CoreRule core = {.requirement_count = count_conditions(rule->requires)};
    core.whens = lower_conditions(lower, rule->whens, &core.when_count);
    core.excepts = lower_conditions(lower, rule->excepts, &core.except_count);
    core.reasons = arena_array(lower->policy->arena, core.except_count + 1, sizeof *core.reasons);
    core.requirements = arena_array(lower->policy->arena, core.requirement_count + 1, sizeof *core.requirements);
    size_t i = 0;
    for (const Condition *except = rule->excepts; except; except = except->next)
        core.reasons[i++] = lower_shown(lower, except->wording);
    i = 0;
    for (const Condition *require = rule->requires; require; require = require->next, i++) {
        core.requirements[i].claim = lower_claim(lower, require->expr);
        core.requirements[i].shown = lower_shown(lower, require->wording);
    }
    return core;
}

CorePolicy core_lower(Policy *policy, const CoreQuestions *questions)
{
    Lower lower = {.policy = policy};
    CorePolicy core = {.question_count = questions ? questions->count : 0, .asks_alone = questions && questions->alone};
    core.rules = arena_array(policy->arena, policy->rules.count + 1, sizeof *core.rules);
    for (size_t i = 0; i < policy->rules.count; i++)
        core.rules[i] = lower_rule(&lower, &policy->rules.items[i]->rule);
    core.accepts = arena_array(policy->arena, policy->kind_count + 1, sizeof(Core *));
    for (size_t i = 0; i < policy->kind_count; i++) {
        const Acceptance *accept = policy->kinds[i].accept;
        core.accepts[i] = accept ? lower_expr(&lower, accept->condition) : NULL;
    }
    core.conditions = arena_array(policy->arena, policy->profile_count + 1, sizeof(Core *));
    for (uint32_t i = 0; i < policy->profile_count; i++)
        core.conditions[i] = policy->profiles[i]->applies ? lower_expr(&lower, policy->profiles[i]->applies) : NULL;
    core.questions = arena_array(policy->arena, core.question_count + 1, sizeof(Core *));
    for (size_t i = 0; i < core.question_count; i++)
        core.questions[i] = lower_expr(&lower, questions->exprs[i]);
    while (lower.waiting.count) {
        const Decl *define = lower.waiting.items[--lower.waiting.count];
        define->core->body = lower_expr(&lower, define->body);
    }
    return core;
}
