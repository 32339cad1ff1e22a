// SPDX-License-Identifier: MIT
// Options: taken apart, checked against the command, and listed in its help.
#include "tool/tool.h"

#include <errno.h>
#include <getopt.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void print_commands(void)
{
    puts("assize reviews products against policies, and says what is missing.\n\nusage: assize COMMAND [OPTION…] …\n\ncommands:");
    for (size_t i = 0; i < command_count; i++)
        printf("  %-17s %s\n", command_infos[i].name, command_infos[i].about);
    puts("\n`assize COMMAND --help` shows the options of a command and an example; `assize --version` the version;\n"
         "`assize help man`, `completion` or `opcodes` prints the manual page, completion for bash, what bundles are made of.\n"
         "exit status: 0 done, or passed; 1 the answer is no; 2 wrong use; 3 undetermined or conditional;\n"
         "4 the policy or the facts are refused; 5 the environment (disk, permission, memory).\n"
         "An interrupt ends a command by its signal, 130 in a shell: of an import nothing is stored then, or all.");
}

void print_help(const CommandInfo *command)
{
    if (!command) {
        print_commands();
        return;
    }
    printf("assize %s: %s\n\nusage: assize %s [OPTION…] %s\n\noptions:\n", command->name, command->about, command->name,
           command->arguments);
    for (int i = 0; i < OPTIONS; i++) {
        const OptionInfo *option = &option_infos[i];
        char form[48];
        if (!command_has_option(command, i))
            continue;
        snprintf(form, sizeof form, "--%s%s%s", option->name, option->argument ? " " : "",
                 option->argument ? option->argument : "");
        if (option->letter)
            printf("  -%c, %-22s %s\n", option->letter, form, option->about);
        else
            printf("      %-22s %s\n", form, option->about);
    }
    printf("\nexample:\n  %s\n", command->example);
}

static bool takes_expression(const CommandInfo *command)
{
    return strncmp(command->arguments, "EXPRESSION", 10) == 0;
}

static int add_repeated(Tool *tool, const char **list, const char *value)
{
    size_t count = 0;
    while (list[count])
        count++;
    if (count == MOST_REPEATED)
        return wrong_use(tool, "an option is repeated more than %d times", MOST_REPEATED);
    list[count] = value;
    return -1;
}

static int take_option(Tool *tool, int option, const char *value)
{
    if (option == OPTION_INCLUDE)
        return add_repeated(tool, tool->folders, value);
    if (option == OPTION_PROFILE)
        return add_repeated(tool, tool->profiles, value);
    if (option == OPTION_SET)
        return add_repeated(tool, tool->set, value);
    if (option == OPTION_ON && command_has_option(tool->command, OPTION_SWEEP)) // several days
        return add_repeated(tool, tool->dates, value);
    if (option == OPTION_CLOSED)
        return add_repeated(tool, tool->closed, value);
    if (option == OPTION_REPLACES)
        return add_repeated(tool, tool->replaces, value);
    if (option == OPTION_CATALOGUE)
        return -1; // which options_read keeps
    if (tool->values[option])
        return wrong_use(tool, "--%s is given twice%s", option_infos[option].name,
                         takes_expression(tool->command) ? "; an expression that begins with `-` stands behind `--`" : "");
    tool->values[option] = value ? value : option_infos[option].name;
    return -1;
}

// Which of a list of words an option's value is; the first one where it was not given.
static int choice(Tool *tool, OptionId option, const char *const *words, int count, int *chosen)
{
    *chosen = 0;
    if (!tool->values[option])
        return -1;
    for (int i = 0; i < count; i++) {
        if (strcmp(tool->values[option], words[i]) == 0) {
            *chosen = i;
            return -1;
        }
    }
    char known[256];
    size_t used = 0;
    for (int i = 0; i < count && used < sizeof known; i++)
        used += (size_t)snprintf(known + used, sizeof known - used, "%s%s",
                                 i == 0          ? ""
                                 : i + 1 < count ? ", "
                                                 : " or ",
                                 words[i]);
    return wrong_use(tool, "--%s: `%s` is not %s", option_infos[option].name, tool->values[option], known);
}

