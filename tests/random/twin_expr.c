// SPDX-License-Identifier: MIT
// Expressions of the second evaluator (LANGUAGE.md 4), but for those with binders.
#include "twin_evaluator.h"

#include "support/regex.h"

Context context_with(const Context *context, const Binding *binding)
{
    Context inner = *context;
    inner.bindings = binding;
    return inner;
}

Value evaluate_in(const Context *context, Reading reading, const Expr *expr)
{
    Context other = *context;
    other.reading = reading;
    return evaluate(&other, expr);
}

// ---- literals and names ----

static Value literal_value(const Expr *expr)
{
    const Literal *literal = &expr->literal;
    switch (expr->type.kind) {
    case TYPE_BOOLEAN:
        return truth_value(literal->number != 0);
    case TYPE_TEXT:
    case TYPE_VERSION:
    case TYPE_ADDRESS:
        return value_text(expr->type.kind, literal->text);
    default:
        return value_number(expr->type.kind, literal->number);
    }
}

static Value variable_value(const Context *context, const Variable *variable)
{
    for (const Binding *binding = context->bindings; binding; binding = binding->outer) {
        if (binding->variable == variable)
            return binding->plain && context->reading == READING_PLAIN ? *binding->plain : binding->value;
    }
    bug("a variable that nothing binds");
}

static Value list_value(const Context *context, const Decl *list)
{
    const TwinReview *review = &context->evaluator->review;
    if (span_is_known(list->list_file_span))
        return value_set(twin_file_list(review->policy, review->arena, list));
    Set *set = set_new(review->arena);
    for (const ExprList *item = list->list_items; item; item = item->next)
        set_add(set, evaluate(context, item->expr), true, 0);
    return value_set(set);
}

static Value name_value(const Context *context, const Expr *expr)
{
    const Meaning *meaning = &expr->meaning;
    switch (meaning->kind) {
    case MEANING_VARIABLE:
        return variable_value(context, meaning->variable);
    case MEANING_PARAMETER:
        return evaluate(context, meaning->decl->value);
    case MEANING_DEFINE:
        return call_value(context, meaning->decl, NULL, NULL, 0);
    case MEANING_LIST:
        return list_value(context, meaning->decl);
    case MEANING_KIND:
        return value_number(TYPE_KIND, meaning->index);
    case MEANING_GIVEN:
        return value_entity(meaning->given->entity_decl, meaning->given->word.name->text);
    case MEANING_ENUM_VALUE: {
        Value place = value_number(TYPE_ENUM, meaning->index);
        place.type.decl = expr->type.decl;
        return place;
    }
    default:
        bug("a name without a value");
    }
}

// ---- what follows a dot ----

// The member of one thing. plain: what it is in a plain reading, where it may be something else there.
static Value member_of_one(const Context *context, const Expr *expr, Value base, const Value *plain)
{
    switch (expr->meaning.kind) {
    case MEANING_ATTRIBUTE:
        return evidence_attribute(context, base, expr->meaning.attribute);
    case MEANING_SUBMISSIONS:
        return evidence_submissions(context, base);
    case MEANING_SUBMISSION_FIELD:
        return evidence_field(context, base.submission, (SubmissionField)expr->meaning.index);
    case MEANING_DEFINE:
    case MEANING_TABLE:
        return call_value(context, expr->meaning.decl, &base, plain, 1);
    default:
        bug("a member without a meaning");
    }
}

static bool is_call(const Meaning *meaning)
{
    return meaning->kind == MEANING_DEFINE || meaning->kind == MEANING_TABLE;
}

// Whether a definition takes a set, and not each of its members.
static bool takes_a_set(const Decl *decl)
{
    const Argument *argument = decl->kind == DECL_TABLE ? decl->table_arguments : decl->arguments;
    return argument->variable->type.many;
}

