// SPDX-License-Identifier: MIT
// Two reviews of one case, of which the second one knows more.
#include "settle.h"

#include "trial.h"

static Text turned(const Verdict *before, const Verdict *after, Arena *arena)
{
    const Program *program = review_program(before->review);
    for (uint32_t i = 0; i < program->rules_count; i++) {
        Status was = (Status)before->statuses[i], is = (Status)after->statuses[i];
        bool answered = was != STATUS_UNDETERMINED;
        if (answered && (is == STATUS_UNDETERMINED || (was == STATUS_VIOLATED) != (is == STATUS_VIOLATED))) {
            Text code = program_string(program, program->rules[i].code);
            return text_format(arena, "%.*s was %s and became %s when more was known", (int)code.length, code.bytes,
                               status_names[was], status_names[is]);
        }
    }
    if (after->best > before->best || after->worst < before->worst)
        return text_of("the outcomes are no longer between those of before");
    return (Text){"", 0};
}

Text settle_compiled(const Compiled *compiled, Text facts, uint64_t seed, Arena *arena, bool *right)
{
    GivenFacts given = trial_give(compiled, facts, arena);
    *right = given.right;
    if (!given.right)
        return (Text){"", 0};
    TextBuilder more = text_builder(arena);
    text_append(&more, facts);
    TwinReview review = {.policy = &compiled->compilation.policy,
                         .submissions = &given.list,
                         .subject = text_of(REVIEW_SUBJECT),
                         .on = REVIEW_DAY,
                         .arena = arena};
    *right = settle_facts(&review, seed, &more);
    GivenFacts settled = trial_give(compiled, text_built(&more), arena);
    *right = *right && settled.right;
    if (!*right)
        return (Text){"", 0};
    Text difference = turned(trial_review(compiled, &given, arena), trial_review(compiled, &settled, arena), arena);
    if (!difference.length)
        return difference;
    Text added = text_slice(text_built(&more), facts.length, more.length);
    return text_format(arena, "with\n%.*s%.*s", (int)added.length, added.bytes, (int)difference.length, difference.bytes);
}

Text settle_difference(Case of, uint64_t seed, Arena *arena, bool *right)
{
    Compiled compiled;
    trial_compile(&compiled, of.policy);
    Text difference = text_copy(arena, compiled.broken);
    *right = compiled.right;
    if (compiled.right)
        difference = text_copy(arena, settle_compiled(&compiled, of.facts, seed, arena, right));
    compiled_close(&compiled);
    return difference;
}
