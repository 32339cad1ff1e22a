// SPDX-License-Identifier: MIT
// assize check, assize test: what is said about policies, and whether their tests pass.
#include "tool/tool.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

static int print_checked(Tool *tool, AssizeAnswer answer)
{
    if (assize_format_for_programs(tool->request.format)) { // which read what is wrong as the result
        print_text(assize_messages(tool->assize, &tool->request));
        putchar('\n');
    } else {
        print_messages(tool);
    }
    return answer;
}

// Where --policy names what profiles are checked with, --profile names what they refine beside it: no policy is checked with
// that.
static int check_policy(Tool *tool, const char *path)
{
    AssizeRequest request = tool->request;
    if (tool->values[OPTION_POLICY])
        request.profiles = NULL;
    return print_checked(tool, assize_check(tool->assize, &request, path));
}

static int check_profile(Tool *tool, const char *path)
{
    const char *policy = tool->values[OPTION_POLICY];
    if (policy)
        return print_checked(tool, assize_check_profile(tool->assize, &tool->request, path, policy));
    // What it refines, the library says.
    return print_checked(tool, assize_check(tool->assize, &tool->request, path));
}

static int dump_one(Tool *tool, const char *path)
{
    static const char *const stages[] = {"tokens", "tree", "check", "code"};
    AssizeText text;
    for (int i = 0; i < 4; i++) {
        if (strcmp(stages[i], tool->values[OPTION_DUMP]) != 0)
            continue;
        AssizeAnswer answer = assize_dump(tool->assize, &tool->request, path, (AssizeStage)i, &text);
        return print_result(tool, answer, text);
    }
    return wrong_use(tool, "--dump: there is no stage `%s`; there are tokens, tree, check and code", tool->values[OPTION_DUMP]);
}

static int dump_profile(Tool *tool, const char *path)
{
    const char *policy = tool->values[OPTION_POLICY], *profiles[MOST_REPEATED + 1] = {path};
    for (size_t i = 0; i + 1 < MOST_REPEATED && tool->profiles[i]; i++)
        profiles[i + 1] = tool->profiles[i];
    if (!policy)
        return dump_one(tool, path); // what it refines, the library says
    tool->request.profiles = profiles;
    int status = dump_one(tool, policy);
    tool->request.profiles = NULL;
    return status;
}

int command_check(Tool *tool)
{
    bool dumps = tool->values[OPTION_DUMP] != NULL;
    return each_path(tool, dumps ? dump_one : check_policy, dumps ? dump_profile : check_profile);
}

static int test_one(Tool *tool, const char *path)
{
    AssizeText text;
    AssizeAnswer answer = assize_test(tool->assize, &tool->request, path, &text);
    print_text(text);
    end_line(text);
    if (answer != ASSIZE_DONE)
        print_messages(tool);
    return answer;
}

// Whether --profile names the file that stands at a path, however that is written.
static bool is_given_profile(const Tool *tool, const char *path)
{
    struct stat file, given;
    for (const char *const *profile = tool->request.profiles; profile && *profile; profile++) {
        bool both = stat(path, &file) == 0 && stat(*profile, &given) == 0;
        if (both && file.st_dev == given.st_dev && file.st_ino == given.st_ino)
            return true;
    }
    return false;
}

// Its tests are run with the policy that it refines: who names it itself wants that, and does not get it.
static int pass_over(Tool *tool, const char *path)
{
    for (int i = 0; i < tool->argument_count; i++) {
        if (tool->arguments[i] == path)
            return wrong_use(tool, "%s is a profile, whose tests run with its policy: assize test POLICY --profile %s", path,
                             path);
    }
    if (is_given_profile(tool, path))
        return ASSIZE_DONE;
    say(SAID_WARNING, "%s is a profile, whose tests run with its policy: assize test POLICY --profile %s", path, path);
    return ASSIZE_DONE;
}

int command_test(Tool *tool)
{
    return each_path(tool, test_one, pass_over);
}
