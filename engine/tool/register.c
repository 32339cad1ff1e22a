// SPDX-License-Identifier: MIT
// assize register, assize report, assize verify.
#include "tool/tool.h"

#include <stdio.h>
#include <string.h>

typedef AssizeAnswer RegisterCommand(Tool *tool, AssizeBase *base, AssizeText *text);

// Runs a command on the fact base, which must be there, and prints what it gives; a line end behind a digest.
static int run_command(Tool *tool, AssizeMode mode, RegisterCommand *command)
{
    AssizeText text = {"", 0};
    AssizeBase *base = open_facts_there(tool, mode);
    AssizeAnswer answer = assize_last_answer(tool->assize);
    if (!base)
        return answer;
    answer = command(tool, base, &text);
    print_result(tool, answer, text);
    assize_base_close(base);
    return answer;
}

// The digest of a step that was added: as a line, or an object with it.
static AssizeAnswer print_step(Tool *tool, AssizeAnswer answer, AssizeText *digest, const char *name)
{
    bool json = assize_format_for_programs(tool->request.format);
    if (answer == ASSIZE_DONE)
        printf(json ? "{\"%s\":\"%.*s\"}\n" : "%s %.*s\n", name, (int)digest->length, digest->bytes);
    *digest = (AssizeText){"", 0};
    return answer;
}

static AssizeAnswer list(Tool *tool, AssizeBase *base, AssizeText *text)
{
    return assize_register_list(tool->assize, &tool->request, base, tool->values[OPTION_OUTCOME], tool->values[OPTION_SINCE],
                                text);
}

int command_register_list(Tool *tool)
{
    return run_command(tool, ASSIZE_READ, list);
}

static AssizeAnswer show(Tool *tool, AssizeBase *base, AssizeText *text)
{
    return assize_register_show(tool->assize, &tool->request, base, tool->arguments[0], text);
}

int command_register_show(Tool *tool)
{
    return run_command(tool, ASSIZE_READ, show);
}

static AssizeAnswer history(Tool *tool, AssizeBase *base, AssizeText *text)
{
    return assize_register_history(tool->assize, &tool->request, base, tool->arguments[0], text);
}

int command_register_history(Tool *tool)
{
    return run_command(tool, ASSIZE_READ, history);
}

static AssizeAnswer open_review(Tool *tool, AssizeBase *base, AssizeText *text)
{
    AssizeAnswer answer = assize_register_open(tool->assize, &tool->request, base, tool->arguments[0],
                                               tool->values[OPTION_REQUEST], tool->values[OPTION_BY], tool->values[OPTION_ON],
                                               text);
    return print_step(tool, answer, text, "opened");
}

int command_register_open(Tool *tool)
{
    if (!tool->values[OPTION_REQUEST])
        return wrong_use(tool, "--request is needed: why the review is begun");
    if (!tool->values[OPTION_BY])
        return wrong_use(tool, "--by is needed: who asks for the review");
    return run_command(tool, ASSIZE_WRITE, open_review);
}

static AssizeAnswer revoke(Tool *tool, AssizeBase *base, AssizeText *text)
{
    AssizeAnswer answer = assize_register_revoke(tool->assize, &tool->request, base, tool->arguments[0], tool->values[OPTION_ON],
                                                 tool->values[OPTION_BECAUSE]);
    *text = (AssizeText){tool->arguments[0], strlen(tool->arguments[0])};
    return print_step(tool, answer, text, "revoked");
}

int command_register_revoke(Tool *tool)
{
    if (!tool->values[OPTION_BECAUSE])
        return wrong_use(tool, "--because is needed: a revocation has a reason");
    return run_command(tool, ASSIZE_WRITE, revoke);
}

static AssizeAnswer release(Tool *tool, AssizeBase *base, AssizeText *text)
{
    AssizeAnswer answer = assize_register_release(tool->assize, &tool->request, base, tool->arguments[0], tool->values[OPTION_TO],
                                                  tool->values[OPTION_ON], text);
    return print_step(tool, answer, text, "released");
}

