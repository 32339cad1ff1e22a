// SPDX-License-Identifier: MIT
// assize verdict diff, and report diff, which is the same for those who look for a page.
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
    if (answer != ASSIZE_DONE && answer != ASSIZE_NO)
        return print_result(tool, answer, text);
    AssizeAnswer written = put_out(tool, ASSIZE_DONE, text);
    return (int)(written == ASSIZE_DONE ? answer : written);
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
