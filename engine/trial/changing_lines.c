// SPDX-License-Identifier: MIT
// Which lines of a profile change the answer of a test: from the rules whose status is another one back to the entries of the
// overlay that change them, as the bundle has these. See changing_lines.h.
#include "trial/changing_lines.h"

#include "check/check.h"
#include "resolve/resolve.h"

typedef struct Search {
    const TestRun *run;
    const Verdict *verdict;
    const Program *program;
    const uint8_t *before; // statuses by rule without the profile; null: not known
    const Program *before_program;
    const RuleChanges *changes;
    bool *found; // by change of the program
} Search;

// Statuses of the same test in the run before: it stands at the same place of the same file.
static void find_before(Search *search, const Decl *test)
{
    const TestRun *before = search->run->before;
    ReportPlace place = resolve_place(search->run->policy, test->span);
    for (size_t i = 0; before && i < before->policy->tests.count && !search->before; i++) {
        const Decl *other = before->policy->tests.items[i];
        if (other->span.start == test->span.start && text_equal(resolve_place(before->policy, other->span).file, place.file))
            search->before = before->statuses[i];
    }
    search->before_program = search->before ? variants_program(before->variants) : NULL;
}

// The status of a rule without the profile; STATUSES: not known, or the rule is not there without it.
static Status status_before(const Search *search, uint32_t rule)
{
    Text code = program_string(search->program, search->program->rules[rule].code);
    uint32_t other = search->before ? program_rule(search->before_program, code) : NO_INDEX;
    return other == NO_INDEX ? STATUSES : (Status)search->before[other];
}

static bool differs(const Search *search, uint32_t rule)
{
    return status_before(search, rule) != (Status)search->verdict->statuses[rule];
}

// Whether an entry that changes a rule can be why it has the status that it has. weighs: or why it counts more than it did.
static bool can_be_why(const Search *search, const Change *change, uint32_t rule, bool weighs)
{
    Status before = status_before(search, rule), now = (Status)search->verdict->statuses[rule];
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
        if (change->profile == search->run->under && can_be_why(search, change, rule, weighs))
            search->found[number] = true;
    }
}

static void mark_kind(Search *search, ChangeKind kind)
{
    const Overlay *overlay = &search->run->policy->overlay;
    for (uint32_t i = 0; i < overlay->count; i++) {
        bool own = overlay->items[i].profile == search->run->under;
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
        if (change->profile == search->run->under && change->kind == CHANGE_ADD && change->decl->kind == DECL_RULE &&
            text_equal(change->decl->word.name->text, code))
            search->found[i] = true;
    }
}

// What the whole verdict hangs on: rules that have another status, and what open rules count.
static void mark_verdict(Search *search)
{
    for (uint32_t i = 0; i < search->program->rules_count; i++) {
        Status status = (Status)search->verdict->statuses[i];
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

static void mark_expectation(Search *search, const Expect *expect)
{
    switch (expect->kind) {
    case EXPECT_STATUS:
        mark_asked(search, expect->decl);
        if (!found_any(search))
            mark_verdict(search);
        break;
    case EXPECT_TRUE:
        mark_kind(search, CHANGE_SET);
        break;
    case EXPECT_OUTCOME:
        mark_kind(search, CHANGE_GUARD);
        mark_verdict(search);
        break;
    case EXPECT_SCORE:
    case EXPECT_NEEDS:
        mark_verdict(search);
        break;
    }
}

Stated *changing_lines(const TestRun *run, const Decl *test, const Verdict *verdict, const UnmetList *unmet, size_t *count)
{
    const Overlay *overlay = &run->policy->overlay;
    Search search = {.run = run,
                     .verdict = verdict,
                     .program = review_program(verdict->review),
                     .changes = changes_by_rule(review_program(verdict->review), run->arena),
                     .found = arena_array(run->arena, overlay->count + 1, sizeof(bool))};
    find_before(&search, test);
    for (size_t i = 0; i < unmet->count; i++)
        mark_expectation(&search, unmet->expects[i]);
    Stated *lines = arena_array(run->arena, overlay->count + 1, sizeof *lines);
    *count = 0;
    for (size_t i = 0; i < overlay->count; i++) {
        if (search.found[i])
            lines[(*count)++] = resolve_part(run->policy, run->under, overlay->items[i].decl, overlay->items[i].span);
    }
    return lines;
}
