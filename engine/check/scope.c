// SPDX-License-Identifier: MIT
// Lexical scopes (a list from the innermost variable outwards), and what a bare name could mean there: whether it leans on the
// type that is expected, and that it could not be two things.
#include "check/check.h"

void check_offer_values(Nearest *nearest, const Decl *type)
{
    for (const EnumValue *value = type->values; value; value = value->next) {
        nearest_offer_at(nearest, value->word.name->text, value->word.span);
        for (const Wording *wording = value->wording; wording; wording = wording->next)
            nearest_offer_called(nearest, value->word.name->text, wording->text);
    }
}

Check check_open(CheckRun *run, Module *module, CheckPlace place)
{
    return (Check){.run = run, .policy = run->policy, .module = module, .place = place};
}

Check check_open_subject(CheckRun *run, Module *module, CheckPlace place)
{
    Check check = check_open(run, module, place);
    Variable *subject = run->policy->main->header.subject;
    if (subject && (module == run->policy->main->module || module->profile))
        scope_bind(&check, subject);
    return check;
}

void scope_bind(Check *check, Variable *variable)
{
    Scope *scope = arena_take(check->policy->arena, sizeof *scope);
    *scope = (Scope){variable, check->scope};
    check->scope = scope;
}

Variable *scope_variable(const Check *check, const Name *name)
{
    for (const Scope *scope = check->scope; scope; scope = scope->outer) {
        if (scope->variable->word.name == name)
            return scope->variable;
    }
    return NULL;
}

Given *scope_given(const Check *check, const Name *name)
{
    uint32_t at = check->test ? text_index_find(&check->test->given_names, name->text) : UINT32_MAX;
    return at == UINT32_MAX ? NULL : check->test->given_table[at];
}

const Outcome *scope_outcomes(const Check *check)
{
    const Decl *verdict = check->place == PLACE_TEST ? check->policy->verdict : NULL;
    return verdict && module_sees(check->policy, check->module, verdict->file->module) ? verdict->outcomes : NULL;
}

const Outcome *scope_outcome(const Check *check, const Name *name)
{
    const Outcome *outcome = scope_outcomes(check);
    while (outcome && outcome->word.name != name)
        outcome = outcome->next;
    return outcome;
}

bool check_leans_on_context(const Check *check, const Expr *expr)
{
    switch (expr->kind) {
    case EXPR_NAME:
        return !scope_variable(check, expr->word.name) && !scope_given(check, expr->word.name) &&
               !policy_find(check->policy, check->module, SPACE_VALUES, expr->word.name);
    case EXPR_LITERAL:
        return expr->literal.type == TYPE_TEXT;
    case EXPR_IF:
        return check_leans_on_context(check, expr->yes) && check_leans_on_context(check, expr->otherwise);
    case EXPR_UNION:
        return check_leans_on_context(check, expr->left) && check_leans_on_context(check, expr->right);
    case EXPR_SET:
        for (const ExprList *item = expr->items; item; item = item->next) {
            if (!check_leans_on_context(check, item->expr))
                return false;
        }
        return true;
    default:
        return false;
    }
}

// ---- declarations and values of the same name (LANGUAGE.md 2.10) ----

// Where something that is in scope has that name, beside the values of enumerations; false: nowhere.
static bool find_declared(const Check *check, const Name *name, Span *place)
{
    const Variable *variable = scope_variable(check, name);
    const Given *given = variable ? NULL : scope_given(check, name);
    const Decl *decl = variable || given ? NULL : policy_find(check->policy, check->module, SPACE_VALUES, name);
    *place = variable ? variable->word.span : given ? given->word.span : decl ? decl->word.span : (Span){0};
    return variable || given || decl;
}

static const EnumValue *value_at(const Decl *decl, uint32_t index)
{
    const EnumValue *value = decl->values;
    while (index-- > 0)
        value = value->next;
    return value;
}

