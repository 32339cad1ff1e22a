// SPDX-License-Identifier: MIT
// Running cases. See damage.h.
#include "damage/damage.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

uint64_t below(Damage *damage, uint64_t bound)
{
    damage->random ^= damage->random << 13;
    damage->random ^= damage->random >> 7;
    damage->random ^= damage->random << 17;
    return (damage->random >> 11) % bound;
}

void begin_case(Damage *damage, uint64_t number)
{
    *damage->progress = number;
    damage->random = (damage->seed * 0x9e3779b97f4a7c15u) ^ ((number + 1) * 0xbf58476d1ce4e5b9u);
    damage->random += damage->random == 0;
    below(damage, 2);
    alarm(SECONDS_A_CASE);
}

void fail(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    vfprintf(stderr, format, arguments);
    va_end(arguments);
    fputc('\n', stderr);
    exit(1);
}

void import(Damage *damage, const char *folder, const char *submissions)
{
    char path[4096];
    snprintf(path, sizeof path, "%s/submissions.json", damage->folder);
    FILE *file = fopen(path, "w");
    if (!file || fputs(submissions, file) < 0 || fclose(file) != 0)
        fail("cannot write %s", path);
    const char *files[] = {path};
    AssizeBase *base;
    AssizeText text;
    if (assize_base_open(damage->assize, folder, ASSIZE_WRITE, &base) != ASSIZE_DONE ||
        assize_import(damage->assize, NULL, base, damage->policy, &(AssizeImport){.files = files, .file_count = 1}, &text) !=
            ASSIZE_DONE)
        fail("the submissions are refused: %s", assize_messages(damage->assize, NULL).bytes);
    assize_base_close(base);
}

static void run(Damage *damage, void (*work)(Damage *damage))
{
    damage->assize = assize_open(NULL);
    damage->verifying = assize_open(&(AssizeOptions){.verify = true});
    if (!damage->assize || !damage->verifying ||
        assize_policy_open(damage->assize, NULL, "tests/fixture/fixture.asz", &damage->policy) != ASSIZE_DONE)
        fail("the policy of the tests is refused");
    work(damage);
    assize_policy_close(damage->policy);
    assize_close(damage->verifying);
    assize_close(damage->assize);
}

static int tell(const Damage *damage, int status)
{
    if (WIFEXITED(status) && WEXITSTATUS(status) == 0) {
        printf("%llu cases of seed %llu: none faults\n", (unsigned long long)damage->count, (unsigned long long)damage->seed);
        return 0;
    }
    printf("case %llu of seed %llu faults%s%s: --seed %llu --only %llu\n", (unsigned long long)*damage->progress,
           (unsigned long long)damage->seed, WIFSIGNALED(status) ? ", " : "",
           WIFSIGNALED(status) ? strsignal(WTERMSIG(status)) : "", (unsigned long long)damage->seed,
           (unsigned long long)*damage->progress);
    return 1;
}

int damage_main(int count, char **arguments, uint64_t cases, void (*work)(Damage *damage))
{
    Damage damage = {.seed = 1, .count = cases};
    if (count < 2)
        fail("usage: %s FOLDER [--seed N] [--cases N] [--only N]", arguments[0]);
    damage.folder = arguments[1];
    for (int i = 2; i + 1 < count; i += 2) {
        uint64_t number = strtoull(arguments[i + 1], NULL, 10);
        if (strcmp(arguments[i], "--seed") == 0)
            damage.seed = number;
        else if (strcmp(arguments[i], "--cases") == 0)
            damage.count = number;
        else if (strcmp(arguments[i], "--only") == 0)
            damage.first = number, damage.count = 1;
        else
            fail("there is no option %s", arguments[i]);
    }
    damage.progress = mmap(NULL, sizeof *damage.progress, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (damage.progress == MAP_FAILED)
        fail("there is no memory");
    fflush(NULL);
    pid_t child = fork();
    int status = 0;
    if (child == 0) {
        run(&damage, work);
        fflush(NULL);
        exit(0);
    }
    if (child < 0 || waitpid(child, &status, 0) != child)
        fail("there is no child process");
    return tell(&damage, status);
}
