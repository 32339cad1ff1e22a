// SPDX-License-Identifier: MIT
// Rules: that they are whole, and what their fields name.
#include "check/check.h"

// One message for all that a rule lacks. A field that was not understood is not missed.
static void check_whole(Policy *policy, const Decl *decl)
{
    const Rule *rule = &decl->rule;
    const struct {
        const char *name;
        bool stands;
    } fields[] = {{"cites", rule->cites_span.start},
                  {"aspect", rule->aspect_span.start},
                  {"severity", rule->severity_span.start},
                  {"require", rule->requires}};
    TextBuilder lacks = text_builder(policy->arena);
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++) {
        if (!fields[i].stands)
            text_append_format(&lacks, "%s`%s`", lacks.length ? ", " : "", fields[i].name);
    }
    if (!lacks.length || policy_misread(policy, decl->span))
        return;
    Diagnostic *missing = diagnose(policy->diagnostics, MESSAGE_RULE_LACKS, decl->word.span, 2, decl->word.name->text,
                                   text_built(&lacks));
    diagnostic_expect(missing, text_of("at least `cites`, `aspect`, `severity` and `require`"));
}

static void check_cites(Policy *policy, Cite *cites)
{
    for (Cite *cite = cites; cite; cite = cite->next) {
        Decl *source = policy_find(policy, SPACE_SOURCES, cite->source.name);
        if (!source) {
            if (cite == cites || cite->source.name != cites->source.name)
                policy_unknown(policy, SPACE_SOURCES, cite->source, MESSAGE_UNKNOWN_SOURCE);
            continue;
        }
        Clause *clause = source->clauses;
        while (clause && !text_equal(clause->number, cite->number))
            clause = clause->next;
        if (!clause && policy_misread(policy, source->span))
            continue;
        if (!clause) {
            Diagnostic *none = diagnose(policy->diagnostics, MESSAGE_UNKNOWN_CLAUSE, cite->span, 2, source->word.name->text,
                                        cite->number);
            Nearest nearest = nearest_to(cite->number);
            for (const Clause *one = source->clauses; one; one = one->next)
                nearest_offer(&nearest, one->number);
            diagnostic_also(none, source->word.span, "the source is declared here");
            diagnostic_did_you_mean(policy->diagnostics, none, &nearest);
            continue;
        }
        source->used = true;
        clause->cited = true;
        cite->decl = source;
        cite->clause = clause;
    }
}

static void check_thresholds(Policy *policy, Threshold *threshold)
{
    for (; threshold; threshold = threshold->next) {
        uint32_t kind = policy_kind(policy, threshold->kind.name);
        if (kind < policy->kind_count) {
            threshold->rank = policy->kinds[kind].rank;
        } else if (policy->kind_count) {
            Diagnostic *unknown = diagnose(policy->diagnostics, MESSAGE_UNKNOWN_KIND, threshold->kind.span, 1,
                                           threshold->kind.name->text);
            Nearest nearest = nearest_to(threshold->kind.name->text);
            for (size_t i = 0; i < policy->kind_count; i++)
                nearest_offer(&nearest, policy->kinds[i].word.name->text);
            diagnostic_did_you_mean(policy->diagnostics, unknown, &nearest);
        }
        for (WordList *word = threshold->attributes; word && policy->subject_type; word = word->next)
            check_attribute(policy, policy->subject_type, word->word);
    }
}

static void check_pieces(const Check *check, const Wording *finding)
{
    for (; finding; finding = finding->next) {
        for (const FindingPiece *piece = finding->pieces; piece; piece = piece->next) {
            Type type = piece->expr ? check_expr(check, piece->expr, (Type){.kind = TYPE_NONE}) : (Type){.kind = TYPE_NONE};
            if (type.many || type.kind == TYPE_PERIOD || type.kind == TYPE_SUBMISSION) {
                Diagnostic *set = diagnose(check->policy->diagnostics, MESSAGE_NOT_SHOWN, piece->expr->span, 1,
                                           type_text(check->policy->arena, type));
                diagnostic_expect(set, text_of("one value; of a set its count, or a binder that goes through it"));
            }
        }
    }
}

// Checks a finding in the scope of the binders that its requirement leads with.
static void check_finding(const Check *check, const Wording *finding, const LeadingBinders *leading, size_t at)
{
    if (at == leading->count) {
        check_pieces(check, finding);
        return;
    }
    Scope scope = {leading->items[at]->variable, check->scope};
    Check inner = *check;
    inner.scope = &scope;
    check_finding(&inner, finding, leading, at + 1);
}

static void check_conditions(const Check *check, Rule *rule)
{
    for (Condition *when = rule->whens; when; when = when->next)
        check_boolean(check, when->expr);
    for (Condition *except = rule->excepts; except; except = except->next) {
        check_boolean(check, except->expr);
        check_cites(check->policy, except->citing);
        for (Condition *before = rule->excepts; before != except; before = before->next) {
            if (text_equal(before->wording->text, except->wording->text)) {
                Diagnostic *twice = diagnose(check->policy->diagnostics, MESSAGE_SAME_REASON, except->wording->span, 0);
                diagnostic_also(twice, before->wording->span, "it stands here already");
            }
        }
    }
    for (Condition *require = rule->requires; require; require = require->next) {
        check_boolean(check, require->expr);
        LeadingBinders leading = leading_binders(check->policy->arena, require->expr);
        check_finding(check, require->wording, &leading, 0);
    }
}

static void check_rule(Policy *policy, Decl *decl)
{
    Rule *rule = &decl->rule;
    check_whole(policy, decl);
    check_cites(policy, rule->cites);
    if (rule->aspect.name) {
        rule->aspect_decl = policy_find(policy, SPACE_ASPECTS, rule->aspect.name);
        if (rule->aspect_decl)
            rule->aspect_decl->used = true;
        else
            policy_unknown(policy, SPACE_ASPECTS, rule->aspect, MESSAGE_UNKNOWN_ASPECT);
    }
    check_thresholds(policy, rule->thresholds);
    Scope subject = {policy->main->header.subject, NULL};
    Check check = {.policy = policy, .scope = policy->main->header.subject ? &subject : NULL, .place = PLACE_RULE};
    check_conditions(&check, rule);
}

void check_rules(Policy *policy)
{
    for (size_t i = 0; i < policy->rules.count; i++)
        check_rule(policy, policy->rules.items[i]);
}

void check_question(Policy *policy, Expr *expr)
{
    Scope subject = {policy->main->header.subject, NULL};
    Check check = {.policy = policy, .scope = &subject, .place = PLACE_RULE};
    Type type = check_expr(&check, expr, (Type){.kind = TYPE_NONE});
    if (type.kind == TYPE_PERIOD)
        diagnose(policy->diagnostics, MESSAGE_PERIOD_ALONE, expr->span, 0);
    if (!policy->diagnostics->errors)
        check_question_width(policy, expr);
}
