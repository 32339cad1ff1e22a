// SPDX-License-Identifier: MIT
// Writes the inputs that are made by the program itself, so that they fit its formats: bundles with submissions behind them, of
// each policy that is named, and the images of the tests' submissions.
// usage: seeds FOLDER POLICY…
#include <stdio.h>
#include <stdlib.h>

#include "fixture/fixture.h"
#include "support/file.h"

typedef struct Seeds {
    Fixture fixture;
    const char *folder;
    Text submissions;
} Seeds;

static void write(Seeds *seeds, const char *target, size_t number, Text bytes)
{
    Arena *arena = &seeds->fixture.arena;
    Text path = text_format(arena, "%s/%s/%zu", seeds->folder, target, number);
    if (file_write(arena, text_terminated(arena, path), bytes)) {
        fprintf(stderr, "cannot write %.*s\n", (int)path.length, path.bytes);
        exit(1);
    }
}

static void write_images(void *with)
{
    Seeds *seeds = with;
    Fixture *fixture = &seeds->fixture;
    Sources sources;
    Diagnostics diagnostics;
    SubmissionList list;
    Dossiers dossiers;
    if (!read_submissions(&fixture->program, &fixture->arena, &sources, &diagnostics, seeds->submissions, &list) ||
        !dossiers_in_memory(&dossiers, &fixture->program, &fixture->arena, &list, &diagnostics))
        abort();
    for (size_t i = 0; i < list.count; i++) {
        Text image;
        const Submission *one = list.items[i];
        if (dossiers_find(&dossiers, one->facts.type, one->id, &image) == DOSSIER_FOUND)
            write(seeds, "image", i, image);
    }
}

typedef struct BundleSeed {
    Seeds *seeds;
    size_t number;
} BundleSeed;

static void write_bundle(void *with)
{
    BundleSeed *seed = with;
    Seeds *seeds = seed->seeds;
    TextBuilder text = text_builder(&seeds->fixture.arena);
    text_append(&text, seeds->fixture.bundle);
    text_append(&text, seeds->submissions);
    write(seeds, "bundle", seed->number, text_built(&text));
}

int main(int count, char **arguments)
{
    for (int i = 2; i < count; i++) {
        Seeds seeds = {.folder = arguments[1]};
        Fixture *fixture = &seeds.fixture;
        fixture_open(fixture);
        if (i == 2)
            seeds.submissions = fixture_file(fixture, FIXTURE_SUBMISSIONS);
        BundleSeed seed = {&seeds, (size_t)i};
        // Of the seeds of the compiler, only some are right.
        bool right = fixture_compile(fixture, fixture_file(fixture, arguments[i]));
        if (right && !guard_run(&fixture->guard, write_bundle, &seed))
            abort();
        if (i == 2 && (!right || !guard_run(&fixture->guard, write_images, &seeds)))
            abort();
        fixture_close(fixture);
    }
    return 0;
}
