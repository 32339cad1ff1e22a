// SPDX-License-Identifier: MIT
// assize verdict: diff.
#include "tool/tool.h"

int command_verdict_diff(Tool *tool)
{
    AssizeText text = {"", 0};
    AssizeAnswer answer = assize_verdict_diff(tool->assize, &tool->request, tool->arguments[0], tool->arguments[1], &text);
    return print_result(tool, answer, text);
}
