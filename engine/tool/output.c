// SPDX-License-Identifier: MIT
// What commands share: printing, and opening what the options name.
#include "tool/tool.h"

#include <errno.h>
#include <locale.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <wchar.h>
#include <wctype.h>

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

void print_messages(Tool *tool)
{
    AssizeRequest in_text = tool->request;
    in_text.format = ASSIZE_TEXT;
    AssizeText messages = assize_messages(tool->assize, &in_text);
    fflush(stdout); // on a terminal, what was printed before stands before
    if (messages.length)
        fwrite(messages.bytes, 1, messages.length, stderr);
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
    if (!written)
        fprintf(stderr, "assize: cannot write the output: %s\n", strerror(output_fault ? output_fault : errno));
    // A message that cannot be written counts as well.
    return written && !ferror(stderr) ? status : ASSIZE_ENVIRONMENT;
}

// What is said to a terminal holds no controls and no broken UTF-8, whatever users and folders are called.
static void say_text(const char *text)
{
    mbstate_t state = {0};
    for (const char *at = text; *at;) {
        wchar_t point;
        size_t length = mbrtowc(&point, at, strlen(at), &state);
        bool broken = length == (size_t)-1 || length == (size_t)-2;
        if (broken)
            fprintf(stderr, "\\x%02X", (unsigned char)*at);
        else if (iswcntrl((wint_t)point) && *at != '\n')
            fprintf(stderr, "\\u{%X}", (unsigned)point);
        else
            fwrite(at, 1, length, stderr);
        at += broken ? 1 : length;
        if (broken)
            state = (mbstate_t){0};
    }
}

static void say_arguments(const char *format, va_list arguments)
{
    char *text = NULL;
    if (vasprintf(&text, format, arguments) < 0) {
        fputs("assize: memory ran out\n", stderr);
        return;
    }
    locale_t utf8 = newlocale(LC_CTYPE_MASK, "C.UTF-8", (locale_t)0), before = uselocale(utf8);
    say_text(text);
    uselocale(before);
    if (utf8)
        freelocale(utf8);
    free(text);
}

void say(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    say_arguments(format, arguments);
    va_end(arguments);
}

int wrong_use(const Tool *tool, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    say("assize %s: ", tool->command->name);
    say_arguments(format, arguments);
    va_end(arguments);
    say(" (`assize %s --help` shows how)\n", tool->command->name);
    return ASSIZE_WRONG_USE;
}

AssizePolicy *open_policy(Tool *tool)
{
    AssizePolicy *policy = NULL;
    // What a profile is answered with, the compiler knows.
    if (tool->profiles[0]) {
        if (assize_policy_open(tool->assize, &tool->request, tool->profiles[0], &policy) == ASSIZE_DONE)
            wrong_use(tool, "--profile: %s is no profile", tool->profiles[0]);
        print_messages(tool);
        assize_policy_close(policy);
        return NULL;
    }
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

bool facts_are_missing(Tool *tool)
{
    struct stat about;
    if (stat(facts_folder(tool), &about) == 0 || errno != ENOENT)
        return false;
    say("warning: there is no fact base %s: nothing is known\n", facts_folder(tool));
    return true;
}

AssizeBase *open_facts(Tool *tool, AssizeMode mode)
{
    AssizeBase *base;
    assize_base_open(tool->assize, facts_folder(tool), mode, &base);
    print_messages(tool);
    return base;
}
