// SPDX-License-Identifier: MIT
// Runs the tests of a policy. See policy_test.h.
#include "trial/policy_test.h"

#include "check/check.h"
#include "trial/changing_lines.h"

// ---- the questions that tests ask ----

// Calls visit for whatever has expectations, in one order: the tests, then what profiles change of them.
static void each_expecting(const Policy *policy, void (*visit)(void *with, Decl *decl), void *with)
{
    for (size_t i = 0; i < policy->tests.count; i++)
        visit(with, policy->tests.items[i]);
    for (size_t i = 0; i < policy->profile_decls.count; i++) {
        if (policy->profile_decls.items[i]->kind == DECL_CHANGES)
            visit(with, policy->profile_decls.items[i]);
    }
}

typedef struct Asking {
    Arena *arena;
    CoreQuestions questions;
    size_t capacity;
} Asking;

static void add_questions(void *with, Decl *decl)
{
    Asking *asking = with;
    CoreQuestions *questions = &asking->questions;
    decl->first_question = (uint32_t)questions->count;
    for (const Expect *expect = decl->expects; expect; expect = expect->next) {
        if (expect->kind != EXPECT_TRUE)
            continue;
        questions->exprs = arena_grow(asking->arena, questions->exprs, questions->count, &asking->capacity,
                                      sizeof *questions->exprs);
        questions->exprs[questions->count++] = expect->expr;
    }
}

CoreQuestions policy_test_questions(const Policy *policy, Arena *arena)
{
    Asking asking = {.arena = arena};
    each_expecting(policy, add_questions, &asking);
    return asking.questions;
}

// ---- what is expected ----

typedef struct Running {
    const TestRun *run;
    const Program *program; // under the profiles that apply, or may
    Verdict *verdict;
    const Report *report; // the office's
    ProfiledReview both;
    UnmetList *unmet;  // where what is not met is put
    uint32_t question; // of the next `expect e`
} Running;

static ReportPlace place_of(const Policy *policy, Span span)
{
    Place place = sources_place(policy->sources, span);
    return (ReportPlace){place.source->shown, place.line};
}

static void fail(Running *running, const Expect *expect, Text was, const Explained *tree)
{
    const Policy *policy = running->run->policy;
    UnmetList *unmet = running->unmet;
    size_t before = unmet->capacity;
    unmet->items = arena_grow(running->run->arena, unmet->items, unmet->count, &unmet->capacity, sizeof *unmet->items);
    unmet->expects = arena_grow(running->run->arena, (void *)unmet->expects, unmet->count, &before, sizeof *unmet->expects);
    unmet->expects[unmet->count] = expect;
    unmet->items[unmet->count++] = (UnmetExpectation){place_of(policy, expect->span), sources_text(policy->sources, expect->span),
                                                      was, tree};
}

static bool finding_holds(const Finding *finding, Text part)
{
    for (uint32_t i = 0; i < finding->text_count; i++) {
        if (text_contains(finding->texts[i].text, part))
            return true;
    }
    return false;
}

static const Speech english = {TONGUE_ENGLISH, {NULL, 0}};

static void hang_side(const Running *running, Explained *root, Text what, Text value, const Explained *tree)
{
    Explained *node = arena_take(running->run->arena, sizeof *node);
    node->source = what;
    node->value = value;
    node->children = tree ? tree->children : NULL;
    *(root->last ? &root->last->next : &root->children) = node;
    root->last = node;
}

// `with …`: the profiles of which it is unknown whether they apply.
static Text with_profiles(const Running *running)
{
    uint64_t unknown = running->program->applies & ~review_program(running->both.without)->applies;
    TextBuilder with = text_builder(running->run->arena);
    for (uint32_t i = 0; unknown >> i; i++) {
        if (!(unknown >> i & 1))
            continue;
        text_append_string(&with, with.length ? ", " : "with ");
        text_append(&with, program_string(running->program, running->program->profiles[i].name));
    }
    return text_built(&with);
}

