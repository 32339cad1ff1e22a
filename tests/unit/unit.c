// SPDX-License-Identifier: MIT
// What unit tests share. See unit.h.
#include "unit/unit.h"

#include <dirent.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "support/file.h"

static Arena arena;
static char folder[64];

Arena *unit_arena(void)
{
    return &arena;
}

int unit_setup(void **state)
{
    (void)state;
    arena_open(&arena, NULL, 0);
    folder[0] = 0;
    return 0;
}

static int remove_entry(const char *path, const struct stat *about, int kind, struct FTW *walk)
{
    (void)about, (void)kind, (void)walk;
    return remove(path);
}

int unit_teardown(void **state)
{
    (void)state;
    arena_close(&arena);
    return folder[0] ? nftw(folder, remove_entry, 16, FTW_DEPTH | FTW_PHYS) : 0;
}

const char *unit_folder(void)
{
    if (!folder[0]) {
        strcpy(folder, "/tmp/assize-unit-XXXXXX");
        assert_non_null(mkdtemp(folder));
    }
    return folder;
}

double unit_slowdown(void)
{
    const char *factor = getenv("ASSIZE_SLOWDOWN");
    return factor ? strtod(factor, NULL) : 1;
}

Text unit_file(const char *path)
{
    Text text;
    int code = file_read(&arena, path, SIZE_MAX, &text);
    if (code)
        fail_msg("%s: %s", path, strerror(code));
    return text;
}

const char *unit_corpus(const char *name)
{
    const char *shared = getenv("ASSIZE_SHARED");
    Text path = text_format(&arena, "%s/corpora/%s", shared ? shared : "../shared", name);
    const char *terminated = text_terminated(&arena, path);
    if (access(terminated, R_OK) != 0) {
        print_message("%s is not there\n", terminated);
        skip();
    }
    return terminated;
}

static int is_file(const struct dirent *entry)
{
    return entry->d_name[0] != '.';
}

size_t unit_each_file(const char *name, void (*visit)(const char *name, Text text))
{
    struct dirent **entries;
    const char *path = unit_corpus(name);
    int found = scandir(path, &entries, is_file, alphasort);
    assert_true(found > 0);
    for (int i = 0; i < found; i++) {
        Text file = text_format(&arena, "%s/%s", path, entries[i]->d_name);
        visit(entries[i]->d_name, unit_file(text_terminated(&arena, file)));
        free(entries[i]);
    }
    free(entries);
    return (size_t)found;
}

uint64_t unit_random(UnitRandom *random)
{
    random->state ^= random->state << 13;
    random->state ^= random->state >> 7;
    random->state ^= random->state << 17;
    return random->state * 0x2545f4914f6cdd1dULL >> 16;
}

void unit_assert_text(Text got, const char *expected)
{
    if (!text_is(got, expected))
        fail_msg("got `%.*s`, expected `%s`", (int)got.length, got.bytes, expected);
}
