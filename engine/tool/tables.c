// SPDX-License-Identifier: MIT
// The tables of commands.def and options.def, from which arguments are taken apart, helped with and completed.
#include "tool/tool.h"

#include <limits.h>

const OptionInfo option_infos[OPTIONS] = {
#define OPTION(id, letter, name, argument, about) {letter, name, argument, about},
#include "tool/options.def"
#undef OPTION
};

#define O(id) ((OptionSet)1 << OPTION_##id)
const CommandInfo command_infos[] = {
#define COMMAND(function, name, arguments, fewest, most, options, about, example)                                                \
    {function, name, arguments, fewest, most, (options) | O(HELP), about, example},
#include "tool/commands.def"
#undef COMMAND
};
const size_t command_count = sizeof command_infos / sizeof *command_infos;