// Of a set, the set of all results. Of something unknown: unknown; where the result would be a set, one of which nothing is
// known. Submissions are asked for in a strict reading as in a plain one, and so is whose they are.
static Value member_value(const Context *context, const Expr *expr)
{
    if (expr->meaning.kind == MEANING_ENUM_VALUE)
        return name_value(context, expr); // `Level.high`
    bool of_evidence = expr->meaning.kind == MEANING_SUBMISSIONS && context->reading == READING_STRICT;
    Value base = evaluate_in(context, of_evidence ? READING_PLAIN : context->reading, expr->base);
    if (is_call(&expr->meaning) && (base.kind != VALUE_SET || takes_a_set(expr->meaning.decl))) {
        Value plain = context->reading == READING_STRICT ? evaluate_in(context, READING_PLAIN, expr->base) : base;
        return member_of_one(context, expr, base, &plain);
    }
    if (base.kind != VALUE_SET && base.kind != VALUE_UNKNOWN)
        return member_of_one(context, expr, base, NULL);
    if (base.kind == VALUE_UNKNOWN && !expr->type.many)
        return base;
    Set *results = set_new(context->evaluator->review.arena);
    if (base.kind == VALUE_UNKNOWN) {
        set_leave_open(results, base.reasons);
        return value_set(results);
    }
    for (size_t i = 0; i < base.set->count; i++) {
        const Member *member = &base.set->members[i];
        set_add_result(results, member_of_one(context, expr, member->value, NULL), member->sure, member->reasons);
    }
    if (base.set->open)
        set_leave_open(results, base.set->open_reasons);
    return value_set(results);
}

// ---- operators ----

// These questions are about all acceptable claims, in both readings; so the way to the attribute is read plainly too, or a strict
// reading could say `not declared` where a plain one says `declared`. In a condition of acceptance there is but one reading.
static Value asked_owner(const Context *context, const Expr *expr)
{
    Reading reading = context->reading == READING_BARE ? READING_BARE : READING_PLAIN;
    return evaluate_in(context, reading, expr->left->base);
}

static Value evidence_question(const Context *context, const Expr *expr)
{
    Value owner = asked_owner(context, expr), answer;
    if (expr->kind == EXPR_DISPUTED || expr->kind == EXPR_NOT_DISPUTED)
        answer = truth_value(owner.kind != VALUE_UNKNOWN && evidence_disputes(context, owner, expr->left->meaning.attribute));
    else
        answer = owner.kind == VALUE_UNKNOWN ? owner : evidence_declares(context, owner, expr);
    return expr->kind == EXPR_NOT_DECLARED || expr->kind == EXPR_NOT_DISPUTED ? value_not(answer) : answer;
}

static Value listed_value(const Context *context, const Expr *expr)
{
    Value owner = asked_owner(context, expr);
    if (owner.kind != VALUE_UNKNOWN)
        return evidence_listed(context, owner, expr);
    Set *nothing = set_new(context->evaluator->review.arena);
    set_leave_open(nothing, owner.reasons);
    return value_set(nothing);
}

static Value sum_value(const Context *context, const Expr *expr)
{
    const Policy *policy = context->evaluator->review.policy;
    Arena *arena = context->evaluator->review.arena;
    if (expr->right->type.kind == TYPE_PERIOD)
        return date_and_period(policy, arena, expr->kind, evaluate(context, expr->left), &expr->right->literal);
    if (expr->left->type.kind == TYPE_PERIOD)
        return date_and_period(policy, arena, expr->kind, evaluate(context, expr->right), &expr->left->literal);
    return number_sum(expr->kind, evaluate(context, expr->left), evaluate(context, expr->right));
}

