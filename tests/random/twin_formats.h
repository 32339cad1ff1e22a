// SPDX-License-Identifier: MIT
// `format` blocks, read from the texts of a policy and its profiles alone.
#ifndef ASSIZE_TESTS_RANDOM_TWIN_FORMATS_H
#define ASSIZE_TESTS_RANDOM_TWIN_FORMATS_H

#include "combine.h"

// What is wrong with the blocks of all files taken together; empty: nothing. *any: whether there are any.
Text formats_refusal(Arena *arena, const Files *files, bool *any);

#endif
