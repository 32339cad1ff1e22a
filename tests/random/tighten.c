// SPDX-License-Identifier: MIT
// Reviews by two policies that differ in the values of parameters only.
#include "tighten.h"

#include "generate.h"

typedef struct Stricter {
    const char *from, *to;
} Stricter;

static const Stricter parameters[] = {
    {"most : integer = 3,", "most : integer = 1,"},
    {"least : decimal = 0.5,", "least : decimal = 1.25,"},
    {"deadline : duration = 30 days,", "deadline : duration = 2 hours,"},
    {"bar : Level = medium,", "bar : Level = high,"},
};

static size_t place_of(Text text, Text piece)
{
    for (size_t i = 0; i + piece.length <= text.length; i++) {
        if (memcmp(text.bytes + i, piece.bytes, piece.length) == 0)
            return i;
    }
    return text.length;
}

Text tightened(Text policy, uint64_t seed, Arena *arena)
{
    Random random = {seed};
    for (size_t i = 0; i < sizeof parameters / sizeof *parameters; i++) {
        Text from = text_of(parameters[i].from);
        size_t at = place_of(policy, from);
        if (!random_chance(&random, 70) || at == policy.length)
            continue;
        TextBuilder text = text_builder(arena);
        text_append(&text, text_slice(policy, 0, at));
        text_append_string(&text, parameters[i].to);
        text_append(&text, text_slice(policy, at + from.length, policy.length));
        policy = text_built(&text);
    }
    return policy;
}

// How far a rule is from being satisfied: a rule that does not apply is not violated.
static int strictness(Status status)
{
    return status == STATUS_VIOLATED ? 2 : status == STATUS_UNDETERMINED ? 1 : 0;
}

static Text loosened(const Verdict *before, const Verdict *after, Arena *arena)
{
    const Program *program = review_program(before->review);
    for (uint32_t i = 0; i < program->rules_count; i++) {
        Status was = (Status)before->statuses[i], is = (Status)after->statuses[i];
        Text code = program_string(program, program->rules[i].code);
        if (strictness(is) < strictness(was))
            return text_format(arena, "%.*s was %s and became %s with stricter parameters", (int)code.length, code.bytes,
                               status_names[was], status_names[is]);
    }
    if (after->best > before->best)
        return text_of("the best outcome is better with stricter parameters");
    if (after->worst > before->worst)
        return text_of("the worst outcome is better with stricter parameters");
    return (Text){"", 0};
}

Text tighten_compiled(const Compiled *before, const Compiled *after, Text facts, Arena *arena, bool *right)
{
    GivenFacts given = trial_give(before, facts, arena), again = trial_give(after, facts, arena);
    *right = given.right && again.right;
    if (!*right)
        return (Text){"", 0};
    return loosened(trial_review(before, &given, arena), trial_review(after, &again, arena), arena);
}

Text tighten_difference(Case of, uint64_t seed, Arena *arena, bool *right)
{
    Compiled before, after;
    Text said = {"", 0};
    trial_compile(&before, of.policy);
    trial_compile(&after, tightened(of.policy, seed / FACTS_A_POLICY, arena));
    *right = before.right && after.right;
    if (*right)
        said = text_copy(arena, tighten_compiled(&before, &after, of.facts, arena, right));
    compiled_close(&before);
    compiled_close(&after);
    return said;
}
