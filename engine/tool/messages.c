// SPDX-License-Identifier: MIT
// What is said on standard error. As text, each message when it comes; with `--format json`, behind the result, one array of all
// that a command has to say, in the form in which the library gives its own. Nothing is written where there is nothing to say.
#include "tool/tool.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char no_memory[] = "memory ran out";
static bool in_json;
static FILE *array; // the array as far as it goes, in memory; null: nothing was said
static char *array_bytes;
static size_t array_length;

static const struct {
    const char *prefix, *severity;
} said[] = {[SAID_OF_USE] = {"", "error"},
            [SAID_ERROR] = {"error: ", "error"},
            [SAID_WARNING] = {"warning: ", "warning"},
            [SAID_NOTE] = {"", "note"}};

void messages_use(int count, char **arguments)
{
    for (int i = 0; i < count && strcmp(arguments[i], "--") != 0; i++) {
        bool apart = strcmp(arguments[i], "--format") == 0 && i + 1 < count && strcmp(arguments[i + 1], "json") == 0;
        in_json |= apart || strcmp(arguments[i], "--format=json") == 0;
    }
}

void messages_use_form(AssizeFormat format)
{
    in_json = assize_format_for_programs(format);
}

// Where the next message is written.
static FILE *begin_message(void)
{
    if (!in_json)
        return stderr;
    if (array)
        fputc(',', array);
    else if ((array = open_memstream(&array_bytes, &array_length)) != NULL)
        fputc('[', array);
    return array ? array : stderr;
}

void messages_end(void)
{
    if (!array)
        return;
    fputs("]\n", array);
    bool whole = fclose(array) == 0;
    if (whole)
        fwrite(array_bytes, 1, array_length, stderr);
    else
        fprintf(stderr, "[{\"message\":\"%s\",\"severity\":\"error\"}]\n", no_memory);
    free(array_bytes);
    array = NULL;
}

const char *messages_last_words(size_t *length)
{
#define FAULT "a file was cut off while it was read, or the disk fails; `assize facts verify` says more"
    static const char text[] = "error: " FAULT "\n", element[] = "[{\"message\":\"" FAULT "\",\"severity\":\"error\"}]\n";
#undef FAULT
    *length = in_json ? sizeof element - 1 : sizeof text - 1;
    return in_json ? element : text;
}

void print_messages(Tool *tool)
{
    AssizeText messages = assize_messages(tool->assize, &tool->request);
    fflush(stdout); // on a terminal, what was printed before stands before
    if (!in_json && messages.length)
        fwrite(messages.bytes, 1, messages.length, stderr);
    if (in_json && messages.length > strlen("[]"))
        fwrite(messages.bytes + 1, 1, messages.length - strlen("[]"), begin_message());
}

// ---- what the program says itself ----

// Writes a message as it may be shown, whatever users, folders and entities are called.
static void put_text(FILE *to, AssizeText text)
{
    char shown[ASSIZE_SHOWN];
    for (size_t at = 0; at < text.length;) {
        size_t length = assize_show(text, &at, shown);
        for (size_t i = 0; i < length; i++) {
            if (in_json && (shown[i] == '"' || shown[i] == '\\'))
                fputc('\\', to);
            fputc(shown[i], to);
        }
    }
}

static void put_message(Said kind, const char *message, size_t length)
{
    FILE *to = begin_message();
    fputs(in_json ? "{\"message\":\"" : said[kind].prefix, to);
    put_text(to, (AssizeText){message, length});
    if (in_json)
        fprintf(to, "\",\"severity\":\"%s\"}", said[kind].severity);
    else
        fputc('\n', to);
}

static void say_arguments(Said kind, const char *format, va_list arguments)
{
    char *message = NULL;
    int length = vasprintf(&message, format, arguments);
    if (length < 0) {
        put_message(SAID_ERROR, no_memory, strlen(no_memory));
        return;
    }
    put_message(kind, message, (size_t)length);
    free(message);
}

void say(Said kind, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    say_arguments(kind, format, arguments);
    va_end(arguments);
}

int wrong_use(const Tool *tool, const char *format, ...)
{
    const char *name = tool->command->name;
    char *whole = NULL;
    va_list arguments;
    va_start(arguments, format);
    if (asprintf(&whole, "assize %s: %s (`assize %s --help` shows how)", name, format, name) < 0) {
        put_message(SAID_ERROR, no_memory, strlen(no_memory));
    } else {
        say_arguments(SAID_OF_USE, whole, arguments);
        free(whole);
    }
    va_end(arguments);
    return ASSIZE_WRONG_USE;
}
