// SPDX-License-Identifier: MIT
// The policies that arguments name: a file as it is; of a folder, all files below it whose first word is `policy`.
#include "tool/tool.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

typedef struct Walk {
    Tool *tool;
    int (*visit)(Tool *tool, const char *path);
    int worst;
    size_t found;
} Walk;

static void note(Walk *walk, int status)
{
    if (status > walk->worst)
        walk->worst = status;
}

// Whether a byte is of a byte order mark, which the library refuses in words.
static bool is_mark(int byte)
{
    return byte == 0xef || byte == 0xbb || byte == 0xbf;
}

// Whether a file's first word is `policy`: libraries and fragments are read by those who use them.
static bool is_policy(const char *path)
{
    FILE *file = fopen(path, "re");
    char word[7] = "";
    int next;
    if (!file)
        return true; // the library says why it cannot be read
    while (is_mark(next = fgetc(file)) || next == ' ' || next == '\t' || next == '\n' || next == '\r' || next == '#') {
        while (next == '#' && (next = fgetc(file)) != EOF && next != '\n')
            next = '#';
    }
    for (size_t i = 0; i < sizeof word - 1 && next != EOF; i++, next = fgetc(file))
        word[i] = (char)next;
    bool ends = next == ' ' || next == '\t' || next == '\n' || next == '\r';
    fclose(file);
    return ends && strcmp(word, "policy") == 0;
}

// Devices and pipes in a folder are no policies, and might be waited for.
static bool may_be_read(const char *path)
{
    struct stat about;
    return stat(path, &about) != 0 || S_ISREG(about.st_mode);
}

static int is_visible(const struct dirent *entry)
{
    return entry->d_name[0] != '.';
}

static void walk_folder(Walk *walk, const char *folder)
{
    struct dirent **entries;
    int count = scandir(folder, &entries, is_visible, alphasort);
    if (count < 0) {
        say(SAID_OF_USE, "assize: cannot read %s: %s", folder, strerror(errno));
        note(walk, ASSIZE_ENVIRONMENT);
        return;
    }
    for (int i = 0; i < count; i++) {
        char *path = NULL;
        struct stat about;
        size_t length = strlen(entries[i]->d_name);
        const char *slash = folder[strlen(folder) - 1] == '/' ? "" : "/";
        if (asprintf(&path, "%s%s%s", folder, slash, entries[i]->d_name) < 0)
            path = NULL;
        if (!path)
            note(walk, ASSIZE_ENVIRONMENT);
        else if (lstat(path, &about) == 0 && S_ISDIR(about.st_mode))
            walk_folder(walk, path);
        else if (length > 4 && strcmp(entries[i]->d_name + length - 4, ".asz") == 0 && may_be_read(path) && is_policy(path))
            walk->found++, note(walk, walk->visit(walk->tool, path));
        free(path);
        free(entries[i]);
    }
    free(entries);
}

int each_policy(Tool *tool, int (*visit)(Tool *tool, const char *path))
{
    Walk walk = {.tool = tool, .visit = visit};
    for (int i = 0; i < tool->argument_count; i++) {
        struct stat about;
        const char *path = tool->arguments[i];
        walk.found = 0;
        if (*path && stat(path, &about) == 0 && S_ISDIR(about.st_mode)) {
            walk_folder(&walk, path);
            if (!walk.found) {
                say(SAID_OF_USE, "assize: there is no policy below %s", path);
                note(&walk, ASSIZE_WRONG_USE);
            }
        } else {
            note(&walk, visit(tool, path));
        }
    }
    return walk.worst;
}
