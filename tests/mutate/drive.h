// SPDX-License-Identifier: MIT
// What is done with a bundle that was changed: all that the library can do with one.
#ifndef ASSIZE_TESTS_MUTATE_DRIVE_H
#define ASSIZE_TESTS_MUTATE_DRIVE_H

#include "library_inside.h"
#include "mutate/mutation.h"

// A policy with facts, of which bundles are made.
typedef struct Scene {
    Origin origin;
    const char *policy;      // path
    const char *profiles[3]; // paths of its profiles, ended by null
    const char *questions;   // expressions to ask, parted by `;`
    Text submissions;        // of all dossiers
    char **subjects;         // ids of what the policy reviews, and one that nobody knows
    size_t subject_count;
    AssizeBase *base; // with the submissions, imported under the policy as it was
    uint32_t share;   // of all cases, in hundredths
    int64_t date;
} Scene;

// Compiles the policy, with the questions of its tests, and imports the submissions into a folder of the base's own. Stops where
// that fails: then the test is wrong.
void scene_open(Scene *scene, const char *folder, const char *const *files, size_t file_count, Assize *assize, Arena *arena);

typedef enum Driven { DRIVEN_REFUSED, DRIVEN_RAN } Driven;

// Who asks: for whom, and in which language, things are printed.
enum { READERS = 4 };
typedef struct Readers {
    Assize *items[READERS];
} Readers;
void readers_open(Readers *readers);
void readers_close(Readers *readers);

// Opens a bundle and, where it is not refused, does everything with it. schema: its schema's digest is put right where that is
// what it is refused for. Stops where something is printed that is no JSON and should be.
Driven drive(const Scene *scene, const Readers *readers, MutationRandom *random, char *bytes, size_t length, bool schema);

#endif
