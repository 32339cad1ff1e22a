// SPDX-License-Identifier: MIT
// Reviews under profiles, each of a policy that is combined from texts.
#include "twin_profiles.h"

#include "support/calendar.h"

// ---- compiling ----

static void refuse(Combined *combined, Text refusal)
{
    if (combined->right)
        combined->refusal = text_copy(&combined->arena, refusal);
    combined->right = false;
}

static uint32_t all_of(const Combined *combined)
{
    return (1u << combined->together->count) - 1;
}

static Compiled *combination_of(Combined *combined, uint32_t mask)
{
    for (Combination *combination = combined->combinations; combination; combination = combination->next) {
        if (combination->mask == mask)
            return &combination->compiled;
    }
    Combination *combination = arena_take(&combined->arena, sizeof *combination);
    Files files = together_files(combined->together, all_of(combined), mask, 0);
    combination->mask = mask;
    combination->next = combined->combinations;
    combined->combinations = combination;
    trial_compile_files(&combination->compiled, &files, NULL, 0);
    if (!combination->compiled.right)
        refuse(combined, combination->compiled.refusal);
    return &combination->compiled;
}

// Whether an expression, or a definition that it calls, asks whether a rule holds, or reads a parameter that a profile may set.
static bool reads_rules(const Expr *expr)
{
    if (expr->kind == EXPR_HOLDS)
        return true;
    const Meaning *meaning = &expr->meaning;
    bool named = expr->kind == EXPR_NAME || expr->kind == EXPR_MEMBER || expr->kind == EXPR_CALL;
    if (named && meaning->kind == MEANING_PARAMETER && meaning->decl->direction != DIRECTION_FIXED)
        return true;
    if (named && meaning->kind == MEANING_DEFINE && meaning->decl->body && reads_rules(meaning->decl->body))
        return true;
    for (ExprChild at = expr_first(expr); at.expr; expr_next(&at)) {
        if (reads_rules(at.expr))
            return true;
    }
    return false;
}

// What a profile's condition may name is what that has which it refines.
static void check_condition(Combined *combined, uint32_t number)
{
    const ReadProfile *profile = &combined->together->profiles[number];
    Files files = together_files(combined->together, profile->below, 0, 1u << number);
    Compiled compiled;
    trial_compile_files(&compiled, &files, NULL, 0);
    if (!compiled.right)
        refuse(combined, compiled.refusal);
    const DeclList *rules = &compiled.compilation.policy.rules;
    for (size_t i = 0; i < rules->count && compiled.right; i++) {
        if (text_starts(rules->items[i]->word.name->text, text_of("TWIN-")) && reads_rules(rules->items[i]->rule.requires->expr))
            refuse(combined, text_of("a condition hangs on rules, or on a parameter that is not fixed"));
    }
    compiled_close(&compiled);
}

void combined_open(Combined *combined, const Files *files, const Text *profiles, size_t count, bool check)
{
    *combined = (Combined){.right = true};
    trial_arena(&combined->arena);
    Together *together = combined->together = together_read(&combined->arena, files, profiles, count);
    if (together->refusal.length)
        refuse(combined, together->refusal);
    for (uint32_t i = 0; i < together->count; i++) {
        bool conditional = together->profiles[i].applies.bytes;
        combined->asks |= conditional;
        if (conditional && check && combined->right)
            check_condition(combined, i);
    }
    if (combined->right)
        combination_of(combined, all_of(combined));
    if (!combined->right || !combined->asks)
        return;
    Files asked = together_files(together, all_of(combined), 0, all_of(combined));
    trial_compile_files(&combined->conditions, &asked, NULL, 0);
    if (!combined->conditions.right)
        refuse(combined, combined->conditions.refusal);
}

void combined_close(Combined *combined)
{
    for (Combination *combination = combined->combinations; combination; combination = combination->next)
        compiled_close(&combination->compiled);
    if (combined->conditions.arena.guard)
        compiled_close(&combined->conditions);
    arena_close(&combined->arena);
}

// ---- what a review is made of ----

typedef struct Under {
    Combined *combined;
    Text subject;
    int64_t on;
    GiveFacts *give;
    void *with;
    Arena *arena;
    bool right;
} Under;

static Text day_text(const Under *under)
{
    TextBuilder text = text_builder(under->arena);
    date_append(&text, under->on);
    return text_built(&text);
}

static TwinReview review_of(Under *under, const Compiled *compiled)
{
    SubmissionList *list = arena_take(under->arena, sizeof *list);
    *list = (SubmissionList){0};
    under->right = under->right && compiled->right && under->give(under->with, compiled, under->arena, list);
    return (TwinReview){.policy = &compiled->compilation.policy,
                        .submissions = list,
                        .subject = under->subject,
                        .on = under->on,
                        .arena = under->arena};
}

// The base and a set of profiles, with the waivers that they agree on.
static TwinVerdict *review_under(Under *under, uint32_t mask, TwinReview *review)
{
    const Compiled *compiled = combination_of(under->combined, mask);
    *review = review_of(under, compiled);
    if (!under->right)
        return NULL;
    const DeclList *rules = &review->policy->rules;
    Text *waived = arena_array(under->arena, rules->count + 1, sizeof *waived), today = day_text(under);
    for (size_t i = 0; i < rules->count; i++) {
        Text code = rules->items[i]->word.name->text;
        if (together_waives(under->combined->together, mask, code, today))
            waived[review->waived_count++] = code;
    }
    review->waived = waived;
    return twin_review(review);
}