// Why a rule has its status; where it is unknown whether some profiles apply, with these and without them.
static const Explained *why_status(Running *running, uint32_t rule)
{
    ReportExplanation explanation = report_explanation(running->verdict, &the_office, rule, english);
    if (explanation.side_count < MOST_REVIEWS)
        return explanation.sides[0].tree;
    Explained *root = arena_take(running->run->arena, sizeof *root);
    for (int i = 0; i < MOST_REVIEWS; i++) {
        const ExplainedSide *side = &explanation.sides[i];
        hang_side(running, root, i ? text_of("without") : with_profiles(running),
                  text_of(side->there ? status_names[side->status] : "no such rule"), side->there ? side->tree : NULL);
    }
    return root;
}

static void expect_status(Running *running, const Expect *expect)
{
    uint32_t rule = program_rule(running->program, expect->word.name->text);
    if (!program_says_of(running->program, running->program->rules[rule].profiles)) {
        fail(running, expect, text_of("it is not in the verdict: its profile does not apply"), NULL);
        return;
    }
    const ToldRule *found = report_rule(running->report, rule);
    Status status = (Status)running->verdict->statuses[rule];
    size_t count = found ? found->finding_count : 0;
    TextBuilder was = text_builder(running->run->arena);
    if (status != expect->status)
        text_append_format(&was, "it is %s", status_names[status]);
    else if (!expect->with.bytes)
        return;
    for (size_t i = 0; i < count && status == expect->status; i++) {
        if (finding_holds(&found->findings[i], expect->with))
            return;
        text_append_string(&was, i ? "; \"" : "its findings are \"");
        text_append(&was, found->findings[i].text_count ? found->findings[i].texts[0].text : (Text){"", 0});
        text_append_byte(&was, '"');
    }
    fail(running, expect, text_built(&was), why_status(running, rule));
}

static void expect_outcome(Running *running, const Expect *expect)
{
    Text outcome = verdict_outcome(running->verdict);
    if (text_equal(outcome, expect->word.name->text))
        return;
    const Program *program = running->program;
    TextBuilder was = text_builder(running->run->arena);
    text_append_string(&was, "it is ");
    text_append(&was, outcome);
    if (!verdict_is_decided(running->verdict)) {
        text_append_string(&was, ", between ");
        text_append(&was, program_string(program, program->outcomes[running->verdict->worst].name));
        text_append_string(&was, " and ");
        text_append(&was, program_string(program, program->outcomes[running->verdict->best].name));
    }
    for (uint32_t i = 0; i < program->rules_count; i++) {
        Status status = (Status)running->verdict->statuses[i];
        if (status != STATUS_VIOLATED && status != STATUS_UNDETERMINED)
            continue;
        text_append_string(&was, "; ");
        text_append(&was, program_string(program, program->rules[i].code));
        text_append_format(&was, " is %s", status_names[status]);
    }
    fail(running, expect, text_built(&was), NULL);
}

// A score as it is printed, with two decimals; in millionths.
static Wide score_printed(Wide part, Wide whole)
{
    enum { HUNDREDTHS = 100 };
    return number_divide(100 * part, HUNDREDTHS, whole) * (DECIMAL_ONE / HUNDREDTHS);
}

static void expect_score(Running *running, const Expect *expect)
{
    const Score *score = &running->verdict->all;
    for (uint32_t i = 0; expect->decl && i < running->program->aspects_count; i++) {
        if (text_equal(program_string(running->program, running->program->aspects[i].name), expect->decl->word.name->text))
            score = &running->verdict->aspects[i];
    }
    TextBuilder was = text_builder(running->run->arena);
    if (!score->whole) {
        fail(running, expect, text_of("no rule counts"), NULL);
        return;
    }
    if (score_printed(score->low, score->whole) >= expect->low.millionths &&
        score_printed(score->high, score->whole) <= expect->high.millionths)
        return;
    text_append_string(&was, "it is ");
    score_append(&was, score->low, score->whole);
    if (score->low != score->high) {
        text_append_string(&was, " to ");
        score_append(&was, score->high, score->whole);
    }
    fail(running, expect, text_built(&was), NULL);
}

