// SPDX-License-Identifier: MIT
// The types of names: variables, givens, declarations, values of enumerations, kinds of evidence; and that no name could be two
// of them.
#include "check/check.h"

static const Type NOTHING = {.kind = TYPE_NONE};

void check_bind(Check *check, Variable *variable)
{
    Scope *scope = arena_take(check->policy->arena, sizeof *scope);
    *scope = (Scope){variable, check->scope};
    check->scope = scope;
}

static Variable *find_variable(const Check *check, const Name *name)
{
    for (const Scope *scope = check->scope; scope; scope = scope->outer) {
        if (scope->variable->word.name == name)
            return scope->variable;
    }
    return NULL;
}

static Given *find_given(const Check *check, const Name *name)
{
    uint32_t at = check->test ? text_index_find(&check->test->given_names, name->text) : UINT32_MAX;
    return at == UINT32_MAX ? NULL : check->test->given_table[at];
}

bool check_leans_on_context(const Check *check, const Expr *expr)
{
    switch (expr->kind) {
    case EXPR_NAME:
        return !find_variable(check, expr->word.name) && !find_given(check, expr->word.name) &&
               !policy_find(check->policy, check->module, SPACE_VALUES, expr->word.name);
    case EXPR_LITERAL:
        return expr->literal.type == TYPE_TEXT;
    case EXPR_IF:
        return check_leans_on_context(check, expr->yes) && check_leans_on_context(check, expr->otherwise);
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

static Type report_unknown_name(const Check *check, const Expr *expr, Type expected)
{
    Policy *policy = check->policy;
    Text name = expr->word.name->text;
    bool in_verdict = check->test && policy_misread(policy, policy->verdict ? policy->verdict->span : (Span){0});
    if (policy_lost(policy, expr->word.name) || in_verdict || (check->test && policy_misread(policy, check->test->span)))
        return NOTHING;
    Diagnostic *unknown = diagnose(policy->diagnostics, MESSAGE_UNKNOWN_NAME, expr->span, 1, name);
    if (diagnostics_full(policy->diagnostics))
        return NOTHING;
    policy_note_unseen(policy, check->module, SPACE_VALUES, expr->word.name, unknown);
    Nearest nearest = nearest_to(name);
    for (const Scope *scope = check->scope; scope; scope = scope->outer)
        nearest_offer(&nearest, scope->variable->word.name->text);
    policy_offer(policy, check->module, SPACE_VALUES, &nearest);
    if (expected.kind == TYPE_ENUM) {
        for (const EnumValue *value = expected.decl->values; value; value = value->next)
            nearest_offer(&nearest, value->word.name->text);
        diagnostic_expect(unknown, text_format(policy->arena, "a value of %.*s", (int)expected.decl->word.name->text.length,
                                               expected.decl->word.name->text.bytes));
    }
    if (expected.kind == TYPE_BOOLEAN)
        diagnostic_expect(unknown, text_of("a condition, `true` or `false`"));
    if (check->place == PLACE_TEST && policy->verdict && module_sees(policy, check->module, policy->verdict->file->module)) {
        for (const Outcome *outcome = policy->verdict->outcomes; outcome; outcome = outcome->next)
            nearest_offer(&nearest, outcome->word.name->text);
    }
    if (expected.kind == TYPE_KIND) {
        policy_offer_kinds(policy, check->module, &nearest, unknown);
        diagnostic_expect(unknown, text_of("a kind of evidence"));
    }
    diagnostic_did_you_mean(policy->diagnostics, unknown, &nearest);
    return NOTHING;
}

static Type name_of_decl(const Check *check, Expr *expr, Decl *decl)
{
    decl->used = true;
    expr->meaning.decl = decl;
    switch (decl->kind) {
    case DECL_PARAMETER:
        expr->meaning.kind = MEANING_PARAMETER;
        if (check->place == PLACE_ACCEPT && decl->direction != DIRECTION_FIXED) {
            Diagnostic *directed = diagnose(check->policy->diagnostics, MESSAGE_PARAMETER_IN_ACCEPT, expr->span, 1,
                                            decl->word.name->text);
            diagnostic_also(directed, decl->span, "a profile may set it");
        }
        return decl->parameter_resolved;
    case DECL_LIST:
        expr->meaning.kind = MEANING_LIST;
        return type_many(decl->item_type);
    case DECL_DEFINE:
        expr->meaning.kind = MEANING_DEFINE;
        if (decl->arguments) {
            Diagnostic *call = diagnose(check->policy->diagnostics, MESSAGE_NOT_A_VALUE, expr->span, 1, decl->word.name->text);
            diagnostic_expect(call, text_format(check->policy->arena, "its arguments: `%.*s(…)`",
                                                (int)decl->word.name->text.length, decl->word.name->text.bytes));
            return NOTHING;
        }
        return check_define(check->policy, decl, expr->span);
    default:
        diagnose(check->policy->diagnostics, MESSAGE_NOT_A_VALUE, expr->span, 1, decl->word.name->text);
        return NOTHING;
    }
}

// ---- declarations and values of the same name (LANGUAGE.md 2.10) ----

// Where something that is in scope has that name, beside the values of enumerations; false: nowhere.
static bool find_declared(const Check *check, const Name *name, Span *place)
{
    const Variable *variable = find_variable(check, name);
    const Given *given = variable ? NULL : find_given(check, name);
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
static bool is_name_or_value(const Check *check, const Expr *expr, Type type)
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
        return expr->meaning.kind != MEANING_ENUM_VALUE && is_name_or_value(check, expr, other);
    if (expr->kind == EXPR_IF)
        return check_told_apart(check, expr->yes, other) || check_told_apart(check, expr->otherwise, other);
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
    for (const EnumValue *value = type->values; value; value = value->next)
        nearest_offer(&nearest, value->word.name->text);
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

static Type check_variable(Expr *expr, Variable *variable)
{
    variable->used = true;
    expr->meaning = (Meaning){.kind = MEANING_VARIABLE, .variable = variable};
    return variable->type;
}

Type check_name(const Check *check, Expr *expr, Type expected)
{
    Policy *policy = check->policy;
    const Name *name = expr->word.name;
    if (is_name_or_value(check, expr, expected))
        return NOTHING;
    Variable *variable = find_variable(check, name);
    if (variable)
        return check_variable(expr, variable);
    Given *given = find_given(check, name);
    if (given) {
        expr->meaning = (Meaning){.kind = MEANING_GIVEN, .given = given};
        return given->entity_decl ? (Type){.kind = TYPE_ENTITY, .decl = given->entity_decl} : NOTHING;
    }
    Decl *decl = policy_find(policy, check->module, SPACE_VALUES, name);
    if (decl)
        return name_of_decl(check, expr, decl);
    if (expected.kind == TYPE_ENUM) {
        uint32_t index = policy_enum_value(expected.decl, name);
        if (index != UINT32_MAX) {
            expr->meaning = (Meaning){.kind = MEANING_ENUM_VALUE, .index = index};
            return type_item(expected);
        }
    }
    if (expected.kind == TYPE_KIND) {
        uint32_t kind = policy_kind(policy, check->module, name);
        if (kind < policy->kind_count) {
            expr->meaning = (Meaning){.kind = MEANING_KIND, .index = kind};
            return type_item(expected);
        }
    }
    return report_unknown_name(check, expr, expected);
}