// ---- conditions ----

static TwinAnswer both(TwinAnswer a, TwinAnswer b)
{
    if (a == TWIN_FALSE || b == TWIN_FALSE)
        return TWIN_FALSE;
    return a == TWIN_UNKNOWN || b == TWIN_UNKNOWN ? TWIN_UNKNOWN : TWIN_TRUE;
}

// Whether each profile applies: only where what it refines does. *reasons: of the conditions that are unknown, of profiles of
// which it is unknown.
static void ask(Under *under, TwinAnswer *applies, Reasons *reasons)
{
    const Together *together = under->combined->together;
    TwinAnswer own[MOST_TOGETHER];
    Reasons why[MOST_TOGETHER] = {0};
    TwinReview review = {0};
    if (under->combined->asks)
        review = review_of(under, &under->combined->conditions);
    for (uint32_t i = 0; i < together->count && under->right; i++) {
        own[i] = TWIN_TRUE;
        if (!together->profiles[i].applies.bytes)
            continue;
        Text code = text_format(under->arena, "TWIN-%02u", i);
        const DeclList *rules = &review.policy->rules;
        for (size_t j = 0; j < rules->count; j++) {
            if (text_equal(rules->items[j]->word.name->text, code))
                own[i] = twin_answer(&review, rules->items[j]->rule.requires->expr, &why[i]);
        }
    }
    *reasons = 0;
    for (uint32_t i = 0; i < together->count && under->right; i++) {
        applies[i] = own[i];
        for (uint32_t j = 0; j < together->count; j++) {
            if (together->profiles[i].below >> j & 1)
                applies[i] = both(applies[i], own[j]);
        }
        *reasons |= applies[i] == TWIN_UNKNOWN ? why[i] : 0;
    }
}

// ---- two reviews ----

static const TwinRule *rule_of(const TwinReview *review, const TwinVerdict *verdict, Text code)
{
    for (size_t i = 0; i < review->policy->rules.count; i++) {
        if (text_equal(review->policy->rules.items[i]->word.name->text, code))
            return &verdict->rules[i];
    }
    return NULL;
}

// A rule in the review with all profiles of which it is unknown whether they apply, and in that with none of them (null: only
// those have it).
static void merge_rule(TwinRule *with, const TwinRule *without, Reasons conditions)
{
    bool fine = with->status == STATUS_SATISFIED || with->status == STATUS_NOT_APPLICABLE || with->status == STATUS_EXCEPTED;
    if (fine)
        return;
    if (without && with->status == STATUS_VIOLATED && without->status == STATUS_VIOLATED) {
        with->findings = without->findings;
        with->finding_count = without->finding_count;
        return;
    }
    bool differ = !without || with->status != without->status;
    with->reasons |= (without ? without->reasons : 0) | (differ ? conditions : 0);
    with->status = STATUS_UNDETERMINED;
    with->finding_count = 0;
}

static void merge(const TwinReview *review, TwinVerdict *with, const TwinReview *other, const TwinVerdict *without,
                  Reasons conditions)
{
    for (size_t i = 0; i < review->policy->rules.count; i++)
        merge_rule(&with->rules[i], rule_of(other, without, review->policy->rules.items[i]->word.name->text), conditions);
    with->best = without->best;
    with->outcome = text_equal(with->best, with->worst) ? with->best : text_of("undetermined");
    with->gave_up |= without->gave_up;
    twin_tally(review, with);
}

// In force where the policy is, and each profile that gives a date, but for those that do not apply.
static void look_at_dates(const Under *under, const TwinAnswer *applies, TwinVerdict *verdict)
{
    const Together *together = under->combined->together;
    Text today = day_text(under);
    for (uint32_t i = 0; i < together->count; i++) {
        const ReadProfile *profile = &together->profiles[i];
        if (applies[i] != TWIN_FALSE && profile->from.bytes)
            verdict->in_force &= text_compare(profile->from, today) <= 0 && text_compare(today, profile->until) <= 0;
    }
}

TwinVerdict *combined_review(Combined *combined, Text subject, int64_t on, GiveFacts *give, void *with, Arena *arena)
{
    Under under = {combined, subject, on, give, with, arena, true};
    uint32_t sure = 0, perhaps = 0, count = combined->together->count;
    TwinAnswer *applies = arena_array(arena, count + 1, sizeof *applies);
    Reasons conditions;
    ask(&under, applies, &conditions);
    for (uint32_t i = 0; i < count && under.right; i++) {
        sure |= (uint32_t)(applies[i] == TWIN_TRUE) << i;
        perhaps |= (uint32_t)(applies[i] == TWIN_UNKNOWN) << i;
    }
    TwinReview review, other;
    TwinVerdict *verdict = under.right ? review_under(&under, sure | perhaps, &review) : NULL;
    TwinVerdict *without = under.right && perhaps ? review_under(&under, sure, &other) : NULL;
    if (!under.right)
        return NULL;
    if (without)
        merge(&review, verdict, &other, without, conditions);
    look_at_dates(&under, applies, verdict);
    verdict->applies = applies;
    verdict->profile_count = count;
    return verdict;
}