// Whether a path of a fact ends as the expected one does: `fixed_on`, or `components.vulnerabilities.fixed_on`.
static bool path_ends(Text path, const WordList *expected, Arena *arena)
{
    TextBuilder wanted = text_builder(arena);
    for (; expected; expected = expected->next) {
        text_append(&wanted, expected->word.name->text);
        if (expected->next)
            text_append_byte(&wanted, '.');
    }
    Text end = text_built(&wanted);
    return text_ends(path, end) && (path.length == end.length || path.bytes[path.length - end.length - 1] == '.');
}

static void expect_need(Running *running, const Expect *expect)
{
    size_t count = running->report->need_count;
    const Need *needs = running->report->needs;
    TextBuilder was = text_builder(running->run->arena);
    text_append_string(&was, count ? "needed are" : "nothing is needed");
    if (!count && verdict_is_decided(running->verdict)) {
        text_append_string(&was, ": the outcome is ");
        text_append(&was, verdict_outcome(running->verdict));
    }
    for (size_t i = 0; i < count; i++) {
        Text type = review_entity(running->verdict->review, needs[i].entity).type;
        if (text_equal(type, expect->owner->word.name->text) && path_ends(needs[i].path, expect->path, running->run->arena))
            return;
        text_append_string(&was, i ? ", " : " ");
        text_append(&was, needs[i].path);
        if (needs[i].entity != 0) { // another one than the reviewed
            text_append_string(&was, " of ");
            text_append(&was, needs[i].id);
        }
    }
    fail(running, expect, text_built(&was), NULL);
}

static Truth question_truth(const Running *running, Review *review)
{
    review_run_question(review, running->question);
    return review_truth(review, running->program->questions[running->question].value, 0);
}

// Where it is unknown whether some profiles apply, it is what it is with them and without them, or unknown.
static void expect_true(Running *running, const Expect *expect)
{
    static const char *const values[] = {[TRUTH_FALSE] = "false", [TRUTH_TRUE] = "true", [TRUTH_UNKNOWN] = "unknown"};
    Review *reviews[MOST_REVIEWS] = {running->both.review, running->both.without};
    Truth truths[MOST_REVIEWS];
    truths[0] = truths[1] = question_truth(running, reviews[0]);
    if (reviews[1])
        truths[1] = question_truth(running, reviews[1]);
    bool same = truths[0] == truths[1];
    if (same && truths[0] == TRUTH_TRUE)
        return;
    Explained *root = arena_take(running->run->arena, sizeof *root);
    const Explained *trees[MOST_REVIEWS] = {NULL, NULL};
    for (int i = 0; i < MOST_REVIEWS && (i == 0 || !same); i++)
        trees[i] = explain_question(reviews[i], view_open(reviews[i], &the_office), running->question, english);
    for (int i = 0; i < MOST_REVIEWS && !same; i++)
        hang_side(running, root, i ? text_of("without") : with_profiles(running), text_of(values[truths[i]]), trees[i]);
    fail(running, expect, text_of(same && truths[0] == TRUTH_FALSE ? "it is false" : "it is unknown"), same ? trees[0] : root);
}

static void check_expect(Running *running, const Expect *expect)
{
    switch (expect->kind) {
    case EXPECT_STATUS:
        expect_status(running, expect);
        break;
    case EXPECT_OUTCOME:
        expect_outcome(running, expect);
        break;
    case EXPECT_SCORE:
        expect_score(running, expect);
        break;
    case EXPECT_NEEDS:
        expect_need(running, expect);
        break;
    case EXPECT_TRUE:
        expect_true(running, expect);
        running->question++;
        break;
    }
}

// Checks what is expected in a test, or in what a profile changes of it.
static UnmetList check_expects(const Running *running, const Decl *expecting)
{
    UnmetList unmet = {.items = NULL};
    Running checking = *running;
    checking.unmet = &unmet;
    checking.question = expecting->first_question;
    for (const Expect *expect = expecting->expects; expect; expect = expect->next)
        check_expect(&checking, expect);
    return unmet;
}

// ---- under a profile ----

static const Decl *change_by(const Decl *test, const Profile *profile)
{
    const Decl *change = test->changes;
    while (change && profile_of(change) != profile)
        change = change->next_change;
    return change;
}

