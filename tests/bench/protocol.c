// SPDX-License-Identifier: MIT
// The bench's side of an engine written in C: see protocol.h.
#include "bench/protocol.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

uint64_t nanoseconds(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (uint64_t)time.tv_sec * 1000000000u + (uint64_t)time.tv_nsec;
}

void fail(const char *what, const char *detail)
{
    fprintf(stderr, "%s: %s\n", what, detail);
    exit(1);
}

void *room(void *old, size_t count, size_t size)
{
    void *made = realloc(old, (count + 1) * size);
    if (!made)
        fail("no memory", "");
    return made;
}

static void measure(const Measure *measures, const char *name, size_t count)
{
    for (; measures->name; measures++) {
        if (strcmp(measures->name, name) == 0) {
            printf("%llu\n", (unsigned long long)measures->run(count));
            return;
        }
    }
    puts("absent");
}

void obey(Answers *answers, const Measure *measures)
{
    char line[256];
    puts("ready");
    fflush(stdout);
    while (fgets(line, sizeof line, stdin)) {
        char *end = strchr(line, '\n');
        if (!end)
            fail("a line is too long", line);
        *end = 0;
        char *blank = strchr(line, ' ');
        if (strcmp(line, "stop") == 0)
            return;
        if (strcmp(line, "answers") == 0)
            answers();
        else if (blank) {
            *blank = 0;
            measure(measures, line, strtoul(blank + 1, NULL, 10));
        } else
            fail("not a command", line);
        fflush(stdout);
    }
}
