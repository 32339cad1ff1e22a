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
    size_t count = files.count - 1;
    for (size_t i = 0; i < count; i++)
        profiles[i] = files.items[i + 1].name;
    for (size_t i = count; i > 1; i--) {
        size_t other = random_below(&random, (uint32_t)i);
        Text swap = profiles[i - 1];
        profiles[i - 1] = profiles[other];
        profiles[other] = swap;
    }
    return is_one_bundle(whole, &files, profiles, count) ? (Text){"", 0}
                                                         : text_of("the bundle hangs on the order in which profiles are given");
}

void guaranteed_open(Guaranteed *guaranteed, Text policy, uint64_t seed, Arena *arena)
{
    *guaranteed = (Guaranteed){.broken = {"", 0}};
    trial_compile(&guaranteed->whole, policy);
    trial_compile(&guaranteed->unwaived, without_waivers(policy, arena));
    trial_compile(&guaranteed->base, case_files(policy, arena).items[0].text);
    guaranteed->right = guaranteed->whole.right && guaranteed->unwaived.right && guaranteed->base.right;
    if (guaranteed->right && case_has_profiles(policy))
        guaranteed->broken = order_difference(&guaranteed->whole, policy, seed, arena);
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

Text guarantee_compiled(const Guaranteed *guaranteed, Text facts, Arena *arena, bool *right)
{
    GivenFacts whole = trial_give(&guaranteed->whole, facts, arena), unwaived = trial_give(&guaranteed->unwaived, facts, arena),
               base = trial_give(&guaranteed->base, facts, arena);
    *right = whole.right && unwaived.right && base.right;
    if (!*right)
        return (Text){"", 0};
    Verdict *with = trial_review(&guaranteed->unwaived, &unwaived, arena);
    const Verdict *without = trial_review(&guaranteed->base, &base, arena);
    if (with->best > without->best)
        return text_of("the best outcome is better with the profiles");
    if (with->worst > without->worst)
        return text_of("the worst outcome is better with the profiles");
    return waiver_difference(trial_review(&guaranteed->whole, &whole, arena), with, arena);
}

Text guarantee_difference(Case of, uint64_t seed, Arena *arena, bool *right)
{
    Guaranteed guaranteed;
    guaranteed_open(&guaranteed, of.policy, seed, arena);
    *right = guaranteed.right;
    Text said = guaranteed.broken;
    if (*right && !said.length)
        said = guarantee_compiled(&guaranteed, of.facts, arena, right);
    said = text_copy(arena, said);
    guaranteed_close(&guaranteed);
    return said;
}
