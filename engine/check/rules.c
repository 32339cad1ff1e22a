// SPDX-License-Identifier: MIT
// Rules: that each is whole, name resolution of its fields, and the types of its conditions; a finding is checked in the scope of
// the binders that its requirement leads with.
#include "check/check.h"

// One message for all that a rule lacks. A field that was not understood is not missed.
static void check_whole(Policy *policy, const Decl *decl)
{
    const Rule *rule = &decl->rule;
    const struct {
        const char *name;
        bool stands;
    } fields[] = {{"cites", span_is_known(rule->cites_span)},
                  {"aspect", span_is_known(rule->aspect_span)},
                  {"severity", span_is_known(rule->severity_span)},
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

static void report_unknown_clause(Policy *policy, const Decl *source, const Cite *cite)
{
    Diagnostic *none = diagnose(policy->diagnostics, MESSAGE_UNKNOWN_CLAUSE, cite->span, 2, source->word.name->text,
                                cite->number);
    if (diagnostics_full(policy->diagnostics))
        return;
    Nearest nearest = nearest_to(cite->number);
    for (const Clause *one = source->clauses; one; one = one->next)
        nearest_offer_at(&nearest, one->number, one->span);
    diagnostic_also(none, source->word.span, "the source is declared here");
    diagnostic_did_you_mean(policy->diagnostics, none, &nearest);
}

// Finds the clauses that are named, each in its source.
static void find_clauses(Policy *policy, Module *module, Cite *cites)
{
    for (Cite *cite = cites; cite; cite = cite->next) {
        Decl *source = policy_find(policy, module, SPACE_SOURCES, cite->source.name);
        if (!source) {
            if (cite == cites || cite->source.name != cites->source.name)
                policy_unknown(policy, module, SPACE_SOURCES, cite->source, MESSAGE_UNKNOWN_SOURCE);
            continue;
        }
        uint32_t place = text_index_find(&source->clause_places, cite->number);
        if (place != UINT32_MAX) {
            cite->decl = source;
            cite->clause = source->clause_table[place];
        } else if (!policy_misread(policy, source->span)) {
            report_unknown_clause(policy, source, cite);
        }
    }
}

static void check_cites(Policy *policy, Module *module, Cite *cites)
{
    find_clauses(policy, module, cites);
    for (Cite *cite = cites; cite; cite = cite->next) {
        if (cite->clause)
            cite->decl->used = cite->clause->cited = true;
    }
}

void check_thresholds(Policy *policy, Module *module, Threshold *threshold)
{
    for (; threshold; threshold = threshold->next) {
        size_t errors = policy->diagnostics->errors;
        uint32_t kind = policy_kind_or_report(policy, module, threshold->kind);
        if (kind < policy->kind_count)
            threshold->rank = policy->kinds[kind].rank;
        for (WordList *word = threshold->attributes; word && policy->subject_type; word = word->next)
            check_attribute(policy, module, policy->subject_type, word->word);
        if (policy->diagnostics->errors > errors)
            threshold->rank = 0;
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
static void check_finding(const Check *check, const Wording *finding, const LeadingBinders *leading)
{
    Check inner = *check;
    for (size_t i = 0; i < leading->count; i++)
        scope_bind(&inner, leading->items[i]->variable);
    check_pieces(&inner, finding);
}

static void check_excepts(const Check *check, Rule *rule)
{
    Once reasons;
    once_open(&reasons, check->policy->arena);
    for (Condition *except = rule->excepts; except; except = except->next) {
        check_boolean(check, except->expr);
        check_cites(check->policy, check->module, except->citing);
        check_pieces(check, except->wording);
        Span before;
        if (once_add(&reasons, except->wording->text, except->wording->span, &before))
            continue;
        Diagnostic *twice = diagnose(check->policy->diagnostics, MESSAGE_SAME_REASON, except->wording->span, 0);
        diagnostic_also(twice, before, "it stands here already");
    }
}

static void check_conditions(const Check *check, Rule *rule)
{
    for (Condition *when = rule->whens; when; when = when->next)
        check_boolean(check, when->expr);
    check_excepts(check, rule);
    check_requires(check, rule);
}

void check_requires(const Check *check, Rule *rule)
{
    for (Condition *require = rule->requires; require; require = require->next) {
        check_boolean(check, require->expr);
        LeadingBinders leading = expr_leading_binders(check->policy->arena, require->expr);
        check_finding(check, require->wording, &leading);
    }
}

static void check_rule(CheckRun *run, Decl *decl)
{
    Policy *policy = run->policy;
    Rule *rule = &decl->rule;
    Module *module = decl->file->module;
    check_whole(policy, decl);
    check_cites(policy, module, rule->cites);
    if (rule->aspect.name) {
        rule->aspect_decl = policy_find(policy, module, SPACE_ASPECTS, rule->aspect.name);
        if (rule->aspect_decl)
            rule->aspect_decl->used = true;
        else
            policy_unknown(policy, module, SPACE_ASPECTS, rule->aspect, MESSAGE_UNKNOWN_ASPECT);
    }
    check_thresholds(policy, module, rule->thresholds);
    Check check = check_open_subject(run, module, PLACE_RULE);
    check_conditions(&check, rule);
}

void check_rules(CheckRun *run)
{
    for (size_t i = 0; i < run->policy->rules.count; i++)
        check_rule(run, run->policy->rules.items[i]);
}

// An interpretation hangs on the rule or the clause that it is of, and cites nothing.
void check_interpretations(Policy *policy)
{
    for (size_t i = policy->interpretations.count; i-- > 0;) {
        Decl *decl = policy->interpretations.items[i], **readings = NULL;
        Module *module = decl->file->module;
        if (decl->interpreted) {
            find_clauses(policy, module, decl->interpreted);
            readings = decl->interpreted->clause ? &decl->interpreted->clause->readings : NULL;
        } else {
            Decl *rule = policy_find(policy, module, SPACE_RULES, decl->word.name);
            readings = rule ? &rule->rule.readings : NULL;
            size_t errors = policy->diagnostics->errors;
            if (!rule)
                policy_unknown(policy, module, SPACE_RULES, decl->word, MESSAGE_UNKNOWN_RULE);
            policy->lost_entries += policy->diagnostics->errors - errors;
        }
        if (!readings)
            continue;
        decl->next_reading = *readings;
        *readings = decl;
    }
}