static int limit(Tool *tool, OptionId option, uint64_t most, uint64_t *value)
{
    const char *text = tool->values[option];
    char *end;
    if (!text)
        return -1;
    errno = 0;
    *value = strtoull(text, &end, 10);
    if (text[0] < '0' || text[0] > '9' || *end || errno || *value == 0 || *value > most)
        return wrong_use(tool, "--%s: `%s` is no number from 1 to %" PRIu64, option_infos[option].name, text, most);
    return -1;
}

enum { MOST_FORMATS = 16 };

// How many forms a command may be asked for: of a verdict there are all, of some other documents a page. The library says which
// of them it has.
static int forms_of(const CommandInfo *command)
{
    bool page = command->run == command_profile_diff || command->run == command_report_provider ||
                command->run == command_verdict_diff || command_has_option(command, OPTION_SWEEP);
    return command_has_option(command, OPTION_ONLY) ? MOST_FORMATS : page ? ASSIZE_HTML + 1 : ASSIZE_JSON + 1;
}

static int open_library(Tool *tool)
{
    static const char *const audiences[] = {"public", "institution", "office"};
    const char *formats[MOST_FORMATS];
    int format_count = 0;
    AssizeOptions options = {.folders = tool->folders, .verify = tool->values[OPTION_VERIFY] != NULL};
    uint64_t steps = 0, memory = 0, threads = 0;
    int format, audience, status;
    int most = forms_of(tool->command);
    for (const char *name; format_count < most && (name = assize_format_name((AssizeFormat)format_count));)
        formats[format_count++] = name;
    if ((status = choice(tool, OPTION_FORMAT, formats, format_count, &format)) >= 0 ||
        (status = choice(tool, OPTION_AUDIENCE, audiences, 3, &audience)) >= 0 ||
        (status = limit(tool, OPTION_ROWS, UINT32_MAX, &options.rows)) >= 0 ||
        (status = limit(tool, OPTION_REGEX_STEPS, INT64_MAX, &steps)) >= 0 ||
        (status = limit(tool, OPTION_MEMORY, SIZE_MAX, &memory)) >= 0 ||
        (status = limit(tool, OPTION_CODE, UINT32_MAX, &options.code)) >= 0 ||
        (status = limit(tool, OPTION_THREADS, ASSIZE_MOST_THREADS, &threads)) >= 0 ||
        (status = limit(tool, OPTION_SAMPLE, UINT32_MAX, &tool->sample)) >= 0 ||
        (status = limit(tool, OPTION_SEED, UINT32_MAX, &tool->seed)) >= 0 ||
        (status = limit(tool, OPTION_MIN_COUNT, UINT32_MAX, &tool->min_count)) >= 0)
        return status;
    if (tool->values[OPTION_AS] && audience != ASSIZE_INSTITUTION)
        return wrong_use(tool, "--as goes with --audience institution");
    messages_use_form((AssizeFormat)format);
    tool->threads = (int)threads;
    options.regex_steps = (int64_t)steps;
    options.memory = memory;
    const char *plain = getenv("NO_COLOR");
    tool->request = (AssizeRequest){.format = (AssizeFormat)format,
                                    .audience = (AssizeAudience)audience,
                                    .institution = tool->values[OPTION_AS],
                                    .language = tool->values[OPTION_LANGUAGE],
                                    .colours = isatty(STDOUT_FILENO) && isatty(STDERR_FILENO) && !(plain && *plain),
                                    .all_rules = tool->values[OPTION_ALL_RULES] != NULL,
                                    .only = tool->values[OPTION_ONLY],
                                    .open = tool->values[OPTION_OPEN] != NULL,
                                    .purpose = tool->values[OPTION_PURPOSE],
                                    .profiles = tool->profiles[0] ? tool->profiles : NULL,
                                    .strict = tool->values[OPTION_STRICT] != NULL};
    tool->assize = assize_open(&options);
    if (tool->assize)
        return -1;
    say(SAID_OF_USE, "assize: memory ran out");
    return ASSIZE_ENVIRONMENT;
}

enum { LONG_OPTION = 256 }; // what getopt gives of the first one

