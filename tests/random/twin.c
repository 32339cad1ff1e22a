// SPDX-License-Identifier: MIT
// Rules and the verdict of the second evaluator (LANGUAGE.md 5.1, 5.2): statuses, reasons, findings, outcome,
// scores.
#include "twin_evaluator.h"

const char *const twin_reason_names[TWIN_REASONS] = {"missing",  "too weak",   "expired",        "not accepted", "contested",
                                                     "open set", "unreadable", "not comparable", "arithmetic",   "too costly"};

// 64-bit FNV-1a, so that few facts share a bit.
static void hash_text(uint64_t *hash, Text text)
{
    for (size_t i = 0; i <= text.length; i++)
        *hash = (*hash ^ (i < text.length ? (unsigned char)text.bytes[i] : 0xff)) * 0x100000001b3u;
}

// Bits of facts that are too weak come first, those of all others behind them, so that the former can be told apart.
enum { WEAK_BITS = 40, OTHER_BITS = 128 - TWIN_REASONS - WEAK_BITS };

Reasons reasons_of_fact(TwinReason why, Text type, Text id, Text path, Text part)
{
    uint64_t hash = 0xcbf29ce484222325u + why;
    const Text texts[] = {type, id, path, part};
    for (size_t i = 0; i < 4; i++)
        hash_text(&hash, texts[i]);
    hash >>= 8;
    return why | (Reasons)1 << (TWIN_REASONS + (why == TWIN_TOO_WEAK ? hash % WEAK_BITS : WEAK_BITS + hash % OTHER_BITS));
}

// What is too weak, or too costly to find out: of a strict reading of what a plain one finds true nothing else matters.
static Reasons too_weak(Reasons reasons)
{
    Reasons facts = (((Reasons)1 << WEAK_BITS) - 1) << TWIN_REASONS;
    return reasons & (facts | TWIN_TOO_WEAK | TWIN_TOO_COSTLY);
}

// The reviewed entity under the policy's variable.
static Binding subject_of(const Evaluator *evaluator)
{
    const Policy *policy = evaluator->review.policy;
    return (Binding){.variable = policy->main->header.subject,
                     .value = value_entity(policy->subject_type, evaluator->review.subject)};
}

// ---- findings ----

static void show(const Context *context, Value value, Text language, TextBuilder *to)
{
    if (value.kind == VALUE_PART)
        part_show(context->evaluator, value.part, language, to);
    else
        value_show(to, context->evaluator->review.policy, language, value);
}

// What is said in all languages, each behind its name.
static Text told_text(const Context *context, const Wording *wording)
{
    const TwinReview *review = &context->evaluator->review;
    TextBuilder builder = text_builder(review->arena);
    for (; wording; wording = wording->next) {
        Text language = twin_language(wording);
        text_append(&builder, language);
        text_append_string(&builder, ": ");
        if (!wording->pieces)
            text_append(&builder, wording->text);
        for (const FindingPiece *piece = wording->pieces; piece; piece = piece->next) {
            text_append(&builder, piece->text);
            if (piece->expr)
                show(context, evaluate(context, piece->expr), language, &builder);
        }
        text_append_byte(&builder, TWIN_BETWEEN);
    }
    return text_built(&builder);
}

static void add_told(const Context *context, const Wording *wording, TwinRule *result)
{
    result->findings = arena_grow(context->evaluator->review.arena, result->findings, result->finding_count,
                                  &result->finding_capacity, sizeof *result->findings);
    result->findings[result->finding_count++] = told_text(context, wording);
}

static void add_finding(const Context *context, const Rule *rule, const Condition *require, TwinRule *result)
{
    add_told(context, require->wording ? require->wording : rule->title, result);
}

static void find_false(const Context *context, const Rule *rule, const Condition *require, const Expr *claim, TwinRule *result);

// One finding for each way to bind a leading quantifier's variables to members that are in, as far as what is
// claimed of them is false.
static void find_bindings(const Context *context, const Rule *rule, const Condition *require, const Expr *quantifier,
                          const Binder *binder, TwinRule *result)
{
    if (!binder && quantifier->kind == EXPR_NO) {
        // The last of the leading binders: its body must not be true.
        if (value_is_true(evaluate(context, quantifier->body)))
            add_finding(context, rule, require, result);
        return;
    }
    if (!binder) {
        find_false(context, rule, require, quantifier->body, result);
        return;
    }
    const Set *set = evaluate(context, binder->set).set;
    for (size_t i = 0; i < set->count; i++) {
        Binding binding = {binder->variable, set->members[i].value, NULL, context->bindings};
        Context inner = context_with(context, &binding);
        if (set->members[i].sure && (!binder->where || value_is_true(evaluate(&inner, binder->where))))
            find_bindings(&inner, rule, require, quantifier, binder->next, result);
    }
}