// Patterns are compiled anew each time; the budget is the whole of a review's, for one match.
static Value matches_value(const Context *context, const Expr *expr)
{
    Value text = evaluate(context, expr->left);
    if (text.kind == VALUE_UNKNOWN)
        return text;
    RegexFault fault;
    Regex *regex = regex_open(expr->right->literal.text, context->evaluator->review.arena, &fault);
    RegexScratch *scratch = regex_scratch_open();
    int64_t budget = REGEX_BUDGET;
    RegexAnswer answer = regex && scratch ? regex_search(regex, scratch, text.text, &budget) : REGEX_NO_MEMORY;
    regex_scratch_close(scratch);
    regex_close(regex);
    if (answer == REGEX_NO_MEMORY)
        arena_exhausted(context->evaluator->review.arena);
    return answer == REGEX_SPENT ? value_unknown(TWIN_TOO_COSTLY) : truth_value(answer == REGEX_YES);
}

static Value like_value(const Context *context, const Expr *expr)
{
    Value text = evaluate(context, expr->left);
    return text.kind == VALUE_UNKNOWN ? text : truth_value(glob_matches(expr->right->literal.text, text.text));
}

// An item in a range a..b. A range whose ends are the wrong way round is an empty set: nothing is in it,
// whatever the item is.
static Value in_range(const Context *context, Value item, bool literal, const Expr *range)
{
    Value low = evaluate(context, range->left), high = evaluate(context, range->right);
    if (value_is_true(values_compare(EXPR_LESS, high, low)))
        return truth_value(false);
    // What is known lies in no empty range by itself; for what is not, that the range is not empty matters too.
    Value within = value_and(values_compare(EXPR_AT_LEAST, item, low), values_compare(EXPR_AT_MOST, item, high));
    return literal ? within : value_and(within, values_compare(EXPR_AT_MOST, low, high));
}

static Value in_value(const Context *context, const Expr *expr)
{
    Value item = evaluate(context, expr->left);
    if (expr->right->kind == EXPR_RANGE)
        return in_range(context, item, expr->left->kind == EXPR_LITERAL, expr->right);
    return set_holds(evaluate(context, expr->right).set, item);
}

// Where the condition is unknown: the value of both branches, if they are known and equal.
static Value if_value(const Context *context, const Expr *expr)
{
    Value condition = evaluate(context, expr->condition);
    if (value_is_true(condition))
        return evaluate(context, expr->yes);
    if (value_is_false(condition))
        return evaluate(context, expr->otherwise);
    Value yes = evaluate(context, expr->yes), otherwise = evaluate(context, expr->otherwise);
    if (value_is_known(yes) && value_is_known(otherwise) && values_equal(yes, otherwise))
        return yes;
    return value_unknown(condition.reasons | value_reasons(yes) | value_reasons(otherwise));
}

static Value items_value(const Context *context, const Expr *expr)
{
    Set *set = set_new(context->evaluator->review.arena);
    for (const ExprList *item = expr->items; item; item = item->next)
        set_add_result(set, evaluate(context, item->expr), true, 0);
    return value_set(set);
}

// What is in one of two sets, or may be, is so here; there may be more where there may be in one of them.
static Value union_value(const Context *context, const Expr *expr)
{
    Set *set = set_new(context->evaluator->review.arena);
    set_add_result(set, evaluate(context, expr->left), true, 0);
    set_add_result(set, evaluate(context, expr->right), true, 0);
    return value_set(set);
}

static Value holds_value(const Context *context, const Expr *expr)
{
    const TwinRule *rule = evaluate_rule(context->evaluator, expr->meaning.decl);
    switch (rule->status) {
    case STATUS_SATISFIED:
    case STATUS_NOT_APPLICABLE:
    case STATUS_EXCEPTED:
        return truth_value(true);
    case STATUS_VIOLATED:
        return truth_value(false);
    default:
        return value_unknown(rule->reasons);
    }
}

