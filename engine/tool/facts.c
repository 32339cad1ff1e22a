// SPDX-License-Identifier: MIT
// assize facts: import, list, show, verify, upgrade, withdraw.
#include "tool/tool.h"

#include <stdio.h>
#include <unistd.h>

int command_facts_import(Tool *tool)
{
    if (!tool->values[OPTION_POLICY])
        return wrong_use(tool, "--policy is needed: it says which facts there are");
    AssizeEvidence evidence = {.type = tool->values[OPTION_TYPE],
                               .id = tool->values[OPTION_ID],
                               .kind = tool->values[OPTION_KIND],
                               .by = tool->values[OPTION_BY],
                               .on = tool->values[OPTION_ON],
                               .document = tool->values[OPTION_DOCUMENT],
                               .title = tool->values[OPTION_TITLE],
                               .confidential = tool->values[OPTION_CONFIDENTIAL] != NULL,
                               .closed = tool->closed};
    AssizeImport import = {.files = (const char *const *)tool->arguments,
                           .file_count = (size_t)tool->argument_count,
                           .evidence = &evidence,
                           .strict = tool->values[OPTION_STRICT] != NULL};
    AssizePolicy *policy = open_policy(tool);
    AssizeBase *base = policy ? open_facts(tool, ASSIZE_WRITE) : NULL;
    AssizeAnswer answer = base ? ASSIZE_DONE : assize_last_answer(tool->assize);
    if (base) {
        AssizeText text = {"", 0};
        answer = assize_import(tool->assize, &tool->request, base, policy, &import, &text);
        print_result(tool, answer, text);
    }
    assize_base_close(base);
    assize_policy_close(policy);
    return answer;
}

int command_facts_list(Tool *tool)
{
    AssizeText text = {"", 0};
    AssizePolicy *policy = NULL;
    if (tool->values[OPTION_POLICY] && !(policy = open_policy(tool)))
        return assize_last_answer(tool->assize);
    AssizeBase *base = open_facts(tool, ASSIZE_READ);
    AssizeAnswer answer = base ? ASSIZE_DONE : assize_last_answer(tool->assize);
    if (base) {
        answer = assize_facts_list(tool->assize, &tool->request, base, policy, &text);
        print_result(tool, answer, text);
    }
    assize_base_close(base);
    assize_policy_close(policy);
    return answer;
}

int command_facts_show(Tool *tool)
{
    AssizeText text = {"", 0};
    AssizePolicy *policy = NULL;
    if (tool->values[OPTION_POLICY] && !(policy = open_policy(tool)))
        return assize_last_answer(tool->assize);
    AssizeBase *base = open_facts(tool, ASSIZE_READ);
    AssizeAnswer answer = base ? ASSIZE_DONE : assize_last_answer(tool->assize);
    if (base) {
        answer = assize_facts_show(tool->assize, &tool->request, base, policy, tool->arguments[0], &text);
        print_result(tool, answer, text);
    }
    assize_base_close(base);
    assize_policy_close(policy);
    return answer;
}

int command_facts_verify(Tool *tool)
{
    AssizeText text = {"", 0};
    AssizePolicy *policy = NULL;
    if (tool->values[OPTION_POLICY] && !(policy = open_policy(tool)))
        return assize_last_answer(tool->assize);
    AssizeBase *base = open_facts(tool, ASSIZE_READ);
    AssizeAnswer answer = base ? ASSIZE_DONE : assize_last_answer(tool->assize);
    if (base) {
        answer = assize_facts_verify(tool->assize, &tool->request, base, policy, tool->values[OPTION_HEAD], &text);
        print_result(tool, answer, text);
    }
    assize_base_close(base);
    assize_policy_close(policy);
    return answer;
}

// Opening for writing would make a fact base where there is none.
static AssizeBase *open_there(Tool *tool)
{
    AssizeBase *base = open_facts(tool, ASSIZE_READ);
    if (!base)
        return NULL;
    assize_base_close(base);
    return open_facts(tool, ASSIZE_WRITE);
}

static void show_progress(void *with, uint64_t done, uint64_t count)
{
    (void)with;
    fprintf(stderr, "\r%llu of %llu%s", (unsigned long long)done, (unsigned long long)count, done == count ? "\n" : "");
}

int command_facts_upgrade(Tool *tool)
{
    if (!tool->values[OPTION_POLICY])
        return wrong_use(tool, "--policy is needed: images are made for its declarations");
    AssizePolicy *policy = open_policy(tool);
    AssizeBase *base = policy ? open_there(tool) : NULL;
    AssizeAnswer answer = base ? ASSIZE_DONE : assize_last_answer(tool->assize);
    if (base) {
        AssizeText text = {"", 0};
        AssizeProgress *progress = isatty(STDERR_FILENO) ? show_progress : NULL;
        answer = assize_facts_upgrade(tool->assize, &tool->request, base, policy, progress, NULL, &text);
        print_result(tool, answer, text);
    }
    assize_base_close(base);
    assize_policy_close(policy);
    return answer;
}

int command_facts_withdraw(Tool *tool)
{
    if (!tool->values[OPTION_BECAUSE])
        return wrong_use(tool, "--because is needed: a withdrawal has a reason");
    AssizeBase *base = open_there(tool);
    if (!base)
        return assize_last_answer(tool->assize);
    AssizeAnswer answer = assize_withdraw(tool->assize, &tool->request, base, tool->arguments[0], tool->values[OPTION_BECAUSE]);
    if (answer == ASSIZE_DONE)
        puts("withdrawn");
    print_messages(tool);
    assize_base_close(base);
    return answer;
}