static void find_false(const Context *context, const Rule *rule, const Condition *require, const Expr *claim, TwinRule *result)
{
    if (claim->kind == EXPR_EVERY || claim->kind == EXPR_NO)
        find_bindings(context, rule, require, claim, claim->binders, result);
    else if (value_is_false(evaluate(context, claim)))
        add_finding(context, rule, require, result);
}

// ---- rules ----

// All requirements together, in one reading.
static Value required(const Context *context, const Rule *rule)
{
    Value all = truth_value(true);
    for (const Condition *require = rule->requires; require; require = require->next)
        all = value_and(all, evaluate_requirement(context, require->expr));
    return all;
}

// What is required counts as true only if it is true by the evidence that the rule asks for, as false if it is so by any.
static Value requirement(const Context *context, const Rule *rule, TwinRule *result)
{
    Value plain = required(context, rule);
    if (!rule->thresholds)
        return plain;
    Context strict_context = *context;
    strict_context.reading = READING_STRICT;
    strict_context.rule = rule;
    Value strict = required(&strict_context, rule);
    result->strict_knows_more = strict.kind == VALUE_TRUTH && (plain.kind != VALUE_TRUTH || plain.truth != strict.truth);
    if (value_is_true(plain))
        return value_is_true(strict) ? plain : value_unknown(too_weak(value_reasons(strict)));
    return plain;
}

static void decide(const Context *context, const Rule *rule, TwinRule *result)
{
    Value whens = truth_value(true), applies, holds = requirement(context, rule, result);
    for (const Condition *when = rule->whens; when; when = when->next)
        whens = value_and(whens, evaluate(context, when->expr));
    applies = whens;
    for (const Condition *except = rule->excepts; except; except = except->next)
        applies = value_and(applies, value_not(evaluate(context, except->expr)));
    if (value_is_false(whens)) {
        result->status = STATUS_NOT_APPLICABLE;
    } else if (value_is_false(applies)) {
        result->status = STATUS_EXCEPTED;
        for (const Condition *except = rule->excepts; except; except = except->next) {
            if (value_is_true(evaluate(context, except->expr)))
                add_told(context, except->wording, result);
        }
    } else if (value_is_true(holds)) {
        result->status = STATUS_SATISFIED;
    } else if (value_is_true(applies) && value_is_false(holds)) {
        result->status = STATUS_VIOLATED;
        for (const Condition *require = rule->requires; require; require = require->next) {
            if (value_is_false(evaluate(context, require->expr)))
                find_false(context, rule, require, require->expr, result);
        }
    } else {
        result->status = STATUS_UNDETERMINED;
        result->reasons = value_reasons(applies) | value_reasons(holds);
    }
}

const TwinRule *evaluate_rule(Evaluator *evaluator, const Decl *rule)
{
    const DeclList *rules = &evaluator->review.policy->rules;
    size_t at = 0;
    while (rules->items[at] != rule)
        at++;
    TwinRule *result = &evaluator->verdict->rules[at];
    if (!evaluator->decided[at]) {
        Binding subject = subject_of(evaluator);
        Context context = {.evaluator = evaluator, .reading = READING_PLAIN, .bindings = &subject};
        decide(&context, &rule->rule, result);
        evaluator->decided[at] = true;
    }
    return result;
}

// ---- interpretations ----

static bool is_cited(const Rule *rule, const Cite *clause)
{
    for (const Cite *cite = rule->cites; cite; cite = cite->next) {
        if (cite->source.name == clause->source.name && text_equal(cite->number, clause->number))
            return true;
    }
    return false;
}

static bool is_before(const Decl *a, const Decl *b)
{
    return a->interpreted_on != b->interpreted_on ? a->interpreted_on < b->interpreted_on : a->span.start < b->span.start;
}

