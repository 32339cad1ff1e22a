// SPDX-License-Identifier: MIT
// Habits: what first authors write as other languages have it, and what stands for it here. Messages take their corrections from
// it, in the parser and where names and types are checked.
#ifndef ASSIZE_GRAMMAR_HABITS_H
#define ASSIZE_GRAMMAR_HABITS_H

#include "support/text.h"

// Where a word stands.
typedef enum HabitPlace {
    HABIT_DECLARED, // where a declaration, or a field of one, begins
    HABIT_QUANTOR,  // in front of a variable
    HABIT_CALLED,   // behind a dot, or in front of an opening parenthesis
    HABIT_VALUE,    // alone, as a value
    HABIT_OPERATOR, // where an operator is due
    HABIT_PATH,     // in a path into a document
    HABIT_ACCEPT,   // in a condition of acceptance
    HABIT_SIGN,     // no word
} HabitPlace;

// What to write instead of a word; empty where it is no such habit.
Text habit_correction(HabitPlace place, Text word);

#endif
