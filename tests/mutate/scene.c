// SPDX-License-Identifier: MIT
// The policies and facts of which bundles are made. See drive.h.
#include <stdio.h>
#include <stdlib.h>

#include "mutate/drive.h"
#include "library_compile.h"
#include "support/file.h"

static _Noreturn void stop(Assize *assize, const char *what)
{
    AssizeText said = assize_messages(assize, NULL);
    fprintf(stderr, "mutate: %s\n%.*s", what, (int)said.length, said.bytes);
    exit(1);
}

// The bundle of the policy and its profiles, with the questions of the policy's tests.
static Text compile(const Scene *scene, Arena *arena, Assize *assize)
{
    Compilation *compilation = arena_take(arena, sizeof *compilation);
    AssizeRequest request = {.profiles = scene->profiles};
    Call call = call_begin(assize, &request);
    Text bundle = {"", 0};
    bool right = call_compilation_at(&call, compilation, scene->policy) && call_compile_tests(&call, compilation, &bundle);
    return right ? bundle : (Text){"", 0};
}

static void import(Scene *scene, const char *folder, const char *const *files, size_t file_count, Assize *assize)
{
    AssizePolicy *policy;
    AssizeText text;
    AssizeImport import = {.files = files, .file_count = file_count};
    if (assize_policy_load(assize, NULL, scene->origin.bundle.bytes, scene->origin.bundle.length, &policy) != ASSIZE_DONE ||
        assize_base_open(assize, folder, ASSIZE_WRITE, &scene->base) != ASSIZE_DONE ||
        assize_import(assize, NULL, scene->base, policy, &import, &text) != ASSIZE_DONE)
        stop(assize, "the facts of a scene are refused");
    assize_policy_close(policy);
}

// The subjects are found among the submissions, one a line or one a file.
static void find_subjects(Scene *scene, Arena *arena)
{
    const Program *program = &scene->origin.program;
    Sources sources;
    Diagnostics diagnostics;
    SubmissionList list = {.items = NULL};
    sources_open(&sources, arena);
    diagnostics_open(&diagnostics, arena, &sources);
    sources_add(&sources, text_of("submissions.json"), scene->submissions);
    submissions_read(program, READ_ALL, arena, &diagnostics, &sources.items[0], &list);
    scene->subjects = arena_array(arena, list.count + 1, sizeof *scene->subjects);
    for (size_t i = 0; i < list.count; i++) {
        if (list.items[i]->facts.type == program->head.subject_type)
            scene->subjects[scene->subject_count++] = text_terminated(arena, list.items[i]->id);
    }
    scene->subjects[scene->subject_count++] = text_terminated(arena, text_of("nobody knows it"));
}

void scene_open(Scene *scene, const char *folder, const char *const *files, size_t file_count, Assize *assize, Arena *arena)
{
    Text bundle = compile(scene, arena, assize), reason;
    char *aligned = aligned_alloc(16, bundle.length + 16 - bundle.length % 16);
    if (!bundle.length || !aligned)
        stop(assize, "the policy of a scene is refused");
    memcpy(aligned, bundle.bytes, bundle.length);
    scene->origin.bundle = (Text){aligned, bundle.length};
    if (!bundle_open(&scene->origin.program, scene->origin.bundle, arena, &reason))
        stop(assize, "the bundle of a scene is refused");
    TextBuilder all = text_builder(arena);
    for (size_t i = 0; i < file_count; i++) {
        Text text;
        if (file_read(arena, files[i], SIZE_MAX, &text))
            stop(assize, "a file of a scene cannot be read: tests run from the checkout's folder");
        text_append(&all, text);
    }
    scene->submissions = text_built(&all);
    import(scene, folder, files, file_count, assize);
    find_subjects(scene, arena);
}
