// SPDX-License-Identifier: MIT
// From a policy's file to a bundle: what a compilation works on, and how far it goes.
#ifndef ASSIZE_COMPILE_H
#define ASSIZE_COMPILE_H

#include "emit/emit.h"

// The passes, in their order.
typedef enum Pass { PASS_LOAD, PASS_BIND, PASS_CHECK, PASS_REFINE, PASS_PROVE, PASS_LOWER, PASS_EMIT } Pass;

// What a compilation works on; all of it lies in the arena.
typedef struct Compilation {
    Arena *arena;
    Sources sources;
    Diagnostics diagnostics;
    Policy policy;
    Text path;                      // of the policy's file
    GivenProfiles profiles;         // beside it
    const CoreQuestions *questions; // what is asked beside the rules; null: nothing
    CorePolicy core;                // from LOWER on
    Text bundle;                    // from EMIT on
    uint32_t passed;                // so many passes are done
} Compilation;

// How far to go; each stage can be printed.
typedef enum Stage {
    STAGE_TOKENS, // what the scanner sees, and what each word means where it stands
    STAGE_TREE,   // as the parser built it
    STAGE_CHECK,  // names and types are right, if no error was queued
    STAGE_CODE,
    STAGES
} Stage;

// A compilation of nothing yet. reader: what finds files; it, and the arena, must outlive the compilation.
void compilation_open(Compilation *compilation, Arena *arena, const SourceReader *reader);
// Runs the passes up to checking; true if the policy is right. Mistakes and warnings are in the diagnostics.
bool compile_check(Compilation *compilation, Text path);
// Holds a profile, by its path among those that are given, against a base that may be another one than that which it was written
// for: the diagnostics say of each entry whether it fits, all of them; what it declares and the base too is left out. proved: the
// types fit, so that PROVE has said its part. Null where the passes end before: files are missing or were not understood, or the
// base itself is wrong.
const Profile *compile_rebase(Compilation *compilation, Text path, Text profile, bool *proved);
// The bundle of a policy that is right, in the arena. questions: what is asked beside the rules; null: nothing. False, with a
// message, where it takes more code than it may. It may be asked for again, with other questions.
bool compile_bundle(Compilation *compilation, const CoreQuestions *questions, Text *bundle);
// Appends what a stage leaves of a policy. False where it does not get there, for the reasons in the diagnostics.
bool compile_print(Compilation *compilation, Text path, Stage stage, TextBuilder *to);

#endif
