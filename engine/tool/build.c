// SPDX-License-Identifier: MIT
// assize build, assize disasm, assize inspect: bundles.
#include "tool/tool.h"

#include <stdio.h>
#include <string.h>

int command_build(Tool *tool)
{
    const char *output = tool->values[OPTION_OUTPUT];
    AssizePolicy *policy;
    AssizeText text;
    if (!output && !tool->values[OPTION_COST])
        return wrong_use(tool, "-o FILE or --cost is needed");
    bool standard = output && strcmp(output, "-") == 0;
    if (standard && tool->values[OPTION_COST])
        return wrong_use(tool, "-o - and --cost both print on standard output");
    AssizeAnswer answer = assize_policy_open(tool->assize, &tool->request, tool->arguments[0], &policy);
    print_messages(tool);
    if (answer == ASSIZE_DONE && tool->values[OPTION_COST]) {
        answer = assize_cost(tool->assize, &tool->request, policy, &text);
        print_result(tool, answer, text);
    }
    if (answer == ASSIZE_DONE && standard) {
        print_bytes(assize_policy_bundle(policy));
    } else if (answer == ASSIZE_DONE && output) {
        answer = assize_policy_write(tool->assize, policy, output);
        print_messages(tool);
    }
    assize_policy_close(policy);
    return answer;
}

static int print_argument(Tool *tool, bool code)
{
    AssizeText text = {"", 0};
    tool->values[OPTION_POLICY] = tool->arguments[0];
    AssizePolicy *policy = open_policy(tool);
    if (!policy)
        return assize_last_answer(tool->assize);
    AssizeAnswer answer = code ? assize_disassemble(tool->assize, &tool->request, policy, tool->values[OPTION_RULE], &text)
                               : assize_inspect(tool->assize, &tool->request, policy, &text);
    print_result(tool, answer, text);
    assize_policy_close(policy);
    return answer;
}

int command_disasm(Tool *tool)
{
    return print_argument(tool, true);
}

int command_inspect(Tool *tool)
{
    return print_argument(tool, false);
}
