// SPDX-License-Identifier: MIT
// assize verdict: diff.
#include "tool/tool.h"

#include <string.h>

// Whether a verdict is named by its digest in the register, and not a file.
static bool is_registered(const char *argument)
{
    return strncmp(argument, "sha256:", strlen("sha256:")) == 0;
}

static int diff(Tool *tool, AssizeBase *base)
{
    AssizeText text = {"", 0};
    AssizeAnswer answer = assize_verdict_diff(tool->assize, &tool->request, base, tool->arguments[0], tool->arguments[1], &text);
    return print_result(tool, answer, text);
}

int command_verdict_diff(Tool *tool)
{
    if (!is_registered(tool->arguments[0]) && !is_registered(tool->arguments[1]))
        return diff(tool, NULL);
    AssizeBase *base = open_facts_there(tool, ASSIZE_READ);
    if (!base)
        return assize_last_answer(tool->assize);
    int status = diff(tool, base);
    assize_base_close(base);
    return status;
}