int command_register_release(Tool *tool)
{
    if (!tool->values[OPTION_TO])
        return wrong_use(tool, "--to is needed: the scope of the release");
    return run_command(tool, ASSIZE_WRITE, release);
}

static AssizeAnswer report_provider(Tool *tool, AssizeBase *base, AssizeText *text)
{
    return assize_report_provider(tool->assize, &tool->request, base, tool->arguments[0], tool->values[OPTION_SINCE], text);
}

int command_report_provider(Tool *tool)
{
    return run_command(tool, ASSIZE_READ, report_provider);
}

// ---- procurement ----

static int procure_by(Tool *tool, const AssizePolicy *policy, const char *const *profiles)
{
    AssizeText text = {"", 0};
    AssizeBase *base = open_facts_there(tool, ASSIZE_READ);
    AssizeAnswer answer = assize_last_answer(tool->assize);
    if (!base)
        return answer;
    answer = assize_register_procure(tool->assize, &tool->request, base, policy, tool->arguments[0], tool->values[OPTION_ON],
                                     profiles, &text);
    print_result(tool, answer, text);
    assize_base_close(base);
    return answer;
}

// A buyer is an institution, to which something may have been released, and what for it looks is no question.
static int take_buyer(Tool *tool)
{
    if (!tool->values[OPTION_BUYER])
        return -1;
    if (tool->values[OPTION_AUDIENCE])
        return wrong_use(tool, "--buyer says for whom: --audience does not go with it");
    tool->request.audience = ASSIZE_INSTITUTION;
    tool->request.institution = tool->values[OPTION_BUYER];
    if (!tool->request.purpose)
        tool->request.purpose = "procurement";
    return -1;
}

int command_register_procure(Tool *tool)
{
    AssizePolicy *policy = NULL;
    int wrong = take_buyer(tool);
    if (wrong >= 0)
        return wrong;
    for (size_t i = 0; tool->profiles[i]; i++) {
        if (strpbrk(tool->profiles[i], "./ "))
            return wrong_use(tool, "--profile: `%s` is no name of a profile", tool->profiles[i]);
    }
    tool->request.profiles = NULL; // names, of which none is compiled
    if (tool->values[OPTION_POLICY]) {
        policy = open_policy(tool);
        if (!policy)
            return assize_last_answer(tool->assize);
    }
    int status = procure_by(tool, policy, tool->profiles);
    assize_policy_close(policy);
    return status;
}

// ---- verdicts made again ----

int command_report(Tool *tool)
{
    AssizeText text = {"", 0};
    if (tool->values[OPTION_OPEN] && !form_folds(tool))
        return wrong_use(tool, "--open goes with --format html");
    AssizeBase *base = open_facts_there(tool, ASSIZE_READ);
    AssizeAnswer answer = assize_last_answer(tool->assize);
    if (!base)
        return answer;
    answer = assize_report(tool->assize, &tool->request, base, tool->arguments[0], &text);
    answer = put_out(tool, answer, text);
    assize_base_close(base);
    return answer;
}

static AssizeAnswer verify(Tool *tool, AssizeBase *base, AssizeText *text)
{
    return assize_verify_registered(tool->assize, &tool->request, base, tool->arguments[0], text);
}

int command_verify(Tool *tool)
{
    static const struct {
        OptionId id;
        const char *name;
    } of_attestations[] = {
        {OPTION_SUBJECT, "subject"}, {OPTION_VERIFIER, "verifier"}, {OPTION_VERDICT, "verdict"}, {OPTION_PASSED, "passed"}};
    if (tool->values[OPTION_TRUST])
        return verify_attestations(tool);
    if (!tool->values[OPTION_FACTS] && !facts_are_there(tool))
        return wrong_use(tool, "--trust is needed: whose signatures count; or --facts: the register that has the verdict");
    for (size_t i = 0; i < sizeof of_attestations / sizeof *of_attestations; i++) {
        if (tool->values[of_attestations[i].id])
            return wrong_use(tool, "--%s goes with --trust: whose signatures count", of_attestations[i].name);
    }
    return run_command(tool, ASSIZE_READ, verify);
}
