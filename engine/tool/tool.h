// SPDX-License-Identifier: MIT
// The program: parses arguments, calls the library, prints. What it can do stands in commands.def and options.def.
#ifndef ASSIZE_TOOL_TOOL_H
#define ASSIZE_TOOL_TOOL_H

#include <assert.h>

#include "assize.h"

typedef enum OptionId {
#define OPTION(id, letter, name, argument, about) OPTION_##id,
#include "tool/options.def"
#undef OPTION
    OPTIONS
} OptionId;

typedef struct OptionInfo {
    int letter; // 0: none
    const char *name, *argument, *about;
} OptionInfo;
extern const OptionInfo option_infos[OPTIONS];

enum { MOST_REPEATED = 64 };

// A command line, taken apart.
typedef struct Tool {
    const struct CommandInfo *command;
    Assize *assize;
    AssizeRequest request;            // of all calls
    int threads;                      // 0: not given
    uint64_t sample, seed, min_count; // likewise
    const char *values[OPTIONS];      // of an option that was given; of one without an argument: its name
    const char *folders[MOST_REPEATED + 1], *closed[MOST_REPEATED + 1], *replaces[MOST_REPEATED + 1],
        *profiles[MOST_REPEATED + 1], *set[MOST_REPEATED + 1], *dates[MOST_REPEATED + 1]; // dates: of --on
    char **arguments;
    int argument_count;
    char **catalogues; // as many as a shell gives
    size_t catalogue_count;
} Tool;

typedef unsigned __int128 OptionSet; // a bit for each
static_assert(OPTIONS <= 128, "a set has a bit for each option");

typedef struct CommandInfo {
    int (*run)(Tool *tool); // its result is the exit status
    const char *name, *arguments;
    int fewest, most; // arguments; most 0: no end
    OptionSet options;
    const char *about, *example;
} CommandInfo;
extern const CommandInfo command_infos[];
extern const size_t command_count;
static inline bool command_has_option(const CommandInfo *command, int option)
{
    return command->options >> option & 1;
}

#define COMMAND(function, name, arguments, fewest, most, options, about, example) int function(Tool *tool);
#include "tool/commands.def"
#undef COMMAND

// options.c: takes the arguments behind a command's name apart. An exit status where the program is to end at once, else -1.
int options_read(Tool *tool, int count, char **arguments);
void print_help(const CommandInfo *command); // null: of the program

// manual.c: for `assize help man` and `assize help completion`
void print_manual(void);
void print_completion(void);
void print_opcodes(void); // for `assize help opcodes`

void tell_of_bus_errors(void); // bus.c

// output.c
bool print_bytes(AssizeText text);                                  // false where not all of them could be written
void end_line(AssizeText text);                                     // prints a line end where the text has none
void print_text(AssizeText text);                                   // the same, and on a terminal a line end
int print_result(Tool *tool, AssizeAnswer answer, AssizeText text); // and the messages; gives the answer
// Gives a verdict: to the file of --output, whole or not at all, or to standard output, with the messages; gives the answer.
AssizeAnswer put_out(Tool *tool, AssizeAnswer answer, AssizeText text);
bool form_folds(const Tool *tool); // whether something may be folded in what is printed
int finish(int status);            // whether all output was written: the status, or that of the environment

// messages.c: all that stands on standard error, as text or as one JSON array.
typedef enum Said { SAID_OF_USE, SAID_ERROR, SAID_WARNING, SAID_NOTE } Said;
void messages_use(int count, char **arguments); // looks for `--format json` on a command line that nobody has read yet
void messages_use_form(AssizeFormat format);    // the form that the command line did ask for
void messages_end(void);                        // nothing is said behind it
void print_messages(Tool *tool);                // of the library's last call
// One message of the program's own, on one line; what is said of its use begins with the program's name.
void say(Said kind, const char *format, ...) __attribute__((format(printf, 2, 3)));
// The same with where help is to be found; gives the exit status.
int wrong_use(const Tool *tool, const char *format, ...) __attribute__((format(printf, 2, 3)));
// What is to be written, all at once, where a file is gone that was being read (bus.c); takes no memory and calls nothing.
const char *messages_last_words(size_t *length);

// What commands share: each prints what is wrong, and gives null.
AssizePolicy *open_policy(Tool *tool);
AssizeBase *open_facts(Tool *tool, AssizeMode mode);
AssizeBase *open_facts_there(Tool *tool, AssizeMode mode); // one that is there; for writing also where a look is logged
bool facts_are_missing(Tool *tool, bool matters);          // and says so, as an error where it matters, else as a warning
bool facts_are_there(const Tool *tool);
int verify_attestations(Tool *tool); // sign.c
// Signs a review's verdict with --sign; the attestation stays until the next call, and *path, to be freed, is where it is to be.
AssizeAnswer sign_review(Tool *tool, AssizeReview *review, const AssizePolicy *policy, AssizeText *text, char **path);

// paths.c: calls a function for every policy that the arguments name, and for every profile, in order; gives the worst of the
// statuses. What is neither is taken for a policy where an argument names it.
typedef int VisitPath(Tool *tool, const char *path);
int each_path(Tool *tool, VisitPath *policy, VisitPath *profile);

#endif
