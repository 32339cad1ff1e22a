// SPDX-License-Identifier: MIT
// assize: finds the command and runs it.
#include "tool/tool.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// How many of the arguments a command's name takes; 0: it is another command.
static int names(const CommandInfo *command, int count, char **arguments)
{
    const char *space = strchr(command->name, ' ');
    size_t first = space ? (size_t)(space - command->name) : strlen(command->name);
    if (count < 1 || strlen(arguments[0]) != first || strncmp(arguments[0], command->name, first) != 0)
        return 0;
    if (!space)
        return 1;
    return count > 1 && strcmp(arguments[1], space + 1) == 0 ? 2 : 0;
}

static int unknown_command(char **arguments)
{
    enum { LONGEST_LIST = 512 };
    char list[LONGEST_LIST] = "";
    size_t used = 0, length = strlen(arguments[0]);
    bool group = false;
    for (size_t i = 0; i < command_count; i++)
        group |= strncmp(command_infos[i].name, arguments[0], length) == 0 && command_infos[i].name[length] == ' ';
    for (size_t i = 0; i < command_count && used < sizeof list; i++) {
        const char *space = strchr(command_infos[i].name, ' ');
        bool other = group && (!space || strncmp(command_infos[i].name, arguments[0], length) != 0);
        if (!other)
            used += (size_t)snprintf(list + used, sizeof list - used, "%s%s",
                                     !used   ? ""
                                     : group ? " "
                                             : ", ",
                                     group ? space + 1 : command_infos[i].name);
    }
    if (group)
        say(SAID_OF_USE, "assize: `%s` goes with one of: %s", arguments[0], list);
    else
        say(SAID_OF_USE, "assize: there is no command `%s`; there are: %s", arguments[0], list);
    return ASSIZE_WRONG_USE;
}

static const CommandInfo *find_command(int count, char **arguments, int *taken)
{
    for (size_t i = 0; i < command_count; i++) {
        *taken = names(&command_infos[i], count, arguments);
        if (*taken)
            return &command_infos[i];
    }
    return NULL;
}

static bool is_help(const char *argument)
{
    return strcmp(argument, "--help") == 0 || strcmp(argument, "-h") == 0 || strcmp(argument, "help") == 0;
}

static int print_help_on(int count, char **arguments)
{
    int taken;
    const CommandInfo *command = count > 0 ? find_command(count, arguments, &taken) : NULL;
    if (count == 1 && strcmp(arguments[0], "man") == 0)
        print_manual();
    else if (count == 1 && strcmp(arguments[0], "completion") == 0)
        print_completion();
    else if (count == 1 && strcmp(arguments[0], "opcodes") == 0)
        print_opcodes();
    else if (count > 0 && !command)
        return unknown_command(arguments);
    else
        print_help(command);
    return ASSIZE_DONE;
}

// Descriptors 0 to 2 are the standard streams. In the place of one that is closed stands something that can neither be read nor
// written: so no file of ours becomes it, and what is printed there is not written, which is told.
static bool standard_streams(void)
{
    enum { STANDARD = 3 };
    for (int i = 0; i < STANDARD; i++) {
        if (fcntl(i, F_GETFD) < 0 && open("/", O_PATH) != i)
            return false;
    }
    return true;
}

static int run_command(Tool *tool, int count, char **arguments)
{
    int taken = 0;
    if (count < 1) {
        say(SAID_OF_USE, "assize: a command is needed; `assize --help` lists them");
        return ASSIZE_WRONG_USE;
    }
    if (strcmp(arguments[0], "--version") == 0) {
        puts("assize " ASSIZE_VERSION);
        return ASSIZE_DONE;
    }
    if (is_help(arguments[0]))
        return print_help_on(count - 1, arguments + 1);
    tool->command = find_command(count, arguments, &taken);
    if (!tool->command)
        return unknown_command(arguments);
    int status = options_read(tool, count - taken, arguments + taken);
    if (status < 0)
        status = tool->command->run(tool);
    assize_close(tool->assize);
    free(tool->catalogues);
    return status;
}

int main(int count, char **arguments)
{
    Tool tool = {0};
    if (!standard_streams())
        return ASSIZE_ENVIRONMENT;
    // What cannot be written is told, and does not end us: to a pipe that nobody reads, to a file that may not grow.
    signal(SIGPIPE, SIG_IGN);
    signal(SIGXFSZ, SIG_IGN);
    tell_of_bus_errors();
    messages_use(count - 1, arguments + 1);
    return finish(run_command(&tool, count - 1, arguments + 1));
}
