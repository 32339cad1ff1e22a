// SPDX-License-Identifier: MIT
// assize profile: show, diff, rebase.
#include "tool/tool.h"

// Warnings are for those who check it.
static int print_told(Tool *tool, AssizeAnswer answer, AssizeText text)
{
    print_text(text);
    if (answer != ASSIZE_DONE)
        print_messages(tool);
    return answer;
}

int command_profile_show(Tool *tool)
{
    AssizeText text = {"", 0};
    const char *rule = tool->values[OPTION_RULE];
    AssizeAnswer answer = assize_profile_show(tool->assize, &tool->request, tool->arguments[0], rule, &text);
    return print_told(tool, answer, text);
}

int command_profile_diff(Tool *tool)
{
    AssizeText text = {"", 0};
    AssizeAnswer answer = assize_profile_diff(tool->assize, &tool->request, tool->arguments[0], &text);
    return print_told(tool, answer, text);
}

int command_profile_rebase(Tool *tool)
{
    AssizeText text = {"", 0};
    const char *onto = tool->values[OPTION_ONTO];
    if (!onto)
        return wrong_use(tool, "--onto is needed: the new version of the policy that the profile refines");
    AssizeAnswer answer = assize_profile_rebase(tool->assize, &tool->request, tool->arguments[0], onto, &text);
    return print_told(tool, answer, text);
}