static void report_not_told_apart(const Check *check, const Expr *expr, const Decl *type, uint32_t index, Span declared)
{
    Text name = expr->word.name->text, of = type->word.name->text;
    Diagnostic *both = diagnose(check->policy->diagnostics, MESSAGE_NAME_OR_VALUE, expr->span, 2, name, of);
    diagnostic_also(both, declared, "what has this name is declared here");
    diagnostic_also(both, value_at(type, index)->word.span, "the value stands here");
    diagnostic_correct(both,
                       text_format(check->policy->arena, "write `%.*s.%.*s` for the value, or give the other one another name",
                                   (int)of.length, of.bytes, (int)name.length, name.bytes));
}

// Whether a bare name that is declared is a value of a type, too; then that is reported.
bool check_is_name_or_value(const Check *check, const Expr *expr, Type type)
{
    uint32_t index = type.kind == TYPE_ENUM ? policy_enum_value(type.decl, expr->word.name) : UINT32_MAX;
    Span declared;
    if (index == UINT32_MAX || !find_declared(check, expr->word.name, &declared))
        return false;
    report_not_told_apart(check, expr, type.decl, index, declared);
    return true;
}

bool check_told_apart(const Check *check, const Expr *expr, Type other)
{
    if (other.kind != TYPE_ENUM || expr->type.kind == TYPE_NONE)
        return false;
    if (expr->kind == EXPR_NAME)
        return expr->meaning.kind != MEANING_ENUM_VALUE && check_is_name_or_value(check, expr, other);
    if (expr->kind == EXPR_IF)
        return check_told_apart(check, expr->yes, other) || check_told_apart(check, expr->otherwise, other);
    if (expr->kind == EXPR_UNION)
        return check_told_apart(check, expr->left, other) || check_told_apart(check, expr->right, other);
    bool twice = false;
    for (const ExprList *item = expr->kind == EXPR_SET ? expr->items : NULL; item; item = item->next)
        twice |= check_told_apart(check, item->expr, other);
    return twice;
}

static void report_no_value(const Check *check, const Expr *expr, const Decl *type)
{
    Policy *policy = check->policy;
    if (policy_misread(policy, type->span))
        return;
    Diagnostic *none = diagnose(policy->diagnostics, MESSAGE_UNKNOWN_VALUE, expr->word.span, 2, type->word.name->text,
                                expr->word.name->text);
    if (diagnostics_full(policy->diagnostics))
        return;
    Nearest nearest = nearest_to(expr->word.name->text);
    check_offer_values(&nearest, type);
    diagnostic_also(none, type->word.span, "it is declared here");
    diagnostic_did_you_mean(policy->diagnostics, none, &nearest);
}

// `Level.high`: the value of that enumeration, whatever else has its name.
bool check_value_of_type(const Check *check, Expr *expr, Type *type)
{
    if (expr->base->kind != EXPR_NAME)
        return false;
    Decl *decl = policy_find(check->policy, check->module, SPACE_TYPES, expr->base->word.name);
    Span declared;
    bool in_scope = find_declared(check, expr->base->word.name, &declared);
    if (!decl || decl->kind != DECL_ENUM)
        return false;
    uint32_t index = policy_enum_value(decl, expr->word.name);
    if (in_scope && index != UINT32_MAX) {
        Diagnostic *both = diagnose(check->policy->diagnostics, MESSAGE_NAME_OR_TYPE, expr->base->span, 1,
                                    expr->base->word.name->text);
        diagnostic_also(both, declared, "what has this name is declared here");
        diagnostic_also(both, decl->word.span, "the type is declared here");
        *type = NOTHING;
        return true;
    }
    if (in_scope)
        return false;
    decl->used = true;
    *type = NOTHING;
    if (index == UINT32_MAX) {
        report_no_value(check, expr, decl);
        return true;
    }
    expr->meaning = (Meaning){.kind = MEANING_ENUM_VALUE, .index = index};
    *type = (Type){.kind = TYPE_ENUM, .decl = decl};
    return true;
}
