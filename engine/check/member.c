// SPDX-License-Identifier: MIT
// The type rules of what follows a dot and of calls: attributes, submissions, definitions, tables. What is called is inferred on
// demand.
#include "check/check.h"

#include "habits.h"

// A field of a submission as a type; TYPE_NONE where the name is none.
static Type submission_field(const Policy *policy, const Name *name, uint32_t *field)
{
    for (*field = 0; *field < SUBMISSION_FIELDS; ++*field) {
        if (text_is(name->text, submission_field_names[*field]))
            break;
    }
    switch (*field) {
    case SUBMISSION_KIND:
        return (Type){.kind = TYPE_KIND};
    case SUBMISSION_BY:
        return policy->by ? (Type){.kind = TYPE_ENTITY, .decl = policy->by} : NOTHING;
    case SUBMISSION_ON:
        return (Type){.kind = TYPE_DATE};
    case SUBMISSION_ACCEPTABLE:
        return (Type){.kind = TYPE_BOOLEAN};
    case SUBMISSION_TITLE:
    case SUBMISSION_SIGNER:
        return (Type){.kind = TYPE_TEXT};
    default:
        return NOTHING;
    }
}

// The argument's type of a definition or table that takes just one; TYPE_NONE otherwise.
static Type single_argument(const Decl *decl)
{
    const Argument *argument = decl->kind == DECL_DEFINE  ? decl->arguments
                               : decl->kind == DECL_TABLE ? decl->table_arguments
                                                          : NULL;
    return argument && !argument->next ? argument->variable->type : NOTHING;
}

static Type result_of(const Check *check, Decl *decl, Span call)
{
    decl->used = true;
    return decl->kind == DECL_TABLE ? decl->table_result_type : check_define(check->run, decl, call);
}

// `x.f` as the call `f(x)`: of a set, the set of all results, unless f takes the set itself.
static bool member_as_call(const Check *check, Expr *expr, Type base, Type *type)
{
    Decl *decl = policy_find(check->policy, check->module, SPACE_VALUES, expr->word.name);
    if (!decl)
        return false;
    Type takes = single_argument(decl);
    bool whole = takes.kind != TYPE_NONE && type_equal(type_join(base, takes), takes);
    bool each = takes.kind != TYPE_NONE && base.many && type_equal(type_join(type_item(base), takes), takes);
    if (!whole && !each)
        return false;
    expr->meaning = (Meaning){.kind = decl->kind == DECL_TABLE ? MEANING_TABLE : MEANING_DEFINE, .decl = decl};
    *type = result_of(check, decl, expr->span);
    if (!whole && type->kind != TYPE_NONE)
        *type = type_many(*type);
    return true;
}

// An attribute that another module adds is not one here.
static void note_unseen_attribute(const Policy *policy, const Decl *owner, const Name *name, Diagnostic *unknown)
{
    const Attribute *attribute = attribute_named(owner, name);
    if (!attribute)
        return;
    const File *file = policy->file_of_source[attribute->word.span.file - 1];
    diagnostic_also(unknown, attribute->word.span, policy_unseen(policy, unknown, file->module));
}

Attribute *check_attribute(Policy *policy, Module *module, const Decl *owner, Word word)
{
    Attribute *found = policy_attribute(policy, module, owner, word.name);
    if (found || policy_misread(policy, owner->span))
        return found;
    Diagnostic *none = diagnose(policy->diagnostics, MESSAGE_UNKNOWN_ATTRIBUTE, word.span, 2, owner->word.name->text,
                                word.name->text);
    if (diagnostics_full(policy->diagnostics))
        return NULL;
    Nearest nearest = nearest_to(word.name->text);
    policy_offer_attributes(policy, module, owner, &nearest);
    diagnostic_also(none, owner->word.span, "it is declared here");
    note_unseen_attribute(policy, owner, word.name, none);
    diagnostic_did_you_mean(policy->diagnostics, none, &nearest);
    return NULL;
}

static void report_no_member(const Check *check, const Expr *expr, Type base)
{
    Policy *policy = check->policy;
    bool declared_here = base.kind == TYPE_ENTITY || base.kind == TYPE_PART;
    if (policy_lost(policy, expr->word.name) || (declared_here && policy_misread(policy, base.decl->span)))
        return;
    Diagnostic *none = diagnose(policy->diagnostics, MESSAGE_UNKNOWN_ATTRIBUTE, expr->word.span, 2,
                                type_text(policy->arena, type_item(base)), expr->word.name->text);
    if (diagnostics_full(policy->diagnostics))
        return;
    Nearest nearest = nearest_to(expr->word.name->text);
    if (declared_here) {
        policy_offer_attributes(policy, check->module, base.decl, &nearest);
        diagnostic_also(none, base.decl->word.span, "it is declared here");
        note_unseen_attribute(policy, base.decl, expr->word.name, none);
    }
    if (base.kind == TYPE_SUBMISSION) {
        for (int i = 0; i < SUBMISSION_FIELDS; i++)
            nearest_offer(&nearest, text_of(submission_field_names[i]));
        if (text_is(expr->word.name->text, "by"))
            diagnostic_expect(none, text_of(check_by_line));
    }
    for (size_t i = 0; i < policy->decls[SPACE_VALUES].count; i++) {
        Decl *decl = policy->decls[SPACE_VALUES].items[i];
        bool seen = module_sees(policy, check->module, decl->file->module);
        if (seen && type_equal(single_argument(decl), type_item(base)))
            policy_offer_word(policy, &nearest, decl->word);
    }
    diagnostic_did_you_mean(policy->diagnostics, none, &nearest);
    policy_note_unseen(policy, check->module, SPACE_VALUES, expr->word.name, none);
    if (base.many && habit_correction(HABIT_CALLED, expr->word.name->text).length)
        diagnostic_correct(none, habit_correction(HABIT_CALLED, expr->word.name->text));
}

