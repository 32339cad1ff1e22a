// SPDX-License-Identifier: MIT
// Which lines of a profile change the answer of a test: from the rules whose status is another one back to the entries of the
// overlay that change them, as the bundle has these. See changing_lines.h.
#include "trial/changing_lines.h"

#include "check/check.h"
#include "resolve/resolve.h"

typedef struct Search {
    const TestRun *run;
    const Profile *from;          // whose lines do not count, nor those of what it refines: compared is with its run
    const KeptTest *now, *before; // before: null: not known
    const Program *program, *before_program;
    const RuleChanges *changes;
    bool *found; // by change of the program
} Search;

const KeptTest *kept_before(const TestRun *run, const Decl *test, const TestRun *before)
{
    ReportPlace place = resolve_place(run->policy, test->span);
    for (size_t i = 0; before && i < before->policy->tests.count; i++) { // it stands at the same place of the same file
        const Decl *other = before->policy->tests.items[i];
        if (other->span.start == test->span.start && text_equal(resolve_place(before->policy, other->span).file, place.file))
            return before->tests[i].statuses ? &before->tests[i] : NULL;
    }
    return NULL;
}

// The nearest run of what the profile refines in which what was expected held, or was meant to be otherwise.
static void find_before(Search *search, const Decl *test)
{
    const TestRun *before = search->run->before;
    search->from = search->run->under->refines;
    search->before = kept_before(search->run, test, before);
    while (search->before && search->before->changer.length) {
        before = before->before;
        search->from = search->from->refines;
        search->before = kept_before(search->run, test, before);
    }
    search->before_program = search->before ? search->before->verdict.program : NULL;
}

// Whether what a profile says is among what is looked for.
static bool is_own(const Search *search, const Profile *profile)
{
    const Profile *at = search->run->under;
    while (at != search->from && at != profile)
        at = at->refines;
    return at != search->from;
}

// The status of a rule without the profile; STATUSES: not known, or the rule is not there without it.
static Status status_before(const Search *search, uint32_t rule)
{
    Text code = program_string(search->program, search->program->rules[rule].code);
    uint32_t other = search->before ? program_rule(search->before_program, code) : NO_INDEX;
    return other == NO_INDEX ? STATUSES : (Status)search->before->statuses[other];
}

static bool differs(const Search *search, uint32_t rule)
{
    return status_before(search, rule) != (Status)search->now->statuses[rule];
}

// Whether an entry that changes a rule can be why it has the status that it has. weighs: or why it counts more than it did.
static bool can_be_why(const Search *search, const Change *change, uint32_t rule, bool weighs)
{
    Status before = status_before(search, rule), now = (Status)search->now->statuses[rule];
    switch (change->kind) {
    case CHANGE_SEVERITY:
    case CHANGE_WEIGHT:
        return weighs;
    case CHANGE_EVIDENCE: // facts become unknown by it, and nothing else
        return now == STATUS_UNDETERMINED || now == STATUS_WAIVED;
    case CHANGE_DROP_EXCEPT: // it changes nothing where the exception is not the case
        return before == STATUS_EXCEPTED || before == STATUS_UNDETERMINED || before == STATUSES;
    case CHANGE_WAIVE:
        return now == STATUS_WAIVED;
    default:
        return before != now;
    }
}

// Marks what changes a rule.
static void mark_rule(Search *search, uint32_t rule, bool weighs)
{
    size_t count;
    const ChangeInfo **changes = report_changes(search->changes, rule, false, search->run->arena, &count);
    for (size_t i = 0; i < count; i++) {
        size_t number = (size_t)(changes[i] - search->program->changes); // the overlay, in its order
        const Change *change = &search->run->policy->overlay.items[number];
        if (is_own(search, change->profile) && can_be_why(search, change, rule, weighs))
            search->found[number] = true;
    }
}

static void mark_kind(Search *search, ChangeKind kind)
{
    const Overlay *overlay = &search->run->policy->overlay;
    for (uint32_t i = 0; i < overlay->count; i++) {
        bool own = is_own(search, overlay->items[i].profile);
        if (own && overlay->items[i].kind == kind && !overlay->items[i].needless)
            search->found[i] = true;
    }
}

static void mark_added(Search *search, uint32_t rule)
{
    const Overlay *overlay = &search->run->policy->overlay;
    Text code = program_string(search->program, search->program->rules[rule].code);
    for (uint32_t i = 0; i < overlay->count; i++) {
        const Change *change = &overlay->items[i];
        if (is_own(search, change->profile) && change->kind == CHANGE_ADD && change->decl->kind == DECL_RULE &&
            text_equal(change->decl->word.name->text, code))
            search->found[i] = true;
    }
}

// What the whole verdict hangs on: rules that have another status, and what open rules count.
static void mark_verdict(Search *search)
{
    for (uint32_t i = 0; i < search->program->rules_count; i++) {
        Status status = (Status)search->now->statuses[i];
        bool open = status == STATUS_VIOLATED || status == STATUS_UNDETERMINED;
        if (!open && !differs(search, i))
            continue;
        mark_rule(search, i, open);
        if (open)
            mark_added(search, i);
    }
}

// Marks what changes a rule, and what changes the rules that it asks about (`CODE holds`).
static void mark_asked(Search *search, const Decl *decl);

static void visit_asked(ExprWalk *walk, Expr *expr)
{
    if (expr->kind == EXPR_HOLDS)
        mark_asked(walk->with, expr->meaning.decl);
}

