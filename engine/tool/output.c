// SPDX-License-Identifier: MIT
// What commands share: printing results, and opening what the options name.
#include "tool/tool.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

// Why output could not be written: what is done afterwards changes errno.
static int output_fault;

bool print_bytes(AssizeText text)
{
    // What is empty may have no bytes at all.
    bool written = !text.length || fwrite(text.bytes, 1, text.length, stdout) == text.length;
    if (!written && !output_fault)
        output_fault = errno;
    return written;
}

void end_line(AssizeText text)
{
    if (text.length && text.bytes[text.length - 1] != '\n')
        fputc('\n', stdout);
}

void print_text(AssizeText text)
{
    print_bytes(text);
    // Canonical JSON ends without a line end, which a terminal wants.
    if (isatty(STDOUT_FILENO))
        end_line(text);
}

int print_result(Tool *tool, AssizeAnswer answer, AssizeText text)
{
    print_text(text);
    print_messages(tool);
    return answer;
}

int finish(int status)
{
    bool written = fflush(stdout) == 0 && !ferror(stdout);
    int fault = output_fault ? output_fault : errno;
    if (!written)
        say(SAID_OF_USE, "assize: cannot write the output: %s", strerror(fault));
    messages_end();
    // A message that cannot be written counts as well.
    return written && !ferror(stderr) ? status : ASSIZE_ENVIRONMENT;
}

AssizePolicy *open_policy(Tool *tool)
{
    AssizePolicy *policy = NULL;
    // Warnings are for those who check and build it.
    if (assize_policy_open(tool->assize, &tool->request, tool->values[OPTION_POLICY], &policy) != ASSIZE_DONE)
        print_messages(tool);
    return policy;
}

static const char *facts_folder(const Tool *tool)
{
    const char *set = getenv("ASSIZE_FACTS");
    if (tool->values[OPTION_FACTS])
        return tool->values[OPTION_FACTS];
    return set && *set ? set : "assize.facts";
}

bool facts_are_there(const Tool *tool)
{
    struct stat about;
    return stat(facts_folder(tool), &about) == 0;
}

bool facts_are_missing(Tool *tool, bool matters)
{
    struct stat about;
    const char *folder = facts_folder(tool);
    if (stat(folder, &about) == 0 || errno != ENOENT)
        return false;
    if (matters)
        say(SAID_ERROR,
            "there is no fact base %s: `assize facts import -p POLICY -f %s FILE…` makes one, --facts DIR names another one",
            folder, folder);
    else
        say(SAID_WARNING, "there is no fact base %s: nothing is known", folder);
    return true;
}

// Opening for writing makes a fact base where there is none.
AssizeBase *open_facts(Tool *tool, AssizeMode mode)
{
    AssizeBase *base;
    assize_base_open(tool->assize, facts_folder(tool), mode, &base);
    print_messages(tool);
    return base;
}

AssizeBase *open_facts_there(Tool *tool, AssizeMode mode)
{
    AssizeBase *base = open_facts(tool, ASSIZE_READ);
    bool writes = mode == ASSIZE_WRITE || tool->request.purpose; // a look is logged
    if (!base || !writes)
        return base;
    assize_base_close(base);
    assize_base_open(tool->assize, facts_folder(tool), ASSIZE_WRITE, &base);
    print_messages(tool);
    return base;
}

AssizeAnswer put_out(Tool *tool, AssizeAnswer answer, AssizeText text)
{
    const char *path = tool->values[OPTION_OUTPUT];
    if (answer == ASSIZE_DONE && path && strcmp(path, "-") != 0) {
        answer = assize_write(tool->assize, path, text);
        text.length = 0;
    }
    print_result(tool, answer, text);
    return answer;
}

bool form_folds(const Tool *tool)
{
    return tool->request.format == ASSIZE_HTML;
}
