// SPDX-License-Identifier: MIT
// Checkers between the passes: walks over all that a pass leaves. See invariants.h.
#include "invariants.h"

#include "code/bundle.h"

// ---- the tree ----

typedef struct Walk {
    void (*visit)(struct Walk *walk, const Expr *expr);
    const char *broken; // the first that was found
} Walk;

static void visit_conditions(Walk *walk, const Condition *condition)
{
    for (; condition; condition = condition->next) {
        if (condition->expr)
            walk->visit(walk, condition->expr);
        for (const Wording *wording = condition->wording; wording; wording = wording->next) {
            for (const FindingPiece *piece = wording->pieces; piece; piece = piece->next) {
                if (piece->expr)
                    walk->visit(walk, piece->expr);
            }
        }
    }
}

// Blocks inside of each other are few (DEEPEST_BLOCK).
static void visit_mappings(Walk *walk, const Mapping *mapping)
{
    for (; mapping; mapping = mapping->next) {
        for (const MeantWord *word = mapping->words; word; word = word->next)
            walk->visit(walk, word->value);
        visit_mappings(walk, mapping->block);
    }
}

static void visit_decl(Walk *walk, const Decl *decl)
{
    switch (decl->kind) {
    case DECL_EVIDENCE:
        for (const Acceptance *accept = decl->evidence.accepts; accept; accept = accept->next) {
            if (accept->condition)
                walk->visit(walk, accept->condition);
        }
        break;
    case DECL_PARAMETER:
        if (decl->value)
            walk->visit(walk, decl->value);
        break;
    case DECL_DEFINE:
        if (decl->body)
            walk->visit(walk, decl->body);
        break;
    case DECL_LIST:
        for (const ExprList *item = decl->list_items; item; item = item->next)
            walk->visit(walk, item->expr);
        break;
    case DECL_RULE:
        visit_conditions(walk, decl->rule.whens);
        visit_conditions(walk, decl->rule.excepts);
        visit_conditions(walk, decl->rule.requires);
        break;
    case DECL_FORMAT:
        for (const FilledType *filled = decl->filled; filled; filled = filled->next)
            visit_mappings(walk, filled->mappings);
        break;
    case DECL_TEST:
        for (const Expect *expect = decl->expects; expect; expect = expect->next) {
            if (expect->kind == EXPECT_TRUE) // what else it may be, the parser does not tell
                walk->visit(walk, expect->expr);
        }
        break;
    default:
        break;
    }
}

// What is broken in all expressions of a policy, by a function that visits one and all below it.
static const char *walk_policy(const Policy *policy, void (*visit)(Walk *walk, const Expr *expr))
{
    Walk walk = {.visit = visit};
    for (const File *file = policy->files; file && !walk.broken; file = file->next) {
        for (const Decl *decl = file->decls; decl && !walk.broken; decl = decl->next)
            visit_decl(&walk, decl);
    }
    return walk.broken;
}

static void find_without_span(Walk *walk, const Expr *expr)
{
    if (!span_is_known(expr->span))
        walk->broken = "behind the parser, an expression has no span";
    for (ExprChild at = expr_first(expr); at.expr && !walk->broken; expr_next(&at))
        find_without_span(walk, at.expr);
}

const char *invariant_spans(Policy *policy, const CorePolicy *core, Text bundle)
{
    (void)core, (void)bundle;
    return walk_policy(policy, find_without_span);
}

static void find_unchecked(Walk *walk, const Expr *expr)
{
    bool means = expr->kind == EXPR_NAME || expr->kind == EXPR_MEMBER || expr->kind == EXPR_CALL || expr->kind == EXPR_VIA;
    if (expr->type.kind == TYPE_NONE && expr->kind != EXPR_RANGE)
        walk->broken = "behind the check, an expression has no type";
    else if (means && expr->meaning.kind == MEANING_NONE)
        walk->broken = "behind the check, a name has no meaning";
    if (expr->meaning.kind == MEANING_ENUM_VALUE)
        return; // of `Level.high`, the type stands below
    for (ExprChild at = expr_first(expr); at.expr && !walk->broken; expr_next(&at))
        find_unchecked(walk, at.expr);
}

const char *invariant_types(Policy *policy, const CorePolicy *core, Text bundle)
{
    (void)core, (void)bundle;
    return walk_policy(policy, find_unchecked);
}

// ---- core ----

// What is broken in some expressions; those that are null are left out.
static const char *find_broken(Core *const *cores, size_t count)
{
    const char *broken = NULL;
    for (size_t i = 0; i < count && !broken; i++)
        broken = cores[i] ? core_broken(cores[i]) : NULL;
    return broken;
}

static const char *rule_broken(const CoreRule *rule)
{
    const char *broken = find_broken(rule->whens, rule->when_count);
    if (!broken)
        broken = find_broken(rule->excepts, rule->except_count);
    for (size_t i = 0; i < rule->requirement_count && !broken; i++) {
        broken = core_broken(rule->requirements[i].claim);
        if (!broken)
            broken = find_broken(rule->requirements[i].shown.items, rule->requirements[i].shown.count);
    }
    for (size_t i = 0; i < rule->except_count && !broken; i++)
        broken = find_broken(rule->reasons[i].items, rule->reasons[i].count);
    return broken;
}

const char *invariant_core(Policy *policy, const CorePolicy *core, Text bundle)
{
    (void)bundle;
    const char *broken = find_broken(core->accepts, policy->kind_count);
    if (!broken)
        broken = find_broken(core->questions, core->question_count);
    for (size_t i = 0; i < policy->rules.count && !broken; i++)
        broken = rule_broken(&core->rules[i]);
    for (size_t i = 0; i < policy->defines.count && !broken; i++) {
        const CoreDefine *define = policy->defines.items[i]->core;
        broken = define ? core_broken(define->body) : NULL;
    }
    return broken;
}

// ---- the bundle ----

const char *invariant_bundle(Policy *policy, const CorePolicy *core, Text bundle)
{
    (void)core;
    Program program;
    Text reason;
    return bundle_open(&program, bundle, policy->arena, &reason) ? NULL : text_terminated(policy->arena, reason);
}
