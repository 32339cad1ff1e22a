// SPDX-License-Identifier: MIT
// Schema validation of tests in the language: givens are submissions of this schema, expectations name what there is.
#include "check/check.h"

#include "support/version.h"

static void check_fact_list(const Check *check, const Decl *owner, Fact *facts);

static void report_fact(const Check *check, const FactValue *value, Type expected, const char *hint)
{
    Diagnostic *other = diagnose(check->policy->diagnostics, MESSAGE_FACT_TYPE, value->span, 0);
    diagnostic_expect(other, text_format(check->policy->arena, hint, (int)type_text(check->policy->arena, expected).length,
                                         type_text(check->policy->arena, expected).bytes));
}

// Whether a claim about an attribute may be one that cannot be read: then its part is still told from others, and what is in a
// set.
static bool may_be_unreadable(const Attribute *attribute)
{
    bool key = false;
    for (const WordList *word = attribute->owner->keys; word; word = word->next)
        key |= word->word.name == attribute->word.name;
    return !key && !attribute->type.many && attribute->type.kind != TYPE_PART;
}

// One value: a literal, the name of an enumeration's value, the id of an entity or its name in this test, a key.
static void check_fact_item(const Check *check, const Attribute *attribute, FactValue *value)
{
    Type item = type_item(attribute->type);
    if (value->unreadable) {
        if (!may_be_unreadable(attribute))
            diagnose(check->policy->diagnostics, MESSAGE_NEVER_UNREADABLE, value->span, 1, attribute->word.name->text);
        return;
    }
    if (attribute->owned) {
        if (value->is_part)
            check_fact_list(check, item.decl, value->facts);
        else
            report_fact(check, value, item, "the facts of a part in braces: %.*s");
        return;
    }
    if (item.kind == TYPE_PART && value->is_part) { // a key of several attributes
        check_fact_list(check, item.decl, value->facts);
        return;
    }
    if (!value->literal) {
        report_fact(check, value, item, "%.*s");
        return;
    }
    if (item.kind == TYPE_ENTITY || item.kind == TYPE_PART) {
        bool id = value->literal->kind == EXPR_LITERAL;
        if (!id)
            check_value(check, value->literal, item);
        else if (item.kind == TYPE_ENTITY && value->literal->literal.type != TYPE_TEXT)
            report_fact(check, value, item, "the id of an entity as a text, or the name of a given: %.*s");
        return;
    }
    // A given has a name in its test, facts included.
    if (value->literal->kind != EXPR_NAME || !check_is_name_or_value(check, value->literal, item))
        check_constant(check->run, check->module, value->literal, item);
}

static void check_fact_list(const Check *check, const Decl *owner, Fact *facts)
{
    Once once;
    once_open(&once, check->policy->arena);
    for (Fact *fact = facts; fact; fact = fact->next) {
        Attribute *attribute = check_attribute(check->policy, check->module, owner, fact->word);
        Span before;
        if (!once_add(&once, fact->word.name->text, fact->word.span, &before)) {
            Diagnostic *twice = diagnose(check->policy->diagnostics, MESSAGE_FIELD_TWICE, fact->word.span, 1,
                                         fact->word.name->text);
            diagnostic_also(twice, before, "it stands here already");
        }
        if (!attribute || attribute->type.kind == TYPE_NONE)
            continue;
        if (fact->value.is_set != attribute->type.many) {
            report_fact(check, &fact->value, attribute->type,
                        attribute->type.many ? "a list in brackets: %.*s" : "one value: %.*s");
            continue;
        }
        if (!fact->value.is_set)
            check_fact_item(check, attribute, &fact->value);
        for (FactItem *item = fact->value.items; item; item = item->next)
            check_fact_item(check, attribute, &item->value);
    }
}

static void check_given(const Check *check, Given *given)
{
    Policy *policy = check->policy;
    Decl *entity = policy_find(policy, check->module, SPACE_TYPES, given->entity.name);
    if (!entity)
        policy_unknown(policy, check->module, SPACE_TYPES, given->entity, MESSAGE_UNKNOWN_TYPE);
    else if (entity->kind != DECL_ENTITY)
        diagnose(policy->diagnostics, MESSAGE_NOT_AN_ENTITY, given->entity.span, 1, entity->word.name->text);
    else
        given->entity_decl = entity, entity->used = true;
    policy_kind_or_report(policy, check->module, given->kind);
    given->first = scope_given(check, given->word.name);
    if (given->first->entity_decl != given->entity_decl) {
        Diagnostic *other = diagnose(policy->diagnostics, MESSAGE_GIVEN_OF_TWO_TYPES, given->entity.span, 1,
                                     given->word.name->text);
        diagnostic_also(other, given->first->entity.span, "it is given here as another one");
    }
    if (!given->from.name)
        return;
    given->from_given = scope_given(check, given->from.name);
    if (!given->from_given) {
        Diagnostic *unknown = diagnose(policy->diagnostics, MESSAGE_UNKNOWN_NAME, given->from.span, 1, given->from.name->text);
        diagnostic_expect(unknown, text_of("another given's name, or an id as a text"));
    }
}

