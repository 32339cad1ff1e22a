// SPDX-License-Identifier: MIT
// Does everything with some submissions, and has callgrind write down after each step what it took, by the step's name.
// usage: growth BUNDLE NAME, of NAME.ndjson in the current folder, which is imported into a fact base NAME.
#include <stdio.h>
#include <stdlib.h>
#include <valgrind/callgrind.h>

#include "assize.h"

enum { DATE = 20758 }; // 2026-11-01
static const AssizeRequest in_text = {.audience = ASSIZE_PUBLIC}, in_json = {.format = ASSIZE_JSON};

typedef struct Step {
    Assize *assize;
    const AssizePolicy *policy;
    AssizeBase *base;
    const char *name; // of what is submitted
} Step;

static void must(const Step *step, AssizeAnswer answer, const char *what)
{
    AssizeText said = assize_messages(step->assize, NULL);
    if (answer == ASSIZE_DONE || answer == ASSIZE_NO || answer == ASSIZE_UNDECIDED)
        return;
    fprintf(stderr, "%s of %s: %.*s", what, step->name, (int)said.length, said.bytes);
    exit(1);
}

static void import(const Step *step)
{
    char path[256];
    AssizeText text;
    snprintf(path, sizeof path, "%s.ndjson", step->name);
    const char *files[] = {path};
    must(step,
         assize_import(step->assize, NULL, step->base, step->policy, &(AssizeImport){.files = files, .file_count = 1}, &text),
         "the import");
}

static AssizeReview *reviewed(const Step *step)
{
    AssizeReview *review;
    must(step, assize_review(step->assize, NULL, step->policy, step->base, "x", DATE, &review), "the review");
    return review;
}

static void review(const Step *step)
{
    AssizeText text;
    AssizeReview *made = reviewed(step);
    must(step, assize_review_print(made, &in_json, &text), "the verdict");
    assize_review_close(made);
}

static void explain(const Step *step, const char *rule)
{
    AssizeText text;
    AssizeReview *made = reviewed(step);
    must(step, assize_review_explain(made, &in_text, rule, &text), "an explanation");
    assize_review_close(made);
}

static void explain_tags(const Step *step)
{
    explain(step, "R-01");
}

static void explain_names(const Step *step)
{
    explain(step, "R-05");
}

static void ask(const Step *step)
{
    AssizeText text;
    must(step, assize_ask(step->assize, NULL, step->policy, step->base, "count(product.tags)", "x", DATE, &text), "a question");
}

static const struct {
    const char *name;
    void (*run)(const Step *step);
} steps[] = {{"import", import}, {"review", review}, {"explain", explain_tags}, {"explain-names", explain_names}, {"ask", ask}};

// The fact base is opened for each step, as each command of the program does.
static void run_steps(Step *step)
{
    for (size_t i = 0; i < sizeof steps / sizeof *steps; i++) {
        CALLGRIND_ZERO_STATS;
        must(step, assize_base_open(step->assize, step->name, i == 0 ? ASSIZE_WRITE : ASSIZE_READ, &step->base), "the fact base");
        steps[i].run(step);
        assize_base_close(step->base);
        CALLGRIND_DUMP_STATS_AT(steps[i].name);
    }
}

int main(int count, char **arguments)
{
    AssizePolicy *policy;
    Step step = {.assize = assize_open(NULL), .name = "the policy"};
    if (count != 3 || !step.assize)
        return 2;
    must(&step, assize_policy_open(step.assize, NULL, arguments[1], &policy), "the bundle");
    step.policy = policy;
    step.name = arguments[2];
    run_steps(&step);
    assize_policy_close(policy);
    assize_close(step.assize);
    return 0;
}
