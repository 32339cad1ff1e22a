// SPDX-License-Identifier: MIT
// The manual page (troff, man(7)) and the completion for bash, from the tables of commands and options. `make install` puts
// them where they belong.
#include "tool/tool.h"

#include <stdio.h>
#include <string.h>

// Text of a manual page: hyphens as they are typed, no line that begins with a control character.
static void print_escaped(const char *text)
{
    for (const char *c = text; *c; c++) {
        if (*c == '-')
            fputs("\\-", stdout);
        else if (*c == '\\')
            fputs("\\e", stdout);
        else if (*c == '\'' || (*c == '.' && c == text))
            printf("\\&%c", *c);
        else
            putchar(*c);
    }
}

static void print_command(const CommandInfo *command)
{
    printf(".SS \"assize ");
    print_escaped(command->name);
    printf(" [\\fIoption\\fR]... %s\"\n", command->arguments);
    print_escaped(command->about);
    printf(".\n.PP\nOptions:");
    bool first = true;
    for (int i = 0; i < OPTIONS; i++) {
        if (!command_has_option(command, i) || i == OPTION_HELP)
            continue;
        printf(first ? " " : ", ");
        first = false;
        printf("\\fB\\-\\-");
        print_escaped(option_infos[i].name);
        printf("\\fR");
    }
    printf("%s.\n.PP\n.RS\n.nf\n", first ? " none" : "");
    print_escaped(command->example);
    printf("\n.fi\n.RE\n");
}

void print_manual(void)
{
    printf(".TH ASSIZE 1 \"\" \"assize %s\"\n.SH NAME\nassize \\- review products against policies\n", ASSIZE_VERSION);
    printf(".SH SYNOPSIS\n.B assize\n\\fIcommand\\fR [\\fIoption\\fR]... [\\fIargument\\fR]...\n");
    printf(".SH DESCRIPTION\nAssize compiles review policies, keeps the facts that are submitted about products, and reviews a "
           "product:\nthe verdict cites its clauses, shows its evidence and says what is missing. What is missing, too weak, "
           "expired or\n"
           "contested is undetermined, and never a pass.\n.SH COMMANDS\n");
    for (size_t i = 0; i < command_count; i++)
        print_command(&command_infos[i]);
    printf(".SH OPTIONS\n");
    for (int i = 0; i < OPTIONS; i++) {
        printf(".TP\n\\fB");
        if (option_infos[i].letter)
            printf("\\-%c\\fR, \\fB", option_infos[i].letter);
        printf("\\-\\-");
        print_escaped(option_infos[i].name);
        printf("\\fR");
        if (option_infos[i].argument)
            printf(" \\fI%s\\fR", option_infos[i].argument);
        putchar('\n');
        print_escaped(option_infos[i].about);
        printf("\n");
    }
    printf(".SH EXIT STATUS\n0 done, or passed; 1 the answer is no: rejected, a test failed, something does not verify; "
           "2 wrong use;\n"
           "3 undetermined or conditional; 4 the policy or the facts are refused; 5 the environment: disk, permission, memory.\n"
           "An interrupt ends a command by its signal, 130 in a shell: of an import nothing is stored then, or all.\n"
           ".SH MESSAGES\nStand on standard error; those of check are its result. With \\-\\-format json they are one JSON array "
           "of objects with severity, message "
           "and, where\nthey are about a place in a file, code, file, line, column, expected, correction, pointer and notes.\n"
           ".SH ENVIRONMENT\n.TP\nASSIZE_FACTS\nThe fact base, where \\-\\-facts is not given.\n.TP\nNO_COLOR\n"
           "If set, no colours.\n");
}

// How long the first word of a command's name is.
static size_t first_word(size_t command)
{
    return strcspn(command_infos[command].name, " ");
}

// Whether a command begins with the same word as the one before it.
static bool goes_on(size_t command)
{
    size_t length = first_word(command);
    return command > 0 && length == first_word(command - 1) &&
           strncmp(command_infos[command - 1].name, command_infos[command].name, length) == 0;
}

// What may follow on a command line: first the commands, then the options of the one that was given.
void print_completion(void)
{
    printf("# Completion of assize for bash.\n_assize() {\n    local word=${COMP_WORDS[COMP_CWORD]} words=\n"
           "    case \"${COMP_WORDS[1]} ${COMP_WORDS[2]}\" in\n");
    for (int groups = 1; groups >= 0; groups--) { // those of two words are told apart first
        for (size_t i = 0; i < command_count; i++) {
            const CommandInfo *command = &command_infos[i];
            if ((strchr(command->name, ' ') != NULL) != groups)
                continue;
            printf("    \"%s%s) words=\"", command->name, groups ? "\"" : " \"*");
            for (int j = 0; j < OPTIONS; j++) {
                if (command_has_option(command, j))
                    printf("--%s ", option_infos[j].name);
            }
            printf("\" ;;\n");
        }
    }
    printf("    esac\n    case $COMP_CWORD in\n    1) words=\"");
    for (size_t i = 0; i < command_count; i++) {
        if (!goes_on(i))
            printf("%.*s ", (int)first_word(i), command_infos[i].name);
    }
    printf("help --help --version\" ;;\n    2) case \"${COMP_WORDS[1]}\" in\n");
    for (size_t i = 0; i < command_count; i++) {
        size_t length = first_word(i);
        if (!command_infos[i].name[length])
            continue;
        if (!goes_on(i))
            printf("       %.*s) words=\"", (int)length, command_infos[i].name);
        printf("%s%s", goes_on(i) ? " " : "", command_infos[i].name + length + 1);
        if (i + 1 == command_count || !goes_on(i + 1))
            printf("\" ;;\n");
    }
    printf("       esac ;;\n    esac\n    case \"$word $COMP_CWORD ${COMP_WORDS[1]}\" in\n"
           "    -*|*' 1 '*");
    for (size_t i = 0; i < command_count; i++) {
        if (command_infos[i].name[first_word(i)] && !goes_on(i))
            printf("|*' 2 %.*s'", (int)first_word(i), command_infos[i].name);
    }
    printf(") COMPREPLY=($(compgen -W \"$words\" -- \"$word\")) ;;\n"
           "    *) COMPREPLY=($(compgen -f -- \"$word\")) ;;\n    esac\n}\ncomplete -o filenames -F _assize assize\n");
}

void print_opcodes(void)
{
    AssizeText text;
    Assize *assize = assize_open(NULL);
    if (assize && assize_opcodes(assize, &text) == ASSIZE_DONE)
        print_text(text);
    assize_close(assize);
}