// How a rule is read, by day, what stands first in the text first. The first texts.
static Text readings_of(const TwinReview *review, const Decl *rule)
{
    TextBuilder text = text_builder(review->arena);
    for (const Decl *last = NULL;;) {
        const Decl *next = NULL;
        for (const Decl *decl = review->policy->main->decls; decl; decl = decl->next) {
            if (decl->kind != DECL_INTERPRET || decl->interpreted_on > review->on || (last && !is_before(last, decl)))
                continue;
            bool of_rule = decl->interpreted ? is_cited(&rule->rule, decl->interpreted) : decl->word.name == rule->word.name;
            if (of_rule && (!next || is_before(decl, next)))
                next = decl;
        }
        if (!next)
            return text_built(&text);
        text_append(&text, next->interpretation->text);
        text_append_string(&text, "; ");
        last = next;
    }
}

// ---- the outcome ----

// How undetermined rules are taken.
typedef enum Taking { TAKEN_AS_SATISFIED, TAKEN_AS_VIOLATED } Taking;

static bool is_violated(const TwinRule *result, Taking taking)
{
    return result->status == STATUS_VIOLATED || (result->status == STATUS_UNDETERMINED && taking == TAKEN_AS_VIOLATED);
}

static Wide weight_of(const Policy *policy, const Rule *rule)
{
    if (rule->severity == RULE_ADVISORY)
        return 0;
    return span_is_known(rule->weight.span) ? rule->weight.millionths : policy->weights[rule->severity];
}

// Advisory rules never touch the verdict, whatever a selector says.
static bool selects(const Selector *selector, const Rule *rule)
{
    if (rule->severity == RULE_ADVISORY)
        return false;
    return (!selector->has_severity || rule->severity >= selector->severity) &&
           (!selector->aspect.name || rule->aspect_decl == selector->aspect_decl);
}

// How many of the selected rules are violated, and the sum of their weights.
typedef struct Violations {
    Wide count, penalty;
} Violations;

static Violations violations_of(const Evaluator *evaluator, const Selector *selector, Taking taking)
{
    const Policy *policy = evaluator->review.policy;
    Violations violations = {0};
    for (size_t i = 0; i < policy->rules.count; i++) {
        const Rule *rule = &policy->rules.items[i]->rule;
        if (!is_violated(&evaluator->verdict->rules[i], taking) || !selects(selector, rule))
            continue;
        violations.count++;
        violations.penalty += weight_of(policy, rule);
    }
    return violations;
}

static bool guard_is_true(Evaluator *evaluator, const GuardNode *guard, Taking taking)
{
    switch (guard->kind) {
    case GUARD_AND:
        return guard_is_true(evaluator, guard->left, taking) && guard_is_true(evaluator, guard->right, taking);
    case GUARD_OR:
        return guard_is_true(evaluator, guard->left, taking) || guard_is_true(evaluator, guard->right, taking);
    case GUARD_ANY:
        return violations_of(evaluator, &guard->selector, taking).count > 0;
    case GUARD_COUNT:
        return violations_of(evaluator, &guard->selector, taking).count * DECIMAL_ONE >= guard->threshold.millionths;
    case GUARD_RULE:
        return is_violated(evaluate_rule(evaluator, guard->rule), taking);
    case GUARD_PENALTY:
        return violations_of(evaluator, &guard->selector, taking).penalty >= guard->threshold.millionths;
    }
    bug("a guard of no kind");
}

static Text outcome_of(Evaluator *evaluator, Taking taking)
{
    const Outcome *outcome = evaluator->review.policy->verdict->outcomes;
    while (outcome->guard && !guard_is_true(evaluator, outcome->guard, taking))
        outcome = outcome->next;
    return outcome->word.name->text;
}

// ---- scores and counts ----

static Text score_text(Arena *arena, Wide part, Wide whole)
{
    TextBuilder builder = text_builder(arena);
    number_append_ratio(&builder, 100 * part, whole, 2);
    return text_built(&builder);
}

static TwinScore score_of(const Evaluator *evaluator, const Decl *aspect)
{
    const Policy *policy = evaluator->review.policy;
    TwinScore score = {.aspect = aspect};
    for (size_t i = 0; i < policy->rules.count; i++) {
        const Rule *rule = &policy->rules.items[i]->rule;
        Status status = evaluator->verdict->rules[i].status;
        bool counts = status == STATUS_SATISFIED || status == STATUS_VIOLATED || status == STATUS_UNDETERMINED;
        if (!counts || (aspect && rule->aspect_decl != aspect))
            continue;
        Wide weight = weight_of(policy, rule);
        score.whole += weight;
        score.low += status == STATUS_SATISFIED ? weight : 0;
        score.high += status != STATUS_VIOLATED ? weight : 0;
    }
    if (score.whole) {
        score.low_text = score_text(evaluator->review.arena, score.low, score.whole);
        score.high_text = score_text(evaluator->review.arena, score.high, score.whole);
    }
    return score;
}

