// SPDX-License-Identifier: MIT
// Any bytes as submissions: read, made into images, which check, and reviewed. What is read has a canonical form that is read as
// the same submission.
#include "fixture/image_dump.h"
#include "fuzz/target.h"

static void read_again(Target *target, const Submission *submission)
{
    Sources sources;
    Diagnostics diagnostics;
    SubmissionList list;
    const Program *program = &target->fixture->program;
    Text canonical = text_joined(&target->arena, &submission->canonical);
    if (!read_submissions(program, &target->arena, &sources, &diagnostics, canonical, &list))
        target_broken("a canonical form is refused");
    if (list.count != 1 || !digest_equal(&list.items[0]->digest, &submission->digest))
        target_broken("a canonical form is another submission");
}

static void read(void *with)
{
    Target *target = with;
    Fixture *fixture = target->fixture;
    const Program *program = &fixture->program;
    Sources sources;
    Diagnostics diagnostics;
    SubmissionList list;
    Dossiers dossiers;
    TextBuilder text = text_builder(&target->arena);
    bool fine = read_submissions(program, &target->arena, &sources, &diagnostics, target->input, &list);
    diagnostics_append(&diagnostics, &text, false);
    if (!fine && !diagnostics.errors)
        target_broken("submissions are refused without a message");
    for (size_t i = 0; i < list.count; i++)
        read_again(target, list.items[i]);
    if (!dossiers_in_memory(&dossiers, program, &target->arena, &list, &diagnostics))
        return;
    for (size_t i = 0; i < list.count; i++) {
        Text image;
        const char *reason;
        const Submission *one = list.items[i];
        if (dossiers_find(&dossiers, one->facts.type, one->id, &image) != DOSSIER_FOUND || !image_check(program, image, &reason))
            target_broken("an image that was just made does not check");
        image_dump(program, image, &text);
    }
    for (size_t i = 0; i < list.count && i < 4; i++)
        review_wholly(fixture, &fixture->prepared, &dossiers, list.items[i]->id, 19844, &target->arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    return target_run(data, size, read);
}
