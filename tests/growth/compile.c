// SPDX-License-Identifier: MIT
// Compiles policies, each policy.asz of a folder, and has callgrind write down what that took, by the folder's name; with the
// profiles profile*.asz that stand beside it, and with its tests where it has some.
// usage: compile FOLDER…
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <valgrind/callgrind.h>

#include "assize.h"

enum { MOST_PROFILES = 4096 };

static const char *profiles[MOST_PROFILES + 1];

static int is_profile(const struct dirent *entry)
{
    return strncmp(entry->d_name, "profile", strlen("profile")) == 0;
}

static bool has(const char *path, const char *word)
{
    char line[64] = "";
    FILE *file = fopen(path, "r");
    bool found = file && fgets(line, sizeof line, file) && strstr(line, word);
    if (file)
        fclose(file);
    return found;
}

// The first line of what is to be refused, or tested, says so.
static bool compile(const char *folder)
{
    Assize *assize = assize_open(NULL);
    AssizePolicy *policy = NULL;
    AssizeText text;
    struct dirent **entries;
    int count = scandir(".", &entries, is_profile, NULL);
    const AssizeRequest request = {.profiles = count > 0 ? profiles : NULL};
    for (int i = 0; i < count && i < MOST_PROFILES; i++) {
        profiles[i] = entries[i]->d_name;
        profiles[i + 1] = NULL;
    }
    bool tested = has("policy.asz", "# tests"), refused = has("policy.asz", "# refused");
    CALLGRIND_ZERO_STATS;
    AssizeAnswer answer = tested    ? assize_test(assize, &request, "policy.asz", &text)
                          : refused ? assize_check(assize, &request, "policy.asz")
                                    : assize_policy_open(assize, &request, "policy.asz", &policy);
    AssizeText said = assize_messages(assize, NULL);
    CALLGRIND_DUMP_STATS_AT(folder);
    if (answer != (refused ? ASSIZE_BAD_INPUT : ASSIZE_DONE))
        fprintf(stderr, "%s: %.*s\n", folder, (int)(said.length < 1000 ? said.length : 1000), said.bytes);
    for (int i = 0; i < count; i++)
        free(entries[i]);
    free(count >= 0 ? entries : NULL);
    assize_policy_close(policy);
    assize_close(assize);
    return answer == (refused ? ASSIZE_BAD_INPUT : ASSIZE_DONE);
}

int main(int count, char **arguments)
{
    bool fine = true;
    for (int i = 1; i < count; i++)
        fine = chdir(arguments[i]) == 0 && compile(arguments[i]) && chdir("..") == 0 && fine;
    return fine && count > 1 ? 0 : 2;
}
