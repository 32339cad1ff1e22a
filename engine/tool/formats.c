// SPDX-License-Identifier: MIT
// assize formats: which documents are read, and what becomes of them.
#include "tool/tool.h"

int command_formats(Tool *tool)
{
    const char *example = tool->values[OPTION_EXAMPLE];
    const char *name = tool->argument_count ? tool->arguments[0] : NULL;
    AssizePolicy *policy = NULL;
    AssizeText text;
    if (example && !tool->values[OPTION_POLICY])
        return wrong_use(tool, "--policy is needed: where what stands in a document goes hangs on it");
    if (tool->profiles[0] && !tool->values[OPTION_POLICY])
        return wrong_use(tool, "--policy is needed: what the profile refines");
    if (tool->values[OPTION_POLICY]) {
        policy = open_policy(tool);
        if (!policy)
            return assize_last_answer(tool->assize);
    }
    AssizeAnswer answer = assize_formats(tool->assize, &tool->request, policy, name, example, &text);
    print_result(tool, answer, text);
    assize_policy_close(policy);
    return answer;
}
