// SPDX-License-Identifier: MIT
// Cycle detection on the graph of calls: definitions and rules lead to each other, none may hang on itself, and how deep they
// lead is bounded, so that the passes behind this one may follow them on the stack. Depth-first search with a stack of its own,
// and the longest path below each in postorder.
#include "check/check.h"

enum { CALLS_NEW, CALLS_UNDER_WAY, CALLS_DONE };

typedef struct Link { // one mention of a definition or a rule
    Decl *target;
    const Expr *site;
    uint32_t level; // of the mention in its expression
} Link;

typedef struct Visit { // a declaration under way
    Decl *decl;
    Link *links;
    size_t count, capacity, next;
} Visit;

typedef struct Search {
    CheckRun *run;
    Arena *arena;
    Visit *stack;
    size_t count, capacity;
    uint32_t level; // while links are gathered
} Search;

static Decl *target_of(const Expr *expr)
{
    const Meaning *meaning = &expr->meaning;
    bool calls = meaning->kind == MEANING_RULE || (meaning->kind == MEANING_DEFINE && meaning->decl->body);
    return calls ? meaning->decl : NULL;
}

static uint32_t count_binders(const Expr *expr)
{
    uint32_t count = 0;
    for (const Binder *binder = expr_has_binders(expr) ? expr->binders : NULL; binder; binder = binder->next)
        count++;
    return count;
}

static void gather(Search *search, Expr *expr)
{
    Visit *visit = &search->stack[search->count - 1];
    Decl *target = target_of(expr);
    uint32_t above = search->level++;
    if (search->level > visit->decl->levels)
        visit->decl->levels = search->level;
    if (target) {
        visit->links = arena_grow(search->arena, visit->links, visit->count, &visit->capacity, sizeof *visit->links);
        visit->links[visit->count++] = (Link){target, expr, search->level};
    }
    search->level += count_binders(expr); // what follows one stands below it
    for (ExprChild at = expr_first(expr); at.expr; expr_next(&at))
        gather(search, at.expr);
    search->level = above;
}

static void gather_wording(Search *search, const Wording *wording)
{
    for (; wording; wording = wording->next) {
        for (const FindingPiece *piece = wording->pieces; piece; piece = piece->next) {
            if (piece->expr)
                gather(search, piece->expr);
        }
    }
}

static void gather_conditions(Search *search, const Condition *condition)
{
    for (; condition; condition = condition->next) {
        gather(search, condition->expr);
        gather_wording(search, condition->wording);
    }
}

static void enter(Search *search, Decl *decl)
{
    search->stack = arena_grow(search->arena, search->stack, search->count, &search->capacity, sizeof *search->stack);
    search->stack[search->count++] = (Visit){.decl = decl};
    decl->calls = CALLS_UNDER_WAY;
    if (decl->kind == DECL_RULE) {
        gather_conditions(search, decl->rule.whens);
        gather_conditions(search, decl->rule.excepts);
        gather_conditions(search, decl->rule.requires);
    } else {
        gather(search, decl->body);
    }
}

// The cycle that a mention closes, from its first rule on: definitions that call each other were refused before.
static Text cycle_shown(const Search *search, const Link *link)
{
    size_t first = search->count - 1, from = 0;
    while (search->stack[first].decl != link->target)
        first--;
    size_t length = search->count - first;
    while (from + 1 < length && search->stack[first + from].decl->kind != DECL_RULE)
        from++;
    enum { MOST_SHOWN = 8 };
    TextBuilder path = text_builder(search->arena);
    for (size_t i = 0; i < length && i < MOST_SHOWN; i++) {
        text_append(&path, search->stack[first + (from + i) % length].decl->word.name->text);
        text_append_string(&path, " → ");
    }
    text_append_string(&path, length > MOST_SHOWN ? "… → " : "");
    text_append(&path, search->stack[first + from].decl->word.name->text);
    return text_built(&path);
}

static void report_cycle(const Search *search, const Link *link)
{
    Diagnostics *diagnostics = search->run->policy->diagnostics;
    Text shown = diagnostics_full(diagnostics) ? (Text){"", 0} : cycle_shown(search, link);
    diagnose(diagnostics, MESSAGE_RULE_CYCLE, link->site->span, 1, shown);
}

// What a mention leads to is that much deeper.
static void deepen(const Search *search, Decl *decl, const Link *link)
{
    uint32_t chain = link->target->chain + 1, levels = link->level + link->target->levels;
    if (chain > DEEPEST_CHAIN || levels > DEEPEST_LEVELS) {
        check_too_deep(search->run, link->site->span);
        return; // what leads here counts from here
    }
    decl->chain = chain > decl->chain ? chain : decl->chain;
    decl->levels = levels > decl->levels ? levels : decl->levels;
}

static void search_from(Search *search, Decl *first)
{
    if (first->calls == CALLS_NEW)
        enter(search, first);
    while (search->count) {
        Visit *visit = &search->stack[search->count - 1];
        if (visit->next == visit->count) {
            visit->decl->calls = CALLS_DONE;
            search->count--;
            continue;
        }
        const Link *link = &visit->links[visit->next];
        if (link->target->calls == CALLS_NEW) {
            enter(search, link->target); // and look at this mention once more behind it
            continue;
        }
        visit->next++;
        if (link->target->calls == CALLS_UNDER_WAY)
            report_cycle(search, link);
        else
            deepen(search, visit->decl, link);
    }
}

void check_too_deep(CheckRun *run, Span span)
{
    if (run->too_deep)
        return;
    run->too_deep = true;
    Diagnostic *deep = diagnose(run->policy->diagnostics, MESSAGE_TOO_DEEP, span, 0);
    diagnostic_expect(deep, text_format(run->policy->arena,
                                        "chains of at most %d definitions and rules, and %d levels of expressions in all",
                                        DEEPEST_CHAIN, DEEPEST_LEVELS));
}

void check_cycles(CheckRun *run)
{
    const Policy *policy = run->policy;
    Search search = {.run = run, .arena = policy->arena};
    for (size_t i = 0; i < policy->defines.count; i++) {
        if (policy->defines.items[i]->body)
            search_from(&search, policy->defines.items[i]);
    }
    for (size_t i = 0; i < policy->rules.count; i++)
        search_from(&search, policy->rules.items[i]);
}