// What is expected of a test under what a profile refines: by the nearest of those that changes it, or by the test itself.
static const Decl *expected_before(const Decl *test, const Profile *profile)
{
    for (const Profile *at = profile ? profile->refines : NULL; at; at = at->refines) {
        const Decl *change = change_by(test, at);
        if (change)
            return change;
    }
    return test;
}

static void put_unmet(ReportTest *result, const UnmetList *unmet)
{
    result->unmet = unmet->items;
    result->unmet_count = unmet->count;
    result->failed |= unmet->count > 0;
}

// What the profile under test does to a test of what it refines.
static void judge_change(const Running *running, size_t number, const UnmetList *before, ReportTest *result)
{
    const TestRun *run = running->run;
    const Decl *test = run->policy->tests.items[number], *change = change_by(test, run->under);
    if (!change && !before->count)
        return;
    if (before->count)
        result->lines = changing_lines(run, number, before, &result->line_count);
    if (!change) {
        const KeptTest *below = kept_before(run, test, run->before);
        result->changer = below && below->changer.length ? below->changer : result->profile;
        run->tests[number].changer = text_copy(run->kept, result->changer);
        result->effect = TEST_CHANGED;
        put_unmet(result, before);
        return;
    }
    result->change = place_of(run->policy, change->span);
    result->because = change->test_because->text;
    UnmetList meant = check_expects(running, change);
    result->effect = before->count ? TEST_MEANT : TEST_NEEDLESS;
    result->failed |= !before->count;
    put_unmet(result, &meant);
}

static void judge(const Running *running, size_t number, ReportTest *result)
{
    const Profile *under = running->run->under;
    const Decl *test = running->run->policy->tests.items[number];
    UnmetList unmet = check_expects(running, expected_before(test, under));
    if (under && profile_of(test) != under)
        judge_change(running, number, &unmet, result);
    else
        put_unmet(result, &unmet);
}

// ---- running ----

static Text subject_of(const Policy *policy, const Decl *test)
{
    const Given *given = test->givens;
    while (given->entity_decl != policy->subject_type)
        given = given->next;
    return given->word.name->text;
}

static const uint8_t *copy_statuses(const TestRun *run, const uint8_t *statuses)
{
    uint32_t count = variants_program(run->variants)->rules_count;
    return memcpy(arena_raw(run->kept, count + 1), statuses, count);
}

// The statuses outlive the review: another run is compared with this one.
static void keep_statuses(const TestRun *run, size_t number, const Verdict *verdict)
{
    KeptTest *kept = &run->tests[number];
    kept->statuses = copy_statuses(run, verdict->statuses);
    kept->verdict = verdict_keep(verdict, variants_program(run->variants));
    for (int i = 0; i < MOST_REVIEWS; i++)
        kept->verdict.statuses[i] = copy_statuses(run, kept->verdict.statuses[i]);
}

// False where something is refused.
static bool review_given(Running *running, const Decl *test)
{
    const TestRun *run = running->run;
    const Program *program = variants_program(run->variants);
    SubmissionList list = {.items = NULL};
    Dossiers *dossiers = arena_take(run->arena, sizeof *dossiers); // as long as the review
    if (!given_submissions(run, test, &list) || !dossiers_in_memory(dossiers, program, run->arena, &list, run->diagnostics))
        return false;
    ProfiledReview *both = &running->both; // dossiers in memory do not fail
    profiled_review_run(both, run->variants, dossiers, subject_of(run->policy, test), test->test_on, &default_limits,
                        run->scratch, run->arena);
    running->program = review_program(both->review);
    running->verdict = verdict_of_all(both);
    running->report = report_of(running->verdict, &the_office);
    return true;
}

ReportTest policy_test_run(const TestRun *run, size_t number)
{
    const Decl *test = run->policy->tests.items[number];
    ReportTest result = {.program = variants_program(run->variants),
                         .title = test->test_title,
                         .place = place_of(run->policy, test->span),
                         .profile = run->under ? run->under->file->name.name->text : (Text){"", 0},
                         .own = run->under && profile_of(test) == run->under};
    Running running = {.run = run};
    if (!review_given(&running, test)) {
        result.refused = result.failed = true;
        return result;
    }
    keep_statuses(run, number, running.verdict);
    judge(&running, number, &result);
    return result;
}
