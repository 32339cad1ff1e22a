// SPDX-License-Identifier: MIT
// Makes a case small: takes away declarations, conditions, pieces of expressions, submissions and facts as long as what is
// wrong with the case stays wrong.
#ifndef ASSIZE_TESTS_RANDOM_SHRINK_H
#define ASSIZE_TESTS_RANDOM_SHRINK_H

#include "trial.h"

// Whether a case still shows what is wrong. A case that is refused does not.
typedef bool Wrong(void *with, Case of);

// The smallest case that was found, in the arena.
Case shrink(Case of, Wrong *wrong, void *with, Arena *arena);

#endif
