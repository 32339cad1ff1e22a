// SPDX-License-Identifier: MIT
// Inside of the library, for those of its files that need the compiler: how a call compiles.
#ifndef ASSIZE_LIBRARY_COMPILE_H
#define ASSIZE_LIBRARY_COMPILE_H

#include "compile.h"
#include "library_inside.h"

// Opens a compilation under the limits of the options, whose messages are those of the call, with the profiles of the request and
// those that a bundle holds (Call.given_alone): of what stands at a path, a policy's text or a bundle; of the same, whose bytes
// were read (what comes through a pipe comes once; null: why they cannot be the compiler says). Where it stands then is the
// compilation's path. False, with the call refused, where a bundle is none, or was made with another standard library.
bool call_compilation_at(Call *call, Compilation *compilation, const char *path);
bool call_compilation_of(Call *call, Compilation *compilation, Text bytes, const char *path);
// What stands at a path, in the call's arena; bytes null where it cannot be read.
Text call_policy_bytes(Call *call, const char *path);
// Whether a compilation was opened with profiles.
static inline bool compilation_has_profiles(const Compilation *compilation)
{
    return compilation->profiles.paths && compilation->profiles.paths[0];
}
// Opens a compilation of the texts that a bundle carries, its profiles too, with profiles that stand beside it (null: none). In
// messages they stand below the path (empty: nowhere).
bool call_compilation_again(Call *call, Compilation *compilation, const Program *program, const char *path,
                            const char *const *beside);
// A text of a policy that does not lie in a folder: of which profile and library it is (empty: of none, the policy's own), and
// its path from the root of that.
typedef struct CarriedFile {
    Text profile, library, path, text;
} CarriedFile;
// Opens a compilation of texts that the register kept, the policy's own file first: what the standard library was then is among
// them, and may declare natives that the program has. They must stay.
void call_compilation_kept(Call *call, Compilation *compilation, const CarriedFile *files, size_t count);
// Refuses a call for what a compilation has reported: as wrong use where all that is wrong is what was given, a profile without
// what it refines.
void call_refuse_compiled(Call *call, const Compilation *compilation);
// Checks what a compilation was opened for. False, with the call refused, where something is wrong.
bool call_compile_checked(Call *call, Compilation *compilation);
// Compiles it with what its tests ask, as a bundle in the call's arena. False, with the call refused, where something is wrong.
bool call_compile_tests(Call *call, Compilation *compilation, Text *bundle);
// An expression, checked behind the policy of a compilation that has just been opened; null with what is wrong in its messages.
Expr *call_check_question(Compilation *compilation, const char *expression);
// A bundle that was just made, ready to be run, all of it in the arena.
void call_open_made(Text bundle, Program *program, Prepared *prepared, Arena *arena);

#endif