Type expr_member_check(const Check *check, Expr *expr)
{
    Type value;
    if (check_value_of_type(check, expr, &value))
        return value;
    Type base = check_expr(check, expr->base, NOTHING);
    if (base.kind == TYPE_NONE)
        return NOTHING;
    Type item = type_item(base), type = NOTHING;
    if (item.kind == TYPE_ENTITY || item.kind == TYPE_PART) {
        Attribute *attribute = policy_attribute(check->policy, check->module, item.decl, expr->word.name);
        if (attribute) {
            expr->meaning = (Meaning){.kind = MEANING_ATTRIBUTE, .attribute = attribute};
            type = attribute->type;
            if (base.many && type.kind != TYPE_NONE)
                type.many = true;
            return type;
        }
        if (item.kind == TYPE_ENTITY && text_is(expr->word.name->text, "submissions")) {
            if (check->place == PLACE_ACCEPT)
                diagnose(check->policy->diagnostics, MESSAGE_NOT_IN_ACCEPT, expr->word.span, 1, text_of("submissions"));
            expr->meaning = (Meaning){.kind = MEANING_SUBMISSIONS};
            return (Type){.kind = TYPE_SUBMISSION, .many = true};
        }
    }
    if (item.kind == TYPE_SUBMISSION) {
        uint32_t field;
        type = submission_field(check->policy, expr->word.name, &field);
        if (type.kind != TYPE_NONE) {
            expr->meaning = (Meaning){.kind = MEANING_SUBMISSION_FIELD, .index = field};
            type.many = base.many;
            return type;
        }
    }
    if (!member_as_call(check, expr, base, &type))
        report_no_member(check, expr, base);
    return type;
}

static void report_argument_count(const Check *check, const Expr *expr, const Decl *decl, size_t takes)
{
    Diagnostic *count = diagnose(check->policy->diagnostics, MESSAGE_ARGUMENT_COUNT, expr->span, 1, decl->word.name->text);
    diagnostic_expect(count, text_format(check->policy->arena, takes == 1 ? "%zu argument" : "%zu arguments", takes));
    diagnostic_also(count, decl->word.span, "it is declared here");
}

static void report_no_function(const Check *check, Word word)
{
    Text habit = habit_correction(HABIT_CALLED, word.name->text);
    Diagnostic *none = policy_unknown(check->policy, check->module, SPACE_VALUES, word, MESSAGE_UNKNOWN_FUNCTION);
    if (none && habit.length && (!none->correction.length || none->nearest.length))
        diagnostic_correct(none, habit);
}

Type expr_call_check(const Check *check, Expr *expr)
{
    Policy *policy = check->policy;
    Decl *decl = policy_find(policy, check->module, SPACE_VALUES, expr->word.name);
    if (!decl || (decl->kind != DECL_DEFINE && decl->kind != DECL_TABLE)) {
        for (ExprList *argument = expr->arguments; argument; argument = argument->next)
            check_expr(check, argument->expr, NOTHING);
        if (!decl)
            report_no_function(check, expr->word);
        else
            diagnostic_also(diagnose(policy->diagnostics, MESSAGE_NOT_A_FUNCTION, expr->word.span, 1, decl->word.name->text),
                            decl->word.span, "it is declared here");
        return NOTHING;
    }
    const Argument *takes = decl->kind == DECL_DEFINE ? decl->arguments : decl->table_arguments;
    size_t count = 0;
    for (const Argument *argument = takes; argument; argument = argument->next)
        count++;
    size_t given = 0;
    for (ExprList *argument = expr->arguments; argument; argument = argument->next, given++) {
        check_value(check, argument->expr, takes ? takes->variable->type : NOTHING);
        takes = takes ? takes->next : NULL;
    }
    if (given != count)
        report_argument_count(check, expr, decl, count);
    expr->meaning = (Meaning){.kind = decl->kind == DECL_TABLE ? MEANING_TABLE : MEANING_DEFINE, .decl = decl};
    if (decl->kind == DECL_DEFINE && !decl->body)
        check_native_call(check, expr);
    return result_of(check, decl, expr->span);
}