// Of an expression that a test expects: what sets the parameters that it reads, also in what it calls, and what changes the rules
// that it asks about.
static void visit_expected(ExprWalk *walk, Expr *expr)
{
    Search *search = walk->with;
    const Overlay *overlay = &search->run->policy->overlay;
    visit_asked(walk, expr);
    for (uint32_t i = 0; expr->meaning.kind == MEANING_PARAMETER && i < overlay->count; i++) {
        const Change *change = &overlay->items[i];
        if (change->kind == CHANGE_SET && change->of == expr->meaning.decl && is_own(search, change->profile) &&
            !change->needless)
            search->found[i] = true;
    }
}

static void mark_asked(Search *search, const Decl *decl)
{
    const Condition *lists[] = {decl->rule.whens, decl->rule.excepts, decl->rule.requires};
    mark_rule(search, program_rule(search->program, decl->word.name->text), false);
    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++) {
        for (const Condition *condition = lists[i]; condition; condition = condition->next) {
            ExprWalk walk = {.visit = visit_asked, .with = search, .policy = search->run->policy};
            expr_walk(&walk, condition->expr);
        }
    }
}

static bool found_any(const Search *search)
{
    for (size_t i = 0; i < search->run->policy->overlay.count; i++) {
        if (search->found[i])
            return true;
    }
    return false;
}

// ---- outcomes ----

static MixedRule *open_rules(const Search *search, size_t *count)
{
    MixedRule *rules = arena_array(search->run->arena, (size_t)search->program->rules_count + 1, sizeof *rules);
    *count = 0;
    for (uint32_t i = 0; i < search->program->rules_count; i++) {
        Text code = program_string(search->program, search->program->rules[i].code);
        uint32_t before = program_rule(search->before_program, code);
        bool open = false;
        for (int review = 0; review < MOST_REVIEWS; review++) {
            uint8_t now = search->now->verdict.statuses[review][i],
                    was = before == NO_INDEX ? now : search->before->verdict.statuses[review][before];
            open |= now == STATUS_VIOLATED || now == STATUS_UNDETERMINED || was == STATUS_VIOLATED || was == STATUS_UNDETERMINED;
        }
        if (open)
            rules[(*count)++] = (MixedRule){code, {before, i}};
    }
    return rules;
}

// Marks the entry that adds a guard, by its number in the program: they stand there by outcome, then by profile (emit/overlay.c).
static void mark_also(Search *search, uint32_t number)
{
    const Policy *policy = search->run->policy;
    uint32_t at = 0;
    for (const Outcome *outcome = policy->verdict->outcomes; outcome; outcome = outcome->next) {
        for (const AlsoGuard *also = outcome->also; also; also = also->next, at++) {
            for (size_t i = 0; i < policy->overlay.count && at == number; i++) {
                const Change *change = &policy->overlay.items[i];
                if (change->kind == CHANGE_GUARD && change->decl->also_guard == also->guard && is_own(search, change->profile))
                    search->found[i] = true;
            }
        }
    }
}

// The rules by which the outcome is another one, and the guards that profiles add; if none of them by itself, all that could be.
static void mark_outcome(Search *search)
{
    size_t rule_count, count;
    bool any = false;
    if (!search->before) {
        mark_kind(search, CHANGE_GUARD);
        mark_verdict(search);
        return;
    }
    Arena *arena = search->run->arena;
    const KeptVerdict sides[MIXED_SIDES] = {search->before->verdict, search->now->verdict};
    const MixedRule *rules = open_rules(search, &rule_count);
    const OutcomeCause *causes = outcome_causes(sides, rules, rule_count, arena, &count);
    for (size_t i = 0; i < count; i++) {
        if (causes[i].rule == rule_count)
            continue;
        uint32_t rule = rules[causes[i].rule].number[MIXED_AFTER];
        mark_rule(search, rule, true);
        mark_added(search, rule);
        any = true;
    }
    const bool *alsos = alsos_that_count(sides, arena);
    for (uint32_t i = 0; i < search->program->alsos_count; i++) {
        if (alsos[i])
            mark_also(search, i);
        any |= alsos[i];
    }
    if (!any)
        mark_verdict(search);
}

static void mark_expectation(Search *search, const Expect *expect)
{
    switch (expect->kind) {
    case EXPECT_STATUS:
        mark_asked(search, expect->decl);
        if (!found_any(search))
            mark_verdict(search);
        break;
    case EXPECT_TRUE: {
        ExprWalk walk = {.visit = visit_expected, .with = search, .policy = search->run->policy};
        expr_walk(&walk, expect->expr);
        if (!found_any(search))
            mark_kind(search, CHANGE_SET);
        break;
    }
    case EXPECT_OUTCOME:
        mark_outcome(search);
        break;
    case EXPECT_SCORE:
    case EXPECT_NEEDS:
        mark_verdict(search);
        break;
    }
}

Stated *changing_lines(const TestRun *run, size_t number, const UnmetList *unmet, size_t *count)
{
    const Overlay *overlay = &run->policy->overlay;
    Program program = *variants_program(run->variants); // as it is where the profiles apply that apply, or may
    program.applies = run->tests[number].verdict.applies[0];
    Search search = {.run = run,
                     .now = &run->tests[number],
                     .program = &program,
                     .changes = changes_by_rule(&program, run->arena),
                     .found = arena_array(run->arena, overlay->count + 1, sizeof(bool))};
    find_before(&search, run->policy->tests.items[number]);
    for (size_t i = 0; i < unmet->count; i++)
        mark_expectation(&search, unmet->expects[i]);
    Stated *lines = arena_array(run->arena, overlay->count + 1, sizeof *lines);
    *count = 0;
    for (size_t i = 0; i < overlay->count; i++) {
        const Change *change = &overlay->items[i];
        if (search.found[i])
            lines[(*count)++] = resolve_part(run->policy, change->profile, change->decl, change->span);
    }
    return lines;
}