static void name_givens(Policy *policy, Decl *test)
{
    size_t capacity = 0;
    text_index_open(&test->given_names, policy->arena);
    for (Given *given = test->givens; given; given = given->next) {
        uint32_t before = test->given_names.count, number = text_index_add(&test->given_names, given->word.name->text);
        if (number < before)
            continue;
        test->given_table = arena_grow(policy->arena, test->given_table, number, &capacity, sizeof(Given *));
        test->given_table[number] = given;
    }
}

// A path that names the subject first, as an expression does. Whether it was that.
static bool report_subject_in_path(const Check *check, const Expect *expect)
{
    Policy *policy = check->policy;
    Word first = expect->path->word;
    const Given *given = scope_given(check, first.name);
    const Decl *subject = policy->subject_type;
    bool named = scope_variable(check, first.name) || (given && given->entity_decl == subject);
    if (!named || !expect->path->next || policy_attribute(policy, check->module, subject, first.name))
        return false;
    Span rest = {first.span.file, expect->path->next->word.span.start, expect->span.end};
    Text path = sources_text(policy->diagnostics->sources, rest);
    Diagnostic *named_first = diagnose(policy->diagnostics, MESSAGE_UNKNOWN_ATTRIBUTE, first.span, 2, subject->word.name->text,
                                       first.name->text);
    diagnostic_correct(named_first, text_format(policy->arena, "the path begins behind what is reviewed: write `needs %.*s`",
                                                (int)path.length, path.bytes));
    return true;
}

// A path of attributes from the subject. Where it leads through a reference, what is needed is a fact of the other entity:
// the path then begins there.
static void check_path(const Check *check, Expect *expect)
{
    Policy *policy = check->policy;
    const Decl *owner = policy->subject_type;
    expect->owner = owner;
    if (owner && expect->path && report_subject_in_path(check, expect))
        return;
    for (WordList *word = expect->path; word && owner; word = word->next) {
        Attribute *attribute = check_attribute(policy, check->module, owner, word->word);
        if (!attribute)
            return;
        if (attribute->type.kind == TYPE_ENTITY && word->next) {
            expect->owner = attribute->type.decl;
            expect->path = word->next;
        }
        bool more = attribute->type.kind == TYPE_ENTITY || attribute->type.kind == TYPE_PART;
        owner = more ? attribute->type.decl : NULL;
        if (!owner && word->next)
            diagnose(policy->diagnostics, MESSAGE_UNKNOWN_ATTRIBUTE, word->next->word.span, 2,
                     type_text(policy->arena, attribute->type), word->next->word.name->text);
    }
}

void check_expectation(const Check *check, Expect *expect)
{
    Policy *policy = check->policy;
    switch (expect->kind) {
    case EXPECT_STATUS:
        expect->decl = policy_find(policy, check->module, SPACE_RULES, expect->word.name);
        if (!expect->decl)
            policy_unknown(policy, check->module, SPACE_RULES, expect->word, MESSAGE_UNKNOWN_RULE);
        else
            expect->decl->rule.tested |= 1u << expect->status;
        if (expect->with.bytes && expect->status != STATUS_VIOLATED)
            diagnose(policy->diagnostics, MESSAGE_WITH_ONLY_VIOLATED, expect->span, 0);
        break;
    case EXPECT_SCORE:
        if (text_is(expect->word.name->text, "all"))
            break;
        expect->decl = policy_find(policy, check->module, SPACE_ASPECTS, expect->word.name);
        if (!expect->decl)
            policy_unknown(policy, check->module, SPACE_ASPECTS, expect->word, MESSAGE_UNKNOWN_ASPECT);
        break;
    case EXPECT_NEEDS:
        check_path(check, expect);
        break;
    case EXPECT_OUTCOME:
    case EXPECT_TRUE: {
        // An outcome is a bare name, as a variable is: the variable comes first.
        const Expr *expr = expect->expr;
        bool outcome = expr->kind == EXPR_NAME && check_leans_on_context(check, expr) &&
                       (text_is(expect->word.name->text, "undetermined") || scope_outcome(check, expr->word.name));
        if (outcome)
            expect->kind = EXPECT_OUTCOME;
        else
            check_boolean(check, expect->expr);
        break;
    }
    }
}

static void check_test(CheckRun *run, Decl *test)
{
    Policy *policy = run->policy;
    Check check = check_open_subject(run, test->file->module, PLACE_TEST);
    check.test = test;
    name_givens(policy, test);
    for (Given *given = test->givens; given; given = given->next)
        check_given(&check, given);
    bool has_subject = false;
    for (Given *given = test->givens; given; given = given->next) {
        if (given->entity_decl)
            check_fact_list(&check, given->entity_decl, given->facts);
        has_subject |= given->entity_decl && given->entity_decl == policy->subject_type;
    }
    if (!has_subject && policy->subject_type && !policy_misread(policy, test->span)) {
        Diagnostic *none = diagnose(policy->diagnostics, MESSAGE_TEST_WITHOUT_SUBJECT, test->span, 0);
        diagnostic_expect(none, text_format(policy->arena, "`given … : %.*s by … on … { … }`",
                                            (int)policy->subject_type->word.name->text.length,
                                            policy->subject_type->word.name->text.bytes));
    }
    for (Expect *expect = test->expects; expect; expect = expect->next)
        check_expectation(&check, expect);
}

void check_tests(CheckRun *run)
{
    for (size_t i = 0; i < run->policy->tests.count; i++)
        check_test(run, run->policy->tests.items[i]);
}