static void count_rules(TwinVerdict *verdict, size_t rules)
{
    verdict->declared = rules;
    verdict->applicable = verdict->decided = 0;
    for (size_t i = 0; i < rules; i++) {
        Status status = verdict->rules[i].status;
        verdict->applicable += status != STATUS_NOT_APPLICABLE && status != STATUS_EXCEPTED;
        verdict->decided += status == STATUS_SATISFIED || status == STATUS_VIOLATED || status == STATUS_WAIVED;
    }
}

// ---- the whole ----

static Evaluator evaluator_of(const TwinReview *review)
{
    size_t rules = review->policy->rules.count;
    Evaluator evaluator = {.review = *review,
                           .verdict = arena_take(review->arena, sizeof *evaluator.verdict),
                           .decided = arena_array(review->arena, rules + 1, sizeof(bool))};
    evaluator.verdict->rules = arena_array(review->arena, rules + 1, sizeof *evaluator.verdict->rules);
    evidence_open(&evaluator);
    return evaluator;
}

static bool is_waived(const TwinReview *review, Text code)
{
    for (size_t i = 0; i < review->waived_count; i++) {
        if (text_equal(review->waived[i], code))
            return true;
    }
    return false;
}

// Only when all are decided: `CODE holds` sets waivers aside.
static void waive_rules(const TwinReview *review, TwinVerdict *verdict)
{
    for (size_t i = 0; i < review->policy->rules.count; i++) {
        TwinRule *rule = &verdict->rules[i];
        bool open = rule->status == STATUS_VIOLATED || rule->status == STATUS_UNDETERMINED;
        if (!open || !is_waived(review, review->policy->rules.items[i]->word.name->text))
            continue;
        rule->otherwise = rule->status;
        rule->status = STATUS_WAIVED;
    }
}

void twin_tally(const TwinReview *review, TwinVerdict *verdict)
{
    const Policy *policy = review->policy;
    Evaluator evaluator = {.review = *review, .verdict = verdict};
    verdict->penalty = violations_of(&evaluator, &(Selector){0}, TAKEN_AS_SATISFIED).penalty;
    verdict->all = score_of(&evaluator, NULL);
    verdict->aspects = arena_array(review->arena, policy->aspects.count + 1, sizeof *verdict->aspects);
    for (size_t i = 0; i < policy->aspects.count; i++)
        verdict->aspects[i] = score_of(&evaluator, policy->aspects.items[i]);
    count_rules(verdict, policy->rules.count);
}

TwinVerdict *twin_review(const TwinReview *review)
{
    Evaluator evaluator = evaluator_of(review);
    const Policy *policy = review->policy;
    TwinVerdict *verdict = evaluator.verdict;
    verdict->policy = policy;
    for (size_t i = 0; i < policy->rules.count; i++) {
        evaluate_rule(&evaluator, policy->rules.items[i]);
        verdict->rules[i].readings = readings_of(review, policy->rules.items[i]);
    }
    waive_rules(review, verdict);
    const Header *header = &policy->main->header;
    verdict->dated = span_is_known(header->effective_span);
    verdict->in_force = verdict->dated && header->effective <= review->on && review->on <= header->until;
    verdict->best = outcome_of(&evaluator, TAKEN_AS_SATISFIED);
    verdict->worst = outcome_of(&evaluator, TAKEN_AS_VIOLATED);
    verdict->outcome = text_equal(verdict->best, verdict->worst) ? verdict->best : text_of("undetermined");
    twin_tally(review, verdict);
    verdict->gave_up = evaluator.steps > MOST_STEPS;
    return verdict;
}

TwinAnswer twin_answer(const TwinReview *review, const Expr *expr, Reasons *reasons)
{
    Evaluator evaluator = evaluator_of(review);
    Binding subject = subject_of(&evaluator);
    Context context = {.evaluator = &evaluator, .reading = READING_PLAIN, .bindings = &subject};
    Value value = evaluate(&context, expr);
    *reasons = value_reasons(value);
    return value.kind == VALUE_UNKNOWN ? TWIN_UNKNOWN : value_is_true(value) ? TWIN_TRUE : TWIN_FALSE;
}
