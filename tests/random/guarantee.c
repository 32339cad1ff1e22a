// SPDX-License-Identifier: MIT
// Reviews with profiles, with these but for their waivers, and without them.
#include "guarantee.h"

#include "generate.h"

// ---- the three policies ----

// Without the lines that waive a rule.
static Text without_waivers(Text policy, Arena *arena)
{
    TextBuilder text = text_builder(arena);
    Text waiver = text_of("\nwaive ");
    size_t at = 0;
    for (size_t found = text_find(policy, 0, waiver); found != SIZE_MAX; found = text_find(policy, at, waiver)) {
        text_append(&text, text_slice(policy, at, found));
        at = text_find(policy, found + 1, text_of("\n"));
        at = at == SIZE_MAX ? policy.length : at;
    }
    text_append(&text, text_slice(policy, at, policy.length));
    return text_built(&text);
}

// The order in which profiles are given changes no byte of the bundle, so that it changes none of a verdict.
static bool is_one_bundle(const Compiled *whole, const Files *files, const Text *profiles, size_t count)
{
    Compiled other;
    trial_compile_files(&other, files, profiles, count);
    bool same = other.right && text_equal(other.compilation.bundle, whole->compilation.bundle);
    compiled_close(&other);
    return same;
}

static Text order_difference(const Compiled *whole, Text policy, uint64_t seed, Arena *arena)
{
    Files files = case_files(policy, arena);
    Random random = {seed};
    Text profiles[MOST_TOGETHER];
    size_t count = case_profiles(&files, profiles);
    for (size_t i = count; i > 1; i--) {
        size_t other = random_below(&random, (uint32_t)i);
        Text swap = profiles[i - 1];
        profiles[i - 1] = profiles[other];
        profiles[other] = swap;
    }
    return is_one_bundle(whole, &files, profiles, count) ? (Text){"", 0}
                                                         : text_of("the bundle hangs on the order in which profiles are given");
}

// Whether two instructions do the same. Indices of pools may differ, which the profiles fill too.
static bool same_instr(const Program *a, const Instr *x, const Program *b, const Instr *y)
{
    bool same = x->op == y->op && x->frame == y->frame && instr_places(x) == instr_places(y);
    for (uint32_t i = 0; same && i < instr_places(x); i++)
        same = instr_register(a, x, i) == instr_register(b, y, i);
    return same;
}

static Text alone_difference(const Program *whole, const Program *base)
{
    Program alone;
    bool same = program_alone(whole, &alone) && alone.code_count == base->code_count && alone.rules_count == base->rules_count &&
                alone.head.main_end == base->head.main_end && alone.places_count == base->places_count;
    for (uint32_t i = 0; same && i < base->code_count; i++)
        same = same_instr(&alone, &alone.code[i], base, &base->code[i]);
    return same ? (Text){"", 0} : text_of("the base by itself is not what it compiles to without profiles");
}

void guaranteed_open(Guaranteed *guaranteed, Text policy, uint64_t seed, Arena *arena)
{
    Files files = case_files(policy, arena);
    *guaranteed = (Guaranteed){.broken = {"", 0}};
    trial_compile(&guaranteed->whole, policy);
    trial_compile(&guaranteed->unwaived, without_waivers(policy, arena));
    trial_compile_files(&guaranteed->base, &files, NULL, 0);
    guaranteed->right = guaranteed->whole.right && guaranteed->unwaived.right && guaranteed->base.right;
    if (guaranteed->right && case_has_profiles(policy))
        guaranteed->broken = order_difference(&guaranteed->whole, policy, seed, arena);
    if (guaranteed->right && case_has_profiles(policy) && !guaranteed->broken.length)
        guaranteed->broken = alone_difference(&guaranteed->whole.program, &guaranteed->base.program);
}

void guaranteed_close(Guaranteed *guaranteed)
{
    compiled_close(&guaranteed->whole);
    compiled_close(&guaranteed->unwaived);
    compiled_close(&guaranteed->base);
}

// ---- what they come to ----