static Value evaluate_operator(const Context *context, const Expr *expr)
{
    if (expr->kind == EXPR_ADD || expr->kind == EXPR_SUBTRACT)
        return sum_value(context, expr);
    Value left = evaluate(context, expr->left), right = evaluate(context, expr->right);
    switch (expr->kind) {
    case EXPR_AND:
        return value_and(left, right);
    case EXPR_OR:
        return value_or(left, right);
    case EXPR_IMPLIES:
        return value_or(value_not(left), right);
    case EXPR_MULTIPLY:
        return number_product(left, right);
    case EXPR_DIVIDE:
        return number_quotient(left, right);
    default:
        return values_compare(expr->kind, left, right);
    }
}

// What an evaluation that gave up comes to: anything of its type.
static Value any_value(const Context *context, const Expr *expr)
{
    return expr->type.many ? value_set(set_new(context->evaluator->review.arena)) : value_unknown(0);
}

static Value evaluate_unary(const Context *context, const Expr *expr)
{
    Value operand = evaluate(context, expr->left);
    return expr->kind == EXPR_NOT ? value_not(operand) : number_negated(operand);
}

// What the kinds come to that bind variables or make sets.
static Value evaluate_sets(const Context *context, const Expr *expr)
{
    switch (expr->kind) {
    case EXPR_EVERY:
    case EXPR_SOME:
    case EXPR_NO:
        return evaluate_quantifier(context, expr);
    case EXPR_COUNT:
    case EXPR_SUM:
    case EXPR_MIN:
    case EXPR_MAX:
        return evaluate_aggregate(context, expr);
    case EXPR_SET:
        return items_value(context, expr);
    case EXPR_COMPREHENSION:
        return evaluate_comprehension(context, expr);
    case EXPR_UNION:
        return union_value(context, expr);
    case EXPR_VIA:
        return evaluate_via(context, expr);
    default:
        bug("an expression without a value");
    }
}

// What a kind of expression comes to.
static Value evaluated(const Context *context, const Expr *expr)
{
    switch (expr->kind) {
    case EXPR_LITERAL:
        return literal_value(expr);
    case EXPR_NAME:
        return name_value(context, expr);
    case EXPR_MEMBER:
        return member_value(context, expr);
    case EXPR_CALL:
        return evaluate_call(context, expr);
    case EXPR_NOT:
    case EXPR_NEGATE:
        return evaluate_unary(context, expr);
    case EXPR_AND:
    case EXPR_OR:
    case EXPR_IMPLIES:
    case EXPR_EQUAL:
    case EXPR_DIFFERENT:
    case EXPR_LESS:
    case EXPR_AT_MOST:
    case EXPR_GREATER:
    case EXPR_AT_LEAST:
    case EXPR_MULTIPLY:
    case EXPR_DIVIDE:
    case EXPR_ADD:
    case EXPR_SUBTRACT:
        return evaluate_operator(context, expr);
    case EXPR_IN:
    case EXPR_NOT_IN:
        return expr->kind == EXPR_IN ? in_value(context, expr) : value_not(in_value(context, expr));
    case EXPR_MATCHES:
    case EXPR_LIKE:
        return expr->kind == EXPR_LIKE ? like_value(context, expr) : matches_value(context, expr);
    case EXPR_DECLARED:
    case EXPR_NOT_DECLARED:
    case EXPR_DISPUTED:
    case EXPR_NOT_DISPUTED:
        return evidence_question(context, expr);
    case EXPR_LISTED:
        return listed_value(context, expr);
    case EXPR_IF:
        return if_value(context, expr);
    case EXPR_HOLDS:
        return holds_value(context, expr);
    case EXPR_TODAY:
        return value_number(TYPE_DATE, context->evaluator->review.on);
    default:
        return evaluate_sets(context, expr);
    }
}

Value evaluate(const Context *context, const Expr *expr)
{
    if (context->evaluator->review.arena->taken > MOST_MEMORY)
        context->evaluator->steps = MOST_STEPS;
    if (++context->evaluator->steps > MOST_STEPS)
        return any_value(context, expr);
    return evaluated(context, expr);
}
