// SPDX-License-Identifier: MIT
// Inside of the library, for those of its files that need the compiler: how a call compiles.
#ifndef ASSIZE_LIBRARY_COMPILE_H
#define ASSIZE_LIBRARY_COMPILE_H

#include "compile.h"
#include "library_inside.h"

// Opens a compilation under the limits of the options, whose messages are those of the call. reader: where its texts come from;
// null: from files, and libraries from the folders of the options.
void call_compilation(Call *call, Compilation *compilation, const SourceReader *reader);
// Refuses a call for what a compilation has reported: as wrong use where all that is wrong is what was given, a profile without
// what it refines.
void call_refuse_compiled(Call *call, const Compilation *compilation);
// Checks the policy at a path with the profiles of the request. False, with the call refused, where something is wrong.
bool call_compile_checked(Call *call, Compilation *compilation, const char *path);
// Compiles the policy at a path with what its tests ask, as a bundle in the call's arena. False, with the call refused, where
// something is wrong with it.
bool call_compile_tests(Call *call, Compilation *compilation, const char *path, Text *bundle);
// The reader of files, which holds no more than the call does.
SourceReader call_source_reader(const Call *call);

#endif
