// SPDX-License-Identifier: MIT
// Coverage analysis, that nothing was forgotten: every clause cited or said to be informative; declarations that nobody uses and
// rules that no test reaches are warnings.
#include "check/check.h"

static void check_clauses(Policy *policy)
{
    for (size_t i = 0; i < policy->clause_sources.count; i++) {
        const Decl *source = policy->clause_sources.items[i];
        for (const Clause *clause = source->clauses; clause; clause = clause->next) {
            if (clause->cited || clause->reason)
                continue;
            Diagnostic *forgotten = diagnose(policy->diagnostics, MESSAGE_CLAUSE_NOT_CITED, clause->span, 2,
                                             source->word.name->text, clause->number);
            diagnostic_correct(forgotten, text_of("cite it in a rule, or say why no rule can decide it: `informative \"…\"`"));
        }
    }
}

// Whether a declaration belongs to the policy itself and not to a library that it shares with others.
static bool is_own(const Decl *decl)
{
    return decl->file->kind != FILE_LIBRARY;
}

static void warn_unused(Policy *policy, const DeclList *list)
{
    for (size_t i = 0; i < list->count; i++) {
        const Decl *decl = list->items[i];
        if (!decl->used && is_own(decl))
            diagnose(policy->diagnostics, MESSAGE_UNUSED, decl->word.span, 2, text_of(decl_names[decl->kind]),
                     decl->word.name->text);
    }
}

static void warn_untested(Policy *policy)
{
    for (size_t i = 0; i < policy->rules.count; i++) {
        const Decl *rule = policy->rules.items[i];
        bool satisfied = rule->rule.tested & 1u << STATUS_SATISFIED, violated = rule->rule.tested & 1u << STATUS_VIOLATED;
        if ((satisfied && violated) || !is_own(rule))
            continue;
        const char *lacks = satisfied ? "`violated`" : violated ? "`satisfied`" : "`satisfied` and none for `violated`";
        diagnose(policy->diagnostics, MESSAGE_UNTESTED, rule->word.span, 2, rule->word.name->text, text_of(lacks));
    }
}

void check_coverage(Policy *policy)
{
    check_clauses(policy);
    warn_unused(policy, &policy->parameters);
    warn_unused(policy, &policy->defines);
    warn_unused(policy, &policy->lists);
    warn_unused(policy, &policy->aspects);
    warn_unused(policy, &policy->enums);
    warn_unused(policy, &policy->parts);
    warn_untested(policy);
}
