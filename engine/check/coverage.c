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

// Whether a file belongs to the policy itself, or to a profile, and not to a library that it shares with others; and so a
// declaration.
static bool is_own_file(const Policy *policy, const File *file)
{
    return file->module == policy->main->module || file->module->profile;
}

static bool is_own(const Policy *policy, const Decl *decl)
{
    return is_own_file(policy, decl->file);
}

static void warn_unused(Policy *policy, const DeclList *list)
{
    for (size_t i = 0; i < list->count; i++) {
        const Decl *decl = list->items[i];
        if (!decl->used && is_own(policy, decl))
            diagnose(policy->diagnostics, MESSAGE_UNUSED, decl->word.span, 2, text_of(decl_names[decl->kind]),
                     decl->word.name->text);
    }
}

// A source of which nothing is cited: of a clause that should have been, that was said.
static void warn_unused_sources(Policy *policy)
{
    for (size_t i = 0; i < policy->clause_sources.count; i++) {
        Decl *source = policy->clause_sources.items[i];
        for (const Clause *clause = source->clauses; clause; clause = clause->next)
            source->used |= !clause->reason;
    }
    warn_unused(policy, &policy->clause_sources);
}

// Whether a declaration does something though nobody names it.
static bool acts(const Decl *decl)
{
    bool block = decl->kind == DECL_EVIDENCE || decl->kind == DECL_VERDICT || decl->kind == DECL_WEIGHTS;
    bool holidays = decl->kind == DECL_LIST && text_is(decl->word.name->text, "holidays");
    return block || holidays || decl->kind == DECL_RULE || decl->kind == DECL_EXTEND || decl->kind == DECL_TEST ||
           decl->kind == DECL_FORMAT;
}

static void find_acting(Policy *policy)
{
    for (File *file = policy->files; file; file = file->next) {
        for (const Decl *decl = file->decls; decl && !file->module->acts; decl = decl->next)
            file->module->acts = acts(decl);
    }
}

// A library is of use if something is that it declares, or one that it uses.
static bool is_of_use(Policy *policy, Module *library)
{
    for (const File *file = policy->files; file; file = file->next) {
        if (module_sees(policy, library, file->module) && (file->module->named || file->module->acts))
            return true;
    }
    return false;
}

static void warn_unused_libraries(Policy *policy)
{
    find_acting(policy);
    for (const File *file = policy->files; file; file = file->next) {
        for (const Decl *decl = is_own_file(policy, file) ? file->decls : NULL; decl; decl = decl->next) {
            if (decl->kind == DECL_USE && decl->target && !is_of_use(policy, decl->target->module))
                diagnose(policy->diagnostics, MESSAGE_UNUSED, decl->span, 2, text_of("use"), decl->target->name.name->text);
        }
    }
}

// Whether a module's rule lacks just these tests.
static bool rule_lacks(const Decl *rule, const Module *module, unsigned lacks)
{
    const unsigned both = 1u << STATUS_SATISFIED | 1u << STATUS_VIOLATED;
    return rule->file->module == module && (~rule->rule.tested & both) == lacks;
}

enum { LONGEST_NAMES = 8192 }; // bytes of the codes that a warning names; the others are counted

// Appends the rules of a module that lack just these tests, by their codes, and finds the first of them in the text.
static void append_untested(const Policy *policy, const Module *module, unsigned lacks, const char *what, TextBuilder *to,
                            Span *first)
{
    size_t count = 0, named = 0;
    for (size_t i = 0; i < policy->rules.count; i++) {
        const Decl *rule = policy->rules.items[i];
        if (!rule_lacks(rule, module, lacks))
            continue;
        if (!count)
            text_append_format(to, "%s%s of ", to->length ? "; " : "", what);
        if (named == count && to->length < LONGEST_NAMES) {
            text_append_string(to, count ? ", " : "");
            text_append(to, rule->word.name->text);
            named++;
        }
        count++;
        Span at = rule->word.span;
        if (!span_is_known(*first) || at.file < first->file || (at.file == first->file && at.start < first->start))
            *first = at;
    }
    if (count > named)
        text_append_format(to, ", and %zu more", count - named);
}

// One warning of a policy's rules, and one of each profile's.
static void warn_untested(Policy *policy, const Module *module)
{
    const unsigned satisfied = 1u << STATUS_SATISFIED, violated = 1u << STATUS_VIOLATED;
    TextBuilder names = text_builder(policy->arena);
    Span first = {0};
    append_untested(policy, module, satisfied | violated, "`satisfied` or `violated`", &names, &first);
    append_untested(policy, module, satisfied, "`satisfied`", &names, &first);
    append_untested(policy, module, violated, "`violated`", &names, &first);
    if (names.length)
        diagnose(policy->diagnostics, MESSAGE_UNTESTED, first, 1, text_built(&names));
}

void check_coverage(Policy *policy)
{
    check_clauses(policy);
    warn_unused(policy, &policy->parameters);
    warn_unused(policy, &policy->defines);
    warn_unused(policy, &policy->lists);
    warn_unused(policy, &policy->tables);
    warn_unused(policy, &policy->aspects);
    warn_unused(policy, &policy->enums);
    warn_unused(policy, &policy->parts);
    warn_unused(policy, &policy->entities);
    warn_unused_sources(policy);
    warn_unused_libraries(policy);
    warn_untested(policy, policy->main->module);
    for (size_t i = 0; i < policy->profile_count; i++)
        warn_untested(policy, policy->profiles[i]->file->module);
}
