// SPDX-License-Identifier: MIT
// assize impact.
#include "tool/tool.h"

#include <stdio.h>
#include <time.h>
#include <unistd.h>

typedef struct Impact {
    AssizePolicy *policies[2];
    AssizeBase *base;
    int64_t dates[MOST_REPEATED];
    AssizeImpact asked;
} Impact;

static void show_progress(void *with, uint64_t done, uint64_t count)
{
    struct timespec *before = with, now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    long long passed = (now.tv_sec - before->tv_sec) * 10LL + (now.tv_nsec - before->tv_nsec) / 100000000;
    if (passed < 1 && done < count)
        return;
    *before = now;
    if (done < count)
        fprintf(stderr, "\r%llu of %llu reviewed\033[K", (unsigned long long)done, (unsigned long long)count);
    else
        fputs("\r\033[K", stderr);
}

// An exit status, or 0.
static int read_asked(Tool *tool, Impact *impact)
{
    AssizeImpact *asked = &impact->asked;
    for (size_t i = 0; tool->dates[i]; i++) {
        if (!assize_date(tool->dates[i], &impact->dates[i]))
            return wrong_use(tool, "--on: `%s` is no date such as 2026-11-22", tool->dates[i]);
        asked->date_count++;
    }
    if (!asked->date_count) {
        impact->dates[0] = time(NULL) / 86400;
        asked->date_count = 1;
    }
    if (tool->values[OPTION_SEED] && !tool->values[OPTION_SAMPLE])
        return wrong_use(tool, "--seed goes with --sample");
    asked->dates = impact->dates;
    asked->set = tool->set[0] ? tool->set : NULL;
    asked->sweep = tool->values[OPTION_SWEEP];
    asked->where = tool->values[OPTION_WHERE];
    asked->threads = tool->threads;
    asked->sample = tool->sample;
    asked->seed = tool->values[OPTION_SEED] ? tool->seed : 1;
    asked->min_count = tool->min_count;
    return 0;
}

static int open_all(Tool *tool, Impact *impact)
{
    for (int i = 0; i < 2; i++) {
        tool->values[OPTION_POLICY] = tool->arguments[i];
        impact->policies[i] = open_policy(tool);
        if (!impact->policies[i])
            return (int)assize_last_answer(tool->assize);
    }
    if (facts_are_missing(tool, true))
        return ASSIZE_ENVIRONMENT;
    impact->base = open_facts_there(tool, ASSIZE_READ);
    return impact->base ? 0 : (int)assize_last_answer(tool->assize);
}

int command_impact(Tool *tool)
{
    Impact impact = {.base = NULL};
    struct timespec before = {0};
    AssizeText text = {"", 0};
    int status = read_asked(tool, &impact);
    if (!status)
        status = open_all(tool, &impact);
    if (!status) {
        if (isatty(STDERR_FILENO) && !isatty(STDOUT_FILENO)) {
            impact.asked.progress = show_progress;
            impact.asked.progress_with = &before;
        }
        AssizeAnswer answer = assize_impact(tool->assize, &tool->request, impact.policies[0], impact.policies[1], impact.base,
                                            &impact.asked, &text);
        status = print_result(tool, answer, text);
    }
    assize_base_close(impact.base);
    assize_policy_close(impact.policies[0]);
    assize_policy_close(impact.policies[1]);
    return status;
}