// Whether an argument is an expression that begins with a minus, and no option: `-x > 3`, `-3`, `-(a + b)`; not `-pFILE`.
static bool is_expression(const Tool *tool, const char *argument)
{
    if (!takes_expression(tool->command) || argument[0] != '-' || !argument[1] || argument[1] == '-')
        return false;
    for (int i = 0; i < OPTIONS; i++) {
        if (option_infos[i].letter == argument[1])
            return strpbrk(argument, " ()<>=*+") != NULL;
    }
    return true;
}

// What getopt does not take: it gives ':' where an argument is missing, else '?', and the option in optopt, where there is one.
static int report_option(const Tool *tool, int found, const char *argument)
{
    const char *what = found == ':' ? "needs an argument" : "takes no argument";
    if (optopt >= LONG_OPTION)
        return wrong_use(tool, "--%s %s", option_infos[optopt - LONG_OPTION].name, what);
    if (found == ':')
        return wrong_use(tool, "-%c %s", optopt, what);
    if (optopt)
        return wrong_use(tool, "there is no option `-%c`", optopt);
    return wrong_use(tool, "there is no option `%.*s`, or several begin so", (int)strcspn(argument, "="), argument);
}

// Whether an argument that is no option goes with --catalogue, as the files do into which a shell makes a pattern: then it is
// kept.
static bool is_catalogue(Tool *tool, bool follows, char *argument)
{
    if (follows)
        tool->catalogues[tool->catalogue_count++] = argument;
    return follows;
}

// Takes what getopt found apart: the number of the option, or -1.
static int option_found(int found)
{
    int option = found >= LONG_OPTION ? found - LONG_OPTION : -1;
    for (int i = 0; i < OPTIONS && option < 0 && found != '?' && found != ':'; i++)
        option = option_infos[i].letter == found ? i : -1;
    return option;
}

int options_read(Tool *tool, int count, char **arguments)
{
    bool lists = command_has_option(tool->command, OPTION_CATALOGUE), follows = false; // follows: on --catalogue
    if (lists && !(tool->catalogues = calloc((size_t)count + 1, sizeof *tool->catalogues))) {
        say(SAID_OF_USE, "assize: memory ran out");
        return ASSIZE_ENVIRONMENT;
    }
    struct option longs[OPTIONS + 1] = {{0}};
    char shorts[3 * OPTIONS + 3] = "-:", *at = shorts + 2; // what is no option is given too, as 1
    for (int i = 0; i < OPTIONS; i++) {
        const OptionInfo *option = &option_infos[i];
        longs[i] = (struct option){option->name, option->argument ? required_argument : no_argument, NULL, LONG_OPTION + i};
        if (!option->letter)
            continue;
        *at++ = (char)option->letter;
        if (option->argument)
            *at++ = ':';
    }
    // getopt takes the first of them for the program's name.
    arguments -= 1;
    static char program[] = "assize";
    arguments[0] = program;
    opterr = 0;     // what is wrong, we say
    int others = 0; // arguments that are no options: they move to the front
    while (optind <= count) {
        if (!others && is_expression(tool, arguments[optind])) {
            arguments[++others] = arguments[optind++];
            continue;
        }
        int found = getopt_long(count + 1, arguments, shorts, longs, NULL);
        if (found == -1)
            break;
        if (found == 1) {
            if (!is_catalogue(tool, follows, optarg))
                arguments[++others] = optarg;
            continue;
        }
        int option = option_found(found);
        if (option < 0)
            return report_option(tool, found, arguments[optind - 1]);
        if (!command_has_option(tool->command, option))
            return wrong_use(tool, "--%s does not go with it", option_infos[option].name);
        follows = option == OPTION_CATALOGUE;
        is_catalogue(tool, follows, optarg);
        int status = take_option(tool, option, optarg);
        if (status >= 0)
            return status;
    }
    if (tool->values[OPTION_HELP]) {
        print_help(tool->command);
        return ASSIZE_DONE;
    }
    while (optind <= count)
        arguments[++others] = arguments[optind++];
    tool->arguments = arguments + 1;
    tool->argument_count = others;
    bool many = tool->argument_count > tool->command->most && (tool->command->most || !tool->command->fewest);
    if (tool->argument_count < tool->command->fewest || many)
        return wrong_use(tool, "usage: assize %s [OPTION…]%s%s", tool->command->name, *tool->command->arguments ? " " : "",
                         tool->command->arguments);
    return open_library(tool);
}
