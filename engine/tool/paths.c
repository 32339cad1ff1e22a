// SPDX-License-Identifier: MIT
// The policies and profiles that arguments name: a file as it is; of a folder, all files below it whose first word is `policy` or
// `profile`, in either language.
#include "tool/tool.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

typedef struct Walk {
    Tool *tool;
    VisitPath *policy, *profile;
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

typedef enum PathKind { PATH_POLICY, PATH_PROFILE, PATH_OTHER } PathKind;

// What a file is, by its first word: libraries and fragments are read by those who use them.
static PathKind kind_of(const char *path)
{
    enum { LONGEST_WORD = 15 };
    FILE *file = fopen(path, "re");
    char word[LONGEST_WORD + 1] = "";
    int next;
    if (!file)
        return PATH_POLICY; // the library says why it cannot be read
    while (is_mark(next = fgetc(file)) || next == ' ' || next == '\t' || next == '\n' || next == '\r' || next == '#') {
        while (next == '#' && (next = fgetc(file)) != EOF && next != '\n')
            next = '#';
    }
    for (size_t i = 0; i < LONGEST_WORD && next != EOF && next > ' '; i++, next = fgetc(file))
        word[i] = (char)next;
    bool ends = next == ' ' || next == '\t' || next == '\n' || next == '\r';
    fclose(file);
    if (ends && (strcmp(word, "policy") == 0 || strcmp(word, "政策") == 0))
        return PATH_POLICY;
    return ends && (strcmp(word, "profile") == 0 || strcmp(word, "细则") == 0) ? PATH_PROFILE : PATH_OTHER;
}

// Devices and pipes in a folder are no policies, and might be waited for.
static bool may_be_read(const char *path)
{
    struct stat about;
    return stat(path, &about) != 0 || S_ISREG(about.st_mode);
}

static void visit_path(Walk *walk, PathKind kind, const char *path)
{
    walk->found++;
    note(walk, kind == PATH_PROFILE ? walk->profile(walk->tool, path) : walk->policy(walk->tool, path));
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
        PathKind kind;
        size_t length = strlen(entries[i]->d_name);
        const char *slash = folder[strlen(folder) - 1] == '/' ? "" : "/";
        if (asprintf(&path, "%s%s%s", folder, slash, entries[i]->d_name) < 0)
            path = NULL;
        if (!path)
            note(walk, ASSIZE_ENVIRONMENT);
        else if (lstat(path, &about) == 0 && S_ISDIR(about.st_mode))
            walk_folder(walk, path);
        else if (length > 4 && strcmp(entries[i]->d_name + length - 4, ".asz") == 0 && may_be_read(path) &&
                 (kind = kind_of(path)) != PATH_OTHER)
            visit_path(walk, kind, path);
        free(path);
        free(entries[i]);
    }
    free(entries);
}

int each_path(Tool *tool, VisitPath *policy, VisitPath *profile)
{
    Walk walk = {.tool = tool, .policy = policy, .profile = profile};
    for (int i = 0; i < tool->argument_count; i++) {
        struct stat about;
        const char *path = tool->arguments[i];
        walk.found = 0;
        bool there = *path && stat(path, &about) == 0;
        if (there && S_ISDIR(about.st_mode)) {
            walk_folder(&walk, path);
            if (!walk.found) {
                say(SAID_OF_USE, "assize: there is no policy below %s", path);
                note(&walk, ASSIZE_WRONG_USE);
            }
        } else {
            visit_path(&walk, there && S_ISREG(about.st_mode) ? kind_of(path) : PATH_POLICY, path);
        }
    }
    return walk.worst;
}