// Whether a rule may have one status where it is waived, or perhaps waived, and the other where it is not. Where it is unknown
// whether the profiles apply that waive nothing, what is violated becomes undetermined.
static bool is_waiver(Verdict *whole, uint32_t rule, Status unwaived)
{
    Status status = (Status)whole->statuses[rule];
    bool open = unwaived == STATUS_VIOLATED || unwaived == STATUS_UNDETERMINED;
    if (status == STATUS_WAIVED)
        return open && whole->otherwise[rule] == unwaived;
    return status == unwaived || (status == STATUS_UNDETERMINED && open && verdict_reviews(whole) > 1);
}

static Text waiver_difference(Verdict *whole, const Verdict *unwaived, Arena *arena)
{
    const Program *program = review_program(whole->review);
    for (uint32_t i = 0; i < program->rules_count; i++) {
        Status status = (Status)unwaived->statuses[i];
        Text code = program_string(program, program->rules[i].code);
        if (!is_waiver(whole, i, status))
            return text_format(arena, "%.*s is %s, and without waivers %s", (int)code.length, code.bytes,
                               status_names[whole->statuses[i]], status_names[status]);
    }
    return (Text){"", 0};
}

static bool hit_limit(const Review *review)
{
    return review_hit_rows(review) || review_hit_memory(review) || review_hit_regex(review);
}

// Limits that are often hit: some by what the base asks, some by what profiles ask beside it.
static ReviewLimits small_limits(uint64_t seed)
{
    static const uint64_t rows[] = {4, 12, 30, 60, 100, 200, 400, 1000};
    static const int64_t steps[] = {2, 10, 30, 60, 100, 200, 400, 1000};
    Random random = {seed};
    ReviewLimits limits = default_limits;
    limits.rows = rows[random_below(&random, sizeof rows / sizeof *rows)];
    limits.regex_steps = steps[random_below(&random, sizeof steps / sizeof *steps)];
    return limits;
}

// Of a rule of the base by itself, beside a verdict that has reviewed that: whether it has the status there that it has without
// profiles.
static bool same_alone(const Verdict *with, const Verdict *without)
{
    const Program *base = review_program(without->review);
    return memcmp(with->alone->statuses, without->statuses, base->rules_count) == 0;
}

// Where the base itself hits a limit, profiles may turn a rule otherwise, so that it is not hit.
static Text limited_difference(const Verdict *with, const Verdict *without)
{
    if (with->alone && !same_alone(with, without))
        return text_of("with small limits: the base by itself comes to something else than without profiles");
    if (with->best > without->best)
        return text_of("with small limits: the best outcome is better with the profiles");
    if (with->worst > without->worst && !hit_limit(without->review))
        return text_of("with small limits: the worst outcome is better with the profiles");
    return (Text){"", 0};
}

Text guarantee_compiled(const Guaranteed *guaranteed, Text facts, uint64_t seed, Arena *arena, bool *right)
{
    GivenFacts whole = trial_give(&guaranteed->whole, facts, arena), unwaived = trial_give(&guaranteed->unwaived, facts, arena),
               base = trial_give(&guaranteed->base, facts_of_base(facts, arena), arena);
    *right = whole.right && unwaived.right && base.right;
    if (!*right)
        return (Text){"", 0};
    Verdict *with = trial_review(&guaranteed->unwaived, &unwaived, arena);
    const Verdict *without = trial_review(&guaranteed->base, &base, arena);
    if (with->best > without->best)
        return text_of("the best outcome is better with the profiles");
    if (with->worst > without->worst)
        return text_of("the worst outcome is better with the profiles");
    ReviewLimits limits = small_limits(seed);
    Text said = limited_difference(trial_review_within(&guaranteed->unwaived, &unwaived, &limits, arena),
                                   trial_review_within(&guaranteed->base, &base, &limits, arena));
    if (said.length)
        return said;
    return waiver_difference(trial_review(&guaranteed->whole, &whole, arena), with, arena);
}

Text guarantee_difference(Case of, uint64_t seed, Arena *arena, bool *right)
{
    Guaranteed guaranteed;
    guaranteed_open(&guaranteed, of.policy, seed, arena);
    *right = guaranteed.right;
    Text said = guaranteed.broken;
    if (*right && !said.length)
        said = guarantee_compiled(&guaranteed, of.facts, seed, arena, right);
    said = text_copy(arena, said);
    guaranteed_close(&guaranteed);
    return said;
}
