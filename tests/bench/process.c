// SPDX-License-Identifier: MIT
// A whole process under measurement, from its start to its end, with its output thrown away.
// usage: process [--remove PATH] PROGRAM ARGUMENT…; PATH, a folder of plain files, is emptied and removed before each run.
#include "bench/protocol.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

static char **command;
static const char *removed;
static posix_spawn_file_actions_t quietly;
static long peak;
static uint64_t processor, runs;

static void remove_folder(void)
{
    DIR *folder = opendir(removed);
    if (!folder)
        return;
    for (struct dirent *entry; (entry = readdir(folder));)
        unlinkat(dirfd(folder), entry->d_name, 0);
    closedir(folder);
    if (rmdir(removed) && errno != ENOENT)
        fail(removed, strerror(errno));
}

// Exit statuses 0, 1 and 3 are verdicts; others are failures.
static bool is_verdict(int status)
{
    return WIFEXITED(status) && (WEXITSTATUS(status) <= 1 || WEXITSTATUS(status) == 3);
}

static uint64_t processor_time(const struct rusage *used)
{
    uint64_t seconds = (uint64_t)used->ru_utime.tv_sec + (uint64_t)used->ru_stime.tv_sec;
    return seconds * 1000000000u + ((uint64_t)used->ru_utime.tv_usec + (uint64_t)used->ru_stime.tv_usec) * 1000u;
}

static uint64_t run(size_t count)
{
    uint64_t sum = 0;
    for (size_t i = 0; i < count; i++) {
        pid_t child;
        int status;
        struct rusage used;
        if (removed)
            remove_folder();
        uint64_t start = nanoseconds();
        if (posix_spawn(&child, command[0], &quietly, NULL, command, environ) || wait4(child, &status, 0, &used) != child)
            fail(command[0], strerror(errno));
        sum += nanoseconds() - start;
        if (!is_verdict(status))
            fail(command[0], "ended with a failure");
        processor += processor_time(&used);
        runs++;
        if (used.ru_maxrss > peak)
            peak = used.ru_maxrss;
    }
    return sum;
}

// Kilobytes of the largest process so far; no time.
static uint64_t memory(size_t count)
{
    (void)count;
    return (uint64_t)peak;
}

// Nanoseconds of processors that a run took, on average: without what it waits for, such as a disk.
static uint64_t processor_per_run(size_t count)
{
    (void)count;
    return runs ? processor / runs : 0;
}

static void answers(void)
{
    puts("{}");
}

int main(int count, char **arguments)
{
    static const Measure measures[] = {{"review", run}, {"memory", memory}, {"processor", processor_per_run}, {NULL, NULL}};
    if (count > 2 && strcmp(arguments[1], "--remove") == 0) {
        removed = arguments[2];
        arguments += 2;
        count -= 2;
    }
    if (count < 2)
        fail("usage", "process [--remove PATH] PROGRAM ARGUMENT…");
    command = arguments + 1;
    posix_spawn_file_actions_init(&quietly);
    posix_spawn_file_actions_addopen(&quietly, 1, "/dev/null", O_WRONLY, 0);
    posix_spawn_file_actions_addopen(&quietly, 2, "/dev/null", O_WRONLY, 0);
    obey(answers, measures);
    return 0;
}
