// SPDX-License-Identifier: MIT
// assize check, assize test: what is said about policies, and whether their tests pass.
#include "tool/tool.h"

#include <stdio.h>
#include <string.h>

static int check_one(Tool *tool, const char *path)
{
    AssizeAnswer answer = assize_check(tool->assize, &tool->request, path);
    if (assize_format_for_programs(tool->request.format)) { // which read what is wrong as the result
        print_text(assize_messages(tool->assize, &tool->request));
        putchar('\n');
    } else {
        print_messages(tool);
    }
    return answer;
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

int command_check(Tool *tool)
{
    return each_policy(tool, tool->values[OPTION_DUMP] ? dump_one : check_one);
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

int command_test(Tool *tool)
{
    return each_policy(tool, test_one);
}
