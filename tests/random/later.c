// SPDX-License-Identifier: MIT
// Two reviews of one day, of which the second one is made when more has been submitted, replaced and withdrawn. See later.h.
#include "later.h"

#include "generate.h"
#include "support/calendar.h"
#include "trial.h"

// ---- what happens later ----

static const char *type_of(const Compiled *compiled, const Submission *submission, Arena *arena)
{
    Text name = program_string(&compiled->program, compiled->program.types[submission->facts.type].name);
    return text_terminated(arena, name);
}

// One that takes the place of another from a later day on, and says nothing at all.
static void add_replacement(const Compiled *compiled, const Submission *submission, int64_t on, Arena *arena, TextBuilder *to)
{
    Text digest = digest_text(arena, &submission->digest);
    Text kind = program_string(&compiled->program, compiled->program.kinds[submission->kind].name);
    text_append_format(
        to, "{\"entity\": \"%s\", \"id\": \"%.*s\", \"evidence\": {\"kind\": \"%.*s\", \"replaces\": [\"%.*s\"], \"on\": \"",
        type_of(compiled, submission, arena), (int)submission->id.length, submission->id.bytes, (int)kind.length, kind.bytes,
        (int)digest.length, digest.bytes);
    date_append(to, on);
    if (submission->by.bytes)
        text_append_format(to, "\", \"by\": \"%.*s", (int)submission->by.length, submission->by.bytes);
    text_append_string(to, "\"}, \"facts\": {}}\n");
}

static GivenFacts give_later(const Compiled *compiled, const GivenFacts *before, Text facts, uint64_t seed, Arena *arena)
{
    Random random = {seed};
    TextBuilder more = text_builder(arena);
    text_append(&more, facts);
    for (size_t i = 0; i < before->list.count; i++) {
        const Submission *one = before->list.items[i];
        int64_t on = REVIEW_DAY + 1 + random_below(&random, 30);
        if (random_chance(&random, 40))
            add_replacement(compiled, one, on, arena, &more);
    }
    GivenFacts later = trial_give(compiled, text_built(&more), arena);
    for (size_t i = 0; i < later.list.count && later.right; i++) {
        Submission *one = later.list.items[i];
        if (!random_chance(&random, 40) || one->withdrawn)
            continue;
        one->withdrawn = true;
        one->withdrawn_on = REVIEW_DAY + 1 + random_below(&random, 30);
    }
    if (later.right)
        trial_give_again(compiled, &later, arena);
    return later;
}

// ---- what differs ----

static Text finding_difference(const ToldRule *before, const ToldRule *after)
{
    bool same = before->finding_count == after->finding_count;
    for (size_t i = 0; same && i < before->finding_count; i++)
        same = text_equal(before->findings[i].texts[0].text, after->findings[i].texts[0].text);
    return same ? (Text){"", 0} : text_of("its findings changed");
}

static Text changed(Verdict *before, Verdict *after, Arena *arena)
{
    const Program *program = review_program(before->review);
    const Report *first = report_of(before, &the_office), *second = report_of(after, &the_office);
    for (uint32_t i = 0; i < program->rules_count; i++) {
        const ToldRule *one = report_rule(first, i), *other = report_rule(second, i);
        Text code = program_string(program, program->rules[i].code), why = {"", 0};
        if (before->statuses[i] != after->statuses[i])
            why = text_format(arena, "was %s and became %s", status_names[before->statuses[i]], status_names[after->statuses[i]]);
        else if (one && other)
            why = finding_difference(one, other);
        if (why.length)
            return text_format(arena, "%.*s: %.*s by what happened later", (int)code.length, code.bytes, (int)why.length,
                               why.bytes);
    }
    bool same = before->best == after->best && before->worst == after->worst;
    return same ? (Text){"", 0} : text_of("the outcome changed by what happened later");
}

Text later_compiled(const Compiled *compiled, Case of, uint64_t seed, Arena *arena, bool *right)
{
    *right = !text_contains(of.policy, text_of("submissions"));
    if (!*right)
        return (Text){"", 0};
    GivenFacts before = trial_give(compiled, of.facts, arena);
    GivenFacts later = before.right ? give_later(compiled, &before, of.facts, seed, arena) : before;
    *right = before.right && later.right;
    return *right ? changed(trial_review(compiled, &before, arena), trial_review(compiled, &later, arena), arena) : (Text){"", 0};
}

Text later_difference(Case of, uint64_t seed, Arena *arena, bool *right)
{
    Compiled compiled;
    trial_compile(&compiled, of.policy);
    Text said = compiled.broken;
    *right = compiled.right;
    if (compiled.right)
        said = later_compiled(&compiled, of, seed, arena, right);
    said = text_copy(arena, said);
    compiled_close(&compiled);
    return said;
}
